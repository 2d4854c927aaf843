"""Reports made on other machines: a ``concurrent.futures`` executor there, the publication here.

What a worker of the cluster needs travels with the report: its inputs, its notebook and the tables
of the programme; what it has made comes back as bytes. So no folder has to be shared, and what is
published does not depend on where it was made.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import current_process
from pathlib import Path
from typing import Any

from analysis.exhibits import FONT_SETTING
from analysis.files import file_fault
from analysis.fleet.jobs import Limits, Outcome, Progress, Silence
from analysis.fleet.local import Workplace, finish, make_all
from analysis.fleet.scratch import VALUES, scratch_folder
from analysis.language import BadInput, Fault
from analysis.programme import PLANS_FOLDER, load_programme
from analysis.project import MARKER
from analysis.publication import (
    KINDS,
    VALUE_FILE,
    Job,
    PublishedReport,
    program_hash,
    read_manifest,
)

# What of the run's environment a report depends on; all else is the worker's own.
_SETTINGS = (FONT_SETTING, "SOURCE_DATE_EPOCH")
CONNECT_SECONDS, _WORKER_SECONDS, _LOOK_SECONDS = 15, 60, 5
# Workers' folders and forked processes are one report's at a time.
_one_by_one = threading.Lock()


@dataclass(frozen=True)
class Parcel:
    """One report to be made elsewhere by the same ``program``, with the files of its project."""

    program: str
    files: bytes
    job: Job
    limits: Limits
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Returned:
    """What was made elsewhere: the report's entry, its files, and its value for the overview."""

    report: PublishedReport
    files: Mapping[str, bytes]
    value: bytes


def make_all_there(
    due: Sequence[Job], place: Workplace, progress: Progress, limits: Limits, address: str
) -> Generator[tuple[Job, Outcome]]:
    """Make reports on the Dask cluster whose scheduler is at ``address``; publish them here.

    Raises ``BadInput`` when the package is missing, when no scheduler answers, and when it has no
    workers. A report whose worker dies is made by another one.
    """
    with _connected(address) as client:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        progress.begin(len(due), min(workers, len(due)))

        def lives() -> bool:
            return bool(client.scheduler_info(n_workers=-1)["workers"])

        executor = client.get_executor(pure=False)
        yield from make_with(executor, due, place, limits, lives)


def make_with(
    executor: Executor,
    due: Sequence[Job],
    place: Workplace,
    limits: Limits,
    lives: Callable[[], bool] = lambda: True,
) -> Generator[tuple[Job, Outcome]]:
    """Make reports with any executor; publish each as it comes, and give up with those that do not.

    ``lives`` tells whether anybody is there who could still make one.
    """
    packed = {job.place: _parcel(job, place.root, limits) for job in due}
    jobs = {executor.submit(make_there, packed.pop(job.place)): job for job in due}
    waiting, gone = set(jobs), 0
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                yield jobs[future], _taken(future, jobs[future], place)
            gone = 0 if done or lives() else gone + _LOOK_SECONDS
            if gone >= _WORKER_SECONDS:
                for future in waiting:
                    yield jobs[future], Outcome(jobs[future].place, "failed", (_no_workers(),))
                return
    finally:
        for future in waiting:
            future.cancel()


def make_there(parcel: Parcel) -> Returned | tuple[Fault, ...]:
    """Make the report of a parcel, on the machine that this runs on, as a run on it would."""
    if parcel.program != program_hash():
        return (Fault("runs.other_program"),)
    with _one_by_one, tempfile.TemporaryDirectory() as home, scratch_folder() as scratch:
        root, folder = Path(home, "project"), Path(home, "reports", "editions", "made")
        _unpack(parcel.files, root)
        folder.mkdir(parents=True)
        own = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
        place = Workplace(root, folder, folder.parents[1], scratch, own | {**parcel.settings})
        with _may_have_children():
            limits = replace(parcel.limits, workers=1)
            ((_, outcome),) = make_all([parcel.job], place, Silence(), limits)
        if outcome.faults:
            return outcome.faults
        made = folder / parcel.job.place
        kept = scratch / VALUES / parcel.job.place
        return Returned(
            report=read_manifest(folder)[parcel.job.place],
            files={path.name: path.read_bytes() for path in made.iterdir()},
            value=kept.read_bytes() if kept.is_file() else b"",
        )


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise BadInput([Fault("runs.no_distributed")]) from error
    values = {"found": address}
    try:
        client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise BadInput([Fault("runs.no_scheduler", values=values)]) from error
    try:
        client.wait_for_workers(1, timeout=_WORKER_SECONDS)
    except TimeoutError as error:
        client.close()
        raise BadInput([_no_workers()]) from error
    return client


def _no_workers() -> Fault:
    return Fault("runs.no_cluster_workers", values={"most": _WORKER_SECONDS})


def _parcel(job: Job, root: Path, limits: Limits) -> Parcel:
    notebook = KINDS[job.kind].notebook
    own = (file for file in (MARKER, notebook) if (root / file).is_file())
    files = {file: (root / file).read_bytes() for file in own}
    for file, content in load_programme(root).files.items():
        # That others have a plan is known by its file; what it says is no matter of this report.
        others = file.is_relative_to(PLANS_FOLDER) and file.as_posix() not in job.hashes
        files[file] = b"" if others else content
    settings = {name: os.environ[name] for name in _SETTINGS if name in os.environ}
    packed = zlib.compress(pickle.dumps({file.as_posix(): held for file, held in files.items()}))
    # Values of this run are files of this machine: elsewhere they are made again.
    return Parcel(program_hash(), packed, replace(job, known={}), limits, settings)


def _unpack(packed: bytes, root: Path) -> None:
    # It was packed by the run, which is of the same program.
    for file, content in pickle.loads(zlib.decompress(packed)).items():  # noqa: S301
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(content)


@contextmanager
def _may_have_children() -> Iterator[None]:
    """Let this process start others: workers of Dask are daemons, and ours ends all it starts."""
    process = current_process()
    usual, process.daemon = process.daemon, False
    try:
        yield
    finally:
        process.daemon = usual


def _taken(future: Future[Any], job: Job, place: Workplace) -> Outcome:
    """Publish what came back, or tell why nothing did."""
    try:
        made = future.result()
    except BadInput as error:
        return Outcome(job.place, "failed", error.faults)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other reports go on
        # Dask gives up with what has cost several workers their lives.
        died = type(error).__name__ in ("KilledWorker", "BrokenProcessPool", "CancelledError")
        found = f"{type(error).__name__}: {error}".splitlines()[0]
        key, values = ("worker_died", {}) if died else ("unforeseen", {"found": found})
        return Outcome(job.place, "failed", (Fault(f"runs.{key}", values=values),))
    if not isinstance(made, Returned):
        return Outcome(job.place, "failed", made)
    begun = place.folder / job.begun
    try:
        (begun / "made").mkdir(parents=True, exist_ok=True)
        for name, content in made.files.items():
            (begun / "made" / name).write_bytes(content)
        if made.value:
            (begun / VALUE_FILE).write_bytes(made.value)
    except OSError as refusal:
        return finish((file_fault(refusal, place=begun),), job, place)
    return finish(made.report, job, place)
