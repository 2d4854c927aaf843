"""Learning the shipped calibration from the tuning part of the panels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.projections.bounds import BETTER, WORSE, count_stays
from analysis.projections.calibration import VERSION, read_nature
from analysis.projections.long_horizons import learn_long_bands
from analysis.projections.origins import (
    BANDS,
    SHAPE_LEVELS,
    Lessons,
    fit_spread,
    fit_weights,
    learn_lessons,
    leave_out_stays,
    past_points,
)
from analysis.projections.panels import Group, build_panel, split_panel
from analysis.projections.predictors import SPREAD_NAMES, TREND_NAMES, Points
from analysis.projections.signals import Signals, read_signals
from analysis.projections.states import Floats

FIRST_ORIGIN = 1995
# Ridge of the shipped weights, as a share of each predictor's own information, towards no change.
NO_CHANGE_SHARE = 0.01
SPREAD_RIDGE = 30.0
# Few points say little: this is set and not learnt, for in the panels the short series are often
# the new and well-behaved ones.
FEW_POINTS = 0.5
FIXED = 1e9
SPARSE = 4.0
SIDES = (BETTER, WORSE)


def learn_calibration(series: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, object]:
    """Learn the calibration of every nature from those ``series`` whose ``part`` is tuning."""
    tuning = series[series["part"] == "tuning"]
    natures = indicators.set_index("indicator_id")["nature"]
    nature_of_row = tuning["indicator_id"].map(natures)
    learnt = {
        nature: learn_nature(rows, indicators) for nature, rows in tuning.groupby(nature_of_row)
    }
    return {
        "version": VERSION,
        "trend_names": list(TREND_NAMES),
        "spread_names": list(SPREAD_NAMES),
        "shape_levels": list(SHAPE_LEVELS),
        "natures": learnt,
    }


def learn_nature(series: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, object]:
    """Calibration of one nature, learnt in two halves: the spread from errors of the other half."""
    panels = [
        build_panel(series[series["unit_id"].map(half_of) == half], indicators) for half in (0, 1)
    ]
    halves = [list(split_panel(panel)) for panel in panels]
    usual = usual_variance(halves[0] + halves[1])
    studies = [
        [study(group, usual, FIRST_ORIGIN - group.first_year) for group in half] for half in halves
    ]
    bands = {band: learn_bands(studies, horizons) for band, horizons in BANDS.items()}
    learnt: dict[str, object] = {"usual_variance": rounded(usual), "bands": bands}
    for band, numbers in learn_long_bands(
        series, indicators, read_nature(learnt), FIRST_ORIGIN
    ).items():
        bands[band] |= {name: rounded(number) for name, number in numbers.items()}
    return learnt


def learn_bands(studies: list[list[Study]], horizons: tuple[int, ...]) -> dict[str, object]:
    """One band's calibration, for series pooled with others and for series alone."""
    lessons = [list(lessons_of(half, horizons)) for half in studies]
    together = learn_band([[whole for whole, _ in half] for half in lessons])
    alone = learn_band([[one for _, singles in half for one in singles] for half in lessons])
    groups = [study.group for half in studies for study in half]
    staying = [learn_staying_share(groups, horizons, side) for side in SIDES]
    return {"staying": staying, "together": together, "alone": alone}


def half_of(unit_id: str) -> int:
    """Which half of the tuning part a unit belongs to, by a fixed hash."""
    return int(hashlib.sha256(f"half:{unit_id}".encode()).hexdigest()[:8], 16) % 2


def usual_variance(groups: Iterable[Group]) -> float:
    """Median over indicators of the mean square of a yearly change of the state."""
    signals = [read_signals(group.states, group.noise, 0.01) for group in groups]
    return float(np.median([np.nanmean(signal.step_variance[:, -1]) for signal in signals]))


@dataclass(frozen=True)
class Study:
    """A group with its signals, and each of its series with the signals it has by itself."""

    group: Group
    signals: Signals
    singles: list[tuple[Group, Signals]]
    earliest: int


