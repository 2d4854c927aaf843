"""Overviews for tests: as many provinces as wanted, made from one illustrative assessment.

Also where the words of a picture stand, so that tests see what overlaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from analysis.assessment import Assessment
from analysis.overview.maps import load_geometries, map_of
from analysis.overview.overview import Overview, make_overview
from analysis.programme import Unit

ROOT = Path(__file__).parents[2]
_VALUES = ["latest_value", "baseline_value", "projected_p10", "projected_p50", "projected_p90"]


def synthetic_overview(base: Assessment, count: int) -> Overview:
    """Return ``count`` of today's provinces, each with the figures of ``base`` moved a little."""
    units = [unit for unit in base.inputs.units.values() if map_of(unit, 2026) == "34"][:count]
    moves = np.random.default_rng(5).uniform(0.85, 1.0, count)
    made = [_moved(base, unit, move) for unit, move in zip(units, moves, strict=True)]
    ledgers = {
        unit.unit_id: _ledger(base, unit, move) for unit, move in zip(units, moves, strict=True)
    }
    return make_overview(made, ledgers, load_geometries(ROOT))


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


@dataclass(frozen=True)
class Written:
    """Words of a picture: how large, and the box of their ink."""

    words: str
    size: float
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Written, slack: float = 0.4) -> bool:
        """Tell whether the two boxes share more than ``slack`` points both ways."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > slack and high > slack


def written(svg: str) -> list[Written]:
    """Return the upright words of a picture in points; slanted ones are left out."""
    return list(_written(ET.fromstring(svg), 0.0, 0.0, {}))


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Return the words that stand on other words, and those that the picture's edge cuts."""
    found, (wide, high) = written(svg), picture_size(svg)
    pairs = [(a.words, b.words) for a, b in combinations(found, 2) if a.overlaps(b)]
    cut = [(each.words, "edge") for each in found if each.left < -0.5 or each.right > wide + 0.5
           or each.top < -0.5 or each.bottom > high + 0.5]  # fmt: skip
    return pairs + cut


def picture_size(svg: str) -> tuple[float, float]:
    """Return how wide and how high a picture is, in points."""
    _, _, wide, high = map(float, ET.fromstring(svg).attrib["viewBox"].split())
    return wide, high


def _written(
    element: ET.Element, x: float, y: float, inherited: dict[str, str]
) -> Iterator[Written]:
    look = inherited | {name: element.get(name, "") for name in ("font-size", "text-anchor",
                        "font-weight") if element.get(name)}  # fmt: skip
    look |= dict(re.findall(r"([a-z-]+): ([^;]+)", element.get("style", "")))
    moved = element.get("transform", "")
    if re.search(r"rotate\(-?[1-9]", moved):
        return
    if shift := re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", moved):
        x, y = x + float(shift[1]), y + float(shift[2])
    if element.tag.endswith("}text") and element.text:
        yield _box(element, x, y, look)
    for child in element:
        yield from _written(child, x, y, look)


def _box(element: ET.Element, x: float, y: float, look: dict[str, str]) -> Written:
    words, size = element.text or "", float(look["font-size"].removesuffix("px"))
    heavy = look.get("font-weight") in ("700", "bold")
    font = FontProperties(family="DejaVu Sans", weight="bold" if heavy else "normal")
    ink = TextPath((0, 0), words, size=size, prop=font).get_extents()
    x, y = x + float(element.get("x", 0)), y + float(element.get("y", 0))
    x -= {"middle": 0.5, "end": 1.0}.get(look.get("text-anchor", ""), 0.0) * ink.x1
    return Written(words, size, x + ink.x0, y - ink.y1, x + ink.x1, y - ink.y0)
