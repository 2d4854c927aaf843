"""The process that workers are forked from, started before anything else is.

It imports for seconds what the making of any report needs, on another processor than the run that
reads meanwhile. Nothing here may import as long.
"""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker

from analysis.fleet.processes import CAN_FORK
from analysis.fleet.scratch import lasting_folder

WARM = "analysis.fleet.warm"
forkserver.set_forkserver_preload([WARM])


def begin_to_warm() -> None:
    """Start the process that workers are forked from, unless it runs, and do not wait for it.

    It stays for later runs of this process, and ends with it.
    """
    resource_tracker.ensure_running()
    if not CAN_FORK:
        return
    usual, tempfile.tempdir = tempfile.gettempdir(), str(lasting_folder())
    try:
        with _unstopped():
            forkserver.ensure_running()
    finally:
        tempfile.tempdir = usual


@contextmanager
def _unstopped() -> Iterator[None]:
    """Let what is started inside ignore a stop, which is meant for the run: it ends with that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
