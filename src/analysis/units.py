"""The territorial units: nation, provinces, districts, and former provinces."""

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
Territory = Literal["whole", "before-2025-07", "after-2025-07"]


@dataclass(frozen=True)
class Unit:
    """One territory. ``unit_code`` is the statistical code as text, ``unit_id`` a slug."""

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
