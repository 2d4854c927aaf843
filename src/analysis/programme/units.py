"""The territorial units: nation, provinces, districts, and former provinces.

A unit is one territory, and it keeps its ``unit_id`` as long as its borders last. A province that
no merger touched is one unit (``whole``). A merged province and its namesake from before are two:

* the plain slug is today's province, ``<slug>-before-2025`` the former one (``ninh-binh`` and
  ``ninh-binh-before-2025``);
* where a plan in force speaks of the former province, that one keeps the plain slug, and today's
  is ``<slug>-2025`` (``vinh-long`` and ``vinh-long-2025``; so too Đồng Tháp and Đồng Nai);
* a former province whose name is gone has the plain slug (``ha-nam``), and Hà Nội before it took
  in Hà Tây is ``ha-noi-before-2008``;
* a commune has its province's id before its own name and level: ``ninh-binh-xa-gia-vien``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from analysis.language import LONGEST_SLUG, BadInput, Fault, Lang, is_slug
from analysis.programme.unit_names import bare_english_name, bare_name, english_name
from analysis.tables import Record, parse_records

UNITS_FILE = Path("parameters", "units.csv")
NATION = "viet-nam"
Level = Literal["nation", "province", "district", "commune"]
Territory = Literal["whole", "before-2025-07", "after-2025-07", "before-2008-08", "after-2008-08"]
# Quyết định 23/QĐ-TTg, 07/01/2021: 2021–2030.
PROGRAMME_START = 2021


@dataclass(frozen=True)
class Unit:
    """One territory. ``unit_code`` is the statistical code as text, ``unit_id`` a slug.

    ``territory`` tells whether the borders are those of before or after a change, or never
    changed in the years that ledgers cover. A code may be used again after a merger.
    """

    unit_id: str
    unit_code: str
    level: Level
    parent_id: str | None
    territory: Territory
    name_vi: str
    name_en: str

    def name(self, lang: Lang) -> str:
        """Return the unit's name in ``lang``."""
        return self.name_vi if lang == "vi" else self.name_en

    def place(self, lang: Lang) -> str:
        """Return the name of the place alone, without its level and its time: ``Vĩnh Long``."""
        return bare_name(self.name_vi) if lang == "vi" else bare_english_name(self.name_en)


def parse_units(content: bytes) -> dict[str, Unit]:
    """Return every known unit by its id, in the order of the rows, which is the programme's.

    Raises ``BadInput`` when a row or column of ``parameters/units.csv`` is not as it should be.
    """
    rows, faults = parse_records(
        content, UNITS_FILE, [field.name for field in fields(Unit)], longest=200, lines=()
    )
    faults += [fault for row in rows for fault in (*_unknown_words(row), *_bad_ids(row))]
    if faults:
        raise BadInput(faults)
    return {row.cells["unit_id"]: _unit(row.cells) for row in rows}


def _unknown_words(row: Record) -> Iterator[Fault]:
    for column, known in (("level", get_args(Level)), ("territory", get_args(Territory))):
        found = row.cells[column]
        if found not in known:
            values = {"found": found, "expected": ", ".join(known)}
            yield Fault("parameters.bad_unit", str(UNITS_FILE), row.row, column, values)


def _bad_ids(row: Record) -> Iterator[Fault]:
    """Files are named by ids: one that is no slug could lead out of its folder."""
    for column in ("unit_id", "parent_id"):
        found = row.cells[column]
        if not is_slug(found) and (found or column == "unit_id"):
            values = {"found": found[:LONGEST_SLUG], "most": LONGEST_SLUG}
            yield Fault("parameters.bad_unit_id", str(UNITS_FILE), row.row, column, values)


def _unit(cells: dict[str, Any]) -> Unit:
    english = cells["name_en"] or english_name(cells["name_vi"])
    return Unit(**{**cells, "parent_id": cells["parent_id"] or None, "name_en": english})
