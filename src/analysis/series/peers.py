"""What other units of the same level state: the figures that a unit's own are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import pandas as pd

from analysis.language import BadInput
from analysis.ledger import OBSERVATION_COLUMNS, Ledgers, load_ledgers, open_store
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


def load_sound_ledgers(unit_ids: Iterable[str], root: Path, as_of: str | None) -> list[Ledgers]:
    """Return the ledgers of several units, of one moment where none of them is broken.

    A broken one is left out: its fault is for its own unit to hear.
    """
    names = list(unit_ids)
    try:
        return [load_ledgers(names, root, as_of=as_of)]
    except BadInput:
        found: list[Ledgers] = []
        for name in names:
            with suppress(BadInput):
                found.append(load_ledgers([name], root, as_of=as_of))
        return found


def load_peers(
    unit_id: str, root: Path, units: Mapping[str, Unit], boundaries: pd.DataFrame, as_of: str | None
) -> list[Ledgers]:
    """Return the ledgers of the unit's peers, without broken ones."""
    names = peer_ids(unit_id, units, boundaries, open_store(root).unit_ids())
    return load_sound_ledgers(names, root, as_of)


def peer_figures(peers: Iterable[Ledgers], edition: int) -> pd.DataFrame:
    """Return the peers' figures (``OBSERVATIONS``) up to the edition, without suspect ones."""
    numbers = dict.fromkeys(("value", "numerator", "denominator"), "float64")
    types = dict.fromkeys(OBSERVATION_COLUMNS, "str") | numbers | {"year": "Int64"}
    nothing = pd.DataFrame(columns=list(OBSERVATION_COLUMNS)).astype(types)
    tables = [table for ledgers in peers for table in ledgers.observations.values() if len(table)]
    figures = pd.concat(tables, ignore_index=True) if tables else nothing
    kept = (figures["year"] <= edition) & (figures["status"] != "suspect")
    return figures[kept].reset_index(drop=True)
