"""The text of a Word document, in the order of its body.

python-docx opens the file; its ``paragraph.text`` leaves out what was inserted under track
changes and keeps footnote marks that were typed as raised digits, so the runs are read here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from analysis.language import BadInput, Fault
from analysis.papers.table_rows import table_lines
from analysis.papers.word_numbers import Numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A file of a few kilobytes may unpack into gigabytes.
MOST_UNPACKED = 250_000_000


def docx_text(content: bytes, name: str) -> str:
    """Return the paragraphs and tables as lines. Raises ``BadInput`` for what is no Word file."""
    # Loading it takes a third of a second, which other commands need not wait for.
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MOST_UNPACKED:
            raise _damaged(name)
        document = docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise _damaged(name) from error
    return "\n".join(_lines(document.element.body, Numbers(document))) + "\n"


def _damaged(name: str) -> BadInput:
    return BadInput([Fault("papers.damaged", file=name, values={"expected": ".docx"})])


def _lines(body: Any, numbers: Numbers) -> Iterator[str]:
    for element in body:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, numbers).split("\n")
        elif element.tag == f"{_W}tbl":
            yield from table_lines(_rows(element, numbers))
        elif element.tag == f"{_W}sdt":
            for content in element.iter(f"{_W}sdtContent"):
                yield from _lines(content, numbers)


def _paragraph(paragraph: Any, numbers: Numbers) -> str:
    text = "".join(_pieces(paragraph)).strip()
    number = numbers.label(paragraph)
    return f"{number} {text}" if number and text and not text.startswith(number) else text


def _pieces(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_W}t" and not _left_out(element):
            yield element.text or ""
        elif element.tag == f"{_W}tab":
            yield " " if element.getparent().tag == f"{_W}r" else ""
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif element.tag == f"{_W}noBreakHyphen":
            yield "-"


def _left_out(text: Any) -> bool:
    """Say whether a run is a raised mark of a note, or is inside what was struck or hidden."""
    run = text.getparent()
    raised = run.find(f"{_W}rPr/{_W}vertAlign")
    note = raised is not None and raised.get(f"{_W}val") == "superscript"
    return note and (text.text or "").strip(" ()[]").isdigit()


def _rows(table: Any, numbers: Numbers) -> Iterator[list[str]]:
    """Yield the cells of each row; one that spans several columns or rows is repeated."""
    above: list[str] = []
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            text = "\n".join(_paragraph(each, numbers) for each in cell.iter(f"{_W}p"))
            continues = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            if continues and len(cells) < len(above):
                text = above[len(cells)]
            cells += [text] * (int(span.get(f"{_W}val")) if span is not None else 1)
        above = cells
        yield cells
