"""Panels: long tables of observed series laid out as a matrix, one row per series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.projection_states import Floats

SERIES_COLUMNS = ("unit_id", "indicator_id", "year", "value")
INDICATOR_COLUMNS = ("indicator_id", "unit", "better", "nature", "lower", "upper")
NATURES = ("administrative", "survey", "census", "estimate", "modelled", "simulated")
KEYS = ["unit_id", "indicator_id", "year"]
MATRICES = ("value", "numerator", "denominator", "aggregation_sd")


@dataclass(frozen=True)
class Panel:
    """Series of at least two points, sorted by unit and indicator.

    `keys` has one row per series (unit_id, indicator_id, then the columns of its indicator);
    `years` has shape (years,), consecutive; `values`, `numerators`, `denominators` and
    `aggregation_sds` have shape (series, years), NaN where nothing was observed.
    """

    keys: pd.DataFrame
    years: NDArray[np.int64]
    values: Floats
    numerators: Floats
    denominators: Floats
    aggregation_sds: Floats

    @property
    def last(self) -> NDArray[np.intp]:
        """Column of the last observed year of each series, shape (series,)."""
        width = self.values.shape[1]
        return np.asarray(width - 1 - np.argmax(~np.isnan(self.values[:, ::-1]), axis=1))

    @property
    def groups(self) -> NDArray[np.intp]:
        """Number of the indicator of each series, shape (series,)."""
        return np.asarray(pd.factorize(self.keys["indicator_id"], sort=True)[0])


def build_panel(series: pd.DataFrame, indicators: pd.DataFrame) -> Panel:
    """Lay out a long table; ValueError for duplicated keys, unknown or ill-defined indicators.

    NaN values are dropped, and so are series of fewer than two points.
    """
    check_indicators(indicators)
    table = check_series(series, indicators)
    counts = table.groupby(["unit_id", "indicator_id"])["year"].transform("size")
    table = table[counts >= 2].sort_values(KEYS, kind="stable")
    keys = table[["unit_id", "indicator_id"]].drop_duplicates(ignore_index=True)
    row = keys_to_rows(table)
    first, final = (table["year"].min(), table["year"].max()) if len(table) else (0, -1)
    years = np.arange(first, final + 1, dtype=np.int64)
    column = (table["year"].to_numpy() - first).astype(np.intp)
    shape = (len(keys), len(years))
    spread_out = [spread(table, name, row, column, shape) for name in MATRICES]
    keys = keys.merge(indicators[list(INDICATOR_COLUMNS)], on="indicator_id", how="left")
    return Panel(keys, years, *spread_out)


def check_series(series: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the observed rows; raise ValueError that shows the rows that cannot be used."""
    missing = [name for name in SERIES_COLUMNS if name not in series]
    if missing:
        raise ValueError(f"series lacks the columns {missing}; it has {list(series.columns)}")
    table = series[series["value"].notna()]
    twice = table.duplicated(KEYS, keep=False)
    if twice.any():
        raise ValueError(
            "expected one value per unit, indicator and year, got several; keep one "
            f"of each:\n{table.loc[twice, [*KEYS, 'value']].head(10)}"
        )
    unknown = sorted(set(table["indicator_id"]) - set(indicators["indicator_id"]))
    if unknown:
        raise ValueError(f"series has indicators that the indicators table lacks: {unknown[:10]}")
    if not np.isfinite(table["value"].to_numpy(float)).all():
        raise ValueError("series has infinite values; leave them out or correct them")
    return table


def check_indicators(indicators: pd.DataFrame) -> None:
    """Raise ValueError unless each indicator is defined once, with usable bounds and words."""
    missing = [name for name in INDICATOR_COLUMNS if name not in indicators]
    if missing:
        raise ValueError(f"indicators lacks the columns {missing}")
    faults: dict[str, pd.Series] = {
        "is defined twice": indicators["indicator_id"].duplicated(keep=False),
        "needs better to be 'up' or 'down'": ~indicators["better"].isin(["up", "down"]),
        f"needs a nature among {NATURES}": ~indicators["nature"].isin(NATURES),
        "needs a finite lower bound": indicators["lower"].astype(float).abs().fillna(np.inf)
        == np.inf,
        "needs upper above lower": indicators["upper"].astype(float) <= indicators["lower"],
    }
    for fault, rows in faults.items():
        if rows.any():
            raise ValueError(f"each indicator {fault}:\n{indicators[rows].head(10)}")


def keys_to_rows(table: pd.DataFrame) -> NDArray[np.intp]:
    """Row of the matrix for each row of a table that is sorted by unit and indicator."""
    new = np.zeros(len(table), dtype=bool)
    for key in ("unit_id", "indicator_id"):
        new |= (table[key] != table[key].shift()).to_numpy(dtype=bool)
    return np.asarray(np.cumsum(new) - 1, dtype=np.intp)


def spread(
    table: pd.DataFrame,
    name: str,
    row: NDArray[np.intp],
    column: NDArray[np.intp],
    shape: tuple[int, int],
) -> Floats:
    """One column of a long table as a matrix; all NaN when the table does not have it."""
    matrix = np.full(shape, np.nan)
    if name in table:
        matrix[row, column] = table[name].to_numpy(dtype=float, na_value=np.nan)
    return matrix
