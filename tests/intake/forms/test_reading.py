"""A form that came back: figures are read, slips are told at their cell."""

from __future__ import annotations

import dataclasses
import io
import tempfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from intake.made_forms import DATA, EARLIER, Change, form_of, inputs_of, justice, row_of
from openpyxl.workbook import Workbook

from analysis.intake.forms.forms import Form
from analysis.intake.forms.layout import COLUMNS, row_code, sheet_name
from analysis.intake.forms.reading import FormIntake, is_form, read_form
from analysis.intake.forms.sheets import letter
from analysis.intake.forms.workbook import write_forms
from analysis.intake.parsing.names import make_vocabulary
from analysis.language import text
from analysis.sheets import read_file

pytestmark = pytest.mark.slow


@cache
def written(unit_id: str, agency: str) -> bytes:
    """The file of a form, written once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "form.xlsx")
        write_forms({path: form_of(unit_id, agency)})
        return path.read_bytes()


def read_back(form: Form, change: Change, folder: Path) -> FormIntake:
    folder.mkdir(exist_ok=True)
    path = folder / "form.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(written(form.label.unit_id, form.label.agency)))
    change(book)
    book.save(path)
    sheets = read_file(path)
    assert is_form(sheets)
    inputs = inputs_of(form.label.unit_id)
    return read_form(
        sheets, path.name, make_vocabulary(inputs.units, inputs.indicators, inputs.sources)
    )


def typing(indicator_id: str, for_year: int, sheet: str = DATA, /, **cells: object) -> Change:
    """Return what types into cells of one row, by column."""

    def change(book: Workbook) -> None:
        kind = "asked" if sheet == DATA else "earlier"
        at = row_of(book[sheet], indicator_id, for_year)
        for column, cell in cells.items():
            book[sheet][f"{letter(kind, column)}{at}"].value = cell

    return change


REPORT = "Báo cáo 15/BC-STP ngày 10/11/2026"
BIRTHS = {"numerator": 118801, "denominator": 121049, "value": 98.14, "source": REPORT}
birth = "birth_registration_u5"


def test_an_empty_form_gives_nothing_and_no_fault(tmp_path: Path) -> None:
    found = read_back(justice(), lambda _: None, tmp_path)
    assert (found.entries, found.faults, found.remarks) == ([], [], [])
    assert found.rows_without_figure == 7


def test_a_figure_is_read_with_its_publisher_and_its_source(tmp_path: Path) -> None:
    typed = typing(birth, 2025, **BIRTHS, qualifier="khoảng", note="Theo hộ tịch")
    found = read_back(justice(), typed, tmp_path)
    assert found.faults == []
    (entry,) = found.entries
    assert entry.source_text == REPORT
    assert entry.publisher == "Sở Tư pháp"
    read = {name: entry.cells[name] for name in ("unit_id", "indicator_id", "year", "value")}
    assert read == {"unit_id": "ninh-binh", "indicator_id": birth, "year": "2025", "value": "98.14"}
    assert entry.cells["qualifier"] == "about"
    assert entry.cells["nature"] == "administrative"
    assert entry.cells["status"] == "official"
    assert entry.cells["note"] == "Theo hộ tịch"


def test_an_earlier_year_is_revised_in_its_own_sheet(tmp_path: Path) -> None:
    typed = typing(birth, 2023, EARLIER, value=97, source=REPORT)
    (entry,) = read_back(justice(), typed, tmp_path).entries
    assert (entry.cells["year"], entry.cells["value"]) == ("2023", "97")


def test_a_value_left_empty_is_worked_out(tmp_path: Path) -> None:
    typed = typing(birth, 2025, numerator=118801, denominator=121049, source=REPORT)
    (entry,) = read_back(justice(), typed, tmp_path).entries
    assert (entry.cells["value"], entry.computed) == ("98.1", True)


def test_a_note_without_a_figure_is_kept(tmp_path: Path) -> None:
    found = read_back(justice(), typing(birth, 2025, note="Chưa tổng hợp xong"), tmp_path)
    assert found.entries == [] and found.faults == []
    assert [(one.year, one.note) for one in found.remarks] == [(2025, "Chưa tổng hợp xong")]


def test_whoever_fills_in_for_a_dissolved_agency_is_the_publisher(tmp_path: Path) -> None:
    form = form_of("vinh-long", "Sở Lao động - Thương binh và Xã hội")
    typed = typing("child_friendly_communes", 2025, value=60, source="Báo cáo 1/BC-SYT")

    def signed(book: Workbook) -> None:
        typed(book)
        book[DATA]["D4"].value = "Sở Y tế tỉnh Vĩnh Long"

    (tmp_path / "named").mkdir()
    assert read_back(form, signed, tmp_path / "named").entries[0].publisher == (
        "Sở Y tế tỉnh Vĩnh Long"
    )
    (fault,) = read_back(form, typed, tmp_path).faults
    assert (fault.key, fault.sheet, fault.cell) == ("forms.no_provider", DATA, "D4")


def several(*changes: Change) -> Change:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


def about(key: str, words: str) -> Change:
    def change(book: Workbook) -> None:
        sheet = book[sheet_name("about")]
        label = text(f"forms.about_{key}", "vi")
        next(row[1] for row in sheet.iter_rows() if row[0].value == label).value = words

    return change


def pasted_row(book: Workbook) -> None:
    """Paste a whole row a second time, below."""
    sheet = book[DATA]
    at = row_of(sheet, birth, 2025)
    for column in range(1, len(COLUMNS["asked"]) + 1):
        sheet.cell(at + 4, column).value = sheet.cell(at, column).value
    typing(birth, 2025, **BIRTHS)(book)


def typed_below(book: Workbook) -> None:
    book[DATA][f"{letter('asked', 'value')}12"].value = 97


def renamed_column(book: Workbook) -> None:
    book[DATA][f"{letter('asked', 'value')}7"].value = "Kết quả"


def foreign_row(book: Workbook) -> None:
    """Give a row the code that it has on another agency's form."""
    label = dataclasses.replace(justice().label, agency="Sở Y tế")
    code = row_code(label, "asked", birth, justice().asked[0].given)
    typing(birth, 2025, **BIRTHS, code=code)(book)


