"""One report: its inputs read once, assessed once, the same value for all that shows it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import assessment, fleet, publication
from analysis.publication import Parameters, reports, values

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often a unit's inputs are read and an assessment is made, wherever it is asked."""
    counts: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def count(*given: Any, **more: Any) -> Any:
            counts[name] += 1
            return function(*given, **more)

        return count

    read = counting("read", assessment.read_inputs)
    assess = counting("assessed", assessment.assess)
    for module in ("publication.values", "fleet.engine", "assessment.inputs"):
        monkeypatch.setattr(f"analysis.{module}.read_inputs", read)
    monkeypatch.setattr(values, "assess", assess)
    monkeypatch.setattr("analysis.overview.inputs.assess", assess)
    return counts


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run notebooks here, where calls can be counted; give what their cells have left."""
    left: dict[str, Any] = {}

    def run(root: Path, notebook: Path, parameters: dict[str, Any], _: Path) -> None:
        left.clear()
        cells = json.loads((root / notebook).read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        loading = next(place for place, cell in enumerate(code) if "import" in cell)
        exec("\n".join(code[: loading + 1]).split("from analysis")[0], left)  # noqa: S102
        left.update(parameters)
        exec(code[loading], left)  # noqa: S102

    monkeypatch.setattr(reports, "run_notebook", run)
    monkeypatch.setattr(reports, "render_notebook", lambda *_: None)
    return left


def job_of(run: fleet.Run, unit_id: str) -> publication.Job:
    parameters = Parameters(unit_id, 2026, "vi", "real")
    inputs = run.inputs(unit_id, parameters)
    read = publication.read_report_inputs(parameters, ROOT, run.reports, inputs)
    return publication.make_job(ROOT, "assessment", parameters, unit_id, read, read.hashes)


def test_notebook_tables_and_overview_show_one_value(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    counted: Counter[str],
    in_this_process: dict[str, Any],
) -> None:
    monkeypatch.setenv("MANGNON_HOME", str(ROOT))
    with fleet.run_in(ROOT, tmp_path / "reports") as run:
        job = job_of(run, "dong-nai")
        publication.make_report(ROOT, job, tmp_path)
        assert counted == {"read": 1, "assessed": 1}
        shown = in_this_process["assessment"]
        written = pd.read_csv(tmp_path / job.begun / "made" / "results.csv")
        assert written["status"].tolist() == shown.published_results["status"].tolist()

        parameters = publication.OverviewParameters(2026, "vi", "real", "", "dong-nai")
        units = {"dong-nai": run.inputs("dong-nai", parameters)}
        read = publication.read_overview_inputs(ROOT, parameters, units)
        known = {"dong-nai": tmp_path / job.begun / publication.VALUE_FILE}
        overview = publication.make_job(ROOT, "overview", parameters, "overview", read, {})
        made = publication.Job(**{**vars(overview), "known": known})
        publication.make_report(ROOT, made, tmp_path)
        assert counted == {"read": 1, "assessed": 1}
        assert in_this_process["overview"].edition == 2026


def test_a_notebook_by_itself_makes_its_value(
    tmp_path: Path, counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MANGNON_VALUE", raising=False)
    parameters = Parameters("dong-nai", 2026, "vi", "real")
    publication.assess_report(parameters, ROOT, tmp_path)
    assert counted == {"read": 1, "assessed": 1}


def test_a_value_of_another_report_is_not_taken(tmp_path: Path, counted: Counter[str]) -> None:
    mine = Parameters("dong-nai", 2026, "vi", "real")
    other = Parameters("viet-nam", 2026, "vi", "real")
    value = publication.assess_report(mine, ROOT, tmp_path)
    counted.clear()
    with values.handed_on(mine, value, tmp_path / "value"):
        assert publication.assess_report(mine, ROOT, tmp_path).results.equals(value.results)
        assert not counted
        found = publication.assess_report(other, ROOT, tmp_path)
    assert found.inputs.unit.unit_id == "viet-nam"
    assert counted == {"read": 1, "assessed": 1}


def test_the_judging_is_not_repeated_for_what_was_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = Parameters("dong-nai", 2026, "vi", "real")
    value = publication.assess_report(parameters, ROOT, tmp_path)
    changes = value.changes
    with values.handed_on(parameters, value, tmp_path / "value"):
        handed = publication.assess_report(parameters, ROOT, tmp_path)
    monkeypatch.setattr("analysis.assessment.variants.judge_unit", pytest.fail)
    monkeypatch.setattr("analysis.assessment.verdicts.project_leaning", pytest.fail)
    assert (handed.changes is None) == (changes is None)
    if changes is not None and handed.changes is not None:
        pd.testing.assert_frame_equal(handed.changes.targets, changes.targets)
