"""The text layer of a PDF: printed lines, ruled tables as rows, pages parted by a form feed.

pdfplumber gives places and sizes of the letters, by which raised marks of footnotes and the small
print below a page are told from the text, and ruled tables from running text.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from analysis.language import BadInput, Fault
from analysis.papers.table_rows import table_lines

if TYPE_CHECKING:
    from pdfplumber.page import Page

# Notes are set smaller than the text: Word's raised digits at 0.65, notes at 0.7 to 0.8 of it.
_SMALL = 0.86
MOST_PAGES = 600
# Fewer letters than this on a page are a stamp or a page number over a picture.
_LEAST_LETTERS = 25


def pdf_text(content: bytes, name: str) -> str | None:
    """Return the lines of all pages; None for a scan, whose pages hold pictures.

    Raises ``BadInput`` for a damaged or locked file.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                many = {"found": len(document.pages), "expected": MOST_PAGES}
                raise BadInput([Fault("papers.too_many_pages", file=name, values=many)])
            letters = [len(page.chars) for page in document.pages]
            if sum(letters) < _LEAST_LETTERS * max(1, len(letters)):
                return None
            size = _usual_size(document.pages)
            return "\f".join(_page_text(page, size) for page in document.pages)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise BadInput([Fault("papers.locked", file=name)]) from error
        values = {"expected": ".pdf"}
        raise BadInput([Fault("papers.damaged", file=name, values=values)]) from error


def _usual_size(pages: list[Page]) -> float:
    sizes = Counter(round(letter["size"], 1) for page in pages for letter in page.chars)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _page_text(page: Page, size: float) -> str:
    plain = page.filter(lambda thing: _is_text(thing, size))
    parts: list[tuple[float, list[str]]] = []
    outside: Page = plain
    for table in plain.find_tables():
        rows = [[cell or "" for cell in row] for row in table.extract()]
        if len(rows) < 2 or max(map(len, rows)) < 2:
            continue
        parts.append((table.bbox[1], table_lines(_in_place(rows))))
        outside = outside.outside_bbox(table.bbox) if _inside(table.bbox, outside.bbox) else outside
    lines = outside.extract_text_lines(return_chars=False)
    parts += [(line["top"], [line["text"]]) for line in lines]
    return "\n".join(line for _, found in sorted(parts, key=lambda part: part[0]) for line in found)


def _in_place(rows: list[list[str]]) -> list[list[str]]:
    """A printed line inside a cell is no line of its own unless it begins like one."""
    begins = re.compile(r"\n(?![-+•<≤>≥]|\d+(?:[.,]\d+)?\s*[%‰]|\w\))")
    return [[begins.sub(" ", cell) for cell in row] for row in rows]


def _inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return (inner[0] >= outer[0] and inner[1] >= outer[1]
            and inner[2] <= outer[2] and inner[3] <= outer[3])  # fmt: skip


def _is_text(thing: dict[str, Any], size: float) -> bool:
    if thing.get("object_type") != "char":
        return True
    return bool(thing["upright"]) and thing["size"] >= size * _SMALL
