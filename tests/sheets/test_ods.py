"""Workbooks of LibreOffice: read as they are shown, refused when they are broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from intake.sent_files import ODS_ROWS, READ, cells_of, fault_of, ods_bytes, repacked, sent

from analysis.sheets.cells import Block, Broken, Number, Row
from analysis.sheets.files import read_file


def test_ods_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(ODS_ROWS)))
    expected = [row.copy() for row in READ]
    expected[1][2] = date(2025, 10, 31)
    assert (sheet.name, cells_of(sheet)) == ("Số liệu", expected)


def test_ods_tells_what_is_not_shown(tmp_path: Path) -> None:
    rows = ODS_ROWS.replace("<table:table-row>", '<table:table-row table:visibility="filter">', 1)
    rows = rows.replace(
        'repeated="4"/>', 'repeated="2"/><table:table-column table:visibility="collapse"/>'
    ).replace(
        "<table:table-cell/>",
        '<table:table-cell table:number-columns-spanned="1" table:number-rows-spanned="2"/>',
    )
    hidden = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta1">{hidden}</style:style>'
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(rows, styles)))
    assert sheet.hidden
    assert [row.hidden for row in sheet.rows] == [True, False, False]
    assert sheet.hidden_columns == ((3, 3),)
    assert sheet.merged == (Block(3, 3, 3, 4),)


def test_ods_prefixes_are_the_writers_own(tmp_path: Path) -> None:
    content = ods_bytes(ODS_ROWS)
    usual = read_file(sent(tmp_path, "x.ods", content))
    other = tmp_path / "other.ods"
    other.write_bytes(content)

    def renamed(_name: str, part: str) -> str:
        for usual_prefix, own in (("table:", "t:"), ("office:", "o:")):
            for before in ("<", "</", " "):
                part = part.replace(f"{before}{usual_prefix}", f"{before}{own}")
            part = part.replace(f"xmlns:{usual_prefix[:-1]}=", f"xmlns:{own[:-1]}=")
        return part

    repacked(other, renamed)
    assert read_file(other) == usual


FORMULAS = {
    "computed": ('table:formula="of:=19/2" office:value-type="float" office:value="9.5"', "9,5",
                 Number("9.5")),
    "never computed": ('table:formula="of:=19/2"', "", Broken("formula_without_value", "=19/2")),
    "error": (
        'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"', "#DIV/0!",
        Broken("formula_error", "#DIV/0!"),
    ),
    "error in an older file": (
        'table:formula="of:=1/0" office:value-type="float" office:value="0"', "Err:502",
        Broken("formula_error", "Err:502"),
    ),
    "other file": (
        "table:formula=\"of:=['file:///khác.ods'#$A.A1]\" office:value-type=\"float\"",
        "1", Broken("external_link", "=['file:///khác.ods'#$A.A1]"),
    ),
    "sign of the format": ('office:value-type="float" office:value="9.5"', "9,5‰",
                           Number("9.5", 1_000)),
    "no number": ('office:value-type="float" office:value="x"', "x", Broken("formula_error", "x")),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_ods_formulas_count_by_the_value_that_was_stored(tmp_path: Path, name: str) -> None:
    attributes, shown, cell = FORMULAS[name]
    row = (
        f'<table:table table:name="a"><table:table-row><table:table-cell {attributes}>'
        f"<text:p>{shown}</text:p></table:table-cell></table:table-row></table:table>"
    )
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(row)))
    assert sheet.rows[0].cells == [cell]


def test_ods_copies_of_other_files_are_no_sheets(tmp_path: Path) -> None:
    copy = ODS_ROWS.replace(
        "<table:table-column", '<table:table-source table:x="1"/><table:table-column', 1
    )
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(copy + ODS_ROWS)))
    assert len(sheet.rows) == 3


def test_repeated_cells_are_repeated_up_to_a_limit(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="{}"><text:p>a</text:p></table:table-cell>'
    )
    row = (
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="{}">{}'
        "</table:table-row></table:table>"
    )
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(row.format(2, cell.format(3)))))
    assert sheet.rows == [Row(1, ["a"] * 3), Row(2, ["a"] * 3)]
    wide = sent(tmp_path, "x.ods", ods_bytes(row.format(9_000, cell.format(16_000))))
    assert fault_of(wide).key == "intake.too_many_cells"
    many = sent(tmp_path, "x.ods", ods_bytes(row.format(1_000_000, cell.format(16_000))))
    assert fault_of(many).key == "intake.repeated_row"


BAD_ODS = {
    "password": (
        ods_bytes(ODS_ROWS, manifest='<a xmlns="u"><f><encryption-data/></f></a>'), "encrypted",
    ),
    "entities": (ods_bytes("", head='<!DOCTYPE a [<!ENTITY b "c">]>'), "unsafe_xml"),
    "not closed": (ods_bytes("<table:table>"), "broken_workbook"),
    "row beyond the last": (
        ods_bytes(ODS_ROWS.replace("1048573", "99999999")), "broken_workbook",
    ),
    "number of repeats that is none": (
        ods_bytes(ODS_ROWS.replace("1048573", "many")), "broken_workbook",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ODS)
def test_a_broken_ods_is_refused(tmp_path: Path, name: str) -> None:
    content, key = BAD_ODS[name]
    assert fault_of(sent(tmp_path, "x.ods", content)).key == f"intake.{key}"
