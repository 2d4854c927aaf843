"""What is doubtful in a unit's figures: each issue with the figures that show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.attainability import StatusRules

QUALITY_COLUMNS = ("kind", "indicator_id", "year", "value", "other_id", "other_value", "source")
# The whole holds the part: a part above it contradicts it.
NESTED_RATES = (
    ("neonatal_mortality", "infant_mortality"),
    ("infant_mortality", "under5_mortality"),
    ("abused_children", "special_circumstances"),
    ("child_injury_death_rate", "child_injury_rate"),
)

Issue = dict[str, Any]


def list_quality_issues(
    ledger: pd.DataFrame | None,
    series: pd.DataFrame,
    results: pd.DataFrame,
    *,
    edition: int,
    rules: StatusRules,
) -> pd.DataFrame:
    """Return one row per issue: its ``kind``, the figure concerned, and the other one if any.

    ``ledger`` is the unit's own (``schemas.OBSERVATIONS``) or none, ``series`` what was made of
    it (``schemas.SERIES``). Kinds: ``stale`` (older than the rules allow), ``modelled`` (not an
    independent observation), ``preliminary``, ``suspect`` (kept in the ledger, in no series),
    ``contradictory`` (a part above its whole), ``publishers_differ`` (two sources for one year),
    ``aggregated`` (a series put together from former units).
    """
    judged = series["indicator_id"].isin(results["indicator_id"])
    issues = [
        *_stale(series[judged], edition - rules.oldest_years),
        *_marked(series),
        *_contradictory(series),
        *((*_suspect(ledger), *_publishers_differ(ledger)) if ledger is not None else ()),
        *_aggregated(series),
    ]
    frame = pd.DataFrame(issues, columns=list(QUALITY_COLUMNS))
    wanted = set(results["indicator_id"]) | set(series["indicator_id"])
    return frame[frame["indicator_id"].isin(wanted)].reset_index(drop=True)


def _issue(kind: str, row: pd.Series, **more: Any) -> Issue:
    shown = {name: row[name] for name in ("indicator_id", "year", "value", "source")}
    return {"kind": kind, **shown, **more}


def _latest(series: pd.DataFrame) -> pd.DataFrame:
    return series.sort_values("year").groupby("indicator_id", sort=False).tail(1)


def _stale(series: pd.DataFrame, oldest: int) -> Iterator[Issue]:
    for _, row in _latest(series).iterrows():
        if row["year"] < oldest:
            yield _issue("stale", row)


def _marked(series: pd.DataFrame) -> Iterator[Issue]:
    for _, row in _latest(series).iterrows():
        if row["nature"] == "modelled":
            yield _issue("modelled", row)
        if row["status"] == "preliminary":
            yield _issue("preliminary", row)


def _suspect(ledger: pd.DataFrame) -> Iterator[Issue]:
    for _, row in ledger[ledger["status"] == "suspect"].iterrows():
        yield _issue("suspect", row)


def _contradictory(series: pd.DataFrame) -> Iterator[Issue]:
    values = series.set_index(["indicator_id", "year"])["value"]
    for part, whole in NESTED_RATES:
        for _, row in series[series["indicator_id"] == part].iterrows():
            other = values.get((whole, row["year"]))
            if other is not None and row["value"] > other:
                yield _issue("contradictory", row, other_id=whole, other_value=other)


def _publishers_differ(ledger: pd.DataFrame) -> Iterator[Issue]:
    newest = ledger[ledger.duplicated(["indicator_id", "year"], keep=False)]
    for _, rows in newest.groupby("indicator_id"):
        year = rows[rows["year"] == rows["year"].max()]
        low, high = year.sort_values("value").iloc[[0, -1]].itertuples()
        if low.value != high.value:
            sources = f"{low.source} {high.source}"
            row = pd.Series(low._asdict() | {"source": sources})
            yield _issue("publishers_differ", row, other_value=high.value)


def _aggregated(series: pd.DataFrame) -> Iterator[Issue]:
    for _, row in _latest(series).iterrows():
        if row["weight_known"] < 1:
            yield _issue("aggregated", row, other_value=row["weight_known"])
