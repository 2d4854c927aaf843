"""Other units of measure, jumps, revisions, parts and wholes: refused or asked about."""

from __future__ import annotations

import pytest
from intake.judged_figures import CALM, doubts_of, entry, faults_of, past, proposals_of, stated

from analysis.intake.parsing.tables import Entry


@pytest.mark.parametrize("value", ["0.2", "2.02", "0.205"])
def test_a_value_that_fits_only_tenfold_or_so_is_refused(value: str) -> None:
    assert faults_of([entry(value=value)], CALM) == ["wrong_unit_own"]


@pytest.mark.parametrize("value", ["20", "9", "12", "70", "0"])
def test_a_value_that_can_be_right_is_not_called_another_unit(value: str) -> None:
    assert faults_of([entry(value=value)], CALM) == []


def test_both_counts_prove_the_value() -> None:
    counted = entry(value="2.0", numerator="20", denominator="1000")
    assert faults_of([counted], CALM) == []


def test_a_unit_without_a_past_is_compared_with_the_others() -> None:
    elsewhere = past("24", "23", "22", unit_id="dong-thap")
    assert faults_of([entry(value="0.23")], elsewhere) == ["wrong_unit_others"]
    assert faults_of([entry(value="0.23")], []) == []


def test_counts_of_cases_may_swing() -> None:
    cases = past("40", "30", "35", indicator_id="child_marriage")
    assert faults_of([entry(indicator_id="child_marriage", value="3")], cases) == []


# Jumps and revisions.


def test_what_the_series_has_done_before_is_no_jump() -> None:
    assert doubts_of([entry(value="19.7")], CALM) == []


def test_more_than_it_has_ever_done_is_a_jump() -> None:
    assert doubts_of([entry(value="18")], CALM) == ["jump_own"]
    assert doubts_of([entry(value="22")], CALM) == ["jump_own"]


def test_a_very_calm_series_may_move_a_little() -> None:
    flat = past("20", "20", "20", "20")
    assert doubts_of([entry(value="20.5", year="2020")], flat) == []
    assert doubts_of([entry(value="20.6", year="2020")], flat) == ["jump_own"]


def test_a_short_series_is_measured_by_all_units() -> None:
    own = past("24", first=2024)
    elsewhere = past("30", "28", "29", unit_id="dong-thap")
    assert doubts_of([entry(value="22.5")], own + elsewhere) == []
    assert doubts_of([entry(value="21")], own + elsewhere) == ["jump_others"]
    assert doubts_of([entry(value="5")], own) == []


def test_after_a_gap_the_way_per_year_counts_and_the_whole_range() -> None:
    assert doubts_of([entry(value="14", year="2026")], past("24", "22", "20")) == ["unit_before"]
    calm_then_swing = past("24", "20", "24", "20", "24", first=2010)
    assert doubts_of([entry(value="10", year="2018")], calm_then_swing) == ["jump_range"]


def test_a_jump_between_two_sent_figures_is_told_once() -> None:
    sent = [entry(2, year="2024", value="20.3"), entry(3, year="2025", value="15")]
    assert doubts_of(sent, CALM[:-1]) == ["jump_own"]


def test_bounds_and_suspect_figures_are_no_past() -> None:
    odd = [stated(2024, "60", status="suspect", source="register"),
           stated(2023, "5", qualifier="below", source="register")]  # fmt: skip
    assert doubts_of([entry(value="20")], [*CALM[:-1], *odd]) == []
    assert doubts_of([entry(value="5", qualifier="below")], CALM) == []


def test_a_large_revision_is_asked_about_once_and_a_small_one_not() -> None:
    assert doubts_of([entry(year="2020", value="18")], CALM) == ["large_revision"]
    assert doubts_of([entry(year="2020", value="22.1")], CALM) == []


def test_what_adds_nothing_is_never_asked_about() -> None:
    jumpy = past("24", "10", "24", "3")
    again = [entry(year=row["year"], value=row["value"]) for row in jumpy]
    assert doubts_of(again, jumpy) == []
    assert [p.state for p in proposals_of(again, jumpy)] == ["unchanged"] * 4


def test_a_share_of_one_is_asked_about_where_nothing_can_tell() -> None:
    assert doubts_of([entry(indicator_id="school_counselling", value="0.98")], []) == [
        "maybe_share"
    ]
    assert doubts_of([entry(indicator_id="school_counselling", value="0.9")], []) == ["maybe_share"]


# Part and whole.


def nested(part: str, whole: str, **cells: str) -> list[Entry]:
    return [entry(2, indicator_id="neonatal_mortality", value=part),
            entry(3, indicator_id="infant_mortality", value=whole, **cells)]  # fmt: skip


def test_a_part_above_its_whole_is_refused_once() -> None:
    assert faults_of(nested("9", "8"), []) == ["part_above_whole"]
    assert faults_of(nested("8", "8"), []) == []


def test_another_publishers_whole_is_a_question() -> None:
    sent = nested("9", "8", source="register")
    assert faults_of(sent, []) == []
    assert doubts_of(sent, []) == ["part_above_other"]


def test_the_ledger_is_looked_at_from_both_sides() -> None:
    whole = [stated(2025, "8", indicator_id="infant_mortality")]
    part = [stated(2025, "9", indicator_id="neonatal_mortality")]
    assert faults_of([nested("9", "8")[0]], whole) == ["part_above_whole"]
    assert faults_of([nested("9", "8")[1]], part) == ["part_above_whole"]


def test_what_is_sent_stands_before_what_stood() -> None:
    ledger = [stated(2025, "8", indicator_id="infant_mortality")]
    assert faults_of(nested("9", "12"), ledger) == []


def test_a_bound_contradicts_nothing() -> None:
    part, whole = nested("9", "8")
    below = entry(2, indicator_id="neonatal_mortality", value="9", qualifier="below")
    assert faults_of([below, whole], []) == []
    above = entry(3, indicator_id="infant_mortality", value="8", qualifier="above")
    assert faults_of([part, above], []) == []
