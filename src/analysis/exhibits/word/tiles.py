"""Tiles as a table without lines, two to a row: words stay words, pictures have their own."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx.document import Document as WordDocument
from docx.shared import Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph

from analysis.exhibits.palette import TONES
from analysis.exhibits.tiles import TILE_MM, Tile, Tiles
from analysis.exhibits.word.package import width_in
from analysis.exhibits.word.prose import Bookmarks, element, write_words
from analysis.exhibits.word.tables import layout_table

_ACROSS = 2
# What the table keeps free beside a picture, in twentieths of a point.
_GUTTER = 300
_HEAD_STYLE, _TITLE_STYLE = "TableTextDense", "TableText"


def write_tiles(
    document: WordDocument, exhibit: Tiles, charts: Iterator[bytes], room: int, marks: Bookmarks
) -> None:
    """Add the tiles ``room`` twentieths of a point wide; ``charts`` gives their pictures as PNG."""
    caption = document.add_paragraph(exhibit.caption, style="Figure Caption")
    marks.mark(caption, exhibit.anchor)
    caption.paragraph_format.keep_with_next = True
    starts = range(0, len(exhibit.tiles), _ACROSS)
    rows = [exhibit.tiles[start : start + _ACROSS] for start in starts]
    half = room // _ACROSS
    table = layout_table(document, [half] * _ACROSS, rows=len(rows))
    for place, row in enumerate(rows):
        table._tbl.tr_lst[place].get_or_add_trPr().append(element("w:cantSplit"))
        for column, tile in enumerate(row):
            _fill(table.cell(place, column), tile, next(charts), half, marks)
    # A paragraph has to stand behind it: two tables that touch would become one.
    write_words(document.add_paragraph(style="Note"), exhibit.note or "")


def _fill(cell: WordCell, tile: Tile, chart: bytes, room: int, marks: Bookmarks) -> None:
    head = cell.paragraphs[0]
    head._p.style = _HEAD_STYLE
    write_words(head, tile.label)
    for mark in tile.marks:
        tone = TONES[mark.tone]
        write_words(head, f"  {tone.symbol}\u00a0{mark.text}", colour=tone.on_fill)
    title = _paragraph(cell, _TITLE_STYLE)
    write_words(title, tile.title, bold=True)
    marks.mark(title, tile.anchor)
    holder = _paragraph(cell, "Picture")
    holder.paragraph_format.space_before = Pt(2)
    width = width_in(room - _GUTTER, TILE_MM)
    about = holder.add_run().add_picture(io.BytesIO(chart), width=width)._inline.docPr
    about.set("descr", tile.alt)
    about.set("title", tile.title)
    foot = _paragraph(cell, _HEAD_STYLE)
    foot.paragraph_format.space_after = Pt(5)
    write_words(foot, tile.foot)


def _paragraph(cell: WordCell, style: str) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph()
    paragraph._p.style = style
    return paragraph
