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
from making.command import Command
from making.reports import EDITION, makers, mangnon_alone, start_mangnon

from analysis.files import file_hash
from analysis.publication import KINDS, PublishedReport, publish

BAD_ROW = (
    "1,{unit},child_friendly_communes,hai nghìn,50,,,,administrative,official,x,2026-01-01,"
    "2026-11-22T08:00:00+07:00,,\n"
)
MARK_OF_A_CRASH = "Traceback"
FILES = sorted(KINDS["assessment"].files)
# Editions as past versions published them.
PAST = Path(__file__).parents[1] / "fixtures" / "editions"


def edition_of(reports: Path) -> Path:
    return reports / "editions" / EDITION


def published(reports: Path) -> dict[str, str]:
    """The files that a reader of the edition sees, with their hashes."""
    return {
        str(path.relative_to(reports)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(reports.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    }


def hidden(reports: Path) -> list[str]:
    return [path.name for path in edition_of(reports).glob(".*")]


def publish_earlier(reports: Path, unit_id: str, data: str = "real") -> dict[str, str]:
    """Publish a report of earlier days, of which only the files matter.

    One on illustrative data is not frozen: a real report takes its place.
    """
    folder = edition_of(reports)
    made = folder / "made"
    made.mkdir(parents=True)
    for name in FILES:
        (made / name).write_text(f"{unit_id} {name}", "utf-8")
    files = {path.name: file_hash(path) for path in made.iterdir()}
    publish(made, folder, PublishedReport(unit_id, "vi", data, "old", {}, files))
    return published(reports)


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


def break_ledger(project: Path, unit: str) -> int:
    """Add a row without a year and return its number."""
    ledger = project / "data" / "observations" / f"{unit}.csv"
    content = ledger.read_text("utf-8") + BAD_ROW.format(unit=unit)
    ledger.write_text(content, "utf-8")
    return len(content.splitlines())


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


# Refused before anything is written


@pytest.mark.parametrize(
    ("lang", "place"), [("vi", "dòng {row}, cột year:"), ("en", "row {row}, column year:")]
)
def test_a_broken_ledger_row_is_named_with_its_place(
    command: Command, project: Path, reports: Path, lang: str, place: str
) -> None:
    row = break_ledger(project, "trieu-son")
    run = command("assess", "trieu-son", "--lang", lang, "--reports", reports, home=project)
    assert run.code == 2
    assert f"data/observations/trieu-son.csv, {place.format(row=row)}" in run.stderr
    assert "hai nghìn" in run.stderr
    assert run.stdout == ""
    assert not reports.exists()


def test_a_broken_plan_is_named_once(command: Command, project: Path, reports: Path) -> None:
    plan = project / "data" / "plans" / "ninh-binh.yml"
    plan.write_text(plan.read_text("utf-8").replace("at_least", "at_lest", 1), "utf-8")
    run = command("assess", "--all", "--reports", reports, home=project)
    assert run.code == 2
    assert run.stderr.startswith("data/plans/ninh-binh.yml")
    assert len(run.stderr.splitlines()) == 1
    assert not reports.exists()


def test_a_plan_that_is_no_yaml_is_named(command: Command, project: Path, reports: Path) -> None:
    (project / "data" / "plans" / "ninh-binh.yml").write_text("a: [1,\nb: }", "utf-8")
    run = command("assess", "ninh-binh", "--reports", reports, home=project)
    assert run.code == 2
    assert run.stderr.startswith("data/plans/ninh-binh.yml")
    assert not reports.exists()


def test_an_unknown_parameter_in_a_unit_s_file_is_refused(
    command: Command, project: Path, reports: Path
) -> None:
    with (project / "parameters/units/ninh-binh.yml").open("a", encoding="utf-8") as file:
        file.write("edtion: 2025\n")
    run = command("assess", "ninh-binh", "--reports", reports, home=project)
    assert run.code == 2
    assert run.stderr.startswith("parameters/units/ninh-binh.yml: Tham số “edtion” không có.")
    assert not reports.exists()


def test_a_missing_notebook_is_named(command: Command, project: Path, reports: Path) -> None:
    (project / "notebooks" / "province_assessment.ipynb").unlink()
    run = command("assess", "ninh-binh", "--reports", reports, home=project)
    assert run.code == 2
    assert run.stderr.startswith("notebooks/province_assessment.ipynb: Không tìm thấy tệp này.")
    assert not reports.exists()


def test_a_unit_without_illustrative_figures_is_refused(command: Command, reports: Path) -> None:
    run = command("assess", "dong-thap", "--data", "illustrative", "--reports", reports)
    assert run.code == 2
    assert run.stderr == (
        "Đơn vị “dong-thap” không có số liệu minh họa. Các đơn vị có: ninh-binh, vinh-long. "
        "Hãy chọn một trong số đó hoặc dùng số liệu thật.\n"
    )
    assert not reports.exists()


def test_reports_cannot_go_where_a_file_stands(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", "utf-8")
    run = command("assess", "ninh-binh", "--reports", file)
    assert run.code == 2
    assert run.stderr.startswith(str(file))
    assert "có một tệp ở chỗ cần một thư mục" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert file.read_text("utf-8") == "mine"


def test_reports_cannot_go_where_writing_is_forbidden(command: Command, tmp_path: Path) -> None:
    if os.geteuid():
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o555)
    else:  # the administrator may write everywhere but into the kernel's own folders
        closed = Path("/sys/kernel")
    run = command("assess", "ninh-binh", "--reports", closed / "reports")
    assert run.code == 2
    assert "Không có quyền" in run.stderr or "chỉ cho đọc" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_damaged_manifest_is_refused_and_left_alone(command: Command, reports: Path) -> None:
    manifest = edition_of(reports) / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{"edition": "2026", "units": [{"unit_id"', "utf-8")
    before = published(reports)
    for words in ([], ["--fresh"]):
        run = command("assess", "ninh-binh", "--reports", reports, *words)
        assert run.code == 2
        assert run.stderr.startswith(f"{manifest}: Không đọc được tệp này")
        assert len(run.stderr.splitlines()) == 1
        assert published(reports) == before
        assert hidden(reports) == []


def test_illustrative_reports_do_not_replace_real_ones_unasked(
    command: Command, reports: Path
) -> None:
    before = publish_earlier(reports, "ninh-binh")
    run = command("assess", "ninh-binh", "--data", "illustrative", "--reports", reports)
    assert run.code == 2
    assert "đang có báo cáo số liệu thật của ninh-binh" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert published(reports) == before


# One unit fails, the others go on


@pytest.mark.slow
def test_units_that_fail_are_named_and_the_others_go_on(quick_project: Path, reports: Path) -> None:
    row = break_ledger(quick_project, "trieu-son")
    say(quick_project, "fail-dong-nai")
    units = ("trieu-son", "dong-nai", "ninh-binh")
    run = mangnon_alone("assess", *units, "--reports", reports, home=quick_project)
    assert run.returncode == 1
    assert MARK_OF_A_CRASH not in run.stderr
    first, reason, *_ = run.stderr.splitlines()
    assert first == "[1/3] trieu-son: KHÔNG LÀM ĐƯỢC"
    assert reason.startswith(f"data/observations/trieu-son.csv, dòng {row}, ")
    assert "\nBắt đầu làm 2 báo cáo.\n" in run.stderr
    assert (
        "notebooks/province_assessment.ipynb: Sổ tính dừng vì lỗi: ValueError: the sign said fail."
    ) in run.stderr
    assert "] ninh-binh: xong" in run.stderr
    assert "Đã có 1/3 báo cáo" in run.stdout
    assert {path.name for path in edition_of(reports).iterdir()} == {
        "ninh-binh",
        "index.html",
        "manifest.json",
    }
    index = (edition_of(reports) / "index.html").read_text("utf-8")
    assert "ninh-binh/assessment.html" in index
    assert "trieu-son" not in index


@pytest.mark.slow
def test_a_process_that_the_machine_ends_is_told(quick_project: Path, reports: Path) -> None:
    say(quick_project, "hold-dong-nai")
    run = start_mangnon("assess", "dong-nai", "--reports", reports, home=quick_project)
    wait_for(has_begun(quick_project, "dong-nai"))
    for maker in makers(run):
        maker.kill()
    said, told = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "[1/1] dong-nai: KHÔNG LÀM ĐƯỢC\nTiến trình làm báo cáo bị máy dừng" in told
    assert "Mở trang" not in said
    assert not (edition_of(reports) / "dong-nai").exists()
    assert hidden(reports) == []


@pytest.mark.slow
def test_an_edition_before_that_cannot_be_used_is_told_and_left_out(
    quick_project: Path, reports: Path
) -> None:
    shutil.copytree(PAST / "0.1.0", reports)
    for state in ("xong", "không có gì thay đổi, giữ báo cáo cũ"):
        run = mangnon_alone("assess", "viet-nam", "--reports", reports, home=quick_project)
        assert run.returncode == 0
        unit, told, reason = run.stderr.removeprefix("Bắt đầu làm 1 báo cáo.\n").splitlines()
        assert unit == f"[1/1] viet-nam: {state}"
        assert told.startswith("Không dùng được báo cáo kỳ 2025 đã công bố.")
        assert reason.startswith(f"{reports}/editions/2025/manifest.json: Bản kê không ghi")


# The disk


@pytest.mark.slow
def test_a_full_disk_keeps_the_earlier_report(
    quick_project: Path, small_disk: tuple[Path, Callable[[], None], str]
) -> None:
    reports, limit, reason = small_disk
    before = publish_earlier(reports, "ninh-binh", "illustrative")
    run = start_mangnon(
        "assess", "ninh-binh", "--reports", reports, home=quick_project, before=limit
    )
    _, told = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "[1/1] ninh-binh: KHÔNG LÀM ĐƯỢC\n" in told
    assert reason in told
    assert MARK_OF_A_CRASH not in told
    left = published(reports)
    assert {name: left[name] for name in before if not name.endswith("index.html")} == before
    assert hidden(reports) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None], str]]:
    """Yield a folder with room for 20 kB; where no disk may be mounted, a limit on files' sizes.

    With it come what has to be done in the process before the command, and the reason told.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield disk, limit_file_sizes, "Máy không cho ghi tệp lớn đến vậy."
        return
    yield disk, lambda: None, "Đĩa đã đầy."
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def limit_file_sizes() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))


# Two at once, stopped, killed


@pytest.mark.slow
def test_two_runs_at_once_and_two_reports_side_by_side(quick_project: Path, reports: Path) -> None:
    units = ("ninh-binh", "trieu-son")
    signs = [say(quick_project, f"hold-{unit}") for unit in units]
    words = ("--workers", "2", "--reports", reports)
    first = start_mangnon("assess", *units, *words, home=quick_project)
    for unit in units:
        wait_for(has_begun(quick_project, unit))
    second = mangnon_alone("assess", "dong-nai", "--reports", reports, home=quick_project)
    for sign in signs:
        sign.unlink()
    said, told = first.communicate(timeout=120)

    assert second.returncode == 2
    assert second.stderr.startswith(f"{edition_of(reports)}: Một lượt chạy khác đang ghi kỳ này.")
    assert len(second.stderr.splitlines()) == 1
    assert first.returncode == 0, told
    assert "Đã có 2/2 báo cáo" in said
    # Both ended at about the same time: neither may undo the other's entry.
    manifest = json.loads((edition_of(reports) / "manifest.json").read_text("utf-8"))
    assert [unit["unit_id"] for unit in manifest["units"]] == list(units)
    assert not (edition_of(reports) / "dong-nai").exists()


@pytest.mark.slow
def test_one_worker_makes_one_report_after_the_other(quick_project: Path, reports: Path) -> None:
    units = ("ninh-binh", "trieu-son")
    signs = [say(quick_project, f"hold-{unit}") for unit in units]
    words = ("--workers", "1", "--reports", reports)
    run = start_mangnon("assess", *units, *words, home=quick_project)
    wait_for(has_begun(quick_project, units[0]))
    assert not has_begun(quick_project, units[1])()
    signs[0].unlink()
    wait_for((edition_of(reports) / units[0]).is_dir)
    assert not (edition_of(reports) / units[1]).exists()
    signs[1].unlink()
    said, told = run.communicate(timeout=120)
    assert run.returncode == 0, told
    assert "Đã có 2/2 báo cáo" in said


@pytest.mark.slow
def test_a_run_stopped_or_killed_in_the_middle_leaves_what_was_published(
    quick_project: Path, reports: Path
) -> None:
    units = ("ninh-binh", "trieu-son")
    before = publish_earlier(reports, units[0], "illustrative")
    for unit in units:
        say(quick_project, f"hold-{unit}")

    told = stopped_in_the_middle(quick_project, reports, units, signal.SIGINT, 130)
    assert told.splitlines()[-1].startswith("Đã dừng theo yêu cầu")
    # The index is written on the way out, so that what was published can be found.
    index = (edition_of(reports) / "index.html").read_text("utf-8")
    assert f"{units[0]}/assessment.html" in index
    assert f"{units[1]}/assessment.html" not in index
    stopped = published(reports)
    assert {name: stopped[name] for name in before} == before
    assert set(stopped) - set(before) == {"editions/2026/index.html"}
    assert hidden(reports) == []

    stopped_in_the_middle(quick_project, reports, units, signal.SIGKILL, -signal.SIGKILL)
    assert published(reports) == stopped

    for unit in units:
        (quick_project / "signs" / f"hold-{unit}").unlink()
    run = mangnon_alone("assess", *units, "--reports", reports, home=quick_project)
    assert run.returncode == 0, run.stderr
    assert {path.name for path in edition_of(reports).iterdir()} == {
        *units,
        "index.html",
        "manifest.json",
    }


def hears_a_stop() -> None:
    """Let a run hear a stop also where the tests run in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stopped_in_the_middle(
    project: Path, reports: Path, units: tuple[str, ...], stop: signal.Signals, code: int
) -> str:
    """Send ``stop`` when all units have begun; see that no process goes on without the run."""
    for begun in (project / "signs").glob("begun-*"):
        begun.unlink()
    # One more waits in the line: a stop is a stop for it too.
    words = ("assess", *units, "dong-nai", "--workers", "2", "--reports", reports)
    run = start_mangnon(*words, home=project, before=hears_a_stop)
    for unit in units:
        wait_for(has_begun(project, unit))
    family = psutil.Process(run.pid).children(recursive=True)
    os.kill(run.pid, stop)
    _, told = run.communicate(timeout=60)
    assert run.returncode == code
    assert MARK_OF_A_CRASH not in told
    gone, alive = psutil.wait_procs(family, timeout=20)
    assert (len(gone) >= 2 * len(units), alive) == (True, [])
    return told
