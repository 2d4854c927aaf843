"""Page one and page two: they say what the results say, and fit their pages in PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from making.libre_office import printed
from report.whole_reports import REPORTS, every_language, every_report, of_kind

from analysis.assessment import Assessment
from analysis.exhibits import Blank, Figure, Heading, Hint, Prose, Table, typeset, word_document
from analysis.language import Lang, text
from analysis.programme import AT_RISK, wording
from analysis.report import message, scorecard, sections
from analysis.report.cells import short_label

if TYPE_CHECKING:
    from tests.conftest import Assessed

pytestmark = pytest.mark.slow


def card_of(found: Any) -> Table:
    (card,) = [table for table in of_kind(found, Table) if table.anchor == "bang-diem"]
    return card


@every_report
@every_language
def test_message_and_scorecard_are_a_page_each(assessed: Assessed, name: str, lang: Lang) -> None:
    _check_pages(assessed(*REPORTS[name]), lang)


@pytest.mark.slow
@every_language
def test_the_message_of_a_unit_that_inherits_plans_is_one_page(
    assessed: Assessed, lang: Lang
) -> None:
    _check_pages(assessed("vinh-long-2025"), lang)


@pytest.mark.parametrize("unit_id", ["vinh-long", "ninh-binh"])
@every_language
def test_the_message_is_one_page_in_word_without_times(
    assessed: Assessed, unit_id: str, lang: Lang, tmp_path: Path
) -> None:
    """The machine's serif is wider than Times: what fits in it fits in any other."""
    assessment = assessed(unit_id, "illustrative")
    shown = _message_and_scorecard(assessment, lang)
    document = word_document(sections.heading_block(assessment, lang), shown)
    pages = pypdfium2.PdfDocument(io.BytesIO(printed(document, tmp_path)))
    assert len(pages) == 2
    first, second = (page.get_textpage().get_text_bounded() for page in pages)
    assert text("message.bars_source", lang) in " ".join(first.split())
    assert text("scorecard.heading", lang) in second


def _message_and_scorecard(assessment: Assessment, lang: Lang) -> tuple[Any, ...]:
    items = [*message.opening(assessment, lang).items, *scorecard.scores(assessment, lang).items]
    return tuple(item for item in items if not isinstance(item, Hint))


def _check_pages(assessment: Assessment, lang: Lang) -> None:
    shown = _message_and_scorecard(assessment, lang)
    pdf = typeset(sections.heading_block(assessment, lang), shown, None)
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(pages) == 2
    first, second = (page.get_textpage().get_text_bounded() for page in pages)
    assert text("message.heading", lang) in first
    assert text("scorecard.heading", lang) in second
    assert text("rendering.contents", lang).upper() not in first


@every_report
def test_every_indicator_has_one_row_with_its_verdicts(
    report: Any, assessed: Assessed, name: str
) -> None:
    assessment = assessed(*REPORTS[name])
    results = assessment.results
    card = card_of(report(name, "vi"))
    rows = {row[0].text.split(",")[0]: row for group in card.groups for row in group.rows}
    assert len(rows) == results["indicator_id"].nunique()
    final = results["target_year"].max()
    for (_, row), place in ((each, -2) for each in results.iterrows()):
        cells = rows[short_label(assessment, row["indicator_id"], "vi").split(",")[0]]
        years = sorted(results["target_year"].unique())
        where = place if row["target_year"] == final else 3 + years.index(row["target_year"])
        assert cells[where].tone == row["status"]
        assert cells[where].said == wording.short_status(
            row["status"], "vi", past=row["unobserved"]
        )


def test_every_picture_of_the_card_tells_its_figures(report: Any, assessed: Assessed) -> None:
    assessment = assessed("vinh-long", "illustrative")
    drawn = [*card_of(report("illustrative", "vi")).pictures()]
    known = assessment.results.drop_duplicates("indicator_id")["latest_year"].notna().sum()
    assert len(drawn) > known
    assert all(any(sign.isdigit() for sign in picture.alt) for picture in drawn)


