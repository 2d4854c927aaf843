"""Trajectories: where a series started, where it stands, its pace, and the pace its targets ask.

All changes are per year and in the indicator's own unit (percentage points for shares), so that
a pace can be read off a chart and does not blow up near zero as a growth rate does.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from analysis.schemas import JUDGED_TARGETS, TRAJECTORIES

RECENT_YEARS = 5


def judged_targets(targets: pd.DataFrame, *, first_year: int) -> pd.DataFrame:
    """Return one row per indicator and year in which a target is judged.

    ``targets`` is valid under ``schemas.TARGETS``; ``first_year`` is that of the plan. A target
    without a year (always, zero) is judged in the plan's first and last target year; a yearly
    reduction at the end of its period. ``first_year`` of a row opens the span of years that
    together decide it: the whole span for maintain, always, zero and yearly reductions, the
    target year alone for a threshold. Valid under ``schemas.JUDGED_TARGETS``.
    """
    interim_year, final_year = int(targets["year"].min()), int(targets["year"].max())
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


# Less than any published digit, more than the tolerance of `meets`.
_BOUNDED_BY: dict[object, float] = {"below": -1e-6, "nearly": -1e-6, "above": 1e-6}


def trace_trajectories(
    series: pd.DataFrame, judged: pd.DataFrame, *, base_year: int, edition: int
) -> pd.DataFrame:
    """Return base, latest value and paces for every judged target.

    ``series`` is valid under ``schemas.SERIES``, ``judged`` under ``schemas.JUDGED_TARGETS``.
    The baseline is the newest observation at or before ``base_year``, or the first one after it.
    The observed pace runs from the baseline to the latest value; a series that ends at its
    baseline shows the pace of its last ``RECENT_YEARS`` years instead. The required pace counts
    from the baseline, and from today: the latest value moving from the last full year before the
    ``edition``. Either is 0 when the value it starts from meets the target, and missing when
    no year is left. Valid under ``schemas.TRAJECTORIES``.
    """
    points = dict(iter(series.groupby(["unit_id", "indicator_id"])))
    rows = [
        _trace(target, points.get((target["unit_id"], target["indicator_id"])), base_year, edition)
        for target in judged.to_dict("records")
    ]
    columns = list(TRAJECTORIES.columns)
    whole = {name: "Int64" for name in columns if name.endswith("_year") or name == "points"}
    decimal = {name: float for name in columns if name.endswith("_value") or "_change" in name}
    frame = pd.DataFrame(rows, columns=columns).astype({**whole, **decimal})
    return TRAJECTORIES.validate(frame)


def _trace(
    target: Mapping[Any, Any], points: pd.DataFrame | None, base_year: int, edition: int
) -> dict[str, Any]:
    keys = {name: target[name] for name in ("unit_id", "indicator_id", "target_year")}
    if points is None:
        return {**keys, "points": 0}
    values = points.sort_values("year").set_index("year")["value"]
    baseline = baseline_year(values, base_year)
    latest = int(values.index[-1])
    pace_from = baseline if baseline < latest else _recent_year(values)
    goal = goal_value(target, values)
    today = max(latest, edition - 1)
    return {
        **keys,
        "baseline_year": baseline,
        "baseline_value": values[baseline],
        "latest_year": latest,
        "latest_value": values[latest],
        "points": len(values),
        "pace_from_year": pace_from,
        "observed_annual_change": annual_change(values, pace_from, latest),
        "required_annual_change_from_baseline": _required(target, goal, values[baseline], baseline),
        "required_annual_change_from_today": _required(target, goal, values[latest], today),
    }


def baseline_year(values: pd.Series, base_year: int) -> int:
    """Return the newest year of ``values`` at or before ``base_year``, or the first after it."""
    before = [year for year in values.index if year <= base_year]
    return int(max(before) if before else min(values.index))


def _recent_year(values: pd.Series) -> int:
    latest = int(values.index[-1])
    return int(min(year for year in values.index if year >= latest - RECENT_YEARS))


def annual_change(values: pd.Series, start: int, end: int) -> float:
    """Return the mean change per year from ``start`` to ``end``; missing when they are one year."""
    if start == end:
        return float("nan")
    return float((values[end] - values[start]) / (end - start))


def goal_value(target: Mapping[Any, Any], values: pd.Series) -> float:
    """Return the value that the indicator itself has to reach.

    That is the target's value, except for a yearly reduction of r % over a period from year a to
    year b: there it is y_a (1 - r/100)^(b - a) with the lower end of the range for r, and y_a
    the observation of year a or, when there is none, the newest before it. Missing when no
    observation stands at or before year a.
    """
    if target["comparator"] != "reduce_yearly":
        return float(target["target_value"])
    start, end = int(target["first_year"]), int(target["target_year"])
    before = values[values.index <= start]
    if before.empty:
        return float("nan")
    return float(before.iloc[-1] * (1 - target["target_value"] / 100) ** (end - start))


def meets(comparator: str, value: float, goal: float) -> bool:
    """Tell whether a published ``value`` meets ``goal``: strict for above and below."""
    tolerance = 1e-9
    if comparator == "at_least":
        return value >= goal - tolerance
    if comparator == "above":
        return value > goal + tolerance
    if comparator == "below":
        return value < goal - tolerance
    if comparator == "equal":
        return abs(value - goal) <= tolerance
    return value <= goal + tolerance


def judged_value(value: float, decimals: int, qualifier: object) -> float:
    """Return the value that a target is held against: as published, and as its words bound it.

    "<5%" and "gần 5%" (nearly) lie just below 5, ">5%" just above it; "khoảng" (about) and "ước"
    (estimated) move nothing.
    """
    published = as_published(value, decimals)
    return published + _BOUNDED_BY.get(qualifier, 0.0)


def as_published(value: float, decimals: int) -> float:
    """Return ``value`` as it is published, with ``decimals`` decimals, halves away from zero."""
    exact = Decimal(str(float(value)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _required(target: Mapping[Any, Any], goal: float, value: float, year: int) -> float:
    years = int(target["target_year"]) - year
    if years <= 0:
        return float("nan")
    if meets(target["comparator"], value, goal):
        return 0.0
    return (goal - value) / years
