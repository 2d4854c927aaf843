"""The records of an .xls workbook: what xlrd is given of them, and what it is not.

xlrd keeps a cell for each place that a hyperlink spans, makes rows up to the last one for each
cell far below, and has no limits. Here the records are counted before it sees them, and what no
table of figures needs is left out: drawings, links, names, empty cells with a format.
"""

from __future__ import annotations

import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.language import BadInput, Fault
from analysis.sheets.cells import MOST_FORMATS
from analysis.sheets.limits import MAX_CELLS, Allowance
from analysis.sheets.xls_formulas import Formulas

_BOF, _EOF, _CONTINUE, _BOUND_SHEET = 0x0809, 0x000A, 0x003C, 0x0085
_GLOBALS, _WORKSHEET, _BIFF8 = 5, 0, 0x0600
_TEXTS, _FONT, _STYLE, _FORMAT = 0x00FC, 0x0031, 0x00E0, 0x041E
_DAY_MODE, _CODE_PAGE, _PASSWORD = 0x0022, 0x0042, 0x002F
_BOOK, _TABLE_OF_SHEETS = 0x01AE, 0x0017
_OF_BOOK = frozenset({_BOUND_SHEET, _TEXTS, _FONT, _STYLE, _FORMAT, _DAY_MODE, _CODE_PAGE,
                      _PASSWORD})  # fmt: skip
_ROW, _COLUMNS, _VIEW, _MERGED = 0x0208, 0x007D, 0x023E, 0x00E5
_NUMBER, _SHORT_NUMBER, _SHORT_NUMBERS = 0x0203, 0x027E, 0x00BD
_TEXT, _LABEL, _RICH_LABEL, _TRUTH = 0x00FD, 0x0204, 0x00D6, 0x0205
_FORMULA, _RESULT_TEXT, _UNCALCED, _SHARED, _ARRAY = 0x0006, 0x0207, 0x005E, 0x04BC, 0x0221
_CELLS = frozenset({_NUMBER, _SHORT_NUMBER, _SHORT_NUMBERS, _TEXT, _LABEL, _RICH_LABEL, _TRUTH,
                    _FORMULA})  # fmt: skip
_OF_SHEET = _CELLS | {_ROW, _COLUMNS, _VIEW, _MERGED, _RESULT_TEXT}
# How many records of a kind there may be: what a workbook of Excel holds at most, and more. A
# column's width is set column by column.
_MOST = {_FONT: 8_000, _STYLE: 8_000, _FORMAT: MOST_FORMATS, _COLUMNS: 20_000}
# How many bytes of texts: four bytes of them become a hundred where they dress a piece of text.
_MOST_TEXT = {_TEXTS: 10 * 1024 * 1024, _RICH_LABEL: 2 * 1024 * 1024}
# Rows are made up to the last one with a cell, over all sheets.
_MOST_ROWS = 4_000_000


@dataclass
class Workbook:
    """The stream that xlrd is given, and the formulas of its worksheets."""

    stream: bytes
    formulas: Formulas


def reduce_workbook(stream: bytes, allowance: Allowance) -> Workbook:
    """Return the workbook without what is not read.

    Raises ``BadInput`` for one that asks for too much, ``ValueError`` or ``struct.error`` for one
    that is broken.
    """
    return _Reducer(stream, allowance).reduce()


@dataclass
class _Places:
    """How many cells xlrd makes of a sheet: it fills rows up to the widest so far."""

    lengths: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    width: int = 0

    def add(self, row: int, first: int, last: int) -> None:
        self.width = max(self.width, last + 1)
        length = self.lengths[row]
        self.lengths[row] = max(length, last + 1 if first <= length else self.width)


