"""Where an .xls workbook has formulas whose result was never computed.

xlrd passes over this: the records of the file are walked once more, and only what the records of
formulas say of their results is looked at.
"""

from __future__ import annotations

import io
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOF, _EOF, _SHEET, _FORMULA, _UNCALCED = 0x0809, 0x000A, 0x0085, 0x0006, 0x005E
_WORKSHEET = 0
_RESULT = struct.Struct("<HHHdH")
# The flag that asks for computation when the file is opened.
_ON_LOAD = 0x2
_SPECIAL, _EMPTY_TEXT = b"\xff\xff", 3
# A formula that gives empty text has it in itself: "".
_EMPTY_LITERAL = b"\x17\x00"
_PARTS = ("Workbook", "Book")
_Places = dict[int, set[tuple[int, int]]]


def find_uncomputed(raw: bytes) -> dict[int, frozenset[tuple[int, int]]]:
    """Return rows and columns, counted from 0, of formulas never computed, by the sheet's number.

    A program that writes a formula without computing it leaves a nought, or empty text, in the
    place of the result, and asks that it be computed when the file is opened. Some that do compute
    ask for it too: then another result than nought stands somewhere.
    """
    stream = _workbook_stream(raw)
    starts = [
        struct.unpack_from("<I", content)[0]
        for kind, _, content in _records(stream)
        if kind == _SHEET and content[5:6] == bytes([_WORKSHEET])
    ]
    results = _Results()
    number: int | None = None
    for kind, place, content in _records(stream):
        if kind == _BOF and place in starts:
            number = starts.index(place)
        elif number is not None and kind == _UNCALCED:
            results.asked.add(number)
        elif number is not None and kind == _FORMULA and len(content) >= _RESULT.size:
            results.add(number, content)
    return results.uncomputed()


@dataclass
class _Results:
    """What the formulas of a workbook gave, by the number of the sheet."""

    empty: _Places = field(default_factory=lambda: defaultdict(set))
    # Noughts, and those of them whose formula asks to be computed.
    noughts: _Places = field(default_factory=lambda: defaultdict(set))
    on_load: _Places = field(default_factory=lambda: defaultdict(set))
    asked: set[int] = field(default_factory=set)
    computes: bool = False

    def add(self, sheet: int, content: bytes) -> None:
        row, column, _, result, flags = _RESULT.unpack_from(content)
        if _is_empty_text(content):
            self.empty[sheet].add((row, column))
        elif result != 0 or content[12:14] == _SPECIAL:
            self.computes = True
        else:
            self.noughts[sheet].add((row, column))
            if flags & _ON_LOAD:
                self.on_load[sheet].add((row, column))

    def uncomputed(self) -> dict[int, frozenset[tuple[int, int]]]:
        found: _Places = defaultdict(set, self.empty)
        for sheet in self.asked:
            found[sheet] |= self.noughts[sheet]
        if not self.computes:
            for sheet, cells in self.on_load.items():
                found[sheet] |= cells
        return {sheet: frozenset(cells) for sheet, cells in found.items()}


def _workbook_stream(raw: bytes) -> bytes:
    """Return the part of the container that holds the workbook."""
    import xlrd

    container = xlrd.compdoc.CompDoc(raw, logfile=io.StringIO())
    for name in _PARTS:
        memory, base, length = container.locate_named_stream(name)
        if memory:
            return bytes(memory[base : base + length])
    return b""


def _is_empty_text(content: bytes) -> bool:
    """Tell whether the result is empty text though the formula names none."""
    return (
        content[12:14] == _SPECIAL
        and content[6] == _EMPTY_TEXT
        and _EMPTY_LITERAL not in content[22:]
    )


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the kind, the place and the content of each record."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, place, stream[place + 4 : place + 4 + length]
        place += 4 + length
