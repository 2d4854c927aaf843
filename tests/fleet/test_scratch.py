"""A run's temporary folder goes with the run, or with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from analysis.fleet.scratch import KERNELS, VALUES, scratch_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def run_and_die() -> None:
    """Be a run that is killed while it works."""
    child = os.fork()
    if not child:
        with scratch_folder() as folder:
            (folder / VALUES / "ninh-binh").write_bytes(b"value")
            (folder / KERNELS / "kernel-1.json").write_text("{}", "utf-8")
            os._exit(0)
    os.waitpid(child, 0)


def test_nothing_is_left_of_a_run_that_ends(temporary: Path) -> None:
    with scratch_folder() as folder:
        assert folder.parent == temporary
        (folder / VALUES / "ninh-binh").write_bytes(b"value")
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_is_cleared_by_the_next(temporary: Path) -> None:
    run_and_die()
    assert len(list(temporary.iterdir())) == 1
    with scratch_folder() as folder:
        assert list(temporary.iterdir()) == [folder]


def test_what_a_living_run_holds_is_left_alone() -> None:
    with scratch_folder() as one:
        (one / VALUES / "ninh-binh").write_bytes(b"value")
        with scratch_folder() as other:
            assert other != one
        assert (one / VALUES / "ninh-binh").read_bytes() == b"value"


def test_nothing_else_is_taken_for_a_run_s_folder(temporary: Path) -> None:
    named, foreign = temporary / "mangnon-reports-2026", temporary / "mangnon-abcd1234"
    for folder in (named, foreign):
        folder.mkdir()
        (folder / "mine.txt").write_text("mine", "utf-8")
    long_ago = time.time() - 3600
    os.utime(foreign, (long_ago, long_ago))
    with scratch_folder():
        pass
    assert sorted(temporary.iterdir()) == sorted([named, foreign])
    assert (foreign / "mine.txt").read_text("utf-8") == "mine"


def test_a_process_that_is_forked_leaves_its_parent_s_lasting_folder(temporary: Path) -> None:
    program = f"""
import tempfile
from multiprocessing import get_context
from analysis.fleet.scratch import lasting_folder, scratch_folder

tempfile.tempdir = {str(temporary)!r}
folder = lasting_folder()
child = get_context("fork").Process(target=int)
child.start()
child.join()
with scratch_folder():
    print(folder.is_dir())
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert told.stdout.split() == [b"True"]
    assert list(temporary.iterdir()) == []
