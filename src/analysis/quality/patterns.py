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

from analysis.programme import SCALES
from analysis.quality.issues import Examined, Issue, issue
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
from analysis.tables import records

Floats = NDArray[np.float64]
Row = dict[str, Any]
_NOBODY: Floats = np.empty(0)


def _bounds(about: Row) -> tuple[float, float]:
    upper = float(about["upper"])
    return float(about["lower"]), math.inf if math.isnan(upper) else upper


def _numbers(figures: pd.DataFrame, column: str) -> Floats:
    return figures[column].to_numpy(dtype=np.float64)


def _noise(figures: pd.DataFrame, about: Row) -> Floats:
    """Rates that no count stands behind, as those of surveys and models, have no such noise."""
    if about["unit"] != "cases" and about["unit"] not in SCALES:
        return np.zeros(len(figures))
    scale = SCALES.get(about["unit"])
    return counting_noise(_numbers(figures, "value"), _numbers(figures, "denominator"), scale)


def history_issues(examined: Examined) -> Iterator[Issue]:
    """Yield the figures that stand apart from their own series."""
    for figures, about in examined.compared:
        years, values = _numbers(figures, "year"), _numbers(figures, "value")
        for outlier in history_outliers(years, values, _noise(figures, about), *_bounds(about)):
            facts: dict[str, Any] = {
                "score": outlier.score,
                "limit": outlier.limit,
                "figures": len(values),
            }
            row = figures.iloc[outlier.place]
            yield issue(row, other_value=outlier.expected, **facts)


def peer_issues(examined: Examined) -> Iterator[Issue]:
    """Tell the newest figure that stands apart from its peers, and in which other years one did."""
    for figures, about in examined.compared:
        peers = examined.peers_of.get(str(about["indicator_id"]), examined.peers[:0])
        by_year = {
            source: _peer_values(peers, str(source)) for source in figures["source"].unique()
        }
        found = []
        for row, noise in zip(records(figures), _noise(figures, about), strict=True):
            values = by_year[row["source"]].get(int(row["year"]), _NOBODY)
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
            yield issue(row, other_value=outlier.expected, **facts)


def _peer_values(peers: pd.DataFrame, source: str) -> dict[int, Floats]:
    """Return by year one value per other unit: that of the same source where there is one."""
    if peers.empty:
        return {}
    ranked = peers.assign(other=peers["source"] != source)
    ranked = ranked.sort_values(["year", "other", "source"]).drop_duplicates(["year", "unit_id"])
    years, values = ranked["year"].to_numpy(np.int64), _numbers(ranked, "value")
    starts = np.flatnonzero(np.diff(years, prepend=-1))
    return dict(zip(years[starts].tolist(), np.split(values, starts[1:]), strict=True))


def parallel_issues(examined: Examined) -> Iterator[Issue]:
    """Only figures of one source move together because a model moves them."""
    for figures, about in examined.compared:
        peers = examined.peers_of.get(str(about["indicator_id"]), examined.peers[:0])
        for source, own in figures.groupby("source", sort=False):
            same = peers[peers["source"] == source]
            if same["unit_id"].nunique() < LEAST_PEERS:
                continue
            years = own["year"].tolist()
            table = same.pivot(index="unit_id", columns="year", values="value").reindex(
                columns=years
            )
            others = table.to_numpy(dtype=np.float64)
            found = parallel_run(_numbers(own, "value"), others, *_bounds(about))
            if found:
                rows = own.iloc[found.first : found.last + 1]
                known = bool((rows["nature"].iloc[1:] == "modelled").all())
                facts: dict[str, Any] = {"first": int(rows["year"].iloc[0]), "peers": found.others}
                severity = "note" if known else "doubtful"
                yield issue(rows.iloc[-1], severity=severity, spread=found.spread, **facts)


def regular_issues(examined: Examined) -> Iterator[Issue]:
    """Yield the runs of figures that lie on one straight line."""
    for figures, about in examined.given:
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
            yield issue(counted.iloc[last], other_value=start, **facts)


def repeated_issues(examined: Examined) -> Iterator[Issue]:
    """Yield the runs of figures that are the same though their counts are not."""
    for figures, about in examined.given:
        counted = figures[figures["denominator"].notna()]
        scale = SCALES.get(str(about["unit"]))
        if scale is None or len(counted) == 0:
            continue
        run = repeated_run(_numbers(counted, "value"), _numbers(counted, "denominator"), scale)
        if run:
            first, last = run
            facts: dict[str, Any] = {
                "first": int(counted["year"].iloc[first]),
                "figures": last - first + 1,
            }
            yield issue(counted.iloc[last], **facts)


def round_issues(examined: Examined) -> Iterator[Issue]:
    """Yield the series whose figures are all round."""
    for figures, about in examined.given:
        values = _numbers(figures, "value")
        step = round_step(values, int(about["decimals"]), *_bounds(about))
        if step:
            yield issue(figures.iloc[-1], step=step, figures=len(values))
