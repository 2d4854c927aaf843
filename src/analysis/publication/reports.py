"""The kinds of report, and the making of one: read, assessed, run, rendered, its tables written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.assessment import Assessment
from analysis.exhibits import FONT_SETTING, FORMATS
from analysis.files import BEGUN, file_hash
from analysis.language import BadInput, Fault, Lang
from analysis.overview import Overview, OverviewInputs, assess_all, write_overview
from analysis.publication.editions import OVERVIEW, TRACK_RECORD, PublishedReport
from analysis.publication.notebooks import render_notebook, run_notebook
from analysis.publication.parameters import OverviewParameters, Parameters, RecordParameters
from analysis.publication.results import write_results
from analysis.publication.values import ReportInputs, assess_inputs, handed_on, read_value

AnyParameters = Parameters | OverviewParameters | RecordParameters
VALUE_FILE = "value.pickle"


@dataclass(frozen=True)
class ReportKind:
    """A kind of report: its notebook, how its value is made, and the tables written of it.

    ``stem`` names its files; ``assess`` makes the value from what a job has read, ``write`` its
    ``tables`` into a folder, and ``describe`` what the manifest tells of the value.
    """

    stem: str
    notebook: Path
    tables: tuple[str, ...]
    assess: Callable[[Job], Any]
    write: Callable[[Any, Path, Lang], None]
    describe: Callable[[Any], dict[str, Any]]

    @property
    def files(self) -> frozenset[str]:
        """The names of all files that a report of this kind has."""
        endings = ("ipynb", *(form.ending for form in FORMATS))
        return frozenset((*(f"{self.stem}.{ending}" for ending in endings), *self.tables))


@dataclass(frozen=True)
class Job:
    """One report to be made: of which kind, with which parameters, from what was read.

    ``kind`` is a key of ``KINDS``. ``place`` is the report's folder; ``known`` are files in which
    values of the same run are handed on, by unit.
    """

    kind: str
    parameters: AnyParameters
    place: str
    inputs: Any
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

    Raises ``BadInput`` when its notebook is missing.
    """
    notebook = KINDS[kind].notebook
    if not (root / notebook).is_file():
        raise BadInput([Fault("faults.missing_file", file=notebook.as_posix())])
    everything = {**hashes, str(notebook): file_hash(root / notebook)}
    return Job(kind, parameters, place, inputs, _digest(asdict(parameters), everything), {})


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
    made, executed = begun / "made", begun / "executed.ipynb"
    made.mkdir(parents=True)
    value = kind.assess(job)
    with handed_on(job.parameters, value, begun / VALUE_FILE):
        run_notebook(root, kind.notebook, asdict(job.parameters), executed)
    render_notebook(executed, made, kind.stem)
    kind.write(value, made, job.parameters.lang)
    return PublishedReport(
        unit_id=job.place,
        lang=job.parameters.lang,
        inputs_hash=job.digest,
        files={path.name: file_hash(path) for path in sorted(made.iterdir())},
        **{"data": "real", "counts": {}, **kind.describe(value)},
    )


def _assess_unit(job: Job) -> Assessment:
    read: ReportInputs = job.inputs
    assert isinstance(job.parameters, Parameters)
    assessment = assess_inputs(job.parameters, read)
    # Made here, once, and handed on with the rest.
    _ = (assessment.changes, assessment.outlooks)
    return assessment


def _describe_unit(assessment: Assessment) -> dict[str, Any]:
    last = assessment.published_results.groupby("indicator_id").tail(1)
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
        ("results.csv", "results.xlsx"), _assess_unit, write_results, _describe_unit,
    ),
    OVERVIEW: ReportKind(
        "overview", Path("notebooks", "overview.ipynb"),
        ("overview.csv", "overview.xlsx"), _assess_overview, write_overview, _describe_overview,
    ),
    TRACK_RECORD: ReportKind(
        "track-record", Path("notebooks", "track_record.ipynb"),
        (), lambda job: job.inputs, _no_tables, lambda _: {},
    ),
}  # fmt: skip


def _digest(parameters: Mapping[str, Any], hashes: Mapping[str, str]) -> str:
    """Return one hash of all that a report depends on: inputs, program, parameters, font."""
    font = os.environ.get(FONT_SETTING, "")
    content = json.dumps([dict(parameters), {**hashes, **_program()}, font], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


@cache
def _program() -> dict[str, str]:
    package = Path(__file__).parents[1]
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".yml", ".typ", ".j2",
            ".css", ".js", ".json", ".xml")]  # fmt: skip
    return {str(path.relative_to(package)): file_hash(path) for path in sorted(code)}
