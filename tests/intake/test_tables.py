"""Sent tables: sound rows become entries in the ledger's words, every fault has its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from analysis.intake.parsing.headers import REQUIRED
from analysis.intake.parsing.names import make_vocabulary
from analysis.intake.parsing.tables import Intake, read_tables
from analysis.intake.readers.cells import Number, Row, Sheet
from analysis.intake.readers.files import read_file
from analysis.language import LANGS
from analysis.ledger import load_sources, open_books
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
VOCABULARY = make_vocabulary(
    load_programme(ROOT).units, load_programme(ROOT).indicators, load_sources(open_books(ROOT))
)
COLUMNS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
           "published", "qualifier", "nature", "status", "note")  # fmt: skip
SOUND = {
    "unit_id": "vinh-long", "indicator_id": "full_immunisation_u1", "year": "2025",
    "value": "98,14", "numerator": "118.801", "denominator": "121.049",
    "source": "gso-immunisation", "published": "31/10/2025", "qualifier": "", "nature": "",
    "status": "", "note": "",
}  # fmt: skip
SAID = SOUND | {
    "value": "98.14", "numerator": "118801", "denominator": "121049", "published": "2025-10-31",
}  # fmt: skip


def read_csv(tmp_path: Path, rows: list[dict], columns: tuple[str, ...] = COLUMNS) -> Intake:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    path = tmp_path / "x.csv"
    path.write_text(text.getvalue(), "utf-8")
    return read_tables(read_file(path), "x.csv", VOCABULARY)


def read_xlsx(
    tmp_path: Path, change: Callable[[Worksheet], object], rows: list[dict] | None = None
) -> Intake:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(list(COLUMNS))
    for row in [SOUND] if rows is None else rows:
        sheet.append([row[column] or None for column in COLUMNS])
    change(sheet)
    path = tmp_path / "x.xlsx"
    book.save(path)
    return read_tables(read_file(path), "x.xlsx", VOCABULARY)


def only_fault(intake: Intake):
    (fault,) = intake.faults
    assert not intake.entries
    return fault


# Sound tables.


def test_a_row_is_read_in_the_ledgers_words(tmp_path: Path) -> None:
    intake = read_csv(tmp_path, [SOUND])
    (entry,) = intake.entries
    assert not intake.faults
    assert entry.cells == SAID
    assert (entry.source_text, entry.publisher, entry.computed) == ("gso-immunisation", "", False)
    assert (entry.place.file, entry.place.sheet, entry.place.row) == ("x.csv", None, 2)
    assert entry.place.label == "D2"


SAME = {
    "names for ids": (
        {"unit_id": "tỉnh Vĩnh Long (trước 7/2025)",
         "indicator_id": "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"},
        {},
    ),
    "English names": (
        {"unit_id": "Cao Bằng province",
         "indicator_id": "children under 1 fully immunised with 8 vaccines"},
        {"unit_id": "cao-bang"},
    ),
    "capitals and spaces": ({"unit_id": "  TỈNH  CAO BẰNG "}, {"unit_id": "cao-bang"}),
    "no diacritics": ({"unit_id": "Cao Bang"}, {"unit_id": "cao-bang"}),
    "new territory": ({"unit_id": "Ninh Bình (từ 7/2025)"}, {"unit_id": "ninh-binh"}),
    "old territory": ({"unit_id": "Ninh Bình (cũ)"}, {"unit_id": "ninh-binh-before-2025"}),
    "title of a source": (
        {"source": "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ các loại vắc xin phân theo địa "
         "phương"}, {},
    ),
    "percent sign": ({"value": "98,14 %"}, {}),
    "pair in the value": (
        {"value": "118.801/121.049", "numerator": "", "denominator": ""}, {"value": "98.1"},
    ),
    "pair in the value and in its columns": ({"value": "118.801/121.049"}, {"value": "98.1"}),
    "no value": ({"value": ""}, {"value": "98.1"}),
    "value that nobody collected": ({"value": "…"}, {"value": "98.1"}),
    "value alone": (
        {"value": "gần 97%", "numerator": "", "denominator": ""},
        {"value": "97", "qualifier": "nearly", "numerator": "", "denominator": ""},
    ),
    "qualifier in its column": ({"qualifier": "Khoảng"}, {"qualifier": "about"}),
    "exact": ({"qualifier": "chính xác"}, {}),
    "words of the ledger": (
        {"nature": "survey", "status": "preliminary"},
        {"nature": "survey", "status": "preliminary"},
    ),
    "Vietnamese words": (
        {"nature": "Điều tra", "status": "sơ bộ"}, {"nature": "survey", "status": "preliminary"},
    ),
    "no date": ({"published": ""}, {"published": ""}),
    "school year": (
        {"indicator_id": "preschool_age5", "year": "2024-2025"},
        {"indicator_id": "preschool_age5"},
    ),
    "note of two lines": ({"note": "dòng một\nhai"}, {"note": "dòng một hai"}),
    "composed note": ({"note": "so\u031b bô\u0323"}, {"note": "sơ bộ"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_what_can_be_said_in_several_ways_is_one_thing(tmp_path: Path, name: str) -> None:
    written, said = SAME[name]
    intake = read_csv(tmp_path, [SOUND | written])
    assert [fault.message("en") for fault in intake.faults] == []
    assert intake.entries[0].cells == SAID | said


def test_vietnamese_headers_are_read_under_a_title_and_beside_helpers(tmp_path: Path) -> None:
    headers = ["STT", "Đơn vị", "Mã chỉ số", "Tên\nchỉ số", "NĂM *", "Giá trị (%)", "Tử số (n)",
               "Mẫu số:", "Nguồn", "Ngày của số liệu", "Ghi chú", "Nơi công bố", "ĐVT"]  # fmt: skip
    name = "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    cells = [1, "tỉnh Cao Bằng", "full_immunisation_u1", name, 2025, 0.9814, 118_801, 121_049,
             "Báo cáo 215/BC-SYT", date(2025, 10, 31), "số cả năm", "Sở Y tế", "%"]  # fmt: skip

    def fill(sheet: Worksheet) -> None:
        sheet.delete_rows(1, 2)
        sheet["A1"] = "BIỂU SỐ LIỆU TRẺ EM"
        sheet.merge_cells("A1:M2")
        for row, values in ((4, headers), (5, cells)):
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column, value)
        sheet["F5"].number_format = "0.00%"

    intake = read_xlsx(tmp_path, fill)
    assert not intake.faults
    (entry,) = intake.entries
    assert entry.cells == SAID | {"unit_id": "cao-bang", "source": "", "note": "số cả năm"}
    assert (entry.source_text, entry.publisher) == ("Báo cáo 215/BC-SYT", "Sở Y tế")
    assert entry.place.label == "Số liệu!F5"
    assert entry.place.fault("intake.no_value", "indicator_id").cell == "C5"
    assert entry.place.fault("intake.no_value", "unit_id").cell == "B5"
    assert entry.place.fault("intake.no_value", None).row == 5


def test_headers_without_diacritics_are_read_but_nam_is_not_a_year(tmp_path: Path) -> None:
    headers = ("don vi", "chi so", "năm", "gia tri", "tu so", "mau so", "nguon", "ngay cong bo")
    row = dict(zip(headers, [SOUND[column] for column in COLUMNS], strict=False))
    assert len(read_csv(tmp_path, [row], headers).entries) == 1
    male = tuple(header.replace("năm", "nam") for header in headers)
    fault = only_fault(read_csv(tmp_path, [row | {"nam": "2025"}], male))
    assert (fault.key, fault.values["missing"]) == ("intake.missing_column", "year")


def test_a_value_is_worked_out_and_marked(tmp_path: Path) -> None:
    (entry,) = read_csv(tmp_path, [SOUND | {"value": ""}]).entries
    assert entry.computed
    assert entry.cells["value"] == "98.1"


def test_rows_without_a_figure_are_left_out_and_counted(tmp_path: Path) -> None:
    empty = SOUND | {"value": "", "numerator": "", "denominator": "", "source": ""}
    unknown = SOUND | {"value": "…", "numerator": "n/a", "denominator": "", "year": "?"}
    intake = read_csv(tmp_path, [empty, SOUND, {}, unknown])
    assert [entry.place.row for entry in intake.entries] == [3]
    assert intake.rows_without_figure == 2
    assert not intake.faults


def test_every_sheet_with_a_header_is_read_and_others_are_named(tmp_path: Path) -> None:
    def add(sheet: Worksheet) -> None:
        book = sheet.parent
        book.create_sheet("Hướng dẫn").append(["Điền số vào trang sau"])
        book.create_sheet("Danh mục").sheet_state = "hidden"
        empty_form = book.create_sheet("Ẩn nhưng trống")
        empty_form.append(list(COLUMNS))
        empty_form.sheet_state = "hidden"
        book.copy_worksheet(sheet).title = "Bản hai"

    intake = read_xlsx(tmp_path, add)
    assert not intake.faults
    assert [entry.place.sheet for entry in intake.entries] == ["Số liệu", "Bản hai"]
    assert intake.skipped_sheets == ["Hướng dẫn", "Danh mục", "Ẩn nhưng trống"]


def test_the_ledgers_own_columns_are_given_anew(tmp_path: Path) -> None:
    columns = ("statement", *COLUMNS, "received", "supersedes")
    row = SOUND | {"statement": "7", "received": "2020-01-01T00:00:00+07:00", "supersedes": "3"}
    (entry,) = read_csv(tmp_path, [row], columns).entries
    assert entry.cells == SAID


# What is refused. What the row says instead, the fault, its column and cell, a piece of the
# Vietnamese message. Each is sent as CSV and as a workbook.
BAD_ROWS = {
    "unknown unit": ({"unit_id": "vinh-log"}, "intake.unknown_unit", "unit_id", "vinh-long"),
    "two territories": (
        {"unit_id": "tỉnh Ninh Bình"}, "intake.ambiguous_name", "unit_id", "ninh-binh-before-2025",
    ),
    "two territories without diacritics": (
        {"unit_id": "Ninh Binh"}, "intake.ambiguous_name", "unit_id", "ninh-binh (",
    ),
    "unit empty": ({"unit_id": ""}, "intake.empty_cell", "unit_id", "ô này để trống"),
    "unknown indicator": (
        {"indicator_id": "infant_mortalty"}, "intake.unknown_indicator", "indicator_id",
        "infant_mortality",
    ),
    "half a name": (
        {"indicator_id": "Tỷ lệ tử vong trẻ em"}, "intake.unknown_indicator", "indicator_id",
        "Gần giống nhất",
    ),
    "indicator empty": ({"indicator_id": ""}, "intake.empty_cell", "indicator_id", "chỉ số"),
    "year empty": ({"year": ""}, "intake.empty_cell", "year", "năm"),
    "year of two digits": ({"year": "25"}, "observations.not_a_year", "year", "bốn chữ số"),
    "year far away": ({"year": "2205"}, "observations.not_a_year", "year", "2060"),
    "period": ({"year": "2021-2025"}, "intake.span_of_years", "year", "nhiều năm"),
    "school year of vaccines": ({"year": "2024-2025"}, "intake.school_year", "year", "năm học"),
    "source empty": ({"source": ""}, "intake.empty_cell", "source", "nguồn"),
    "day that is none": ({"published": "31/02/2025"}, "intake.not_a_date", "published", "31/02"),
    "American day": ({"published": "10/31/2025"}, "intake.not_a_date", "published", "31/10/2025"),
    "day of two-digit year": ({"published": "31/10/25"}, "intake.not_a_date", "published", "bốn"),
    "quarter": ({"published": "quý III/2025"}, "intake.not_a_date", "published", "quý III"),
    "words for a value": ({"value": "đạt"}, "intake.not_a_number", "value", "“đạt”"),
    "negative word": ({"value": "âm"}, "intake.not_a_number", "value", "“âm”"),
    "per mille for percent": (
        {"value": "98,14‰"}, "intake.other_unit_of_measure", "value", "hãy ghi 9,814",
    ),
    "range": ({"value": "97-98%"}, "intake.a_range", "value", "khoảng hai số"),
    "dash": ({"value": "-"}, "intake.zero_or_nothing", "value", "Hãy ghi 0"),
    "full-width": ({"value": "９８"}, "intake.foreign_digits", "value", "có thể là 98"),
    "shortened": ({"numerator": "1,2E+05"}, "intake.shortened_number", "numerator", "rút gọn"),
    "two readings": (
        {"indicator_id": "child_injury_rate", "value": "1.234", "numerator": "",
         "denominator": ""},
        "intake.two_readings", "value", "1234 hoặc 1,234",
    ),
    "rate or pair": ({"value": "550/100.000"}, "intake.rate_or_pair", "value", "550 trong 100.000"),
    "half a child": ({"numerator": "118,5"}, "intake.not_a_count", "numerator", "số nguyên"),
    "about so many": (
        {"denominator": "khoảng 121.000"}, "intake.qualified_count", "denominator", "đếm thật",
    ),
    "percent of a count": ({"numerator": "98%"}, "intake.sign_on_count", "numerator", "dấu %"),
    "pair in the numerator": (
        {"numerator": "118.801/121.049"}, "intake.pair_for_count", "numerator", "một số đếm",
    ),
    "thousands in words": (
        {"numerator": "118 nghìn"}, "intake.multiplied_number", "numerator", "chữ số",
    ),
    "pair and columns disagree": (
        {"value": "118.801/121.049", "numerator": "118.800"}, "intake.counts_disagree",
        "numerator", "118.800",
    ),
    "numerator alone": (
        {"value": "", "denominator": ""}, "intake.half_a_pair", "value", "Hãy ghi đủ cả hai",
    ),
    "none of none": (
        {"value": "", "numerator": "0", "denominator": "0"}, "observations.not_a_count",
        "denominator", "từ 1",
    ),
    "cases without a value": (
        {"indicator_id": "child_marriage", "value": ""}, "intake.no_value", "value", "số đếm",
    ),
    "unknown qualifier": (
        {"qualifier": "chắc"}, "observations.unknown_word", "qualifier", "“chắc”",
    ),
    "two qualifiers": (
        {"value": "gần 98%", "qualifier": "trên"}, "intake.qualifiers_disagree", "qualifier",
        "“gần 98%”",
    ),
    "unknown nature": ({"nature": "đoán"}, "observations.unknown_word", "nature", "survey"),
    "unknown status": ({"status": "Prel."}, "observations.unknown_word", "status", "preliminary"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    written, key, column, fragment = BAD_ROWS[name]
    sent = read_csv(tmp_path, [SOUND | written])
    fault = only_fault(sent)
    assert (fault.key, fault.file, fault.row, fault.column) == (key, "x.csv", 2, column)
    assert fragment in fault.message("vi")
    fault = only_fault(read_xlsx(tmp_path, lambda _sheet: None, [SOUND | written]))
    cell = f"{'ABCDEFGHIJKL'[COLUMNS.index(column)]}2"
    assert (fault.key, fault.sheet, fault.cell) == (key, "Số liệu", cell)
    assert fault.message("vi").startswith(f"x.xlsx, trang “Số liệu”, ô {cell}: ")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def put(cell: str, value: object, number_format: str = "") -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value
        if number_format:
            sheet[cell].number_format = number_format

    return change


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


NO_TABLES = {
    "no header": ("Báo cáo\nvinh-long;2025;98\n", "intake.no_table", "unit_id, indicator_id"),
    "two known columns": ("Năm;Giá trị\n2025;98\n", "intake.no_table", "30 dòng đầu"),
    "TCVN3 in Unicode": ("§¬n vÞ;ChØ sè;N¨m;Gi¸ trÞ\n", "intake.legacy_font", "TCVN3"),
    "VNI in Unicode": ("Ñôn vò;Chæ soá;Naêm;Giaù trò\n", "intake.legacy_font", "VNI"),
    "blank": ("\n\n;;\n", "intake.no_table", "x.csv"),
}


@pytest.mark.parametrize("name", NO_TABLES)
def test_a_file_without_a_table_is_refused(tmp_path: Path, name: str) -> None:
    content, key, fragment = NO_TABLES[name]
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
    intake = read_csv(tmp_path, [SOUND | written for written, *_ in BAD_ROWS.values()])
    assert len(intake.faults) == len(BAD_ROWS)
    for lang in LANGS:
        assert not any("{" in fault.message(lang) for fault in intake.faults)


def test_enough_bad_inputs_are_tried() -> None:
    assert len(BAD_ROWS) + len(BAD_SHEETS) + len(NO_TABLES) + len(REQUIRED) >= 45


def test_every_indicator_and_every_unit_is_found_by_its_names() -> None:
    indicators = load_programme(ROOT).indicators
    for row in indicators.to_dict("records"):
        for name in ("indicator_id", "name_vi", "name_en"):
            assert VOCABULARY.indicators.find(str(row[name])) == row["indicator_id"]
    for unit in load_programme(ROOT).units.values():
        assert VOCABULARY.units.find(unit.unit_id) == unit.unit_id
        for name in (unit.name_vi, unit.name_en):
            assert unit.unit_id in VOCABULARY.units.lookup(name)
            if "(" in name:
                assert VOCABULARY.units.find(name) == unit.unit_id


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["vinh-long", "infant_mortality", "2025", "9,5", "gso-imr", "1/2", "-"]),
    st.builds(Number, st.sampled_from(["1", "2025", "98.5"]), st.sampled_from([0, 100, 1_000])),
    st.dates(),
    st.booleans(),
)


@given(st.lists(st.lists(CELLS, min_size=8, max_size=9), max_size=4), st.booleans())
@settings(max_examples=60)
def test_any_rows_give_entries_or_faults(rows: list[list], named: bool) -> None:
    sheet_rows = [Row(1, list(COLUMNS[:8]))]
    sheet_rows += [Row(number, cells) for number, cells in enumerate(rows, start=2)]
    intake = read_tables([Sheet("a" if named else None, sheet_rows)], "x", VOCABULARY)
    for entry in intake.entries:
        assert all(isinstance(cell, str) for cell in entry.cells.values())
        assert entry.cells["value"] and entry.cells["unit_id"]
    assert all(fault.message(lang) for fault in intake.faults for lang in LANGS)


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read_in_seconds(tmp_path: Path) -> None:
    import time

    rows = [SOUND | {"year": str(1990 + k % 36), "value": f"{k % 1000 / 10:.1f}".replace(".", ","),
                     "numerator": "", "denominator": ""} for k in range(100_000)]  # fmt: skip
    started = time.process_time()
    intake = read_csv(tmp_path, rows)
    assert len(intake.entries) == 100_000
    assert time.process_time() - started < 30
