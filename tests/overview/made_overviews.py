"""Overviews for tests: as many provinces as wanted, made from one illustrative assessment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.assessment import Assessment
from analysis.overview.maps import load_geometry
from analysis.overview.overview import Overview, make_overview
from analysis.overview.territories import is_drawn
from analysis.programme import Unit

ROOT = Path(__file__).parents[2]
_VALUES = ["latest_value", "baseline_value", "projected_p10", "projected_p50", "projected_p90"]


def synthetic_overview(base: Assessment, count: int) -> Overview:
    """Return ``count`` of today's provinces, each with the figures of ``base`` moved a little."""
    units = [unit for unit in base.inputs.units.values() if is_drawn(unit)][:count]
    moves = np.random.default_rng(5).uniform(0.85, 1.0, count)
    made = [_moved(base, unit, move) for unit, move in zip(units, moves, strict=True)]
    ledgers = {
        unit.unit_id: _ledger(base, unit, move) for unit, move in zip(units, moves, strict=True)
    }
    return make_overview(made, ledgers, load_geometry(ROOT))


def _moved(base: Assessment, unit: Unit, move: float) -> Assessment:
    def table(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        moved = {column: frame[column] * move for column in columns}
        return frame.assign(unit_id=unit.unit_id, **moved)

    return replace(
        base,
        inputs=replace(base.inputs, unit=unit),
        results=table(base.results, _VALUES),
        series=table(base.series, ["value"]),
        projections=table(base.projections, ["value"]),
        owed=table(base.owed, []),
    )


def _ledger(base: Assessment, unit: Unit, move: float) -> pd.DataFrame:
    own = base.inputs.ledgers[base.inputs.unit.unit_id]
    return own.assign(unit_id=unit.unit_id, value=own["value"] * move)
