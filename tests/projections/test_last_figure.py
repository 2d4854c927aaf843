"""What a projection starts from: a figure as sure as it is known to be, within its bounds."""

from __future__ import annotations

import math

import pytest
from scipy.stats import norm

from analysis.projections import figure_quantiles

SHARE = {"lower": 0.0, "upper": 100.0}


def test_a_figure_of_which_nothing_is_known_is_a_point() -> None:
    found = figure_quantiles({"value": 84.5}, [0.1, 0.5, 0.9], **SHARE)
    assert found == [84.5, 84.5, 84.5]


def test_a_sample_is_as_sure_as_it_is_large() -> None:
    low, middle, high = figure_quantiles(
        {"value": 20.0, "numerator": 80.0, "denominator": 400.0}, [0.1, 0.5, 0.9], **SHARE
    )
    assert middle == 20.0
    assert high - low == pytest.approx(2 * norm.ppf(0.9) * 100 * math.sqrt(0.16 / 400), rel=0.01)


def test_published_intervals_and_doubts_of_aggregates_add_up() -> None:
    figure = {"value": 20.0, "aggregation_sd": 3.0, "interval_low": 20 - 4 * norm.ppf(0.95),
              "interval_high": 20 + 4 * norm.ppf(0.95)}  # fmt: skip
    (high,) = figure_quantiles(figure, [float(norm.cdf(1))], **SHARE)
    assert high == pytest.approx(25.0)


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_nothing_lies_beyond_the_bounds(value: float) -> None:
    figure = {"value": value, "denominator": 10.0}
    found = figure_quantiles(figure, [0.025, 0.5, 0.975], **SHARE)
    assert all(0.0 <= each <= 100.0 for each in found)
    assert found[1] == value and found[0] < found[2]


def test_missing_numbers_are_no_doubt() -> None:
    figure = {"value": 7.0, "numerator": math.nan, "denominator": math.nan, "aggregation_sd": None}
    assert figure_quantiles(figure, [0.1], lower=0.0, upper=math.inf) == [7.0]
