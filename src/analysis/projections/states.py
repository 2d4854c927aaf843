"""States: the unbounded scale on which series are projected.

A share between two bounds is carried on a squeezed logit, a positive quantity without an upper
bound on a shifted log; the second is the limit of the first. The state is turned so that "up" is
always the better direction: a share and its complement then have the very same state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# The squeeze is a fraction of the typical distance to the nearer bound, so that 0.15 % dropout and
# 15 per 1000 are both far from linear and a value of exactly 0 or 100 still has a finite state.
SQUEEZE_SHARE = 0.30
# Tables round to a tenth of the unit: nearer to a bound than that there is nothing to tell apart.
ROUNDING = 0.1
LARGEST_FLOOR = 1e-3
LARGEST_STATE = 40.0


@dataclass(frozen=True)
class Scale:
    """What turns the values of some series into states and back, one entry per series.

    `lower` and `upper` are in the series' unit (`upper` may be infinite), `squeeze` is in units of
    the share (bounded) or of the value (unbounded), `direction` is +1 when up is better, else -1.
    """

    lower: Floats
    upper: Floats
    squeeze: Floats
    direction: Floats

    @property
    def bounded(self) -> NDArray[np.bool_]:
        """True for the series whose upper bound is finite, shape (series,)."""
        return np.isfinite(self.upper)

    def take(self, rows: NDArray[np.intp]) -> Scale:
        """The same scale for chosen series (repeats allowed)."""
        return Scale(self.lower[rows], self.upper[rows], self.squeeze[rows], self.direction[rows])


def fit_scale(values: Floats, lower: Floats, upper: Floats, direction: Floats) -> Scale:
    """Choose the squeeze of each series from its own level.

    `values` has shape (series, years) with NaN for gaps and at least one number per row.
    """
    bounded = np.isfinite(upper)
    span = np.where(bounded, upper - lower, 1.0)
    above = np.clip(np.nanmean(values, axis=1) - lower, 0.0, None)
    below = np.where(bounded, upper - np.nanmean(values, axis=1), np.inf)
    nearer = np.clip(np.minimum(above, below), 0.0, None) / span
    # An all-zero count has no level of its own: half a case is the smallest thing it could be.
    floor = np.where(bounded, np.minimum(ROUNDING / span, LARGEST_FLOOR), 0.5 * (above <= 0.0))
    squeeze = np.maximum(SQUEEZE_SHARE * nearer, np.maximum(floor, np.finfo(float).tiny))
    return Scale(lower, upper, squeeze, direction)


def states_of(values: Floats, scale: Scale) -> Floats:
    """States of `values`, both (series, n); a value outside its bounds counts as at them."""
    lower, upper, squeeze = (part[:, None] for part in (scale.lower, scale.upper, scale.squeeze))
    bounded = scale.bounded[:, None]
    span = np.where(bounded, upper - lower, 1.0)
    above = np.clip(values - lower, 0.0, None) / span + squeeze
    with np.errstate(invalid="ignore"):
        below = np.where(bounded, np.clip(upper - values, 0.0, None) / span + squeeze, 1.0)
    return np.asarray(scale.direction[:, None] * np.log(above / below))


def values_of(states: Floats, scale: Scale) -> Floats:
    """Values of `states`, both of shape (series, n): the inverse of `states_of`, within bounds."""
    lower, upper, squeeze = (part[:, None] for part in (scale.lower, scale.upper, scale.squeeze))
    turned = np.clip(scale.direction[:, None] * states, -LARGEST_STATE, LARGEST_STATE)
    bounded = scale.bounded[:, None]
    whole = 1.0 + 2.0 * squeeze
    # Each half is measured from its own bound, so that a complement is mirrored to the last digit.
    from_lower = np.clip(whole / (1.0 + np.exp(-turned)) - squeeze, 0.0, 1.0)
    from_upper = np.clip(whole / (1.0 + np.exp(turned)) - squeeze, 0.0, 1.0)
    top = np.where(bounded, upper, 0.0)
    span = np.where(bounded, upper - lower, 1.0)
    share = np.where(turned < 0.0, lower + span * from_lower, top - span * from_upper)
    with np.errstate(over="ignore"):
        positive = lower + np.clip(
            np.exp(np.clip(states * scale.direction[:, None], -700, 700)) - squeeze, 0.0, None
        )
    inside = np.where(bounded, share, positive)
    return np.asarray(np.clip(inside, lower, np.where(bounded, upper, np.inf)))


def value_rates(states: Floats, scale: Scale) -> Floats:
    """How fast the value moves with the state, always positive; both of shape (series, n)."""
    bounded = scale.bounded[:, None]
    span = np.where(bounded, scale.upper[:, None] - scale.lower[:, None], 1.0)
    share = 1.0 / (1.0 + np.exp(-np.clip(states, -LARGEST_STATE, LARGEST_STATE)))
    logistic = span * (1.0 + 2.0 * scale.squeeze[:, None]) * share * (1.0 - share)
    with np.errstate(over="ignore"):
        exponential = np.exp(np.clip(scale.direction[:, None] * states, -700.0, 700.0))
    return np.asarray(np.where(bounded, logistic, exponential))


def sampling_variances(
    values: Floats, numerators: Floats, denominators: Floats, scale: Scale
) -> Floats:
    """Sampling variance of each point's state, 0 where the denominator is not known.

    All of shape (series, n). Binomial for a bounded share, 1/a + 1/(n - a) on the logit (Agresti,
    Categorical Data Analysis, 3.1); Poisson for an unbounded rate, 1/a on the log. Half a case is
    added to each count, so that 0 of n stays finite.
    """
    lower, upper = scale.lower[:, None], scale.upper[:, None]
    bounded = scale.bounded[:, None]
    share = np.where(bounded, (values - lower) / np.where(bounded, upper - lower, 1.0), np.nan)
    counts = np.where(np.isnan(numerators), share * denominators, numerators)
    rest = np.where(bounded, np.clip(denominators - counts, 0.0, None) + 0.5, np.inf)
    variances = 1.0 / (np.clip(counts, 0.0, None) + 0.5) + 1.0 / rest
    return np.asarray(np.nan_to_num(np.where(denominators > 0, variances, 0.0)))
