"""Shipped calibration: what is known of projections before the series at hand are looked at.

`calibration.json` holds, for each nature of indicator and band of horizons, the weights
of the trend predictors, the spread and the shape of past errors. It is learnt from the tuning part
of the panels (see `track_record.panels.part_of`), never from the reporting part. To make it again:

    python -m analysis.track_record.calibrating --data FOLDER
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from analysis.projections.origins import BandCalibration, Weights, blend_bands
from analysis.projections.predictors import TREND_NAMES
from analysis.projections.signals import USUAL_UNITS

FILE = "calibration.json"
VERSION = 3
# Natures that no panel covers take the calibration of the one they are most like.
STAND_INS = {"census": "survey", "simulated": "administrative"}


@dataclass(frozen=True)
class Band:
    """Calibration of one band of horizons for series pooled with others and for a series alone.

    `shift` is how far outcomes lay on the better side of the middle, in spreads, and `factor` how
    much wider they lay than the shape says; both apply to the long bands (see `long_horizons`).
    """

    together: BandCalibration
    alone: BandCalibration
    shift: float = 0.0
    factor: float = 1.0

    def for_units(self, count: int) -> BandCalibration:
        """The calibration for an indicator that `count` units have: between the two."""
        share = (count - 1.0) / (count - 1.0 + USUAL_UNITS)
        return blend_bands(self.together, self.alone, share)


@dataclass(frozen=True)
class NatureCalibration:
    """Calibration of one nature: the usual mean square of a yearly change, and its bands."""

    usual_variance: float
    bands: dict[int, Band]


Calibration = Mapping[str, NatureCalibration]


@cache
def load_calibration() -> Calibration:
    """The shipped calibration by nature of indicator, stand-ins included."""
    text = files("analysis.projections").joinpath(FILE).read_text(encoding="utf-8")
    return read_calibration(json.loads(text))


def read_calibration(known: dict[str, Any]) -> Calibration:
    """What `learn_calibration` learnt, by nature of indicator, stand-ins included."""
    if known["version"] != VERSION or known["trend_names"] != list(TREND_NAMES):
        raise ValueError(
            f"{FILE} was made for other predictors; make it again with "
            "python -m analysis.track_record.calibrating --data FOLDER"
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
    together, alone = (read_numbers(numbers[name], staying) for name in ("together", "alone"))
    return Band(together, alone, numbers.get("shift", 0.0), numbers.get("factor", 1.0))


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
