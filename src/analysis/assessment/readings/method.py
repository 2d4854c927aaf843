"""Established readings: what international trackers would say of the same figures.

They stand beside the outlook so that a reader can compare with published tables, and they are
reproduced with their faults. Where a formula divides by zero or takes the logarithm of zero, and
the publisher prescribes no way out, the reading is not available: nothing is repaired here
except the zeros that Open SDG itself replaces. All of them count "at the target" as met; none
knows a strict "below" or "above".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

Better = Literal["up", "down"]
BASE_YEAR = 2015


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


def weighted_line(
    x: Sequence[float], y: Sequence[float], weights: Sequence[float]
) -> tuple[float, float]:
    """Return intercept and slope by the weighted least squares of statsmodels.

    What is fitted is the height above the first point: a level series has a slope of exactly 0.
    """
    # with what it brings a second or two, which no command should pay that reads no targets
    from statsmodels.regression.linear_model import WLS

    design = np.column_stack([np.ones(len(x)), x])
    intercept, slope = WLS(np.subtract(y, y[0]), design, weights=weights).fit().params
    return float(y[0] + intercept), float(slope)


def reaches(value: float, target: float, better: Better) -> bool:
    """Tell whether a value is at the target or beyond it: none of the methods is strict."""
    return value >= target if better == "up" else value <= target


def direction_sign(better: Better) -> int:
    """Return 1 where more is better and -1 where less is."""
    return 1 if better == "up" else -1
