"""``mangnon data history``: every statement about an indicator, for a person and for a program."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest
from making.command import ROOT, Command

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(command: Command) -> Call:
    return lambda *words: command("data", *words)


def test_the_history_is_a_table_a_person_can_read(call: Call) -> None:
    code, output, messages = call("history", "vinh-long", "infant_mortality")
    assert (code, messages) == (0, "")
    title, head, first, *_ = output.splitlines()
    assert title == (
        "Tỷ suất tử vong trẻ em dưới 1 tuổi – tỉnh Vĩnh Long: 11 lần ghi, theo thứ tự nhận"
    )
    assert head.split()[:3] == ["Số", "Năm", "Giá"]
    assert "12,3\N{NO-BREAK SPACE}‰" in first
    assert "gso-imr" in first


def test_the_history_as_csv_has_every_statement_as_written(call: Call) -> None:
    _, output, _ = call("history", "vinh-long", "infant_mortality", "--csv")
    told = list(csv.DictReader(output.splitlines()))
    written = (ROOT / "data" / "observations" / "vinh-long.csv").read_text("utf-8").splitlines()
    kept = [row for row in csv.DictReader(written) if row["indicator_id"] == "infant_mortality"]
    assert [{**row, "superseded_by": None} for row in told] == [
        {**{name: row[name] for name in told[0] if name != "superseded_by"}, "superseded_by": None}
        for row in kept
    ]


def test_an_indicator_without_statements_has_an_empty_history(call: Call) -> None:
    code, output, _ = call("history", "vinh-long", "child_marriage")
    assert code == 0
    assert "Sổ chưa có số nào" in output
    assert json.loads(call("history", "vinh-long", "child_marriage", "--json")[1]) == []


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        (("vinh-lon", "infant_mortality"), "Không có đơn vị “vinh-lon”"),
        (("vinh-long", "infant_mortalty"), "infant_mortality"),
    ],
)
def test_an_unknown_name_is_told(words: tuple[str, str], fragment: str, call: Call) -> None:
    code, _, messages = call("history", *words)
    assert code == 2
    assert fragment in messages
