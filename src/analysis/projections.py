"""Projections: what a series may be in a later year, as quantiles learnt from all series together.

The distribution of a later value is that of its state (see `projection_states`): the last state,
a drift pooled over the series of the same indicator, and a spread pooled likewise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.projection_panels import Panel, build_panel
from analysis.projection_states import Floats, fit_scale, sampling_variances, states_of, values_of

DAMPING = 0.85
PRIOR_SPREAD = 0.2
PRIOR_SERIES = 4.0
TAIL_FREEDOM = 4.0


def project(series: pd.DataFrame, indicators: pd.DataFrame, *, years: Sequence[int],
            quantile_levels: Sequence[float]) -> pd.DataFrame:
    """Project every series of at least two points to later years.

    `series` is a long table with one row per `unit_id, indicator_id, year` and its `value`;
    optional `numerator` and `denominator` give a point its own sampling error. `indicators` has
    one row per `indicator_id` with `unit, better` ('up' or 'down'), `nature`, `lower` and `upper`
    (NaN or infinite: no upper bound). Both may have other columns.

    Returns `unit_id, indicator_id, origin_year, year, quantile_level, value`, sorted by these; the
    origin is the last observed year, and only the `years` after it are given. Values are in the
    unit of the indicator, within its bounds, and never fall as the level rises.

    Raises ValueError for duplicated keys, for indicators that are missing or ill-defined and for
    levels outside (0, 1).
    """
    levels = check_levels(quantile_levels)
    panel = build_panel(series, indicators)
    targets = np.unique(np.asarray(list(years), dtype=np.int64))
    origins = panel.years[panel.last] if len(panel.keys) else np.empty(0, np.int64)
    rows, columns = np.nonzero(targets[None, :] > origins[:, None])
    horizons = targets[columns] - origins[rows]
    values = project_values(panel, rows.astype(np.intp), horizons, levels)
    keys = panel.keys.iloc[np.repeat(rows, len(levels))]
    return pd.DataFrame({
        "unit_id": keys["unit_id"].array,
        "indicator_id": keys["indicator_id"].array,
        "origin_year": np.repeat(origins[rows], len(levels)),
        "year": np.repeat(targets[columns], len(levels)),
        "quantile_level": np.tile(levels, len(rows)),
        "value": values.ravel(),
    })


def check_levels(quantile_levels: Sequence[float]) -> Floats:
    """Sorted distinct levels; raises ValueError when one lies outside (0, 1) or there is none."""
    levels = np.unique(np.asarray(list(quantile_levels), dtype=float))
    if not levels.size or not (levels > 0).all() or not (levels < 1).all():
        raise ValueError(f"quantile levels must lie strictly between 0 and 1, got {levels}")
    return levels


def project_values(panel: Panel, rows: NDArray[np.intp], horizons: NDArray[np.int64],
                   levels: Floats) -> Floats:
    """Values of shape (rows, levels) for chosen series at chosen horizons in years."""
    if not len(rows):
        return np.empty((0, len(levels)))
    direction = np.where(panel.keys["better"] == "up", 1.0, -1.0)
    upper = panel.keys["upper"].to_numpy(float, na_value=np.inf)
    scale = fit_scale(panel.values, panel.keys["lower"].to_numpy(float),
                      np.where(np.isnan(upper), np.inf, upper), direction)
    states = states_of(panel.values, scale)
    noise = sampling_variances(panel.values, panel.numerators, panel.denominators, scale)
    last, series = panel.last, np.arange(len(panel.keys))
    drifts, spreads = pool_changes(states, panel)
    years = horizons.astype(float)
    damped = DAMPING * (1 - DAMPING**years) / (1 - DAMPING)
    middle = states[series, last][rows] + drifts[rows] * damped
    deviation = np.sqrt(spreads[rows] ** 2 * years + noise[series, last][rows])
    shape = stats.t.ppf(levels, TAIL_FREEDOM) / np.sqrt(TAIL_FREEDOM / (TAIL_FREEDOM - 2))
    turned = scale.take(rows)
    shape = np.where(turned.direction[:, None] > 0, shape, -shape)
    return np.maximum.accumulate(
        values_of(middle[:, None] + deviation[:, None] * shape, turned), axis=1)


def pool_changes(states: Floats, panel: Panel) -> tuple[Floats, Floats]:
    """Drift per year and spread of a one-year change of each series, pooled over its indicator."""
    series, last = np.arange(len(states)), panel.last
    first = np.argmax(~np.isnan(states), axis=1)
    length = (last - first).astype(float)
    own = (states[series, last] - states[series, first]) / length
    group, number = panel.groups, np.bincount(panel.groups)
    means = np.bincount(group, own) / (number + PRIOR_SERIES)
    rows, steps, gaps = changes_of(states)
    squares = (steps - means[group[rows]] * gaps) ** 2 / gaps
    evidence = np.bincount(group[rows], minlength=len(number))
    pooled = ((np.bincount(group[rows], squares, len(number)) + PRIOR_SPREAD**2 * PRIOR_SERIES)
              / (evidence + PRIOR_SERIES))
    weight = length / (length + 8.0)
    return weight * own + (1 - weight) * means[group], np.sqrt(pooled)[group]


def changes_of(states: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Changes between neighbouring points: row, change of state and years between, each (n,)."""
    rows, columns = np.nonzero(~np.isnan(states))
    same = rows[1:] == rows[:-1]
    steps = (states[rows[1:], columns[1:]] - states[rows[:-1], columns[:-1]])[same]
    return rows[1:][same], steps, (columns[1:] - columns[:-1])[same].astype(float)


