"""Sheets of an OpenDocument spreadsheet (.ods): values as last computed, and what is not shown."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import BinaryIO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from analysis.intake.readers.archives import opened_archive, read_part, stream_part
from analysis.intake.readers.cells import (
    LAST_COLUMN,
    LAST_ROW,
    MAX_CELLS,
    Block,
    Broken,
    Cell,
    Row,
    Sheet,
    native_number,
)
from analysis.language import BadInput, Fault

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_OTHER_FILE = re.compile(r"'(?:file|https?|ftp|smb):|\[(?:file|https?):")
_NO_ATTRIBUTES: AttributesImpl[str] = AttributesImpl({})
_NOT_SHOWN = ("collapse", "filter")
_ERROR = re.compile(r"#[A-Z/0!?]+!?|Err:\d+")


def read_ods(handle: BinaryIO, file: str) -> list[Sheet]:
    """Return the sheets in their order. Raises ``BadInput`` for a file that is not sound."""
    with opened_archive(handle, file) as archive:
        _refuse_encrypted(archive, file)
        handler = _ContentHandler(file)
        stream_part(archive, _CONTENT, handler)
        return handler.sheets


def _refuse_encrypted(archive: zipfile.ZipFile, file: str) -> None:
    if _MANIFEST not in archive.namelist():
        return
    if read_part(archive, _MANIFEST).find(".//{*}encryption-data") is not None:
        raise BadInput([Fault("intake.encrypted", file=file)])


class _ContentHandler(ContentHandler):
    """Builds the sheets. Every producer writes the prefixes that the standard uses."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self._file = file
        self._cells_left = MAX_CELLS
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._notes = 0
        self._paragraphs: list[str] | None = None
        self._in_paragraph = 0
        self._attrs = _NO_ATTRIBUTES
        self.start_table(_NO_ATTRIBUTES)

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        if name == "office:annotation":
            self._notes += 1
        elif not self._notes:
            start = _STARTS.get(name)
            if start is not None:
                start(self, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        if name == "office:annotation":
            self._notes -= 1
        elif self._notes:
            return
        elif name == "text:p":
            self._in_paragraph -= 1
        elif name == "table:table-cell":
            self._end_cell(self._cell())
        elif name == "table:covered-table-cell":
            self._end_cell("")
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table" and not self._is_copy:
            columns = tuple(self._hidden_columns)
            sheet = Sheet(self._name, self._rows, self._hidden, columns, tuple(self._merged))
            self.sheets.append(sheet)

    def characters(self, content: str) -> None:
        if self._in_paragraph and self._paragraphs and not self._notes:
            self._paragraphs[-1] += content

    def start_cell(self, attrs: AttributesImpl[str]) -> None:
        self._attrs, self._paragraphs = attrs, []

    def start_paragraph(self, _attrs: AttributesImpl[str]) -> None:
        self._in_paragraph += 1
        if self._paragraphs is not None:
            self._paragraphs.append("")

    def add_space(self, _attrs: AttributesImpl[str]) -> None:
        self.characters(" ")

    def start_style(self, attrs: AttributesImpl[str]) -> None:
        self._style = attrs.get("style:name", "")

    def set_display(self, attrs: AttributesImpl[str]) -> None:
        if attrs.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def mark_copy(self, _attrs: AttributesImpl[str]) -> None:
        # A copy of another file's cells, kept by the formulas that use them.
        self._is_copy = True

    def start_table(self, attrs: AttributesImpl[str]) -> None:
        self._name = attrs.get("table:name", "")
        self._hidden = attrs.get("table:style-name") in self._hidden_styles
        self._is_copy = False
        self._rows: list[Row] = []
        self._merged: list[Block] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._row = self._columns = 0

    def add_columns(self, attrs: AttributesImpl[str]) -> None:
        first = self._columns + 1
        self._columns += int(attrs.get("table:number-columns-repeated", "1"))
        if attrs.get("table:visibility") in _NOT_SHOWN:
            self._hidden_columns.append((first, self._columns))

    def start_row(self, attrs: AttributesImpl[str]) -> None:
        self._cells: list[Cell] = []
        self._column = 0
        self._row_repeated = int(attrs.get("table:number-rows-repeated", "1"))
        self._row_hidden = attrs.get("table:visibility") in _NOT_SHOWN

    def _end_row(self) -> None:
        first = self._row + 1
        self._row += self._row_repeated
        if self._row > LAST_ROW:
            raise zipfile.BadZipFile
        if self._cells:
            self._spend((self._row_repeated - 1) * len(self._cells))
            self._rows.extend(
                Row(number, self._cells, self._row_hidden) for number in range(first, self._row + 1)
            )

    def _end_cell(self, cell: Cell) -> None:
        attrs, self._paragraphs = self._attrs, None
        columns = int(attrs.get("table:number-columns-spanned", "1"))
        rows = int(attrs.get("table:number-rows-spanned", "1"))
        first = self._column + 1
        if columns > 1 or rows > 1:
            block = Block(first, self._row + 1, first + columns - 1, self._row + rows)
            self._merged.append(block)
        repeated = int(attrs.get("table:number-columns-repeated", "1"))
        self._column += repeated
        if self._column > LAST_COLUMN:
            raise zipfile.BadZipFile
        if cell == "":
            return
        missing = first - 1 - len(self._cells)
        self._spend(missing + repeated)
        self._cells.extend([""] * missing)
        self._cells.extend([cell] * repeated)

    def _spend(self, cells: int) -> None:
        self._cells_left -= cells
        if self._cells_left < 0:
            fault = Fault("intake.too_many_cells", self._file, values={"most": MAX_CELLS})
            raise BadInput([fault])

    def _cell(self) -> Cell:
        attrs = self._attrs
        shown = "\n".join(self._paragraphs or ()).strip()
        formula = attrs.get("table:formula")
        kind = attrs.get("office:value-type", "")
        if formula is not None:
            if _OTHER_FILE.search(formula):
                return Broken("external_link", _bare(formula))
            if attrs.get("calcext:value-type") == "error" or _ERROR.fullmatch(shown):
                return Broken("formula_error", shown)
            if not kind:
                return Broken("formula_without_value", _bare(formula))
        if kind in ("float", "percentage", "currency"):
            return _number(attrs.get("office:value", ""), kind, shown)
        if kind == "date":
            return date.fromisoformat(attrs.get("office:date-value", "")[:10])
        if kind == "boolean":
            return attrs.get("office:boolean-value") == "true"
        return attrs.get("office:string-value", shown).strip()


_STARTS: dict[str, Callable[[_ContentHandler, AttributesImpl[str]], None]] = {
    "style:style": _ContentHandler.start_style,
    "style:table-properties": _ContentHandler.set_display,
    "table:table": _ContentHandler.start_table,
    "table:table-source": _ContentHandler.mark_copy,
    "table:table-column": _ContentHandler.add_columns,
    "table:table-row": _ContentHandler.start_row,
    "table:table-cell": _ContentHandler.start_cell,
    "table:covered-table-cell": _ContentHandler.start_cell,
    "text:p": _ContentHandler.start_paragraph,
    "text:s": _ContentHandler.add_space,
    "text:tab": _ContentHandler.add_space,
    "text:line-break": _ContentHandler.add_space,
}


def _number(stored: str, kind: str, shown: str) -> Cell:
    if kind == "percentage":
        number = native_number(stored, percent_signs=1)
    else:
        # The text beside the number is what the cell shows, with a sign of its format.
        scale = 1_000 if "‰" in shown else 100 if "%" in shown else 0
        number = native_number(stored, scale=scale)
    return number or Broken("formula_error", stored)


def _bare(formula: str) -> str:
    """Return the formula as the spreadsheet shows it, without its name space."""
    return formula.partition(":")[2] if formula.startswith(("of:", "oooc:", "msoxl:")) else formula
