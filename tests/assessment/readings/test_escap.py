"""ESCAP's readings against cases by hand; the arithmetic stands beside."""

from __future__ import annotations

from math import e, exp
from typing import Any

import pytest
from assessment.nearly import near

from analysis.assessment.readings.escap import (
    anticipated_value,
    escap_anticipated_progress,
    escap_current_status,
)
from analysis.assessment.readings.method import Better, Reading


@pytest.mark.parametrize(
    ("case", "index", "verdict"),
    [
        ((2015, 40, 2020, 70, 80, "up"), 7.5, "slow"),  # 10 * 30/40
        ((2015, 40, 2020, 30, 20, "down"), 5.0, "slow"),  # 10 * 10/20
        ((2015, 40, 2020, 76, 80, "up"), 9.0, "slow"),  # 10 * 36/40, not above 9
        ((2015, 40, 2020, 77, 80, "up"), 9.25, "on_track"),  # 10 * 37/40
        ((2015, 40, 2020, 40, 80, "up"), 0.0, "regression"),
        ((2015, 40, 2020, 44, 20, "down"), -2.0, "regression"),  # -10 * 4/20
        ((2015, 40, 2020, 95, 80, "up"), 10.0, "on_track"),  # met: 10, not 13.75
        ((2015, 90, 2020, 85, 80, "up"), 10.0, "on_track"),  # met, though falling
        ((2015, 90, 2020, 75, 80, "up"), -15.0, "regression"),  # -10 * 15/10, met once, then lost
        ((2020, 85, 2020, 85, 80, "up"), 10.0, "on_track"),  # one point at the target
    ],
)
def test_escap_current_status(case: tuple[Any, ...], index: float, verdict: str) -> None:
    assert escap_current_status(*case) == Reading(near(index), verdict)


def test_escap_current_status_without_a_number() -> None:
    lost = escap_current_status(2015, 80, 2020, 75, 80, "up")  # divides by |80 - 80|
    alone = escap_current_status(2015, 40, 2015, 40, 80, "up")
    assert lost == alone == Reading(None, "not_available")


def test_escap_prediction_through_two_points_on_the_logit_scale() -> None:
    # logit 0.2 = -ln 4 in 2015, logit 0.5 = 0 in 2020, so ln 4 in 2025: 100 * 4/5
    assert anticipated_value([2015, 2020], [20, 50], 2025, upper=100) == near(80)


def test_escap_prediction_weighs_recent_points_most() -> None:
    # ln y = 0, 1, 1 in 2018, 2019, 2020; prediction for 2022: weights 4/4, 4/3, 4/2.
    # With x = year - 2022 = -4, -3, -2: W = 13/3, mean x = -36/13, mean z = 10/13,
    # Sxx = 36 - 432/13 = 36/13, Sxz = -8 + 120/13 = 16/13, slope 4/9,
    # at x = 0: 10/13 + (4/9)(36/13) = 26/13 = 2
    assert anticipated_value([2018, 2019, 2020], [1, e, e], 2022, upper=None) == near(exp(2))


@pytest.mark.parametrize(
    ("target", "better", "index", "verdict"),
    [
        (90, "up", 60 / 7, "accelerate"),  # predicted 80 from base 20: 10 * 60/70
        (86, "up", 100 / 11, "will_meet"),  # 10 * 60/66
        (75, "up", 10.0, "will_meet"),
        (10, "down", -60.0, "no_progress_expected"),  # -10 * 60/10
        (60, "down", -15.0, "no_progress_expected"),  # 50 meets it today, 80 will not: -10 * 60/40
    ],
)
def test_escap_anticipated_progress(
    target: float, better: Better, index: float, verdict: str
) -> None:
    found = escap_anticipated_progress(
        [2015, 2020],
        [20, 50],
        20,
        target,
        2025,
        better,
        upper=100,
    )
    assert found == Reading(near(index), verdict)


def test_escap_flat_series_expects_no_progress() -> None:
    found = escap_anticipated_progress(
        [2015, 2018, 2020], [30, 30, 30], 30, 20, 2025, "down", upper=100
    )
    assert found == Reading(0.0, "no_progress_expected")


@pytest.mark.parametrize(
    ("years", "values"),
    [
        ([2020], [50.0]),
        ([2015, 2020], [0.0, 50.0]),  # no logit of 0
        ([2015, 2020], [50.0, 100.0]),  # nor of the bound
        ([2015, 2025], [20.0, 50.0]),  # a value of the target year has no weight
        ([2015, 2026], [20.0, 50.0]),  # the deadline is past
    ],
)
def test_escap_prediction_that_is_not_defined(years: list[int], values: list[float]) -> None:
    assert anticipated_value(years, values, 2025, upper=100) is None
    found = escap_anticipated_progress(years, values, 20, 90, 2025, "up", upper=100)
    assert found == Reading(None, "not_available")
