"""UNICEF's average annual rate of reduction against cases by hand."""

from __future__ import annotations

from math import e, exp

import pytest
from assessment.nearly import near
from hypothesis import given, strategies as st

from analysis.assessment.readings.aarr import aarr, aarr_verdict, required_aarr, round_half_away


@pytest.mark.parametrize(
    ("years", "values", "rate"),
    [
        ([2015, 2016, 2017], [100, 90, 81], 10.0),  # a tenth less each year
        ([2015, 2017], [100, 121], -10.0),  # two points, gaps allowed: 1.21^(1/2) = 1.1
        # ln y = 3, 1, 2: the slope is (2 - 3)/2, the middle point has no weight in it
        ([2015, 2016, 2017], [e**3, e, e**2], 100 * (1 - exp(-0.5))),
        ([2015, 2016, 2019], [30, 30, 30], 0.0),
    ],
)
def test_aarr(years: list[int], values: list[float], rate: float) -> None:
    assert aarr(years, values) == near(rate)


def test_aarr_needs_two_values_above_zero() -> None:
    assert aarr([2015], [30.0]) is None
    assert aarr([2015, 2016], [30.0, 0.0]) is None


def test_required_aarr() -> None:
    # from 40 to 10 in two years: (10/40)^(1/2) = 0.5, half a year
    assert required_aarr(2020, 40, 2022, 10) == near(50)
    assert required_aarr(2020, 40, 2022, 0) is None  # ln 0
    assert required_aarr(2020, 0, 2022, 10) is None
    assert required_aarr(2022, 40, 2022, 10) is None  # the deadline has come
    assert required_aarr(2023, 40, 2022, 10) is None


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.125, 2, 0.13),  # to even would be 0.12
        (-0.125, 2, -0.13),
        (2.675, 2, 2.68),  # as printed, though the binary number lies below
        (12.25, 1, 12.3),
        (12.249, 1, 12.2),
        (0.05, 1, 0.1),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, expected: float) -> None:
    assert round_half_away(value, decimals) == expected


@pytest.mark.parametrize(
    ("level", "target", "rate", "required", "band", "expected"),
    [
        (20.04, 20, -3.0, 5.0, 0.5, "on_track"),  # 20.0 meets 20, whatever the rate
        (20.05, 20, 3.0, 5.0, 0.5, "some_progress"),  # 20.1 does not
        (25, 20, 3.485, 3.494, 0.5, "on_track"),  # 3.49 against 3.49
        (25, 20, 3.484, 3.494, 0.5, "some_progress"),  # 3.48 against 3.49
        (25, 20, 0.505, 5.0, 0.5, "some_progress"),  # 0.51 > 0.5
        (25, 20, 0.504, 5.0, 0.5, "no_progress"),  # 0.50 is within
        (25, 20, 0.0, 5.0, 0.5, "no_progress"),
        (25, 20, -0.504, 5.0, 0.5, "no_progress"),
        (25, 20, -0.505, 5.0, 0.5, "worsening"),  # -0.51
        (9, 5, 1.4, 5.0, 1.5, "no_progress"),  # overweight: the wider band
        (9, 5, 1.51, 5.0, 1.5, "some_progress"),
        (9, 5, -1.51, 5.0, 1.5, "worsening"),
        (25, 20, 0.3, 0.2, 0.5, "on_track"),  # enough is enough, even within the band
        (25, 20, None, 5.0, 0.5, "not_possible"),  # fewer than two points
        (15, 20, None, 5.0, 0.5, "not_possible"),  # and the level alone does not help
        (25, 20, 3.0, None, 0.5, "not_possible"),  # deadline past, or a target of zero
        (15, 20, 3.0, None, 0.5, "on_track"),
    ],
)
def test_aarr_verdict(
    level: float,
    target: float,
    rate: float | None,
    required: float | None,
    band: float,
    expected: str,
) -> None:
    assert aarr_verdict(level, target, rate, required, band) == expected


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_rounding_is_symmetric_and_never_far(value: float, decimals: int) -> None:
    rounded = round_half_away(value, decimals)
    assert round_half_away(-value, decimals) == -rounded
    assert abs(rounded - value) <= 0.5 * 10.0**-decimals + 1e-9
