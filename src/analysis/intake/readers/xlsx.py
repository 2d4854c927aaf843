"""Sheets of an .xlsx workbook, in one pass: values as last computed, and what is not shown.

Read from the parts themselves: openpyxl gives either the formulas or their values, so that a cell
whose formula was never computed cannot be told from an empty one without reading everything twice.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from analysis.intake.readers.archives import opened_archive, read_part, stream_part
from analysis.intake.readers.cells import (
    LAST_COLUMN,
    LAST_ROW,
    MAX_CELLS,
    Block,
    Broken,
    Cell,
    Format,
    Row,
    Sheet,
    read_format,
)
from analysis.language import BadInput, Fault

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A formula that takes a figure from another workbook: [1]Sheet1!A1 or '[1]Số liệu'!A1.
_OTHER_WORKBOOK = re.compile(r"\[\d+\][^\[\]]*!")
_NO_ATTRIBUTES: AttributesImpl[str] = AttributesImpl({})
_TEXT_PARTS = ("v", "t", "f")


@dataclass(frozen=True)
class _Workbook:
    """What the sheets of one workbook share."""

    file: str
    texts: list[str]
    formats: list[Format]
    epoch: date


def read_xlsx(handle: BinaryIO, file: str) -> list[Sheet]:
    """Return the worksheets in their order. Raises ``BadInput`` for a file that is not sound."""
    with opened_archive(handle, file) as archive:
        main = _targets(archive, "")["officeDocument"][0][1]
        book = read_part(archive, main)
        related = _targets(archive, main)
        shared = _Workbook(file, _texts(archive, related), _formats(archive, related), _epoch(book))
        parts = dict(related.get("worksheet", []))
        cells_left = MAX_CELLS
        sheets = []
        for entry in book.iterfind("{*}sheets/{*}sheet"):
            part = parts.get(_relation(entry))
            if part is None:  # a chart or a macro sheet
                continue
            handler = _SheetHandler(shared, cells_left)
            stream_part(archive, part, handler)
            cells_left = handler.cells_left
            sheets.append(handler.sheet(entry.get("name", ""), entry.get("state", "visible")))
        return sheets


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, list[tuple[str, str]]]:
    """Return the related parts by kind: their ids and their paths in the archive."""
    folder, name = posixpath.split(part)
    related: dict[str, list[tuple[str, str]]] = {}
    for relation in read_part(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if relation.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        kind = relation.get("Type", "").rpartition("/")[2]
        related.setdefault(kind, []).append((relation.get("Id", ""), target.lstrip("/")))
    return related


def _relation(sheet: Element) -> str:
    return next((text for key, text in sheet.attrib.items() if key.endswith("}id")), "")


def _epoch(book: Element) -> date:
    properties = book.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    epoch: date = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    return epoch


def _texts(archive: zipfile.ZipFile, related: Mapping[str, list[tuple[str, str]]]) -> list[str]:
    handler = _TextsHandler()
    for _, part in related.get("sharedStrings", []):
        stream_part(archive, part, handler)
    return handler.texts


def _formats(
    archive: zipfile.ZipFile, related: Mapping[str, list[tuple[str, str]]]
) -> list[Format]:
    """Return what each cell style does to a number, in the order of the styles."""
    formats: list[Format] = []
    for _, part in related.get("styles", []):
        styles = read_part(archive, part)
        codes = dict(BUILTIN_FORMATS)
        for entry in styles.iterfind("{*}numFmts/{*}numFmt"):
            codes[int(entry.get("numFmtId", "0"))] = entry.get("formatCode", "")
        for style in styles.iterfind("{*}cellXfs/{*}xf"):
            code = codes.get(int(style.get("numFmtId", "0")), "General")
            formats.append(read_format(code))
    return formats


class _TextsHandler(ContentHandler):
    """Collects the shared texts; phonetic readings are no part of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._in_phonetic = False

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: ARG002, N802
        tag = name.rpartition(":")[2]
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._in_phonetic = True
        elif tag == "t":
            self._in_text = not self._in_phonetic

    def endElement(self, name: str) -> None:  # noqa: N802
        tag = name.rpartition(":")[2]
        if tag == "si":
            self.texts.append("".join(self._pieces).strip())
        elif tag == "rPh":
            self._in_phonetic = False
        elif tag == "t":
            self._in_text = False

    def characters(self, content: str) -> None:
        if self._in_text:
            self._pieces.append(content)


