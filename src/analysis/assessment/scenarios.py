"""Scenarios: what somebody supposes of one indicator, as a small file says it.

``parameters/scenarios/<unit_id>/<slug of the name>.yml``. What follows is worked out in
``analysis.assessment.what_if``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field

from analysis.files import replace_text
from analysis.language import BadInput, Fault, slug_of
from analysis.ledger import DataKind
from analysis.programme import Programme
from analysis.yaml_files import Label, Part, YamlFile, read_part, read_yaml

_NOTHING = "scenarios.nothing_supposed"
SCENARIOS_FOLDER = Path("parameters", "scenarios")
Year = Annotated[int, Field(ge=1980, le=2060)]
# Beyond these a supposition is a slip of the hand: hundredfold, or more than all children.
_Times = Annotated[float, Field(ge=-10, le=100)]
_Points = Annotated[float, Field(ge=-100_000, le=100_000)]


class Pace(Part):
    """How fast it goes from now on: so many times what is projected, or in the indicator's unit."""

    times: _Times | None = None
    points: _Points | None = None


class SupposedFigure(Part):
    """The figure that a coming year will have."""

    year: Year
    value: _Points


class Shock(Part):
    """What falls upon one year, in the indicator's unit; ``left`` is what of it stays each year."""

    year: Year
    points: _Points
    left: Annotated[float, Field(ge=0, le=1)] = 1.0


class SupposedTarget(Part):
    """Another value or another year of the final target."""

    value: _Points | None = None
    year: Year | None = None


class Scenario(Part):
    """What is supposed of one indicator of one unit; what it does not name is as it is.

    ``from_year`` is the first year in which the ``pace`` is another one. ``data`` tells which
    figures it was made with: it is shown beside no others.
    """

    name: Label
    unit_id: Label
    indicator_id: Label
    data: DataKind
    from_year: Year
    pace: Pace | None = None
    figure: SupposedFigure | None = None
    shock: Shock | None = None
    target: SupposedTarget | None = None

    @property
    def file(self) -> Path:
        """Where it is kept, below the project's root."""
        return SCENARIOS_FOLDER / self.unit_id / f"{slug_of(self.name)}.yml"


def read_scenarios(root: Path, unit_id: str) -> dict[Path, bytes]:
    """Return a unit's scenario files by place below ``root``; not those that programs hide."""
    folder = root / SCENARIOS_FOLDER / unit_id
    return {
        path.relative_to(root): path.read_bytes()
        for path in sorted(folder.glob("*.yml"))
        if path.is_file() and not path.name.startswith(".")
    }


def parse_scenarios(
    files: Mapping[Path, bytes], programme: Programme, data: DataKind
) -> tuple[Scenario, ...]:
    """Return the scenarios of the ``data`` in the order of their files.

    Raises ``BadInput`` with everything that is wrong in any of them.
    """
    found: list[Scenario] = []
    faults: list[Fault] = []
    for file, content in files.items():
        try:
            scenario = _parse(content, file, programme)
        except BadInput as error:
            faults += error.faults
            continue
        if scenario.data == data:
            found.append(scenario)
    if faults:
        raise BadInput(faults)
    return tuple(found)


def make_scenario(given: Mapping[str, Any], programme: Programme) -> Scenario:
    """Return what is ``given`` as a scenario file says it, to be played before it has a file.

    It may suppose nothing yet. Raises ``BadInput`` with everything else that is wrong.
    """
    source = YamlFile("", dict(given), {})
    scenario, faults = read_part(Scenario, source.content, source)
    if scenario is not None:
        found = _rule_faults(scenario, source, scenario.file, programme)
        faults = [fault for fault in found if fault.key != _NOTHING]
    if faults or scenario is None:
        raise BadInput(replace(fault, file=None, row=None) for fault in faults)
    return scenario


def save_scenario(root: Path, scenario: Scenario, programme: Programme) -> Path:
    """Write a scenario to its file, in the place of an earlier one of its name; return the file.

    Raises ``BadInput`` for one that could not be read again, and writes nothing then.
    """
    place = scenario.file
    written = _written(scenario)
    _parse(written.encode(), place, programme)
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    replace_text(root / place, written)
    return place


def _parse(content: bytes, file: Path, programme: Programme) -> Scenario:
    source = read_yaml(content, file.as_posix())
    scenario, faults = read_part(Scenario, source.content, source)
    if scenario is not None:
        faults = list(_rule_faults(scenario, source, file, programme))
    if faults or scenario is None:
        raise BadInput(faults)
    return scenario


def _rule_faults(
    scenario: Scenario, source: YamlFile, file: Path, programme: Programme
) -> Iterator[Fault]:
    """Yield what no scenario may say, though its shape is right."""
    folder = file.parent.name
    if scenario.unit_id != folder or scenario.unit_id not in programme.units:
        values = {"found": scenario.unit_id, "expected": folder}
        yield source.fault("scenarios.other_unit", ("unit_id",), **values)
    if scenario.indicator_id not in programme.known_indicators:
        found = scenario.indicator_id
        yield source.fault("scenarios.unknown_indicator", ("indicator_id",), found=found)
    elif wrong := _out_of_bounds(scenario, programme):
        yield source.fault("scenarios.out_of_bounds", wrong[0], **wrong[1])
    if not slug_of(scenario.name):
        yield source.fault("scenarios.nameless", ("name",), found=scenario.name)
    parts = (scenario.pace, scenario.figure, scenario.shock, scenario.target)
    if all(part is None for part in parts):
        yield source.fault(_NOTHING, (), known="pace, figure, shock, target")
    pace, target = scenario.pace, scenario.target
    if pace is not None and (pace.times is None) == (pace.points is None):
        yield source.fault("scenarios.one_pace", ("pace",))
    if target is not None and target.value is None and target.year is None:
        yield source.fault("scenarios.no_target", ("target",))


def _out_of_bounds(
    scenario: Scenario, programme: Programme
) -> tuple[tuple[str, ...], dict[str, Any]] | None:
    """Return the place of a level that the indicator cannot have, and what it can have."""
    about = programme.known_indicators[scenario.indicator_id]
    levels = {
        "figure": scenario.figure.value if scenario.figure else None,
        "target": scenario.target.value if scenario.target else None,
    }
    for name, value in levels.items():
        if value is not None and not about.lower <= value <= about.upper:
            return (name, "value"), {
                # As a file writes numbers, which the sentence asks to be corrected.
                "found": f"{value:g}", "least": f"{about.lower:g}",
                "most": "∞" if about.upper == float("inf") else f"{about.upper:g}",
            }  # fmt: skip
    return None


def _written(scenario: Scenario) -> str:
    said = scenario.model_dump(exclude_none=True)
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False)
