"""How improving paces have gone on: what a pace of some years said of the years after it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

# A pace runs over so many years before the origin, and is followed for as many after it.
YEARS = (3, 5)
PACE_COLUMNS = ("kind", "cases", "series", "kept", "half_kept", "median_ratio")


def pace_table(series: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return by kind how often an improving pace went on at least as fast (``PACE_COLUMNS``).

    ``series`` has ``kind, unit_id, indicator_id, year, value``, ``indicators`` has ``better``. A
    case is a year with a figure ``YEARS`` before and one ``YEARS`` after it, the furthest of each,
    of which the first pace leads the right way. ``kept`` is the share whose next pace was no
    slower, ``half_kept`` at least half as fast, ``median_ratio`` the median of the next pace over
    the one before.
    """
    rising = indicators.drop_duplicates("indicator_id").set_index("indicator_id")["better"] == "up"
    directions = {str(name): bool(up) for name, up in rising.items()}
    cases = pd.DataFrame(_cases(series, directions), columns=["kind", "series", "ratio"])
    found = cases.groupby("kind")
    table = found["ratio"].agg(
        cases="size",
        kept=lambda ratio: (ratio >= 1).mean(),
        half_kept=lambda ratio: (ratio >= 0.5).mean(),
        median_ratio="median",
    )
    table["series"] = found["series"].nunique()
    return table.reset_index()[list(PACE_COLUMNS)]


def _cases(
    series: pd.DataFrame, rising: dict[str, bool]
) -> Iterator[tuple[str, tuple[str, str], float]]:
    least, most = YEARS
    for (kind, unit, indicator), rows in series.groupby(["kind", "unit_id", "indicator_id"]):
        known = rows.set_index("year")["value"].sort_index()
        for year, value in zip(map(int, known.index), known, strict=True):
            before = known.loc[year - most : year - least]
            after = known.loc[year + least : year + most]
            if before.empty or after.empty:
                continue
            so_far = (value - before.iloc[0]) / (year - before.index[0])
            then = (after.iloc[-1] - value) / (after.index[-1] - year)
            if so_far != 0 and (so_far > 0) == rising[str(indicator)]:
                yield str(kind), (str(unit), str(indicator)), float(then / so_far)
