"""Limits that are looked at while a file is read, so that a few bytes never ask for much time."""

from __future__ import annotations

from analysis.language import BadInput, Fault
from analysis.sheets.cells import Cell

# No table of figures has the very same row, with something in it, more often one below the other.
MAX_REPEATED_ROWS = 10_000


class RepeatedRows:
    """Counts how often the same row stands one below the other."""

    def __init__(self, file: str, sheet: str | None = None) -> None:
        self._file, self._sheet = file, sheet
        self._cells: list[Cell] = []
        self._first = self._count = 0

    def see(self, number: int, cells: list[Cell], times: int = 1) -> None:
        """Take in a row; raise ``BadInput`` when it has stood there too often."""
        if cells != self._cells:
            self._cells, self._first, self._count = cells, number, 0
        self._count += times
        if self._count > MAX_REPEATED_ROWS:
            values = {"found": self._count, "most": MAX_REPEATED_ROWS}
            fault = Fault("intake.repeated_row", self._file, self._first, None, values, self._sheet)
            raise BadInput([fault])
