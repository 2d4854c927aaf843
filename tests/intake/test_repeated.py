"""What is wrong in the same way in many rows is told once, with its rows."""

from __future__ import annotations

import pytest

from analysis.intake.repeated import spans, told_once
from analysis.language import Fault


def fault(row: int, found: str = "x", column: str = "year") -> Fault:
    values = {"found": found, "lower": 1980, "upper": 2060}
    return Fault("observations.not_a_year", "so.csv", row, column, values)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [([2], "2"), ([2, 3], "2–3"), ([9, 2, 3, 4, 5], "2–5, 9"), ([2, 4, 6], "2, 4, 6")],
)
def test_runs_of_rows_are_joined(numbers: list[int], shown: str) -> None:
    assert spans(numbers) == shown


def test_one_fault_in_several_rows_is_one_line() -> None:
    (line,) = told_once([fault(row) for row in (2, 3, 4, 5, 9)], "vi")
    assert line.startswith("so.csv, dòng 2–5, 9, cột year: “x” không phải là năm")


def test_cells_of_a_workbook_are_named_as_a_spreadsheet_names_them() -> None:
    faults = [
        Fault("intake.empty_cell", "so.xlsx", sheet="Số liệu", cell=f"D{row}") for row in (7, 8, 11)
    ]
    (line,) = told_once(faults, "en")
    assert line.startswith("so.xlsx, sheet “Số liệu”, cell D7–D8, D11: ")


def test_other_columns_sheets_and_values_stay_apart() -> None:
    faults = [fault(2), fault(2, column="published"), fault(3, found="y"), fault(4, found="z")]
    assert len(told_once(faults, "vi")) == 4


def test_of_many_values_three_are_told_and_the_rows_of_the_others_named() -> None:
    lines = told_once([fault(row, found=f"x{row}") for row in range(2, 12)], "vi")
    assert len(lines) == 4
    assert lines[-1] == "so.csv, dòng 5–11, cột year: cùng lỗi như trên, với giá trị khác."
