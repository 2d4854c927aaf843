"""What would follow for one indicator if something were otherwise: a scenario played.

The chain is that of ``verdicts``: a scenario that supposes nothing gives what the report says. What
is supposed enters where it acts:

* a figure of a coming year joins the series, and everything is projected anew from it;
* a pace moves the middle of the projection along another way from ``from_year`` on, a shock moves
  it from its year on; the whole distribution moves with its middle, on the scale on which it was
  projected (``projections.states``), so that it keeps its spread and its natural bounds. A pace as
  a multiple is one of the way that is projected: 1 changes nothing;
* a target is another value or another year to be held against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.assessment.attainability import (
    attainment_probability,
    judge_by_outlooks,
    persons_behind,
    published_steps,
)
from analysis.assessment.inputs import Inputs
from analysis.assessment.populations import group_sizes
from analysis.assessment.scenarios import Scenario, SupposedFigure
from analysis.assessment.undecided import leave_undecided
from analysis.assessment.verdicts import QUANTILE_LEVELS
from analysis.language import BadInput, Fault
from analysis.programme import SCALES, UPWARD, is_bound
from analysis.projections import (
    Floats,
    Outlook,
    Scale,
    fit_scale,
    outlooks,
    probability_met,
    project,
    states_of,
    values_of,
)
from analysis.series import comparable_rows, figure_rows
from analysis.tables import records

# As far as a year of attainment is looked for, in years behind the last target's.
_YEARS_BEYOND = 5


@dataclass(frozen=True, eq=False)
class Case:
    """One indicator of one unit under one plan: what a scenario acts upon.

    ``pool`` holds the comparable figures of the indicator, of all units that it is projected with;
    ``series`` the unit's own, bounds included; ``judged`` its targets. ``about`` is the indicator's
    row, as a table, ``people`` how many are in its age group (missing where nobody knows).
    """

    inputs: Inputs
    edition: int
    indicator_id: str
    pool: pd.DataFrame
    series: pd.DataFrame
    judged: pd.DataFrame
    about: pd.DataFrame
    people: float

    @cached_property
    def stated(self) -> pd.DataFrame:
        """The unit's own figures by year, rising."""
        return self.series.sort_values("year").set_index("year")

    @cached_property
    def outlook(self) -> Outlook | None:
        """What is projected of it; None where there are not figures enough."""
        return self._projected(self.pool, self.last_year + _YEARS_BEYOND)

    @property
    def last_year(self) -> int:
        """The year of the last target, or the edition where there is none."""
        return int(self.judged["target_year"].max()) if len(self.judged) else self.edition

    @property
    def origin(self) -> int:
        """The year of the newest figure, from which it is projected."""
        figures = self.stated[~is_bound(self.stated["qualifier"])]
        return int(figures.index[-1])

    @property
    def first_open_year(self) -> int:
        """The first year whose pace can still be another one: the one after the edition's."""
        return max(self.edition, self.edition if self.series.empty else self.origin) + 1

    @property
    def upward(self) -> bool:
        """Whether more is better."""
        return bool(self.about["better"].iloc[0] == "up")

    @cached_property
    def scale(self) -> Scale:
        """The scale on which it is projected, from its own figures."""
        about = self.about.iloc[0]
        figures = self.stated.loc[~is_bound(self.stated["qualifier"]), "value"].to_numpy(float)
        lower, upper = np.array([about["lower"], about["upper"]], dtype=float)
        return fit_scale(
            figures[None, :], np.array([lower]), np.array([np.inf if np.isnan(upper) else upper]),
            np.array([1.0 if self.upward else -1.0]),
        )  # fmt: skip

    @cached_property
    def persons(self) -> float:
        """How many persons stand behind the indicator; missing where nobody knows."""
        if self.series.empty:
            return float("nan")
        newest, rules = self.series.sort_values("year").iloc[-1], self.inputs.rules
        found = persons_behind(newest, self.about.iloc[0], self.people, rules, self.edition)
        # Two ways into the future are held against each other: how old the newest figure is, or
        # that its publisher gave no count, does not keep the group's own size from telling.
        return self.people if np.isnan(found) else found

    def with_figure(self, figure: SupposedFigure) -> Case:
        """Return the case as it would be with one more figure behind its newest."""
        if self.series.empty or figure.year <= self.origin:
            newest = "–" if self.series.empty else str(self.origin)
            values = {"found": figure.year, "newest": newest}
            raise BadInput([Fault("scenarios.figure_known", values=values)])
        row = self.stated.reset_index().iloc[[-1]].assign(
            year=figure.year, value=figure.value, qualifier=None, numerator=np.nan,
            rival_source=None, rival_value=np.nan, territory_break=None,
        )  # fmt: skip
        row = row[self.series.columns].astype(self.series.dtypes.to_dict())
        years = self.series["year"]
        return replace(
            self,
            pool=pd.concat([self.pool, row], ignore_index=True),
            series=pd.concat([self.series[years < figure.year], row], ignore_index=True),
        )

    def with_target(self, value: float | None, year: int | None) -> Case:
        """Return the case with another value or year of its last target."""
        if self.judged.empty:
            raise BadInput([Fault("scenarios.no_target_to_change")])
        before = self.judged.sort_values("target_year", ignore_index=True)
        rows = records(before)
        last, others = rows[-1], {row["target_year"] for row in rows[:-1]}
        alone = last["first_year"] == last["target_year"]
        if year is not None and (year in others or (not alone and year < last["first_year"])):
            raise BadInput([Fault("scenarios.target_year_taken", values={"found": year})])
        changed = dict(last)
        if value is not None:
            changed["target_value"] = value
        if year is not None:
            changed |= {"target_year": year, "first_year": year if alone else last["first_year"]}
        judged = pd.DataFrame([*rows[:-1], changed], columns=before.columns)
        judged = judged.astype(before.dtypes.to_dict()).sort_values("target_year")
        return replace(self, judged=judged.reset_index(drop=True))

    def _projected(self, pool: pd.DataFrame, until: int) -> Outlook | None:
        """Return what the unit's figures are projected to be, as the report does."""
        projected = project(
            figure_rows(pool),
            self.about,
            years=range(int(pool["year"].min()) + 1, until + 1) if len(pool) else [],
            quantile_levels=QUANTILE_LEVELS,
            parents={n: u.parent_id for n, u in self.inputs.units.items() if u.parent_id},
        )
        unit_id = self.inputs.unit.unit_id
        found = outlooks(projected[projected["unit_id"] == unit_id], self.about)
        return found.get((unit_id, self.indicator_id))


