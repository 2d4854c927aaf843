"""A broken ledger made usable again without losing anything: what breaks it is set aside.

Rows that cannot be read, or that hold a text which no store keeps, go byte for byte into a file
beside the ledger; of the latter a shortened row stays in their place, so that the statements keep
their numbers. Where that does not make the ledger sound, everything from its first faulty row on
is set aside: what stood before is what the ledger was when it was last sound.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analysis.language import BadInput, Fault, is_slug, text, unfit_sign
from analysis.ledger.books import Books
from analysis.ledger.lengths import LONGEST_KEPT
from analysis.ledger.observations import load_sources
from analysis.ledger.rules import LedgerRules, find_ledger_faults
from analysis.ledger.statements import LATER_COLUMNS, LEDGER_COLUMNS, Row
from analysis.ledger.stores.csv_files import OBSERVATIONS_FOLDER, CsvStore
from analysis.programme import Programme
from analysis.tables import OF_LINES, Record, any_length, parse_readable

# What can be wrong with a ledger itself, and not with what is done to it.
_OF_LEDGERS = ("observations.", "ledger.not_csv", "ledger.not_utf8")


@dataclass(frozen=True)
class Repair:
    """What was done to a ledger, or would be.

    ``aside`` is the file of the ``moved`` and the ``shortened`` rows as they were, which are
    counted as a spreadsheet does; ``kept`` is how many statements the ledger has now. ``usable``
    tells how many of the moved rows can be read.
    """

    unit_id: str
    aside: Path
    moved: tuple[int, ...]
    shortened: tuple[int, ...]
    kept: int
    usable: int


@dataclass(frozen=True)
class _Piece:
    """The lines of one row as they stand, its number, and its cells if it can be read."""

    row: int
    lines: str
    cells: Row | None
    shortened: bool = False


def repair_ledger(
    unit_id: str, books: Books, programme: Programme, moment: str, *, dry_run: bool
) -> Repair:
    """Make one unit's broken ledger usable and keep what was taken out of it, see above.

    ``moment`` (see ``moment_received``) names the file of what is set aside. Raises ``BadInput``
    for an unknown unit, a ledger in which nothing is wrong, one without a usable header, and one
    that is kept in a database.
    """
    store = books.store
    if not isinstance(store, CsvStore):
        raise BadInput([Fault("ledger.repair_files_only")])
    if unit_id not in programme.units:
        values = {"found": unit_id, "known": ", ".join(sorted(programme.units))}
        raise BadInput([Fault("faults.unknown_unit", values=values)])
    label = store.label(unit_id)
    rules = LedgerRules(
        label, unit_id, books.data, frozenset(programme.units),
        frozenset(load_sources(books)["source"]), programme.indicators,
    )  # fmt: skip
    with store.writing() as writer:
        records, faults = store.read(unit_id)
        if not faults and not find_ledger_faults(records, rules):
            raise BadInput([Fault("ledger.nothing_to_repair", label.as_posix())])
        header, pieces = _pieces_of(store.content(unit_id) or b"", label)
        kept = _sound_pieces(pieces, rules)
        stay = {piece.row for piece in kept if not piece.shortened}
        taken = [piece for piece in pieces if piece.row not in stay]
        aside = label.with_name(f"{unit_id}.set-aside-{moment[:19].replace(':', '')}.csv")
        if not dry_run:
            writer.put_right(
                {label: _written(header, kept), aside: _written(header, taken)},
            )
    short = tuple(piece.row for piece in kept if piece.shortened)
    moved = [piece for piece in taken if piece.row not in short]
    return Repair(
        unit_id, aside, tuple(piece.row for piece in moved), short, len(kept),
        sum(piece.cells is not None for piece in moved),
    )  # fmt: skip


def find_repairs(faults: Sequence[Fault]) -> list[Fault]:
    """Return what helps against faults of ledgers that are files: once per ledger."""
    of_ledgers = [fault for fault in faults if fault.key.startswith(_OF_LEDGERS)]
    files = {Path(fault.file) for fault in of_ledgers if fault.file}
    return [
        Fault("ledger.repair", values={"unit": file.stem, "file": file.as_posix()})
        for file in sorted(files)
        if file.parent == OBSERVATIONS_FOLDER and file.suffix == ".csv" and is_slug(file.stem)
    ]


def _pieces_of(content: bytes, label: Path) -> tuple[str, list[_Piece]]:
    """Return the header's line and the rows. What is no UTF-8 comes back as it was."""
    lines = list(io.StringIO(content.decode("utf-8", "surrogateescape"), newline=""))
    first = lines[0] if lines else ""
    known = [name for name in LEDGER_COLUMNS if name not in LATER_COLUMNS or name in first]
    _, _, unread = parse_readable(first.encode("utf-8", "surrogateescape"), label, known)
    if unread:
        raise BadInput([*unread, Fault("ledger.repair_of_header", label.as_posix())])
    columns = [cell.strip() for cell in next(csv.reader([first.removeprefix("\ufeff")]))]
    found = []
    with any_length(content):
        for number, (begin, end, cells) in enumerate(_rows(lines), start=2):
            written = "".join(lines[begin:end])
            if written.strip():
                found.append(_Piece(number, written, _cells(cells, columns)))
    return first, found


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, int, list[str] | None]]:
    """Yield where each row begins and ends, and its cells; a line that breaks CSV is one alone."""
    begin = 1
    while begin < len(lines):
        start, reader = begin, csv.reader(islice(lines, begin, None), strict=True)
        try:
            for cells in reader:
                yield begin, start + reader.line_num, cells
                begin = start + reader.line_num
        except csv.Error:
            yield begin, begin + 1, None
            begin += 1


