"""Every figure has a territory: asked about where it cannot be known, and used as what it is."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from making.command import Command
from making.reports import mangnon
from making.sent_files import read_table, results_of, write_table

from analysis.assessment import read_inputs
from analysis.intake import sheet_name
from analysis.series import build_series

pytestmark = pytest.mark.slow

INDICATOR = "birth_registration_u5"
SENT = {
    "unit_id": "ninh-binh", "indicator_id": INDICATOR, "source": "Báo cáo 215/BC-STP",
    "publisher": "Sở Tư pháp", "value": "98,1", "year": "2025",
}  # fmt: skip
RECOMPUTED = "all: đã tính lại cho địa bàn mới"


def history(tmp_path: Path, **more: str) -> Path:
    """Figures of 2021–2026; the department gives no day of publication."""
    values = {2021: "97,0", 2022: "97,3", 2023: "97,6", 2024: "97,9", 2025: "98,2", 2026: "98,5"}
    rows = [{**SENT, "year": str(year), "value": value, **more} for year, value in values.items()]
    return write_table(tmp_path / "history.csv", *rows)


def series_of(home: Path, unit_id: str) -> pd.DataFrame:
    inputs = read_inputs(home, unit_id, "real")
    observations = pd.concat(inputs.ledgers.values(), ignore_index=True)
    series = build_series(
        observations, inputs.indicators, inputs.boundaries, inputs.weights, unit_id
    )
    return series[series["indicator_id"] == INDICATOR].set_index("year")


def test_what_was_confirmed_as_recomputed_is_used(
    command: Command, project: Path, tmp_path: Path
) -> None:
    sent = history(tmp_path)
    asked = command("data", "import", sent, home=project)
    assert asked.code == 2
    assert "chỉ có từ lần sắp xếp năm 2025, mà có 4 số của năm 2021, 2022" in asked.stderr
    run = command("data", "import", sent, "--confirm", RECOMPUTED, home=project)
    assert run.code == 0, run.stderr
    series = series_of(project, "ninh-binh")
    assert series.loc[2021:, "comparable"].all()
    row = results_of(command, project, "ninh-binh", INDICATOR, tmp_path / "results.csv")[2030]
    assert row["status"] not in ("insufficient_evidence", "no_data")
    assert row["baseline_value"] in ("98.2", "97.9") and row["projected_p50"]
    assert "không có gì mới" in command("data", "import", sent, home=project).stdout


def test_the_boundaries_go_with_the_figure_everywhere(
    command: Command, project: Path, tmp_path: Path
) -> None:
    sent = history(tmp_path)
    command("data", "import", sent, "--confirm", RECOMPUTED, home=project)
    told = command("data", "history", "ninh-binh", INDICATOR, "--json", home=project).stdout
    days = {row["year"]: row["boundaries"] for row in json.loads(told)}
    assert days[2023] == "2025-07-01" and days[2026] is None
    shown = command("data", "history", "ninh-binh", INDICATOR, home=project).stdout
    assert "Địa giới ngày" in shown
    exported = tmp_path / "exported.csv"
    command("data", "export", "ninh-binh", "-o", exported, home=project)
    rows = {row["year"]: row for row in read_table(exported)}
    assert rows["2023"]["boundaries"] == "2025-07-01"
    again = command("data", "import", exported, "--dry-run", home=project)
    assert "không có gì mới" in again.stdout, again.stderr


def test_a_file_may_say_the_boundaries_itself(
    command: Command, project: Path, tmp_path: Path
) -> None:
    told = history(tmp_path, boundaries="mới")
    run = command("data", "import", told, home=project)
    assert run.code == 0, run.stderr
    assert series_of(project, "ninh-binh").loc[2021:, "comparable"].all()
    old = write_table(tmp_path / "old.csv", {**SENT, "year": "2020", "boundaries": "30/06/2025"})
    refused = command("data", "import", old, home=project)
    assert refused.code == 2
    assert "ninh-binh-before-2025 (tỉnh Ninh Bình (trước 7/2025))" in refused.stderr


@pytest.mark.parametrize("words", ["số của tỉnh mới", "sau sáp nhập"])
def test_a_figure_of_the_merged_province_never_judges_the_old_plan(
    command: Command, project: Path, tmp_path: Path, words: str
) -> None:
    late = {**SENT, "unit_id": "vinh-long", "year": "2026"}
    sent = write_table(tmp_path / "late.csv", late)
    before = (project / "data" / "observations" / "vinh-long.csv").read_bytes()
    assert "chỉ còn đến lần sắp xếp" in command("data", "import", sent, home=project).stderr
    refused = command("data", "import", sent, "--confirm", f"1: {words}", home=project)
    assert refused.code == 2
    assert "số của hai đơn vị khác nhau" in refused.stderr
    told = write_table(tmp_path / "told.csv", {**late, "boundaries": "01/07/2025"})
    refused = command("data", "import", told, home=project)
    assert refused.code == 2
    assert "vinh-long-2025 (tỉnh Vĩnh Long (từ 7/2025))" in refused.stderr
    assert (project / "data" / "observations" / "vinh-long.csv").read_bytes() == before
    sent = write_table(tmp_path / "new.csv", {**late, "unit_id": "vinh-long-2025"})
    assert command("data", "import", sent, home=project).code == 0
    row = results_of(command, project, "vinh-long", INDICATOR, tmp_path / "results.csv")[2025]
    assert row["latest_year"] == "2019"


@pytest.mark.parametrize(
    ("unit_id", "agency", "words"),
    [
        ("ninh-binh", "tư pháp", "theo địa giới từ ngày 01/07/2025, gồm tỉnh Hà Nam"),
        ("vinh-long", "tư pháp", "đơn vị cũ, theo địa giới trước ngày 01/07/2025"),
        ("viet-nam", None, "Việt Nam, địa giới không thay đổi"),
    ],
)
def test_the_form_says_its_territory_above_the_table(
    command: Command, project: Path, tmp_path: Path, unit_id: str, agency: str | None, words: str
) -> None:
    form = tmp_path / "form.xlsx"
    named = ("--agency", agency) if agency else ()
    made = command("data", "template", unit_id, *named, "-o", form, home=project)
    assert made.code == 0, made.stderr
    book = openpyxl.load_workbook(form)
    for kind in ("asked", "earlier"):
        rows = list(book[sheet_name(kind)].iter_rows(values_only=True))
        head = next(place for place, row in enumerate(rows) if row[0] == "STT")
        above = " ".join(str(cell) for row in rows[:head] for cell in row if cell)
        assert words in above


def test_one_parts_new_figure_keeps_the_history_of_the_merged_province(
    command: Command, project: Path, tmp_path: Path
) -> None:
    indicator = "infant_mortality"
    before = results_of(command, project, "ninh-binh", indicator, tmp_path / "before.csv")
    new = {**SENT, "unit_id": "ha-nam", "indicator_id": indicator, "year": "2024",
           "value": "9,8", "publisher": "Sở Y tế"}  # fmt: skip
    sent = write_table(tmp_path / "part.csv", new)
    run = command("data", "import", sent, "--confirm", "all: đã hỏi lại", home=project)
    assert run.code == 0, run.stderr
    after = results_of(command, project, "ninh-binh", indicator, tmp_path / "after.csv")
    for name in ("baseline_year", "baseline_value", "latest_year", "latest_value", "nature"):
        assert after[2030][name] == before[2030][name]
    assert before[2030]["latest_year"] == "2016"


def test_the_chart_counts_what_was_recomputed_and_names_the_parts_it_used(
    command: Command, project: Path, tmp_path: Path
) -> None:
    sent = history(tmp_path)
    command("data", "import", sent, "--confirm", RECOMPUTED, home=project)
    made = mangnon("assess", "ninh-binh", "--reports", tmp_path / "reports", home=project)
    assert made.returncode == 0, made.stderr
    page = tmp_path / "reports" / "editions" / "2026" / "ninh-binh" / "assessment.html"
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    said = " ".join(soup.get_text(" ").replace("\u00a0", " ").split())
    assert "98,5 % (2026)" in said
    births, deaths = (soup.find(id=name) for name in ("birth-registration-u5", "infant-mortality"))
    assert births is not None and deaths is not None
    assert "ranh giới mới" not in births.get_text(" ")
    grid = deaths.find_parent("section")
    assert grid is not None
    assert "gộp từ số của tỉnh Hà Nam (trước 7/2025); tỉnh Nam Định" in grid.get_text(" ")
