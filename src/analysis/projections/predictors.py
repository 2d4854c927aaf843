"""Predictors: the numbers from which the change of a state and its spread are learnt.

`trend_predictors` are candidate changes of the state over the horizon, each of which a weight can
believe in part: trends of the series itself, the drift of all series, a return to a smoother level,
and the usual drift at a level ("what is high rises slowly"). All are 0 when nothing is known, so
that no weight at all is "no change". `spread_predictors` are logarithms of the possible spreads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.projections.signals import Signals, damped_years
from analysis.projections.states import Floats

SHARE_KNOTS = (0.0, 2.0)
GROSS_KNOT = -0.3
LARGEST_LEVEL = 5.0
SHARE_REACH = 3.0
OWN_CHANGES = 4.0
MOST_CHANGES = 8.0
TREND_NAMES = (
    "pooled drift",
    "steady slope, smooth",
    "quick slope, very smooth",
    "recent slope",
    "recent slope, smooth",
    "last step",
    "last step, smooth",
    "last step, very smooth",
    "long slope",
    "whole slope",
    "whole slope, steady",
    "quick level",
    "standing",
    "share, drift",
    "share, level",
    *(f"share above {knot}" for knot in SHARE_KNOTS),
    "gross, level",
    f"gross above {GROSS_KNOT}",
)
SPREAD_NAMES = (
    "constant",
    "own steps",
    "own turns",
    "pooled steps",
    "few points",
    "gap",
    "distance from smooth level",
    "standing",
    "share, level",
)


@dataclass(frozen=True)
class Points:
    """Places in the signals of one indicator: row, column and horizon in years, each (n,)."""

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    horizon: Floats

    def of(self, matrix: Floats) -> Floats:
        """The entries of a (series, years) matrix at these places."""
        return np.asarray(matrix[self.row, self.column])

    def thinned(self, most: int) -> Points:
        """At most so many of these, evenly among them; all where there are fewer."""
        step = max(-(-len(self.row) // most), 1)
        return Points(self.row[::step], self.column[::step], self.horizon[::step])


@dataclass(frozen=True)
class LevelKind:
    """How an indicator's level can be read: a `share` of a whole, a `gross` percentage, neither.

    `hundred` is the state of 100 per cent for each series, shape (series,); used when gross.
    """

    share: bool
    gross: bool
    hundred: Floats


def trend_predictors(signals: Signals, points: Points, kind: LevelKind) -> Floats:
    """Candidate changes of the state over each point's horizon, shape (n, len(TREND_NAMES))."""
    years, some = points.horizon, damped_years(points.horizon, 0.95)
    smooth = smoothness(signals, points)
    very = np.clip(10.0 * (smooth - 0.9), 0.0, 1.0)
    level, count = points.of(signals.level), points.of(signals.points)
    recent, step = points.of(signals.recent_slope) * some, points.of(signals.step) * some
    columns = [
        points.of(signals.pooled_drift) * some,
        points.of(signals.steady_slope) * some * smooth,
        points.of(signals.quick_slope) * damped_years(years, 0.98) * very,
        recent,
        recent * smooth,
        step,
        step * smooth,
        step * very,
        points.of(signals.long_slope) * years,
        points.of(signals.whole_slope) * years * count / (count + 6.0),
        points.of(signals.whole_slope) * years * points.of(signals.steadiness),
        points.of(signals.quick_level) - level,
        points.of(signals.standing) * np.sqrt(points.of(signals.pooled_variance)) * some,
        *level_predictors(signals, kind, points, some),
    ]
    return np.nan_to_num(np.stack(columns, axis=1))


def smoothness(signals: Signals, points: Points) -> Floats:
    """1 for a line or a curve, 0 when the yearly changes are unrelated or undo each other.

    One less half the von Neumann ratio of the yearly changes (von Neumann 1941).
    """
    ratio = points.of(signals.turn_variance) / (2.0 * points.of(signals.step_variance) + 1e-12)
    return np.clip(1.0 - np.nan_to_num(ratio, nan=1.0), 0.0, 1.0)


def level_predictors(
    signals: Signals, kind: LevelKind, points: Points, some: Floats
) -> list[Floats]:
    """Usual drift at a level: a broken line in the state, for shares and for gross percentages.

    Taken from the units' mean as far as the indicator's own drift is known: then the level only
    tells who moves faster than the others.
    """
    share = np.clip(signals.level, -LARGEST_LEVEL, LARGEST_LEVEL)
    gross = np.clip(signals.level - kind.hundred[:, None], -LARGEST_LEVEL, LARGEST_LEVEL)
    lines = [np.ones_like(share), share, *(np.maximum(share - knot, 0.0) for knot in SHARE_KNOTS)]
    bends = [gross, np.maximum(gross - GROSS_KNOT, 0.0)]
    return [
        points.of(line - signals.drift_trust * mean_of_units(line, signals.level)) * some * on
        for part, on in ((lines, kind.share), (bends, kind.gross))
        for line in part
    ]


def mean_of_units(matrix: Floats, level: Floats) -> Floats:
    """Mean over the units whose level is known, shape (years,)."""
    known = ~np.isnan(level)
    total = np.where(known, matrix, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(known.sum(axis=0), 1))


def spread_predictors(signals: Signals, points: Points, kind: LevelKind) -> Floats:
    """Logarithms of what the spread may be proportional to, shape (n, len(SPREAD_NAMES))."""
    pooled = points.of(signals.pooled_variance)
    count = points.of(signals.points)
    step = blend(points.of(signals.step_variance), pooled, count - 1.0)
    turn = blend(points.of(signals.turn_variance), pooled, points.of(signals.turns))
    away = (points.of(signals.quick_level) - points.of(signals.level)) ** 2
    share = np.clip(points.of(signals.level), -SHARE_REACH, SHARE_REACH) * kind.share
    columns = [
        np.ones_like(count),
        0.5 * np.log(step),
        0.5 * np.log(turn),
        0.5 * np.log(pooled),
        np.log(1.0 + 2.0 / count),
        np.log(np.nan_to_num(points.of(signals.gap), nan=1.0)),
        0.5 * np.log((away + 0.3 * step) / step),
        points.of(signals.standing),
        share,
    ]
    return np.stack(columns, axis=1)


def blend(own: Floats, pooled: Floats, changes: Floats) -> Floats:
    """Variance of a series between its own and the pooled one, by the number of changes seen."""
    weight = np.clip(changes, 0.0, MOST_CHANGES)
    kept = np.nan_to_num(own)
    return np.asarray((weight * kept + OWN_CHANGES * pooled) / (weight + OWN_CHANGES)) + 1e-10
