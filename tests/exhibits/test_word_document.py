"""The Word document as the office that edits it gets it: opened again and looked through."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree
from PIL import Image

from analysis.exhibits import (
    Annex,
    Callout,
    Cell,
    Column,
    Exhibit,
    Figure,
    Heading,
    Letterhead,
    Prose,
    RowGroup,
    Signatories,
    Table,
)
from analysis.exhibits.word.document import word_document

WATERMARK = "SỐ LIỆU MINH HỌA"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 62" width="160" height="62">'
    '<rect width="160" height="62" fill="#fff"/><path d="M10 50 L150 10" stroke="#0b5394"/></svg>'
)
HEAD = Letterhead(
    parent_body="",
    issuing_body="Ủy ban nhân dân tỉnh Ninh Bình",
    motto_country="Cộng hòa xã hội chủ nghĩa Việt Nam",
    motto_words="Độc lập - Tự do - Hạnh phúc",
    number="Số: …/BC-UBND",
    place_date="Ninh Bình, ngày 05 tháng 02 năm 2026",
    kind="Báo cáo",
    subject="Đánh giá năm 2026",
    edition_line="Kỳ đánh giá: năm 2026",
    data_cutoff_line="",
    watermark=WATERMARK,
    lang="vi",
    title_plain="Đánh giá năm 2026 – Ninh Bình",
)


def table(anchor: str, *, landscape: bool = False) -> Table:
    rows = tuple(
        (Cell(f"Hàng {k}"), Cell("9,5 ‰"), Cell("Đạt", "achieved", bold=k == 0)) for k in range(60)
    )
    columns = (
        Column("Chỉ số", width=3),
        Column("Mới nhất", "right", 1),
        Column("Kết luận", width=1),
    )
    groups = (RowGroup(None, rows[:30]), RowGroup("Nhóm hai", rows[30:]))
    return Table(f"Bảng {anchor}", columns, groups, anchor, "Nguồn: sổ số liệu.", landscape)


BODY: tuple[Exhibit, ...] = (
    Heading(1, "I. TÓM TẮT", "tom-tat"),
    Callout("warning", "**Số liệu** mô phỏng"),
    Prose("Xem [bảng](#bang-1) và [ngoài](https://example.org).\n\n- một\n- hai\n\n3. ba\n4. bốn"),
    table("bang-1"),
    Heading(2, "1. Mục tiêu", "muc-tieu"),
    Heading(3, "Chỉ tiêu 3", "chi-tieu-3"),
    Figure(SVG, "Tăng từ 85,0 % lên 93,1 %", "Hình 1. Quỹ đạo", "hinh-1", "Nguồn: GSO."),
    Prose("Lời bàn."),
    table("bang-2", landscape=True),
    Signatories("Nơi nhận:", ("Như trên;", "Lưu: VT."), ("TM. ỦY BAN", "", ""), "Trên đây là./."),
    Annex("Phụ lục I. Kết quả", "phu-luc-1", belongs="(Kèm theo Báo cáo số 1/BC)"),
    table("bang-3", landscape=True),
    Annex("Phụ lục II. Phương pháp", "phu-luc-2"),
    Prose("Hết."),
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return word_document(HEAD, BODY)


@pytest.fixture(scope="module")
def document(content: bytes) -> WordDocument:
    return Document(io.BytesIO(content))


def named(document: WordDocument, *styles: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style and p.style.name in styles]


def test_headings_are_word_s_own_and_carry_the_outline(document: WordDocument) -> None:
    assert named(document, "Heading 1") == ["I. TÓM TẮT"]
    assert named(document, "Heading 2") == ["1. Mục tiêu"]
    assert named(document, "Heading 3") == ["Chỉ tiêu 3"]
    assert len(named(document, "Annex Heading")) == 2
    assert document.styles["Annex Heading"].base_style == document.styles["Heading 1"]
    levels = [
        document.styles[f"Heading {k}"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for k in (1, 2, 3)
    ]
    assert levels == ["0", "1", "2"]


def test_tables_repeat_their_head_and_keep_their_rows_whole(document: WordDocument) -> None:
    shown = [
        found for found in document.tables if found.style and found.style.name == "Report Table"
    ]
    assert len(shown) == 3
    for found in shown:
        first, *others = found._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *others))
        assert len(others) == 61
        assert found._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Bảng bang-")
        assert found.rows[1].cells[2].text == "✓\u00a0Đạt"
    assert named(document, "Caption") == ["Bảng bang-1", "Bảng bang-2", "Bảng bang-3"]


def test_the_picture_speaks_and_is_sharp(document: WordDocument, content: bytes) -> None:
    (picture,) = document.inline_shapes
    about = picture._inline.docPr
    assert about.get("descr") == "Tăng từ 85,0 % lên 93,1 %"
    assert about.get("title") == "Hình 1. Quỹ đạo"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        (name,) = [part for part in parts.namelist() if part.endswith(".png")]
        width = Image.open(io.BytesIO(parts.read(name))).width
    assert width / (picture.width / Mm(25.4)) >= 200


def test_pages_have_the_form_of_the_decree(document: WordDocument) -> None:
    directions = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    assert directions == [False, True, False, True, False]
    for section, lies in zip(document.sections, directions, strict=True):
        assert section.page_width is not None and section.page_height is not None
        sides = (round(section.page_width.mm), round(section.page_height.mm))
        assert sides == ((297, 210) if lies else (210, 297))
        assert section.left_margin is not None and section.left_margin.mm >= 19.9
        xml = section.header._element.xml
        assert " PAGE " in xml
        assert WATERMARK in xml
    first = document.sections[0]
    assert first.left_margin is not None and round(first.left_margin.mm) == 30
    assert first.different_first_page_header_footer
    assert " PAGE " not in first.first_page_header._element.xml
    assert WATERMARK in first.first_page_header._element.xml
    starts = [section._sectPr.find(qn("w:pgNumType")) is not None for section in document.sections]
    assert starts == [False, False, False, True, False], "the annexes are counted together"


def test_language_fonts_and_properties_are_set(document: WordDocument, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        styles = parts.read("word/styles.xml").decode()
        fonts = parts.read("word/fontTable.xml").decode()
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
    assert 'w:lang w:val="vi-VN"' in styles
    assert 'w:ascii="Times New Roman"' in styles
    assert 'w:altName w:val="Liberation Serif"' in fonts
    assert document.core_properties.title == HEAD.title_plain
    assert document.core_properties.language == "vi-VN"
    assert "python" not in document.core_properties.author.lower()
    english = word_document(replace(HEAD, lang="en"), BODY[:3])
    with zipfile.ZipFile(io.BytesIO(english)) as parts:
        assert 'w:lang w:val="en-GB"' in parts.read("word/styles.xml").decode()


def test_links_lead_to_places_in_the_document(document: WordDocument) -> None:
    body = document.element.body
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    assert len(set(marks)) == len(marks) == 9
    assert links
    assert set(links) <= set(marks)
    assert all(len(mark) <= 40 and mark.replace("_", "").isalnum() for mark in marks)


def test_lists_count_from_where_they_begin(document: WordDocument) -> None:
    assert named(document, "List Bullet") == ["một", "hai"]
    assert named(document, "List Number") == ["ba", "bốn"]
    numbering: Any = document.part.numbering_part.element
    starts = [start.get(qn("w:val")) for start in numbering.iter(qn("w:startOverride"))]
    assert starts == ["3"]


def test_the_country_s_name_has_room_for_one_line(document: WordDocument) -> None:
    head = document.tables[0]._tbl
    left, right = (int(column.get(qn("w:w"))) for column in head.tblGrid)
    # 35 bold capitals of 12 points, each 0.7 of its size wide in Times.
    assert right / 20 > 35 * 12 * 0.7
    assert left + right <= 9300
    assert {each.get(qn("w:w")) for each in head.iter(qn("w:left"), qn("w:right"))} == {"0"}


def test_an_official_letter_has_its_subject_below_its_number_and_no_title() -> None:
    letter = replace(HEAD, kind="", subject="V/v số liệu còn thiếu")
    written = Document(io.BytesIO(word_document(letter, BODY[:1])))
    lines = written.tables[0].cell(1, 0).text.splitlines()
    assert lines == [letter.number, "V/v số liệu còn thiếu"]
    assert not [each for each in written.paragraphs if each.style.name == "Title"]


def test_the_end_of_the_table_before_it_goes_with_the_signature() -> None:
    rows = tuple((Cell(f"hàng {k}"), Cell("x")) for k in range(5))
    table = Table("Bảng", (Column("a"), Column("b")), (RowGroup(None, rows),), "bang-cuoi")
    end = Signatories("Nơi nhận:", ("Như trên;",), ("TM. ỦY BAN",), "Trên đây là./.")
    written = Document(io.BytesIO(word_document(HEAD, (table, end))))
    (found,) = [each for each in written.tables if each.cell(0, 0).text == "a"]
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in found.rows]
    assert kept == [True, None, None, None, True, True]


def test_the_signature_has_company_and_real_data_have_no_mark(document: WordDocument) -> None:
    (closing,) = [p for p in document.paragraphs if p.text == "Trên đây là./."]
    assert closing.paragraph_format.keep_with_next
    block = document.tables[-2]
    assert "Nơi nhận:" in block.rows[0].cells[0].text
    assert "TM. ỦY BAN" in block.rows[0].cells[1].text
    real = Document(io.BytesIO(word_document(replace(HEAD, watermark=None), BODY[:3])))
    assert WATERMARK not in real.sections[0].header._element.xml


def test_same_exhibits_give_the_same_bytes(content: bytes) -> None:
    assert word_document(HEAD, BODY) == content


def test_an_annex_tells_centred_and_in_italics_to_what_it_belongs(document: WordDocument) -> None:
    paragraphs = list(document.paragraphs)
    place = next(at for at, each in enumerate(paragraphs) if each.text == "Phụ lục I. Kết quả")
    belongs = paragraphs[place + 1]
    assert belongs.text == "(Kèm theo Báo cáo số 1/BC)"
    assert belongs.alignment == WD_ALIGN_PARAGRAPH.CENTER and belongs.runs[0].italic
    assert belongs.paragraph_format.first_line_indent == 0
    assert belongs.paragraph_format.keep_with_next
    # An annex that belongs to no numbered report has no such line, and no blank one.
    other = next(at for at, each in enumerate(paragraphs) if each.text.startswith("Phụ lục II"))
    assert paragraphs[other + 1].text == "Hết."
