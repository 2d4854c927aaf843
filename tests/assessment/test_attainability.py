"""Attainability: exact values, decided years, joint years."""

from __future__ import annotations

from math import asin, pi

import numpy as np
import pandas as pd
import pytest
from assessment.judged_targets import (
    CASES,
    COMPARATORS,
    LEVELS,
    SHARE,
    observed,
    outlook,
    probability,
    stated,
    target,
    verdict,
)
from scipy.stats import norm

from analysis.assessment.attainability import (
    attainment_probability,
    published_steps,
)
from analysis.language import as_published
from analysis.programme import meets
from analysis.projections import probability_met, probability_met_throughout


@pytest.mark.parametrize("comparator", COMPARATORS)
@pytest.mark.parametrize("decimals", [0, 1, 2])
@pytest.mark.parametrize("goal", [50.0, 50.2, 49.87])
def test_probability_is_the_share_of_outcomes_whose_published_figure_meets_the_goal(
    comparator: str, decimals: int, goal: float
) -> None:
    ahead = outlook(50.0)
    ranks = (np.arange(4000) + 0.5) / 4000
    outcomes = np.interp(ranks, LEVELS, ahead.values[0])
    published = [as_published(value, decimals) for value in outcomes]
    share = np.mean([meets(comparator, value, goal) for value in published])
    found = probability_met(ahead, 2026, comparator, goal, 10.0**decimals)
    assert found == pytest.approx(share, abs=0.002)


@pytest.mark.parametrize(
    ("comparator", "value", "met"),
    [
        ("at_least", 98.4501, 1.0),
        ("at_least", 98.44, 0.0),
        ("above", 98.5, 0.0),
        ("above", 98.54, 0.0),
        ("above", 98.56, 1.0),
        ("at_most", 98.54, 1.0),
        ("at_most", 98.56, 0.0),
        ("below", 98.5, 0.0),
        ("below", 98.46, 0.0),
        ("below", 98.44, 1.0),
        ("equal", 98.46, 1.0),
        ("equal", 98.56, 0.0),
    ],
)
def test_a_value_known_for_sure_meets_the_goal_or_does_not(
    comparator: str, value: float, met: float
) -> None:
    sure = outlook(value, spread=1e-6)
    assert probability_met(sure, 2026, comparator, 98.5, 10) == pytest.approx(met, abs=1e-6)


def test_at_least_zero_and_at_most_all_are_certain() -> None:
    ahead = outlook(2.0)
    assert probability_met(ahead, 2026, "at_least", 0.0, 10) == 1.0
    assert probability_met(ahead, 2026, "at_most", 100.0, 10) == 1.0
    assert probability_met(ahead, 2026, "above", 100.0, 10) == 0.0
    assert probability_met(ahead, 2026, "below", 0.0, 10) == 0.0


@pytest.mark.parametrize("comparator", COMPARATORS[:5])
@pytest.mark.parametrize("value", [89.9, 90.0, 90.1])
def test_an_observed_value_is_judged_as_its_projection_would_have_been(
    comparator: str, value: float
) -> None:
    judged = verdict(target(comparator, year=2025), {2023: 80.0, 2024: 85.0, 2025: value})
    sure = outlook(value, spread=1e-9, first=2025)
    expected = probability_met(sure, 2025, comparator, 90.0, 10)
    assert judged["attainment_probability"] == pytest.approx(expected, abs=1e-6)


# Decided years


def test_an_observed_year_decides_and_its_projection_is_ignored() -> None:
    hopeless, sure = outlook(10.0, first=2025), outlook(99.0, first=2025)
    assert probability(target(year=2025), observed(95.0), hopeless) == 1.0
    assert probability(target(year=2025), observed(85.0), sure) == 0.0


