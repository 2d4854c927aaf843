"""Numbers and days as they are written, in Vietnamese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import count as count_from

from babel.dates import format_date
from babel.numbers import format_decimal

from analysis.language.catalogue import Lang

_CANONICAL = re.compile(r"-?\d+(?:\.\d+)?")
# Official texts pad a single digit: "05 vụ", "09,5%".
_UNGROUPED = re.compile(r"(0?\d|[1-9]\d*)(?:[.,](\d+))?")
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:([ .,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?")
_LETTERS = {"vi": "abcdđeghiklmnopqrstuvxy", "en": "abcdefghijklmnopqrstuvwxyz"}
NBSP = "\N{NO-BREAK SPACE}"


class Shown(str):
    """Text whose numbers a message writes as its language does: ``{found:vi}``, ``{found:en}``."""

    __slots__ = ()

    def __format__(self, lang: str) -> str:
        """Return the text with its numbers as ``lang`` writes them."""
        return _CANONICAL.sub(lambda number: write_number(number[0], lang), str(self))


def write_number(text: str, lang: str) -> str:
    """Return a canonical number with the thousand and decimal marks of ``vi`` or ``en``."""
    whole, _, decimals = text.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-") != "0" else whole
    thousand, point = (".", ",") if lang == "vi" else (",", ".")
    return grouped.replace(",", thousand) + (point + decimals if decimals else "")


def possible_readings(number: str) -> list[str]:
    """Return every way to read the digits and marks: first with thousand marks, then without.

    >>> from analysis.language import possible_readings
    >>> possible_readings("1.234"), possible_readings("9,5")
    (['1234', '1.234'], ['9.5'])
    """
    sign = "-" if number[0] in "-−" else ""
    digits = number.lstrip("-−")
    readings = []
    if grouped := _GROUPED.fullmatch(digits):
        whole = grouped[1].replace(grouped[2], "")
        readings.append(_canonical(sign, whole, grouped[3]))
    if ungrouped := _UNGROUPED.fullmatch(digits):
        readings.append(_canonical(sign, ungrouped[1].lstrip("0") or "0", ungrouped[2]))
    return readings


def _canonical(sign: str, whole: str, decimals: str | None) -> str:
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def as_published(value: float, decimals: int) -> float:
    """Return ``value`` as it is published, with ``decimals`` decimals, halves away from zero.

    >>> from analysis.language import as_published
    >>> as_published(98.45, 1), as_published(-0.125, 2)
    (98.5, -0.13)
    """
    exact = Decimal(str(float(value)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def number(value: float, lang: Lang, decimals: int = 1, *, fixed: bool = False) -> str:
    """Return ``value`` with at most ``decimals`` decimals: ``1.234,5`` or ``1,234.5``.

    A ``fixed`` number shows all of them, as a published series does: ``7,0``. Halves are rounded
    away from zero; what rounds to nothing has no sign.

    >>> from analysis.language import number
    >>> number(1234.55, "vi"), number(1234.55, "en"), number(7.0, "vi", fixed=True)
    ('1.234,6', '1,234.6', '7,0')
    """
    value = as_published(value, decimals) + 0.0
    places = ("0" if fixed else "#") * decimals
    pattern = f"#,##0.{places}" if decimals else "#,##0"
    return format_decimal(value, format=pattern, locale=lang).replace("-", "−")


def counted(count: int, lang: Lang) -> str:
    """Return a count for a sentence: ``03`` and ``12`` in Vietnamese, ``3`` in English.

    Official texts pad a single digit.
    """
    return f"{count:02d}" if lang == "vi" else str(count)


def letters(lang: Lang) -> Iterator[str]:
    """Yield the letters of a list in their order, the Vietnamese ones as Decree 30/2020 has them.

    After the last one they go on doubled.
    """
    alphabet = _LETTERS[lang]
    for times in count_from(1):
        yield from (letter * times for letter in alphabet)


def within(words: str) -> str:
    """Return words that begin a sentence as they stand inside one."""
    return words[0].lower() + words[1:]


def day(when: date, lang: Lang) -> str:
    """Return a date: ``15/11/2026`` or ``15 November 2026``.

    >>> from datetime import date
    >>> from analysis.language import day
    >>> day(date(2026, 11, 15), "vi"), day(date(2026, 11, 15), "en")
    ('15/11/2026', '15 November 2026')
    """
    return format_date(when, "dd/MM/yyyy" if lang == "vi" else "d MMMM yyyy", locale=lang)
