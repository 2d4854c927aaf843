"""Projections: what a series may be in a later year, as quantiles learnt from all series together.

The distribution of a later value is that of its state (see `projection_states`): the last state,
plus the change that the predictors announce (`projection_predictors`), plus the errors that such
projections made before. How much each predictor is trusted and how large the errors are is learnt
from past origins of the same indicator (`projection_origins`), starting from the calibration that
is shipped for its nature (`projection_calibration`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from analysis.programme import number_column, text_column, year_column
from analysis.projections.borrowing import NO_ONE, PARENT, SIBLINGS, Edge, find_edge, lean_on_others
from analysis.projections.calibration import Calibration, NatureCalibration, load_calibration
from analysis.projections.distributions import believe_samples, doubt_aggregates, read_values
from analysis.projections.expectations import expect, learn_bands
from analysis.projections.panels import Group, Panel, build_panel, split_panel
from analysis.projections.predictors import Points
from analysis.projections.signals import read_signals
from analysis.projections.states import Floats

PROJECTIONS = pa.DataFrameSchema(
    {
        "unit_id": text_column(),
        "indicator_id": text_column(),
        "origin_year": year_column(),
        "year": year_column(),
        "quantile_level": pa.Column(float, pa.Check.in_range(0, 1)),
        "value": number_column(),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year", "quantile_level"],
    name="projections",
    description="What may come: quantiles per unit, indicator and year.",
)

# The unit, or the units in order of preference, on which the series of another one may lean.
Parents = Mapping[str, str | Sequence[str]]


def project(
    series: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    years: Sequence[int],
    quantile_levels: Sequence[float],
    parents: Parents | None = None,
    calibration: Calibration | None = None,
) -> pd.DataFrame:
    """Project every series of at least two points to later years.

    `series` is a long table with one row per `unit_id, indicator_id, year` and its `value`;
    optional `numerator` and `denominator` give a point its own sampling error, an optional
    `aggregation_sd` its doubt from being put together from former units, `interval_low` and
    `interval_high` that of a published 90 % interval. `indicators` has
    one row per `indicator_id` with `unit, better` ('up' or 'down'), `nature`, `lower` and `upper`
    (NaN or infinite: no upper bound). Both may have other columns. `parents` maps a `unit_id` to
    that of the unit which contains it (the nation for a province), or to several in order of
    preference (those it was put together from before the nation): where a series ends before
    others of its indicator, it leans on its siblings or else on the first of these that goes on
    (see `borrowing`).
    `calibration` is one that was learnt otherwise than the shipped one (`read_calibration`).

    Returns `unit_id, indicator_id, origin_year, year, quantile_level, value`, sorted by these; the
    origin is the last observed year, and only the `years` after it are given. Values are in the
    unit of the indicator, within its bounds, and never fall as the level rises.

    Raises ValueError for duplicated keys, for indicators that are missing or ill-defined and for
    levels outside (0, 1).

    >>> import pandas as pd
    >>> from analysis.projections import project
    >>> series = pd.DataFrame({"year": range(2018, 2025), "value": [20, 19, 18, 17, 16, 15, 14.0]})
    >>> series = series.assign(unit_id="ninh-binh", indicator_id="infant_mortality")
    >>> about = {"unit": "per_1000_live_births", "better": "down", "nature": "modelled"}
    >>> indicators = pd.DataFrame(
    ...     [{"indicator_id": "infant_mortality", **about, "lower": 0.0, "upper": None}]
    ... )
    >>> ahead = project(series, indicators, years=[2026], quantile_levels=[0.1, 0.5, 0.9])
    >>> list(ahead["year"]), bool(ahead["value"].is_monotonic_increasing)
    ([2026, 2026, 2026], True)
    """
    return project_leaning(
        series,
        indicators,
        years=years,
        quantile_levels=quantile_levels,
        parents=parents,
        calibration=calibration,
    )[0]


def project_leaning(
    series: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    years: Sequence[int],
    quantile_levels: Sequence[float],
    parents: Parents | None = None,
    calibration: Calibration | None = None,
    only: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The projections of `project`, and what the furthest of each series leans on.

    Where a `unit_id` is named (`only`), those of its series alone, though all of them tell of it.
    The second table has `unit_id, indicator_id`, `leans_on` ('siblings' or 'parent'), `after`, the
    year of the series' own last figure, `until`, that of the newest one that it leans on, and
    `leans_on_unit`, the parent's `unit_id` (missing for siblings).
    Series that lean on nothing are not in it.
    """
    levels = check_levels(quantile_levels)
    panel = build_panel(series, indicators)
    targets = np.unique(np.asarray(list(years), dtype=np.int64))
    origins = panel.years[panel.last] if len(panel.keys) else np.empty(0, np.int64)
    ahead = targets[None, :] > origins[:, None]
    if only is not None:
        ahead &= (panel.keys["unit_id"] == only).to_numpy(bool)[:, None]
    rows, columns = np.nonzero(ahead)
    horizons = targets[columns] - origins[rows]
    known = calibration or load_calibration()
    found = project_values(panel, rows.astype(np.intp), horizons, levels, parents or {}, known)
    repeated = np.repeat(rows, len(levels))
    projections = pd.DataFrame(
        {
            "unit_id": panel.keys["unit_id"].array.take(repeated),
            "indicator_id": panel.keys["indicator_id"].array.take(repeated),
            "origin_year": np.repeat(origins[rows], len(levels)),
            "year": np.repeat(targets[columns], len(levels)),
            "quantile_level": np.tile(levels, len(rows)),
            "value": found.values.ravel(),
        }
    )
    return projections, leaning_table(panel, rows, origins, found)


