"""A figure that is a bound decides what it decides, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from assessment.judged_targets import FOUR, RULES, observed, outlook, probability, target, verdict

from analysis.assessment.attainability import (
    status_of,
)
from analysis.projections import probability_met, probability_met_throughout


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
    bounds = {2023: "above", 2024: "above", 2025: "above"}
    one = verdict(target(), FOUR, ahead, qualifiers=bounds)
    assert (one["status"], one["open_bound"]) == ("insufficient_evidence", 2025)
    two = verdict(target(), {2021: 79.0, **FOUR}, ahead, qualifiers=bounds)
    assert (two["status"], two["evidence_grade"]) == ("more_likely_than_not", "C")
    three = verdict(target(), {2020: 78.0, 2021: 79.0, **FOUR}, ahead, qualifiers=bounds)
    assert (three["status"], three["evidence_grade"]) == ("more_likely_than_not", "B")
    assert pd.isna(two["open_bound"]) and pd.isna(three["open_bound"])


def test_bounds_alone_are_no_evidence() -> None:
    assert status_of(observed(), float("nan"), 2026, RULES) == ("insufficient_evidence", None)
    assert status_of(observed(), 1.0, 2026, RULES) == ("achieved", None)
