"""The header row of a sent sheet: where it is, which column holds what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from analysis.intake.parsing.limits import first_faults
from analysis.intake.parsing.measures import (
    Measure,
    header_measures,
    is_unclear,
    measure_above,
    read_measure,
)
from analysis.language import Fault, fold
from analysis.sheets import IGNORED, Broken, Cell, Number, Row, Sheet, cell_address, column_of

# A header stands near the top, under a title; three known columns tell it from a title.
_ROWS_SEARCHED = 30
_ENOUGH_COLUMNS = 3
# Each of these must be there, in one of its ways.
REQUIRED = (
    ("unit_id", "unit"),
    ("indicator_id", "indicator"),
    ("year",),
    ("value",),
    ("numerator",),
    ("denominator",),
    ("source",),
    ("published",),
)
# A unit or an indicator may be given by its name alone.
_OTHER_COLUMN: dict[str | int | None, str] = {"unit_id": "unit", "indicator_id": "indicator"}
_FIGURES = ("value", "numerator", "denominator")
_LONGEST_SHOWN = 80
# The row of column numbers stands right under the header: (1) (2) (3), A B 1 2, or 3 = 1 : 2.
_ROWS_TO_NUMBERS = 3
_FEWEST_NUMBERS = 3
_NUMBER_MARK = re.compile(r"[(\[]?\s*(-?\d{1,3}|[a-zđ]|[ivx]+)\s*[)\]]?\.?(?:\s*=.*)?")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
          "xv", "xvi", "xvii", "xviii", "xix", "xx")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: a row of a file, with the columns of its table.

    ``columns`` count from 0; ``headers`` are the columns' names as written. A CSV file has no
    ``sheet``.
    """

    file: str
    sheet: str | None
    row: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]

    @property
    def label(self) -> str:
        """Return the cell of the value as a formula would name it: ``Số liệu!D7``."""
        address = cell_address(self.row, self.columns.get("value", 0) + 1)
        return address if self.sheet is None else f"{self.sheet}!{address}"

    def fault(self, key: str, column: str | int | None, **values: object) -> Fault:
        """Return a fault in this row: at a cell of a workbook, at row and column of a CSV file.

        ``column`` is one of the ledger's, or counts from 0; None is the whole row.
        """
        known = _OTHER_COLUMN.get(column, column) if column not in self.columns else column
        if self.sheet is None:
            shown = self.headers.get(known) if isinstance(known, str) else None
            return Fault(key, self.file, self.row, shown, values)
        index = self.columns.get(known) if isinstance(known, str) else known
        if index is None:
            return Fault(key, self.file, self.row, None, values, self.sheet)
        address = cell_address(self.row, index + 1)
        return Fault(key, self.file, None, None, values, self.sheet, address)


@dataclass(frozen=True)
class Table:
    """Where the figures of a sheet stand. Columns count from 0, rows from 1.

    ``columns`` has the place of each known column, ``headers`` its header as written, and
    ``unknown`` the headers of the others (empty text where there is none). ``measure`` is the unit
    of measure of the values that stands in their header, "Giá trị (%)", or above the table.
    """

    file: str
    sheet: str | None
    header_row: int
    width: int
    columns: dict[str, int]
    headers: dict[str, str]
    unknown: dict[int, str]
    measure: Measure

    def place(self, row: int) -> Place:
        """Return the place of a row of this table."""
        return Place(self.file, self.sheet, row, self.columns, self.headers)


def find_table(sheet: Sheet, file: str) -> tuple[Table, list[Fault]] | None:
    """Return the sheet's table with the faults of its header, or None if no header is there."""
    candidates = [(row, _known_columns(row)) for row in sheet.rows[:_ROWS_SEARCHED]]
    row, known = max(candidates, key=lambda found: len(found[1]), default=(None, []))
    if row is None or len(known) < _ENOUGH_COLUMNS:
        return None
    columns: dict[str, int] = {}
    for index, column in known:
        columns.setdefault(column, index)
    headers = {column: _text(row.cells[index]) for column, index in columns.items()}
    width = max(index for index, cell in enumerate(row.cells) if cell != "") + 1
    unknown = {
        index: _text(cell)
        for index, cell in enumerate(row.cells[:width])
        if _column_of(cell) is None
    }
    above = [other for other in sheet.rows[:_ROWS_SEARCHED] if other.number < row.number]
    measure = _measure_of(headers.get("value", ""), above)
    table = Table(file, sheet.name, row.number, width, columns, headers, unknown, measure)
    faults = first_faults(chain(_header_faults(table, row, known), _measure_faults(table, above)))
    return table, faults


def broken_fault(place: Place, column: str | int, cell: Broken) -> Fault:
    """Return why a cell cannot be used, at its place."""
    values = {"found": cell.found[:_LONGEST_SHOWN], "other": cell.other[:_LONGEST_SHOWN]}
    return place.fault(f"intake.{cell.why}", column, **values)


