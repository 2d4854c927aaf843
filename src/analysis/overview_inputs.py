"""What an overview is made from: its parameters, every unit's inputs, all ledgers, the maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.assessment import assess
from analysis.catalogue import Lang
from analysis.faults import BadInput, Fault
from analysis.inputs import Inputs, file_hash, read_inputs
from analysis.ledger_rows import DataKind
from analysis.maps import GEOMETRY_FOLDER, MAP_SOURCE, Geometry, load_geometries
from analysis.observations import Ledgers, load_ledgers, open_store
from analysis.overview import Overview, make_overview
from analysis.parameters import Parameters, check_parameters
from analysis.peers import load_sound_ledgers
from analysis.units import UNITS_WITH_PLAN

_NAMES = ("edition", "lang", "data", "as_of", "unit_ids")


@dataclass(frozen=True)
class OverviewParameters:
    """Of which edition, in which language, from which data; of which units.

    ``unit_ids`` are slugs separated by spaces; empty for every unit that can have a report.
    """

    edition: int
    lang: Lang
    data: DataKind
    as_of: str = ""
    unit_ids: str = ""


@dataclass(frozen=True)
class OverviewInputs:
    """Every unit's inputs in one edition, every ledger of the store, and the maps by name."""

    edition: int
    units: tuple[Inputs, ...]
    ledgers: dict[str, pd.DataFrame]
    geometries: dict[str, Geometry]
    hashes: dict[str, str]


def overview_parameters(namespace: Mapping[str, Any]) -> OverviewParameters:
    """Return the checked parameters of a running notebook; pass it ``globals()``.

    Raises ``BadInput`` with everything that is wrong.
    """
    found = OverviewParameters(**{name: namespace[name] for name in _NAMES if name in namespace})
    names = found.unit_ids.split() or [UNITS_WITH_PLAN[0]]
    faults: list[Fault] = []
    for name in names:
        try:
            unit_parameters(found, name)
        except BadInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise BadInput(faults)
    return found


def unit_parameters(parameters: OverviewParameters, unit_id: str) -> Parameters:
    """Return the parameters of one unit's assessment. Raises ``BadInput`` for bad ones."""
    given = {name: value for name, value in asdict(parameters).items() if name != "unit_ids"}
    return check_parameters({**given, "unit_id": unit_id}, file=None)


def overview_units(root: Path, data: DataKind) -> tuple[str, ...]:
    """Return the units that can have a report: those with a plan, and with such figures."""
    if data == "real":
        return UNITS_WITH_PLAN
    known = open_store(root, data).unit_ids()
    return tuple(unit_id for unit_id in UNITS_WITH_PLAN if unit_id in known)


def read_overview(root: Path, parameters: OverviewParameters) -> OverviewInputs:
    """Return what the overview of ``parameters`` is made from.

    Raises ``BadInput`` with the faults of every unit that cannot be read, and for a map that is
    absent, broken or without its source.
    """
    unit_ids = parameters.unit_ids.split() or overview_units(root, parameters.data)
    units, faults = [], []
    for unit_id in unit_ids:
        moment = unit_parameters(parameters, unit_id).moment
        try:
            units.append(read_inputs(root, unit_id, parameters.data, moment))
        except BadInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise BadInput(faults)
    if MAP_SOURCE not in set(units[0].sources["source"]):
        raise BadInput([Fault("overview.no_map_source", values={"source": MAP_SOURCE})])
    read = _all_ledgers(root, units[0])
    hashes = {file: digest for inputs in units for file, digest in inputs.hashes.items()}
    for ledgers in read:
        hashes |= ledgers.hashes
    return OverviewInputs(
        edition=parameters.edition,
        units=tuple(units),
        ledgers={name: rows for each in read for name, rows in each.observations.items()},
        geometries=load_geometries(root),
        hashes=hashes | _map_hashes(root),
    )


def _all_ledgers(root: Path, inputs: Inputs) -> list[Ledgers]:
    """Return every ledger of the store, as of the moment of ``inputs``, without broken ones."""
    kept = [name for name in open_store(root, inputs.data).unit_ids() if name in inputs.units]
    if inputs.data == "real":
        return load_sound_ledgers(kept, root, inputs.as_of)
    return [load_ledgers(kept, root, data=inputs.data)]


def _map_hashes(root: Path) -> dict[str, str]:
    files = sorted((root / GEOMETRY_FOLDER).glob("*.geojson"))
    return {file.relative_to(root).as_posix(): file_hash(file) for file in files}


def assess_all(inputs: OverviewInputs) -> Overview:
    """Return the overview of the assessments of all units."""
    assessments = [assess(unit, inputs.edition) for unit in inputs.units]
    return make_overview(assessments, inputs.ledgers, inputs.geometries)
