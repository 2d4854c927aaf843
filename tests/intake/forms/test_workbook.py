"""The workbook of a form: only inputs are open, and nothing in it runs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from intake.made_forms import DATA, EARLIER, forms_of, inputs_of, justice, row_of, rows_of
from making.programme import PLANNED
from making.quick import quick_only
from openpyxl.workbook import Workbook

from analysis.intake.forms.forms import Form, find_form
from analysis.intake.forms.layout import COLUMNS, FILLED, SHEETS, choices, sheet_name
from analysis.intake.forms.sheets import letter
from analysis.intake.forms.workbook import draw_form, write_forms
from analysis.language import BadInput
from analysis.tables import as_csv_text, as_plain_text

pytestmark = pytest.mark.slow


@cache
def drawn(unit_id: str, agency: str | None) -> Workbook:
    form = find_form(list(forms_of(unit_id)), inputs_of(unit_id).plan, agency)
    return draw_form(form)


def all_drawn(unit_id: str) -> list[tuple[Form, Workbook]]:
    return [(form, drawn(unit_id, form.label.agency or None)) for form in forms_of(unit_id)]


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "ninh-binh", "vinh-long"))
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


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "ninh-binh", "vinh-long"))
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


@pytest.mark.parametrize("unit_id", quick_only(PLANNED, "ninh-binh", "vinh-long"))
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
