"""UNSD Progress Chart against cases by hand; the arithmetic stands beside."""

from __future__ import annotations

from typing import Any

import pytest
from assessment.nearly import near

from analysis.assessment.readings.method import Reading
from analysis.assessment.readings.progress_chart import progress_chart_share


@pytest.mark.parametrize(
    ("case", "share", "verdict"),
    [
        # CAGR (81/100)^(1/2) - 1 = -0.1; 81 * 0.9^2 = 65.61 in 2019; (65.61-100)/(50-100)
        ((2015, 100, 2017, 81, 50, 2019, "down"), 0.6878, "fair"),
        # (65.61 - 100)/(64 - 100)
        ((2015, 100, 2017, 81, 64, 2019, "down"), 34.39 / 36, "met_or_on_track"),
        # 144 * 1.2^2 = 207.36; (207.36 - 100)/(50 - 100)
        ((2015, 100, 2017, 144, 50, 2019, "down"), -2.1472, "stagnation"),
        ((2015, 30, 2020, 30, 20, 2030, "down"), 0.0, "stagnation"),  # flat
        # fell to nothing: 0 * 0^2 = 0; (0 - 4)/(10 - 4)
        ((2015, 4, 2017, 0, 10, 2019, "up"), -2 / 3, "stagnation"),
        # met, though 81 would not stay there: 81 * 0.9^2 = 65.61; (65.61 - 100)/(90 - 100)
        ((2015, 100, 2017, 81, 90, 2019, "down"), 3.439, "met_or_on_track"),
        # 99 is within 1 point of 100: 99 * (99/96)^2; the share is below 0.95, and still met
        (
            (2015, 96, 2016, 99, 100, 2016, "up"),
            0.75,
            "met_or_on_track",
        ),
        ((2015, 96, 2016, 98.9, 100, 2016, "up"), 2.9 / 4, "fair"),
        ((2015, 4, 2016, 1, 0, 2016, "down"), 0.75, "met_or_on_track"),
        ((2015, 96, 2016, 98.5, 99, 2016, "up"), 2.5 / 3, "fair"),  # only 0 and 100 are lenient
    ],
)
def test_progress_chart_share(case: tuple[Any, ...], share: float, verdict: str) -> None:
    assert progress_chart_share(*case, percent=True) == Reading(near(share), verdict)


def test_progress_chart_is_lenient_near_the_bounds_for_shares_only() -> None:
    # one case against a target of no cases: (1 - 4)/(0 - 4) = 0.75
    found = progress_chart_share(2015, 4, 2016, 1, 0, 2016, "down", percent=False)
    assert found == Reading(near(0.75), "fair")


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ((2015, 0, 2020, 5, 20, 2030, "up"), "not_available"),  # zero base
        ((2015, -5, 2020, 5, 20, 2030, "up"), "not_available"),  # mixed signs
        ((2015, 5, 2015, 5, 20, 2030, "up"), "not_available"),  # one point
        ((2015, 12, 2020, 17, 15, 2030, "down"), "not_available"),  # met at the base, then lost
        ((2015, 12, 2020, 14, 15, 2030, "down"), "met_or_on_track"),
    ],
)
def test_progress_chart_without_a_share(case: tuple[Any, ...], verdict: str) -> None:
    assert progress_chart_share(*case, percent=True) == Reading(None, verdict)


def test_progress_chart_refuses_values_from_after_the_deadline() -> None:
    with pytest.raises(ValueError, match="2021"):
        progress_chart_share(2015, 4, 2021, 1, 0, 2020, "down", percent=True)
