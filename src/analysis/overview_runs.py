"""Making the overview of an edition: one notebook run, published whole beside the units."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from analysis.edition_index import write_index
from analysis.faults import BadInput, Fault
from analysis.inputs import file_hash, read_inputs
from analysis.notebook_runs import render_notebook, run_notebook
from analysis.overview_files import write_overview
from analysis.overview_inputs import (
    OverviewParameters,
    assess_all,
    overview_units,
    read_overview,
    unit_parameters,
)
from analysis.publication import (
    OVERVIEW,
    edition_folder,
    edition_lock,
    replace_folder,
    restore_interrupted,
)
from analysis.runs import run_apart, run_digest

NOTEBOOK = Path("notebooks", "overview.ipynb")
# Stands in the overview's own folder, so that both are replaced in one step.
ENTRY = "overview.json"


@dataclass(frozen=True)
class OverviewOutcome:
    """What became of the overview: ``made`` or ``kept``; where it is, and who is not in it."""

    state: str
    page: Path
    left_out: tuple[Fault, ...]


def make_edition_overview(
    root: Path, parameters: OverviewParameters, reports: Path, *, fresh: bool
) -> OverviewOutcome:
    """Make and publish the overview; it is kept where nothing had changed, unless ``fresh``.

    Units whose inputs cannot be read are left out and named. Raises ``BadInput`` before anything
    is written when no unit can be read, when the maps cannot, when the edition is held by another
    run, and when an overview of illustrative data would replace one of real data.
    """
    if not (root / NOTEBOOK).is_file():
        raise BadInput([Fault("faults.missing_file", file=NOTEBOOK.as_posix())])
    readable, left_out = _readable_units(root, parameters)
    wanted = replace(parameters, unit_ids=" ".join(readable))
    inputs = read_overview(root, wanted)
    digest = run_digest(root, NOTEBOOK, asdict(wanted), inputs.hashes)
    folder = edition_folder(reports, wanted.edition)
    page = folder / OVERVIEW / "overview.html"
    with edition_lock(folder):
        published = _read_entry(folder / OVERVIEW)
        if published.get("data") == "real" and wanted.data == "illustrative" and not fresh:
            values = {"found": OVERVIEW}
            raise BadInput([Fault("runs.replaces_real", file=str(folder), values=values)])
        restore_interrupted(folder)
        if not fresh and published.get("digest") == digest and _is_intact(folder / OVERVIEW):
            return OverviewOutcome("kept", page, left_out)
        begun = folder / f".making-{OVERVIEW}"
        try:
            run_apart(_make, root, wanted, digest, begun)
            replace_folder(begun / OVERVIEW, folder / OVERVIEW)
            write_index(root, folder, wanted.edition, wanted.lang)
        finally:
            shutil.rmtree(begun, ignore_errors=True)
    return OverviewOutcome("made", page, left_out)


def _make(
    root: Path, parameters: OverviewParameters, digest: str, begun: Path
) -> tuple[Fault, ...]:
    """Run and render the notebook into ``begun / "overview"``; return what was wrong."""
    try:
        made = begun / OVERVIEW
        made.mkdir(parents=True)
        run_notebook(root, NOTEBOOK, asdict(parameters), begun / "executed.ipynb")
        render_notebook(begun / "executed.ipynb", made, OVERVIEW)
        write_overview(assess_all(read_overview(root, parameters)), made, parameters.lang)
        _write_entry(made, parameters, digest)
    except BadInput as error:
        return error.faults
    return ()


def _readable_units(
    root: Path, parameters: OverviewParameters
) -> tuple[list[str], tuple[Fault, ...]]:
    readable: list[str] = []
    faults: dict[str, Fault] = {}
    for unit_id in parameters.unit_ids.split() or overview_units(root, parameters.data):
        try:
            read_inputs(root, unit_id, parameters.data, unit_parameters(parameters, unit_id).moment)
            readable.append(unit_id)
        except BadInput as error:
            faults |= {fault.message("en"): fault for fault in error.faults}
    if not readable:
        raise BadInput(list(faults.values()))
    return readable, tuple(faults.values())


def _write_entry(made: Path, parameters: OverviewParameters, digest: str) -> None:
    files = {path.name: file_hash(path) for path in sorted(made.iterdir())}
    entry = {"data": parameters.data, "lang": parameters.lang, "digest": digest, "files": files}
    (made / ENTRY).write_text(json.dumps(entry, indent=1) + "\n", "utf-8")


def _read_entry(place: Path) -> dict[str, Any]:
    """Return what was written beside the overview; nothing where it is absent or damaged."""
    try:
        entry = json.loads((place / ENTRY).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _is_intact(place: Path) -> bool:
    files = _read_entry(place).get("files", {})
    return bool(files) and all(
        (place / name).is_file() and file_hash(place / name) == digest
        for name, digest in files.items()
    )
