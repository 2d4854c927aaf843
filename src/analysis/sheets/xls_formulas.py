"""What the formulas of an .xls workbook say of their results: never computed, or from elsewhere.

xlrd gives the value of a formula and not the formula, so that a result never computed, or taken
from another file, looks like any other cell. Here the records are looked at themselves.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from dataclasses import dataclass, field

from analysis.sheets.cells import Broken

_RESULT = struct.Struct("<HHHdH")
# The flag that asks for computation when the file is opened.
_ON_LOAD = 0x2
_SPECIAL, _EMPTY_TEXT = b"\xff\xff", 3
# A formula that gives empty text has it in itself: "".
_EMPTY_LITERAL = b"\x17\x00"
_OWN, _FUNCTIONS = b"\x01\x04", b"\x01\x3a"
# A formula that stands elsewhere, and once for many cells.
_ELSEWHERE = 0x01
# Names and cells of a workbook that the table of sheets names: NameX, Ref3d, Area3d.
_OUTWARD = {0x39: 7, 0x3A: 7, 0x3B: 11, 0x3C: 7, 0x3D: 11}
# How long the other pieces of a formula are.
_LENGTHS = {
    0x01: 5, 0x02: 5, **dict.fromkeys(range(0x03, 0x17), 1), 0x1C: 2, 0x1D: 2, 0x1E: 3, 0x1F: 9,
    0x20: 8, 0x21: 3, 0x22: 4, 0x23: 5, 0x24: 5, 0x25: 9, 0x26: 7, 0x27: 7, 0x28: 7, 0x29: 3,
    0x2A: 5, 0x2B: 9, 0x2C: 5, 0x2D: 9,
}  # fmt: skip
_TEXT, _ATTRIBUTE, _CHOOSE = 0x17, 0x19, 0x04
Place = tuple[int, int]


@dataclass
class Links:
    """Which entries of the workbook's table of sheets are of another file."""

    foreign: set[int] = field(default_factory=set)
    _foreign_books: list[bool] = field(default_factory=list)

    def add_book(self, content: bytes) -> None:
        """Take in a book: the own one, functions that were added, or another file."""
        self._foreign_books.append(content[2:4] not in (_OWN, _FUNCTIONS))

    def add_sheets(self, content: bytes) -> None:
        """Take in the table of sheets, which names the book of each."""
        books = (
            book for book, _, _ in struct.iter_unpack("<HHH", content[2 : 2 + _whole(content)])
        )
        for number, book in enumerate(books):
            if book < len(self._foreign_books) and self._foreign_books[book]:
                self.foreign.add(number)

    def lead_out(self, formula: bytes) -> bool:
        """Tell whether a formula takes something from another file."""
        place = 0
        while self.foreign and place < len(formula):
            piece = formula[place]
            # The same piece comes in three classes: as reference, value and array.
            kind = piece if piece < 0x40 else (piece & 0x1F) | 0x20
            if kind in _OUTWARD:
                if struct.unpack_from("<H", formula, place + 1)[0] in self.foreign:
                    return True
                place += _OUTWARD[kind]
            elif length := _length(formula, place, kind):
                place += length
            else:
                return False
        return False


def _whole(content: bytes) -> int:
    return (len(content) - 2) // 6 * 6


def _length(formula: bytes, place: int, kind: int) -> int:
    """Return how long a piece is, 0 for one that is not known."""
    if kind == _TEXT:
        letters, wide = struct.unpack_from("<BB", formula, place + 1)
        return int(3 + letters * (1 + (wide & 1)))
    if kind == _ATTRIBUTE:
        choices = struct.unpack_from("<H", formula, place + 2)[0] + 1
        return 4 + 2 * choices if formula[place + 1] & _CHOOSE else 4
    return _LENGTHS.get(kind, 0)


@dataclass
class Formulas:
    """The formulas of a workbook, sheet after sheet.

    A program that writes a formula without computing it leaves a nought, or empty text, in the
    place of the result, and asks that it be computed when the file is opened. Some that do compute
    ask for it too: then one that asks has another result than nought.
    """

    links: Links = field(default_factory=Links)
    _sheet: int = 0
    _cell: Place = (0, 0)
    _broken: dict[int, dict[Place, Broken]] = field(default_factory=lambda: defaultdict(dict))
    _noughts: dict[int, dict[Place, bool]] = field(default_factory=lambda: defaultdict(dict))
    _asked: set[int] = field(default_factory=set)
    _computes: bool = False
    # Formulas that stand for several cells: those that lead out, and the cells that point to one.
    _leading_out: set[Place] = field(default_factory=set)
    _pointing: dict[Place, Place] = field(default_factory=dict)

    def begin(self, sheet: int) -> None:
        """Begin a sheet, counted from 0."""
        self._sheet = sheet
        self._leading_out, self._pointing = set(), {}

    def ask(self) -> None:
        """Take in that the whole sheet is to be computed."""
        self._asked.add(self._sheet)

    def add(self, content: bytes) -> None:
        """Take in the record of a cell with a formula."""
        row, column, _, result, flags = _RESULT.unpack_from(content)
        self._cell = cell = row, column
        formula = _counted(content, 20)
        if formula[:1] == bytes([_ELSEWHERE]) and len(formula) >= 5 and self.links.foreign:
            self._pointing[cell] = struct.unpack_from("<HH", formula, 1)
        if self.links.lead_out(formula):
            self._broken[self._sheet][cell] = _LINKED
        elif _is_empty_text(content):
            self._broken[self._sheet][cell] = _UNCOMPUTED
        elif result == 0 and content[12:14] != _SPECIAL:
            self._noughts[self._sheet][cell] = bool(flags & _ON_LOAD)
        elif flags & _ON_LOAD:
            self._computes = True

    def add_shared(self, content: bytes, start: int) -> None:
        """Take in a formula that stands for several cells, the last one taken in the first."""
        if self.links.lead_out(_counted(content, start)):
            self._leading_out.add(self._cell)

    def end(self) -> None:
        """End a sheet."""
        for cell, first in self._pointing.items():
            if first in self._leading_out:
                self._broken[self._sheet][cell] = _LINKED

    def broken(self, sheet: int) -> dict[Place, Broken]:
        """Return the cells of a sheet, rows and columns from 0, that cannot be used, and why."""
        asked = sheet in self._asked
        noughts = {
            cell: _UNCOMPUTED
            for cell, on_load in self._noughts[sheet].items()
            if asked or (on_load and not self._computes)
        }
        return noughts | self._broken[sheet]


_UNCOMPUTED, _LINKED = Broken("formula_without_value", "=…"), Broken("external_link", "=…")


def _counted(content: bytes, start: int) -> bytes:
    """Return the pieces of a formula, whose length stands before them."""
    if len(content) < start + 2:
        return b""
    (length,) = struct.unpack_from("<H", content, start)
    return content[start + 2 : start + 2 + length]


def _is_empty_text(content: bytes) -> bool:
    """Tell whether the result is empty text though the formula names none."""
    return (
        content[12:14] == _SPECIAL
        and content[6] == _EMPTY_TEXT
        and _EMPTY_LITERAL not in content[22:]
    )
