"""The average annual rate of reduction (UNICEF) and the classes made from it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import exp, log

from analysis.assessment.readings.method import Case, Method, Reading, weighted_line

# Published for these two alone.
_DEAD_BANDS = {"stunting_u5": 0.5, "overweight_u5": 1.5}


def aarr(years: Sequence[int], values: Sequence[float]) -> float | None:
    """Return the average annual rate of reduction in per cent; a rise is negative.

    Source: UNICEF, "Technical Note: How to calculate Average Annual Rate of Reduction (AARR) of
    Underweight Prevalence" (2007). AARR = 100 (1 - exp(b)), b the least-squares slope of ln(y) on
    the year over all points. None with fewer than two points, or with a value of 0 or less, which
    has no logarithm.

    >>> from analysis.assessment import aarr
    >>> round(aarr([2020, 2021, 2022], [100, 90, 81]), 6)
    10.0
    """
    if len(values) < 2 or min(values) <= 0:
        return None
    since = [float(year - years[0]) for year in years]
    slope = weighted_line(since, [log(value) for value in values], [1.0] * len(since))[1]
    return 100 * (1 - exp(slope))


def required_aarr(
    latest_year: int, latest_value: float, target_year: int, target: float
) -> float | None:
    """Return the yearly rate of reduction in per cent that leads from the latest value to target.

    Source as for ``aarr``: 100 (1 - exp((ln y* - ln y_T) / (t* - T))). None when the deadline has
    come or when either value has no logarithm; a target of zero therefore has no required rate.

    >>> from analysis.assessment import required_aarr
    >>> round(required_aarr(2020, 40, 2022, 10), 6)
    50.0
    """
    if latest_year >= target_year or latest_value <= 0 or target <= 0:
        return None
    return 100 * (1 - exp((log(target) - log(latest_value)) / (target_year - latest_year)))


def aarr_verdict(
    level: float,
    target: float,
    rate: float | None,
    required: float | None,
    dead_band: float,
) -> str:
    """Return the class of a falling indicator from its latest level and its rates of reduction.

    Source: UNICEF/WHO/World Bank joint malnutrition estimates, rules of the WHO-UNICEF TEAM.
    On track when the level meets the target or the rate is at least the required one; otherwise
    some progress above ``dead_band``, no progress within it (both ends included), worsening below
    it. Levels are compared at 1 decimal, rates at 2, halves rounded away from zero. Not possible
    without a rate (fewer than two points, even when the level meets the target), and without a
    required rate when the level does not.
    """
    if rate is None:
        return "not_possible"
    if round_half_away(level, 1) <= round_half_away(target, 1):
        return "on_track"
    if required is None:
        return "not_possible"
    rounded = round_half_away(rate, 2)
    if rounded >= round_half_away(required, 2):
        return "on_track"
    if rounded > dead_band:
        return "some_progress"
    return "no_progress" if rounded >= -dead_band else "worsening"


def round_half_away(value: float, decimals: int) -> float:
    """Return ``value`` rounded as it is printed, halves away from zero: -0.125 becomes -0.13."""
    exact = Decimal(str(float(value)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _read(case: Case) -> Reading:
    """It reads falling indicators only; one without a published dead band has none."""
    if case.better == "up":
        return Reading(None, "not_possible")
    rate, level = aarr(case.years, case.values), case.values[-1]
    required = required_aarr(case.years[-1], level, case.target_year, case.target)
    band = _DEAD_BANDS.get(case.indicator_id, 0.0)
    return Reading(rate, aarr_verdict(level, case.target, rate, required, band))


AARR = Method(
    "aarr",
    _read,
    {"on_track": 1, "some_progress": -1, "no_progress": -1, "worsening": -1, "not_possible": 0},
    grows=True,
)