@dataclass(frozen=True, eq=False)
class Played:
    """What follows from a scenario: the case as supposed, its outlook, the verdict on each target.

    ``results`` has a row for each target: ``target_year, target_value, comparator, unit, goal,
    projected_p10, projected_p50, projected_p90, attainment_probability, status, evidence_grade,
    first_likely_year``; ``middle_year``, the first year whose middle meets the goal;
    ``children_short``, how many persons the middle of the target year leaves short of it.
    """

    case: Case
    outlook: Outlook | None
    results: pd.DataFrame

    def middle(self, year: int) -> float:
        """Return the figure of a year, or the middle of what is projected; missing without any."""
        if year in self.case.stated.index:
            return float(self.case.stated["value"][year])
        return float("nan") if self.outlook is None else self.outlook.quantile(year, 0.5)


def open_case(
    inputs: Inputs, edition: int, pool: pd.DataFrame, judged: pd.DataFrame, indicator_id: str
) -> Case:
    """Return the case of one indicator, from the ``pool`` and the targets of ``Verdicts``."""
    known = comparable_rows(_rows_of(pool, indicator_id))
    own = known[known["unit_id"] == inputs.unit.unit_id].reset_index(drop=True)
    about = _rows_of(inputs.indicators, indicator_id)
    sizes = group_sizes(inputs.unit.unit_id, about, inputs.weights, inputs.boundaries)
    people = sizes.get(indicator_id, float("nan"))
    targets = _rows_of(judged, indicator_id)
    return Case(inputs, edition, indicator_id, known, own, targets, about, people)


def play(case: Case, scenario: Scenario | None = None) -> Played:
    """Return what follows from a scenario, or from how things are without one.

    Raises ``BadInput`` for a scenario that the case does not allow: a figure of a year that has
    one, a pace where nothing is projected.
    """
    if scenario is None:
        return Played(case, case.outlook, _verdicts(case, case.outlook))
    if scenario.figure is not None:
        case = case.with_figure(scenario.figure)
    if scenario.target is not None:
        case = case.with_target(scenario.target.value, scenario.target.year)
    outlook = case.outlook
    if scenario.pace is not None or scenario.shock is not None:
        outlook = moved_outlook(case, scenario)
    return Played(case, outlook, _verdicts(case, outlook))


def moved_outlook(case: Case, scenario: Scenario) -> Outlook:
    """Return the projection moved by a pace and a shock. Raises ``BadInput`` for none at all."""
    outlook = case.outlook
    if outlook is None:
        raise BadInput([Fault("scenarios.nothing_projected")])
    before = middles(outlook)
    return moved_to(case, outlook, _shocked(_paced(case, before, scenario), scenario))


def middles(outlook: Outlook) -> pd.Series:
    """Return the middle of each projected year."""
    return pd.Series([outlook.quantile(year, 0.5) for year in outlook.years], index=outlook.years)