def _cells(cells: list[str] | None, columns: Sequence[str]) -> Row | None:
    if cells is None or len(cells) != len(columns) or not all(map(_is_text, cells)):
        return None
    given = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    return {name: given.get(name, "") for name in LEDGER_COLUMNS}


def _is_text(cell: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in cell)


def _sound_pieces(pieces: Sequence[_Piece], rules: LedgerRules) -> list[_Piece]:
    kept = [_kept_piece(piece) for piece in pieces if piece.cells is not None]
    faults = find_ledger_faults([Record(piece.row, piece.cells or {}) for piece in kept], rules)
    if not faults:
        return kept
    # A row that cannot be read may be one that is missing now: from there on nothing is certain.
    broken = [piece.row for piece in pieces if piece.cells is None]
    first = min([fault.row or 0 for fault in faults])
    return [piece for piece in kept if piece.row < min([first, *broken])]


def _kept_piece(piece: _Piece) -> _Piece:
    """Return a row with texts that a store keeps, or as it is where they are."""
    cells = piece.cells or {}
    plain = {name: _plain(cell, lines=name in OF_LINES) for name, cell in cells.items()}
    if len(plain["note"]) > LONGEST_KEPT["note"]:
        mark = text("ledger.shortened", "vi")
        plain["note"] = plain["note"][: LONGEST_KEPT["note"] - len(mark)] + mark
    if plain == cells:
        return piece
    return _Piece(piece.row, piece.lines, plain, shortened=True)


def _plain(cell: str, *, lines: bool) -> str:
    while sign := unfit_sign(cell, lines=lines):
        cell = cell.replace(sign, " ")
    return unicodedata.normalize("NFC", cell).strip()


def _written(header: str, pieces: Sequence[_Piece]) -> bytes:
    columns = [cell.strip() for cell in next(csv.reader([header.removeprefix("\ufeff")]))]
    ending = "\r\n" if header.endswith("\r\n") else "\n"
    lines = [header if header.endswith("\n") else header + ending]
    for piece in pieces:
        if piece.shortened and piece.cells:
            row = io.StringIO()
            csv.writer(row, lineterminator=ending).writerow([piece.cells[name] for name in columns])
            lines.append(row.getvalue())
        else:
            lines.append(piece.lines if piece.lines.endswith("\n") else piece.lines + ending)
    return "".join(lines).encode("utf-8", "surrogateescape")
