"""How an OpenDocument spreadsheet dresses its cells: what is struck out, raised, not shown.

Styles stand in two parts and inherit from each other; number formats are elements of their own,
which become the codes that Excel writes, so that one reader judges both.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass, field
from typing import TypeAlias

from analysis.sheets.cells import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MOST_FORMATS,
    PLAIN_FORMAT,
    Format,
    read_format,
)

Attributes: TypeAlias = dict[str, str]
_LENGTH = re.compile(r"([\d.]+)\s*(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
# The width of a digit, in points.
_DIGIT = 5.25
_FORMATS = frozenset({
    "number:number-style", "number:percentage-style", "number:currency-style",
    "number:date-style", "number:time-style", "number:boolean-style", "number:text-style",
})  # fmt: skip
_DATE_PARTS = {
    "number:day": "d", "number:month": "m", "number:year": "yyyy", "number:day-of-week": "ddd",
    "number:quarter": "q", "number:week-of-year": "ww", "number:era": "e", "number:hours": "h",
    "number:minutes": "mm", "number:seconds": "s", "number:am-pm": "AM/PM",
}  # fmt: skip
# More of one number format, of parents of a style, or of styles, is written by no spreadsheet.
_MOST_PIECES, _MOST_MAPS, _LONGEST_WORDS = 100, 10, 250
_MOST_PARENTS, _MOST_STYLES = 100, 200_000
_CONDITION = re.compile(r"value\(\)(!=|<=|>=|<|>|=)(-?[\d.]+)")


@dataclass(slots=True)
class Style:
    """What one style says itself; empty text where it leaves a thing to its parent."""

    parent: str = ""
    number_format: str = ""
    struck: str = ""
    position: str = ""
    size: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of a cell or of a piece of its text."""

    struck: bool = False
    place: str = ""
    format: Format = PLAIN_FORMAT


_PLAIN = Look()


@dataclass
class _FormatPieces:
    """A number format as it is collected: its pieces, and the maps to its other sections."""

    percent: bool
    pieces: list[str] = field(default_factory=list)
    maps: list[tuple[str, str]] = field(default_factory=list)


