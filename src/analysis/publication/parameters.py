"""The parameters of a report notebook, checked before anything runs."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from analysis.language import LANGS, BadInput, Fault, Lang, shown, slug_of, text_fault
from analysis.ledger import LONGEST, VIET_NAM_TIME, DataKind, read_as_of
from analysis.plans import current_edition, load_plan, plan_in_force
from analysis.programme import Programme, load_programme
from analysis.project import project_root
from analysis.yaml_files import YamlFile, read_yaml

# Prescribes the day that reports are dated, in seconds since 1970.
EPOCH_SETTING = "SOURCE_DATE_EPOCH"
PARAMETERS_FOLDER = Path("parameters", "units")
NAMES = ("unit_id", "edition", "lang", "data")
OPTIONAL = ("as_of", "agency", "closing", "revision", "reason")
# What publishing counts and asks for: no file gives it beforehand.
_OF_PUBLISHING = ("revision", "reason")
# How many characters each text may have.
_LONGEST = {"as_of": 40, "agency": 200, "reason": LONGEST["reason"], "unit_ids": 10_000}
# papermill marks the cell that it injects with this first line.
_INJECTED = "# Parameters\n"
# How the folder of a closing report is called behind its unit.
CLOSING = "ket-thuc"
FIRST_EDITION, LAST_EDITION = 2021, 2035
_DIGITS, _SHOWN = re.compile("[0-9]+"), 40
_NAMES = ("edition", "lang", "data", "as_of", "unit_ids", "revision", "reason")


@dataclass(frozen=True)
class Parameters:
    """Whose assessment, of which year, in which language, from which data.

    ``as_of`` is a day or minute as ``ledger.read_as_of`` reads it; empty for all that is known.
    ``agency`` is the name of the lead agency that a page is for; empty for the whole report.
    ``closing`` asks for the one page with which a unit or an agency that ended hands over.
    ``revision`` counts the published reports of one edition, and ``reason`` says why there is
    another one.
    """

    unit_id: str
    edition: int
    lang: Lang
    data: DataKind
    as_of: str = ""
    agency: str = ""
    closing: bool = False
    revision: int = 1
    reason: str = ""

    @property
    def place(self) -> str:
        """The report's folder in its edition, see ``report_place``."""
        return report_place(self.unit_id, self.agency, closing=self.closing)

    @property
    def moment(self) -> str | None:
        """The last moment whose statements count, or None for all of them."""
        return read_as_of(self.as_of) if self.as_of else None


@dataclass(frozen=True)
class RecordParameters:
    """In which language the track record is shown."""

    lang: Lang


def report_place(unit_id: str, agency: str = "", *, closing: bool = False) -> str:
    """Return the folder of a report in its edition: ``ninh-binh``, ``ninh-binh--so-y-te``.

    A closing report has one of its own: ``trieu-son--ket-thuc``.
    """
    own = [CLOSING] if closing else []
    own += [slug_of(agency)] if agency else []
    return "--".join([unit_id, *filter(None, ["-".join(own)])])


def load_parameters(
    root: Path, unit_id: str, day: date | None = None, programme: Programme | None = None
) -> Parameters:
    """Return the parameters of ``parameters/units/<unit_id>.yml``.

    An edition that the file does not name is that of the ``day``, or of today; ``programme`` is
    the project's where it is read already.
    Raises ``BadInput`` for a file that is absent or cannot be read, an unknown or missing name,
    a bad value, and what only publishing can give.
    """
    file = PARAMETERS_FOLDER / f"{unit_id}.yml"
    path = root / file
    if not path.is_file():
        raise BadInput([Fault("faults.missing_file", file=file.as_posix())])
    source = read_yaml(path.read_bytes(), file.as_posix())
    programme = programme or load_programme(root)
    given = _with_edition({name: _as_papermill_reads(source.content[name])
                           for name in source.content}, programme, day)  # fmt: skip
    early = [Fault("parameters.of_publishing", column=name, values={"found": name})
             for name in _OF_PUBLISHING if name in given]  # fmt: skip
    wrong = _parameter_faults(given, programme.reported_units)
    # Where the unit is known, its plan's calendar has given the year.
    faults = [
        *early,
        *(fault for fault in wrong if fault.column in given or fault.column != "edition"),
    ]
    if not faults and given["unit_id"] != unit_id:
        values = {"found": given["unit_id"], "expected": unit_id}
        faults = [Fault("parameters.other_unit", column="unit_id", values=values)]
    if faults:
        raise BadInput(_placed(fault, source) for fault in faults)
    return _parameters(given)


def _as_papermill_reads(value: object) -> object:
    """Return what the notebook gets where ``papermill -f`` reads the same file: days are text."""
    return value.isoformat() if isinstance(value, date) else value


def _placed(fault: Fault, source: YamlFile) -> Fault:
    """Return the fault with the file, and with the line where it does not name the parameter."""
    names_it = fault.key.startswith("parameters.")
    row = None if names_it else source.rows.get((fault.column or "",))
    return replace(fault, file=source.file, row=row, column=None)


