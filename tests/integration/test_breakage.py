"""What can go wrong in a run: it is told in one message, and nothing that was published is lost."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from report_making import BIN, EDITION, environment, mangnon, start_mangnon

pytestmark = pytest.mark.slow

BAD_YEAR = "trieu-son,child_friendly_communes,hai nghìn,50,,,administrative,official,x,2026-01-01,\n"
MARK_OF_A_CRASH = "Traceback"


def edition_of(reports: Path) -> Path:
    return reports / "editions" / EDITION


def published(reports: Path) -> dict[str, str]:
    """The files that a reader of the edition sees, with their hashes."""
    return {
        str(path.relative_to(reports)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(reports.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def hidden(reports: Path) -> list[str]:
    return [path.name for path in edition_of(reports).glob(".*")]


def wait_for(happened: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.05)


def has_begun(project: Path, unit: str) -> Callable[[], bool]:
    return (project / "signs" / f"begun-{unit}").exists


def say(project: Path, sign: str) -> Path:
    path = project / "signs" / sign
    path.touch()
    return path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


def broken_ledger(project: Path, unit: str = "trieu-son") -> None:
    ledger = project / "data" / "observations" / f"{unit}.csv"
    ledger.write_text(ledger.read_text("utf-8") + BAD_YEAR.replace("trieu-son", unit), "utf-8")


# Refused before anything is written


@pytest.mark.parametrize(
    ("lang", "place"), [("vi", "dòng {row}, cột year:"), ("en", "row {row}, column year:")]
)
def test_a_broken_ledger_row_is_named_with_its_place(
    project: Path, reports: Path, lang: str, place: str
) -> None:
    broken_ledger(project)
    row = len((project / "data/observations/trieu-son.csv").read_text("utf-8").splitlines())
    run = mangnon("assess", "trieu-son", "--lang", lang, "--reports", reports, home=project)
    assert run.returncode == 2
    assert f"data/observations/trieu-son.csv, {place.format(row=row)}" in run.stderr
    assert "hai nghìn" in run.stderr
    assert run.stdout == ""
    assert MARK_OF_A_CRASH not in run.stderr
    assert not reports.exists()


def test_a_broken_plan_is_named_once(project: Path, reports: Path) -> None:
    plan = project / "data" / "plans" / "ninh-binh.yml"
    plan.write_text(plan.read_text("utf-8").replace("at_least", "at_lest", 1), "utf-8")
    run = mangnon("assess", "--all", "--reports", reports, home=project)
    assert run.returncode == 2
    assert run.stderr.startswith("data/plans/ninh-binh.yml")
    assert len(run.stderr.splitlines()) == 1
    assert not reports.exists()


def test_an_unknown_parameter_in_a_unit_s_file_is_refused(project: Path, reports: Path) -> None:
    with (project / "parameters/units/ninh-binh.yml").open("a", encoding="utf-8") as file:
        file.write("edtion: 2025\n")
    run = mangnon("assess", "ninh-binh", "--reports", reports, home=project)
    assert run.returncode == 2
    assert run.stderr.startswith("parameters/units/ninh-binh.yml: Tham số “edtion” không có.")
    assert not reports.exists()


def test_a_unit_without_illustrative_figures_is_refused(reports: Path) -> None:
    run = mangnon("assess", "dong-thap", "--data", "illustrative", "--reports", reports)
    assert run.returncode == 2
    assert run.stderr.splitlines() == [
        "Đơn vị “dong-thap” không có số liệu minh họa. Các đơn vị có: ninh-binh, vinh-long. "
        "Hãy chọn một trong số đó hoặc dùng số liệu thật."
    ]
    assert not reports.exists()


def test_reports_cannot_go_where_a_file_stands(quick_project: Path, tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", "utf-8")
    run = mangnon("assess", "ninh-binh", "--reports", file, home=quick_project)
    assert run.returncode == 2
    assert run.stderr.startswith(str(file))
    assert "có một tệp ở chỗ cần một thư mục" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert file.read_text("utf-8") == "mine"


def test_reports_cannot_go_where_writing_is_forbidden(quick_project: Path, tmp_path: Path) -> None:
    if os.geteuid():
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o555)
    else:  # the administrator may write everywhere but into the kernel's own folders
        closed = Path("/sys/kernel")
    run = mangnon("assess", "ninh-binh", "--reports", closed / "reports", home=quick_project)
    assert run.returncode == 2
    assert "Không có quyền" in run.stderr or "chỉ cho đọc" in run.stderr
    assert MARK_OF_A_CRASH not in run.stderr


def test_a_damaged_manifest_is_refused_and_left_alone(quick_project: Path, reports: Path) -> None:
    manifest = edition_of(reports) / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{"edition": "2026", "units": [{"unit_id"', "utf-8")
    before = published(reports)
    for words in ([], ["--fresh"]):
        run = mangnon("assess", "ninh-binh", "--reports", reports, *words, home=quick_project)
        assert run.returncode == 2
        assert run.stderr.startswith(f"{manifest}: Không đọc được tệp này")
        assert len(run.stderr.splitlines()) == 1
        assert published(reports) == before
        assert hidden(reports) == []


# One unit fails, the others go on


def test_a_broken_ledger_of_one_unit_does_not_stop_the_other(
    quick_project: Path, reports: Path
) -> None:
    broken_ledger(quick_project)
    run = mangnon("assess", "trieu-son", "ninh-binh", "--reports", reports, home=quick_project)
    assert run.returncode == 1
    first, reason, *rest = run.stderr.splitlines()
    assert first == "[1/2] trieu-son: KHÔNG LÀM ĐƯỢC"
    assert reason.startswith("data/observations/trieu-son.csv, dòng ")
    assert rest == ["Bắt đầu làm 1 báo cáo.", "[2/2] ninh-binh: xong"]
    assert "Đã có 1/2 báo cáo" in run.stdout
    assert (edition_of(reports) / "ninh-binh" / "assessment.pdf").is_file()
    assert not (edition_of(reports) / "trieu-son").exists()
    index = (edition_of(reports) / "index.html").read_text("utf-8")
    assert "ninh-binh/assessment.html" in index
    assert "trieu-son" not in index


def test_a_cell_that_fails_and_a_process_that_dies_are_told_by_name(
    quick_project: Path, reports: Path
) -> None:
    say(quick_project, "fail-trieu-son")
    run = mangnon("assess", "trieu-son", "ninh-binh", "--reports", reports, home=quick_project)
    assert run.returncode == 1
    assert "notebooks/province_assessment.ipynb: Sổ tính dừng vì lỗi: ValueError: the sign said" in (
        run.stderr
    )
    assert MARK_OF_A_CRASH not in run.stderr
    assert {path.name for path in edition_of(reports).iterdir()} == {
        "ninh-binh",
        "index.html",
        "manifest.json",
    }

    # The machine ends a process that takes too much memory: so does this.
    say(quick_project, "hold-dong-nai")
    process = start_mangnon("assess", "dong-nai", "--reports", reports, home=quick_project)
    wait_for(has_begun(quick_project, "dong-nai"))
    for worker in makers(process):
        worker.kill()
    said, told = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "[1/1] dong-nai: KHÔNG LÀM ĐƯỢC\nTiến trình làm báo cáo bị máy dừng" in told
    assert "Mở trang" not in said
    assert not (edition_of(reports) / "dong-nai").exists()
    assert hidden(reports) == []


def makers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the processes that make reports for a run, without the run's helpers."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


# The disk


def test_a_full_disk_keeps_the_earlier_reports(
    quick_project: Path, reports: Path, small_disk: Path
) -> None:
    made = mangnon("assess", "trieu-son", "--reports", reports, home=quick_project)
    assert made.returncode == 0
    shutil.copytree(reports, small_disk, dirs_exist_ok=True)
    before = published(small_disk)
    with (small_disk / "filler").open("wb") as filler:
        fill(filler.fileno(), leave=16 * 1024)
    words = ("assess", "trieu-son", "ninh-binh", "--fresh", "--reports", small_disk)
    run = mangnon(*words, home=quick_project)
    assert run.returncode == 1
    assert run.stderr.count("KHÔNG LÀM ĐƯỢC\n") == 2
    assert run.stderr.count("Đĩa đã đầy.") >= 2
    assert MARK_OF_A_CRASH not in run.stderr
    assert {name: digest for name, digest in published(small_disk).items() if name != "filler"} == (
        before
    )
    assert hidden(small_disk) == []


def fill(file: int, leave: int) -> None:
    """Write until the disk is full, then give back some room."""
    size = 0
    try:
        while True:
            size += os.write(file, bytes(4096))
    except OSError:
        os.ftruncate(file, max(0, size - leave))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command to make a small disk with")
    if done.returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_file_that_the_machine_refuses_fails_its_unit_whole(
    quick_project: Path, reports: Path
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

    run = subprocess.run(
        [BIN / "mangnon", "assess", "ninh-binh", "--reports", reports],
        env=environment(quick_project, IPYTHONDIR=str(quick_project / "ipython")),
        preexec_fn=limit,  # noqa: PLW1509 - the tests start no threads of their own
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1
    assert "Máy không cho ghi tệp lớn đến vậy" in run.stderr
    assert MARK_OF_A_CRASH not in run.stderr
    assert not (edition_of(reports) / "ninh-binh").exists()
    assert hidden(reports) == []


# Two at once, stopped, killed


def test_a_second_run_on_the_same_edition_is_refused_and_the_first_ends_well(
    quick_project: Path, reports: Path
) -> None:
    sign = say(quick_project, "hold-ninh-binh")
    first = start_mangnon("assess", "ninh-binh", "--reports", reports, home=quick_project)
    wait_for(has_begun(quick_project, "ninh-binh"))
    second = mangnon("assess", "trieu-son", "--reports", reports, home=quick_project)
    sign.unlink()
    said, told = first.communicate(timeout=120)
    assert second.returncode == 2
    assert second.stderr.startswith(f"{edition_of(reports)}: Một lượt chạy khác đang ghi kỳ này.")
    assert len(second.stderr.splitlines()) == 1
    assert first.returncode == 0, told
    assert "Đã có 1/1 báo cáo" in said
    assert not (edition_of(reports) / "trieu-son").exists()


def test_two_reports_made_side_by_side_are_both_on_record(
    quick_project: Path, reports: Path
) -> None:
    signs = [say(quick_project, f"hold-{unit}") for unit in ("ninh-binh", "trieu-son")]
    words = ("assess", "ninh-binh", "trieu-son", "--reports", reports)
    run = start_mangnon(*words, home=quick_project)
    for unit in ("ninh-binh", "trieu-son"):
        wait_for(has_begun(quick_project, unit))
    for sign in signs:
        sign.unlink()
    _, told = run.communicate(timeout=120)
    assert run.returncode == 0, told
    manifest = json.loads((edition_of(reports) / "manifest.json").read_text("utf-8"))
    assert [unit["unit_id"] for unit in manifest["units"]] == ["ninh-binh", "trieu-son"]


@pytest.mark.parametrize(
    ("stop", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)]
)
def test_a_run_stopped_in_the_middle_leaves_the_published_reports(
    quick_project: Path, reports: Path, stop: signal.Signals, code: int
) -> None:
    units = ("ninh-binh", "trieu-son")
    assert mangnon("assess", units[0], "--reports", reports, home=quick_project).returncode == 0
    before = published(reports)
    (quick_project / "signs" / "begun-ninh-binh").unlink()
    for unit in units:
        say(quick_project, f"hold-{unit}")
    # The third waits in the line: a stop is a stop for it too.
    words = ("assess", *units, "dong-nai", "--fresh", "--reports", reports)
    run = start_mangnon(*words, home=quick_project)
    for unit in units:
        wait_for(has_begun(quick_project, unit))
    family = psutil.Process(run.pid).children(recursive=True)
    os.kill(run.pid, stop)
    _, told = run.communicate(timeout=60)
    assert run.returncode == code
    assert MARK_OF_A_CRASH not in told
    assert published(reports) == before
    gone, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []
    assert gone
    if stop == signal.SIGINT:
        assert told.splitlines()[-1].startswith("Đã dừng theo yêu cầu")
        assert hidden(reports) == []

    for unit in units:
        (quick_project / "signs" / f"hold-{unit}").unlink()
    run_again = mangnon("assess", *units, "--reports", reports, home=quick_project)
    assert run_again.returncode == 0, run_again.stderr
    assert run_again.stderr.splitlines()[0].startswith("[1/2] ninh-binh: không có gì thay đổi")
    assert {path.name for path in edition_of(reports).iterdir()} == {
        *units,
        "index.html",
        "manifest.json",
    }


# Illustrative and real


def test_illustrative_reports_do_not_replace_real_ones_unasked(
    quick_project: Path, reports: Path
) -> None:
    words = ("assess", "ninh-binh", "--reports", reports)
    assert mangnon(*words, home=quick_project).returncode == 0
    before = published(reports)
    refused = mangnon(*words, "--data", "illustrative", home=quick_project)
    assert refused.returncode == 2
    assert "đang có báo cáo số liệu thật của ninh-binh" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert published(reports) == before
    meant = mangnon(*words, "--data", "illustrative", "--fresh", home=quick_project)
    assert meant.returncode == 0
    assert "SỐ LIỆU MINH HỌA" in (edition_of(reports) / "index.html").read_text("utf-8")
