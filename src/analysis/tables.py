"""Strict reading of the project's CSV files: what is wrong is reported, never repaired.

A file that cannot be read at all (encoding, quoting, columns) raises ``BadInput``. What is wrong
with single rows is handed back beside the sound rows, so that a reader can add what it finds
itself and report everything at once.
"""

from __future__ import annotations

import csv
import functools
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lazy_loader

from analysis.language import BadInput, Fault, text_fault, unfit_sign

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from openpyxl.worksheet.worksheet import Worksheet
else:
    # What only reads a plan should not wait for it.
    pd = lazy_loader.load("pandas")

# Fifteen digits are what a float holds exactly; a longer number is a slip, not a figure.
# One way to write each: a zero in front, or a zero below zero, would not survive a database.
_NUMBER = re.compile(r"(?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+(\.[0-9]{3})*,[0-9]+")
_WIDEST = 60
# More than any note with all the documents that it cites; no reader of CSV takes twice as much.
LONGEST_CELL = 60_000
# Columns whose cells may have several lines.
OF_LINES = ("note",)
# The signs that open a formula, in their full width as well, and the marks that hide one.
_OPENERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_APOSTROPHE = "'"
# A cell in quotation marks as every reader of CSV takes it.
_QUOTED = re.compile(rb'(^|[,\n])"(?:[^"]|"")*"(?=[,\r\n]|\Z)')
_LONE_RETURN = re.compile(rb"\r(?!\n)")


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
    content: bytes,
    file: Path,
    columns: Sequence[str],
    *,
    longest: int = LONGEST_CELL,
    lines: Collection[str] = OF_LINES,
) -> tuple[list[Record], list[Fault]]:
    """Return the rows of a file that have one cell per column, and the faults of others.

    Cells are stripped text of at most ``longest`` characters, of one line but in the columns
    ``lines``. Raises ``BadInput`` when the content is empty, not UTF-8, not CSV, or
    has other columns than ``columns`` (their order is free).
    """
    records, faults, unread = parse_readable(content, file, columns, longest=longest, lines=lines)
    if unread:
        raise BadInput(unread)
    return records, faults


def parse_readable(
    content: bytes,
    file: Path,
    columns: Sequence[str],
    *,
    longest: int | None = LONGEST_CELL,
    lines: Collection[str] = OF_LINES,
) -> tuple[list[Record], list[Fault], list[Fault]]:
    """Return what ``parse_records`` does up to where a file can no longer be read, and why not.

    The last list is empty for a file that can be read to its end. Without ``longest`` texts are
    left to rules that the caller has.
    """
    name = file.as_posix()
    decoded, unread = _decode(content, name)
    # Whatever is cut from composed text is composed, and so with signs.
    composed = unicodedata.is_normalized("NFC", decoded)
    table, broken = _parse(decoded, name)
    unread = unread or broken
    fit = longest is None or _is_fit(decoded, len(table))
    if not table:
        empty = Fault("observations.empty_file", file=name, values=_expect(columns))
        return [], [], unread or [empty]
    header = [cell.strip() for cell in table[0]]
    faults = list(_header_faults(header, columns, name))
    if faults:
        return [], [], unread or faults
    records: list[Record] = []
    for row, line in enumerate(table[1:], start=2):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if len(cells) != len(header):
            values = {"found": len(cells), "expected": len(header)}
            faults.append(Fault("observations.ragged_row", file=name, row=row, values=values))
            continue
        record = Record(row, dict(zip(header, cells, strict=True)))
        if not composed:
            faults.extend(_unicode_faults(record, name))
        if not fit or (longest is not None and max(map(len, cells)) > longest):
            faults.extend(text_faults(record, file, longest, lines=lines))
        records.append(record)
    return records, faults, unread


