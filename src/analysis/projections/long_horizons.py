"""Long horizons: how projections to six years and more came out, learnt once more with all parts.

The weights of the trend lean to no change and forget slow progress, and errors of many years
overlap. What is left is learnt from the projections themselves, made in real time from past
origins of the tuning part: per band a shift towards the better side and a factor of the spread.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.projections.calibration import NatureCalibration
from analysis.projections.expectations import expect, learn_bands
from analysis.projections.origins import BANDS, LONG_BAND, REMEMBERED_YEARS, SHAPE_LEVELS
from analysis.projections.panels import Group, build_panel, split_panel
from analysis.projections.predictors import Points
from analysis.projections.signals import read_signals
from analysis.projections.states import Floats, states_of

LEAST_POINTS = 3
# An indicator with fewer errors than this at a band says nothing about it.
LEAST_ERRORS = 20
# The share of errors whose reach the factor is read at: that of the 80 % interval.
REACH = 0.8


def learn_long_bands(
    series: pd.DataFrame, indicators: pd.DataFrame, known: NatureCalibration, first_origin: int
) -> dict[int, dict[str, float]]:
    """Shift and factor of each long band of one nature, whose other parts are `known`.

    The shift is the median over indicators of the median error over its spread, not below 0: in a
    mean a few indicators with a break would decide. The factor is the median over indicators of
    the reach of the errors around it over the shape's, not below 1.
    """
    errors: dict[int, list[Floats]] = {band: [] for band in BANDS if band >= LONG_BAND}
    for _, rows in series.groupby("indicator_id"):
        found = errors_of(rows, indicators, known, first_origin)
        for band, kept in errors.items():
            own = found.loc[found["horizon"].isin(BANDS[band]), "error"].to_numpy()
            if len(own) >= LEAST_ERRORS:
                kept.append(own)
    return {
        band: shift_and_factor(kept, known.bands[band].together.shape)
        for band, kept in errors.items()
    }


def shift_and_factor(errors: list[Floats], shape: Floats) -> dict[str, float]:
    """The two numbers from the standardised errors of each indicator and the shape they have."""
    if not errors:
        return {"shift": 0.0, "factor": 1.0}
    shift = max(float(np.median([np.median(own) for own in errors])), 0.0)
    middles = np.interp((np.arange(1000) + 0.5) / 1000.0, SHAPE_LEVELS, np.abs(shape))
    reach = [np.quantile(np.abs(own - shift), REACH) for own in errors]
    return {
        "shift": shift,
        "factor": max(float(np.median(reach) / np.quantile(middles, REACH)), 1.0),
    }


def errors_of(
    rows: pd.DataFrame, indicators: pd.DataFrame, known: NatureCalibration, first_origin: int
) -> pd.DataFrame:
    """`horizon, error` of one indicator: errors over their spread, from origins in real time."""
    years = sorted(set(rows["year"]))
    parts = [
        part
        for origin in years[2:-1]
        if origin >= first_origin
        for part in errors_from(rows, indicators, known, int(origin))
    ]
    return (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"horizon": [], "error": []})
    )


def errors_from(
    rows: pd.DataFrame, indicators: pd.DataFrame, known: NatureCalibration, origin: int
) -> Iterator[pd.DataFrame]:
    """The same from one origin; series with figures enough that reach up to it."""
    past = rows[rows["year"].between(origin - REMEMBERED_YEARS + 1, origin)]
    panel = build_panel(past, indicators)
    for group in split_panel(panel):
        states = later_states(rows, group, panel.keys["unit_id"].iloc[group.rows], origin)
        ready = ~np.isnan(group.states).all(axis=1) & (group.last == origin - group.first_year)
        ready &= (~np.isnan(group.states)).sum(axis=1) >= LEAST_POINTS
        row, ahead = np.nonzero(~np.isnan(states) & ready[:, None])
        if not len(row):
            return
        points = Points(row, group.last[row], (ahead + min(BANDS[LONG_BAND])).astype(float))
        signals = read_signals(group.states, group.noise, known.usual_variance)
        mixture = expect(group, signals, learn_bands(group, signals, known), points)
        change = states[row, ahead] - points.of(signals.level)
        error = (change - mixture.change) / np.exp(mixture.log_spread)
        moved = (points.of(group.sides) == 0) | (change != 0)
        yield pd.DataFrame({"horizon": points.horizon, "error": error})[moved]


def later_states(rows: pd.DataFrame, group: Group, units: pd.Series, origin: int) -> Floats:
    """States of a group's series at the long horizons after an origin, (series, horizons)."""
    wide = rows.pivot(index="unit_id", columns="year", values="value")
    ahead = range(origin + min(BANDS[LONG_BAND]), origin + max(BANDS[max(BANDS)]) + 1)
    values = wide.reindex(index=units, columns=ahead).to_numpy(float)
    return states_of(values, group.scale)
