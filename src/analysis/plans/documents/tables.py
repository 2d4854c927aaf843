"""Tables of targets: a row says what is measured, a column by when.

The years stand in the header ("Năm 2025 | Năm 2030"); columns of what was reached before, of
units and of numbers hold no targets. A table without years in its header is read as prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.papers import LINE_IN_A_CELL, Mapped, joined
from analysis.plans.documents.clauses import Clause
from analysis.plans.documents.words import plain, words

_YEAR = re.compile(r"(?<!\d)(20[1-6]\d)(?!\d)")
_SERIAL = re.compile(r"(?:[IVXLCivxlc]{1,6}|\d+(?:\.\d+)*|[A-Ha-h])\s*[.)]?")
_BULLET = re.compile(r"\s*[-–+•]")
_MOST_HEADER_ROWS = 3


@dataclass(frozen=True)
class Cell:
    """A cell that sets a value: its text, and the year of its column (None for none)."""

    text: Mapped
    year: int


@dataclass(frozen=True)
class Row:
    """A row of a table: its clause, what is measured, its unit, and the cells with values."""

    clause: Clause
    subject: str
    context: tuple[str, ...]
    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Columns:
    years: dict[int, int]
    unit: int | None
    subjects: tuple[int, ...]


def rows_of(clauses: Sequence[Clause]) -> Iterator[Row | Clause]:
    """Yield the rows of one table; where its header has no years, each row as running text."""
    grid = [_cells(clause.text) for clause in clauses]
    depth, columns = _columns(grid)
    if columns is None:
        for clause, cells in zip(clauses, grid, strict=True):
            yield _as_prose(clause, cells)
        return
    above, serial = "", ""
    for clause, cells in zip(clauses[depth:], grid[depth:], strict=True):
        if len(cells) == 1:
            above = ""
            continue
        own = _serial(cells)
        for row in _lines(clause, cells, columns):
            below = (
                not own or own.startswith(f"{serial.rstrip('.')}.") or _BULLET.match(row.subject)
            )
            if not any(cell.text.text.strip() for cell in row.cells):
                above, serial = (f"{above} {row.subject}" if above and below else row.subject), own
                continue
            if above and below:
                yield Row(clause, row.subject, (above, *row.context), row.unit, row.cells)
            else:
                above = ""
                yield row


def _serial(cells: Sequence[Mapped]) -> str:
    """Return the number that a row begins with, "" for none."""
    first = cells[0].text.strip() if cells else ""
    return first if _SERIAL.fullmatch(first) else ""


def _cells(row: Mapped) -> list[Mapped]:
    bars = [match.start() for match in re.finditer(r"\|", row.text)]
    if not row.text.startswith("|"):
        bars = [-1, *bars]
    ends = bars[1:] if row.text.rstrip().endswith("|") else [*bars[1:], len(row.text)]
    return [row[start + 1 : end].strip() for start, end in zip(bars, ends, strict=False)]


def _columns(grid: Sequence[Sequence[Mapped]]) -> tuple[int, _Columns | None]:
    """Return how many rows the header has, and what its columns are; None for no years."""
    width = max(map(len, grid))
    for depth in range(1, min(_MOST_HEADER_ROWS, len(grid) - 1) + 1):
        names = [
            " ".join(row[place].text for row in grid[:depth] if len(row) > place and len(row) > 1)
            for place in range(width)
        ]
        years = {place: year for place, name in enumerate(names) if (year := _year(name))}
        if years:
            unit = next((p for p, name in enumerate(names) if _is(name, "unit_column")), None)
            left = tuple(
                place
                for place in range(min(years))
                if place != unit and not _is(names[place], "number_column")
                and not words("not_a_target_column").pattern.search(plain(names[place]))
            )  # fmt: skip
            return depth, _Columns(years, unit, left)
    return 0, None


def _year(name: str) -> int | None:
    if words("not_a_target_column").pattern.search(plain(name)):
        return None
    years = [int(year) for year in _YEAR.findall(name)]
    return years[-1] if years and len(name) <= 80 else None


def _is(name: str, kind: str) -> bool:
    return words(kind).pattern.match(plain(name).strip()) is not None


def _lines(clause: Clause, cells: Sequence[Mapped], columns: _Columns) -> Iterator[Row]:
    """Yield a row, or its parts where the lines inside its cells are rows of their own."""
    held = [place for place in columns.subjects if place < len(cells)]
    subject = joined([*(cells[place] for place in held[-1:])])
    parts = _parted(subject)
    values = {place: _parted(cells[place]) for place in columns.years if place < len(cells)}
    deep = max((len(lines) for lines in values.values()), default=0)
    unit = (
        cells[columns.unit].text if columns.unit is not None and columns.unit < len(cells) else ""
    )
    if deep > 1 and len(parts) >= deep:
        head = " ".join(part.text for part in parts[: len(parts) - deep])
        for line in range(deep):
            found = tuple(
                Cell(lines[line - deep], columns.years[place])
                for place, lines in values.items()
                if len(lines) == deep
            )
            own = parts[len(parts) - deep + line].text
            yield Row(clause, own, (head,) if head else (), unit, found)
        return
    breaks = re.compile(re.escape(LINE_IN_A_CELL))
    found = tuple(
        Cell(cells[place].replaced(breaks, " "), columns.years[place]) for place in values
    )
    text = subject.text.replace(LINE_IN_A_CELL, " ")
    yield Row(clause, text, (), unit, found)


def _parted(cell: Mapped) -> list[Mapped]:
    start, parts = 0, []
    for match in re.finditer(re.escape(LINE_IN_A_CELL), cell.text):
        parts.append(cell[start : match.start()].strip())
        start = match.end()
    parts.append(cell[start:].strip())
    return [part for part in parts if part.text]


def _as_prose(clause: Clause, cells: Sequence[Mapped]) -> Clause:
    kept = [cell for cell in cells if cell.text and not _SERIAL.fullmatch(cell.text)]
    pieces = [piece for cell in kept for piece in (cell, Mapped(" ", (cell.at[-1],)))]
    breaks = re.compile(re.escape(LINE_IN_A_CELL))
    text = joined(pieces).replaced(breaks, "; ") if pieces else clause.text[:0]
    return Clause(clause.label, clause.section, text, clause.above, clause.number,
                  clause.heading, row=False, level=clause.level, last=clause.last)  # fmt: skip
