"""A project that holds one plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from plans.made_plans import PROJECT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "plans").mkdir(parents=True)
    return tmp_path
