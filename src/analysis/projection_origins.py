"""Past origins: what would have been projected from earlier years, against what then came.

The weights and the spread of an indicator start from the shipped calibration of its nature and
move towards its own past errors by the amount of these, as a ridge regression does whose penalty
is worth a fixed number of errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.projection_learning import Weights, fit_weights
from analysis.projection_predictors import LevelKind, Points, spread_predictors, trend_predictors
from analysis.projection_signals import Signals
from analysis.projection_states import Floats

# Horizons in years that a set of weights is learnt from, by the horizon that it stands for.
BANDS = {1: (1,), 2: (2,), 4: (3, 4, 5), 8: (6, 7, 8, 9, 10)}
LEAST_POINTS = 2
REMEMBERED_YEARS = 15
MEMORY = 0.9
PRIOR_ERRORS = 300.0
PRIOR_SPREAD_ERRORS = 1000.0
# The overall trust in all trends together may move this much more easily than their mixture.
TRUST_PENALTY = 0.2


@dataclass(frozen=True)
class Lessons:
    """Past errors of one indicator at one band of horizons, one row each.

    `changes` is what the state did, `importance` how much it counts: the rate of the value with
    the state over its mean, faded by the years since.
    """

    trend: Floats
    spread: Floats
    changes: Floats
    importance: Floats
    recency: Floats


@dataclass(frozen=True)
class BandCalibration:
    """What is known beforehand at one band of horizons for one nature of indicator.

    `spread` weighs the spread predictors, `shape` holds the quantiles of errors over their mean
    absolute size at the calibration's levels, `staying` the probability that a value at its better
    and at its worse bound stays there.
    """

    trend: Weights
    spread: Floats
    shape: Floats
    staying: tuple[float, float]


def past_points(states: Floats, horizons: tuple[int, ...], earliest: int) -> Points:
    """Origins from column `earliest` on that had enough points and whose outcome is known."""
    seen = ~np.isnan(states)
    ready = seen & (np.cumsum(seen, axis=1) >= LEAST_POINTS)
    ready[:, : max(earliest, 0)] = False
    found = [np.nonzero(ready[:, :-years] & seen[:, years:]) for years in horizons]
    rows = np.concatenate([row for row, _ in found])
    columns = np.concatenate([column for _, column in found])
    lengths = np.repeat(np.asarray(horizons, dtype=float), [len(row) for row, _ in found])
    return Points(rows, columns, lengths)


def learn_lessons(
    states: Floats, rates: Floats, signals: Signals, kind: LevelKind, points: Points
) -> Lessons:
    """Past errors at given points; `states` and the values' `rates` are (series, years)."""
    target = points.column + points.horizon.astype(np.intp)
    changes = states[points.row, target] - points.of(states)
    rate = points.of(rates)
    usual = float(np.mean(rate * np.abs(changes))) if len(changes) else 1.0
    importance = rate / max(usual, 1e-12)
    if len(importance):
        importance = np.minimum(importance, np.quantile(importance, 0.98))
    return Lessons(
        trend_predictors(signals, points, kind),
        spread_predictors(signals, points, kind),
        changes,
        importance,
        recency_of(points, states.shape[1]),
    )


def recency_of(points: Points, years: int) -> Floats:
    """How much a past error still counts: fading with the years since its outcome, shape (n,)."""
    return np.asarray(MEMORY ** (years - 1.0 - points.column - points.horizon))


def adapt_band(known: BandCalibration, lessons: Lessons) -> tuple[Floats, Floats]:
    """Trend weights and spread weights of an indicator after its past errors, (k,) and (m,)."""
    if not len(lessons.changes) or not np.abs(lessons.changes).any():
        return known.trend.weights, known.spread
    weights, _ = fit_weights(
        lessons.trend,
        lessons.changes,
        lessons.importance * lessons.recency,
        prior_penalty(known.trend),
        known.trend.weights,
    )
    errors = np.abs(lessons.changes - lessons.trend @ weights)
    ratio = errors / np.exp(lessons.spread @ known.spread)
    weighed = float((lessons.recency * ratio).sum() + PRIOR_SPREAD_ERRORS)
    spread = known.spread.copy()
    spread[0] += np.log(weighed / (float(lessons.recency.sum()) + PRIOR_SPREAD_ERRORS))
    return weights, spread


def prior_penalty(trend: Weights) -> Floats:
    """Penalty worth `PRIOR_ERRORS` errors, lighter along the prior's own direction."""
    penalty = PRIOR_ERRORS * (trend.information + np.diag(0.02 * np.diag(trend.information) + 1e-9))
    pull = penalty @ trend.weights
    size = float(trend.weights @ pull)
    if size <= 0:
        return penalty
    return np.asarray(penalty - (1.0 - TRUST_PENALTY) * np.outer(pull, pull) / size)
