"""From a report's parameters to its assessment: the edge that reads all that one report needs."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaErrors

from analysis.assessment import (
    RESULTS,
    RESULTS_DEFAULTS,
    Assessment,
    PreviousEdition,
    assess,
    read_inputs,
)
from analysis.files import file_fault
from analysis.language import BadInput, Fault, text
from analysis.ledger import RECEIVED
from analysis.overview import (
    Overview,
    OverviewInputs,
    assess_all,
    overview_units,
    read_overview,
)
from analysis.publication.editions import edition_folder, read_manifest
from analysis.publication.parameters import OverviewParameters, Parameters

# A unit of which these are the only verdicts has no figures, and so no moment of receipt.
_WITHOUT_FIGURES = {"no_data", "not_judged"}


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

    One that ``read_previous`` refuses counts as none.
    """
    try:
        return read_previous(reports, unit_id, edition, data)
    except BadInput:
        return None


def read_previous(reports: Path, unit_id: str, edition: int, data: str) -> PreviousEdition | None:
    """Return the unit's edition of the year before as it was published; None where it was not.

    Raises ``BadInput`` for one that was published and cannot be held against this one: it is
    damaged, lacks what no default stands for, or does not tell the moment of its figures.
    """
    folder = edition_folder(reports, edition - 1)
    try:
        unit = read_manifest(folder).get(unit_id)
        if unit is None or unit.data != data:
            return None
        if not re.fullmatch(RECEIVED, unit.received_until):
            if set(unit.counts) <= _WITHOUT_FIGURES:
                return None
            manifest = str(folder / "manifest.json")
            raise BadInput([Fault("publication.previous_without_moment", file=manifest)])
        path = folder / unit_id / "results.csv"
        content = path.read_bytes()
    except OSError as error:
        raise BadInput([file_fault(error)]) from error
    if hashlib.sha256(content).hexdigest() != unit.files.get(path.name):
        raise BadInput([Fault("publication.previous_changed", file=str(path))])
    return PreviousEdition(edition - 1, unit.received_until, read_results(content, str(path)))


def read_results(content: bytes, file: str) -> pd.DataFrame:
    """Return a published ``results.csv`` of any version, valid under ``schemas.RESULTS``.

    Columns that its version did not write get their defaults; those that this one does not know
    are passed over. Raises ``BadInput`` with the first thing in it that cannot be read.
    """
    types = {name: str(column.dtype) for name, column in RESULTS.columns.items()}
    try:
        table = pd.read_csv(io.BytesIO(content), dtype=types, usecols=lambda name: name in types)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput([Fault("publication.previous_not_a_table", file=file)]) from error
    # Where rows are longer than the header, pandas takes their beginning for an index.
    if not isinstance(table.index, pd.RangeIndex):
        raise BadInput([Fault("publication.previous_not_a_table", file=file)])
    for name in [name for name in types if name not in table]:
        if name not in RESULTS_DEFAULTS:
            raise BadInput([Fault("publication.previous_lacks_column", file=file, column=name)])
        table[name] = pd.Series(RESULTS_DEFAULTS[name], index=table.index, dtype=types[name])
    try:
        return RESULTS.validate(table[list(types)], lazy=True)
    except SchemaErrors as error:
        raise BadInput([_first_disallowed(error.failure_cases, file)]) from error


def _first_disallowed(cases: pd.DataFrame, file: str) -> Fault:
    index, column, found = cases[["index", "column", "failure_case"]].to_numpy()[0]
    row = None if pd.isna(index) else int(index) + 2
    values = {"found": "" if pd.isna(found) else found}
    return Fault("publication.previous_bad_value", file, row, str(column), values)


def left_out_reason(parameters: Parameters, folder: Path) -> str:
    """Return why the published edition before is left out of a report; no words where it is not."""
    lang, edition = parameters.lang, parameters.edition
    try:
        read_previous(folder.parents[1], parameters.unit_id, edition, parameters.data)
    except BadInput as error:
        told = text("publication.previous_left_out", lang, edition=edition - 1)
        return f"{told}\n{error.message(lang)}"
    return ""
