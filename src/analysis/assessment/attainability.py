"""Attainability: how likely each target is to be met, and the word for it.

An observed figure is held against its target as exactly as it is known: n/N unrounded, or the
value as it was stated. One that is only a bound decides what every value that it allows decides
alike, and leaves the rest open. What is not observed is read off the projected distribution, in the
steps in which it will be published (``published_steps``): a projected value counts as the step
nearest to it, so "100 %" is that no child of the denominator is left out or, where no denominator
is known, that the published figure shows 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.programme import BOUNDS, SCALES, SIMULATED, StatusRules, is_bound, statement_meets
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
    "missed_value",
)
# What of a verdict says when and how its figures were known.
_MARK_COLUMNS = ("latest_met", "decided_qualifier", "open_bound")
VERDICT_COLUMNS = (
    "unit_id",
    "indicator_id",
    "target_year",
    "status",
    "evidence_grade",
    "first_likely_year",
    "met_since",
    "missed_year",
    *_DECIMAL_COLUMNS,
    *_MARK_COLUMNS,
)
_YEAR_COLUMNS = ("target_year", "first_likely_year", "met_since", "missed_year", "open_bound")
# What has not been observed is never certain, however far the goal lies from the projection.
_LEAST_DOUBT = 1e-6
# A bound that the projection gives less than this lies beyond its 80 % interval.
_LEAST_ALLOWED = 0.1
# Less of a child than this is floating-point error, also among all children of a nation.
_LEAST_CHILD = 1e-6


def attainment_probability(
    target: dict[str, Any], stated: pd.DataFrame, outlook: Outlook | None, indicator: pd.Series
) -> float:
    """Return the probability that one judged target is met; missing when nothing can tell.

    ``target`` is a row under ``schemas.JUDGED_TARGETS``, ``stated`` the rows of its series by year,
    rising; ``indicator`` has ``unit`` and ``decimals``. The years from ``first_year`` to
    ``target_year`` decide it, each against ``goal_value``:

    * threshold: the value of the target year alone;
    * maintain, always, zero: every year of the span; observed years decide for themselves, the
      coming ones jointly (``probability_met_throughout``). Years of the span that passed without
      a figure are left out, except the target year;
    * yearly reduction: the value of the last year, against the base lowered by the least rate of
      the range in each year, so a reduction that is right on average over the period.

    A year that was observed is never projected: one failure in a span gives 0. A year of which only
    a bound is known that does not decide leaves the target open, and a projection that a newer
    bound contradicts tells nothing. Only what is decided gives 0 or 1.
    """
    goal = goal_value(target, stated)
    if np.isnan(goal):
        return float("nan")
    last = int(target["target_year"])
    first = _first_year(target)
    seen = _years_met(target, stated, goal, indicator)
    within = [met for year, met in seen.items() if first <= year <= last]
    if False in within:
        return 0.0
    if None in within:
        return float("nan")
    if last in seen:
        return 1.0
    if outlook is None or last not in outlook.years or _is_contradicted(outlook, stated):
        return float("nan")
    coming = [year for year in outlook.years if first <= year <= last and year not in seen]
    steps = published_steps(stated, indicator)
    marginal = np.array(
        [probability_met(outlook, year, target["comparator"], goal, steps) for year in coming]
    )
    origin = int(stated.index[~is_bound(stated["qualifier"])][-1])
    horizons = np.array(coming, dtype=float) - origin
    met = marginal[0] if len(coming) == 1 else probability_met_throughout(marginal, horizons)
    return float(np.clip(met, _LEAST_DOUBT, 1 - _LEAST_DOUBT))


def _is_contradicted(outlook: Outlook, stated: pd.DataFrame) -> bool:
    """Tell whether the newest statement is a bound that leaves the projection's 80 % interval out.

    The projection was made without it, from older figures alone.
    """
    newest, year = stated.iloc[-1], int(stated.index[-1])
    if newest["qualifier"] not in BOUNDS or year not in outlook.years:
        return False
    below = outlook.probability_below(year, float(newest["value"]))
    allowed = below if BOUNDS[newest["qualifier"]] < 0 else 1 - below
    return allowed < _LEAST_ALLOWED


def published_steps(stated: pd.DataFrame, indicator: pd.Series) -> float:
    """Return into how many steps the figures of a series divide one unit of its indicator.

    Where the newest figure has a denominator a child more or less is a step (N children of a share
    in per cent: N/100 steps a point); otherwise one of the last decimal that is published.
    """
    denominator, scale = stated["denominator"].iloc[-1], SCALES.get(str(indicator["unit"]))
    if scale is None or pd.isna(denominator):
        return float(10.0 ** int(indicator["decimals"]))
    return float(denominator / scale)


def _first_year(target: dict[str, Any]) -> int:
    """Return the first of the years that all have to meet the target."""
    spans = target["kind"] in ("maintain", "always", "zero")
    return int(target["first_year"] if spans else target["target_year"])


def _years_met(
    target: dict[str, Any], stated: pd.DataFrame, goal: float, indicator: pd.Series
) -> dict[int, bool | None]:
    """Return of each year that was stated whether it meets the goal; None where that is open."""
    figures = zip(stated.index, stated["value"], stated["qualifier"], strict=True)
    unit = str(indicator["unit"])
    return {
        int(year): statement_meets(target["comparator"], value, qualifier, goal, unit)
        for year, value, qualifier in figures
    }


def status_of(
    values: pd.Series,
    probability: float,
    target_year: int,
    rules: StatusRules,
    *,
    modelled: bool = False,
    nation: bool = False,
) -> tuple[str, str | None]:
    """Return the status word of one judged target, and the grade of the evidence behind it.

    ``values`` are the figures by year, without bounds. A decided target, and only a decided one,
    has probability 1 or 0: it is achieved or not achieved, even before its year when a year of its
    span has failed, and needs no grade. Otherwise the years from the newest figure to the
    ``target_year`` and the number of figures give the grade (``StatusRules.grade``); what has none
    is insufficient evidence, the rest gets its word from the probability.
    """
    if probability in (0.0, 1.0):
        return ("achieved" if probability == 1.0 else "not_achieved"), None
    if np.isnan(probability):
        return "insufficient_evidence", None
    horizon = target_year - int(values.index[-1])
    grade = rules.grade(horizon, len(values), modelled=modelled)
    if grade is None:
        return "insufficient_evidence", None
    return rules.word(probability, grade, horizon, nation=nation), grade


def judge_targets(
    judged: pd.DataFrame,
    series: pd.DataFrame,
    projections: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    edition: int,
    rules: StatusRules,
    populations: Mapping[str, float] | None = None,
    nation: bool = False,
) -> pd.DataFrame:
    """Return the verdict on every judged target, one row per indicator and target year.

    Columns: the keys ``unit_id, indicator_id, target_year``; ``goal`` (the value the indicator
    has to reach, in its unit); ``projected_p10, projected_p50, projected_p90`` (in the target
    year; missing when it was observed); ``attainment_probability`` (0–1; missing where there is
    not enough evidence to state one); ``status``; ``evidence_grade`` (``EVIDENCE_GRADES``, of a
    probability that is stated; ``nation`` tells that the unit is the whole nation);
    ``first_likely_year`` (the first projected year of which "likely" is to be said);
    ``gap`` (how far the latest value falls short, in the indicator's unit, 0 when it meets the
    goal; missing for a bound that does not meet it); ``decided_value``, ``decided_qualifier`` and
    ``decided_gap`` (the target year's own figure and how far it fell short; missing until it is
    known); ``met_since`` (the first year of the unbroken run of figures up to the target year that
    meet the goal; missing where the last of them does not); ``missed_year`` and ``missed_value``
    (the first year of a span that does not meet the goal, and its figure); ``children_short`` (the
    gap in persons where a denominator is known and the figure is not too old; of a survey, whose
    denominator is a sample, where ``populations`` has the size of the indicator's age group);
    ``latest_met`` (whether the latest value meets the goal; missing
    where that is open); ``open_bound`` (the year whose bound leaves an undecided target without
    evidence, the newest where several do; missing where none does).
    """
    return judge_by_outlooks(
        judged, series, outlooks(projections, indicators), indicators, edition=edition,
        rules=rules, populations=populations, nation=nation,
    )  # fmt: skip


def judge_by_outlooks(
    judged: pd.DataFrame,
    series: pd.DataFrame,
    found: Mapping[tuple[str, str], Outlook],
    indicators: pd.DataFrame,
    *,
    edition: int,
    rules: StatusRules,
    populations: Mapping[str, float] | None = None,
    nation: bool = False,
) -> pd.DataFrame:
    """Return what ``judge_targets`` does, from one outlook per series instead of their table."""
    about = indicators.set_index("indicator_id")
    points = {key: rows.sort_values("year") for key, rows in series.groupby("indicator_id")}
    rows = []
    for target in records(judged):
        indicator = about.loc[target["indicator_id"]]
        observed = points.get(target["indicator_id"])
        outlook = found.get((target["unit_id"], target["indicator_id"]))
        row = _judge(target, indicator, observed, outlook, rules, nation=nation)
        if observed is not None and "gap" in row:
            people = (populations or {}).get(str(target["indicator_id"]), float("nan"))
            row["children_short"] = _children_short(
                row, observed, indicator, people, rules, edition
            )
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(VERDICT_COLUMNS))
    whole = dict.fromkeys(_YEAR_COLUMNS, "Int64")
    decimal = dict.fromkeys(_DECIMAL_COLUMNS, float)
    words = dict.fromkeys(("decided_qualifier", "evidence_grade"), object)
    return frame.astype({**decimal, **whole, **words, "latest_met": "boolean"})


@dataclass(frozen=True)
class _Words:
    """What decides, besides a probability and its horizon, whether "likely" may be said."""

    rules: StatusRules
    figures: int
    modelled: bool
    nation: bool

    def are_likely(self, probability: float, horizon: int) -> bool:
        grade = self.rules.grade(horizon, self.figures, modelled=self.modelled)
        if grade is None:
            return False
        return self.rules.word(probability, grade, horizon, nation=self.nation) == "likely"


def _judge(
    target: dict[str, Any],
    indicator: pd.Series,
    observed: pd.DataFrame | None,
    outlook: Outlook | None,
    rules: StatusRules,
    *,
    nation: bool,
) -> dict[str, Any]:
    keys = {name: target[name] for name in ("unit_id", "indicator_id", "target_year")}
    if not comparable_units(target["unit"], str(indicator["unit"])):
        return {**keys, "status": "not_judged"}
    if observed is None:
        return {**keys, "status": "no_data", "goal": _plain_goal(target)}
    stated = observed.set_index("year")
    figures = stated.loc[~is_bound(stated["qualifier"]), "value"]
    probability = attainment_probability(target, stated, outlook, indicator)
    goal, year = goal_value(target, stated), int(target["target_year"])
    modelled = bool(stated["nature"].iloc[-1] == "modelled")
    status, grade = status_of(figures, probability, year, rules, modelled=modelled, nation=nation)
    sure = status != "insufficient_evidence"
    words = _Words(rules, len(figures), modelled, nation)
    likely = _first_likely_year(target, goal, outlook, stated, indicator, words) if sure else pd.NA
    met = _years_met(target, stated, goal, indicator)
    latest = int(stated.index[-1])
    gap = _gap(stated.iloc[-1], goal, met=met[latest])
    return {
        **keys,
        "goal": goal,
        **_interval(None if year in met else outlook, year),
        "attainment_probability": probability if sure else float("nan"),
        "status": status,
        "evidence_grade": grade,
        "first_likely_year": likely,
        "gap": gap,
        **_decided(year, stated, goal, met),
        **_missed(target, stated, met),
        "latest_met": pd.NA if met[latest] is None else met[latest],
        "open_bound": pd.NA if sure or np.isnan(goal) else _open_bound(target, stated, met),
    }


def _decided(
    year: int, stated: pd.DataFrame, goal: float, met: dict[int, bool | None]
) -> dict[str, Any]:
    """Return the target year's own figure, its gap, and since when figures meet the goal."""
    met_since: object = pd.NA
    for observed_year in reversed([seen for seen in met if seen <= year]):
        if not met[observed_year]:
            break
        met_since = observed_year
    if year not in met:
        missing = float("nan")
        return {"decided_value": missing, "decided_gap": missing, "met_since": met_since}
    own = stated.iloc[list(met).index(year)]
    return {
        "decided_value": own["value"],
        "decided_qualifier": None if pd.isna(own["qualifier"]) else own["qualifier"],
        "decided_gap": _gap(own, goal, met=met[year]),
        "met_since": met_since,
    }


def _open_bound(
    target: dict[str, Any], stated: pd.DataFrame, met: dict[int, bool | None]
) -> object:
    """Return the newest year of which only a bound is known where a figure would decide or tell.

    That is one in the target's own years which leaves it open, else the newest of all: a figure in
    its place would be the one to go on from.
    """
    first, last = _first_year(target), int(target["target_year"])
    bounds = stated.index[is_bound(stated["qualifier"])]
    open_years = [int(year) for year in bounds if first <= year <= last and met[int(year)] is None]
    newest = int(stated.index[-1])
    return max([*open_years, *(year for year in bounds if year == newest)], default=pd.NA)


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
    target: dict[str, Any],
    goal: float,
    outlook: Outlook | None,
    stated: pd.DataFrame,
    indicator: pd.Series,
    words: _Words,
) -> object:
    if outlook is None or np.isnan(goal) or target["comparator"] == "reduce_yearly":
        return pd.NA
    steps = published_steps(stated, indicator)
    origin = int(stated.index[~is_bound(stated["qualifier"])][-1])
    # What has been stated, though only as a bound, is no year to come.
    for year in (year for year in outlook.years if year > stated.index[-1]):
        chance = probability_met(outlook, year, target["comparator"], goal, steps)
        if words.are_likely(chance, year - origin):
            return year
    return pd.NA


