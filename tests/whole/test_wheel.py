"""The built package alone: a workspace of one's own, and reports in it, without a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
Run = Callable[..., str]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not UV.exists(), reason="uv is not beside this Python"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it is built from these files, by an installed builder: no network is asked."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which the wheel is installed and nothing of the checkout is on the path.

    What the package needs is borrowed from the environment that runs the tests; a line that leads
    there is only a folder to Python, so that what leads from there to the checkout stays unread.
    """
    place = tmp_path_factory.mktemp("clean")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    words = [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel]
    subprocess.run(words, check=True)
    (packages,) = (place / "lib").glob("python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return place


@pytest.fixture
def run(clean: Path, tmp_path: Path) -> Run:
    """Run a program of the clean environment and return what it writes."""
    ours = ("PYTHONPATH", "MANGNON_HOME", "MANGNON_REPORTS", "MANGNON_STORE", "VIRTUAL_ENV")
    given = {name: value for name, value in os.environ.items() if name not in ours}
    # Templates that nbconvert keeps outside its package are borrowed as well.
    given["JUPYTER_PATH"] = str(Path(sysconfig.get_path("data"), "share", "jupyter"))

    def run(*words: str | Path, cwd: Path = tmp_path, code: int = 0) -> str:
        program = clean / "bin" / str(words[0])
        done = subprocess.run([program, *words[1:]], cwd=cwd, env=given, encoding="utf-8",
                              capture_output=True, check=False)  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    return run


def contents(home: Path) -> dict[str, bytes]:
    """Return all that a workspace holds beside its reports."""
    files = (path for path in home.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files
            if not path.is_relative_to(home / "reports")}  # fmt: skip


def test_the_wheel_holds_the_reference_files_and_none_of_the_work(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=False,
                            encoding="utf-8")  # fmt: skip
    if listed.returncode:
        pytest.skip(f"git does not answer: {listed.stderr.strip()}")
    known = {name for name in listed.stdout.splitlines()
             if name.startswith(("data/", "notebooks/", "parameters/"))}  # fmt: skip
    inside = {name.removeprefix("mangnon_reference/")
              for name in zipfile.ZipFile(wheel).namelist()
              if name.startswith("mangnon_reference/")}  # fmt: skip
    assert {name for name in inside if not name.startswith("docs/")} == known


def test_a_new_user_gets_from_nothing_to_a_report(run: Run, tmp_path: Path) -> None:
    where = run("python", "-c", "import analysis, sys; print(analysis.__file__, *sys.path)")
    assert str(ROOT / "src") not in where and str(tmp_path.parent) in where.split()[0]
    assert "mangnon init" in run("mangnon", "unit", "list", code=2)
    run("mangnon", "init", "lang-son")
    home = tmp_path / "lang-son"
    assert str(home) in run("mangnon", "where", cwd=home)
    run("mangnon", "unit", "add", "lang-son", cwd=home)
    run("mangnon", "unit", "check", "lang-son", cwd=home)
    run("mangnon", "data", "template", "lang-son", "--all", "-o", "bieu", cwd=home)
    assert len(list((home / "bieu").glob("*.xlsx"))) == 1
    kept = contents(home)
    run("mangnon", "assess", "lang-son", cwd=home)
    assert contents(home) == kept
    (report,) = (home / "reports" / "editions").glob("*/lang-son")
    for name in ("assessment.html", "assessment.pdf", "results.csv"):
        assert (report / name).stat().st_size > 1000
    page = (report / "assessment.html").read_text("utf-8")
    assert "Chưa có văn bản" in page
    assert "lang-son" in run("mangnon", "status", "lang-son", cwd=home)
