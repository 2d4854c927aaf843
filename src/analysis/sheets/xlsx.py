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

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from analysis.language import BadInput, Fault
from analysis.sheets.archives import Archive, opened_archive
from analysis.sheets.cells import (
    LAST_COLUMN,
    LAST_ROW,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MAX_TEXT,
    MOST_FORMATS,
    PLAIN_FORMAT,
    Block,
    Broken,
    Cell,
    Format,
    Number,
    Sheet,
    cell_address,
    native_number,
    read_format,
)
from analysis.sheets.limits import LONGEST_NAME, Allowance, Rows
from analysis.sheets.texts import Run, seen_runs
from analysis.sheets.xlsx_texts import (
    PLACES,
    TRUE,
    RunsReader,
    Text,
    TextsHandler,
)

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A formula that takes a figure from another workbook: [1]Sheet1!A1 or '[1]Số liệu'!A1.
_OTHER_WORKBOOK = re.compile(r"\[\d+\][^\[\]]*!")
_NO_ATTRIBUTES: dict[str, str] = {}
_TEXT_PARTS = ("v", "t", "f")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a cell style does: its number format, and what its font does to the whole cell."""

    format: Format = PLAIN_FORMAT
    struck: bool = False
    place: str = ""


_PLAIN = _Look()


@dataclass(frozen=True)
class _Workbook:
    """What the sheets of one workbook share.

    ``computed`` tells whether a program that computes has saved the results of formulas; others
    write a nought in their place. ``current`` is not so where the last computation broke off.
    """

    allowance: Allowance
    texts: list[Text]
    looks: list[_Look]
    epoch: date
    computed: bool
    current: bool


def read_xlsx(handle: BinaryIO, file: str) -> list[Sheet]:
    """Return the worksheets in their order. Raises ``BadInput`` for a file that is not sound."""
    with opened_archive(handle, file) as archive:
        main = _targets(archive, "")["officeDocument"][0][1]
        book = archive.read(main)
        related = _targets(archive, main)
        allowance = Allowance(file)
        shared = _Workbook(
            allowance, _texts(archive, related), _looks(archive, related), _epoch(book),
            *_computing(book),
        )  # fmt: skip
        parts = dict(related.get("worksheet", []))
        read: set[str] = set()
        sheets: list[Sheet] = []
        for entry in book.iterfind("{*}sheets/{*}sheet"):
            name = entry.get("name", "")[:LONGEST_NAME]
            allowance.spend_sheet()
            part = parts.get(_relation(entry))
            if part is None:  # a chart or a macro sheet
                continue
            if part in read:
                raise BadInput([Fault("intake.repeated_sheet", file, values={"found": part[:80]})])
            read.add(part)
            handler = _SheetHandler(shared, name)
            archive.stream(part, handler)
            sheets.append(handler.sheet(entry.get("state", "visible")))
        return sheets


def _targets(archive: Archive, part: str) -> dict[str, list[tuple[str, str]]]:
    """Return the related parts by kind: their ids and their paths in the archive."""
    folder, name = posixpath.split(part)
    related: dict[str, list[tuple[str, str]]] = {}
    for relation in archive.read(posixpath.join(folder, "_rels", f"{name}.rels")):
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


def _computing(book: Element) -> tuple[bool, bool]:
    """Return whether formulas were computed when the file was saved, and to the end."""
    found = book.find("{*}calcPr")
    if found is None:
        return False, True
    return found.get("fullCalcOnLoad") not in TRUE, found.get("calcCompleted") not in ("0", "false")


def _texts(archive: Archive, related: Mapping[str, list[tuple[str, str]]]) -> list[Text]:
    handler = TextsHandler(archive.file)
    for _, part in related.get("sharedStrings", [])[:1]:
        archive.stream(part, handler)
    return handler.texts


def _looks(archive: Archive, related: Mapping[str, list[tuple[str, str]]]) -> list[_Look]:
    """Return what each cell style does, in the order of the styles."""
    looks: list[_Look] = []
    for _, part in related.get("styles", [])[:1]:
        styles = archive.read(part)
        codes = dict(BUILTIN_FORMATS)
        for entry in styles.iterfind("{*}numFmts/{*}numFmt"):
            codes[int(entry.get("numFmtId", "0"))] = entry.get("formatCode", "")
        if len(codes) > MOST_FORMATS:
            raise zipfile.BadZipFile(part)
        fonts = [_font(font) for font in styles.iterfind("{*}fonts/{*}font")]
        for style in styles.iterfind("{*}cellXfs/{*}xf"):
            code = codes.get(int(style.get("numFmtId", "0")), "General")
            font = int(style.get("fontId", "0"))
            struck, place = fonts[font] if font < len(fonts) else (False, "")
            looks.append(_Look(read_format(code), struck, place))
    return looks


def _font(font: Element) -> tuple[bool, str]:
    """Return whether a font strikes its text out, and where it sets it."""
    line, place = font.find("{*}strike"), font.find("{*}vertAlign")
    struck = line is not None and line.get("val", "1") in TRUE
    return struck, PLACES.get(place.get("val", ""), "") if place is not None else ""


class _LocalNames(dict[str, str]):
    """The names of elements without their namespace, each worked out once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition("}")[2]
        return local


