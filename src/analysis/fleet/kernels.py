"""Kernels that start warm: forked from a process that has the libraries, instead of begun anew.

A kernel of its own imports for longer than most of its cells compute. Each worker therefore forks,
while it still has a single thread, a *zygote*: a process that does nothing but fork kernels when
asked, and that tells how they ended. Where there is none, kernels start as they do everywhere.

Jupyter's own way to say how kernels start is a kernel provisioner; this one stands in
``pyproject.toml`` and is chosen by ``PROVISIONER_SETTING``.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any, NoReturn

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.fleet.processes import CAN_FORK

PROVISIONER_SETTING, PROVISIONER = "JUPYTER_DEFAULT_PROVISIONER_NAME", "mangnon-warm"
_LAUNCHER = "ipykernel_launcher"
# How often is asked whether a kernel has ended that was told to.
_LOOK_SECONDS = 0.01


@dataclass(frozen=True)
class _Birth:
    """A kernel that is asked for: the words of its command, its environment and its folder."""

    words: Sequence[str]
    environment: Mapping[str, str]
    folder: str


class Zygote:
    """The process that forks this worker's kernels, seen from the worker."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        self._talking = Lock()
        self.born = 0
        self.pid = os.fork()
        if self.pid == 0:
            self._line.close()
            _serve(theirs)
        theirs.close()

    def bear(self, words: Sequence[str], environment: Mapping[str, str], folder: str) -> int:
        """Return the process id of a new kernel. Raises ``OSError`` or ``EOFError`` without one."""
        child = int(self._ask(_Birth(words, environment, folder)))
        self.born += 1
        return child

    def ended(self, process_id: int) -> int | None:
        """Return how a kernel ended (its exit code, negative for a signal); None while it lives."""
        try:
            code = self._ask(process_id)
        except (OSError, EOFError):
            # Its kernels end with it.
            return 1
        return None if code is None else int(code)

    def _ask(self, question: _Birth | int) -> Any:
        with self._talking:
            self._line.send(question)
            return self._line.recv()


_of_this_worker: list[Zygote] = []


def start_zygote() -> Zygote | None:
    """Give this process a zygote. It must have one thread, and the libraries that kernels need."""
    if not CAN_FORK:
        return None
    _of_this_worker[:] = [Zygote()]
    os.environ[PROVISIONER_SETTING] = PROVISIONER
    return _of_this_worker[0]


def _serve(line: Connection) -> NoReturn:
    """Fork a kernel for each ``_Birth``, and tell of each process id how it ended."""
    # A stop is meant for the run; what must end is ended by it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            asked = line.recv()
            if isinstance(asked, _Birth):
                child = os.fork()
                if child == 0:
                    line.close()
                    _become_kernel(asked)
                line.send(child)
            else:
                line.send(_ended(asked))
    except BaseException:  # noqa: BLE001 - the worker is gone, or the system refuses
        os._exit(0)


def _ended(child: int) -> int | None:
    try:
        done, status = os.waitpid(child, os.WNOHANG)
    except ChildProcessError:
        return 1
    return os.waitstatus_to_exitcode(status) if done else None


def _become_kernel(birth: _Birth) -> NoReturn:
    """Run a kernel in this forked process, and end with it."""
    code = 1
    try:
        zygote = os.getppid()
        # A process group of its own, as Jupyter expects: an interrupt reaches what cells started.
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(birth.environment)
        os.chdir(birth.folder)
        tempfile.tempdir = None
        random.seed()
        _seed_numpy()
        _run_kernel([*birth.words, f"--IPKernelApp.parent_handle={zygote}"])
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # noqa: BLE001, S110 - nobody hears it; the exit code tells
        pass
    finally:
        os._exit(code)


def _seed_numpy() -> None:
    import numpy as np

    # Two forks would draw the same numbers.
    np.random.seed()  # noqa: NPY002 - the state that is shared is the old one


def _run_kernel(words: Sequence[str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=list(words))


class _Forked:
    """A kernel as the provisioner wants to see it: like ``subprocess.Popen``, without pipes."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, zygote: Zygote) -> None:
        self.pid, self._zygote = pid, zygote
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            self._code = self._zygote.ended(self.pid)
        return self._code

    def wait(self) -> int | None:
        return self._code

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Starts Python kernels by forking this worker's zygote; any other one as usual."""

    async def wait(self) -> int | None:
        """Wait until the kernel has ended; return how."""
        while self.process and await self.poll() is None:
            await asyncio.sleep(_LOOK_SECONDS)
        return await super().wait()

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel; the command is that of its kernel specification."""
        if _of_this_worker and _LAUNCHER in cmd:
            zygote, words = _of_this_worker[0], cmd[cmd.index(_LAUNCHER) + 1 :]
            folder = kwargs.get("cwd") or os.getcwd()  # noqa: PTH109 - Jupyter speaks in text
            try:
                born = zygote.bear(words, kwargs.get("env", dict(os.environ)), folder)
            except (OSError, EOFError):
                return await super().launch_kernel(cmd, **kwargs)
            self.process = _Forked(born, zygote)  # type: ignore[assignment]
            self.pid = self.pgid = born
            return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)
