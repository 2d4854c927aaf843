"""Kernels that start warm: forked from a process that has the libraries, instead of begun anew.

A kernel of its own imports for longer than most of its cells compute. Each worker therefore forks,
while it still has a single thread, a *zygote*: a process that does nothing but fork kernels when
asked. Where there is none, kernels start as they do everywhere.

papermill's own way to say how a notebook is run is an engine; this one takes the place of the usual
one in workers. Its kernels are ipykernel's, but speak through a pipe: no ports, and nothing to wait
for between one cell and the next.
"""

from __future__ import annotations

import builtins
import io
import json
import os
import random
import select
import signal
import sys
import tempfile
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection
from threading import RLock, Thread
from typing import TYPE_CHECKING, Any, NoReturn

from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from nbclient.exceptions import CellExecutionError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from analysis.fleet.processes import CAN_FORK, end_with_parent

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

# How a kernel says that a cell has ended, and by what if it has failed.
_REPLY = "execute_reply"
# The system's numbers of what Python calls by name.
_NUMBERS, _DECODER, _AT_ONCE = {"stdout": 1, "stderr": 2}, getincrementaldecoder("utf-8"), 65536


@dataclass(frozen=True)
class _Birth:
    """A kernel that is asked for: its environment and its folder."""

    environment: Mapping[str, str]
    folder: str


class Zygote:
    """The process that forks this worker's kernels, seen from the worker."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        self.born = 0
        self.pid = os.fork()
        if self.pid == 0:
            self._line.close()
            _serve(theirs)
        theirs.close()

    def bear(self) -> Connection:
        """Return the line to a new kernel. Raises ``OSError`` or ``EOFError`` without one."""
        ours, theirs = Pipe()
        with theirs:
            self._line.send(_Birth(dict(os.environ), os.getcwd()))  # noqa: PTH109 - to be sent
            reduction.send_handle(self._line, theirs.fileno(), self.pid)
            self._line.recv()
        self.born += 1
        return ours


_of_this_worker: list[Zygote] = []


def start_zygote() -> Zygote | None:
    """Give this process a zygote. It must have one thread, and the libraries that kernels need."""
    if not CAN_FORK:
        return None
    _of_this_worker[:] = [Zygote()]
    papermill_engines.register(None, WarmEngine)
    return _of_this_worker[0]


def _serve(line: Connection) -> NoReturn:
    """Fork a kernel for each ``_Birth``, and give it the line that comes with it.

    A kernel ends with this process, and this one with the worker: the other end of its line.
    """
    # A stop is meant for the run; what must end is ended by it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own = os.getpid()
    try:
        kernel = _Kernel()
        while True:
            birth = line.recv()
            _reap()
            with Connection(reduction.recv_handle(line)) as its_own:
                child = os.fork()
                if child == 0:
                    line.close()
                    end_with_parent(own)
                    _become_kernel(kernel, birth, its_own)
            line.send(child)
    except BaseException:  # noqa: BLE001 - the worker is gone, or the system refuses
        _reap()
        os._exit(0)


def _reap() -> None:
    """Take leave of the kernels that have ended: until then the system keeps their names."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become_kernel(kernel: _Kernel, birth: _Birth, line: Connection) -> NoReturn:
    """Run cells in this forked process, and end with the line."""
    try:
        # A process group of its own, as for any kernel: an interrupt reaches what cells started.
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(birth.environment)
        os.chdir(birth.folder)
        tempfile.tempdir = None
        random.seed()
        _seed_numpy()
        kernel.run_cells(line)
    except BaseException:  # noqa: BLE001, S110 - nobody hears it; the line is cut
        pass
    finally:
        os._exit(0)


def _seed_numpy() -> None:
    import numpy as np

    # Two forks would draw the same numbers.
    np.random.seed()  # noqa: NPY002 - the state that is shared is the old one


class _Descriptors:
    """What programs that a cell starts print: they know the system's files, not Python's."""

    def __init__(self) -> None:
        self._ends: dict[int, tuple[str, IncrementalDecoder]] = {}
        for name, number in _NUMBERS.items():
            end, theirs = os.pipe()
            os.set_blocking(end, False)
            os.dup2(theirs, number)
            os.close(theirs)
            self._ends[end] = (name, _DECODER("replace"))

    def wait(self) -> None:
        """Wait until something is printed."""
        select.select(list(self._ends), [], [])

    def new(self) -> Iterator[tuple[str, str]]:
        """Yield what was printed since the last time, with the name of what it was printed to."""
        for end, (name, decoder) in self._ends.items():
            with suppress(BlockingIOError):
                while printed := os.read(end, _AT_ONCE):
                    yield name, decoder.decode(printed)


