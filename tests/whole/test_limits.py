"""What hangs or eats memory is ended with all that it started; the others are published."""

from __future__ import annotations

import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from making.killed_runs import alive, wait_for
from making.reports import EDITION, makers, mangnon_alone, start_mangnon

from analysis.publication import edition_lock

pytestmark = pytest.mark.slow

# Long enough for a quick report on a busy machine.
SECONDS = "60"
SLEEPS = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    time.sleep(1000)
"""
EATS = """
import time
held = []
while True:
    held.append(bytearray(b"x") * 20_000_000)
    time.sleep(0.05)
"""
# What a kernel has loaded before its first cell if it was forked from a worker's zygote.
TELLS_WHETHER_FORKED = """
import sys
(signs / f"forked-{unit_id}").write_text(str("papermill" in sys.modules))
"""
ENDS_THE_ZYGOTE = """
import signal
os.kill(os.getppid(), signal.SIGKILL)
time.sleep(1000)
"""
# It goes on after its cell, and after its kernel, in a session of its own.
HAS_A_CHILD = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100000)", {mark!r}],
                 start_new_session=True)
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the folder for temporary files of the runs: its name stands in all their words.

    It is on another disk than the reports where there is one.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder in it has a name of its own
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else tmp_path))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    shutil.rmtree(folder)


def run_in_cell(project: Path, unit: str, code: str, mark: Path) -> None:
    (project / "signs" / f"run-{unit}").write_text(code.replace("{mark!r}", repr(str(mark))))


def places(reports: Path) -> list[str]:
    manifest = json.loads((reports / "editions" / EDITION / "manifest.json").read_text("utf-8"))
    return [entry["unit_id"] for entry in manifest["units"]]


def test_a_cell_that_never_ends_is_ended_and_the_others_are_published(
    quick_project: Path, reports: Path, temporary: Path
) -> None:
    run_in_cell(quick_project, "dong-nai", HAS_A_CHILD + SLEEPS, temporary)
    run_in_cell(quick_project, "ninh-binh", HAS_A_CHILD, temporary)
    units = ("dong-nai", "ninh-binh", "trieu-son")
    run = mangnon_alone(
        "assess", *units, "--reports", reports, "--time-limit", SECONDS, home=quick_project
    )
    assert run.returncode == 1, run.stderr
    assert "] dong-nai: KHÔNG LÀM ĐƯỢC" in run.stderr
    assert (
        f"notebooks/province_assessment.ipynb, ô 2: Chưa xong sau {SECONDS} giây nên đã bị dừng"
    ) in run.stderr
    assert "--time-limit" in run.stderr
    assert places(reports) == ["ninh-binh", "trieu-son"]
    assert alive(temporary) == []
    assert list(temporary.iterdir()) == []
    assert list((reports / "editions" / EDITION).glob(".*")) == []
    with edition_lock(reports / "editions" / EDITION):
        """Nothing is held any more."""


def test_a_cell_that_eats_memory_is_ended(
    quick_project: Path, reports: Path, temporary: Path
) -> None:
    run_in_cell(quick_project, "dong-nai", EATS, temporary)
    words = ("assess", "dong-nai", "ninh-binh", "--reports", reports, "--lang", "en")
    run = mangnon_alone(*words, "--memory-limit", "1200", home=quick_project)
    assert run.returncode == 1, run.stderr
    assert "province_assessment.ipynb, cell 2: Took " in run.stderr
    assert "more than 1200 MB" in run.stderr and "--memory-limit" in run.stderr
    assert places(reports) == ["ninh-binh"]
    assert alive(temporary) == []


def test_what_a_cell_s_programs_print_is_not_among_the_lines_for_another_program(
    quick_project: Path, reports: Path, temporary: Path
) -> None:
    run_in_cell(quick_project, "dong-nai", "os.system('echo stray; echo stray >&2')", temporary)
    run = mangnon_alone("assess", "dong-nai", "--reports", reports, "--json", home=quick_project)
    assert run.returncode == 0, run.stderr
    events = [json.loads(line)["event"] for line in run.stdout.splitlines()]
    assert events[0] == "begun" and events[-1] == "ended"
    assert "stray" not in run.stderr
    executed = reports / "editions" / EDITION / "dong-nai" / "assessment.ipynb"
    assert "stray" in executed.read_text("utf-8")


@pytest.mark.parametrize("whom", ["the run", "a worker"])
def test_nothing_is_left_of_what_is_killed(
    quick_project: Path, reports: Path, temporary: Path, whom: str
) -> None:
    run_in_cell(quick_project, "dong-nai", HAS_A_CHILD + SLEEPS, temporary)
    run = start_mangnon("assess", "dong-nai", "--reports", reports, home=quick_project)
    wait_for(lambda: any("sleep(100000)" in words for words in alive(temporary)))
    assert len(alive(temporary)) >= 2
    if whom == "the run":
        run.send_signal(signal.SIGKILL)
    else:
        for maker in makers(run):
            maker.kill()
    _, told = run.communicate(timeout=60)
    assert run.returncode == (-signal.SIGKILL if whom == "the run" else 1), told
    wait_for(lambda: not alive(temporary), 20)
    # What the killed run left goes with the next one.
    (quick_project / "signs" / "run-dong-nai").unlink()
    assert (
        mangnon_alone("assess", "dong-nai", "--reports", reports, home=quick_project).returncode
        == 0
    )
    assert list(temporary.iterdir()) == []


def test_a_kernel_that_ends_itself_is_told(quick_project: Path, reports: Path) -> None:
    run_in_cell(quick_project, "dong-nai", "import os; os._exit(3)", reports)
    run = mangnon_alone("assess", "dong-nai", "--reports", reports, home=quick_project)
    assert run.returncode == 1
    assert "province_assessment.ipynb: Nhân tính toán của sổ tính bị dừng" in run.stderr


@pytest.mark.parametrize("option", ["--time-limit", "--memory-limit"])
def test_a_limit_is_a_whole_number(reports: Path, option: str) -> None:
    for value in ("0", "-1", "abc"):
        run = mangnon_alone("assess", "dong-nai", "--reports", reports, option, value)
        assert run.returncode == 2
        assert option in run.stderr and "một số nguyên" in run.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_worker_forks_all_its_kernels_and_tells_of_one_that_it_could_not(
    quick_project: Path, reports: Path
) -> None:
    units = ("dong-nai", "trieu-son", "ninh-binh", "vinh-long")
    for unit in units:
        run_in_cell(quick_project, unit, TELLS_WHETHER_FORKED, reports)
    run_in_cell(quick_project, "ninh-binh", TELLS_WHETHER_FORKED + ENDS_THE_ZYGOTE, reports)
    words = ("assess", *units, "--workers", "1", "--reports", reports)
    run = mangnon_alone(*words, home=quick_project)
    told = {unit: (quick_project / "signs" / f"forked-{unit}").read_text() for unit in units}
    assert told == dict.fromkeys(units[:3], "True") | {"vinh-long": "False"}
    assert places(reports) == ["dong-nai", "trieu-son", "vinh-long"]
    after = run.stderr.partition("] vinh-long: xong")[2]
    assert "phải khởi động như thường" in after
    assert run.stderr.count("phải khởi động như thường") == 1
