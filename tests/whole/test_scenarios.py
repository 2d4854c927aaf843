"""Scenarios through the command: a broken one is told, a sound one stands in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making.command import Command
from making.reports import mangnon

SCENARIO = """name: Gấp đôi
unit_id: vinh-long
indicator_id: stunting_u5
data: illustrative
from_year: 2027
pace:
  times: {times}
"""


def suppose(project: Path, times: str) -> Path:
    file = project / "parameters" / "scenarios" / "vinh-long" / "gap-doi.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(SCENARIO.format(times=times), "utf-8")
    return file


@pytest.mark.slow
def test_a_broken_scenario_is_told_with_its_line_before_anything_is_made(
    project: Path, command: Command, tmp_path: Path
) -> None:
    suppose(project, "'2,5'")
    words = ("assess", "vinh-long", "--data", "illustrative", "--reports", tmp_path / "reports")
    said = command(*words, home=project)
    assert said.code == 2
    assert "parameters/scenarios/vinh-long/gap-doi.yml, dòng 7" in said.stderr
    assert "2,5" in said.stderr and "Traceback" not in said.stderr
    assert not (tmp_path / "reports" / "editions").exists()


@pytest.mark.slow
def test_a_scenario_is_in_the_report_until_its_file_is_gone(project: Path, tmp_path: Path) -> None:
    words = ("assess", "vinh-long", "--data", "illustrative", "--fresh", "--reports")
    file = suppose(project, "2.0")
    made: list[tuple[str, list[str]]] = []
    for place in ("with", "without"):
        reports = tmp_path / place
        run = mangnon(*words, reports, home=project)
        assert run.returncode == 0, run.stderr
        folder = reports / "editions" / "2026"
        [entry] = json.loads((folder / "manifest.json").read_text("utf-8"))["units"]
        page = folder / "vinh-long" / "assessment.html"
        made.append((page.read_text("utf-8"), sorted(entry["inputs"])))
        file.unlink(missing_ok=True)
    (supposed, inputs), (plain, others) = made
    assert "Kịch bản “Gấp đôi”" in supposed and "không phải kết luận" in supposed
    assert "Kịch bản" not in plain
    assert set(inputs) - set(others) == {"parameters/scenarios/vinh-long/gap-doi.yml"}
