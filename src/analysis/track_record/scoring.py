"""Track record: what the projections of past years said, against what then came.

Rolling origins: at each origin year every series is cut off there, projected one to fourteen years
ahead together with all others of its kind, and scored on the years that followed. The reference is
the pooled random walk: the last value as median, and the errors that "no change" made at past
origins of the same kind and horizon as its spread. Functions go from typed table to typed table;
only `track_record_panels` reads files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.projections import (
    Calibration,
    Floats,
    Scale,
    build_panel,
    panel_scale,
    probabilities_below,
    project,
    states_of,
    values_of,
)
from analysis.track_record.methods import METHODS

LEVELS = np.round(np.arange(0.05, 0.951, 0.05), 2)
ALL_LEVELS = np.sort(np.r_[LEVELS, 0.025, 0.975])
HORIZON_BANDS = {
    "1-2": (1, 2),
    "3-5": (3, 4, 5),
    "6-9": (6, 7, 8, 9),
    "10-14": (10, 11, 12, 13, 14),
}
HORIZONS = tuple(horizon for band in HORIZON_BANDS.values() for horizon in band)
LONGEST_HISTORY = 15
LEAST_POINTS = 3
# Series of fewer points, whose words are counted but whose scores are not.
FEWEST_POINTS = 2
# A series is steady when its mean yearly change is so many standard errors from nothing.
STEADY, STEADY_POINTS = 3.0, 6
LEAST_ERRORS = 20
# What a target asks for: the share of the way from the level five years before it to the ideal.
AMBITIONS = (0.0, 0.1, 0.25)
TARGET_LEAD = 5
FIRST_ORIGIN = 2000
SCALE = ["lower", "upper", "squeeze", "direction"]
OURS, REFERENCE, VERDICT = "projection", "no change", "CAGR"
KEYS = ["kind", "unit_id", "indicator_id", "origin_year", "year"]


@dataclass(frozen=True)
class Record:
    """Everything that was scored.

    `scores` has one row per projected value and method: the keys, horizon, method, `crps` (mean
    pinball loss), `error` (absolute), `usual_error` (of no change, mean of the indicator), and for
    our projection whether the value lay `inside_80` and `inside_95`, whether the series was
    `steady`, whether the outcome lay `beyond` the median in the direction of its pace (a half for
    one on it), and how far the state went and was projected to go that way over the pace's way
    (`went`, `projected`, `paced`). `attainments` has one row per
    projected value and ambition: `probability` of attaining it, the same of the pooled random walk
    (`reference_probability`), the CAGR `verdict` and whether it was `attained`. `scarce` are the
    attainments of series with two points at the origin, which are in neither of the others.
    """

    scores: pd.DataFrame
    attainments: pd.DataFrame
    scarce: pd.DataFrame


def score_kind(
    series: pd.DataFrame,
    indicators: pd.DataFrame,
    origins: Sequence[int] | None = None,
    calibration: Calibration | None = None,
) -> Record:
    """Score the series of one kind of source from given origins, else from all since 2000.

    What is projected stands on a `calibration`, else on the shipped one. `series` has
    `kind, unit_id, indicator_id, year, value` and may have `numerator, denominator`.
    """
    kind = str(series["kind"].iloc[0])
    outcomes = [
        outcome
        for origin in (origins_of(series) if origins is None else origins)
        for outcome in project_origin(series, indicators, origin, calibration)
    ]
    table = pd.concat(outcomes, ignore_index=True).assign(kind=kind)
    table["usual_error"] = (
        (table["actual"] - table["last"]).abs().groupby(table["indicator_id"]).transform("mean")
    )
    table = table[table["usual_error"] > 0]
    enough = table["points"] >= LEAST_POINTS
    scored, few = (table[rows].reset_index(drop=True) for rows in (enough, ~enough))
    scarce = score_attainment(few, series) if len(few) else pd.DataFrame()
    return Record(score_methods(scored), score_attainment(scored, series), scarce)


def origins_of(series: pd.DataFrame) -> list[int]:
    """Origin years with enough before and something after."""
    years = sorted(set(series["year"]))
    return [int(year) for year in years[2:-1] if year >= FIRST_ORIGIN]


def project_origin(
    series: pd.DataFrame,
    indicators: pd.DataFrame,
    origin: int,
    calibration: Calibration | None = None,
) -> Iterator[pd.DataFrame]:
    """Projections and other methods' points from one origin, beside what came; one row per value.

    Only series observed at the origin with at least two points are given; all are pooled.
    """
    past = series[series["year"].between(origin - LONGEST_HISTORY + 1, origin)]
    later = series[series["year"].between(origin + 1, origin + max(HORIZONS))]
    years = [origin + horizon for horizon in HORIZONS]
    quantiles = project(
        past,
        indicators,
        years=years,
        quantile_levels=list(ALL_LEVELS),
        calibration=calibration,
    )
    keys = ["unit_id", "indicator_id", "year"]
    wide = quantiles[quantiles["origin_year"] == origin].pivot(
        index=keys, columns="quantile_level", values="value"
    )
    wide.columns = quantile_columns()
    ready = past.groupby(["unit_id", "indicator_id"])["year"].transform("size") >= FEWEST_POINTS
    points = expect_all(past[ready], indicators, origin)
    actual = later[[*keys, "value"]].rename(columns={"value": "actual"})
    found = actual.merge(points, on=keys).merge(wide.reset_index(), on=keys)
    if len(found):
        yield found.assign(origin_year=origin, horizon=found["year"] - origin)


def quantile_columns() -> list[str]:
    """Names of the quantile columns, in the order of the levels."""
    return [f"q{level:.3f}" for level in ALL_LEVELS]


def expect_all(past: pd.DataFrame, indicators: pd.DataFrame, origin: int) -> pd.DataFrame:
    """What each other method expects of the series observed at the origin, one row per year."""
    panel = build_panel(past, indicators)
    if not len(panel.keys) or panel.years[-1] != origin:
        return pd.DataFrame(columns=["unit_id", "indicator_id", "year", "last", *METHODS])
    here = np.flatnonzero(~np.isnan(panel.values[:, -1]))
    scale, values = panel_scale(panel).take(here), panel.values[here]
    keys = panel.keys.iloc[here][["unit_id", "indicator_id"]].reset_index(drop=True)
    keys = keys.assign(**{name: getattr(scale, name) for name in SCALE})
    pace, steady = paces_of(states_of(values, scale))
    keys = keys.assign(points=(~np.isnan(values)).sum(axis=1), pace=pace, steady=steady)
    parts = [
        keys.assign(
            year=origin + horizon,
            last=values[:, -1],
            **{name: expect(values, scale, horizon) for name, expect in METHODS.items()},
        )
        for horizon in HORIZONS
    ]
    return pd.concat(parts, ignore_index=True)


def paces_of(states: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Mean yearly change of each series' states, and whether it is steady; each (series,).

    The standard error is that of the yearly changes around their mean, each over its gap.
    """
    pace, steady = np.zeros(len(states)), np.zeros(len(states), dtype=bool)
    for row, heights in enumerate(states):
        seen = np.flatnonzero(~np.isnan(heights))
        gaps, steps = np.diff(seen), np.diff(heights[seen])
        pace[row] = steps.sum() / gaps.sum()
        if len(seen) >= STEADY_POINTS:
            scatter = ((steps - pace[row] * gaps) ** 2 / gaps).sum() / (len(gaps) - 1.0)
            steady[row] = abs(pace[row]) >= STEADY * np.sqrt(scatter / gaps.sum() + 1e-12)
    return pace, steady