def leaning_table(
    panel: Panel, rows: NDArray[np.int64], origins: NDArray[np.int64], found: Projected
) -> pd.DataFrame:
    """One row per series that leans on others, as its furthest projected year does."""
    final = np.append(np.diff(rows) != 0, True)[: len(rows)]
    place = np.flatnonzero(final & (found.sources != NO_ONE))
    keys = panel.keys.iloc[rows[place]]
    names = {SIBLINGS: "siblings", PARENT: "parent"}
    parents = panel.keys["unit_id"].iloc[found.parents[place]]
    return pd.DataFrame(
        {
            "unit_id": keys["unit_id"].array,
            "indicator_id": keys["indicator_id"].array,
            "leans_on": [names[int(source)] for source in found.sources[place]],
            "after": origins[rows[place]],
            "until": found.until[place],
            "leans_on_unit": parents.where(found.sources[place] == PARENT).array,
        }
    )


def check_levels(quantile_levels: Sequence[float]) -> Floats:
    """Sorted distinct levels; raises ValueError when one lies outside (0, 1) or there is none."""
    levels = np.unique(np.asarray(list(quantile_levels), dtype=float))
    if not levels.size or not (levels > 0).all() or not (levels < 1).all():
        raise ValueError(f"quantile levels must lie strictly between 0 and 1, got {levels}")
    return levels


@dataclass(frozen=True)
class Projected:
    """Values (rows, levels), whom each row leans on (`borrowing`) and up to which year, (rows,).

    `parents` has the parent's row in the panel, of those that lean on one.
    """

    values: Floats
    sources: NDArray[np.int8]
    until: NDArray[np.int64]
    parents: NDArray[np.intp]


def project_values(
    panel: Panel,
    rows: NDArray[np.intp],
    horizons: NDArray[np.int64],
    levels: Floats,
    parents: Parents,
    calibration: Calibration,
) -> Projected:
    """Project chosen series to chosen horizons in years."""
    count = len(rows)
    found = Projected(
        np.empty((count, len(levels))),
        np.zeros(count, np.int8),
        np.zeros(count, np.int64),
        np.zeros(count, np.intp),
    )
    for group in split_panel(panel):
        place = np.full(len(panel.keys), -1)
        place[group.rows] = np.arange(len(group.rows))
        wanted = np.flatnonzero(place[rows] >= 0)
        if not len(wanted):
            continue
        row = place[rows[wanted]].astype(np.intp)
        points = Points(row, group.last[row], horizons[wanted].astype(float))
        parent = parent_rows(panel, group, parents)
        values, edge = project_group(group, points, levels, parent, calibration[group.nature])
        found.values[wanted], found.sources[wanted] = values, edge.source
        found.until[wanted] = group.first_year + edge.until
        found.parents[wanted] = np.asarray(group.rows)[np.maximum(parent[row], 0)]
    return found


def parent_rows(panel: Panel, group: Group, parents: Parents) -> NDArray[np.intp]:
    """Row of each series' parent among the series of its indicator, -1 where there is none.

    Of several it is the first that goes on after the series' own last figure, else the last.
    """
    units = [str(unit) for unit in panel.keys["unit_id"].iloc[group.rows]] if parents else []
    places = {unit: row for row, unit in enumerate(units)}
    found = np.full(len(group.rows), -1, dtype=np.intp)
    for row, unit in enumerate(units):
        known = [places[name] for name in _named(parents.get(unit, ())) if name in places]
        going_on = [place for place in known if group.last[place] > group.last[row]]
        found[row] = next(iter([*going_on, *reversed(known)]), -1)
    return found


def _named(parents: str | Sequence[str]) -> Sequence[str]:
    return [parents] if isinstance(parents, str) else parents


def project_group(
    group: Group,
    points: Points,
    levels: Floats,
    parents: NDArray[np.intp],
    known: NatureCalibration,
) -> tuple[Floats, Edge]:
    """Values (points, levels) for the series of one indicator, and what they lean on."""
    signals = read_signals(group.states, group.noise, known.usual_variance)
    bands = learn_bands(group, signals, known)
    mixture = expect(group, signals, bands, points)
    edge = find_edge(group, signals, bands, points, parents)
    lean_on_others(mixture, edge, group, signals, bands, points)
    believe_samples(mixture, signals, points, group.noise)
    doubt_aggregates(mixture, points, group.doubt)
    return read_values(mixture, points, signals.level, group, levels), edge
