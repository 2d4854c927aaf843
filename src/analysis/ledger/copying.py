"""Moving a whole store: the same statements, numbers and moments in another place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.language import BadInput, Fault
from analysis.ledger.books import Books
from analysis.ledger.observations import find_store_faults
from analysis.ledger.statements import Row
from analysis.ledger.stores.store import Contents, Store
from analysis.programme import Programme
from analysis.tables import Record


@dataclass(frozen=True)
class Copied:
    """How much was added to the other store."""

    statements: int
    units: int
    sources: int


def copy_store(origin: Books, target: Store, programme: Programme) -> Copied:
    """Add to ``target`` what it lacks of ``origin``: all of it or nothing.

    A ledger of the target must be empty or the beginning of the origin's, so that a copy can be
    made again later. Raises ``BadInput`` for an origin with faults, with every statement or source
    where the two differ first.
    """
    given = origin.store.read_together()
    faults = find_store_faults(origin, given, programme)
    if faults:
        raise BadInput(faults)
    with target.writing() as writer:
        there = target.read_together()
        differences = [*_find_differences(target, given, there)]
        if differences:
            raise BadInput(differences)
        statements = _missing_statements(given, there)
        known = {record.cells["source"] for record in there.sources[0]}
        sources = [row for row in _cells(given.sources[0]) if row["source"] not in known]
        writer.append(statements, sources)
    count = sum(len(rows) for rows in statements.values())
    return Copied(count, len(statements), len(sources))


def _missing_statements(given: Contents, there: Contents) -> dict[str, list[Row]]:
    found = {
        unit_id: _cells(records[len(there.ledgers.get(unit_id, ([], []))[0]) :])
        for unit_id, (records, _) in given.ledgers.items()
    }
    return {unit_id: rows for unit_id, rows in found.items() if rows}


def _cells(records: Sequence[Record]) -> list[Row]:
    return [record.cells for record in records]


def _find_differences(target: Store, given: Contents, there: Contents) -> Iterator[Fault]:
    """Yield what is broken in the target, and where each of its ledgers goes another way."""
    yield from there.sources[1]
    for unit_id, (records, faults) in there.ledgers.items():
        yield from faults
        label, beginning = target.label(unit_id), given.ledgers.get(unit_id, ([], []))[0]
        yield from _first_difference(label, records, beginning)
    known = {record.cells["source"]: record.cells for record in given.sources[0]}
    for record in there.sources[0]:
        cells = known.get(record.cells["source"], record.cells)
        yield from _row_difference(target.sources_label, record, cells)


def _first_difference(
    label: Path, records: Sequence[Record], beginning: Sequence[Record]
) -> Iterator[Fault]:
    for record, expected in zip(records, beginning, strict=False):
        faults = list(_row_difference(label, record, expected.cells))
        if faults:
            yield faults[0]
            return
    if len(records) > len(beginning):
        record, values = records[len(beginning)], {"count": len(beginning)}
        yield Fault("ledger.copy_longer", label.as_posix(), record.row, None, values)


def _row_difference(label: Path, record: Record, expected: Row) -> Iterator[Fault]:
    for column, cell in record.cells.items():
        if cell != expected[column]:
            values = {"found": cell, "expected": expected[column]}
            yield Fault("ledger.copy_differs", label.as_posix(), record.row, column, values)
