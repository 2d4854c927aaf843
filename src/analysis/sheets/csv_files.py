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
from typing import NoReturn

from analysis.language import BadInput, Fault, find_legacy_font, legacy_font, name_sign
from analysis.sheets.cells import MAX_CELLS, MAX_TEXT, Cell, Row, Sheet
from analysis.sheets.limits import RepeatedRows
from analysis.sheets.texts import needs_look, seen_text
from analysis.sheets.words import column_of

DELIMITERS = (",", ";", "\t")
_LINES_LOOKED_AT = 30
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
    text = unicodedata.normalize("NFC", _decode(raw, file))
    if control := _NOT_TEXT.search(text):
        row = text.count("\n", 0, control.start()) + 1
        values = {"sign": name_sign(control[0])}
        raise BadInput([Fault("intake.not_text", file=file, row=row, values=values)])
    marked = _EXCEL_DELIMITER.match(text)
    delimiter = marked[1] if marked else _find_delimiter(text)
    if marked:
        text = "\n" + text[marked.end() :]
    return Sheet(None, _parse(text, delimiter, file))


def _decode(raw: bytes, file: str) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_strictly(raw, "utf-16", file)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_windows(raw, file)


def _decode_strictly(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        _refuse_encoding(file)


def _decode_windows(raw: bytes, file: str) -> str:
    """Return text of Windows-1258 if every letter in it is a Vietnamese one."""
    if font := legacy_font(raw.decode("cp1252", errors="replace")):
        raise BadInput([Fault("intake.legacy_font", file=file, values={"font": font})])
    text = unicodedata.normalize("NFC", _decode_strictly(raw, "cp1258", file))
    beyond = {letter for letter in text.casefold() if not letter.isascii()}
    if not beyond <= _LETTERS | _SIGNS:
        _refuse_legacy_line(raw, file)
        _refuse_encoding(file)
    return text


def _refuse_legacy_line(raw: bytes, file: str) -> None:
    """Refuse the first line that is written for an old font."""
    for row, line in enumerate(raw.decode("cp1252", errors="replace").splitlines(), start=1):
        if font := find_legacy_font(line):
            raise BadInput([Fault("intake.legacy_font", file=file, row=row, values={"font": font})])


def _refuse_encoding(file: str) -> NoReturn:
    raise BadInput([Fault("intake.unknown_encoding", file=file)])


def _find_delimiter(text: str) -> str:
    """Return the delimiter that makes most headers in some line, or else stands most often.

    Counting alone is not enough: decimal commas may outnumber the semicolons between figures.
    """
    head = text[:65_536]
    lines = head.splitlines()[:_LINES_LOOKED_AT]

    def headers(delimiter: str) -> int:
        cells = ([str(seen_text(cell.strip(' "'))) for cell in line.split(delimiter)]
                 for line in lines)  # fmt: skip
        return max((sum(column_of(cell) is not None for cell in row) for row in cells), default=0)

    bare = _QUOTED.sub("", head)
    return max(DELIMITERS, key=lambda delimiter: (headers(delimiter), bare.count(delimiter)))


def _parse(text: str, delimiter: str, file: str) -> list[Row]:
    rows: list[Row] = []
    number = cells_read = 0
    look, repeated = needs_look(text), RepeatedRows(file)
    # Only a long line, or a cell of several lines, can be too long.
    may_be_long = '"' in text or max(map(len, text.splitlines()), default=0) > MAX_TEXT
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if may_be_long and max(map(len, cells), default=0) > MAX_TEXT:
                raise BadInput([_cell_too_long(file, number)])
            stripped: list[Cell] = [seen_text(cell) if look else cell.strip() for cell in cells]
            cells_read += len(stripped)
            if cells_read > MAX_CELLS:
                raise BadInput([_too_many_cells(file)])
            if any(stripped):
                repeated.see(number, stripped)
                rows.append(Row(number, stripped))
    except csv.Error as error:
        if "field limit" in str(error):
            raise BadInput([_cell_too_long(file, number + 1)]) from error
        raise BadInput([Fault("observations.not_csv", file=file, row=number + 1)]) from error
    return rows


def _too_many_cells(file: str) -> Fault:
    return Fault("intake.too_many_cells", file=file, values={"most": MAX_CELLS})


def _cell_too_long(file: str, row: int) -> Fault:
    return Fault("intake.cell_too_long", file=file, row=row, values={"most": MAX_TEXT})
