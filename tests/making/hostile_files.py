"""The makers of ``benchmarks/hostile_files.py``: files, and records of old workbooks."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def load_benchmark(name: str) -> ModuleType:
    """Return one of the programs in ``benchmarks``."""
    spec = spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    # Where dataclasses look for the names in their annotations.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


MAKERS = load_benchmark("hostile_files")
