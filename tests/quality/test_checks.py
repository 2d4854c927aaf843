"""Contradictions, and what is missing, marked or revised; one registry of checks."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from quality.examined import (
    INDICATORS,
    NOISY,
    NOTHING,
    Row,
    figure,
    issues,
    kinds,
    run,
    statement,
    table,
)

from analysis.ledger import OBSERVATIONS, STATEMENTS
from analysis.plans import Reporting
from analysis.quality.checks import CHECKS, list_quality_issues
from analysis.quality.issues import SEVERITIES
from analysis.series import SERIES


def test_a_part_above_its_whole_is_wrong_in_the_same_year_only() -> None:
    infants = run("infant_mortality", 2024, 12.0, 11.0)
    (found,) = issues([*infants, *run("under5_mortality", 2024, 12.0, 10.5)])
    assert (found["kind"], found["severity"]) == ("contradictory", "wrong")
    assert (found["year"], found["value"]) == (2025, 11.0)
    assert (found["other_id"], found["other_value"]) == ("under5_mortality", 10.5)
    assert issues([*infants, *run("under5_mortality", 2023, 10.0)]) == []


def test_counts_of_the_same_children_have_to_agree() -> None:
    def pair(among: int, denominator: int = 200_000) -> list[Row]:
        return [
            figure("special_circumstances", 2025, 1.5, numerator=3000, denominator=200_000),
            figure("special_circumstances_supported", 2025, 90.0, denominator=among),
            figure("abused_children", 2025, 0.05, denominator=denominator),
        ]

    assert issues(pair(3000)) == issues(pair(3080, 201_000)) == []
    (found,) = issues(pair(4000))
    assert (found["kind"], found["facts"]["other_count"]) == ("counts_differ", 4000)
    (found,) = issues(pair(3000, 250_000))
    assert (found["kind"], found["facts"]["years"]) == ("denominators_differ", [2025])


def test_a_sample_is_no_denominator_to_compare_with() -> None:
    rows = [
        figure("stunting_u5", 2025, 20.0, denominator=3_000),
        figure("birth_registration_u5", 2025, 99.0, denominator=60_000),
    ]
    assert issues(rows) == []


@pytest.mark.slow
def test_publishers_who_differ_are_both_named() -> None:
    rows = run("stunting_u5", 2024, 20.0, 19.0)
    far = [figure("stunting_u5", 2025, 23.0, source="jme-wdi-2026")]
    examined = replace(NOTHING, ledger=table(OBSERVATIONS, rows + far), series=table(SERIES, rows))
    found = list_quality_issues(examined).iloc[0]
    assert (found["kind"], found["severity"]) == ("publishers_differ", "doubtful")
    assert (found["value"], found["other_value"]) == (19.0, 23.0)
    assert found["source"] == "gso-imr jme-wdi-2026"
    for other in ({"nature": "survey"}, {"value": 19.2}):
        ledger = table(OBSERVATIONS, [*rows, {**far[0], **other}])
        told = list_quality_issues(replace(examined, ledger=ledger)).set_index("kind")
        assert told.loc["publishers_differ", "severity"] == "note"


def test_two_sources_contradict_only_in_a_year_that_decides_a_target() -> None:
    rival = {"rival_source": "jme-wdi-2026", "rival_value": 23.0}
    rows = run("stunting_u5", 2024, 20.0, 19.0, **rival)
    assert kinds(issues(rows, decisive=frozenset({("stunting_u5", 2030)}))) == []
    (found,) = issues(rows, decisive=frozenset({("stunting_u5", 2025), ("births", 2024)}))
    assert (found["kind"], found["year"], found["other_value"]) == ("undecided", 2025, 23.0)


# Missing, marked, revised


def test_only_the_newest_figure_of_what_the_plan_asks_for_is_too_old() -> None:
    rows = run("stunting_u5", 2021, 20.3, 19.1)
    assert kinds(issues(rows, planned=("stunting_u5",))) == ["stale"]
    assert issues(rows, planned=("underweight_u5",)) == []
    assert issues(run("stunting_u5", 2022, 20.3, 19.1), planned=("stunting_u5",)) == []


def test_owed_years_have_a_due_day_each() -> None:
    blank = dict.fromkeys(("clause", "sent_by", "sent_to", "forwarded_due", "forwarded_by",
                           "forwarded_to"))  # fmt: skip
    owed = pd.DataFrame(
        [{"indicator_id": "stunting_u5", "owed_years": (2023, 2025), "lead_agency": "Sở Y tế"}]
    )
    printed = Reporting(yearly=True, due={"day": 15, "month": 11}, **blank)
    (found,) = issues([], owed=owed, planned=("stunting_u5",), reporting=printed)
    assert (found["kind"], found["severity"], found["year"]) == ("owed", "missing", 2025)
    assert found["facts"] == {
        "years": [2023, 2025], "due": ["2024-11-15", "2026-11-15"], "agency": "Sở Y tế",
    }  # fmt: skip


def test_coverage_counts_the_figures_of_every_indicator_asked_for() -> None:
    examined = replace(
        NOTHING,
        series=table(SERIES, run("stunting_u5", 2024, 20.3, 19.1)),
        planned=("stunting_u5", "underweight_u5"),
    )
    (found,) = list_quality_issues(examined).to_dict("records")
    assert found["facts"] == {
        "indicators": {"stunting_u5": {"figures": 2, "latest_year": 2025}}, "known": 1, "total": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        ({"nature": "modelled"}, "modelled"),
        ({"status": "preliminary"}, "preliminary"),
        ({"status": "suspect"}, "suspect"),
        ({"qualifier": "below"}, "qualified"),
        ({"weight_known": 0.75}, "aggregated"),
        ({"territory_break": "2025-07-01"}, "territory_break"),
    ],
)
def test_marked_figures_are_noted(marks: Row, kind: str) -> None:
    rows = run("stunting_u5", 2023, 20.3, 19.4, 18.1)
    (found,) = issues([*rows[:2], {**rows[2], **marks}])
    assert (found["kind"], found["severity"]) == (kind, "note")


def test_a_revision_tells_old_new_and_when_and_a_correction_what_the_ledger_has() -> None:
    stated = [statement(1, 19.0), statement(2, 18.4, 1)]
    (found,) = issues([stated[1]], statements=table(STATEMENTS, stated))
    assert (found["kind"], found["other_value"], found["value"]) == ("revised", 19.0, 18.4)
    assert found["facts"]["received"] == "2026-11-22"
    corrected = [{**stated[1], "value": 18.9}]
    found = issues(corrected, statements=table(STATEMENTS, stated[:1]))[0]
    assert (found["kind"], found["other_value"], found["value"]) == ("corrected", 19.0, 18.9)


def test_the_most_serious_comes_first_and_the_programme_orders_the_rest() -> None:
    rows = [*run("under5_mortality", 2025, 9.0), *run("infant_mortality", 2025, 12.0),
            *run("stunting_u5", 2025, 19.0, status="preliminary"),
            *run("birth_registration_u5", 2016, *NOISY[:-1], 9.7)]  # fmt: skip
    found = issues(rows, planned=("stunting_u5",))
    assert kinds(found) == ["contradictory", "outlier_history", "preliminary"]
    places = [SEVERITIES.index(row["severity"]) for row in found]
    assert places == sorted(places)


# The registry


def test_every_check_has_a_kind_of_its_own_and_a_severity_that_is_known() -> None:
    assert len({check.kind for check in CHECKS}) == len(CHECKS)
    assert {check.severity for check in CHECKS} <= set(SEVERITIES)


def test_an_issue_has_the_kind_of_the_check_that_found_it() -> None:
    rows = run("birth_registration_u5", 2016, 95.1, 95.9, 95.4, 9.63, 95.8, 96.4, 96.9)
    found = issues([*rows[:-1], {**rows[-1], "status": "preliminary"}])
    assert {"outlier_history", "preliminary"} <= set(kinds(found))
    by_kind = {check.kind: check.severity for check in CHECKS}
    assert all(row["severity"] == by_kind[row["kind"]] for row in found)


def test_which_rates_are_parts_of_others_is_read_from_the_table() -> None:
    rows = [*run("primary_dropout", 2024, 3.0), *run("out_of_school_primary", 2024, 2.0)]
    assert "contradictory" not in kinds(issues(rows))
    table = INDICATORS.copy()
    table.loc[table["indicator_id"] == "primary_dropout", "part_of"] = "out_of_school_primary"
    (found,) = (row for row in issues(rows, indicators=table) if row["kind"] == "contradictory")
    assert (found["indicator_id"], found["other_id"]) == (
        "primary_dropout", "out_of_school_primary"
    )  # fmt: skip
