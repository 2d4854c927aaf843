"""The whole verdict: its words at their limits, its gap, its years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from assessment.judged_targets import FOUR, RULES, observed, outlook, projections, target, verdict
from scipy.stats import norm

from analysis.assessment.attainability import (
    comparable_units,
    status_of,
)
from analysis.projections import outlooks, probability_met


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
    assert status_of(observed(80.0, 81.0, 82.0), chance, 2026, RULES)[0] == word


@pytest.mark.parametrize(
    ("years_ahead", "figures", "grade"),
    [(1, 3, "A"), (5, 3, "A"), (6, 3, "B"), (9, 12, "B"), (10, 12, "C"), (14, 3, "C"),
     (15, 12, None), (1, 2, "C"), (14, 2, "C"), (15, 2, None), (1, 1, None)],
)  # fmt: skip
def test_years_ahead_and_figures_give_the_grade(
    years_ahead: int, figures: int, grade: str | None
) -> None:
    values = observed(*[80.0] * figures, last=2016)
    assert status_of(values, 0.6, 2016 + years_ahead, RULES)[1] == grade


def test_without_a_grade_there_is_no_word() -> None:
    none = ("insufficient_evidence", None)
    three, two, one = (observed(*[80.0] * count, last=2016) for count in (3, 2, 1))
    assert status_of(three, 0.9, 2031, RULES) == none
    assert status_of(one, 0.9, 2017, RULES) == none
    assert status_of(two, 0.9, 2017, RULES, modelled=True) == none
    assert status_of(three, float("nan"), 2017, RULES) == none


def test_words_are_cautious_where_the_record_says_so() -> None:
    values = observed(80.0, 81.0, 82.0, last=2016)
    words = {
        (nation, year): [status_of(values, p, year, RULES, nation=nation)[0] for p in (0.9, 0.1)]
        for nation in (False, True)
        for year in (2021, 2022, 2026)
    }
    assert words[False, 2021] == words[True, 2021] == ["likely", "very_unlikely"]
    assert words[True, 2022] == ["likely", "very_unlikely"]
    assert words[False, 2022] == ["more_likely_than_not", "very_unlikely"]
    for nation in (False, True):
        assert words[nation, 2026] == ["more_likely_than_not", "unlikely_without_acceleration"]


def test_an_observed_year_needs_no_further_evidence() -> None:
    one = observed(95.0)
    assert status_of(one, 1.0, 2026, RULES) == ("achieved", None)
    assert status_of(one, 0.0, 2035, RULES) == ("not_achieved", None)


def test_only_units_of_the_same_scale_are_compared() -> None:
    assert comparable_units("percent", "percent")
    assert comparable_units("percent_per_year", "cases")
    assert not comparable_units("percent", "per_1000_live_births")


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


SIZES = {"birth_registration_u5": 62_585.0}


@pytest.mark.parametrize(
    ("nature", "kind", "children"),
    [
        ("survey", "administrative", 2504.0),
        ("simulated", "survey", 2504.0),
        ("administrative", "survey", 40.0),
        ("simulated", "administrative", 40.0),
    ],
)
def test_a_survey_gap_is_counted_in_the_age_group_and_not_in_its_sample(
    nature: str, kind: str, children: float
) -> None:
    found = verdict(target(), FOUR, denominator=1000.0, nature=nature, kind=kind, populations=SIZES)
    assert found["children_short"] == children


def test_a_survey_whose_age_group_nobody_counted_tells_no_children() -> None:
    assert np.isnan(verdict(target(), FOUR, denominator=1000.0, nature="survey")["children_short"])


def test_an_old_figure_tells_no_children_of_today() -> None:
    old = {year - 5: value for year, value in FOUR.items()}
    assert np.isnan(verdict(target(), old, denominator=1000.0)["children_short"])


def test_a_span_that_failed_names_its_first_year_and_figure() -> None:
    span = target(kind="maintain", first_year=2022, year=2025)
    found = verdict(span, {2021: 70.0, 2022: 95.0, 2023: 82.0, 2024: 84.0, 2025: 95.0})
    assert (found["status"], found["missed_year"], found["missed_value"]) == (
        "not_achieved", 2023, 82.0,
    )  # fmt: skip
    assert pd.isna(verdict(target(year=2025), FOUR)["missed_year"])


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
