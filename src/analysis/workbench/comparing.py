"""Units held against each other: their ways, their plans, and a merged one against its parts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analysis.language import Lang, text
from analysis.plans import compare_plans, plan_in_force
from analysis.programme import NATION, PROGRAMME_START, statement_meets, target_sign
from analysis.projections import figure_quantiles
from analysis.series import (
    HeldWeights,
    baseline_year,
    choose_source,
    comparable_rows,
    figure_rows,
    find_weights,
    measure_of,
)
from analysis.tables import records
from analysis.workbench.chain import Chain
from analysis.workbench.frames import wide_outlook
from analysis.workbench.setting import Setting
from analysis.workbench.words import readable, worded

if TYPE_CHECKING:
    import altair as alt

Alignment = Literal["year", "baseline"]
_WAYS = ["unit_name", "unit_id", "year", "years_since", "value", "p10", "p90", "shown_as"]
_PARTS = ["unit_name", "unit_id", "year", "value", "weight_share", "joined_value", "difference",
          "pulls", "weight"]  # fmt: skip
_PLANS = ["indicator_name", "stage", "unit_name", "year", "target", "standing", "asks_more_by",
          "unit_id", "indicator_id"]  # fmt: skip
_PRECEDENTS = ["unit_name", "unit_id", "from_year", "from_value", "until_year", "until_value",
               "years", "annual_change", "managed"]  # fmt: skip
# Shorter than this a change is as likely noise as progress.
_LEAST_YEARS = 3


@dataclass(frozen=True, eq=False)
class Comparison:
    """One indicator of several units, side by side.

    ``align`` tells what their ways are laid over each other by: the year, or the years since the
    baseline of each unit's plan (the programme's, where it has none).
    """

    chains: tuple[Chain, ...]
    indicator_id: str
    align: Alignment = "year"

    @property
    def table(self) -> pd.DataFrame:
        """A row for each unit and year, with its 80 % interval."""
        return worded(self.coded, self.chains[0].setting.lang)

    @property
    def coded(self) -> pd.DataFrame:
        """The rows of ``table`` with codes, under the names of columns.

        ``p10`` and ``p90`` are the sampling error of a figure where it is known, or the interval of
        the projection; ``shown_as`` is ``figure`` or ``projection``.
        """
        rows = [row for chain in self.chains for row in _way(chain, self.indicator_id)]
        table = pd.DataFrame(rows, columns=_WAYS)
        order = "year" if self.align == "year" else "years_since"
        return table.sort_values(["unit_id", order], kind="stable", ignore_index=True)

    @property
    def wide(self) -> pd.DataFrame:
        """The figures alone, one column for each unit."""
        figures = self.coded[self.coded["shown_as"] == "figure"]
        order = "year" if self.align == "year" else "years_since"
        return figures.pivot(index=order, columns="unit_name", values="value").rename_axis(
            columns=None
        )

    def chart(self) -> alt.LayerChart:
        """Return the ways over each other as a chart that answers the hand."""
        from analysis.workbench.views import comparison_chart

        order: Literal["year", "years_since"] = "year" if self.align == "year" else "years_since"
        first = self.chains[0]
        unit = str(first.indicators.at[self.indicator_id, "unit"])
        return comparison_chart(self.coded, order, self._title, unit, first.setting.lang)

    def __str__(self) -> str:
        """Return the figures as lines of text."""
        return f"{self._title}\n{readable(self.wide, self._lang).to_string()}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        table = readable(self.wide, self._lang).to_html(border=0)
        return f"<h4>{escape(self._title)}</h4>{table}"

    @property
    def _lang(self) -> Lang:
        return self.chains[0].setting.lang

    @property
    def _title(self) -> str:
        lang = self._lang
        name = self.chains[0].indicators.at[self.indicator_id, f"name_{lang}"]
        return text(f"workbench.compared_by_{self.align}", lang, indicator=name)


def decompose(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return a merged unit's former ones year by year: their figures, and what each weighs.

    ``joined_value`` is the merged unit's own value of the year, ``difference`` how far the former
    unit lies from it, ``pulls`` by how much that moves the joined value: the difference times the
    share of the weight. No rows for a unit that no merger made.
    """
    programme = chain.setting.programme
    boundaries, indicators = programme.boundaries, programme.indicators
    parts = sorted(boundaries.loc[boundaries["unit_id"] == chain.unit_id, "part_id"])
    if not parts:
        return pd.DataFrame(columns=_PARTS)
    about = indicators[indicators["indicator_id"] == indicator_id].iloc[0]
    held, measure = HeldWeights(programme.weights, parts), measure_of(about)
    joined = chain.judge(indicator_id)[0].series.set_index("year")["value"]
    rows: list[dict[str, Any]] = []
    for part in parts:
        own = Chain(chain.setting, programme.units[part]).judge(indicator_id)[0].series
        for row in records(figure_rows(comparable_rows(own))):
            year, value = int(row["year"]), float(row["value"])
            weights = find_weights(held, measure, year)
            share = weights.shares([part])[0] if weights else float("nan")
            whole = float(joined.get(year, float("nan")))
            rows.append({
                "unit_name": programme.units[part].name(chain.setting.lang), "unit_id": part,
                "year": year, "value": value, "weight_share": share, "joined_value": whole,
                "difference": value - whole, "pulls": share * (value - whole),
                "weight": weights.weight if weights else None,
            })  # fmt: skip
    table = pd.DataFrame(rows, columns=_PARTS)
    return table.sort_values(["year", "unit_id"], kind="stable", ignore_index=True)


