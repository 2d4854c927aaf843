"""What a file may hold: enough for 100,000 figures, and nothing that takes much longer to read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from intake.sent_files import fault_of, ods_bytes, sent, xlsx
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from analysis.sheets import archives, limits
from analysis.sheets.cells import read_format
from analysis.sheets.files import read_file

FIGURES, COLUMNS = 100_000, 13
ACCOUNTING = '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'
PIECES = (
    '<table:table table:name="a"><table:table-row><table:table-cell><text:p>{}</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)


def test_100_000_figures_are_within_every_limit() -> None:
    allowance = limits.Allowance("x.xlsx")
    allowance.spend_rows(["Sở Giáo dục và Đào tạo"] * COLUMNS, FIGURES)
    # A text that stands in the sheet itself has three elements, a row has one.
    assert (3 * COLUMNS + 1) * FIGURES <= archives.MAX_ELEMENTS
    weight = max(read_format(code).weight for code in ("#,##0.00", "0.0%", ACCOUNTING))
    assert 4 * weight * FIGURES <= limits.MAX_PIECES


@pytest.mark.parametrize(
    ("code", "weight"),
    [
        ("#,##0.0", 0),
        ("0.0%;-0.0%", 0),
        (ACCOUNTING, 4),
        ('#,##0.0,," triệu"', 10),
        ('[<1]"ít";0.0', 1),
    ],
)
def test_a_format_weighs_what_is_laid_out_by_it(code: str, weight: int) -> None:
    assert read_format(code).weight == weight


def test_numbers_of_long_formats_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_PIECES", 19)

    def shortened(book: openpyxl.Workbook) -> None:
        for address in ("B2", "B3"):
            book.active[address].number_format = '#,##0.0,," triệu"'

    fault = fault_of(xlsx(tmp_path, shortened))
    assert fault.key == "intake.long_formats"
    assert "General" in fault.message("vi")


def test_pieces_of_a_text_count_as_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    few, many = ("<text:span>a</text:span>" * count for count in (9, 10))
    assert read_file(sent(tmp_path, "x.ods", ods_bytes(PIECES.format(few))))
    dressed = fault_of(sent(tmp_path, "x.ods", ods_bytes(PIECES.format(many))))
    assert dressed.key == "intake.too_many_cells"

    def piece(book: openpyxl.Workbook) -> None:
        book.active["A2"] = CellRichText(*[TextBlock(InlineFont(b=True), "a")] * 10)

    assert fault_of(xlsx(tmp_path, piece)).key == "intake.too_many_cells"
