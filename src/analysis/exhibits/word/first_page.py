"""The first page of a report that begins with its message, set so close that it stays one page.

Word lays a document out only when it is opened, with the fonts of that machine: nothing can be
measured here. The sizes are such that the page holds its message in the widest serif that stands
in for Times New Roman.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from analysis.exhibits.model import Exhibit, Heading
from analysis.exhibits.word.prose import element

# Styles of running text and of its small companions, and how large each stands here.
_SIZES = {
    "Body Text": 11.0,
    "List Number": 11.0,
    "Heading 1": 12.0,
    "Caption": 9.5,
    "Figure Caption": 9.5,
    "Note": 8.5,
    "Edition": 10.5,
    "Title": 12.5,
    "Letterhead": 10.0,
    "Table Text": 8.5,
    "Table Text Small": 8.5,
    "Picture": 11.0,
}
_BOXES, _BOX_SIZE = "Callout", 10.0
_MOST_SPACE, _TITLE_SPACE = Pt(3.5), Pt(10)
# Closer than a font's own leading, which differs from one stand-in to the next.
_LEADING = 1.12


def split_first_page(
    exhibits: tuple[Exhibit, ...],
) -> tuple[tuple[Exhibit, ...], tuple[Exhibit, ...]]:
    """Return what stands before the first heading that begins a page, and the rest.

    The first is empty where no heading does: then there is no first page to speak of.
    """
    for place, exhibit in enumerate(exhibits):
        if isinstance(exhibit, Heading) and exhibit.new_page:
            return exhibits[:place], exhibits[place:]
    return (), exhibits


def set_close(document: WordDocument) -> None:
    """Set everything that the document holds so far smaller and closer."""
    for paragraph in _paragraphs(document.element.body.iterchildren(), document):
        style = paragraph.style.name if paragraph.style else ""
        size = _BOX_SIZE if str(style).startswith(_BOXES) else _SIZES.get(str(style))
        if size is None:
            continue
        form = paragraph.paragraph_format
        form.line_spacing = 1.0 if style == "Picture" else Pt(size * _LEADING)
        form.space_before = _less(form.space_before, paragraph, "space_before")
        form.space_after = _less(form.space_after, paragraph, "space_after")
        for run in paragraph.runs:
            run.font.size = Pt(size)
        _set_mark(paragraph, size)


def _set_mark(paragraph: Paragraph, size: float) -> None:
    """Give the paragraph's own mark the size, which the number of a list takes from it."""
    properties = paragraph._p.get_or_add_pPr()
    mark = element("w:rPr")
    mark.append(element("w:sz", {"w:val": str(round(2 * size))}))
    properties.append(mark)


def _paragraphs(blocks: Iterable[BaseOxmlElement], document: WordDocument) -> Iterator[Paragraph]:
    for block in blocks:
        if block.tag.endswith("}p"):
            yield Paragraph(block, document)
        elif block.tag.endswith("}tbl"):
            for row in WordTable(block, document).rows:
                for cell in row.cells:
                    yield from cell.paragraphs


def _less(own: Length | None, paragraph: Paragraph, name: str) -> Length:
    """Return a paragraph's space, or that of its style, but no more than a first page bears."""
    style = paragraph.style
    named = getattr(style.paragraph_format, name) if style else None
    space = own if own is not None else named
    most = _TITLE_SPACE if style is not None and style.name == "Title" else _MOST_SPACE
    return most if space is None else Length(min(space, most))
