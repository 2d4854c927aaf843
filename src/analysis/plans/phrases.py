"""The rules by which a printed figure phrase of a plan is read.

A phrase is the short part of a chỉ tiêu that holds one value: ``xuống dưới 9% vào năm 2025``.
It is what an official compares with the paper, and what the typed value is checked against.
"""

from __future__ import annotations

import re

_YEAR = re.compile(r"năm\s+(\d{4})")
_BASE = re.compile(r"/\s*100\.000")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
# Order matters: "xuống dưới" is a strict ceiling, and "duy trì dưới" is one too.
_OPERATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("equal", re.compile(r"\bkhông có\b")),
    ("reduce_yearly", re.compile(r"\bhằng năm\b")),
    ("below", re.compile(r"\bdưới\b|<")),
    ("above", re.compile(r"\btrên\b|>")),
    ("at_least", re.compile(r"\btrở lên\b|\bđạt\b")),
    ("at_most", re.compile(r"\bxuống\b|\blà\b")),
    ("at_least", re.compile(r"\bduy trì\b")),
)
_SIGNS = (
    (_BASE, ("per_100000_children",)),
    (re.compile("‰"), ("per_1000_live_births",)),
    (re.compile("%"), ("percent", "percent_per_year")),
)


def printed_years(phrase: str) -> list[int]:
    """Return the years that the phrase names after the word ``năm``."""
    return [int(year) for year in _YEAR.findall(phrase)]


def printed_figures(phrase: str) -> list[float]:
    """Return the figures of a phrase in order, without its years and its base (``/100.000``).

    The decimal mark is a comma; a point is read as one too, as the national text prints 18.5.
    """
    bare = _BASE.sub("", _YEAR.sub("", phrase))
    return [float(figure.replace(",", ".")) for figure in _FIGURE.findall(bare)]


def printed_comparator(phrase: str) -> str | None:
    """Return the comparator that the phrase's words state, or None when it has none.

    ``đạt`` and ``trở lên`` are at_least, ``dưới`` and ``<`` below, ``xuống``, ``xuống còn`` and
    ``là`` at_most, ``trên`` above. ``duy trì`` before a bare figure holds it as a floor.
    """
    return next((name for name, words in _OPERATORS if words.search(phrase)), None)


def units_of_sign(phrase: str) -> tuple[str, ...]:
    """Return the units that the printed sign allows; empty when the phrase prints no sign."""
    return next((units for sign, units in _SIGNS if sign.search(phrase)), ())
