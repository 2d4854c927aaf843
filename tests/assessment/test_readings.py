"""Established readings against cases worked out by hand; the arithmetic stands in the comments."""

from __future__ import annotations

from dataclasses import replace
from math import e, exp
from typing import Any

import pandas as pd
import pytest
from making.programme import PROGRAMME

from analysis.assessment.readings.aarr import aarr, aarr_verdict, required_aarr, round_half_away
from analysis.assessment.readings.cagr import CagrReading, cagr_ratio
from analysis.assessment.readings.escap import (
    anticipated_value,
    escap_anticipated_progress,
    escap_current_status,
)
from analysis.assessment.readings.method import Better, Reading, base_point
from analysis.assessment.readings.progress_chart import progress_chart_share
from analysis.assessment.readings.readings import (
    DIRECTIONS,
    METHODS,
    READINGS,
    REASONS,
    REGISTRY,
    disagreements,
    read_targets,
)
from analysis.language import LANGS
from analysis.language.catalogue import area_texts


def near(value: float) -> Any:
    """Equal up to 1e-9, absolute."""
    return pytest.approx(value, rel=0, abs=1e-9)


# --- base year -----------------------------------------------------------------------------------


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


# --- UNSD Progress Chart -------------------------------------------------------------------------


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


# --- ESCAP ---------------------------------------------------------------------------------------


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


# --- UNICEF average annual rate of reduction ----------------------------------------------------


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


# --- the tables ----------------------------------------------------------------------------------

INDICATORS = pd.DataFrame(
    [
        ("stunting_u5", "percent", "down", 100.0),
        ("immunised", "percent", "up", 100.0),
        ("marriages", "cases", "down", None),
    ],
    columns=["indicator_id", "unit", "better", "upper"],
)


def series_of(indicator_id: str, points: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_id": "ha-giang",
            "indicator_id": indicator_id,
            "year": pd.array(list(points), dtype="Int64"),
            "value": list(points.values()),
        }
    )


def target_of(indicator_id: str, value: float, year: int, **changes: str) -> pd.DataFrame:
    units = INDICATORS.set_index("indicator_id")["unit"]
    row = {
        "unit_id": "ha-giang",
        "indicator_id": indicator_id,
        "target_year": year,
        "comparator": "at_most",
        "target_value": value,
        "unit": units[indicator_id],
    }
    return pd.DataFrame([{**row, **changes}]).astype({"target_year": "Int64"})


def read(points: dict[int, float], target: pd.DataFrame, edition: int = 2023) -> pd.DataFrame:
    series = series_of(target["indicator_id"].iloc[0], points)
    found = read_targets(series, target, INDICATORS, PROGRAMME.rules, edition=edition)
    return found.set_index("method")


def test_every_method_reads_a_target_once() -> None:
    # 2015: 36, 2017: 32.49, two years at -5 %: 36 * 0.95^2. By 2030 at -5 %: 36 * 0.95^15
    found = read(
        {2015: 36.0, 2016: 34.2, 2017: 32.49, 2024: 1.0},
        target_of("stunting_u5", 36 * 0.95**15, 2030),
        edition=2018,
    )
    assert tuple(found.index) == METHODS
    assert found.at["cagr_ratio", "measure"] == near(1)
    assert found.at["progress_chart", "measure"] == near(1)
    assert found.at["aarr", "measure"] == near(5)
    assert found.at["aarr", "verdict"] == "on_track"
    # 10 * (36 - 32.49)/(36 - 36 * 0.95^15): the value of 2024 is after the edition
    expected = 10 * (36 - 32.49) / (36 - 36 * 0.95**15)
    assert found.at["escap_current", "measure"] == near(expected)
    READINGS.validate(found.reset_index()[list(READINGS.columns)])


def test_a_past_deadline_is_judged_as_each_method_does() -> None:
    # at the deadline 2020 it was 30, in 2022 it was 19; the target was 20
    found = read({2015: 40.0, 2020: 30.0, 2022: 19.0}, target_of("stunting_u5", 20, 2020))
    assert found.at["cagr_ratio", "verdict"] == "achieved"
    assert found.at["progress_chart", "measure"] == near(0.5)  # (30 - 40)/(20 - 40)
    assert found.at["progress_chart", "verdict"] == "fair"
    assert found.at["escap_current", "verdict"] == "on_track"
    assert found.at["escap_anticipated", "verdict"] == "not_available"
    assert set(found["caution"]) == {"deadline_past"}


def test_series_from_before_2015_has_no_base_and_still_a_rate() -> None:
    found = read({2010: 40.0, 2011: 36.0}, target_of("stunting_u5", 10, 2030))
    assert set(found["verdict"].drop("aarr")) == {"not_available"}
    assert found.at["aarr", "measure"] == near(10)


