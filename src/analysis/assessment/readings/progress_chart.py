"""The share of the way covered by the deadline (UNSD Progress Chart)."""

from __future__ import annotations

from analysis.assessment.readings.method import (
    NOT_AVAILABLE,
    Better,
    Case,
    Method,
    Reading,
    reaches,
)


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

    >>> from analysis.assessment import progress_chart_share
    >>> reading = progress_chart_share(2015, 100, 2017, 81, 50, 2019, "down", percent=False)
    >>> round(reading.measure, 4), reading.verdict
    (0.6878, 'fair')
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


def _read(case: Case) -> Reading:
    if case.base is None:
        return NOT_AVAILABLE
    # The newest value at or before the deadline; the base may then be none.
    seen = case.until(case.target_year)
    if seen.base is None:
        return NOT_AVAILABLE
    given = (*seen.base, *seen.latest, case.target, case.target_year, case.better)
    return progress_chart_share(*given, percent=case.percent)


PROGRESS_CHART = Method(
    "progress_chart",
    _read,
    {"met_or_on_track": 1, "fair": -1, "stagnation": -1, "not_available": 0},
    grows=True,
)
