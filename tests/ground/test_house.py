"""The rules of the house hold, and each check would tell where they did not."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ground.house import (
    MOST_LINES,
    MOST_LINES_OF_A_ROOM,
    House,
    broken_doors,
    broken_doors_of_notebooks,
    broken_doors_of_tests,
    foreign_texts,
    keys_of,
    layers_of,
    missing_names,
    too_long,
    unfit_file_names,
    unfit_names,
)

OURS = House(Path(__file__).parents[2])
CHECKS = (broken_doors, broken_doors_of_notebooks, broken_doors_of_tests, foreign_texts,
          missing_names, too_long, unfit_file_names, unfit_names)  # fmt: skip
LAYERS = """
[[tool.importlinter.contracts]]
type = "layers"
layers = ["attic", "kitchen | study", "cellar", "language"]
"""
LAZY = OURS.source.joinpath("plans", "__init__.py").read_text("utf-8")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_is_in_order(check: Callable[[House], list[str]]) -> None:
    assert check(OURS) == []


def test_the_checks_look_at_something() -> None:
    assert set(layers_of(OURS)) >= set(OURS.rooms()) and len(OURS.rooms()) > 15
    assert len(OURS.modules()) > 150
    assert sum(len(OURS.door(room)) for room in OURS.rooms()) > 100
    assert sum(len(list(keys_of(path))) for path in OURS.modules()) > 100


def test_types_are_handed_on() -> None:
    assert (OURS.source / "py.typed").is_file()


# The same checks on a small house of its own


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house of three rooms in order, under a name that no other test has imported."""
    small = House(tmp_path, f"house_{abs(hash(tmp_path))}")
    for room in ("kitchen", "study", "cellar"):
        put(small, f"src/{small.package}/{room}/__init__.py", LAZY)
        put(small, f"src/{small.package}/{room}/__init__.pyi", f"from .{room} import use as use\n")
        put(small, f"src/{small.package}/{room}/{room}.py", "def use():\n    return 1\n")
    put(small, f"src/{small.package}/cellar/texts/wines.yml", "red: {vi: đỏ, en: red}\n")
    put(small, f"src/{small.package}/study/texts/books.yml", "old: {vi: cũ, en: old}\n")
    put(small, f"src/{small.package}/kitchen/cook.py", 'text("wines.red", "vi")\n')
    put(small, f"src/{small.package}/__init__.py", "")
    put(small, "pyproject.toml", LAYERS)
    monkeypatch.syspath_prepend(tmp_path / "src")
    return small


def put(house: House, name: str, content: str) -> None:
    path = house.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.replace("HOUSE", house.package), "utf-8")


def room(name: str) -> str:
    return f"src/HOUSE/{name}"


def cells(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": [text]} for text in sources]})


def test_a_small_house_is_in_order(house: House) -> None:
    put(house, "tests/kitchen/test_cook.py", "from HOUSE.kitchen.cook import use\n")
    put(house, "notebooks/a.ipynb", cells("from HOUSE.study import use"))
    for check in CHECKS:
        assert check(house) == [], check.__name__


def forget(package: str) -> None:
    """Let the package be imported anew."""
    importlib.invalidate_caches()
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


LONG = "x = 1\n" * (MOST_LINES + 1)
# What is written into the small house, the check that tells of it, and a piece of what it tells.
DISORDER: dict[str, tuple[dict[str, str], Callable[[House], list[str]], str]] = {
    "another room's module": (
        {"kitchen/eat.py": "from HOUSE.cellar.cellar import use\n"}, broken_doors, "cellar.cellar",
    ),
    "another room's module, inside a function": (
        {"kitchen/eat.py": "def eat():\n    import HOUSE.cellar.cellar\n"}, broken_doors, ":2:",
    ),
    "another room's module, from a deeper folder": (
        {"kitchen/pots/eat.py": "from HOUSE.study.study import use\n"}, broken_doors, "pots",
    ),
    "a test in another room": (
        {"/tests/study/test_a.py": "from HOUSE.cellar.cellar import use\n"},
        broken_doors_of_tests, "test_a.py:1",
    ),
    "a test of no room": (
        {"/tests/whole/test_a.py": "from HOUSE.cellar.cellar import use\n"},
        broken_doors_of_tests, "test_a.py:1",
    ),
    "a private name in a test": (
        {"/tests/cellar/test_a.py": "from HOUSE.cellar.cellar import _use\n"},
        broken_doors_of_tests, "_use",
    ),
    "a benchmark past a door": (
        {"/benchmarks/fast.py": "import HOUSE.cellar.cellar\n"}, broken_doors_of_tests, "fast.py",
    ),
    "a notebook past a door": (
        {"/notebooks/a.ipynb": cells("x = 1", "from HOUSE.study.study import use")},
        broken_doors_of_notebooks, "a.ipynb",
    ),
    "a private name in a door": (
        {"cellar/__init__.pyi": "from .cellar import _use as _use\n"}, unfit_names, "private",
    ),
    "a door's name that is another module's": (
        {"cellar/__init__.pyi": "from .cellar import wine as wine\n", "cellar/wine.py": ""},
        unfit_names, "cellar.wine",
    ),
    "a name that is not there": (
        {"cellar/__init__.pyi": "from .cellar import gone as gone\n"}, missing_names, "cellar.gone",
    ),
    "a module that is not there": (
        {"cellar/__init__.pyi": "from .gone import use as use\n"}, missing_names, "cellar.use",
    ),
    "a long module": ({"cellar/long.py": LONG}, too_long, "long.py"),
    "a long test": ({"/tests/cellar/test_long.py": LONG}, too_long, "test_long.py"),
    "a large room": (
        {f"cellar/shelf_{k}.py": "x = 1\n" * MOST_LINES
         for k in range(MOST_LINES_OF_A_ROOM // MOST_LINES + 1)},
        too_long, "cellar: ",
    ),
    "a room of odds and ends": ({"utils/__init__.py": ""}, unfit_file_names, "utils"),
    "a module of odds and ends": ({"cellar/helpers.py": ""}, unfit_file_names, "helpers.py"),
    "a folder over the standard library": (
        {"/tests/json/test_a.py": ""}, unfit_file_names, "tests/json hides",
    ),
    "a module over a dependency": ({"/tests/yaml.py": ""}, unfit_file_names, "yaml.py hides"),
    "a text from beside": (
        {"kitchen/cook.py": 'text("books.old", "vi")\n'}, foreign_texts, "stands in study",
    ),
    "a text from above": (
        {"cellar/fetch.py": 'raise BadInput([Fault("books.old")])\n'}, foreign_texts, "cellar",
    ),
    "a text of no room": ({"kitchen/cook.py": 'text("wines.blue")\n'}, foreign_texts, "no room"),
}  # fmt: skip


@pytest.mark.parametrize("name", DISORDER)
def test_disorder_is_told(house: House, name: str) -> None:
    written, check, told = DISORDER[name]
    assert check(house) == []
    forget(house.package)
    for path, content in written.items():
        place = path[1:] if path.startswith("/") else f"src/{house.package}/{path}"
        put(house, place, content)
    assert len(check(house)) == 1
    assert told in check(house)[0]


def test_names_inside_rooms_may_be_those_of_libraries(house: House) -> None:
    put(house, f"src/{house.package}/cellar/yaml.py", "")
    assert unfit_file_names(house) == []
