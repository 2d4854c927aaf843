"""What is heard while reports are made: lines for people, objects for programs, no more."""

from __future__ import annotations

import io
import json
import sys

import pytest

from analysis.cli.progress import JsonProgress, ShownProgress
from analysis.fleet import Outcome
from analysis.language import Fault

FAILED = Outcome("son-la", "failed", (Fault("runs.worker_died"),))


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def make_two(progress: ShownProgress) -> None:
    """Let two reports be made side by side, after one that was kept; the second fails."""
    progress.show(Outcome("cao-bang", "kept"))
    progress.begin(2, 2)
    progress.start("lai-chau")
    progress.start("son-la")
    progress.show(Outcome("lai-chau", "made"))
    progress.show(FAILED)


def test_a_program_hears_one_object_a_line_for_everything_that_happens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_two(JsonProgress(3, "vi"))
    said = capsys.readouterr()
    events = [json.loads(line) for line in said.out.splitlines()]
    assert [each["event"] for each in events] == [
        "kept", "begun", "started", "started", "made", "failed",
    ]  # fmt: skip
    assert events[1] == {"event": "begun", "total": 3, "due": 2, "workers": 2}
    assert [events[2]["place"], events[3]["place"]] == ["lai-chau", "son-la"]
    assert (events[4]["done"], events[4]["failed"], events[4]["total"]) == (2, 0, 3)
    assert (events[5]["done"], events[5]["failed"]) == (3, 1)
    assert events[5]["reason"] == FAILED.reason("vi") and events[5]["seconds_left"] == 0
    assert said.err == ""


def test_who_watches_sees_what_is_being_made_and_how_many_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    make_two(ShownProgress(3, "vi"))
    said = stream.getvalue()
    assert "[1/3] đang làm: lai-chau, son-la; không làm được: 0\r" in said
    assert "[2/3] đang làm: son-la; không làm được: 0\r" in said
    # The line that was written over is taken away before the next one, and at the end.
    assert said.count("\x1b[2K\r") == 3
    assert said.rindex("\r") < said.rindex("[3/3] son-la")


def test_where_nobody_watches_no_line_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    make_two(ShownProgress(3, "vi"))
    said = capsys.readouterr().err
    assert "\r" not in said and "\x1b" not in said and "đang làm:" not in said
    assert [line[:5] for line in said.splitlines() if line.startswith("[")] == [
        "[1/3]", "[2/3]", "[3/3]",
    ]  # fmt: skip