def _gap(stated: pd.Series, goal: float, *, met: bool | None) -> float:
    """Return how far a figure falls short; missing for a bound that does not surely meet."""
    if met:
        return 0.0
    return float("nan") if stated["qualifier"] in BOUNDS else abs(goal - float(stated["value"]))


def _missed(
    target: dict[str, Any], stated: pd.DataFrame, met: dict[int, bool | None]
) -> dict[str, Any]:
    """Return the first year of a span that fails the target, with its figure."""
    first, last = _first_year(target), int(target["target_year"])
    failed = [year for year in met if first <= year <= last and met[year] is False]
    if first == last or not failed:
        return {}
    return {"missed_year": failed[0], "missed_value": stated["value"].loc[failed[0]]}


def _children_short(
    row: dict[str, Any],
    observed: pd.DataFrame,
    indicator: pd.Series,
    people: float,
    rules: StatusRules,
    edition: int,
) -> float:
    """Return the gap in persons; missing where nobody knows how many, or how it stands today."""
    base = persons_behind(observed.iloc[-1], indicator, people, rules, edition)
    if np.isnan(row["gap"]) or np.isnan(base):
        return float("nan")
    # adding 0.0 turns the -0.0 of a met target into 0.0
    return float(np.ceil(row["gap"] * base / SCALES[str(indicator["unit"])] - _LEAST_CHILD)) + 0.0


def persons_behind(
    newest: pd.Series, indicator: pd.Series, people: float, rules: StatusRules, edition: int
) -> float:
    """Return how many persons an indicator is a share of; missing where nobody knows.

    ``newest`` is its newest figure, whose denominator counts them unless it is a sample; then it is
    the age group's ``people``. What a figure that is too old counted is not known any more.
    """
    base = people if _is_sample(newest, indicator) else newest["denominator"]
    old = int(newest["year"]) < edition - rules.oldest_years
    if old or pd.isna(base) or str(indicator["unit"]) not in SCALES:
        return float("nan")
    return float(base)


def _is_sample(newest: pd.Series, indicator: pd.Series) -> bool:
    """Tell whether a figure's denominator counts those who were asked, not all that there are."""
    nature = indicator["nature"] if newest["nature"] == SIMULATED else newest["nature"]
    return bool(nature == "survey")
