"""The PDF of a finished report: tagged, valid, saying what the notebook shows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from page import ValidationProfile, validate_pdf
from pypdf import PdfReader
from whole.two_reports.contents import WATERMARK, flat, printed

from analysis.exhibits import Prose
from analysis.language import NBSP

pytestmark = pytest.mark.slow


def is_short(folder: Path) -> bool:
    """Whether it is the report of the unit that has hardly any figures."""
    return folder.name == "ninh-binh"


def test_pdf_is_tagged_titled_and_in_vietnamese(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/Lang"].startswith("vi")
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title


@pytest.mark.parametrize("profile", [ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A])
def test_pdf_is_valid(folder: Path, profile: ValidationProfile) -> None:
    told = validate_pdf(folder / "assessment.pdf", profile=profile)
    assert told.is_compliant, [str(failure) for failure in told.failures[:5]]


def test_pdf_names_the_row_of_every_figure_in_a_table(folder: Path, pdf: PdfReader) -> None:
    tables = [shown for shown in printed(folder) if shown.get("exhibit") == "Table"]
    named = sum(
        len(group["rows"]) for shown in tables if shown["row_header"] for group in shown["groups"]
    )
    heads = [node for node in elements(pdf.trailer["/Root"]["/StructTreeRoot"])
             if node["/S"] == "/TH"]  # fmt: skip
    scopes = Counter(
        str(own["/Scope"]) for head in heads for own in head["/A"] if own.get("/O") == "/Table"
    )
    assert scopes["/Row"] == named > (35 if is_short(folder) else 200)


def test_the_message_is_page_one_and_the_scorecard_page_two(
    folder: Path, sheet_texts: list[str]
) -> None:
    shown = {item["anchor"]: item for item in printed(folder) if item.get("anchor")}
    card = shown["bang-diem"]
    first = [shown["danh-gia-chung"]["text"], shown["bd-ket-luan"]["caption"]]
    rows = [row[0]["text"] for group in card["groups"] for row in group["rows"]]
    heading = shown.get("bang-danh-gia") or shown["danh-gia-duoc"]
    second = [heading["text"], card["caption"], rows[0], rows[-1]]
    for page, words in zip(sheet_texts, (first, second), strict=False):
        assert all(part in page for part in words)


def test_signature_has_company_on_its_page(folder: Path, sheet_texts: list[str]) -> None:
    (block,) = [shown for shown in printed(folder) if shown.get("exhibit") == "Signatories"]
    (page,) = [words for words in sheet_texts if block["recipients_title"] in words]
    assert " ".join(block["closing"].split()) in page


def test_pdf_outline_names_the_notebook_s_headings(folder: Path, pdf: PdfReader) -> None:
    headings = [shown["text"] for shown in printed(folder) if shown.get("exhibit") == "Heading"]
    titles = [entry.title for entry in flat(pdf.outline)]
    assert set(headings) <= set(titles)
    assert len(titles) >= (4 if is_short(folder) else 20)


def test_pdf_fonts_are_embedded(pdf: PdfReader) -> None:
    checked = 0
    for sheet in pdf.pages:
        for font in sheet["/Resources"].get_object().get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            checked += 1
    assert checked >= len(pdf.pages)


def test_pdf_pages_are_numbered_and_marked_only_when_illustrative(
    folder: Path, sheet_texts: list[str]
) -> None:
    assert len(sheet_texts) <= 4 if is_short(folder) else 8 <= len(sheet_texts) <= 50
    illustrative = folder.name == "vinh-long"
    assert all((WATERMARK in words) == illustrative for words in sheet_texts)
    head = re.compile(rf"(?:{WATERMARK} )?2\b")
    assert head.match(sheet_texts[1])


def test_pdf_says_in_vietnamese_what_the_notebook_shows(
    folder: Path, sheet_texts: list[str]
) -> None:
    whole = " ".join(sheet_texts)
    assert whole == unicodedata.normalize("NFC", whole)
    headings = [
        " ".join(shown["text"].split())
        for shown in printed(folder)
        if shown.get("exhibit") == "Heading"
    ]
    assert len(headings) >= (4 if is_short(folder) else 20)
    for heading in headings:
        # A heading stands on a line of its own: only its breaks into lines may differ.
        assert heading in whole


def test_pdf_says_every_word_of_tables_and_sentences(folder: Path, sheets: list[str]) -> None:
    # Lines and pages break where they may: letters are compared, spaces are not.
    whole = re.sub(r"\s+", "", "".join(sheets))
    missing = [
        words
        for words in said_in(printed(folder))
        if any(part not in whole for part in words.split())
    ]
    assert missing == []


def said_in(shown: Iterator[dict[str, Any]]) -> Iterator[str]:
    for exhibit in shown:
        if exhibit["exhibit"] == "Hint":
            continue
        for name in ("caption", "note", "text", "title", "closing"):
            if exhibit.get(name):
                yield exhibit[name]
        if exhibit.get("markdown"):
            yield BeautifulSoup(Prose(exhibit["markdown"]).html(), "html.parser").get_text(" ")
        for column in exhibit.get("columns", ()):
            yield column["label"]
        for group in exhibit.get("groups", ()):
            yield from (cell["text"] for row in group["rows"] for cell in row)


def test_pdf_describes_every_figure(folder: Path, pdf: PdfReader) -> None:
    told = [with_plain_spaces(words) for words in described(printed(folder))]
    tree = pdf.trailer["/Root"]["/StructTreeRoot"]
    figures = [with_plain_spaces(str(node["/Alt"])) for node in elements(tree)
               if node["/S"] == "/Figure"]  # fmt: skip
    assert len(told) > 0
    assert Counter(told) == Counter(figures)


def with_plain_spaces(words: str) -> str:
    return words.replace(NBSP, " ")


def described(shown: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Give the words of every figure, tile, and small picture in a table's cell."""
    for exhibit in shown:
        if exhibit.get("exhibit") == "Figure":
            yield exhibit["alt"]
        yield from (tile["alt"] for tile in exhibit.get("tiles", ()))
        for group in exhibit.get("groups", ()):
            for row in group["rows"]:
                yield from (cell["picture"]["alt"] for cell in row if cell["picture"])


def elements(node: Any) -> Iterator[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif hasattr(node, "get"):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])
