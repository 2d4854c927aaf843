"""How far an indicator moved over the years, and whether that is more than its usual ups and downs.

A chart's title may say that something rose or fell only where the move is sure: larger than the
noise, measured as for gains (``gains.usual_move``), or the mean of many yearly steps well beyond
its standard error, or without one step back. The sign of a move says nothing of whether it is
welcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.assessment.gains import LEAST_YEARS, usual_move
from analysis.programme import is_bound
from analysis.projections import Floats, Outlook
from analysis.series import comparable_rows

# Steps whose mean is so many standard errors from none, where there are that many.
_SURE_ERRORS, _SURE_STEPS = 2.0, 5
# So many steps in one direction, without one back, are a steady change.
_STEADY_STEPS = 4


@dataclass(frozen=True)
class Move:
    """A move of one series: values in the indicator's unit.

    ``sure`` tells that it is no mere noise; ``steady`` that no step of several went the other way.
    """

    first_year: int
    first_value: float
    last_year: int
    last_value: float
    sure: bool
    steady: bool

    @property
    def years(self) -> int:
        """How many years lie between."""
        return self.last_year - self.first_year

    @property
    def change(self) -> float:
        """The change, in the indicator's unit."""
        return self.last_value - self.first_value


def longest_move(points: pd.DataFrame, outlook: Outlook | None, since: int) -> Move | None:
    """Return the move of a series (``SERIES``) from its first figure in ``since`` or later on.

    None where fewer than ``gains.LEAST_YEARS`` lie between two figures of one territory, where the
    newest one is only a bound, and without an outlook, which alone tells the noise.
    """
    known = comparable_rows(points)
    if known.empty or is_bound(known["qualifier"]).iloc[-1] or outlook is None:
        return None
    known = known[~is_bound(known["qualifier"]) & (known["year"] >= since)].sort_values("year")
    if len(known) < 2:
        return None
    first, last = known.iloc[0], known.iloc[-1]
    years = int(last["year"] - first["year"])
    if years < LEAST_YEARS:
        return None
    moved = float(last["value"] - first["value"])
    steps = np.diff(known["value"].to_numpy(float)) * np.sign(moved)
    steady = len(steps) >= _STEADY_STEPS and moved != 0 and bool((steps >= 0).all())
    gaps = np.diff(known["year"].to_numpy(float))
    sure = (
        steady
        or abs(moved) > usual_move(outlook, int(last["year"]), years)
        or _leads_on(steps, gaps)
    )
    values = float(first["value"]), float(last["value"])
    return Move(int(first["year"]), values[0], int(last["year"]), values[1], sure, steady)


def _leads_on(steps: Floats, gaps: Floats) -> bool:
    """Tell whether the mean yearly step is well beyond its standard error.

    Steps over several years count by these, as those of a random walk with a drift do. What goes
    up and down about a level takes back each step with the next: their mean is then near none.
    """
    if len(steps) < _SURE_STEPS:
        return False
    drift = steps.sum() / gaps.sum()
    variance = float(((steps - drift * gaps) ** 2 / gaps).sum()) / (len(steps) - 1)
    return bool(drift > _SURE_ERRORS * np.sqrt(variance / gaps.sum()))
