"""Moving a whole store: the same statements, numbers and moments in another place.

A ledger that cannot be read, on either side, is left as it is, and keeps none of the others back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.language import BadInput, Fault
from analysis.ledger.books import Books
from analysis.ledger.observations import find_faults_by_unit
from analysis.ledger.statements import Row
from analysis.ledger.stores.store import Contents, Store
from analysis.programme import Programme
from analysis.tables import Record


@dataclass(frozen=True)
class Copied:
    """How much was added to the other store.

    ``left`` is what is wrong with the ledgers that were not moved, by unit.
    """

    statements: int
    units: int
    sources: int
    left: dict[str, list[Fault]]


def copy_store(origin: Books, target: Store, programme: Programme) -> Copied:
    """Add to ``target`` what it lacks of the sound ledgers of ``origin``: all of it or nothing.

    A ledger of the target must be empty or the beginning of the origin's, so that a copy can be
    made again later. Raises ``BadInput`` for sources with faults, and with every statement or
    source where the two stores differ first: they may not be of one project.
    """
    given = origin.store.read_together()
    left = find_faults_by_unit(origin, given, programme)
    with target.writing() as writer:
        there = target.read_together()
        for unit_id, (_, faults) in there.ledgers.items():
            left[unit_id] = [*left.get(unit_id, []), *faults]
        left = {unit_id: faults for unit_id, faults in left.items() if faults}
        given, there = _without(given, left), _without(there, left)
        differences = [*_find_differences(target, given, there)]
        if differences:
            raise BadInput(differences)
        statements = _missing_statements(given, there)
        known = {record.cells["source"] for record in there.sources[0]}
        sources = [row for row in _cells(given.sources[0]) if row["source"] not in known]
        writer.append(statements, sources)
    count = sum(len(rows) for rows in statements.values())
    return Copied(count, len(statements), len(sources), left)


def _without(contents: Contents, unit_ids: Collection[str]) -> Contents:
    kept = {name: read for name, read in contents.ledgers.items() if name not in unit_ids}
    return replace(contents, ledgers=kept)


def _missing_statements(given: Contents, there: Contents) -> dict[str, list[Row]]:
    found = {
        unit_id: _cells(records[len(there.ledgers.get(unit_id, ([], []))[0]) :])
        for unit_id, (records, _) in given.ledgers.items()
    }
    return {unit_id: rows for unit_id, rows in found.items() if rows}


def _cells(records: Sequence[Record]) -> list[Row]:
    return [record.cells for record in records]


def _find_differences(target: Store, given: Contents, there: Contents) -> Iterator[Fault]:
    """Yield what is wrong with the target's sources, and where its ledgers go another way."""
    yield from there.sources[1]
    for unit_id, (records, _) in there.ledgers.items():
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
