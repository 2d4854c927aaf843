"""The heading, recipients and signature of each unit's report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from analysis.language import BadInput
from analysis.yaml_files import BlankLine, Part, read_part, read_yaml

LETTERHEADS_FILE = Path("parameters", "letterheads.yml")
_Lines = Annotated[list[BlankLine], Field(max_length=40)]


class _Letterhead(Part):
    """What stands above and below a unit's report; a line that is not known is left empty."""

    parent_body_vi: BlankLine
    parent_body_en: BlankLine
    issuing_body_vi: BlankLine
    issuing_body_en: BlankLine
    number_vi: BlankLine
    number_en: BlankLine
    place_vi: BlankLine
    place_en: BlankLine
    signature_vi: _Lines
    signature_en: _Lines
    recipients_vi: _Lines
    recipients_en: _Lines


def parse_letterhead(content: bytes, unit_id: str) -> dict[str, Any]:
    """Return the lines of a unit's letterhead by name and language.

    Raises ``BadInput`` for a broken file (``parameters/letterheads.yml``), and for every line
    that is missing, is none, or is not known.
    """
    source = read_yaml(content, LETTERHEADS_FILE.as_posix())
    if unit_id not in source.content:
        raise BadInput([source.fault("parameters.no_letterhead", (), found=unit_id)])
    found, faults = read_part(_Letterhead, source.content[unit_id], source, (unit_id,))
    if found is None:
        raise BadInput(faults)
    return found.model_dump()
