"""Projects to break and reports to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.postgres_server import postgres
from making.reports import Command, copy_project, made_reports, quicken

__all__ = ["command", "made_reports", "postgres", "project", "quick_project"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs ``mangnon`` in this process: for what ends before any report is begun."""
    return Command(monkeypatch, capsys)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project's data, parameters and notebooks."""
    return copy_project(tmp_path / "project")


@pytest.fixture
def quick_project(project: Path) -> Path:
    """Return a copied project whose report takes seconds, and obeys signs.

    ``signs/hold-UNIT`` keeps its notebook waiting, ``signs/fail-UNIT`` makes it fail;
    ``signs/begun-UNIT`` appears when it has begun.
    """
    return quicken(project)
