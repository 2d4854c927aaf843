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
    filled = [table for table in peers if len(table)]
    if not filled:
        return with_plain_words(nothing)
    stated = pd.concat(filled, ignore_index=True)
    known = (stated["year"] <= edition) & (stated["status"] != "suspect")
    return with_plain_words(stated.loc[known, list(_TYPES)].reset_index(drop=True))
