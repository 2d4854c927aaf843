"""Reports made on this machine: worker processes that end with the run."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path

from analysis.files import file_fault
from analysis.fleet.jobs import Outcome, Progress
from analysis.language import BadInput, Fault
from analysis.publication import (
    REPORTS_SETTING,
    VALUE_FILE,
    Job,
    PublishedReport,
    make_report,
    publish,
)

WORKERS = 2


def make_all(
    root: Path, due: Sequence[Job], folder: Path, progress: Progress, values: Path
) -> Iterator[tuple[Job, Outcome]]:
    """Make reports in worker processes; publish them in ``folder``, one after the other.

    The value of each that was published is left in ``values``, under its place.
    """
    if not due:
        return
    workers, strangers = min(WORKERS, len(due)), set(active_children())
    progress.begin(len(due), workers)
    # A worker that inherited this process's threads could hang: each starts anew.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _calm_worker)
    try:
        running = {pool.submit(_make_for_pool, root, job, folder): job for job in due}
        for future in as_completed(running):
            job = running[future]
            yield job, _finish(future, job, folder, values)
    finally:
        # All is done, or the run was stopped. nbclient lets a worker outlive a polite request.
        for worker in set(active_children()) - strangers:
            worker.kill()
        pool.shutdown(cancel_futures=True)
        for job in due:
            shutil.rmtree(folder / job.begun, ignore_errors=True)


def _finish(
    future: Future[PublishedReport | tuple[Fault, ...]], job: Job, folder: Path, values: Path
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
            found = f"{type(error).__name__}: {error}".splitlines()[0]
            faults = (Fault("runs.unforeseen", values={"found": found}),)
        else:
            made = future.result()
            if isinstance(made, PublishedReport):
                publish(folder / job.begun / "made", folder, made)
                (folder / job.begun / VALUE_FILE).replace(values / job.place)
            else:
                faults = made
    except OSError as refusal:
        faults = (file_fault(refusal),)
    shutil.rmtree(folder / job.begun, ignore_errors=True)
    return Outcome(job.place, "failed" if faults else "made", faults)


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


def _make_for_pool(root: Path, job: Job, folder: Path) -> PublishedReport | tuple[Fault, ...]:
    # What an analyst's notebook would look for in the project's own folder.
    os.environ[REPORTS_SETTING] = str(folder.parents[1].resolve())
    try:
        return make_report(root, job, folder)
    except BadInput as error:
        return error.faults
