"""Expectations: what a group's own past makes of the shipped calibration, at any of its points.

Each band of horizons has weights of its own; between two bands everything goes over evenly in the
logarithm of the horizon. Neither certainty nor the hold of a bound grows with the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.projections.bounds import BETTER, WORSE, learn_staying
from analysis.projections.calibration import NatureCalibration
from analysis.projections.distributions import Mixture, band_shares
from analysis.projections.origins import (
    BANDS,
    REMEMBERED_YEARS,
    BandCalibration,
    adapt_band,
    learn_lessons,
    past_points,
    recency_of,
)
from analysis.projections.panels import Group
from analysis.projections.predictors import Points, spread_predictors, trend_predictors
from analysis.projections.signals import Signals
from analysis.projections.states import Floats


@dataclass(frozen=True)
class LearntBand:
    """One band of horizons after the group's own past: weights, and how often bounds hold.

    `trend` (k,) and `spread` (m,) weigh the predictors; `staying` has the probability of staying
    at the better and at the worse bound for each series, each (series,); `start` is what was known
    before.
    """

    start: BandCalibration
    trend: Floats
    spread: Floats
    staying: dict[float, Floats]


def learn_bands(group: Group, signals: Signals, known: NatureCalibration) -> list[LearntBand]:
    """What the past of a group teaches about each band of horizons, in the order of `BANDS`."""
    return [learn_band(group, signals, known, band) for band in BANDS]


def learn_band(group: Group, signals: Signals, known: NatureCalibration, band: int) -> LearntBand:
    """What the past of a group teaches about one band of horizons."""
    past = past_points(group.states, BANDS[band], group.states.shape[1] - REMEMBERED_YEARS)
    start = known.bands[band].for_units(len(group.rows))
    trend, spread = adapt_band(start, learn_lessons(group, signals, past))
    weights = recency_of(past, group.states.shape[1])
    staying = {
        side: learn_staying(group.sides, past, side, weights, usual)
        for side, usual in zip((BETTER, WORSE), start.staying, strict=True)
    }
    return LearntBand(start, trend, spread, staying)


def expect(group: Group, signals: Signals, bands: list[LearntBand], points: Points) -> Mixture:
    """Change, spread and shape at each point, before anything but the series themselves counts."""
    trend = trend_predictors(signals, points, group.kind)
    spread = spread_predictors(signals, points, group.kind)
    mixture = Mixture.empty(len(points.row))
    for band, share in zip(bands, band_shares(points.horizon).T, strict=True):
        staying = stay_at_bounds(group, band, points)
        mixture.add(share, trend @ band.trend, spread @ band.spread, band.start.shape, staying)
    return mixture


def stay_at_bounds(group: Group, band: LearntBand, points: Points) -> Floats:
    """Probability that the series at a bound stay there, shape (points,); 0 for the others."""
    side = points.of(group.sides)
    staying = np.zeros(len(points.row))
    for end, learnt in band.staying.items():
        staying = np.where(side == end, learnt[points.row], staying)
    return staying
