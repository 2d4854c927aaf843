"""The established readings of every target, and where they disagree with our verdict."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa

from analysis.assessment.readings.aarr import aarr, aarr_verdict, required_aarr
from analysis.assessment.readings.cagr import cagr_ratio
from analysis.assessment.readings.escap import (
    ESCAP_FIRST_YEAR,
    escap_anticipated_progress,
    escap_current_status,
)
from analysis.assessment.readings.method import NOT_AVAILABLE, Better, Reading, base_point, reaches
from analysis.assessment.readings.progress_chart import DEAD_BANDS, progress_chart_share

OLDEST_YEARS = 3
METHODS = ("cagr_ratio", "progress_chart", "escap_current", "escap_anticipated", "aarr")
_GROWTH_METHODS = ("cagr_ratio", "progress_chart", "aarr")
_FAVOURABLE = ("achieved", "on_track", "met_or_on_track", "will_meet")
# ESCAP's current status looks back: "slow" half way is no forecast of failure.
_OPEN = ("slow", "not_available", "not_possible")
_CAGR_ADVERSE = ("moderate", "limited", "deterioration")
_UN_ADVERSE = ("fair", "stagnation", "regression", "accelerate", "no_progress_expected")
_AARR_ADVERSE = ("some_progress", "no_progress", "worsening")
# 1: the target will be met; -1: not at this pace; 0: says neither.
DIRECTIONS = {
    **dict.fromkeys(_FAVOURABLE, 1),
    **dict.fromkeys(_OPEN, 0),
    **dict.fromkeys((*_CAGR_ADVERSE, *_UN_ADVERSE, *_AARR_ADVERSE), -1),
}
_STATUS_DIRECTIONS = {
    **dict.fromkeys(("achieved", "likely"), 1),
    **dict.fromkeys(("not_achieved", "unlikely_without_acceleration", "very_unlikely"), -1),
}
_FORM_REASONS = ("deadline_past", "stale", "met_now", "two_points")
REASONS = (*_FORM_REASONS, "end_points", "near_bound", "no_uncertainty")
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
)


class _Case(NamedTuple):
    """One series before one target: all that any of the readings asks for."""

    years: list[int]
    values: list[float]
    target: float
    target_year: int
    better: Better
    percent: bool
    upper: float | None
    dead_band: float

    def until(self, year: int) -> _Case:
        kept = sum(seen <= year for seen in self.years)
        return self._replace(years=self.years[:kept], values=self.values[:kept])


def read_targets(
    series: pd.DataFrame, judged: pd.DataFrame, indicators: pd.DataFrame, *, edition: int
) -> pd.DataFrame:
    """Return every established reading of every judged target, valid under ``READINGS``.

    ``series``, ``judged`` and ``indicators`` are valid under ``schemas``. Left out: yearly
    reductions, targets printed in another unit than their indicator's, series without a value up
    to the ``edition``. ``measure`` is the ratio, the share, the index or the rate in per cent;
    ``caution`` says what weakens the reading most (``REASONS``, the first that holds). The rate
    of reduction reads falling indicators only; one without a published dead band has none.
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
            rows += [{**keys, **row} for row in _rows(_case(target, indicator, *found), edition)]
    frame = pd.DataFrame(rows, columns=list(READINGS.columns))
    types = {name: column.dtype.type for name, column in READINGS.columns.items()}
    return READINGS.validate(frame.astype(types))


def _case(
    target: dict[Any, Any], indicator: dict[Any, Any], years: list[int], values: list[float]
) -> _Case:
    return _Case(
        years=years,
        values=values,
        target=float(target["target_value"]),
        target_year=int(target["target_year"]),
        better="up" if indicator["better"] == "up" else "down",
        percent=indicator["unit"] == "percent",
        upper=None if pd.isna(indicator["upper"]) else float(indicator["upper"]),
        dead_band=DEAD_BANDS.get(target["indicator_id"], 0.0),
    )


def _rows(case: _Case, edition: int) -> list[dict[str, object]]:
    now = _readings(case)
    before = _readings(case.until(case.years[-2])) if len(case.years) > 2 else now
    return [
        {
            "method": method,
            **now[method]._asdict(),
            "caution": _caution(method, case, now[method].verdict, before[method].verdict, edition),
        }
        for method in METHODS
    ]


def _readings(case: _Case) -> dict[str, Reading]:
    base = base_point(case.years, case.values)
    if base is None:
        return {**dict.fromkeys(METHODS, NOT_AVAILABLE), "aarr": _read_aarr(case)}
    goal, year, better = case.target, case.target_year, case.better
    latest = case.years[-1], case.values[-1]
    growth = cagr_ratio(*base, *latest, goal, year, better)
    recent = slice(-sum(seen >= ESCAP_FIRST_YEAR for seen in case.years), None)
    return {
        "cagr_ratio": Reading(growth.ratio, growth.verdict),
        "progress_chart": _read_chart(case.until(year)),
        "escap_current": escap_current_status(*base, *latest, goal, better),
        "escap_anticipated": escap_anticipated_progress(
            case.years[recent], case.values[recent], base[1], goal, year, better, upper=case.upper
        ),
        "aarr": _read_aarr(case),
    }


def _read_chart(case: _Case) -> Reading:
    base = base_point(case.years, case.values)
    if base is None:
        return NOT_AVAILABLE
    latest = case.years[-1], case.values[-1]
    return progress_chart_share(
        *base, *latest, case.target, case.target_year, case.better, percent=case.percent
    )


def _read_aarr(case: _Case) -> Reading:
    if case.better == "up":
        return Reading(None, "not_possible")
    rate, level = aarr(case.years, case.values), case.values[-1]
    required = required_aarr(case.years[-1], level, case.target_year, case.target)
    return Reading(rate, aarr_verdict(level, case.target, rate, required, case.dead_band))


def _caution(method: str, case: _Case, verdict: str, before: str, edition: int) -> str:
    """Return what weakens a reading most; ``before`` is its verdict without the newest value."""
    if case.target_year < edition:
        return "deadline_past"
    if case.years[-1] < edition - OLDEST_YEARS:
        return "stale"
    judges_today = method != "escap_anticipated" and DIRECTIONS[verdict] > 0
    if judges_today and reaches(case.values[-1], case.target, case.better):
        return "met_now"
    if len(case.years) <= 2:
        return "two_points"
    if DIRECTIONS[before] != DIRECTIONS[verdict]:
        return "end_points"
    # rates of growth blow up near 0 and stall near 100
    ends = (case.values[0], case.values[-1], case.target)
    if method in _GROWTH_METHODS and case.percent and any(abs(end - 50) > 45 for end in ends):
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
