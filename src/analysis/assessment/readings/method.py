"""Established readings: what international trackers would say of the same figures.

They stand beside the outlook so that a reader can compare with published tables, and they are
reproduced with their faults. Where a formula divides by zero or takes the logarithm of zero, and
the publisher prescribes no way out, the reading is not available: nothing is repaired here
except the zeros that Open SDG itself replaces. All of them count "at the target" as met; none
knows a strict "below" or "above".
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Literal, NamedTuple

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
    """Return intercept and slope by weighted least squares; on ten points polyfit is far slower."""
    total = fsum(weights)
    x_mean, y_mean = _dot(weights, x) / total, _dot(weights, y) / total
    apart = [value - x_mean for value in x]
    pull = [weight * value for weight, value in zip(weights, apart, strict=True)]
    slope = _dot(pull, y) / _dot(pull, apart)
    return y_mean - slope * x_mean, slope


def _dot(x: Sequence[float], y: Sequence[float]) -> float:
    return fsum(a * b for a, b in zip(x, y, strict=True))


def reaches(value: float, target: float, better: Better) -> bool:
    """Tell whether a value is at the target or beyond it: none of the methods is strict."""
    return value >= target if better == "up" else value <= target


def direction_sign(better: Better) -> int:
    """Return 1 where more is better and -1 where less is."""
    return 1 if better == "up" else -1
