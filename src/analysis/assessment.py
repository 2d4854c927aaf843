"""The assessment: everything that a report says, as one value, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.attainability import OUTLOOK_STATUSES, Outlook, judge_targets, outlooks
from analysis.data_quality import list_quality_issues
from analysis.indicators import programme_indicators
from analysis.inputs import Inputs
from analysis.projections import project
from analysis.reading_tables import disagreements, read_targets
from analysis.reporting_calendar import list_owed_figures
from analysis.schemas import PROJECTIONS, RESULTS
from analysis.series import build_series
from analysis.trajectories import judged_targets, trace_trajectories
from analysis.units import NATION

_REQUIRED = ["required_annual_change_from_baseline", "required_annual_change_from_today"]
QUANTILE_LEVELS = tuple(sorted({round(0.01 * step, 2) for step in range(1, 100)} | {0.025, 0.975}))


@dataclass(frozen=True)
class Assessment:
    """One unit's assessment in one edition.

    ``results`` holds one row per indicator and judged year: the columns of ``schemas.RESULTS``
    and what the sentences need besides. ``series`` and ``projections`` are the unit's own,
    ``proxies`` the series of the proxy indicators; ``national`` the nation's series, as context
    for a locality; ``readings`` the verdicts of established methods
    and ``disagreements`` those that point the other way than ours; ``owed`` and ``quality`` what is
    missing and what is doubtful.
    """

    inputs: Inputs
    edition: int
    results: pd.DataFrame
    series: pd.DataFrame
    proxies: pd.DataFrame
    national: pd.DataFrame
    projections: pd.DataFrame
    readings: pd.DataFrame
    disagreements: pd.DataFrame
    owed: pd.DataFrame
    quality: pd.DataFrame

    @cached_property
    def outlooks(self) -> dict[tuple[str, str], Outlook]:
        """The projections as one distribution per series."""
        return outlooks(self.projections, self.inputs.indicators)

    @property
    def published_results(self) -> pd.DataFrame:
        """The results table as it is published, valid under ``schemas.RESULTS``."""
        return RESULTS.validate(self.results)[list(RESULTS.columns)]


def assess(inputs: Inputs, edition: int) -> Assessment:
    """Return the assessment of ``inputs`` in the year ``edition``.

    Observations of years after the edition are left out. Projections are pooled over the series
    of all units whose ledgers were read.
    """
    unit_id = inputs.unit.unit_id
    pool = _all_series(inputs, edition)
    whole = pool[pool["unit_id"] == unit_id].reset_index(drop=True)
    own_ids = set(programme_indicators(inputs.indicators)["indicator_id"])
    series = whole[whole["indicator_id"].isin(own_ids)].reset_index(drop=True)
    ledger = inputs.ledgers[unit_id]
    judged = judged_targets(inputs.targets, first_year=inputs.first_year)
    last_year = int(judged["target_year"].max())
    projected = project(
        pool,
        inputs.indicators,
        years=range(int(pool["year"].min()) + 1, last_year + 1) if len(pool) else [],
        quantile_levels=QUANTILE_LEVELS,
    )
    projected = projected[projected["unit_id"] == unit_id].reset_index(drop=True)
    projections = PROJECTIONS.validate(projected.astype({"origin_year": "Int64", "year": "Int64"}))
    results = _results(inputs, edition, judged, series, projections)
    readings = read_targets(series, judged, inputs.indicators, edition=edition)
    return Assessment(
        inputs=inputs,
        edition=edition,
        results=results,
        series=series,
        proxies=whole[~whole["indicator_id"].isin(own_ids)].reset_index(drop=True),
        national=_national_series(pool, unit_id),
        projections=projections,
        readings=readings,
        disagreements=disagreements(readings, results),
        owed=list_owed_figures(results, series, edition),
        quality=list_quality_issues(
            ledger[ledger["year"] <= edition], whole, results, edition=edition, rules=inputs.rules
        ),
    )


def _national_series(pool: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    nation = "" if unit_id == NATION else NATION
    return pool[pool["unit_id"] == nation].reset_index(drop=True)


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
    table = table.merge(_latest_natures(series), on="indicator_id", how="left")
    table["pace_from_value"] = _values_at(series, table["indicator_id"], table["pace_from_year"])
    oldest = edition - inputs.rules.oldest_years
    table["stale"] = (table["latest_year"] < oldest).fillna(False).astype(bool)
    table["least_points"] = inputs.rules.least_points
    judged_by_outlook = table["status"].isin(OUTLOOK_STATUSES)
    table["unobserved"] = judged_by_outlook & (table["target_year"] < edition)
    table[_REQUIRED] = table[_REQUIRED].mask(table["status"] == "not_judged")
    # met as published, though perhaps not by the last digit
    met = (table["gap"] == 0) & ~table["comparator"].isin(["above", "below"])
    from_today = table[_REQUIRED[1]]
    table[_REQUIRED[1]] = from_today.mask(met & from_today.notna(), 0.0)
    return _in_programme_order(table, inputs.indicators)


def _latest_natures(series: pd.DataFrame) -> pd.DataFrame:
    latest = series.sort_values("year").groupby("indicator_id").tail(1)
    return latest[["indicator_id", "nature"]]


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
