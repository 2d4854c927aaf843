"""CAGR ratio (Open SDG, Statistics Canada) against cases by hand; the arithmetic stands beside."""

from __future__ import annotations

from typing import Any

import pytest
from assessment.nearly import near

from analysis.assessment.readings.cagr import CagrReading, cagr_ratio
from analysis.assessment.readings.method import base_point


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([2010, 2015, 2020], (2015, 2.0)),
        ([2010, 2017, 2020], (2017, 2.0)),  # the next available, not the nearest
        ([2010, 2013, 2014], None),
    ],
)
def test_base_is_2015_or_the_next_year(years: list[int], expected: object) -> None:
    assert base_point(years, [1.0, 2.0, 3.0]) == expected


# --- CAGR ratio (Open SDG / Statistics Canada) ---------------------------------------------------


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        # up: (81/16)^(1/4) - 1 = 0.5; (16384/16)^(1/10) - 1 = 1; R = 0.5; -2.5 + 2.5 * 0.5/0.6
        ((2015, 16, 2019, 81, 16384, 2025, "up"), (0.5, -5 / 12, "limited")),
        # down: (42.25/100)^(1/2) - 1 = -0.35; (6.25/100)^(1/4) - 1 = -0.5; R = 0.7; 2.5 * 0.1/0.35
        ((2015, 100, 2017, 42.25, 6.25, 2019, "down"), (0.7, 5 / 7, "moderate")),
        # (25/100)^(1/2) - 1 = -0.5, as required; R = 1; 2.5 + 2.5 * 0.05/0.35
        ((2015, 100, 2017, 25, 6.25, 2019, "down"), (1.0, 20 / 7, "on_track")),
        # (144/100)^(1/2) - 1 = 0.2; R = -0.2/0.5 = -0.4; -2.5 - 2.5 * 0.4/0.6
        ((2015, 100, 2017, 144, 6.25, 2019, "down"), (-0.4, -25 / 6, "deterioration")),
        # (225/100)^(1/2) - 1 = 0.5; R = -1, below -0.6: the score stays at -5
        ((2015, 100, 2017, 225, 6.25, 2019, "down"), (-1.0, -5.0, "deterioration")),
        # up: (4/1)^(1/2) - 1 = 1; (1.5^4)^(1/4) - 1 = 0.5; R = 2, above 1.3: 5. 4 < 5.0625
        ((2015, 1, 2017, 4, 5.0625, 2019, "up"), (2.0, 5.0, "on_track")),
        # flat: R = 0 is limited progress, not deterioration
        ((2015, 30, 2020, 30, 20, 2030, "down"), (0.0, -2.5, "limited")),
        # zero target becomes 0.001: (0.001/8)^(1/3) - 1 = -0.95; (6.48/8)^(1/2) - 1 = -0.1;
        # R = 2/19; -2.5 + (2/19)/0.6 * 2.5
        ((2015, 8, 2017, 6.48, 0, 2018, "down"), (2 / 19, -2.5 + 25 / 57, "limited")),
        # zero base becomes 0.001: (0.064/0.001)^(1/2) - 1 = 7; (1/0.001)^(1/3) - 1 = 9; R = 7/9;
        # 2.5 * (7/9 - 0.6)/0.35
        ((2015, 0, 2017, 0.064, 1, 2018, "up"), (7 / 9, 2.5 * (7 / 9 - 0.6) / 0.35, "moderate")),
        # all negative: (-4/-16)^(1/2) - 1 = -0.5; (-1/-16)^(1/4) - 1 = -0.5; the direction flips
        ((2015, -16, 2017, -4, -1, 2019, "up"), (1.0, 20 / 7, "on_track")),
        # the deadline 2018 is past, 2019 is judged all the same: 0.5 against
        # (128/16)^(1/3) - 1 = 1
        ((2015, 16, 2019, 81, 128, 2018, "up"), (0.5, -5 / 12, "limited")),
        # met whatever the trend: 2 rose to 4, target at most 8 by 2017;
        # (4/2)^(1/1) - 1 = 1, (8/2)^(1/2) - 1 = 1, R = -1
        ((2015, 2, 2016, 4, 8, 2017, "down"), (-1.0, 5.0, "achieved")),
    ],
)
def test_cagr_ratio(case: tuple[Any, ...], expected: tuple[float, float, str]) -> None:
    found = cagr_ratio(*case)
    assert found == CagrReading(near(expected[0]), near(expected[1]), expected[2])


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((2015, 5, 2020, -1, 10, 2030, "up"), "not_available"),  # mixed signs in the values
        ((2015, 5, 2020, 4, -1, 2030, "down"), "not_available"),  # and in the target
        ((2015, 5, 2015, 5, 2, 2030, "down"), "not_available"),  # one point
        ((2015, 2, 2015, 2, 2, 2030, "down"), "achieved"),  # one point at the target
        ((2020, 5, 2022, 4, 2, 2020, "down"), "not_available"),  # base in the target year
        ((2015, 5, 2020, 6, 5, 2030, "down"), "not_available"),  # base at the target, then lost
        ((2015, 5, 2020, 0.0005, 0, 2030, "down"), "achieved"),  # 0.0005 <= 0.001 for zero
        ((2015, 5, 2020, 0.002, 0, 2030, "down"), "on_track"),
    ],
)
def test_cagr_ratio_at_its_edges(case: tuple[Any, ...], expected: str) -> None:
    found = cagr_ratio(*case)
    assert found.verdict == expected
    assert (found.score is None) == (expected == "not_available")