def test_rising_indicators_have_no_rate_of_reduction() -> None:
    found = read({2015: 80.0, 2020: 90.0}, target_of("immunised", 95, 2025, comparator="at_least"))
    assert found.at["aarr", "verdict"] == "not_possible"
    assert found["measure"].isna()["aarr"]


def test_counts_are_predicted_without_an_upper_bound() -> None:
    # ln y falls by ln 2 in five years: 100, 50, then 25 in 2025; 10 * 75/90
    found = read({2015: 100.0, 2020: 50.0}, target_of("marriages", 10, 2025))
    assert found.at["escap_anticipated", "measure"] == near(75 / 9)


@pytest.mark.parametrize(
    "changes", [{"comparator": "reduce_yearly"}, {"unit": "per_1000_live_births"}]
)
def test_yearly_reductions_and_foreign_units_are_left_out(changes: dict[str, str]) -> None:
    found = read({2015: 40.0, 2020: 30.0}, target_of("stunting_u5", 20, 2025, **changes))
    assert found.empty
    assert list(found.reset_index().columns) == [
        "method",
        "unit_id",
        "indicator_id",
        "target_year",
        "measure",
        "verdict",
        "caution",
    ]


@pytest.mark.parametrize(
    ("points", "target", "year", "edition", "caution"),
    [
        ({2015: 40.0, 2018: 35.0, 2019: 34.0}, 20.0, 2030, 2023, "stale"),
        ({2015: 40.0, 2018: 35.0, 2022: 19.0}, 20.0, 2030, 2023, "met_now"),
        ({2015: 40.0, 2022: 34.0}, 20.0, 2030, 2023, "two_points"),
        # without 2022 it rose; with it, it falls faster than required
        ({2015: 40.0, 2021: 42.0, 2022: 25.0}, 20.0, 2030, 2023, "end_points"),
        ({2015: 12.0, 2021: 9.0, 2022: 8.5}, 3.0, 2030, 2023, "near_bound"),
        ({2015: 40.0, 2021: 38.0, 2022: 37.5}, 20.0, 2030, 2023, "no_uncertainty"),
    ],
)
def test_caution_is_found_in_the_data(
    points: dict[int, float], target: float, year: int, edition: int, caution: str
) -> None:
    found = read(points, target_of("stunting_u5", target, year), edition)
    assert found.at["cagr_ratio", "caution"] == caution


def test_disagreements_are_opposite_directions_only() -> None:
    # slow by every growth method, so all but the current status ("slow") point down
    readings = read({2015: 40.0, 2021: 38.0, 2022: 37.5}, target_of("stunting_u5", 20, 2030))
    verdicts = target_of("stunting_u5", 20, 2030)[["unit_id", "indicator_id", "target_year"]]
    against = disagreements(readings.reset_index(), verdicts.assign(status="likely"))
    assert set(against["method"]) == {"cagr_ratio", "progress_chart", "escap_anticipated", "aarr"}
    assert set(against["reason"]) == {"no_uncertainty"}
    for status in ("very_unlikely", "more_likely_than_not", "insufficient_evidence"):
        assert disagreements(readings.reset_index(), verdicts.assign(status=status)).empty


def test_every_word_has_its_text_in_both_languages() -> None:
    texts = area_texts("readings")
    needed = {f"{length}_{method}" for length in ("method", "short") for method in METHODS}
    needed |= {f"verdict_{verdict}" for verdict in DIRECTIONS}
    needed |= {f"reason_{reason}" for reason in REASONS}
    assert set(texts) == needed
    assert all(entry[lang] for entry in texts.values() for lang in LANGS)


def test_a_word_that_several_readings_use_says_the_same_in_each() -> None:
    assert len(set(METHODS)) == len(REGISTRY)
    for method in REGISTRY:
        assert {verdict: DIRECTIONS[verdict] for verdict in method.verdicts} == method.verdicts


def test_how_old_a_series_may_be_is_a_rule_of_the_programme() -> None:
    series = pd.DataFrame(
        {"unit_id": "x", "indicator_id": "stunting_u5", "year": [2018, 2020, 2022],
         "value": [25.0, 23.0, 21.0]}
    )  # fmt: skip
    target = pd.DataFrame(
        [{"unit_id": "x", "indicator_id": "stunting_u5", "target_year": 2030, "unit": "percent",
          "comparator": "at_most", "target_value": 15.0}]
    )  # fmt: skip
    for oldest, stale in ((3, True), (4, False)):
        rules = replace(PROGRAMME.rules, oldest_years=oldest)
        found = read_targets(series, target, PROGRAMME.indicators, rules, edition=2026)
        assert (found["caution"] == "stale").all() == stale
