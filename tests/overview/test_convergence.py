"""Sigma-convergence: what is built to shrink is found to shrink, and nothing else is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy.stats import t as student

from analysis.overview.convergence import (
    balanced_set,
    fit_slope,
    judge_convergence,
    measure_spreads,
)

pytestmark = pytest.mark.slow

YEARS = range(2015, 2023)
OFFSETS = {"a": -3.0, "b": -1.0, "c": 0.5, "d": 1.0, "e": 2.5}


def figures(yearly: float, mean: float = 50.0, fall: float = 0.0) -> pd.DataFrame:
    """Units around a mean whose distance from it changes by a known rate a year."""
    rows = [
        (unit_id, "x", year, mean * np.exp(fall * step) + offset * np.exp(yearly * step), "survey")
        for unit_id, offset in OFFSETS.items()
        for step, year in enumerate(YEARS)
    ]
    return pd.DataFrame(rows, columns=["unit_id", "indicator_id", "year", "value", "nature"])


@pytest.mark.parametrize("rate", [-0.10, -0.03, 0.04])
def test_a_known_rate_of_the_spread_is_found(rate: float) -> None:
    (row,) = judge_convergence(figures(rate)).to_dict("records")
    assert row["sd_slope"] == pytest.approx(rate)
    assert row["sd_verdict"] == ("converging" if rate < 0 else "diverging")
    assert (row["units"], row["years"], row["first_year"]) == (5, 8, 2015)


def test_a_rate_that_falls_for_all_may_narrow_in_points_and_not_in_proportion() -> None:
    (row,) = judge_convergence(figures(-0.05, fall=-0.09)).to_dict("records")
    assert row["sd_verdict"] == "converging"
    assert row["cv_verdict"] == "diverging"
    assert row["cv_slope"] == pytest.approx(0.04)


@pytest.mark.parametrize("rate", [-0.08, -0.01, 0.03])
def test_a_proportion_that_only_the_last_digits_move_has_no_direction(rate: float) -> None:
    (row,) = judge_convergence(figures(rate, fall=rate)).to_dict("records")
    assert row["cv_slope"] == row["cv_low"] == row["cv_high"] == 0
    assert row["cv_verdict"] == "unclear"
    assert row["sd_verdict"] == ("converging" if rate < 0 else "diverging")


def test_an_unchanged_spread_with_noise_is_unclear() -> None:
    table = figures(0.0)
    table["value"] += np.random.default_rng(1).normal(0, 0.3, len(table))
    assert set(judge_convergence(table)["sd_verdict"]) == {"unclear"}


def test_one_unit_alone_makes_no_verdict() -> None:
    table = figures(0.01)
    first = table["unit_id"] == "e"
    table.loc[first, "value"] += 20 * np.exp(-0.2 * (table.loc[first, "year"] - 2015))
    (row,) = judge_convergence(table).to_dict("records")
    assert row["sd_high"] < 0
    assert row["sd_verdict"] == "unclear"


def test_three_units_or_three_years_are_too_few() -> None:
    table = figures(-0.1)
    assert judge_convergence(table[table["unit_id"].isin(["a", "b", "c"])]).empty
    assert judge_convergence(table[table["year"] < 2018]).empty
    assert measure_spreads(table[table["year"] < 2018]).empty


def test_the_balanced_set_leaves_out_a_unit_that_would_cost_more_than_it_gives() -> None:
    table = figures(-0.1)
    short = table[(table["unit_id"] != "e") | (table["year"] >= 2021)]
    block = balanced_set(short)
    assert list(block.columns) == ["a", "b", "c", "d"]
    assert list(block.index) == list(YEARS)


@given(st.permutations(range(5 * len(YEARS))))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    table = figures(-0.05)
    pd.testing.assert_frame_equal(
        judge_convergence(table), judge_convergence(table.iloc[order].reset_index(drop=True))
    )


def test_spreads_are_those_of_the_whole_set() -> None:
    first: Any = measure_spreads(figures(0.0)).iloc[0]
    values = 50 + np.array(list(OFFSETS.values()))
    assert first["sd"] == pytest.approx(values.std())
    assert first["span"] == pytest.approx(5.5)
    assert first["cv"] == pytest.approx(values.std() / values.mean())


def test_a_spread_of_nothing_has_no_rate() -> None:
    years = np.arange(4.0)
    assert np.isnan(fit_slope(years, np.array([1.0, 0.5, 0.0, 0.0]))).all()


@given(st.lists(st.floats(0.01, 100.0), min_size=4, max_size=15))
def test_a_rate_and_its_interval_are_those_of_the_closed_form(spreads: list[float]) -> None:
    years, logs = np.arange(2010.0, 2010.0 + len(spreads)), np.log(spreads)
    away, freedom = years - years.mean(), len(years) - 2
    slope = away @ logs / (away @ away)
    residuals = logs - logs.mean() - slope * away
    error = np.sqrt(residuals @ residuals / freedom / (away @ away))
    reach = student.ppf(0.95, freedom) * error
    expected = pytest.approx((slope, slope - reach, slope + reach), rel=1e-9, abs=1e-11)
    assert fit_slope(years, np.array(spreads)) == expected


def test_figures_of_a_model_are_marked() -> None:
    table = figures(-0.1)
    assert not judge_convergence(table)["modelled"].any()
    assert judge_convergence(table.assign(nature="modelled"))["modelled"].all()