class _Reducer:
    """Copies the records that are read, and counts them."""

    def __init__(self, stream: bytes, allowance: Allowance) -> None:
        self._stream, self._allowance = stream, allowance
        self._kept = bytearray()
        self._counts: Counter[int] = Counter()
        self._bytes: Counter[int] = Counter()
        self._left = len(stream)
        self._cells = self._rows = 0
        self._formulas = Formulas()

    def reduce(self) -> Workbook:
        sheets = self._copy_globals()
        seen: set[int] = set()
        for number, (start, place) in enumerate(sheets):
            if start in seen:
                values = {"found": number + 1}
                raise BadInput(
                    [Fault("intake.repeated_sheet", self._allowance.file, values=values)]
                )
            seen.add(start)
            struct.pack_into("<I", self._kept, place, len(self._kept))
            self._formulas.begin(number)
            self._copy_sheet(start)
            self._formulas.end()
        return Workbook(bytes(self._kept), self._formulas)

    def _copy_globals(self) -> list[tuple[int, int]]:
        """Copy what the sheets share; return where each begins, and where that is said anew."""
        sheets: list[tuple[int, int]] = []
        before, is_new = 0, False
        for kind, content in self._records(0):
            if not before:
                version, what = struct.unpack_from("<HH", content)
                if kind != _BOF or what != _GLOBALS:
                    raise ValueError(what)
                is_new = version == _BIFF8
                self._keep(kind, content)
            elif kind == _EOF:
                self._keep(kind, content)
                return sheets
            elif kind == _BOOK and is_new:
                self._formulas.links.add_book(content)
            elif kind == _TABLE_OF_SHEETS and is_new:
                self._formulas.links.add_sheets(content)
            elif kind == _BOUND_SHEET:
                if content[5] == _WORKSHEET:
                    self._allowance.spend_sheet()
                    sheets.append((struct.unpack_from("<I", content)[0], len(self._kept) + 4))
                    self._keep(kind, content)
            elif kind in _OF_BOOK or (kind == _CONTINUE and before == _TEXTS):
                self._check_texts(kind, content)
                self._keep(kind, content, before)
            before = before if kind == _CONTINUE else kind
        raise ValueError(before)

    def _check_texts(self, kind: int, content: bytes) -> None:
        if kind == _TEXTS and struct.unpack_from("<I", content, 4)[0] > MAX_CELLS:
            raise self._allowance.refusal("too_many_cells", MAX_CELLS)

    def _copy_sheet(self, start: int) -> None:
        places, depth, before = _Places(), 0, 0
        for kind, content in self._records(start):
            depth += kind == _BOF
            if depth == 0:
                raise ValueError(kind)
            if depth == 1 and (kind in (_BOF, _EOF) or kind in _OF_SHEET
                               or (kind == _CONTINUE and before == _RESULT_TEXT)):  # fmt: skip
                self._keep(kind, content, before)
                self._see(kind, content, places)
            elif depth == 1:
                self._see_formula(kind, content)
            depth -= kind == _EOF
            before = before if kind == _CONTINUE else kind
            if depth == 0:
                break
        else:
            raise ValueError(before)
        self._cells += sum(places.lengths.values())
        self._rows += max(places.lengths, default=-1) + 1
        if self._cells > MAX_CELLS:
            raise self._allowance.refusal("too_many_cells", MAX_CELLS)
        if self._rows > _MOST_ROWS:
            raise self._allowance.refusal("too_many_rows", _MOST_ROWS)

    def _see(self, kind: int, content: bytes, places: _Places) -> None:
        """Count what stands in a record of a sheet."""
        if kind in _CELLS:
            row, first = struct.unpack_from("<HH", content)
            last = struct.unpack("<H", content[-2:])[0] if kind == _SHORT_NUMBERS else first
            if last - first >= len(content) // 6:
                raise ValueError(last)
            places.add(row, first, last)
            if kind == _FORMULA:
                self._formulas.add(content)
        elif kind == _MERGED:
            self._allowance.spend_cells(struct.unpack_from("<H", content)[0])

    def _see_formula(self, kind: int, content: bytes) -> None:
        """Look at what is left out and tells of formulas."""
        if kind == _UNCALCED:
            self._formulas.ask()
        elif kind == _SHARED:
            self._formulas.add_shared(content, 8)
        elif kind == _ARRAY:
            self._formulas.add_shared(content, 12)

    def _keep(self, kind: int, content: bytes, before: int = 0) -> None:
        self._kept += struct.pack("<HH", kind, len(content)) + content
        self._counts[kind] += 1
        if self._counts[kind] > _MOST.get(kind, self._counts[kind]):
            raise ValueError(kind)
        of_text = before if kind == _CONTINUE else kind
        self._bytes[of_text] += len(content)
        if self._bytes[of_text] > _MOST_TEXT.get(of_text, self._bytes[of_text]):
            raise self._allowance.refusal("too_much_text", _MOST_TEXT[of_text])

    def _records(self, place: int) -> Iterator[tuple[int, bytes]]:
        """Yield kind and content of each record. No byte is read for more than one sheet."""
        while place + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, place)
            self._left -= 4 + length
            if self._left < 0:
                raise ValueError(place)
            yield kind, self._stream[place + 4 : place + 4 + length]
            place += 4 + length
