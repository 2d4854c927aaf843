"""The small pictures of the scorecard: well formed, right is met, and quick."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree as ET

import pytest

from analysis.exhibits import Picture
from analysis.report.sparklines import INTERVAL_MM, SERIES_MM, Beside, interval_svg, series_svg

_NUMBER = r"([\d.]+)"


def place_of_median(svg: str) -> float:
    """Where the median's dot stands, from the left."""
    (found,) = re.findall(rf'<circle cx="{_NUMBER}"', svg)
    return float(found)


@pytest.mark.parametrize(
    ("rising", "middle", "right"),
    [(True, 96.0, True), (True, 94.0, False), (False, 94.0, True), (False, 96.0, False)],
)
def test_what_meets_the_target_lies_to_the_right_whatever_the_direction(
    rising: bool, middle: float, right: bool
) -> None:
    beside = Beside(95.0, rising, 0.1, middle - 2, middle, middle + 2)
    assert (place_of_median(interval_svg(beside, "likely")) > 5 * INTERVAL_MM) == right


def test_the_interval_stands_about_its_median_and_inside_the_frame() -> None:
    svg = interval_svg(Beside(95.0, rising=True, digits=0.1, low=70, middle=80, high=97), "likely")
    ((left, width),) = re.findall(rf'<rect x="{_NUMBER}" y="[\d.]+" width="{_NUMBER}"', svg)
    assert 0 <= float(left) <= place_of_median(svg) <= float(left) + float(width)
    assert float(left) + float(width) <= 10 * INTERVAL_MM


def test_a_difference_of_a_published_digit_looks_small() -> None:
    svg = interval_svg(
        Beside(95.0, rising=True, digits=0.1, low=95, middle=95.1, high=95.2), "likely"
    )
    assert abs(place_of_median(svg) - 5 * INTERVAL_MM) < INTERVAL_MM


def test_a_national_figure_far_away_points_outwards() -> None:
    inside = Beside(95.0, rising=True, digits=0.1, low=80, middle=90, high=96, national=88.0)
    beyond = Beside(95.0, rising=True, digits=0.1, low=94, middle=95, high=96, national=20.0)
    assert "<polygon" not in interval_svg(inside, "likely")
    assert 'points="1,' in interval_svg(beyond, "likely"), "worse lies to the left"


def test_a_series_shows_its_figures_its_newest_one_and_its_targets() -> None:
    points = [(2009, 1.0, False), (2016, 60.0, False), (2020, 70.0, True), (2024, 80.0, False)]
    svg = series_svg(points, [(2025, 85.0), (2030, 95.0)], (2015, 2030))
    root = ET.fromstring(svg)
    kinds = [element.tag.rpartition("}")[2] for element in root]
    assert kinds.count("line") == 2, "one bar per target"
    (line,) = re.findall(r'<polyline points="([^"]+)"', svg)
    assert len(line.split()) == 2, "a figure before the years drawn and a bound are not on the line"
    assert kinds.count("circle") == 2, "the newest figure, and a ring for the bound"


def test_one_figure_is_a_dot() -> None:
    svg = series_svg([(2020, 5.0, False)], [], (2015, 2030))
    assert "<circle" in svg and "<polyline" not in svg


def test_the_pictures_of_a_page_take_no_time() -> None:
    points = [(year, 60.0 + year % 7, False) for year in range(2015, 2026)]
    beside = Beside(95.0, rising=True, digits=0.1, low=80, middle=90, high=96, national=88.0)
    start = time.process_time()
    for _ in range(36):
        Picture(series_svg(points, [(2025, 65.0)], (2015, 2030)), "x", SERIES_MM)
        Picture(interval_svg(beside, "likely"), "x", INTERVAL_MM)
    assert time.process_time() - start < 0.5
