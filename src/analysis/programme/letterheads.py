"""The heading, recipients and signature of each unit's report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from analysis.language import LANGS, BadInput, Fault

LETTERHEADS_FILE = Path("parameters", "letterheads.yml")
_LETTERHEAD_LINES = ("parent_body", "issuing_body", "number", "place", "signature", "recipients")


def parse_letterhead(content: bytes, unit_id: str) -> dict[str, Any]:
    """Return the lines of a unit's letterhead by name and language.

    Raises ``BadInput`` for a broken file (``parameters/letterheads.yml``), and for every line
    that is missing.
    """
    try:
        letterheads = yaml.safe_load(content.decode("utf-8"))
        letterhead = dict(letterheads[unit_id])
    except (UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        values = {"found": unit_id}
        raise BadInput(
            [Fault("parameters.no_letterhead", file=str(LETTERHEADS_FILE), values=values)]
        ) from error
    lines = [f"{name}_{lang}" for name in _LETTERHEAD_LINES for lang in LANGS]
    missing = [
        Fault("parameters.letterhead_line", str(LETTERHEADS_FILE),
              values={"found": unit_id, "expected": line})
        for line in lines
        if line not in letterhead
    ]  # fmt: skip
    if missing:
        raise BadInput(missing)
    return letterhead
