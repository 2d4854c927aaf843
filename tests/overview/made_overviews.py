"""Overviews for tests: as many provinces as wanted, made from one illustrative assessment."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.assessment import Assessment
from analysis.exhibits import Exhibit, Exhibits, Figure, Table
from analysis.language import Lang
from analysis.overview import map_section, sections
from analysis.overview.maps import load_geometry
from analysis.overview.overview import Overview, make_overview
from analysis.overview.territories import is_drawn
from analysis.programme import Unit

if TYPE_CHECKING:
    from tests.conftest import Assessed

ROOT = Path(__file__).parents[2]
PLANS = ("viet-nam", "vinh-long", "dong-nai")
SECTIONS = ("summary", "scorecard", "maps", "distribution", "standings", "convergence", "coverage",
            "annexes")  # fmt: skip
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


@cache
def synthetic(assessed: Assessed, count: int) -> Overview:
    return synthetic_overview(assessed("vinh-long", "illustrative"), count)


def of_indicators(overview: Overview, count: int) -> Overview:
    """Return an overview of the first indicators: pictures of all take long to measure."""
    about = overview.indicators.head(count)
    kept = {
        name: frame[frame["indicator_id"].isin(about["indicator_id"])]
        for name in (
            "verdicts",
            "coverage",
            "standings",
            "figures",
            "spreads",
            "convergence",
            "territories",
        )
        for frame in [getattr(overview, name)]
    }
    return replace(overview, indicators=about, **kept)


def shown(overview: Overview, lang: Lang, *names: str) -> list[Exhibit]:
    made: list[Exhibit] = []
    for name in names or SECTIONS:
        room = map_section if name == "maps" else sections
        section: Exhibits = getattr(room, name)(overview, lang)
        made += section.items
    return made


def tables(items: list[Exhibit]) -> list[Table]:
    return [item for item in items if isinstance(item, Table)]


def figures(items: list[Exhibit]) -> list[Figure]:
    return [item for item in items if isinstance(item, Figure)]
