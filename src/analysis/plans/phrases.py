"""The rules by which a printed figure phrase of a plan is read.

A phrase is the short part of a chỉ tiêu that holds one value: ``xuống dưới 9% vào năm 2025``.
It is what an official compares with the paper, and what the typed value is checked against.
"""

from __future__ import annotations

import re

# "vào năm 2025", and "(2025)" or "giai đoạn 2021-2025" where the word is left out.
_YEAR = re.compile(r"(?:năm\s*)?(?<![\d.,])((?:19|20)\d\d)(?!\d|[.,]\d|\s*[%‰/])")
_BASE = re.compile(r"(?:/|\btrên)\s*1(?:00)?\.?000")
_FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"\.(?=\d{3}(?:\D|$))")
# Order matters: "xuống dưới" is a strict ceiling, and "duy trì dưới" is one too; "không dưới" is
# none, and "đạt không quá" no floor.
_OPERATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "equal",
        re.compile(r"\bkhông (?:có|còn|để|xảy ra|phát sinh)\b|\bchấm dứt\b|\b(?:xóa|xoá) bỏ\b"),
    ),
    ("reduce_yearly", re.compile(r"\b(?:hằng|hàng|mỗi) năm\b|/\s*năm\b")),
    (
        "at_most",
        re.compile(
            r"\bkhông (?:quá|vượt|trên|cao hơn)\b|≤|\btối đa\b|\bnhiều nhất\b|\btrở xuống\b"
        ),
    ),
    (
        "at_least",
        re.compile(r"\bkhông (?:dưới|thấp hơn|ít hơn)\b|≥|\bít nhất\b|\btối thiểu\b|\btrở lên\b"),
    ),
    ("below", re.compile(r"\bdưới(?:\b|(?=\d))|<|\b(?:thấp|nhỏ|ít) hơn\b")),
    ("above", re.compile(r"\btrên\b|>|\bhơn\b")),
    ("at_least", re.compile(r"\bđạt\b|\blên\b")),
    ("at_most", re.compile(r"\bxuống\b|\bcòn\b|\blà\b|\bkhống chế\b")),
    ("at_least", re.compile(r"\bduy trì\b|\bgiữ\b")),
)
_SIGNS = (
    (re.compile(r"(?:/|\btrên)\s*100\.?000"), ("per_100000_children",)),
    (re.compile("‰"), ("per_1000_live_births",)),
    (re.compile("%"), ("percent", "percent_per_year")),
)


def printed_years(phrase: str) -> list[int]:
    """Return the years that the phrase names, with the word ``năm`` or without it."""
    return [int(year) for year in _YEAR.findall(phrase)]


def printed_figures(phrase: str) -> list[float]:
    """Return the figures of a phrase in order, without its years and its base (``/100.000``).

    The decimal mark is a comma; a point is read as one too, as the national text prints 18.5,
    unless three digits follow it (``1.200``).
    """
    bare = _BASE.sub("", _YEAR.sub("", phrase))
    figures = _FIGURE.findall(bare)
    return [float(_THOUSANDS.sub("", figure).replace(",", ".")) for figure in figures]


def printed_comparator(phrase: str) -> str | None:
    """Return the comparator that the phrase's words state, or None when it has none.

    ``đạt``, ``ít nhất`` and ``trở lên`` are at_least, ``dưới`` and ``<`` below, ``xuống``,
    ``xuống còn``, ``là`` and ``không quá`` at_most, ``trên`` above. ``duy trì`` before a bare
    figure holds it as a floor. Capitals do not matter: a cell of a table begins with one.
    """
    small = _BASE.sub("", phrase.lower())
    return next((name for name, words in _OPERATORS if words.search(small)), None)


def units_of_sign(phrase: str) -> tuple[str, ...]:
    """Return the units that the printed sign allows; empty when the phrase prints no sign."""
    return next((units for sign, units in _SIGNS if sign.search(phrase)), ())
