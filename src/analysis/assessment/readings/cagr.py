"""The ratio of observed to required compound annual growth (Open SDG)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analysis.assessment.readings.method import (
    NOT_AVAILABLE,
    Better,
    Case,
    Method,
    Reading,
    direction_sign,
    reaches,
)

_ZERO_STANDS_FOR = 0.001
_SCORES = ((-0.60, 0.0, 0.60, 0.95, 1.30), (-5.0, -2.5, 0.0, 2.5, 5.0))


class CagrReading(NamedTuple):
    """Ratio of observed to required growth, its score from -5 to 5, and the class."""

    ratio: float | None
    score: float | None
    verdict: str


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

    >>> from analysis.assessment import cagr_ratio
    >>> reading = cagr_ratio(2015, 100, 2017, 42.25, 6.25, 2019, "down")
    >>> round(reading.ratio, 6), reading.verdict
    (0.7, 'moderate')
    """
    goal = target or _ZERO_STANDS_FOR
    base = first_value or _ZERO_STANDS_FOR
    spans = last_year - first_year, target_year - first_year
    growth = _growth_ratio(last_value / base, goal / base, *spans)
    flip = 1 if base > 0 else -1
    ratio = None if growth is None else flip * direction_sign(better) * growth
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


def _read(case: Case) -> Reading:
    if case.base is None:
        return NOT_AVAILABLE
    growth = cagr_ratio(*case.base, *case.latest, case.target, case.target_year, case.better)
    return Reading(growth.ratio, growth.verdict)


CAGR_RATIO = Method(
    "cagr_ratio",
    _read,
    {
        "achieved": 1,
        "on_track": 1,
        "moderate": -1,
        "limited": -1,
        "deterioration": -1,
        "not_available": 0,
    },
    grows=True,
)
