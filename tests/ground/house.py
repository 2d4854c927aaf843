"""What has to hold of the house: doors, sizes, names, texts. Each check gives what is wrong."""

from __future__ import annotations

import ast
import importlib
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import yaml
from IPython.core.inputtransformer2 import TransformerManager

MOST_LINES, MOST_LINES_OF_A_ROOM = 450, 5_500
NO_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}


@dataclass(frozen=True)
class Import:
    """One name taken from a module of the package: ``from module import name``."""

    path: Path
    line: int
    module: str
    name: str | None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.module}" + (f".{self.name}" if self.name else "")


@dataclass(frozen=True)
class House:
    """A package of rooms at ``source``, its tests and notebooks beside it below ``root``."""

    root: Path
    package: str = "analysis"

    @property
    def source(self) -> Path:
        """The package's own folder."""
        return self.root / "src" / self.package

    def rooms(self) -> list[str]:
        """The rooms by name."""
        return sorted(path.parent.name for path in self.source.glob("*/__init__.py"))

    def modules(self, room: str = "") -> list[Path]:
        """All modules of a room, or of the house."""
        return sorted((self.source / room).rglob("*.py"))

    def room_of(self, path: Path) -> str:
        """The room or ground module in which a module stands."""
        return path.relative_to(self.source).parts[0].removesuffix(".py")

    def door(self, room: str) -> list[tuple[str, str]]:
        """The names that a room hands on, each with its module (the room itself for modules)."""
        stub = self.source / room / "__init__.pyi"
        tree = ast.parse(stub.read_text("utf-8")) if stub.exists() else ast.Module([], [])
        return [
            (alias.asname or alias.name, node.module or "")
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]


@cache
def parsed(text: str) -> ast.Module:
    """The code of a module."""
    return ast.parse(text)


@cache
def libraries() -> frozenset[str]:
    """The names by which the standard library and what is installed can be imported."""
    installed = {
        name for name, owners in packages_distributions().items() if set(owners) != {"mangnon"}
    }
    return frozenset(installed | set(sys.stdlib_module_names))


def imports_of(tree: ast.AST, path: Path, package: str) -> Iterator[Import]:
    """Give all that is taken from the package, wherever it stands in the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            if node.module.split(".")[0] == package:
                for alias in node.names:
                    yield Import(path, node.lineno, node.module, alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == package:
                    yield Import(path, node.lineno, alias.name, None)


def past_the_door(found: Import, rooms: list[str], own: str) -> bool:
    """Tell whether another room than one's ``own`` is entered elsewhere than by its door."""
    _, *way = found.module.split(".")
    return len(way) > 1 and way[0] in rooms and way[0] != own


def broken_doors(house: House) -> list[str]:
    """Imports of the package's own modules that go past the door of another room."""
    rooms = house.rooms()
    return [
        str(found)
        for path in house.modules()
        for found in imports_of(parsed(path.read_text("utf-8")), path, house.package)
        if past_the_door(found, rooms, house.room_of(path))
    ]


def broken_doors_of_tests(house: House) -> list[str]:
    """Imports of tests and benchmarks past a door, or of a private name.

    Below ``tests/<room>/`` the room's own modules may be imported.
    """
    told, rooms = [], house.rooms()
    for folder in ("tests", "benchmarks"):
        for path in sorted((house.root / folder).rglob("*.py")):
            own = path.relative_to(house.root / folder).parts[0] if folder == "tests" else ""
            tree = parsed(path.read_text("utf-8"))
            for found in imports_of(tree, path.relative_to(house.root), house.package):
                private = (found.name or found.module.split(".")[-1]).startswith("_")
                if private or past_the_door(found, rooms, own):
                    told.append(str(found))
    return told


