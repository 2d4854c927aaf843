"""What is published stays: kept, frozen, or revised beside the old one, and always verifiable."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nbformat
import pytest
from making.reports import EDITION, mangnon

pytestmark = pytest.mark.slow


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


def edition(reports: Path) -> Path:
    return reports / "editions" / EDITION


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def change_rules(project: Path) -> None:
    rules = project / "parameters" / "status_rules.yml"
    rules.write_text(rules.read_text("utf-8").replace("likely: 0.80", "likely: 0.81"), "utf-8")


def test_a_published_report_is_kept_frozen_and_revised(quick_project: Path, reports: Path) -> None:
    assess = ("assess", "dong-nai", "--reports", reports)
    assert mangnon(*assess, home=quick_project).returncode == 0
    first = hashes(edition(reports) / "dong-nai")

    again = mangnon(*assess, home=quick_project)
    assert "không có gì thay đổi" in again.stderr

    change_rules(quick_project)
    frozen = mangnon(*assess, home=quick_project)
    assert frozen.returncode == 0
    assert "báo cáo đã công bố được giữ nguyên" in frozen.stderr
    assert "Từ khi công bố đã thay đổi: bảng tham số." in frozen.stderr
    assert "--revise" in frozen.stderr
    assert hashes(edition(reports) / "dong-nai") == first

    revised = mangnon(*assess, "--revise", "Ngưỡng đánh giá mới", home=quick_project)
    assert "dong-nai.ban-2: xong" in revised.stderr
    assert hashes(edition(reports) / "dong-nai") == first
    manifest = json.loads((edition(reports) / "manifest.json").read_text("utf-8"))
    told = {entry["unit_id"]: (entry["revision"], entry["reason"]) for entry in manifest["units"]}
    assert told == {"dong-nai": (1, ""), "dong-nai.ban-2": (2, "Ngưỡng đánh giá mới")}

    page = (edition(reports) / "index.html").read_text("utf-8")
    assert 'href="dong-nai.ban-2/assessment.html"' in page
    assert "bản sửa đổi lần 2" in page
    assert 'href="dong-nai/assessment.html"' in page

    once_more = mangnon(*assess, "--revise", "Lần nữa", home=quick_project)
    assert "không có gì thay đổi" in once_more.stderr
    assert not (edition(reports) / "dong-nai.ban-3").exists()


def test_editions_are_listed_and_compared_and_verified(quick_project: Path, reports: Path) -> None:
    assess = ("assess", "dong-nai", "--reports", reports)
    mangnon(*assess, home=quick_project)
    change_rules(quick_project)
    mangnon(*assess, "--revise", "Ngưỡng mới", home=quick_project)
    listed = mangnon("editions", "--reports", reports, home=quick_project).stdout
    assert [line.split()[1] for line in listed.splitlines()] == ["dong-nai", "dong-nai.ban-2"]
    own = mangnon("editions", "dong-nai", "--reports", reports, home=quick_project).stdout
    assert "bản sửa đổi lần 2: Ngưỡng mới  (khác bản trước 0 kết luận)" in own

    verified = mangnon("verify", "--reports", reports, home=quick_project)
    assert (verified.returncode, "nguyên như lúc công bố" in verified.stdout) == (0, True)
    table = edition(reports) / "dong-nai" / "results.csv"
    table.write_text("khác", "utf-8")
    (edition(reports) / "dong-nai" / "assessment.pdf").unlink()
    wrong = mangnon("verify", "--reports", reports, home=quick_project)
    assert wrong.returncode == 1
    assert f"{table}: nội dung khác với lúc công bố." in wrong.stderr
    assert "assessment.pdf: thiếu tệp này" in wrong.stderr


def test_a_damaged_report_that_would_say_the_same_is_made_again_in_its_place(
    quick_project: Path, reports: Path
) -> None:
    assess = ("assess", "dong-nai", "--reports", reports)
    mangnon(*assess, home=quick_project)
    first = hashes(edition(reports) / "dong-nai")
    (edition(reports) / "dong-nai" / "results.csv").write_text("khác", "utf-8")
    mangnon(*assess, home=quick_project)
    assert hashes(edition(reports) / "dong-nai") == first


def test_a_revision_tells_its_number_its_reason_and_what_it_changed(
    project: Path, reports: Path
) -> None:
    assess = ("assess", "viet-nam", "--reports", reports)
    assert mangnon(*assess, home=project).returncode == 0
    rules = project / "parameters" / "status_rules.yml"
    rules.write_text(
        rules.read_text("utf-8").replace("least_points: 3", "least_points: 30"), "utf-8"
    )
    assert mangnon(*assess, "--revise", "Yêu cầu nhiều số liệu hơn", home=project).returncode == 0
    page = (edition(reports) / "viet-nam.ban-2" / "assessment.html").read_text("utf-8")
    assert "Bản sửa đổi lần 2. Lý do: Yêu cầu nhiều số liệu hơn" in page
    assert "So với bản đã công bố trước của kỳ này" in page
    assert "Kết luận thay đổi so với bản đã công bố trước" in page


@pytest.mark.parametrize("kernel", ["conda-env-baocao-py", "ir", ""])
def test_whatever_kernel_an_editor_saved_the_run_s_own_python_is_used(
    quick_project: Path, reports: Path, kernel: str
) -> None:
    path = quick_project / "notebooks" / "province_assessment.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = {"name": kernel, "display_name": kernel, "language": "R"}
    nbformat.write(notebook, path)
    run = mangnon("assess", "dong-nai", "--reports", reports, home=quick_project)
    assert run.returncode == 0, run.stderr


def test_a_notebook_of_another_version_is_told_as_that(quick_project: Path, reports: Path) -> None:
    path = quick_project / "notebooks" / "province_assessment.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "from analysis import change_exhibits, exhibits"
    nbformat.write(notebook, path)
    run = mangnon("assess", "dong-nai", "--reports", reports, home=quick_project)
    assert run.returncode == 1
    assert "viết cho một phiên bản khác của mangnon" in run.stderr
    assert "Traceback" not in run.stderr
