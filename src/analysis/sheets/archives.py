"""Workbooks that are zip archives of XML: opened with limits, read as a stream.

What the archive says of itself is checked before anything is unpacked, and no more is unpacked
than it said. A document type, and with it every entity, is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException, sax
from defusedxml.ElementTree import fromstring

from analysis.language import BadInput, Fault

MAX_PARTS = 10_000
MAX_UNPACKED = 400 * 1024 * 1024
# A small part that describes the workbook; a sheet is never read whole.
MAX_SMALL_PART = 20 * 1024 * 1024
# Tables of figures pack ten to fifty times; only repetition without end packs more.
MAX_RATIO = 250
_RATIO_COUNTS_FROM = 5 * 1024 * 1024
_ENCRYPTED = 0x1
# What a file that breaks off, or was changed by hand, makes the standard library raise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, LookupError,
    ValueError, ArithmeticError, RuntimeError, ParseError, SAXException,
)  # fmt: skip


@contextmanager
def opened_archive(handle: BinaryIO, file: str) -> Iterator[zipfile.ZipFile]:
    """Give the archive. Raises ``BadInput`` for a bomb, for encryption, and for a broken file.

    Whatever breaks while the archive is in use is told as a broken file too.
    """
    try:
        with zipfile.ZipFile(handle) as archive:
            _check(archive, file)
            yield archive
    except DefusedXmlException as error:
        raise BadInput([Fault("intake.unsafe_xml", file=file)]) from error
    except _BROKEN as error:
        raise BadInput([Fault("intake.broken_workbook", file=file)]) from error


def read_part(archive: zipfile.ZipFile, name: str) -> Element:
    """Return a small XML part as a tree."""
    with archive.open(name) as part:
        content = part.read(MAX_SMALL_PART + 1)
    if len(content) > MAX_SMALL_PART:
        raise zipfile.BadZipFile(name)
    root: Element = fromstring(content, forbid_dtd=True)
    return root


def stream_part(archive: zipfile.ZipFile, name: str, handler: ContentHandler) -> None:
    """Read an XML part of any size through ``handler``."""
    with archive.open(name) as part:
        sax.parse(part, handler, forbid_dtd=True)


def _check(archive: zipfile.ZipFile, file: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise BadInput([Fault("intake.encrypted", file=file)])
    unpacked = sum(part.file_size for part in parts)
    bomb = len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED
    if bomb or any(_is_suspicious(part) for part in parts):
        values = {"megabytes": unpacked // 1024**2, "most": MAX_UNPACKED // 1024**2}
        raise BadInput([Fault("intake.zip_bomb", file=file, values=values)])


def _is_suspicious(part: zipfile.ZipInfo) -> bool:
    ratio = part.file_size / max(part.compress_size, 1)
    return part.file_size > _RATIO_COUNTS_FROM and ratio > MAX_RATIO