def study(group: Group, usual: float, earliest: int) -> Study:
    """Read the signals of a group together and of its series alone."""
    singles = [group.alone(row) for row in range(len(group.rows))]
    return Study(
        group,
        read_signals(group.states, group.noise, usual),
        [(one, read_signals(one.states, one.noise, usual)) for one in singles],
        earliest,
    )


def lessons_of(
    studies: list[Study], horizons: tuple[int, ...]
) -> Iterator[tuple[Lessons, list[Lessons]]]:
    """Past errors of each group at a band of horizons: pooled, and as each series would make them.

    Both count the same. Groups that never changed are left out.
    """
    for one in studies:
        points = past_points(one.group.states, horizons, one.earliest)
        together = learn_lessons(one.group, one.signals, points)
        if np.abs(together.changes).any():
            yield together, list(lessons_alone(one, points, together))


def lessons_alone(one: Study, points: Points, together: Lessons) -> Iterator[Lessons]:
    """The errors of each series of a study without the others."""
    rows = leave_out_stays(one.group, points).row
    for row in np.unique(rows):
        single, signals = one.singles[row]
        mine = points.row == row
        own = Points(np.zeros(mine.sum(), np.intp), points.column[mine], points.horizon[mine])
        lessons = learn_lessons(single, signals, own)
        yield replace(lessons, importance=together.importance[rows == row])


def learn_staying_share(groups: list[Group], horizons: tuple[int, ...], side: float) -> float:
    """Share of values at one bound that were there again later, the mean over indicators."""
    shares = [0.5]
    for group in groups:
        points = past_points(group.states, horizons, 0)
        there, stayed = count_stays(group.sides, points, side, np.ones(len(points.row)))
        if there.any():
            shares.append(float((stayed.sum() + SPARSE / 2.0) / (there.sum() + SPARSE)))
    return rounded(float(np.mean(shares)))


def stack(lessons: list[Lessons]) -> Lessons:
    """Errors of several groups one below the other."""
    return Lessons(
        *(
            np.concatenate([getattr(one, name) for one in lessons])
            for name in ("trend", "spread", "changes", "importance", "recency", "origin", "horizon")
        )
    )


def learn_band(halves: list[list[Lessons]]) -> dict[str, list[float]]:
    """Weights from all errors; spread and shape from errors under the other half's weights."""
    parts = [stack(half) for half in halves]
    whole = stack(parts)
    weights, information = prior_weights(whole)
    errors = np.concatenate(
        [
            part.changes - part.trend @ prior_weights(other)[0]
            for part, other in zip(parts, parts[::-1], strict=True)
        ]
    )
    start = np.where(np.array(SPREAD_NAMES) == "few points", FEW_POINTS, 0.0)
    pull = np.where(start > 0, FIXED, SPREAD_RIDGE)
    pull[0] = 0.0
    spread = fit_spread(whole.spread, errors, whole.importance, start, pull)
    shape = np.quantile(errors / np.exp(whole.spread @ spread), SHAPE_LEVELS)
    shape -= shape[SHAPE_LEVELS.index(0.5)]
    lower = information[np.tril_indices(len(TREND_NAMES))]
    return {
        "weights": listed(weights),
        "spread": listed(spread),
        "shape": listed(shape),
        "information": listed(lower),
    }


def prior_weights(lessons: Lessons) -> tuple[Floats, Floats]:
    """Weights learnt from errors with a pull to no change, and the information per error."""
    none = np.zeros(lessons.trend.shape[1])
    gram = (lessons.trend * lessons.importance[:, None]).T @ lessons.trend
    errors = np.abs(lessons.changes)
    penalty = np.diag(NO_CHANGE_SHARE * np.diag(gram) / (np.median(errors) + 1e-9) + 1e-6)
    weights, row_weights = fit_weights(
        lessons.trend, lessons.changes, lessons.importance, penalty, none
    )
    weighted = lessons.trend * row_weights[:, None]
    return weights, weighted.T @ lessons.trend / len(errors)


def listed(numbers: Floats) -> list[float]:
    """Numbers for the file."""
    return [rounded(float(number)) for number in numbers]


def rounded(number: float) -> float:
    """A number to five significant figures, so that the file stays small and stable."""
    return float(f"{number:.5g}")
