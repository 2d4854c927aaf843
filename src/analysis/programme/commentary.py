"""The analyst's own words: one Markdown file per unit, year and section of the report."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.language import BadInput, Fault

COMMENTARY_FOLDER = Path("parameters", "commentary")
SECTIONS = (
    "summary",
    "scores",
    "changes",
    "objective-1",
    "objective-2",
    "objective-3",
    "objective-4",
    "agencies",
    "quality",
)
_YEAR = re.compile(r"[0-9]{4}")


def commentary_file(unit_id: str, edition: int, section: str) -> Path:
    """Return where the words on one section are kept, below the project's root."""
    return COMMENTARY_FOLDER / unit_id / str(edition) / f"{section}.md"


def commentary_files(root: Path, unit_id: str) -> list[Path]:
    """Return a unit's files in order; not those that programs hide (Jupyter keeps copies so)."""
    folder = root / COMMENTARY_FOLDER / unit_id
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def load_commentary(root: Path, unit_id: str) -> dict[tuple[int, str], str]:
    """Return a unit's commentary of all editions by edition and section, blank files left out.

    Raises ``BadInput`` for each file that is not UTF-8 or that lies or is named otherwise than
    ``<year>/<section>.md``: a mistyped name would keep words out of the report unnoticed.
    """
    found, faults = {}, []
    for path in commentary_files(root, unit_id):
        shown = str(path.relative_to(root))
        year, *rest = path.relative_to(root / COMMENTARY_FOLDER / unit_id).parts
        known = [f"{section}.md" for section in SECTIONS]
        if not _YEAR.fullmatch(year) or len(rest) != 1 or rest[0] not in known:
            values = {"found": "/".join((year, *rest)), "expected": ", ".join(SECTIONS)}
            faults.append(Fault("parameters.unknown_commentary", file=shown, values=values))
            continue
        try:
            words = path.read_text("utf-8-sig").strip()
        except UnicodeDecodeError:
            faults.append(Fault("parameters.bad_commentary", file=shown))
            continue
        if words:
            found[int(year), path.stem] = words
    if faults:
        raise BadInput(faults)
    return found
