"""The verdicts on one unit's targets: the whole chain from ledgers to the results table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.assessment.attainability import judge_targets
from analysis.assessment.inputs import Inputs
from analysis.programme import OUTLOOK_STATUSES, STRICT, programme_indicators
from analysis.projections import PROJECTIONS, project
from analysis.series import build_series, comparable_rows, judged_targets, trace_trajectories

_REQUIRED = ["required_annual_change_from_baseline", "required_annual_change_from_today"]
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


def judge_unit(inputs: Inputs, edition: int) -> Verdicts:
    """Return the verdicts on the targets of ``inputs`` in the year ``edition``.

    Observations of years after the edition are left out. Projections are pooled over the series
    of all units whose ledgers were read. What speaks of another territory than the newest value
    stays in ``series`` for the charts and enters neither ``results`` nor ``projections``.
    """
    unit_id = inputs.unit.unit_id
    pool = _all_series(inputs, edition)
    whole = pool[pool["unit_id"] == unit_id].reset_index(drop=True)
    compared = whole["indicator_id"].isin(comparable_rows(whole)["indicator_id"])
    own = whole["indicator_id"].isin(programme_indicators(inputs.indicators)["indicator_id"])
    series, proxies = (whole[rows & compared].reset_index(drop=True) for rows in (own, ~own))
    judged = judged_targets(inputs.targets, first_year=inputs.first_year)
    last_year = int(judged["target_year"].max())
    projected = project(
        comparable_rows(pool),
        inputs.indicators,
        years=range(int(pool["year"].min()) + 1, last_year + 1) if len(pool) else [],
        quantile_levels=QUANTILE_LEVELS,
    )
    projected = projected[projected["unit_id"] == unit_id].reset_index(drop=True)
    projections = PROJECTIONS.validate(projected.astype({"origin_year": "Int64", "year": "Int64"}))
    results = _results(inputs, edition, judged, comparable_rows(series), projections)
    return Verdicts(pool, whole, series, proxies, judged, projections, results)


def _all_series(inputs: Inputs, edition: int) -> pd.DataFrame:
    observations = pd.concat(inputs.ledgers.values(), ignore_index=True)
    observations = observations[observations["year"] <= edition]
    return pd.concat(
        [
            build_series(
                observations, inputs.indicators, inputs.boundaries, inputs.weights, unit_id
            )
            for unit_id in inputs.ledgers
        ],
        ignore_index=True,
    )


def _results(
    inputs: Inputs,
    edition: int,
    judged: pd.DataFrame,
    series: pd.DataFrame,
    projections: pd.DataFrame,
) -> pd.DataFrame:
    traced = trace_trajectories(series, judged, base_year=inputs.first_year - 1, edition=edition)
    verdicts = judge_targets(
        judged, series, projections, inputs.indicators, edition=edition, rules=inputs.rules
    )
    keys = ["unit_id", "indicator_id", "target_year"]
    table = judged.merge(traced, on=keys, validate="1:1").merge(verdicts, on=keys, validate="1:1")
    about = inputs.indicators[["indicator_id", "objective", "decimals", "unit"]]
    table = table.merge(about.rename(columns={"unit": "indicator_unit"}), on="indicator_id")
    table = table.merge(_latest_marks(series), on="indicator_id", how="left")
    table["pace_from_value"] = _values_at(series, table["indicator_id"], table["pace_from_year"])
    oldest = edition - inputs.rules.oldest_years
    table["stale"] = (table["latest_year"] < oldest).fillna(False).astype(bool)
    table["least_points"] = inputs.rules.least_points
    judged_by_outlook = table["status"].isin(OUTLOOK_STATUSES)
    table["unobserved"] = judged_by_outlook & (table["target_year"] < edition)
    table[_REQUIRED] = table[_REQUIRED].mask(table["status"] == "not_judged")
    # met as published, though perhaps not by the last digit
    met = (table["gap"] == 0) & ~table["comparator"].isin(STRICT)
    from_today = table[_REQUIRED[1]]
    table[_REQUIRED[1]] = from_today.mask(met & from_today.notna(), 0.0)
    return _in_programme_order(table, inputs.indicators)


def _latest_marks(series: pd.DataFrame) -> pd.DataFrame:
    latest = series.sort_values("year").groupby("indicator_id").tail(1)
    marks = latest[["indicator_id", "nature", "qualifier"]]
    return marks.rename(columns={"qualifier": "latest_qualifier"})


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
