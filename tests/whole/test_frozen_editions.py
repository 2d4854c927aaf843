"""What is published stays: kept, frozen, or revised beside the old one, and always verifiable."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from making.reports import EDITION, copy_project, mangnon, quicken

pytestmark = pytest.mark.slow


ASSESS = ("assess", "dong-nai")


@pytest.fixture(scope="module")
def first_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quick project that has published one report; nobody changes it."""
    home = quicken(copy_project(tmp_path_factory.mktemp("published") / "project"))
    assert mangnon(*ASSESS, home=home).returncode == 0
    return home


@pytest.fixture
def published(first_published: Path, tmp_path: Path) -> Path:
    """A copy of the project that has published one report."""
    return Path(shutil.copytree(first_published, tmp_path / "project"))


def edition(project: Path) -> Path:
    return project / "reports" / "editions" / EDITION


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def change_rules(project: Path) -> None:
    rules = project / "parameters" / "status_rules.yml"
    rules.write_text(rules.read_text("utf-8").replace("likely: 0.80", "likely: 0.81"), "utf-8")


def test_a_published_report_is_kept_frozen_and_revised(published: Path) -> None:
    first = hashes(edition(published) / "dong-nai")

    again = mangnon(*ASSESS, home=published)
    assert "không có gì thay đổi" in again.stderr

    change_rules(published)
    frozen = mangnon(*ASSESS, home=published)
    assert frozen.returncode == 0
    assert "báo cáo đã công bố được giữ nguyên" in frozen.stderr
    assert "Từ khi công bố đã thay đổi: bảng tham số." in frozen.stderr
    assert "--revise" in frozen.stderr
    assert hashes(edition(published) / "dong-nai") == first

    revised = mangnon(*ASSESS, "--revise", "Ngưỡng đánh giá mới", home=published)
    assert "dong-nai.ban-2: xong" in revised.stderr
    assert hashes(edition(published) / "dong-nai") == first
    manifest = json.loads((edition(published) / "manifest.json").read_text("utf-8"))
    told = {entry["unit_id"]: (entry["revision"], entry["reason"]) for entry in manifest["units"]}
    assert told == {"dong-nai": (1, ""), "dong-nai.ban-2": (2, "Ngưỡng đánh giá mới")}

    page = (edition(published) / "index.html").read_text("utf-8")
    assert 'href="dong-nai.ban-2/assessment.html"' in page
    assert "bản sửa đổi lần 2" in page
    assert 'href="dong-nai/assessment.html"' in page

    once_more = mangnon(*ASSESS, "--revise", "Lần nữa", home=published)
    assert "không có gì thay đổi" in once_more.stderr
    assert not (edition(published) / "dong-nai.ban-3").exists()


def test_editions_are_listed_and_compared_and_verified(published: Path) -> None:
    change_rules(published)
    mangnon(*ASSESS, "--revise", "Ngưỡng mới", home=published)
    listed = mangnon("editions", home=published).stdout
    assert [line.split()[1] for line in listed.splitlines()] == ["dong-nai", "dong-nai.ban-2"]
    own = mangnon("editions", "dong-nai", home=published).stdout
    assert "bản sửa đổi lần 2: Ngưỡng mới  (khác bản trước 0 kết luận)" in own

    verified = mangnon("verify", home=published)
    assert (verified.returncode, "nguyên như lúc công bố" in verified.stdout) == (0, True)
    table = edition(published) / "dong-nai" / "results.csv"
    table.write_text("khác", "utf-8")
    (edition(published) / "dong-nai" / "assessment.pdf").unlink()
    wrong = mangnon("verify", home=published)
    assert wrong.returncode == 1
    assert f"{table}: nội dung khác với lúc công bố." in wrong.stderr
    assert "assessment.pdf: thiếu tệp này" in wrong.stderr


def test_a_damaged_report_that_would_say_the_same_is_made_again_in_its_place(
    published: Path,
) -> None:
    first = hashes(edition(published) / "dong-nai")
    (edition(published) / "dong-nai" / "results.csv").write_text("khác", "utf-8")
    mangnon(*ASSESS, home=published)
    assert hashes(edition(published) / "dong-nai") == first


def test_a_revision_tells_its_number_its_reason_and_what_it_changed(project: Path) -> None:
    assess = ("assess", "viet-nam")
    assert mangnon(*assess, home=project).returncode == 0
    rules = project / "parameters" / "status_rules.yml"
    rules.write_text(
        rules.read_text("utf-8").replace("least_points: 3", "least_points: 30"), "utf-8"
    )
    assert mangnon(*assess, "--revise", "Yêu cầu nhiều số liệu hơn", home=project).returncode == 0
    page = (edition(project) / "viet-nam.ban-2" / "assessment.html").read_text("utf-8")
    assert "Bản sửa đổi lần 2. Lý do: Yêu cầu nhiều số liệu hơn" in page
    assert "So với bản đã công bố trước của kỳ này" in page
    assert "Kết luận thay đổi so với bản đã công bố trước" in page


def test_a_notebook_of_another_version_is_told_as_that(quick_project: Path) -> None:
    path = quick_project / "notebooks" / "province_assessment.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "from analysis import change_exhibits, exhibits"
    nbformat.write(notebook, path)
    run = mangnon(*ASSESS, home=quick_project)
    assert run.returncode == 1
    assert "viết cho một phiên bản khác của mangnon" in run.stderr
    assert "Traceback" not in run.stderr
