"""What other units of the same level state: the figures that a unit's own are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.ledger import OBSERVATION_COLUMNS
from analysis.programme import Unit


def peer_ids(
    unit_id: str, units: Mapping[str, Unit], boundaries: pd.DataFrame, kept: Iterable[str]
) -> list[str]:
    """Return the units of ``kept`` on the unit's level whose territory is another, sorted.

    What the unit was put together from, and what it became part of, are no others.
    """
    parts = boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]
    wholes = boundaries.loc[boundaries["part_id"] == unit_id, "unit_id"]
    same = {unit_id, *parts, *wholes}
    level = units[unit_id].level
    return sorted(
        name for name in kept if name in units and units[name].level == level and name not in same
    )


def peer_figures(peers: Iterable[pd.DataFrame], edition: int) -> pd.DataFrame:
    """Return the peers' figures up to the edition, without suspect ones.

    ``peers`` holds what is stated of each of them (``OBSERVATIONS``).
    """
    numbers = dict.fromkeys(("value", "numerator", "denominator"), "float64")
    types = dict.fromkeys(OBSERVATION_COLUMNS, "str") | numbers | {"year": "Int64"}
    nothing = pd.DataFrame(columns=list(OBSERVATION_COLUMNS)).astype(types)
    tables = [table for table in peers if len(table)]
    figures = pd.concat(tables, ignore_index=True) if tables else nothing
    kept = (figures["year"] <= edition) & (figures["status"] != "suspect")
    return figures[kept].reset_index(drop=True)
