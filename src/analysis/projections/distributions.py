"""Distributions: what all bands of horizons say together, read as values at quantile levels."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.projections.bounds import give_bound_its_share
from analysis.projections.origins import BANDS, SHAPE_LEVELS
from analysis.projections.panels import Group
from analysis.projections.predictors import Points
from analysis.projections.signals import Signals
from analysis.projections.states import Floats, values_of

SHAPE_SCORES = np.array([NormalDist().inv_cdf(level) for level in SHAPE_LEVELS])
# A mean error beyond these (share, unbounded) comes from a break in the data; on the log it would
# put the outer quantiles at any multiple of what was ever seen.
LARGEST_LOG_SPREAD = (np.log(2.0), np.log(0.7))
LARGEST_SHAPE = 8.0
# Mean absolute error of a normal distribution over its standard deviation.
MEAN_OVER_DEVIATION = np.sqrt(2.0 / np.pi)


@dataclass
class Mixture:
    """Change of the state, spread, shape and hold of a bound for some projected points.

    `shape` has one column per level of the calibration, the rest shape (points,). `widest` and
    `loosest` are those of the bands added so far: a later band is no surer than an earlier one.
    """

    change: Floats
    log_spread: Floats
    shape: Floats
    staying: Floats
    widest: Floats
    loosest: Floats

    @classmethod
    def empty(cls, count: int) -> Mixture:
        """Nothing yet for `count` points."""
        none = np.zeros(count)
        shape = np.zeros((count, len(SHAPE_LEVELS)))
        return cls(none, none.copy(), shape, none.copy(), np.full(count, -np.inf), np.ones(count))

    def add(
        self, share: Floats, change: Floats, log_spread: Floats, shape: Floats, staying: Floats
    ) -> None:
        """Add a band that counts by `share` (points,); bands come in order of their horizons."""
        self.widest = np.maximum(self.widest, log_spread)
        self.loosest = np.minimum(self.loosest, staying)
        self.change += share * change
        self.log_spread += share * self.widest
        self.shape += share[:, None] * shape
        self.staying += share * self.loosest


def band_shares(horizons: Floats) -> Floats:
    """How much each band counts at each horizon, shape (n, bands); rows sum to 1."""
    anchors = np.log(np.array(list(BANDS), dtype=float))
    place = np.clip(np.log(horizons), anchors[0], anchors[-1])
    return np.stack([np.interp(place, anchors, row) for row in np.eye(len(anchors))], axis=1)


def believe_samples(mixture: Mixture, signals: Signals, points: Points, noise: Floats) -> None:
    """Let the sampling error of the last value count, where it is known.

    The less of a change can be real, the more the level leans on the years before (the gain of a
    local level model, Harvey 1989, 4.1), and no projection is surer than the sampling errors of
    the value it starts from and of the one it will meet.
    """
    sampling = points.of(noise)
    unreal = sampling / (sampling + points.of(signals.pooled_variance))
    mixture.change += unreal * (points.of(signals.quick_level) - points.of(signals.level))
    least = MEAN_OVER_DEVIATION * np.sqrt(2.0 * sampling)
    mixture.log_spread = np.maximum(mixture.log_spread, np.log(np.maximum(least, 1e-12)))


def doubt_aggregates(mixture: Mixture, points: Points, doubt: Floats) -> None:
    """Widen what starts from a value that was put together from former units.

    The doubt about the value goes all the way with the level, so its variance is added at every
    horizon; the middle stays where it is, and an interval never narrows as the doubt grows.
    """
    with np.errstate(divide="ignore"):
        log_doubt = np.log(MEAN_OVER_DEVIATION) + 0.5 * np.log(points.of(doubt))
    mixture.log_spread = 0.5 * np.logaddexp(2.0 * mixture.log_spread, 2.0 * log_doubt)


def read_values(
    mixture: Mixture, points: Points, level: Floats, group: Group, levels: Floats
) -> Floats:
    """Values at each level of the mixed distribution, shape (points, levels)."""
    scale = group.scale.take(points.row)
    beyond = 0.5 * np.log(np.maximum(points.horizon / max(BANDS), 1.0))
    largest = np.where(scale.bounded, *LARGEST_LOG_SPREAD)
    spread = np.exp(np.minimum(mixture.log_spread + beyond, largest))
    turned = np.where(scale.direction[:, None] > 0, levels, 1.0 - levels)
    side = points.of(group.sides)
    within = np.full(len(points.row), 0.5)
    for row in np.flatnonzero(side):
        within[row] = shape_probability(mixture.shape[row], -mixture.change[row] / spread[row])
    turned = give_bound_its_share(turned, within, mixture.staying, side)
    errors = read_shapes(mixture.shape, turned) * spread[:, None]
    states = (points.of(level) + mixture.change)[:, None] + errors
    return np.maximum.accumulate(values_of(states, scale), axis=1)


def read_shapes(shapes: Floats, levels: Floats) -> Floats:
    """Quantiles of shapes (n, calibration levels) at levels (n, k), straight in normal scores.

    Beyond the calibration's outermost levels they stay what they are there.
    """
    scores = np.clip(ndtri(levels), SHAPE_SCORES[0], SHAPE_SCORES[-1])
    after = np.clip(np.searchsorted(SHAPE_SCORES, scores), 1, len(SHAPE_SCORES) - 1)
    share = (scores - SHAPE_SCORES[after - 1]) / (SHAPE_SCORES[after] - SHAPE_SCORES[after - 1])
    low = np.take_along_axis(shapes, after - 1, axis=1)
    high = np.take_along_axis(shapes, after, axis=1)
    return np.asarray(np.clip(low + share * (high - low), -LARGEST_SHAPE, LARGEST_SHAPE))


def shape_probability(shape: Floats, error: float) -> float:
    """Probability of less than `error` under a shape: `read_shapes` turned round."""
    return float(ndtr(np.interp(error, shape, SHAPE_SCORES)))
