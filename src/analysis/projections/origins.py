"""Past origins: what would have been projected from earlier years, against what then came.

The weights and the spread of an indicator start from the shipped calibration of its nature and
move towards its own past errors by the amount of these, as a ridge regression does whose penalty
is worth a fixed number of errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.projections.panels import Group
from analysis.projections.predictors import Points, spread_predictors, trend_predictors
from analysis.projections.signals import Signals
from analysis.projections.states import Floats

# Horizons in years that a set of weights is learnt from, by the horizon that it stands for.
BANDS = {1: (1,), 2: (2,), 4: (3, 4, 5), 8: (6, 7, 8, 9, 10), 12: (11, 12, 13, 14)}
# From this band on errors overlap for years, and units count by how far their shocks are shared.
LONG_BAND = 8
SHAPE_LEVELS = (
    0.001,
    0.005,
    0.01,
    0.025,
    0.05,
    *(round(0.1 * n, 1) for n in range(1, 10)),
    0.95,
    0.975,
    0.99,
    0.995,
    0.999,
)
LEAST_POINTS = 2
REMEMBERED_YEARS = 15
MEMORY = 0.9
PRIOR_ERRORS = 300.0
PRIOR_SPREAD_ERRORS = 150.0
# Correlation of errors that units make at one origin.
SHARED = 0.1
ROBUST_STEPS = 3
SPREAD_STEPS = 25
LEAST_RIDGE = 1e-10
# One break in the data must not set the spread of all.
LARGEST_RATIO = 5.0


@dataclass(frozen=True)
class Lessons:
    """Past errors of one indicator at one band of horizons, one row each.

    `changes` is what the state did, `importance` how much it counts: the rate of the value with
    the state over its mean, `recency` fades with the years since, `origin` is the column,
    `horizon` the years ahead.
    """

    trend: Floats
    spread: Floats
    changes: Floats
    importance: Floats
    recency: Floats
    origin: NDArray[np.intp]
    horizon: Floats


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


def blend_bands(first: BandCalibration, second: BandCalibration, share: float) -> BandCalibration:
    """A mixture of two calibrations, `share` of the first."""
    rest = 1.0 - share
    return BandCalibration(
        Weights(
            share * first.trend.weights + rest * second.trend.weights,
            share * first.trend.information + rest * second.trend.information,
        ),
        share * first.spread + rest * second.spread,
        share * first.shape + rest * second.shape,
        first.staying,
    )


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


def learn_lessons(group: Group, signals: Signals, points: Points) -> Lessons:
    """Past errors of a group at given points, apart from values that stayed at their bound."""
    points = leave_out_stays(group, points)
    target = points.column + points.horizon.astype(np.intp)
    changes = group.states[points.row, target] - points.of(group.states)
    rate = points.of(group.rates)
    usual = float(np.mean(rate * np.abs(changes))) if len(changes) else 1.0
    importance = rate / max(usual, 1e-12)
    if len(importance):
        importance = np.minimum(importance, np.quantile(importance, 0.98))
    return Lessons(
        trend_predictors(signals, points, group.kind),
        spread_predictors(signals, points, group.kind),
        changes,
        importance,
        recency_of(points, group.states.shape[1]),
        points.column,
        points.horizon,
    )


def leave_out_stays(group: Group, points: Points) -> Points:
    """The points without those at a bound that were there again: these are learnt separately."""
    target = points.column + points.horizon.astype(np.intp)
    side = points.of(group.sides)
    moved = (side == 0) | (group.sides[points.row, target] != side)
    return Points(points.row[moved], points.column[moved], points.horizon[moved])


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
    ratio = np.minimum(errors / np.exp(lessons.spread @ known.spread), LARGEST_RATIO)
    seen = np.average(ratio, weights=lessons.recency) / usual_ratio(known.shape)
    evidence = count_evidence(lessons)
    spread = known.spread.copy()
    spread[0] += evidence / (evidence + PRIOR_SPREAD_ERRORS) * np.log(max(float(seen), 0.02))
    return weights, spread


def count_evidence(lessons: Lessons) -> float:
    """How many independent errors the past errors are worth.

    Units share the shocks of a year, so that the errors of one origin count by Kish's design
    effect, 1 + (n - 1) times `SHARED` (Kish 1965, 5.4).
    """
    together = np.bincount(lessons.origin, lessons.recency)
    return float((together / (1.0 + np.maximum(together - 1.0, 0.0) * SHARED)).sum())


def count_shared(lessons: Lessons) -> Lessons:
    """Past errors with an importance that counts those of one origin by Kish's design effect."""
    together = np.bincount(lessons.origin, lessons.recency)
    effect = 1.0 + np.maximum(together - 1.0, 0.0) * SHARED
    return replace(lessons, importance=lessons.importance / effect[lessons.origin])


