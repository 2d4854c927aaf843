"""Shipped calibration: what is known of projections before the series at hand are looked at.

`projection_calibration.json` holds, for each nature of indicator and band of horizons, the weights
of the trend predictors, the spread and the shape of past errors. It is learnt from the tuning part
of the panels (see `track_record_panels.part_of`), never from the reporting part. To make it again:

    python -m analysis.projection_calibration --data ../shared/data
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.projection_bounds import BETTER, WORSE, count_stays
from analysis.projection_groups import Group, split_panel
from analysis.projection_learning import Weights, fit_spread, fit_weights
from analysis.projection_origins import (
    BANDS,
    SHAPE_LEVELS,
    BandCalibration,
    Lessons,
    blend_bands,
    learn_lessons,
    leave_out_stays,
    past_points,
)
from analysis.projection_panels import build_panel
from analysis.projection_predictors import SPREAD_NAMES, TREND_NAMES, Points
from analysis.projection_signals import USUAL_UNITS, Signals, read_signals
from analysis.projection_states import Floats
from analysis.track_record_panels import GLOBAL_FILES, PROVINCIAL_FILES, ScoredPanels, load_panels

FILE = "projection_calibration.json"
VERSION = 2
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
# Natures that no panel covers take the calibration of the one they are most like.
STAND_INS = {"census": "survey", "simulated": "administrative"}


@dataclass(frozen=True)
class Band:
    """Calibration of one band of horizons for series pooled with others and for a series alone."""

    together: BandCalibration
    alone: BandCalibration

    def for_units(self, count: int) -> BandCalibration:
        """The calibration for an indicator that `count` units have: between the two."""
        share = (count - 1.0) / (count - 1.0 + USUAL_UNITS)
        return blend_bands(self.together, self.alone, share)


@dataclass(frozen=True)
class NatureCalibration:
    """Calibration of one nature: the usual mean square of a yearly change, and its bands."""

    usual_variance: float
    bands: dict[int, Band]


@cache
def load_calibration() -> dict[str, NatureCalibration]:
    """The shipped calibration by nature of indicator, stand-ins included."""
    known = json.loads(files("analysis").joinpath(FILE).read_text(encoding="utf-8"))
    if known["version"] != VERSION or known["trend_names"] != list(TREND_NAMES):
        raise ValueError(
            f"{FILE} was made for other predictors; make it again with "
            "python -m analysis.projection_calibration --data FOLDER"
        )
    natures = {name: read_nature(entry) for name, entry in known["natures"].items()}
    return natures | {name: natures[model] for name, model in STAND_INS.items()}


def read_nature(entry: dict[str, object]) -> NatureCalibration:
    """One nature's entry of the file as numbers."""
    bands = entry["bands"]
    assert isinstance(bands, dict)
    return NatureCalibration(
        float(str(entry["usual_variance"])),
        {int(band): read_band(numbers) for band, numbers in bands.items()},
    )


def read_band(numbers: dict[str, Any]) -> Band:
    """One band's entry: for series that are pooled with others, and for a series alone."""
    staying = (float(numbers["staying"][0]), float(numbers["staying"][1]))
    return Band(*(read_numbers(numbers[name], staying) for name in ("together", "alone")))


def read_numbers(numbers: dict[str, list[float]], staying: tuple[float, float]) -> BandCalibration:
    """The numbers of one band; of the symmetric information only the lower triangle is stored."""
    size = len(TREND_NAMES)
    information = np.zeros((size, size))
    information[np.tril_indices(size)] = numbers["information"]
    information += np.tril(information, -1).T
    return BandCalibration(
        Weights(np.array(numbers["weights"]), information),
        np.array(numbers["spread"]),
        np.array(numbers["shape"]),
        staying,
    )


def learn_calibration(panels: ScoredPanels) -> dict[str, object]:
    """Learn the calibration of every nature from the tuning part of the panels."""
    tuning = panels.series[panels.series["part"] == "tuning"]
    natures = panels.indicators.set_index("indicator_id")["nature"]
    nature_of_row = tuning["indicator_id"].map(natures)
    learnt = {
        nature: learn_nature(rows, panels.indicators)
        for nature, rows in tuning.groupby(nature_of_row)
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
        [study(group, usual, FIRST_ORIGIN - int(panel.years[0])) for group in half]
        for half, panel in zip(halves, panels, strict=True)
    ]
    bands = {band: learn_bands(studies, horizons) for band, horizons in BANDS.items()}
    return {"usual_variance": rounded(usual), "bands": bands}


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
            for name in ("trend", "spread", "changes", "importance", "recency", "origin")
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


def provenance(data: Path) -> dict[str, object]:
    """Where the calibration comes from: files and their hashes, and how series were chosen."""
    names = [f"global_{name}.csv" for name in GLOBAL_FILES]
    names += [f"vn_province_{name}.csv" for name in PROVINCIAL_FILES]
    hashes = {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in names}
    return {
        "made_by": "python -m analysis.projection_calibration --data FOLDER",
        "part": "tuning (sha256 of the country, or of the provincial indicator, even)",
        "first_origin": FIRST_ORIGIN,
        "files_sha256": hashes,
    }


def main() -> None:
    """Learn the calibration from a folder of panels and write it beside this module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the panels")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name(FILE))
    chosen = parser.parse_args()
    learnt = {"provenance": provenance(chosen.data)} | learn_calibration(load_panels(chosen.data))
    text = json.dumps(learnt, ensure_ascii=False, separators=(",", ":"))
    chosen.output.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
