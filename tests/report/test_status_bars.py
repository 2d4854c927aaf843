"""The bars of page one: every part is told on or under it, in words, and none over another."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from analysis.exhibits import TONES, text_width
from analysis.report.status_bars import WIDTH_MM, Bar, Part, status_bars_svg

SHAPES = {
    "even": (18, 12, 3),
    "one of all": (36,),
    "slivers": (1, 1, 1, 33),
    "slivers at the end": (33, 1, 1, 1),
    "all": (4, 4, 4, 4, 4, 4, 4, 4),
}
_SVG = "{http://www.w3.org/2000/svg}"


def bar(counts: tuple[int, ...]) -> Bar:
    parts = [Part(status, count, f"Kết luận số {status[:6]}")
             for status, count in zip(TONES, counts, strict=False)]  # fmt: skip
    return Bar("2025", parts)


@pytest.mark.parametrize("counts", SHAPES.values(), ids=SHAPES)
def test_every_part_has_its_number_and_words(counts: tuple[int, ...]) -> None:
    shown = bar(counts)
    said = " | ".join(ET.fromstring(status_bars_svg([shown])).itertext())
    for part in shown.parts:
        assert f"{TONES[part.status].symbol} {part.words} {part.count}" in said


@pytest.mark.parametrize("counts", SHAPES.values(), ids=SHAPES)
def test_words_stand_inside_the_picture_and_beside_each_other(counts: tuple[int, ...]) -> None:
    root = ET.fromstring(status_bars_svg([bar(counts)]))
    size = float(root.attrib["font-size"])
    lines: dict[str, list[tuple[float, float]]] = {}
    for element in root.iter(f"{_SVG}text"):
        width = text_width(element.text or "", size)
        x = float(element.attrib["x"])
        left = x - width / 2 if element.attrib["text-anchor"] == "middle" else x
        assert left >= 0 and left + width <= 10 * WIDTH_MM + 1
        lines.setdefault(element.attrib["y"], []).append((left, left + width))
    for spans in lines.values():
        spans.sort()
        assert all(end <= start + 1 for (_, end), (start, _) in pairwise(spans))


def test_the_parts_are_as_long_as_their_counts() -> None:
    svg = status_bars_svg([bar((18, 12, 3))])
    widths = [float(each) for each in re.findall(r'<rect [^>]*? width="([\d.]+)"', svg)]
    assert widths[0] / widths[1] == pytest.approx(1.5, rel=0.01)
