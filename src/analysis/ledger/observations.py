"""The observations: what the ledger states now, or stated at an earlier moment.

What was received is never edited here. A ledger with anything wrong in it is refused whole, with
every fault named (see ``analysis.ledger.rules``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.language import BadInput, Fault
from analysis.ledger.books import Books
from analysis.ledger.corrections import (
    CORRECTIONS_FILE,
    Correction,
    apply_corrections,
    corrections_hash,
    known_corrections,
    parse_corrections,
    standing_corrections,
)
from analysis.ledger.rules import LedgerRules, find_ledger_faults
from analysis.ledger.sources import used_sources
from analysis.ledger.statements import (
    LEDGER_COLUMNS,
    OBSERVATIONS,
    STATEMENTS,
    WITHDRAWN,
    current_statements,
    ledger_hash,
    rows_as_of,
    statements_as_of,
)
from analysis.ledger.stores.csv_files import SOURCES_FILE
from analysis.ledger.stores.store import SOURCE_COLUMNS, Contents, Read
from analysis.programme import Programme
from analysis.tables import Record

OBSERVATION_COLUMNS = tuple(OBSERVATIONS.columns)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_KEYS = ["unit_id", "indicator_id", "year", "source"]
_NUMBERS = ("value", "numerator", "denominator")
_COUNTERS = ("statement", "year", "supersedes")


@dataclass(frozen=True)
class Ledgers:
    """What a store held of some units at one moment, by unit.

    ``statements`` is everything that was ever stated (``STATEMENTS``), ``observations`` what still
    holds, corrected (``OBSERVATIONS``). ``corrections`` are all of the project's that were known,
    ended ones included; ``hashes`` are the SHA-256 of the ledgers by their labels,
    ``corrections_hash`` that of the corrections, empty where there is no file of them.
    """

    statements: dict[str, pd.DataFrame]
    observations: dict[str, pd.DataFrame]
    sources: pd.DataFrame
    corrections: list[Correction]
    hashes: dict[str, str]
    corrections_hash: str

    @property
    def shared_hashes(self) -> dict[str, str]:
        """The SHA-256 of what was known from the files that all units share.

        Of the sources these are the rows that a statement names: no day is told of a source, and
        what is added later, or for others, is not what these ledgers rest on.
        """
        named = used_sources(cell for table in self.statements.values() for cell in table["source"])
        sources = self.sources[self.sources["source"].isin(named)].sort_values("source")
        hashes = {SOURCES_FILE.as_posix(): _digest(sources.to_csv(index=False))}
        told = {CORRECTIONS_FILE.as_posix(): self.corrections_hash}
        return hashes | (told if self.corrections_hash else {})

    def of(self, unit_ids: Iterable[str]) -> Ledgers:
        """Return the ledgers of some of the units, in the order given; none of an unknown one."""
        names = [unit_id for unit_id in unit_ids if unit_id in self.observations]
        return replace(
            self,
            statements={unit_id: self.statements[unit_id] for unit_id in names},
            observations={unit_id: self.observations[unit_id] for unit_id in names},
        )


def current_observations(statements: pd.DataFrame) -> pd.DataFrame:
    """Return what statements (``STATEMENTS``) still say, as ``OBSERVATIONS``.

    A figure that was withdrawn is none.
    """
    current = current_statements(statements)[list(OBSERVATION_COLUMNS)]
    current = current[current["status"] != WITHDRAWN]
    return OBSERVATIONS.validate(current.sort_values(_KEYS, ignore_index=True))


def load_statements(unit_id: str, books: Books, programme: Programme) -> pd.DataFrame:
    """Return the whole ledger of one unit, valid under ``STATEMENTS``, in the order received.

    Raises ``BadInput`` as ``load_ledgers`` does, but for no correction.
    """
    contents = _read([unit_id], books, programme)
    faults = find_store_faults(books, contents, programme)
    if faults:
        raise BadInput(faults)
    return table_of(contents.ledgers[unit_id][0])


def load_ledgers(
    unit_ids: Iterable[str],
    books: Books,
    programme: Programme,
    *,
    others: Iterable[str] = (),
    as_of: str | None = None,
) -> Ledgers:
    """Return the ledgers of several units as of a moment, or as they are.

    A unit without a real ledger has an empty one. Raises ``BadInput`` with every fault for ledgers
    that are broken, for an unknown unit, for a unit without illustrative figures, and for a
    correction that no longer meets its figure. The ledgers of ``others`` are read along with
    these; one of them that is broken is left out: its fault is for its own unit to hear.
    """
    wanted = list(unit_ids)
    more = [name for name in dict.fromkeys(others) if name not in wanted]
    contents = _read_along(wanted, more, books, programme)
    sources = _source_table(books, contents.sources)
    faults = _ledger_faults(books, contents, sources, programme)
    wrong = [fault for unit_id in wanted for fault in faults[unit_id]]
    if wrong:
        raise BadInput(wrong)
    content = books.corrections if books.data == "real" else None
    corrections = known_corrections(parse_corrections(content, programme), as_of)
    standing = standing_corrections(corrections, as_of)
    sound = [unit_id for unit_id in (*wanted, *more) if not faults[unit_id]]
    table = table_of([record for unit_id in sound for record in contents.ledgers[unit_id][0]])
    statements = _split(statements_as_of(table, as_of), sound)
    stated = _split(current_observations(statements_as_of(table, as_of)), sound)
    observations: dict[str, pd.DataFrame] = {}
    for unit_id in sound:
        try:
            observations[unit_id] = apply_corrections(unit_id, stated[unit_id], standing)
        except BadInput:
            if unit_id in wanted:
                raise
    return Ledgers(
        statements={unit_id: statements[unit_id] for unit_id in observations},
        observations=observations,
        sources=sources,
        corrections=corrections,
        hashes=_hashes(books, contents, observations, as_of),
        corrections_hash="" if books.corrections is None else corrections_hash(corrections),
    )


def load_sources(books: Books) -> pd.DataFrame:
    """Return the sources, one row per slug, every column text and empty where not known.

    A database's sources are followed by those that only the project's file has. Raises
    ``BadInput`` when the file is absent or broken, names a source twice, or has a source that is
    not a slug.
    """
    return _source_table(books, books.store.read_sources())


def find_store_faults(books: Books, contents: Contents, programme: Programme) -> list[Fault]:
    """Return everything that is wrong with the sources and ledgers of ``contents``."""
    try:
        sources = _source_table(books, contents.sources)
    except BadInput as error:
        return list(error.faults)
    by_unit = _ledger_faults(books, contents, sources, programme)
    return [fault for faults in by_unit.values() for fault in faults]


def _ledger_faults(
    books: Books, contents: Contents, sources: pd.DataFrame, programme: Programme
) -> dict[str, list[Fault]]:
    known, unit_ids = frozenset(sources["source"]), frozenset(programme.units)
    found: dict[str, list[Fault]] = {}
    for unit_id, (records, ragged) in contents.ledgers.items():
        label = books.store.label(unit_id)
        rules = LedgerRules(label, unit_id, books.data, unit_ids, known, programme.indicators)
        faults = [*ragged, *find_ledger_faults(records, rules)]
        found[unit_id] = sorted(faults, key=lambda fault: fault.row or 0)
    return found


def _read_along(
    unit_ids: list[str], others: list[str], books: Books, programme: Programme
) -> Contents:
    """Return all at one moment, or one by one the others where one of them cannot be read."""
    try:
        return _read(unit_ids, books, programme, others)
    except BadInput:
        contents = _read(unit_ids, books, programme)
    ledgers = dict(contents.ledgers)
    for name in others:
        with suppress(BadInput):
            ledgers |= books.store.read_together([name]).ledgers
    return Contents(ledgers, contents.sources)


def _read(
    unit_ids: list[str], books: Books, programme: Programme, others: Iterable[str] = ()
) -> Contents:
    known = programme.units
    simulated = books.store.unit_ids() if books.data == "illustrative" else []
    for unit_id in unit_ids:
        if unit_id not in known:
            values = {"found": unit_id, "known": ", ".join(sorted(known))}
            raise BadInput([Fault("faults.unknown_unit", values=values)])
        if books.data == "illustrative" and unit_id not in simulated:
            values = {"found": unit_id, "known": ", ".join(simulated)}
            raise BadInput([Fault("observations.no_illustrative", values=values)])
    return books.store.read_together([*unit_ids, *others])


def _split(table: pd.DataFrame, unit_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    parts = dict(iter(table.groupby("unit_id")))
    return {
        unit_id: parts.get(unit_id, table.iloc[:0]).reset_index(drop=True) for unit_id in unit_ids
    }


def _source_table(books: Books, read: Read) -> pd.DataFrame:
    records, faults = read
    faults = [*faults, *_source_faults(records, books.store.sources_label)]
    if books.own is not None:
        own, own_faults = books.own.read_sources()
        faults += [*own_faults, *_source_faults(own, books.own.sources_label)]
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


def _hashes(
    books: Books, contents: Contents, unit_ids: Iterable[str], as_of: str | None
) -> dict[str, str]:
    rows = {
        unit_id: rows_as_of([record.cells for record in contents.ledgers[unit_id][0]], as_of)
        for unit_id in unit_ids
    }
    return {
        books.store.label(unit_id).as_posix(): ledger_hash(own)
        for unit_id, own in rows.items()
        if own
    }


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def table_of(records: list[Record]) -> pd.DataFrame:
    """Return sound rows of ledgers as a table, valid under ``STATEMENTS``."""
    columns = {name: [record.cells[name] or None for record in records] for name in LEDGER_COLUMNS}
    frame = pd.DataFrame(columns, dtype="str")
    numbers = dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_COUNTERS, "Int64")
    return STATEMENTS.validate(frame.astype(numbers))
