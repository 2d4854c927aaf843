"""Tables of cases that stand in files of their own, each case with its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def named_cases(test: str, name: str) -> dict[str, Any]:
    """Return the cases of ``cases/<name>.yml`` beside a test or in the folder above it."""
    folder = next(place / "cases" for place in Path(test).parents if (place / "cases").is_dir())
    cases: dict[str, Any] = yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))
    return cases
