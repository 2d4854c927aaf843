"""Units added to a workspace: what has to be known of one, and the files that it begins with.

All files of an addition are changed as one (``files.AtomicFiles``): a unit is there with all that
belongs to it, or not at all. Existing lines stay as they are, byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

from filelock import Timeout

from analysis.files import AtomicFiles
from analysis.language import LONGEST_SLUG, BadInput, Fault, compose, fold, is_slug, text_fault
from analysis.programme import (
    LETTERHEADS_FILE,
    LEVEL_OF_WORD,
    NATION,
    UNITS_FILE,
    Level,
    Programme,
    Territory,
    Unit,
    bare_name,
    level_word,
    load_programme,
    plan_file,
)
from analysis.publication import OVERVIEW, PARAMETERS_FOLDER, TRACK_RECORD
from analysis.workspace.skeletons import letterhead_block, parameters_file, plan_skeleton

LONGEST_NAME = 200
# How many digits the statistical code of each level has.
_CODE_DIGITS: dict[str, int] = {"province": 2, "district": 3, "commune": 5}
_ABOVE: dict[str, tuple[str, ...]] = {
    "province": ("nation",),
    "district": ("province",),
    "commune": ("province", "district"),
}


@dataclass(frozen=True)
class Details:
    """What is told of a unit that the table does not know yet; None for what is not told."""

    name_vi: str | None = None
    name_en: str | None = None
    level: Level | None = None
    parent_id: str | None = None
    territory: Territory | None = None
    unit_code: str | None = None

    def missing(self) -> tuple[str, ...]:
        """Return the details without which there is no unit; a province's parent is the nation."""
        wanted = ["name_vi", "level", "territory"]
        if self.level not in (None, "province"):
            wanted.insert(2, "parent_id")
        return tuple(name for name in wanted if not getattr(self, name))

    def completed(self) -> Details:
        """Return the details with the level that the name begins with, where that is one level."""
        word = level_word(self.name_vi or "")
        if self.level is not None or word not in LEVEL_OF_WORD:
            return self
        return replace(self, level=LEVEL_OF_WORD[word])

    def with_answer(self, name: str, answer: str) -> Details:
        """Return the details with one more; what is not allowed is told by ``make_unit``."""
        more: dict[str, Any] = {name: answer}
        return replace(self, **more)


def make_unit(unit_id: str, details: Details, programme: Programme) -> Unit:
    """Return a unit that can be added. Raises ``BadInput`` with everything that is wrong."""
    parent = details.parent_id or (NATION if details.level == "province" else None)
    unit = Unit(
        unit_id=unit_id,
        unit_code=details.unit_code or "",
        level=details.level or "province",
        parent_id=parent,
        territory=details.territory or "whole",
        name_vi=compose((details.name_vi or "").strip()),
        name_en=compose((details.name_en or "").strip()),
    )
    faults = [*id_faults(unit_id), *unit_faults(unit, programme.units)]
    if faults:
        raise BadInput(faults)
    return unit


def id_faults(unit_id: str) -> Iterator[Fault]:
    """Yield why an id cannot be used."""
    values = {"found": unit_id[:LONGEST_SLUG], "most": LONGEST_SLUG}
    if not is_slug(unit_id):
        yield Fault("workspace.bad_id", values=values)
    # Beside the reports of units stand these two.
    elif unit_id in (OVERVIEW, TRACK_RECORD):
        yield Fault("workspace.reserved_id", values=values)


def unit_faults(unit: Unit, known: Mapping[str, Unit]) -> Iterator[Fault]:
    """Yield what is wrong with a unit that is to be added to those ``known``."""
    if unit.level not in _ABOVE:
        values = {"name": "level", "found": unit.level, "expected": ", ".join(_ABOVE)}
        yield Fault("workspace.bad_choice", values=values)
        return
    for name, value in (("name_vi", unit.name_vi), ("name_en", unit.name_en)):
        if found := text_fault(value, LONGEST_NAME):
            yield Fault(f"parameters.{found[0]}", values={"name": name, **found[1]})
    if unit.territory not in get_args(Territory):
        expected = ", ".join(get_args(Territory))
        values = {"name": "territory", "found": unit.territory, "expected": expected}
        yield Fault("workspace.bad_choice", values=values)
    word = level_word(unit.name_vi)
    if LEVEL_OF_WORD.get(word, unit.level) != unit.level:
        values = {"found": unit.level, "name": unit.name_vi, "expected": LEVEL_OF_WORD[word]}
        yield Fault("workspace.level_of_name", values=values)
    parent = known.get(unit.parent_id or "")
    if parent is None or parent.level not in _ABOVE[unit.level]:
        values = {"found": unit.parent_id or "–", "expected": " | ".join(_ABOVE[unit.level])}
        yield Fault("workspace.bad_parent", values=values)
    digits = _CODE_DIGITS[unit.level]
    if unit.unit_code and not re.fullmatch(f"[0-9]{{{digits}}}", unit.unit_code):
        wrong: dict[str, object] = {"found": unit.unit_code, "digits": digits}
        yield Fault("workspace.bad_code", values=wrong)
    for other in known.values():
        if _is_same(unit, other):
            values = {"found": unit.name_vi, "known": other.unit_id}
            yield Fault("workspace.known_by_other_id", values=values)


