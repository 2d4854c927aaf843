"""What a figure in its words decides, and how many decimals show it on the right side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.programme import (
    BOUNDS,
    COMPARATORS,
    QUALIFIERS,
    digits_of,
    exact_figures,
    meets,
    shown_decimals,
    statement_meets,
)
from analysis.programme.bounds import reduced_goal

YES, NO, OPEN = True, False, None
# What a figure of 5 % in these words says of a target at 4, at 5 and at 6 %.
DECIDED = {
    (None, "at_least"): (YES, YES, NO),
    (None, "above"): (YES, NO, NO),
    (None, "at_most"): (NO, YES, YES),
    (None, "below"): (NO, NO, YES),
    (None, "equal"): (NO, YES, NO),
    (None, "reduce_yearly"): (NO, YES, YES),
    ("above", "at_least"): (YES, YES, OPEN),
    ("above", "above"): (YES, YES, OPEN),
    ("above", "at_most"): (NO, NO, OPEN),
    ("above", "below"): (NO, NO, OPEN),
    ("above", "equal"): (NO, NO, OPEN),
    ("above", "reduce_yearly"): (NO, NO, OPEN),
    ("at_least", "at_least"): (YES, YES, OPEN),
    ("at_least", "above"): (YES, OPEN, OPEN),
    ("at_least", "at_most"): (NO, OPEN, OPEN),
    ("at_least", "below"): (NO, NO, OPEN),
    ("at_least", "equal"): (NO, OPEN, OPEN),
    ("at_least", "reduce_yearly"): (NO, OPEN, OPEN),
    ("below", "at_least"): (OPEN, NO, NO),
    ("below", "above"): (OPEN, NO, NO),
    ("below", "at_most"): (OPEN, YES, YES),
    ("below", "below"): (OPEN, YES, YES),
    ("below", "equal"): (OPEN, NO, NO),
    ("below", "reduce_yearly"): (OPEN, YES, YES),
    ("at_most", "at_least"): (OPEN, OPEN, NO),
    ("at_most", "above"): (OPEN, NO, NO),
    ("at_most", "at_most"): (OPEN, YES, YES),
    ("at_most", "below"): (OPEN, OPEN, YES),
    ("at_most", "equal"): (OPEN, OPEN, NO),
    ("at_most", "reduce_yearly"): (OPEN, YES, YES),
    ("nearly", "at_least"): (YES, NO, NO),
    ("nearly", "above"): (YES, NO, NO),
    ("nearly", "at_most"): (NO, YES, YES),
    ("nearly", "below"): (NO, YES, YES),
    ("nearly", "equal"): (NO, NO, NO),
    ("nearly", "reduce_yearly"): (NO, YES, YES),
}
FIGURES = ("about", "estimated")


@pytest.mark.parametrize("comparator", COMPARATORS)
@pytest.mark.parametrize("qualifier", [None, *QUALIFIERS])
def test_a_figure_decides_what_its_words_decide(qualifier: str | None, comparator: str) -> None:
    expected = DECIDED[None if qualifier in FIGURES else qualifier, comparator]
    found = [statement_meets(comparator, 5.0, qualifier, goal, "percent") for goal in (4, 5, 6)]
    assert found == list(expected)


@pytest.mark.parametrize(
    ("comparator", "value", "qualifier", "goal", "unit", "met"),
    [
        ("at_least", 95.0, "above", 97.0, "percent", OPEN),
        ("at_least", 95.0, "above", 90.0, "percent", YES),
        ("below", 10.0, "below", 9.0, "percent", OPEN),
        ("at_most", 10.0, "below", 10.0, "percent", YES),
        ("below", 10.0, "below", 10.0, "percent", YES),
        ("at_least", 100.0, "at_least", 100.0, "percent", YES),
        ("equal", 0.0, "at_most", 0.0, "percent", YES),
        ("at_most", 95.0, "above", 100.0, "percent", YES),
        ("at_least", 5.0, "below", 0.0, "percent", YES),
        ("equal", 1.0, "below", 0.0, "cases", YES),
        ("equal", 2.0, "below", 0.0, "cases", OPEN),
        ("at_least", 9.0, "above", 10.0, "cases", YES),
        ("reduce_yearly", 91.0, "below", 90.4, "cases", YES),
        ("at_most", 1e6, "above", 2e6, "cases", OPEN),
        ("at_least", 100.0, "above", 90.0, "percent", OPEN),
        ("at_most", 600.0, "below", 550.0, "per_100000_children", OPEN),
    ],
    ids=str,
)
def test_natural_bounds_and_whole_counts_limit_what_a_bound_allows(
    comparator: str, value: float, qualifier: str, goal: float, unit: str, met: bool | None
) -> None:
    assert statement_meets(comparator, value, qualifier, goal, unit) is met


def test_without_a_goal_nothing_is_decided() -> None:
    assert not meets("at_most", 5.0, float("nan"))
    for qualifier in (None, *QUALIFIERS):
        assert statement_meets("at_most", 5.0, qualifier, float("nan"), "percent") is None


def test_a_sum_of_tenths_is_what_it_is_written_as() -> None:
    assert meets("equal", 0.1 + 0.2, 0.3) and not meets("below", 0.1 + 0.2, 0.3)


def test_one_child_short_of_a_nation_is_short() -> None:
    assert not meets("at_least", 100 * 24_999_998 / 24_999_999, 100.0)


@pytest.mark.parametrize(
    ("value", "decimals", "targets", "shown"),
    [
        (100 * 3333 / 3334, 1, [("at_least", 100.0)], 2),
        (100 * 3333 / 3334, 1, [("at_least", 97.0)], 2),
        (100 * 9_999_999 / 10_000_000, 1, [("at_least", 100.0)], 5),
        (6.04, 1, [("at_most", 6.0)], 2),
        (6.04, 1, [("at_most", 6.5)], 1),
        (6.04, 1, [("at_most", 6.5), ("at_most", 6.0)], 2),
        (0.1364, 2, [("below", 0.14)], 3),
        (0.1364, 2, [("below", 0.05)], 2),
        (99.05, 1, [("at_least", 99.1)], 2),
        (99.1, 1, [("at_least", 99.1)], 1),
        (100.0, 1, [("at_least", 100.0)], 1),
        (0.0, 2, [("equal", 0.0)], 2),
        (0.003, 2, [], 3),
        (97.04, 1, [("at_least", float("nan"))], 1),
        (float("nan"), 1, [("at_least", 97.0)], 1),
    ],
)
def test_as_many_decimals_are_shown_as_the_right_side_needs(
    value: float, decimals: int, targets: list[tuple[str, float]], shown: int
) -> None:
    assert shown_decimals(value, decimals, "percent", targets) == shown


def test_an_amount_is_never_shown_as_nothing() -> None:
    assert digits_of(0.04, 1) == 2
    assert digits_of(1.3, 1) == 1
    assert digits_of(0.0, 1) == 1


def test_a_computed_goal_is_shown_as_the_largest_figure_that_meets_it() -> None:
    assert reduced_goal(90.6, 0) == 90
    assert reduced_goal(90.0, 0) == 90


def test_counts_give_the_exact_value_and_leave_no_words() -> None:
    figures = pd.DataFrame(
        {
            "value": [0.14, 98.1, 12.0, 5.0],
            "qualifier": [None, "about", None, "below"],
            "numerator": [146, 981, 12, np.nan],
            "denominator": [107_000, 1000, 40, np.nan],
        }
    )
    units = pd.Series(["percent", "percent", "cases", "percent"])
    exact = exact_figures(figures, units)
    assert exact["value"].tolist() == [100 * 146 / 107_000, 100 * 981 / 1000, 12.0, 5.0]
    assert exact["qualifier"].isna().tolist() == [True, True, True, False]


def test_every_bound_is_a_qualifier_with_a_side() -> None:
    assert set(BOUNDS) < set(QUALIFIERS) and set(BOUNDS.values()) == {-1, 1}
