"""Signs that no text of the project may hold: one rule for every edge.

They are seen by nobody, turn the line so that another text is seen than is stored, or are kept by
no file (control characters, noncharacters, halves of a pair). What is sent is cleaned of those that
nobody sees (``analysis.sheets``); what stands in the project's own files, and what is typed at the
command, is refused with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

# Shown by nothing at all, or by nothing within a line.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202d\u2060-\u2066"
    "\u2068-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
# These turn the order in which signs are seen: what reads 98,5 may be stored as 5,89.
TURNING = re.compile("[\u202b\u202e\u2067]")
# What ends a line besides the signs that every program takes for a line's end.
LINE_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control, format, private, unassigned, half of a pair, separators of lines and paragraphs.
_UNFIT = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
_BETWEEN_LINES = {"\n", "\u2028", "\u2029"}
_LOST_LETTER = "\ufffd"
_HIDDEN = "\N{WHITE SQUARE}"
_MOST_SHOWN = 60


@cache
def _is_unfit(sign: str) -> bool:
    return (
        unicodedata.category(sign) in _UNFIT
        or sign == _LOST_LETTER
        or INVISIBLE.match(sign) is not None
    )


def unfit_sign(words: str, *, lines: bool = False) -> str | None:
    """Return the first sign that a text may not hold, or None.

    A text of several ``lines`` may have all that separates lines.

    >>> from analysis.language import unfit_sign
    >>> unfit_sign("Sở Y tế"), unfit_sign("Sở\\u202eY tế"), unfit_sign("hai\\ndòng", lines=True)
    (None, '\\u202e', None)
    """
    if words.isascii() and words.isprintable():
        return None
    if lines:
        words = words.replace("\r\n", "\n")
    unfit = {sign for sign in set(words) if _is_unfit(sign)} - (_BETWEEN_LINES if lines else set())
    return next((sign for sign in words if sign in unfit), None) if unfit else None


def unfit_lines(words: str) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line of a file that holds such a sign, the line, and the sign.

    Tabs and the line ends of all systems are those of files.
    """
    whole = words.replace("\r\n", "\n").replace("\t", " ")
    if unfit_sign(whole.replace("\n", " ")) is None:
        return
    for row, line in enumerate(whole.split("\n"), start=1):
        if sign := unfit_sign(line):
            yield row, line, sign


def text_fault(words: str, most: int, *, lines: bool = False) -> tuple[str, dict[str, Any]] | None:
    """Return the word for what is wrong with a text by itself, and its fields, or None.

    Every area that tells of texts has an entry of this name (``faults``, ``parameters``). ``most``
    is how many characters it may have.
    """
    if len(words) > most:
        return "text_too_long", {"found": shown(words), "count": len(words), "most": most}
    if not lines and "\n" in words:
        return "several_lines", {"found": shown(words)}
    if sign := unfit_sign(words, lines=lines):
        return "unfit_sign", {"found": shown(words), "sign": name_sign(sign)}
    return None


def name_sign(sign: str) -> str:
    """Return a sign that may not be seen by its number and its name."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()


def visible(words: str) -> str:
    """Return words for a message: nothing in them turns it, breaks it, or speaks to a terminal."""
    if words.isascii() and words.isprintable():
        return words
    return "".join(_HIDDEN if _is_unfit(sign) and sign != "\n" else sign for sign in words)


def shown(value: object) -> str:
    """Return the beginning of what was found, in one line."""
    words = visible(str(value)[: _MOST_SHOWN + 1]).replace("\n", " ")
    return words if len(words) <= _MOST_SHOWN else f"{words[: _MOST_SHOWN - 1]}…"
