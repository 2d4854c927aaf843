"""Sheets of an .xls workbook of Excel 97–2003, read with xlrd.

xlrd gives the value of a formula and not the formula, so that a result never computed looks like
any other cell; ``xls_formulas`` tells where those stand.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from analysis.language import BadInput, Fault
from analysis.sheets.cells import (
    LAST_COLUMN,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MAX_TEXT,
    Block,
    Broken,
    Cell,
    Format,
    Number,
    Row,
    Sheet,
    read_format,
)
from analysis.sheets.limits import RepeatedRows
from analysis.sheets.texts import Run, seen_runs
from analysis.sheets.xls_formulas import find_uncomputed

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
_PLACES = {1: "super", 2: "sub"}
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")


def is_locked(raw: bytes) -> bool:
    """Tell whether the old container holds a newer workbook with a password."""
    return _ENCRYPTED_PART in raw


def read_xls(raw: bytes, file: str) -> list[Sheet]:
    """Return the worksheets in their order.

    Raises ``BadInput`` for a workbook that has a password, breaks off or is none.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=raw, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        uncomputed = find_uncomputed(raw)
        return [
            _SheetReader(book, sheet, uncomputed.get(sheet.number, frozenset()), file).read()
            for sheet in book.sheets()
        ]
    except BadInput:
        raise
    except Exception as error:  # a broken file makes xlrd raise whatever it meets
        locked = "encrypted" in str(error).lower()
        key = "intake.encrypted" if locked else "intake.broken_workbook"
        raise BadInput([Fault(key, file=file)]) from error


class _SheetReader:
    """Turns one sheet of xlrd into rows of plain cells."""

    def __init__(
        self, book: Any, sheet: Any, uncomputed: frozenset[tuple[int, int]], file: str
    ) -> None:
        self._book, self._sheet, self._uncomputed, self._file = book, sheet, uncomputed, file

    def read(self) -> Sheet:
        sheet = self._sheet
        rows: list[Row] = []
        repeated = RepeatedRows(self._file, sheet.name)
        for index in range(sheet.nrows):
            cells = [self._cell(index, column) for column in range(sheet.row_len(index))]
            if any(cell != "" for cell in cells):
                repeated.see(index + 1, cells)
                rows.append(Row(index + 1, cells, self._is_unseen(index)))
        # Widths count in 256ths of a digit.
        hidden = tuple(
            (column + 1, column + 1)
            for column, info in sheet.colinfo_map.items()
            if info.hidden or info.width < LEAST_WIDTH * 256
        )
        merged = tuple(
            Block(first_column + 1, first_row + 1, min(last_column, LAST_COLUMN), last_row)
            for first_row, last_row, first_column, last_column in sheet.merged_cells
        )
        return Sheet(sheet.name, rows, sheet.visibility != 0, hidden, merged)

    def _is_unseen(self, index: int) -> bool:
        """Tell whether a row is hidden or too low to be seen; heights count in 20ths of a point."""
        info = self._sheet.rowinfo_map.get(index)
        if info is None:
            return False
        height = info.height
        return bool(info.hidden) or (height is not None and height < LEAST_HEIGHT * 20)

    def _cell(self, row: int, column: int) -> Cell:
        sheet = self._sheet
        kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
        if (row, column) in self._uncomputed:
            return Broken("formula_without_value", "=…")
        if kind not in (_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR):
            return ""
        style = self._book.xf_list[sheet.cell_xf_index(row, column)]
        how = read_format(self._book.format_map[style.format_key].format_str)
        font = self._book.font_list[style.font_index]
        struck, place = bool(font.struck_out), _PLACES.get(font.escapement, "")
        if kind == _TEXT:
            found = seen_runs(self._runs(row, column, value), struck=struck, place=place)
            return how.apply_to_text(found) if isinstance(found, str) else found
        if struck:
            return Broken("struck_cell", f"{value:.15g}")
        if kind == _NUMBER:
            return self._number(value, how, place)
        if kind == _DATE:
            day = _day(value, self._book.datemode)
            return how.apply_to_day(day) if isinstance(day, datetime) else day
        if kind == _BOOLEAN:
            return bool(value)
        import xlrd

        return Broken("formula_error", xlrd.error_text_from_code.get(value, "#"))

    def _number(self, value: float, how: Format, place: str) -> Cell:
        number = how.apply(value) or Broken("formula_error", str(value))
        if isinstance(number, Number):
            if number.text == "0" and not self._sheet.show_zero_values:
                return Broken("shown_nothing", "0")
            if place:
                return seen_runs((Run(number.shown or number.text, place=place),))
        return number

    def _runs(self, row: int, column: int, value: str) -> list[Run]:
        """Return a text in the pieces that have fonts of their own."""
        if len(value) > MAX_TEXT:
            raise BadInput([Fault("intake.cell_too_long", self._file, values={"most": MAX_TEXT})])
        starts = self._sheet.rich_text_runlist_map.get((row, column), ())
        runs = [Run(value[: starts[0][0]] if starts else value, dressed=False)]
        for number, (start, index) in enumerate(starts):
            end = starts[number + 1][0] if number + 1 < len(starts) else len(value)
            font = self._book.font_list[index]
            place = _PLACES.get(font.escapement, "")
            runs.append(Run(value[start:end], bool(font.struck_out), place))
        return runs


def _day(value: float, mode: int) -> datetime | Broken:
    import xlrd

    try:
        when: datetime = xlrd.xldate_as_datetime(value, mode)
    except (ValueError, ArithmeticError, xlrd.xldate.XLDateError):
        return Broken("formula_error", str(value))
    return when
