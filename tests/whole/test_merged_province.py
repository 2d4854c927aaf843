"""The merged province: forms, figures, a report on inherited plans; what ended hands over."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from making.command import Command
from making.reports import mangnon
from making.sent_files import fill_in

pytestmark = pytest.mark.slow

MERGED = "vinh-long-2025"
SENT = {"value": 95.4, "source": "Báo cáo 310/BC-SYT ngày 10/11/2026"}


def pages_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_forms_ask_the_successors_and_figures_come_in(
    command: Command, project: Path, tmp_path: Path
) -> None:
    made = command("data", "template", MERGED, "--all", "-o", tmp_path / "forms", home=project)
    assert made.code == 0, made.stderr
    names = sorted(path.name for path in (tmp_path / "forms").iterdir())
    assert not any("lao-dong" in name for name in names)
    form = tmp_path / "forms" / f"{MERGED}-2026-so-y-te.xlsx"
    sheets = openpyxl.load_workbook(form)
    rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
    words = " ".join(str(cell) for row in rows for cell in row if cell)
    assert "Bến Tre: chưa có văn bản" in words and "Theo kế hoạch của Vĩnh Long: ≥" in words
    fill_in(form, "asked", "full_immunisation_u1/2025", SENT)
    taken = command("data", "import", form, home=project)
    assert taken.code == 0, taken.stderr
    assert f"mangnon assess {MERGED}" in taken.stdout


def test_the_report_and_its_tables_say_whose_targets_they_are(tmp_path: Path) -> None:
    made = mangnon("assess", MERGED, "--reports", tmp_path)
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "editions" / "2026" / MERGED
    page = BeautifulSoup((folder / "assessment.html").read_text("utf-8"), "html.parser")
    said = " ".join(page.get_text(" ").split())
    assert "chưa có kế hoạch riêng" in said and "chưa có văn bản" in said
    with (folder / "results.csv").open(encoding="utf-8") as lines:
        assert {row["plan_of"] for row in csv.DictReader(lines)} == {"vinh-long"}
    assert "Theo kế hoạch của" in [
        cell.value for cell in openpyxl.load_workbook(folder / "results.xlsx").active[1]
    ]
    manifest = json.loads((folder.parent / "manifest.json").read_text("utf-8"))
    assert MERGED in json.dumps(manifest)
    assert MERGED in (folder.parent / "index.html").read_text("utf-8")
    again = mangnon("assess", MERGED, "--reports", tmp_path)
    assert again.returncode == 0 and "không có gì thay đổi" in again.stderr


def test_closing_reports_are_one_page_each(tmp_path: Path) -> None:
    made = mangnon("assess", "trieu-son", "vinh-long", "--closing", "--reports", tmp_path)
    assert made.returncode == 0, made.stderr
    agency = ("assess", "vinh-long", "--closing", "--agency", "lao động", "--reports", tmp_path)
    assert mangnon(*agency).returncode == 0
    edition = tmp_path / "editions" / "2026"
    found = sorted(path.name for path in edition.iterdir() if path.is_dir())
    assert found == [
        "trieu-son--ket-thuc",
        "vinh-long--ket-thuc",
        "vinh-long--ket-thuc-so-lao-dong-thuong-binh-va-xa-hoi",
    ]
    for name in found:
        (page,) = pages_of(edition / name / "assessment.pdf")
        assert "BÁO CÁO KẾT THÚC" in page
    assert (edition / "index.html").read_text("utf-8").count("báo cáo kết thúc") >= 3


def test_what_goes_on_has_no_closing_report(tmp_path: Path) -> None:
    made = mangnon("assess", "ninh-binh", "--closing", "--reports", tmp_path)
    assert made.returncode != 0
    assert "parameters/successors.csv" in made.stdout + made.stderr
