"""The first page of a report that begins with its message, set so close that it stays one page.

Word lays a document out only when it is opened, with the fonts of that machine. So the page is
measured here in the widest serif that stands in for Times New Roman, and set as large as its
words then fit: in any other font it fits too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Pt, Twips
from docx.table import Table as WordTable, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from analysis.exhibits.model import Exhibit, Heading
from analysis.exhibits.text_widths import widest_text_width
from analysis.exhibits.word.prose import element

# Styles of running text and of its small companions, and how large each stands at full size.
_SIZES = {
    "Body Text": 13.0,
    "List Number": 13.0,
    "Heading 1": 13.0,
    "Heading 2": 13.0,
    "Caption": 11.0,
    "Figure Caption": 11.0,
    "Note": 10.0,
    "Edition": 12.0,
    "Title": 14.0,
    "Letterhead": 12.0,
    "Table Text": 10.0,
    "Table Text Small": 9.5,
}
_BOXES, _BOX_SIZE = "Callout", 12.0
_PICTURE = "Picture"
# The share of the full size that is tried, the largest first.
_SCALES = tuple(step / 100 for step in range(100, 62, -3))
# No letter of the page is smaller, in points.
_LEAST_SIZE = 7.5
_MOST_SPACE, _TITLE_SPACE = 6.0, 10.0
# Closer than a font's own leading, which differs from one stand-in to the next.
_LEADING = 1.12
# What the frame of a box and the lines of a table's row take, in points.
_FRAME, _ROW_LINES = 13.0, 1.0
# How far the numbers of a list move its words in (numbering.xml).
_LIST_INDENT = 48.2
# Word breaks lines a little differently: this share of the page stays free.
_RESERVE = 0.015


@dataclass(frozen=True)
class _Margins:
    """What a table keeps free inside its cells, in points: at both sides, above and below."""

    across: float
    along: float


_REPORT_TABLE, _LAYOUT_TABLE = _Margins(8.0, 2.5), _Margins(0.0, 0.0)


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
    """Set everything that the document holds so far as large as one page bears."""
    section = document.sections[0]
    sides = (section.page_height, section.top_margin, section.bottom_margin)
    height, top, bottom = (int(side or 0) for side in sides)
    room = Emu(height - top - bottom).pt * (1 - _RESERVE)
    across = (section.page_width, section.left_margin, section.right_margin)
    width = Emu(int(across[0] or 0) - int(across[1] or 0) - int(across[2] or 0)).pt
    blocks = list(document.element.body.iterchildren(qn("w:p"), qn("w:tbl")))
    scale = next(
        (
            each
            for each in _SCALES
            if sum(_height(block, document, width, each) for block in blocks) <= room
        ),
        _SCALES[-1],
    )
    for paragraph in _paragraphs(blocks, document):
        _set(paragraph, scale)
    # What follows begins a page anyway: to be kept with it would draw the last lines there.
    if blocks[-1].tag == qn("w:p"):
        Paragraph(blocks[-1], document).paragraph_format.keep_with_next = False


def _set(paragraph: Paragraph, scale: float) -> None:
    size = _size(paragraph, scale)
    if size is None:
        return
    form = paragraph.paragraph_format
    before, after = _spaces(paragraph, scale)
    form.space_before, form.space_after = Pt(before), Pt(after)
    if _style(paragraph) == _PICTURE:
        form.line_spacing = 1.0
        for drawn in paragraph._p.xpath(".//wp:inline"):
            _shrink(drawn, _drawn_scale(scale))
        return
    form.line_spacing = Pt(round(size * _LEADING, 1))
    for run in _runs(paragraph):
        run.font.size = Pt(round(2 * size) / 2)
    _set_mark(paragraph, size)


def _size(paragraph: Paragraph, scale: float) -> float | None:
    """Return the size of a paragraph's letters; none where it keeps its own."""
    style = _style(paragraph)
    if style == _PICTURE:
        return _LEAST_SIZE
    if _is_rule(paragraph):
        return None
    full = _BOX_SIZE if style.startswith(_BOXES) else _SIZES.get(style)
    return None if full is None else max(_LEAST_SIZE, round(2 * full * scale) / 2)


