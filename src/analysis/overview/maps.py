"""Maps of the 34 provinces since July 2025, as small multiples: a shade per value.

A province bears a number, and the list below its map says whose it is: no line has to lead from a
name across the land. The archipelagos of Hoàng Sa and Trường Sa belong to Đà Nẵng and Khánh Hòa;
each map shows them in boxes of their own.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from analysis.exhibits import CHART_FONTS, INK, MUTED, sign_key
from analysis.language import BadInput, Fault, Lang, text

GEOMETRY_FILE = Path("data", "geometry", "provinces_34.geojson")
MAP_SOURCE = "geoboundaries-vnm-adm1"
WIDTH_MM = 163.0
PANELS_PER_ROW = 3
# What fits on a page with its caption and note.
MOST_PANELS = 2 * PANELS_PER_ROW
# A longer list of names would be longer than its map.
MOST_LABELS = 9
_PT_PER_MM = 72 / 25.4
_WEST, _EAST, _SOUTH, _NORTH = 101.9, 113.5, 8.3, 23.5
# One degree of longitude is that much shorter at the latitude of Huế.
_SQUEEZE = math.cos(math.radians(16.5))
# Where the boxes of the archipelagos stand, in the sea that the map leaves empty.
_BOXES = {"hoang-sa": (110.0, 113.3, 15.1, 17.1), "truong-sa": (110.0, 113.3, 8.6, 10.9)}
_TITLE_PT, _LABEL_PT, _LINE, _DOT = 21.0, 7.0, 8.8, 3.5
_PUSHES = 20
_FONT = f'font-family="{CHART_FONTS}"'
Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Archipelago:
    """Islands too small for the map: their places, whose they are and their name."""

    unit_id: str
    name_vi: str
    name_en: str
    islands: tuple[Point, ...]


@dataclass(frozen=True)
class Geometry:
    """The provinces of one map: rings of longitude and latitude by unit, and the archipelagos."""

    provinces: Mapping[str, tuple[Ring, ...]]
    archipelagos: Mapping[str, Archipelago]


@dataclass(frozen=True)
class Mark:
    """How a province is shown: its fill, its name with its value, and how dark the fill is."""

    fill: str
    label: str
    shade: int


@dataclass(frozen=True)
class Panel:
    """One small map: its title and the marks of the units that have figures."""

    title: str
    marks: Mapping[str, Mark]


def load_geometry(root: Path) -> Geometry:
    """Return the map of the 34 provinces. Raises ``BadInput`` for a file that cannot be used."""
    return _load(root, GEOMETRY_FILE)


def _load(root: Path, file: Path) -> Geometry:
    if not (root / file).is_file():
        raise BadInput([Fault("faults.missing_file", file=file.as_posix())])
    try:
        features = json.loads((root / file).read_text("utf-8"))["features"]
        provinces = {feature["id"]: _rings(feature) for feature in features if _is_area(feature)}
        islands = {each["id"]: _archipelago(each) for each in features if not _is_area(each)}
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput([Fault("overview.bad_geometry", file=file.as_posix())]) from error
    if set(islands) != set(_BOXES) or not provinces:
        raise BadInput([Fault("overview.bad_geometry", file=file.as_posix())])
    return Geometry(provinces, islands)


def _is_area(feature: dict[str, Any]) -> bool:
    return bool(feature["geometry"]["type"] == "MultiPolygon")


def _rings(feature: dict[str, Any]) -> tuple[Ring, ...]:
    polygons = feature["geometry"]["coordinates"]
    return tuple(tuple((x, y) for x, y in ring) for polygon in polygons for ring in polygon)


def _archipelago(feature: dict[str, Any]) -> Archipelago:
    islands = tuple((x, y) for x, y in feature["geometry"]["coordinates"])
    return Archipelago(**feature["properties"], islands=islands)


def maps_svg(panels: Sequence[Panel], geometry: Geometry, lang: Lang) -> str:
    """Return small maps as one picture, three in a row, below a key of the shades.

    Provinces without a mark are hatched. Up to ``MOST_LABELS`` provinces are listed below their
    map by number; of more the palest and the darkest alone.
    """
    across, down = _grid(len(panels))
    width = WIDTH_MM * _PT_PER_MM / PANELS_PER_ROW
    scale = (width - 6) / ((_EAST - _WEST) * _SQUEEZE)
    listed = max(len(_listed(panel)) for panel in panels)
    height = (_NORTH - _SOUTH) * scale + _TITLE_PT + _LINE * listed + 8
    key, top = sign_key(_key(panels, lang), across * width)
    # The last row stands in the middle where it has fewer maps.
    aside = [0.0] * (down - 1) + [(across * down - len(panels)) * width / 2]
    drawn = "".join(
        f'<g transform="translate({place % across * width + aside[place // across]:.1f}'
        f' {top + place // across * height:.1f})">'
        f"{''.join(_panel(panel, geometry, scale, width, lang))}</g>"
        for place, panel in enumerate(panels)
    )
    shapes = "".join(_shape(name, rings, scale) for name, rings in geometry.provinces.items())
    size = f"{across * width:.1f} {top + down * height:.1f}"
    wide, high = size.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt"'
        f' viewBox="0 0 {size}" {_FONT} font-size="6.5"><defs>{_HATCH}{shapes}</defs>'
        f"{key}{drawn}</svg>"
    )


def _key(panels: Sequence[Panel], lang: Lang) -> list[tuple[str, str, str]]:
    fills = {mark.shade: mark.fill for panel in panels for mark in panel.marks.values()}
    pale, dark = (fills[end(fills)] for end in (min, max))
    ends = [
        (pale, "", text("overview.map_pale", lang)),
        (dark, "", text("overview.map_dark", lang)),
    ]
    return [*ends, ("url(#none)", "", text("overview.map_none", lang))]


def _listed(panel: Panel) -> list[tuple[str, Mark]]:
    """Return the provinces that are named below their map, from the palest to the darkest."""
    ordered = sorted(panel.marks.items(), key=lambda pair: pair[1].shade)
    return ordered if len(ordered) <= MOST_LABELS else [ordered[0], ordered[-1]]


_HATCH = (
    '<pattern id="none" width="3" height="3" patternUnits="userSpaceOnUse">'
    '<rect width="3" height="3" fill="#f7f7f7"/>'
    '<path d="M0 3L3 0" stroke="#a3a3a3" stroke-width=".45"/></pattern>'
)


def map_width_mm(panels: int) -> float:
    """Return how wide a picture of so many maps is on paper."""
    return WIDTH_MM * _grid(panels)[0] / PANELS_PER_ROW


def _grid(panels: int) -> tuple[int, int]:
    """Return how many maps stand side by side and in how many rows, of about the same length."""
    down = math.ceil(panels / PANELS_PER_ROW)
    return math.ceil(panels / down), down


def _at(point: Point, scale: float) -> Point:
    longitude, latitude = point
    return (longitude - _WEST) * _SQUEEZE * scale, (_NORTH - latitude) * scale


def _shape(name: str, rings: Sequence[Ring], scale: float) -> str:
    outlines = []
    for ring in rings:
        places = (_at(point, scale) for point in ring[:-1])
        outlines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + "Z")
    return f'<path id="p-{name}" fill-rule="evenodd" d="{"".join(outlines)}"/>'


def _panel(
    panel: Panel, geometry: Geometry, scale: float, width: float, lang: Lang
) -> Iterator[str]:
    yield _title(panel.title, width)
    yield f'<g transform="translate(2 {_TITLE_PT:g})">'
    yield '<g stroke="#6b6b6b" stroke-width=".35" stroke-linejoin="round" fill="url(#none)">'
    plain = [name for name in geometry.provinces if name not in panel.marks]
    marked = [name for name in geometry.provinces if name in panel.marks]
    yield "".join(f'<use href="#p-{name}"/>' for name in plain)
    yield "".join(f'<use href="#p-{name}" fill="{_fill(panel, name)}" stroke="{INK}"'
                  f' stroke-width=".6"/>' for name in marked)  # fmt: skip
    yield "</g>"
    for key, islands in geometry.archipelagos.items():
        yield from _box(key, islands, panel, scale, lang)
    listed = _listed(panel)
    centres = [_centre(geometry.provinces[name], scale) for name, _ in listed]
    for number, (x, y) in enumerate(_apart(centres, 2 * _DOT), start=1):
        yield (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="#ffffff" stroke="{INK}"'
               f' stroke-width=".4"/><text x="{x:.1f}" y="{y + 2.1:.1f}" text-anchor="middle"'
               f' font-size="6">{number}</text>')  # fmt: skip
    below = (_NORTH - _SOUTH) * scale
    for number, (_, mark) in enumerate(listed, start=1):
        yield (f'<text x="2" y="{below + _LINE * number:.1f}" font-size="{_LABEL_PT}"'
               f' fill="{INK}">{number}. {escape(mark.label)}</text>')  # fmt: skip
    yield "</g>"


def _fill(panel: Panel, name: str) -> str:
    return panel.marks[name].fill if name in panel.marks else "url(#none)"


def _title(words: str, width: float) -> str:
    """Return a title of at most two lines; the rest of a longer one is in the text below."""
    lines = textwrap.wrap(words, int((width - 4) / 4.6), max_lines=2, placeholder=" …")
    return "".join(
        f'<text x="2" y="{8 + 9 * place}" font-size="7.2" font-weight="bold" fill="{INK}">'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )


def _box(key: str, islands: Archipelago, panel: Panel, scale: float, lang: Lang) -> Iterator[str]:
    """Yield one archipelago's box: its islands as marks in the colour of their province."""
    west, east, south, north = _BOXES[key]
    left, top = _at((west, north), scale)
    right, bottom = _at((east, south), scale)
    yield (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}"'
        f' height="{bottom - top:.1f}" fill="#ffffff" stroke="{MUTED}" stroke-width=".5"/>'
    )
    fill = _fill(panel, islands.unit_id).replace("url(#none)", "#d0d0d0")
    longitudes, latitudes = zip(*islands.islands, strict=True)
    for longitude, latitude in islands.islands:
        x = _spread(longitude, longitudes, left + 5, right - 5)
        y = _spread(-latitude, [-each for each in latitudes], top + 4, bottom - 18)
        yield (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.3" fill="{fill}" stroke="{INK}"'
               f' stroke-width=".5"/>')  # fmt: skip
    words = (islands.name_vi if lang == "vi" else islands.name_en).split()
    half = (len(words) + 1) // 2
    first, second = " ".join(words[:half]), " ".join(words[half:])
    middle = (left + right) / 2
    yield (f'<text x="{middle:.1f}" y="{bottom - 9.4:.1f}" text-anchor="middle" font-size="6.2"'
           f' font-style="italic">{escape(first)}</text>'
           f'<text x="{middle:.1f}" y="{bottom - 2.5:.1f}" text-anchor="middle" font-size="6.2"'
           f' font-style="italic">{escape(second)}</text>')  # fmt: skip


def _spread(value: float, values: Sequence[float], low: float, high: float) -> float:
    first, last = min(values), max(values)
    return low + (value - first) / (last - first) * (high - low)


def _centre(rings: Sequence[Ring], scale: float) -> Point:
    """Return the middle of the largest ring, by its area."""

    def area_of(ring: Ring) -> float:
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2

    ring = max(rings, key=area_of)
    total = x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = ax * by - bx * ay
        total, x, y = total + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return _at((x / (3 * total), y / (3 * total)), scale)


def _apart(points: Sequence[Point], least: float) -> list[Point]:
    """Return points moved as little as it takes for none to be nearer to another than ``least``."""
    moved = list(points)
    for _ in range(_PUSHES):
        for one, other in combinations(range(len(moved)), 2):
            (ax, ay), (bx, by) = moved[one], moved[other]
            far = math.hypot(bx - ax, by - ay)
            push = (least - far) / 2
            if push > 0:
                dx, dy = ((bx - ax) / far, (by - ay) / far) if far else (1.0, 0.0)
                moved[one] = ax - push * dx, ay - push * dy
                moved[other] = bx + push * dx, by + push * dy
    return moved
