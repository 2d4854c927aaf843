"""The observations: what the ledger states now, or stated at an earlier moment.

What was received is never edited here. A ledger with anything wrong in it is refused whole, with
every fault named (see ``analysis.ledger.rules``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis.language import BadInput, Fault, is_slug
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
from analysis.ledger.lengths import too_long_cells
from analysis.ledger.rules import LedgerRules, find_ledger_faults
from analysis.ledger.soundness import as_table, find_faults, find_unsound
from analysis.ledger.sources import used_sources
from analysis.ledger.statements import (
    KEY,
    OBSERVATIONS,
    STATEMENTS,
    WITHDRAWN,
    current_statements,
    last_received,
    ledger_hash,
    rows_as_of,
    statements_as_of,
)
from analysis.ledger.stores.csv_files import SOURCES_FILE
from analysis.ledger.stores.store import SOURCE_COLUMNS, Contents, Glance, Read
from analysis.programme import Programme
from analysis.tables import Record

OBSERVATION_COLUMNS = tuple(OBSERVATIONS.columns)
_NUMBERS = ("value", "numerator", "denominator")
_COUNTERS = ("statement", "year", "supersedes")


@dataclass(frozen=True)
class Ledgers:
    """What a store held of some units at one moment, by unit.

    ``statements`` is everything that was ever stated (``STATEMENTS``), ``observations`` what still
    holds, corrected (``OBSERVATIONS``). ``corrections`` are all of the project's that were known,
    ended ones included; ``hashes`` are the SHA-256 of the ledgers that were asked for, by their
    labels, ``corrections_hash`` that of the corrections, empty where there is no file of them.
    Of those that were read along ``observations`` alone has tables of figures; ``beside`` are their
    labels and the cells of all that was stated.
    """

    statements: dict[str, pd.DataFrame]
    observations: dict[str, pd.DataFrame]
    sources: pd.DataFrame
    corrections: list[Correction]
    hashes: dict[str, str]
    corrections_hash: str
    beside: dict[str, tuple[str, pd.DataFrame]] = field(default_factory=dict, repr=False)

    @property
    def hashes_beside(self) -> dict[str, str]:
        """The SHA-256 of the ledgers that were read along, by their labels."""
        return {label: _table_hash(cells) for label, cells in self.beside.values() if len(cells)}

    @property
    def shared_hashes(self) -> dict[str, str]:
        """The SHA-256 of what was known from the files that all units share.

        Of the sources these are the rows that a statement names: no day is told of a source, and
        what is added later, or for others, is not what these ledgers rest on.
        """
        tables = [*self.statements.values(), *(cells for _, cells in self.beside.values())]
        named = used_sources(cell for table in tables for cell in table["source"].unique())
        sources = self.sources[self.sources["source"].isin(named)].sort_values("source")
        hashes = {SOURCES_FILE.as_posix(): _digest(sources.to_csv(index=False))}
        told = {CORRECTIONS_FILE.as_posix(): self.corrections_hash}
        return hashes | (told if self.corrections_hash else {})

    def of(self, unit_ids: Iterable[str]) -> Ledgers:
        """Return the ledgers of some of the units, in the order given; none of an unknown one."""
        names = [unit_id for unit_id in unit_ids if unit_id in self.observations]
        return replace(
            self,
            statements={name: self.statements[name] for name in names if name in self.statements},
            observations={name: self.observations[name] for name in names},
            beside={name: self.beside[name] for name in names if name in self.beside},
        )


def current_observations(statements: pd.DataFrame) -> pd.DataFrame:
    """Return what statements (``STATEMENTS``) still say, as ``OBSERVATIONS``.

    A figure that was withdrawn is none.
    """
    return _as_observations(current_statements(statements))


def _as_observations(current: pd.DataFrame) -> pd.DataFrame:
    told = current.loc[current["status"] != WITHDRAWN, list(OBSERVATION_COLUMNS)]
    return OBSERVATIONS.validate(told.sort_values(list(KEY), ignore_index=True))


def load_statements(unit_id: str, books: Books, programme: Programme) -> pd.DataFrame:
    """Return the whole ledger of one unit, valid under ``STATEMENTS``, in the order received.

    Raises ``BadInput`` as ``load_ledgers`` does, but for no correction.
    """
    _refuse_unknown([unit_id], books, programme)
    contents = books.store.read_together([unit_id])
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
    abreast: bool = False,
) -> Ledgers:
    """Return the ledgers of several units as of a moment, or as they are.

    A unit without a real ledger has an empty one. Raises ``BadInput`` with every fault for ledgers
    that are broken, for an unknown unit, for a unit without illustrative figures, and for a
    correction that no longer meets its figure.

    The ledgers of ``others`` are read along with these, ``abreast`` of them: as of the moment of
    their newest statement. What is wrong with one of the others is for its own unit to hear; here
    stands what its sound rows say, so that nothing changes for the rest.
    """
    wanted = list(unit_ids)
    more = [name for name in dict.fromkeys(others) if name not in wanted]
    _refuse_unknown(wanted, books, programme)
    contents = books.store.read_together(wanted, others=more)
    sources = _source_table(books, contents.sources)
    faults = _ledger_faults(books, contents, sources, programme)
    wrong = [fault for unit_id in wanted for fault in faults[unit_id]]
    if wrong:
        raise BadInput(wrong)
    content = books.corrections if books.data == "real" else None
    corrections = known_corrections(parse_corrections(content, programme), as_of)
    own = {unit_id: [record.cells for record in contents.ledgers[unit_id][0]] for unit_id in wanted}
    beside = _sound_rows(contents.others, _rules(books, sources, programme))
    last = last_received(row for rows in own.values() for row in rows) if abreast else None
    cells = as_table(row for rows in own.values() for row in rows)
    table = statements_as_of(_typed(cells), as_of)
    current = [current_observations(table)]
    if beside:
        current.append(_observed(pd.concat(beside.values()), as_of or last))
    stated = _split(pd.concat(current, ignore_index=True), [*wanted, *more])
    standing = standing_corrections(corrections, as_of)
    observations: dict[str, pd.DataFrame] = {}
    for unit_id in (*wanted, *more):
        try:
            observations[unit_id] = apply_corrections(unit_id, stated[unit_id], standing)
        except BadInput:
            if unit_id in wanted:
                raise
    return Ledgers(
        statements=_split(table, wanted),
        observations=observations,
        sources=sources,
        corrections=corrections,
        hashes={
            books.store.label(unit_id).as_posix(): ledger_hash(known)
            for unit_id, rows in own.items()
            if (known := rows_as_of(rows, as_of))
        },
        corrections_hash="" if books.corrections is None else corrections_hash(corrections),
        beside={
            name: (books.store.label(name).as_posix(), statements_as_of(beside[name], as_of))
            for name in observations
            if name in beside
        },
    )


def _observed(cells: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Return what the cells of ledgers (sound rows, in their order) say as of a moment.

    Most statements of a grown ledger are superseded: these are left aside before figures are made
    of cells.
    """
    newest = statements_as_of(cells, as_of).drop_duplicates(list(KEY), keep="last")
    return _as_observations(_typed(newest.astype("str")))


