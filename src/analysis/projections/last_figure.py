"""How sure the last figure of a series is: what a projection starts from is no bare point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtri

# An interval of 90 % is so many standard deviations wide.
_NINETY = 2 * float(ndtri(0.95))


def figure_quantiles(
    figure: Mapping[Any, Any], levels: Sequence[float], *, lower: float, upper: float
) -> list[float]:
    """Return what may be true of a published figure, in its unit, at each of the ``levels``.

    ``figure`` has ``value`` and where they are known ``numerator`` and ``denominator``
    (its sampling error, binomial for a share and Poisson for a rate, as in ``states``),
    ``aggregation_sd`` (its doubt from being put together) and ``interval_low``, ``interval_high``
    (the publisher's own 90 %). A figure of which none is known is taken for certain. Nothing lies
    beyond the natural bounds ``lower`` and ``upper`` (which may be infinite).

    >>> from analysis.projections import figure_quantiles
    >>> asked = {"value": 20.0, "denominator": 400}
    >>> [round(value, 1) for value in figure_quantiles(asked, [0.1, 0.5], lower=0, upper=100)]
    [17.4, 20.0]
    """
    value = float(figure["value"])
    deviations = (
        _sampling(figure, value, lower, upper),
        _known(figure, "aggregation_sd"),
        (_known(figure, "interval_high") - _known(figure, "interval_low")) / _NINETY,
    )
    spread = math.hypot(*deviations)
    return [float(np.clip(value + spread * ndtri(level), lower, upper)) for level in levels]


def _sampling(figure: Mapping[Any, Any], value: float, lower: float, upper: float) -> float:
    """Return the standard deviation of sampling; 0 where the denominator is not known."""
    size, counted = _known(figure, "denominator"), _known(figure, "numerator")
    if size <= 0:
        return 0.0
    if not math.isfinite(upper):
        return value / math.sqrt(counted + 0.5) if counted else 0.0
    share = ((value - lower) / (upper - lower) * size + 0.5) / (size + 1)
    return (upper - lower) * math.sqrt(share * (1 - share) / size)


def _known(figure: Mapping[Any, Any], name: str) -> float:
    found = figure.get(name)
    return 0.0 if found is None or np.isnan(float(found)) else float(found)
