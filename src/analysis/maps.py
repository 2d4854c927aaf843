"""Maps of the provinces: where each unit lies and how it stands, as small multiples.

Two sets of borders are kept: the 34 provinces since July 2025 and the 63 from August 2008 to June
2025. A unit is drawn only on the borders it has. The archipelagos of Hoàng Sa and Trường Sa belong
to Đà Nẵng and Khánh Hòa; each map shows them in boxes of their own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.catalogue import Lang, text
from analysis.faults import BadInput, Fault
from analysis.palette import INK, MUTED, TONES
from analysis.sign_keys import key_entries, sign_key
from analysis.units import Unit

GEOMETRY_FOLDER = Path("data", "geometry")
MAP_SOURCE = "geoboundaries-vnm-adm1"
MAPS = ("34", "63")
FIRST_EDITION_OF_34 = 2025
WIDTH_MM = 163.0
PANELS_PER_ROW = 3
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
_LABEL_LATITUDE, _LOWEST_LABEL, _EAST_LABELS = 18.3, 11.9, 108.5
_LINE, _LETTER = 8.0, 3.9
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
    across = min(PANELS_PER_ROW, len(panels))
    width = WIDTH_MM * _PT_PER_MM / PANELS_PER_ROW
    scale = (width - 6) / ((_EAST - _WEST) * _SQUEEZE)
    height = (_NORTH - _SOUTH) * scale + 27
    tones = {mark.tone for panel in panels for mark in panel.marks.values()}
    none = ("url(#none)", "", text("overview.map_none", lang))
    key, top = sign_key([*key_entries(tones, lang), none], across * width)
    down = math.ceil(len(panels) / across)
    drawn = "".join(
        f'<g transform="translate({place % across * width:.1f}'
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
    '<path d="M0 3L3 0" stroke="#b9b9b9" stroke-width=".45"/></pattern>'
)


def map_width_mm(panels: int) -> float:
    """Return how wide a picture of so many maps is on paper."""
    return WIDTH_MM * min(PANELS_PER_ROW, panels) / PANELS_PER_ROW


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
    room = int((width - 8) / 4.25)
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], lines[1][: room - 1] + "…"]
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
        y = _spread(-latitude, [-each for each in latitudes], top + 4, bottom - 16)
        yield (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.3" fill="{fill}" stroke="{INK}"'
               f' stroke-width=".5"/>')  # fmt: skip
    words = (islands.name_vi if lang == "vi" else islands.name_en).split()
    half = (len(words) + 1) // 2
    first, second = " ".join(words[:half]), " ".join(words[half:])
    middle = (left + right) / 2
    yield (f'<text x="{middle:.1f}" y="{bottom - 8.5:.1f}" text-anchor="middle" font-size="5.4"'
           f' font-style="italic">{escape(first)}</text>'
           f'<text x="{middle:.1f}" y="{bottom - 2.5:.1f}" text-anchor="middle" font-size="5.4"'
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
    left = _LETTER * max((len(words[name]) for name in west), default=0) + 1
    for names, x, reach, end in ((east, right, right - 2, border), (west, 0.0, left, lowest)):
        heights = _stacked([places[name][1] for name in names], end)
        for name, y in zip(names, heights, strict=True):
            yield _label(words[name], places[name], (x, y), reach)


def _stacked(heights: Sequence[float], lowest: float) -> list[float]:
    """Return ascending heights at least a line apart, none below ``lowest``."""
    stacked: list[float] = []
    for place, height in enumerate(reversed(heights)):
        room = stacked[-1] - _LINE if place else lowest
        stacked.append(min(height, room))
    return stacked[::-1]


def _label(words: str, place: Point, at: Point, reach: float) -> str:
    """Return the words at a place and a line to their province from where the words end."""
    (px, py), (x, y) = place, at
    return (
        f'<path d="M{px:.1f} {py:.1f}L{reach:.1f} {y:.1f}" stroke="{MUTED}" stroke-width=".45"'
        f' fill="none"/><circle cx="{px:.1f}" cy="{py:.1f}" r="1" fill="{INK}"/>'
        f'<text x="{x:.1f}" y="{y + 2.3:.1f}" fill="{INK}">{escape(words)}</text>'
    )
