"""What a sent file holds once it is open: sheets, rows, and cells of a few plain types."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from analysis.sheets.formats import (
    Section,
    choose_section,
    count_laid_out,
    parse_sections,
    shows,
    text_section,
)

# What a spreadsheet can hold at most; an address beyond it is a broken file.
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
# What one cell of a spreadsheet can hold.
MAX_TEXT = 32_767
# Rows of less height, in points, and columns of less width, in digits, are not seen.
LEAST_HEIGHT, LEAST_WIDTH = 2.0, 0.25
_DECIMALS = 15
_CANONICAL = re.compile(r"0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9]", re.ASCII)
Unusable = Literal[
    "formula_error", "formula_without_value", "external_link",
    "struck_text", "struck_cell", "shown_nothing", "shown_otherwise",
    "lost_letters", "misread_text", "legacy_text", "loose_mark",
    "turned_text", "unknown_sign",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the spreadsheet stores as one.

    ``text`` is canonical (decimal point, no thousand marks, no trailing zeros). ``scale`` is the
    unit that the cell's number format shows: 100 for %, 1000 for ‰, 0 for none. A cell that shows
    98,5% has the text ``98.5`` and the scale 100, whatever the spreadsheet stores. ``shown`` is
    what is seen where that is more than the number: ``12 nghìn``.
    """

    text: str
    scale: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A day of which the cell shows month and year, ``10/2025``, or the year alone."""

    text: str

    def __str__(self) -> str:
        """Return what is shown."""
        return self.text


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose content cannot be used: an error, a formula never computed, struck-out text.

    ``found`` is what the file has, ``other`` what else is told of it: what is seen instead, what
    was probably meant, the name of a sign.
    """

    why: Unusable
    found: str
    other: str = ""

    def __str__(self) -> str:
        """Return what the file has."""
        return self.found


# A cell is text (empty text for an empty cell) unless the file gives it another type.
Cell: TypeAlias = str | Number | date | PartOfDay | bool | Broken


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


def column_letters(column: int) -> str:
    """Return a column's name, for example ``D``; columns count from 1."""
    # It takes longer to import than a table of figures takes to read, which needs no letter.
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def cell_address(row: int, column: int) -> str:
    """Return the cell's name, for example ``D7``; rows and columns count from 1."""
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=65_536)
def native_number(stored: float | str, percent_signs: int = 0, scale: int = 0) -> Number | None:
    """Return the number that a spreadsheet stores, or None if it is not a finite one.

    Spreadsheets compute with binary fractions and show 15 digits: 0.98499999999999999 in the file
    is 0.985 on the screen and here. Each percent sign of the number format stands for a hundred.
    """
    if isinstance(stored, str) and not percent_signs and _is_canonical(stored):
        return Number(stored, scale)
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


def _is_canonical(stored: str) -> bool:
    """Tell whether a number is written as ``native_number`` would write it: most are."""
    return len(stored) <= _DECIMALS + 1 and _CANONICAL.fullmatch(stored) is not None


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format does to a number, and to a text."""

    is_date: bool = False
    sections: tuple[Section, ...] = ()
    date_parts: str = ""
    # How many pieces are laid out to show a number.
    weight: int = 0

    def apply(self, stored: float | str) -> Number | Broken | None:
        """Return the number that the cell shows, or None if ``stored`` is not finite.

        ``Broken`` for a number of which nothing is seen.
        """
        bare = native_number(stored)
        if bare is None or not self.sections:
            return bare
        value = Decimal(bare.text)
        section = choose_section(self.sections, value)
        signs = section.percent_signs
        number = (
            native_number(stored, signs, section.literal_scale) if section.words or signs else bare
        )
        if number is None or section.is_plain or value < 0:
            return number
        shown = section.show(value)
        if not shown.strip():
            return Broken("shown_nothing", bare.text.replace(".", ","))
        if shows(shown, Decimal(number.text)):
            return number
        return Number(bare.text, shown=" ".join(shown.split()))

    def apply_to_text(self, words: str) -> str | Broken:
        """Return the text that the cell shows, or ``Broken`` where it shows something else."""
        section = text_section(self.sections)
        if section is None or not words:
            return words
        if any(token.kind == "cell" for token in section.tokens):
            return "".join(
                words if token.kind == "cell" else token.text for token in section.tokens
            ).strip()
        shown = section.words.strip()
        return Broken("shown_otherwise" if shown else "shown_nothing", words, shown)

    def apply_to_day(self, day: date) -> date | PartOfDay:
        """Return the day, or the part of it that the cell shows."""
        if self.date_parts == "my":
            return PartOfDay(f"{day.month}/{day.year}")
        return PartOfDay(str(day.year)) if self.date_parts == "y" else day


PLAIN_FORMAT = Format()
# Excel takes 255 signs; what LibreOffice has in styles becomes longer when it is written so.
_LONGEST_FORMAT = 1_000
# Excel keeps some 250 of a workbook's own.
MOST_FORMATS = 4_000
_BARE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@lru_cache(maxsize=4096)
def read_format(code: str) -> Format:
    """Return what the number format ``code`` does (``0.0%``, ``0.0"‰"``, ``dd/mm/yyyy`` …).

    A percent sign in quotation marks is only shown, a bare one multiplies by a hundred. Raises
    ``ValueError`` for a format that is too long.
    """
    from openpyxl.styles.numbers import is_date_format

    if len(code) > _LONGEST_FORMAT:
        raise ValueError(code[:80])
    is_date = bool(is_date_format(code))
    letters = set(_BARE.sub("", code.partition(";")[0]).lower())
    # Hours, minutes and seconds come with a day or without any; then the day is told whole.
    parts = "".join(part for part in "dmyhs" if part in letters) if is_date else ""
    sections = parse_sections(code)
    harmless = len(sections) == 1 and sections[0].is_plain and not sections[0].words.strip()
    plain = harmless and not sections[0].percent_signs
    if plain and text_section(sections) is None:
        return Format(is_date, (), parts)
    return Format(is_date, sections, parts, count_laid_out(sections))
