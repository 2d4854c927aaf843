"""What a report shows, as one value: read once, assessed once, and handed on to whoever needs it.

Whoever makes a report makes its value and hands it on: the notebook takes it from there, the tables
are written from it, and the overview of the same run takes it too. A notebook that runs by itself
finds nothing handed on and makes the value.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from analysis.assessment import (
    Assessment,
    Inputs,
    PreviousEdition,
    Revision,
    assess,
    edition_hashes,
    read_inputs,
    year_before,
)
from analysis.language import BadInput, Fault
from analysis.overview import (
    Overview,
    OverviewInputs,
    assess_all,
    overview_units,
    read_overview,
)
from analysis.publication.editions import edition_folder, read_manifest, revisions_of
from analysis.publication.parameters import OverviewParameters, Parameters, current_day
from analysis.publication.previous import read_previous, read_published
from analysis.track_record import RecordSummary, load_record

T = TypeVar("T")
# Names the file in which a running notebook finds its value; a parameter would be printed.
_HANDED_ON = "MANGNON_VALUE"


@dataclass(frozen=True)
class ReportInputs:
    """What one unit's report is made from: its inputs, and the edition before.

    ``unusable`` tells why a published edition before is left out; ``revision`` which report of the
    same edition this one revises, if it does; ``agency`` whose page it is, if it is one's.
    """

    inputs: Inputs
    edition: int
    previous: PreviousEdition | None
    unusable: tuple[Fault, ...]
    revision: Revision | None = None
    agency: str = ""

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of everything that was read."""
        told = {} if self.previous is None else {"previous": self.previous.digest}
        own = edition_hashes(self.inputs, self.edition, supposed=not self.agency)
        return own | self.inputs.parts | told


def read_report_inputs(
    parameters: Parameters, root: Path, reports: Path, inputs: Inputs | None = None
) -> ReportInputs:
    """Return what the report of ``parameters`` is made from; ``inputs`` if they are read already.

    The edition before is looked for among those published in ``reports``. Raises ``BadInput`` for
    inputs that cannot be read.
    """
    found = inputs or read_inputs(root, parameters.unit_id, parameters.data, parameters.moment)
    revision = read_revised(parameters, reports)
    edition, agency = parameters.edition, parameters.agency
    try:
        previous = read_previous(reports, parameters.unit_id, edition, parameters.data)
        return ReportInputs(found, edition, previous, (), revision, agency)
    except BadInput as error:
        told = Fault("publication.previous_left_out", values={"edition": edition - 1})
        return ReportInputs(found, edition, None, (told, *error.faults), revision, agency)


def read_revised(parameters: Parameters, reports: Path) -> Revision | None:
    """Return which published report the one with these parameters revises; None for a first one.

    Raises ``BadInput`` for one that cannot be read.
    """
    folder = edition_folder(reports, parameters.edition)
    published = revisions_of(read_manifest(folder), parameters.place)
    earlier = [report for report in published if report.revision < parameters.revision]
    if not earlier:
        return None
    before = read_published(folder, earlier[-1]) or year_before(parameters.edition)
    return Revision(parameters.revision, parameters.reason, before)


def assess_inputs(parameters: Parameters, read: ReportInputs) -> Assessment:
    """Return the assessment of what was read.

    Raises ``BadInput`` for an agency that leads nothing in the plan.
    """
    made = assess(read.inputs, parameters.edition, read.previous)
    # A report of what was known then counts what was overdue then.
    day = None if parameters.moment else current_day()
    inherited = tuple(replace(each, day=day) for each in made.inherited)
    assessment = replace(made, revision=read.revision, day=day, inherited=inherited)
    return assessment.for_agency(parameters.agency) if parameters.agency else assessment


def assess_report(parameters: Parameters, root: Path, reports: Path) -> Assessment:
    """Return the assessment that ``parameters`` ask for, held against the edition before.

    Raises ``BadInput`` for inputs that cannot be read, and for an agency that leads nothing.
    """
    handed = _handed_on(parameters, Assessment)
    return handed or assess_inputs(parameters, read_report_inputs(parameters, root, reports))


def overview_ids(root: Path, parameters: OverviewParameters) -> tuple[str, ...]:
    """Return the units of an overview: those that are asked for, or all that can have a report."""
    return tuple(parameters.unit_ids.split()) or overview_units(root, parameters.data)


def read_overview_inputs(
    root: Path, parameters: OverviewParameters, units: Mapping[str, Inputs] | None = None
) -> OverviewInputs:
    """Return what the overview is made from; ``units`` are the inputs that are read already.

    Raises ``BadInput`` as ``overview.read_overview`` does.
    """
    known = {} if units is None else units
    faults: dict[str, Fault] = {}
    read = []
    for unit_id in overview_ids(root, parameters):
        try:
            read.append(
                known.get(unit_id) or read_inputs(root, unit_id, parameters.data, parameters.moment)
            )
        except BadInput as error:
            faults |= {fault.message("en"): fault for fault in error.faults}
    if faults:
        raise BadInput(list(faults.values()))
    return read_overview(root, read, parameters.edition)


def assess_overview(parameters: OverviewParameters, root: Path) -> Overview:
    """Return the overview that ``parameters`` ask for. Raises ``BadInput`` as its reading does."""
    handed = _handed_on(parameters, Overview)
    return handed or assess_all(read_overview_inputs(root, parameters))


def summarise_record(root: Path) -> RecordSummary:
    """Return the track record. Raises ``BadInput`` when a table of it cannot be read."""
    return _handed_on(None, RecordSummary) or load_record(root)


@contextmanager
def handed_on(parameters: object, value: object, path: Path) -> Iterator[None]:
    """Hand ``value`` on in the file ``path`` to a notebook that runs inside with ``parameters``."""
    path.write_bytes(pickle.dumps((parameters, value)))
    os.environ[_HANDED_ON] = str(path)
    try:
        yield
    finally:
        del os.environ[_HANDED_ON]


def read_value(path: Path) -> Any:
    """Return the value that was handed on in ``path``."""
    # The file was written by this run, in a folder of its own.
    return pickle.loads(path.read_bytes())[1]  # noqa: S301


def _handed_on(parameters: object, kind: type[T]) -> T | None:
    """Return the value that was handed on for these parameters; None where there is none."""
    path = os.environ.get(_HANDED_ON)
    if not path or not Path(path).is_file():
        return None
    given, value = pickle.loads(Path(path).read_bytes())  # noqa: S301 - written by this run
    same = parameters is None or given == parameters
    return value if same and isinstance(value, kind) else None
