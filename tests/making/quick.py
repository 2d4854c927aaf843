"""Which cases of a test belong to the quick checks: the others are left to the whole suite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings


def quick_only(cases: Iterable[Any], *quick: Any) -> list[Any]:
    """Return the cases, all but the ``quick`` ones marked as slow."""
    listed = list(cases)
    assert set(quick) <= set(listed), quick
    return [case if case in quick else slow(case) for case in listed]


def slow(case: Any) -> Any:
    """Return a case (a tuple where a test takes several values) marked as slow."""
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.slow)


def examples(count: int) -> int:
    """Return how many examples a law is tried on: ``count``, or what the quick checks allow."""
    return min(count, settings().max_examples)