def parse_columns(
    content: bytes, columns: Sequence[str], only: tuple[str, frozenset[str]] | None = None
) -> pa.Table | None:
    """Return a file in which nothing is wrong as columns of text; None for any other file.

    What ``parse_records`` gives of it is the same, row by row, in many times the time and memory:
    a file is only read here where both must agree. ``only`` names a column, and the words in it
    whose rows are wanted; what is wrong with other rows does not matter then.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow_csv

    quoted, returned = b'"' in content, b"\r" in content
    if quoted and b'"' in _QUOTED.sub(rb"\1", content):
        return None
    if returned and _LONE_RETURN.search(content):
        return None
    try:
        decoded = content.decode("utf-8-sig")
        first, _, rows = decoded.partition("\n")
        header = [cell.strip() for cell in next(csv.reader([first]), [])]
        if sorted(header) != sorted(columns) or not unicodedata.is_normalized("NFC", decoded):
            return None
        if only and not quoted and "\0" not in decoded:
            # Where no cell is in quotation marks a line is a row.
            rows = "".join(_lines_with(rows, only[1]))
        table = arrow_csv.read_csv(
            pa.py_buffer((rows or "\n").encode()),
            arrow_csv.ReadOptions(column_names=header, use_threads=False),
            arrow_csv.ParseOptions(newlines_in_values=quoted),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
        )
    except (UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return None
    if _is_read_otherwise(table):
        return None
    if only:
        table = table.filter(pc.is_in(table[only[0]], pa.array(sorted(only[1]), pa.string())))
    return table.select(list(columns))


def _lines_with(rows: str, words: Collection[str]) -> Iterator[str]:
    said = re.compile("|".join(map(re.escape, words)))
    return (f"{line}\n" for line in rows.split("\n") if said.search(line))


def _is_read_otherwise(table: pa.Table) -> bool:
    """Tell whether row by row a cell would be cut, or a row passed over as empty."""
    import pyarrow.compute as pc

    for cells in table.itercolumns():
        if pc.any(pc.not_equal(pc.utf8_trim_whitespace(cells), cells)).as_py():
            return True
    empty = [pc.equal(cells, "") for cells in table.itercolumns()]
    return bool(pc.any(functools.reduce(pc.and_, empty)).as_py())


def columns_of_text(table: pa.Table) -> pd.DataFrame:
    """Return what ``parse_columns`` read as a table whose columns are text."""
    import pyarrow as pa

    words = pd.StringDtype("pyarrow", na_value=float("nan"))
    read: pd.DataFrame = table.to_pandas(types_mapper={pa.string(): words}.get)
    return read


@contextmanager
def any_length(content: bytes | str) -> Iterator[None]:
    """Let cells of any length be read: how long they may be is a rule, told of their row."""
    usual = csv.field_size_limit()
    csv.field_size_limit(max(usual, len(content)))
    try:
        yield
    finally:
        csv.field_size_limit(usual)


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


def _decode(content: bytes, shown: str) -> tuple[str, list[Fault]]:
    """Return the text up to the line that is not UTF-8, and the fault of that line."""
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = error.object[: error.object.rfind(b"\n", 0, error.start) + 1]
        fault = Fault("observations.not_utf8", file=shown, row=before.count(b"\n") + 1)
        return before.decode(), [fault]


def _is_fit(decoded: str, rows: int) -> bool:
    """Tell whether no cell has several lines or a sign that no text may hold."""
    in_lines = decoded.rstrip("\r\n").count("\n") >= rows
    return not in_lines and unfit_sign(decoded.replace("\r\n", " ").replace("\n", " ")) is None


def _parse(content: str, shown: str) -> tuple[list[list[str]], list[Fault]]:
    lines: list[list[str]] = []
    with any_length(content):
        try:
            lines.extend(csv.reader(io.StringIO(content, newline=""), strict=True))
        except csv.Error:
            return lines, [Fault("observations.not_csv", file=shown, row=len(lines) + 1)]
    return (lines if any(cell.strip() for line in lines for cell in line) else []), []


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


def text_faults(
    record: Record,
    file: Path,
    longest: int | None = None,
    *,
    lines: Collection[str] = OF_LINES,
) -> Iterator[Fault]:
    """Yield the fault of each cell that is longer than ``longest`` or holds an unfit sign."""
    whole = "".join(record.cells.values())
    most = len(whole) if longest is None else longest
    if text_fault(whole, most) is None:
        return
    for column, cell in record.cells.items():
        if found := text_fault(cell, most, lines=column in lines):
            yield Fault(f"faults.{found[0]}", file.as_posix(), record.row, column, found[1])


def _expect(columns: Sequence[str]) -> dict[str, str]:
    return {"expected": ",".join(columns)}


def write_cells(sheet: Worksheet, number: int, row: Iterable[Any]) -> None:
    """Write one row of a sheet: numbers as numbers, text as text that no spreadsheet runs."""
    for place, value in enumerate(row, start=1):
        if value is None or pd.isna(value):
            continue
        cell = sheet.cell(number, place)
        if isinstance(value, str):
            as_plain_text(cell, value)
        else:
            cell.value = value.item() if hasattr(value, "item") else value


def with_plain_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts are plain objects: quicker where cells are taken one by one."""
    words = table.dtypes[table.dtypes == "str"].index
    return table.astype(dict.fromkeys(words, object))


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dicts with text keys."""
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def plain(value: Any) -> str:
    """Return a value as text; a dash for a missing one."""
    return "–" if pd.isna(value) else str(value)


def dress_sheet(sheet: Worksheet) -> None:
    """Make a written sheet safe and readable: text as text, what is empty empty, its print form."""
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.value == "":
            cell.value = None
        elif isinstance(cell.value, str):
            as_plain_text(cell, cell.value)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, _WIDEST)


def as_plain_text(cell: Any, words: str) -> None:
    """Write ``words`` into an openpyxl cell as text that no spreadsheet runs."""
    cell.value = words
    cell.data_type = "s"
    if words.startswith(_OPENERS):
        # As if typed with an apostrophe in front: it stays text when the cell is edited.
        cell.quotePrefix = True


def as_csv_text(words: str) -> str:
    """Return ``words`` for a cell of a CSV file, with an apostrophe where a formula would begin."""
    return f"{_APOSTROPHE}{words}" if words.startswith(_OPENERS) else words
