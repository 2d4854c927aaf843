"""Outliers and implausible regularity: what is injected is found, what is merely noisy is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from quality.examined import NOISY, PEERS, Row, figure, issues, kinds, others, run

from analysis.programme import Unit
from analysis.quality.signals import (
    counting_noise,
    history_outliers,
    outlier_limit,
    parallel_run,
    peer_outlier,
    repeated_run,
    round_step,
    straight_run,
)
from analysis.series import peer_figures, peer_ids


def test_a_noisy_series_is_no_reason_for_a_word() -> None:
    assert issues(run("birth_registration_u5", 2016, *NOISY)) == []


@pytest.mark.parametrize("place", range(len(NOISY)))
def test_a_slip_of_the_comma_is_found_wherever_it_stands(place: int) -> None:
    values = [value / 10 if k == place else value for k, value in enumerate(NOISY)]
    (found,) = issues(run("birth_registration_u5", 2016, *values))
    assert (found["kind"], found["severity"]) == ("outlier_history", "doubtful")
    assert (found["year"], found["value"]) == (2016 + place, values[place])
    assert found["other_value"] == pytest.approx(NOISY[place], abs=1.5)


def test_four_figures_are_too_few_to_tell() -> None:
    assert issues(run("birth_registration_u5", 2020, 95.0, 96.0, 9.5, 96.0)) == []


def test_one_case_where_there_was_none_is_no_outlier() -> None:
    few = run("hiv_mtct", 2016, 0.0, 0.0, 0.0, 7.1, 0.0, 0.0, 0.0, denominator=14)
    assert issues(few) == []
    many = run("hiv_mtct", 2016, 0.0, 0.0, 0.0, 7.1, 0.0, 0.0, 0.0, denominator=14_000)
    assert kinds(issues(many)) == ["outlier_history"]


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.integers(5, 25), st.booleans())
def test_plain_noise_is_rarely_an_outlier(seed: int, length: int, wandering: bool) -> None:
    noise = np.random.default_rng(seed).standard_normal((20, length))
    years = np.arange(2000.0, 2000.0 + length)
    found = [
        bool(history_outliers(years, 40 + 2 * (np.cumsum(row) if wandering else row),
                              np.zeros(length), 0.0, np.inf))
        for row in noise
    ]  # fmt: skip
    # About one in fifty; more than six of twenty would be a different rule.
    assert sum(found) <= 6


def test_the_limit_falls_towards_that_of_long_series() -> None:
    assert outlier_limit(5) > outlier_limit(10) > outlier_limit(1000) > 3.5


def test_a_figure_apart_from_eight_peers_is_found_and_says_how_many() -> None:
    peers = others("infant_mortality", 2025, *PEERS)
    (found,) = issues([figure("infant_mortality", 2025, 1.3)], peers)
    assert (found["kind"], found["facts"]["peers"]) == ("outlier_peers", 8)
    assert found["other_value"] == pytest.approx(13.45)
    assert found["facts"]["years"] == [2025]
    assert issues([figure("infant_mortality", 2025, 17.0)], peers) == []
    assert issues([figure("infant_mortality", 2025, 1.3)], peers[:7]) == []
    assert issues([figure("infant_mortality", 2024, 1.3)], peers) == []


def test_peers_are_compared_by_the_same_source_where_there_is_one() -> None:
    peers = others("infant_mortality", 2025, *PEERS)
    model = others("infant_mortality", 2025, *(v / 10 for v in PEERS), source="igme-wdi-2026")
    assert kinds(issues([figure("infant_mortality", 2025, 1.3)], peers + model)) == [
        "outlier_peers"
    ]


def test_figures_that_are_the_same_everywhere_leave_no_spread_to_divide_by() -> None:
    assert peer_outlier(99.9, 0.0, np.full(9, 100.0), 0.0, 100.0) is not None
    assert peer_outlier(100.0, 0.0, np.full(9, 100.0), 0.0, 100.0) is None


def test_peers_are_units_of_the_level_with_another_territory() -> None:
    def unit(name: str, level: Any) -> Unit:
        return Unit(name, "1", level, None, "whole", name, name)

    units = {name: unit(name, "province") for name in ("new", "old", "far")}
    units |= {"nation": unit("nation", "nation")}
    merger = pd.DataFrame({"unit_id": ["new"], "part_id": ["old"]})
    kept = ["far", "nation", "new", "old"]
    assert peer_ids("new", units, merger, kept) == ["far"]
    assert peer_ids("old", units, merger, kept) == ["far"]
    assert peer_ids("far", units, merger, kept) == ["new", "old"]
    assert peer_figures([], 2026).empty


# Implausible regularity


def test_a_straight_line_is_too_regular_and_a_counted_one_is_not() -> None:
    (found,) = issues(run("kindergarten_enrolment", 2018, 80.0, 81.5, 83.0, 84.5, 86.0, 87.5))
    assert (found["kind"], found["year"], found["facts"]["first"]) == ("too_regular", 2023, 2018)
    assert issues(run("kindergarten_enrolment", 2018, 80.0, 81.2, 83.4, 84.0, 86.3, 87.1)) == []
    assert straight_run(np.arange(5.0), np.full(5, 80.0)) is None
    assert straight_run(np.array([0.0, 2, 4, 6, 8]), np.arange(5) * 2.0 + 80) is None


def test_a_model_is_marked_as_one_and_not_blamed_for_its_smoothness() -> None:
    rows = run("infant_mortality", 2018, 20.0, 18.5, 17.0, 15.5, 14.0, 12.5, nature="modelled")
    assert kinds(issues(rows)) == ["modelled"]


def test_a_copied_value_is_found_where_counting_would_scatter() -> None:
    def rows(people: int) -> list[Row]:
        return [
            figure("school_sanitation", 2021 + k, 87.4, denominator=people + 10 * k)
            for k in range(4)
        ]

    (found,) = issues(rows(900))
    assert (found["kind"], found["year"], found["facts"]["figures"]) == ("repeated", 2024, 4)
    # Of ten million the share is the same to a tenth of a point every year.
    assert issues(rows(10_000_000)) == []
    same = np.full(4, 87.4)
    assert repeated_run(same, np.full(4, 900.0), 100.0) is None
    assert repeated_run(np.full(4, 100.0), np.arange(900.0, 904), 100.0) is None


def test_round_numbers_only_are_found() -> None:
    rows = run("school_sanitation", 2020, 75.0, 80.0, 70.0, 85.0, 80.0, 100.0)
    (found,) = issues(rows)
    assert (found["kind"], found["facts"]["step"]) == ("round_values", 5.0)
    assert round_step(np.array([71.0, 74, 72, 78, 75]), 1, 0.0, 100.0) == 1.0
    assert round_step(np.array([71.0, 74, 72, 78, 75]), 0, 0.0, 100.0) is None
    assert round_step(np.full(6, 100.0), 1, 0.0, 100.0) is None


COMMON_FALL = np.array([20.0, 18.5, 17.6, 16.5, 15.9])


def test_a_series_that_moves_as_all_others_do_is_told() -> None:
    own = run("infant_mortality", 2021, *COMMON_FALL)
    peers = [
        row
        for k in range(9)
        for row in run("infant_mortality", 2021, *(COMMON_FALL * (0.6 + 0.1 * k)),
                       unit_id=f"unit-{k}")
    ]  # fmt: skip
    (found,) = issues(own, peers)
    assert (found["kind"], found["severity"]) == ("parallel", "doubtful")
    assert (found["facts"]["first"], found["year"], found["facts"]["peers"]) == (2021, 2025, 9)
    known = [{**row, "nature": "modelled"} for row in own]
    assert [(row["kind"], row["severity"]) for row in issues(known, peers)] == [
        ("parallel", "note")
    ]


def test_provinces_that_are_counted_do_not_move_in_parallel() -> None:
    rng = np.random.default_rng(7)
    whole = COMMON_FALL * np.exp(0.08 * rng.standard_normal((12, 5)))
    assert parallel_run(whole[0], whole[1:], 0.0, 1000.0) is None
    assert parallel_run(np.full(5, 100.0), np.full((11, 5), 100.0), 0.0, 100.0) is None


def test_counting_noise_is_that_of_the_count() -> None:
    noise = counting_noise(np.array([1.0, 50.0]), np.array([10_000.0, np.nan]), 100.0)
    assert noise[0] == pytest.approx(0.1, rel=0.02)
    assert noise[1] == 0
    assert counting_noise(np.array([99.5]), np.array([np.nan]), None)[0] == pytest.approx(10)
