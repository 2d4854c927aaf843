"""What a form looks like to whoever draws it and whoever reads it back: columns, marks, version.

A row's code ties the row to its form and to everything locked in it. A row that was copied from
another form, or whose locked cells were changed, no longer fits its code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.language import fold, text
from analysis.programme import NATURES, QUALIFIERS, SENDER_STATUSES, SIMULATED

VERSION = "1"
SheetKind = Literal["asked", "earlier"]
SHEETS: tuple[SheetKind, ...] = ("asked", "earlier")
# What the form tells, and what the agency fills in.
GIVEN = ("chi_tieu", "name", "measure", "known", "target", "year")
FILLED = (
    "numerator",
    "denominator",
    "value",
    "qualifier",
    "nature",
    "status",
    "source",
    "published",
    "note",
)
COLUMNS: dict[SheetKind, tuple[str, ...]] = {
    "asked": ("number", *GIVEN, *FILLED, "check", "code"),
    "earlier": ("number", *(name for name in GIVEN if name != "target"), *FILLED, "check", "code"),
}
# What may be chosen: the ledger's word, and its name on the form.
_CHOICES = {
    "qualifier": ("exact", *QUALIFIERS),
    "nature": tuple(nature for nature in NATURES if nature != SIMULATED),
    "status": SENDER_STATUSES,
}
_DIGEST = 8


@dataclass(frozen=True)
class FormLabel:
    """Which form it is. ``agency`` is empty where the plan names no lead agency."""

    unit_id: str
    edition: int
    agency: str


def heading(column: str, kind: SheetKind) -> str:
    """Return the words above a column; on the sheet of earlier years two of them are others."""
    if kind == "earlier":
        column = {"known": "in_use", "value": "right_value"}.get(column, column)
    return text(f"forms.column_{column}", "vi")


def sheet_name(kind: str) -> str:
    """Return the name of one of the form's sheets: guide, asked, earlier, about."""
    return text(f"forms.sheet_{kind}", "vi")


def choices(column: str) -> dict[str, str]:
    """Return what a column's list offers: the words on the form, and the ledger's word."""
    if column == "qualifier":
        return {text(f"forms.qualifier_{word}", "vi"): word for word in _CHOICES[column]}
    return {text(f"forms.{column}_{word}", "vi"): word for word in _CHOICES[column]}


def measure_name(measure: str) -> str:
    """Return the unit of measure as the form prints it."""
    return text(f"forms.measure_{measure}", "vi")


def row_code(label: FormLabel, kind: SheetKind, indicator_id: str, given: Mapping[str, str]) -> str:
    """Return the code of a row: indicator, year, and a digest of all that is locked in the row.

    ``given`` holds the texts of the sheet's ``GIVEN`` columns.
    """
    told = [given[name] for name in GIVEN if name in COLUMNS[kind]]
    parts = [VERSION, label.unit_id, str(label.edition), label.agency, kind, indicator_id, *told]
    joined = "\x1f".join(fold(part) for part in parts)
    digest = hashlib.sha256(joined.encode()).hexdigest()[:_DIGEST]
    return f"{indicator_id}/{given['year']}/{digest}"
