"""What figures look like when something is wrong with them: numbers in, numbers out.

Outliers are measured on the state scale of projections (``analysis.projections.states``), where a
share near its bound and one in the middle move alike, and scored by the modified z-score of
Iglewicz and Hoaglin (*How to Detect and Handle Outliers*, ASQC 1993): the deviation over 1.4826
times the median absolute deviation, an outlier beyond 3.5. The median of a few figures is itself
uncertain, so the limit is wider for few: see ``outlier_limit``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.projections import Scale, fit_scale, states_of

Floats = NDArray[np.float64]
OUTLIER_SCORE = 3.5
LEAST_POINTS = 5
LEAST_PEERS = 8
# A twentieth of the level (or of the odds): less than that is no news, however calm a series is.
SMALLEST_SPREAD = 0.05
# Yearly changes of provinces differ by 0.05 to 0.19 where figures are counted (GSO's infant
# mortality 2005–2011) and by 0.003 to 0.015 where a model moves them together (2012–2016).
PARALLEL_SPREAD = 0.02
LEAST_PARALLEL_CHANGES = 3
# How rarely chance alone may do what is called implausible.
LEAST_CHANCE = 0.001
_MAD_TO_SD = 1.4826
_MOST_DIGITS = 6
# A straight line tells itself from a level one only when it leads somewhere.
_LEAST_STEPS_OF_A_LINE = 10
_ROUND_STEPS = (5.0, 1.0)


@dataclass(frozen=True)
class Outlier:
    """A value that stands apart: its place, its score, and the value expected instead."""

    place: int
    score: float
    limit: float
    expected: float


def outlier_limit(count: int) -> float:
    """Return the score from which one of ``count`` values is an outlier: 3.5 (1 + 10 / count).

    About one in fifty series of plain noise, of any length from five on, has a value beyond it.
    """
    return OUTLIER_SCORE * (1 + 10 / count)


def _common_scale(values: Floats, lower: float, upper: float) -> Scale:
    """Return the scale that fits the common level of all the values."""
    return fit_scale(values[None, :], np.array([lower]), np.array([upper]), np.ones(1))


def _states(values: Floats, scale: Scale) -> Floats:
    return np.asarray(states_of(values[None, :], scale)[0])


def _slopes(values: Floats, scale: Scale) -> Floats:
    """Return how many states one unit of each value is."""
    lower, upper, squeeze = scale.lower[0], scale.upper[0], scale.squeeze[0]
    if math.isinf(upper):
        return np.asarray(1 / (np.clip(values - lower, 0, None) + squeeze))
    share = np.clip((values - lower) / (upper - lower), 0, 1)
    return np.asarray((1 / (share + squeeze) + 1 / (1 - share + squeeze)) / (upper - lower))


def counting_noise(values: Floats, denominators: Floats, scale: float | None) -> Floats:
    """Return the sampling standard deviation of each value; 0 where no count is known.

    A value is a share of ``denominators`` persons times ``scale``, or itself a count when there is
    no scale. Half a case is added to each count, so that 0 of n is not certain.
    """
    if scale is None:
        return np.asarray(np.sqrt(np.clip(values, 0, None) + 0.5))
    counts = np.clip(values / scale * denominators, 0, None) + 0.5
    rest = np.clip(denominators - counts, 0, None) + 0.5
    variances = counts * rest / (denominators + 1)
    return np.nan_to_num(scale * np.sqrt(variances) / denominators)


def history_outliers(
    years: Floats, values: Floats, noise: Floats, lower: float, upper: float
) -> list[Outlier]:
    """Return the values that fit neither their neighbours nor the spread of their own series.

    The residual of a value is its distance from the line through its two neighbours (the two
    nearest at an end), over the standard deviation that line would give plain noise. The spread
    is that of the series without the value, and never less than its ``counting_noise``: 1 case
    where there was none is no news. The worst one is taken out, and the rest looked at
    again.
    """
    if len(values) < LEAST_POINTS:
        return []
    scale = _common_scale(values, lower, upper)
    states = _states(values, scale)
    noise = noise * _slopes(values, scale)
    left = np.arange(len(states))
    found: list[Outlier] = []
    while len(left) >= LEAST_POINTS and len(found) <= len(values) // LEAST_POINTS:
        scores, unrest = _history_scores(years[left], states[left], noise[left])
        limit = outlier_limit(len(left))
        if scores.max() <= limit:
            break
        # A value out of place makes its neighbours look so too: without it the rest is calmest.
        worst = int(np.where(scores > limit, unrest, np.inf).argmin())
        rest = np.delete(left, worst)
        expected = float(np.interp(years[left[worst]], years[rest], values[rest]))
        found.append(Outlier(int(left[worst]), float(scores[worst]), limit, expected))
        left = rest
    return found


def _history_scores(years: Floats, states: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """Return each value's score, and the sum of residuals that the series has without it."""
    places = np.arange(len(states))
    without = [_residuals(years[places != place], states[places != place]) for place in places]
    usual = float(np.median(noise)) if len(noise) else 0.0
    spreads = np.hypot([_spread(residuals) for residuals in without], np.maximum(noise, usual))
    unrest = np.array([np.abs(residuals).sum() for residuals in without])
    return np.abs(_residuals(years, states)) / spreads, unrest


