"""Other ways to look ahead that the projections are measured against, as points in time.

Each takes the states or values of some series up to an origin, shape (series, years) with NaN for
gaps and the origin in the last column, and returns what it expects `horizon` years later, shape
(series,). The growth readings (CAGR, AARR) work on values, the regressions on states, where a
state is the logit of a share or the logarithm of an unbounded value.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.projections import Floats, Scale, damped_years, states_of, values_of

ZERO_STANDS_FOR = 0.001
HOLT_SHARES = (0.5, 0.2, 0.85)


def expect_no_change(values: Floats, scale: Scale, horizon: int) -> Floats:
    """The last value."""
    return np.asarray(values[:, -1])


def expect_growth(values: Floats, scale: Scale, horizon: int) -> Floats:
    """Compound annual growth between the first and last value (Open SDG 2.4), zeros as 0.001."""
    positive = np.maximum(values, ZERO_STANDS_FOR)
    first = np.argmax(~np.isnan(values), axis=1)
    years = values.shape[1] - 1 - first
    growth = (positive[:, -1] / positive[np.arange(len(values)), first]) ** (1.0 / years)
    return clip_to_bounds(positive[:, -1] * growth**horizon, scale)


def expect_reduction_rate(values: Floats, scale: Scale, horizon: int) -> Floats:
    """Average annual rate of reduction (UNICEF 2007): least squares on the logarithm."""
    slope, _ = regress(np.log(np.maximum(values, ZERO_STANDS_FOR)), np.ones_like(values))
    return clip_to_bounds(
        np.maximum(values[:, -1], ZERO_STANDS_FOR) * np.exp(slope * horizon), scale
    )


def expect_weighted_logit(values: Floats, scale: Scale, horizon: int) -> Floats:
    """ESCAP's anticipated value: regression of the state, later years counting for more.

    Weights are (t_pred - t_min) / (t_pred - t_i) (UNESCAP 2023, Annex on Anticipated Progress).
    """
    ahead = values.shape[1] - 1 + horizon - np.arange(values.shape[1], dtype=float)
    first = np.argmax(~np.isnan(values), axis=1)
    weights = (values.shape[1] - 1 + horizon - first)[:, None] / ahead[None, :]
    return read_line(values, scale, weights, horizon)


def expect_line(values: Floats, scale: Scale, horizon: int) -> Floats:
    """Ordinary least squares of the state on the year."""
    return read_line(values, scale, np.ones_like(values), horizon)


def read_line(values: Floats, scale: Scale, weights: Floats, horizon: int) -> Floats:
    """Value of a weighted regression line of the state, `horizon` years after the last column."""
    slope, end = regress(states_of(values, scale), weights)
    return values_of((end + slope * horizon)[:, None], scale)[:, 0]


def expect_damped_holt(values: Floats, scale: Scale, horizon: int) -> Floats:
    """Damped Holt on the state with fixed smoothing (0.5 level, 0.2 slope, damping 0.85)."""
    states = states_of(values, scale)
    level_share, slope_share, damping = HOLT_SHARES
    level, slope = np.full(len(states), np.nan), np.zeros(len(states))
    for now in states.T:
        expected, seen, known = level + damping * slope, ~np.isnan(now), ~np.isnan(level)
        surprise = np.where(seen & known, now - expected, 0.0)
        slope = damping * slope + slope_share * surprise
        level = np.where(seen & ~known, now, expected + level_share * surprise)
    ahead = damped_years(np.asarray(float(horizon)), damping)
    return values_of((level + slope * ahead)[:, None], scale)[:, 0]


def regress(heights: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted least squares on the column number: slope, and height at the last column."""
    seen = ~np.isnan(heights)
    weight, height = np.where(seen, weights, 0.0), np.where(seen, heights, 0.0)
    year = np.arange(heights.shape[1], dtype=float) - (heights.shape[1] - 1)
    total = weight.sum(axis=1)
    mean_year, mean_height = (weight @ year) / total, (weight * height).sum(axis=1) / total
    away = year[None, :] - mean_year[:, None]
    slope = (weight * away * height).sum(axis=1) / (weight * away**2).sum(axis=1)
    return slope, mean_height - slope * mean_year


def clip_to_bounds(values: Floats, scale: Scale) -> Floats:
    """Values no lower and no higher than their natural bounds."""
    return np.asarray(np.clip(values, scale.lower, scale.upper))


METHODS: dict[str, Callable[[Floats, Scale, int], Floats]] = {
    "no change": expect_no_change,
    "CAGR": expect_growth,
    "AARR": expect_reduction_rate,
    "ESCAP weighted logit": expect_weighted_logit,
    "OLS": expect_line,
    "damped Holt": expect_damped_holt,
}
