"""The parameters of a report notebook, checked before anything runs."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import yaml

from analysis.language import LANGS, BadInput, Fault, Lang
from analysis.ledger import DataKind, read_as_of
from analysis.plans import agency_slug, current_edition, load_plan
from analysis.programme import Programme, load_programme
from analysis.project import project_root

PARAMETERS_FOLDER = Path("parameters", "units")
NAMES = ("unit_id", "edition", "lang", "data")
OPTIONAL = ("as_of", "agency", "revision", "reason")
# papermill marks the cell that it injects with this first line.
_INJECTED = "# Parameters\n"
_DIGITS, _SHOWN = re.compile("[0-9]+"), 40
_NAMES = ("edition", "lang", "data", "as_of", "unit_ids", "revision", "reason")


@dataclass(frozen=True)
class Parameters:
    """Whose assessment, of which year, in which language, from which data.

    ``as_of`` is a day or minute as ``ledger.read_as_of`` reads it; empty for all that is known.
    ``agency`` is the name of the lead agency that a page is for; empty for the whole report.
    ``revision`` counts the published reports of one edition, and ``reason`` says why there is
    another one.
    """

    unit_id: str
    edition: int
    lang: Lang
    data: DataKind
    as_of: str = ""
    agency: str = ""
    revision: int = 1
    reason: str = ""

    @property
    def place(self) -> str:
        """The report's folder in its edition: ``ninh-binh``, ``ninh-binh--so-y-te``."""
        return f"{self.unit_id}--{agency_slug(self.agency)}" if self.agency else self.unit_id

    @property
    def moment(self) -> str | None:
        """The last moment whose statements count, or None for all of them."""
        return read_as_of(self.as_of) if self.as_of else None


@dataclass(frozen=True)
class RecordParameters:
    """In which language the track record is shown."""

    lang: Lang


def load_parameters(root: Path, unit_id: str) -> Parameters:
    """Return the parameters of ``parameters/units/<unit_id>.yml``.

    Raises ``BadInput`` for a file that is absent or cannot be read, an unknown or missing name,
    and a bad value.
    """
    file = PARAMETERS_FOLDER / f"{unit_id}.yml"
    path = root / file
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=str(file))])
    try:
        given = yaml.safe_load(path.read_text("utf-8")) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput([Fault("parameters.not_readable", file=str(file))]) from error
    if not isinstance(given, dict):
        raise BadInput([Fault("parameters.not_readable", file=str(file))])
    programme = load_programme(root)
    if given:
        given = _with_edition(given, programme)
    parameters = check_parameters(given, programme.planned_units, file=str(file))
    if parameters.unit_id != unit_id:
        values = {"found": parameters.unit_id, "expected": unit_id}
        raise BadInput([Fault("parameters.other_unit", file=str(file), values=values)])
    return parameters


def notebook_parameters(namespace: Mapping[str, Any]) -> Parameters:
    """Return the checked parameters of a running notebook; pass it ``globals()``.

    Names that papermill injected and the notebook does not know are faults too: papermill only
    warns of them.
    """
    given = {name: namespace[name] for name in (*NAMES, *OPTIONAL) if name in namespace}
    cells = namespace.get("In", [])
    strange = {name: None for cell in cells for name in _injected_names(str(cell))}
    programme = load_programme(project_root())
    given = _with_edition(given, programme)
    return check_parameters({**strange, **given}, programme.planned_units, file=None)


def current_day() -> date:
    """Return the day that a report made now is dated: today, or that of ``SOURCE_DATE_EPOCH``.

    Raises ``BadInput`` for a setting that is no such number.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date()
    with suppress(ValueError, OverflowError, OSError):
        if _DIGITS.fullmatch(epoch):
            return datetime.fromtimestamp(int(epoch), UTC).date()
    raise BadInput([Fault("publication.bad_epoch", values={"found": epoch[:_SHOWN]})])


def _with_edition(given: Mapping[str, Any], programme: Programme) -> dict[str, Any]:
    """Return the parameters with the edition that the plan's calendar gives, if none is given."""
    found = dict(given)
    unit_id = found.get("unit_id")
    if found.get("edition") is None and unit_id in programme.planned_units:
        found["edition"] = current_edition(load_plan(str(unit_id), programme), current_day())
    return found