def _residuals(years: Floats, states: Floats) -> Floats:
    last = len(states) - 1
    places = np.arange(len(states))
    before = np.where(places == 0, 1, places - 1)
    after = np.where(places == 0, 2, np.where(places == last, last - 2, places + 1))
    share = (years[after] - years) / (years[after] - years[before])
    line = share * states[before] + (1 - share) * states[after]
    return np.asarray((states - line) / np.sqrt(1 + share**2 + (1 - share) ** 2))


def _spread(deviations: Floats) -> float:
    return max(_MAD_TO_SD * float(np.median(np.abs(deviations))), SMALLEST_SPREAD)


def peer_outlier(
    value: float, noise: float, peers: Floats, lower: float, upper: float
) -> Outlier | None:
    """Return how ``value`` stands apart from the same figure of other units; None if it does not.

    ``noise`` is the value's own ``counting_noise``. Fewer than ``LEAST_PEERS`` others tell
    nothing. ``place`` is 0.
    """
    if len(peers) < LEAST_PEERS:
        return None
    whole = np.append(peers, value)
    scale = _common_scale(whole, lower, upper)
    states = _states(whole, scale)
    noise *= float(_slopes(whole[-1:], scale)[0])
    middle = float(np.median(states[:-1]))
    score = abs(states[-1] - middle) / math.hypot(_spread(states[:-1] - middle), noise)
    limit = outlier_limit(len(peers))
    if score <= limit:
        return None
    return Outlier(0, float(score), limit, float(np.median(peers)))


def decimals_used(values: Floats) -> int:
    """Return how many decimals the values need, at most six."""
    for digits in range(_MOST_DIGITS):
        if np.allclose(values, np.round(values, digits), rtol=0, atol=1e-9):
            return digits
    return _MOST_DIGITS


def straight_run(years: Floats, values: Floats) -> tuple[int, int] | None:
    """Return the longest run of yearly values that a ruler could have drawn, as first and last.

    Every change from year to year is the same up to rounding, over at least five values and ten
    steps of the last digit: counted figures scatter more than their own rounding.
    """
    step = 10.0 ** -decimals_used(values)
    bent = np.abs(np.diff(values, n=2)) > 1.001 * step
    even = (np.diff(years)[1:] == 1) & (np.diff(years)[:-1] == 1)
    runs = [
        (start, end + 2)
        for start, end in _true_runs(even & ~bent)
        if end + 2 - start >= LEAST_POINTS - 1
        and abs(values[end + 2] - values[start]) >= _LEAST_STEPS_OF_A_LINE * step
    ]
    return max(runs, key=lambda run: run[1] - run[0], default=None)


