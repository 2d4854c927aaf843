"""Running one notebook with papermill and rendering what came out, as files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.exhibits import FORMATS, OWN_KERNEL
from analysis.language import BadInput, Fault
from analysis.publication.parameters import current_day

if TYPE_CHECKING:
    from nbformat import NotebookNode


# What a notebook meets that asks for names of another version.
_ABSENT = ("ImportError", "ModuleNotFoundError", "AttributeError")
# How papermill tags the cell that it adds.
_INJECTED = "injected-parameters"


def run_notebook(root: Path, notebook: Path, parameters: Mapping[str, Any], output: Path) -> None:
    """Execute ``root / notebook`` with papermill into ``output``.

    Raises ``BadInput`` with the failing cell's message when the run stops with an error.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    os.environ["MANGNON_HOME"] = str(root)
    # The kernel beside this Python comes before one of the same name elsewhere.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    try:
        papermill.execute_notebook(
            root / notebook,
            output,
            dict(parameters),
            kernel_name=OWN_KERNEL["name"],
            language=OWN_KERNEL["language"],
            progress_bar=False,
            log_output=False,
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


def find_running_cell(executed: Path) -> int | None:
    """Return which cell of a notebook runs, counted as its reader does; None where none does.

    papermill keeps the notebook up to date while it runs.
    """
    with suppress(OSError, ValueError, KeyError):
        cells = json.loads(executed.read_text("utf-8"))["cells"]
        own = [each for each in cells if _INJECTED not in each["metadata"].get("tags", ())]
        for number, cell in enumerate(own, 1):
            if cell["metadata"].get("papermill", {}).get("status") == "running":
                return number
    return None


def render_notebook(executed: Path, folder: Path, name: str) -> None:
    """Write an executed notebook to ``folder`` as ``name``, and in each of ``FORMATS``."""
    from nbformat import NO_CONVERT, read, write

    notebook = without_traces(read(executed, as_version=NO_CONVERT))
    write(notebook, folder / f"{name}.ipynb")
    for form in FORMATS:
        (folder / f"{name}.{form.ending}").write_bytes(form.render(notebook))


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
