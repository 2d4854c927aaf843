"""Formulas of old workbooks: never computed, or taken from another file."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from making.hostile_files import MAKERS

from analysis.sheets.cells import Broken, Number
from analysis.sheets.files import read_file

FORMULA, SHARED, BOOK, SHEETS = 0x0006, 0x04BC, 0x01AE, 0x0017
UNCOMPUTED, LINKED = Broken("formula_without_value", "=…"), Broken("external_link", "=…")
OWN, OTHER = b"\x01\x00\x01\x04", b"\x01\x00\x05\x00\x00a.xls"
# A cell of a sheet that the table of sheets names, and a whole number.
ELSEWHERE, SEVEN = struct.pack("<BHHH", 0x5A, 0, 3, 3), struct.pack("<BH", 0x1E, 7)
ON_LOAD = 0x2


def formula(row: int, result: float, flags: int = 0, pieces: bytes = SEVEN) -> bytes:
    head = struct.pack("<HHHdHIH", row, 0, 0, result, flags, 0, len(pieces))
    return MAKERS.record(FORMULA, head + pieces)


def cells_of(tmp_path: Path, sheet: bytes, book: bytes = OWN) -> list[object]:
    path = tmp_path / "x.xls"
    table = MAKERS.record(BOOK, book) + MAKERS.record(SHEETS, struct.pack("<HHHH", 1, 0, 0, 0))
    MAKERS.xls(sheet, table)(path)
    (read,) = read_file(path)
    return [row.cells[0] for row in read.rows]


@pytest.mark.parametrize(("book", "cell"), [(OWN, Number("5")), (OTHER, LINKED)])
def test_a_cell_of_another_file_is_told(tmp_path: Path, book: bytes, cell: object) -> None:
    assert cells_of(tmp_path, formula(0, 5.0, pieces=ELSEWHERE), book) == [cell]
    behind = SEVEN + struct.pack("<BBBB", 0x17, 1, 0, 65) + ELSEWHERE
    assert cells_of(tmp_path, formula(0, 5.0, pieces=behind), book) == [cell]


def test_a_formula_that_stands_for_several_cells_leads_them_all_out(tmp_path: Path) -> None:
    points = struct.pack("<BHH", 0x01, 0, 0)
    shared = struct.pack("<HHBBH", 0, 1, 0, 0, 2) + struct.pack("<H", len(ELSEWHERE)) + ELSEWHERE
    sheet = (formula(0, 5.0, pieces=points) + MAKERS.record(SHARED, shared)
             + formula(1, 6.0, pieces=points) + formula(2, 7.0))  # fmt: skip
    assert cells_of(tmp_path, sheet, OTHER) == [LINKED, LINKED, Number("7")]


def test_a_nought_put_into_a_workbook_that_excel_computed_is_no_result(tmp_path: Path) -> None:
    # As Apache POI does with a template: its own formulas ask to be computed, Excel's do not.
    sheet = formula(0, 5.0) + formula(1, 0.0) + formula(2, 0.0, ON_LOAD)
    assert cells_of(tmp_path, sheet) == [Number("5"), Number("0"), UNCOMPUTED]


def test_a_nought_among_results_of_a_program_that_computes_is_one(tmp_path: Path) -> None:
    sheet = formula(0, 5.0, ON_LOAD) + formula(1, 0.0, ON_LOAD)
    assert cells_of(tmp_path, sheet) == [Number("5"), Number("0")]
