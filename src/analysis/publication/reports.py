"""The kinds of report: the notebook of each, what it is made from, what it leaves behind."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.assessment import Inputs, read_inputs
from analysis.exhibits import FONT_SETTING
from analysis.files import file_hash
from analysis.language import BadInput, Fault, Lang
from analysis.overview import write_overview
from analysis.publication.editions import OVERVIEW, PublishedUnit, reports_folder
from analysis.publication.notebooks import render_notebook, run_notebook
from analysis.publication.parameters import OverviewParameters, Parameters
from analysis.publication.previous import (
    assess_overview,
    assess_report,
    find_previous,
    overview_ids,
)
from analysis.publication.results import write_results

NOTEBOOK = Path("notebooks", "province_assessment.ipynb")
OVERVIEW_NOTEBOOK = Path("notebooks", "overview.ipynb")
# Stands in the overview's own folder, so that both are replaced in one step.
OVERVIEW_ENTRY = "overview.json"
TRACK_RECORD_NOTEBOOK = Path("notebooks", "track_record.ipynb")


def make_overview_report(
    root: Path, parameters: OverviewParameters, digest: str, begun: Path
) -> tuple[Fault, ...]:
    """Run and render the notebook into ``begun / "overview"``; return what was wrong."""
    try:
        made = begun / OVERVIEW
        made.mkdir(parents=True)
        run_notebook(root, OVERVIEW_NOTEBOOK, asdict(parameters), begun / "executed.ipynb")
        render_notebook(begun / "executed.ipynb", made, OVERVIEW)
        write_overview(assess_overview(parameters, root), made, parameters.lang)
        _write_entry(made, parameters, digest)
    except BadInput as error:
        return error.faults
    return ()


def readable_units(
    root: Path, parameters: OverviewParameters
) -> tuple[list[str], tuple[Fault, ...]]:
    """Return the units of an overview that can be read, and what is wrong with the others.

    Raises ``BadInput`` when none can be read.
    """
    readable: list[str] = []
    faults: dict[str, Fault] = {}
    for unit_id in overview_ids(root, parameters):
        try:
            read_inputs(root, unit_id, parameters.data, parameters.moment)
            readable.append(unit_id)
        except BadInput as error:
            faults |= {fault.message("en"): fault for fault in error.faults}
    if not readable:
        raise BadInput(list(faults.values()))
    return readable, tuple(faults.values())


def _write_entry(made: Path, parameters: OverviewParameters, digest: str) -> None:
    files = {path.name: file_hash(path) for path in sorted(made.iterdir())}
    entry = {"data": parameters.data, "lang": parameters.lang, "digest": digest, "files": files}
    (made / OVERVIEW_ENTRY).write_text(json.dumps(entry, indent=1) + "\n", "utf-8")


def read_entry(place: Path) -> dict[str, Any]:
    """Return what was written beside the overview; nothing where it is absent or damaged."""
    try:
        entry = json.loads((place / OVERVIEW_ENTRY).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return entry if isinstance(entry, dict) else {}


def is_whole(place: Path) -> bool:
    """Tell whether every file of a published overview is there and unchanged."""
    files = read_entry(place).get("files", {})
    if not isinstance(files, dict):
        return False
    return bool(files) and all(
        (place / name).is_file() and file_hash(place / name) == digest
        for name, digest in files.items()
    )


def make_unit(root: Path, parameters: Parameters, digest: str, begun: Path) -> PublishedUnit:
    """Run the notebook of one unit and render it into the folder ``begun / "unit"``."""
    made = begun / "unit"
    made.mkdir(parents=True)
    executed = begun / "executed.ipynb"
    run_notebook(root, NOTEBOOK, asdict(parameters), executed)
    render_notebook(executed, made, "assessment")
    assessment = assess_report(parameters, root, reports_folder(root))
    write_results(assessment, made, parameters.lang)
    last = assessment.published_results.groupby("indicator_id").tail(1)
    return PublishedUnit(
        unit_id=parameters.place,
        lang=parameters.lang,
        data=parameters.data,
        received_until=assessment.inputs.last_moment or "",
        agency=parameters.agency,
        inputs_hash=digest,
        counts={str(k): int(v) for k, v in last["status"].value_counts().items()},
        files={path.name: file_hash(path) for path in sorted(made.iterdir())},
    )


def make_track_record(root: Path, reports: Path, lang: Lang) -> Path:
    """Run the track record's notebook on the kept tables and render it; return the folder."""
    folder = reports / "track-record"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as begun:
        executed, made = Path(begun, "executed.ipynb"), Path(begun, "made")
        made.mkdir()
        run_notebook(root, TRACK_RECORD_NOTEBOOK, {"lang": lang}, executed)
        render_notebook(executed, made, "track-record")
        for path in made.iterdir():
            path.replace(folder / path.name)
    return folder


def inputs_hash(root: Path, parameters: Parameters, inputs: Inputs, folder: Path) -> str:
    """Return one hash of all that the report of one unit depends on."""
    given = (folder.parents[1], parameters.unit_id, parameters.edition, parameters.data)
    previous = find_previous(*given)
    told = {} if previous is None else {"previous": previous.digest}
    return run_digest(root, NOTEBOOK, asdict(parameters), {**inputs.hashes, **told})


def run_digest(
    root: Path, notebook: Path, parameters: Mapping[str, Any], hashes: Mapping[str, str]
) -> str:
    """Return one hash of all that a run depends on: inputs, program, notebook, parameters, font."""
    package = Path(__file__).parents[1]
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".yml", ".typ", ".j2",
            ".css", ".js", ".json", ".xml")]  # fmt: skip
    everything = {
        **hashes,
        **{str(path.relative_to(package)): file_hash(path) for path in sorted(code)},
        str(notebook): file_hash(root / notebook),
    }
    font = os.environ.get(FONT_SETTING, "")
    content = json.dumps([dict(parameters), everything, font], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
