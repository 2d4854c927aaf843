"""Established readings: what international trackers would say of the same figures.

They stand beside the outlook so that a reader can compare with published tables, and they are
reproduced with their faults. Where a formula divides by zero or takes the logarithm of zero, and
the publisher prescribes no way out, the reading is not available: nothing is repaired here
except the zeros that Open SDG itself replaces. All of them count "at the target" as met; none
knows a strict "below" or "above".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.programme import Direction

Better = Direction
BASE_YEAR = 2015


class Reading(NamedTuple):
    """The number a method computes and the class it gives; the number is None when undefined."""

    measure: float | None
    verdict: str


NOT_AVAILABLE = Reading(None, "not_available")


class Case(NamedTuple):
    """One series before one target: all that any of the readings asks for.

    ``upper`` is the natural bound, if there is one, in the indicator's unit.
    """

    indicator_id: str
    years: list[int]
    values: list[float]
    target: float
    target_year: int
    better: Better
    percent: bool
    upper: float | None

    def until(self, year: int) -> Case:
        """Return the case with the values up to a year alone."""
        kept = sum(seen <= year for seen in self.years)
        return self._replace(years=self.years[:kept], values=self.values[:kept])

    @property
    def base(self) -> tuple[int, float] | None:
        """The year and value that the method starts from, see ``base_point``."""
        return base_point(self.years, self.values)

    @property
    def latest(self) -> tuple[int, float]:
        """The year and value of the newest figure."""
        return self.years[-1], self.values[-1]


class Method(NamedTuple):
    """One established reading, as the registry lists it.

    ``verdicts`` gives for each class what it says of the target: 1 it will be met, -1 not at this
    pace, 0 neither. ``grows`` marks a rate of growth, which blows up near 0 and stalls near 100;
    ``looks_ahead`` one that does not judge the value of today.
    """

    name: str
    read: Callable[[Case], Reading]
    verdicts: Mapping[str, int]
    grows: bool = False
    looks_ahead: bool = False


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
