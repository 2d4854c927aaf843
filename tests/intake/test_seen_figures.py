"""What a cell shows and what it stores: formulas, number formats, rows and columns of no size."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, strategies as st
from making.small_files import (
    COUNT,
    ROW,
    Build,
    ods_cell,
    put,
    row,
    send,
    sent_ods,
    sent_xls,
    sent_xlsx,
)

from analysis.sheets import Broken, Number, PartOfDay, read_format, shows

pytestmark = pytest.mark.slow

# Formulas.

SUM = "=SUM(B10:B13)"
EXCEL = '<calcPr calcId="191029"/>'


def formula(result: str, calculation: str | None = EXCEL, shared: str = "") -> Build:
    """A sum in D2 with the result that is stored, in a workbook that says how it was computed."""

    def parts(name: str, words: str) -> str:
        if name == "xl/workbook.xml" and calculation is not None:
            return re.sub("<calcPr[^>]*/>", calculation, words)
        kept = f"<f{shared}>SUM(B10:B13)</f>{result}"
        return re.sub(r"<f>SUM\(B10:B13\)</f><v ?/?>(</v>)?", kept, words)

    return sent_xlsx(COUNT, change=put("D2", SUM), parts=parts)


def ods_formula(attributes: str, shown: str = "") -> Build:
    cell = ods_cell(shown, f'table:formula="of:=SUM([.B10:.B13])" {attributes}')
    return sent_ods(COUNT | {"value": cell})


def xls_formula(words: str) -> Build:
    return sent_xls(COUNT, change=lambda _b, sheet: sheet.write(1, 3, xlwt.Formula(words)))


ASKS = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
NEVER_COMPUTED = {
    "xlsx, nothing stored": formula("", EXCEL),
    "xlsx, a nought where all is to be computed": formula("<v>0</v>", ASKS),
    "xlsx, a shared formula": formula("<v>0</v>", ASKS, ' t="shared" ref="D2:D3" si="0"'),
    "xlsx, by a program that computes nothing": formula("<v>0</v>", ""),
    "xlsx, broken off": formula("<v>7</v>", '<calcPr calcMode="manual" calcCompleted="0"/>'),
    "ods, no value": ods_formula('office:value-type="float"'),
    "ods, no type": ods_formula(""),
    "ods, a nought that is not shown": ods_formula('office:value-type="float" office:value="0"'),
    "xls, by a program that computes nothing": xls_formula("SUM(B10:B13)"),
}
COMPUTED = {
    "xlsx, a nought that Excel computed": (formula("<v>0</v>"), "0"),
    "xlsx, a result in a workbook that asks": (formula("<v>7</v>", ASKS), "7"),
    "ods, a nought that is shown": (
        ods_formula('office:value-type="float" office:value="0"', "0"), "0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEVER_COMPUTED)
def test_a_formula_that_was_never_computed_is_refused(tmp_path: Path, name: str) -> None:
    sent = send(NEVER_COMPUTED[name](tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["formula_without_value"], True)
    assert sent.result.faults[0].cell == "D2"


@pytest.mark.parametrize("name", COMPUTED)
def test_a_formula_that_was_computed_is_read(tmp_path: Path, name: str) -> None:
    build, value = COMPUTED[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.said["value"]) == ([], value)


def test_empty_text_that_a_formula_of_an_old_workbook_gives_is_an_empty_cell(
    tmp_path: Path,
) -> None:
    def change(_book: Any, sheet: Any) -> None:
        sheet.write(1, 4, xlwt.Formula('IF(B10=1,"","x")'))

    sent = send(sent_xls(change=change)(tmp_path), tmp_path)
    assert (sent.keys, sent.said["numerator"]) == ([], "")


# Number formats. What is stored, the format, and what the cell is read as.

FORMATS: dict[str, tuple[str, str, object]] = {
    "thousands in words": ("12", '0" nghìn"', Number("12", shown="12 nghìn")),
    "an unquoted word": ("12", "0\\ \\n\\g\\h\\ì\\n", Number("12", shown="12 nghìn")),
    "the word before": ("12", '"khoảng "0', Number("12", shown="khoảng 12")),
    "divided by a thousand": ("12000", "#,##0,", Number("12000", shown="12")),
    "divided, with decimals": ("98500", "0.0,", Number("98500", shown="98,5")),
    "divided by a million": ("1234567", '0.0,," tr"', Number("1234567", shown="1,2 tr")),
    "nothing": ("12.5", ";;;", Broken("shown_nothing", "12,5")),
    "only spaces": ("12.5", '" "', Broken("shown_nothing", "12,5")),
    "a nought that is not shown": ("0", "#,###", Broken("shown_nothing", "0")),
    "an empty section for noughts": ("0", "0;-0;;@", Broken("shown_nothing", "0")),
    "too small to be shown": ("0.3", "#", Broken("shown_nothing", "0,3")),
    "a fraction": ("98.5", "# ?/?", Number("98.5", shown="98 1/2")),
    "a mark among the digits": ("985", "0\\,0", Number("985", shown="98,5")),
    "a digit that is text": ("8.5", '"9"0.0', Number("8.5", shown="98,5")),
    "a minus that is text": ("5", '"-"0', Number("5", shown="-5")),
    "brackets": ("5", "(0)", Number("5", shown="(5)")),
    "a currency": ("12", "#,##0\\ [$₫-42A]", Number("12", shown="12 ₫")),
    "by condition": ("12", '[>=10]0" nghìn";0', Number("12", shown="12 nghìn")),
    "by condition, the other": ("9", '[>=10]0" nghìn";0', Number("9")),
    "noughts in words": ("0", '0;-0;"chưa có"', Number("0", shown="chưa có")),
    "general with a word": ("12", 'General" xã"', Number("12", shown="12 xã")),
    "without whole digits": ("98.5", ".00", Number("98.5")),
    "the dash of accountants": ("0", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', Number("0")),
    "accountants": ("1234", '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', Number("1234")),
    "spaces for thousands": ("1234", "# ##0", Number("1234")),
    "points for thousands": ("12345", "0\\.000", Number("12345")),
    "rounded": ("98.46", "0.0", Number("98.46")),
    "optional decimals": ("98.5", "#,##0.0##", Number("98.5")),
    "per cent": ("0.985", "0.0%", Number("98.5", 100)),
    "per cent in colour": ("0.985", "[Red]0.0%;[Blue]-0.0%", Number("98.5", 100)),
    "per mille as text": ("4.5", '0.0"‰"', Number("4.5", 1_000)),
    "exponent": ("125000", "0.00E+00", Number("125000")),
    "leading noughts": ("7", "000", Number("7")),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_a_number_is_read_as_it_is_seen(name: str) -> None:
    stored, code, cell = FORMATS[name]
    assert read_format(code).apply(stored) == cell


TEXTS: dict[str, tuple[str, str | Broken]] = {
    "General": ("General", "98,5"),
    "as text": ("@", "98,5"),
    "with a word": ('@" nghìn"', "98,5 nghìn"),
    "hidden": (";;;", Broken("shown_nothing", "98,5", "")),
    "another text": ('0;0;0;"chưa có"', Broken("shown_otherwise", "98,5", "chưa có")),
    "of accountants": ("_(* #,##0_);_(* \\(#,##0\\);_(* -_);_(@_)", "98,5"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_as_its_format_shows_it(name: str) -> None:
    code, seen = TEXTS[name]
    assert read_format(code).apply_to_text("98,5") == seen


@pytest.mark.parametrize(
    ("code", "seen"),
    [("dd/mm/yyyy", date(2025, 10, 1)), ("mm/yyyy", PartOfDay("10/2025")),
     ("mmm-yy", PartOfDay("10/2025")), ("yyyy", PartOfDay("2025")), ("d/m", date(2025, 10, 1)),
     ('d" tháng "m", "yyyy', date(2025, 10, 1))],
)  # fmt: skip
def test_of_a_day_what_the_format_shows_is_read(code: str, seen: object) -> None:
    assert read_format(code).is_date
    assert read_format(code).apply_to_day(date(2025, 10, 1)) == seen


SHOWN = {
    "98,5": True, "98.5": True, "98,50": True, "99": True, "97": False, "98,5 %": True,
    "9,85E+01": True, "98,6": False, "98,5 ₫": False, "": False, "-": False, "985": False,
}  # fmt: skip


@pytest.mark.parametrize("shown", SHOWN)
def test_a_text_shows_a_number_or_another_one(shown: str) -> None:
    assert shows(shown, Decimal("98.5")) is SHOWN[shown]


@given(st.floats(0, 1e15), st.text('0#?.,%;@"/E+-[]()_* nghì', max_size=12))
def test_any_format_is_read_without_an_error(stored: float, code: str) -> None:
    form = read_format(code)
    cell = form.apply(stored)
    assert isinstance(cell, Number | Broken)
    assert isinstance(form.apply_to_text("chữ"), str | Broken)


def formatted(code: str, value: object, column: str = "D", of: dict[str, Any] = COUNT) -> Build:
    return sent_xlsx(of, change=put(f"{column}2", value, number_format=code))


def xls_formatted(code: str, value: object) -> Build:
    style = xlwt.easyxf(num_format_str=code)
    return sent_xls(COUNT, change=lambda _b, sheet: sheet.write(1, 3, value, style))


def ods_number(attributes: str, shown: str, styles: str = "", settings: str = "") -> Build:
    cell = ods_cell(shown, attributes)
    return sent_ods(COUNT | {"value": cell}, styles=styles, settings=settings)


STYLE = '<style:style style:name="c" style:family="table-cell" style:data-style-name="n"/>'
NUMBER = '<number:number-style style:name="n">{}</number:number-style>' + STYLE
ZEROS = (
    '<config:config-item-map-entry config:name="Số liệu">'
    '<config:config-item config:name="ShowZeroValues">false</config:config-item>'
    "</config:config-item-map-entry>"
)
OTHERWISE: dict[str, tuple[Build, str, str]] = {
    "xlsx, thousands in words": (formatted('0" nghìn"', 12), "shown_otherwise", "“12 nghìn”"),
    "xlsx, a numerator": (
        formatted('0" nghìn"', 12, "E", row(value=None, denominator=1200)), "shown_otherwise",
        "lưu “12”",
    ),
    "xlsx, nothing": (formatted(";;;", 12), "shown_nothing", "“12”"),
    "xlsx, divided": (formatted("#,##0,", 12_000), "shown_otherwise", "“12.000”"),
    "xlsx, people where cases are counted": (
        formatted('0" trẻ"', 12), "shown_otherwise", "“12 trẻ”",
    ),
    "xlsx, noughts hidden in the sheet": (
        sent_xlsx(COUNT, change=lambda sheet: (
            put("D2", 0)(sheet), setattr(sheet.sheet_view, "showZeros", False))),
        "shown_nothing", "“0”",
    ),
    "xls, thousands in words": (xls_formatted('0" nghìn"', 12), "shown_otherwise", "“12 nghìn”"),
    "xls, nothing": (xls_formatted(";;;", 12), "shown_nothing", "“12”"),
    "ods, thousands in words": (
        ods_number('office:value-type="float" office:value="12"', "12 nghìn"), "shown_otherwise",
        "“12 nghìn”",
    ),
    "ods, a currency": (
        ods_number('office:value-type="currency" office:value="12"', "12 ₫"), "shown_otherwise",
        "₫",
    ),
    "ods, a style that divides, nothing written": (
        ods_number('table:style-name="c" office:value-type="float" office:value="12000"', "",
                   NUMBER.format('<number:number number:decimal-places="0" '
                                 'number:min-integer-digits="1" number:display-factor="1000"/>')),
        "shown_otherwise", "“12.000”",
    ),
    "ods, a style that shows nothing": (
        ods_number('table:style-name="c" office:value-type="float" office:value="12"', "",
                   NUMBER.format("<number:text/>")),
        "shown_nothing", "“12”",
    ),
    "ods, a text behind another": (
        ods_number('office:value-type="string" office:string-value="12"', "chưa có"),
        "shown_otherwise", "“chưa có”",
    ),
    "ods, noughts hidden in the sheet": (
        ods_number('office:value-type="float" office:value="0"', "", settings=ZEROS),
        "shown_nothing", "“0”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_shows_something_else_is_refused_with_both(tmp_path: Path, name: str) -> None:
    build, key, words = OTHERWISE[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == ([key], True)
    assert words in sent.result.faults[0].message("vi")


ALIKE: dict[str, tuple[Build, str, str]] = {
    "cases in words": (formatted('#,##0" cuộc"', 1234), "value", "1234"),
    "a bound in the format": (formatted('"<"0', 12), "qualifier", "below"),
    "a year in words": (formatted('"Năm "0', 2025, "C"), "year", "2025"),
    "a month": (formatted("mm/yyyy", date(2025, 10, 1), "H"), "published", "2025-10"),
    "a document's number": (
        formatted('"Báo cáo "0"/BC-STP"', 215, "G"), "note", "Văn bản: Báo cáo 215/BC-STP",
    ),
    "ods, nothing written beside the number": (
        ods_number('office:value-type="float" office:value="12"', ""), "value", "12",
    ),
    "ods, rounded": (
        sent_ods(row(value=ods_cell("98,5", 'office:value-type="float" office:value="98.46"'))),
        "value", "98.46",
    ),
    "ods, a percentage without its text": (
        sent_ods(row(value=ods_cell("", 'office:value-type="percentage" office:value="0.985"'))),
        "value", "98.5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_what_shows_the_same_is_read(tmp_path: Path, name: str) -> None:
    build, column, value = ALIKE[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.said[column]) == ([], value)


# Rows and columns of no size.

SECOND = row(indicator_id="hiv_mtct", value="1,5", source="Báo cáo 9/BC-SYT")
FLAT = (
    '<style:style style:name="r" style:family="table-row">'
    '<style:table-row-properties style:row-height="0cm"/></style:style>'
    '<style:style style:name="k" style:family="table-column">'
    '<style:table-column-properties style:column-width="0in"/></style:style>'
)
COUNTS = row(numerator="985", denominator="1000")


def in_sheet(old: str, new: str) -> Callable[[str, str], str]:
    return lambda name, words: words.replace(old, new) if "sheet1" in name else words


def low_row(_book: Any, sheet: Any) -> None:
    sheet.row(1).height = 0
    sheet.row(1).height_mismatch = True


UNSEEN = {
    "xlsx, a row of height 0": (
        sent_xlsx(ROW, SECOND, parts=in_sheet(
            '<row r="3">', '<row r="3" ht="0" customHeight="1">')),
        "hidden_rows",
    ),
    "xlsx, a row of a pixel": (
        sent_xlsx(ROW, SECOND, parts=in_sheet('<row r="3">', '<row r="3" ht="0.75">')),
        "hidden_rows",
    ),
    "xlsx, rows of height 0 by default": (
        sent_xlsx(ROW, parts=in_sheet('defaultRowHeight="15"', 'defaultRowHeight="0"')),
        "hidden_rows",
    ),
    "xlsx, a column of width 0": (
        sent_xlsx(COUNTS, parts=in_sheet(
            "<sheetData>", '<cols><col min="5" max="5" width="0"/></cols><sheetData>')),
        "hidden_column",
    ),
    "ods, a row of height 0": (
        sent_ods(styles=FLAT, row_attributes='table:style-name="r"'), "hidden_rows",
    ),
    "ods, a column of width 0": (
        sent_ods(styles=FLAT, columns='<table:table-column table:number-columns-repeated="3"/>'
                 '<table:table-column table:style-name="k"/>'),
        "hidden_column",
    ),
    "ods, rows folded away": (
        sent_ods(around=('<table:table-row-group table:display="false">',
                         "</table:table-row-group>")),
        "hidden_rows",
    ),
    "xls, a row of height 0": (sent_xls(change=low_row), "hidden_rows"),
    "xls, a column of width 0": (
        sent_xls(change=lambda _b, sheet: setattr(sheet.col(3), "width", 0)), "hidden_column",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSEEN)
def test_what_has_no_size_counts_as_hidden(tmp_path: Path, name: str) -> None:
    build, key = UNSEEN[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == ([key], True)