class _SheetHandler:
    """Builds the rows of one worksheet."""

    def __init__(self, book: _Workbook, name: str) -> None:
        self._book, self._name = book, name
        self._local = _LocalNames()
        self._rows = Rows(book.allowance, name)
        self._merged: list[Block] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._linked: set[str] = set()
        self._cells: list[Cell] = []
        self._row = self._column = 0
        self._row_hidden = self._rows_flat = False
        self._zeros_shown = True
        self._attrs = _NO_ATTRIBUTES
        self._pieces: list[str] | None = None
        self._length = 0
        # The text that stands in the sheet itself.
        self._inline: RunsReader | None = None
        self._value: str | None = None
        self._formula: str | None = None
        self._shared_id: str | None = None

    def sheet(self, state: str) -> Sheet:
        """Return what was read."""
        hidden = state != "visible"
        columns = tuple(self._hidden_columns)
        return Sheet(self._name, self._rows.kept, hidden, columns, tuple(self._merged))

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take in the start of an element."""
        tag = self._local[name]
        if tag == "c":
            self._start_cell(attrs)
        elif self._inline is not None:
            self._inline.start(tag, attrs)
        elif tag in _TEXT_PARTS:
            self._pieces, self._length = [], 0
            if tag == "f":
                self._shared_id = attrs.get("si")
        elif tag == "is":
            self._inline = RunsReader()
        elif tag == "row":
            self._start_row(attrs)
        else:
            self._start_other(tag, attrs)

    def _start_other(self, tag: str, attrs: dict[str, str]) -> None:
        """Take in what the sheet says of itself beside its cells."""
        if tag == "col" and _is_unseen(attrs, "width", LEAST_WIDTH):
            self._book.allowance.spend_cells(1)
            self._hidden_columns.append((int(attrs["min"]), int(attrs["max"])))
        elif tag == "mergeCell":
            self._book.allowance.spend_cells(1)
            self._merged.append(_block(attrs["ref"]))
        elif tag == "sheetFormatPr":
            self._rows_flat = float(attrs.get("defaultRowHeight", "15")) < LEAST_HEIGHT
        elif tag == "sheetView":
            self._zeros_shown = attrs.get("showZeros", "1") in TRUE

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        tag = self._local[name]
        if tag == "c":
            self._end_cell()
            self._inline = None
        elif self._inline is not None and tag != "is":
            self._inline.end(tag)
        elif tag in _TEXT_PARTS:
            self._end_text(tag)
        elif tag == "row" and self._cells:
            self._rows.add(self._row, self._cells, hidden=self._row_hidden)

    def text(self, words: str) -> None:
        """Take in text."""
        if self._pieces is not None:
            self._pieces.append(words)
            self._length += len(words)
            if self._length > MAX_TEXT:
                raise self._too_long()
        elif self._inline is not None and self._inline.text(words) > MAX_TEXT:
            raise self._too_long()

    def _start_row(self, attrs: dict[str, str]) -> None:
        number = int(attrs.get("r") or self._row + 1)
        if not self._row < number <= LAST_ROW:
            raise zipfile.BadZipFile
        self._row, self._column, self._cells = number, 0, []
        flat = self._rows_flat and "ht" not in attrs
        self._row_hidden = flat or _is_unseen(attrs, "ht", LEAST_HEIGHT)

    def _start_cell(self, attrs: dict[str, str]) -> None:
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
        else:
            self._value = content

    def _end_cell(self) -> None:
        cell = self._linked_cell() or self._cell()
        if isinstance(cell, str) and not cell:
            return
        self._cells.extend([""] * (self._column - len(self._cells) - 1))
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
        if self._inline is not None:
            runs = self._inline.take()
            self._book.allowance.spend_cells(max(len(runs) - 1, 0))
            return self._seen(runs)
        if not value:
            empty_result = kind == "str" and value is not None
            computed = self._formula is None or empty_result
            return "" if computed else self._never_computed()
        if self._formula is not None and not self._is_computed(kind, value):
            return self._never_computed()
        if kind == "s":
            return self._seen(self._book.texts[int(value)])
        if kind in ("str", "inlineStr"):
            return self._seen((Run(value, dressed=False),))
        look = self._look()
        if look.struck:
            number = native_number(value) if kind == "n" else None
            return Broken("struck_cell", number.text if number else value)
        if kind == "b":
            return value == "1"
        if kind == "e":
            return Broken("formula_error", value)
        if kind == "d":
            return look.format.apply_to_day(date.fromisoformat(value[:10]))
        return self._number(value, look)

    def _is_computed(self, kind: str, value: str) -> bool:
        """Tell whether the stored result of a formula was computed, and is no placeholder."""
        if not self._book.current:
            return False
        return self._book.computed or kind != "n" or value.strip("0.") != ""

    def _never_computed(self) -> Broken:
        return Broken("formula_without_value", f"={self._formula or '…'}")

    def _look(self) -> _Look:
        style = int(self._attrs.get("s", "0"))
        return self._book.looks[style] if style < len(self._book.looks) else _PLAIN

    def _seen(self, found: Text) -> str | Broken:
        """Return a text as it is seen in this cell."""
        look = self._look()
        if isinstance(found, tuple):
            found = seen_runs(found, struck=look.struck, place=look.place)
        elif isinstance(found, str) and (look.struck or look.place):
            found = seen_runs((Run(found, dressed=False),), struck=look.struck, place=look.place)
        return look.format.apply_to_text(found) if isinstance(found, str) else found

    def _too_long(self) -> BadInput:
        file, cell = self._book.allowance.file, cell_address(max(self._row, 1), self._column or 1)
        values = {"most": MAX_TEXT}
        return BadInput(
            [Fault("intake.cell_too_long", file, values=values, sheet=self._name, cell=cell)]
        )

    def _number(self, value: str, look: _Look) -> Cell:
        how = look.format
        if how.is_date:
            day = _day(value, self._book.epoch)
            return how.apply_to_day(day) if isinstance(day, date) else day
        self._book.allowance.spend_format(how)
        number = how.apply(value) or Broken("formula_error", value)
        if isinstance(number, Number):
            if number.text == "0" and not self._zeros_shown:
                return Broken("shown_nothing", "0")
            if look.place:
                return seen_runs((Run(number.shown or number.text, place=look.place),))
        return number


def _is_unseen(attrs: dict[str, str], size: str, least: float) -> bool:
    """Tell whether a row or a column is hidden, or too small to be seen."""
    return attrs.get("hidden") in TRUE or float(attrs.get(size, str(least))) < least


def _day(serial: str, epoch: date) -> date | str | Broken:
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
    if (last_column or 0) > LAST_COLUMN or (last_row or 0) > LAST_ROW:
        raise zipfile.BadZipFile
    return Block(first_column or 0, first_row or 0, last_column or 0, last_row or 0)
