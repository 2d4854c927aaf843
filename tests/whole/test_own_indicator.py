"""An indicator of a plan's own goes the whole way: form, ledger, verdict, tables, export."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from making.command import Command
from making.sent_files import fill_in, results_of

from analysis.assessment import assess, read_inputs
from analysis.overview import OverviewInputs, assess_all
from analysis.report import objectives, scorecard

pytestmark = pytest.mark.slow

OWN = """
indicators:
  - indicator_id: children_who_swim
    chi_tieu: 25
    objective: 2
    unit: percent
    better: up
    name: {vi: "Tỷ lệ trẻ em biết bơi an toàn"}
    denominator: {vi: "trẻ em từ 6 đến dưới 16 tuổi"}
targets:
  - chi_tieu: 25
    indicator_id: children_who_swim
    clause: "II.2.b, chỉ tiêu 25"
    unit: percent
    values:
      - {kind: threshold, comparator: at_least, value: 40, year: 2026, as_printed: "đạt 40% vào năm 2026"}
      - {kind: threshold, comparator: at_least, value: 60, year: 2030, as_printed: "đạt 60% vào năm 2030"}
"""  # noqa: E501 - as plan files are written
SENT = {"numerator": 412, "denominator": 1000, "source": "Báo cáo 12/BC-SYT ngày 10/11/2026"}


@pytest.fixture
def home(project: Path) -> Path:
    """Return a project in which Ninh Bình's plan has a 25th target."""
    plan = project / "data" / "plans" / "ninh-binh.yml"
    words = plan.read_text("utf-8").replace("\ntargets:\n", OWN, 1)
    plan.write_text(words.replace("22, 23, 24]", "22, 23, 24, 25]", 1), "utf-8")
    return project


def test_a_plan_s_own_indicator_goes_where_all_go(
    command: Command, home: Path, tmp_path: Path
) -> None:
    form = tmp_path / "form.xlsx"
    made = command("data", "template", "ninh-binh", "--agency", "y te", "-o", form, home=home)
    assert made.code == 0, made.stderr
    fill_in(form, "asked", "children_who_swim/2026", SENT)
    taken = command("data", "import", form, home=home)
    assert taken.code == 0, taken.stderr
    history = command("data", "history", "ninh-binh", "children_who_swim", home=home)
    assert "41,2" in history.stdout and "412/1.000" in history.stdout
    rows = results_of(command, home, "ninh-binh", "children_who_swim", tmp_path / "r.csv")
    assert rows[2026]["status"] == "achieved" and rows[2026]["chi_tieu"] == "25"
    exported = tmp_path / "sdmx"
    sdmx = command("data", "export", "ninh-binh", "--format", "sdmx-csv", "-o", exported, home=home)
    assert sdmx.code == 0, sdmx.stderr
    tables = [path.read_text("utf-8") for path in exported.rglob("*") if path.is_file()]
    assert any("CHILDREN_WHO_SWIM" in words.upper() for words in tables)


def test_the_report_and_the_overview_show_it(home: Path) -> None:
    ours, other = (read_inputs(home, name, "real") for name in ("ninh-binh", "vinh-long"))
    assessment = assess(ours, 2026)
    shown = scorecard.table(assessment, "en")
    assert "25. Tỷ lệ trẻ em biết bơi an toàn" in str(shown)
    assert "biết bơi an toàn" in str(objectives.objective(assessment, 2, "vi").items)
    overview = assess_all(OverviewInputs(2026, (ours, other), {}, {}, {}))
    known = overview.indicators.set_index("indicator_id")["chi_tieu"]
    assert known["children_who_swim"] == 25
    only = overview.verdicts[overview.verdicts["indicator_id"] == "children_who_swim"]
    assert set(only["unit_id"]) == {"ninh-binh"}


def test_figures_of_another_plan_s_indicator_stop_no_other_unit(
    command: Command, home: Path, tmp_path: Path
) -> None:
    table = tmp_path / "sent.csv"
    row = {
        "unit_id": "ninh-binh", "indicator_id": "children_who_swim", "year": "2025",
        "value": "41,2", "numerator": "", "denominator": "", "published": "10/11/2026",
        "source": "Báo cáo 12/BC-SYT", "publisher": "Sở Y tế", "nature": "administrative",
    }  # fmt: skip
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(row))
        writer.writeheader()
        writer.writerow(row)
    assert command("data", "import", table, home=home).code == 0
    for unit_id in ("viet-nam", "dong-thap"):
        found = assess(read_inputs(home, unit_id, "real"), 2026)
        assert "children_who_swim" not in set(found.results["indicator_id"])
    assert command("data", "check", "ninh-binh", home=home).code in (0, 1)
