"""Ragged edges: what is gained when a province's figures stop and those of others go on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pandas as pd

from analysis.programme import NATION
from analysis.projections import Parents, project

# So many of the last years are hidden of half of the provinces; outcomes are those of the last two.
HIDDEN_YEARS = (3, 6)
OUTCOME_YEARS = 2
HISTORY = 15
LEAST_YEARS = 3
LEVELS = (0.1, 0.5, 0.9)
# What is known after the edge, besides nothing at all.
ALL_CUT, SIBLINGS, NATION_ALONE = "all_cut", "siblings", "nation"
COLUMNS = ("known", "hidden", "error_ratio", "inside_80", "values")
KEYS = ["unit_id", "indicator_id", "year"]


def ragged_table(
    provinces: pd.DataFrame, nation: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """Return errors over those with all series cut, and coverage (``COLUMNS``).

    One row per number of hidden years and of what is known after them: the other half of the
    provinces, or the nation's own series alone, given as the parent. An error is divided by the
    indicator's mean error of no change. Both tables have ``unit_id, indicator_id, year, value``.
    """
    found = pd.concat(
        [
            case
            for indicator_id, rows in provinces.groupby("indicator_id")
            for case in _cases(rows, nation[nation["indicator_id"] == indicator_id], indicators)
        ],
        ignore_index=True,
    )
    return compare_errors(found, ALL_CUT)


def compare_errors(found: pd.DataFrame, alone: str) -> pd.DataFrame:
    """Return errors by what is known after the edge over those of who stands ``alone``.

    A row of ``found`` has ``indicator_id, known, hidden``, the outcome ``value``, the ``last``
    known one, and ``low, middle, high`` as projected.
    """
    usual = (found["value"] - found["last"]).abs().groupby(found["indicator_id"]).transform("mean")
    found["error"] = (found["value"] - found["middle"]).abs() / usual
    found["inside_80"] = found["value"].between(found["low"] - 1e-9, found["high"] + 1e-9)
    table = found.groupby(["known", "hidden"]).agg(
        error=("error", "mean"), inside_80=("inside_80", "mean"), values=("error", "size")
    )
    table = table.reset_index()
    cut = table[table["known"] == alone].set_index("hidden")["error"]
    return table.assign(error_ratio=table["error"] / table["hidden"].map(cut))[list(COLUMNS)]


def is_cut(unit_id: str) -> bool:
    """Tell whether a province is of the half whose last years are hidden, by a fixed hash."""
    return int(hashlib.sha256(f"cut:{unit_id}".encode()).hexdigest()[:8], 16) % 2 == 1


def _cases(
    rows: pd.DataFrame, nation: pd.DataFrame, indicators: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    years = sorted(set(rows["year"]))
    for last in years:
        for hidden in HIDDEN_YEARS:
            window = rows[rows["year"].between(last - HISTORY, last)]
            seen = window[window["year"] <= last - hidden]
            if seen["year"].nunique() >= LEAST_YEARS and (last - hidden) in years:
                yield from _case(window, seen, nation, indicators, int(last), hidden)


def _case(
    window: pd.DataFrame,
    seen: pd.DataFrame,
    nation: pd.DataFrame,
    indicators: pd.DataFrame,
    last: int,
    hidden: int,
) -> Iterator[pd.DataFrame]:
    origin, cut = last - hidden, window["unit_id"].map(is_cut)
    newest = seen[seen["year"] == origin].set_index("unit_id")["value"]
    outcomes = window[cut & (window["year"] > max(origin, last - OUTCOME_YEARS))]
    outcomes = outcomes[outcomes["unit_id"].isin(newest.index)][[*KEYS, "value"]]
    country = nation[nation["year"].between(last - HISTORY, last)].assign(unit_id=NATION)
    given = {
        ALL_CUT: seen,
        SIBLINGS: window[~cut | (window["year"] <= origin)],
        NATION_ALONE: pd.concat([seen, country]),
    }
    parents = dict.fromkeys(window["unit_id"], NATION)
    for known, series in given.items():
        leaning = parents if known == NATION_ALONE else None
        beside = projected_beside(outcomes, series, indicators, last, leaning)
        yield beside.assign(last=beside["unit_id"].map(newest), known=known, hidden=hidden)


def projected_beside(
    outcomes: pd.DataFrame,
    series: pd.DataFrame,
    indicators: pd.DataFrame,
    last: int,
    parents: Parents | None,
) -> pd.DataFrame:
    """Return outcomes up to the year ``last`` with what was projected: ``low, middle, high``."""
    table = project(
        series,
        indicators,
        years=range(int(series["year"].min()) + 1, last + 1),
        quantile_levels=LEVELS,
        parents=parents,
    )
    wide = table.pivot(index=KEYS, columns="quantile_level", values="value")
    wide.columns = ["low", "middle", "high"]
    return outcomes.merge(wide.reset_index(), on=KEYS)
