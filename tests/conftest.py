"""What several test files share: whole assessments, each made once."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings
from making.command import command

from analysis.assessment import Assessment, Inputs, assess, read_inputs
from analysis.ledger import DataKind

__all__ = ["command"]

ROOT = Path(__file__).parents[1]

# nbformat's optional URI checks cost seconds of start-up in every process of the tests.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# A test file that is slow as a whole.
_ALL_SLOW = re.compile(r"^pytestmark = (?:\[\s*)?pytest\.mark\.slow", re.MULTILINE)

# The edition follows the calendar: that of the tests stands still, on 1 December 2026.
os.environ["SOURCE_DATE_EPOCH"] = "1796083200"

# A machine that is busy with other work is no reason for a law to fail.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=12)


def pytest_configure(config: pytest.Config) -> None:
    """Let the quick checks try fewer examples of each law than the whole suite does."""
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "unhurried")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Let the quick checks not even import the files that hold nothing for them."""
    if config.option.markexpr != "not slow" or collection_path.suffix != ".py":
        return None
    return bool(_ALL_SLOW.search(collection_path.read_text("utf-8"))) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what asks for assessments in one process, where each is made once (loadgroup)."""
    for item in items:
        if "assessed" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("assessed"))


class Assessed(Protocol):
    """Gives the assessment of a unit; the same arguments give the same one."""

    def __call__(
        self, unit_id: str, data: DataKind = "real", edition: int = 2026
    ) -> Assessment: ...


@cache
def _inputs(unit_id: str, data: DataKind = "real") -> Inputs:
    return read_inputs(ROOT, unit_id, data)


@cache
def _assessed(unit_id: str, data: DataKind = "real", edition: int = 2026) -> Assessment:
    return assess(_inputs(unit_id, data), edition)


class InputsRead(Protocol):
    """Gives what a unit's assessment rests on; the same arguments give the same value."""

    def __call__(self, unit_id: str, data: DataKind = "real") -> Inputs: ...


@pytest.fixture(scope="session")
def inputs_read() -> InputsRead:
    """Read the project's own files; nobody may change what it gives."""
    return _inputs


@pytest.fixture(scope="session")
def assessed() -> Assessed:
    """Read the project's own files and assess; nobody may change what it gives."""
    return _assessed
