"""Attainability: exact values, decided years, joint years, and the words at their limits."""

from __future__ import annotations

from math import asin, pi
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.assessment.attainability import (
    attainment_probability,
    comparable_units,
    judge_targets,
    published_steps,
    status_of,
)
from analysis.language import as_published
from analysis.programme import StatusRules, meets
from analysis.projections import Outlook, outlooks, probability_met, probability_met_throughout

LEVELS = np.round(np.arange(0.01, 1.0, 0.01), 2)
RULES = StatusRules(0.80, 0.50, 0.20, least_points=3, oldest_years=3)
COMPARATORS = ("at_least", "above", "at_most", "below", "equal", "reduce_yearly")


def outlook(
    *middles: float, spread: float = 1.0, first: int = 2026, upper: float = 100.0
) -> Outlook:
    years = tuple(range(first, first + len(middles)))
    values = np.array(middles)[:, None] + spread * norm.ppf(LEVELS)[None, :]
    return Outlook(years, LEVELS, np.clip(values, 0.0, upper), 0.0, upper)


def target(
    comparator: str = "at_least", value: float = 90.0, year: int = 2030, **more: Any
) -> dict[str, Any]:
    return {
        "unit_id": "vinh-long",
        "indicator_id": "birth_registration_u5",
        "kind": "threshold",
        "comparator": comparator,
        "target_value": value,
        "unit": "percent",
        "target_year": year,
        "first_year": year,
    } | more


def observed(*values: float, last: int = 2025) -> pd.Series:
    return pd.Series(values, index=range(last - len(values) + 1, last + 1), dtype=float)


SHARE = pd.Series({"unit": "percent", "decimals": 1})
CASES = pd.Series({"unit": "cases", "decimals": 0})


def stated(values: pd.Series, **bounds: int) -> pd.DataFrame:
    """Figures by year without counts; ``above=2025`` makes a bound of that year's."""
    frame = pd.DataFrame({"value": values, "qualifier": None, "denominator": np.nan})
    frame["qualifier"] = frame["qualifier"].astype(object)
    for word, year in bounds.items():
        frame.loc[year, "qualifier"] = word
    return frame


def probability(
    found: dict[str, Any], values: pd.Series, ahead: Outlook | None, **bounds: int
) -> float:
    return attainment_probability(found, stated(values, **bounds), ahead, SHARE)


# The figure that would be published decides


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


# Bounds


def test_a_bound_in_the_target_year_decides_only_what_it_decides() -> None:
    seen = observed(85.0, 88.0, 95.0)
    assert probability(target(value=90.0, year=2025), seen, None, above=2025) == 1.0
    assert probability(target(value=96.0, year=2025), seen, None, below=2025) == 0.0
    assert np.isnan(probability(target(value=97.0, year=2025), seen, None, above=2025))
    assert np.isnan(probability(target(value=90.0, year=2025), seen, None, below=2025))


def test_a_bound_that_decides_nothing_leaves_a_span_open_but_not_a_failed_one() -> None:
    kept = target(kind="maintain", first_year=2023)
    ahead = outlook(*[99.0] * 5, spread=0.1)
    assert np.isnan(probability(kept, observed(95.0, 89.0, 95.0), ahead, above=2024))
    assert probability(kept, observed(80.0, 89.0, 95.0), ahead, above=2024) == 0.0
    assert probability(kept, observed(95.0, 91.0, 95.0), ahead, above=2024) > 0.9
    done = target(kind="maintain", first_year=2023, year=2025)
    assert np.isnan(probability(done, observed(95.0, 89.0, 95.0), None, above=2024))


def test_a_year_of_which_a_bound_decides_is_not_projected_again() -> None:
    ahead = outlook(89.0, 91.0, 92.0, first=2025)
    kept = target(kind="maintain", first_year=2025, year=2027)
    marginal = [probability_met(ahead, year, "at_least", 90.0, 10) for year in (2026, 2027)]
    joint = probability_met_throughout(np.array(marginal), np.array([2.0, 3.0]))
    seen = pd.Series({2024: 89.0, 2025: 90.0})
    assert probability(kept, seen, ahead, at_least=2025) == pytest.approx(joint)


def test_the_verdict_on_an_open_bound_has_no_gap_and_names_its_year() -> None:
    open_one = verdict(
        target(value=97.0, year=2025), FOUR, outlook(95.0, first=2025), 1000.0, {2025: "above"}
    )
    assert open_one["status"] == "insufficient_evidence"
    assert open_one["open_bound"] == 2025
    assert (open_one["decided_value"], open_one["decided_qualifier"]) == (86.0, "above")
    unknown = ("gap", "decided_gap", "children_short", "attainment_probability", "projected_p50")
    assert all(pd.isna(open_one[name]) for name in (*unknown, "latest_met", "met_since"))


def test_the_verdict_on_a_bound_that_decides_stands_without_a_gap() -> None:
    missed = verdict(target(value=97.0, year=2025), FOUR, qualifiers={2025: "below"})
    assert (missed["status"], missed["latest_met"]) == ("not_achieved", False)
    assert np.isnan(missed["decided_gap"]) and pd.isna(missed["open_bound"])
    met = verdict(target(value=86.0, year=2025), FOUR, qualifiers={2025: "above"})
    assert (met["status"], met["gap"], met["met_since"]) == ("achieved", 0.0, 2025)


