"""Strict reading of the project's CSV files: what is wrong is reported, never repaired.

A file that cannot be read at all (encoding, quoting, columns) raises ``BadInput``. What is wrong
with single rows is handed back beside the sound rows, so that a reader can add what it finds
itself and report everything at once.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.faults import BadInput, Fault

# Fifteen digits are what a float holds exactly; a longer number is a slip, not a figure.
# One way to write each: a zero in front, or a zero below zero, would not survive a database.
_NUMBER = re.compile(r"(?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+(\.[0-9]{3})*,[0-9]+")


@dataclass(frozen=True)
class Record:
    """One data row. ``row`` counts as a spreadsheet does: the header is row 1."""

    row: int
    cells: dict[str, str]


def read_records(
    root: Path, file: Path, columns: Sequence[str]
) -> tuple[list[Record], list[Fault]]:
    """Return what ``parse_records`` finds in ``root / file``; ``BadInput`` when it is absent."""
    path = root / file
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=file.as_posix())])
    return parse_records(path.read_bytes(), file, columns)


def parse_records(
    content: bytes, file: Path, columns: Sequence[str]
) -> tuple[list[Record], list[Fault]]:
    """Return the rows of a file that have one cell per column, and the faults of others.

    Cells are stripped text. Raises ``BadInput`` when the content is empty, not UTF-8, not CSV, or
    has other columns than ``columns`` (their order is free).
    """
    shown = file.as_posix()
    decoded = _decode(content, shown)
    # Whatever is cut from composed text is composed.
    composed = unicodedata.is_normalized("NFC", decoded)
    lines = _parse(decoded, shown)
    if not lines:
        raise BadInput([Fault("observations.empty_file", file=shown, values=_expect(columns))])
    header = [cell.strip() for cell in lines[0]]
    faults = list(_header_faults(header, columns, shown))
    if faults:
        raise BadInput(faults)
    records: list[Record] = []
    for row, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if len(cells) != len(header):
            values = {"found": len(cells), "expected": len(header)}
            faults.append(Fault("observations.ragged_row", file=shown, row=row, values=values))
            continue
        record = Record(row, dict(zip(header, cells, strict=True)))
        if not composed:
            faults.extend(_unicode_faults(record, shown))
        records.append(record)
    return records, faults


def parse_header(content: bytes) -> list[str]:
    """Return the columns of a file that ``parse_records`` could read, in their order."""
    return [cell.strip() for cell in next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))]


def parse_number(cell: str) -> float | None:
    """Return the number written with a decimal point and no thousand marks, or None."""
    return float(cell) if _NUMBER.fullmatch(cell) else None


def number_fault(cell: str, file: Path, row: int, column: str) -> Fault:
    """Return the fault of a cell that ``parse_number`` refused: decimal comma, or no number."""
    comma = _DECIMAL_COMMA.fullmatch(cell) is not None
    key = "observations.decimal_comma" if comma else "observations.not_a_number"
    remedy = {"suggestion": cell.replace(".", "").replace(",", ".")} if comma else {}
    return Fault(
        key, file=file.as_posix(), row=row, column=column, values={"found": cell, **remedy}
    )


def decimals_written(cell: str) -> int:
    """Return how many digits stand after the decimal point."""
    return len(cell.partition(".")[2])


def _decode(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise BadInput([Fault("observations.not_utf8", file=shown, row=row)]) from error


def _parse(content: str, shown: str) -> list[list[str]]:
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error as error:
        fault = Fault("observations.not_csv", file=shown, row=len(lines) + 1)
        raise BadInput([fault]) from error
    return lines if any(cell.strip() for line in lines for cell in line) else []


def _header_faults(header: list[str], columns: Sequence[str], shown: str) -> Iterator[Fault]:
    for column in columns:
        if column not in header:
            yield Fault("observations.missing_column", shown, 1, column, _expect(columns))
    for position, column in enumerate(header):
        if column not in columns:
            values = {"found": column, **_expect(columns)}
            yield Fault("observations.unknown_column", file=shown, row=1, values=values)
        elif column in header[:position]:
            yield Fault("observations.repeated_column", file=shown, row=1, column=column)


def _unicode_faults(record: Record, shown: str) -> Iterator[Fault]:
    for column, cell in record.cells.items():
        if not unicodedata.is_normalized("NFC", cell):
            values = {"found": cell}
            yield Fault("observations.not_nfc", shown, record.row, column, values)


def _expect(columns: Sequence[str]) -> dict[str, str]:
    return {"expected": ",".join(columns)}
