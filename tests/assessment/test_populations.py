"""How many persons an indicator's own age group has, of the unit or of all its parts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.assessment.populations import group_sizes
from analysis.programme import load_programme

WEIGHTS = pd.DataFrame(
    [
        ("one", "children_under_5", 2009, 90.0),
        ("one", "children_under_5", 2019, 100.0),
        ("two", "children_under_5", 2019, 50.0),
        ("two", "children_under_5", 2022, 60.0),
        ("one", "births", 2019, 9.0),
    ],
    columns=["unit_id", "weight", "year", "value"],
)
INDICATORS = pd.DataFrame(
    [("stunting_u5", "children_under_5", "counted"), ("obesity_u5", "children_under_5", "near"),
     ("full_immunisation_u1", "births", "counted")],
    columns=["indicator_id", "weight", "weight_fit"],
)  # fmt: skip
MERGED = pd.DataFrame([("new", "one"), ("new", "two")], columns=["unit_id", "part_id"])


def test_a_group_is_that_of_the_newest_count_and_only_where_it_is_the_indicators_own() -> None:
    found = group_sizes("one", INDICATORS, WEIGHTS, MERGED)
    assert found == {"stunting_u5": 100.0, "full_immunisation_u1": 9.0}


def test_a_merged_unit_has_the_newest_year_that_all_parts_have() -> None:
    assert group_sizes("new", INDICATORS, WEIGHTS, MERGED) == {"stunting_u5": 150.0}


def test_the_nation_is_all_former_provinces() -> None:
    assert group_sizes("viet-nam", INDICATORS, WEIGHTS, MERGED) == {"stunting_u5": 150.0}


def test_who_was_merged_long_ago_keeps_neither_the_unit_nor_the_nation_from_its_count() -> None:
    old = pd.DataFrame([("older", "births", 2005, 4.0), ("oldest", "births", 2005, 3.0)],
                       columns=WEIGHTS.columns)  # fmt: skip
    weights = pd.concat([WEIGHTS, old])
    borders = pd.concat([MERGED, pd.DataFrame([("one", "older"), ("one", "oldest")],
                                              columns=MERGED.columns)])  # fmt: skip
    assert group_sizes("one", INDICATORS, weights, borders)["stunting_u5"] == 100.0
    assert group_sizes("viet-nam", INDICATORS, weights, borders) == {"stunting_u5": 150.0}


def test_the_nation_and_its_capital_have_their_groups() -> None:
    programme = load_programme(Path(__file__).parents[2])
    for unit_id in ("viet-nam", "ha-noi"):
        found = group_sizes(unit_id, programme.indicators, programme.weights, programme.boundaries)
        assert {"stunting_u5", "full_immunisation_u1"} <= set(found), unit_id


def test_a_unit_without_counts_has_none() -> None:
    assert group_sizes("trieu-son", INDICATORS, WEIGHTS, MERGED) == {}