class Styles:
    """The styles of a workbook, collected from the events of its parts."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], Style] = {}
        self._formats: dict[str, _FormatPieces] = {}
        self._style = Style()
        self._format: _FormatPieces | None = None
        self._words: list[str] | None = None
        self._looks: dict[tuple[str, str], Look] = {}
        self._codes: dict[str, str] = {}
        self._flat: dict[tuple[str, str], bool] = {}

    def start(self, name: str, attrs: Attributes) -> None:
        """Take in the start of an element of styles."""
        if name == "style:style":
            self._style = Style(attrs.get("style:parent-style-name", ""),
                                attrs.get("style:data-style-name", ""))  # fmt: skip
            key = attrs.get("style:family", ""), attrs.get("style:name", "")
            self._styles[key] = self._style
            _refuse_more(_MOST_STYLES, self._styles)
        elif name == "style:default-style":
            self._style = Style()
        elif name in _FORMATS:
            self._format = _FormatPieces(name == "number:percentage-style")
            self._formats[attrs.get("style:name", "")] = self._format
            _refuse_more(MOST_FORMATS, self._formats)
        elif self._format is not None:
            self._start_piece(name, attrs, self._format)
        elif name == "style:text-properties":
            line = (attrs.get("style:text-line-through-type", "")
                    or attrs.get("style:text-line-through-style", ""))  # fmt: skip
            self._style.struck = line or self._style.struck
            self._style.position = attrs.get("style:text-position", "") or self._style.position
        elif name == "style:table-row-properties":
            self._style.size = attrs.get("style:row-height", "")
        elif name == "style:table-column-properties":
            self._style.size = attrs.get("style:column-width", "")
        elif name == "style:table-properties":
            self._style.display = attrs.get("table:display", "")

    def end(self, name: str) -> None:
        """Take in the end of an element of styles."""
        if name == "style:style":
            self._style = Style()
        elif name in _FORMATS:
            self._format = None
        elif self._words is not None and self._format is not None:
            words = "".join(self._words)[:_LONGEST_WORDS]
            self._words = None
            if self._format.percent and "%" in words:
                before, _, behind = words.partition("%")
                self._format.pieces.append(f"{_quoted(before)}%{_quoted(behind)}")
            else:
                self._format.pieces.append(_quoted(words))

    def text(self, words: str) -> None:
        """Take in the text of a number format."""
        if self._words is not None and len(self._words) < _MOST_PIECES:
            self._words.append(words)

    def _start_piece(self, name: str, attrs: Attributes, whole: _FormatPieces) -> None:
        _refuse_more(_MOST_PIECES, whole.pieces)
        _refuse_more(_MOST_MAPS, whole.maps)
        if name in ("number:text", "number:currency-symbol"):
            self._words = []
        elif name == "number:number":
            whole.pieces.append(_digits(attrs))
        elif name == "number:scientific-number":
            whole.pieces.append("0.00E+00")
        elif name == "number:fraction":
            whole.pieces.append("# ?/?")
        elif name == "number:text-content":
            whole.pieces.append("@")
        elif name == "number:boolean":
            whole.pieces.append("General")
        elif name == "style:map":
            named = attrs.get("style:condition", ""), attrs.get("style:apply-style-name", "")
            whole.maps.append(named)
        elif name == "number:month" and attrs.get("number:style") == "long":
            whole.pieces.append("mm")
        elif name in _DATE_PARTS:
            whole.pieces.append(_DATE_PARTS[name])

    def look(self, family: str, name: str) -> Look:
        """Return how a cell, a paragraph or a piece of text of this style is seen."""
        key = family, name
        if key not in self._looks:
            if not name or (key not in self._styles and ("", name) not in self._styles):
                return _PLAIN
            line = self._inherited(family, name, "struck")
            position = self._inherited(family, name, "position")
            number_format = self._inherited(family, name, "number_format")
            known = number_format in self._formats
            form = read_format(self._code(number_format)) if known else PLAIN_FORMAT
            self._looks[key] = Look(line not in ("", "none"), _place(position), form)
        return self._looks[key]

    def is_hidden_sheet(self, name: str | None) -> bool:
        """Tell whether sheets of this style are not shown."""
        return self._inherited("table", name or "", "display") == "false"

    def is_flat(self, family: str, name: str | None) -> bool:
        """Tell whether rows or columns of this style have no size to be seen."""
        key = family, name or ""
        if key not in self._styles and ("", key[1]) not in self._styles:
            return False
        if key not in self._flat:
            size = self._inherited(*key, "size").strip()
            least = LEAST_HEIGHT if family == "table-row" else LEAST_WIDTH * _DIGIT
            found = _LENGTH.fullmatch(size)
            self._flat[key] = found is not None and float(found[1]) * _POINTS[found[2]] < least
        return self._flat[key]

    def _inherited(self, family: str, name: str, part: str) -> str:
        """Return what the style says of a thing, or the nearest of its parents."""
        seen: set[str] = set()
        while name not in seen:
            if len(seen) == _MOST_PARENTS:
                raise ValueError(name)
            seen.add(name)
            style = self._styles.get((family, name)) or self._styles.get(("", name))
            if style is None:
                return ""
            if said := getattr(style, part):
                return str(said)
            name = style.parent
        return ""

    def _code(self, name: str) -> str:
        if name not in self._codes:
            self._codes[name] = self._joined(self._formats[name])
        return self._codes[name]

    def _joined(self, whole: _FormatPieces) -> str:
        sections = [
            f"[{_condition(condition)}]{''.join(self._formats[other].pieces)}"
            for condition, other in whole.maps
            if other in self._formats
        ]
        return ";".join([*sections, "".join(whole.pieces)])


def _refuse_more(most: int, things: Sized) -> None:
    if len(things) > most:
        raise ValueError(most)


def _condition(words: str) -> str:
    found = _CONDITION.fullmatch(words.replace(" ", ""))
    return f"{found[1].replace('!=', '<>')}{found[2]}" if found else "<>0"


def _quoted(words: str) -> str:
    return "".join(f"\\{sign}" for sign in words)


def _digits(attrs: Attributes) -> str:
    """Return the code of a number: least digits, decimals, and by how much it is divided."""
    whole = "0" * min(int(attrs.get("number:min-integer-digits", "1")), 30) or "#"
    places = attrs.get("number:decimal-places", "")
    most = min(int(places or 0), 30)
    if not places and whole in ("0", "#"):
        # As many decimals as the number has.
        code = "General"
    else:
        always = min(int(attrs.get("number:min-decimal-places", places or "0")), most)
        decimals = "0" * always + "#" * (most - max(always, 0))
        code = f"{whole}.{decimals}" if decimals else whole
    factor = attrs.get("number:display-factor", "1")
    return code + "," * (round(len(f"{float(factor):.0f}") - 1) // 3)


def _place(position: str) -> str:
    """Return ``super`` or ``sub`` for a position like ``super 58%`` or ``-33% 58%``."""
    first = position.strip().partition(" ")[0]
    if first in ("super", "sub"):
        return first
    size = first.rstrip("%")
    if not re.fullmatch(r"-?\d+(\.\d+)?", size) or float(size) == 0:
        return ""
    return "sub" if float(size) < 0 else "super"
