"""Where the ledgers are kept: CSV files in ``data/``, or PostgreSQL for a ministry.

Every store keeps the same statements as the same text, so a ledger can move from one to the other
and back without losing a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from analysis.language import Fault
from analysis.ledger.statements import Row
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
class Contents:
    """What a store held at one moment: ledgers by unit, and the sources.

    ``sources_hash`` is the SHA-256 of the sources' file; empty where they are in none.
    """

    ledgers: dict[str, Read]
    sources: Read
    # No part of what was held: another store keeps the same without a file.
    sources_hash: str = field(default="", compare=False)


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

        A unit without a ledger has none. Raises ``BadInput`` when the ledger cannot be read.
        """

    def read_sources(self) -> Read:
        """Return the sources (``SOURCE_COLUMNS``) in the order they were added."""

    def read_together(self, unit_ids: Iterable[str] | None = None) -> Contents:
        """Return the ledgers of some units, or of all, and the sources, as of one moment."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Hold the store for one writer; others wait, and are refused after a while."""
