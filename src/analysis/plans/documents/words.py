"""The words by which a plan is read, ``grammar.yml``: sections, groups and indicators.

Words are compared without marks and capitals, so that a slip of one mark changes nothing. What is
not there word for word is looked for by rapidfuzz, which is told by a lower confidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from analysis.yaml_files import read_yaml

# A letter more, less or changed in a word of some length; "tuổi" must not become "tuồi gì".
_NEAR = 88
_LONG_ENOUGH = 8
# What is to be followed up is no report of what was.
_SUPERVISED = re.compile(r"(?:theo doi|giam sat|kiem tra)\s*(?:,|va)\s*danh gia")


@dataclass(frozen=True)
class Words:
    """Alternatives of which one has to stand in a text, without marks, the longest first."""

    alternatives: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, alternatives: list[str]) -> Words:
        """Return the alternatives, to be found as whole words."""
        bare = sorted({plain(each) for each in alternatives}, key=len, reverse=True)
        pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, bare)) + r")(?!\w)"
        return cls(tuple(bare), re.compile(pattern))


@dataclass(frozen=True)
class Rule:
    """When a text speaks of an indicator: a word of each group stands there, and none of those."""

    indicator_id: str
    groups: tuple[Words, ...]
    none: Words | None


@dataclass(frozen=True)
class Match:
    """What a text speaks of: the indicator, how much of its words stand there, how surely."""

    indicator_id: str
    letters: int
    exact: bool


def plain(text: str) -> str:
    """Return the text in small letters without marks, sign for sign: places stay what they are."""
    return "".join(_plain_letter(letter) for letter in text)


@cache
def _plain_letter(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    bare = unicodedata.normalize("NFD", letter)[0].lower()
    return bare if len(bare) == 1 else letter


@cache
def grammar() -> dict[str, Any]:
    """Return the file as it stands."""
    file = resources.files("analysis.plans.documents") / "grammar.yml"
    return dict(read_yaml(file.read_bytes(), "grammar.yml").content)


@cache
def words(*place: str) -> Words:
    """Return the words at a place of the grammar, for example ``words("groups", "rural")``."""
    found: Any = grammar()
    for key in place:
        found = found[key]
    return Words.of(found)


@cache
def rules() -> tuple[Rule, ...]:
    """Return when a text speaks of which indicator."""
    return tuple(
        Rule(
            indicator_id,
            tuple(Words.of(group) for group in entry["all"]),
            Words.of(entry["none"]) if "none" in entry else None,
        )
        for indicator_id, entry in grammar()["indicators"].items()
    )


def section_of(heading: str, within: int | None = None) -> str | None:
    """Return which section a heading opens, by the word that stands first; None for no word.

    With ``within`` the word has to begin among the first so many signs.
    """
    bare = _SUPERVISED.sub("", plain(heading))
    found: list[tuple[int, str]] = []
    for kind in grammar()["sections"]:
        match = words("sections", kind).pattern.search(bare)
        if match and (within is None or match.start() <= within):
            found.append((match.start(), kind))
    return min(found)[1] if found else None


def group_of(text: str) -> tuple[str, int] | None:
    """Return the last group that a text names and where its name ends; None for none."""
    bare = plain(text)
    found = [
        (match.end(), name)
        for name in grammar()["groups"]
        for match in words("groups", name).pattern.finditer(bare)
    ]
    return (max(found)[1], max(found)[0]) if found else None


def recognise(text: str, context: str = "") -> Match | None:
    """Return the indicator that a text speaks of, the one with the most words of it.

    With a ``context`` (what stands above or before), words may stand there; one at least has to
    stand in ``text`` itself.
    """
    own, around = plain(text), plain(context)
    found = [match for rule in rules() for match in _matches(rule, own, around)]
    return max(found, key=lambda match: (match.exact, match.letters), default=None)


def recognise_all(text: str) -> list[Match]:
    """Return the indicators that a text lists, in the order in which it names them."""
    bare = plain(text)
    found: list[tuple[int, Match]] = []
    for rule in rules():
        for match in _matches(rule, bare, ""):
            if match.exact:
                spots = [group.pattern.search(bare) for group in rule.groups]
                found.append((max(spot.start() for spot in spots if spot), match))
    return [match for _, match in sorted(found, key=lambda each: each[0])]


def _matches(rule: Rule, own: str, around: str) -> Iterator[Match]:
    if rule.none and (rule.none.pattern.search(own)):
        return
    letters, exact, here = 0, True, False
    for group in rule.groups:
        match = group.pattern.search(own)
        size = len(match[0]) if match else 0
        if not size:
            size = _near(group, own)
            exact = exact and not size
        here = here or bool(size)
        if not size and around:
            behind = group.pattern.search(around)
            size = 1 if behind else 0
        if not size:
            return
        letters += size
    if here:
        yield Match(rule.indicator_id, letters, exact)


def _near(group: Words, text: str) -> int:
    """Return the length of an alternative that stands there but for a slip, 0 for none."""
    from rapidfuzz import fuzz

    for each in group.alternatives:
        worded = _LONG_ENOUGH <= len(each) <= len(text) and not re.search(r"\d", each)
        if worded and fuzz.partial_ratio(each, text, score_cutoff=_NEAR):
            return len(each) - 1
    return 0
