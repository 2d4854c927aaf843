"""The project's own workbench with illustrative figures, opened once in each language."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import workbench as wb

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bench() -> wb.Workbench:
    """Give the workbench in Vietnamese."""
    return wb.open(ROOT, lang="vi", data="illustrative", edition=2026)


@pytest.fixture(scope="session")
def english() -> wb.Workbench:
    """Give the workbench in English."""
    return wb.open(ROOT, lang="en", data="illustrative", edition=2026)
