"""The report of a merged unit, and the closing report of what ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from report.whole_reports import every_language, of_kind

from analysis.assessment import Assessment, assess
from analysis.exhibits import Callout, Figure, Heading, Prose, Signatories, Table
from analysis.language import LANGS, Lang, text
from analysis.report import changes, closing, message, objectives, scorecard, sections

if TYPE_CHECKING:
    from tests.conftest import Assessed, InputsRead

pytestmark = pytest.mark.slow
MERGED = "vinh-long-2025"


def whole(assessment: Assessment, lang: Lang) -> list[object]:
    parts = (message.opening, scorecard.scores, changes.changes, objectives.every_objective,
             sections.agencies, sections.proposals, sections.annexes, changes.annex)  # fmt: skip
    return [item for part in parts for item in part(assessment, lang).items]


@pytest.fixture(scope="module")
def two_plans(inputs_read: InputsRead) -> Assessment:
    inputs = inputs_read(MERGED)
    first, second, third = inputs.inherited
    second = replace(first, part_id=second.part_id)
    return assess(replace(inputs, inherited=(first, second, third)), 2026)


@every_language
def test_plans_that_are_not_at_hand_are_named(assessed: Assessed, lang: Lang) -> None:
    found = whole(assessed(MERGED), lang)
    (notice,) = [each for each in of_kind(found, Callout) if "Bến Tre, Trà Vinh" in each.markdown]
    assert "Vĩnh Long" in notice.markdown
    absent = text("plans.absent", lang)
    tables = {table.anchor: table for table in of_kind(found, Table)}
    shown = tables["bang-inherited"]
    cells = [cell.text for group in shown.groups for row in group.rows for cell in row]
    assert cells.count(absent) == 2


@every_language
def test_targets_stand_under_the_name_of_their_plan(assessed: Assessed, lang: Lang) -> None:
    found = whole(assessed(MERGED), lang)
    under = text("inherited.marked", lang, caption="", place="Vĩnh Long")
    (scores,) = [each for each in of_kind(found, Table) if each.anchor == "bang-diem"]
    assert scores.caption.endswith(under)


def test_who_took_over_is_told_once(assessed: Assessed) -> None:
    prose = [each.markdown for each in of_kind(whole(assessed(MERGED), "vi"), Prose)]
    told = [each for each in prose if "Sở Lao động - Thương binh và Xã hội → Sở Y tế" in each]
    assert len(told) == 1 and "Nghị định 45/2025/NĐ-CP" in told[0]


@every_language
def test_two_plans_stand_one_below_the_other_under_addresses_of_their_own(
    two_plans: Assessment, lang: Lang
) -> None:
    found = whole(two_plans, lang)
    anchors = [each.anchor for each in found if hasattr(each, "anchor")]
    assert len(anchors) == len(set(anchors))
    titles = [each.text for each in of_kind(found, Heading)]
    for place in ("Vĩnh Long", "Bến Tre"):
        assert text("inherited.under", lang, place=place) in titles
    assert titles.count(text("exhibits.heading_objectives", lang)) == 1
    cards = [each for each in of_kind(found, Table) if each.dense]
    assert [each.anchor for each in cards] == ["bang-diem", "bang-diem-ben-tre"]
    begun = [each.text for each in of_kind(found, Heading) if each.new_page]
    assert len(begun) == 3, "the section and each plan begin a page"


@every_language
def test_page_one_tells_of_every_plan(two_plans: Assessment, lang: Lang) -> None:
    found = message.opening(two_plans, lang).items
    said = " ".join(each.markdown for each in of_kind(found, Prose))
    (bars,) = of_kind(found, Figure)
    for place in ("Vĩnh Long", "Bến Tre"):
        assert text("message.under_plan", lang, place=place, said="").strip() in said
        assert place in bars.alt


def test_a_unit_with_its_own_plan_says_nothing_of_inheriting(assessed: Assessed) -> None:
    found = whole(assessed("ninh-binh"), "vi")
    words = [each.markdown for each in of_kind(found, Prose)]
    words += [each.caption for each in of_kind(found, Table)]
    assert not any("kế thừa" in said or "theo kế hoạch của" in said for said in words)


@pytest.mark.parametrize(
    ("unit_id", "words"),
    [("trieu-son", "Luật 72/2025/QH15"), ("vinh-long", "Nghị quyết 202/2025/QH15")],
)
def test_a_closing_report_tells_when_by_what_law_and_who_takes_over(
    assessed: Assessed, unit_id: str, words: str
) -> None:
    for lang in LANGS:
        found = closing.page(assessed(unit_id), lang).items
        (told,) = of_kind(found, Callout)
        assert words in told.markdown
        (table,) = of_kind(found, Table)
        results = assessed(unit_id).results
        assert sum(len(group.rows) for group in table.groups) == results["lead_agency"].nunique()
        counts = [row[3].text for group in table.groups for row in group.rows]
        total = sum(int(each.split("/")[1]) for each in counts)
        assert total == results["indicator_id"].nunique()


def test_an_agency_hands_over_to_its_successor(assessed: Assessed) -> None:
    ended = assessed("vinh-long").for_agency("Sở Lao động - Thương binh và Xã hội")
    (told,) = of_kind(closing.page(ended, "vi").items, Callout)
    assert "Tiếp nhận: Sở Y tế." in told.markdown and "01/03/2025" in told.markdown
    signed = closing.signatures(ended, "vi")
    assert isinstance(signed, Signatories) and signed.recipients[0] == "Sở Y tế;"
