"""The sent files, kept as they came: a number in the ledger leads to the file it came from.

A file is kept under ``data/received/<year>/``; its name begins with the moment that its statements
carry as ``received``, then a part of its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.files import replace_file
from analysis.language import BadInput

RECEIVED_FOLDER = Path("data", "received")
_KEPT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-[0-9a-f]{12}-.*")


@contextmanager
def kept_copy(root: Path, path: Path, content: bytes, received: str) -> Iterator[Path]:
    """Keep the file as it was sent while its statements are added; not if they cannot be.

    Gives the copy's place below ``root``. ``received`` is the moment that the statements carry.

    A copy without statements, after a crash between the two, is harmless: no ``received`` of the
    ledger has its moment.
    """
    moment = received[:19].replace("-", "").replace(":", "")
    digest = hashlib.sha256(content).hexdigest()[:12]
    name = re.sub(r"[^\w.\- ]", "_", path.name)[-80:]
    kept = RECEIVED_FOLDER / received[:4] / f"{moment}-{digest}-{name}"
    (root / kept).parent.mkdir(parents=True, exist_ok=True)
    try:
        replace_file(root / kept, content)
        yield kept
    except (OSError, BadInput):
        (root / kept).unlink(missing_ok=True)
        raise


def kept_files(root: Path) -> dict[str, list[Path]]:
    """Return the kept files below ``root`` by the moment that their statements carry, in order."""
    kept: dict[str, list[Path]] = {}
    for path in sorted((root / RECEIVED_FOLDER).glob("*/*"), key=lambda path: path.name):
        if found := _KEPT.fullmatch(path.name):
            year, month, day, *time = found.groups()
            moment = f"{year}-{month}-{day}T{':'.join(time)}+07:00"
            kept.setdefault(moment, []).append(path.relative_to(root))
    return kept