def probability_below(levels: ArrayLike, values: ArrayLike, threshold: float, *,
                      lower: float = -np.inf, upper: float = np.inf,
                      strict: bool = False) -> float:
    """Probability that the projected value is at most `threshold` (below it when `strict`).

    `levels` and `values` are one projection's quantiles, both rising. Linear between quantiles;
    beyond the outermost ones the probability falls off exponentially, with the density of the
    outermost pair. Outside the natural bounds `lower` and `upper` it is exactly 0 or 1. Quantiles
    that share a value are a point mass there: "at most" counts all of it, `strict` none.
    """
    level, value = np.asarray(levels, dtype=float), np.asarray(values, dtype=float)
    if level.ndim != 1 or level.shape != value.shape or not level.size:
        raise ValueError("levels and values must be two rows of the same length, at least one long")
    if (np.diff(level) <= 0).any() or (np.diff(value) < 0).any():
        raise ValueError("levels must rise and values must not fall")
    if threshold < lower or (strict and threshold <= lower):
        return 0.0
    if threshold > upper or (not strict and threshold >= upper):
        return 1.0
    return read_distribution(level, value, threshold, strict=strict)


def read_distribution(level: Floats, value: Floats, threshold: float, *, strict: bool) -> float:
    """The probability between and beyond quantiles, for a threshold within the natural bounds."""
    above = int(np.searchsorted(value, threshold, side="left" if strict else "right"))
    if above == 0:
        return tail_probability(level, value, value[0] - threshold)
    if above == len(value):
        return 1.0 - tail_probability(1.0 - level[::-1], -value[::-1], threshold - value[-1])
    rise = (level[above] - level[above - 1]) / (value[above] - value[above - 1])
    return float(level[above - 1] + rise * (threshold - value[above - 1]))


def tail_probability(level: Floats, value: Floats, distance: float) -> float:
    """Probability further than `distance` beyond the first of rising quantiles."""
    if distance <= 0:
        return float(level[0])
    width = value[1] - value[0] if len(value) > 1 else 0.0
    if width <= 0:
        return 0.0
    return float(level[0] * np.exp(-(level[1] - level[0]) / width * distance / level[0]))
