"""The short names of agencies, for columns that have no room for whole ones."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from analysis.language import BadInput, Lang, without_marks
from analysis.tables import parse_records

AGENCIES_FILE = Path("parameters", "agencies.csv")


@dataclass(frozen=True)
class ShortName:
    """How an agency is named where there is little room, in both languages."""

    name_vi: str
    short_vi: str
    short_en: str

    def name(self, lang: Lang) -> str:
        """Return the short name in ``lang``."""
        return self.short_vi if lang == "vi" else self.short_en


def parse_short_names(content: bytes) -> tuple[ShortName, ...]:
    """Return the short names in the order of the rows.

    Raises ``BadInput`` for a broken file (``parameters/agencies.csv``).
    """
    columns = [field.name for field in fields(ShortName)]
    rows, faults = parse_records(content, AGENCIES_FILE, columns, longest=200, lines=())
    if faults:
        raise BadInput(faults)
    return tuple(ShortName(**row.cells) for row in rows)


def find_short_name(names: tuple[ShortName, ...], agency: str) -> ShortName | None:
    """Return an agency's short name, its whole one with or without that of its place."""
    plain = without_marks(agency)
    for each in sorted(names, key=lambda each: len(each.name_vi), reverse=True):
        known = without_marks(each.name_vi)
        if plain == known or plain.startswith(f"{known} "):
            return each
    return None
