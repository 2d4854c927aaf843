"""Workbooks of before 2007: read as they are shown, refused when they are cut off."""

from __future__ import annotations

from pathlib import Path

from intake.sent_files import READ, cells_of, fault_of, xls

from analysis.sheets.cells import Block
from analysis.sheets.files import read_file


def test_xls_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (sheet,) = read_file(xls(tmp_path))
    assert (sheet.name, cells_of(sheet)) == ("Số liệu", READ)


def test_xls_tells_what_is_not_shown(tmp_path: Path) -> None:
    def hide(book, sheet) -> None:
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True
        sheet.write_merge(4, 6, 0, 1, "gộp")
        book.add_sheet("Ẩn").visibility = 1

    shown, hidden = read_file(xls(tmp_path, hide))
    assert [row.hidden for row in shown.rows[:3]] == [False, False, True]
    assert shown.is_hidden_column(2) and not shown.is_hidden_column(1)
    assert shown.merged == (Block(1, 5, 2, 7),)
    assert hidden.hidden


def test_a_cut_off_xls_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path)
    path.write_bytes(path.read_bytes()[:3_000])
    assert fault_of(path).key == "intake.broken_workbook"
