"""What other units of the same level state: the figures that a unit's own are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.programme import Unit
from analysis.tables import with_plain_words

_TYPES = {
    **dict.fromkeys(("unit_id", "indicator_id", "source", "qualifier"), "str"),
    "year": "Int64",
    "value": "float64",
}


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

    ``peers`` holds what is stated of each of them (``OBSERVATIONS``); a row of the figures has
    ``unit_id, indicator_id, year, value, source, qualifier``.
    """
    nothing = pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)
    tables = [
        table.loc[(table["year"] <= edition) & (table["status"] != "suspect"), list(_TYPES)]
        for table in peers
    ]
    filled = [table for table in tables if len(table)]
    return with_plain_words(pd.concat(filled, ignore_index=True) if filled else nothing)
