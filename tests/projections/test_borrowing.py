"""Borrowing after the edge: what moves a series that stopped, and what leaves it alone."""

import numpy as np
import pandas as pd
import pytest

from analysis.projections import project, project_leaning

INDICATORS = pd.DataFrame(
    [
        {
            "indicator_id": "share",
            "unit": "percent",
            "better": "up",
            "nature": "administrative",
            "lower": 0.0,
            "upper": 100.0,
        }
    ]
)
LEVELS = [0.1, 0.5, 0.9]


def rows(unit_id: str, values: np.ndarray, first: int = 2006) -> pd.DataFrame:
    years = range(first, first + len(values))
    table = pd.DataFrame({"unit_id": unit_id, "indicator_id": "share", "year": years})
    return table.assign(value=values)


def panel(siblings: int, jump: float, last: int = 2018) -> pd.DataFrame:
    """One unit known to 2014; siblings go on to `last` and jump after 2014. Shocks are shared."""
    rng = np.random.default_rng(5)
    shared = rng.normal(0, 1.5, 9)
    parts = [rows("stopped", 50 + shared.cumsum())]
    for number in range(siblings):
        values = 48 + shared.cumsum() + rng.normal(0, 0.4, 9).cumsum()
        after = np.full(last - 2014, values[-1] + jump)
        parts.append(rows(f"s{number:02}", np.r_[values, after]))
    return pd.concat(parts)


def stopped(series: pd.DataFrame, **more) -> pd.Series:
    table = project(series, INDICATORS, years=[2020], quantile_levels=LEVELS, **more)
    return table[table["unit_id"] == "stopped"].set_index("quantile_level")["value"]


def test_a_jump_of_the_siblings_moves_the_unit_that_stopped() -> None:
    up, down = (stopped(panel(14, jump)) for jump in (6.0, -6.0))
    assert up[0.5] > down[0.5] + 3.0


def test_a_jump_of_the_parent_moves_it_where_siblings_are_few() -> None:
    parents = {"stopped": "nation"}
    few = panel(0, 0.0)
    mid = few["value"].to_numpy()
    found = [
        stopped(pd.concat([few, rows("nation", np.r_[mid, np.full(4, mid[-1] + jump)])]),
                parents=parents)
        for jump in (6.0, -6.0)
    ]  # fmt: skip
    assert found[0][0.5] > found[1][0.5] + 3.0


def test_who_reaches_the_edge_is_not_moved_by_having_a_parent() -> None:
    series = panel(12, 0.0, last=2014)
    pd.testing.assert_series_equal(
        stopped(series), stopped(series, parents={"stopped": "s00", "s01": "s00"})
    )


@pytest.mark.parametrize(("siblings", "known"), [(14, "siblings"), (4, "parent")])
def test_what_was_leant_on_is_told(siblings: int, known: str) -> None:
    series = pd.concat([panel(siblings, 1.0), rows("nation", np.linspace(50, 55, 12))])
    parents = dict.fromkeys(set(series["unit_id"]) - {"nation"}, "nation")
    _, leaning = project_leaning(
        series, INDICATORS, years=[2030], quantile_levels=LEVELS, parents=parents
    )
    told = leaning.set_index("unit_id").loc["stopped"]
    assert (told["leans_on"], told["after"]) == (known, 2014)
    assert told["until"] == (2018 if known == "siblings" else 2017)


@pytest.mark.parametrize(
    ("first", "leant_on", "until"), [(2007, "former", 2018), (2003, "nation", 2017)]
)
def test_of_several_parents_the_first_that_goes_on_is_leant_on(
    first: int, leant_on: str, until: int
) -> None:
    former = rows("former", np.linspace(48, 50, 12), first)
    series = pd.concat([panel(0, 1.0), former, rows("nation", np.linspace(50, 55, 12))])
    _, leaning = project_leaning(
        series,
        INDICATORS,
        years=[2030],
        quantile_levels=LEVELS,
        parents={"stopped": ["unknown", "former", "nation"]},
    )
    told = leaning.set_index("unit_id").loc["stopped"]
    assert (told["leans_on"], told["leans_on_unit"], told["until"]) == ("parent", leant_on, until)


def test_what_is_borrowed_never_narrows_to_less_than_half_the_variance() -> None:
    series = panel(14, 0.0)
    alone = series[series["unit_id"].eq("stopped") | series["year"].le(2014)]
    narrow, wide = (np.ptp(stopped(table).to_numpy()) for table in (series, alone))
    assert narrow > 0.6 * wide
