"""The ledgers as CSV files: ``data/observations/<unit>.csv`` and ``data/sources.csv``.

An append changes several files as one (see ``analysis.files``). What stands in a file stays
there byte for byte: lines are only ever added at its end. What is about to be written is read
first, as it will be read later: what would not come back as it was meant is not written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
from filelock import Timeout

from analysis.files import AtomicFiles, Stamp
from analysis.language import BadInput, Fault, is_slug
from analysis.ledger.statements import (
    LATER_COLUMNS,
    LEDGER_COLUMNS,
    Row,
    check_follows,
    check_new,
    ledger_lines,
)
from analysis.ledger.stores.store import (
    SOURCE_COLUMNS,
    Contents,
    Glance,
    Read,
    checked_id,
    find_unkept,
)
from analysis.tables import (
    any_length,
    columns_of_text,
    parse_columns,
    parse_header,
    parse_readable,
    parse_records,
)

DATA_FOLDER = Path("data")
OBSERVATIONS_FOLDER = DATA_FOLDER / "observations"
SOURCES_FILE = DATA_FOLDER / "sources.csv"
_RECEIVED = re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00")
# No row has more bytes than this.
_LAST_ROW = 20_000


class CsvStore:
    """The ledgers below a project's folder."""

    def __init__(self, root: Path, folder: Path = OBSERVATIONS_FOLDER) -> None:
        self._folder, self._files = folder, AtomicFiles(root, DATA_FOLDER)
        self._about: frozenset[str] | None = None
        self._seen: dict[Path, tuple[Stamp, Glance]] = {}

    def label(self, unit_id: str) -> Path:
        """Return the ledger's file, relative to the project."""
        return self._folder / f"{checked_id(unit_id)}.csv"

    @property
    def sources_label(self) -> Path:
        """The sources' file, relative to the project."""
        return SOURCES_FILE

    def unit_ids(self) -> list[str]:
        """Return the units that have a ledger, sorted; a file of another name is no ledger."""
        return [file.stem for file in self._files.files_in(self._folder) if is_slug(file.stem)]

    def read(self, unit_id: str) -> Read:
        """Return a unit's statements and the faults of other rows; none without a file."""
        file = self.label(unit_id)
        return _parse_ledger(self._files.read(file), file)

    def content(self, unit_id: str) -> bytes | None:
        """Return a ledger's file as it is; None where there is none."""
        return self._files.read(self.label(unit_id))

    def read_sources(self) -> Read:
        """Return the sources; ``BadInput`` when their file is absent."""
        return _parse_sources(self._files.read(SOURCES_FILE))

    def read_together(
        self,
        unit_ids: Iterable[str] | None = None,
        others: Iterable[str] = (),
        about: frozenset[str] | None = None,
    ) -> Contents:
        """Return the ledgers of some units, or of all, and the sources, as of one moment."""
        wanted, more = None if unit_ids is None else list(unit_ids), list(others)

        def files() -> list[Path]:
            named = self.unit_ids() if wanted is None else [*wanted, *more]
            return [SOURCES_FILE, *map(self.label, named)]

        glanced = [self.label(unit_id) for unit_id in more]
        seen = {} if self._about != about else self._seen
        known = {place: stamp for place, (stamp, _) in seen.items() if place in glanced}
        contents, stamps = self._files.read_together(files, known)
        sources = _parse_sources(contents.pop(SOURCES_FILE))
        fresh = _glance_at(
            {place: contents[place] for place in glanced if place in contents}, about
        )
        glances = {place: fresh[place] if place in fresh else seen[place][1] for place in glanced}
        if about is not None:
            # Who looks again, under the hold, reads what has changed and nothing else.
            self._about = about
            self._seen = {place: (stamps[place], glance) for place, glance in glances.items()}
        return Contents(
            {
                place.stem: _parse_ledger(content, place)
                for place, content in contents.items()
                if place not in glances
            },
            sources,
            {place.stem: glance for place, glance in glances.items()},
        )

    @contextmanager
    def writing(self) -> Iterator[CsvWriter]:
        """Hold the store; ``BadInput`` when another writer holds it for too long."""
        with ExitStack() as stack:
            try:
                stack.enter_context(self._files.held())
            except Timeout as error:
                raise BadInput([Fault("ledger.locked", file=self._folder.as_posix())]) from error
            yield CsvWriter(self, self._files)


class CsvWriter:
    """Adds to the files of a store that is held for it."""

    def __init__(self, store: CsvStore, files: AtomicFiles) -> None:
        self._store, self._files = store, files

    def append(self, statements: Mapping[str, Sequence[Row]], sources: Sequence[Row]) -> None:
        """Add statements and sources to their files: all or none, on the disk when it returns."""
        ledgers = {unit_id: self._store.read(unit_id) for unit_id in statements}
        known = self._store.read_sources()
        for unit_id, rows in statements.items():
            records, _ = ledgers[unit_id]
            check_follows(unit_id, len(records), rows)
        check_new([record.cells for record in known[0]], sources)
        faults = [fault for _, found in [*ledgers.values(), known] for fault in found]
        if faults:
            raise BadInput(faults)
        changed: dict[Path, bytes] = {}
        for unit_id, rows in statements.items():
            if rows:
                file = self._store.label(unit_id)
                changed[file] = _extend(self._files.read(file), rows, LEDGER_COLUMNS)
                there = _parse_ledger(changed[file], file)
                faults += find_unkept(there, ledgers[unit_id], rows, file)
        if sources:
            changed[SOURCES_FILE] = _extend(self._files.read(SOURCES_FILE), sources, SOURCE_COLUMNS)
            there = _parse_sources(changed[SOURCES_FILE])
            faults += find_unkept(there, known, sources, SOURCES_FILE)
        if faults:
            raise BadInput(faults)
        self._files.change(changed)

    def put_right(self, contents: Mapping[Path, bytes]) -> None:
        """Write a ledger anew and, beside it, what was taken out of it: both or none."""
        self._files.change(contents)


