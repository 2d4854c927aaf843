"""What every new workspace begins with: the files that travel with the program.

In an installed package they stand beside it (``mangnon_reference``); in a checkout they are the
checkout's own. Which files these are is said once, in ``pyproject.toml``, where the wheel is
described.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from analysis.language import BadInput, Fault

_SOURCES = Path(__file__).parents[2]
_PACKED = _SOURCES / "mangnon_reference"
# Left behind by those who work in a checkout, and nobody's reference.
_NO_REFERENCE = shutil.ignore_patterns(".*", "__pycache__")


def program_version() -> str:
    """Return the version of the program that runs."""
    return version("mangnon")


def copy_reference(folder: Path) -> None:
    """Copy all reference files below ``folder``, which may hold nothing of them yet.

    Raises ``BadInput`` where the program was installed without them.
    """
    for name, place in _listed():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            shutil.copytree(place, target, ignore=_NO_REFERENCE)
        else:
            shutil.copyfile(place, target)


def _reference_files() -> dict[str, Path]:
    """Return where each reference file stands, by its place in a workspace."""
    found: dict[str, Path] = {}
    for name, place in _listed():
        files = (
            [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
        )
        for path in files:
            inside = path.relative_to(place)
            if not any(part.startswith(".") for part in inside.parts):
                found[(Path(name) / inside).as_posix()] = path
    return found


def _listed() -> Iterator[tuple[str, Path]]:
    """Yield each listed file or folder, by its place in a workspace."""
    if _PACKED.is_dir():
        yield from ((path.name, path) for path in sorted(_PACKED.iterdir()))
        return
    checkout = _SOURCES.parent
    try:
        described = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
        listed = described["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        values = {"found": str(_PACKED)}
        raise BadInput([Fault("workspace.no_reference", values=values)]) from error
    yield from ((name, checkout / name) for name in listed)


def reference_notebooks() -> frozenset[str]:
    """Return the places in a workspace of the notebooks that come with the program."""
    return frozenset(name for name in _reference_files() if name.endswith(".ipynb"))


def changed_reference(root: Path) -> list[str]:
    """Return the notebooks of a workspace that are not those of the program that runs.

    They call the program by its names, so they have to be of one version; data and parameters are
    the workspace's own from its first day.
    """
    notebooks = {name: path for name, path in _reference_files().items() if name.endswith(".ipynb")}
    return [name for name, path in notebooks.items() if not _is_same(root / name, path)]


def _is_same(one: Path, other: Path) -> bool:
    return one.is_file() and one.read_bytes() == other.read_bytes()
