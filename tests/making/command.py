"""Running ``mangnon`` inside the test's own process: for what ends before any report is begun."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    stdout: str
    stderr: str


class Command:
    """Runs the installed command where the libraries are loaded already."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *words: str | Path, home: Path | str = ROOT) -> Said:
        """Run it to its end."""
        (installed,) = entry_points(group="console_scripts", name="mangnon")
        self.monkeypatch.setenv("MANGNON_HOME", str(home))
        self.monkeypatch.setattr(sys, "argv", ["mangnon", *map(str, words)])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            installed.load()()
        written = self.capsys.readouterr()
        return Said(int(end.value.code or 0), written.out, written.err)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs ``mangnon`` in this process."""
    return Command(monkeypatch, capsys)