def test_only_decided_targets_are_certain() -> None:
    assert 0.999 < probability(target(), observed(95.0), outlook(*[99.9] * 5, spread=0.001)) < 1
    assert 0 < probability(target(), observed(95.0), outlook(*[1.0] * 5, spread=0.001)) < 0.001
    everything_at_the_bound = outlook(*[100.0] * 5, spread=0.0)
    assert probability(target("at_least", 100.0), observed(100.0), everything_at_the_bound) < 1


def test_a_past_year_without_a_figure_is_judged_by_the_projection_for_it() -> None:
    ahead = outlook(89.0, 91.0, 93.0, first=2024)
    found = probability(target(year=2025), observed(85.0, last=2023), ahead)
    assert found == pytest.approx(probability_met(ahead, 2025, "at_least", 90.0, 10))


def test_a_year_that_was_skipped_cannot_be_judged() -> None:
    skipped = pd.Series({2024: 89.0, 2026: 95.0})
    assert np.isnan(probability(target(year=2025), skipped, outlook(95.0, first=2027)))
    assert np.isnan(probability(target(year=2030), skipped, None))


def test_a_threshold_does_not_care_about_other_years() -> None:
    ahead = outlook(50.0, 50.0, 50.0, 50.0, 91.0)
    found = probability(target(), observed(40.0, 60.0, 20.0), ahead)
    assert found == pytest.approx(probability_met(ahead, 2030, "at_least", 90.0, 10))


SPANS = [("maintain", "at_least", 90.0, 95.0, 85.0), ("always", "at_least", 100.0, 100.0, 99.9),
         ("zero", "equal", 0.0, 0.0, 1.0)]  # fmt: skip


@pytest.mark.parametrize(("kind", "comparator", "goal", "good", "bad"), SPANS)
def test_one_failure_in_a_span_decides_it(
    kind: str, comparator: str, goal: float, good: float, bad: float
) -> None:
    kept = target(comparator, goal, kind=kind, first_year=2023)
    ahead = outlook(*[good] * 5, spread=0.01)
    assert probability(kept, observed(good, good, good), ahead) > 0.4
    for place in range(3):
        values = [good, good, good]
        values[place] = bad
        assert probability(kept, observed(*values), ahead) == 0.0


def test_years_before_a_span_do_not_count() -> None:
    kept = target(kind="maintain", first_year=2025)
    ahead = outlook(*[99.0] * 5, spread=0.1)
    assert probability(kept, observed(10.0, 20.0, 95.0), ahead) > 0.9


def test_a_span_that_was_observed_to_its_end_is_achieved() -> None:
    kept = target(kind="maintain", first_year=2023, year=2025)
    assert probability(kept, observed(91.0, 90.0, 92.0), None) == 1.0


def test_coming_years_of_a_span_count_jointly_and_others_do_not() -> None:
    ahead = outlook(50.0, 90.5, 91.0, 50.0)
    kept = target(kind="maintain", first_year=2027, year=2028)
    marginal = [probability_met(ahead, year, "at_least", 90.0, 10) for year in (2027, 2028)]
    joint = probability_met_throughout(np.array(marginal), np.array([2.0, 3.0]))
    assert probability(kept, observed(95.0), ahead) == pytest.approx(joint)
    assert np.prod(marginal) < joint < min(marginal)


def test_a_yearly_reduction_is_judged_at_its_end_against_the_compounded_base() -> None:
    fall = target("reduce_yearly", 10.0, 2027, kind="yearly_reduction", first_year=2026)
    ahead = outlook(60.0, 45.0, spread=2.0)
    found = attainment_probability(fall, stated(observed(70.0, 50.0)), ahead, CASES)
    assert found == pytest.approx(probability_met(ahead, 2027, "at_most", 40.0, 1))
    decided = pd.Series({2025: 50.0, 2026: 60.0, 2027: 40.0})
    assert attainment_probability(fall, stated(decided), None, CASES) == 1.0
    decided[2027] = 41.0
    assert attainment_probability(fall, stated(decided), None, CASES) == 0.0


