"""The territorial units: nation, provinces, districts, and former provinces.

A unit is one territory, and it keeps its ``unit_id`` as long as its borders last. A province that
no merger touched is one unit (``whole``). A merged province and its namesake from before are two:

* the plain slug is today's province, ``<slug>-before-2025`` the former one (``ninh-binh`` and
  ``ninh-binh-before-2025``);
* where a plan in force speaks of the former province, that one keeps the plain slug, and today's
  is ``<slug>-2025`` (``vinh-long`` and ``vinh-long-2025``; so too Đồng Tháp and Đồng Nai);
* a former province whose name is gone has the plain slug (``ha-nam``), and Hà Nội before it took
  in Hà Tây is ``ha-noi-before-2008``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from analysis.catalogue import Lang
from analysis.faults import BadInput, Fault

UNITS_FILE = Path("parameters", "units.csv")
NATION = "viet-nam"
UNITS_WITH_PLAN = (NATION, "vinh-long", "dong-thap", "ninh-binh", "trieu-son", "dong-nai")
Territory = Literal["whole", "before-2025-07", "after-2025-07", "before-2008-08", "after-2008-08"]


@dataclass(frozen=True)
class Unit:
    """One territory. ``unit_code`` is the statistical code as text, ``unit_id`` a slug.

    ``territory`` tells whether the borders are those of before or after a change, or never
    changed in the years that ledgers cover. A code may be used again after a merger.
    """

    unit_id: str
    unit_code: str
    level: Literal["nation", "province", "district", "commune"]
    parent_id: str | None
    territory: Territory
    name_vi: str
    name_en: str

    def name(self, lang: Lang) -> str:
        """Return the unit's name in ``lang``."""
        return self.name_vi if lang == "vi" else self.name_en


def load_units(root: Path) -> dict[str, Unit]:
    """Return every known unit by its id. Raises ``BadInput`` when the file is absent."""
    path = root / UNITS_FILE
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=str(UNITS_FILE))])
    rows = pd.read_csv(path, dtype=str).astype(object)
    rows = rows.where(rows.notna(), None)
    named = [{str(key): cell for key, cell in row.items()} for row in rows.to_dict("records")]
    return {row["unit_id"]: Unit(**row) for row in named}


def find_unit(units: dict[str, Unit], unit_id: str) -> Unit:
    """Return the unit that has a plan. Raises ``BadInput`` for any other id."""
    if unit_id not in UNITS_WITH_PLAN:
        values = {"found": unit_id, "known": ", ".join(UNITS_WITH_PLAN)}
        raise BadInput([Fault("faults.unknown_unit", values=values)])
    return units[unit_id]