def anchor(case: Case, before: pd.Series, from_year: int) -> tuple[int, float]:
    """Return the last year on the way as it is, before ``from_year``, and the middle there."""
    year = max(from_year - 1, case.origin)
    value = before[year] if year in before.index else case.stated["value"][case.origin]
    return year, float(value)


def moved_to(case: Case, outlook: Outlook, middle: pd.Series) -> Outlook:
    """Return a projection whose middle is another one, each year's values moved with it."""
    scale, about = case.scale, case.about.iloc[0]

    def states(values: Floats) -> Floats:
        found: Floats = states_of(values[None, :], scale)[0]
        return found

    before, after = middles(outlook).to_numpy(float), middle.to_numpy(float)
    shifts = states(np.clip(after, about["lower"], scale.upper[0])) - states(before)
    rows = [
        # What is not moved stays what it was to the last digit.
        values if shift == 0 else np.maximum.accumulate(
            values_of((states(values) + shift)[None, :], scale)[0]
        )
        for values, shift in zip(outlook.values, shifts, strict=True)
    ]  # fmt: skip
    return replace(outlook, values=np.array(rows))


def _paced(case: Case, before: pd.Series, scenario: Scenario) -> pd.Series:
    pace = scenario.pace
    if pace is None:
        return before
    year, value = anchor(case, before, scenario.from_year)
    way = before.index > year
    after = before.copy()
    if pace.points is not None:
        after[way] = value + pace.points * (before.index[way] - year).to_numpy(float)
    elif pace.times is not None:
        after[way] = value + pace.times * (before[way] - value)
    return after


def _shocked(middle: pd.Series, scenario: Scenario) -> pd.Series:
    shock = scenario.shock
    if shock is None:
        return middle
    years = middle.index.to_numpy() - shock.year
    felt = shock.points * np.power(shock.left, np.maximum(years, 0).astype(float))
    return middle + np.where(years >= 0, felt, 0.0)


def target_probability(case: Case, target: Mapping[Any, Any], outlook: Outlook | None) -> float:
    """Return the probability of one of the case's targets under an outlook."""
    return attainment_probability(dict(target), case.stated, outlook, case.about.iloc[0])


def _verdicts(case: Case, outlook: Outlook | None) -> pd.DataFrame:
    """Return the verdicts on the case's targets, as the report words them."""
    ahead = _until(outlook, case.last_year)
    found_ahead = {} if ahead is None else {(case.inputs.unit.unit_id, case.indicator_id): ahead}

    def judge(known: pd.DataFrame) -> pd.DataFrame:
        return judge_by_outlooks(
            case.judged, known, found_ahead, case.about, edition=case.edition,
            rules=case.inputs.rules, nation=case.inputs.unit.level == "nation",
        )  # fmt: skip

    found = leave_undecided(judge(case.series), case.judged, case.series, judge)
    keys = ["unit_id", "indicator_id", "target_year"]
    table = case.judged.merge(found, on=keys, validate="1:1")
    middle = [_middle_year(case, row, outlook) for row in records(table)]
    table["middle_year"] = pd.Series(middle, index=table.index, dtype="Int64")
    table["children_short"] = [_short_then(case, row) for row in records(table)]
    return table


def _until(outlook: Outlook | None, last: int) -> Outlook | None:
    """Return an outlook up to the year of the last target, which is as far as the report looks."""
    if outlook is None:
        return None
    years = tuple(year for year in outlook.years if year <= last)
    return replace(outlook, years=years, values=outlook.values[: len(years)])


def _middle_year(case: Case, row: Mapping[str, Any], outlook: Outlook | None) -> int | None:
    """Return the first year to come whose middle meets the goal; None where none does."""
    if outlook is None or pd.isna(row["goal"]) or row["comparator"] == "reduce_yearly":
        return None
    steps = published_steps(case.stated, case.about.iloc[0])
    for year in outlook.years:
        met = probability_met(outlook, year, str(row["comparator"]), float(row["goal"]), steps)
        if year not in case.stated.index and met >= 0.5:
            return year
    return None


def _short_then(case: Case, row: Mapping[str, Any]) -> float:
    """Return how many persons the middle of the target year leaves short of the goal."""
    unit, middle = str(case.about["unit"].iloc[0]), row["projected_p50"]
    if pd.isna(middle) or pd.isna(row["goal"]) or pd.isna(case.persons) or unit not in SCALES:
        return float("nan")
    short = row["goal"] - middle if row["comparator"] in UPWARD else middle - row["goal"]
    return float(np.ceil(max(short, 0.0) * case.persons / SCALES[unit] - 1e-6)) + 0.0


def _rows_of(table: pd.DataFrame, indicator_id: str) -> pd.DataFrame:
    return table[table["indicator_id"] == indicator_id].reset_index(drop=True)
