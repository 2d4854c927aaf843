"""Attainability: how likely each target is to be met, and the word for it.

Everything is read off the projected distribution. Published figures are rounded, so an observed
or projected value counts as the figure that is or would be published: "at least 98,5" is met from
98,45 on when the indicator is published with one decimal, "below 9,5" is met below 9,45.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.programme import SCALES, StatusRules, judged_value, meets
from analysis.projections import Outlook, outlooks, probability_met, probability_met_throughout
from analysis.series import goal_value
from analysis.tables import records

_DECIMAL_COLUMNS = (
    "goal",
    "projected_p10",
    "projected_p50",
    "projected_p90",
    "attainment_probability",
    "gap",
    "decided_value",
    "decided_gap",
    "children_short",
)
VERDICT_COLUMNS = (
    "unit_id",
    "indicator_id",
    "target_year",
    "status",
    "first_likely_year",
    "met_since",
    *_DECIMAL_COLUMNS,
)
# What has not been observed is never certain, however far the goal lies from the projection.
_LEAST_DOUBT = 1e-6


def attainment_probability(
    target: dict[str, Any], values: pd.Series, outlook: Outlook | None, decimals: int
) -> float:
    """Return the probability that one judged target is met; missing when nothing can tell.

    ``target`` is a row under ``schemas.JUDGED_TARGETS``, ``values`` the observations by year.
    The years from ``first_year`` to ``target_year`` decide it, each against ``goal_value``:

    * threshold: the value of the target year alone;
    * maintain, always, zero: every year of the span; observed years decide for themselves, the
      coming ones jointly (``probability_met_throughout``). Years of the span that passed without
      a figure are left out, except the target year;
    * yearly reduction: the value of the last year, against the base lowered by the least rate of
      the range in each year, so a reduction that is right on average over the period.

    A year that was observed is never projected: one failure in a span gives 0. Only what is
    decided gives 0 or 1.
    """
    goal = goal_value(target, values)
    if np.isnan(goal):
        return float("nan")
    last = int(target["target_year"])
    spans = target["kind"] in ("maintain", "always", "zero")
    first = int(target["first_year"]) if spans else last
    seen = [year for year in range(first, last + 1) if year in values.index]
    if any(not meets(target["comparator"], values[year], goal) for year in seen):
        return 0.0
    if last in seen:
        return 1.0
    if outlook is None or last not in outlook.years:
        return float("nan")
    coming = [year for year in outlook.years if first <= year <= last]
    origin = int(values.index[-1])
    marginal = np.array(
        [probability_met(outlook, year, target["comparator"], goal, decimals) for year in coming]
    )
    horizons = np.array(coming, dtype=float) - origin
    met = marginal[0] if len(coming) == 1 else probability_met_throughout(marginal, horizons)
    return float(np.clip(met, _LEAST_DOUBT, 1 - _LEAST_DOUBT))


def status_of(values: pd.Series, probability: float, edition: int, rules: StatusRules) -> str:
    """Return the status word of one judged target (METHODS: words for the reader).

    A decided target, and only a decided one, has probability 1 or 0: it is achieved or not
    achieved, even before its year when a year of its span has failed. Otherwise fewer than
    ``least_points`` observations, or a newest one more than ``oldest_years`` years before the
    ``edition``, is insufficient evidence; else the probability gives the word.
    """
    if values.empty:
        return "no_data"
    if probability in (0.0, 1.0):
        return "achieved" if probability == 1.0 else "not_achieved"
    stale = int(values.index[-1]) < edition - rules.oldest_years
    if np.isnan(probability) or len(values) < rules.least_points or stale:
        return "insufficient_evidence"
    if probability >= rules.likely:
        return "likely"
    if probability >= rules.more_likely_than_not:
        return "more_likely_than_not"
    if probability >= rules.unlikely:
        return "unlikely_without_acceleration"
    return "very_unlikely"


def judge_targets(
    judged: pd.DataFrame,
    series: pd.DataFrame,
    projections: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    edition: int,
    rules: StatusRules,
) -> pd.DataFrame:
    """Return the verdict on every judged target, one row per indicator and target year.

    Columns: the keys ``unit_id, indicator_id, target_year``; ``goal`` (the value the indicator
    has to reach, in its unit); ``projected_p10, projected_p50, projected_p90`` (in the target
    year; missing when it was observed); ``attainment_probability`` (0–1; missing where there is
    not enough evidence to state one); ``status``;
    ``first_likely_year`` (the first projected year with probability ≥ the rule for likely);
    ``gap`` (how far the latest value as published falls short, in the indicator's unit, 0 when
    it meets the goal); ``decided_value`` and ``decided_gap`` (the target year's own figure as
    published and how far it fell short; missing until it is known); ``met_since`` (the first year
    of the unbroken run of figures up to the target year that meet the goal; missing where the
    last of them does not); ``children_short`` (the gap in persons where a denominator is known).
    """
    about = indicators.set_index("indicator_id")
    points = {key: rows.sort_values("year") for key, rows in series.groupby("indicator_id")}
    found = outlooks(projections, indicators)
    rows = []
    for target in records(judged):
        indicator = about.loc[target["indicator_id"]]
        observed = points.get(target["indicator_id"])
        outlook = found.get((target["unit_id"], target["indicator_id"]))
        rows.append(_judge(target, indicator, observed, outlook, edition, rules))
    frame = pd.DataFrame(rows, columns=list(VERDICT_COLUMNS))
    whole = {"target_year": "Int64", "first_likely_year": "Int64", "met_since": "Int64"}
    return frame.astype({**dict.fromkeys(_DECIMAL_COLUMNS, float), **whole})


def _judge(
    target: dict[str, Any],
    indicator: pd.Series,
    observed: pd.DataFrame | None,
    outlook: Outlook | None,
    edition: int,
    rules: StatusRules,
) -> dict[str, Any]:
    keys = {name: target[name] for name in ("unit_id", "indicator_id", "target_year")}
    if not comparable_units(target["unit"], str(indicator["unit"])):
        return {**keys, "status": "not_judged"}
    if observed is None:
        return {**keys, "status": "no_data", "goal": _plain_goal(target)}
    decimals = int(indicator["decimals"])
    values = _judged_values(observed, decimals)
    probability = attainment_probability(target, values, outlook, decimals)
    goal = goal_value(target, values)
    year = int(target["target_year"])
    status = status_of(values, probability, edition, rules)
    sure = status != "insufficient_evidence"
    first_likely = _first_likely_year(target, goal, outlook, decimals, rules) if sure else None
    gap = _gap(target["comparator"], float(values.iloc[-1]), goal)
    # Children are counted from the figure itself: rounding it would move thousands of them.
    raw_gap = _gap(target["comparator"], float(observed["value"].iloc[-1]), goal) if gap else gap
    return {
        **keys,
        "goal": goal,
        **_interval(outlook, year),
        "attainment_probability": probability if sure else float("nan"),
        "status": status,
        "first_likely_year": first_likely,
        "gap": gap,
        **_decided(target, values, goal),
        "children_short": _children_short(raw_gap, observed, str(indicator["unit"])),
    }


def _decided(target: dict[str, Any], values: pd.Series, goal: float) -> dict[str, Any]:
    """Return the target year's own figure, its gap, and since when figures meet the goal."""
    year = int(target["target_year"])
    until = values[values.index <= year]
    value = float(until.get(year, np.nan))
    met_since: object = pd.NA
    for observed_year, observed in reversed(list(until.items())):
        if np.isnan(goal) or not meets(target["comparator"], float(observed), goal):
            break
        met_since = observed_year
    gap = value if np.isnan(value) else _gap(target["comparator"], value, goal)
    return {"decided_value": value, "decided_gap": gap, "met_since": met_since}