def test_a_yearly_reduction_without_a_base_has_no_probability() -> None:
    fall = target("reduce_yearly", 10.0, 2030, kind="yearly_reduction", first_year=2024)
    assert np.isnan(probability(fall, observed(50.0), outlook(*[40.0] * 5)))


# As exactly as it is known


def test_nothing_is_rounded_before_it_is_compared() -> None:
    assert probability(target("at_most", 6.0, 2025), observed(6.04), None) == 0.0
    assert probability(target("below", 0.14, 2025), observed(0.1364), None) == 1.0
    assert probability(target("at_least", 100.0, 2025), observed(100 * 3333 / 3334), None) == 0.0
    assert probability(target("at_least", 99.0, 2025), observed(100 * 2871 / 2900), None) == 1.0


def test_one_child_of_a_nation_is_a_child_short() -> None:
    children = 24_999_999
    almost = {2023: 99.0, 2024: 99.5, 2025: 100 * (children - 1) / children}
    found = verdict(target(value=100.0, year=2025), almost, denominator=children)
    assert (found["status"], found["children_short"]) == ("not_achieved", 1.0)


def test_all_of_a_projected_share_means_that_no_child_is_left_out() -> None:
    ahead = outlook(99.9, 99.9, spread=0.2)
    full = target(value=100.0, year=2027)
    counted = stated(observed(99.0, 99.5, 99.8)).assign(denominator=3334.0)
    assert published_steps(counted, SHARE) == 33.34
    assert attainment_probability(full, counted, ahead, SHARE) == pytest.approx(
        1 - ahead.probability_below(2027, 100 * 3333.5 / 3334)
    )
    uncounted = stated(observed(99.0, 99.5, 99.8))
    assert published_steps(uncounted, SHARE) == 10
    assert attainment_probability(full, uncounted, ahead, SHARE) == pytest.approx(
        1 - ahead.probability_below(2027, 99.95)
    )


def test_none_of_a_projected_share_means_that_no_child_is_left() -> None:
    ahead = outlook(0.1, 0.1, spread=0.2)
    none = target("equal", 0.0, 2027, kind="threshold")
    counted = stated(observed(0.5, 0.3, 0.2)).assign(denominator=3334.0)
    assert attainment_probability(none, counted, ahead, SHARE) == pytest.approx(
        ahead.probability_below(2027, 100 * 0.5 / 3334)
    )


# Several years together


@pytest.mark.parametrize(("first", "second"), [(1, 2), (1, 5), (3, 4), (2, 9)])
def test_two_years_at_their_medians_follow_the_bivariate_normal(first: int, second: int) -> None:
    joint = probability_met_throughout(np.array([0.5, 0.5]), np.array([first, second], float))
    rho = np.sqrt(first / second)
    assert joint == pytest.approx(0.25 + asin(rho) / (2 * pi), abs=1e-4)


@pytest.mark.parametrize("marginal", [(0.9, 0.8, 0.7, 0.6), (0.3, 0.5, 0.7, 0.9), (0.95,) * 4])
def test_four_years_follow_the_paths_of_a_random_walk(marginal: tuple[float, ...]) -> None:
    horizons = np.array([2.0, 3.0, 4.0, 6.0])
    steps = np.random.default_rng(20260101).standard_normal((200_000, 4))
    walk = np.cumsum(steps * np.sqrt(np.diff(horizons, prepend=0.0)), axis=1) / np.sqrt(horizons)
    simulated = np.mean((walk <= norm.ppf(marginal)).all(axis=1))
    joint = probability_met_throughout(np.array(marginal), horizons)
    assert joint == pytest.approx(simulated, abs=0.005)


def test_a_year_that_cannot_be_met_spoils_the_span_and_a_sure_one_adds_nothing() -> None:
    horizons = np.array([1.0, 2.0])
    assert probability_met_throughout(np.array([0.9, 0.0]), horizons) == 0.0
    assert probability_met_throughout(np.array([1.0, 0.6]), horizons) == pytest.approx(0.6)