def _table_hash(cells: pd.DataFrame) -> str:
    """Return the SHA-256 of a ledger that was glanced at, without columns that say nothing."""
    digest = hashlib.sha256()
    for name, column in cells.items():
        said = column.tolist()
        if any(said):
            digest.update("\x1f".join([str(name), *said, "\x1e"]).encode())
    return digest.hexdigest()


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
        by_unit = find_faults_by_unit(books, contents, programme)
    except BadInput as error:
        return list(error.faults)
    return [fault for faults in by_unit.values() for fault in faults]


def find_faults_by_unit(
    books: Books, contents: Contents, programme: Programme
) -> dict[str, list[Fault]]:
    """Return what is wrong with each ledger of ``contents``; raise ``BadInput`` for the sources."""
    sources = _source_table(books, contents.sources)
    return _ledger_faults(books, contents, sources, programme)


def _ledger_faults(
    books: Books, contents: Contents, sources: pd.DataFrame, programme: Programme
) -> dict[str, list[Fault]]:
    rules = _rules(books, sources, programme)
    return find_faults(contents.ledgers, books.store.label, rules)


def _rules(books: Books, sources: pd.DataFrame, programme: Programme) -> LedgerRules:
    """Return the rules of all ledgers: those of one have its file and its unit besides."""
    known, unit_ids = frozenset(sources["source"]), frozenset(programme.units)
    label = books.store.sources_label
    return LedgerRules(label, None, books.data, unit_ids, known, programme.indicators)


def _sound_rows(others: Mapping[str, Glance], rules: LedgerRules) -> dict[str, pd.DataFrame]:
    """Return the ledgers that were glanced at, of those with faults the rows that have none."""
    tables = {unit_id: glance.table for unit_id, glance in others.items()}
    for unit_id in find_unsound(tables, rules):
        records = [Record(row, cells) for row, cells in enumerate(others[unit_id].rows)]
        faults = find_ledger_faults(records, replace(rules, unit_id=unit_id))
        wrong = {fault.row for fault in faults}
        tables[unit_id] = tables[unit_id][[record.row not in wrong for record in records]]
    return tables


def _refuse_unknown(unit_ids: list[str], books: Books, programme: Programme) -> None:
    known = programme.units
    simulated = books.store.unit_ids() if books.data == "illustrative" else []
    for unit_id in unit_ids:
        if unit_id not in known:
            values = {"found": unit_id, "known": ", ".join(sorted(known))}
            raise BadInput([Fault("faults.unknown_unit", values=values)])
        if books.data == "illustrative" and unit_id not in simulated:
            values = {"found": unit_id, "known": ", ".join(simulated)}
            raise BadInput([Fault("observations.no_illustrative", values=values)])


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
        if source in seen or not is_slug(source):
            values = {"found": source}
            place = (label.as_posix(), record.row, "source")
            yield Fault("observations.bad_source", *place, values)
        seen.add(source)
        for column, fields in too_long_cells(record.cells):
            yield Fault("observations.cell_too_long", label.as_posix(), record.row, column, fields)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def table_of(records: list[Record]) -> pd.DataFrame:
    """Return sound rows of ledgers as a table, valid under ``STATEMENTS``."""
    return _typed(as_table(record.cells for record in records))


def _typed(cells: pd.DataFrame) -> pd.DataFrame:
    numbers = dict.fromkeys(_NUMBERS, "float64") | dict.fromkeys(_COUNTERS, "Int64")
    return STATEMENTS.validate(cells.mask(cells == "").astype(numbers))