def _true_runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Return first and last place of every run of true values."""
    edges = np.diff(np.concatenate([[0], flags.astype(int), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    yield from zip(starts.tolist(), ends.tolist(), strict=True)


def repeated_run(values: Floats, denominators: Floats, scale: float) -> tuple[int, int] | None:
    """Return the longest run of one value over changing denominators that chance does not explain.

    ``scale`` turns a share into the value (100 for per cent). Two counted shares of ``n`` persons
    round to the same value with a chance of about the rounding step over ``2 sqrt(pi)`` times the
    share's sampling standard deviation.
    """
    step = 10.0 ** -decimals_used(values)
    share = values / scale
    same = (np.diff(values) == 0) & (np.diff(denominators) != 0) & (share[1:] > 0) & (share[1:] < 1)
    for start, end in sorted(_true_runs(same), key=lambda run: run[0] - run[1]):
        parts, people = share[start : end + 1], denominators[start : end + 1]
        sd = scale * np.sqrt(parts * (1 - parts) / people)
        chances = np.minimum(step / (2 * math.sqrt(math.pi) * sd), 1.0)
        if float(np.prod(chances)) < LEAST_CHANCE:
            return start, end + 1
    return None


def round_step(values: Floats, decimals: int, lower: float, upper: float) -> float | None:
    """Return the round number of which all values are multiples, where chance would not do that.

    5 or 1, of values that could have shown ``decimals``; those at a bound are round by nature.
    """
    inner = values[(values > lower) & (values < upper)]
    if len(inner) < LEAST_POINTS:
        return None
    for step in _ROUND_STEPS:
        chance = 10.0**-decimals / step
        multiples = np.allclose(inner, step * np.round(inner / step), rtol=0, atol=1e-9)
        if multiples and chance ** len(inner) < LEAST_CHANCE:
            return step
    return None


@dataclass(frozen=True)
class Parallel:
    """Years over which a unit moves as all others do: the columns, how many others, how near."""

    first: int
    last: int
    others: int
    spread: float


def parallel_run(own: Floats, others: Floats, lower: float, upper: float) -> Parallel | None:
    """Return the longest run of changes that are the unit's and all others' alike, if there is one.

    ``own`` has shape (years,), ``others`` (units, years), NaN where not known. Changes are on a
    state scale common to all; at least three in a row, of at least eight other units, have to be
    within ``PARALLEL_SPREAD`` of each other while the whole level moves.
    """
    table = np.vstack([own[None, :], others])
    known = ~np.isnan(table)
    if not known[0].any():
        return None
    states = np.full(table.shape, np.nan)
    states[known] = _states(table[known], _common_scale(table[known], lower, upper))
    changes = np.diff(states, axis=1)
    spreads, middles, counts = _change_spreads(changes)
    near = np.abs(changes[0] - middles) <= 2 * PARALLEL_SPREAD
    alike = near & (spreads <= PARALLEL_SPREAD) & (counts >= LEAST_PEERS)
    for start, end in sorted(_true_runs(alike), key=lambda run: run[0] - run[1]):
        moved = abs(float(middles[start : end + 1].sum()))
        if end - start + 1 >= LEAST_PARALLEL_CHANGES and moved > 2 * PARALLEL_SPREAD:
            part = slice(start, end + 1)
            return Parallel(start, end + 1, int(counts[part].min()), float(spreads[part].max()))
    return None


def _change_spreads(changes: Floats) -> tuple[Floats, Floats, NDArray[np.int_]]:
    """Return each year's spread, middle and number of changes over all units but the first."""
    columns: Sequence[Floats] = [column[~np.isnan(column)] for column in changes[1:].T]
    middles = [float(np.median(column)) if len(column) else np.nan for column in columns]
    spreads = [
        _MAD_TO_SD * float(np.median(np.abs(column - middle))) if len(column) else np.nan
        for column, middle in zip(columns, middles, strict=True)
    ]
    return np.array(spreads), np.array(middles), np.array([len(column) for column in columns])