def _is_same(unit: Unit, other: Unit) -> bool:
    """Tell whether two ids would mean one territory."""
    place = (unit.level, unit.parent_id, unit.territory)
    names = {fold(bare_name(each.name_vi)) for each in (unit, other)}
    words = {fold(each.name_vi.partition(" (")[0]) for each in (unit, other)}
    same = len(names) == 1 if unit.level == "province" else len(words) == 1
    return same and place == (other.level, other.parent_id, other.territory)


def namesakes(name_or_id: str, units: Mapping[str, Unit]) -> list[Unit]:
    """Return the units of one bare name, as before and after a merger; none for a name alone."""
    told = units.get(name_or_id)
    name = fold(bare_name(told.name_vi if told else name_or_id))
    found = [unit for unit in units.values() if fold(bare_name(unit.name_vi)) == name]
    return found if len(found) > 1 else []


def known_nearby(unit_id: str, units: Mapping[str, Unit]) -> list[Unit]:
    """Return the units whose ids begin as an unknown one does, or of which it is a part."""
    stem = re.sub(r"-(before-)?20[0-9]{2}$|-(cu|moi)$", "", unit_id)
    return [unit for unit in units.values()
            if unit.unit_id == stem or unit.unit_id.startswith(f"{stem}-20")
            or unit.unit_id.startswith(f"{stem}-before-")]  # fmt: skip


def add_unit(root: Path, unit: Unit, *, with_plan: bool) -> list[Path]:
    """Add what is not there yet of a unit, and return the files that were written.

    These are its row, and with a plan its plan file, letterhead and parameters. Raises ``BadInput``
    for tables that cannot be read, and when another command holds the files.
    """
    with _held(root) as files:
        return _add(root, files, [unit], with_plan=with_plan)


def add_known_unit(root: Path, unit_id: str) -> list[Path]:
    """Add plan, letterhead and parameters of a unit that the table knows, see ``add_unit``."""
    return add_unit(root, load_programme(root).units[unit_id], with_plan=True)


def add_rows(root: Path, units: Sequence[Unit]) -> list[Path]:
    """Add the rows of several units to the table, all or none; see ``add_unit``."""
    with _held(root) as files:
        return _add(root, files, units, with_plan=False)


@contextmanager
def _held(root: Path) -> Iterator[AtomicFiles]:
    """Hold the workspace's files against other commands that write them: imports do so too."""
    files = AtomicFiles(root, Path("data"))
    with ExitStack() as stack:
        try:
            stack.enter_context(files.held())
        except Timeout as error:
            raise BadInput([Fault("workspace.locked", file=str(root))]) from error
        yield files


def _add(root: Path, files: AtomicFiles, units: Sequence[Unit], *, with_plan: bool) -> list[Path]:
    programme = load_programme(root)
    known = programme.units
    contents: dict[Path, bytes] = {}
    new = [unit for unit in units if unit.unit_id not in known]
    if new:
        table = _rows_added(root / UNITS_FILE, new)
        contents[UNITS_FILE] = table
        # Read back before anything is written: what is refused later is refused now.
        known = Programme({**programme.files, UNITS_FILE: table}).units
    for unit in units if with_plan else ():
        contents |= _files_of_plan(root, known[unit.unit_id], known)
    files.change(contents)
    return sorted(contents)


def _rows_added(path: Path, units: Sequence[Unit]) -> bytes:
    before = path.read_bytes()
    columns = next(csv.reader([before.decode("utf-8-sig").partition("\n")[0]]))
    lines = io.StringIO()
    table = csv.DictWriter(lines, columns, lineterminator="\n")
    for unit in units:
        cells = {field.name: getattr(unit, field.name) or "" for field in fields(Unit)}
        table.writerow({name.strip(): cells[name.strip()] for name in columns})
    return _ended(before) + lines.getvalue().encode()


def _files_of_plan(root: Path, unit: Unit, known: Mapping[str, Unit]) -> dict[Path, bytes]:
    contents: dict[Path, bytes] = {}
    if not (root / plan_file(unit.unit_id)).exists():
        contents[plan_file(unit.unit_id)] = plan_skeleton(unit).encode()
    parameters = PARAMETERS_FOLDER / f"{unit.unit_id}.yml"
    if not (root / parameters).exists():
        contents[parameters] = parameters_file(unit.unit_id).encode()
    before = (root / LETTERHEADS_FILE).read_bytes()
    if not re.search(rf'^"?{re.escape(unit.unit_id)}"?\s*:'.encode(), before, re.MULTILINE):
        block = letterhead_block(unit, known.get(unit.parent_id or ""))
        after = _ended(before) + block.encode()
        # Read back, as the table of units is.
        Programme({LETTERHEADS_FILE: after}).letterhead(unit.unit_id)
        contents[LETTERHEADS_FILE] = after
    return contents


def _ended(content: bytes) -> bytes:
    return content if content.endswith(b"\n") or not content else content + b"\n"
