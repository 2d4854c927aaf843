"""The document kept beside a plan, a copy with its SHA-256: what the plan is held against.

``data/plans/documents/<unit>.<ending>`` and, as ``sha256sum`` writes it, ``<unit>.sha256``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysis.files import replace_file, replace_text
from analysis.language import BadInput, Fault
from analysis.programme import PLANS_FOLDER

DOCUMENTS_FOLDER = PLANS_FOLDER / "documents"
_SUM = ".sha256"


def keep_document(root: Path, unit_id: str, document: Path) -> Path:
    """Keep a copy of a unit's document; return its place below ``root``. Another one gives way."""
    content, folder = document.read_bytes(), root / DOCUMENTS_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{unit_id}{document.suffix.lower()}"
    replace_file(place, content)
    told = f"{hashlib.sha256(content).hexdigest()}  {place.name}\n"
    replace_text(place.with_suffix(_SUM), told)
    for other in _copies(root, unit_id):
        if other != place:
            other.unlink()
    return place.relative_to(root)


def kept_document(root: Path, unit_id: str) -> Path | None:
    """Return the document that is kept of a unit's plan, or None.

    Raises ``BadInput`` when it is not the one whose SHA-256 was written down.
    """
    copies = _copies(root, unit_id)
    if not copies:
        return None
    kept = copies[0]
    told = kept.with_suffix(_SUM)
    known = told.read_text("utf-8").split() if told.is_file() else []
    if known[:2] != [hashlib.sha256(kept.read_bytes()).hexdigest(), kept.name]:
        raise BadInput([Fault("documents.other_document", file=str(kept.relative_to(root)))])
    return kept


def _copies(root: Path, unit_id: str) -> list[Path]:
    found = (root / DOCUMENTS_FOLDER).glob(f"{unit_id}.*")
    return sorted(path for path in found if path.suffix != _SUM and path.stem == unit_id)
