"""Draw the origins to score, from the reporting part of the panels; see `run`.

One row per origin: kind, unit_id, indicator_id, origin_year, lower and upper bound (empty where
there is none), history (values of the years in a row that end at the origin, separated by spaces)
and actual_1 to actual_5 (what came that many years later, empty where unknown).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.track_record import panels as scored_panels, scoring

LEAST_YEARS = 5
ORIGINS_PER_KIND = 1500
SEED = 20260101
SERIES = ["kind", "unit_id", "indicator_id"]


def draw_origins(series: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """A fixed sample of origins of every kind, in order."""
    bounds = indicators[["indicator_id", "lower", "upper"]]
    parts = []
    for _, part in series.groupby("kind"):
        origins = pd.DataFrame(find_origins(part))
        size = min(ORIGINS_PER_KIND, len(origins))
        parts.append(origins.sample(size, random_state=SEED).sort_index())
    return pd.concat(parts, ignore_index=True).merge(bounds, on="indicator_id", how="left")


def find_origins(series: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Every origin of one kind with enough years in a row before it and something after."""
    allowed = set(scoring.origins_of(series))
    for keys, part in series.groupby(SERIES):
        values = dict(sorted(zip(part["year"], part["value"], strict=True)))
        for origin in values:
            history = read_history(values, origin)
            actual = [values.get(origin + horizon, np.nan) for horizon in scoring.HORIZONS]
            if origin in allowed and len(history) >= LEAST_YEARS and not np.isnan(actual).all():
                yield {
                    **dict(zip(SERIES, keys, strict=True)),
                    "origin_year": origin,
                    "history": " ".join(repr(float(value)) for value in history),
                    **{
                        f"actual_{h}": value
                        for h, value in zip(scoring.HORIZONS, actual, strict=True)
                    },
                }


def read_history(values: dict[int, float], origin: int) -> list[float]:
    """Values of the years in a row that end at the origin, the longest history at most."""
    history: list[float] = []
    year = origin
    while year in values and len(history) < scoring.LONGEST_HISTORY:
        history.append(values[year])
        year -= 1
    return history[::-1]


def main(panels: str, origins: str) -> None:
    loaded = scored_panels.load_panels(Path(panels))
    reporting = loaded.series[loaded.series["part"] == "reporting"]
    table = draw_origins(reporting, loaded.indicators)
    table.to_csv(origins, index=False)
    print(f"{len(table)} origins:", table["kind"].value_counts(sort=False).to_dict())


if __name__ == "__main__":
    main(*sys.argv[1:])
