"""The verdicts on one unit's targets: the whole chain from ledgers to the results table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.assessment.attainability import judge_targets
from analysis.assessment.inputs import Inputs
from analysis.assessment.populations import group_sizes
from analysis.assessment.undecided import leave_undecided
from analysis.programme import (
    NATION,
    OUTLOOK_STATUSES,
    is_bound,
    programme_indicators,
    shown_decimals,
)
from analysis.projections import PROJECTIONS, project_leaning
from analysis.series import (
    build_series,
    comparable_rows,
    figure_rows,
    judged_targets,
    trace_trajectories,
)

_REQUIRED = ["required_annual_change_from_baseline", "required_annual_change"]
_PACE_TO_COME = ["projected_annual_change", "required_annual_change"]
QUANTILE_LEVELS = tuple(sorted({round(0.01 * step, 2) for step in range(1, 100)} | {0.025, 0.975}))


@dataclass(frozen=True)
class Verdicts:
    """What the chain gives for one unit.

    ``pool`` holds the series of all units whose ledgers were read, ``whole`` the unit's own:
    ``series`` of the programme's indicators and ``proxies`` (all under ``schemas.SERIES``);
    ``judged`` the targets (``schemas.JUDGED_TARGETS``), ``projections`` the unit's own
    (``schemas.PROJECTIONS``), ``results`` one row per indicator and judged year.
    """

    pool: pd.DataFrame
    whole: pd.DataFrame
    series: pd.DataFrame
    proxies: pd.DataFrame
    judged: pd.DataFrame
    projections: pd.DataFrame
    results: pd.DataFrame


# What series were made of, and the series, by unit: of figures and boundaries.
Built = dict[str, tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]


def judge_unit(inputs: Inputs, edition: int, built: Built | None = None) -> Verdicts:
    """Return the verdicts on the targets of ``inputs`` in the year ``edition``.

    A series that was ``built`` of the same figures before is not built again.

    Observations of years after the edition are left out. Projections are pooled over the series
    of all units whose ledgers were read. What speaks of another territory than the newest value
    stays in ``series`` for the charts and enters neither ``results`` nor ``projections``; what is
    only a bound enters no projection either.
    """
    unit_id = inputs.unit.unit_id
    pool = _all_series(inputs, edition, {} if built is None else built)
    whole = pool[pool["unit_id"] == unit_id].reset_index(drop=True)
    compared = whole["indicator_id"].isin(comparable_rows(whole)["indicator_id"])
    own = whole["indicator_id"].isin(programme_indicators(inputs.indicators)["indicator_id"])
    series, proxies = (whole[rows & compared].reset_index(drop=True) for rows in (own, ~own))
    judged = judged_targets(inputs.targets, first_year=inputs.first_year)
    last_year = int(judged["target_year"].max())
    projected, leaning = project_leaning(
        figure_rows(comparable_rows(pool)),
        inputs.indicators,
        years=range(int(pool["year"].min()) + 1, last_year + 1) if len(pool) else [],
        quantile_levels=QUANTILE_LEVELS,
        parents=_parents(inputs),
        only=unit_id,
    )
    projections = PROJECTIONS.validate(projected.astype({"origin_year": "Int64", "year": "Int64"}))
    results = _results(inputs, edition, judged, comparable_rows(series), projections)
    results = results.merge(leaning.drop(columns="unit_id"), on="indicator_id", how="left")
    return Verdicts(pool, whole, series, proxies, judged, projections, results)


def _parents(inputs: Inputs) -> dict[str, list[str]]:
    """Return on whom a unit's series may lean: on its parts, then on what contains it."""
    parts = inputs.boundaries.groupby("unit_id")["part_id"].agg(list)
    return {
        name: [*parts.get(name, []), *([unit.parent_id] if unit.parent_id else [])]
        for name, unit in inputs.units.items()
    }


_Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


@dataclass
class _Nation:
    """The nation's series as it was last built: it stands in every report of a batch."""

    last: tuple[_Tables, pd.DataFrame] | None = None

    def built(self, made_of: _Tables) -> pd.DataFrame:
        """Return the series of these tables, built again only where one of them differs."""
        if self.last is None or not all(map(_same, self.last[0], made_of)):
            self.last = made_of, build_series(*made_of, NATION)
        return self.last[1]


_nation = _Nation()


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one is other or one.equals(other)


def _all_series(inputs: Inputs, edition: int, built: Built) -> pd.DataFrame:
    observations = pd.concat(inputs.ledgers.values(), ignore_index=True)
    observations = observations[observations["year"] <= edition]
    for unit_id in inputs.ledgers:
        boundaries = inputs.boundaries
        parts = boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]
        stated = observations[observations["unit_id"].isin([unit_id, *parts])]
        before = built.get(unit_id)
        same = before and before[0].equals(stated) and before[1].equals(boundaries)
        if not same:
            made_of = (stated, inputs.indicators, boundaries, inputs.weights)
            once = unit_id == NATION and inputs.unit.unit_id != NATION
            series = _nation.built(made_of) if once else build_series(*made_of, unit_id)
            built[unit_id] = (stated, boundaries, series)
    return pd.concat([built[unit_id][2] for unit_id in inputs.ledgers], ignore_index=True)


