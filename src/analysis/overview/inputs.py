"""What an overview is made from: every unit's inputs, all ledgers, the maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis.assessment import Assessment, Inputs, assess, edition_hashes
from analysis.files import file_hash
from analysis.language import BadInput, Fault
from analysis.ledger import DataKind, Ledgers, load_ledgers, open_books, open_store
from analysis.overview.maps import GEOMETRY_FILE, MAP_SOURCE, Geometry, load_geometry
from analysis.overview.overview import Overview, make_overview
from analysis.programme import load_programme


@dataclass(frozen=True)
class OverviewInputs:
    """Every unit's inputs in one edition, every ledger of the store, and the map."""

    edition: int
    units: tuple[Inputs, ...]
    ledgers: dict[str, pd.DataFrame]
    geometry: Geometry
    hashes: dict[str, str]


def overview_units(root: Path, data: DataKind) -> tuple[str, ...]:
    """Return the units that can have a report: those with a plan, and with such figures."""
    planned = load_programme(root).planned_units
    if data == "real":
        return planned
    known = open_store(root, data).unit_ids()
    return tuple(unit_id for unit_id in planned if unit_id in known)


def read_overview(root: Path, units: Sequence[Inputs], edition: int) -> OverviewInputs:
    """Return what the overview of these units is made from.

    All ``units`` are read as of one moment. Raises ``BadInput`` for a map that is absent, broken or
    without its source.
    """
    sources = units[0].sources
    of_maps = sources[sources["source"] == MAP_SOURCE]
    if of_maps.empty:
        raise BadInput([Fault("overview.no_map_source", values={"source": MAP_SOURCE})])
    read = _all_ledgers(root, units[0])
    hashes = {
        file: digest
        for inputs in units
        for file, digest in edition_hashes(inputs, edition, supposed=False).items()
    }
    for inputs in units:
        own = inputs.unit.unit_id
        hashes |= {f"{part} {own}": digest for part, digest in inputs.parts.items()}
    return OverviewInputs(
        edition=edition,
        units=tuple(units),
        ledgers=read.observations,
        geometry=load_geometry(root),
        hashes=hashes
        | read.hashes_beside
        | read.hashes
        | read.shared_hashes
        | _map_hashes(root, of_maps),
    )


def _all_ledgers(root: Path, inputs: Inputs) -> Ledgers:
    """Return every ledger of the store, as of the moment of ``inputs``; of real ones the sound."""
    books, programme = open_books(root, inputs.data), load_programme(root)
    kept = [name for name in books.store.unit_ids() if name in inputs.units]
    if inputs.data == "real":
        return load_ledgers([], books, programme, others=kept, as_of=inputs.as_of)
    return load_ledgers(kept, books, programme, as_of=inputs.as_of)


def _map_hashes(root: Path, sources: pd.DataFrame) -> dict[str, str]:
    told = sha256(sources.to_csv(index=False).encode()).hexdigest()
    # No figure names the source, and it is shown below each map.
    return {
        GEOMETRY_FILE.as_posix(): file_hash(root / GEOMETRY_FILE),
        f"{GEOMETRY_FILE.parent.as_posix()} source": told,
    }


def assess_all(inputs: OverviewInputs, known: Mapping[str, Assessment] | None = None) -> Overview:
    """Return the overview of the assessments of all units; ``known`` are those made already."""
    made = {} if known is None else known
    assessments = [
        made.get(unit.unit.unit_id) or assess(unit, inputs.edition) for unit in inputs.units
    ]
    return make_overview(assessments, inputs.ledgers, inputs.geometry)