def notebook_parameters(namespace: Mapping[str, Any]) -> Parameters:
    """Return the checked parameters of a running notebook; pass it ``globals()``.

    Names that papermill injected and the notebook does not know are faults too: papermill only
    warns of them.
    """
    given = {name: namespace[name] for name in (*NAMES, *OPTIONAL) if name in namespace}
    strange = dict.fromkeys(_strange_names(namespace))
    programme = load_programme(project_root())
    given = _with_edition(given, programme)
    return check_parameters({**strange, **given}, programme.reported_units, file=None)


def current_day() -> date:
    """Return the day that a report made now is dated: today, or that of ``SOURCE_DATE_EPOCH``.

    It is a day of Viet Nam's, where the calendar of every plan holds. Raises ``BadInput`` for a
    setting that is no such number.
    """
    epoch = os.environ.get(EPOCH_SETTING)
    if not epoch:
        return datetime.now(VIET_NAM_TIME).date()
    with suppress(ValueError, OverflowError, OSError):
        if _DIGITS.fullmatch(epoch):
            return datetime.fromtimestamp(int(epoch), VIET_NAM_TIME).date()
    raise BadInput([Fault("publication.bad_epoch", values={"found": epoch[:_SHOWN]})])


def is_day_prescribed() -> bool:
    """Tell whether a run has to give the same bytes whenever it is made."""
    return bool(os.environ.get(EPOCH_SETTING))


def _with_edition(
    given: Mapping[str, Any], programme: Programme, day: date | None = None
) -> dict[str, Any]:
    """Return the parameters with the edition that the plan's calendar gives, if none is given."""
    found = dict(given)
    unit_id = found.get("unit_id")
    if found.get("edition") is None and unit_id in programme.reported_units:
        plan = plan_in_force(str(unit_id), programme)
        found["edition"] = current_edition(plan, day or current_day())
    return found


def check_parameters(
    given: Mapping[str, Any], planned: Sequence[str], *, file: str | None
) -> Parameters:
    """Return the parameters of ``given``. Raises ``BadInput`` with everything that is wrong.

    ``planned`` are the units that have a plan.
    """
    found = _parameter_faults(given, planned)
    faults = [replace(fault, file=file, column=None) for fault in found]
    if faults:
        raise BadInput(faults)
    return _parameters(given)


def _parameters(given: Mapping[str, Any]) -> Parameters:
    """Return checked parameters; an optional one that says nothing is not given."""
    return Parameters(**{name: value for name, value in given.items() if value is not None})


def _parameter_faults(given: Mapping[str, Any], planned: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong, the parameter that it is of as its column."""
    names = ", ".join((*NAMES, *OPTIONAL))
    for name in given:
        if name not in (*NAMES, *OPTIONAL):
            yield Fault("parameters.unknown", None, None, name, {"found": name, "known": names})
    for name in NAMES:
        if name not in given:
            yield Fault("parameters.missing", None, None, name, {"found": name})
    choices = {"unit_id": planned, "lang": LANGS, "data": get_args(DataKind)}
    for name, known in choices.items():
        if name in given and given[name] not in known:
            values = {"name": name, "found": given[name], "known": ", ".join(known)}
            yield Fault("parameters.bad_choice", None, None, name, values)
    yield from _text_faults(given)
    edition = given.get("edition", FIRST_EDITION)
    if not _is_whole(edition) or not FIRST_EDITION <= edition <= LAST_EDITION:
        yield Fault("parameters.bad_edition", None, None, "edition", {"found": edition})
    closing = given.get("closing")
    if closing is not None and not isinstance(closing, bool):
        yield Fault("parameters.bad_closing", None, None, "closing", {"found": closing})
    revision = given.get("revision")
    if revision is not None and (not _is_whole(revision) or revision < 1):
        yield Fault("parameters.bad_revision", None, None, "revision", {"found": revision})


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text_faults(given: Mapping[str, Any]) -> Iterator[Fault]:
    for name, longest in _LONGEST.items():
        value = given.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            values = {"name": name, "found": shown(value)}
            yield Fault("parameters.not_text", None, None, name, values)
        elif found := text_fault(value, longest):
            values = {"name": name, **found[1]}
            yield Fault(f"parameters.{found[0]}", None, None, name, values)
        elif name == "as_of" and value:
            yield from _as_of_faults(value)


def _as_of_faults(written: str) -> list[Fault]:
    try:
        read_as_of(written)
    except BadInput as error:
        return [replace(fault, column="as_of") for fault in error.faults]
    return []


def _strange_names(namespace: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that papermill injected into a running notebook."""
    for cell in namespace.get("In", []):
        yield from _injected_names(str(cell))


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
    strange = [
        Fault("parameters.unknown", values={"found": name, "known": ", ".join(_NAMES)})
        for name in _strange_names(namespace)
        if name not in _NAMES
    ]
    given = {name: namespace[name] for name in _NAMES if namespace.get(name) is not None}
    wrong = [*strange, *_text_faults(given)]
    if wrong:
        raise BadInput(replace(fault, column=None) for fault in wrong)
    given.setdefault("edition", _newest_edition(programme))
    given.setdefault("lang", "vi")
    given.setdefault("data", "real")
    found = OverviewParameters(**given)
    planned = programme.reported_units
    names = found.unit_ids.split() or programme.planned_units[:1]
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
