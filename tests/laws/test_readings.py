"""Laws that the established readings obey, whatever the figures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import exp, log, tanh
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from analysis.assessment import (
    READINGS,
    aarr,
    anticipated_value,
    cagr_ratio,
    escap_current_status,
    progress_chart_share,
)

shares = st.integers(10, 990).map(lambda tenths: tenths / 10)
anything = st.integers(-500, 1500).map(lambda tenths: tenths / 10)
scales = st.sampled_from([0.25, 0.5, 2.0, 8.0])  # powers of two: scaling is exact
(WORDS,) = [check.statistics["allowed_values"] for check in READINGS.columns["verdict"].checks]
directions = st.sampled_from(["up", "down"])
yearly = st.lists(shares, min_size=2, max_size=10)
dated = st.dictionaries(st.integers(2000, 2025), shares, min_size=2, max_size=12)
OTHER = {"up": "down", "down": "up"}


def close(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


@given(shares, shares, shares, directions, scales)
def test_growth_readings_do_not_depend_on_the_unit(
    base: float, latest: float, target: float, better: str, scale: float
) -> None:
    here = cagr_ratio(2015, base, 2021, latest, target, 2030, better)
    there = cagr_ratio(2015, base * scale, 2021, latest * scale, target * scale, 2030, better)
    assert there.verdict == here.verdict
    assert there.ratio == close(here.ratio)
    chart = progress_chart_share(2015, base, 2021, latest, target, 2030, better, percent=False)
    scaled = base * scale, 2021, latest * scale, target * scale
    other = progress_chart_share(2015, *scaled, 2030, better, percent=False)
    assert other.verdict == chart.verdict
    assert other.measure == close(chart.measure)


@given(shares, shares, shares, directions)
def test_current_status_of_a_share_is_that_of_its_complement(
    base: float, latest: float, target: float, better: str
) -> None:
    here = escap_current_status(2015, base, 2021, latest, target, better)
    mirrored = escap_current_status(2015, -base, 2021, -latest, -target, OTHER[better])
    assert mirrored == here


@given(yearly)
def test_prediction_of_a_share_and_of_its_complement_add_up(values: list[float]) -> None:
    years = list(range(2012, 2012 + len(values)))
    share = anticipated_value(years, values, 2030, upper=100)
    rest = anticipated_value(years, [100 - value for value in values], 2030, upper=100)
    assert share is not None
    assert rest is not None
    assert share + rest == pytest.approx(100, abs=1e-6)
    assert 0 <= share <= 100


@given(yearly, scales)
def test_rate_of_reduction_does_not_depend_on_the_unit_or_the_calendar(
    values: list[float], scale: float
) -> None:
    years = list(range(2012, 2012 + len(values)))
    rate = aarr(years, values)
    assert aarr(years, [value * scale for value in values]) == close(rate)
    assert aarr([year - 543 for year in years], values) == close(rate)


@given(yearly)
def test_rate_of_reduction_turns_round_with_time(values: list[float]) -> None:
    years = list(range(2012, 2012 + len(values)))
    forward, backward = aarr(years, values), aarr(years, values[::-1])
    assert forward is not None
    assert backward is not None
    assert (1 - forward / 100) * (1 - backward / 100) == pytest.approx(1, rel=1e-9)


@given(shares, shares, shares, shares)
def test_a_better_latest_value_never_worsens_the_growth_score(
    base: float, worse: float, better: float, target: float
) -> None:
    assume(better <= worse)
    low = cagr_ratio(2015, base, 2021, worse, target, 2030, "down")
    high = cagr_ratio(2015, base, 2021, better, target, 2030, "down")
    if low.score is not None and high.score is not None:
        assert high.score >= low.score - 1e-12


@given(anything, anything, anything, directions)
def test_every_figure_gets_a_known_word(
    base: float, latest: float, target: float, better: str
) -> None:
    assert cagr_ratio(2015, base, 2021, latest, target, 2030, better).verdict in WORDS
    chart = progress_chart_share(2015, base, 2021, latest, target, 2030, better, percent=True)
    assert chart.verdict in WORDS
    status = escap_current_status(2015, base, 2021, latest, target, better)
    assert status.verdict in WORDS


def line_by_hand(
    x: Sequence[int], y: Sequence[float], weights: Sequence[Fraction]
) -> tuple[float, float]:
    """Intercept and slope by the closed form of weighted least squares, in exact fractions."""
    heights = [Fraction(height) for height in y]
    total = sum(weights)
    x_mean = sum(w * a for w, a in zip(weights, x, strict=True)) / total
    y_mean = sum(w * b for w, b in zip(weights, heights, strict=True)) / total
    tilt = sum(w * (a - x_mean) * b for w, a, b in zip(weights, x, heights, strict=True))
    slope = tilt / sum(w * (a - x_mean) ** 2 for w, a in zip(weights, x, strict=True))
    return float(y_mean - slope * x_mean), float(slope)


@given(dated)
def test_rate_of_reduction_is_that_of_the_closed_form(points: dict[int, float]) -> None:
    years = sorted(points)
    values = [points[year] for year in years]
    even = [Fraction(1)] * len(years)
    _, slope = line_by_hand(years, [log(value) for value in values], even)
    assert aarr(years, values) == close(100 * (1 - exp(slope)))


@given(dated, st.sampled_from([100.0, None]))
def test_prediction_is_that_of_the_closed_form(
    points: dict[int, float], upper: float | None
) -> None:
    years = sorted(points)
    values = [points[year] for year in years]
    odds = [value if upper is None else value / (upper - value) for value in values]
    weights = [Fraction(2030 - years[0], 2030 - year) for year in years]
    state, _ = line_by_hand([year - 2030 for year in years], [log(odd) for odd in odds], weights)
    predicted = exp(state) if upper is None else upper * (1 + tanh(state / 2)) / 2
    assert anticipated_value(years, values, 2030, upper=upper) == close(predicted)


@given(st.sets(st.integers(2000, 2025), min_size=2), shares, scales)
def test_a_level_series_is_reduced_by_nothing(years: set[int], level: float, scale: float) -> None:
    assert aarr(sorted(years), [level * scale] * len(years)) == 0
