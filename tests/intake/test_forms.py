"""Forms: each agency is asked for its own figures, only inputs are open, and slips are told."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making.programme import PLANNED
from openpyxl.workbook import Workbook

from analysis.assessment import Inputs, read_inputs
from analysis.intake.forms.forms import Form, find_form, make_forms
from analysis.intake.forms.layout import COLUMNS, FILLED, SHEETS, choices, row_code, sheet_name
from analysis.intake.forms.reading import FormIntake, is_form, read_form
from analysis.intake.forms.sheets import deadline, letter
from analysis.intake.forms.workbook import draw_form, write_forms
from analysis.intake.parsing.names import make_vocabulary
from analysis.intake.readers.files import read_file
from analysis.language import BadInput, text
from analysis.plans.plans import lead_agency
from analysis.tables import as_csv_text, as_plain_text

ROOT = Path(__file__).parents[2]
DATA, EARLIER = sheet_name("asked"), sheet_name("earlier")
Change = Callable[[Workbook], None]


@cache
def inputs_of(unit_id: str) -> Inputs:
    return read_inputs(ROOT, unit_id, "real")


@cache
def forms_of(unit_id: str, edition: int = 2026) -> tuple[Form, ...]:
    return tuple(make_forms(inputs_of(unit_id), edition))


def form_of(unit_id: str, agency: str) -> Form:
    return find_form(list(forms_of(unit_id)), inputs_of(unit_id).plan, agency)


@cache
def justice() -> Form:
    """The form of one indicator: birth registration in Ninh Bình."""
    return form_of("ninh-binh", "so tu phap")


def rows_of(sheet: Any) -> dict[str, int]:
    """Return the rows of a sheet by indicator and year."""
    column = len(COLUMNS["asked" if sheet.title == DATA else "earlier"])
    codes = ((str(sheet.cell(row, column).value), row) for row in range(1, sheet.max_row + 1))
    return {code.rpartition("/")[0]: row for code, row in codes}


def row_of(sheet: Any, indicator_id: str, year: int) -> int:
    return rows_of(sheet)[f"{indicator_id}/{year}"]


# What is asked of whom.


@pytest.mark.parametrize("unit_id", PLANNED)
def test_every_indicator_of_the_plan_is_asked_of_exactly_one_agency(unit_id: str) -> None:
    asked = [
        indicator_id
        for form in forms_of(unit_id)
        for indicator_id in {row.indicator_id for row in (*form.asked, *form.earlier)}
    ]
    assert sorted(asked) == sorted(set(inputs_of(unit_id).targets["indicator_id"]))


@pytest.mark.parametrize("unit_id", PLANNED)
def test_an_agency_is_asked_for_what_it_leads(unit_id: str) -> None:
    inputs = inputs_of(unit_id)
    for form in forms_of(unit_id):
        for row in form.asked:
            lead = lead_agency(inputs.plan, int(row.given["chi_tieu"]))
            assert form.label.agency == (lead.name_vi if lead else "")


def test_an_agency_that_only_joins_has_no_form() -> None:
    assert "Công an tỉnh" not in {form.label.agency for form in forms_of("ninh-binh")}


def test_a_plan_without_agencies_has_one_form_of_borrowed_targets() -> None:
    (form,) = forms_of("dong-nai")
    assert not form.agency_fills_in
    assert form.indicator_count == 35
    own = {row.indicator_id: row.given["target"] for row in form.asked}
    (nation,) = forms_of("viet-nam")
    assert own == {row.indicator_id: row.given["target"] for row in nation.asked}


def test_owed_years_are_asked_and_the_years_before_can_be_revised() -> None:
    form = justice()
    assert [row.year for row in form.asked] == [2025, 2026]
    assert [row.year for row in form.earlier] == [2020, 2021, 2022, 2023, 2024]
    assert [row.status for row in form.asked] == ["official", "preliminary"]


def test_no_figure_is_asked_twice() -> None:
    for unit_id in PLANNED:
        for form in forms_of(unit_id):
            keys = [(row.indicator_id, row.year) for row in (*form.asked, *form.earlier)]
            assert len(keys) == len(set(keys))


def test_the_latest_known_figure_is_told_with_its_year_and_whose_it_is() -> None:
    form = form_of("vinh-long", "Sở Y tế")
    told = {row.indicator_id: row.given["known"] for row in form.asked}
    assert re.fullmatch(r"Năm 20\d\d: \d+,\d\s‰ \(.*Thống kê\)", told["infant_mortality"])
    assert told["hiv_mtct"] == "chưa có"


def test_a_known_year_is_not_asked_but_can_be_revised() -> None:
    (form,) = forms_of("viet-nam", 2019)
    rows = {(row.indicator_id, row.year): row for row in form.earlier}
    assert rows["infant_mortality", 2018].given["known"] != "chưa có"
    assert ("infant_mortality", 2018) not in {(row.indicator_id, row.year) for row in form.asked}


def test_the_due_day_is_the_plans() -> None:
    assert str(justice().due) == "2026-11-15"
    assert {form.due for form in forms_of("vinh-long")} == {None}


def test_a_dissolved_receiver_stands_for_whoever_took_over() -> None:
    told = deadline(form_of("vinh-long", "Sở Y tế"))
    assert told.startswith("Gửi về: cơ quan tiếp nhận nhiệm vụ của Sở Lao động")
    assert deadline(justice()) == "Gửi về: Sở Y tế. Hạn gửi: trước ngày 15/11/2026."


# Agencies by name.


@pytest.mark.parametrize("asked", ["Sở Tư pháp", "sở tư pháp", "so tu phap", "TƯ PHÁP", "phap"])
def test_an_agency_is_found_by_a_part_of_its_name(asked: str) -> None:
    assert form_of("ninh-binh", asked).label.agency == "Sở Tư pháp"


@pytest.mark.parametrize(
    ("unit_id", "asked", "key"),
    [
        ("ninh-binh", "Sở", "forms.several_agencies"),
        ("ninh-binh", "Công an tỉnh", "forms.unknown_agency"),
        ("ninh-binh", "", "forms.unknown_agency"),
        ("ninh-binh", None, "forms.no_agency_given"),
        ("dong-nai", "Sở Y tế", "forms.plan_without_agencies"),
    ],
)
def test_an_agency_that_cannot_be_meant_is_refused(
    unit_id: str, asked: str | None, key: str
) -> None:
    with pytest.raises(BadInput) as caught:
        find_form(list(forms_of(unit_id)), inputs_of(unit_id).plan, asked)
    assert [fault.key for fault in caught.value.faults] == [key]


def test_file_names_are_plain_and_unlike() -> None:
    names = [form.file_name for unit_id in PLANNED for form in forms_of(unit_id)]
    assert "ninh-binh-2026-so-y-te.xlsx" in names
    assert "vinh-long-2026-so-lao-dong-thuong-binh-va-xa-hoi.xlsx" in names
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+\.xlsx", name) for name in names)


# The workbook.


@cache
def drawn(unit_id: str, agency: str | None) -> Workbook:
    form = find_form(list(forms_of(unit_id)), inputs_of(unit_id).plan, agency)
    return draw_form(form)


def all_drawn(unit_id: str) -> list[tuple[Form, Workbook]]:
    return [(form, drawn(unit_id, form.label.agency or None)) for form in forms_of(unit_id)]


@pytest.mark.parametrize("unit_id", PLANNED)
def test_only_cells_to_be_filled_are_open(unit_id: str) -> None:
    for form, book in all_drawn(unit_id):
        assert book.security.lockStructure
        for kind in SHEETS:
            sheet = book[sheet_name(kind)]
            assert sheet.protection.sheet and not sheet.protection.password
            places = rows_of(sheet)
            for row in form.asked if kind == "asked" else form.earlier:
                at = places[f"{row.indicator_id}/{row.year}"]
                closed = ("numerator", "denominator") if row.counts_cases else ()
                opened = [name for name in COLUMNS[kind]
                          if not sheet[f"{letter(kind, name)}{at}"].protection.locked]  # fmt: skip
                assert opened == [name for name in FILLED if name not in closed]
        assert all(book[sheet_name(name)].protection.sheet for name in ("guide", "about"))


@pytest.mark.parametrize("unit_id", PLANNED)
def test_no_cell_holds_text_that_a_spreadsheet_runs(unit_id: str) -> None:
    checks = {DATA: letter("asked", "check"), EARLIER: letter("earlier", "check")}
    for _, book in all_drawn(unit_id):
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    assert cell.column_letter == checks[sheet.title]
                elif isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix


def rules_at(sheet: Any, cell: str) -> list[Any]:
    return [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]


@pytest.mark.parametrize("unit_id", PLANNED)
def test_every_open_cell_of_a_row_has_one_rule_that_speaks(unit_id: str) -> None:
    for form, book in all_drawn(unit_id):
        for kind, rows in (("asked", form.asked), ("earlier", form.earlier)):
            sheet = book[sheet_name(kind)]
            at = row_of(sheet, rows[-1].indicator_id, rows[-1].year)
            for cell in sheet[at]:
                if cell.protection.locked:
                    continue
                (rule,) = rules_at(sheet, cell.coordinate)
                assert rule.showInputMessage and rule.showErrorMessage
                assert 0 < len(rule.prompt) <= 255 and 0 < len(rule.error) <= 255
                assert len(rule.promptTitle) <= 32


def test_the_value_is_held_to_the_indicators_bounds() -> None:
    book = drawn("ninh-binh", "Sở Y tế")
    sheet = book[DATA]
    limits = {}
    for indicator_id in ("infant_mortality", "full_immunisation_u1", "child_marriage"):
        at = row_of(sheet, indicator_id, 2025)
        (rule,) = rules_at(sheet, f"{letter('asked', 'value')}{at}")
        limits[indicator_id] = (rule.type, rule.formula1, rule.formula2)
    assert limits == {
        "infant_mortality": ("decimal", "0", "1000"),
        "full_immunisation_u1": ("decimal", "0", "100"),
        "child_marriage": ("whole", "0", None),
    }


def test_the_lists_fit_what_a_spreadsheet_allows_and_offer_the_ledgers_words() -> None:
    sheet = drawn("ninh-binh", "Sở Tư pháp")[DATA]
    for column in ("qualifier", "nature", "status"):
        at = row_of(sheet, "birth_registration_u5", 2025)
        (rule,) = rules_at(sheet, f"{letter('asked', column)}{at}")
        assert rule.type == "list" and len(rule.formula1) <= 257
        assert rule.formula1.strip('"').split(",") == list(choices(column))


def test_the_sheet_prints_on_a4_landscape_with_its_header() -> None:
    sheet = drawn("ninh-binh", "Sở Y tế")[DATA]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$6:$7"
    assert sheet.freeze_panes == "D8"


def test_a_dissolved_agency_leaves_its_name_to_whoever_took_over() -> None:
    ended = drawn("vinh-long", "Sở Lao động - Thương binh và Xã hội")[DATA]["D4"]
    assert not ended.value and not ended.protection.locked
    living = drawn("vinh-long", "Sở Y tế")[DATA]["D4"]
    assert living.value == "Sở Y tế" and living.protection.locked


# Files.


def test_a_form_that_may_have_been_filled_in_is_never_overwritten(tmp_path: Path) -> None:
    there, other = tmp_path / "there.xlsx", tmp_path / "other.xlsx"
    there.write_bytes(b"filled in")
    with pytest.raises(BadInput) as caught:
        write_forms({other: justice(), there: justice()})
    assert [(fault.key, fault.file) for fault in caught.value.faults] == [
        ("forms.exists", str(there))
    ]
    assert there.read_bytes() == b"filled in"
    assert [path.name for path in tmp_path.iterdir()] == ["there.xlsx"]


def test_a_form_is_an_xlsx_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        write_forms({tmp_path / "form.ods": justice()})
    assert caught.value.faults[0].key == "forms.not_xlsx"


# Reading back.


def read_back(form: Form, change: Change, folder: Path) -> FormIntake:
    path = folder / "form.xlsx"
    write_forms({path: form})
    book = openpyxl.load_workbook(path)
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


# Text that a spreadsheet would run.


HOSTILE = ("=1+1", "+84 24", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1+1")


@pytest.mark.parametrize("words", HOSTILE)
def test_text_stays_text(words: str, tmp_path: Path) -> None:
    book = Workbook()
    as_plain_text(book.active["A1"], words)
    book.save(tmp_path / "book.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "book.xlsx").active["A1"]
    assert cell.data_type == "s" and cell.quotePrefix
    assert as_csv_text(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "Sở Y tế", "98,5", "a=b", "<5%"])
def test_harmless_text_is_left_alone(words: str) -> None:
    assert as_csv_text(words) == words
