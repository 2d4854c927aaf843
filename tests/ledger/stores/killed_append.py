"""Kills an append at each of its steps. Run as a script, so that a fork has no threads to lose.

    killed_append.py files FOLDER      kill before each change of a file, in copies of FOLDER/home
    killed_append.py database FOLDER   kill around what is sent to MANGNON_STORE

FOLDER gets one copy per step, ``killed-<step>``; what is left in them is for the test to judge.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from analysis.ledger import Store, open_store
from analysis.ledger.stores.csv_files import CsvStore

CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Killer:
    """Counts what a process does to files, and kills it before the ``last`` one."""

    def __init__(self, last: int, *, torn: bool) -> None:
        self.left, self.torn = last, torn

    def watch(self) -> None:
        """Begin to count; a process cannot take this back."""
        flush = os.fsync

        def fsync(handle: int) -> None:
            self.count(handle)
            flush(handle)

        os.fsync = fsync
        sys.addaudithook(self.hear)

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Hear of everything that Python asks the system for."""
        if event in CHANGES or (event == "open" and given[2] & _WRITING):
            self.count(None)

    def count(self, handle: int | None) -> None:
        """End the process here when its time has come; half of what it wrote may be lost."""
        self.left -= 1
        if self.left == 0:
            if self.torn and handle is not None and stat.S_ISREG(os.fstat(handle).st_mode):
                os.ftruncate(handle, os.fstat(handle).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], None], prepare: Callable[[], None]) -> bool:
    """Do the work in a child that ``prepare`` may kill; tell whether it was killed."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
        return os.WIFSIGNALED(status)
    try:
        prepare()
        work()
        os._exit(0)
    finally:
        os._exit(1)


def append(store: Store, folder: Path) -> None:
    given = json.loads((folder / "append.json").read_text("utf-8"))
    with store.writing() as writer:
        writer.append(given["statements"], given["sources"])


def recover(store: Store) -> None:
    with store.writing():
        pass


def kill_files(folder: Path) -> None:
    """Kill an append at each step, and the recovery from each of these at each of its steps."""
    for name, torn in (("killed-whole", False), ("killed-torn", True)):
        kill_each_step(folder, "home", name, lambda store: append(store, folder), torn=torn)
    for path in sorted(folder.glob("killed-whole-*")):
        if (path / "data" / ".decided").exists():
            kill_each_step(folder, path.name, f"again-{path.name}", recover, torn=False)


def kill_each_step(
    folder: Path, begin: str, name: str, work: Callable[[Store], None], *, torn: bool
) -> None:
    step, going = 0, True
    while going:
        step += 1
        copy = folder / f"{name}-{step:03}"
        shutil.copytree(folder / begin, copy)
        killer = Killer(step, torn=torn)
        going = killed(lambda copy=copy: work(CsvStore(copy)), killer.watch)


def kill_around(owner: type, name: str, calls: int, *, after: bool) -> Callable[[], None]:
    """Return what makes a process end at a call of a method, before or after it."""

    def prepare() -> None:
        method, left = getattr(owner, name), [calls]

        def last(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            result = method(*given, **named) if left[0] or after else None
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        setattr(owner, name, last)

    return prepare


def kill_database(folder: Path) -> None:
    """Kill an append before, in and after what it sends; write what is there after each."""
    steps = [
        kill_around(psycopg.Cursor, "copy", 1, after=False),
        kill_around(psycopg.Copy, "write_row", 1, after=True),
        kill_around(psycopg.Copy, "write_row", 2000, after=True),
        kill_around(psycopg.Cursor, "copy", 2, after=False),
        kill_around(psycopg.Connection, "commit", 1, after=False),
        kill_around(psycopg.Connection, "commit", 1, after=True),
    ]
    found = []
    for prepare in steps:
        assert killed(lambda: append(open_store(folder), folder), prepare)
        contents = open_store(folder).read_together()
        counts = {unit_id: len(read[0]) for unit_id, read in contents.ledgers.items()}
        found.append({"statements": counts, "sources": len(contents.sources[0])})
    (folder / "found.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    {"files": kill_files, "database": kill_database}[sys.argv[1]](Path(sys.argv[2]))