def _parse_ledger(content: bytes | None, file: Path) -> Read:
    """Return the statements; columns that a ledger of an earlier version lacks are empty.

    A file that can be read only up to a row gives what stands before, and tells why.
    """
    if content is None:
        return [], []
    columns, lacking = _columns_of(content)
    records, faults, unread = parse_readable(content, file, columns, longest=None)
    for record in records:
        record.cells.update(dict.fromkeys(lacking, ""))
    return records, [*faults, *map(_of_ledger, unread)]


def _of_ledger(fault: Fault) -> Fault:
    """Return what is wrong with a file without the advice to change it by hand."""
    key = fault.key.replace("observations.", "ledger.")
    return replace(fault, key=key) if key in ("ledger.not_csv", "ledger.not_utf8") else fault


def _glance_at(
    contents: Mapping[Path, bytes | None], about: frozenset[str] | None
) -> dict[Path, Glance]:
    """Return what stands in ledgers; those in which nothing is wrong are made one table first."""
    read = {place: _read_columns(content, about) for place, content in contents.items()}
    sound = {place: columns for place, columns in read.items() if columns is not None}
    tables = _apart(sound)
    return {
        place: Glance(tables[place], _last_moment(content))
        if content is not None and place in tables
        else Glance.of([record.cells for record in _parse_ledger(content, place)[0]], about)
        for place, content in contents.items()
    }


def _read_columns(content: bytes | None, about: frozenset[str] | None) -> pa.Table | None:
    if content is None:
        return None
    columns, lacking = _columns_of(content)
    read = parse_columns(content, columns, None if about is None else ("indicator_id", about))
    if read is None:
        return None
    for name in lacking:
        read = read.append_column(name, pa.array([""] * len(read), pa.string()))
    return read.select(list(LEDGER_COLUMNS))


def _apart(read: Mapping[Path, pa.Table]) -> dict[Path, pd.DataFrame]:
    if not read:
        return {}
    whole = columns_of_text(pa.concat_tables(read.values()))
    ends = list(accumulate(map(len, read.values()), initial=0))
    return {
        place: whole.iloc[start:end].reset_index(drop=True)
        for place, (start, end) in zip(read, pairwise(ends), strict=True)
    }


def _last_moment(content: bytes) -> str:
    """The newest statement is the last one; a note may name the moment of an import before it."""
    return max(_RECEIVED.findall(content[-_LAST_ROW:]), default=b"").decode()


def _columns_of(content: bytes) -> tuple[list[str], list[str]]:
    """Return the columns that a ledger must have, and those that an older one may lack."""
    lacking = [name for name in LATER_COLUMNS if name not in _header(content)]
    return [name for name in LEDGER_COLUMNS if name not in lacking], lacking


def _header(content: bytes) -> list[str]:
    """Return the header of a file that may not be sound; what is wrong is told by its reader."""
    first = content.partition(b"\n")[0].decode("utf-8-sig", "replace")
    with any_length(content):
        return [cell.strip() for cell in next(csv.reader([first]), [])]


def _parse_sources(content: bytes | None) -> Read:
    if content is None:
        raise BadInput([Fault("faults.missing_file", file=SOURCES_FILE.as_posix())])
    return parse_records(content, SOURCES_FILE, SOURCE_COLUMNS, longest=1_000)


def _extend(content: bytes | None, rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Return a file's content with rows at its end, written as its other lines are.

    A later column is there once a row says something in it.
    """
    if content is None:
        unsaid = [name for name in LATER_COLUMNS if not any(row.get(name) for row in rows)]
        said = [name for name in columns if name not in unsaid]
        return (",".join(said) + "\n" + ledger_lines(rows, said)).encode()
    newline = "\r\n" if content.partition(b"\n")[0].endswith(b"\r") else "\n"
    lacking = [name for name in columns if name not in parse_header(content)]
    if any(row[name] for row in rows for name in lacking):
        content = _with_columns(content, lacking)
    gap = b"" if content.endswith((b"\n", b"\r")) else newline.encode()
    return content + gap + ledger_lines(rows, parse_header(content), newline).encode()


def _with_columns(content: bytes, names: Sequence[str]) -> bytes:
    """Return a file's content with empty columns at the end of each row, all else as it was."""
    lines = list(io.StringIO(content.decode("utf-8"), newline=""))
    reader = csv.reader(line.removeprefix("\ufeff") for line in lines)
    for number, row in enumerate(reader):
        last = lines[reader.line_num - 1]
        bare = last.rstrip("\r\n")
        added = "," + ",".join(names if number == 0 else [""] * len(names))
        if row:
            lines[reader.line_num - 1] = bare + added + last[len(bare) :]
    return "".join(lines).encode()
