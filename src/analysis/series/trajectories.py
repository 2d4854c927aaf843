"""Trajectories: where a series started, where it stands, its pace, and the pace its targets ask.

All changes are per year and in the indicator's own unit (percentage points for shares), so that
a pace can be read off a chart and does not blow up near zero as a growth rate does.

What is only a bound ("trên 95 %") has no distance from anything: no base, pace or required pace is
worked out from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa

from analysis.programme import (
    BOUNDS,
    COMPARATORS,
    KINDS,
    UNITS_OF_MEASURE,
    is_bound,
    number_column,
    slug_column,
    statement_meets,
    text_column,
    year_column,
)
from analysis.tables import records

RECENT_YEARS = 5
JUDGED_TARGETS = pa.DataFrameSchema(
    {
        "unit_id": slug_column(),
        "indicator_id": slug_column(),
        "chi_tieu": pa.Column("Int64", pa.Check.ge(1)),
        "kind": text_column(checks=pa.Check.isin(KINDS)),
        "comparator": text_column(checks=pa.Check.isin(COMPARATORS)),
        "target_value": number_column(),
        "target_value_high": number_column(nullable=True),
        "unit": text_column(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "target_year": year_column(),
        "first_year": year_column(),
        "lead_agency": text_column(nullable=True),
        "as_printed": text_column(),
        "clause": text_column(),
    },
    strict="filter",
    unique=["unit_id", "indicator_id", "target_year"],
    name="judged_targets",
    description="The targets in the years in which they are judged, in the unit of the indicator.",
)
TRAJECTORIES = pa.DataFrameSchema(
    {
        "unit_id": slug_column(),
        "indicator_id": slug_column(),
        "target_year": year_column(),
        "baseline_year": year_column(nullable=True),
        "baseline_value": number_column(nullable=True),
        "latest_year": year_column(nullable=True),
        "latest_value": number_column(nullable=True),
        "points": pa.Column("Int64", pa.Check.ge(0)),
        "pace_from_year": year_column(nullable=True),
        "observed_annual_change": number_column(nullable=True),
        "required_annual_change_from_baseline": number_column(nullable=True),
        "required_annual_change": number_column(nullable=True),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "target_year"],
    name="trajectories",
    description="Level, pace and gap of each judged target.",
)


def judged_targets(targets: pd.DataFrame, *, first_year: int) -> pd.DataFrame:
    """Return one row per indicator and year in which a target is judged.

    ``targets`` is valid under ``schemas.TARGETS``; ``first_year`` is that of the plan. A target
    without a year (always, zero) is judged in the plan's first and last target year; a yearly
    reduction at the end of its period. ``first_year`` of a row opens the span of years that
    together decide it: the whole span for maintain, always, zero and yearly reductions, the
    target year alone for a threshold. Valid under ``schemas.JUDGED_TARGETS``.
    """
    interim_year, final_year = _target_years(targets)
    spans = [
        (place, start, end)
        for place, target in enumerate(targets.to_dict("records"))
        for start, end in _spans(target, first_year, interim_year, final_year)
    ]
    places, starts, ends = ([span[part] for span in spans] for part in range(3))
    frame = targets.iloc[places].reset_index(drop=True)
    frame = frame.rename(columns={"value": "target_value", "value_high": "target_value_high"})
    frame["first_year"] = pd.array(starts, dtype="Int64")
    frame["target_year"] = pd.array(ends, dtype="Int64")
    return JUDGED_TARGETS.validate(frame)


def _target_years(targets: pd.DataFrame) -> tuple[int, int]:
    """Return the first and last target year; where no value has a year, those that periods end in.

    A plan without either is refused when it is read.
    """
    years = [int(year) for year in targets["year"].dropna()]
    ends = [int(str(period)[-4:]) for period in targets["period"].dropna()]
    return min(years or ends), max(years or ends)


def deciding_years(judged: pd.DataFrame) -> frozenset[tuple[str, int]]:
    """Return the years whose figures decide a target, with its indicator.

    ``judged`` has ``indicator_id, comparator, first_year, target_year`` of ``judged_targets``. A
    yearly reduction is decided by its first and last year, all else by every year of its span.
    """
    return frozenset(
        (str(row["indicator_id"]), year)
        for row in records(judged)
        for year in _decisive(
            str(row["comparator"]), int(row["first_year"]), int(row["target_year"])
        )
    )


def _decisive(comparator: str, first: int, last: int) -> Iterable[int]:
    return (first, last) if comparator == "reduce_yearly" else range(first, last + 1)


def _spans(
    target: Mapping[Any, Any], first_year: int, interim_year: int, final_year: int
) -> list[tuple[int, int]]:
    if target["kind"] in ("always", "zero"):
        later = [(interim_year + 1, final_year)] if interim_year < final_year else []
        return [(first_year, interim_year), *later]
    if pd.notna(target["period"]):
        start, end = (int(year) for year in target["period"].split("-"))
        return [(start, end)]
    return [(int(target["year"]), int(target["year"]))]


def trace_trajectories(
    series: pd.DataFrame,
    judged: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    base_year: int,
    edition: int,
) -> pd.DataFrame:
    """Return base, latest value and paces for every judged target.

    ``series`` is valid under ``schemas.SERIES``, ``judged`` under ``schemas.JUDGED_TARGETS``,
    ``indicators`` has each one's ``unit``. The baseline is the newest figure at or before
    ``base_year``, or the first one after it; that of a yearly reduction is its own base
    (``base_of_reduction``). The observed pace runs from the baseline to the latest value; a series
    that ends at its baseline shows the pace of its last ``RECENT_YEARS`` years instead. One year
    alone of which either end is preliminary shows none. The required pace counts from the
    baseline, and from the latest value in its own year: nobody knows that nothing has moved since.
    Either is 0 when the value it starts from meets the target, and missing when the target year
    is over or no year is left. A bound is no baseline, and where the latest value is one there is
    no pace. ``points`` counts figures, ``latest_value`` may be a bound. Valid under
    ``schemas.TRAJECTORIES``.
    """
    points = dict(iter(series.groupby(["unit_id", "indicator_id"])))
    units = indicators.set_index("indicator_id")["unit"].to_dict()
    rows = [
        _trace(
            target,
            points.get((target["unit_id"], target["indicator_id"])),
            units[target["indicator_id"]],
            base_year,
            edition,
        )
        for target in judged.to_dict("records")
    ]
    columns = list(TRAJECTORIES.columns)
    whole = {name: "Int64" for name in columns if name.endswith("_year") or name == "points"}
    decimal = {name: float for name in columns if name.endswith("_value") or "_change" in name}
    frame = pd.DataFrame(rows, columns=columns).astype({**whole, **decimal})
    return TRAJECTORIES.validate(frame)


def _trace(
    target: Mapping[Any, Any],
    points: pd.DataFrame | None,
    unit: str,
    base_year: int,
    edition: int,
) -> dict[str, Any]:
    keys = {name: target[name] for name in ("unit_id", "indicator_id", "target_year")}
    if points is None:
        return {**keys, "points": 0}
    ordered = points.sort_values("year").set_index("year")
    newest = ordered.iloc[-1]
    values = ordered.loc[~is_bound(ordered["qualifier"]), "value"]
    latest, goal = int(ordered.index[-1]), goal_value(target, ordered)
    baseline = _baseline(target, ordered, base_year)
    traced = {
        **keys,
        "baseline_year": baseline,
        "baseline_value": None if baseline is None else values[baseline],
        "latest_year": latest,
        "latest_value": newest["value"],
        "points": len(values),
    }
    if baseline is not None:
        stated = (float(values[baseline]), ordered["qualifier"][baseline])
        traced["required_annual_change_from_baseline"] = _required(
            target, goal, stated, unit, baseline
        )
    start = _pace_from(values, baseline)
    if newest["qualifier"] not in BOUNDS and start is not None:
        traced["pace_from_year"] = start
        if not _is_one_preliminary_year(ordered, start, latest):
            traced["observed_annual_change"] = annual_change(values, start, latest)
    if int(target["target_year"]) >= edition:
        stated = (float(newest["value"]), newest["qualifier"])
        traced["required_annual_change"] = _required(target, goal, stated, unit, latest)
    return traced


def _is_one_preliminary_year(ordered: pd.DataFrame, start: int, latest: int) -> bool:
    """Tell whether a change is that of one year alone, of which a figure may still be revised."""
    ends = ordered["status"].loc[[start, latest]]
    return latest - start == 1 and bool((ends == "preliminary").any())


def _baseline(target: Mapping[Any, Any], ordered: pd.DataFrame, base_year: int) -> int | None:
    if target["comparator"] == "reduce_yearly":
        return base_of_reduction(target, ordered)
    values = ordered.loc[~is_bound(ordered["qualifier"]), "value"]
    return baseline_year(values, base_year) if len(values) else None


def baseline_year(values: pd.Series, base_year: int) -> int:
    """Return the newest year of ``values`` at or before ``base_year``, or the first after it."""
    before = [year for year in values.index if year <= base_year]
    return int(max(before) if before else min(values.index))


def base_of_reduction(target: Mapping[Any, Any], ordered: pd.DataFrame) -> int | None:
    """Return the year of the one base that a yearly reduction counts from.

    A fall "of 2 % a year in 2026–2030" has to happen in each of these years, so it counts from the
    last year before them, 2025; without a figure of that year, from the newest before it. None
    without any, and where that one is only a bound. ``ordered`` has ``value`` and ``qualifier`` by
    year, rising. What comes later is never the base: a rise in the first year would make the
    goal easier.
    """
    before = ordered[ordered.index < int(target["first_year"])]
    if before.empty or before["qualifier"].iloc[-1] in BOUNDS:
        return None
    return int(before.index[-1])


def _pace_from(values: pd.Series, baseline: int | None) -> int | None:
    """Return the year from which the pace so far counts: the baseline, or a recent year."""
    if values.empty:
        return None
    latest = int(values.index[-1])
    if baseline is not None and baseline < latest:
        return baseline
    return int(min(year for year in values.index if year >= latest - RECENT_YEARS))


def annual_change(values: pd.Series, start: int, end: int) -> float:
    """Return the mean change per year from ``start`` to ``end``; missing when they are one year."""
    if start == end:
        return float("nan")
    return float((values[end] - values[start]) / (end - start))


def goal_value(target: Mapping[Any, Any], ordered: pd.DataFrame) -> float:
    """Return the value that the indicator itself has to reach.

    That is the target's value, except for a yearly reduction of r % in each year from a to b:
    there it is y (1 - r/100)^(b - a + 1) with the lower end of the range for r, and y the value of
    its base (``base_of_reduction``). Missing where it has no base. ``ordered`` has ``value`` and
    ``qualifier`` by year, rising.
    """
    if target["comparator"] != "reduce_yearly":
        return float(target["target_value"])
    base = base_of_reduction(target, ordered)
    if base is None:
        return float("nan")
    years = int(target["target_year"]) - int(target["first_year"]) + 1
    return float(ordered.at[base, "value"] * (1 - target["target_value"] / 100) ** years)


def _required(
    target: Mapping[Any, Any], goal: float, stated: tuple[float, object], unit: str, year: int
) -> float:
    """Return the yearly change from a value with its qualifier in ``year`` to the goal."""
    years = int(target["target_year"]) - year
    if years <= 0:
        return float("nan")
    value, qualifier = stated
    if statement_meets(target["comparator"], value, qualifier, goal, unit):
        return 0.0
    return float("nan") if qualifier in BOUNDS else (goal - value) / years
