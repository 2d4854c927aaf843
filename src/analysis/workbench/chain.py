"""From one unit's ledger to its verdicts, for one indicator at a time: fast enough for a notebook.

The values are those of ``assessment.judge_unit``; what is not asked for is not computed. A unit
without a plan has figures, a series and a projection, and no target to hold them against.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from analysis.assessment import (
    QUANTILE_LEVELS,
    Assessment,
    Case,
    Inputs,
    Played,
    Verdicts,
    assess,
    judge_unit,
    open_case,
    play,
    read_inputs,
)
from analysis.language import BadInput, Fault
from analysis.ledger import Ledgers, load_ledgers, open_books
from analysis.programme import NATION, Unit
from analysis.projections import Outlook, outlooks, project
from analysis.series import build_series, comparable_rows, figure_rows, peer_ids
from analysis.workbench.setting import Setting
from analysis.workbench.words import worded

# How far a series without a plan is projected: to the end of the programme.
_PROGRAMME_END = 2030


@dataclass(frozen=True, eq=False)
class Judged:
    """What follows for one indicator under one plan: the tables of ``Verdicts``, its rows only.

    ``inputs`` are those of the indicator alone, None where there is no plan; ``verdicts`` what
    follows from them, which of other indicators only knows that they have no figures.
    """

    indicator_id: str
    indicators: pd.DataFrame
    inputs: Inputs | None
    edition: int
    verdicts: Verdicts | None
    pool: pd.DataFrame
    series: pd.DataFrame
    judged: pd.DataFrame
    projections: pd.DataFrame
    results: pd.DataFrame

    @property
    def part_id(self) -> str | None:
        """The unit whose plan it is, where it is inherited."""
        return None if self.inputs is None else self.inputs.plan_of

    @cached_property
    def outlook(self) -> Outlook | None:
        """The projection as one distribution; None where nothing is projected."""
        if self.projections.empty:
            return None
        found = outlooks(self.projections, self.indicators)
        return next(iter(found.values()))

    @cached_property
    def as_it_is(self) -> Played:
        """What a scenario is held against. Raises ``BadInput`` without a plan."""
        return play(self.case)

    @cached_property
    def case(self) -> Case:
        """What a scenario acts upon. Raises ``BadInput`` without a plan."""
        if self.inputs is None:
            raise BadInput([Fault("workbench.no_plan_to_suppose")])
        return open_case(self.inputs, self.edition, self.pool, self.judged, self.indicator_id)


@dataclass(frozen=True, eq=False)
class Chain:
    """One unit in a setting, and what was read and judged of it so far."""

    setting: Setting
    about: Unit
    _judged: dict[str, tuple[Judged, ...]] = field(default_factory=dict, repr=False)

    @property
    def unit_id(self) -> str:
        """The unit's id."""
        return self.about.unit_id

    @cached_property
    def edition(self) -> int:
        """The edition in which the unit is judged."""
        return self.setting.edition_of(self.unit_id)

    @property
    def planned(self) -> bool:
        """Whether the unit has a plan of its own, or inherits one."""
        return self.unit_id in self.setting.programme.reported_units

    @cached_property
    def inputs(self) -> Inputs:
        """What verdicts on the unit are made from. Raises ``BadInput`` without a plan."""
        return self._read(with_peers=False)

    def _read(self, *, with_peers: bool) -> Inputs:
        setting = self.setting
        return read_inputs(
            setting.root, self.unit_id, setting.data, setting.as_of, with_peers=with_peers
        )

    @property
    def inputs_by_plan(self) -> tuple[Inputs, ...]:
        """The inputs under each plan: one, or one for each inherited plan that is at hand."""
        found = tuple(self.inputs.under(each.part_id) for each in self.inputs.at_hand)
        return found or (self.inputs,)

    @cached_property
    def ledgers(self) -> Ledgers:
        """The ledgers of the unit, of the former ones that it was made of, and of the nation."""
        setting, boundaries = self.setting, self.setting.programme.boundaries
        parts = sorted(boundaries.loc[boundaries["unit_id"] == self.unit_id, "part_id"])
        others = [] if setting.data == "illustrative" else [*parts, NATION]
        names = list(dict.fromkeys([self.unit_id, *others]))
        books = open_books(setting.root, setting.data)
        return load_ledgers(names, books, setting.programme, as_of=setting.as_of)

    @cached_property
    def peers(self) -> dict[str, pd.DataFrame]:
        """What stands of other units of the same level, by unit."""
        if self.setting.data == "illustrative":
            return {}
        programme = self.setting.programme
        books = open_books(self.setting.root)
        kept = books.store.unit_ids()
        others = peer_ids(self.unit_id, programme.units, programme.boundaries, kept)
        return load_ledgers(
            [], books, programme, others=others, as_of=self.setting.as_of
        ).observations

    @property
    def observations(self) -> dict[str, pd.DataFrame]:
        """What the ledgers state, by unit."""
        return self.inputs.ledgers if self.planned else self.ledgers.observations

    @property
    def statements(self) -> dict[str, pd.DataFrame]:
        """Everything that was ever stated, by unit."""
        return self.inputs.statements if self.planned else self.ledgers.statements

    @property
    def sources(self) -> pd.DataFrame:
        """The sources, by slug."""
        known = self.inputs.sources if self.planned else self.ledgers.sources
        return known.set_index("source")

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """The unit's indicators by id, as its plan names them."""
        table = self.inputs.indicators if self.planned else self.setting.programme.indicators
        return table.set_index("indicator_id", drop=False).rename_axis(None)

    def worded(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table in the words of the setting's language."""
        return worded(table, self.setting.lang, self.setting.programme.units)

    def judge(self, indicator_id: str) -> tuple[Judged, ...]:
        """Return what follows for an indicator, under each plan; the same as in the report."""
        if indicator_id not in self._judged:
            self._judged[indicator_id] = (
                tuple(self._under(inputs, indicator_id) for inputs in self.inputs_by_plan)
                if self.planned
                else (self._without_plan(indicator_id),)
            )
        return self._judged[indicator_id]

    @cached_property
    def verdicts(self) -> tuple[Verdicts, ...]:
        """The verdicts on all indicators, under each plan."""
        return tuple(judge_unit(inputs, self.edition) for inputs in self.inputs_by_plan)

    @cached_property
    def assessment(self) -> Assessment:
        """The whole assessment, as the report has it. Raises ``BadInput`` without a plan."""
        return assess(self._read(with_peers=True), self.edition)

    def _under(self, inputs: Inputs, indicator_id: str) -> Judged:
        ledgers, statements = (
            {name: _rows_of(table, indicator_id) for name, table in tables.items()}
            for tables in (inputs.ledgers, inputs.statements)
        )
        alone = replace(inputs, ledgers=ledgers, statements=statements)
        found = judge_unit(alone, self.edition)
        return Judged(
            indicator_id, inputs.indicators, alone, self.edition, found,
            pool=_rows_of(found.pool, indicator_id),
            series=_rows_of(found.whole, indicator_id),
            judged=_rows_of(found.judged, indicator_id),
            projections=_rows_of(found.projections, indicator_id),
            results=_rows_of(found.results, indicator_id),
        )  # fmt: skip

    def _without_plan(self, indicator_id: str) -> Judged:
        programme = self.setting.programme
        about = programme.indicators, programme.boundaries, programme.weights
        stated = _rows_of(pd.concat(self.observations.values()), indicator_id)
        stated = stated[stated["year"] <= self.edition]
        pool = pd.concat([build_series(stated, *about, name) for name in self.observations])
        projected = project(
            figure_rows(comparable_rows(pool)),
            programme.indicators,
            years=range(int(pool["year"].min()) + 1, _PROGRAMME_END + 1) if len(pool) else [],
            quantile_levels=QUANTILE_LEVELS,
            parents={n: u.parent_id for n, u in programme.units.items() if u.parent_id},
        )
        own, ahead = (
            table[table["unit_id"] == self.unit_id].reset_index(drop=True)
            for table in (pool, projected)
        )
        nothing = pd.DataFrame(columns=["indicator_id", "target_year"])
        return Judged(
            indicator_id, programme.indicators, None, self.edition, None, pool, own, nothing, ahead,
            nothing,
        )  # fmt: skip


def _rows_of(table: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    return table[table["indicator_id"] == indicator_id].reset_index(drop=True)
