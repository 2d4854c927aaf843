"""The temporary folder of a run: gone when the run ends, or cleared by the next one."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from filelock import FileLock

_PREFIX = "mangnon-run-"
# What the system calls such a folder; nothing that a person has named is taken for one.
_NAME = re.compile(rf"{_PREFIX}[a-z0-9_]{{8}}")
# Its lock is held while the run lives, and set free by the system when it dies.
_ALIVE = ".alive"
_PARTS = VALUES, KERNELS, TEMPORARY = ("values", "kernels", "temporary")
_LAST = -1000
# Between the making of a folder and of its lock lies nothing that takes as long.
_SETTLED_SECONDS = 60


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a run its folder, with ``VALUES``, ``KERNELS`` and ``TEMPORARY`` in it.

    What killed runs left is cleared first; a run that is alive holds its own.
    """
    _clear_dead()
    folder, lock = _held_folder()
    for name in _PARTS:
        (folder / name).mkdir(mode=0o700)
    try:
        yield folder
    finally:
        _clear(folder)
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


# A process that multiprocessing forks forgets what its parent was to finish: what is held here is
# no garbage there, whose collection would clear the parent's folder and set free its lock.
_LASTING: list[ExitStack] = []


@cache
def lasting_folder() -> Path:
    """Return a temporary folder that is this process's own, for as long as it lives."""
    stack = ExitStack()
    _LASTING.append(stack)
    folder = stack.enter_context(scratch_folder())
    # After multiprocessing has cleared what it keeps in it.
    Finalize(None, stack.close, exitpriority=_LAST)
    return folder / TEMPORARY


def _held_folder() -> tuple[Path, FileLock]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = FileLock(folder / _ALIVE)
        lock.acquire()
        # Another run may have cleared it as dead before it was held.
        if (folder / _ALIVE).exists():
            return folder, lock
        lock.release()


def _clear_dead() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # What is held, or another's, is left alone: ``Timeout`` is an ``OSError`` too.
        with suppress(OSError):
            if not _NAME.fullmatch(folder.name) or not _is_own(folder):
                continue
            if (folder / _ALIVE).is_file():
                with FileLock(folder / _ALIVE, timeout=0):
                    _clear(folder)
                    shutil.rmtree(folder)
            elif time.time() - folder.stat().st_mtime > _SETTLED_SECONDS:
                folder.rmdir()


def _is_own(folder: Path) -> bool:
    return not folder.is_symlink() and (os.name == "nt" or folder.stat().st_uid == os.getuid())


def _clear(folder: Path) -> None:
    """Clear all but the lock: who dies here leaves a folder that is still known to be dead."""
    for name in _PARTS:
        shutil.rmtree(folder / name, ignore_errors=True)