@pytest.mark.parametrize(
    ("value", "word", "sure"),
    [(96.0, "above", True), (70.0, "below", False), (99.5, "above", False), (95.0, "below", True)],
)
def test_a_projection_that_a_newer_bound_contradicts_is_not_evidence(
    value: float, word: str, *, sure: bool
) -> None:
    ahead = outlook(*[95.0] * 6, first=2025)
    seen = {2021: 94.0, 2022: 94.5, 2024: 95.0, 2025: value}
    found = verdict(target(), seen, ahead, qualifiers={2025: word})
    assert (found["status"] != "insufficient_evidence") is sure
    assert pd.isna(found["open_bound"]) is sure


def test_the_first_likely_year_comes_after_what_is_known() -> None:
    ahead = outlook(*[95.0] * 6, first=2025)
    seen = {2021: 94.0, 2022: 94.5, 2024: 95.0, 2025: 94.0}
    found = verdict(target(), seen, ahead, qualifiers={2025: "above"})
    assert found["first_likely_year"] == 2026


def test_points_of_evidence_are_figures() -> None:
    ahead = outlook(*[95.0] * 5)
    bounds = {2023: "above", 2025: "above"}
    found = verdict(target(), FOUR, ahead, qualifiers=bounds)
    assert (found["status"], found["open_bound"]) == ("insufficient_evidence", 2025)
    enough = verdict(target(), {2021: 79.0, **FOUR}, ahead, qualifiers=bounds)
    assert enough["status"] == "likely" and pd.isna(enough["open_bound"])


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


# Words


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0.999999, "likely"),
        (0.80, "likely"),
        (0.7999, "more_likely_than_not"),
        (0.50, "more_likely_than_not"),
        (0.4999, "unlikely_without_acceleration"),
        (0.20, "unlikely_without_acceleration"),
        (0.1999, "very_unlikely"),
        (0.000001, "very_unlikely"),
        (0.0, "not_achieved"),
    ],
)
def test_words_change_at_their_limits(chance: float, word: str) -> None:
    assert status_of(observed(80.0, 81.0, 82.0), chance, 2026, RULES) == word


def test_few_points_or_old_ones_are_no_evidence() -> None:
    few, enough = observed(80.0, 81.0), observed(80.0, 81.0, 82.0)
    assert status_of(few, 0.9, 2026, RULES) == "insufficient_evidence"
    assert status_of(enough, 0.9, 2026, RULES) == "likely"
    old_enough = observed(80.0, 81.0, 82.0, last=2023)
    assert status_of(old_enough, 0.9, 2026, RULES) == "likely"
    assert status_of(old_enough, 0.9, 2027, RULES) == "insufficient_evidence"
    assert status_of(enough, float("nan"), 2026, RULES) == "insufficient_evidence"


def test_an_observed_year_needs_no_further_evidence() -> None:
    one = observed(95.0)
    assert status_of(one, 1.0, 2026, RULES) == "achieved"
    assert status_of(one, 0.0, 2035, RULES) == "not_achieved"


def test_bounds_alone_are_no_evidence() -> None:
    assert status_of(observed(), float("nan"), 2026, RULES) == "insufficient_evidence"
    assert status_of(observed(), 1.0, 2026, RULES) == "achieved"


def test_only_units_of_the_same_scale_are_compared() -> None:
    assert comparable_units("percent", "percent")
    assert comparable_units("percent_per_year", "cases")
    assert not comparable_units("percent", "per_1000_live_births")


# The whole verdict


def projections(ahead: Outlook, indicator_id: str = "birth_registration_u5") -> pd.DataFrame:
    rows = [
        {"year": year, "quantile_level": level, "value": value}
        for year, row in zip(ahead.years, ahead.values, strict=True)
        for level, value in zip(LEVELS, row, strict=True)
    ]
    return pd.DataFrame(rows).assign(unit_id="vinh-long", indicator_id=indicator_id)


def verdict(
    found: dict[str, Any],
    values: dict[int, float],
    ahead: Outlook | None = None,
    denominator: float | None = None,
    qualifiers: dict[int, str] | None = None,
    **about: Any,
) -> dict[str, Any]:
    indicator = {"unit": "percent", "decimals": 1, "lower": 0.0, "upper": 100.0} | about
    indicators = pd.DataFrame([{"indicator_id": found["indicator_id"], **indicator}])
    series = pd.DataFrame({"year": list(values), "value": list(values.values())})
    series = series.assign(
        indicator_id=found["indicator_id"],
        denominator=denominator,
        qualifier=series["year"].map(qualifiers or {}).astype(object),
    )
    projected = projections(ahead or outlook(50.0, first=2050), found["indicator_id"])
    table = judge_targets(
        pd.DataFrame([found]), series, projected, indicators, edition=2026, rules=RULES
    )
    return table.iloc[0].to_dict()


