"""A new workspace: a folder with all that the program works on, made whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analysis.files import flush_all, move_into, put_in_place, replace_text
from analysis.language import BadInput, Fault
from analysis.programme import load_programme
from analysis.project import MARKER
from analysis.workspace.new_units import add_known_unit
from analysis.workspace.reference import copy_reference, program_version
from analysis.workspace.skeletons import fill

_BEGUN = ".mangnon-"
# Readers take the folder for a workspace as soon as these are there: they come last.
_LAST = ("parameters", str(MARKER))


def make_workspace(folder: Path, unit_ids: Sequence[str] = ()) -> Path:
    """Make a workspace at ``folder``, set up for ``unit_ids``, and return its place.

    Raises ``BadInput`` for a folder that holds something, one whose parent is not there, and units
    that are not known; ``OSError`` with everything as it was.
    """
    place = folder.absolute()
    if place.exists() and not place.is_dir():
        raise BadInput([Fault("workspace.is_file", file=str(folder))])
    if place.is_dir() and (found := sorted(path.name for path in place.iterdir())):
        shown = ", ".join([*found[:3], *(["…"] if len(found) > 3 else [])])
        raise BadInput([Fault("workspace.not_empty", file=str(folder), values={"found": shown})])
    if not place.parent.is_dir():
        raise BadInput([Fault("workspace.no_parent", file=str(place.parent))])
    begun = Path(tempfile.mkdtemp(prefix=f"{_BEGUN}{place.name}.", dir=place.parent))
    try:
        _fill(begun, unit_ids)
        if place.exists():
            move_into(begun, place, _LAST)
        else:
            put_in_place(begun, place)
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return place.resolve()


def _fill(begun: Path, unit_ids: Sequence[str]) -> None:
    copy_reference(begun)
    (begun / "data" / "observations").mkdir(parents=True, exist_ok=True)
    (begun / "reports").mkdir()
    unit = unit_ids[0] if unit_ids else "bac-ninh"
    for name, template in (("README.md", "README.md.j2"), (".gitignore", "gitignore.j2"),
                           (str(MARKER), "mangnon.toml.j2")):  # fmt: skip
        replace_text(begun / name, fill(template, version=program_version(), unit=unit))
    known = load_programme(begun).units
    faults = [Fault("workspace.unknown_unit", values={"found": unit_id})
              for unit_id in unit_ids if unit_id not in known]  # fmt: skip
    if faults:
        raise BadInput(faults)
    for unit_id in dict.fromkeys(unit_ids):
        add_known_unit(begun, unit_id)
    # What was made by mkdtemp is its maker's alone.
    begun.chmod(0o777 & ~_umask())
    for path, _, _ in os.walk(begun):
        flush_all(Path(path))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