class _Session(Session):
    """How a kernel speaks with its client: not through sockets, but through its line."""

    def begin(self, line: Connection) -> None:
        """Speak through ``line`` from now on, in the process that this is."""
        # Threads of a cell may print while it displays; processes that it forks may not speak here.
        self._line, self._talking, self._owner = line, RLock(), os.getpid()
        os.register_at_fork(after_in_child=line.close)
        self._printed, self._printed_to = io.StringIO(), "stdout"
        self._descriptors = _Descriptors()
        Thread(target=self._watch, daemon=True).start()

    def hear(self) -> str:
        """Return the next cell's source. Raises ``EOFError`` when no more will come."""
        return self._line.recv_bytes().decode()

    def send(self, _stream: Any, message: Any, content: Any = None, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Tell a message, or one of a kind and its content, after what was printed before."""
        if os.getpid() != self._owner:
            return
        with self._talking:
            self._tell_printed()
            self._tell(self.msg(message, content) if isinstance(message, str) else message)

    def print(self, name: str, text: str) -> None:
        """Keep what is printed until something else is told: it makes one output."""
        if os.getpid() != self._owner:
            os.write(_NUMBERS[name], text.encode())
            return
        with self._talking:
            if name != self._printed_to:
                self._tell_printed()
                self._printed_to = name
            self._printed.write(text)

    def _watch(self) -> NoReturn:
        """Keep what other programs print as well."""
        while True:
            self._descriptors.wait()
            with self._talking:
                for name, text in self._descriptors.new():
                    self.print(name, text)

    def _tell_printed(self) -> None:
        printed, self._printed = self._printed.getvalue(), io.StringIO()
        for name, text in ((self._printed_to, printed), *self._descriptors.new()):
            if text:
                self._tell(self.msg("stream", {"name": name, "text": text}))

    def _tell(self, message: dict[str, Any]) -> None:
        self._line.send_bytes(json.dumps(message, default=json_default).encode())


class _Stream(io.TextIOBase):
    """What a cell prints to."""

    encoding = "utf-8"

    def __init__(self, name: str, session: _Session) -> None:
        super().__init__()
        self.name, self._session = name, session

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._session.print(self.name, text)
        return len(text)


class _Kernel:
    """A kernel that is ready but for its line: made once, before processes are forked from here."""

    def __init__(self) -> None:
        from ipykernel.ipkernel import IPythonKernel
        from ipykernel.kernelapp import IPKernelApp
        from traitlets.config import Config

        self._session = _Session()
        # Nothing of the run is kept for later sessions.
        unkept = Config({"HistoryManager": {"enabled": False}})
        kernel = IPythonKernel.instance(session=self._session, config=unkept)
        # Where figures look for the kernel.
        IPKernelApp.instance(kernel=kernel)
        # Nobody is there to answer: it says so.
        builtins.input = kernel.raw_input
        shell: Any = kernel.shell
        # What makes itself ready at the first cell is ready then.
        shell.run_cell("None", silent=True)
        self._shell = shell

    def run_cells(self, line: Connection) -> NoReturn:
        """Run the cells that come through ``line``. Raises ``EOFError`` when no more will come."""
        # How figures are drawn, unless the run says otherwise.
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        session, shell = self._session, self._shell
        session.begin(line)
        sys.stdout, sys.stderr = _Stream("stdout", session), _Stream("stderr", session)
        while True:
            source = session.hear()
            begun = {"code": source, "execution_count": shell.execution_count}
            session.send(None, "execute_input", begun)
            done = shell.run_cell(source, store_history=True)
            fault = done.error_before_exec or done.error_in_exec
            failed = {"ename": type(fault).__name__, "evalue": str(fault)}
            session.send(None, _REPLY, {} if done.success else failed)


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook in a kernel forked from this worker's zygote; without one, as usual."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any
    ) -> None:
        """Execute the notebook of ``nb_man``; ``kwargs`` are those of papermill's own engine."""
        try:
            line = _of_this_worker[0].bear()
        except (OSError, EOFError):
            super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
            return
        with line:
            _Client(nb_man, line, on_cell_start=kwargs.get("on_cell_start")).execute()


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, for a kernel that is spoken with through a line."""

    def __init__(self, nb_man: NotebookExecutionManager, line: Connection, **kwargs: Any) -> None:
        super().__init__(nb_man, record_timing=False, **kwargs)
        self._line = line

    def execute(self, **_: Any) -> None:
        """Run the cells up to the first that fails. Raises ``DeadKernelError``."""
        from ipykernel.ipkernel import IPythonKernel

        self.reset_execution_trackers()
        self.papermill_execute_cells()
        self.nb.metadata["language_info"] = dict(IPythonKernel.language_info)
        self.set_widgets_metadata()

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Run one cell. Raises ``CellExecutionError`` and ``DeadKernelError``."""
        if self.on_cell_start:
            self.on_cell_start(cell=cell, cell_index=cell_index)
        tags = cell.metadata.get("tags", ())
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        try:
            self._line.send_bytes(cell.source.encode())
            failed = self._hear(cell, cell_index)
        except (OSError, EOFError) as cut:
            raise DeadKernelError("Kernel died") from cut
        if failed and not (self.allow_errors or "raises-exception" in tags):
            raise CellExecutionError.from_cell_and_msg(cell, failed)
        return cell

    def _hear(self, cell: NotebookNode, cell_index: int) -> dict[str, str]:
        """Take what the kernel publishes until the cell has ended; return how it failed."""
        while True:
            message = json.loads(self._line.recv_bytes())
            if message["msg_type"] == _REPLY:
                return dict(message["content"])
            self.process_message(message, cell, cell_index)
