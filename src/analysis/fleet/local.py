"""Reports made on this machine: worker processes that end with the run."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path

from analysis.files import file_fault
from analysis.fleet.jobs import Outcome, Progress
from analysis.language import BadInput, Fault
from analysis.publication import (
    REPORTS_SETTING,
    Parameters,
    PublishedUnit,
    left_out_reason,
    make_unit,
    publish_unit,
)

WORKERS = 2


def make_all(
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
    if not faults:
        return Outcome(parameters.place, "made", left_out_reason(parameters, folder))
    reason = "\n".join(fault.message(parameters.lang) for fault in faults)
    return Outcome(parameters.place, "failed", reason)


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