def usual_ratio(shape: Floats) -> float:
    """Mean over the shipped shape of what `adapt_band` averages: the size of an error, capped."""
    middles = np.interp((np.arange(1000) + 0.5) / 1000.0, SHAPE_LEVELS, np.abs(shape))
    return float(np.minimum(middles, LARGEST_RATIO).mean())


def prior_penalty(trend: Weights) -> Floats:
    """Penalty worth `PRIOR_ERRORS` errors, (k, k); never quite 0, so that it can be solved."""
    information = trend.information
    return np.asarray(PRIOR_ERRORS * (information + np.diag(0.02 * np.diag(information) + 1e-9)))


@dataclass(frozen=True)
class Weights:
    """Weights of the trend predictors, shape (k,), and what they rest on.

    `information` (k, k) is the mean of x x' over past errors, weighted as in `fit_weights`: times
    a number of errors it is the evidence of so many.
    """

    weights: Floats
    information: Floats


def fit_weights(
    predictors: Floats, changes: Floats, importance: Floats, penalty: Floats, start: Floats
) -> tuple[Floats, Floats]:
    """Least absolute deviations with a quadratic penalty around `start`.

    Minimises sum(importance |changes - predictors b|) + (b - start)' penalty (b - start) / 2 by
    iteratively reweighted least squares (Schlossmacher 1973), errors below half their median
    counted as that. Returns the weights (k,) and the weight of each row in the last step.
    """
    weights = start
    row_weights = importance
    for _ in range(ROBUST_STEPS):
        errors = np.abs(changes - predictors @ weights)
        row_weights = importance / np.maximum(errors, 0.5 * np.median(errors) + 1e-9)
        weighted = predictors * row_weights[:, None]
        weights = start + solve_scaled(
            weighted.T @ predictors + penalty, weighted.T @ (changes - predictors @ start)
        )
    return weights, row_weights


def solve_scaled(matrix: Floats, right: Floats) -> Floats:
    """Solution of `matrix` x = `right` for a symmetric matrix that may be all but singular.

    Brought to a diagonal of ones first (Golub and Van Loan, 3.5.2): one error of a count that came
    to 0 makes entries that are powers of ten apart. `LEAST_RIDGE` keeps it solvable.
    """
    scale = 1.0 / np.sqrt(np.diag(matrix))
    even = matrix * scale[:, None] * scale[None, :] + LEAST_RIDGE * np.eye(len(matrix))
    return np.asarray(scale * np.linalg.solve(even, scale * right))


def fit_spread(
    predictors: Floats, errors: Floats, importance: Floats, start: Floats, pull: Floats
) -> Floats:
    """Log-linear mean absolute error: weights g of `predictors` so that E|error| = exp(x g).

    Maximum likelihood of a Laplace distribution by Fisher scoring, with a quadratic pull of each
    weight towards `start` that is worth `pull` (m,) errors. The first predictor is the constant.
    """
    weight = importance / importance.mean()
    penalty = np.diag(pull * ((predictors**2).mean(axis=0) + 1e-6))
    spread = start.copy()
    spread[0] += np.log(np.median(np.abs(errors) / np.exp(predictors @ start)) + 1e-9)
    information = (predictors * weight[:, None]).T @ predictors + penalty
    for _ in range(SPREAD_STEPS):
        ratio = np.minimum(np.abs(errors) * np.exp(-predictors @ spread), LARGEST_RATIO)
        surprise = ratio - 1.0
        towards = penalty @ (start - spread)
        step = np.linalg.solve(information, predictors.T @ (weight * surprise) + towards)
        spread = spread + np.clip(step, -0.5, 0.5)
    return np.asarray(spread)
