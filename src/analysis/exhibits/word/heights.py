"""How high paragraphs and tables of a Word document stand at a share of their full size, in points.

Everything that a height depends on is read from the document once: several sizes are tried for one
page, and the document looks each style up anew whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Twips
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from analysis.exhibits.text_widths import widest_text_width

# Closer than a font's own leading, which differs from one stand-in to the next.
LEADING = 1.12
PICTURE = "Picture"
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
# No letter of the page is smaller, in points.
_LEAST_SIZE = 7.5
_MOST_SPACE, _TITLE_SPACE = 6.0, 10.0
# What the frame of a box and the lines of a table's row take, in points.
_FRAME, _ROW_LINES = 13.0, 1.0
# How far the numbers of a list move its words in (numbering.xml).
_LIST_INDENT = 48.2


@dataclass(frozen=True)
class ReadParagraph:
    """What the height of a paragraph depends on; lengths in points.

    ``line`` is the height of the one line of a paragraph that keeps its size; ``sides`` what it is
    moved in by, both sides together, ``first`` its first line; ``drawn`` how high its pictures are.
    """

    style: str
    is_rule: bool
    before: float
    after: float
    sides: float
    first: float
    line: float
    drawn: float
    runs: tuple[tuple[str, bool], ...]

    def size(self, scale: float) -> float | None:
        """Return the size of the letters; none where the paragraph keeps its own."""
        if self.style == PICTURE:
            return _LEAST_SIZE
        if self.is_rule:
            return None
        full = _BOX_SIZE if self.style.startswith(_BOXES) else _SIZES.get(self.style)
        return None if full is None else max(_LEAST_SIZE, round(2 * full * scale) / 2)

    def spaces(self, scale: float) -> tuple[float, float]:
        """Return the space above and below, but no more than a first page bears."""
        most = _TITLE_SPACE if self.style == "Title" else _MOST_SPACE
        return min(self.before, most * scale), min(self.after, most * scale)

    def height(self, room: float, scale: float) -> float:
        """Return how high the paragraph stands in a column ``room`` wide."""
        size = self.size(scale)
        if size is None:
            return self.line + self.before + self.after
        before, after = self.spaces(scale)
        if self.style == PICTURE:
            return before + after + drawn_scale(scale) * self.drawn
        room -= self.sides + (_LIST_INDENT if self.style == "List Number" else 0)
        frame = _FRAME if self.style.startswith(_BOXES) else 0.0
        return before + after + frame + self._lines(size, room) * size * LEADING

    def _lines(self, size: float, room: float) -> int:
        """Return on how many lines the words stand."""
        lines, used = 1, max(0.0, self.first)
        for width, gap in self._words(size):
            if width == 0 and gap < 0:
                lines, used = lines + 1, 0.0
            elif used and used + width > room:
                lines, used = lines + 1, width + gap
            else:
                used += width + gap
        return lines

    def _words(self, size: float) -> Iterator[tuple[float, float]]:
        """Yield the width of each word and of the gap after it; a broken line is ``(0, -1)``."""
        word = 0.0
        for text, bold in self.runs:
            gap = widest_text_width(" ", size, bold=bold)
            for place, line in enumerate(text.split("\n")):
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


@dataclass(frozen=True)
class ReadColumn:
    """Paragraphs one below the other in a column ``width`` wide: the page's own, or a cell."""

    width: float
    paragraphs: tuple[ReadParagraph, ...]

    def height(self, scale: float) -> float:
        """Return how high they stand together."""
        return sum(each.height(self.width, scale) for each in self.paragraphs)


@dataclass(frozen=True)
class ReadTable:
    """The rows of a table; ``along`` is what a cell keeps free above and below its words."""

    along: float
    rows: tuple[tuple[ReadColumn, ...], ...]

    def height(self, scale: float) -> float:
        """Return how high the rows stand together."""
        tallest = (max(cell.height(scale) for cell in row) for row in self.rows)
        return sum(each + self.along + _ROW_LINES for each in tallest)


@dataclass(frozen=True)
class _Margins:
    """What a table keeps free inside its cells, in points: at both sides, above and below."""

    across: float
    along: float


_REPORT_TABLE, _LAYOUT_TABLE = _Margins(8.0, 2.5), _Margins(0.0, 0.0)


def drawn_scale(scale: float) -> float:
    """Return how much smaller pictures stand: their letters are small already."""
    return min(1.0, scale + 0.12)


def read_block(
    block: BaseOxmlElement, document: WordDocument, width: float
) -> ReadColumn | ReadTable:
    """Read a paragraph or a table that stands in a column ``width`` wide."""
    if block.tag == qn("w:p"):
        return ReadColumn(width, (read_paragraph(Paragraph(block, document)),))
    margins = _REPORT_TABLE if block.xpath("./w:tblPr/w:tblStyle") else _LAYOUT_TABLE
    rows = WordTable(block, document).rows
    return ReadTable(margins.along, tuple(tuple(_read_cells(row, margins)) for row in rows))


def _read_cells(row: _Row, margins: _Margins) -> Iterator[ReadColumn]:
    for cell in row.cells:
        width = Twips(int(cell._tc.xpath("./w:tcPr/w:tcW/@w:w")[0])).pt - margins.across
        yield ReadColumn(width, tuple(read_paragraph(each) for each in cell.paragraphs))


def read_paragraph(paragraph: Paragraph) -> ReadParagraph:
    """Read what the height of a paragraph depends on."""
    style = paragraph.style
    name = str(style.name) if style else ""
    drawn = sum(int(each) for each in paragraph._p.xpath(".//wp:inline/wp:extent/@cy"))
    spacing = paragraph.paragraph_format.line_spacing
    sides = ("left_indent", "right_indent")
    bold = bool(style is not None and style.font.bold)
    return ReadParagraph(
        style=name,
        # A line of the heading block, without words.
        is_rule=name == "Letterhead" and not paragraph.text,
        before=_own(paragraph, style, "space_before"),
        after=_own(paragraph, style, "space_after"),
        sides=sum(_own(paragraph, style, side) for side in sides),
        first=_own(paragraph, style, "first_line_indent"),
        line=spacing.pt if isinstance(spacing, Length) else _LEAST_SIZE,
        drawn=float(Emu(drawn).pt),
        runs=tuple((run.text, bool(run.bold) or bold) for run in _runs(paragraph)),
    )


def _own(paragraph: Paragraph, style: ParagraphStyle | None, name: str) -> float:
    """Return a length of a paragraph, or else of its style, in points."""
    own: Length | None = getattr(paragraph.paragraph_format, name)
    while own is None and style is not None:
        own = getattr(style.paragraph_format, name)
        style = style.base_style
    return own.pt if own is not None else 0.0


def _runs(paragraph: Paragraph) -> Iterator[Run]:
    """Yield the runs of a paragraph, those of its links too."""
    for run in paragraph._p.xpath(".//w:r"):
        yield Run(run, paragraph)
