"""The forms of the project's own units, made once, and where their rows stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook

from analysis.assessment import Inputs, read_inputs
from analysis.intake.forms.forms import Form, find_form, make_forms
from analysis.intake.forms.layout import COLUMNS, sheet_name

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
