"""A table of the report as a table of Word: its head repeated, its rows whole, its name told."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.table import Table as WordTable, _Cell as WordCell, _Row

from analysis.exhibits.palette import TONES
from analysis.exhibits.table import Align, Cell, Column, Picture, RowGroup, Table
from analysis.exhibits.word.prose import Bookmarks, element, write_words

_ALIGNED: dict[Align, WD_ALIGN_PARAGRAPH] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}
_GROUP_FILL = "F4F6F8"
# The more columns, the smaller the letters: (columns at most, id of the style).
_STYLES = ((6, "TableText"), (9, "TableTextSmall"), (99, "TableTextDense"))


def write_table(
    document: WordDocument,
    exhibit: Table,
    room: int,
    marks: Bookmarks,
    drawn: Iterator[bytes],
) -> None:
    """Add a table ``room`` twentieths of a point wide, its caption above and its note below.

    ``drawn`` gives the pictures of its cells, in their order.
    """
    caption = document.add_paragraph(exhibit.caption, style="Caption")
    marks.mark(caption, exhibit.anchor)
    count = sum(len(group.rows) + bool(group.label) for group in exhibit.groups)
    table = document.add_table(count + 1, len(exhibit.columns))
    _set_properties(table, exhibit, room)
    style = next(name for most, name in _STYLES if len(exhibit.columns) <= most)
    style = "TableTextClose" if exhibit.dense else style
    head = tuple(Cell(column.label, bold=True) for column in exhibit.columns)
    # python-docx lists all rows anew for each that is asked for by its place.
    rows = iter(list(table.rows))
    _write_row(next(rows), head, exhibit.columns, style, drawn, keep=True)
    _flag_row(table, 0, "w:tblHeader")
    for group in exhibit.groups:
        _write_group(rows, group, exhibit.columns, style, drawn)
    for place in range(count + 1):
        _flag_row(table, place, "w:cantSplit")
    if exhibit.note:
        style = "Note Close" if exhibit.dense else "Note"
        write_words(document.add_paragraph(style=style), exhibit.note)
    else:
        document.add_paragraph(style="After Table")


def shade(cell: WordCell, fill: str) -> None:
    """Give a cell a ground, e.g. ``"F4F6F8"``."""
    cell._tc.get_or_add_tcPr().append(
        element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": fill.removeprefix("#")})
    )


def set_widths(table: WordTable, widths: list[int]) -> None:
    """Fix the widths of the columns, in twentieths of a point."""
    grid = table._tbl.tblGrid
    for column, width in zip(grid, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            properties = cell.get_or_add_tcPr()
            for known in properties.xpath("w:tcW"):
                properties.remove(known)
            properties.insert(0, element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))


def layout_table(document: WordDocument, widths: list[int], rows: int) -> WordTable:
    """Add a table without lines, which only sets blocks side by side."""
    table: WordTable = document.add_table(rows, len(widths))
    set_widths(table, widths)
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    properties.append(element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}))
    properties.append(element("w:tblLayout", {"w:type": "fixed"}))
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w:w": "0", "w:type": "dxa"}))
    properties.append(margins)
    return table


def _set_properties(table: WordTable, exhibit: Table, room: int) -> None:
    weights = [column.width or 1.0 for column in exhibit.columns]
    widths = [round(room * weight / sum(weights)) for weight in weights]
    set_widths(table, widths)
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    named = "1" if exhibit.row_header else "0"
    look = {"w:val": "0420", "w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": named,
            "w:lastColumn": "0", "w:noHBand": "1", "w:noVBand": "1"}  # fmt: skip
    for made in (
        element("w:tblStyle", {"w:val": "ReportTable"}),
        element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}),
        element("w:tblLayout", {"w:type": "fixed"}),
        *([_close_margins()] if exhibit.dense else []),
        element("w:tblLook", look),
        element("w:tblCaption", {"w:val": exhibit.caption}),
        element("w:tblDescription", {"w:val": exhibit.note or exhibit.caption}),
    ):
        properties.append(made)


def _close_margins() -> BaseOxmlElement:
    """Return the margins of a dense table's cells, in twentieths of a point."""
    margins = element("w:tblCellMar")
    for side, width in (("top", 22), ("left", 34), ("bottom", 22), ("right", 34)):
        margins.append(element(f"w:{side}", {"w:w": str(width), "w:type": "dxa"}))
    return margins


def _write_group(
    rows: Iterator[_Row],
    group: RowGroup,
    columns: tuple[Column, ...],
    style: str,
    drawn: Iterator[bytes],
) -> None:
    """Write the rows of a group below its label into the next ones of the table."""
    if group.label:
        cells = next(rows).cells
        label = cells[0].merge(cells[-1])
        shade(label, _GROUP_FILL)
        _write_cell(label, Cell(group.label, bold=True), "left", style, keep=True)
    for row in group.rows:
        _write_row(next(rows), row, columns, style, drawn)


def _write_row(
    written: _Row,
    row: tuple[Cell, ...],
    columns: tuple[Column, ...],
    style: str,
    drawn: Iterator[bytes],
    *,
    keep: bool = False,
) -> None:
    for cell, shown, column in zip(written.cells, row, columns, strict=True):
        _write_cell(cell, shown, column.align, style, keep=keep)
        if shown.picture:
            _add_picture(cell, shown.picture, next(drawn))


def _write_cell(cell: WordCell, shown: Cell, align: Align, style: str, *, keep: bool) -> None:
    paragraph = cell.paragraphs[0]
    # By its id: to look a style up by its name for thousands of cells takes half the time.
    paragraph._p.style = style
    paragraph.alignment = _ALIGNED[align]
    paragraph.paragraph_format.keep_with_next = keep or None
    tone = TONES[shown.tone] if shown.tone else None
    if tone:
        shade(cell, tone.fill)
    colour = tone.on_fill if tone else None
    # A space that does not break: the sign stays with its words.
    words = "\u00a0".join(filter(None, (shown.symbol, shown.text)))
    write_words(paragraph, words, bold=shown.bold, colour=colour)


def _add_picture(cell: WordCell, shown: Picture, png: bytes) -> None:
    run = cell.paragraphs[0].add_run()
    added = run.add_picture(io.BytesIO(png), width=Mm(shown.width_mm))
    added._inline.docPr.set("descr", shown.alt)


def _flag_row(table: WordTable, place: int, flag: str) -> None:
    properties: BaseOxmlElement = table._tbl.tr_lst[place].get_or_add_trPr()
    if flag == "w:cantSplit":
        properties.insert(0, element(flag))
    else:
        properties.append(element(flag))
