"""Limits that are looked at while a file is read, so that a few bytes never ask for much time.

They count what a table of figures has, and not seconds: the same file is read, or refused, on
every machine. Together they keep a read file below some 300 MB of memory.
"""

from __future__ import annotations

from analysis.language import BadInput, Fault, Shown
from analysis.sheets.cells import Broken, Cell, Format, Number, Row

# No table of figures has the very same row, with something in it, more often one below the other.
MAX_REPEATED_ROWS = 10_000
# What 100,000 figures need with thirteen columns of them filled, over all sheets of a file: rows
# with something in them, cells with something in them, and places that are kept because something
# stands behind.
MAX_ROWS = 200_000
MAX_CELLS = 1_300_000
MAX_PLACES = 4_000_000
MAX_CHARACTERS = 40_000_000
# Pieces of number formats that are laid out, of all numbers that are shown by them.
MAX_PIECES = 3_000_000
MAX_SHEETS = 1_000
# Longer names are cut: the name of a sheet stands in every message about it.
LONGEST_NAME = 100


class Allowance:
    """What a file may still hold; every reader spends it row by row."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._rows, self._cells, self._places = MAX_ROWS, MAX_CELLS, MAX_PLACES
        self._characters, self._sheets = MAX_CHARACTERS, MAX_SHEETS
        self._pieces = MAX_PIECES

    def spend_rows(self, cells: list[Cell], times: int) -> None:
        """Take in a row that stands so many times; raise ``BadInput`` when that is too much."""
        lengths = list(map(_length, cells))
        self._places -= len(cells) * times
        if self._places < 0:
            raise self.refusal("too_many_cells", MAX_PLACES)
        self.spend_cells((len(cells) - lengths.count(0)) * times, sum(lengths) * times)
        self._rows -= times
        if self._rows < 0:
            raise self.refusal("too_many_rows", MAX_ROWS)

    def spend_cells(self, count: int, characters: int = 0) -> None:
        """Take in cells, or what is kept beside them: merged cells, hidden columns, texts."""
        self._cells -= count
        if self._cells < 0:
            raise self.refusal("too_many_cells", MAX_CELLS)
        self._characters -= characters
        if self._characters < 0:
            raise self.refusal("too_much_text", MAX_CHARACTERS)

    def spend_format(self, how: Format) -> None:
        """Take in a number that is shown by a format."""
        self._pieces -= how.weight
        if self._pieces < 0:
            raise self.refusal("long_formats", MAX_PIECES)

    def spend_sheet(self) -> None:
        """Take in one more sheet."""
        self._sheets -= 1
        if self._sheets < 0:
            raise self.refusal("too_many_sheets", MAX_SHEETS)

    def refusal(self, key: str, most: int) -> BadInput:
        """Return what to raise when a limit is passed."""
        return BadInput([Fault(f"intake.{key}", file=self.file, values={"most": Shown(most)})])


class Rows:
    """The rows of one sheet as they are read: those with something in them, within the limits."""

    def __init__(self, allowance: Allowance, sheet: str | None = None) -> None:
        self.kept: list[Row] = []
        self._allowance, self._sheet = allowance, sheet
        self._cells: list[Cell] = []
        self._first = self._count = 0

    def add(self, number: int, cells: list[Cell], times: int = 1, *, hidden: bool = False) -> None:
        """Keep a row that stands so many times from ``number`` on."""
        if cells != self._cells:
            self._cells, self._first, self._count = cells, number, 0
        self._count += times
        if self._count > MAX_REPEATED_ROWS:
            values = {"found": self._count, "most": MAX_REPEATED_ROWS}
            fault = Fault(
                "intake.repeated_row", self._allowance.file, self._first, None, values, self._sheet
            )
            raise BadInput([fault])
        self._allowance.spend_rows(cells, times)
        self.kept.extend(Row(row, cells, hidden) for row in range(number, number + times))


def _length(cell: Cell) -> int:
    """Return how many signs a cell has; only an empty one has none."""
    if isinstance(cell, str):
        return len(cell)
    if isinstance(cell, Number):
        return len(cell.text) + len(cell.shown)
    return len(cell.found) + len(cell.other) + 1 if isinstance(cell, Broken) else 1
