"""Staying at a bound: the probability that a share of exactly 0 or 100 is still that later.

A continuous distribution around a value at its natural bound would put half of it away from the
bound. In reality such values mostly stay, so the bound gets a probability of its own, learnt from
the past of the indicator and of the series, and the rest of the distribution keeps its shape.
"""

from __future__ import annotations

import numpy as np

from analysis.projections.predictors import Points
from analysis.projections.states import Floats, Scale

# Evidence that the shipped probability is worth for an indicator, and the indicator's for a series.
PRIOR_PLACES = 10.0
OWN_PLACES = 3.0
BETTER, WORSE = 1.0, -1.0
SURE = 1e-12


def bound_sides(values: Floats, scale: Scale) -> Floats:
    """1 where a value is at the better of its bounds, -1 at the worse, 0 between; same shape."""
    lower, upper = scale.lower[:, None], scale.upper[:, None]
    near = 1e-9 * np.where(scale.bounded[:, None], upper - lower, 1.0)
    with np.errstate(invalid="ignore"):
        sides = (values >= upper - near).astype(float) - (values <= lower + near)
    return np.asarray(sides * scale.direction[:, None])


def count_stays(
    sides: Floats, points: Points, side: float, weights: Floats
) -> tuple[Floats, Floats]:
    """Per series, how often it was at one side at past points, and how often it stayed there."""
    there = (points.of(sides) == side) * weights
    target = points.column + points.horizon.astype(np.intp)
    stayed = there * (sides[points.row, target] == side)
    count = len(sides)
    both = np.bincount(points.row, there, count), np.bincount(points.row, stayed, count)
    return both[0].astype(float), both[1].astype(float)


def learn_staying(
    sides: Floats, points: Points, side: float, weights: Floats, known: float
) -> Floats:
    """Probability that each series stays at one side, shape (series,), from a `known` start.

    Twice a beta-binomial mean: of the indicator around the known one, of the series around that.
    """
    there, stayed = count_stays(sides, points, side, weights)
    common = (stayed.sum() + PRIOR_PLACES * known) / (there.sum() + PRIOR_PLACES)
    return np.asarray((stayed + OWN_PLACES * common) / (there + OWN_PLACES))


def give_bound_its_share(levels: Floats, within: Floats, staying: Floats, side: Floats) -> Floats:
    """Levels at which to read the continuous distribution so that the bound has its probability.

    `levels` (n, k) run towards the better side, `within` (n,) is the continuous probability of
    less than the last state, `staying` (n,) the probability of the bound, `side` (n,) where the
    last value is. Rows that are at no bound come back as they are.
    """
    stay = np.clip(staying, SURE, 1.0 - SURE)[:, None]
    less = np.clip(within, SURE, 1.0 - SURE)[:, None]
    top = np.where(levels < 1.0 - stay, levels * less / (1.0 - stay), 1.0 - SURE)
    bottom = np.where(levels > stay, 1.0 - (1.0 - levels) * (1.0 - less) / (1.0 - stay), SURE)
    moved = np.where(side[:, None] == BETTER, top, np.where(side[:, None] == WORSE, bottom, levels))
    return np.asarray(np.clip(moved, SURE, 1.0 - SURE))
