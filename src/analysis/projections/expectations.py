"""Expectations: what a group's own past makes of the shipped calibration, at any of its points.

Each band of horizons has weights of its own; between two bands everything goes over evenly in the
logarithm of the horizon. Neither certainty nor the hold of a bound grows with the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.projections.bounds import BETTER, WORSE, learn_staying
from analysis.projections.calibration import Band, NatureCalibration
from analysis.projections.distributions import Mixture, band_shares
from analysis.projections.origins import (
    BANDS,
    LARGEST_RATIO,
    LONG_BAND,
    REMEMBERED_YEARS,
    BandCalibration,
    Lessons,
    adapt_band,
    count_shared,
    learn_lessons,
    past_points,
    recency_of,
)
from analysis.projections.panels import Group
from analysis.projections.predictors import Points, spread_predictors, trend_predictors
from analysis.projections.signals import Signals
from analysis.projections.states import Floats

# How errors of one origin correlate before anything is seen, and how many origins that is worth.
USUALLY_SHARED = {1: 0.05, 2: 0.05, 4: 0.10, 8: 0.15, 12: 0.15}
USUAL_ORIGINS = 4.0
LEAST_UNITS = 5
# More past errors than these, all of the same few years, teach nothing new but take their time.
MOST_LESSONS = 10_000
MOST_SHARED = 0.9


@dataclass(frozen=True)
class LearntBand:
    """One band of horizons after the group's own past: weights, and how often bounds hold.

    `trend` (k,) and `spread` (m,) weigh the predictors; `staying` has the probability of staying
    at the better and at the worse bound for each series, each (series,); `known` is what was known
    before, `start` the same for this number of units; `shared` is how errors of one origin
    correlate.
    """

    known: Band
    start: BandCalibration
    trend: Floats
    spread: Floats
    staying: dict[float, Floats]
    shared: float


def learn_bands(group: Group, signals: Signals, known: NatureCalibration) -> list[LearntBand]:
    """What the past of a group teaches about each band of horizons, in the order of `BANDS`."""
    return [learn_band(group, signals, known, band) for band in BANDS]


def learn_band(group: Group, signals: Signals, known: NatureCalibration, band: int) -> LearntBand:
    """What the past of a group teaches about one band of horizons."""
    past = past_points(group.states, BANDS[band], group.states.shape[1] - REMEMBERED_YEARS)
    start = known.bands[band].for_units(len(group.rows))
    lessons = learn_lessons(group, signals, past.thinned(MOST_LESSONS))
    if band >= LONG_BAND:
        lessons = count_shared(lessons)
    trend, spread = adapt_band(start, lessons)
    weights = recency_of(past, group.states.shape[1])
    staying = {
        side: learn_staying(group.sides, past, side, weights, usual)
        for side, usual in zip((BETTER, WORSE), start.staying, strict=True)
    }
    shared = correlate_errors(lessons, trend, spread, USUALLY_SHARED[band])
    return LearntBand(known.bands[band], start, trend, spread, staying, shared)


def correlate_errors(lessons: Lessons, trend: Floats, spread: Floats, usual: float) -> float:
    """Correlation of the errors that units make at one origin, from a `usual` one.

    The intraclass correlation by pairs (Fisher 1925, 38) of errors over their spread, around 0,
    over blocks of an origin and a horizon that have `LEAST_UNITS` or more; blocks are as many as
    origins, for those of one origin overlap.
    """
    errors = (lessons.changes - lessons.trend @ trend) / np.exp(lessons.spread @ spread)
    errors = np.clip(errors, -LARGEST_RATIO, LARGEST_RATIO)
    codes = lessons.origin * (max(BANDS[max(BANDS)]) + 1) + lessons.horizon.astype(np.intp)
    blocks = np.unique(codes, return_inverse=True)[1]
    units = np.bincount(blocks)
    sums, squares = np.bincount(blocks, errors), np.bincount(blocks, errors**2)
    full = units >= LEAST_UNITS
    apart = ((units - 1.0) * squares)[full].sum()
    if not apart:
        return usual
    seen = float(np.clip((sums**2 - squares)[full].sum() / apart, 0.0, MOST_SHARED))
    origins = len(np.unique(lessons.origin[full[blocks]]))
    return (origins * seen + USUAL_ORIGINS * usual) / (origins + USUAL_ORIGINS)


def expect(group: Group, signals: Signals, bands: list[LearntBand], points: Points) -> Mixture:
    """Change, spread and shape at each point, before anything but the series themselves counts."""
    trend = trend_predictors(signals, points, group.kind)
    spread = spread_predictors(signals, points, group.kind)
    mixture = Mixture.empty(len(points.row))
    for band, share in zip(bands, band_shares(points.horizon).T, strict=True):
        log_spread = spread @ band.spread
        change = trend @ band.trend + band.known.shift * np.exp(log_spread)
        staying = stay_at_bounds(group, band, points)
        wider = log_spread + np.log(band.known.factor)
        mixture.add(share, change, wider, band.start.shape, staying)
    return mixture


def stay_at_bounds(group: Group, band: LearntBand, points: Points) -> Floats:
    """Probability that the series at a bound stay there, shape (points,); 0 for the others."""
    side = points.of(group.sides)
    staying = np.zeros(len(points.row))
    for end, learnt in band.staying.items():
        staying = np.where(side == end, learnt[points.row], staying)
    return staying
