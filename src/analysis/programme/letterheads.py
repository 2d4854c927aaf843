"""The heading, recipients and signature of each unit's report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.language import BadInput

LETTERHEADS_FILE = Path("parameters", "letterheads.yml")


def parse_letterhead(content: bytes, unit_id: str) -> dict[str, Any]:
    """Return the lines of a unit's letterhead by name and language.

    Raises ``BadInput`` for a broken file (``parameters/letterheads.yml``), and for every line
    that is missing, is none, or is not known.
    """
    from analysis.programme.shapes import LetterheadShape
    from analysis.yaml_files import read_part, read_yaml

    source = read_yaml(content, LETTERHEADS_FILE.as_posix())
    if unit_id not in source.content:
        raise BadInput([source.fault("parameters.no_letterhead", (), found=unit_id)])
    found, faults = read_part(LetterheadShape, source.content[unit_id], source, (unit_id,))
    if found is None:
        raise BadInput(faults)
    return found.model_dump()
