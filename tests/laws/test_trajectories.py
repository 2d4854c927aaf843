"""Laws of paces, whatever the series."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from making.quick import examples

from analysis.programme import meets
from analysis.series import goal_value, trace_trajectories

levels = st.floats(20, 80)
rates = st.floats(-1.5, 1.5)
years = st.lists(st.integers(2012, 2025), min_size=2, max_size=10, unique=True)
KEYS = {"unit_id": "vinh-long", "indicator_id": "stunting_u5"}
UNITS = pd.DataFrame([{"indicator_id": "stunting_u5", "unit": "percent"}])


def series(values: dict[int, float]) -> pd.DataFrame:
    table = {"year": list(values), "value": list(values.values()), "qualifier": None,
             "status": "official"}  # fmt: skip
    return pd.DataFrame({**KEYS, **table})


def judged(value: float, comparator: str) -> pd.DataFrame:
    target = {"comparator": comparator, "target_value": value, "target_year": 2030}
    return pd.DataFrame([{**KEYS, **target, "first_year": 2030}])


def trace(values: dict[int, float], target: pd.DataFrame) -> dict:
    table = trace_trajectories(series(values), target, UNITS, base_year=2020, edition=2026)
    return table.iloc[0].to_dict()


@settings(max_examples=examples(15))
@given(years, levels, rates)
def test_a_line_gives_its_slope_back(seen: list[int], level: float, rate: float) -> None:
    row = trace({year: level + rate * (year - 2020) for year in seen}, judged(99.0, "at_least"))
    if row["pace_from_year"] == row["latest_year"]:
        assert row["observed_annual_change"] != row["observed_annual_change"]
    else:
        assert row["observed_annual_change"] == pytest.approx(rate, abs=1e-9)


@settings(max_examples=examples(15))
@given(years, levels, rates)
def test_a_target_on_the_line_requires_the_slope_from_the_baseline(
    seen: list[int], level: float, rate: float
) -> None:
    values = {year: level + rate * (year - 2020) for year in seen}
    comparator = "at_least" if rate > 0 else "at_most"
    row = trace(values, judged(level + rate * 10, comparator))
    assert row["required_annual_change_from_baseline"] == pytest.approx(rate, abs=1e-9)


@settings(max_examples=examples(15))
@given(years, st.lists(levels, min_size=10, max_size=10), st.floats(1, 99), st.booleans())
def test_the_required_pace_ends_at_the_target_or_is_not_needed(
    seen: list[int], found: list[float], goal: float, up: bool
) -> None:
    comparator = "at_least" if up else "at_most"
    row = trace(dict(zip(seen, found, strict=False)), judged(goal, comparator))
    required = row["required_annual_change"]
    if meets(comparator, row["latest_value"], goal):
        assert required == 0
    else:
        assert row["latest_value"] + required * (2030 - row["latest_year"]) == pytest.approx(goal)
        assert (required > 0) == up


@settings(max_examples=examples(12))
@given(years, st.lists(levels, min_size=10, max_size=10), st.floats(1, 99), st.randoms())
def test_a_share_and_its_complement_move_in_opposite_directions(
    seen: list[int], found: list[float], goal: float, shuffled: object
) -> None:
    pairs = list(zip(seen, found, strict=False))
    here = trace(dict(pairs), judged(goal, "at_least"))
    shuffled.shuffle(pairs)  # type: ignore[attr-defined]
    there = trace({year: 100 - value for year, value in pairs}, judged(100 - goal, "at_most"))
    for name in here:
        if name.endswith(("_change", "_from_baseline")):
            assert there[name] == pytest.approx(-here[name], abs=1e-9, nan_ok=True)


@given(st.floats(0.5, 99), st.floats(0, 20), st.integers(1, 10), st.integers(2021, 2026))
def test_a_series_that_falls_at_the_asked_rate_just_meets_its_goal(
    base: float, rate: float, length: int, start: int
) -> None:
    values = {start + k: base * (1 - rate / 100) ** k for k in range(length + 1)}
    goal = goal_value(reduction(rate, start, length), series(values).set_index("year"))
    assert goal == pytest.approx(values[start + length])
    assert not meets("reduce_yearly", goal * 1.001 + 0.001, goal)


@given(st.floats(0.5, 99), st.floats(0, 99), st.floats(0, 20), st.integers(1, 10))
def test_what_comes_after_the_base_never_moves_the_goal(
    base: float, later: float, rate: float, length: int
) -> None:
    target = reduction(rate, 2025, length)
    alone, followed = ({2025: base}, {2025: base, 2026: later})
    before, after = (
        goal_value(target, series(values).set_index("year")) for values in (alone, followed)
    )
    assert before == after <= base


def reduction(rate: float, base: int, length: int) -> dict:
    """A fall by ``rate`` in each of so many years after ``base``."""
    years = {"first_year": base + 1, "target_year": base + length}
    return {"comparator": "reduce_yearly", "target_value": rate, **years}
