"""Reports made on a cluster are those that this machine makes, though a worker there dies."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from making.command import Command
from making.old_provinces import make_old_provinces
from making.reports import BIN, FIXED_DAY, QUICK_CELLS, environment, start_mangnon
from nbformat.v4 import new_code_cell, new_notebook

from analysis.publication import edition_folder, read_manifest

EDITION = 2026
# As much as a worker of this package needs, and no page of its own.
WORKER = ("--nworkers", "2", "--nthreads", "1", "--no-dashboard")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """A scheduler on loopback with two workers, which are processes of their own."""
    pytest.importorskip("distributed")
    with ExitStack() as stack:
        words = (BIN / "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        log = tmp_path / "scheduler.log"
        stack.callback(_start(words, log))
        address = _waited(lambda: re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text("utf-8")))
        stack.callback(_start((BIN / "dask", "worker", address, *WORKER), tmp_path / "worker.log"))
        yield address


def _start(words: tuple[str | Path, ...], log: Path) -> Callable[[], None]:
    with log.open("wb") as told:
        process = subprocess.Popen(
            words, stdout=told, stderr=told, start_new_session=True, env=environment()
        )

    def end() -> None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)

    return end


def _waited(found: Callable[[], re.Match[str] | None]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if match := found():
            return match[0]
        time.sleep(0.2)
    raise AssertionError("the scheduler did not start")


def _files(reports: Path, unit_id: str) -> dict[str, bytes]:
    folder = edition_folder(reports, EDITION) / unit_id
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.slow
def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed(
    scheduler: str, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FIXED_DAY.items():
        monkeypatch.setenv(name, value)
    home = _small_project(tmp_path / "project")
    units = sorted(path.stem for path in (home / "data" / "plans").glob("[!v]*.yml"))
    here, there = tmp_path / "here", tmp_path / "there"
    assert command("assess", *units, "--reports", here, home=home).code == 0
    run = start_mangnon("assess", *units, "--reports", there, "--scheduler", scheduler, home=home)
    assert run.stderr is not None
    line = run.stderr.readline()
    while "xong" not in line:
        line = run.stderr.readline()
        assert line, "nothing was made"
    _kill_a_worker(scheduler)
    _, told = run.communicate(timeout=300)
    assert run.returncode == 0, told
    assert set(read_manifest(edition_folder(there, EDITION))) == set(units)
    for unit_id in units:
        assert _files(here, unit_id) == _files(there, unit_id)


def _small_project(home: Path) -> Path:
    """Make provinces whose reports have one heading, and take a moment."""
    make_old_provinces(home, 6)
    parameters = new_code_cell("unit_id = ''", metadata={"tags": ["parameters"]})
    cells = [parameters, new_code_cell("import time; time.sleep(0.5)"),
             new_code_cell(QUICK_CELLS[1].strip())]  # fmt: skip
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, home / "notebooks" / "province_assessment.ipynb")
    return home


def _kill_a_worker(address: str) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        pids = list(client.run(os.getpid).values())
    os.kill(pids[0], signal.SIGKILL)


def test_without_the_package_the_message_says_what_to_install(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    home = tmp_path / "project"
    (unit,) = make_old_provinces(home, 1)
    said = command(
        "assess", unit, "--reports", tmp_path / "r", "--scheduler", "tcp://x:1", home=home
    )
    assert said.code == 2 and "pip install mangnon[cluster]" in said.stderr
    assert "Traceback" not in said.stderr
    assert read_manifest(edition_folder(tmp_path / "r", EDITION)) == {}


@pytest.mark.slow
def test_where_no_scheduler_answers_the_address_is_told(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    from analysis.fleet import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    monkeypatch.setenv("MANGNON_SCHEDULER", "tcp://127.0.0.1:9")
    home = tmp_path / "project"
    (unit,) = make_old_provinces(home, 1)
    said = command("assess", unit, "--reports", tmp_path / "r", home=home)
    assert said.code == 2 and "tcp://127.0.0.1:9" in said.stderr
    assert "Traceback" not in said.stderr
