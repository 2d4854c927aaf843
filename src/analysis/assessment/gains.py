"""Which indicators have surely come nearer to their final target: moves that are no mere noise.

A move counts where the indicator may be judged, at least ``LEAST_YEARS`` lie between its figures,
and it is larger than half of the 80 % interval that the outlook gives for as many years: a series
that goes up and down by itself moves as far without any progress.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.programme import UNDECIDED_STATUSES, is_bound
from analysis.projections import Outlook
from analysis.tables import records

LEAST_YEARS = 3


def sure_gains(
    results: pd.DataFrame, outlooks: Mapping[tuple[str, str], Outlook], indicators: pd.DataFrame
) -> pd.DataFrame:
    """Return the rows of final targets that were approached, with ``covered``, the largest first.

    ``results`` are those of ``Verdicts``; ``covered`` is the share of the way from the baseline to
    the final target (1 where it is met, more beyond it).
    """
    rows = results.groupby("indicator_id", sort=False).tail(1)
    rows = rows[
        ~is_bound(rows["latest_qualifier"]) & ~rows["status"].isin(UNDECIDED_STATUSES)
    ].copy()
    about = indicators.set_index("indicator_id")
    moved = rows["latest_value"] - rows["baseline_value"]
    way = rows["goal"] - rows["baseline_value"]
    # A way shorter than a published digit (44,96 to 45) is none that a reader could see.
    shortest = 10.0 ** -rows["indicator_id"].map(about["decimals"]).astype(float)
    rows["covered"] = (moved / way).where(way.abs() >= shortest)
    noise = [_noise(row, outlooks) for row in records(rows)]
    better = rows["indicator_id"].map(about["better"])
    forward = moved.where(better == "up", -moved) > np.array(noise, dtype=float)
    rows = rows[forward & (rows["covered"] > 0)]
    return rows.sort_values("covered", ascending=False, kind="stable")


def _noise(row: dict[str, Any], outlooks: Mapping[tuple[str, str], Outlook]) -> float:
    """Return how far the series moves by itself; missing where it is not known or too short."""
    outlook = outlooks.get((row["unit_id"], row["indicator_id"]))
    if outlook is None or pd.isna(row["baseline_year"]):
        return float("nan")
    years = int(row["latest_year"] - row["baseline_year"])
    return usual_move(outlook, int(row["latest_year"]), years)


def usual_move(outlook: Outlook, latest: int, years: int) -> float:
    """Return how far a series moves by itself in so many ``years``, in the indicator's unit.

    That is half of the 80 % interval as many years after the ``latest`` figure; an outlook that
    ends before is carried on as a random walk, whose spread grows with the root of the years.
    Missing for less than ``LEAST_YEARS`` and where nothing is projected.
    """
    ahead = [year for year in outlook.years if latest < year <= latest + years]
    if years < LEAST_YEARS or not ahead:
        return float("nan")
    low, high = (outlook.quantile(ahead[-1], level) for level in (0.1, 0.9))
    return float((high - low) / 2 * math.sqrt(years / (ahead[-1] - latest)))
