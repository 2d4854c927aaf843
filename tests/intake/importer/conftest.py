"""A project of its own for each import, and what imports into it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from intake.sent_figures import NOW, ROOT, Call
from making.command import Command
from making.ledgers import as_it_stood

from analysis.intake import importer


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, at ten in the morning of 22 November 2026."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "parameters", root / "parameters")
    shutil.copytree(ROOT / "data" / "plans", root / "data" / "plans")
    (root / "data" / "observations").mkdir()
    shutil.copy(ROOT / "data" / "sources.csv", root / "data" / "sources.csv")
    for unit in ("vinh-long", "dong-thap", "ninh-binh", "trieu-son", "thanh-hoa"):
        name = Path("data", "observations", f"{unit}.csv")
        shutil.copy(ROOT / name, root / name)
    monkeypatch.setenv("MANGNON_HOME", str(root))
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    monkeypatch.setattr(importer, "current_moment", lambda: NOW)
    return as_it_stood(root)


@pytest.fixture
def call(project: Path, command: Command) -> Call:
    """Return what imports files in this process and gives exit code, output and messages."""
    return lambda *words: command("data", *words, home=project)
