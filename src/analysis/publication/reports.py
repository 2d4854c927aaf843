"""The kinds of report, and the making of one: read, assessed, run, rendered, its tables written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis.assessment import Assessment, ending_of
from analysis.exhibits import FONT_SETTING, FORMATS, Link
from analysis.files import file_hash
from analysis.language import BadInput, Fault, Lang, text
from analysis.overview import Overview, OverviewInputs, assess_all, write_overview
from analysis.publication.editions import (
    BEGUN,
    INDEX,
    OVERVIEW,
    TABLES,
    TRACK_RECORD,
    PublishedReport,
    revised_place,
)
from analysis.publication.notebooks import find_running_cell, render_notebook, run_notebook
from analysis.publication.parameters import (
    CLOSING,
    OverviewParameters,
    Parameters,
    RecordParameters,
    current_day,
    is_day_prescribed,
)
from analysis.publication.places import is_place
from analysis.publication.tables import write_results
from analysis.publication.values import (
    ReportInputs,
    assess_inputs,
    handed_on,
    read_revised,
    read_value,
)

AnyParameters = Parameters | OverviewParameters | RecordParameters
VALUE_FILE, _RUNNING_CELL = "value.pickle", "running-cell"
_OF_A_REVISION = ("revision", "reason")
# What inputs are called to a reader, by how their names begin; the last one takes the rest.
_KINDS_OF_INPUT = (
    ("plan", "data/plans"),
    ("boundaries", ("data/boundaries", "data/weights")),
    ("edition", "previous"),
    ("options", "parameter "),
    ("scenarios", "parameters/scenarios"),
    ("rules", "parameters/"),
    ("program", ("program", "notebook", "font", "data/track_record", "data/geometry")),
    ("figures", ""),
)


@dataclass(frozen=True)
class ReportKind:
    """A kind of report: its notebook, how its value is made, and the tables written of it.

    ``stem`` names its files; ``assess`` makes the value from what a job has read, ``write`` its
    ``tables`` into a folder, and ``describe`` what the manifest tells of the value. One
    ``of_an_edition`` stands beside the page that leads to all of it.
    """

    stem: str
    notebook: Path
    tables: tuple[str, ...]
    assess: Callable[[Job], Any]
    write: Callable[[Any, Path, Lang], None]
    describe: Callable[[Any], dict[str, Any]]
    of_an_edition: bool = True

    @property
    def files(self) -> frozenset[str]:
        """The names of all files that a report of this kind has."""
        endings = ("ipynb", *(form.ending for form in FORMATS))
        return frozenset((*(f"{self.stem}.{ending}" for ending in endings), *self.tables))


@dataclass(frozen=True)
class Job:
    """One report to be made: of which kind, with which parameters, from what was read.

    ``kind`` is a key of ``KINDS``. ``place`` is the report's folder; ``known`` are files in which
    values of the same run are handed on, by unit. ``hashes`` are those of all that it depends on,
    ``digest`` one hash of these: what a revision is called and why counts for neither.
    """

    kind: str
    parameters: AnyParameters
    place: str
    inputs: Any
    hashes: Mapping[str, str]
    digest: str
    known: Mapping[str, Path]

    @property
    def begun(self) -> str:
        """The folder in which it is made."""
        return f"{BEGUN}{self.place}"


def make_job(
    root: Path,
    kind: str,
    parameters: AnyParameters,
    place: str,
    inputs: Any,
    hashes: Mapping[str, str],
) -> Job:
    """Return the job of a report whose inputs were read from files with these ``hashes``.

    Raises ``BadInput`` when its notebook is missing and when no folder can have the place's name.
    """
    if not is_place(place):
        raise BadInput([Fault("publication.bad_place", values={"found": place})])
    notebook = KINDS[kind].notebook
    if not (root / notebook).is_file():
        raise BadInput([Fault("faults.missing_file", file=notebook.as_posix())])
    given = {name: str(value) for name, value in asdict(parameters).items()}
    everything = {
        **hashes,
        **{
            f"parameter {name}": given[name]
            for name in given
            if name not in _OF_A_REVISION and (name != "closing" or given[name] == str(True))
        },
        "font": os.environ.get(FONT_SETTING, ""),
        "notebook": file_hash(root / notebook),
        "program": program_hash(),
    }
    digest = hashlib.sha256(json.dumps(everything, sort_keys=True).encode()).hexdigest()
    return Job(kind, parameters, place, inputs, everything, digest, {})


def as_revision(job: Job, reports: Path, number: int, reason: str) -> Job:
    """Return the job as that of the revision ``number`` of what is published in ``reports``.

    Raises ``BadInput`` when the report that it revises cannot be read.
    """
    if number == 1 or isinstance(job.parameters, RecordParameters):
        return job
    parameters = replace(job.parameters, revision=number, reason=reason)
    place, inputs = revised_place(job.place, number), job.inputs
    if isinstance(parameters, Parameters):
        inputs = replace(inputs, revision=read_revised(parameters, reports))
    return replace(job, parameters=parameters, place=place, inputs=inputs)


def changed_since(job: Job, report: PublishedReport) -> tuple[str, ...]:
    """Return what has changed since a report was published: kinds of input, in ``_KINDS_OF_INPUT``.

    Empty where an earlier version of the program did not write of what it was made.
    """
    if not report.inputs:
        return ()
    names = {*job.hashes, *report.inputs}
    changed = {name for name in names if job.hashes.get(name) != report.inputs.get(name)}
    found = {
        next(kind for kind, start in _KINDS_OF_INPUT if name.startswith(start)) for name in changed
    }
    return tuple(kind for kind, _ in _KINDS_OF_INPUT if kind in found)


def is_current(job: Job, report: PublishedReport | None) -> bool:
    """Tell whether a report was made from the same, into the same files."""
    if report is None or report.inputs_hash != job.digest:
        return False
    return set(report.files) == KINDS[job.kind].files


def make_report(root: Path, job: Job, folder: Path) -> PublishedReport:
    """Make a report in ``folder / job.begun / "made"``; its value stays beside, in ``VALUE_FILE``.

    Raises ``BadInput`` for what cannot be assessed, and when the notebook stops with an error.
    """
    kind = KINDS[job.kind]
    begun = folder / job.begun
    shutil.rmtree(begun, ignore_errors=True)
    made = begun / "made"
    made.mkdir(parents=True)
    watch = _Watch()
    value = kind.assess(job)
    watch.lap("assess")
    given = asdict(job.parameters)
    # Which notebook it is says whether it closes.
    given.pop("closing", None)
    with handed_on(job.parameters, value, begun / VALUE_FILE):
        executed = run_notebook(root, kind.notebook, given, begun / _RUNNING_CELL)
    watch.lap("notebook")
    render_notebook(executed, made, kind.stem, _links_of(kind, job.parameters.lang))
    watch.lap("files")
    kind.write(value, made, job.parameters.lang)
    watch.lap("tables")
    return PublishedReport(
        unit_id=job.place,
        lang=job.parameters.lang,
        inputs_hash=job.digest,
        inputs=dict(job.hashes),
        made=current_day().isoformat(),
        seconds={} if is_day_prescribed() else watch.seconds,
        revision=getattr(job.parameters, "revision", 1),
        reason=getattr(job.parameters, "reason", ""),
        files={path.name: file_hash(path) for path in sorted(made.iterdir())},
        **{"data": "real", "counts": {}, **kind.describe(value)},
    )


class _Watch:
    """Tells how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage], self._since = round(now - self._since, 2), now


