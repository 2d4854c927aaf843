"""No target is called met or missed by a figure that another standing source contradicts."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.assessment.undecided import leave_undecided

TARGETS = {"threshold": (2025, "at_least"), "span": (2023, "at_least"),
           "reduction": (2020, "reduce_yearly")}  # fmt: skip


def judged(kind: str) -> pd.DataFrame:
    first, comparator = TARGETS[kind]
    return pd.DataFrame(
        {"indicator_id": ["x"], "target_year": [2025], "first_year": [first],
         "comparator": [comparator]}
    )  # fmt: skip


def series(*contested: int) -> pd.DataFrame:
    years = list(range(2018, 2026))
    rivals = ["other" if year in contested else None for year in years]
    return pd.DataFrame({"indicator_id": "x", "year": years, "rival_source": rivals})


def left(kind: str, status: str, without: str, *contested: int) -> tuple[str, object]:
    def judge(known: pd.DataFrame) -> pd.DataFrame:
        word = status if len(known) == len(series()) else without
        return pd.DataFrame(
            {"indicator_id": ["x"], "target_year": [2025], "status": [word],
             "attainment_probability": [1.0], "decided_value": [1.0], "decided_gap": [0.0],
             "met_since": pd.array([2024], "Int64"), "first_likely_year": pd.array([None], "Int64")}
        )  # fmt: skip

    whole = series(*contested)
    (row,) = leave_undecided(judge(whole), judged(kind), whole, judge).to_dict("records")
    assert (row["status"] == "insufficient_evidence") == pd.isna(row["attainment_probability"])
    return row["status"], row["contradicted"]


OPEN = "insufficient_evidence"


@pytest.mark.parametrize(
    ("kind", "status", "without", "contested", "expected"),
    [
        ("threshold", "achieved", "no_data", 2025, (OPEN, 2025)),
        ("threshold", "not_achieved", "no_data", 2025, (OPEN, 2025)),
        ("threshold", "achieved", "achieved", 2024, ("achieved", pd.NA)),
        ("threshold", "likely", "likely", 2025, ("likely", pd.NA)),
        ("span", "achieved", "achieved", 2023, (OPEN, 2023)),
        ("span", "not_achieved", "achieved", 2024, (OPEN, 2024)),
        ("span", "not_achieved", "not_achieved", 2024, ("not_achieved", pd.NA)),
        ("reduction", "achieved", "no_data", 2020, (OPEN, 2020)),
        ("reduction", "achieved", "achieved", 2022, ("achieved", pd.NA)),
    ],
)
def test_what_rests_on_a_contradicted_figure_stays_open(
    kind: str, status: str, without: str, contested: int, expected: tuple[str, object]
) -> None:
    word, year = left(kind, status, without, contested)
    assert word == expected[0]
    assert (pd.isna(year) and pd.isna(expected[1])) or year == expected[1]


def test_without_a_contradiction_nothing_is_judged_twice() -> None:
    assert left("threshold", "achieved", "never asked")[0] == "achieved"
