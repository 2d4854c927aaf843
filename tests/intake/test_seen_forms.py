"""Our own forms, filled in as people do: marks, formats, damaged texts, copied sheets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from making.small_files import repacked, rich, send
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from analysis.assessment import read_inputs
from analysis.intake import find_form, make_forms, write_forms
from analysis.intake.forms.layout import COLUMNS, sheet_name
from analysis.intake.forms.sheets import letter

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ASKED, EARLIER = sheet_name("asked"), sheet_name("earlier")
FIRST = 8
SOURCE = "Báo cáo 15/BC-STP ngày 10/11/2026"
Change = Callable[[Workbook], Any]


@cache
def justice() -> Any:
    """The form of one indicator: birth registration in Ninh Bình."""
    inputs = read_inputs(ROOT, "ninh-binh", "real")
    return find_form(make_forms(inputs, 2026), inputs.plan, "Sở Tư pháp")


def address(column: str, row: int = FIRST) -> str:
    return f"{letter('asked', column)}{row}"


def typing(sheet: str = ASKED, **cells: Any) -> Change:
    """Return what types into the first row of a sheet, by column."""

    def change(book: Workbook) -> None:
        for column, value in {"value": 98.1, "source": SOURCE, **cells}.items():
            book[sheet][address(column)].value = value

    return change


def filled(folder: Path, *changes: Change) -> Path:
    path = folder / "form.xlsx"
    write_forms({path: justice()})
    book = openpyxl.load_workbook(path)
    for change in changes:
        change(book)
    book.save(path)
    return path


def dressed(column: str, **dress: Any) -> Change:
    def change(book: Workbook) -> None:
        for name, said in dress.items():
            setattr(book[ASKED][address(column)], name, said)

    return change


def names_provider(words: object) -> Change:
    return lambda book: setattr(book[ASKED]["D4"], "value", words)


def copies(title: str = "", *, typed: object = 98.7, without: str = "") -> Change:
    """An agency copies the sheet of the form and fills in the copy."""

    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book[ASKED])
        copy.title = title or f"{ASKED} (2)"
        copy[address("value", FIRST + 1)].value = typed
        if without:
            copy.delete_cols(COLUMNS["asked"].index(without) + 1)

    return change


RAISED = rich(("98,1", {}), ("1", {"vertAlign": "superscript"}))
REFUSED: dict[str, tuple[tuple[Change, ...], str, str, str]] = {
    "a raised digit": ((typing(value=RAISED),), "foreign_digits", address("value"), "98,1¹"),
    "a struck-out digit": (
        (typing(value=rich(("9", {"strike": True}), ("8,1", {}))),), "struck_text",
        address("value"), "“9”",
    ),
    "a struck-out cell": (
        (typing(), dressed("value", font=Font(strike=True))), "struck_cell", address("value"),
        "98.1",
    ),
    "a format that shows nothing": (
        (typing(), dressed("value", number_format=";;;")), "shown_nothing", address("value"),
        "“98,1”",
    ),
    "thousands in words": (
        (typing(numerator=12, denominator=121, value=None),
         dressed("numerator", number_format='0" nghìn"')),
        "shown_otherwise", address("numerator"), "“12 nghìn”",
    ),
    "a formula": ((typing(value="=1+1"),), "formula_without_value", address("value"), "=1+1"),
    "a row of no height": (
        (typing(), lambda book: setattr(book[ASKED].row_dimensions[FIRST], "height", 0.5)),
        "hidden_rows", "", "8",
    ),
    "a damaged note": ((typing(note="S? li?u"),), "lost_letters", address("note"), "S? li?u"),
    "a note that is too long": (
        (typing(note="x" * 501),), "text_too_long", address("note"), "501",
    ),
    "a damaged note without a figure": (
        (typing(value=None, source=None, note="Sè liÖu c¶ n¨m"),), "legacy_text", address("note"),
        "Số liệu cả năm",
    ),
    "a long note without a figure": (
        (typing(value=None, source=None, note="x" * 501),), "text_too_long", address("note"), "500",
    ),
    "a source in an old font": (
        (typing(source="B¸o c¸o sè 15/BC-STP"),), "legacy_text", address("source"), "Báo cáo số",
    ),
    "a damaged agency": ((typing(), names_provider("S? T? pháp")), "lost_letters", "D4", "S? T?"),
    "an agency with a footnote": (
        (typing(), names_provider("Sở Tư pháp²")), "footnote_mark", "D4", "“Sở Tư pháp”",
    ),
    "an agency that is too long": (
        (typing(), names_provider("Sở " + "x" * 300)), "text_too_long", "D4", "300",
    ),
    "a copied sheet": (
        (copies(), typing()), "copied_sheet", address("value", FIRST + 1), f"“{ASKED}”",
    ),
    "a copied sheet under another name": (
        (copies("Bổ sung"), typing()), "copied_sheet", address("value", FIRST + 1), f"“{ASKED}”",
    ),
    "a copied sheet without its codes": (
        (copies(without="code"), typing()), "copied_sheet", address("value", FIRST + 1), "“",
    ),
    "a sheet of working": (
        (typing(), lambda book: book.create_sheet("Tính toán").append(["Cao Bằng", 97.2])),
        "unread_sheet", "B1", "Cao Bằng",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_is_read_as_it_is_seen(tmp_path: Path, name: str) -> None:
    changes, key, cell, words = REFUSED[name]
    sent = send(filled(tmp_path, *changes), tmp_path)
    assert (set(sent.keys) - {"no_figures"}, sent.unchanged) == ({key}, True)
    fault = next(fault for fault in sent.result.faults if fault.key.endswith(key))
    assert (fault.cell or "") == cell
    assert words in fault.message("vi")


def test_a_copy_in_which_nothing_was_typed_is_only_named(tmp_path: Path) -> None:
    def copy(book: Workbook) -> None:
        copies()(book)
        book[f"{ASKED} (2)"][address("value", FIRST + 1)].value = None
        book[f"{ASKED} (2)"][address("value")].value = None

    sent = send(filled(tmp_path, copy, typing()), tmp_path)
    assert (sent.keys, sent.said["value"]) == ([], "98.1")
    assert sent.result.skipped_sheets == [f"{ASKED} (2)"]


def test_signs_that_nobody_sees_do_no_harm_in_a_form(tmp_path: Path) -> None:
    typed = typing(
        value="98,1\u200b", source=f"\ufeff{SOURCE}_x000D_", published="31/10\u2060/2026"
    )
    sent = send(filled(tmp_path, typed, names_provider("Sở Tư\u00a0pháp\u200b")), tmp_path)
    assert sent.keys == []
    assert (sent.said["value"], sent.said["published"]) == ("98.1", "2026-10-31")
    assert sent.said["source"] == "so-tu-phap-tinh-ninh-binh-bao-cao"


def test_the_forms_own_formulas_may_be_uncomputed(tmp_path: Path) -> None:
    path = repacked(filled(tmp_path, typing()), lambda _name, words: words.replace(
        "</f><v></v>", "</f><v>0</v>").replace("</f><v/>", "</f><v>0</v>"))  # fmt: skip
    assert send(path, tmp_path).keys == []


def test_the_form_tells_how_long_its_texts_may_be(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(filled(tmp_path))
    rules = book[ASKED].data_validations.dataValidation
    told = {column: next(rule.prompt for rule in rules if address(column) in rule.sqref)
            for column in ("source", "note")}  # fmt: skip
    assert "300" in told["source"] and "500" in told["note"]


def test_a_copy_of_the_earlier_years_is_named_by_its_original(tmp_path: Path) -> None:
    def copy(book: Workbook) -> None:
        book.copy_worksheet(book[EARLIER])[f"{letter('earlier', 'value')}9"].value = 98

    sent = send(filled(tmp_path, typing(), copy), tmp_path)
    assert sent.keys == ["copied_sheet"]
    assert sent.result.faults[0].values["original"] == EARLIER