class _SheetHandler(ContentHandler):
    """Builds the rows of one worksheet."""

    def __init__(self, book: _Workbook, cells_left: int) -> None:
        super().__init__()
        self.cells_left = cells_left
        self._book = book
        self._rows: list[Row] = []
        self._merged: list[Block] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._linked: set[str] = set()
        self._cells: list[Cell] = []
        self._row = self._column = 0
        self._row_hidden = False
        self._attrs = _NO_ATTRIBUTES
        self._pieces: list[str] | None = None
        self._value: str | None = None
        self._formula: str | None = None
        self._shared_id: str | None = None

    def sheet(self, name: str, state: str) -> Sheet:
        """Return what was read."""
        hidden = state != "visible"
        columns = tuple(self._hidden_columns)
        return Sheet(name, self._rows, hidden, columns, tuple(self._merged))

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "c":
            self._start_cell(attrs)
        elif tag in _TEXT_PARTS:
            self._pieces = []
            if tag == "f":
                self._shared_id = attrs.get("si")
        elif tag == "row":
            self._start_row(attrs)
        elif tag == "col" and attrs.get("hidden") in ("1", "true"):
            self._hidden_columns.append((int(attrs["min"]), int(attrs["max"])))
        elif tag == "mergeCell":
            self._merged.append(_block(attrs["ref"]))

    def endElement(self, name: str) -> None:  # noqa: N802
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "c":
            self._end_cell()
        elif tag in _TEXT_PARTS:
            self._end_text(tag)
        elif tag == "row" and self._cells:
            self._rows.append(Row(self._row, self._cells, self._row_hidden))

    def characters(self, content: str) -> None:
        if self._pieces is not None:
            self._pieces.append(content)

    def _start_row(self, attrs: AttributesImpl[str]) -> None:
        number = int(attrs.get("r") or self._row + 1)
        if not self._row < number <= LAST_ROW:
            raise zipfile.BadZipFile
        self._row, self._column, self._cells = number, 0, []
        self._row_hidden = attrs.get("hidden") in ("1", "true")

    def _start_cell(self, attrs: AttributesImpl[str]) -> None:
        address = attrs.get("r")
        column = self._column + 1
        if address is not None:
            found = _ADDRESS.fullmatch(address)
            if found is None or int(found[2]) != self._row:
                raise zipfile.BadZipFile
            column = column_index_from_string(found[1])
        if not self._column < column <= LAST_COLUMN:
            raise zipfile.BadZipFile
        self._column, self._attrs = column, attrs
        self._value = self._formula = self._shared_id = None

    def _end_text(self, tag: str) -> None:
        content = "".join(self._pieces or ())
        self._pieces = None
        if tag == "f":
            self._formula = content
        elif tag == "v":
            self._value = content
        else:
            # Rich text comes in runs.
            self._value = (self._value or "") + content

    def _end_cell(self) -> None:
        cell = self._linked_cell() or self._cell()
        if isinstance(cell, str) and not cell:
            return
        missing = self._column - len(self._cells)
        self.cells_left -= missing
        if self.cells_left < 0:
            fault = Fault("intake.too_many_cells", self._book.file, values={"most": MAX_CELLS})
            raise BadInput([fault])
        self._cells.extend([""] * (missing - 1))
        self._cells.append(cell)

    def _linked_cell(self) -> Broken | None:
        if self._formula is None:
            return None
        if _OTHER_WORKBOOK.search(self._formula):
            if self._shared_id is not None:
                self._linked.add(self._shared_id)
            return Broken("external_link", f"={self._formula}")
        return Broken("external_link", "=…") if self._shared_id in self._linked else None

    def _cell(self) -> Cell:
        kind, value = self._attrs.get("t", "n"), self._value
        if not value:
            empty_result = kind == "str" and value is not None
            computed = self._formula is None or empty_result
            return "" if computed else Broken("formula_without_value", f"={self._formula}")
        if kind == "s":
            return self._book.texts[int(value)]
        if kind in ("str", "inlineStr"):
            return value.strip()
        if kind == "b":
            return value == "1"
        if kind == "e":
            return Broken("formula_error", value)
        if kind == "d":
            return date.fromisoformat(value[:10])
        return self._number(value)

    def _number(self, value: str) -> Cell:
        style = int(self._attrs.get("s", "0"))
        how = self._book.formats[style] if style < len(self._book.formats) else Format()
        if how.is_date:
            return _day(value, self._book.epoch)
        return how.apply(value) or Broken("formula_error", value)


def _day(serial: str, epoch: date) -> Cell:
    """Return the day, or the text of a time of day; a number without a day is an error."""
    try:
        when = from_excel(float(serial), epoch)
    except (ValueError, ArithmeticError):
        return Broken("formula_error", serial)
    return when if isinstance(when, date) else str(when)


def _block(reference: str) -> Block:
    first_column, first_row, last_column, last_row = range_boundaries(reference)
    if None in (first_column, first_row, last_column, last_row):
        raise zipfile.BadZipFile
    return Block(first_column or 0, first_row or 0, last_column or 0, last_row or 0)
