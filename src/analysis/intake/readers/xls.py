"""Sheets of an .xls workbook of Excel 97–2003, read with xlrd.

The file keeps the value of a formula but xlrd does not tell the formula: what Excel computed last
is read. A workbook of this age cannot tell more.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from analysis.intake.readers.cells import Block, Broken, Cell, Format, Row, Sheet, read_format
from analysis.language import BadInput, Fault

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5
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
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except Exception as error:  # a broken file makes xlrd raise whatever it meets
        locked = "encrypted" in str(error).lower()
        key = "intake.encrypted" if locked else "intake.broken_workbook"
        raise BadInput([Fault(key, file=file)]) from error


def _sheet(book: Any, sheet: Any) -> Sheet:
    rows = []
    for index in range(sheet.nrows):
        cells = [_cell(book, sheet, index, column) for column in range(sheet.row_len(index))]
        info = sheet.rowinfo_map.get(index)
        if any(cell != "" for cell in cells):
            rows.append(Row(index + 1, cells, info is not None and bool(info.hidden)))
    hidden = tuple(
        (column + 1, column + 1) for column, info in sheet.colinfo_map.items() if info.hidden
    )
    merged = tuple(
        Block(first_column + 1, first_row + 1, last_column, last_row)
        for first_row, last_row, first_column, last_column in sheet.merged_cells
    )
    return Sheet(sheet.name, rows, sheet.visibility != 0, hidden, merged)


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == _TEXT:
        return str(value).strip()
    if kind == _NUMBER:
        how = _format(book, sheet.cell_xf_index(row, column))
        return how.apply(value) or Broken("formula_error", str(value))
    if kind == _DATE:
        return _day(value, book.datemode)
    if kind == _BOOLEAN:
        return bool(value)
    if kind == _ERROR:
        import xlrd

        return Broken("formula_error", xlrd.error_text_from_code.get(value, "#"))
    return ""


def _format(book: Any, style: int) -> Format:
    return read_format(book.format_map[book.xf_list[style].format_key].format_str)


def _day(value: float, mode: int) -> Cell:
    import xlrd

    try:
        when: datetime = xlrd.xldate_as_datetime(value, mode)
    except (ValueError, ArithmeticError, xlrd.xldate.XLDateError):
        return Broken("formula_error", str(value))
    return when
