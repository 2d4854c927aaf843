"""Learning: fits of weights and spreads that are robust to jumps and start from a prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.projection_states import Floats

ROBUST_STEPS = 3
SPREAD_STEPS = 25
# One break in the data must not set the spread of all.
LARGEST_RATIO = 5.0


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
        weights = start + np.linalg.solve(
            weighted.T @ predictors + penalty, weighted.T @ (changes - predictors @ start)
        )
    return weights, row_weights


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
