"""``mangnon data check`` and ``mangnon data export``: what they write and how they end."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.cli.main import main

ROOT = Path(__file__).parents[2]
Call = Callable[..., tuple[int, str, str]]
KEYS = {"unit_id", "kind", "severity", "indicator_id", "year", "value", "source", "other_id",
        "other_value", "facts", "indicator", "text"}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own, whose ledgers may be broken."""
    for name in ("data", "parameters"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def call(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mangnon", "data", *words])
        with pytest.raises(SystemExit) as end:
            main()
        written = capsys.readouterr()
        return int(end.value.code or 0), written.out, written.err

    monkeypatch.setenv("MANGNON_HOME", str(project))
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    return run


def change(project: Path, unit_id: str, old: str, new: str) -> None:
    path = project / "data" / "observations" / f"{unit_id}.csv"
    content = path.read_text("utf-8")
    assert content.count(old) == 1
    path.write_text(content.replace(old, new), "utf-8")


@pytest.mark.slow
def test_check_tells_a_unit_in_words_and_ends_with_0_when_nothing_is_wrong(call: Call) -> None:
    code, output, messages = call("check", "ha-nam")
    assert (code, messages) == (0, "")
    assert output.startswith("tỉnh Hà Nam (trước 7/2025) (ha-nam), kỳ 2026: 0 sai, 1 nghi ngờ")
    assert "CẦN RÀ SOÁT, ĐỐI CHIẾU" in output
    assert "lệch khỏi chuỗi" in output
    _, english, _ = call("check", "ha-nam", "--lang", "en")
    assert "1 doubtful" in english.splitlines()[0]
    assert "không có kế hoạch" in " ".join(output.split()) and "no plan" in english
    assert "không có kế hoạch" not in call("check", "trieu-son")[1]


@pytest.mark.slow
def test_check_writes_one_object_per_issue_as_json(call: Call) -> None:
    code, output, _ = call("check", "ninh-binh", "--json")
    found = json.loads(output)
    assert code == 0
    assert all(set(issue) == KEYS for issue in found)
    assert {issue["unit_id"] for issue in found} == {"ninh-binh"}
    owed = [issue for issue in found if issue["kind"] == "owed"]
    assert owed[0]["facts"]["due"][0] == "2026-11-15"
    assert owed[0]["facts"]["agency"]


@pytest.mark.slow
def test_check_ends_with_1_for_a_wrong_figure(call: Call, project: Path) -> None:
    change(project, "ha-nam", "under5_mortality,2016,17.7,", "under5_mortality,2016,7.7,")
    code, output, _ = call("check", "ha-nam", "--json")
    assert code == 1
    (wrong,) = [issue for issue in json.loads(output) if issue["severity"] == "wrong"]
    assert (wrong["kind"], wrong["year"], wrong["value"]) == ("contradictory", 2016, 11.8)
    assert wrong["other_value"] == 7.7


@pytest.mark.slow
def test_a_broken_ledger_is_told_and_the_others_are_checked(call: Call, project: Path) -> None:
    change(project, "ha-nam", "under5_mortality,2016,17.7,", "under5_mortality,2016,x,")
    code, output, _ = call("check", "--json")
    found = json.loads(output)
    assert code == 1
    (broken,) = [issue for issue in found if issue["kind"] == "unreadable"
                 and issue["unit_id"] == "ha-nam"]  # fmt: skip
    assert broken["facts"]["file"] == "data/observations/ha-nam.csv"
    assert "ha-nam.csv" in broken["text"]
    assert {"viet-nam", "vinh-long", "trieu-son", "nam-dinh"} <= {row["unit_id"] for row in found}


def test_check_of_an_unknown_unit_ends_with_2(call: Call) -> None:
    code, output, messages = call("check", "nowhere")
    assert (code, output) == (2, "")
    assert "nowhere" in messages


def test_export_writes_what_import_reads_back_as_known(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    code, output, _ = call("export", "ha-nam", "-o", str(target))
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    assert (code, output) == (0, f"Đã ghi {len(rows)} dòng vào {target}\n")
    assert {row["unit_id"] for row in rows} == {"ha-nam"}
    code, output, _ = call("import", str(target), "--dry-run")
    assert code == 0
    assert "mới 0" in output


def test_export_does_not_overwrite_unless_asked(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine")
    code, _, messages = call("export", "ha-nam", "-o", str(target))
    assert code == 2
    assert "--replace" in messages
    assert target.read_text() == "mine"
    assert call("export", "ha-nam", "--replace", "-o", str(target))[0] == 0


def test_export_as_of_a_day_before_the_ledger_is_empty_but_whole(
    call: Call, tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    code, output, _ = call("export", "ha-nam", "--as-of", "2020-01-01", "-o", str(target))
    assert (code, output) == (0, f"Đã ghi 0 dòng vào {target}\n")
    assert len(target.read_text("utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "sdmx-csv", "--what", "statements"), "SDMX-CSV"),
        (("nowhere",), "nowhere"),
        (("ha-nam", "--what", "results"), "ha-nam"),
        (("--as-of", "today"), "today"),
    ],
)
def test_export_refuses_what_cannot_be(
    call: Call, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, _, messages = call("export", *words, "-o", str(tmp_path / "out"))
    assert code == 2
    assert said in messages
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_results_are_exported_with_their_edition(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    code, _, _ = call("export", "trieu-son", "--what", "results", "-o", str(target))
    rows = list(csv.DictReader(target.read_text("utf-8").splitlines()))
    assert code == 0
    assert {(row["edition"], row["unit_id"]) for row in rows} == {("2026", "trieu-son")}
    assert {row["status"] for row in rows} <= {"no_data", "not_judged"}
