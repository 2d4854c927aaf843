"""A sent file opened as what it is: CSV, .xlsx, .xls or .ods, or refused before harm is done.

Content decides, and a name that says otherwise is refused: a file that is not what its sender
thinks should be looked at by its sender. Formulas are never computed here; a value counts when the
spreadsheet has stored it beside the formula. Macros are never run: an .xlsm file is read like any
.xlsx file.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from analysis.intake.readers.cells import Sheet
from analysis.intake.readers.csv_files import read_csv
from analysis.intake.readers.ods import read_ods
from analysis.intake.readers.xls import is_locked, read_xls
from analysis.intake.readers.xlsx import read_xlsx
from analysis.language import BadInput, Fault

MAX_FILE_BYTES = 100 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMPTY_ZIP = b"PK\x05\x06"
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<head", b"<style")
# What a name promises, and what content may be inside.
_CONTENTS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods",
}  # fmt: skip


def read_file(path: Path, file: str | None = None) -> list[Sheet]:
    """Return the sheets of the file; ``file`` is how faults name it (its name when not given).

    Raises ``BadInput`` for a file that is absent, too large, encrypted, broken, or not what its
    name says.
    """
    shown = file or path.name
    expected = _CONTENTS.get(path.suffix.lower())
    if expected is None:
        values = {"found": path.suffix, "known": ", ".join(_CONTENTS)}
        raise BadInput([Fault("intake.unknown_format", file=shown, values=values)])
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=shown)])
    try:
        with path.open("rb") as handle:
            return _read(handle, expected, shown)
    except OSError as error:
        values = {"reason": error.strerror or type(error).__name__}
        raise BadInput([Fault("intake.unreadable_file", file=shown, values=values)]) from error


def _read(handle: BinaryIO, expected: str, file: str) -> list[Sheet]:
    size = os.fstat(handle.fileno()).st_size
    if size > MAX_FILE_BYTES:
        values = {"megabytes": size // 1024**2, "most": MAX_FILE_BYTES // 1024**2}
        raise BadInput([Fault("intake.too_large", file=file, values=values)])
    if size == 0:
        raise BadInput([Fault("intake.empty_file", file=file)])
    content = _content(handle, expected, file)
    if content != expected:
        kinds = {"found": content.upper(), "expected": expected.upper()}
        raise BadInput([Fault("intake.content_mismatch", file=file, values=kinds)])
    handle.seek(0)
    return _READERS[content](handle, file)


def _content(handle: BinaryIO, expected: str, file: str) -> str:
    """Return what the first bytes say the file is."""
    head = handle.read(1024)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _archive_content(handle, file)
    if head.startswith(_OLE):
        # A password turns an .xlsx file into this container too.
        if is_locked(head + handle.read(MAX_FILE_BYTES)):
            raise BadInput([Fault("intake.encrypted", file=file)])
        return "xls"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise BadInput([Fault("intake.web_page", file=file)])
    if expected != "csv" and not _looks_like_text(head):
        raise BadInput([Fault("intake.broken_workbook", file=file)])
    return "csv"


def _looks_like_text(head: bytes) -> bool:
    return b"\x00" not in head and any(mark in head for mark in (b",", b";", b"\t", b"\n"))


def _archive_content(handle: BinaryIO, file: str) -> str:
    try:
        with zipfile.ZipFile(handle) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise BadInput([Fault("intake.broken_workbook", file=file)]) from error
    if "[Content_Types].xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise BadInput([Fault("intake.broken_workbook", file=file)])


def _read_csv(handle: BinaryIO, file: str) -> list[Sheet]:
    return [read_csv(handle.read(MAX_FILE_BYTES + 1), file)]


def _read_xls(handle: BinaryIO, file: str) -> list[Sheet]:
    return read_xls(handle.read(MAX_FILE_BYTES + 1), file)


_READERS: dict[str, Callable[[BinaryIO, str], list[Sheet]]] = {
    "csv": _read_csv, "xlsx": read_xlsx, "xls": _read_xls, "ods": read_ods,
}  # fmt: skip