def _results(
    inputs: Inputs,
    edition: int,
    judged: pd.DataFrame,
    series: pd.DataFrame,
    projections: pd.DataFrame,
) -> pd.DataFrame:
    traced = trace_trajectories(
        series, judged, inputs.indicators, base_year=inputs.first_year - 1, edition=edition
    )
    sizes = group_sizes(inputs.unit.unit_id, inputs.indicators, inputs.weights, inputs.boundaries)

    def judge(known: pd.DataFrame) -> pd.DataFrame:
        return judge_targets(
            judged,
            known,
            projections,
            inputs.indicators,
            edition=edition,
            rules=inputs.rules,
            populations=sizes,
            nation=inputs.unit.level == "nation",
        )

    verdicts = leave_undecided(judge(series), judged, series, judge)
    keys = ["unit_id", "indicator_id", "target_year"]
    table = judged.merge(traced, on=keys, validate="1:1").merge(verdicts, on=keys, validate="1:1")
    about = inputs.indicators[["indicator_id", "objective", "decimals", "unit"]]
    table = table.merge(about.rename(columns={"unit": "indicator_unit"}), on="indicator_id")
    table = table.merge(_latest_marks(series), on="indicator_id", how="left")
    table["pace_from_value"] = _values_at(series, table["indicator_id"], table["pace_from_year"])
    bounds = _bounds(series)
    table["bounds"] = table["indicator_id"].map(lambda name: bounds.get(name, ()))
    shown = ("latest", "baseline", "decided")
    table[[f"{name}_decimals" for name in shown]] = list(_decimals_shown(table, shown))
    oldest = edition - inputs.rules.oldest_years
    table["plan_of"] = pd.Series(inputs.plan_of, index=table.index, dtype="str")
    table["stale"] = (table["latest_year"] < oldest).fillna(False).astype(bool)
    modelled = table["nature"] == "modelled"
    table["least_points"] = modelled.map(
        {True: inputs.rules.least_points, False: inputs.rules.fewest_points}
    )
    judged_by_outlook = table["status"].isin(OUTLOOK_STATUSES)
    table["unobserved"] = judged_by_outlook & (table["target_year"] < edition)
    table[_REQUIRED] = table[_REQUIRED].mask(table["status"] == "not_judged")
    table["projected_annual_change"] = _projected_change(table)
    table[_PACE_TO_COME] = table[_PACE_TO_COME].mask(_needs_no_pace(table))
    return _in_programme_order(table, inputs.indicators)


def _projected_change(table: pd.DataFrame) -> pd.Series:
    """Return the change per year from the latest value to the middle of the projection."""
    ahead = table["projected_p50"] - table["latest_value"]
    years = (table["target_year"] - table["latest_year"]).astype(float)
    known = (years > 0) & ~is_bound(table["latest_qualifier"])
    known &= table["status"] != "insufficient_evidence"
    return (ahead / years).where(known)


def _needs_no_pace(table: pd.DataFrame) -> pd.Series:
    """Tell where no pace to come is stated: what is decided, or has to be met from now on."""
    span = (table["first_year"] < table["target_year"]) & (table["comparator"] != "reduce_yearly")
    ask = table["required_annual_change"].fillna(0.0) != 0
    without = table["status"].isin(("achieved", "not_achieved", "not_judged", "no_data"))
    return without | (span & ask)


def _latest_marks(series: pd.DataFrame) -> pd.DataFrame:
    latest = series.sort_values("year").groupby("indicator_id").tail(1)
    marks = latest[["indicator_id", "nature", "qualifier"]]
    return marks.rename(columns={"qualifier": "latest_qualifier"})


def _bounds(series: pd.DataFrame) -> dict[str, tuple[tuple[int, float, str], ...]]:
    """Return of each indicator the figures that are only bounds: year, value, qualifier."""
    bounds = series[is_bound(series["qualifier"])].sort_values("year")
    return {
        str(name): tuple(rows[["year", "value", "qualifier"]].itertuples(index=False, name=None))
        for name, rows in bounds.groupby("indicator_id")
    }


def _decimals_shown(table: pd.DataFrame, names: Iterable[str]) -> Iterable[list[int]]:
    """Yield of each row how many decimals its values need beside all targets of the indicator."""
    targets = {
        name: list(zip(rows["comparator"], rows["goal"], strict=True))
        for name, rows in table.groupby("indicator_id")
    }
    for row in table.to_dict("records"):
        own, unit = targets[row["indicator_id"]], str(row["indicator_unit"])
        yield [
            shown_decimals(float(row[f"{name}_value"]), int(row["decimals"]), unit, own)
            for name in names
        ]


def _values_at(series: pd.DataFrame, ids: pd.Series, years: pd.Series) -> list[float]:
    known = series.set_index(["indicator_id", "year"])["value"].to_dict()
    missing = float("nan")
    return [
        known.get((indicator_id, year), missing)
        for indicator_id, year in zip(ids, years, strict=True)
    ]


def _in_programme_order(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    order = {indicator_id: place for place, indicator_id in enumerate(indicators["indicator_id"])}
    place = table["indicator_id"].map(order)
    table = table.assign(place=place).sort_values(["place", "target_year"])
    return table.drop(columns="place").reset_index(drop=True)