def score_methods(table: pd.DataFrame) -> pd.DataFrame:
    """Pinball loss and absolute error of every method, stacked; see `Record`."""
    keys = table[[*KEYS, "horizon", "usual_error"]]
    actual, quantiles = table["actual"].to_numpy(), table[quantile_columns()].to_numpy()
    scored = np.isin(ALL_LEVELS, LEVELS)
    middle = quantiles[:, list(ALL_LEVELS).index(0.5)]
    parts = [
        keys.assign(
            method=OURS,
            crps=pinball(actual, quantiles[:, scored]),
            error=np.abs(actual - middle),
            inside_80=within(actual, quantiles, 0.1, 0.9),
            inside_95=within(actual, quantiles, 0.025, 0.975),
            **compare_with_pace(table, middle),
        )
    ]
    for method in METHODS:
        spread_out = dress(table, method)
        parts.append(
            keys.assign(
                method=method,
                crps=pinball(actual, spread_out),
                error=np.abs(actual - table[method]),
            )
        )
    return pd.concat(parts, ignore_index=True)


def compare_with_pace(table: pd.DataFrame, middle: Floats) -> dict[str, Floats]:
    """Where outcomes and medians lie in the direction of each series' pace; see `Record`."""
    scale = Scale(*(table[name].to_numpy() for name in SCALE))
    actual, last, median = (
        states_of(np.asarray(values)[:, None], scale)[:, 0]
        for values in (table["actual"], table["last"], middle)
    )
    way = np.sign(table["pace"].to_numpy())
    further = way * (actual - median)
    return {
        "steady": table["steady"].to_numpy(),
        "beyond": np.where(np.abs(further) < 1e-9, 0.5, further > 0),
        "went": way * (actual - last),
        "projected": way * (median - last),
        "paced": way * table["pace"].to_numpy() * table["horizon"].to_numpy(),
    }


