"""Figures that stand apart from their series or their peers, and figures too regular to be counted.

Each function looks at one unit's figures and yields issues; the measures are those of
``analysis.quality.signals``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.programme import RATE_SCALES
from analysis.quality.issues import Issue, as_rows, issue
from analysis.quality.signals import (
    LEAST_PEERS,
    counting_noise,
    history_outliers,
    parallel_run,
    peer_outlier,
    repeated_run,
    round_step,
    straight_run,
)

Floats = NDArray[np.float64]
Row = dict[str, Any]
# A bound that is not a figure ("< 5 %") cannot stand apart, nor be too regular.
_NO_FIGURE = ("below", "above")


def pattern_issues(
    ledger: pd.DataFrame, series: pd.DataFrame, peers: pd.DataFrame, indicators: pd.DataFrame
) -> Iterator[Issue]:
    """Yield the outliers of ``series`` and what is too regular in ``ledger``.

    ``ledger`` and ``peers`` are observations without suspect ones, ``peers`` of other units.
    """
    about: dict[Any, Row] = {row["indicator_id"]: row for row in as_rows(indicators)}
    whole = series[series["comparable"] & ~series["qualifier"].isin(_NO_FIGURE)]
    for name, figures in whole.sort_values("year").groupby("indicator_id", sort=False):
        known = peers[peers["indicator_id"] == name]
        yield from _history_issues(figures, about[name])
        yield from _peer_issues(figures, known, about[name])
        yield from _parallel_issues(figures, known, about[name])
    given = ledger[~ledger["qualifier"].isin(_NO_FIGURE)].sort_values("year")
    for _, figures in given.groupby(["indicator_id", "source"], sort=False):
        name = figures["indicator_id"].iloc[0]
        yield from _regular_issues(figures, about[name])
        yield from _repeated_issues(figures, about[name])
        yield from _round_issues(figures, about[name])


def _bounds(about: Row) -> tuple[float, float]:
    upper = float(about["upper"])
    return float(about["lower"]), math.inf if math.isnan(upper) else upper


def _numbers(figures: pd.DataFrame, column: str) -> Floats:
    return figures[column].to_numpy(dtype=np.float64)


def _noise(figures: pd.DataFrame, about: Row) -> Floats:
    """Rates that no count stands behind, as those of surveys and models, have no such noise."""
    if about["unit"] != "cases" and about["unit"] not in RATE_SCALES:
        return np.zeros(len(figures))
    scale = RATE_SCALES.get(about["unit"])
    return counting_noise(_numbers(figures, "value"), _numbers(figures, "denominator"), scale)


def _history_issues(figures: pd.DataFrame, about: Row) -> Iterator[Issue]:
    years, values = _numbers(figures, "year"), _numbers(figures, "value")
    for outlier in history_outliers(years, values, _noise(figures, about), *_bounds(about)):
        facts: dict[str, Any] = {
            "score": outlier.score,
            "limit": outlier.limit,
            "figures": len(values),
        }
        row = figures.iloc[outlier.place]
        yield issue("outlier_history", row, other_value=outlier.expected, **facts)


def _peer_issues(figures: pd.DataFrame, peers: pd.DataFrame, about: Row) -> Iterator[Issue]:
    """Tell the newest figure that stands apart, and in which other years one did."""
    found = []
    for row, noise in zip(as_rows(figures), _noise(figures, about), strict=True):
        values = _peer_values(peers[peers["year"] == row["year"]], str(row["source"]))
        outlier = peer_outlier(row["value"], noise, values, *_bounds(about))
        if outlier:
            found.append((row, outlier, len(values)))
    if found:
        row, outlier, count = found[-1]
        years = [int(row["year"]) for row, _, _ in found]
        facts: dict[str, Any] = {
            "score": outlier.score,
            "limit": outlier.limit,
            "peers": count,
            "years": years,
        }
        yield issue("outlier_peers", row, other_value=outlier.expected, **facts)


def _peer_values(peers: pd.DataFrame, source: str) -> Floats:
    """Return one value per other unit: that of the same source where there is one."""
    ranked = peers.assign(other=peers["source"] != source).sort_values(["other", "source"])
    return _numbers(ranked.drop_duplicates("unit_id"), "value")


def _parallel_issues(figures: pd.DataFrame, peers: pd.DataFrame, about: Row) -> Iterator[Issue]:
    """Only figures of one source move together because a model moves them."""
    for source, own in figures.groupby("source", sort=False):
        same = peers[peers["source"] == source]
        if same["unit_id"].nunique() < LEAST_PEERS:
            continue
        years = own["year"].tolist()
        table = same.pivot(index="unit_id", columns="year", values="value").reindex(columns=years)
        others = table.to_numpy(dtype=np.float64)
        found = parallel_run(_numbers(own, "value"), others, *_bounds(about))
        if found:
            rows = own.iloc[found.first : found.last + 1]
            known = bool((rows["nature"].iloc[1:] == "modelled").all())
            facts: dict[str, Any] = {"first": int(rows["year"].iloc[0]), "peers": found.others}
            severity = "note" if known else "doubtful"
            yield issue("parallel", rows.iloc[-1], severity=severity, spread=found.spread, **facts)


def _regular_issues(figures: pd.DataFrame, about: Row) -> Iterator[Issue]:
    counted = figures[figures["nature"] != "modelled"]
    values = _numbers(counted, "value")
    run = straight_run(_numbers(counted, "year"), values) if len(values) else None
    if run and about["unit"] != "cases":
        first, last = run
        facts: dict[str, Any] = {
            "first": int(counted["year"].iloc[first]),
            "figures": last - first + 1,
        }
        start = float(values[first])
        yield issue("too_regular", counted.iloc[last], other_value=start, **facts)


def _repeated_issues(figures: pd.DataFrame, about: Row) -> Iterator[Issue]:
    counted = figures[figures["denominator"].notna()]
    scale = RATE_SCALES.get(str(about["unit"]))
    if scale is None or len(counted) == 0:
        return
    run = repeated_run(_numbers(counted, "value"), _numbers(counted, "denominator"), scale)
    if run:
        first, last = run
        facts: dict[str, Any] = {
            "first": int(counted["year"].iloc[first]),
            "figures": last - first + 1,
        }
        yield issue("repeated", counted.iloc[last], **facts)


def _round_issues(figures: pd.DataFrame, about: Row) -> Iterator[Issue]:
    values = _numbers(figures, "value")
    step = round_step(values, int(about["decimals"]), *_bounds(about))
    if step:
        yield issue("round_values", figures.iloc[-1], step=step, figures=len(values))
