"""From notebook to report: what is read, what is refused, what reaches the page and Typst."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pypdfium2 import PdfDocument

from analysis.exhibits.exporters import AssessmentHTMLExporter, AssessmentPDFExporter
from analysis.exhibits.formats import FORMATS, Link
from analysis.exhibits.model import (
    Annex,
    Exhibit,
    Exhibits,
    Figure,
    Heading,
    Hint,
    Letterhead,
    Prose,
    split_opening,
)
from analysis.exhibits.notebook import read_report
from analysis.exhibits.pdf import FONT_SETTING, document_data, typeset
from analysis.exhibits.table import Cell, Column, RowGroup, Table
from analysis.language import BadInput

HEAD = Letterhead(
    *["UBND", "Sở Y tế", "Cộng hòa", "Độc lập", "Số: …", "Hà Nội", "Báo cáo", "Đánh giá", "", ""],
    watermark='A"}</style>',
    lang="vi",
    title_plain="Tên & tệp",
)


def notebook(*shown: Exhibit | Exhibits, **metadata: Any) -> NotebookNode:
    cells = [
        new_code_cell(
            "secret()",
            outputs=[
                new_output("stream", name="stderr", text="UserWarning: secret"),
                new_output("execute_result", data=exhibit._repr_mimebundle_()),
            ],
        )
        for exhibit in shown
    ]
    return new_notebook(cells=cells, metadata=metadata)


def page(*shown: Exhibit | Exhibits, **metadata: Any) -> str:
    html: str = AssessmentHTMLExporter().from_notebook_node(notebook(*shown, **metadata))[0]
    return html


@pytest.mark.parametrize("exporter", [AssessmentHTMLExporter, AssessmentPDFExporter])
def test_a_notebook_that_was_not_run_is_refused(exporter: type[Any]) -> None:
    with pytest.raises(BadInput, match="has probably not been run"):
        exporter().from_notebook_node(new_notebook(cells=[new_code_cell("1")]))


def test_a_notebook_that_failed_is_refused_with_the_cell_and_the_error() -> None:
    failed = notebook(HEAD)
    error = new_output("error", ename="KeyError", evalue="'ninh-binh'", traceback=[])
    failed.cells.append(new_code_cell("x", outputs=[error]))
    with pytest.raises(BadInput) as refusal:
        read_report(failed)
    assert "Ô thứ 2 dừng vì lỗi KeyError: 'ninh-binh'" in refusal.value.message("vi")


def test_an_exhibit_of_another_version_is_refused() -> None:
    changed = notebook(HEAD)
    changed.cells[0].outputs[1].data["application/vnd.mangnon.exhibit+json"]["exhibit"] = "Video"
    with pytest.raises(BadInput, match="unknown exhibit 'Video'"):
        read_report(changed)


def test_report_takes_its_date_from_the_metadata_and_its_head_from_the_letterhead() -> None:
    report = read_report(notebook(HEAD, Prose("x"), mangnon={"date": "2026-02-05"}))
    assert report.letterhead == HEAD
    assert report.dated == date(2026, 2, 5)
    assert report.body == (Prose("x"),)


def test_without_a_letterhead_the_metadata_tell_language_and_title() -> None:
    report = read_report(notebook(Prose("x"), title="Method", mangnon={"lang": "en"}))
    assert (report.letterhead.lang, report.letterhead.title_plain) == ("en", "Method")
    assert read_report(notebook(Prose("x"))).letterhead.title_plain == "Báo cáo"


def test_repeated_anchors_are_numbered() -> None:
    twice = Exhibits((Heading(1, "A", "a"), Heading(1, "B", "a"), Heading(1, "C", "a-2")))
    anchors = [heading.anchor for heading in read_report(notebook(twice)).body]  # type: ignore[union-attr]
    assert anchors == ["a", "a-2", "a-2-2"]


def test_page_shows_no_code_and_no_warning() -> None:
    html = page(HEAD, Prose("chữ"))
    assert "secret" not in html
    assert "chữ" in html
    assert "<title>Tên &amp; tệp</title>" in html


def test_a_page_leads_to_what_is_published_beside_it_and_alone_to_nothing() -> None:
    report = notebook(HEAD, Prose("Nội dung"))
    beside = [Link("assessment.pdf", "PDF"), Link('../"<a>', "Tất cả <&>")]
    page_format = next(form for form in FORMATS if form.ending == "html")
    found = BeautifulSoup(page_format.render(report, beside), "html.parser")
    links = found.select("nav.beside a")
    assert [(link["href"], link.get_text()) for link in links] == beside
    assert not BeautifulSoup(page_format.render(report), "html.parser").select("nav.beside")


def test_a_broad_picture_can_be_scrolled_by_keyboard_and_is_named() -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    for width, scrolls in ((163.0, True), (80.0, False)):
        shown = Figure(picture, "Một hình", "Hình", "hinh", width_mm=width).html()
        holder = BeautifulSoup(shown, "html.parser").select_one(".mn-picture")
        assert holder is not None
        assert holder.has_attr("tabindex") == scrolls
        assert not scrolls or f'id="{holder["aria-labelledby"]}"' in shown


def test_a_watermark_cannot_end_the_style_block() -> None:
    assert page(HEAD).count("</style>") == 1


def test_page_has_a_section_per_annex() -> None:
    html = page(HEAD, Prose("x"), Annex("Phụ lục I", "p1", on_paper=False), Annex("II", "p2"))
    assert html.count('<section class="annex') == 2
    assert html.count('<section class="annex mn-off-paper">') == 1


def headings(count: int) -> tuple[Heading, ...]:
    return tuple(Heading(1 if k % 5 == 0 else 2, f"{k}", f"h{k}") for k in range(count))


@pytest.mark.parametrize(("count", "depth"), [(6, 0), (7, 2), (26, 2), (27, 1)])
def test_contents_list_fits_the_length_of_the_report(count: int, depth: int) -> None:
    data = document_data(HEAD, headings(count), None, "")
    assert data["contents_depth"] == depth


def test_typst_data_have_parsed_prose_symbols_and_parts() -> None:
    table = Table("T", (Column("a"),), (RowGroup(None, ((Cell("x", "likely"),),)),), "t")
    data = document_data(HEAD, (Prose("*a*"), table, Annex("PL", "pl"), Prose("b")), None, "")
    first, second = data["parts"]
    assert first["exhibits"][0]["nodes"][0]["children"][0]["kind"] == "emphasis"
    assert first["exhibits"][1]["groups"][0]["rows"][0][0]["symbol"] == "▲"
    assert second["annex"]["title"] == "PL"
    assert data["anchors"] == ["t", "pl"]


def test_a_link_to_nowhere_and_markup_of_typst_are_plain_text() -> None:
    tricky = Prose(r"[x](#khong-co) #panic() $a$ *b* \\ `#c` @d <e> = f")
    assert typeset(HEAD, (tricky,), None).startswith(b"%PDF")


def test_a_font_that_the_machine_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONT_SETTING, "No Such Font")
    with pytest.raises(BadInput, match="unknown font family: no such font"):
        typeset(HEAD, (Prose("x"),), None)


def table(anchor: str) -> Table:
    return Table(f"Bảng {anchor}", (Column("Cột"),), (RowGroup(None, ((Cell("x"),),)),), anchor)


def chart(anchor: str) -> Figure:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    return Figure(svg, "chữ thay hình", f"Hình {anchor}", anchor)


def test_tables_and_figures_are_numbered_each_in_their_own_count() -> None:
    found = read_report(notebook(HEAD, table("a"), chart("b"), table("c"), chart("d"))).body
    captions = [item.caption for item in found if isinstance(item, Table | Figure)]
    assert captions == [
        "Bảng 1. Bảng a", "Hình 1. Hình b", "Bảng 2. Bảng c", "Hình 2. Hình d",
    ]  # fmt: skip


def test_a_hint_to_the_analyst_is_in_the_notebook_and_in_no_report() -> None:
    shown = (HEAD, Heading(1, "I. TÓM TẮT", "tom-tat"), Hint("Chưa có nhận định"), Prose("Lời"))
    assert "Chưa có nhận định" in shown[2]._repr_mimebundle_()["text/html"]
    assert not [item for item in read_report(notebook(*shown)).body if isinstance(item, Hint)]
    assert "Chưa có nhận định" not in page(*shown)


def test_words_before_the_first_heading_stand_above_the_contents() -> None:
    shown = page(HEAD, Prose("Lời mở đầu"), *headings(8), Prose("Lời sau"))
    parts = ("Lời mở đầu", "<nav ", "Lời sau")
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "body",
    [(table("a"), Heading(1, "I", "i")), (Prose("không có đề mục"),), (Heading(1, "I", "i"),)],
    ids=["more than words", "no heading", "nothing before it"],
)
def test_only_words_with_a_heading_after_them_are_an_opening(body: tuple[Exhibit, ...]) -> None:
    assert split_opening(body) == ((), body)


def test_no_line_of_the_pdf_breaks_inside_a_number_or_before_its_sign() -> None:
    # Words of growing length move the number over every place of a line.
    words = [
        Prose(f"{'chữ ' * 10}{'m' * k} khoảng dự báo 80 % và 1.234,5 ‰ nữa.") for k in range(60)
    ]
    document = PdfDocument(typeset(HEAD, tuple(words), None))
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert sum("80 %" in line.replace("\xa0", " ") for line in lines) == len(words)
    assert sum("1.234,5 ‰" in line.replace("\xa0", " ") for line in lines) == len(words)
