"""Sections of a plan's text that are numbered twice, or whose numbers leave one out.

A document numbers its parts I, II, III, within them 1, 2, 3, and within these a, b, c. A number
begins a line and is followed by a point or a bracket and a capital letter, so that a line that
happens to begin with a figure is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_LEVELS = (
    ("roman", re.compile(r"^\W{0,4}([IVX]{1,6})\s*[.)]\s*\S")),
    ("number", re.compile(r"^\W{0,4}(\d{1,2})\s*[.)]\s+[^\W\d_]")),
    ("letter", re.compile(r"^\W{0,4}([a-eg-zđ])\s*[.)]\s+[^\W\d_]")),
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
# How Vietnamese letters points: đ stands between d and e, and f, j, w, z are left out.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_MOST_QUOTED = 90


@dataclass(frozen=True)
class OddNumber:
    """A number that stands twice in one part, or one that is left out.

    ``place`` is the number with those of the parts around it (``IV.7``), ``lines`` where it stands,
    counted from 1, and ``quotes`` what stands there; of one that is left out the lines around it.
    """

    kind: Literal["twice", "skipped"]
    place: str
    lines: tuple[int, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class _Numbered:
    level: int
    number: int
    shown: str
    line: int
    words: str


def odd_numbers(lines: Sequence[str]) -> list[OddNumber]:
    """Return the numbers of sections that stand twice or are left out, in the order of the text."""
    groups: dict[tuple[str, ...], list[_Numbered]] = {}
    place: list[str] = []
    for found in _numbered(lines):
        place = [*place[: found.level], *[""] * (found.level - len(place))]
        group = groups.setdefault((str(found.level), *place), [])
        # A list that begins anew is another one, not the same numbers twice.
        if group and found.number == 1 and found.level:
            groups[(str(found.level), *place, str(found.line))] = group
            group = groups[(str(found.level), *place)] = []
        group.append(found)
        place.append(found.shown)
    odd = [each for key, group in groups.items() for each in _odd_of(key, group)]
    return sorted(odd, key=lambda each: each.lines)


def _numbered(lines: Sequence[str]) -> Iterator[_Numbered]:
    for count, words in enumerate(lines, start=1):
        plain = words.strip().strip("*_# ")
        for level, (kind, pattern) in enumerate(_LEVELS):
            match = pattern.match(plain)
            number = _number(kind, match[1]) if match else 0
            if match and number:
                yield _Numbered(level, number, match[1], count, plain[:_MOST_QUOTED])
                break


def _number(kind: str, written: str) -> int:
    """Return which number it is; 0 for what is none."""
    if kind == "number":
        return int(written)
    if kind == "letter":
        return _LETTERS.find(written) + 1
    values = [_ROMAN[sign] for sign in written]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def _odd_of(key: tuple[str, ...], group: Sequence[_Numbered]) -> Iterator[OddNumber]:
    around = [part for part in key[1 : 1 + int(key[0])] if part]
    seen: dict[int, _Numbered] = {}
    last: _Numbered | None = None
    for each in group:
        named = ".".join([*around, each.shown])
        if each.number in seen:
            first = seen[each.number]
            yield OddNumber("twice", named, (first.line, each.line), (first.words, each.words))
        elif last is not None and each.number == last.number + 2 and each.shown != "e":
            missing = ".".join([*around, _shown(each, each.number - 1)])
            yield OddNumber("skipped", missing, (last.line, each.line), (last.words, each.words))
        seen.setdefault(each.number, each)
        last = each


def _shown(like: _Numbered, number: int) -> str:
    if like.level == 1:
        return str(number)
    if like.level == 2:
        return _LETTERS[number - 1]
    tens, rest = divmod(number, 10)
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * tens + ones[rest]