FOUR = {2022: 80.0, 2023: 82.0, 2024: 84.0, 2025: 86.0}


def test_a_target_in_another_unit_is_not_judged() -> None:
    found = verdict(target(unit="per_1000_live_births"), FOUR, outlook(*[95.0] * 5))
    assert found["status"] == "not_judged"
    assert np.isnan(found["attainment_probability"])
    assert np.isnan(found["gap"])
    assert np.isnan(found["projected_p50"])


def test_a_target_without_figures_has_its_goal_and_no_data() -> None:
    found = verdict(target(), {})
    assert (found["status"], found["goal"]) == ("no_data", 90.0)
    fall = target("reduce_yearly", 2.0, kind="yearly_reduction", first_year=2025)
    assert np.isnan(verdict(fall, {})["goal"])


def test_interval_is_that_of_the_target_year_and_missing_once_observed() -> None:
    ahead = outlook(87.0, 88.0, 89.0, 90.0, 91.0)
    found = verdict(target(), FOUR, ahead)
    assert found["projected_p50"] == pytest.approx(91.0)
    assert found["projected_p10"] == pytest.approx(91 + norm.ppf(0.1))
    assert found["projected_p90"] == pytest.approx(91 + norm.ppf(0.9))
    assert np.isnan(verdict(target(year=2025), FOUR, ahead)["projected_p50"])


def test_gap_is_the_distance_of_the_latest_figure_and_never_negative() -> None:
    assert verdict(target(), FOUR)["gap"] == pytest.approx(4.0)
    assert verdict(target("at_most", 80.0), FOUR)["gap"] == pytest.approx(6.0)
    assert verdict(target("at_least", 86.0), FOUR)["gap"] == 0.0
    assert verdict(target("at_least", 70.0), FOUR)["gap"] == 0.0
    short = verdict(target("at_least", 86.0), {**FOUR, 2025: 85.96})
    assert short["gap"] == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("unit", "denominator", "children"),
    [
        ("percent", 1000.0, 40.0),
        ("percent", 1010.0, 41.0),
        ("per_1000_live_births", 1000.0, 4.0),
        ("per_100000_children", 1_000_000.0, 40.0),
    ],
)
def test_gap_in_children_is_rounded_up(unit: str, denominator: float, children: float) -> None:
    found = verdict(target(unit=unit), FOUR, denominator=denominator, unit=unit, upper=1e6)
    assert found["children_short"] == children


def test_children_are_not_counted_without_a_denominator_or_for_cases() -> None:
    assert np.isnan(verdict(target(), FOUR)["children_short"])
    cases = verdict(target(unit="cases"), FOUR, denominator=10.0, unit="cases")
    assert np.isnan(cases["children_short"])
    met = verdict(target("at_least", 80.0), FOUR, denominator=1000.0)
    assert str(met["children_short"]) == "0.0"


def test_first_likely_year_is_the_first_with_the_probability_of_likely() -> None:
    ahead = outlook(87.0, 89.0, 90.5, 91.5, 93.0)
    chances = [probability_met(ahead, year, "at_least", 90.0, 10) for year in ahead.years]
    assert chances[2] < RULES.likely <= chances[3]
    assert verdict(target(), FOUR, ahead)["first_likely_year"] == 2029
    assert pd.isna(verdict(target(value=99.0), FOUR, ahead)["first_likely_year"])


def test_outlook_reads_its_own_series_back() -> None:
    ahead = outlook(87.0, 89.0)
    about = pd.DataFrame([{"indicator_id": "child_marriage", "lower": 0.0, "upper": None}])
    shuffled = projections(ahead, "child_marriage").sample(frac=1, random_state=1)
    (found,) = outlooks(shuffled, about).values()
    assert found.years == (2026, 2027)
    np.testing.assert_allclose(found.values, ahead.values)
    assert found.upper == np.inf
    assert np.isnan(found.quantile(2031, 0.5))


@pytest.mark.parametrize(
    ("seen", "since", "value", "gap"),
    [
        ({2023: 96.0, 2024: 98.5, 2025: 98.6}, 2024, 98.6, 0.0),
        ({2023: 98.7, 2024: 98.4, 2025: 98.6}, 2025, 98.6, 0.0),
        ({2023: 98.7, 2024: 98.6, 2025: 98.2}, None, 98.2, 0.3),
        ({2023: 98.7, 2024: 98.6, 2026: 90.0}, 2023, None, None),
        ({2024: 98.6, 2025: 98.6, 2026: 90.0}, 2024, 98.6, 0.0),
    ],
    ids=["since last year", "after a gap", "lost in its year", "not yet known", "lost afterwards"],
)
def test_a_decided_year_is_told_by_its_own_figure_and_since_when_it_is_met(
    seen: dict[int, float], since: int | None, value: float | None, gap: float | None
) -> None:
    found = verdict(target(value=98.5, year=2025), seen)
    assert (None if pd.isna(found["met_since"]) else found["met_since"]) == since
    assert found["decided_value"] == pytest.approx(np.nan if value is None else value, nan_ok=True)
    assert found["decided_gap"] == pytest.approx(np.nan if gap is None else gap, nan_ok=True)
