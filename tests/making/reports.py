"""Running the command as a person would, and the reports that several test files look at."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from unittest import mock

import nbformat
import psutil
import pytest
from filelock import FileLock
from making.ledgers import as_it_stood
from nbformat.v4 import new_code_cell, new_notebook

from analysis.exhibits import MIME

ROOT = Path(__file__).parents[2]
# The command beside the Python that runs the tests.
BIN = Path(sys.executable).parent
# 1 December 2026, so that a report made twice is the same twice, and of the edition 2026.
FIXED_DAY = {"SOURCE_DATE_EPOCH": "1796083200"}
EDITION = "2026"
# Stands in for the report where only the run around it is tested: quick, and obedient.
QUICK_CELLS = (
    """
import os, time
from pathlib import Path
from IPython.display import display

signs = Path(os.environ["MANGNON_HOME"], "signs")
(signs / f"begun-{unit_id}").touch()
while (signs / f"hold-{unit_id}").exists():
    time.sleep(0.05)
if (signs / f"fail-{unit_id}").exists():
    raise ValueError("the sign said fail")
if (signs / f"run-{unit_id}").exists():
    exec((signs / f"run-{unit_id}").read_text())
""",
    f"""
shown = {{"exhibit": "Heading", "level": 1, "text": "I. NỘI DUNG", "anchor": "noi-dung"}}
display({{"{MIME}": shown}}, raw=True)
""",
)


def environment(home: Path = ROOT, **more: str) -> dict[str, str]:
    """Return the environment of a command that works on the project ``home``."""
    return {**os.environ, **FIXED_DAY, "MANGNON_HOME": str(home), **more}


def mangnon(*words: str | Path, home: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``mangnon`` to its end where the libraries are loaded; ``more`` is in its environment.

    Its workers are processes as always, forked from one that serves all runs of this test process.
    """
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)
    )
    with (
        mock.patch.dict(os.environ, environment(home, **more)),
        mock.patch.object(sys, "argv", ["mangnon", *map(str, words)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        (installed,) = entry_points(group="console_scripts", name="mangnon")
        try:
            installed.load()()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, code, *said)


def mangnon_alone(
    *words: str | Path, home: Path = ROOT, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run ``mangnon`` to its end in a process of its own, as a person does."""
    return subprocess.run(
        [BIN / "mangnon", *words],
        env=environment(home, **more),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def start_mangnon(
    *words: str | Path, home: Path = ROOT, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """Start ``mangnon`` in a process group of its own, after ``before``; return at once."""
    return subprocess.Popen(
        [BIN / "mangnon", *words],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=before,  # noqa: PLW1509 - the tests start no threads of their own
    )


def copy_project(home: Path) -> Path:
    """Copy what the command reads, as it stood before the clocks of the tests begin."""
    for name in ("data", "parameters", "notebooks"):
        shutil.copytree(ROOT / name, home / name)
    return as_it_stood(home)


def quicken(home: Path) -> Path:
    """Put the obedient notebook in the place of the report of a copied project."""
    parameters = new_code_cell(
        'unit_id = "ninh-binh"\nedition = 2026\nlang = "vi"\ndata = "real"',
        metadata={"tags": ["parameters"]},
    )
    cells = [parameters, *(new_code_cell(cell.strip()) for cell in QUICK_CELLS)]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, home / "notebooks" / "province_assessment.ipynb")
    (home / "signs").mkdir()
    return home


@dataclass(frozen=True)
class MadeReports:
    """Two published editions, one on real and one on illustrative data; nobody changes them."""

    real: Path
    illustrative: Path
    # What making the real one wrote to standard output and to standard error.
    said: list[str] = field(default_factory=list)

    @property
    def ninh_binh(self) -> Path:
        """The unit's folder in the real edition."""
        return self.real / "editions" / EDITION / "ninh-binh"

    @property
    def vinh_long(self) -> Path:
        """The unit's folder in the illustrative edition."""
        return self.illustrative / "editions" / EDITION / "vinh-long"


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all pytest processes of a run have in common; lock what is made."""
    folder = factory.getbasetemp()
    return folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder


@pytest.fixture(scope="session")
def made_reports(tmp_path_factory: pytest.TempPathFactory) -> MadeReports:
    """Make both reports once, also where several pytest processes share the work."""
    folder = shared_folder(tmp_path_factory)
    made = MadeReports(folder / "real-reports", folder / "illustrative-reports")
    with FileLock(folder / "reports.lock"):
        said = folder / "said.json"
        if not said.exists():
            real = start_mangnon("assess", "ninh-binh", "--reports", made.real)
            words = ("vinh-long", "--data", "illustrative", "--reports", made.illustrative)
            illustrative = start_mangnon("assess", *words)
            told = [run.communicate(timeout=600) for run in (real, illustrative)]
            assert (real.returncode, illustrative.returncode) == (0, 0), told
            said.write_text(json.dumps(told), "utf-8")
        made.said.extend(json.loads(said.read_text("utf-8"))[0])
    return made


def makers(run: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the processes that make reports for a run, without the run's helpers."""
    children = psutil.Process(run.pid).children()
    servers = [child for child in children if "forkserver" in " ".join(child.cmdline())]
    if servers:
        return [maker for server in servers for maker in server.children()]
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
