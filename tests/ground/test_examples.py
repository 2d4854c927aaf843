"""The examples in the docstrings of the names that an analyst uses give what they say."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

from analysis.language import NBSP

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).parents[2] / "src"
MODULES = sorted(
    ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    for path in SOURCE.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)
# What an analyst begins with, by door.
SHOWN = {
    "assessment": ("aarr", "assess", "cagr_ratio", "escap_current_status", "progress_chart_share",
                   "read_inputs", "required_aarr"),
    "language": ("as_published", "day", "number", "possible_readings", "text"),
    "plans": ("lead_agency", "load_plan", "plan_targets"),
    "programme": ("change", "load_programme", "meets", "probability", "quantity", "target_sign",
                  "target_words"),
    "projections": ("probability_met", "project"),
    "series": ("build_series",),
    "workbench": ("compare", "indicators", "open", "panel", "plans", "unit", "units"),
}  # fmt: skip


class PlainSpaces(doctest.OutputChecker):
    """Reads the space that keeps a number with its unit as the one that a person types."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, got.replace(NBSP, " "), optionflags)


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the examples find this project and its own files."""
    monkeypatch.setenv("MANGNON_HOME", str(SOURCE.parent))
    monkeypatch.delenv("MANGNON_STORE", raising=False)


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name: str) -> None:
    runner = doctest.DocTestRunner(PlainSpaces(), optionflags=doctest.NORMALIZE_WHITESPACE)
    for example in doctest.DocTestFinder().find(importlib.import_module(name)):
        runner.run(example)
    told = runner.summarize(verbose=False)
    assert told.attempted > 0
    assert told.failed == 0


@pytest.mark.parametrize(("room", "name"), [(room, n) for room, of in SHOWN.items() for n in of])
def test_what_an_analyst_begins_with_has_an_example(room: str, name: str) -> None:
    door = importlib.import_module(f"analysis.{room}")
    example = getattr(door, name).__doc__
    # A notebook takes the workbench as a whole, under the short name that its pages use.
    whole = room == "workbench" and ">>> from analysis import workbench as wb" in example
    assert whole or f">>> from analysis.{room} import" in example
    assert f"{name}(" in example.partition(">>> ")[2]
