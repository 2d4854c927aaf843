"""A process and all that it started: measured together, ended together.

psutil finds a family by its parents; what a cell starts and leaves behind stays in the family of
the worker that adopts orphans (Linux; elsewhere such a child is the system's).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import psutil

# Where a process may be forked from another one in safety, as long as that has one thread.
CAN_FORK = sys.platform == "linux"
# Two workers with two BLAS threads each on two cores slow each other down many times over.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
_END_WITH_PARENT, _ADOPT_ORPHANS = 1, 36
_MEGABYTE = 1_000_000
# Each round ends all that is seen; what is started meanwhile is seen in the next one.
_ROUNDS, _ROUND_SECONDS = 100, 0.02


def megabytes_of(process_id: int, enough: float = 0.0) -> float:
    """Return the memory that a process and all below it take; 0 for one that has ended.

    What forked processes share counts once, where the system tells it (Linux). That takes long: a
    sum that is below ``enough`` with what is shared counted several times is returned as it is.
    """
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(process_id)
        family = (process, *process.children(recursive=True))
        roughly = _sum(family, lambda each: int(each.memory_info().rss))
        return roughly if roughly < enough else _sum(family, _own_bytes)
    return 0.0


def _sum(family: Iterable[psutil.Process], taken: Callable[[psutil.Process], int]) -> float:
    total = 0
    for each in family:
        with suppress(psutil.Error):
            total += taken(each)
    return total / _MEGABYTE


def _own_bytes(process: psutil.Process) -> int:
    full = process.memory_full_info()
    return int(getattr(full, "pss", full.rss))


def end_family(process_id: int) -> None:
    """End a process and all below it, whatever they do and whatever signals they ignore."""
    with suppress(psutil.Error):
        process = psutil.Process(process_id)
        # It may start nothing more, and still adopts what its children leave behind.
        process.suspend()
        end_descendants(process_id)
        process.kill()


def end_descendants(process_id: int, spared: int = 0) -> None:
    """End all processes below one, but for the one with the id ``spared``."""
    for _ in range(_ROUNDS):
        alive = [each for each in _living_descendants(process_id) if each.pid != spared]
        if not alive:
            return
        for each in alive:
            with suppress(psutil.Error):
                each.kill()
        time.sleep(_ROUND_SECONDS)


def children_of_this() -> set[int]:
    """Return the ids of the processes that stand directly below this one."""
    return {child.pid for child in psutil.Process().children()}


def _living_descendants(process_id: int) -> list[psutil.Process]:
    found = []
    with suppress(psutil.Error):
        for each in psutil.Process(process_id).children(recursive=True):
            # Ended, and nobody has asked how: it holds nothing any more.
            with suppress(psutil.Error):
                if each.status() != psutil.STATUS_ZOMBIE:
                    found.append(each)
    return found


def end_with_parent(parent: int) -> None:
    """End this forked process as soon as the one that forked it, ``parent``, has ended."""
    import ctypes

    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # It was too late to ask.
        os._exit(0)


def adopt_orphans() -> None:
    """Keep in this process's family what its descendants start and leave behind."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
