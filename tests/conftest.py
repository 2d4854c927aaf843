"""What several test files share: whole assessments, each made once."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from analysis.assessment import Assessment, Inputs, assess, read_inputs
from analysis.ledger import DataKind

ROOT = Path(__file__).parents[1]

# The edition follows the calendar: that of the tests stands still, on 1 December 2026.
os.environ["SOURCE_DATE_EPOCH"] = "1796083200"

# A machine that is busy with other work is no reason for a law to fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


class Assessed(Protocol):
    """Gives the assessment of a unit; the same arguments give the same one."""

    def __call__(
        self, unit_id: str, data: DataKind = "real", edition: int = 2026
    ) -> Assessment: ...


@cache
def _inputs(unit_id: str, data: DataKind) -> Inputs:
    return read_inputs(ROOT, unit_id, data)


@cache
def _assessed(unit_id: str, data: DataKind = "real", edition: int = 2026) -> Assessment:
    return assess(_inputs(unit_id, data), edition)


@pytest.fixture(scope="session")
def assessed() -> Assessed:
    """Read the project's own files and assess; nobody may change what it gives."""
    return _assessed
