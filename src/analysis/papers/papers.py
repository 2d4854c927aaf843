"""The text of a plan's document: .txt, .html, .docx, and .pdf, scanned ones where Tesseract is.

Every format becomes one text of the same kind: a line per paragraph (or per printed line), tables
as rows between bars ("| Chỉ tiêu | 2025 | 2030 |", lines inside a cell parted by ``<br>``), a form
feed between pages. Places in a document are places in this text; of a .txt it is the file's own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.language import BadInput, Fault
from analysis.papers.docx_text import docx_text
from analysis.papers.html_text import html_text
from analysis.papers.pdf_text import pdf_text
from analysis.papers.scans import scanned_text

# A plan with its annexes has some hundred pages; what is larger is no plan.
MOST_BYTES = 60_000_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Paper:
    """A document as it was read: the file's name, the SHA-256 of its bytes, and its text.

    ``recognised`` tells that the text was recognised in the pictures of a scan.
    """

    name: str
    sha256: str
    text: str
    recognised: bool = False


def read_paper(path: Path) -> Paper:
    """Return the document in ``path``, read by what its name ends in.

    Raises ``BadInput`` for a file that cannot be opened, is of another format, is damaged or
    holds no text, as a scan does.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        values = {"found": path.suffix or "–", "expected": ", ".join(sorted(_READERS))}
        raise BadInput([Fault("papers.other_format", file=path.name, values=values)])
    try:
        content = path.read_bytes()
    except OSError as error:
        values = {"found": error.strerror or type(error).__name__}
        raise BadInput([Fault("papers.not_opened", file=path.name, values=values)]) from error
    if len(content) > MOST_BYTES:
        size = {"found": len(content) // 1_000_000, "expected": MOST_BYTES // 1_000_000}
        raise BadInput([Fault("papers.too_large", file=path.name, values=size)])
    text, recognised = read(content, path.name), False
    if text is None:
        text, recognised = scanned_text(content, path.name), True
    if not text.strip():
        raise BadInput([Fault("papers.no_text", file=path.name)])
    return Paper(path.name, hashlib.sha256(content).hexdigest(), text, recognised)


def _plain_text(content: bytes, name: str) -> str:
    """Line breaks become one sign, as everywhere where a text is opened."""
    return _decoded(content, name).replace("\r\n", "\n").replace("\r", "\n")


def _page_of_the_web(content: bytes, name: str) -> str:
    declared = _CHARSET.search(content[:4096])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return html_text(content.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass
    return html_text(_decoded(content, name))


def _decoded(content: bytes, name: str) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        values = {"found": error.start}
        raise BadInput([Fault("papers.not_utf8", file=name, values=values)]) from error


_READERS: dict[str, Callable[[bytes, str], str | None]] = {
    ".txt": _plain_text,
    ".md": _plain_text,
    ".html": _page_of_the_web,
    ".htm": _page_of_the_web,
    ".docx": docx_text,
    ".pdf": pdf_text,
}
