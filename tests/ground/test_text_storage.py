"""Text is kept as Python's strings whoever imports pandas first, and nobody waits for that."""

from __future__ import annotations

import subprocess
import sys

import pytest

TELL = "; print(pandas.options.mode.string_storage, pandas.Series(['a']).dtype.storage)"


def said(code: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    return run.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "import analysis, pandas",
        "import pandas, analysis",
        "import analysis.tables; pandas = analysis.tables.pd",
        "import analysis, importlib.util; importlib.util.find_spec('pandas'); import pandas",
    ],
)
def test_text_is_kept_as_pythons_strings(code: str) -> None:
    assert said(code + TELL) == "python python"


def test_the_package_itself_loads_nothing_that_takes_long() -> None:
    loaded = said(
        "import sys; before = set(sys.modules); import analysis; "
        "print(*sorted(set(sys.modules) - before))"
    )
    assert set(loaded.split()) <= {"__future__", "analysis", "importlib", "importlib.machinery",
                                   "importlib._bootstrap", "importlib._bootstrap_external",
                                   "warnings", "_warnings"}  # fmt: skip
