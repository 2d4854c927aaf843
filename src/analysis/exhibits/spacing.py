"""Numbers that stay with their sign, and references with theirs, wherever a line ends.

Decided once, where a notebook becomes a report, so that page, PDF and Word document all hold the
same no-break spaces. The texts themselves hold plain spaces, which people can type and search for.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from analysis.exhibits.model import Exhibit
from analysis.language import NBSP

# "98,5 %", "9,5 ‰", "0,3 điểm phần trăm", "412 kB": what follows is the number's own unit.
_UNIT = re.compile(r"(?<=\d) (?=(?:[%‰°]|điểm phần trăm|percentage points?|[kMG]B)(?!\w))")
# A heading that begins so needs none, and stays as people search for it.
_REFERENCE = re.compile(r"(?<!^)\b(Phụ lục|mục|annex|section) (?=[IVX]+\b)", re.IGNORECASE)
# What is read by machines: the names of places and what stands in a picture.
_NOT_WORDS = frozenset({"svg", "anchor", "lang", "tone", "align", "kind", "title_plain"})


def kept_together(words: str) -> str:
    """Return words in which no line can end between a number and its unit.

    >>> kept_together("đạt 98,5 % (Phụ lục II)") == "đạt 98,5\\u00a0% (Phụ lục\\u00a0II)"
    True
    """
    return _REFERENCE.sub(rf"\1{NBSP}", _UNIT.sub(NBSP, words))


def with_kept_numbers(exhibit: Exhibit) -> Exhibit:
    """Return an exhibit all of whose words are ``kept_together``; pictures stay as they are."""
    spaced: Exhibit = _spaced(exhibit)
    return spaced


def _spaced(value: Any) -> Any:
    if isinstance(value, str):
        return kept_together(value)
    if isinstance(value, tuple):
        return tuple(map(_spaced, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    words = {
        each.name: _spaced(getattr(value, each.name))
        for each in fields(value)
        if each.init and each.name not in _NOT_WORDS
    }
    return replace(value, **words)
