"""Where the ledgers are kept: CSV files in ``data/``, or PostgreSQL for a ministry.

Every store keeps the same statements as the same text, so a ledger can move from one to the other
and back without losing a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from analysis.language import BadInput, Fault, is_slug
from analysis.ledger.lengths import too_long_cells
from analysis.ledger.statements import LEDGER_COLUMNS, Row, last_received
from analysis.tables import Record

SOURCE_COLUMNS = (
    "source",
    "publisher_vi",
    "publisher_en",
    "title_vi",
    "title_en",
    "year_published",
    "licence",
    "table",
    "note",
)
# Rows in the order they were added, and what is wrong with others.
Read = tuple[list[Record], list[Fault]]


@dataclass(frozen=True)
class Glance:
    """A ledger read beside others, quickly: nothing of it is checked, its rows have no numbers.

    ``table`` has the columns of the ledger as text, of what could be read; ``last`` is the moment
    of the newest statement, empty without any.
    """

    table: pd.DataFrame
    last: str

    @classmethod
    def of(cls, rows: Sequence[Row], about: frozenset[str] | None = None) -> Glance:
        """Return the rows, of some indicators alone where ``about`` names these."""
        kept = [row for row in rows if about is None or row["indicator_id"] in about]
        columns = {name: [row[name] for row in kept] for name in LEDGER_COLUMNS}
        return cls(pd.DataFrame(columns, dtype="str"), last_received(rows))

    @property
    def rows(self) -> list[Row]:
        """The statements, one by one."""
        columns = [self.table[name].tolist() for name in LEDGER_COLUMNS]
        return [
            dict(zip(LEDGER_COLUMNS, cells, strict=True)) for cells in zip(*columns, strict=True)
        ]


@dataclass(frozen=True)
class Contents:
    """What a store held at one moment: ledgers by unit, and the sources.

    ``others`` are ledgers that were only glanced at.
    """

    ledgers: dict[str, Read]
    sources: Read
    others: dict[str, Glance] = field(default_factory=dict, compare=False)


def checked_id(unit_id: str) -> str:
    """Return a unit's id if it can be the name of a ledger: it never leads anywhere else."""
    if not is_slug(unit_id):
        raise BadInput([Fault("ledger.bad_unit", values={"found": unit_id[:80]})])
    return unit_id


def find_unkept(there: Read, before: Read, added: Sequence[Row], label: Path) -> Iterator[Fault]:
    """Yield what a store would not give back of the rows ``added`` as they were meant.

    ``there`` is what it gives with them, ``before`` without.
    """
    yield from there[1]
    kept = [record.cells for record in there[0][: len(before[0])]]
    if kept != [record.cells for record in before[0]] or len(there[0]) != len(kept) + len(added):
        yield Fault("ledger.not_kept_whole", label.as_posix())
        return
    for record, row in zip(there[0][len(kept) :], added, strict=True):
        for column, cell in record.cells.items():
            if cell != row[column]:
                values = {"found": repr(cell)[:80], "meant": repr(row[column])[:80]}
                yield Fault("ledger.not_kept", label.as_posix(), record.row, column, values)
        for column, fields in too_long_cells(record.cells):
            place = (label.as_posix(), record.row, column)
            yield Fault("observations.cell_too_long", *place, fields)


class Writer(Protocol):
    """What holds a store for one writer."""

    def append(self, statements: Mapping[str, Sequence[Row]], sources: Sequence[Row]) -> None:
        """Add statements, by unit, and sources: all of them or none, and for good.

        ``statements`` are numbered to follow on the unit's ledger as it was read under this
        writer, which appends once. Raises ``OSError`` or ``BadInput`` with the store as it was
        before, and ``ValueError`` for statements that do not follow.
        """


class Store(Protocol):
    """A place that keeps ledgers and the sources that they name."""

    def label(self, unit_id: str) -> Path:
        """Return how messages name a unit's ledger: where a person finds it."""

    @property
    def sources_label(self) -> Path:
        """How messages name the table of sources."""

    def unit_ids(self) -> list[str]:
        """Return the units that have a ledger, sorted."""

    def read(self, unit_id: str) -> Read:
        """Return a unit's statements in the order received, and what is wrong with other rows.

        A unit without a ledger has none. Of a ledger that can be read up to a row only, there is
        what stands before it, and why.
        """

    def read_sources(self) -> Read:
        """Return the sources (``SOURCE_COLUMNS``) in the order they were added."""

    def read_together(
        self,
        unit_ids: Iterable[str] | None = None,
        others: Iterable[str] = (),
        about: frozenset[str] | None = None,
    ) -> Contents:
        """Return the ledgers of some units, or of all, and the sources, as of one moment.

        Those of ``others`` are glanced at, of the indicators ``about`` where these are given.
        What is wrong with one ledger is told of it and never keeps another from being read.
        """

    def writing(self) -> AbstractContextManager[Writer]:
        """Hold the store for one writer; others wait, and are refused after a while."""