def without_about(book: Workbook) -> None:
    book.remove(book[sheet_name("about")])


def without_earlier(book: Workbook) -> None:
    book.remove(book[EARLIER])


BAD_FORMS: list[tuple[str, Change, str]] = [
    ("value without source", typing(birth, 2025, value=97), "intake.empty_cell"),
    ("half a pair", typing(birth, 2025, numerator=97, source=REPORT), "intake.half_a_pair"),
    ("value and half a pair",
     typing(birth, 2025, numerator=97, value=98, source=REPORT), "forms.one_count"),
    ("source without figure", typing(birth, 2025, source=REPORT), "forms.no_figure"),
    ("day without figure", typing(birth, 2025, published="31/10/2026"), "forms.no_figure"),
    ("no kind of figure", typing(birth, 2025, **BIRTHS, nature=None), "forms.no_nature"),
    ("unknown choice", typing(birth, 2025, **BIRTHS, qualifier="tầm"), "observations.unknown_word"),
    ("year changed", typing(birth, 2025, **BIRTHS, year=2024), "forms.row_changed"),
    ("unit of measure changed", typing(birth, 2025, **BIRTHS, measure="‰"), "forms.row_changed"),
    ("known figure typed over",
     typing(birth, 2023, EARLIER, known="97 % (năm 2023)"), "forms.row_changed"),
    ("indicator changed",
     typing(birth, 2025, **BIRTHS, code="infant_mortality/2025/00000000"), "forms.row_changed"),
    ("row of another form", foreign_row, "forms.row_changed"),
    ("row pasted twice", pasted_row, "forms.row_twice"),
    ("figure under the table", typed_below, "forms.row_without_code"),
    ("column renamed", renamed_column, "forms.columns_changed"),
    ("version", about("version", "99"), "forms.other_version"),
    ("unit of no project", about("unit_id", "atlantis"), "forms.other_unit"),
    ("unit of another form",
     several(about("unit_id", "vinh-long"), typing(birth, 2025, **BIRTHS)), "forms.row_changed"),
    ("edition", about("edition", "năm nay"), "forms.bad_edition"),
    ("no sheet about the form", without_about, "forms.without_sheet"),
    ("sheet removed", without_earlier, "forms.without_sheet"),
    ("formula as value",
     typing(birth, 2025, **{**BIRTHS, "value": "=98+0.1"}), "intake.formula_without_value"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "key"), [bad[1:] for bad in BAD_FORMS],
                         ids=[bad[0] for bad in BAD_FORMS])  # fmt: skip
def test_a_form_that_cannot_be_taken_is_refused(change: Change, key: str, tmp_path: Path) -> None:
    found = read_back(justice(), change, tmp_path)
    assert key in {fault.key for fault in found.faults}
    for fault in found.faults:
        message = fault.message("vi")
        assert message.startswith("form.xlsx") and fault.message("en")
        assert "{" not in message


def test_all_faults_of_a_form_are_told_at_once_each_at_its_cell(tmp_path: Path) -> None:
    change = several(
        typing(birth, 2025, value="chín mươi", source=REPORT),
        typing(birth, 2026, value=97),
        typing(birth, 2024, EARLIER, source=REPORT),
    )
    found = read_back(justice(), change, tmp_path)
    places = {(fault.sheet, (fault.cell or "")[0]) for fault in found.faults}
    assert places == {
        (DATA, letter("asked", "value")),
        (DATA, letter("asked", "source")),
        (EARLIER, letter("earlier", "value")),
    }


def test_deleted_rows_are_rows_that_were_not_given(tmp_path: Path) -> None:
    def shorter(book: Workbook) -> None:
        typing(birth, 2026, **BIRTHS)(book)
        book[DATA].delete_rows(row_of(book[DATA], birth, 2025))

    found = read_back(justice(), shorter, tmp_path)
    assert [entry.cells["year"] for entry in found.entries] == ["2026"]
    assert found.faults == []


def test_a_sheet_of_the_senders_own_is_named(tmp_path: Path) -> None:
    def with_more(book: Workbook) -> None:
        book.create_sheet("Ghi chép")["A1"] = "gọi lại cho anh Nam"

    assert read_back(justice(), with_more, tmp_path).skipped_sheets == ["Ghi chép"]
