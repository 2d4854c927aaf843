"""How names of units are made: the word of their level, the bare name, an English name.

A name in English is optional everywhere: where none is given the Vietnamese one is used, with the
word of its level behind it as the project's other names have it ("xã Gia Viễn", "Gia Viễn
commune"). Names themselves are not translated and keep their diacritics.
"""

from __future__ import annotations

import re
from typing import Literal

# The word before a name, and the word behind it in English.
LEVEL_WORDS = {
    "tỉnh": "province",
    "thành phố": "city",
    "quận": "district",
    "huyện": "district",
    "thị xã": "town",
    "xã": "commune",
    "phường": "ward",
    "thị trấn": "township",
    "đặc khu": "special zone",
}
# The level that the word tells; a city may be a province or, until 2025, a district.
LEVEL_OF_WORD: dict[str, Literal["province", "district", "commune"]] = {
    "tỉnh": "province",
    "quận": "district",
    "huyện": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
_BRACKET = re.compile(r"\s*\([^)]*\)$")
_WORD = re.compile(rf"^({'|'.join(LEVEL_WORDS)}) ", re.IGNORECASE)

_ENGLISH_WORD = re.compile(rf" ({'|'.join(sorted({*LEVEL_WORDS.values()}))})$", re.IGNORECASE)


def bare_name(name_vi: str) -> str:
    """Return a Vietnamese name without the word of its level and without its bracket.

    >>> from analysis.programme import bare_name
    >>> bare_name("tỉnh Vĩnh Long (từ 7/2025)"), bare_name("phường Hoa Lư"), bare_name("Việt Nam")
    ('Vĩnh Long', 'Hoa Lư', 'Việt Nam')
    """
    return _WORD.sub("", _BRACKET.sub("", name_vi))


def bare_english_name(name_en: str) -> str:
    """Return an English name without the word of its level and without its bracket.

    >>> from analysis.programme.unit_names import bare_english_name
    >>> bare_english_name("Vĩnh Long province (from 7/2025)"), bare_english_name("Hoa Lư ward")
    ('Vĩnh Long', 'Hoa Lư')
    """
    return _ENGLISH_WORD.sub("", _BRACKET.sub("", name_en))


def level_word(name_vi: str) -> str:
    """Return the word of the level with which a name begins, in small letters; empty for none."""
    found = _WORD.match(name_vi)
    return found[1].lower() if found else ""


def english_name(name_vi: str) -> str:
    """Return what a unit is called in English where nobody has said it."""
    word = level_word(name_vi)
    return f"{bare_name(name_vi)} {LEVEL_WORDS[word]}" if word else name_vi
