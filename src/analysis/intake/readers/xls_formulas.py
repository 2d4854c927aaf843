"""Where an .xls workbook has formulas whose result was never computed.

xlrd passes over this: the records of the file are walked once more, and only what the records of
formulas say of their results is looked at.
"""

from __future__ import annotations

import io
import struct
from collections import defaultdict
from collections.abc import Iterator

_BOF, _EOF, _SHEET, _FORMULA, _UNCALCED = 0x0809, 0x000A, 0x0085, 0x0006, 0x005E
_WORKSHEET = 0
_RESULT = struct.Struct("<HHHdH")
# The flag that asks for computation when the file is opened.
_ON_LOAD = 0x2
_SPECIAL, _EMPTY_TEXT = b"\xff\xff", 3
# A formula that gives empty text has it in itself: "".
_EMPTY_LITERAL = b"\x17\x00"
_PARTS = ("Workbook", "Book")


def find_uncomputed(raw: bytes) -> dict[int, frozenset[tuple[int, int]]]:
    """Return rows and columns, counted from 0, of formulas never computed, by the sheet's number.

    A program that writes a formula without computing it leaves a nought, or empty text, in the
    place of the result, and asks that it be computed when the file is opened. Some that do compute
    ask for it too: then another result than nought stands somewhere.
    """
    import xlrd

    stream = b""
    container = xlrd.compdoc.CompDoc(raw, logfile=io.StringIO())
    for name in _PARTS:
        memory, base, length = container.locate_named_stream(name)
        if memory:
            stream = memory[base : base + length]
            break
    starts = [struct.unpack_from("<I", content)[0]
              for kind, place, content in _records(stream)
              if kind == _SHEET and content[5:6] == bytes([_WORKSHEET])]  # fmt: skip
    numbers = {start: number for number, start in enumerate(starts)}
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    # Noughts in sheets that ask, and in formulas that ask.
    noughts: dict[int, set[tuple[int, int]]] = defaultdict(set)
    on_load: dict[int, set[tuple[int, int]]] = defaultdict(set)
    asked: set[int] = set()
    computes = False
    current = None
    for kind, place, content in _records(stream):
        if kind == _BOF:
            current = numbers.get(place, current)
        elif current is not None and kind == _UNCALCED:
            asked.add(current)
        elif current is not None and kind == _FORMULA and len(content) >= _RESULT.size:
            row, column, _, result, flags = _RESULT.unpack_from(content)
            if _is_empty_text(content):
                found[current].add((row, column))
            elif result != 0 or content[12:14] == _SPECIAL:
                computes = True
            else:
                (on_load if flags & _ON_LOAD else noughts)[current].add((row, column))
    for number in asked:
        found[number] |= noughts[number] | on_load[number]
    if not computes:
        for number, cells in on_load.items():
            found[number] |= cells
    return {number: frozenset(cells) for number, cells in found.items()}


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
