"""Data quality: what is injected is found, what is merely noisy is not, each kind is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from analysis.language import LANGS
from analysis.ledger import OBSERVATIONS, STATEMENTS, load_sources, open_books
from analysis.plans import Reporting
from analysis.programme import Unit, load_programme
from analysis.quality.checks import CHECKS, list_quality_issues
from analysis.quality.issues import SEVERITIES, Examined
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
from analysis.quality.wording import Speaker, owed_years, spans
from analysis.series import SERIES, peer_figures, peer_ids

ROOT = Path(__file__).parents[2]
INDICATORS = load_programme(ROOT).indicators
NUMBERS = ("value", "numerator", "denominator", "weight_known", "aggregation_sd")
COUNTERS = ("statement", "year", "supersedes")
TEXTS = {"qualifier": None, "published": None, "note": None, "territory_break": None}
Row = dict[str, Any]


def figure(indicator_id: str, year: int, value: float, **more: Any) -> Row:
    given_row = {"unit_id": "trieu-son", "indicator_id": indicator_id, "year": year,
                 "value": value, "numerator": None, "denominator": None,
                 "nature": "administrative", "status": "official", "source": "gso-imr",
                 "weight_known": 1.0, "aggregation_sd": 0.0, "comparable": True}  # fmt: skip
    return TEXTS | given_row | more


def run(indicator_id: str, start: int, *values: float, **more: Any) -> list[Row]:
    return [figure(indicator_id, start + k, value, **more) for k, value in enumerate(values)]


def table(schema: Any, rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(schema.columns), dtype=object)
    types = {
        name: "float64" if name in NUMBERS else "Int64" if name in COUNTERS else "str"
        for name in frame.columns
    }
    if "comparable" in types:
        types["comparable"] = "bool"
    return schema.validate(frame.astype(types))


NOTHING = Examined(
    ledger=table(OBSERVATIONS, []),
    statements=table(STATEMENTS, []),
    series=table(SERIES, []),
    peers=table(OBSERVATIONS, []),
    indicators=INDICATORS,
    planned=(),
    owed=pd.DataFrame(columns=["indicator_id", "owed_years", "lead_agency"]),
    reporting=None,
    oldest=2023,
)


def issues(rows: list[Row], peers: list[Row] | None = None, **more: Any) -> list[Row]:
    """The issues of a ledger whose rows are all in its series, without the coverage."""
    series = [row for row in rows if row["status"] != "suspect"]
    examined = replace(
        NOTHING,
        ledger=table(OBSERVATIONS, rows),
        series=table(SERIES, series),
        peers=table(OBSERVATIONS, peers or []),
        **more,
    )
    found = list_quality_issues(examined).to_dict("records")
    return [row for row in found if row["kind"] != "coverage"]


def kinds(found: list[Row]) -> list[str]:
    return [row["kind"] for row in found]


# Outliers against a series' own history

NOISY = (95.1, 95.9, 95.4, 96.3, 95.8, 96.4, 96.9, 96.2, 97.0)


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


# Outliers against peers


def others(name: str, year: int, *values: float, **more: Any) -> list[Row]:
    return [
        figure(name, year, value, unit_id=f"unit-{k}", **more) for k, value in enumerate(values)
    ]


PEERS = (12.0, 13.1, 14.2, 12.6, 15.0, 13.8, 11.9, 14.4)


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


# Contradictions


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


def statement(number: int, value: float, supersedes: int | None = None) -> Row:
    received = f"2026-11-2{number}T08:00:00+07:00"
    return figure("stunting_u5", 2025, value) | {
        "statement": number, "supersedes": supersedes, "received": received,
    }  # fmt: skip


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


# Words


def every_issue() -> Iterator[Row]:
    yield from issues([*run("infant_mortality", 2025, 12.0), *run("under5_mortality", 2025, 9.0)])
    yield from issues(run("birth_registration_u5", 2016, *NOISY[:-1], 9.7))
    peers = others("infant_mortality", 2025, *PEERS)
    yield from issues([figure("infant_mortality", 2025, 1.3)], peers)
    yield from issues([figure("stunting_u5", 2025, 5.0, qualifier="below")])
    yield from issues([figure("stunting_u5", 2025, 5.0, weight_known=0.75)])


@pytest.mark.parametrize("lang", LANGS)
def test_every_issue_is_a_sentence_with_its_numbers(lang: Any) -> None:
    speaker = Speaker(INDICATORS, load_sources(open_books(ROOT)), lang)
    said = [speaker.sentence(row) for row in every_issue()]
    assert all(words.endswith(".") and "{" not in words and "nan" not in words for words in said)


def test_sentences_in_vietnamese() -> None:
    speaker = Speaker(INDICATORS, load_sources(open_books(ROOT)), "vi")
    (found,) = issues([figure("stunting_u5", 2025, 5.0, weight_known=0.75)])
    assert speaker.sentence(found) == (
        "Số liệu năm 2025 được gộp từ các đơn vị cũ, mới biết 75 % quyền số."
    )
    (found,) = issues([figure("stunting_u5", 2025, 5.0, qualifier="below")])
    assert "“dưới 5,0\N{NO-BREAK SPACE}%”" in speaker.sentence(found)


def test_years_are_shown_as_spans_and_with_their_due_days() -> None:
    assert spans([2017, 2013, 2016, 2015]) == "2013, 2015–2017"
    assert owed_years([2024, 2025], [None, date(2026, 11, 15)], "vi") == (
        "2024, 2025 (hạn 15/11/2026)"
    )


def test_counting_noise_is_that_of_the_count() -> None:
    noise = counting_noise(np.array([1.0, 50.0]), np.array([10_000.0, np.nan]), 100.0)
    assert noise[0] == pytest.approx(0.1, rel=0.02)
    assert noise[1] == 0
    assert counting_noise(np.array([99.5]), np.array([np.nan]), None)[0] == pytest.approx(10)


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
