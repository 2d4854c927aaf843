"""The header row of a sent sheet: where it is, which column holds what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.intake.readers.cells import Cell, Row, Sheet, cell_address
from analysis.intake.words import IGNORED, column_of
from analysis.language import Fault

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
    ``unknown`` the headers of the others (empty text where there is none). ``value_scale`` is
    the unit of measure in the header of the values, "Giá trị (%)", or 0.
    """

    file: str
    sheet: str | None
    header_row: int
    width: int
    columns: dict[str, int]
    headers: dict[str, str]
    unknown: dict[int, str]
    value_scale: int

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
    scale = _scale_of(headers.get("value", ""))
    table = Table(file, sheet.name, row.number, width, columns, headers, unknown, scale)
    return table, list(_header_faults(table, row, known))


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


def _scale_of(header: str) -> int:
    """Return the unit of measure that stands in the header of the values, or 0."""
    return 100 if "%" in header else 1_000 if "‰" in header else 0


def _header_faults(table: Table, row: Row, known: list[tuple[int, str]]) -> Iterator[Fault]:
    place = table.place(table.header_row)
    for ways in REQUIRED:
        if not any(way in table.columns for way in ways):
            values = {"missing": ways[0], "expected": columns_expected()}
            yield place.fault("intake.missing_column", None, **values)
    for index, column in known:
        if table.columns[column] != index:
            name = _text(row.cells[index])
            yield place.fault("intake.repeated_column", index, found=name)
