"""Sheets of an .xls workbook of Excel 97–2003, read with xlrd.

xlrd gives the value of a formula and not the formula, and has no limits: ``xls_records`` tells of
formulas that cannot be used, and what xlrd is given.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
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
    Sheet,
    cell_address,
    read_format,
)
from analysis.sheets.limits import LONGEST_NAME, Allowance, Rows
from analysis.sheets.texts import Run, seen_runs
from analysis.sheets.xls_container import workbook_stream
from analysis.sheets.xls_formulas import Place
from analysis.sheets.xls_records import reduce_workbook

# The largest sheet of this format has 65,536 rows.
MAX_BYTES = 20 * 1024 * 1024
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

    if len(raw) > MAX_BYTES:
        values = {"megabytes": len(raw) // 1024**2, "most": MAX_BYTES // 1024**2}
        raise BadInput([Fault("intake.too_large", file=file, values=values)])
    allowance = Allowance(file)
    try:
        workbook = reduce_workbook(workbook_stream(raw), allowance)
        book = xlrd.open_workbook(
            file_contents=workbook.stream, formatting_info=True, ragged_rows=True,
            on_demand=True, logfile=io.StringIO(),
        )  # fmt: skip
        sheets = []
        for number in range(book.nsheets):
            broken = workbook.formulas.broken(number)
            sheets.append(_SheetReader(book, number, broken, allowance).read())
            book.unload_sheet(number)
    except BadInput:
        raise
    except Exception as error:  # a broken file makes xlrd raise whatever it meets
        locked = "encrypted" in str(error).lower()
        key = "intake.encrypted" if locked else "intake.broken_workbook"
        raise BadInput([Fault(key, file=file)]) from error
    return sheets


class _SheetReader:
    """Turns one sheet of xlrd into rows of plain cells."""

    def __init__(
        self, book: Any, number: int, broken: Mapping[Place, Broken], allowance: Allowance
    ) -> None:
        self._book, self._sheet = book, book.sheet_by_index(number)
        self._broken, self._allowance = broken, allowance

    def read(self) -> Sheet:
        sheet = self._sheet
        rows = Rows(self._allowance, sheet.name[:LONGEST_NAME])
        for index in range(sheet.nrows):
            cells = [self._cell(index, column) for column in range(sheet.row_len(index))]
            if any(cell != "" for cell in cells):
                rows.add(index + 1, cells, hidden=self._is_unseen(index))
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
        name = sheet.name[:LONGEST_NAME]
        return Sheet(name, rows.kept, sheet.visibility != 0, hidden, merged)

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
        if broken := self._broken.get((row, column)):
            return broken
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
        self._allowance.spend_format(how)
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
            values, cell = {"most": MAX_TEXT}, cell_address(row + 1, column + 1)
            raise BadInput([Fault("intake.cell_too_long", self._allowance.file, values=values,
                                  sheet=self._sheet.name[:LONGEST_NAME], cell=cell)])  # fmt: skip
        starts = self._sheet.rich_text_runlist_map.get((row, column), ())
        if len(starts) > len(value) + 1:
            raise ValueError(len(starts))
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
