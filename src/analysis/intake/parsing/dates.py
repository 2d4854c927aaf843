"""Years and days as people write them, in the ledger's form.

The day stands before the month, as everywhere in Viet Nam: 03/04/2025 is the third of April. A
school year is written by the year it ends, and only an indicator of schools or pupils has one.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn

from analysis.language import BadInput, Fault, fold
from analysis.ledger import FIRST_YEAR, LAST_YEAR
from analysis.sheets import BOUNDARY_WORDS, MISSING_WORDS, Cell, Number, PartOfDay

# Chỉ tiêu that the education sector reports by school year: sanitation in schools (7), attendance,
# completion and dropout (16–18), counselling (19), pupils with disabilities (20).
SCHOOL_YEAR_CHI_TIEU = frozenset({7, 16, 17, 18, 19, 20})
_YEAR = re.compile(r"(?:năm |year )?(\d{4})(?:[.,]0+)?", re.ASCII)
_SCHOOL_YEAR = re.compile(r"(?:năm học |school year |năm )?(\d{4}) ?[-–/] ?(\d{4})", re.ASCII)
_EMPTY = MISSING_WORDS | {"", "-", "–", "—"}
# What a day is written like: name of the group is what it holds.
_DAY_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?:ngày )?(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})",
        r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?",
        r"(?:ngày )?(?P<d>\d{1,2}) tháng (?P<m>\d{1,2}) năm (?P<y>\d{4})",
        r"(?:tháng )?(?P<m>\d{1,2})[/.-](?P<y>\d{4})",
        r"tháng (?P<m>\d{1,2}) năm (?P<y>\d{4})",
        r"(?P<y>\d{4})-(?P<m>\d{1,2})",
        r"(?:năm )?(?P<y>\d{4})(?:[.,]0+)?",
    )
)


def read_year(cell: Cell, *, of_schools: bool) -> str:
    """Return the year in four digits; of a school year, the year it ends.

    Raises ``BadInput`` with one fault, without a place: no year, a school year where the indicator
    has none, a span of years, a date.
    """
    if isinstance(cell, date):
        _refuse("intake.date_for_year", found=cell.isoformat())
    if isinstance(cell, PartOfDay) and "/" in cell.text:
        _refuse("intake.date_for_year", found=cell.text)
    if isinstance(cell, Number) and not cell.shown:
        return _checked_year(cell.text, cell.text)
    if isinstance(cell, Number):
        cell = cell.shown
    return _read_year_text(str(cell), of_schools=of_schools)


def read_boundaries(cell: Cell) -> str:
    """Return the day whose boundaries a figure speaks of, ``old``, ``new``, or empty text.

    Raises ``BadInput`` with one fault, without a place, for anything else.
    """
    word = BOUNDARY_WORDS.get(fold(cell)) if isinstance(cell, str) else None
    if word:
        return word
    day = read_published(cell)
    if day and len(day) < len("2025-07-01"):
        _refuse("intake.not_boundaries", found=day)
    return day


def read_published(cell: Cell) -> str:
    """Return the day as YYYY-MM-DD, YYYY-MM or YYYY, or empty text where none is given.

    Raises ``BadInput`` with one fault, without a place, for anything else.
    """
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    text = cell.shown or cell.text if isinstance(cell, Number) else str(cell)
    return _read_day_text(text)


@lru_cache(maxsize=4096)
def _read_year_text(text: str, *, of_schools: bool) -> str:
    words = fold(text)
    if found := _YEAR.fullmatch(words):
        return _checked_year(found[1], text)
    span = _SCHOOL_YEAR.fullmatch(words)
    if span is None:
        _refuse_year(text)
    first, last = int(span[1]), int(span[2])
    if last != first + 1:
        _refuse("intake.span_of_years", found=text)
    if not of_schools:
        _refuse("intake.school_year", found=text, first=span[1], last=span[2])
    return _checked_year(span[2], text)


def _checked_year(year: str, found: str) -> str:
    if not _YEAR.fullmatch(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        _refuse_year(found)
    return year


def _refuse_year(found: str) -> NoReturn:
    _refuse("observations.not_a_year", found=found[:40], lower=FIRST_YEAR, upper=LAST_YEAR)


@lru_cache(maxsize=4096)
def _read_day_text(text: str) -> str:
    words = fold(text)
    if words in _EMPTY:
        return ""
    for form in _DAY_FORMS:
        if found := form.fullmatch(words):
            return _checked_day(found.groupdict(), text)
    return _refuse("intake.not_a_date", found=text[:40])


def _checked_day(parts: dict[str, str], found: str) -> str:
    """Return the parts that are given, year first, when they are a day of the calendar."""
    year, month, day = (int(parts.get(name, "1")) for name in "ymd")
    try:
        whole = date(year, month, day)
    except ValueError:
        _refuse("intake.not_a_date", found=found[:40])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        _refuse("intake.not_a_date", found=found[:40])
    return whole.isoformat()[: {1: 4, 2: 7, 3: 10}[len(parts)]]


def _refuse(key: str, **values: Any) -> NoReturn:
    raise BadInput([Fault(key, values=values)])
