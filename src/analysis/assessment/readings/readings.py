"""The established readings of every target, and where they disagree with our verdict."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from analysis.assessment.readings.aarr import AARR
from analysis.assessment.readings.cagr import CAGR_RATIO
from analysis.assessment.readings.escap import ESCAP_ANTICIPATED, ESCAP_CURRENT
from analysis.assessment.readings.method import Case, Method, Reading, reaches
from analysis.assessment.readings.progress_chart import PROGRESS_CHART
from analysis.programme import AT_RISK, StatusRules

# One row per reading, in the order of the report's table; the rest follows from these.
REGISTRY: tuple[Method, ...] = (
    CAGR_RATIO,
    PROGRESS_CHART,
    ESCAP_CURRENT,
    ESCAP_ANTICIPATED,
    AARR,
)
METHODS = tuple(method.name for method in REGISTRY)
# 1: the target will be met; -1: not at this pace; 0: says neither. Readings share words, and a
# word says the same whoever uses it.
DIRECTIONS = {
    verdict: direction for method in REGISTRY for verdict, direction in method.verdicts.items()
}
_STATUS_DIRECTIONS = {
    **dict.fromkeys(("achieved", "likely"), 1),
    **dict.fromkeys(("not_achieved", *AT_RISK), -1),
}
# What weakens a reading, from the gravest.
REASONS = (
    "deadline_past",
    "stale",
    "met_now",
    "two_points",
    "end_points",
    "near_bound",
    "no_uncertainty",
)
_KEYS = ["unit_id", "indicator_id", "target_year"]
READINGS = pa.DataFrameSchema(
    {
        "unit_id": pa.Column(str),
        "indicator_id": pa.Column(str),
        "target_year": pa.Column("Int64", pa.Check.in_range(1980, 2060)),
        "method": pa.Column(str, pa.Check.isin(METHODS)),
        "measure": pa.Column(float, nullable=True),
        "verdict": pa.Column(str, pa.Check.isin(tuple(DIRECTIONS))),
        "caution": pa.Column(str, pa.Check.isin(REASONS)),
    },
    strict=True,
    unique=[*_KEYS, "method"],
    name="readings",
    description="What established methods say of each target, beside our own verdict.",
)


def read_targets(
    series: pd.DataFrame,
    judged: pd.DataFrame,
    indicators: pd.DataFrame,
    rules: StatusRules,
    *,
    edition: int,
) -> pd.DataFrame:
    """Return every established reading of every judged target, valid under ``READINGS``.

    ``series``, ``judged`` and ``indicators`` are valid under ``schemas``. Left out: yearly
    reductions, targets printed in another unit than their indicator's, series without a value up
    to the ``edition``. ``measure`` is the ratio, the share, the index or the rate in per cent;
    ``caution`` says what weakens the reading most (``REASONS``, the first that holds); a series is
    too old by the ``rules``.
    """
    about = indicators.set_index("indicator_id").to_dict("index")
    seen = series[series["year"] <= edition].sort_values("year")
    points = {
        key: ([int(year) for year in rows["year"]], [float(value) for value in rows["value"]])
        for key, rows in seen.groupby(["unit_id", "indicator_id"])
    }
    rows = []
    for target in judged.to_dict("records"):
        found = points.get((target["unit_id"], target["indicator_id"]))
        indicator = about[target["indicator_id"]]
        level = target["comparator"] != "reduce_yearly" and target["unit"] == indicator["unit"]
        if level and found is not None:
            keys = {name: target[name] for name in _KEYS}
            case = _case(target, indicator, *found)
            rows += [{**keys, **row} for row in _rows(case, edition, rules.oldest_years)]
    frame = pd.DataFrame(rows, columns=list(READINGS.columns))
    types = {name: column.dtype.type for name, column in READINGS.columns.items()}
    return READINGS.validate(frame.astype(types))


def _case(
    target: dict[Any, Any], indicator: dict[Any, Any], years: list[int], values: list[float]
) -> Case:
    return Case(
        indicator_id=target["indicator_id"],
        years=years,
        values=values,
        target=float(target["target_value"]),
        target_year=int(target["target_year"]),
        better="up" if indicator["better"] == "up" else "down",
        percent=indicator["unit"] == "percent",
        upper=None if pd.isna(indicator["upper"]) else float(indicator["upper"]),
    )


def _rows(case: Case, edition: int, oldest_years: int) -> list[dict[str, object]]:
    earlier = case.until(case.years[-2]) if len(case.years) > 2 else case
    rows: list[dict[str, object]] = []
    for method in REGISTRY:
        now, before = method.read(case), method.read(earlier)
        stale = case.years[-1] < edition - oldest_years
        caution = _caution(method, case, now, before, past=case.target_year < edition, stale=stale)
        rows.append({"method": method.name, **now._asdict(), "caution": caution})
    return rows


def _caution(
    method: Method, case: Case, now: Reading, before: Reading, *, past: bool, stale: bool
) -> str:
    """Return what weakens a reading most; ``before`` is the one without the newest value."""
    if past:
        return "deadline_past"
    if stale:
        return "stale"
    judges_today = not method.looks_ahead and method.verdicts[now.verdict] > 0
    if judges_today and reaches(case.values[-1], case.target, case.better):
        return "met_now"
    if len(case.years) <= 2:
        return "two_points"
    if method.verdicts[before.verdict] != method.verdicts[now.verdict]:
        return "end_points"
    # rates of growth blow up near 0 and stall near 100
    ends = (case.values[0], case.values[-1], case.target)
    if method.grows and case.percent and any(abs(end - 50) > 45 for end in ends):
        return "near_bound"
    return "no_uncertainty"


def disagreements(readings: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return the readings that point the other way than our status, with the reason.

    ``verdicts`` are those of ``attainability.judge_targets``. Ours points up when achieved or
    likely, down when not achieved, unlikely or very unlikely; theirs as in ``DIRECTIONS``. Words
    between, and readings that are not available, disagree with nothing. Columns: the keys,
    ``method, verdict, status, reason``, the last being the reading's ``caution``.
    """
    both = readings.merge(verdicts[[*_KEYS, "status"]], on=_KEYS)
    theirs = both["verdict"].map(DIRECTIONS).astype(float)
    ours = both["status"].map(_STATUS_DIRECTIONS).astype(float).fillna(0.0)
    opposed = both[theirs * ours < 0].rename(columns={"caution": "reason"})
    return opposed[[*_KEYS, "method", "verdict", "status", "reason"]].reset_index(drop=True)