def pinball(actual: Floats, quantiles: Floats) -> Floats:
    """Mean pinball loss over the levels .05 to .95, doubled: an approximation of the CRPS."""
    above = actual[:, None] - quantiles
    return np.asarray(2.0 * np.where(above > 0, LEVELS * above, (LEVELS - 1) * above).mean(axis=1))


def within(actual: Floats, quantiles: Floats, low: float, high: float) -> NDArray[np.bool_]:
    """Whether the value lay within two quantiles, rounding apart."""
    levels = list(ALL_LEVELS)
    slack = 1e-9 * np.maximum(np.abs(actual), 1.0)
    return np.asarray(
        (actual >= quantiles[:, levels.index(low)] - slack)
        & (actual <= quantiles[:, levels.index(high)] + slack)
    )


def dress(table: pd.DataFrame, method: str) -> Floats:
    """Quantiles around a method's points from its own errors at past origins of the same horizon.

    Errors are pooled over all indicators of the kind, as changes of the state so that units do not
    matter, and taken with both signs so that the point stays the median. With fewer than
    `LEAST_ERRORS` past errors all are used, later ones too, which favours the other method.
    """
    scale = Scale(*(table[name].to_numpy() for name in SCALE))
    point = states_of(table[[method]].to_numpy(), scale)[:, 0]
    errors = np.abs(states_of(table[["actual"]].to_numpy(), scale)[:, 0] - point)
    spread = np.empty((len(table), len(LEVELS)))
    for rows in table.groupby(["horizon", "origin_year"]).indices.values():
        first = table.iloc[rows[0]]
        same = (table["horizon"] == first["horizon"]).to_numpy()
        past = same & (table["year"] <= first["origin_year"]).to_numpy()
        known = errors[past if past.sum() >= LEAST_ERRORS else same]
        spread[rows] = np.quantile(np.r_[known, -known], LEVELS)
    return np.sort(values_of(point[:, None] + spread, scale), axis=1)


def score_attainment(table: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Probability, CAGR verdict and outcome of targets; see `set_bases`."""
    base = set_bases(table, series)
    parts = [attain(base, ambition) for ambition in AMBITIONS]
    return pd.concat(parts, ignore_index=True)


def set_bases(table: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Add `base`, what the target is set from, and the reference's quantiles.

    The base is the value five years before the projected year, or at the origin where that is
    earlier: a target that is set later would tell what came.
    """
    earlier = series[["unit_id", "indicator_id", "year", "value"]]
    earlier = earlier.set_axis(["unit_id", "indicator_id", "base_year", "base"], axis=1)
    reference = pd.DataFrame(dress(table, REFERENCE), columns=reference_columns())
    base_year = np.minimum(table["year"] - TARGET_LEAD, table["origin_year"])
    return pd.concat([table.assign(base_year=base_year), reference], axis=1).merge(
        earlier, on=["unit_id", "indicator_id", "base_year"]
    )


def reference_columns() -> list[str]:
    """Names of the reference's quantile columns, in the order of the scored levels."""
    return [f"r{level:.3f}" for level in LEVELS]


def attain(base: pd.DataFrame, ambition: float) -> pd.DataFrame:
    """Targets of one ambition: a share of the way from the base to the better bound.

    Without a bound on the better side the target is the base raised by that share.
    """
    up = (base["direction"] > 0).to_numpy()
    better = np.where(up, base["upper"], base["lower"])
    ideal = np.where(np.isfinite(better), better, 2.0 * base["base"])
    target = base["base"].to_numpy() + ambition * (ideal - base["base"].to_numpy())
    return base[[*KEYS, "horizon", "points"]].assign(
        ambition=ambition,
        probability=attaining(base, ALL_LEVELS, quantile_columns(), target),
        reference_probability=attaining(base, LEVELS, reference_columns(), target),
        verdict=met(base[VERDICT].to_numpy(), target, up),
        attained=met(base["actual"].to_numpy(), target, up),
    )


def attaining(base: pd.DataFrame, levels: Floats, columns: list[str], target: Floats) -> Floats:
    """Probability of attaining the target under the quantiles in `columns`, shape (rows,)."""
    rising = (base["direction"] > 0).to_numpy()
    below = probabilities_below(
        levels,
        base[columns].to_numpy(),
        target,
        lower=base["lower"].to_numpy(),
        upper=base["upper"].to_numpy(),
        strict=rising,
    )
    return np.where(rising, 1.0 - below, below)


def met(value: Floats, target: Floats, up: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the value is at least (up) or at most (down) the target, rounding apart."""
    slack = 1e-9 * np.maximum(np.abs(target), 1.0)
    return np.asarray(np.where(up, value >= target - slack, value <= target + slack))
