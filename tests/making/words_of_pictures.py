"""Where the words of a picture stand, so that tests see what overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree as ET

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from analysis.exhibits import chart_font_files


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
    font = FontProperties(fname=chart_font_files()[heavy])
    ink = TextPath((0, 0), words, size=size, prop=font).get_extents()
    x, y = x + float(element.get("x", 0)), y + float(element.get("y", 0))
    x -= {"middle": 0.5, "end": 1.0}.get(look.get("text-anchor", ""), 0.0) * ink.x1
    return Written(words, size, x + ink.x0, y - ink.y1, x + ink.x1, y - ink.y0)
