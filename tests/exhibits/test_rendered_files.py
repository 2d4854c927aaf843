"""The two files as their readers get them: the page parsed, the PDF opened."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pypdfium2
import pytest
from matplotlib.figure import Figure as Drawing
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from analysis.exhibits import (
    TONES,
    Annex,
    Callout,
    Cell,
    Column,
    Exhibits,
    Figure,
    Heading,
    Letterhead,
    Prose,
    RowGroup,
    Signatories,
    Table,
    as_svg,
    drawing,
)
from analysis.exhibits.exporters import (
    AssessmentHTMLExporter,
    AssessmentPDFExporter,
    AssessmentWordExporter,
)
from analysis.exhibits.pdf import typeset
from analysis.exhibits.pdf_tags import with_row_headers
from analysis.exhibits.spacing import with_kept_numbers

pytestmark = pytest.mark.slow

WATERMARK = "SỐ LIỆU MINH HỌA"
# Every vowel with every tone mark, and words that older fonts and fillers break.
LETTERS = (
    "a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ đ e è ẻ ẽ é ẹ ê ề ể ễ ế ệ i ì ỉ ĩ í ị o ò ỏ õ ó ọ "
    "ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ u ù ủ ũ ú ụ ư ừ ử ữ ứ ự y ỳ ỷ ỹ ý ỵ"
)
PHRASE = "Thuở ấy khuỷu tay ngoằn ngoèo, quỷ quyệt, rượu nghĩa hữu nghị ở Đắk Lắk và Bắc Kạn"


def chart() -> str:
    with drawing("test"):
        drawn = Drawing(figsize=(6, 3))
        axes = drawn.subplots()
        axes.plot([2020, 2024], [85.0, 93.1])
        axes.set_ylabel("Tỷ lệ trẻ em (%)")
        return as_svg(drawn)


def wide_table(anchor: str, landscape: bool) -> Table:
    keys = list(TONES)
    labels = ("Chỉ tiêu", "Mục tiêu", "Gốc", "Mới nhất", "Dự báo", "Xác suất", "Trạng thái")
    rows = tuple(
        (
            Cell(f"Hàng {k} {PHRASE}"),
            *(Cell(f"{k},5 %") for _ in range(5)),
            Cell("Trạng thái", keys[k % len(keys)]),
        )
        for k in range(40)
    )
    columns = tuple(Column(label, width=4.0 if k == 0 else 1.5) for k, label in enumerate(labels))
    groups = (RowGroup("Mục tiêu 1", rows[:20]), RowGroup("Mục tiêu 2", rows[20:]))
    return Table("Bảng kết quả", columns, groups, anchor, "Nguồn: sổ số liệu.", landscape)


def sections() -> Iterator[Exhibits]:
    for k, number in enumerate(("II", "III", "IV", "V"), start=1):
        yield Exhibits(
            (
                Heading(1, f"{number}. MỤC TIÊU {k}", "muc-tieu"),
                Heading(2, "1. Chỉ tiêu", "chi-tieu"),
                Prose(f"{PHRASE}."),
                Figure(chart(), f"Tăng {k}", f"Hình {k}. Quỹ đạo", f"hinh-{k}", "Nguồn: GSO."),
            )
        )


@pytest.mark.parametrize("sign", ["%", "‰"])
def test_pdf_ends_no_line_within_a_range(sign: str) -> None:
    # One word more each time: every place of the line is tried.
    said = f"khoảng dự báo 67,4 {sign}–99,6 {sign}; "
    body = [Prose("từ " * count + said * 9) for count in range(12)]
    head = Letterhead(*[""] * 10, watermark=None, lang="vi", title_plain="Tên")
    data = typeset(head, tuple(map(with_kept_numbers, body)), None)
    lines = [line for page in PdfReader(io.BytesIO(data)).pages
             for line in page.extract_text().splitlines()]  # fmt: skip
    assert sum(line.count("67,4") for line in lines) == 12 * 9
    assert not [line for line in lines if line.lstrip().startswith(("–", "99,6"))]


def test_pdf_centres_the_head_of_an_annex() -> None:
    """Decree 30/2020/ND-CP: the title, and under it to which document the annex belongs."""
    head = Letterhead(*[""] * 10, watermark=None, lang="vi", title_plain="Tên")
    belongs = "(Kèm theo Báo cáo số 1/BC)"
    body = (Prose("Lời."), Annex("Phụ lục", "p", belongs=belongs), Prose("Hết."))
    page = pypdfium2.PdfDocument(typeset(head, body, None))[1]
    words = page.get_textpage()
    # Between a left margin of 30 mm and a right one of 17 mm.
    middle = (page.get_width() + (30 - 17) / 25.4 * 72) / 2
    for said in ("Phụ lục", belongs):
        at, count = words.search(said).get_next()
        left, right = words.get_charbox(at)[0], words.get_charbox(at + count - 1)[2]
        assert (left + right) / 2 == pytest.approx(middle, abs=2.0), said


@pytest.fixture(scope="module")
def notebook() -> NotebookNode:
    head = Letterhead(
        parent_body="Ủy ban nhân dân tỉnh Ninh Bình",
        issuing_body="Sở Y tế",
        motto_country="Cộng hòa xã hội chủ nghĩa Việt Nam",
        motto_words="Độc lập - Tự do - Hạnh phúc",
        number="Số: …/BC-SYT",
        place_date="Ninh Bình, ngày 05 tháng 02 năm 2026",
        kind="Báo cáo",
        subject="Đánh giá Chương trình hành động vì trẻ em năm 2025",
        edition_line="Kỳ báo cáo 2025",
        data_cutoff_line="Số liệu đến ngày 31 tháng 12 năm 2025",
        watermark=WATERMARK,
        lang="vi",
        title_plain="Báo cáo đánh giá 2025 – Ninh Bình",
    )
    summary = Exhibits(
        (
            Heading(1, "I. TÓM TẮT", "tom-tat"),
            Prose(f"{LETTERS}\n\n{LETTERS.upper()}\n\n**{PHRASE}** [bảng](#bang), [hình](#hinh-1)"),
            Callout("note", "Ghi chú <b>không đậm</b>"),
            wide_table("bang", landscape=True),
        )
    )
    end = Exhibits(
        (
            Signatories("Nơi nhận:", ("Như trên;", "Lưu: VT."), ("KT. GIÁM ĐỐC", "", "", "")),
            Annex("PHỤ LỤC I. BẢNG KẾT QUẢ", "phu-luc-1"),
            wide_table("bang-phu-luc", landscape=False),
        )
    )
    cells = [new_markdown_cell("# Ghi chú của sổ tay")]
    for exhibit in (head, summary, *sections(), end):
        shown = new_output("execute_result", data=exhibit._repr_mimebundle_())
        cells.append(new_code_cell("secret()", outputs=[shown]))
    return new_notebook(cells=cells, metadata={"mangnon": {"date": "2026-02-05"}})


class Page(HTMLParser):
    """The start tags of a page, and the nesting checked."""

    VOID = frozenset({"meta", "br", "col", "hr", "img", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def html(notebook: NotebookNode) -> str:
    page: str = AssessmentHTMLExporter().from_notebook_node(notebook)[0]
    return page


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def pdf_bytes(notebook: NotebookNode) -> bytes:
    return AssessmentPDFExporter().from_notebook_node(notebook)[0]


@pytest.fixture(scope="module")
def pdf(pdf_bytes: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_bytes))


@pytest.fixture(scope="module")
def page_texts(pdf: PdfReader) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]


@pytest.fixture(scope="module")
def structure(pdf: PdfReader) -> list[Any]:
    return list(elements(pdf.trailer["/Root"]["/StructTreeRoot"]))


def elements(node: Any) -> Iterator[Any]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif hasattr(node, "get"):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_page_is_whole_and_has_one_title(page: Page) -> None:
    assert page.open == []
    assert page.named("html")[0]["lang"] == "vi"
    assert len(page.named("h1")) == 1
    assert len(page.named("main")) == 1


def test_page_ids_are_unique_and_its_links_lead_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    links = [str(attributes["href"]) for attributes in page.named("a")]
    assert len(links) >= 12
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_page_asks_for_nothing_outside(html: str, page: Page) -> None:
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    policy = page.named("meta")[1]["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert page.named("script", "link", "iframe", "img") == []


def test_page_headings_follow_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_page_tables_and_figures_speak(page: Page) -> None:
    assert all("scope" in attributes for attributes in page.named("th"))
    pictures = page.named("svg")
    assert len(pictures) == 4
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)


def test_page_says_everything_and_nothing_of_the_notebook(html: str) -> None:
    assert LETTERS in html
    assert WATERMARK in html
    assert "&lt;b&gt;không đậm&lt;/b&gt;" in html
    assert "secret" not in html
    assert "Ghi chú của sổ tay" not in html


def test_pdf_tells_title_language_date_and_standards(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Báo cáo đánh giá 2025 – Ninh Bình"
    assert pdf.metadata["/CreationDate"].startswith("D:20260205")
    declared = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert "<pdfaid:part>2</pdfaid:part>" in declared


def test_pdf_without_a_date_is_still_accessible(notebook: NotebookNode) -> None:
    undated = new_notebook(cells=notebook.cells[:2])
    reader = PdfReader(io.BytesIO(AssessmentPDFExporter().from_notebook_node(undated)[0]))
    assert reader.metadata is not None
    assert "/CreationDate" not in reader.metadata
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_pdf_structure_has_headings_tables_and_described_figures(structure: list[Any]) -> None:
    kinds = Counter(element["/S"] for element in structure)
    assert kinds["/Title"] == 1
    assert kinds["/Table"] == 2
    # Seven column heads, two group labels and forty rows in each table; repeated heads are not
    # read again.
    assert kinds["/TH"] == 98
    # Title and contents apart: five sections and the annex.
    assert kinds["/H1"] + kinds["/H2"] == 11
    assert kinds["/Figure"] == 4
    figures = [element["/Alt"] for element in structure if element["/S"] == "/Figure"]
    assert figures == [f"Tăng {k}" for k in range(1, 5)]


def test_pdf_outline_names_every_heading(pdf: PdfReader) -> None:
    titles = [entry.title for entry in flat(pdf.outline)]
    assert titles[0] == "I. TÓM TẮT"
    assert titles[-1] == "PHỤ LỤC I. BẢNG KẾT QUẢ"
    assert len(titles) == 10


def flat(entries: Any) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_pdf_fonts_are_embedded(pdf: PdfReader) -> None:
    names = set()
    for sheet in pdf.pages:
        for font in sheet["/Resources"].get_object().get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(descriptor["/FontName"].split("+")[1])
    assert {"NotoSerif-Regular", "DejaVuSans"} <= names
    # Typst's own built-in fonts would mean that a letter was not found.
    assert all(name.startswith(("NotoSerif", "MangNonSerif", "DejaVuSans")) for name in names)


def test_pdf_text_is_the_source_letter_by_letter(page_texts: list[str]) -> None:
    whole = " ".join(page_texts)
    assert whole == unicodedata.normalize("NFC", whole)
    for phrase in (LETTERS, LETTERS.upper(), PHRASE, "Ghi chú <b>không đậm</b>"):
        assert phrase in whole
    assert "Tỷ lệ trẻ em (%)" in whole
    assert "secret" not in whole


def test_pdf_pages_are_a4_and_bear_the_watermark(pdf: PdfReader, page_texts: list[str]) -> None:
    sizes = [tuple(sorted(map(round, sheet.mediabox[2:]))) for sheet in pdf.pages]
    assert set(sizes) == {(595, 842)}
    # In the head alone: the mark across the page is a drawing, and no letter of it can be copied.
    assert all(words.count(WATERMARK) == 1 for words in page_texts)
    landscape = [float(sheet.mediabox.width) > 800 for sheet in pdf.pages]
    assert 2 <= sum(landscape) <= 4
    assert 10 <= len(pdf.pages) <= 14


def test_pdf_table_rows_are_whole_and_heads_come_again(page_texts: list[str]) -> None:
    with_rows = [words for words in page_texts if re.search(r"Hàng \d+ Thuở", words)]
    assert len(with_rows) >= 4
    assert all("Xác" in words and "Mới nhất" in words for words in with_rows)


def test_pdf_leaves_no_heading_at_the_foot_of_a_page_of_figures() -> None:
    head = Letterhead(*[""] * 10, watermark=None, lang="vi", title_plain="Tên")
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 230"/>'
    body = (
        Figure(picture, "Một hình lớn", "Hình", "hinh", width_mm=150),
        Heading(1, "II. ĐỀ MỤC", "de-muc"),
        Prose("Những dòng đầu của mục. " * 40),
    )
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(typeset(head, body, None))).pages]
    assert [("II. ĐỀ MỤC" in words) == ("Những dòng đầu" in words) for words in texts] == [
        True
    ] * len(texts)


def test_pdf_numbers_pages_from_the_second_and_annexes_anew(page_texts: list[str]) -> None:
    # A page begins with its head: number and mark.
    numbers = [re.match(rf"(\d+) {WATERMARK}", words) for words in page_texts]
    shown = [int(found[1]) if found else None for found in numbers]
    annex = next(k for k, words in enumerate(page_texts) if k and "PHỤ LỤC I." in words)
    assert shown[:annex] == [None, *range(2, annex + 1)]
    assert shown[annex:] == list(range(1, len(shown) - annex + 1))


def test_command_line_gives_the_same_bytes(
    notebook: NotebookNode, html: str, pdf_bytes: bytes, tmp_path: Path
) -> None:
    nbformat.write(notebook, tmp_path / "out.ipynb")
    for target in ("mangnon-html", "mangnon-pdf", "mangnon-docx"):
        command = [sys.executable, "-m", "nbconvert", "--to", target, "out.ipynb"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "out.pdf").read_bytes() == pdf_bytes
    assert (tmp_path / "out.html").read_text("utf-8").rstrip() == html.rstrip()
    word = AssessmentWordExporter().from_notebook_node(notebook)[0]
    assert (tmp_path / "out.docx").read_bytes() == word


def test_same_notebook_gives_the_same_pdf(notebook: NotebookNode, pdf_bytes: bytes) -> None:
    assert AssessmentPDFExporter().from_notebook_node(notebook)[0] == pdf_bytes


@pytest.mark.parametrize("profile", [ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A])
def test_pdf_is_valid(pdf_bytes: bytes, profile: ValidationProfile) -> None:
    told = validate_pdf_bytes(pdf_bytes, profile=profile)
    assert told.is_compliant, [str(failure) for failure in told.failures[:5]]


def test_row_headers_are_refused_for_another_number_of_tables(pdf_bytes: bytes) -> None:
    with pytest.raises(ValueError, match="1 tables were given, 2 are in the file"):
        with_row_headers(pdf_bytes, [True])


def test_the_validator_misses_a_text_alternative(pdf_bytes: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf_bytes)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure":
                del item["/Alt"]
        target = io.BytesIO()
        document.save(target)
    told = validate_pdf_bytes(target.getvalue(), profile=ValidationProfile.PDF_UA_1)
    assert not told.is_compliant


def test_pdf_cells_refer_to_their_column_and_their_row(structure: list[Any]) -> None:
    ids = {str(node["/ID"]): node for node in structure if "/ID" in node}
    rows = [node for node in structure if node["/S"] == "/TR"]
    for row in rows:
        cells = [cell.get_object() for cell in row["/K"]]
        for cell in cells[1:]:
            if cell["/S"] == "/TD":
                (own,) = [a for a in cell["/A"] if a["/O"] == "/Table"]
                kinds = {ids[str(name)]["/A"][0]["/Scope"] for name in own["/Headers"]}
                assert {"/Row", "/Column"} <= kinds
