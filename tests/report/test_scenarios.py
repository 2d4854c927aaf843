"""The annex of scenarios: marked as such, and absent where nobody supposes anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from report.whole_reports import flat

from analysis.assessment import Assessment, Pace, Scenario, SupposedFigure, SupposedTarget
from analysis.exhibits import Annex, Callout, Table
from analysis.language import LANGS, Lang
from analysis.report import parts, scenarios

if TYPE_CHECKING:
    from tests.conftest import Assessed


@pytest.fixture
def supposed(assessed: Assessed) -> Assessment:
    """An assessment with three scenarios, of which one has come too late."""
    assessment = assessed("vinh-long", "illustrative")
    about = {"unit_id": "vinh-long", "indicator_id": "stunting_u5", "data": "illustrative"}
    found = (
        Scenario(name="Gấp đôi", from_year=2027, pace=Pace(times=2.0), **about),
        Scenario(name="Đã biết", from_year=2027, figure=SupposedFigure(year=2020, value=15.0),
                 **about),
        Scenario(name="Chặt hơn", from_year=2027, target=SupposedTarget(value=10.0), **about),
    )  # fmt: skip
    return replace(assessment, inputs=replace(assessment.inputs, scenarios=found))


@pytest.mark.slow
def test_without_scenarios_nothing_is_said_of_any(assessed: Assessed) -> None:
    assessment = assessed("vinh-long", "illustrative")
    assert scenarios.annex(assessment, "vi").items == ()


@pytest.mark.slow
def test_scenarios_are_the_last_annex(supposed: Assessment) -> None:
    assert parts.annexes(supposed, "vi").items[-1] == scenarios.annex(supposed, "vi").items[-1]


@pytest.mark.parametrize("lang", LANGS)
def test_scenarios_are_marked_as_such(supposed: Assessment, lang: Lang) -> None:
    after = list(flat([scenarios.annex(supposed, lang)]))
    assert isinstance(after[0], Annex) and after[0].anchor == "phu-luc-kich-ban"
    [warning] = [item for item in after if isinstance(item, Callout)]
    [table] = [item for item in after if isinstance(item, Table)]
    assert warning.kind == "warning" and "**" in warning.markdown
    words = {"vi": "không phải kết luận", "en": "not findings"}[lang]
    assert words in table.caption
    assert [group.label.split("”")[0].split("“")[1] for group in table.groups if group.label] == [
        "Gấp đôi", "Đã biết", "Chặt hơn",
    ]  # fmt: skip


def test_one_that_cannot_be_played_any_more_says_why_and_keeps_no_report(
    supposed: Assessment,
) -> None:
    [table] = [item for item in flat([scenarios.annex(supposed, "vi")]) if isinstance(item, Table)]
    late = table.groups[1]
    assert late.label and "2020" in late.label
    assert [cell.text for cell in late.rows[0]] == ["–"] * len(table.columns)


def test_a_verdict_on_another_target_says_which(supposed: Assessment) -> None:
    [table] = [item for item in flat([scenarios.annex(supposed, "vi")]) if isinstance(item, Table)]
    plain, changed = table.groups[0].rows[-1], table.groups[2].rows[-1]
    assert ": " not in plain[1].text
    assert changed[0].text.startswith("<") and changed[1].text.startswith("<")
    assert changed[0].text != changed[1].text.partition(":")[0]


def test_a_letter_to_an_agency_has_none(supposed: Assessment) -> None:
    assert scenarios.annex(replace(supposed, agency="Sở Y tế"), "vi").items == ()