def columns_expected() -> str:
    """Return the columns that a table must have, as they are told to a person."""
    return ", ".join(ways[0] for ways in REQUIRED)


def _known_columns(row: Row) -> list[tuple[int, str]]:
    found = ((index, _column_of(cell)) for index, cell in enumerate(row.cells))
    return [(index, column) for index, column in found if column and column != IGNORED]


def _column_of(cell: Cell) -> str | None:
    return column_of(cell) if isinstance(cell, str) else None


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


def _measure_of(header: str, above: Sequence[Row]) -> Measure:
    """Return the unit of measure of the values: in their header, or in a line above the table."""
    known = [measure for _, measure in header_measures(header) if measure and measure.scale]
    if known:
        return known[0]
    if "%" in header or "‰" in header:
        return Measure(100 if "%" in header else 1_000)
    counted = [measure for _, measure in header_measures(header) if measure and measure.counted]
    return counted[0] if counted else read_measure(_line_above(above)[0]) or Measure()


def _line_above(above: Sequence[Row]) -> tuple[str, int, int]:
    """Return the unit of measure that is named above the table, its row and its column from 0."""
    for row in reversed(above):
        for index, cell in enumerate(row.cells):
            if isinstance(cell, str) and (measure := measure_above([cell])):
                return measure, row.number, index
    return "", 0, 0


def _measure_faults(table: Table, above: Sequence[Row]) -> Iterator[Fault]:
    """Yield units of measure in headers that are not known, or that multiply the figures."""
    for column in _FIGURES:
        for words, measure in header_measures(table.headers.get(column, "")):
            place = table.place(table.header_row)
            header = table.headers[column]
            if measure is None:
                yield place.fault(
                    "intake.unknown_measure_above", column, found=words, header=header
                )
            elif measure.times > 1:
                yield place.fault("intake.multiplied_above", column, found=words, header=header)
            elif measure.scale and column != "value":
                yield place.fault(
                    "intake.unknown_measure_above", column, found=words, header=header
                )
    words, row, index = _line_above(above)
    if not words:
        return
    measure = read_measure(words)
    key = (
        "unknown_measure_above"
        if is_unclear(words)
        else "multiplied_above"
        if measure and measure.times > 1
        else ""
    )
    if key:
        values = {"found": words, "header": words}
        yield table.place(row).fault(f"intake.{key}", index, **values)


def find_number_rows(sheet: Sheet, table: Table) -> frozenset[int]:
    """Return the rows right under the header that only number the columns: (1) (2) (3)."""
    last = table.header_row + _ROWS_TO_NUMBERS
    under = (row for row in sheet.rows if table.header_row < row.number <= last)
    return frozenset(row.number for row in under if _numbers_columns(row, table.width))


def _numbers_columns(row: Row, width: int) -> bool:
    marks = [_number_mark(cell) for cell in row.cells if cell != ""]
    if len(marks) < _FEWEST_NUMBERS or "" in marks:
        return False
    if all(mark in _ROMAN for mark in marks):
        return _rises([_ROMAN.index(mark) for mark in marks])
    # Letters may stand before the numbers: A B 1 2 3.
    digits = [abs(int(mark)) for mark in marks if mark.lstrip("-").isdigit()]
    letters = [ord(mark) for mark in marks if mark.isalpha() and len(mark) == 1]
    in_order = [mark.isalpha() for mark in marks] == [True] * len(letters) + [False] * len(digits)
    return (
        in_order
        and len(letters) + len(digits) == len(marks)
        and _rises(letters)
        and _rises(digits)
        and max(digits, default=0) <= width + _FEWEST_NUMBERS
    )


def _number_mark(cell: Cell) -> str:
    """Return the number or the letter of a column, or empty text for any other cell."""
    if isinstance(cell, Number):
        words = cell.shown or cell.text
    else:
        words = cell if isinstance(cell, str) else ""
    found = _NUMBER_MARK.fullmatch(fold(words))
    return found[1] if found else ""


def _rises(numbers: Sequence[int]) -> bool:
    """Tell whether numbers go up by one; a column or two may have none."""
    return all(1 <= later - earlier <= _FEWEST_NUMBERS for earlier, later in pairwise(numbers))


def _header_faults(table: Table, row: Row, known: list[tuple[int, str]]) -> Iterator[Fault]:
    place = table.place(table.header_row)
    for index, cell in enumerate(row.cells):
        if isinstance(cell, Broken):
            yield broken_fault(place, index, cell)
    for ways in REQUIRED:
        if not any(way in table.columns for way in ways):
            values = {"missing": ways[0], "expected": columns_expected()}
            yield place.fault("intake.missing_column", None, **values)
    for index, column in known:
        if table.columns[column] != index:
            name = _text(row.cells[index])
            yield place.fault("intake.repeated_column", index, found=name)
