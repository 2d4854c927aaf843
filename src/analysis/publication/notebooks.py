"""Running one notebook with papermill and rendering what came out, as files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from analysis.exhibits import FORMATS, OWN_KERNEL, Link, read_report
from analysis.language import BadInput, Fault
from analysis.publication.parameters import current_day

if TYPE_CHECKING:
    from nbformat import NotebookNode


# What a notebook meets that asks for names of another version.
_ABSENT = ("ImportError", "ModuleNotFoundError", "AttributeError")
# How papermill tags the cell that it adds.
_INJECTED = "injected-parameters"
# What the name of a socket may have, without the number that each channel adds.
_LONGEST_SOCKET = 100


def run_notebook(
    root: Path, notebook: Path, parameters: Mapping[str, Any], running: Path
) -> NotebookNode:
    """Execute ``root / notebook`` with papermill; return it with its outputs.

    Which cell runs stands in the file ``running`` meanwhile (``find_running_cell``). Raises
    ``BadInput`` with the failing cell's message when the run stops with an error.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    os.environ["MANGNON_HOME"] = str(root)
    # The kernel beside this Python comes before one of the same name elsewhere.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    try:
        executed: NotebookNode = papermill.execute_notebook(
            root / notebook,
            # Written by who knows what it is to be called.
            None,
            dict(parameters),
            kernel_name=OWN_KERNEL["name"],
            language=OWN_KERNEL["language"],
            progress_bar=False,
            log_output=False,
            on_cell_start=_teller(running),
            # Nothing of a kernel is wanted any more once its last cell has run.
            shutdown_kernel="immediate",
            **_connection(),
        )
    except DeadKernelError as error:
        raise BadInput([Fault("runs.kernel_died", file=str(notebook))]) from error
    except PapermillExecutionError as error:
        if error.ename in _ABSENT and "analysis" in str(error.evalue):
            values = {"found": str(error.evalue)}
            raise BadInput(
                [Fault("runs.other_version", file=str(notebook), values=values)]
            ) from error
        # A fault of ours is told by its sentence, whatever else by its kind too.
        kind = "" if error.ename == BadInput.__name__ else f"{error.ename}: "
        values = {"found": kind + str(error.evalue)}
        raise BadInput([Fault("runs.cell_failed", file=str(notebook), values=values)]) from error
    return executed


def find_running_cell(running: Path) -> int | None:
    """Return which cell of a notebook runs, counted as its reader does; None where none does."""
    with suppress(OSError, ValueError):
        return int(running.read_text("utf-8"))
    return None


def _teller(running: Path) -> Callable[..., None]:
    """Return what papermill's client calls before each cell: it writes down which one it is."""
    numbers = count(1)

    def tell(cell: NotebookNode, **_: Any) -> None:
        if _INJECTED not in cell.metadata.get("tags", ()):
            running.write_text(str(next(numbers)), "utf-8")

    return tell


def _connection() -> dict[str, Any]:
    """Return how to speak with the kernel: by sockets among files, which no other run can take.

    Ports are drawn before the kernel opens them, and two runs may draw the same. Where the folder's
    name is too long for a socket, or the system has none, ports it is.
    """
    from jupyter_core.paths import jupyter_runtime_dir
    from traitlets.config import Config

    sockets = Path(jupyter_runtime_dir(), token_hex(4))
    if os.name == "nt" or len(os.fsencode(sockets)) > _LONGEST_SOCKET:
        return {}
    sockets.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {"config": Config(KernelManager={"transport": "ipc", "ip": str(sockets)})}


def render_notebook(
    executed: NotebookNode, folder: Path, name: str, beside: Sequence[Link]
) -> None:
    """Write an executed notebook to ``folder`` as ``name``, and in each of ``FORMATS``.

    The page leads to what is published ``beside`` it.
    """
    from nbformat import write

    notebook = without_traces(executed)
    write(notebook, folder / f"{name}.ipynb")
    report = read_report(notebook)
    for form in FORMATS:
        (folder / f"{name}.{form.ending}").write_bytes(form.render_read(report, beside))


def without_traces(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without papermill's times and paths, and with the day it is dated.

    The day is today's, or that of ``SOURCE_DATE_EPOCH``: with it the same run gives the same bytes.
    """
    notebook.metadata.pop("papermill", None)
    notebook.metadata["mangnon"] = {"date": current_day().isoformat()}
    for place, cell in enumerate(notebook.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if _INJECTED in cell.metadata.get("tags", ()):
            cell.id = f"injected-{place}"
    return notebook
