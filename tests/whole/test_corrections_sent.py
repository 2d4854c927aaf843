"""A correction that is sent corrects; two sources that contradict each other decide nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from making.command import Command
from making.reports import mangnon
from making.sent_files import fill_in, results_of, write_table

pytestmark = pytest.mark.slow

# The plan of Vĩnh Long: at least 97 % in 2025.
INDICATOR = "full_immunisation_u1"
REPORT, LETTER = "Báo cáo 215/BC-SYT ngày 10/11/2026", "Công văn 99/SYT-NV ngày 20/11/2026"
SENT = {
    "unit_id": "vinh-long", "indicator_id": INDICATOR, "year": "2025", "value": "98,1",
    "source": REPORT, "publisher": "Sở Y tế", "published": "10/11/2026",
}  # fmt: skip
RIGHT = {**SENT, "value": "96,2", "source": LETTER, "published": "20/11/2026"}


@pytest.fixture
def reported(command: Command, project: Path, tmp_path: Path) -> Path:
    """A project in which the department has reported 98,1 % for 2025."""
    run = command("data", "import", write_table(tmp_path / "report.csv", SENT), home=project)
    assert run.code == 0, run.stderr
    return project


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return write_table(tmp_path / "letter.csv", RIGHT)


def standing(command: Command, home: Path) -> list[dict[str, object]]:
    told = command("data", "history", "vinh-long", INDICATOR, "--json", home=home).stdout
    return [row for row in json.loads(told) if row["year"] == 2025 and not row["superseded_by"]]


def status(command: Command, home: Path, folder: Path) -> tuple[str, str]:
    row = results_of(command, home, "vinh-long", INDICATOR, folder / "results.csv")[2025]
    return row["status"], row["attainment_probability"]


@pytest.mark.parametrize("document", [LETTER, "Báo cáo 301/BC-SYT ngày 20/11/2026", "Email"])
def test_the_right_value_on_the_form_replaces_the_figure(
    command: Command, reported: Path, tmp_path: Path, document: str
) -> None:
    assert status(command, reported, tmp_path) == ("achieved", "1")
    form = tmp_path / "form.xlsx"
    made = command("data", "template", "vinh-long", "--agency", "y te", "-o", form, home=reported)
    assert made.code == 0, made.stderr
    fill_in(form, "earlier", f"{INDICATOR}/2025", {"value": 96.2, "source": document})
    run = command("data", "import", form, home=reported)
    assert run.code == 0, run.stderr
    assert "98,1 → 96,2" in run.stdout and "Nguồn mới" not in run.stdout
    (row,) = standing(command, reported)
    assert (row["value"], row["source"]) == ("96.2", "so-y-te-tinh-vinh-long-bao-cao")
    assert row["note"] == f"Văn bản: {document}"
    assert status(command, reported, tmp_path) == ("not_achieved", "0")
    again = command("data", "import", form, home=reported)
    assert "không có gì mới" in again.stdout


def test_every_figure_of_the_agency_is_replaced(
    command: Command, reported: Path, letter: Path, tmp_path: Path
) -> None:
    command("data", "import", letter, "--confirm", "all: nguồn khác", home=reported)
    assert len(standing(command, reported)) == 2
    form = tmp_path / "form.xlsx"
    command("data", "template", "vinh-long", "--agency", "y te", "-o", form, home=reported)
    typed = {"value": 97.4, "source": "Công văn 120/SYT-NV ngày 25/11/2026"}
    fill_in(form, "earlier", f"{INDICATOR}/2025", typed)
    assert command("data", "import", form, home=reported).code == 0
    assert {row["value"] for row in standing(command, reported)} == {"97.4"}
    assert status(command, reported, tmp_path) == ("achieved", "1")


def test_figures_of_another_publisher_stay_as_they_are(
    command: Command, project: Path, tmp_path: Path
) -> None:
    theirs = {**SENT, "year": "2024", "publisher": "Tổng cục Thống kê", "source": "Niên giám 2025"}
    command("data", "import", write_table(tmp_path / "theirs.csv", theirs), home=project)
    form = tmp_path / "form.xlsx"
    command("data", "template", "vinh-long", "--agency", "y te", "-o", form, home=project)
    fill_in(form, "earlier", f"{INDICATOR}/2024", {"value": 96.4, "source": REPORT})
    run = command("data", "import", form, home=project)
    assert run.code == 0, run.stderr
    told = command("data", "history", "vinh-long", INDICATOR, "--json", home=project).stdout
    of_2024 = [row for row in json.loads(told) if row["year"] == 2024]
    assert [(row["value"], row["superseded_by"]) for row in of_2024] == [
        ("98.1", None), ("96.4", None),
    ]  # fmt: skip


def test_a_second_document_of_an_agency_is_asked_about(
    command: Command, reported: Path, letter: Path
) -> None:
    run = command("data", "import", letter, home=reported)
    assert run.code == 2
    assert "Năm 2025, Sở Y tế tỉnh Vĩnh Long đã có số 98,1 theo “Báo cáo 215" in run.stderr
    assert "số sửa của số trước, hay số của một nguồn khác" in run.stderr
    vague = command("data", "import", letter, "--confirm", "all: đã hỏi lại", home=reported)
    assert vague.code == 2
    assert len(standing(command, reported)) == 1


@pytest.mark.parametrize("answer", ["sửa: gõ nhầm", "Đính chính, gõ nhầm", "correction: a slip"])
def test_a_correction_takes_the_place_of_the_first(
    command: Command, reported: Path, letter: Path, tmp_path: Path, answer: str
) -> None:
    run = command("data", "import", letter, "--confirm", f"1: {answer}", home=reported)
    assert run.code == 0, run.stderr
    assert "98,1 → 96,2" in run.stdout
    (row,) = standing(command, reported)
    assert row["note"] == f"Văn bản: {LETTER}; Xác nhận khi nhập: {answer}"
    assert status(command, reported, tmp_path) == ("not_achieved", "0")
    assert "không có gì mới" in command("data", "import", letter, home=reported).stdout
    undone = command("data", "undo", home=reported)
    assert "96,2 → 98,1" in undone.stdout
    assert status(command, reported, tmp_path) == ("achieved", "1")


def test_both_documents_in_one_file_are_asked_about(
    command: Command, project: Path, tmp_path: Path
) -> None:
    both = write_table(tmp_path / "both.csv", SENT, RIGHT)
    assert "hay số của một nguồn khác" in command("data", "import", both, home=project).stderr
    run = command("data", "import", both, "--confirm", "1: sửa", home=project)
    assert run.code == 0, run.stderr
    assert [row["value"] for row in standing(command, project)] == ["96.2"]


def test_another_source_leaves_the_verdict_open_until_somebody_decides(
    command: Command, reported: Path, letter: Path, tmp_path: Path
) -> None:
    run = command("data", "import", letter, "--confirm", "1: nguồn khác", home=reported)
    assert run.code == 0, run.stderr
    assert [row["value"] for row in standing(command, reported)] == ["98.1", "96.2"]
    assert status(command, reported, tmp_path) == ("insufficient_evidence", "")
    check = command("data", "check", "vinh-long", home=reported)
    assert check.code == 1
    told = " ".join(check.stdout.split())
    assert "hai nguồn không thống nhất" in told and "98,1 %" in told and "96,2 %" in told
    assert "data/corrections.csv" in told
    corrections = reported / "data" / "corrections.csv"
    slug = "so-y-te-tinh-vinh-long-cong-van"
    line = f"vinh-long,{INDICATOR},2025,{slug},96.2,,Sở xác nhận báo cáo đúng,2026-11-25,\n"
    corrections.write_text(corrections.read_text("utf-8") + line, "utf-8")
    assert status(command, reported, tmp_path) == ("achieved", "1")
    assert command("data", "check", "vinh-long", home=reported).code == 0


def test_a_figure_that_rounds_to_the_other_contradicts_nothing(
    command: Command, reported: Path, tmp_path: Path
) -> None:
    rounded = write_table(tmp_path / "rounded.csv", {**RIGHT, "value": "98"})
    run = command("data", "import", rounded, "--confirm", "1: nguồn khác", home=reported)
    assert run.code == 0, run.stderr
    assert status(command, reported, tmp_path) == ("achieved", "1")


def test_the_report_says_that_somebody_has_to_decide(
    command: Command, reported: Path, letter: Path, tmp_path: Path
) -> None:
    command("data", "import", letter, "--confirm", "1: nguồn khác", home=reported)
    made = mangnon("assess", "vinh-long", "--reports", tmp_path / "reports", home=reported)
    assert made.returncode == 0, made.stderr
    page = tmp_path / "reports" / "editions" / "2026" / "vinh-long" / "assessment.html"
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    said = " ".join(soup.get_text(" ").replace("\u00a0", " ").split())
    assert "số liệu năm 2025 của hai nguồn mâu thuẫn" in said
    assert "Hai nguồn không thống nhất" in said