def _judged_values(observed: pd.DataFrame, decimals: int) -> pd.Series:
    figures = zip(observed["value"], observed["qualifier"], strict=True)
    judged = [judged_value(value, decimals, qualifier) for value, qualifier in figures]
    return pd.Series(judged, index=observed["year"])


def comparable_units(target_unit: str, indicator_unit: str) -> bool:
    """Tell whether a target's unit speaks of the indicator's own scale."""
    return target_unit == indicator_unit or target_unit == "percent_per_year"


def _plain_goal(target: dict[str, Any]) -> float:
    yearly = target["comparator"] == "reduce_yearly"
    return float("nan") if yearly else float(target["target_value"])


def _interval(outlook: Outlook | None, year: int) -> dict[str, float]:
    levels = {"projected_p10": 0.1, "projected_p50": 0.5, "projected_p90": 0.9}
    missing = float("nan")
    return {
        name: outlook.quantile(year, level) if outlook else missing
        for name, level in levels.items()
    }


def _first_likely_year(
    target: dict[str, Any], goal: float, outlook: Outlook | None, decimals: int, rules: StatusRules
) -> object:
    if outlook is None or np.isnan(goal) or target["comparator"] == "reduce_yearly":
        return pd.NA
    for year in outlook.years:
        met = probability_met(outlook, year, target["comparator"], goal, decimals)
        if met >= rules.likely:
            return year
    return pd.NA


def _gap(comparator: str, value: float, goal: float) -> float:
    if np.isnan(goal):
        return float("nan")
    return 0.0 if meets(comparator, value, goal) else abs(goal - value)


def _children_short(gap: float, observed: pd.DataFrame, unit: str) -> float:
    denominator = observed["denominator"].iloc[-1]
    if np.isnan(gap) or pd.isna(denominator) or unit not in SCALES:
        return float("nan")
    # adding 0.0 turns the -0.0 of a met target into 0.0
    return float(np.ceil(gap * denominator / SCALES[unit] - 1e-9)) + 0.0