def check_parameters(
    given: Mapping[str, Any], planned: Sequence[str], *, file: str | None
) -> Parameters:
    """Return the parameters of ``given``. Raises ``BadInput`` with everything that is wrong.

    ``planned`` are the units that have a plan.
    """
    faults = list(_parameter_faults(given, planned, file))
    if faults:
        raise BadInput(faults)
    return Parameters(**given)


def _parameter_faults(
    given: Mapping[str, Any], planned: Sequence[str], file: str | None
) -> Iterator[Fault]:
    names = ", ".join((*NAMES, *OPTIONAL))
    for name in given:
        if name not in (*NAMES, *OPTIONAL):
            yield Fault("parameters.unknown", file, values={"found": name, "known": names})
    for name in NAMES:
        if name not in given:
            yield Fault("parameters.missing", file, values={"found": name})
    choices = {"unit_id": planned, "lang": LANGS, "data": get_args(DataKind)}
    for name, known in choices.items():
        if name in given and given[name] not in known:
            values = {"name": name, "found": given[name], "known": ", ".join(known)}
            yield Fault("parameters.bad_choice", file, values=values)
    if given.get("as_of"):
        yield from _as_of_faults(str(given["as_of"]))
    edition = given.get("edition", 2021)
    whole = isinstance(edition, int) and not isinstance(edition, bool)
    if not whole or not 2021 <= edition <= 2035:
        yield Fault("parameters.bad_edition", file, values={"found": edition})


def _as_of_faults(written: str) -> tuple[Fault, ...]:
    try:
        read_as_of(written)
    except BadInput as error:
        return error.faults
    return ()


def _injected_names(cell: str) -> Iterator[str]:
    if not cell.startswith(_INJECTED):
        return
    for statement in ast.parse(cell).body:
        if isinstance(statement, ast.Assign):
            yield from (name.id for name in statement.targets if isinstance(name, ast.Name))


@dataclass(frozen=True)
class OverviewParameters:
    """Of which edition, in which language, from which data; of which units.

    ``unit_ids`` are slugs separated by spaces; empty for every unit that can have a report.
    """

    edition: int
    lang: Lang
    data: DataKind
    as_of: str = ""
    unit_ids: str = ""
    revision: int = 1
    reason: str = ""

    @property
    def moment(self) -> str | None:
        """The last moment whose statements count, or None for all of them."""
        return read_as_of(self.as_of) if self.as_of else None


def overview_parameters(namespace: Mapping[str, Any]) -> OverviewParameters:
    """Return the checked parameters of a running notebook; pass it ``globals()``.

    Raises ``BadInput`` with everything that is wrong.
    """
    programme = load_programme(project_root())
    given = {name: namespace[name] for name in _NAMES if name in namespace}
    if given.get("edition") is None:
        given["edition"] = _newest_edition(programme)
    found = OverviewParameters(**given)
    planned = programme.planned_units
    names = found.unit_ids.split() or planned[:1]
    faults: list[Fault] = []
    for name in names:
        try:
            unit_parameters(found, name, planned)
        except BadInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise BadInput(faults)
    return found


def _newest_edition(programme: Programme) -> int:
    """Return the newest edition that any plan's calendar gives; broken plans have no say."""
    found = []
    for unit_id in programme.planned_units:
        with suppress(BadInput):
            found.append(current_edition(load_plan(unit_id, programme), current_day()))
    return max(found, default=current_day().year)


def unit_parameters(
    parameters: OverviewParameters, unit_id: str, planned: Sequence[str]
) -> Parameters:
    """Return the parameters of one unit's assessment. Raises ``BadInput`` for bad ones."""
    given = {name: value for name, value in asdict(parameters).items() if name != "unit_ids"}
    return check_parameters({**given, "unit_id": unit_id}, planned, file=None)
