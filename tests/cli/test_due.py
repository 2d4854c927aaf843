"""``mangnon due`` lists, ``mangnon run-due`` makes: once, and told in a log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making.reports import copy_project, mangnon

pytestmark = pytest.mark.slow
DAY = ("--date", "2026-11-20")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("home"))


def log_of(reports: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for line in (reports / "run-due.jsonl").read_text("utf-8").splitlines()
    ]


def test_what_is_due_is_made_once_and_what_fails_is_told(home: Path, tmp_path: Path) -> None:
    (home / "parameters" / "units" / "dong-nai-2025.yml").unlink()
    first = mangnon("run-due", *DAY, "--reports", tmp_path, home=home)
    assert first.returncode == 1, first.stderr
    assert "dong-nai-2025.yml" in first.stderr
    letters = {path.name for path in (tmp_path / "editions" / "2026").glob("ninh-binh--*")}
    assert "ninh-binh--so-giao-duc-va-dao-tao" in letters
    forms = list((tmp_path / "forms" / "2026" / "ninh-binh").glob("*.xlsx"))
    events = [(line["event"], line.get("place")) for line in log_of(tmp_path)]
    assert events[0] == ("begun", None) and events[-1] == ("ended", None)
    assert {place for event, place in events if event == "made"} == {"ninh-binh", *letters}
    assert log_of(tmp_path)[-1]["made"] == len(forms) + len(letters)

    again = mangnon("run-due", *DAY, "--reports", tmp_path, home=home)
    assert log_of(tmp_path)[-1]["made"] == 0, again.stdout
    told = mangnon("due", *DAY, "--within", "0", "--json", "--reports", tmp_path, home=home)
    kinds = {(one["unit_id"], one["kind"]) for one in json.loads(told.stdout)}
    assert ("ninh-binh", "figures") in kinds
    assert not {("ninh-binh", "form"), ("ninh-binh", "reminder")} & kinds


def test_the_list_names_days_that_no_plan_prints_and_what_is_overdue(home: Path) -> None:
    told = mangnon("due", *DAY, home=home).stdout.splitlines()
    assert any(line.startswith("15/11/2026 ") and "5 ngày" in line for line in told)
    assert any(line.startswith("16/10/2026*") and line.endswith("–") for line in told)
    english = mangnon("due", *DAY, "--lang", "en", home=home).stdout
    assert "5 days" in english and "quá hạn" not in english


def test_settings_that_cannot_be_used_stop_a_run_before_it_begins(
    home: Path, tmp_path: Path
) -> None:
    (home / "mangnon.toml").write_text("[notify]\nwebhook = 1\n", "utf-8")
    refused = mangnon("run-due", *DAY, "--reports", tmp_path / "r", home=home)
    assert refused.returncode == 2 and "webhook" in refused.stderr
    assert not (tmp_path / "r").exists()
