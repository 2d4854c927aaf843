"""Workbooks that are zip archives of XML: opened with limits, read as a stream.

What the archive says of itself is checked before anything is unpacked, and no more is unpacked
than it said. A document type, and with it every entity, is refused.

Parts are streamed through expat itself: the standard library's ``xml.sax`` (and defusedxml's,
which refuses the same) calls three functions of Python for each element and took 1.8 times as
long.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, Protocol
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import DTDForbidden
from defusedxml.ElementTree import fromstring

from analysis.language import BadInput, Fault, Shown
from analysis.sheets.cells import MAX_TEXT
from analysis.sheets.limits import MAX_CELLS

MAX_PARTS = 10_000
MAX_UNPACKED = 250 * 1024 * 1024
# A small part that describes the workbook; a sheet is never read whole.
MAX_SMALL_PART = 20 * 1024 * 1024
MAX_SMALL_ELEMENTS = 400_000
# Tables of figures pack ten to fifty times; only repetition without end packs more.
MAX_RATIO = 250
# A cell has an element of its own, and two for its value and its formula, or for its text.
MAX_ELEMENTS = 4_100_000
# A cell's text is some ten elements deep.
MAX_DEPTH = 200
_RATIO_COUNTS_FROM = 5 * 1024 * 1024
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 256 * 1024
# No text of a cell, and no tag, is longer than this; expat keeps a tag whole.
_LONGEST_RUN = 1024 * 1024
# Of elements and attributes together; expat keeps each.
_MOST_NAMES = 10_000
# What zipfile reads at one stroke is no part but the list of all of them.
_LONGEST_LIST = 4 * 1024 * 1024
# What a file that breaks off, or was changed by hand, makes the standard library raise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, LookupError,
    ValueError, ArithmeticError, RuntimeError, ParseError, expat.ExpatError,
)  # fmt: skip


class Handler(Protocol):
    """What takes in a part. Names with a namespace are ``uri}name``."""

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take in the start of an element."""

    def end(self, name: str) -> None:
        """Take in the end of an element."""

    def text(self, words: str) -> None:
        """Take in a piece of text."""


class Archive:
    """The parts of a workbook. What is read of all of them is limited together."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.names = frozenset(archive.namelist())
        self.file = file
        self._archive = archive
        self._starts_left = self._ends_left = MAX_ELEMENTS

    def read(self, name: str) -> Element:
        """Return a small XML part as a tree."""
        with self._archive.open(name) as part:
            content = b"".join(_chunks(part, MAX_SMALL_PART))
        if len(content) > MAX_SMALL_PART or content.count(b"<") > 2 * MAX_SMALL_ELEMENTS:
            raise zipfile.BadZipFile(name)
        root: Element = fromstring(content, forbid_dtd=True)
        return root

    def stream(self, name: str, handler: Handler) -> None:
        """Read an XML part of any size through ``handler``."""
        depth, begin, finish = 0, handler.start, handler.end

        def start(tag: str, attrs: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise zipfile.BadZipFile(name)
            begin(tag, attrs)

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            finish(tag)

        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = handler.text
        run = 0
        with self._archive.open(name) as part:
            for chunk in _chunks(part, MAX_UNPACKED):
                run = self._count(chunk, run)
                parser.Parse(chunk)
                if len(parser.intern) > _MOST_NAMES:
                    raise zipfile.BadZipFile(name)
        parser.Parse(b"", True)

    def _count(self, chunk: bytes, run: int) -> int:
        """Count elements before they are made; return how long nothing but text has come.

        Neither a text nor a tag can hold the sign that opens a tag.
        """
        opened, closed = chunk.count(b"<"), chunk.count(b"</")
        self._starts_left -= opened - closed
        self._ends_left -= closed
        if min(self._starts_left, self._ends_left) < 0:
            values = {"most": Shown(MAX_CELLS)}
            raise BadInput([Fault("intake.too_many_cells", self.file, values=values)])
        run = len(chunk) - 1 - chunk.rfind(b"<") if opened else run + len(chunk)
        if run > _LONGEST_RUN:
            raise BadInput([Fault("intake.cell_too_long", self.file, values={"most": MAX_TEXT})])
        return run


@contextmanager
def opened_archive(handle: BinaryIO, file: str) -> Iterator[Archive]:
    """Give the archive. Raises ``BadInput`` for a bomb, for encryption, and for a broken file.

    Whatever breaks while the archive is in use is told as a broken file too.
    """
    try:
        with zipfile.ZipFile(_Bounded(handle)) as archive:
            _check(archive, file)
            yield Archive(archive, file)
    except DTDForbidden as error:
        raise BadInput([Fault("intake.unsafe_xml", file=file)]) from error
    except _BROKEN as error:
        raise BadInput([Fault("intake.broken_workbook", file=file)]) from error


def list_parts(handle: BinaryIO, file: str) -> frozenset[str]:
    """Return the names of the parts. Raises ``BadInput`` for a broken archive."""
    try:
        with zipfile.ZipFile(_Bounded(handle)) as archive:
            return frozenset(archive.namelist())
    except _BROKEN as error:
        raise BadInput([Fault("intake.broken_workbook", file=file)]) from error


class _Bounded:
    """A file that gives little at one stroke, so that no archive lists millions of parts."""

    def __init__(self, handle: BinaryIO) -> None:
        self.seek, self.tell, self.seekable = handle.seek, handle.tell, handle.seekable
        self.close = handle.close
        self._handle = handle

    def read(self, size: int = -1) -> bytes:
        """Read as any file does."""
        if size > _LONGEST_LIST:
            raise zipfile.BadZipFile
        return self._handle.read(size if size >= 0 else _LONGEST_LIST)


def _refuse_document_type(
    name: str, system: str | None, public: str | None, _has_entities: int
) -> None:
    raise DTDForbidden(name, system, public)


def _chunks(part: IO[bytes], most: int) -> Iterator[bytes]:
    """Yield a part piece by piece, up to the first that is more than ``most``."""
    count = 0
    while count <= most and (chunk := part.read(_CHUNK)):
        count += len(chunk)
        yield chunk


def _check(archive: zipfile.ZipFile, file: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise BadInput([Fault("intake.encrypted", file=file)])
    unpacked = sum(part.file_size for part in parts)
    bomb = len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED
    if bomb or any(_is_suspicious(part) for part in parts):
        values = {"megabytes": unpacked // 1024**2, "most": MAX_UNPACKED // 1024**2}
        raise BadInput([Fault("intake.zip_bomb", file=file, values=values)])
    if any(part.compress_type not in _PACKED for part in parts):
        raise zipfile.BadZipFile


def _is_suspicious(part: zipfile.ZipInfo) -> bool:
    ratio = part.file_size / max(part.compress_size, 1)
    return part.file_size > _RATIO_COUNTS_FROM and ratio > MAX_RATIO
