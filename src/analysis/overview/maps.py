"""Maps of the provinces: where each unit lies and how it stands, as small multiples.

Two sets of borders are kept: the 34 provinces since July 2025 and the 63 from August 2008 to June
2025. A unit is drawn only on the borders it has. The archipelagos of Hoàng Sa and Trường Sa belong
to Đà Nẵng and Khánh Hòa; each map shows them in boxes of their own.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.exhibits import INK, MUTED, TONES, key_entries, sign_key
from analysis.language import BadInput, Fault, Lang, text
from analysis.programme import Unit

GEOMETRY_FOLDER = Path("data", "geometry")
MAP_SOURCE = "geoboundaries-vnm-adm1"
MAPS = ("34", "63")
FIRST_EDITION_OF_34 = 2025
WIDTH_MM = 163.0
PANELS_PER_ROW = 3
# What fits on a page with its caption and note.
MOST_PANELS = 2 * PANELS_PER_ROW
# More labels than these would hide the map; then the signs stand alone.
MOST_LABELS = 9
_PT_PER_MM = 72 / 25.4
_WEST, _EAST, _SOUTH, _NORTH = 101.9, 113.5, 8.3, 23.5
# One degree of longitude is that much shorter at the latitude of Huế.
_SQUEEZE = math.cos(math.radians(16.5))
# Where the boxes of the archipelagos stand, in the sea that the map leaves empty.
_BOXES = {"hoang-sa": (110.0, 113.3, 15.1, 17.1), "truong-sa": (110.0, 113.3, 8.6, 10.9)}
# Provinces north of this are labelled over the Gulf in the east, others in the empty west, where
# labels reach no further south than the coast leaves room.
_LABEL_LATITUDE, _LOWEST_LABEL, _EAST_LABELS = 18.3, 11.0, 108.5
_LABEL_PT, _LINE, _LETTER = 6.8, 8.4, 3.85
_FONT = 'font-family="DejaVu Sans, sans-serif"'
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
    """How a unit is shown: in the tone of its status, named and with its value."""

    tone: str
    label: str


@dataclass(frozen=True)
class Panel:
    """One small map: its title and the marks of the units that have figures."""

    title: str
    marks: Mapping[str, Mark]


def map_of(unit: Unit, edition: int) -> str | None:
    """Return the map on which a unit has its borders: ``34``, ``63``, or none.

    A merged province is drawn among the 34 and a former one among the 63, whatever the edition; a
    province that no merger touched among those that are in force in the year of the edition.
    """
    if unit.level != "province" or unit.territory == "before-2008-08":
        return None
    if unit.territory == "after-2025-07":
        return "34"
    if unit.territory == "before-2025-07":
        return "63"
    return "34" if edition >= FIRST_EDITION_OF_34 else "63"


def load_geometries(root: Path) -> dict[str, Geometry]:
    """Return the maps by name. Raises ``BadInput`` for a file that is absent or cannot be used."""
    return {name: _load(root, GEOMETRY_FOLDER / f"provinces_{name}.geojson") for name in MAPS}


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
    """Return small maps as one picture, three in a row, below a key of the signs that occur.

    Provinces without a mark are hatched. Up to ``MOST_LABELS`` units carry sign, name and value
    beside the map; more carry their sign alone.
    """
    across, down = _grid(len(panels))
    width = WIDTH_MM * _PT_PER_MM / PANELS_PER_ROW
    scale = (width - 6) / ((_EAST - _WEST) * _SQUEEZE)
    height = (_NORTH - _SOUTH) * scale + 27
    tones = {mark.tone for panel in panels for mark in panel.marks.values()}
    none = ("url(#none)", "", text("overview.map_none", lang))
    key, top = sign_key([*key_entries(tones, lang), none], across * width)
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
    yield '<g transform="translate(2 21)">'
    yield '<g stroke="#6b6b6b" stroke-width=".35" stroke-linejoin="round" fill="url(#none)">'
    plain = [name for name in geometry.provinces if name not in panel.marks]
    marked = [name for name in geometry.provinces if name in panel.marks]
    yield "".join(f'<use href="#p-{name}"/>' for name in plain)
    yield "".join(f'<use href="#p-{name}" fill="{_fill(panel, name)}" stroke="{INK}"'
                  f' stroke-width=".6"/>' for name in marked)  # fmt: skip
    yield "</g>"
    for key, islands in geometry.archipelagos.items():
        yield from _box(key, islands, panel, scale, lang)
    if len(marked) > MOST_LABELS:
        yield from (_sign(panel.marks[name], geometry.provinces[name], scale) for name in marked)
    else:
        yield from _labels(panel, geometry, marked, scale)
    yield "</g>"


def _fill(panel: Panel, name: str) -> str:
    return TONES[panel.marks[name].tone].fill if name in panel.marks else "url(#none)"


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


def _sign(mark: Mark, rings: Sequence[Ring], scale: float) -> str:
    x, y = _centre(rings, scale)
    return (
        f'<text x="{x:.1f}" y="{y + 2:.1f}" text-anchor="middle" font-size="5.6"'
        f' fill="{TONES[mark.tone].on_fill}">{TONES[mark.tone].symbol}</text>'
    )


def _labels(panel: Panel, geometry: Geometry, marked: Sequence[str], scale: float) -> Iterator[str]:
    """Yield labels beside the map with a line to their province, one below the other."""
    places = {name: _centre(geometry.provinces[name], scale) for name in marked}
    words = {name: f"{TONES[panel.marks[name].tone].symbol} {panel.marks[name].label}"
             for name in marked}  # fmt: skip
    border, lowest = ((_NORTH - each) * scale for each in (_LABEL_LATITUDE, _LOWEST_LABEL))
    east = sorted((name for name in marked if places[name][1] < border), key=lambda n: places[n][1])
    west = [name for name in marked if places[name][1] >= border]
    # Below the lowest label the province furthest east comes first: the lines do not cross.
    west.sort(key=lambda name: (min(places[name][1], lowest), -places[name][0]))
    right = (_EAST_LABELS - _WEST) * _SQUEEZE * scale
    coast = [point for rings in geometry.provinces.values() for ring in rings
             for point in _outline(ring, scale)]  # fmt: skip
    heights = _stacked([places[name][1] for name in east], [0.0] * len(east), border, [])
    for name, y in zip(east, heights, strict=True):
        yield _label(words[name], places[name], (right, y), right - 2)
    widths = [_LETTER * len(words[name]) for name in west]
    heights = _stacked([places[name][1] for name in west], widths, lowest, coast)
    for name, wide, y in zip(west, widths, heights, strict=True):
        yield _label(words[name], places[name], (0.0, y), wide + 2)


def _outline(ring: Ring, scale: float) -> Iterator[Point]:
    """Yield points of a border, at most a letter apart: straight parts have corners alone."""
    for one, other in pairwise(ring):
        (ax, ay), (bx, by) = _at(one, scale), _at(other, scale)
        steps = math.ceil(math.hypot(bx - ax, by - ay) / _LETTER) or 1
        for step in range(steps):
            yield ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps


def _stacked(
    heights: Sequence[float], widths: Sequence[float], lowest: float, land: Sequence[Point]
) -> list[float]:
    """Return ascending heights at least a line apart, none below ``lowest``.

    Labels of these widths keep off the land where there is such a place above the one below.
    """
    stacked: list[float] = []
    for height, wide in zip(reversed(heights), reversed(widths), strict=True):
        y = start = min(height, stacked[-1] - _LINE if stacked else lowest)
        while y > 0 and any(x < wide and abs(at - y) < 0.7 * _LINE for x, at in land):
            y -= 1
        stacked.append(y if y > 0 else start)
    return stacked[::-1]


def _label(words: str, place: Point, at: Point, reach: float) -> str:
    """Return the words at a place and a line to their province from where the words end."""
    (px, py), (x, y) = place, at
    return (
        f'<path d="M{px:.1f} {py:.1f}L{reach:.1f} {y:.1f}" stroke="{MUTED}" stroke-width=".45"'
        f' fill="none"/><circle cx="{px:.1f}" cy="{py:.1f}" r="1" fill="{INK}"/>'
        f'<text x="{x:.1f}" y="{y + 2.3:.1f}" font-size="{_LABEL_PT}" fill="{INK}">'
        f"{escape(words)}</text>"
    )
