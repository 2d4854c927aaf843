"""Text of a cell as it is seen: signs that nobody sees cleaned away, or named where they matter.

What was damaged on its way (letters lost, another code page, an old font) becomes a cell that
cannot be used, so that whatever column is read refuses it with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.language import (
    INVISIBLE,
    LINE_BREAKS,
    TURNING,
    compose,
    find_damage,
    is_sound,
    name_sign,
)
from analysis.sheets.cells import Broken

# Nothing beyond these has to be looked at: signs of ASCII but the question mark, and no escape.
_SUSPECT = re.compile(r"[^\t\n\r\x20-\x3e\x40-\x7e]|_x")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A mark from right to left only moves what stands on both sides of it.
_TURNING_INSIDE = re.compile("(?<=\\S)\\s*[\u200f\u061c]\\s*(?=[^\\s\u200f\u061c\u202c\u2069])")
_BLANKS = re.compile("[\u2800\u00a0]")
# The Icelandic letter and the African one that look like Đ.
_LOOK_ALIKE = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


@lru_cache(maxsize=16_384)
def seen_text(words: str) -> str | Broken:
    """Return the text of a cell as it is seen, stripped, or why it cannot be used.

    Of a text that many cells have there is one.
    """
    if not _SUSPECT.search(words) or ("_x" not in words and is_sound(words)):
        return words.strip()
    return _look(words)


def _look(words: str) -> str | Broken:
    words = unescape(words)
    if damage := find_damage(words):
        other = name_sign(damage.meant) if damage.kind == "loose_mark" else damage.meant
        return Broken(damage.kind, _shown(words), other)
    if not words.isprintable():
        if sign := TURNING.search(words) or _TURNING_INSIDE.search(words.strip()):
            return Broken("turned_text", _shown(words), name_sign(sign[0].strip()))
        words = LINE_BREAKS.sub("\n", words)
    words = _BLANKS.sub(" ", INVISIBLE.sub("", words))
    words = compose(words.translate(_LOOK_ALIKE)).strip()
    if words.isprintable():
        return words
    for sign_found in words:
        if (
            unicodedata.category(sign_found) in ("Cc", "Co", "Cn", "Cs", "Cf")
            and sign_found not in "\t\n\r"
        ):
            return Broken("unknown_sign", _shown(words), name_sign(sign_found))
    return words


def unescape(words: str) -> str:
    """Return the text with what Excel writes for signs that XML cannot hold: ``_x000D_``."""
    if "_x" not in words:
        return words
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), words)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def raised(words: str) -> str:
    """Return text that stands above the line, its digits as the signs that do."""
    return words.translate(_RAISED)


def lowered(words: str) -> str:
    """Return text that stands below the line, its digits as the signs that do."""
    return words.translate(_LOWERED)


class Run(NamedTuple):
    """A piece of a cell's text in one dress. ``dressed`` tells that it does not take the cell's."""

    words: str
    struck: bool = False
    place: str = ""
    dressed: bool = True


def seen_runs(runs: Sequence[Run], *, struck: bool = False, place: str = "") -> str | Broken:
    """Return the text of pieces as it is seen; ``struck`` and ``place`` are the cell's own.

    ``place`` is ``super``, ``sub`` or empty. Struck-out text makes the cell one that cannot be
    used; digits above or below the line become the signs that stand there.
    """
    gone = kept = ""
    for run in runs:
        if run.struck if run.dressed else struck:
            gone += run.words
            continue
        where = run.place if run.dressed else place
        kept += (
            raised(run.words)
            if where == "super"
            else lowered(run.words)
            if where == "sub"
            else run.words
        )
    if not gone.strip():
        return seen_text(kept)
    whole = not kept.strip()
    return Broken("struck_cell" if whole else "struck_text", _shown(gone), _shown(kept))


def is_raised(sign: str) -> bool:
    """Tell whether a sign stands above or below the line, or in a circle: a mark, no digit."""
    return unicodedata.decomposition(sign).startswith(("<super>", "<sub>", "<circle>"))


def _shown(words: str) -> str:
    """Return the text without what would turn or break the line of a message."""
    return "".join(
        sign if sign.isprintable() or sign == " " else "\N{WHITE SQUARE}" for sign in words.strip()
    )
