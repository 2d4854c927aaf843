"""Bad tables: every fault has its place, and all are told at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from intake.sent_tables import COLUMNS, SOUND, VOCABULARY, only_fault, put, read_csv, read_xlsx
from making.cases import named_cases
from openpyxl.worksheet.worksheet import Worksheet

from analysis.intake.parsing.headers import REQUIRED
from analysis.intake.parsing.tables import read_tables
from analysis.language import LANGS
from analysis.sheets import read_file

BAD_ROWS = named_cases(__file__, "bad_rows")


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    case = BAD_ROWS[name]
    written, key, column, fragment = case["row"], case["fault"], case["column"], case["told"]
    sent = read_csv(tmp_path, [SOUND | written])
    fault = only_fault(sent)
    assert (fault.key, fault.file, fault.row, fault.column) == (key, "x.csv", 2, column)
    assert fragment in fault.message("vi")
    fault = only_fault(read_xlsx(tmp_path, lambda _sheet: None, [SOUND | written]))
    cell = f"{'ABCDEFGHIJKL'[COLUMNS.index(column)]}2"
    assert (fault.key, fault.sheet, fault.cell) == (key, "Số liệu", cell)
    assert fault.message("vi").startswith(f"x.xlsx, trang “Số liệu”, ô {cell}: ")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def hide_sheet(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("Khác")
    sheet.parent.active = 1
    sheet.sheet_state = "hidden"


# What is done to a sound workbook, the fault, its cell, a piece of the Vietnamese message.
BAD_SHEETS = {
    "formula never computed": (put("D2", "=98"), "formula_without_value", "D2", "“Số liệu”"),
    "formula error": (put("D2", "#REF!"), "formula_error", "D2", "#REF!"),
    "error in a name": (put("A2", "#N/A"), "formula_error", "A2", "#N/A"),
    "date for a value": (put("D2", date(2025, 4, 3)), "date_for_number", "D2", "3/4"),
    "date for a year": (put("C2", date(2025, 1, 1)), "date_for_year", "C2", "2025-01-01"),
    "true for a value": (put("D2", value=True), "not_a_number", "D2", "TRUE"),
    "day that is a number": (put("H2", 45_961), "not_a_date", "H2", "45961"),
    "percent format of a count": (put("E2", 1.5, "0%"), "sign_on_count", "E2", "150%"),
    "per mille format": (put("D2", 9.5, '0.0"‰"'), "other_unit_of_measure", "D2", "0,95"),
    "merged rows": (lambda sheet: sheet.merge_cells("G2:G4"), "merged_cells", "G2", "G2:G4"),
    "merged across": (lambda sheet: sheet.merge_cells("D2:E2"), "merged_cells", "D2", "D2:E2"),
    "hidden row": (
        lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True), "hidden_rows", None,
        "Các dòng 2 bị ẩn",
    ),
    "hidden column": (
        lambda sheet: setattr(sheet.column_dimensions["F"], "hidden", True), "hidden_column", "F1",
        "Cột F “denominator”",
    ),
    "hidden sheet": (hide_sheet, "hidden_sheet", None, "bị ẩn nhưng có số liệu"),
    "cell outside the table": (put("N2", "?"), "stray_cell", "N2", "nằm ngoài bảng"),
    "column twice": (put("L1", "Giá trị"), "repeated_column", "L1", "“Giá trị” trùng"),
    "per mille in the header": (
        put("D1", "Giá trị (‰)"), "other_unit_of_measure", "D2", "“98,14 (Giá trị (‰))”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_SHEETS)
def test_a_bad_sheet_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    change, key, cell, fragment = BAD_SHEETS[name]
    intake = read_xlsx(tmp_path, change)
    (fault,) = intake.faults
    assert (fault.key, fault.sheet, fault.cell) == (f"intake.{key}", "Số liệu", cell)
    assert fragment in fault.message("vi")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def test_what_is_hidden_or_merged_away_from_the_figures_does_no_harm(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Biểu 1"
        sheet.merge_cells("A1:L1")
        sheet["A9"] = "Người lập biểu"
        sheet.merge_cells("A9:D9")
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["I"].hidden = True

    intake = read_xlsx(tmp_path, change)
    assert not intake.faults
    assert [entry.place.row for entry in intake.entries] == [4]


def test_an_unknown_column_with_content_is_refused(tmp_path: Path) -> None:
    assert not read_xlsx(tmp_path, put("M1", "hạng")).faults
    fault = read_xlsx(
        tmp_path, lambda sheet: (put("M1", "hạng")(sheet), put("M2", 3)(sheet))
    ).faults
    assert [(f.key, f.cell) for f in fault] == [("intake.unknown_column", "M1")]
    assert "cột M “hạng”" in fault[0].message("vi")


@pytest.mark.parametrize("ways", REQUIRED, ids=lambda ways: ways[0])
def test_a_missing_column_is_named(tmp_path: Path, ways: tuple[str, ...]) -> None:
    columns = tuple(column for column in COLUMNS if column not in ways)
    fault = only_fault(read_csv(tmp_path, [SOUND], columns))
    assert (fault.key, fault.row) == ("intake.missing_column", 1)
    assert f"“{ways[0]}”" in fault.message("vi")


def test_names_that_contradict_ids_are_refused(tmp_path: Path) -> None:
    columns = (*COLUMNS, "Tên đơn vị", "Tên chỉ số")
    names = {"Tên đơn vị": "tỉnh Cao Bằng", "Tên chỉ số": "Số cuộc tảo hôn"}
    faults = read_csv(tmp_path, [SOUND | names], columns).faults
    assert [(fault.key, fault.column) for fault in faults] == [
        ("intake.names_disagree", "Tên đơn vị"),
        ("intake.names_disagree", "Tên chỉ số"),
    ]
    agreed = {"Tên đơn vị": "Vĩnh Long", "Tên chỉ số": ""}
    assert len(read_csv(tmp_path, [SOUND | agreed], columns).entries) == 1


@pytest.mark.parametrize(
    ("indicator_id", "measure", "key"),
    [
        ("full_immunisation_u1", "‰", "intake.other_measure"),
        ("full_immunisation_u1", "trên 100.000 trẻ em", "intake.other_measure"),
        ("full_immunisation_u1", "cuộc", "intake.other_measure"),
        ("child_marriage", "%", "intake.count_measure"),
        ("full_immunisation_u1", "%", None),
        ("infant_mortality", "‰ (trên 1.000 trẻ đẻ sống)", None),
        ("full_immunisation_u1", "tỷ lệ", None),
    ],
)
def test_a_unit_of_measure_in_its_column_is_compared(
    tmp_path: Path, indicator_id: str, measure: str, key: str | None
) -> None:
    row = SOUND | {"indicator_id": indicator_id, "value": "98", "numerator": "", "denominator": ""}
    faults = read_csv(tmp_path, [row | {"Đơn vị tính": measure}], (*COLUMNS, "Đơn vị tính")).faults
    assert [fault.key for fault in faults] == ([key] if key else [])


def test_ragged_rows_of_csv_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    head = ";".join(COLUMNS)
    line = ";".join(SOUND[column] for column in COLUMNS)
    path.write_text(f"{head}\n{line};thừa\n{line};;\n{line[:-4]}\n", "utf-8")
    faults = read_tables(read_file(path), "x.csv", VOCABULARY).faults
    assert [(fault.key, fault.row) for fault in faults] == [
        ("observations.ragged_row", 2),
        ("observations.ragged_row", 4),
    ]


NO_TABLES = named_cases(__file__, "no_tables")


@pytest.mark.parametrize("name", NO_TABLES)
def test_a_file_without_a_table_is_refused(tmp_path: Path, name: str) -> None:
    content, key, fragment = (NO_TABLES[name][part] for part in ("content", "fault", "told"))
    path = tmp_path / "x.csv"
    path.write_text(content, "utf-8")
    fault = only_fault(read_tables(read_file(path), "x.csv", VOCABULARY))
    assert fault.key == key
    assert fragment in fault.message("vi")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def test_every_fault_is_told_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = [
        SOUND | {"year": "25", "value": "x", "source": ""},
        SOUND,
        SOUND | {"indicator_id": "x", "numerator": "y", "published": "z"},
    ]
    intake = read_csv(tmp_path, rows)
    assert len(intake.entries) == 1
    assert [(fault.row, fault.column) for fault in intake.faults] == [
        (2, "year"), (2, "source"), (2, "value"),
        (4, "indicator_id"), (4, "published"), (4, "numerator"),
    ]  # fmt: skip


def test_messages_are_whole_in_both_languages(tmp_path: Path) -> None:
    intake = read_csv(tmp_path, [SOUND | case["row"] for case in BAD_ROWS.values()])
    assert len(intake.faults) == len(BAD_ROWS)
    for lang in LANGS:
        assert not any("{" in fault.message(lang) for fault in intake.faults)


def test_enough_bad_inputs_are_tried() -> None:
    assert len(BAD_ROWS) + len(BAD_SHEETS) + len(NO_TABLES) + len(REQUIRED) >= 45
