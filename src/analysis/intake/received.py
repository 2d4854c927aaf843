"""The sent files, kept as they came: a number in the ledger leads to the file it came from.

A file is kept under ``data/received/<year>/``; its name begins with the moment that its statements
carry as ``received``, then a part of its SHA-256.

Until the store has decided, the copy waits in a hidden folder that names the first statement of
its import. Whatever ends the import there, the next one asks the store: where that statement
stands, the copy is brought to its place, and where it does not, the copy goes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.files import replace_file
from analysis.language import is_slug
from analysis.ledger import Row, Store

RECEIVED_FOLDER = Path("data", "received")
_WAITING = RECEIVED_FOLDER / ".waiting"
_KEPT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-[0-9a-f]{12}-.*", re.DOTALL)
_IMPORT = re.compile(r"(?P<unit>[a-z0-9_-]+)\.(?P<statement>\d+)\.(?P<moment>\d{8}T\d{6})")
# File systems count the bytes of a name, up to 255: here those beside the sender's own words.
_MOST_BYTES, _MOST_OF_ENDING = 200, 20


@dataclass(frozen=True)
class WaitingCopy:
    """A copy that was written and waits for the decision: where it is, and where it will be."""

    root: Path
    folder: Path
    place: Path

    def bring(self) -> Path:
        """Bring the copy to its place, once its import is decided; return it, below the project.

        The decision stands whatever still happens here: what cannot be done, the next import does.
        """
        with suppress(OSError):
            _bring(self.root, self.folder)
            self.folder.parent.rmdir()
        return self.place


def write_copy(
    root: Path, path: Path, content: bytes, statements: Mapping[str, Sequence[Row]]
) -> WaitingCopy:
    """Write a copy of the file as it was sent, to wait until its ``statements`` are added."""
    first = next(rows[0] for rows in statements.values() if rows)
    moment, digest = _short(first["received"]), hashlib.sha256(content).hexdigest()[:12]
    name = f"{moment}-{digest}-{kept_name(path.name)}"
    folder = _WAITING / f"{first['unit_id']}.{first['statement']}.{moment}"
    (root / folder).mkdir(parents=True, exist_ok=True)
    replace_file(root / folder / name, content)
    return WaitingCopy(root, root / folder, RECEIVED_FOLDER / moment[:4] / name)


def settle_copies(root: Path, store: Store) -> None:
    """Bring the copies whose import was decided to their place, and remove all others.

    Raises ``BadInput`` where the store cannot be held or read.
    """
    folder = root / _WAITING
    if not folder.is_dir():
        return
    # Under the hold nobody else is between a copy and its decision.
    with store.writing():
        for waiting in sorted(folder.glob("*")):
            if _stands(waiting.name, store):
                _bring(root, waiting)
            else:
                shutil.rmtree(waiting)
        with suppress(OSError):
            folder.rmdir()


def _bring(root: Path, waiting: Path) -> None:
    """Bring a decided copy to its place. Its import and the next one may do so at the same time:

    what is no longer there has been brought by the other.
    """
    with suppress(FileNotFoundError):
        for copy in (copy for copy in waiting.iterdir() if _KEPT.fullmatch(copy.name)):
            place = root / RECEIVED_FOLDER / copy.name[:4] / copy.name
            place.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                copy.replace(place)
        shutil.rmtree(waiting)


def kept_name(sent: str) -> str:
    """Return the name under which a file is kept: its own, of signs that every system takes.

    One that is too long loses signs at the end of its stem; the ending stays.
    """
    plain = re.sub(r"[^\w.\- ]", "_", unicodedata.normalize("NFC", sent))
    stem, dot, ending = plain.rpartition(".")
    if not stem or len(ending.encode()) > _MOST_OF_ENDING:
        stem, dot, ending = plain, "", ""
    most = _MOST_BYTES - len((dot + ending).encode())
    return stem.encode()[:most].decode(errors="ignore").rstrip() + dot + ending


def kept_files(root: Path) -> dict[str, list[Path]]:
    """Return the kept files below ``root`` by the moment that their statements carry, in order."""
    kept: dict[str, list[Path]] = {}
    for path in sorted((root / RECEIVED_FOLDER).glob("[0-9]*/*"), key=lambda path: path.name):
        if found := _KEPT.fullmatch(path.name):
            year, month, day, *time = found.groups()
            moment = f"{year}-{month}-{day}T{':'.join(time)}+07:00"
            kept.setdefault(moment, []).append(path.relative_to(root))
    return kept


def _stands(name: str, store: Store) -> bool:
    """Tell whether the store has the statement that a waiting folder is named by."""
    found = _IMPORT.fullmatch(name)
    if found is None or not is_slug(found["unit"]):
        return False
    records, _ = store.read(found["unit"])
    return any(
        record.cells["statement"] == found["statement"]
        and _short(record.cells["received"]) == found["moment"]
        for record in records
    )


def _short(received: str) -> str:
    return received[:19].replace("-", "").replace(":", "")
