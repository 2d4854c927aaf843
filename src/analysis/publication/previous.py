"""From a report's parameters to its assessment: the edge that reads all that one report needs."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pandas as pd

from analysis.assessment import RESULTS, Assessment, PreviousEdition, assess, read_inputs
from analysis.language import BadInput
from analysis.overview import (
    Overview,
    OverviewInputs,
    assess_all,
    overview_units,
    read_overview,
)
from analysis.publication.editions import edition_folder, read_manifest
from analysis.publication.parameters import OverviewParameters, Parameters


def assess_report(parameters: Parameters, root: Path, reports: Path) -> Assessment:
    """Return the assessment that ``parameters`` ask for, held against the edition before.

    That one is looked for among the editions published in ``reports``. Raises ``BadInput`` for
    inputs that cannot be read, and for an agency that leads nothing in the plan.
    """
    given = (parameters.unit_id, parameters.edition, parameters.data)
    previous = find_previous(reports, *given)
    inputs = read_inputs(root, parameters.unit_id, parameters.data, parameters.moment)
    assessment = assess(inputs, parameters.edition, previous)
    return assessment.for_agency(parameters.agency) if parameters.agency else assessment


def overview_ids(root: Path, parameters: OverviewParameters) -> tuple[str, ...]:
    """Return the units of an overview: those that are asked for, or all that can have a report."""
    return tuple(parameters.unit_ids.split()) or overview_units(root, parameters.data)


def read_overview_inputs(root: Path, parameters: OverviewParameters) -> OverviewInputs:
    """Return what the overview of ``parameters`` is made from, see ``overview.read_overview``."""
    wanted = overview_ids(root, parameters)
    return read_overview(root, wanted, parameters.edition, parameters.data, parameters.moment)


def assess_overview(parameters: OverviewParameters, root: Path) -> Overview:
    """Return the overview that ``parameters`` ask for. Raises ``BadInput`` as its reading does."""
    return assess_all(read_overview_inputs(root, parameters))


def find_previous(reports: Path, unit_id: str, edition: int, data: str) -> PreviousEdition | None:
    """Return the unit's edition of the year before as it was published; None where it was not.

    A publication that is damaged or does not tell its moment counts as none.
    """
    folder = edition_folder(reports, edition - 1)
    try:
        unit = read_manifest(folder).get(unit_id)
        if unit is None or not unit.received_until or unit.data != data:
            return None
        content = (folder / unit_id / "results.csv").read_bytes()
        if hashlib.sha256(content).hexdigest() != unit.files["results.csv"]:
            return None
        return PreviousEdition(edition - 1, unit.received_until, _read_results(content))
    except (BadInput, OSError, KeyError):
        return None


def _read_results(content: bytes) -> pd.DataFrame:
    types = {name: str(column.dtype) for name, column in RESULTS.columns.items()}
    table = pd.read_csv(io.BytesIO(content), dtype=types, usecols=list(types))
    return RESULTS.validate(table)
