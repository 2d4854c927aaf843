"""ESCAP's Current Status and Anticipated Progress indices."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, tanh

from analysis.assessment.readings.method import (
    NOT_AVAILABLE,
    Better,
    Case,
    Method,
    Reading,
    direction_sign,
    reaches,
    weighted_line,
)

ESCAP_FIRST_YEAR = 2000


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

    >>> from analysis.assessment import escap_current_status
    >>> escap_current_status(2015, 40, 2020, 70, 80, "up")
    Reading(measure=7.5, verdict='slow')
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

    >>> from analysis.assessment import anticipated_value
    >>> round(anticipated_value([2015, 2020], [20, 50], 2025, upper=100), 6)
    80.0
    """
    if len(values) < 2 or max(years) >= target_year or min(values) <= 0:
        return None
    if upper is not None and max(values) >= upper:
        return None
    behind = [float(year - target_year) for year in years]
    states = [log(value if upper is None else value / (upper - value)) for value in values]
    state = weighted_line(behind, states, [min(behind) / year for year in behind])[0]
    # the logistic curve as a tanh, which no steep series can overflow
    value = exp(state) if upper is None else upper * (1 + tanh(state / 2)) / 2
    # without the fit's own noise in the last digits, so that a flat series stays flat
    return round(value, 11)


def _escap_index(base: float, value: float, target: float, better: Better) -> float | None:
    if reaches(value, target, better):
        return 10.0
    if base == target:
        return None
    return float(10 * direction_sign(better) * (value - base) / abs(target - base))


def _read_current(case: Case) -> Reading:
    if case.base is None:
        return NOT_AVAILABLE
    return escap_current_status(*case.base, *case.latest, case.target, case.better)


def _read_anticipated(case: Case) -> Reading:
    if case.base is None:
        return NOT_AVAILABLE
    recent = slice(-sum(seen >= ESCAP_FIRST_YEAR for seen in case.years), None)
    return escap_anticipated_progress(
        case.years[recent],
        case.values[recent],
        case.base[1],
        case.target,
        case.target_year,
        case.better,
        upper=case.upper,
    )


ESCAP_CURRENT = Method(
    "escap_current",
    _read_current,
    # It looks back: "slow" half way does not say that the target will be missed.
    {"on_track": 1, "slow": 0, "regression": -1, "not_available": 0},
)
ESCAP_ANTICIPATED = Method(
    "escap_anticipated",
    _read_anticipated,
    {"will_meet": 1, "accelerate": -1, "no_progress_expected": -1, "not_available": 0},
    looks_ahead=True,
)
