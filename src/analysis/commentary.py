"""The analyst's own words: one Markdown file per unit, year and section of the report."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.faults import BadInput, Fault

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


def load_commentary(root: Path, unit_id: str) -> dict[tuple[int, str], str]:
    """Return a unit's commentary of all editions by edition and section, blank files left out.

    Raises ``BadInput`` for each file that is not UTF-8 or whose name is no section: a mistyped
    name would keep words out of the report without anybody knowing.
    """
    found, faults = {}, []
    for path in sorted((root / COMMENTARY_FOLDER / unit_id).rglob("*.md")):
        shown = str(path.relative_to(root))
        year = path.parent.name
        if path.stem not in SECTIONS or not _YEAR.fullmatch(year):
            values = {"found": f"{year}/{path.name}", "expected": ", ".join(SECTIONS)}
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
