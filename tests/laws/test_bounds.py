"""Laws of what a stated figure decides, whatever the figure and the target."""

from __future__ import annotations

import math

from hypothesis import given, strategies as st

from analysis.language import as_published
from analysis.programme import (
    BOUNDS,
    COMPARATORS,
    QUALIFIERS,
    meets,
    shown_decimals,
    statement_meets,
)

tenths = st.integers(0, 1000).map(lambda number: number / 10)
counts = st.integers(0, 60)
comparators = st.sampled_from([name for name in COMPARATORS if name != "equal"])
every_comparator = st.sampled_from(COMPARATORS)
bounds = st.sampled_from(sorted(BOUNDS))
NEAR = 1e-3


def allowed(value: float, qualifier: str, step: float, top: float) -> list[float]:
    """Many values that a bound allows: the whole grid, and what lies just inside its end."""
    grid = [step * number for number in range(round(top / step) + 1)]
    inside = {
        "below": lambda each: each < value - 1e-9,
        "at_most": lambda each: each < value + 1e-9,
        "above": lambda each: each > value + 1e-9,
        "at_least": lambda each: each > value - 1e-9,
    }[qualifier]
    near = [] if step == 1 else [each + NEAR * side for each in grid for side in (-1, 1)]
    return [each for each in (*grid, *near) if inside(each) and 0 <= each <= top]


@given(every_comparator, tenths, bounds, tenths)
def test_a_bound_decides_exactly_what_all_that_it_allows_decide_alike(
    comparator: str, value: float, qualifier: str, goal: float
) -> None:
    found = {meets(comparator, each, goal) for each in allowed(value, qualifier, 0.1, 100.0)}
    expected = found.pop() if len(found) == 1 else None
    assert statement_meets(comparator, value, qualifier, goal, "percent") is expected


@given(every_comparator, counts, bounds, counts)
def test_a_bound_on_whole_cases_allows_whole_cases_only(
    comparator: str, value: int, qualifier: str, goal: int
) -> None:
    found = {meets(comparator, each, goal) for each in allowed(value, qualifier, 1, 1000)}
    expected = found.pop() if len(found) == 1 else None
    assert statement_meets(comparator, value, qualifier, goal, "cases") is expected


@given(every_comparator, tenths, tenths)
def test_a_figure_decides_everything(comparator: str, value: float, goal: float) -> None:
    for qualifier in (None, math.nan, "about", "estimated", "nearly"):
        met = statement_meets(comparator, value, qualifier, goal, "percent")
        assert met is not None
        if qualifier != "nearly":
            assert met is meets(comparator, value, goal)


@given(comparators, tenths, st.sampled_from([None, *QUALIFIERS]), tenths, tenths)
def test_what_meets_a_hard_target_meets_an_easier_one(
    comparator: str, value: float, qualifier: str | None, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    easy, hard = (low, high) if comparator in ("at_least", "above") else (high, low)
    if statement_meets(comparator, value, qualifier, hard, "percent"):
        assert statement_meets(comparator, value, qualifier, easy, "percent")


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
       every_comparator, tenths, st.integers(0, 2))  # fmt: skip
def test_what_is_shown_stands_on_the_side_of_the_target_where_it_is(
    share: tuple[int, int], comparator: str, goal: float, decimals: int
) -> None:
    value = 100 * share[0] / share[1]
    digits = shown_decimals(value, decimals, "percent", [(comparator, goal)])
    shown = as_published(value, digits)
    assert digits >= decimals
    assert meets(comparator, shown, goal) is meets(comparator, value, goal)
    assert (shown == 100) is (share[0] == share[1]) and (shown == 0) is (share[0] == 0)
