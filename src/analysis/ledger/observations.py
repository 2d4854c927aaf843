"""The observations: what the ledger states now, or stated at an earlier moment.

What was received is never edited here. A ledger with anything wrong in it is refused whole, with
every fault named (see ``analysis.ledger.rules``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.language import BadInput, Fault
from analysis.ledger.corrections import apply_corrections, load_corrections, standing_corrections
from analysis.ledger.rules import LedgerRules, find_ledger_faults
from analysis.ledger.statements import (
    LEDGER_COLUMNS,
    OBSERVATIONS,
    STATEMENTS,
    DataKind,
    current_statements,
    ledger_hash,
    rows_as_of,
    statements_as_of,
)
from analysis.ledger.stores.csv_files import CsvStore
from analysis.ledger.stores.postgres import SqlStore
from analysis.ledger.stores.store import SOURCE_COLUMNS, Contents, Read, Store
from analysis.programme import load_indicators, load_units
from analysis.tables import Record

ILLUSTRATIVE_FOLDER = Path("data", "illustrative")
STORE_SETTING = "MANGNON_STORE"
OBSERVATION_COLUMNS = tuple(OBSERVATIONS.columns)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_KEYS = ["unit_id", "indicator_id", "year", "source"]
_NUMBERS = ("value", "numerator", "denominator")
_COUNTERS = ("statement", "year", "supersedes")


@dataclass(frozen=True)
class Ledgers:
    """What a store held of some units at one moment, by unit.

    ``statements`` is everything that was ever stated (``STATEMENTS``), ``observations`` what still
    holds, corrected (``OBSERVATIONS``); ``hashes`` are the ledgers' SHA-256 by their labels.
    """

    statements: dict[str, pd.DataFrame]
    observations: dict[str, pd.DataFrame]
    sources: pd.DataFrame
    hashes: dict[str, str]


def open_store(root: Path, data: DataKind = "real") -> Store:
    """Return the store of the project at ``root``: its files, or what ``MANGNON_STORE`` names.

    Illustrative figures are always files. Raises ``BadInput`` for an address of another kind.
    """
    if data == "illustrative":
        return CsvStore(root, ILLUSTRATIVE_FOLDER)
    address = os.environ.get(STORE_SETTING)
    return open_address(address, root) if address else CsvStore(root)


def open_address(address: str, root: Path) -> Store:
    """Return the store that is called ``csv`` (the project's files) or by its database's address.

    Raises ``BadInput`` for an address of another kind.
    """
    if address == "csv":
        return CsvStore(root)

    return SqlStore(address)


def load_observations(
    unit_id: str, root: Path, *, data: DataKind = "real", as_of: str | None = None
) -> pd.DataFrame:
    """Return what one unit's ledger states, valid under ``OBSERVATIONS`` and sorted by its keys.

    ``as_of`` is a moment as ``ledger.read_as_of`` gives it: statements received later are left
    out, and what they superseded stands again. Raises ``BadInput`` as ``load_ledgers`` does.
    """
    return load_ledgers([unit_id], root, data=data, as_of=as_of).observations[unit_id]


def current_observations(statements: pd.DataFrame) -> pd.DataFrame:
    """Return what statements (``STATEMENTS``) still say, as ``OBSERVATIONS``."""
    current = current_statements(statements)[list(OBSERVATION_COLUMNS)]
    return OBSERVATIONS.validate(current.sort_values(_KEYS, ignore_index=True))


def load_statements(unit_id: str, root: Path, *, data: DataKind = "real") -> pd.DataFrame:
    """Return the whole ledger of one unit, valid under ``STATEMENTS``, in the order received.

    Raises ``BadInput`` as ``load_ledgers`` does, but for no correction.
    """
    store, contents = _read(root, [unit_id], data)
    return _sound_ledgers(store, contents, root, data)


def load_ledgers(
    unit_ids: Iterable[str], root: Path, *, data: DataKind = "real", as_of: str | None = None
) -> Ledgers:
    """Return the ledgers of several units as of a moment, or as they are.

    A unit without a real ledger has an empty one. Raises ``BadInput`` with every fault for ledgers
    that are broken, for an unknown unit, for a unit without illustrative figures, and for a
    correction that no longer meets its figure.
    """
    store, contents = _read(root, list(unit_ids), data)
    statements = statements_as_of(_sound_ledgers(store, contents, root, data), as_of)
    corrections = standing_corrections(load_corrections(root) if data == "real" else [], as_of)
    observations = _split(current_observations(statements), contents.ledgers)
    return Ledgers(
        statements=_split(statements, contents.ledgers),
        observations={
            unit_id: apply_corrections(unit_id, table, corrections)
            for unit_id, table in observations.items()
        },
        sources=_source_table(root, store, contents.sources),
        hashes={
            store.label(unit_id).as_posix(): _hash(records, as_of)
            for unit_id, (records, _) in contents.ledgers.items()
            if records
        },
    )


def load_sources(root: Path) -> pd.DataFrame:
    """Return the sources, one row per slug, every column text and empty where not known.

    A database's sources are followed by those that only the project's file has. Raises
    ``BadInput`` when the file is absent or broken, names a source twice, or has a source that is
    not a slug.
    """
    store = open_store(root)
    return _source_table(root, store, store.read_sources())


def find_store_faults(store: Store, contents: Contents, root: Path, data: DataKind) -> list[Fault]:
    """Return everything that is wrong with the sources and ledgers of ``contents``."""
    try:
        sources = frozenset(_source_table(root, store, contents.sources)["source"])
    except BadInput as error:
        return list(error.faults)
    unit_ids, indicators = frozenset(load_units(root)), load_indicators(root)
    found: list[Fault] = []
    for unit_id, (records, ragged) in contents.ledgers.items():
        label = store.label(unit_id)
        rules = LedgerRules(label, unit_id, data, unit_ids, sources, indicators)
        faults = [*ragged, *find_ledger_faults(records, rules)]
        found.extend(sorted(faults, key=lambda fault: fault.row or 0))
    return found


def _read(root: Path, unit_ids: list[str], data: DataKind) -> tuple[Store, Contents]:
    known = load_units(root)
    store = open_store(root, data)
    simulated = store.unit_ids() if data == "illustrative" else []
    for unit_id in unit_ids:
        if unit_id not in known:
            values = {"found": unit_id, "known": ", ".join(sorted(known))}
            raise BadInput([Fault("faults.unknown_unit", values=values)])
        if data == "illustrative" and unit_id not in simulated:
            values = {"found": unit_id, "known": ", ".join(simulated)}
            raise BadInput([Fault("observations.no_illustrative", values=values)])
    return store, store.read_together(unit_ids)


def _sound_ledgers(store: Store, contents: Contents, root: Path, data: DataKind) -> pd.DataFrame:
    faults = find_store_faults(store, contents, root, data)
    if faults:
        raise BadInput(faults)
    return table_of([record for records, _ in contents.ledgers.values() for record in records])


def _split(table: pd.DataFrame, unit_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    parts = dict(iter(table.groupby("unit_id")))
    return {
        unit_id: parts.get(unit_id, table.iloc[:0]).reset_index(drop=True) for unit_id in unit_ids
    }


def _source_table(root: Path, store: Store, read: Read) -> pd.DataFrame:
    records, faults = read
    faults = [*faults, *_source_faults(records, store.sources_label)]
    if not isinstance(store, CsvStore):
        own, own_faults = CsvStore(root).read_sources()
        faults += [*own_faults, *_source_faults(own, CsvStore(root).sources_label)]
        there = {record.cells["source"] for record in records}
        records = [*records, *(row for row in own if row.cells["source"] not in there)]
    if faults:
        raise BadInput(faults)
    return pd.DataFrame([record.cells for record in records], columns=SOURCE_COLUMNS, dtype=str)


def _source_faults(records: list[Record], label: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for record in records:
        source = record.cells["source"]
        if source in seen or not _SLUG.fullmatch(source):
            values = {"found": source}
            place = (label.as_posix(), record.row, "source")
            yield Fault("observations.bad_source", *place, values)
        seen.add(source)


def _hash(records: list[Record], as_of: str | None) -> str:
    return ledger_hash(rows_as_of([record.cells for record in records], as_of))


def table_of(records: list[Record]) -> pd.DataFrame:
    """Return sound rows of ledgers as a table, valid under ``STATEMENTS``."""
    columns = {name: [record.cells[name] or None for record in records] for name in LEDGER_COLUMNS}
    frame = pd.DataFrame(columns, dtype="str")
    numbers = dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_COUNTERS, "Int64")
    return STATEMENTS.validate(frame.astype(numbers))
