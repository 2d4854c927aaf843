"""A series' projection as one distribution, and the probability that a target is met."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from analysis.projections.states import Floats

_GRID = np.linspace(-6.0, 6.0, 601)
# Less of a step than this is floating-point error, also among all children of a nation.
_LEAST_STEP = 1e-6


@dataclass(frozen=True)
class Outlook:
    """The distribution of one series in later years: ``years`` × ``levels`` → ``values``.

    ``lower`` and ``upper`` are the indicator's natural bounds.
    """

    years: tuple[int, ...]
    levels: Floats
    values: Floats
    lower: float
    upper: float

    def probability_below(self, year: int, threshold: float) -> float:
        """Return P(Y < threshold) in ``year``; exactly 0 or 1 outside the natural bounds."""
        values = self.values[self.years.index(year)]
        return probability_below(
            self.levels, values, threshold, lower=self.lower, upper=self.upper, strict=True
        )

    def quantile(self, year: int, level: float) -> float:
        """Return the value at ``level`` in ``year``; missing for a year that is not projected."""
        if year not in self.years:
            return float("nan")
        return float(np.interp(level, self.levels, self.values[self.years.index(year)]))


def outlooks(projections: pd.DataFrame, indicators: pd.DataFrame) -> dict[tuple[str, str], Outlook]:
    """Return the projections (``schemas.PROJECTIONS``) as one ``Outlook`` per series."""
    bounds = indicators.set_index("indicator_id")[["lower", "upper"]].fillna(np.inf)
    found = {}
    for (unit_id, indicator_id), rows in projections.groupby(["unit_id", "indicator_id"]):
        wide = rows.pivot(index="year", columns="quantile_level", values="value").sort_index()
        found[str(unit_id), str(indicator_id)] = Outlook(
            tuple(int(year) for year in wide.index),
            wide.columns.to_numpy(float),
            wide.to_numpy(float),
            *map(float, bounds.loc[str(indicator_id)]),
        )
    return found


def probability_met(
    outlook: Outlook, year: int, comparator: str, goal: float, steps: float
) -> float:
    """Return the probability that the figure published for ``year`` meets ``goal``.

    One unit of the indicator is published in so many ``steps``: 10 for one decimal, N/100 a
    percentage point for a count among N. A projected value counts as the nearest step; a goal
    between two steps is reached by the right one of these.

    >>> import numpy as np
    >>> from analysis.projections import Outlook, probability_met
    >>> levels, values = np.array([0.1, 0.5, 0.9]), np.array([[8.0, 10.0, 12.0]])
    >>> even = Outlook((2030,), levels, values, 0.0, 1000.0)
    >>> round(probability_met(even, 2030, "at_most", 10.0, 10), 2)
    0.51
    """
    # from here on figures reach the goal; up to there they do not exceed it
    reaching = (np.ceil(goal * steps - _LEAST_STEP) - 0.5) / steps
    exceeding = (np.floor(goal * steps + _LEAST_STEP) + 0.5) / steps
    if comparator == "at_least":
        return 1 - outlook.probability_below(year, reaching)
    if comparator == "above":
        return 1 - outlook.probability_below(year, exceeding)
    if comparator == "below":
        return outlook.probability_below(year, reaching)
    up_to_goal = outlook.probability_below(year, exceeding)
    if comparator == "equal":
        return max(up_to_goal - outlook.probability_below(year, reaching), 0.0)
    return up_to_goal


def probability_met_throughout(marginal: Floats, horizons: Floats) -> float:
    """Return the probability that a target is met in every one of several coming years.

    ``marginal`` holds the probability for each year alone, ``horizons`` the years from the
    origin. Later years share the shocks of earlier ones: the years are joined by the Gaussian
    copula of a random walk, corr(h, k) = sqrt(h / k) for h < k, whose paths are followed on a
    grid. The result is at most the smallest marginal and at least their product.
    """
    limits = ndtri(np.clip(marginal, 1e-12, 1 - 1e-12))
    step = _GRID[1] - _GRID[0]
    alive = _density(_GRID) * step * _below(limits[0], step)
    for before, after, limit in zip(horizons[:-1], horizons[1:], limits[1:], strict=True):
        alive = (alive @ _moves(float(before), float(after))) * _below(limit, step)
    return min(max(float(alive.sum()), float(np.prod(marginal))), float(marginal.min()))


@lru_cache(maxsize=16)
def _moves(before: float, after: float) -> Floats:
    """Return the weights with which the paths of one horizon are found at the next, on the grid.

    They depend on nothing else, and a scenario asks for the same ones with every move of a hand.
    """
    rho = np.sqrt(before / after)
    spread = np.sqrt(1 - rho**2)
    step = _GRID[1] - _GRID[0]
    moves: Floats = _density((_GRID[None, :] - rho * _GRID[:, None]) / spread) / spread * step
    return moves


def _density(points: Floats) -> Floats:
    """The standard normal density, without the second that importing scipy.stats takes."""
    density: Floats = np.exp(-(points**2) / 2) / np.sqrt(2 * np.pi)
    return density


def _below(limit: float, step: float) -> Floats:
    """Weights of the grid cells below ``limit``; the cell that holds it counts in part."""
    return np.clip((limit - _GRID) / step + 0.5, 0.0, 1.0)


def probability_below(
    levels: ArrayLike,
    values: ArrayLike,
    threshold: float,
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    strict: bool = False,
) -> float:
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


def probabilities_below(
    levels: Floats,
    values: Floats,
    thresholds: Floats,
    *,
    lower: Floats,
    upper: Floats,
    strict: NDArray[np.bool_],
) -> Floats:
    """`probability_below` of many projections, (n,); `values` is (n, levels), the rest (n,)."""
    rows, last = np.arange(len(values)), len(levels) - 1
    edge = thresholds[:, None]
    above = np.where(strict, (values < edge).sum(axis=1), (values <= edge).sum(axis=1))
    before = np.clip(above - 1, 0, last - 1)
    low, high = values[rows, before], values[rows, before + 1]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = (thresholds - low) / (high - low)
        within = levels[before] + share * (levels[before + 1] - levels[before])
    left = many_tails(levels, values, values[:, 0] - thresholds)
    right = 1.0 - many_tails(1.0 - levels[::-1], -values[:, ::-1], thresholds - values[:, -1])
    found = np.where(above == 0, left, np.where(above > last, right, within))
    found = np.where((thresholds > upper) | (~strict & (thresholds >= upper)), 1.0, found)
    return np.where((thresholds < lower) | (strict & (thresholds <= lower)), 0.0, found)


def many_tails(level: Floats, value: Floats, distance: Floats) -> Floats:
    """`tail_probability` of many projections at once, (n,): `value` (n, levels)."""
    rate = (level[1] - level[0]) / level[0]
    width = value[:, 1] - value[:, 0]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        falling = level[0] * np.exp(-rate * np.maximum(distance, 0.0) / width)
    flat = np.where(distance > 0, 0.0, level[0])
    return np.asarray(np.where(width > 0, np.where(distance > 0, falling, level[0]), flat))


def read_distribution(level: Floats, value: Floats, threshold: float, *, strict: bool) -> float:
    """The probability between and beyond quantiles, for a threshold within the natural bounds."""
    above = int(np.searchsorted(value, threshold, side="left" if strict else "right"))
    if above == 0:
        return tail_probability(level, value, value[0] - threshold)
    if above == len(value):
        return 1.0 - tail_probability(1.0 - level[::-1], -value[::-1], threshold - value[-1])
    share = (threshold - value[above - 1]) / (value[above] - value[above - 1])
    return float(level[above - 1] + share * (level[above] - level[above - 1]))


def tail_probability(level: Floats, value: Floats, distance: float) -> float:
    """Probability further than `distance` beyond the first of rising quantiles."""
    if distance <= 0:
        return float(level[0])
    width = float(value[1] - value[0]) if len(value) > 1 else 0.0
    if width <= 0:
        return 0.0
    rate = float(level[1] - level[0]) / float(level[0])
    return float(level[0]) * math.exp(-rate * (float(distance) / width))
