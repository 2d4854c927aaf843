"""Signals: what the past of each series says about its level, its trend and its noise.

All signals of a year use that year and earlier ones only, so that the same matrices serve the
projection (read at the last year) and the learning from past origins (read at every year). One
call handles the series of one indicator, as a matrix of states with NaN for the years without a
value. The recursions are those of exponential smoothing with unequal gaps; statsmodels fits each
series by itself, while here all series move together through the years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.projections.states import Floats

# Memory per year of the pooled drift and of the volatilities.
POOL_MEMORY = 0.93
VOLATILITY_MEMORY = 0.90
# Evidence that the pooled quantities of an indicator start from: years of no drift, and changes of
# the size that is usual for the kind of indicator.
NO_DRIFT_YEARS = 10.0
USUAL_CHANGES = 10.0
USUAL_UNITS = 5.0
# Changes of the pooled size that a series' own scatter around its mean change starts from, and how
# many standard errors the mean change has to be from nothing to be half believed.
USUAL_SCATTERS = 0.5
HALF_STEADY = 3.0
# Variance of a normal distribution over the square of its mean absolute value.
NORMAL_RATIO = np.pi / 2.0


@dataclass(frozen=True)
class Signals:
    """Signals of the series of one indicator; each of shape (series, years), as of each year.

    Slopes are in states per year, `step_variance` and `turn_variance` are the mean squares of the
    yearly change and of its change, `pooled_variance` that of all series of the indicator (apart
    from a series' own sampling error), `standing` is the level against the other units' in
    standard deviations, `gap` the years since the point before, `steadiness` how surely the series
    has gone one way, from 0 to 1; `drift_trust`, of shape (years,), goes from 0 to 1 with the
    evidence for the pooled drift.
    """

    level: Floats
    points: Floats
    gap: Floats
    step: Floats
    quick_slope: Floats
    steady_slope: Floats
    recent_slope: Floats
    long_slope: Floats
    whole_slope: Floats
    quick_level: Floats
    step_variance: Floats
    turn_variance: Floats
    turns: Floats
    pooled_variance: Floats
    pooled_drift: Floats
    drift_trust: Floats
    standing: Floats
    steadiness: Floats


def read_signals(states: Floats, noise: Floats, usual_variance: float) -> Signals:
    """Signals of one indicator's series; `states` and sampling variances `noise` share a shape.

    `usual_variance` is the yearly change's mean square for this kind of indicator, which the pooled
    one starts from.
    """
    seen = ~np.isnan(states)
    level = carry_forward(states)
    gap = years_since_previous(seen)
    points = np.cumsum(seen, axis=1).astype(float)
    step = step_rates(states, level, gap)
    turn, turns = turn_rates(step)
    drift, trust, variance = pool_steps(step, gap, noise_of_steps(noise, seen), usual_variance)
    pooled = variance[None, :] + noise_of_steps(noise, seen, carry=True)
    own = fading_mean(step**2 * gap, gap, VOLATILITY_MEMORY)
    whole = whole_slope(states, level)
    return Signals(
        level=level,
        points=points,
        gap=gap,
        step=carry_forward(step),
        quick_slope=holt_slope(states, gap, 1.0, 0.5, 0.98),
        steady_slope=holt_slope(states, gap, 0.7, 0.25, 0.9),
        recent_slope=discounted_slope(states, 0.75),
        long_slope=discounted_slope(states, 0.95),
        whole_slope=whole,
        quick_level=smoothed_level(states, gap, 0.6),
        step_variance=own,
        turn_variance=fading_mean(turn**2, gap, VOLATILITY_MEMORY),
        turns=turns,
        pooled_variance=pooled,
        pooled_drift=np.broadcast_to(drift, states.shape),
        drift_trust=trust,
        standing=standing_of(level),
        steadiness=steadiness_of(step, gap, whole, pooled),
    )


def carry_forward(matrix: Floats) -> Floats:
    """Each missing entry becomes the last number before it in its row; NaN before the first."""
    index = np.where(np.isnan(matrix), 0, np.arange(matrix.shape[1])[None, :])
    latest = np.maximum.accumulate(index, axis=1)
    return np.asarray(np.take_along_axis(matrix, latest, axis=1))


def years_since_previous(seen: NDArray[np.bool_]) -> Floats:
    """Years between a point and the one before; NaN where there is no point or none before."""
    year = np.where(seen, np.arange(seen.shape[1], dtype=float)[None, :], np.nan)
    before = np.full_like(year, np.nan)
    before[:, 1:] = carry_forward(year)[:, :-1]
    return np.asarray(year - before)


def step_rates(states: Floats, level: Floats, gap: Floats) -> Floats:
    """Change per year since the point before; NaN where there is none."""
    before = np.full_like(level, np.nan)
    before[:, 1:] = level[:, :-1]
    return np.asarray((states - before) / gap)


def turn_rates(step: Floats) -> tuple[Floats, Floats]:
    """Change of the yearly change (NaN where unknown) and how many were seen so far."""
    before = np.full_like(step, np.nan)
    before[:, 1:] = carry_forward(step)[:, :-1]
    turn = step - before
    return turn, np.cumsum(~np.isnan(turn), axis=1).astype(float)


def noise_of_steps(noise: Floats, seen: NDArray[np.bool_], *, carry: bool = False) -> Floats:
    """Sampling variance that a yearly change has from its two ends; 0 where it is not known."""
    known = np.nan_to_num(carry_forward(np.where(seen, noise, np.nan)))
    before = np.zeros_like(known)
    before[:, 1:] = known[:, :-1]
    both = known + np.where(before > 0, before, known)
    return both if carry else np.asarray(np.where(seen, both, 0.0))


def pool_steps(
    step: Floats, gap: Floats, noise: Floats, usual: float
) -> tuple[Floats, Floats, Floats]:
    """Drift, trust in it and variance of a yearly change over all series, each of shape (years,).

    Empirical Bayes: means over the changes seen so far, fading with the years, that start from no
    drift and from the usual variance. The variance is that of a normal distribution of the same
    mean absolute change, and the drift takes a change for no more than three deviations, so that
    a break in one series is not the indicator's. Sampling variance is taken out.
    """
    seen = ~np.isnan(step)
    evidence = fade(seen.sum(axis=0).astype(float))
    sizes = fade(np.where(seen, np.abs(step) * np.sqrt(gap), 0.0).sum(axis=0))
    start = USUAL_CHANGES * np.sqrt(usual / NORMAL_RATIO)
    whole = NORMAL_RATIO * ((sizes + start) / (evidence + USUAL_CHANGES)) ** 2
    sampling = fade(np.where(seen, noise, 0.0).sum(axis=0)) / (evidence + USUAL_CHANGES)
    # Sampling error may explain all of the movement seen; some of the movement is always real.
    variance = np.maximum(whole - sampling, 0.05 * whole + 1e-8)
    years = np.where(seen, np.minimum(gap, 3.0), 0.0)
    most = 3.0 * np.sqrt(whole)[None, :] / np.sqrt(np.where(seen, gap, 1.0))
    moved = np.clip(np.where(seen, step, 0.0), -most, most) * years
    known = fade(years.sum(axis=0)) + NO_DRIFT_YEARS
    return fade(moved.sum(axis=0)) / known, 1.0 - NO_DRIFT_YEARS / known, variance


def fade(yearly: Floats) -> Floats:
    """Running sum over years that forgets at the pool's memory."""
    total = np.empty_like(yearly)
    running = 0.0
    for year, amount in enumerate(yearly):
        running = running * POOL_MEMORY + amount
        total[year] = running
    return total


def fading_mean(amounts: Floats, gap: Floats, memory: float) -> Floats:
    """Mean of a row's amounts so far, older ones fading; NaN before the first."""
    total, weight = np.zeros(len(amounts)), np.zeros(len(amounts))
    means = np.full_like(amounts, np.nan)
    for year in range(amounts.shape[1]):
        new = ~np.isnan(amounts[:, year])
        kept = np.where(new, memory ** np.where(new, gap[:, year], 0.0), 1.0)
        total = total * kept + np.where(new, amounts[:, year], 0.0)
        weight = weight * kept + new
        np.divide(total, weight, out=means[:, year], where=weight > 0)
    return means


def smoothed_level(states: Floats, gap: Floats, share: float) -> Floats:
    """Simple exponential smoothing; `share` of a yearly surprise is believed."""
    level = np.full_like(states, np.nan)
    running = np.full(len(states), np.nan)
    for year in range(states.shape[1]):
        now, years = states[:, year], gap[:, year]
        first = ~np.isnan(now) & np.isnan(years)
        later = ~np.isnan(years)
        weight = 1.0 - (1.0 - share) ** np.where(later, years, 0.0)
        running = np.where(first, now, np.where(later, running + weight * (now - running), running))
        level[:, year] = running
    return level


def holt_slope(
    states: Floats, gap: Floats, level_share: float, slope_share: float, damping: float
) -> Floats:
    """Slope of Holt's linear trend with damping (Gardner and McKenzie 1985), gaps allowed.

    The first change counts by half, for two points are no trend yet.
    """
    slopes = np.zeros_like(states)
    level, slope = np.zeros(len(states)), np.zeros(len(states))
    second = np.cumsum(~np.isnan(gap), axis=1)
    for year in range(states.shape[1]):
        later = ~np.isnan(gap[:, year])
        years = np.where(later, gap[:, year], 1.0)
        expected = level + slope * damped_years(years, damping)
        surprise = np.where(later, states[:, year] - expected, 0.0)
        started = 0.5 * np.where(later, states[:, year] - level, 0.0) / years
        moved = slope * damping**years + slope_share * surprise / years
        slope = np.where(later, np.where(second[:, year] == 1, started, moved), slope)
        believed = 1.0 - (1.0 - level_share) ** years
        level = np.where(later, expected + believed * surprise, level)
        first = ~later & ~np.isnan(states[:, year])
        level = np.where(first, states[:, year], level)
        slopes[:, year] = slope
    return slopes


def damped_years(years: Floats, damping: float) -> Floats:
    """How many years' slope a damped trend moves in `years`: the sum of damping, damping², …"""
    return np.asarray(damping * (1.0 - damping**years) / (1.0 - damping))


def discounted_slope(states: Floats, memory: float) -> Floats:
    """Slope of a straight line by least squares with weights that fade by `memory` per year.

    Fading by calendar year leaves ratios of weights as they are, so no gap is needed; 0 until two
    points were seen.
    """
    slopes = np.zeros_like(states)
    sums = np.zeros((5, len(states)))
    for year in range(states.shape[1]):
        now, when = states[:, year], float(year)
        new = np.stack(
            [
                np.ones_like(now),
                np.full_like(now, when),
                np.full_like(now, when**2),
                now,
                when * now,
            ]
        )
        sums = memory * sums + np.where(np.isnan(now), 0.0, new)
        spread = sums[0] * sums[2] - sums[1] ** 2
        tilt = sums[0] * sums[4] - sums[1] * sums[3]
        enough = spread > 1e-6 * np.maximum(sums[0] ** 2, 1e-300)
        np.divide(tilt, spread, out=slopes[:, year], where=enough)
    return slopes


def whole_slope(states: Floats, level: Floats) -> Floats:
    """Change per year since the first point; 0 until there is a second one."""
    seen = ~np.isnan(states)
    first = np.argmax(seen, axis=1)
    start = states[np.arange(len(states)), first]
    years = np.arange(states.shape[1])[None, :] - first[:, None]
    return np.asarray(np.nan_to_num((level - start[:, None]) / np.maximum(years, 1)))


def standing_of(level: Floats) -> Floats:
    """Level against the units' mean of the year, in shrunken standard deviations, within ±3."""
    known = ~np.isnan(level)
    units = known.sum(axis=0)
    mean = np.where(known, level, 0.0).sum(axis=0) / np.maximum(units, 1)
    squares = np.where(known, (level - mean) ** 2, 0.0).sum(axis=0)
    deviation = np.sqrt((squares + USUAL_UNITS) / (np.maximum(units - 1, 0) + USUAL_UNITS))
    shrink = units / (units + USUAL_UNITS)
    return np.asarray(np.clip(np.nan_to_num((level - mean) / deviation * shrink), -3.0, 3.0))


def steadiness_of(step: Floats, gap: Floats, slope: Floats, pooled: Floats) -> Floats:
    """How surely each series has gone one way so far, from 0 to 1.

    t is the mean yearly change over its standard error, with the scatter of the changes shrunk
    towards the pooled one; the result is t⁴ / (t⁴ + `HALF_STEADY`⁴), 0 until there is a change.
    """
    squares = np.cumsum(np.nan_to_num(step**2 * gap), axis=1)
    years = np.cumsum(np.nan_to_num(gap), axis=1)
    changes = np.cumsum(~np.isnan(step), axis=1)
    scatter = np.maximum(squares - slope**2 * years, 0.0) + USUAL_SCATTERS * pooled
    variance = scatter / (np.maximum(changes - 1.0, 0.0) + USUAL_SCATTERS)
    fourth = (slope**2 * years / variance) ** 2
    return np.asarray(np.nan_to_num(fourth / (fourth + HALF_STEADY**4)))