def test_several_indicators_of_a_target_have_letters(report: Any) -> None:
    names = [row[0].text for group in card_of(report("illustrative", "vi")).groups
             for row in group.rows]  # fmt: skip
    assert [each.split(".")[0] for each in names][2:5] == ["3a", "3b", "3c"]
    assert names[0].startswith("1. ")


@every_report
def test_the_bars_count_every_target(report: Any, assessed: Assessed, name: str) -> None:
    results = assessed(*REPORTS[name]).results
    (bars,) = [item for item in of_kind(report(name, "vi"), Figure) if item.anchor == "bd-ket-luan"]
    for year, own in results.groupby("target_year"):
        told = bars.alt.split(f"{year}: ")[1].split(".")[0]
        assert sum(int(part.split()[-1]) for part in told.split(", ")) == len(own)


def test_the_worst_and_the_largest_miss_are_those_of_the_results(
    report: Any, assessed: Assessed
) -> None:
    assessment = assessed("vinh-long", "illustrative")
    results = assessment.results
    found = report("illustrative", "vi")
    start = next(k for k, item in enumerate(found)
                 if getattr(item, "anchor", "") == "danh-gia-chung")  # fmt: skip
    said = found[start + 1].markdown
    risky = results[results["status"].isin(AT_RISK) & (results["target_year"] == 2030)]
    worst = risky.loc[risky["attainment_probability"].idxmin(), "indicator_id"]
    named = short_label(assessment, worst, "vi").replace(". ", " – ")
    assert f"Nguy cơ cao nhất là chỉ số {named}: " in said
    assert "Xa mục tiêu nhất là chỉ số 18b – Bỏ học trung học cơ sở: " in said
    counted = [int((results["status"] == "not_achieved").sum()), len(risky)]
    assert "đối với {} chỉ số không đạt và {} chỉ số khó hoặc rất khó đạt".format(*counted) in said
    assert [line.split(".")[0] for line in said.split("\n")] == ["1", "2", "3", "4"]


@every_report
def test_who_has_to_act_agrees_with_the_results(report: Any, assessed: Assessed, name: str) -> None:
    assessment = assessed(*REPORTS[name])
    (table,) = [t for t in of_kind(report(name, "vi"), Table) if t.anchor == "bang-viec"]
    heads = [column.label for column in table.columns]
    owed = heads.index(text("message.column_owed", "vi"))
    rows = table.groups[0].rows
    told = [row[owed].text for row in rows if row[owed].text != "–"]
    assert sum(int(each.split()[0]) for each in told) == len(assessment.owed)
    missed = text("message.column_missed", "vi")
    wanted = (assessment.results["status"] == "not_achieved").sum()
    assert (missed in heads) == bool(wanted)
    if missed in heads:
        counts = [row[heads.index(missed)].text for row in rows]
        assert sum(int(each) for each in counts if each != "–") == wanted


# What only the office can say


@every_language
def test_room_is_left_for_what_the_office_has_not_said(assessed: Assessed, lang: Lang) -> None:
    items = sections.proposals(assessed("trieu-son"), lang).items
    (blank,) = of_kind(items, Blank)
    assert len(blank.titles) == 3
    assert not of_kind(items, Prose)


def test_what_the_office_says_takes_its_place(assessed: Assessed) -> None:
    assessment = assessed("trieu-son")
    words = {(2026, "causes"): "Thiếu cán bộ thống kê."}
    noted = replace(assessment, inputs=replace(assessment.inputs, commentary=words))
    items = sections.proposals(noted, "vi").items
    titles = [item.text for item in of_kind(items, Heading)]
    assert titles == [text("proposals.heading", "vi"), "2. Nguyên nhân"]
    assert [item.markdown for item in of_kind(items, Prose)] == ["Thiếu cán bộ thống kê."]
    assert [len(item.titles) for item in of_kind(items, Blank)] == [1, 1]
