"""The form of an office's report, and one count of what is known, owed and overdue."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader
from report.whole_reports import every_language, exhibits, flat, of_kind, sections_of, texts

from analysis.exhibits import Annex, Heading, Hint, Prose, Table, Tiles, typeset
from analysis.language import Lang, text
from analysis.ledger import DataKind
from analysis.report import message, sections
from analysis.report.cells import days_overdue

if TYPE_CHECKING:
    from tests.conftest import Assessed

pytestmark = pytest.mark.slow


def test_the_report_is_titled_and_addressed_as_an_office_does(report: Any) -> None:
    found = report("ninh-binh", "vi")
    assert found[0].kind == "BÁO CÁO"
    assert found[0].subject == (
        "Kết quả thực hiện Chương trình hành động vì trẻ em trên địa bàn tỉnh Ninh Bình năm 2025"
    )
    assert of_kind(found, Prose)[0].markdown == "Kính gửi: Bộ Y tế."


def test_the_closing_sentence_names_who_reports_to_whom(assessed: Assessed) -> None:
    assessment = assessed("ninh-binh", "real")
    closing = sections.signatures(assessment, "vi").closing
    assert "Ủy ban nhân dân tỉnh Ninh Bình kính báo cáo Bộ Y tế" in closing
    own = assessment.for_agency("Sở Tư pháp")
    assert "đề nghị Sở Tư pháp" in sections.signatures(own, "vi").closing
    nobody = assessed("trieu-son", "real")
    assert "báo cáo kết quả" in sections.signatures(nobody, "vi").closing


@pytest.mark.parametrize(
    ("lang", "asked"), [("vi", "gửi số liệu còn thiếu"), ("en", "send the figures owed")]
)
def test_a_letter_asks_for_figures_only_where_some_are_owed(
    assessed: Assessed, lang: Lang, asked: str
) -> None:
    owing, sent = (assessed("vinh-long", data).for_agency("Sở Y tế")
                   for data in ("real", "illustrative"))  # fmt: skip
    assert len(owing.owed) and sent.owed.empty
    assert asked in sections.signatures(owing, lang).closing
    assert asked not in sections.signatures(sent, lang).closing


@every_language
def test_an_agency_gets_an_official_letter_about_its_own_targets(
    assessed: Assessed, lang: Lang
) -> None:
    whole = assessed("vinh-long", "real")
    own = whole.for_agency("Sở Y tế")
    head = sections.heading_block(own, lang)
    assert head.is_letter
    assert head.number.endswith("/UBND-…")
    assert head.subject.startswith("V/v " if lang == "vi" else "Re: ")
    assert not sections.heading_block(whole, lang).is_letter
    page = head.html()
    assert page.count("<h1") == 1
    assert page.index(head.number.strip()) < page.index("<h1") < page.index("mn-date")


def test_a_letter_leaves_out_what_is_odd_in_the_targets_of_others(assessed: Assessed) -> None:
    whole = assessed("vinh-long", "real")
    own = whole.for_agency("Sở Y tế")
    ids = set(own.results["indicator_id"])
    named = [set(each.split()) for each in own.inputs.findings["indicator_ids"]]
    assert 0 < len(named) < len(whole.inputs.findings)
    assert all(each & ids for each in named)


@pytest.mark.parametrize("data", ["illustrative", "real"])
@every_language
def test_a_letter_is_four_pages_and_refers_to_no_annex(
    assessed: Assessed, data: DataKind, lang: Lang
) -> None:
    own = assessed("vinh-long", data).for_agency("Sở Y tế")
    head, *body = exhibits(own, lang)
    before = takewhile(lambda item: not isinstance(item, Annex), body)
    printed = tuple(item for item in before if not isinstance(item, Hint))
    assert not re.search(r"Phụ lục|Annex", "\n".join(texts(printed)))
    pages = PdfReader(io.BytesIO(typeset(head, printed, None))).pages
    assert len(pages) <= 4


@every_language
def test_every_annex_says_to_which_report_it_is_attached(report: Any, lang: Lang) -> None:
    found = report("ninh-binh", lang)
    annexes = [item for item in found if isinstance(item, Annex)]
    assert annexes
    for annex in annexes:
        assert "BC-UBND" in annex.belongs, annex.anchor


def test_indicators_are_lettered_in_each_objective(report: Any) -> None:
    letters: list[list[str]] = []
    for item in of_kind(report("illustrative", "vi"), Heading):
        if item.level == 2:
            letters.append([])
        elif item.level == 3 and (letter := re.match(r"(\w+)\) ", item.text)):
            letters[-1].append(letter[1])
    assert letters[0][:7] == ["a", "b", "c", "d", "đ", "e", "g"]
    assert all(group[0] == "a" for group in letters if group)


def test_what_is_known_is_told_in_the_same_words_everywhere(report: Any) -> None:
    said = [item.markdown for item in of_kind(report("ninh-binh", "vi"), Prose)]
    told = "Trong 24 chỉ tiêu (35 chỉ số thành phần), 4 chỉ số đã có số liệu, 31 chỉ số chưa có"
    assert sum(told in each for each in said) == 2


def test_owed_figures_show_days_overdue_in_bold(assessed: Assessed) -> None:
    assessment = replace(assessed("ninh-binh", "real"), day=date(2026, 11, 30))
    assert days_overdue(assessment, 2025) == 15
    early = replace(assessment, day=date(2026, 11, 1))
    assert days_overdue(early, 2025) == 0
    shown = list(flat(iter([message.opening(assessment, "vi")])))
    (actions,) = [t for t in of_kind(tuple(shown), Table) if t.anchor == "bang-viec"]
    last = actions.groups[0].rows[0][-1]
    assert "quá hạn 15 ngày" in last.text and last.bold


def test_an_agency_that_ended_is_shown_with_its_successor(report: Any) -> None:
    found = report("illustrative", "vi")
    (actions,) = [t for t in of_kind(found, Table) if t.anchor == "bang-viec"]
    assert "Sở Y tế tiếp nhận" in actions.note


def test_a_failed_span_names_the_year_that_broke_it(report: Any) -> None:
    found = report("illustrative", "vi")
    (scores,) = [t for t in of_kind(found, Table) if t.anchor == "bang-diem"]
    cells = [cell.text for group in scores.groups for row in group.rows for cell in row]
    assert [each.replace("\u00a0", " ") for each in cells if "2021:" in each] == ["0 (2021: 2)"]


def test_a_reference_indicator_borrows_no_words_of_targets(assessed: Assessed) -> None:
    note = text("exhibits.borrowed_note", "vi")
    found = tuple(flat(sections_of(assessed("dong-nai", "real"), "vi")))
    near = [tile for grid in of_kind(found, Tiles) for tile in grid.tiles
            if tile.label.startswith("Gần chỉ tiêu")]  # fmt: skip
    assert near
    for tile in near:
        assert "mục tiêu" not in tile.title and note not in tile.alt
        assert [mark.tone for mark in tile.marks] == ["not_judged"]


def test_the_results_have_the_paces_and_children_of_the_text(assessed: Assessed) -> None:
    rows = assessed("vinh-long", "illustrative").published_results
    row = rows.set_index(["indicator_id", "target_year"]).loc[("stunting_u5", 2030)]
    paces = [row[f"{name}_annual_change"] for name in ("observed", "projected", "required")]
    assert all(pace < 0 for pace in paces), "a rate that has to fall falls by negative numbers"
    assert row["children_short"] == pytest.approx(820, abs=5), "of 62,585 children, not a sample"
    decided = rows[rows["status"].isin(["achieved", "not_achieved"])]
    assert decided[["projected_annual_change", "required_annual_change"]].isna().all(axis=None)
