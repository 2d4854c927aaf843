"""The programme as one value: its reference tables, read once and handed on.

The bytes of every file are taken together, and each table is made from them when it is first asked
for. A command that needs no boundaries is thus neither slowed nor stopped by them, and all tables
are of one moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.language import BadInput, Fault
from analysis.programme.agency_names import AGENCIES_FILE, ShortName, parse_short_names
from analysis.programme.boundaries import (
    BOUNDARIES_FILE,
    WEIGHTS_FILE,
    parse_boundaries,
    parse_weights,
)
from analysis.programme.indicators import INDICATORS_FILE, Indicator, parse_indicators
from analysis.programme.letterheads import LETTERHEADS_FILE, parse_letterhead
from analysis.programme.own_indicators import OwnIndicator, as_indicator, declared_in
from analysis.programme.status_rules import STATUS_RULES_FILE, StatusRules, parse_status_rules
from analysis.programme.successors import SUCCESSORS_FILE, Successor, parse_successors
from analysis.programme.units import UNITS_FILE, Unit, parse_units

if TYPE_CHECKING:
    import pandas as pd

PLANS_FOLDER = Path("data", "plans")
_TABLES = (
    UNITS_FILE,
    INDICATORS_FILE,
    BOUNDARIES_FILE,
    WEIGHTS_FILE,
    STATUS_RULES_FILE,
    LETTERHEADS_FILE,
    SUCCESSORS_FILE,
    AGENCIES_FILE,
)


@dataclass(frozen=True, eq=False)
class Programme:
    """What is followed, where, and by which rules; nobody changes the tables that it hands out.

    ``files`` are the contents by place below the project. Each property raises ``BadInput`` with
    every fault of its file: absent, broken, or holding what is not allowed.
    """

    files: Mapping[Path, bytes]

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Every known unit by its id, in the programme's order."""
        return parse_units(self._content(UNITS_FILE))

    @cached_property
    def planned_units(self) -> tuple[str, ...]:
        """The units that have a plan, in the programme's order: their file is there."""
        return tuple(unit_id for unit_id in self.units if plan_file(unit_id) in self.files)

    @cached_property
    def inherited(self) -> dict[str, tuple[str, ...]]:
        """The units that inherit plans, each with those whose plans they are, in our order.

        A unit inherits that has no plan of its own and was made of units, or follows one, of which
        at least one has a plan.
        """
        before: dict[str, set[str]] = {}
        boundaries = self.boundaries
        for unit_id, part_id in zip(boundaries["unit_id"], boundaries["part_id"], strict=True):
            before.setdefault(unit_id, set()).add(part_id)
        for each in self.successors:
            if each.kind == "unit" and each.successor:
                before.setdefault(each.successor, set()).add(each.ended)
        planned = set(self.planned_units)
        return {
            unit_id: tuple(name for name in self.units if name in before[unit_id])
            for unit_id in self.units
            if unit_id not in planned and before.get(unit_id, set()) & planned
        }

    @cached_property
    def reported_units(self) -> tuple[str, ...]:
        """The units that can have a report, in our order: with a plan of their own, or inherited.

        Those that inherit one are reported when they are asked for by name. Tables that cannot be
        read leave the others: what is wrong with them is told to whoever needs them.
        """
        known = {*self.planned_units}
        with suppress(BadInput):
            known |= {*self.inherited}
        return tuple(unit_id for unit_id in self.units if unit_id in known)

    @cached_property
    def successors(self) -> tuple[Successor, ...]:
        """Who carries on for agencies and units that ended; nobody where there is no such table."""
        content = self.files.get(SUCCESSORS_FILE)
        return () if content is None else parse_successors(content)

    @cached_property
    def agency_names(self) -> tuple[ShortName, ...]:
        """The short names of agencies; none where there is no such table."""
        content = self.files.get(AGENCIES_FILE)
        return () if content is None else parse_short_names(content)

    @cached_property
    def known_indicators(self) -> dict[str, Indicator]:
        """Every indicator by its id, those of plans last: ``indicators`` without a table."""
        own = {name: as_indicator(each) for name, each in self._declared.items()}
        return self.national_indicators | own

    @cached_property
    def national_indicators(self) -> dict[str, Indicator]:
        """The indicators of ``parameters/indicators.csv`` alone, in the programme's order."""
        return parse_indicators(self._content(INDICATORS_FILE))

    @cached_property
    def own_indicators(self) -> dict[str, tuple[OwnIndicator, ...]]:
        """What each unit's plan file declares of its own, as far as it can be read."""
        return {
            file.stem: declared_in(content, file.as_posix())
            for file, content in self.files.items()
            if file.parent == PLANS_FOLDER
        }

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """The table of indicators, see ``indicator_table.INDICATORS``, those of plans last."""
        # Its schema needs pandera, which takes as long to import as pandas; the plans do without.
        from analysis.programme.indicator_table import indicator_table

        return indicator_table(self._content(INDICATORS_FILE), tuple(self._declared.values()))

    @cached_property
    def _declared(self) -> dict[str, OwnIndicator]:
        """The plans' own indicators by id: where several declare one, the first one's words."""
        found: dict[str, OwnIndicator] = {}
        for declared in self.own_indicators.values():
            for own in declared:
                if own.indicator_id not in self.national_indicators:
                    found.setdefault(own.indicator_id, own)
        return found

    @cached_property
    def boundaries(self) -> pd.DataFrame:
        """Which former units became part of a unit, see ``boundaries.parse_boundaries``."""
        return parse_boundaries(self._content(BOUNDARIES_FILE))

    @cached_property
    def weights(self) -> pd.DataFrame:
        """What former units weigh, see ``boundaries.parse_weights``."""
        return parse_weights(self._content(WEIGHTS_FILE))

    @cached_property
    def rules(self) -> StatusRules:
        """The limits between the status words."""
        return parse_status_rules(self._content(STATUS_RULES_FILE))

    @cached_property
    def objectives(self) -> tuple[int, ...]:
        """The numbers of the programme's objectives."""
        return tuple(sorted({each.objective for each in self.national_indicators.values()}))

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of every file by its place below the project."""
        return {
            file.as_posix(): hashlib.sha256(content).hexdigest()
            for file, content in self.files.items()
        }

    def letterhead(self, unit_id: str) -> dict[str, Any]:
        """Return the lines of a unit's letterhead by name and language."""
        return parse_letterhead(self._content(LETTERHEADS_FILE), unit_id)

    def reported_unit(self, unit_id: str) -> Unit:
        """Return the unit that has a plan, or inherits one. Raises ``BadInput`` for any other."""
        if (
            unit_id in self.units
            and unit_id not in self.planned_units
            and unit_id in self.inherited
        ):
            return self.units[unit_id]
        return self.planned_unit(unit_id)

    def planned_unit(self, unit_id: str) -> Unit:
        """Return the unit that has a plan. Raises ``BadInput`` for any other id."""
        if unit_id not in self.planned_units:
            key = "unit_without_plan" if unit_id in self.units else "unknown_unit"
            values = {"found": unit_id, "known": ", ".join(self.planned_units) or "–"}
            raise BadInput([Fault(f"faults.{key}", values=values)])
        return self.units[unit_id]

    def _content(self, file: Path) -> bytes:
        try:
            return self.files[file]
        except KeyError as error:
            raise BadInput([Fault("faults.missing_file", file=file.as_posix())]) from error


