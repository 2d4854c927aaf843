"""What the sender of a table cannot see: hidden or merged cells, content in unknown columns.

Hidden sheets, rows and columns, and what can be seen in one way and stored in another (merged
cells), are refused where they touch a figure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from analysis.intake.parsing.headers import Table, find_number_rows
from analysis.language import Fault, fold
from analysis.sheets import MISSING_WORDS, Cell, Row, Sheet, column_letters

FIGURE_COLUMNS = ("value", "numerator", "denominator")
_MOST_ROWS_NAMED = 20


def rows_with_figures(sheet: Sheet, table: Table) -> list[Row]:
    """Return the rows under the header in which some figure is given."""
    numbers = find_number_rows(sheet, table)
    places = [table.columns[name] for name in FIGURE_COLUMNS if name in table.columns]
    return [
        row
        for row in sheet.rows
        if row.number > table.header_row
        and row.number not in numbers
        and any(index < len(row.cells) and _is_given(row.cells[index]) for index in places)
    ]


def _is_given(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and fold(cell) in MISSING_WORDS)


def find_unseen_faults(sheet: Sheet, table: Table, rows: list[Row]) -> Iterator[Fault]:
    """Yield what the sender may not see: hidden or merged cells, content in unknown columns."""
    if sheet.hidden:
        yield Fault("intake.hidden_sheet", file=table.file, sheet=sheet.name)
    hidden = [str(row.number) for row in rows if row.hidden]
    if hidden:
        more = ["…"] if len(hidden) > _MOST_ROWS_NAMED else []
        shown = ", ".join(hidden[:_MOST_ROWS_NAMED] + more)
        values = {"rows": shown}
        yield Fault("intake.hidden_rows", file=table.file, sheet=sheet.name, values=values)
    yield from _hidden_column_faults(sheet, table, rows)
    yield from _merged_faults(sheet, table, rows)
    yield from _unknown_column_faults(table, rows)


def _hidden_column_faults(sheet: Sheet, table: Table, rows: list[Row]) -> Iterator[Fault]:
    for column, index in table.columns.items():
        if sheet.is_hidden_column(index + 1) and _is_filled(rows, index):
            values = {"letter": column_letters(index + 1), "name": table.headers[column]}
            place = table.place(table.header_row)
            yield place.fault("intake.hidden_column", column, **values)


def _merged_faults(sheet: Sheet, table: Table, rows: list[Row]) -> Iterator[Fault]:
    numbers = sorted(row.number for row in rows)
    places = sorted(table.columns.values())
    for block in sheet.merged:
        # The first known column, and the first row with a figure, from where the block begins.
        column = bisect_left(places, block.first_column - 1)
        row = bisect_left(numbers, block.first_row)
        if (
            column < len(places) and places[column] < block.last_column
            and row < len(numbers) and numbers[row] <= block.last_row
        ):  # fmt: skip
            place = table.place(block.first_row)
            yield place.fault("intake.merged_cells", block.first_column - 1, found=block.address)


def _unknown_column_faults(table: Table, rows: list[Row]) -> Iterator[Fault]:
    """A column that is not known could hold what the sender thinks is taken in."""
    filled = {index for row in rows for index, cell in enumerate(row.cells) if cell != ""}
    for index, header in table.unknown.items():
        if index in filled:
            values = {"found": header, "letter": column_letters(index + 1)}
            yield table.place(table.header_row).fault("intake.unknown_column", index, **values)
    for row in rows:
        beyond = next((i for i in range(table.width, len(row.cells)) if row.cells[i] != ""), None)
        short = table.sheet is None and len(row.cells) < table.width
        if short or (beyond is not None and table.sheet is None):
            counts = {"found": len(row.cells), "expected": table.width}
            yield table.place(row.number).fault("observations.ragged_row", None, **counts)
        elif beyond is not None:
            yield table.place(row.number).fault("intake.stray_cell", beyond)


def _is_filled(rows: Iterable[Row], index: int) -> bool:
    return any(index < len(row.cells) and row.cells[index] != "" for row in rows)
