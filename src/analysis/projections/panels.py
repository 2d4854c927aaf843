"""Panels: long tables of observed series laid out as a matrix, one row per series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.programme import DIRECTIONS, NATURES
from analysis.projections.bounds import bound_sides
from analysis.projections.predictors import LevelKind
from analysis.projections.states import (
    LARGEST_STATE,
    Floats,
    Scale,
    fit_scale,
    sampling_variances,
    states_of,
    value_rates,
)

SERIES_COLUMNS = ("unit_id", "indicator_id", "year", "value")
INDICATOR_COLUMNS = ("indicator_id", "unit", "better", "nature", "lower", "upper")
KEYS = ["unit_id", "indicator_id", "year"]
MATRICES = (
    "value",
    "numerator",
    "denominator",
    "aggregation_sd",
    "interval_low",
    "interval_high",
)
# A published interval of 90 % is so many standard deviations wide.
INTERVAL_WIDTH = 3.29


@dataclass(frozen=True)
class Panel:
    """Series of at least two points, sorted by unit and indicator.

    `keys` has one row per series (unit_id, indicator_id, then the columns of its indicator);
    `years` has shape (years,), consecutive; `values`, `numerators`, `denominators`,
    `aggregation_sds`, `interval_lows` and `interval_highs` have shape (series, years), NaN where
    nothing was observed.
    """

    keys: pd.DataFrame
    years: NDArray[np.int64]
    values: Floats
    numerators: Floats
    denominators: Floats
    aggregation_sds: Floats
    interval_lows: Floats
    interval_highs: Floats

    @property
    def last(self) -> NDArray[np.intp]:
        """Column of the last observed year of each series, shape (series,)."""
        return last_columns(self.values)

    @property
    def groups(self) -> NDArray[np.intp]:
        """Number of the indicator of each series, shape (series,)."""
        return np.asarray(pd.factorize(self.keys["indicator_id"], sort=True)[0])


def last_columns(matrix: Floats) -> NDArray[np.intp]:
    """Column of the last number of each row of a matrix, shape (rows,)."""
    return np.asarray(matrix.shape[1] - 1 - np.argmax(~np.isnan(matrix[:, ::-1]), axis=1))


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
    unknown = sorted(set(table["indicator_id"].unique()) - set(indicators["indicator_id"]))
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
        "needs better to be 'up' or 'down'": ~indicators["better"].isin(DIRECTIONS),
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


@dataclass(frozen=True)
class Group:
    """The series of one indicator; matrices are (series, years), `rows` their rows in the panel.

    The years are the indicator's own, from its first to its last figure, so that what is known of
    another indicator moves nothing here; `first_year` is that of the first column. `rates` is how
    fast values move with states, `noise` the sampling variance of each state, `doubt` its variance
    from having been put together from former units and from
    its published interval, `sides` whether a value is at its better (1) or
    worse (-1) bound.
    """

    rows: NDArray[np.intp]
    first_year: int
    nature: str
    scale: Scale
    kind: LevelKind
    states: Floats
    rates: Floats
    noise: Floats
    doubt: Floats
    sides: Floats

    @property
    def last(self) -> NDArray[np.intp]:
        """Column of the last observed year of each series, shape (series,)."""
        return last_columns(self.states)

    def alone(self, row: int) -> Group:
        """One series of the group, as if it had been given without the others."""
        here = np.array([row], dtype=np.intp)
        kind = LevelKind(self.kind.share, self.kind.gross, self.kind.hundred[here])
        matrices = (self.states, self.rates, self.noise, self.doubt, self.sides)
        taken = [matrix[here] for matrix in matrices]
        scale = self.scale.take(here)
        return Group(self.rows[here], self.first_year, self.nature, scale, kind, *taken)


def split_panel(panel: Panel) -> Iterator[Group]:
    """The groups of a panel, one per indicator, in the order of their ids."""
    if not len(panel.keys):
        return
    codes = panel.groups
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        yield group_rows(panel, rows)


def group_rows(panel: Panel, rows: NDArray[np.intp]) -> Group:
    """The series in `rows` of the panel, which share an indicator, in its own years."""
    indicator = panel.keys.iloc[int(rows[0])]
    seen = np.flatnonzero(~np.isnan(panel.values[rows]).all(axis=0))
    own = slice(int(seen[0]), int(seen[-1]) + 1)
    values, numerators, denominators, sds, lows, highs = (
        np.ascontiguousarray(matrix[rows, own])
        for matrix in (
            panel.values,
            panel.numerators,
            panel.denominators,
            panel.aggregation_sds,
            panel.interval_lows,
            panel.interval_highs,
        )
    )
    doubts = np.hypot(np.nan_to_num(sds), interval_deviations(values, lows, highs))
    count = len(rows)
    scale = scale_of(panel.keys.iloc[rows], values)
    states = states_of(values, scale)
    rates = value_rates(states, scale)
    noise = sampling_variances(values, numerators, denominators, scale)
    share = bool(scale.bounded[0])
    kind = LevelKind(
        share,
        not share and str(indicator["unit"]).startswith("percent"),
        states_of(np.full((count, 1), 100.0), scale)[:, 0],
    )
    return Group(
        rows,
        int(panel.years[own][0]),
        str(indicator["nature"]),
        scale,
        kind,
        states,
        rates,
        noise,
        np.minimum(np.nan_to_num(doubts / rates), LARGEST_STATE) ** 2,
        bound_sides(values, scale),
    )


def interval_deviations(values: Floats, lows: Floats, highs: Floats) -> Floats:
    """Standard deviation of each value from its published 90 % interval, 0 without one.

    Estimates are published with intervals that are even in the logarithm; later releases move
    the past by about as much.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = values * (np.log(highs) - np.log(lows)) / INTERVAL_WIDTH
    return np.where(np.isfinite(wide) & (wide > 0), wide, 0.0)


def panel_scale(panel: Panel) -> Scale:
    """The scale of every series of a panel."""
    return scale_of(panel.keys, panel.values)


def scale_of(keys: pd.DataFrame, values: Floats) -> Scale:
    """The scale of the series with these keys, whose values are (series, years)."""
    top = keys["upper"].to_numpy(float, na_value=np.nan)
    return fit_scale(
        values,
        keys["lower"].to_numpy(float),
        np.where(np.isnan(top), np.inf, top),
        np.where(keys["better"] == "up", 1.0, -1.0),
    )
