"""The phrase that prints a value: what an official looks for on the paper.

Words between the value and its year that say something else are left out for "…", as the plan
files do: ``100% … vào năm 2025``, ``xuống dưới 5% đối với nông thôn … vào năm 2025 và năm 2030``.
"""

from __future__ import annotations

import re

from analysis.plans.documents.figures import Value, Years
from analysis.plans.documents.statements import GROUP_BEHIND
from analysis.plans.documents.words import plain
from analysis.plans.phrases import printed_comparator

_YEARLY = re.compile(r"\s*(?:(?:mỗi|hằng|hàng)\s+năm|/\s*năm)(?:\s+trong)?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,:;–-]*(?:có\s+)?", re.IGNORECASE)
_KEPT = re.compile(r"^(?:duy trì|giữ vững|giữ|ổn định)\s*", re.IGNORECASE)
_STATED = re.compile(r".*?\d[\d.,]*(?:\s*(?:%|‰|/\s*[\d.]+))?")
_BLANKS = re.compile(r"\s+")


def phrase_of(value: Value, years: Years | None, text: str) -> str:
    """Return the phrase of a value in a statement; ``years`` is None if printed elsewhere."""
    bare = text[value.start : value.end]
    if years is None or years.start < 0:
        yearly = _YEARLY.match(text, value.end) if value.yearly else None
        return _clean(bare + (yearly[0] if yearly else ""))
    when = text[years.start : years.end]
    if years.start >= value.end:
        return _clean(f"{bare}{_between(value, years, text)}{when}{_closing(years, text)}")
    between = text[years.end : value.start]
    return _clean(f"{when}{between if _BETWEEN.fullmatch(between) else ' … '}{bare}")


def kept_phrase(phrase: str, before: str, comparator: str) -> str:
    """Return the phrase of a value that is kept without being printed again.

    "duy trì" by itself is a floor; for another side the words that state it stand before it.
    """
    stated = _STATED.match(before)
    if printed_comparator(phrase) == comparator or stated is None:
        return phrase
    if printed_comparator(stated[0]) != comparator:
        phrase = _KEPT.sub("", phrase)
    return f"{stated[0]} … {phrase}"


def _between(value: Value, years: Years, text: str) -> str:
    between = text[value.end : years.start]
    if re.fullmatch(r"\s*\(?", between) or (value.yearly and _YEARLY.fullmatch(between)):
        return between
    behind = GROUP_BEHIND.match(plain(text), value.end)
    if behind and behind.end() <= years.start:
        group = text[value.end : behind.end()]
        return group + (" " if not text[behind.end() : years.start].strip() else " … ")
    return " … "


def _closing(years: Years, text: str) -> str:
    opened = text[: years.start].rstrip().endswith("(")
    return ")" if opened and text[years.end : years.end + 1] == ")" else ""


def _clean(phrase: str) -> str:
    return _BLANKS.sub(" ", phrase).strip(" ,;:")
