"""Reports made on this machine: worker processes that end with the run.

Not a ``ProcessPoolExecutor``: there one worker that is ended takes the reports of all with it.
Here each is watched and ended by itself, with all that it started.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import connection, get_context, parent_process
from pathlib import Path

from analysis.files import file_fault
from analysis.fleet.jobs import Limits, Outcome, Progress
from analysis.fleet.processes import (
    CAN_FORK,
    ONE_THREAD,
    adopt_orphans,
    children_of_this,
    end_descendants,
    end_family,
    megabytes_of,
)
from analysis.fleet.scratch import KERNELS, TEMPORARY, VALUES
from analysis.fleet.warming import WARM, begin_to_warm
from analysis.language import BadInput, Fault
from analysis.publication import (
    KINDS,
    REPORTS_SETTING,
    VALUE_FILE,
    Job,
    PublishedReport,
    make_report,
    publish,
    running_cell,
)

# How often the workers are looked at.
_LOOK_SECONDS = 0.5
_Made = PublishedReport | tuple[Fault, ...]


@dataclass(frozen=True)
class Work:
    """What came of one report in a worker; ``cold`` where no kernel for it could be forked."""

    made: _Made
    cold: bool = False


@dataclass(frozen=True)
class Workplace:
    """Where reports are made: the project, the edition in ``reports``, the run's own folder.

    ``environment`` is the run's own: a fork server has that of the first run that it served.
    """

    root: Path
    folder: Path
    reports: Path
    scratch: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


def make_all(
    due: Sequence[Job], place: Workplace, progress: Progress, limits: Limits
) -> Generator[tuple[Job, Outcome]]:
    """Make reports in worker processes; publish them one after the other.

    The value of each that was published is left in the run's ``VALUES``, under its place. What goes
    beyond ``limits`` is ended, and the others go on.
    """
    if not due:
        return
    waiting, makers, idle = deque(due), dict[Maker, Job](), list[Maker]()
    progress.begin(len(due), min(limits.workers, len(due)))
    adopt_orphans()
    begin_to_warm()
    others = children_of_this()
    try:
        while waiting or makers:
            while waiting and len(makers) < limits.workers:
                maker = idle.pop() if idle else Maker(place)
                makers[maker] = _give_next(maker, waiting, progress, limits)
            connection.wait([maker.line for maker in makers], _LOOK_SECONDS)
            for maker, job, work in _ended(makers, limits):
                if maker.lives and waiting:
                    # It works on while what it has made is published.
                    makers[maker] = _give_next(maker, waiting, progress, limits)
                elif maker.lives:
                    idle.append(maker)
                else:
                    _end_strays(others, (*makers, *idle))
                yield job, finish(work.made, job, place, cold=work.cold)
    finally:
        # All is done, or the run was stopped. nbclient lets a worker outlive a polite request.
        for maker in (*makers, *idle):
            maker.end()
        _end_strays(others, ())
        for job in due:
            shutil.rmtree(place.folder / job.begun, ignore_errors=True)


def _ended(makers: dict[Maker, Job], limits: Limits) -> Iterator[tuple[Maker, Job, Work]]:
    """Take out and yield the workers that are done with their report, and what became of it."""
    for maker, job in list(makers.items()):
        work = maker.look(job, limits)
        if work is not None:
            del makers[maker]
            yield maker, job, work


def _give_next(maker: Maker, waiting: deque[Job], progress: Progress, limits: Limits) -> Job:
    job = waiting.popleft()
    progress.start(job.place)
    maker.give(job, limits)
    return job


class Maker:
    """One worker process, and what it is to be ended by."""

    def __init__(self, place: Workplace) -> None:
        # A worker that inherited this process's threads could hang: each comes from a process that
        # has none, or starts anew.
        context = get_context("forkserver") if CAN_FORK else get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, place), daemon=True)
        self.process.start()
        theirs.close()
        self.folder, self.lives, self.until = place.folder, True, 0.0

    def give(self, job: Job, limits: Limits) -> None:
        """Give it a report to make."""
        self.until = time.monotonic() + limits.seconds
        # One that has died is found by ``look``.
        with suppress(OSError):
            self.line.send(job)

    def look(self, job: Job, limits: Limits) -> Work | None:
        """Return what it has made, or why it could not; None while it works."""
        try:
            if self.line.poll():
                return self.line.recv()  # type: ignore[no-any-return]
        except (EOFError, OSError):
            self.end()
            return Work((Fault("runs.worker_died"),))
        taken = megabytes_of(self.process.pid or 0, enough=limits.megabytes)
        if taken > limits.megabytes:
            return self._stopped(job, "too_much_memory", taken=round(taken), most=limits.megabytes)
        if time.monotonic() > self.until:
            return self._stopped(job, "too_long", most=limits.seconds)
        return None

    def _stopped(self, job: Job, key: str, **values: int) -> Work:
        self.end()
        cell = running_cell(job, self.folder)
        fault = Fault(
            f"runs.{key}",
            KINDS[job.kind].notebook.as_posix(),
            values=values,
            cell=None if cell is None else str(cell),
        )
        return Work((fault,))

    def end(self) -> None:
        """End it with all that it started."""
        end_family(self.process.pid or 0)
        self.process.join()
        self.line.close()
        self.lives = False


def _end_strays(others: set[int], makers: Sequence[Maker]) -> None:
    """End what a worker left behind that has died: its kernel, and what cells have started."""
    for stray in children_of_this() - others - {maker.process.pid for maker in makers}:
        end_family(stray)


def finish(made: _Made, job: Job, place: Workplace, *, cold: bool = False) -> Outcome:
    """Publish what a worker has made, or tell why it could not."""
    begun, faults = place.folder / job.begun, () if isinstance(made, PublishedReport) else made
    try:
        if isinstance(made, PublishedReport):
            publish(begun / "made", place.folder, made)
            _keep_value(begun / VALUE_FILE, place.scratch / VALUES / job.place)
    except OSError as refusal:
        faults = (file_fault(refusal, place=place.folder / job.place),)
    shutil.rmtree(begun, ignore_errors=True)
    return Outcome(job.place, "failed" if faults else "made", faults, cold=cold)


def _keep_value(value: Path, kept: Path) -> None:
    """Keep a value for the overview of the same run, which makes it again where that is refused."""
    try:
        # Reports may go to another disk than the run's own folder.
        shutil.move(value, kept)
    except OSError:
        kept.unlink(missing_ok=True)


def _work(line: connection.Connection, place: Workplace) -> None:
    """Make one report after the other, as long as the run asks for more."""
    _settle_in(place)
    from analysis.fleet.kernels import start_zygote

    zygote = start_zygote()
    threading.Thread(target=_end_with_the_run, daemon=True).start()
    with suppress(EOFError):
        while True:
            job, born = line.recv(), zygote.born if zygote else 0
            made = _make(job, place)
            # What a cell has started and left behind.
            end_descendants(os.getpid(), spared=zygote.pid if zygote else 0)
            line.send(Work(made, cold=zygote is not None and zygote.born == born))


def _settle_in(place: Workplace) -> None:
    os.environ.clear()
    os.environ.update({**place.environment, **ONE_THREAD})
    import_module(WARM)
    # What an analyst's notebook would look for in the project's own folder.
    os.environ[REPORTS_SETTING] = str(place.reports.resolve())
    # What is left where this is killed goes with the run's folder, kernels' files too.
    os.environ["JUPYTER_RUNTIME_DIR"] = str(place.scratch / KERNELS)
    os.environ["TMPDIR"] = tempfile.tempdir = str(place.scratch / TEMPORARY)
    # A stop is meant for the run, which ends this with all below; not so for what is started here.
    signal.signal(signal.SIGINT, lambda *_: None)
    # What a kernel logs is of no use to the person at the terminal; failures come back as faults.
    # Nor may what its cells start print among the lines that another program reads.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    adopt_orphans()


def _end_with_the_run() -> None:
    # A worker whose run was killed would go on making what nobody publishes.
    run = parent_process()
    if run:
        run.join()
    end_descendants(os.getpid())
    os._exit(1)


def _make(job: Job, place: Workplace) -> _Made:
    try:
        return make_report(place.root, job, place.folder)
    except BadInput as error:
        return error.faults
    except OSError as error:
        return (file_fault(error, place=place.folder / job.place),)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other reports go on
        found = f"{type(error).__name__}: {error}".splitlines()[0]
        return (Fault("runs.unforeseen", values={"found": found}),)