def plans_beside(setting: Setting, unit_ids: Sequence[str]) -> pd.DataFrame:
    """Return what the plans of units promise at each stage, beside the nation's.

    Raises ``BadInput`` for a unit that neither has a plan nor inherits one.
    """
    programme, lang = setting.programme, setting.lang
    named = [programme.reported_unit(name).unit_id for name in unit_ids]
    plans = [plan_in_force(name, programme) for name in named]
    table = compare_plans(plans, plan_in_force(NATION, programme))
    shown = {plan.unit_id: programme.units[plan.unit_id].name(lang) for plan in plans}
    names = {name: getattr(each, f"name_{lang}") for name, each in
             programme.known_indicators.items()}  # fmt: skip
    signs = [
        None if pd.isna(row["value"]) else target_sign(_as_target(row), lang)
        for row in records(table)
    ]
    return table.assign(
        unit_name=table["unit_id"].map(shown),
        indicator_name=table["indicator_id"].map(names),
        target=pd.Series(signs, index=table.index, dtype=object),
    )[_PLANS]


def precedents(chain: Chain, indicator_id: str) -> pd.DataFrame:
    """Return who else managed it: units that went the way that this one still has to go.

    ``managed`` is ``same_way`` where a unit came from a level no better than this one's latest to
    the goal of its final target, ``same_pace`` where it moved at least as fast as is required, over
    at least as many years. The quickest come first. No rows without a target or a figure.
    """
    judged = chain.judge(indicator_id)[-1]
    if judged.results.empty or pd.isna(judged.results["latest_value"].iloc[-1]):
        return pd.DataFrame(columns=_PRECEDENTS)
    wanted = records(judged.results)[-1]
    units, lang = chain.setting.programme.units, chain.setting.lang
    rows = [
        {"unit_name": units[unit_id].name(lang), "unit_id": unit_id, **found}
        for unit_id, known in _others(chain, indicator_id, judged.pool)
        if (found := _managed(known, wanted)) is not None
    ]
    managed = pd.DataFrame(rows, columns=_PRECEDENTS)
    return managed.sort_values(["managed", "years"], ascending=[False, True], ignore_index=True)


def _way(chain: Chain, indicator_id: str) -> Iterator[dict[str, Any]]:
    """Yield the figures of one unit with their sampling error, and its projection."""
    judged = chain.judge(indicator_id)[0]
    figures = figure_rows(comparable_rows(judged.series)).sort_values("year")
    if figures.empty:
        return
    about = records(chain.indicators.loc[[indicator_id]])[0]
    lower, upper = float(about["lower"]), float(about["upper"])
    upper = float("inf") if math.isnan(upper) else upper
    first = PROGRAMME_START if judged.inputs is None else judged.inputs.first_year
    base = baseline_year(figures.set_index("year")["value"], first - 1)
    unit = {"unit_name": chain.about.name(chain.setting.lang), "unit_id": chain.unit_id}
    for row in records(figures):
        low, high = figure_quantiles(row, [0.1, 0.9], lower=lower, upper=upper)
        yield {**unit, "year": row["year"], "years_since": row["year"] - base,
               "value": row["value"], "p10": low, "p90": high, "shown_as": "figure"}  # fmt: skip
    newest = int(figures["year"].max())
    for row in records(wide_outlook(judged.outlook)):
        if row["year"] > newest:
            yield {**unit, "year": int(row["year"]), "years_since": int(row["year"]) - base,
                   "value": row["p50"], "p10": row["p10"], "p90": row["p90"],
                   "shown_as": "projection"}  # fmt: skip


def _others(
    chain: Chain, indicator_id: str, pool: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the figures of the other units by year, of one source each, then the nation's."""
    for unit_id, table in chain.peers.items():
        stated = table[(table["indicator_id"] == indicator_id) & (table["year"] <= chain.edition)]
        known = figure_rows(choose_source(stated))
        if len(known):
            yield unit_id, known
    nation = pool[pool["unit_id"] == NATION]
    if len(nation) and chain.unit_id != NATION:
        yield NATION, figure_rows(comparable_rows(nation)).sort_values("year")


def _managed(rows: pd.DataFrame, wanted: dict[str, Any]) -> dict[str, Any] | None:
    """Return the quickest way of one unit that is like the one that is wanted; None without any."""
    points = list(zip(rows["year"].astype(int), rows["value"].astype(float), strict=True))
    goal, unit, comparator = wanted["goal"], str(wanted["indicator_unit"]), wanted["comparator"]
    asked = float(wanted["required_annual_change"])
    kind = "at_most" if comparator == "reduce_yearly" else str(comparator)
    if pd.isna(goal):
        return None
    way = goal - float(wanted["latest_value"])
    quickest: dict[str, Any] | None = None
    least = max(_LEAST_YEARS, int(wanted["target_year"] - wanted["latest_year"]))
    for place, (start, before) in enumerate(points):
        for end, after in points[place + 1 :]:
            years, change = end - start, (after - before) / (end - start)
            no_better = way != 0 and (before - float(wanted["latest_value"])) * way <= 0
            reached = no_better and statement_meets(kind, after, None, goal, unit)
            if reached and years >= _LEAST_YEARS:
                managed = "same_way"
            elif _is_as_fast(change, asked) and years >= least:
                managed = "same_pace"
            else:
                continue
            found = {"from_year": start, "from_value": before, "until_year": end,
                     "until_value": after, "years": years, "annual_change": change,
                     "managed": managed}  # fmt: skip
            if quickest is None or _rank(found) < _rank(quickest):
                quickest = found
    return quickest


def _is_as_fast(change: float, asked: float) -> bool:
    return asked != 0 and change * asked > 0 and abs(change) >= abs(asked)


def _rank(found: dict[str, Any]) -> tuple[bool, int]:
    return found["managed"] != "same_way", int(found["years"])


def _as_target(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "target_value": row["value"], "target_value_high": row["value_high"]}
