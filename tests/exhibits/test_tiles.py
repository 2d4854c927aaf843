"""Tiles: both forms of the value, words that stay words, pictures that speak in every file."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from docx import Document
from exhibits.test_model import NASTY, letterhead
from pypdf import PdfReader

from analysis.exhibits import SCREEN_ONLY, Annex, Heading, Mark, Prose, Tile, Tiles, typeset
from analysis.exhibits.model import exhibit_from_json, on_paper
from analysis.exhibits.svg import clean_svg, paper_svg
from analysis.exhibits.word.document import word_document

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 221 98">'
    f'<g id="{SCREEN_ONLY}"><rect width="9" height="9"/></g>'
    f'<g id="{SCREEN_ONLY}-name"><text y="9">xa</text></g><text y="30">gần</text></svg>'
)


def tile(place: int, **changes: Any) -> Tile:
    values: dict[str, Any] = {
        "title": f"Tử vong sơ sinh giảm đều, lần {place}",
        "label": "3a",
        "marks": (Mark("2025: Đạt", "achieved"), Mark("2030: Khó đạt", "very_unlikely")),
        "svg": PICTURE,
        "alt": f"Biểu đồ số {place}",
        "foot": "đã qua −0,2",
        "anchor": f"o-{place}",
    }
    return Tile(**{**values, **changes})


def grid(count: int = 5) -> Tiles:
    return Tiles("Hình 1. Sức khỏe", tuple(tile(k) for k in range(count)), "o", "Nguồn: [1].")


def test_json_reads_back_as_the_same_tiles() -> None:
    assert exhibit_from_json(json.loads(json.dumps(grid().to_json()))) == grid()


def test_no_text_becomes_markup() -> None:
    nasty = tile(1, title=NASTY, label=NASTY, alt=NASTY, foot=NASTY)
    html = Tiles(NASTY, (nasty,), "o", NASTY).html()
    assert "<script>" not in html and html.count("&lt;script&gt;") >= 5


def test_every_tile_is_a_figure_with_its_own_words() -> None:
    html = grid(3).html()
    assert html.count("<figure") == html.count('role="img"') == html.count("<figcaption") == 3
    assert html.count("✓") == 3, "a status is told by a shape too"


@pytest.mark.parametrize("changes", [{"alt": " "}, {"anchor": "ô 1"}, {"svg": "kein Bild"}])
def test_what_cannot_be_read_aloud_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        tile(1, **changes)


def test_unknown_tones_and_empty_grids_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown tone"):
        Mark("Đạt", "green")
    with pytest.raises(ValueError, match="there is none"):
        Tiles("Hình", (), "o")


def test_what_is_for_the_screen_alone_is_not_on_paper() -> None:
    cleaned = clean_svg(PICTURE, "o-1")
    assert SCREEN_ONLY in cleaned
    paper = paper_svg(cleaned)
    assert SCREEN_ONLY not in paper and "gần" in paper and "xa" not in paper


def test_tiles_of_the_pdf_have_their_titles_and_their_text_alternatives() -> None:
    head = letterhead()
    pdf = typeset(head, (Heading(1, "I. Chỉ số", "i"), grid(9)), None)
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert all(f"lần {k}" in " ".join(text.split()) for k in range(9))
    assert "xa" not in text.split()


def test_tiles_of_the_word_document_stand_two_to_a_row_and_speak() -> None:
    document = Document(io.BytesIO(word_document(letterhead(), (grid(5),))))
    table = document.tables[-1]
    assert (len(table.rows), len(table.columns)) == (3, 2)
    told = [
        each.get("descr") for each in document.element.body.iter() if each.tag.endswith("docPr")
    ]
    assert [f"Biểu đồ số {k}" for k in range(5)] == told
    assert "✗" not in table.cell(0, 0).text and "✓" in table.cell(0, 0).text


def test_annexes_off_paper_are_left_out_up_to_the_next_one() -> None:
    body = (Prose("a"), Annex("I", "i", on_paper=False), Prose("b"), Annex("II", "ii"), Prose("c"))
    kept = list(on_paper(body))
    assert [getattr(item, "markdown", "II") for item in kept] == ["a", "II", "c"]
    document = Document(io.BytesIO(word_document(letterhead(), body)))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "b" not in said and "c" in said
