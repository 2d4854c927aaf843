"""Lines and levels that are computed for all series at once are those statsmodels fits to one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays
from making.quick import examples
from numpy.typing import NDArray
from statsmodels.regression.linear_model import WLS
from statsmodels.tsa.holtwinters import Holt, SimpleExpSmoothing

from analysis.projections.signals import (
    discounted_slope,
    holt_slope,
    smoothed_level,
    years_since_previous,
)
from analysis.track_record import methods

Floats = NDArray[np.float64]
# statsmodels takes the logarithm of the error, which is nothing where a fit is perfect.
may_fit_perfectly = pytest.mark.filterwarnings(
    "ignore::RuntimeWarning:statsmodels.tsa.holtwinters.model"
)
# States are logits or logarithms.
HEIGHTS = st.integers(-9_000, 9_000).map(lambda thousandths: thousandths / 1000)


@st.composite
def panels(draw: st.DrawFn, *, gaps: bool) -> Floats:
    """Up to four series over the same years, each observed in the first and the last of them."""
    shape = draw(st.tuples(st.integers(1, 4), st.integers(4, 12)))
    panel = draw(arrays(float, shape, elements=HEIGHTS))
    if gaps:
        missing = draw(arrays(bool, shape))
        missing[:, [0, -1]] = False
        panel[missing] = np.nan
    return np.asarray(panel)


def same(expected: Floats) -> object:
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


def line(heights: Floats, weights: Floats) -> tuple[float, float]:
    """Slope, and height at the last column."""
    seen = ~np.isnan(heights)
    away = np.arange(len(heights))[seen] - (len(heights) - 1.0)
    design = np.column_stack([np.ones(len(away)), away])
    end, slope = WLS(heights[seen], design, weights=weights[seen]).fit().params
    return slope, end


@given(panels(gaps=True), st.sampled_from([1.0, 0.8, 0.5]))
def test_lines_of_the_track_record(panel: Floats, memory: float) -> None:
    weights = np.broadcast_to(memory ** np.arange(panel.shape[1])[::-1], panel.shape)
    slopes, ends = methods.regress(panel, weights)
    expected = np.array([line(*pair) for pair in zip(panel, weights, strict=True)])
    assert slopes == same(expected[:, 0])
    assert ends == same(expected[:, 1])


@settings(max_examples=examples(50))
@given(panels(gaps=True), st.sampled_from([0.75, 0.95]))
def test_lines_that_forget(panel: Floats, memory: float) -> None:
    slopes = discounted_slope(panel, memory)
    for heights, found in zip(panel, slopes, strict=True):
        for last in np.flatnonzero(~np.isnan(heights))[1:]:
            weights = memory ** np.arange(last + 1.0)[::-1]
            assert found[last] == pytest.approx(line(heights[: last + 1], weights)[0], abs=1e-9)


@may_fit_perfectly
@settings(max_examples=examples(50))
@given(panels(gaps=False), st.sampled_from([0.3, 0.6]))
def test_simple_exponential_smoothing(panel: Floats, share: float) -> None:
    levels = smoothed_level(panel, years_since_previous(~np.isnan(panel)), share)
    for heights, found in zip(panel, levels, strict=True):
        model = SimpleExpSmoothing(heights, initialization_method="known", initial_level=heights[0])
        assert found == same(model.fit(smoothing_level=share, optimized=False).level)


@may_fit_perfectly
@settings(max_examples=examples(50))
@given(panels(gaps=False))
def test_damped_holt_once_it_has_started_from_half_the_first_change(panel: Floats) -> None:
    slopes = holt_slope(panel, years_since_previous(~np.isnan(panel)), 0.7, 0.25, 0.9)
    for heights, found in zip(panel, slopes, strict=True):
        change = heights[1] - heights[0]
        start = {"initial_level": heights[0] + 0.7 * change, "initial_trend": 0.5 * change}
        model = Holt(heights[2:], damped_trend=True, initialization_method="known", **start)
        # our share is of the surprise, theirs of the change of the level that the surprise brings
        fit = model.fit(smoothing_level=0.7, smoothing_trend=0.25 / 0.7, damping_trend=0.9,
                        optimized=False)  # fmt: skip
        assert found[2:] == same(fit.trend)
