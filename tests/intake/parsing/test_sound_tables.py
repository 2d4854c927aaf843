"""Sound tables: every row becomes an entry in the ledger's words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from intake.sent_tables import (
    COLUMNS,
    ROOT,
    SAID,
    SOUND,
    VOCABULARY,
    only_fault,
    read_csv,
    read_xlsx,
)
from making.cases import named_cases
from making.quick import examples
from openpyxl.worksheet.worksheet import Worksheet

from analysis.intake.parsing.tables import read_tables
from analysis.language import LANGS
from analysis.programme import load_programme
from analysis.sheets import Number, Row, Sheet


def test_a_row_is_read_in_the_ledgers_words(tmp_path: Path) -> None:
    intake = read_csv(tmp_path, [SOUND])
    (entry,) = intake.entries
    assert not intake.faults
    assert entry.cells == SAID
    assert (entry.source_text, entry.publisher, entry.computed) == ("gso-immunisation", "", False)
    assert (entry.place.file, entry.place.sheet, entry.place.row) == ("x.csv", None, 2)
    assert entry.place.label == "D2"


SAME = named_cases(__file__, "same_rows")


@pytest.mark.parametrize("name", SAME)
def test_what_can_be_said_in_several_ways_is_one_thing(tmp_path: Path, name: str) -> None:
    written, said = SAME[name]["row"], SAME[name]["said"]
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
@settings(max_examples=examples(60))
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
