"""A sent file opened as what it is: CSV, .xlsx, .xls or .ods, or refused before harm is done.

Content decides, and a name that says otherwise is refused: a file that is not what its sender
thinks should be looked at by its sender. Formulas are never computed here; a value counts when the
spreadsheet has stored it beside the formula. Macros are never run: an .xlsm file is read like any
.xlsx file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from analysis.language import BadInput, Fault
from analysis.sheets.archives import list_parts
from analysis.sheets.cells import Sheet
from analysis.sheets.csv_files import read_csv
from analysis.sheets.ods import read_ods
from analysis.sheets.xls import is_locked, read_xls

MAX_FILE_BYTES = 100 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The second is an archive that holds nothing.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<head", b"<style")


class Reader(NamedTuple):
    """One format: what names promise it, by what it is known, and what reads it.

    ``opens_with`` are the bytes that a file of this format begins with, ``holds`` the entry by
    which one archive is told from another; a format without ``opens_with`` is plain text.
    """

    name: str
    suffixes: tuple[str, ...]
    opens_with: tuple[bytes, ...]
    holds: str
    read: Callable[[BinaryIO, str], list[Sheet]]


def _read_csv(handle: BinaryIO, file: str) -> list[Sheet]:
    return [read_csv(handle.read(MAX_FILE_BYTES + 1), file)]


def _read_xls(handle: BinaryIO, file: str) -> list[Sheet]:
    return read_xls(handle.read(MAX_FILE_BYTES + 1), file)


def _read_xlsx(handle: BinaryIO, file: str) -> list[Sheet]:
    # Its library takes longer to import than most tables take to read.
    from analysis.sheets.xlsx import read_xlsx

    return read_xlsx(handle, file)


# One row per format; a reader is added by its row.
READERS = (
    Reader("csv", (".csv", ".tsv", ".txt"), (), "", _read_csv),
    Reader("xlsx", (".xlsx", ".xlsm"), _ZIP, "[Content_Types].xml", _read_xlsx),
    Reader("xls", (".xls",), (_OLE,), "", _read_xls),
    Reader("ods", (".ods",), _ZIP, "content.xml", read_ods),
)
_TEXT = next(reader for reader in READERS if not reader.opens_with)
_BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}


def read_file(path: Path, file: str | None = None) -> list[Sheet]:
    """Return the sheets of the file; ``file`` is how faults name it (its name when not given).

    Raises ``BadInput`` for a file that is absent, too large, encrypted, broken, or not what its
    name says.
    """
    shown = file or path.name
    expected = _BY_SUFFIX.get(path.suffix.lower())
    if expected is None:
        values = {"found": path.suffix, "known": ", ".join(_BY_SUFFIX)}
        raise BadInput([Fault("intake.unknown_format", file=shown, values=values)])
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=shown)])
    try:
        with path.open("rb") as handle:
            return _read(handle, expected, shown)
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        raise BadInput([Fault("intake.unreadable_file", file=shown, values=values)]) from error


def _read(handle: BinaryIO, expected: Reader, file: str) -> list[Sheet]:
    size = os.fstat(handle.fileno()).st_size
    if size > MAX_FILE_BYTES:
        values = {"megabytes": size // 1024**2, "most": MAX_FILE_BYTES // 1024**2}
        raise BadInput([Fault("intake.too_large", file=file, values=values)])
    if size == 0:
        raise BadInput([Fault("intake.empty_file", file=file)])
    found = _find_reader(handle, expected, file)
    if found != expected:
        kinds = {"found": found.name.upper(), "expected": expected.name.upper()}
        raise BadInput([Fault("intake.content_mismatch", file=file, values=kinds)])
    handle.seek(0)
    return found.read(handle, file)


def _find_reader(handle: BinaryIO, expected: Reader, file: str) -> Reader:
    """Return the reader of what the first bytes say the file is."""
    head = handle.read(1024)
    fitting = [
        reader for reader in READERS if reader.opens_with and head.startswith(reader.opens_with)
    ]
    if fitting and head.startswith(_ZIP):
        return _reader_of_archive(handle, fitting, file)
    if fitting:
        # A password turns an .xlsx file into this container too.
        handle.seek(0)
        if is_locked(handle.read(MAX_FILE_BYTES)):
            raise BadInput([Fault("intake.encrypted", file=file)])
        return fitting[0]
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise BadInput([Fault("intake.web_page", file=file)])
    if expected != _TEXT and not _looks_like_text(head):
        raise BadInput([Fault("intake.broken_workbook", file=file)])
    return _TEXT


def _looks_like_text(head: bytes) -> bool:
    return b"\x00" not in head and any(mark in head for mark in (b",", b";", b"\t", b"\n"))


def _reader_of_archive(handle: BinaryIO, fitting: list[Reader], file: str) -> Reader:
    names = list_parts(handle, file)
    for reader in fitting:
        if reader.holds in names:
            return reader
    raise BadInput([Fault("intake.broken_workbook", file=file)])