def _is_rule(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a line of the heading block, without words."""
    return _style(paragraph) == "Letterhead" and not paragraph.text


def _style(paragraph: Paragraph) -> str:
    return str(paragraph.style.name) if paragraph.style else ""


def _spaces(paragraph: Paragraph, scale: float) -> tuple[float, float]:
    """Return the space above and below, in points, but no more than a first page bears."""
    most = _TITLE_SPACE if _style(paragraph) == "Title" else _MOST_SPACE
    before, after = (_own(paragraph, name) for name in ("space_before", "space_after"))
    return min(before, most * scale), min(after, most * scale)


def _own(paragraph: Paragraph, name: str) -> float:
    """Return a length of a paragraph, or else of its style, in points."""
    own: Length | None = getattr(paragraph.paragraph_format, name)
    style = paragraph.style
    while own is None and style is not None:
        own = getattr(style.paragraph_format, name)
        style = style.base_style
    return own.pt if own is not None else 0.0


def _drawn_scale(scale: float) -> float:
    """Return how much smaller pictures stand: their letters are small already."""
    return min(1.0, scale + 0.12)


def _shrink(drawn: BaseOxmlElement, scale: float) -> None:
    for extent in drawn.xpath("./wp:extent | .//a:xfrm/a:ext"):
        for side in ("cx", "cy"):
            extent.set(side, str(round(int(extent.get(side)) * scale)))


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    """Yield the runs of a paragraph, those of its links too."""
    for run in paragraph._p.xpath(".//w:r"):
        yield Run(run, paragraph)


def _set_mark(paragraph: Paragraph, size: float) -> None:
    """Give the paragraph's own mark the size, which the number of a list takes from it."""
    properties = paragraph._p.get_or_add_pPr()
    mark = element("w:rPr")
    mark.append(element("w:sz", {"w:val": str(round(2 * size))}))
    properties.append(mark)


def _paragraphs(blocks: Iterable[BaseOxmlElement], document: WordDocument) -> Iterator[Paragraph]:
    for block in blocks:
        if block.tag == qn("w:p"):
            yield Paragraph(block, document)
        else:
            for row in WordTable(block, document).rows:
                for cell in row.cells:
                    yield from cell.paragraphs


# ---------------------------------------------------------------- what a page takes, in points


def _height(block: BaseOxmlElement, document: WordDocument, room: float, scale: float) -> float:
    """Return how high a paragraph or a table stands in a column ``room`` wide."""
    if block.tag == qn("w:p"):
        return _paragraph_height(Paragraph(block, document), room, scale)
    table = WordTable(block, document)
    margins = _REPORT_TABLE if block.xpath("./w:tblPr/w:tblStyle") else _LAYOUT_TABLE
    return sum(_row_height(row, margins, scale) for row in table.rows)


def _row_height(row: _Row, margins: _Margins, scale: float) -> float:
    heights = []
    for cell in row.cells:
        width = Twips(int(cell._tc.xpath("./w:tcPr/w:tcW/@w:w")[0])).pt - margins.across
        heights.append(sum(_paragraph_height(each, width, scale) for each in cell.paragraphs))
    return max(heights) + margins.along + _ROW_LINES


def _paragraph_height(paragraph: Paragraph, room: float, scale: float) -> float:
    before, after = _spaces(paragraph, scale)
    if _style(paragraph) == _PICTURE:
        drawn = sum(int(each) for each in paragraph._p.xpath(".//wp:inline/wp:extent/@cy"))
        return before + after + _drawn_scale(scale) * float(Emu(drawn).pt)
    size = _size(paragraph, scale)
    if size is None:
        spacing = paragraph.paragraph_format.line_spacing
        height = spacing.pt if isinstance(spacing, Length) else _LEAST_SIZE
        return height + _own(paragraph, "space_before") + _own(paragraph, "space_after")
    room -= _own(paragraph, "left_indent") + _own(paragraph, "right_indent")
    room -= _LIST_INDENT if _style(paragraph) == "List Number" else 0
    first = max(0.0, _own(paragraph, "first_line_indent"))
    frame = _FRAME if _style(paragraph).startswith(_BOXES) else 0.0
    return before + after + frame + _lines(paragraph, size, room, first) * size * _LEADING


def _lines(paragraph: Paragraph, size: float, room: float, first: float) -> int:
    """Return on how many lines the words of a paragraph stand, the first moved in."""
    lines, used = 1, first
    for width, gap in _words(paragraph, size):
        if width == 0 and gap < 0:
            lines, used = lines + 1, 0.0
        elif used and used + width > room:
            lines, used = lines + 1, width + gap
        else:
            used += width + gap
    return lines


def _words(paragraph: Paragraph, size: float) -> Iterator[tuple[float, float]]:
    """Yield the width of each word and of the gap after it; a broken line is ``(0, -1)``."""
    word = 0.0
    for run in _runs(paragraph):
        bold = bool(run.bold) or _is_bold(paragraph)
        gap = widest_text_width(" ", size, bold=bold)
        for place, line in enumerate(run.text.split("\n")):
            if place:
                yield word, 0.0
                yield 0.0, -1.0
                word = 0.0
            first, *others = line.split(" ")
            word += widest_text_width(first, size, bold=bold)
            for other in others:
                yield word, gap
                word = widest_text_width(other, size, bold=bold)
    yield word, 0.0


def _is_bold(paragraph: Paragraph) -> bool:
    style = paragraph.style
    return bool(style is not None and style.font.bold)
