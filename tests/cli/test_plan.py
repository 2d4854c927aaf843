"""The commands ``mangnon plan``: what plans lack, what is odd in them, how they compare."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from making.command import Command
from making.reports import copy_project

ABSENT = "chưa có văn bản"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def edit(home: Path, unit_id: str, old: str, new: str) -> Path:
    path = home / "data" / "plans" / f"{unit_id}.yml"
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new, 1), "utf-8")
    return path


def test_a_target_without_a_text_is_listed(command: Command, home: Path) -> None:
    values = (
        "    values:\n      - {kind: threshold, comparator: at_most, value: 2, year: 2030, "
        'as_printed: "là 2% vào năm 2030"}\n'
    )
    edit(home, "vinh-long", f"    unit: percent\n{values}", f'    values: "{ABSENT}"\n')
    shown = command("plan", "targets", "vinh-long", home=home)
    assert shown.code == 0, shown.stderr
    (line,) = [line for line in shown.stdout.splitlines() if "hiv_mtct" in line]
    assert line.endswith(ABSENT)


def test_findings_quote_and_ask(command: Command) -> None:
    shown = command("plan", "findings", "vinh-long").stdout
    assert "    Bản in: “70% … vào năm 2030”" in shown
    assert shown.count("    Hỏi cơ quan ban hành: ") == shown.count("    Vì sao đáng lưu ý: ") > 10


def test_a_document_s_numbering_is_looked_at(command: Command, tmp_path: Path) -> None:
    document = tmp_path / "plan.txt"
    document.write_text("I. MỤC TIÊU\nII. KINH PHÍ\nII. TỔ CHỨC\n", "utf-8")
    shown = command("plan", "findings", "vinh-long", "--document", document)
    assert "plan.txt, dòng 2 và 3: mục II xuất hiện hai lần" in shown.stdout
    document.write_bytes(b"I. M\xe1\xbb")
    refused = command("plan", "findings", "vinh-long", "--document", document)
    assert refused.code == 2 and "UTF-8" in refused.stderr


def test_two_issues_of_a_plan_are_compared(command: Command, home: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "vinh-long-2021.yml"
    earlier.write_bytes((home / "data" / "plans" / "vinh-long.yml").read_bytes())
    same = command("plan", "compare", earlier, "vinh-long", home=home)
    assert same.code == 0 and "không khác nhau" in same.stdout
    edit(home, "vinh-long", 'value: 65, year: 2025, as_printed: "đạt 65% vào năm 2025"',
         'value: 70, year: 2025, as_printed: "đạt 70% vào năm 2025"')  # fmt: skip
    changed = command("plan", "compare", earlier, "vinh-long", home=home)
    assert "yêu cầu cao hơn: “đạt 65% vào năm 2025” → “đạt 70% vào năm 2025”" in changed.stdout


@pytest.mark.slow
def test_plans_are_compared_with_the_nation_and_their_trend(
    command: Command, tmp_path: Path
) -> None:
    shown = command("plan", "compare", "trieu-son")
    assert shown.code == 0, shown.stderr
    assert "yêu cầu cao hơn cả nước 30 điểm phần trăm" in shown.stdout
    table = command("plan", "compare", "trieu-son", "--csv").stdout
    (tmp_path / "table.csv").write_text(table, "utf-8")
    rows = pd.read_csv(tmp_path / "table.csv").set_index(["indicator_id", "stage"])
    assert rows.at[("child_friendly_communes", "interim"), "asks_more_by"] == 30
    assert set(rows["trend"].dropna()) <= {"by_itself", "within", "beyond", "unknown"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere"], "nowhere"),
        (["nowhere.yml"], "nowhere.yml"),
        (["an-giang"], "data/plans/an-giang.yml"),
    ],
)
def test_what_has_no_plan_is_told(command: Command, words: list[str], told: str) -> None:
    refused = command("plan", "compare", *words)
    assert refused.code == 2 and told in refused.stderr and "Traceback" not in refused.stderr
