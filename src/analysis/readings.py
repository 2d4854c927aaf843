"""Established readings: what international trackers would say of the same figures.

They stand beside the outlook so that a reader can compare with published tables, and they are
reproduced with their faults. Where a formula divides by zero or takes the logarithm of zero, and
the publisher prescribes no way out, the reading is not available: nothing is repaired here
except the zeros that Open SDG itself replaces. All of them count "at the target" as met; none
knows a strict "below" or "above".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import exp, fsum, log, tanh
from typing import Literal, NamedTuple

import numpy as np

Better = Literal["up", "down"]

BASE_YEAR = 2015
ESCAP_FIRST_YEAR = 2000
DEAD_BANDS = {"stunting_u5": 0.5, "overweight_u5": 1.5}
_ZERO_STANDS_FOR = 0.001
_SCORES = ((-0.60, 0.0, 0.60, 0.95, 1.30), (-5.0, -2.5, 0.0, 2.5, 5.0))


class CagrReading(NamedTuple):
    """Ratio of observed to required growth, its score from -5 to 5, and the class."""

    ratio: float | None
    score: float | None
    verdict: str


class Reading(NamedTuple):
    """The number a method computes and the class it gives; the number is None when undefined."""

    measure: float | None
    verdict: str


NOT_AVAILABLE = Reading(None, "not_available")


def base_point(years: Sequence[int], values: Sequence[float]) -> tuple[int, float] | None:
    """Return the year and value of 2015 or the next year with a value; None when there is none.

    Open SDG: without data for 2015 "the first available year following 2015 will be used".
    ``years`` ascend. The other readings take the same base here.
    """
    later = [(year, value) for year, value in zip(years, values, strict=True) if year >= BASE_YEAR]
    return later[0] if later else None


def cagr_ratio(
    first_year: int,
    first_value: float,
    last_year: int,
    last_value: float,
    target: float,
    target_year: int,
    better: Better,
) -> CagrReading:
    """Return the ratio of observed to required compound annual growth.

    Source: Open SDG 2.4, open-sdg.readthedocs.io/en/latest/progress-methodology (Statistics
    Canada, after Eurostat) and ``ProgressMeasure.py`` of sdg-build. R = d CAGR_obs / |CAGR_req|,
    both from the base: >= 0.95 on track, >= 0.60 moderate, >= 0 limited, else deterioration. The
    score is linear between R -0.60 (-5), 0.60 (0) and 1.30 (5), flat beyond, as the document
    says; the code rounds its coefficients to four decimals.

    Quirks kept: a zero target becomes 0.001 before anything else, so a value of 0.0005 has
    achieved "zero"; a zero base becomes 0.001. A latest value at the target is achieved with
    score 5 whatever the trend, even when it is the only value. Two points suffice. All values
    negative flips the direction; mixed signs are not available. A deadline already past changes
    nothing: the newest value is judged, even when it is from after the deadline. A base at the
    target that was then lost divides by zero in the source: not available.
    """
    goal = target or _ZERO_STANDS_FOR
    base = first_value or _ZERO_STANDS_FOR
    spans = last_year - first_year, target_year - first_year
    growth = _growth_ratio(last_value / base, goal / base, *spans)
    flip = 1 if base > 0 else -1
    ratio = None if growth is None else flip * _sign(better) * growth
    if reaches(last_value, goal, better):
        return CagrReading(ratio, 5.0, "achieved")
    if ratio is None:
        return CagrReading(None, None, "not_available")
    score = float(np.interp(ratio, *_SCORES))
    if ratio >= 0.95:
        return CagrReading(ratio, score, "on_track")
    if ratio >= 0.60:
        return CagrReading(ratio, score, "moderate")
    return CagrReading(ratio, score, "limited" if ratio >= 0 else "deterioration")


def _growth_ratio(latest: float, goal: float, seen: int, given: int) -> float | None:
    """Return observed over required growth; ``latest`` and ``goal`` are multiples of the base."""
    if min(seen, given) <= 0 or latest < 0 or goal <= 0 or goal == 1:
        return None
    return float((latest ** (1 / seen) - 1) / abs(goal ** (1 / given) - 1))


def progress_chart_share(
    first_year: int,
    first_value: float,
    last_year: int,
    last_value: float,
    target: float,
    target_year: int,
    better: Better,
    *,
    percent: bool,
) -> Reading:
    """Return the share of the way from base to target that growth so far covers by the deadline.

    Source: UNSD, "Progress Chart Technical Note 2023", as restated by Eustat. The expected value
    is v_T (1 + CAGR)^(deadline - T); share = (expected - v_0) / (target - v_0). At least 0.95 met
    or on track, 0.10 to 0.95 fair, below 0.10 stagnation or regression.

    Quirks kept: a latest value at the target counts as met whatever the trend; in ``percent`` so
    does one within 1 point of a target of 0 or 100. A deadline already past is judged at the
    deadline: ``last_year`` is the newest year at or before it, and a later one raises
    ``ValueError``. A zero base, mixed signs and a base that met the target (nothing to cover; the
    formula would praise its loss) have no share.
    """
    if last_year > target_year:
        raise ValueError(f"a value of {last_year} cannot judge a deadline of {target_year}")
    near = percent and target in (0, 100) and abs(last_value - target) <= 1
    met = near or reaches(last_value, target, better)
    share = None
    growing = last_year > first_year and first_value != 0 and last_value / first_value >= 0
    if growing and not reaches(first_value, target, better):
        periods = (target_year - last_year) / (last_year - first_year)
        expected = last_value * (last_value / first_value) ** periods
        share = float((expected - first_value) / (target - first_value))
    if met or (share is not None and share >= 0.95):
        return Reading(share, "met_or_on_track")
    if share is None:
        return NOT_AVAILABLE
    return Reading(share, "fair" if share >= 0.10 else "stagnation")


def escap_current_status(
    first_year: int,
    first_value: float,
    last_year: int,
    last_value: float,
    target: float,
    better: Better,
) -> Reading:
    """Return ESCAP's Current Status Index: tenths of the way from base to target covered so far.

    Source: ESCAP, "Progress assessment methodology" (data.unescap.org), after Bidarbakht Nia,
    Working Paper SD/WP/05 (2017). CS = 10 d (I_now - I_0) / |TV - I_0|, and 10 when the target is
    met. Above 9 on track, 0 or less regression, else slow. It knows no deadline: half way at half
    time is "slow". Two points are needed, unless the target is met. A base at the target that
    was then lost divides by zero: not available.
    """
    index = _escap_index(first_value, last_value, target, better)
    if index is None or (last_year <= first_year and index < 10):
        return NOT_AVAILABLE
    if index > 9:
        return Reading(index, "on_track")
    return Reading(index, "slow" if index > 0 else "regression")


def escap_anticipated_progress(
    years: Sequence[int],
    values: Sequence[float],
    base_value: float,
    target: float,
    target_year: int,
    better: Better,
    *,
    upper: float | None,
) -> Reading:
    """Return ESCAP's Anticipated Progress Index: the current status of the predicted value.

    Source as for the current status, and Bidarbakht Nia, Working Paper SD/WP/04 (2017). Above 9
    the target will be met, 0 or less no progress is expected, else progress must accelerate.
    Only the prediction counts: a target that is met today and predicted to be lost is not met.
    """
    predicted = anticipated_value(years, values, target_year, upper=upper)
    index = None if predicted is None else _escap_index(base_value, predicted, target, better)
    if index is None:
        return NOT_AVAILABLE
    if index > 9:
        return Reading(index, "will_meet")
    return Reading(index, "accelerate" if index > 0 else "no_progress_expected")


def anticipated_value(
    years: Sequence[int], values: Sequence[float], target_year: int, *, upper: float | None
) -> float | None:
    """Return the value that ESCAP's time-weighted regression predicts for ``target_year``.

    Weighted least squares of logit(y / s) on the year, s the natural ``upper`` bound, with
    weights (t_pred - t_min) / (t_pred - t_i): the newest points weigh most. Without a bound the
    limit for large s is taken, a line through ln y. None with fewer than two points, with a value
    at or beyond 0 or s, or when a point is from the target year or later (its weight is not
    defined).
    """
    if len(values) < 2 or max(years) >= target_year or min(values) <= 0:
        return None
    if upper is not None and max(values) >= upper:
        return None
    behind = [float(year - target_year) for year in years]
    states = [log(value if upper is None else value / (upper - value)) for value in values]
    state = _line(behind, states, [min(behind) / year for year in behind])[0]
    # the logistic curve as a tanh, which no steep series can overflow
    value = exp(state) if upper is None else upper * (1 + tanh(state / 2)) / 2
    # without the fit's own noise in the last digits, so that a flat series stays flat
    return round(value, 11)


def _line(x: Sequence[float], y: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Return intercept and slope by weighted least squares; on ten points polyfit is far slower."""
    total = fsum(weights)
    x_mean, y_mean = _dot(weights, x) / total, _dot(weights, y) / total
    apart = [value - x_mean for value in x]
    pull = [weight * value for weight, value in zip(weights, apart, strict=True)]
    slope = _dot(pull, y) / _dot(pull, apart)
    return y_mean - slope * x_mean, slope


