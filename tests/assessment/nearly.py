"""Equal but for the last digits."""

from __future__ import annotations

from typing import Any

import pytest


def near(value: float) -> Any:
    """Equal up to 1e-9, absolute."""
    return pytest.approx(value, rel=0, abs=1e-9)