def plan_file(unit_id: str) -> Path:
    """Return where a unit's plan is kept, below the project."""
    return PLANS_FOLDER / f"{unit_id}.yml"


def load_programme(root: Path) -> Programme:
    """Return the programme of the project at ``root``.

    The same contents give the same value, so a process makes each table once however often it
    asks, and sees an edited file the next time it does. What is wrong with a file is told by the
    property that needs it.

    >>> from analysis.programme import load_programme
    >>> from analysis.project import project_root
    >>> programme = load_programme(project_root())
    >>> programme.units["vinh-long"].name_vi
    'tỉnh Vĩnh Long'
    >>> indicators = programme.indicators.set_index("indicator_id")
    >>> indicators.loc["infant_mortality", ["chi_tieu", "unit", "better"]].to_dict()
    {'chi_tieu': 3, 'unit': 'per_1000_live_births', 'better': 'down'}
    """
    plans = sorted(path.name for path in (root / PLANS_FOLDER).glob("[!.]*.yml"))
    files = [*_TABLES, *(PLANS_FOLDER / name for name in plans)]
    found: list[tuple[Path, bytes]] = []
    for file in files:
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            found.append((file, (root / file).read_bytes()))
    return _programme(tuple(found))


@lru_cache(maxsize=4)
def _programme(files: tuple[tuple[Path, bytes], ...]) -> Programme:
    return Programme(dict(files))