def _links_of(kind: ReportKind, lang: Lang) -> list[Link]:
    """Return the ways from a report's page to its other files, and to the page of all reports."""
    forms = {f"{kind.stem}.{form.ending}": form.name for form in FORMATS if form.name}
    tables = {name: TABLES[Path(name).suffix[1:]] for name in kind.tables}
    found = [Link(name, shown) for name, shown in (forms | tables).items()]
    if kind.of_an_edition:
        found.append(Link(f"../{INDEX}", text("publication.all_reports", lang)))
    return found


def running_cell(job: Job, folder: Path) -> int | None:
    """Return in which cell of its notebook a report is that ``make_report`` makes in ``folder``."""
    return find_running_cell(folder / job.begun / _RUNNING_CELL)


def _assess_unit(job: Job) -> Assessment:
    read: ReportInputs = job.inputs
    assert isinstance(job.parameters, Parameters)
    assessment = assess_inputs(job.parameters, read)
    # Made here, once, and handed on with the rest.
    _ = (assessment.changes, assessment.outlooks)
    return assessment


def _assess_closing(job: Job) -> Assessment:
    """Return the assessment of what ended. Raises ``BadInput`` for what has not."""
    assessment = _assess_unit(job)
    ending_of(assessment.inputs, assessment.agency)
    return assessment


def _describe_unit(assessment: Assessment) -> dict[str, Any]:
    results = assessment.published_results
    last = results.groupby(["plan_of", "indicator_id"], dropna=False).tail(1)
    return {
        "data": assessment.inputs.data,
        "received_until": assessment.inputs.last_moment or "",
        "agency": assessment.agency or "",
        "counts": {str(k): int(v) for k, v in last["status"].value_counts().items()},
    }


def _assess_overview(job: Job) -> Overview:
    inputs: OverviewInputs = job.inputs
    return assess_all(inputs, {unit: read_value(path) for unit, path in job.known.items()})


def _describe_overview(overview: Overview) -> dict[str, Any]:
    return {"data": overview.data}


def _no_tables(_value: Any, _folder: Path, _lang: Lang) -> None:
    """The record's tables are the project's own, in ``data/track_record``."""


KINDS: dict[str, ReportKind] = {
    "assessment": ReportKind(
        "assessment", Path("notebooks", "province_assessment.ipynb"),
        ("results.xlsx", "results.csv"), _assess_unit, write_results, _describe_unit,
    ),
    CLOSING: ReportKind(
        "assessment", Path("notebooks", "closing_report.ipynb"),
        ("results.xlsx", "results.csv"), _assess_closing, write_results, _describe_unit,
    ),
    OVERVIEW: ReportKind(
        "overview", Path("notebooks", "overview.ipynb"),
        ("overview.xlsx", "overview.csv"), _assess_overview, write_overview, _describe_overview,
    ),
    TRACK_RECORD: ReportKind(
        "track-record", Path("notebooks", "track_record.ipynb"),
        (), lambda job: job.inputs, _no_tables, lambda _: {}, of_an_edition=False,
    ),
}  # fmt: skip


@cache
def program_hash() -> str:
    """Return one hash of the program itself."""
    package = Path(__file__).parents[1]
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".yml", ".typ", ".j2",
            ".css", ".js", ".json", ".xml")]  # fmt: skip
    hashes = {str(path.relative_to(package)): file_hash(path) for path in sorted(code)}
    return hashlib.sha256(json.dumps(hashes).encode()).hexdigest()
