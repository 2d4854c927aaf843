"""What a sent file holds once it is open: sheets, rows, and cells of a few plain types."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter

# What a spreadsheet can hold at most; an address beyond it is a broken file.
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
# Beyond this a file is no table of figures: some 500,000 rows of twelve columns.
MAX_CELLS = 6_000_000
_DECIMALS = 15
Unusable = Literal["formula_error", "formula_without_value", "external_link"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the spreadsheet stores as one.

    ``text`` is canonical (decimal point, no thousand marks, no trailing zeros). ``scale`` is the
    unit that the cell's number format shows: 100 for %, 1000 for ‰, 0 for none. A cell that shows
    98,5% has the text ``98.5`` and the scale 100, whatever the spreadsheet stores.
    """

    text: str
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose content cannot be used: an error, a formula never computed, a link."""

    why: Unusable
    found: str


# A cell is text (empty text for an empty cell) unless the file gives it another type.
Cell: TypeAlias = str | Number | date | bool | Broken


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it. ``number`` counts from 1 as the spreadsheet shows it."""

    number: int
    cells: list[Cell]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells, columns and rows counted from 1, the ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    @property
    def address(self) -> str:
        """Return the rectangle as a spreadsheet writes it, for example ``A5:A9``."""
        first = cell_address(self.first_row, self.first_column)
        return f"{first}:{cell_address(self.last_row, self.last_column)}"


@dataclass(frozen=True)
class Sheet:
    """One sheet. A CSV file is one sheet without a name. Rows with nothing in them are left out.

    ``hidden_columns`` are pairs of first and last column, counted from 1.
    """

    name: str | None
    rows: list[Row]
    hidden: bool = False
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[Block, ...] = field(default=())

    def is_hidden_column(self, column: int) -> bool:
        """Tell whether the column, counted from 1, is not shown."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def cell_address(row: int, column: int) -> str:
    """Return the cell's name, for example ``D7``; rows and columns count from 1."""
    return f"{get_column_letter(column)}{row}"


def native_number(stored: float | str, percent_signs: int = 0, scale: int = 0) -> Number | None:
    """Return the number that a spreadsheet stores, or None if it is not a finite one.

    Spreadsheets compute with binary fractions and show 15 digits: 0.98499999999999999 in the file
    is 0.985 on the screen and here. Each percent sign of the number format stands for a hundred.
    """
    try:
        value = Decimal(f"{float(stored):.15g}")
    except ValueError:
        return None
    if not value.is_finite():
        return None
    value = value.scaleb(2 * percent_signs)
    if int(value.as_tuple().exponent) < -_DECIMALS:
        value = round(value, _DECIMALS)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Number("0" if text in ("-0", "") else text, 100 if percent_signs else scale)


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format does to a number: makes it a date, shows percent, adds a sign."""

    is_date: bool = False
    percent_signs: int = 0
    scale: int = 0

    def apply(self, stored: float | str) -> Number | None:
        """Return the number that the cell shows, or None if ``stored`` is not finite."""
        return native_number(stored, self.percent_signs, self.scale)


_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')


@lru_cache(maxsize=4096)
def read_format(code: str) -> Format:
    """Return what the number format ``code`` does (``0.0%``, ``0.0"‰"``, ``dd/mm/yyyy`` …).

    A percent sign in quotation marks is only shown, a bare one multiplies by a hundred.
    """
    first_section = code.partition(";")[0]
    bare = _LITERAL.sub("", first_section)
    shown = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(first_section))
    literal = 1_000 if "‰" in shown + bare else 100 if "%" in shown else 0
    return Format(bool(is_date_format(code)), bare.count("%"), literal)
