"""Making the reports: one notebook run per unit, two at a time, each published whole or not."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from typing import Any, Protocol

from analysis.catalogue import Lang
from analysis.edition_index import write_index
from analysis.faults import BadInput, Fault
from analysis.inputs import Inputs, file_hash, read_inputs
from analysis.notebook_runs import render_notebook, run_notebook
from analysis.parameters import Parameters
from analysis.publication import (
    REPORTS_SETTING,
    PublishedUnit,
    edition_folder,
    edition_lock,
    file_fault,
    find_previous,
    is_intact,
    publish_unit,
    read_manifest,
    reports_folder,
    restore_interrupted,
)

NOTEBOOK = Path("notebooks", "province_assessment.ipynb")
TRACK_RECORD_NOTEBOOK = Path("notebooks", "track_record.ipynb")
WORKERS = 2


@dataclass(frozen=True)
class Outcome:
    """What became of one unit: ``made``, ``kept`` (nothing had changed) or ``failed``."""

    unit_id: str
    state: str
    reason: str = ""


class Progress(Protocol):
    """Hears how a run goes on: first what needed no work, then the work as it is done."""

    def begin(self, due: int, workers: int) -> None:
        """Hear that ``due`` reports are to be made now, ``workers`` at a time."""

    def show(self, outcome: Outcome) -> None:
        """Hear what became of one unit."""


def make_assessments(
    root: Path, wanted: list[Parameters], reports: Path, *, fresh: bool, progress: Progress
) -> list[Outcome]:
    """Make and publish the assessments of ``wanted``, which share one edition and language.

    A unit whose inputs are those of its published report is kept unless ``fresh``. Raises
    ``BadInput`` before anything is written when no unit can be read, when the edition cannot be
    written or is held by another run, when its manifest is damaged, or when illustrative reports
    would replace real ones.
    """
    if not (root / NOTEBOOK).is_file():
        raise BadInput([Fault("faults.missing_file", file=str(NOTEBOOK))])
    failed, ready = _read_all(root, wanted)
    folder = edition_folder(reports, wanted[0].edition)
    outcomes = []
    with edition_lock(folder):
        published = read_manifest(folder)
        if not fresh:
            _refuse_mixing(ready, published, folder)
        restore_interrupted(folder)
        kept, due = _sort_out(root, ready, {} if fresh else published, folder)
        try:
            for outcome in itertools.chain(failed, kept, _make_all(root, due, folder, progress)):
                outcomes.append(outcome)
                progress.show(outcome)
        finally:
            # A run that is stopped keeps what it has published, and the way to it.
            write_index(root, folder, wanted[0].edition, wanted[0].lang)
    return outcomes


def _read_all(
    root: Path, wanted: list[Parameters]
) -> tuple[list[Outcome], dict[Parameters, Inputs]]:
    failed: list[Outcome] = []
    ready: dict[Parameters, Inputs] = {}
    faults: list[Fault] = []
    for parameters in wanted:
        try:
            ready[parameters] = read_inputs(
                root, parameters.unit_id, parameters.data, parameters.moment
            )
        except BadInput as error:
            faults += error.faults
            reason = error.message(parameters.lang)
            failed.append(Outcome(parameters.place, "failed", reason))
    if not ready:
        raise BadInput(_distinct(faults))
    return failed, ready


def _distinct(faults: list[Fault]) -> list[Fault]:
    return list({fault.message("en"): fault for fault in faults}.values())


def _refuse_mixing(
    ready: dict[Parameters, Inputs], published: dict[str, PublishedUnit], folder: Path
) -> None:
    replaced = [
        parameters.place
        for parameters in ready
        if parameters.data == "illustrative"
        and parameters.place in published
        and published[parameters.place].data == "real"
    ]
    if replaced:
        values = {"found": ", ".join(replaced)}
        raise BadInput([Fault("runs.replaces_real", file=str(folder), values=values)])


def _sort_out(
    root: Path,
    ready: dict[Parameters, Inputs],
    published: dict[str, PublishedUnit],
    folder: Path,
) -> tuple[list[Outcome], dict[Parameters, str]]:
    """Return what is kept, and the hash of the inputs of each unit that has to be made."""
    kept, due = [], {}
    for parameters, inputs in ready.items():
        entry = published.get(parameters.place)
        digest = _inputs_hash(root, parameters, inputs, folder)
        if entry and entry.inputs_hash == digest and is_intact(folder, entry):
            kept.append(Outcome(parameters.place, "kept"))
        else:
            due[parameters] = digest
    return kept, due


def _make_all(
    root: Path, due: dict[Parameters, str], folder: Path, progress: Progress
) -> Iterator[Outcome]:
    """Make the units in worker processes; publish them here, one after the other."""
    if not due:
        return
    workers, strangers = min(WORKERS, len(due)), set(active_children())
    progress.begin(len(due), workers)
    # A worker that inherited this process's threads could hang: each starts anew.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _calm_worker)
    try:
        running = {
            pool.submit(_make_unit_for_pool, root, parameters, digest, folder): parameters
            for parameters, digest in due.items()
        }
        for future in as_completed(running):
            yield _finish(future, running[future], folder)
    finally:
        # All is done, or the run was stopped. nbclient lets a worker outlive a polite request.
        for worker in set(active_children()) - strangers:
            worker.kill()
        pool.shutdown(cancel_futures=True)
        for parameters in due:
            shutil.rmtree(_begun(folder, parameters), ignore_errors=True)


def _finish(
    future: Future[PublishedUnit | tuple[Fault, ...]], parameters: Parameters, folder: Path
) -> Outcome:
    """Publish what a worker has made, or tell why it could not."""
    error = future.exception()
    faults: tuple[Fault, ...] = ()
    try:
        if isinstance(error, OSError):
            raise error
        if isinstance(error, BrokenProcessPool):
            faults = (Fault("runs.worker_died"),)
        elif error:
            values = {"found": f"{type(error).__name__}: {error}".splitlines()[0]}
            faults = (Fault("runs.unforeseen", values=values),)
        else:
            made = future.result()
            if isinstance(made, PublishedUnit):
                publish_unit(_begun(folder, parameters) / "unit", folder, made)
            else:
                faults = made
    except OSError as refusal:
        faults = (file_fault(refusal),)
    shutil.rmtree(_begun(folder, parameters), ignore_errors=True)
    reason = "\n".join(fault.message(parameters.lang) for fault in faults)
    return Outcome(parameters.place, "failed" if faults else "made", reason)


def _begun(folder: Path, parameters: Parameters) -> Path:
    return folder / f".making-{parameters.place}"


def _calm_worker() -> None:
    # Two workers with two BLAS threads each on two cores slow each other down many times over.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    # What a kernel logs is of no use to the person at the terminal; failures come back as faults.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    # nbformat's optional URI checks cost seconds of start-up in every process.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    threading.Thread(target=_end_with_the_run, daemon=True).start()


def _end_with_the_run() -> None:
    # A worker whose run was killed would go on making what nobody publishes.
    run = parent_process()
    if run:
        run.join()
    os._exit(1)


def _make_unit_for_pool(
    root: Path, parameters: Parameters, digest: str, folder: Path
) -> PublishedUnit | tuple[Fault, ...]:
    # Where the notebook finds the edition before; a parameter would put this path into its file.
    os.environ[REPORTS_SETTING] = str(folder.parents[1].resolve())
    try:
        return make_unit(root, parameters, digest, _begun(folder, parameters))
    except BadInput as error:
        return error.faults


def make_unit(root: Path, parameters: Parameters, digest: str, begun: Path) -> PublishedUnit:
    """Run the notebook of one unit and render it into the folder ``begun / "unit"``."""
    from analysis.assessing import assess_report
    from analysis.results_files import write_results

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


def run_apart(task: Callable[..., tuple[Fault, ...]], *given: object) -> None:
    """Run one task in a quiet process of its own, which ends with the run.

    Raises ``BadInput`` with the faults that the task returns, and when its process died.
    """
    strangers = set(active_children())
    pool = ProcessPoolExecutor(1, get_context("spawn"), _calm_worker)
    try:
        faults = pool.submit(task, *given).result()
    except BrokenProcessPool:
        faults = (Fault("runs.worker_died"),)
    finally:
        for worker in set(active_children()) - strangers:
            worker.kill()
        pool.shutdown(cancel_futures=True)
    if faults:
        raise BadInput(faults)


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


def _inputs_hash(root: Path, parameters: Parameters, inputs: Inputs, folder: Path) -> str:
    given = (folder.parents[1], parameters.unit_id, parameters.edition, parameters.data)
    previous = find_previous(*given)
    told = {} if previous is None else {"previous": previous.digest}
    return run_digest(root, NOTEBOOK, asdict(parameters), {**inputs.hashes, **told})


def run_digest(
    root: Path, notebook: Path, parameters: Mapping[str, Any], hashes: Mapping[str, str]
) -> str:
    """Return one hash of all that a run depends on: inputs, program, notebook, parameters, font."""
    from analysis.typst_document import FONT_SETTING

    package = Path(__file__).parent
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
