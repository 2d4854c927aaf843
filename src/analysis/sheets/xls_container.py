"""The workbook in the container of an .xls file: a small file system of sectors (MS-CFB).

xlrd's own reader follows a circle of short sectors without end, and a directory whose branches
meet again as often as there are ways through it. Here each sector and each entry is visited once.
olefile guards against the same, and would be one more library for one stream.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = ("workbook", "book")
_STREAM = 2
_LAST = 0xFFFFFFFA
_HEADER_TABLE = struct.Struct("<109I")
_ENTRY = 128
_SECTOR_SHIFTS = range(7, 13)


@dataclass(frozen=True)
class _Entry:
    """One file, or folder, of the container."""

    name: str
    kind: int
    near: tuple[int, int]
    child: int
    start: int
    size: int


def workbook_stream(raw: bytes) -> bytes:
    """Return the part of the container that holds the workbook.

    Raises ``ValueError``, or ``struct.error``, for a container that is broken or holds none.
    """
    container = _Container(raw)
    found = {entry.name.lower(): entry for entry in container.files() if entry.kind == _STREAM}
    entry = next((found[name] for name in _NAMES if name in found), None)
    if entry is None:
        raise ValueError(_NAMES)
    return container.content(entry)


class _Container:
    """Sectors, the table that chains them, and the directory."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._shift, self._short_shift = struct.unpack_from("<HH", raw, 30)
        first_entry, _, self._least = struct.unpack_from("<III", raw, 48)
        self._short_table = struct.unpack_from("<I", raw, 60)[0]
        if self._shift not in _SECTOR_SHIFTS or self._short_shift >= self._shift:
            raise ValueError(self._shift)
        self._table = self._read_table()
        directory = self._chained(first_entry)
        self._entries = [
            _entry(directory[place : place + _ENTRY])
            for place in range(0, len(directory) - _ENTRY + 1, _ENTRY)
        ]

    def files(self) -> Iterator[_Entry]:
        """Yield what stands in the outermost folder."""
        waiting, seen = [self._entries[0].child], set()
        while waiting:
            number = waiting.pop()
            if number < len(self._entries) and number not in seen:
                seen.add(number)
                waiting += self._entries[number].near
                yield self._entries[number]

    def content(self, entry: _Entry) -> bytes:
        """Return what a file holds."""
        if entry.size >= self._least:
            content = self._chained(entry.start)
        else:
            content = self._short_content(entry)
        if len(content) < entry.size:
            raise ValueError(entry.size)
        return content[: entry.size]

    def _short_content(self, entry: _Entry) -> bytes:
        """Return what a small file holds: its sectors stand in a file of their own."""
        whole = self._chained(self._entries[0].start)
        table = _numbers(self._chained(self._short_table))
        size = 1 << self._short_shift
        places = (number * size for number in _chain(entry.start, table))
        return b"".join(whole[place : place + size] for place in places)

    def _read_table(self) -> array[int]:
        """Return the table that says of each sector which one follows."""
        sectors = list(_HEADER_TABLE.unpack_from(self._raw, 76))
        more, seen = struct.unpack_from("<I", self._raw, 68)[0], set()
        while more <= _LAST and more not in seen:
            seen.add(more)
            *numbers, more = _numbers(self._sector(more))
            sectors += numbers
        used = dict.fromkeys(number for number in sectors if number <= _LAST)
        return _numbers(b"".join(map(self._sector, used)))

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(start, self._table)))

    def _sector(self, number: int) -> bytes:
        place = (number + 1) << self._shift
        if place >= len(self._raw):
            raise ValueError(number)
        return self._raw[place : place + (1 << self._shift)]


def _chain(start: int, table: array[int]) -> Iterator[int]:
    """Yield the sectors of a chain; ``ValueError`` for one that has no end."""
    for _ in range(len(table)):
        if start > _LAST:
            return
        yield start
        start = table[start] if start < len(table) else start
    if start <= _LAST:
        raise ValueError(start)


def _numbers(content: bytes) -> array[int]:
    numbers = array("I", content[: len(content) // 4 * 4])
    if struct.pack("=I", 1) != struct.pack("<I", 1):
        numbers.byteswap()
    return numbers


def _entry(content: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", content, 64)
    left, right, child = struct.unpack_from("<III", content, 68)
    start, size = struct.unpack_from("<II", content, 116)
    name = content[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
    return _Entry(name, kind, (left, right), child, start, size)
