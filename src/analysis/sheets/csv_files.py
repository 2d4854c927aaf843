"""Sent CSV files: their encoding and their delimiter found out, or refused when in doubt.

UTF-8 (with or without a mark), UTF-16 with its mark, and Windows-1258, which old Vietnamese
spreadsheets write, are read; text comes out composed (NFC). Text in the old fonts TCVN3 and VNI
has no encoding that a program could know, and is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import NoReturn

from analysis.language import BadInput, Fault, Shown, find_legacy_font, legacy_font, name_sign
from analysis.sheets.cells import LAST_COLUMN, LAST_ROW, MAX_TEXT, Cell, Row, Sheet
from analysis.sheets.limits import Allowance, Rows
from analysis.sheets.texts import seen_text
from analysis.sheets.words import column_of

DELIMITERS = (",", ";", "\t")
# A ledger of 100,000 figures with long notes; the text of a table that has more is refused.
MAX_BYTES = 50 * 1024 * 1024
_LINES_LOOKED_AT = 30
_HEAD = 65_536
_CHUNK = 1024 * 1024
# All cells of a row together; a quotation that holds line breaks goes over several lines.
_LONGEST_LINE = 1_000_000
_MOST_KNOWN = 65_536
_EXCEL_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LETTERS = frozenset(unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in _TONES) | {"đ"}
# Signs beyond ASCII that Vietnamese texts in this code page use. Many letters of other languages
# have a place in it too: where one occurs, the code page is another.
_SIGNS = frozenset("–—‘’“”…•°±×·«»§€‰²³½¼¾†™®©\u00a0")


def read_csv(raw: bytes, file: str) -> Sheet:
    """Return the rows of a CSV file as one sheet without a name, every cell stripped text.

    Raises ``BadInput`` when the bytes are no text in a known encoding, no CSV, or too many cells.
    """
    if len(raw) > MAX_BYTES:
        values = {"megabytes": len(raw) // 1024**2, "most": MAX_BYTES // 1024**2}
        raise BadInput([Fault("intake.too_large", file=file, values=values)])
    encoding = _find_encoding(raw, file)
    head = "".join(islice(_lines(raw, encoding, file), _LINES_LOOKED_AT))[:_HEAD]
    marked = _EXCEL_DELIMITER.match(head)
    delimiter = marked[1] if marked else _find_delimiter(head)
    lines = _lines(raw, encoding, file)
    if marked:
        # The line that names the delimiter is an empty one.
        lines = chain(["\n"], islice(lines, 1, None))
    return Sheet(None, _parse(lines, delimiter, file))


def _lines(raw: bytes, encoding: str, file: str) -> Iterator[str]:
    """Yield the lines, composed, with their ends; refuse what is no text of a table.

    A text is never held whole: one sign beyond the usual planes makes each of its letters four
    bytes long.
    """
    text = io.TextIOWrapper(io.BytesIO(raw), encoding, newline="")
    for row, line in enumerate(iter(partial(text.readline, _LONGEST_LINE + 1), ""), start=1):
        if row > LAST_ROW:
            raise BadInput(
                [Fault("intake.too_many_rows", file=file, values={"most": Shown(LAST_ROW)})]
            )
        if len(line) > _LONGEST_LINE:
            raise BadInput([_line_too_long(file, row)])
        if control := _NOT_TEXT.search(line):
            values = {"sign": name_sign(control[0])}
            raise BadInput([Fault("intake.not_text", file=file, row=row, values=values)])
        yield line if line.isascii() else unicodedata.normalize("NFC", line)


def _find_encoding(raw: bytes, file: str) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if not _is_encoded(raw, "utf-16"):
            _refuse_encoding(file)
        return "utf-16"
    if _is_encoded(raw, "utf-8-sig"):
        return "utf-8-sig"
    _check_windows(raw, file)
    return "cp1258"


def _is_encoded(raw: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(raw), _CHUNK):
            decoder.decode(raw[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_windows(raw: bytes, file: str) -> None:
    """Refuse text of Windows-1258 unless every letter in it is a Vietnamese one."""
    if font := legacy_font(raw[:_HEAD].decode("cp1252", errors="replace")):
        raise BadInput([Fault("intake.legacy_font", file=file, values={"font": font})])
    if not _is_encoded(raw, "cp1258"):
        _refuse_encoding(file)
    beyond: set[str] = set()
    for line in _lines(raw, "cp1258", file):
        beyond.update(letter for letter in set(line.casefold()) if not letter.isascii())
    if not beyond <= _LETTERS | _SIGNS:
        _refuse_legacy_line(raw, file)
        _refuse_encoding(file)


def _refuse_legacy_line(raw: bytes, file: str) -> None:
    """Refuse the first line that is written for an old font."""
    lines = io.TextIOWrapper(io.BytesIO(raw[:_CHUNK]), "cp1252", errors="replace")
    for row, line in enumerate(lines, start=1):
        if font := find_legacy_font(line):
            raise BadInput([Fault("intake.legacy_font", file=file, row=row, values={"font": font})])


def _refuse_encoding(file: str) -> NoReturn:
    raise BadInput([Fault("intake.unknown_encoding", file=file)])


def _find_delimiter(head: str) -> str:
    """Return the delimiter that makes most headers in some line, or else stands most often.

    Counting alone is not enough: decimal commas may outnumber the semicolons between figures.
    """
    lines = head.splitlines()

    def headers(delimiter: str) -> int:
        cells = ([str(seen_text(cell.strip(' "'))) for cell in line.split(delimiter)]
                 for line in lines)  # fmt: skip
        return max((sum(column_of(cell) is not None for cell in row) for row in cells), default=0)

    bare = _QUOTED.sub("", head)
    return max(DELIMITERS, key=lambda delimiter: (headers(delimiter), bare.count(delimiter)))


def _parse(lines: Iterator[str], delimiter: str, file: str) -> list[Row]:
    rows, number, length = Rows(Allowance(file)), 0, 0
    # The names of units, indicators and sources stand in row after row: each is kept once.
    known: dict[str, Cell] = {}

    def bounded() -> Iterator[str]:
        """Yield the lines; a row, which may go over several of them, has an end too."""
        nonlocal length
        for line in lines:
            length += len(line)
            if length > _LONGEST_LINE:
                raise BadInput([_line_too_long(file, number + 1)])
            yield line

    try:
        for cells in csv.reader(bounded(), delimiter=delimiter, strict=True):
            number, length = number + 1, 0
            if max(map(len, cells), default=0) > MAX_TEXT:
                raise BadInput([_cell_too_long(file, number)])
            if len(cells) > LAST_COLUMN:
                values = {"found": Shown(len(cells)), "most": Shown(LAST_COLUMN)}
                raise BadInput([Fault("intake.too_many_columns", file, number, values=values)])
            seen = [_seen(cell, known) for cell in cells]
            if any(seen):
                rows.add(number, seen)
    except csv.Error as error:
        if "field limit" in str(error):
            raise BadInput([_cell_too_long(file, number + 1)]) from error
        raise BadInput([Fault("observations.not_csv", file=file, row=number + 1)]) from error
    return rows.kept


def _seen(cell: str, known: dict[str, Cell]) -> Cell:
    found = known.get(cell)
    if found is None:
        found = seen_text(cell)
        if len(known) < _MOST_KNOWN:
            known[cell] = found
    return found


def _line_too_long(file: str, row: int) -> Fault:
    values = {"most": Shown(_LONGEST_LINE)}
    return Fault("intake.line_too_long", file=file, row=row, values=values)


def _cell_too_long(file: str, row: int) -> Fault:
    return Fault("intake.cell_too_long", file=file, row=row, values={"most": MAX_TEXT})
