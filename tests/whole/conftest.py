"""Projects to break and reports to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.postgres_server import postgres
from making.reports import copy_project, made_reports, quicken

__all__ = ["made_reports", "postgres", "project", "quick_project"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the project's data, parameters and notebooks."""
    return copy_project(tmp_path / "project")


@pytest.fixture
def quick_project(project: Path) -> Path:
    """Return a copied project whose report takes seconds, and obeys signs.

    ``signs/hold-UNIT`` keeps its notebook waiting, ``signs/fail-UNIT`` makes it fail;
    ``signs/begun-UNIT`` appears when it has begun; code in ``signs/run-UNIT`` is run by it.
    """
    return quicken(project)