def broken_doors_of_notebooks(house: House) -> list[str]:
    """Imports of notebooks past a door."""
    told, rooms = [], house.rooms()
    for path in sorted((house.root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                # A cell may call the command as a terminal does.
                tree = ast.parse(TransformerManager().transform_cell("".join(cell["source"])))
                found = imports_of(tree, path.relative_to(house.root), house.package)
                told += [str(one) for one in found if past_the_door(one, rooms, "")]
    return told


def unfit_names(house: House) -> list[str]:
    """Names of doors that are private, or that another module of the room has too."""
    told = []
    for room in house.rooms():
        folder = house.source / room
        modules = {path.stem for path in folder.glob("*.py")}
        modules |= {path.parent.name for path in folder.glob("*/__init__.py")}
        for name, module in house.door(room):
            if name.startswith("_"):
                told.append(f"{room}.{name} is private")
            if name in modules and module:
                told.append(f"{room}.{name} is also the name of a module of the room")
    return told


def missing_names(house: House) -> list[str]:
    """Names of doors that cannot be fetched."""
    told = []
    for room in house.rooms():
        entered = importlib.import_module(f"{house.package}.{room}")
        for name, _ in house.door(room):
            try:
                getattr(entered, name)
            except (AttributeError, ImportError) as error:
                told.append(f"{room}.{name}: {error}")
    return told


def lines_of(path: Path) -> int:
    """How long a file is."""
    return len(path.read_text("utf-8").splitlines())


def too_long(house: House) -> list[str]:
    """Modules and rooms that are too large, and test modules too."""
    tests = sorted((house.root / "tests").rglob("*.py"))
    told = [
        f"{path.relative_to(house.root)}: {lines_of(path)} lines"
        for path in (*house.modules(), *tests)
        if lines_of(path) > MOST_LINES
    ]
    for room in house.rooms():
        total = sum(map(lines_of, house.modules(room)))
        if total > MOST_LINES_OF_A_ROOM:
            told.append(f"{room}: {total} lines")
    return told


def unfit_file_names(house: House) -> list[str]:
    """Folders and modules with a name that says nothing, or that hides a library's.

    What stands directly in ``src`` and in ``tests`` can be imported by its bare name.
    """
    places = [path for folder in ("src", "tests") for path in (house.root / folder).rglob("*")]
    named = [path for path in places if path.is_dir() or path.suffix == ".py"]
    told = [str(path.relative_to(house.root)) for path in named if path.stem in NO_NAMES]
    taken = libraries() - {house.package}
    for folder in ("src", "tests"):
        for path in (house.root / folder).glob("*"):
            shown = path.is_dir() or path.suffix == ".py"
            if shown and path.stem in taken and not path.name.startswith((".", "__")):
                told.append(f"{path.relative_to(house.root)} hides a library")
    return told


def layers_of(house: House) -> dict[str, int]:
    """How high each room and ground module stands: imports, and texts, go down only."""
    settings = tomllib.loads((house.root / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    return {
        room.strip(): height
        for height, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def keys_of(path: Path) -> Iterator[tuple[int, str]]:
    """Give each whole key that stands in a module as the first argument of text() or Fault()."""
    for node in ast.walk(parsed(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0].value
            if called in ("text", "Fault") and isinstance(key, str) and "." in key:
                yield node.lineno, key


def rooms_of_keys(house: House) -> dict[str, str]:
    """The room in which each text stands, by its key."""
    return {
        f"{path.stem}.{entry}": path.parents[1].name
        for path in sorted(house.source.glob("*/texts/*.yml"))
        for entry in yaml.safe_load(path.read_text("utf-8")) or ()
    }


def foreign_texts(house: House) -> list[str]:
    """Texts that a room takes from a room which is not below it."""
    height, rooms = layers_of(house), rooms_of_keys(house)
    return [
        f"{path.relative_to(house.source)}:{line}: {key} stands in {rooms.get(key, 'no room')}"
        for path in house.modules()
        for line, key in keys_of(path)
        if not_below(rooms.get(key), house.room_of(path), height)
    ]


def not_below(home: str | None, asking: str, height: dict[str, int]) -> bool:
    """Tell whether a room asks for what is neither its own nor below it."""
    if home is None:
        return True
    return home != asking and height.get(home, 0) >= height.get(asking, 0)
