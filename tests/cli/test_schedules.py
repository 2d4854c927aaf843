"""The ready files for schedulers call commands that are there, with options that they take."""

from __future__ import annotations

import ast
import re
import runpy
from configparser import ConfigParser
from pathlib import Path

import pytest

from analysis.cli.main import cli

SCHEDULES = Path(__file__).parents[2] / "docs" / "schedules"
FILES = sorted(SCHEDULES.iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_runs_what_is_due(file: Path) -> None:
    if file.suffix == ".timer":
        return
    assert re.search(r"\bmangnon\b.* run-due\b", file.read_text("utf-8"))
    context = cli.make_context("mangnon", [], resilient_parsing=True)
    assert "run-due" in cli.list_commands(context)


def test_the_timer_starts_the_service_in_viet_nam_s_morning() -> None:
    timer, service = ConfigParser(), ConfigParser()
    timer.read(SCHEDULES / "mangnon-run-due.timer", "utf-8")
    service.read(SCHEDULES / "mangnon-run-due.service", "utf-8")
    assert timer["Timer"]["OnCalendar"].endswith("06:00 Asia/Ho_Chi_Minh")
    assert service["Service"]["Type"] == "oneshot"


def test_the_dag_gives_the_notebook_parameters_that_it_has() -> None:
    tree = ast.parse((SCHEDULES / "airflow_dag.py").read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (papermill,) = [
        call
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "PapermillOperator"
    ]
    given = {word.arg: word.value for word in papermill.keywords}
    assert given.keys() == {"task_id", "input_nb", "output_nb", "parameters"}
    parameters = given["parameters"]
    assert isinstance(parameters, ast.Dict)
    names = {key.value for key in parameters.keys if isinstance(key, ast.Constant)}
    notebook = (SCHEDULES.parents[1] / "notebooks" / "province_assessment.ipynb").read_text("utf-8")
    assert all(re.search(rf"\b{name} = ", notebook) for name in names)


@pytest.mark.slow
def test_airflow_itself_reads_the_dag() -> None:
    """Airflow is no dependency: where it is not installed, the file is read as text above."""
    pytest.importorskip("airflow", reason="Airflow is not installed beside the project")
    dag = runpy.run_path(str(SCHEDULES / "airflow_dag.py"))["dag"]
    last = [task.task_id for task in dag.tasks if not task.downstream_task_ids]
    assert last == ["run_due"]