def _dot(x: Sequence[float], y: Sequence[float]) -> float:
    return fsum(a * b for a, b in zip(x, y, strict=True))


def _escap_index(base: float, value: float, target: float, better: Better) -> float | None:
    if reaches(value, target, better):
        return 10.0
    if base == target:
        return None
    return float(10 * _sign(better) * (value - base) / abs(target - base))


def aarr(years: Sequence[int], values: Sequence[float]) -> float | None:
    """Return the average annual rate of reduction in per cent; a rise is negative.

    Source: UNICEF, "Technical Note: How to calculate Average Annual Rate of Reduction (AARR) of
    Underweight Prevalence" (2007). AARR = 100 (1 - exp(b)), b the least-squares slope of ln(y) on
    the year over all points. None with fewer than two points, or with a value of 0 or less, which
    has no logarithm.
    """
    if len(values) < 2 or min(values) <= 0:
        return None
    since = [float(year - years[0]) for year in years]
    slope = _line(since, [log(value) for value in values], [1.0] * len(since))[1]
    return 100 * (1 - exp(slope))


def required_aarr(
    latest_year: int, latest_value: float, target_year: int, target: float
) -> float | None:
    """Return the yearly rate of reduction in per cent that leads from the latest value to target.

    Source as for ``aarr``: 100 (1 - exp((ln y* - ln y_T) / (t* - T))). None when the deadline has
    come or when either value has no logarithm; a target of zero therefore has no required rate.
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


def reaches(value: float, target: float, better: Better) -> bool:
    """Tell whether a value is at the target or beyond it: none of the methods is strict."""
    return value >= target if better == "up" else value <= target


def _sign(better: Better) -> int:
    return 1 if better == "up" else -1
