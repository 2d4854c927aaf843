"""Making the reports: one notebook run per unit, two at a time, each published whole or not."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.faults import BadInput, Fault
from analysis.inputs import Inputs, read_inputs
from analysis.parameters import Parameters
from analysis.publication import (
    PublishedUnit,
    edition_folder,
    edition_lock,
    hash_of,
    is_intact,
    publish_unit,
    read_manifest,
    restore_interrupted,
    write_index,
    write_results,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = Path("notebooks", "province_assessment.ipynb")
WORKERS = 2


@dataclass(frozen=True)
class Outcome:
    """What became of one unit: ``made``, ``kept`` (nothing had changed) or ``failed``."""

    unit_id: str
    state: str
    reason: str = ""


def make_assessments(
    root: Path,
    wanted: list[Parameters],
    reports: Path,
    *,
    fresh: bool,
    report_progress: Callable[[Outcome], None],
) -> list[Outcome]:
    """Make and publish the assessments of ``wanted``, which share one edition and language.

    A unit whose inputs are those of its published report is kept unless ``fresh``. Raises
    ``BadInput`` before anything is written when no unit can be read, when the edition is held by
    another run, or when illustrative reports would replace real ones.
    """
    outcomes, ready = _read_all(root, wanted)
    folder = edition_folder(reports, wanted[0].edition)
    with edition_lock(folder):
        restore_interrupted(folder)
        published = {} if fresh else read_manifest(folder)
        if not fresh:
            _refuse_mixing(ready, published, folder)
        for outcome in outcomes:
            report_progress(outcome)
        for outcome in _run_all(root, ready, published, folder):
            outcomes.append(outcome)
            report_progress(outcome)
        write_index(folder, wanted[0].edition, wanted[0].lang)
    return outcomes


def _read_all(
    root: Path, wanted: list[Parameters]
) -> tuple[list[Outcome], dict[Parameters, Inputs]]:
    failed: list[Outcome] = []
    ready: dict[Parameters, Inputs] = {}
    faults: list[Fault] = []
    for parameters in wanted:
        try:
            ready[parameters] = read_inputs(root, parameters.unit_id, parameters.data)
        except BadInput as error:
            faults += error.faults
            reason = error.message(parameters.lang)
            failed.append(Outcome(parameters.unit_id, "failed", reason))
    if not ready:
        raise BadInput(_distinct(faults))
    return failed, ready


def _distinct(faults: list[Fault]) -> list[Fault]:
    return list({fault.message("en"): fault for fault in faults}.values())


def _refuse_mixing(
    ready: dict[Parameters, Inputs], published: dict[str, PublishedUnit], folder: Path
) -> None:
    replaced = [
        parameters.unit_id
        for parameters in ready
        if parameters.data == "illustrative"
        and parameters.unit_id in published
        and published[parameters.unit_id].data == "real"
    ]
    if replaced:
        values = {"found": ", ".join(replaced)}
        raise BadInput([Fault("runs.replaces_real", file=str(folder), values=values)])


def _run_all(
    root: Path,
    ready: dict[Parameters, Inputs],
    published: dict[str, PublishedUnit],
    folder: Path,
) -> Iterator[Outcome]:
    due = []
    for parameters, inputs in ready.items():
        entry = published.get(parameters.unit_id)
        digest = _inputs_hash(root, parameters, inputs)
        if entry and entry.inputs_hash == digest and is_intact(folder, entry):
            yield Outcome(parameters.unit_id, "kept")
        else:
            due.append((parameters, digest))
    if not due:
        return
    # A worker that inherited this process's threads could hang: each starts anew.
    with ProcessPoolExecutor(min(WORKERS, len(due)), get_context("spawn"), _calm_worker) as pool:
        running: dict[Future[None], str] = {
            pool.submit(make_unit, root, parameters, digest, folder): parameters.unit_id
            for parameters, digest in due
        }
        for future in as_completed(running):
            yield _outcome(future, running[future], due[0][0])


def _outcome(future: Future[None], unit_id: str, parameters: Parameters) -> Outcome:
    error = future.exception()
    if error is None:
        return Outcome(unit_id, "made")
    if isinstance(error, BadInput):
        return Outcome(unit_id, "failed", error.message(parameters.lang))
    return Outcome(unit_id, "failed", f"{type(error).__name__}: {error}".splitlines()[0])


def _calm_worker() -> None:
    # Two workers with two BLAS threads each on two cores slow each other down many times over.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    # What a kernel logs is of no use to the person at the terminal; failures come back as faults.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    # nbformat's optional URI checks cost seconds of start-up in every process.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def make_unit(root: Path, parameters: Parameters, digest: str, folder: Path) -> None:
    """Run the notebook of one unit, render it, and publish the folder.

    Everything is made in a hidden folder beside its place; nothing of it stays when a step fails.
    """
    from nbformat import NO_CONVERT, read, write

    from analysis.assessment import assess
    from analysis.rendering import AssessmentHTMLExporter, AssessmentPDFExporter

    prefix = f".making-{parameters.unit_id}-"
    with tempfile.TemporaryDirectory(dir=folder, prefix=prefix) as begun:
        made = Path(begun, "unit")
        made.mkdir(mode=0o755)
        executed = Path(begun, "executed.ipynb")
        run_notebook(root, parameters, executed)
        notebook = without_traces(read(executed, as_version=NO_CONVERT))
        write(notebook, made / "assessment.ipynb")
        html, _ = AssessmentHTMLExporter().from_notebook_node(notebook)
        (made / "assessment.html").write_text(html, "utf-8")
        pdf, _ = AssessmentPDFExporter().from_notebook_node(notebook)
        (made / "assessment.pdf").write_bytes(pdf)
        inputs = read_inputs(root, parameters.unit_id, parameters.data)
        results = assess(inputs, parameters.edition).published_results
        write_results(made, results, parameters.lang)
        last = results.groupby("indicator_id").tail(1)
        entry = PublishedUnit(
            unit_id=parameters.unit_id,
            lang=parameters.lang,
            data=parameters.data,
            inputs_hash=digest,
            counts={str(k): int(v) for k, v in last["status"].value_counts().items()},
            files={path.name: hash_of(path) for path in sorted(made.iterdir())},
        )
        publish_unit(made, folder, entry)


def run_notebook(root: Path, parameters: Parameters, output: Path) -> None:
    """Execute the report notebook with papermill into ``output``.

    Raises ``BadInput`` with the failing cell's message when the run stops with an error.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    os.environ["MANGNON_HOME"] = str(root)
    try:
        papermill.execute_notebook(
            root / NOTEBOOK, output, asdict(parameters), progress_bar=False, log_output=False
        )
    except PapermillExecutionError as error:
        values = {"found": f"{error.ename}: {error.evalue}"}
        raise BadInput([Fault("runs.cell_failed", file=str(NOTEBOOK), values=values)]) from error


def without_traces(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without papermill's times and paths, and with the day it is dated.

    The day is today's, or that of ``SOURCE_DATE_EPOCH``: with it the same run gives the same bytes.
    """
    notebook.metadata.pop("papermill", None)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    notebook.metadata["mangnon"] = {"date": day.date().isoformat()}
    for place, cell in enumerate(notebook.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = f"injected-{place}"
    return notebook


def _inputs_hash(root: Path, parameters: Parameters, inputs: Inputs) -> str:
    package = Path(__file__).parent
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".yml", ".typ", ".j2",
            ".css", ".json", ".html")]  # fmt: skip
    hashes = {
        **inputs.hashes,
        **{str(path.relative_to(package)): hash_of(path) for path in sorted(code)},
        str(NOTEBOOK): hash_of(root / NOTEBOOK),
    }
    content = json.dumps([asdict(parameters), hashes], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
