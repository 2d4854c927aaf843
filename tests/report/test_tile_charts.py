"""The picture of a tile: no words on words, regular years, bands from what is known."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from report.test_charts import CASES, LEVELS, SHARE, ahead, goal, points, words

from analysis.exhibits import ACCENT, Tiles
from analysis.language import LANGS, Lang
from analysis.projections import Outlook
from analysis.report.tile_charts import NATION, tile_svg
from analysis.report.tile_frames import HEIGHT, WIDTH, Drawn, first_shown_year, scale_of
from analysis.report.tile_labels import Box, Label
from analysis.report.tiles import all_tiles

if TYPE_CHECKING:
    from tests.conftest import Assessed

SVG = "{http://www.w3.org/2000/svg}"
SEEN = points({2016: 94.0, 2018: 95.0, 2022: 96.5, 2025: 97.2})
GOALS = [goal(97.0, 2025), goal(98.5)]
NOBODY: dict[str, Any] = {}


def drawn(seen: Any = SEEN, outlook: Any = None, goals: Any = (), **more: Any) -> Drawn:
    values = {"beside": NOBODY, "indicator": SHARE, "first_year": 2015, "last_year": 2030, **more}
    return Drawn(seen, outlook=outlook, goals=list(goals), **values)


def boxes(svg: str) -> list[tuple[str, Box]]:
    """Every text of a picture with what it covers."""
    found = []
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        label = Label(
            "".join(element.itertext()),
            float(element.get("x", "nan")),
            float(element.get("y", "nan")),
            element.get("text-anchor", "start"),  # type: ignore[arg-type]
            float(element.get("font-size", "nan")),
            bold=element.get("font-weight") == "bold",
        )
        found.append((label.words, label.box))
    return found


def check_words(svg: str) -> None:
    """Words stand neither on other words nor outside the picture."""
    found = boxes(svg)
    for (one, box), (other, second) in combinations(found, 2):
        assert box.overlap(second) < 0.5, f"{one!r} stands on {other!r}"
    for words_, box in found:
        assert box.left >= -0.5 and box.right <= WIDTH + 0.5, words_
        assert box.top >= -0.5 and box.bottom <= HEIGHT + 0.5, words_


def nation(value: float) -> dict[str, Any]:
    return {"cả nước": points({2015: value, 2020: value + 0.3, 2024: value + 0.5})}


BROKEN = points({2022: 95.0, 2023: 95.5, 2024: 96.0, 2025: 91.0, 2026: 91.5}).assign(
    comparable=[False, False, False, True, True],
    territory_break=[None, None, None, "2025-07-01", None],
)
PICTURES = {
    "plain": drawn(goals=GOALS),
    "with a fan": drawn(outlook=ahead(*[97.5] * 5), goals=GOALS),
    "value on the target": drawn(points({2020: 96.0, 2025: 97.0}), ahead(*[97.0] * 5), GOALS),
    "all at the top": drawn(points({2020: 100.0, 2025: 100.0}), ahead(*[100.0] * 5), [goal(100)]),
    "all at the bottom": drawn(points({2020: 0.0, 2025: 0.0}), ahead(*[0.0] * 5), [goal(0)]),
    "one figure": drawn(points({2019: 99.4}), None, [goal(98.5, 2025), goal(99.7)]),
    "two targets that agree": drawn(outlook=ahead(*[97.5] * 5), goals=[goal(97, 2025), goal(97)]),
    "a bound": drawn(SEEN.assign(qualifier=[None, None, None, "above"]), None, GOALS),
    "new boundaries": drawn(BROKEN, None, [goal(98.5)]),
    "the nation on the line": drawn(outlook=ahead(*[97.5] * 5), goals=GOALS, beside=nation(96.0)),
    "large numbers": drawn(
        points({2016: 1200.0, 2021: 900.0, 2025: 1100.0}, "administrative"),
        None, [goal(800.0, 2025, "at_most"), goal(600.0, 2030, "at_most")], indicator=CASES,
    ),
    "small numbers": drawn(
        points({2016: 0.11, 2021: 0.05, 2025: 0.02}), None, [goal(0.04, 2030, "below")],
        indicator={**SHARE, "decimals": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("lang", LANGS)
def test_no_words_stand_on_others_or_outside(name: str, lang: Lang) -> None:
    check_words(tile_svg(PICTURES[name], lang))


@pytest.mark.parametrize("seed", range(60))
def test_no_words_stand_on_others_in_any_series(seed: int) -> None:
    rng = np.random.default_rng(seed)
    years = sorted(rng.choice(np.arange(2015, 2026), size=rng.integers(1, 10), replace=False))
    level, step = rng.uniform(2, 98), rng.uniform(0.01, 4)
    values = np.clip(level + np.cumsum(rng.normal(0, step, len(years))), 0, 100)
    seen = points(dict(zip(map(int, years), values, strict=True)))
    first = int(years[-1]) + 1
    outlook = ahead(*[values[-1]] * (2031 - first), first=first)
    near = np.clip(values[-1] + rng.normal(0, 2 * step, 2), 0, 100)
    goals = [goal(round(float(near[0]), 1), 2025), goal(round(float(near[1]), 1))]
    wider = nation(float(np.clip(level + rng.normal(0, step), 0, 99)))
    check_words(tile_svg(drawn(seen, outlook, goals, beside=wider), "vi"))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_no_words_stand_on_others_in_a_whole_report(assessed: Assessed, lang: Lang) -> None:
    for unit_id, data in (("vinh-long", "illustrative"), ("viet-nam", "real"),
                          ("dong-nai", "real")):  # fmt: skip
        grids: list[Tiles] = list(all_tiles(assessed(unit_id, data), lang))
        assert grids
        for tile in (tile for grid in grids for tile in grid.tiles):
            check_words(tile.svg)


def test_years_are_regular_and_end_with_the_plan() -> None:
    found = [word for word in words(tile_svg(drawn(goals=GOALS), "vi")) if word.startswith("20")]
    assert found == ["2015", "2020", "2025", "2030"]


@pytest.mark.parametrize(
    ("values", "start"),
    [({2016: 1.0, 2020: 1.0, 2024: 1.0, 2009: 1.0}, 2015), ({2019: 1.0}, 2015),
     ({2014: 1.0, 2015: 1.0, 2016: 1.0}, 2010), ({2004: 1.0, 2016: 1.0}, 2000)],
)  # fmt: skip
def test_the_axis_begins_earlier_only_where_too_few_figures_show(
    values: dict[int, float], start: int
) -> None:
    assert first_shown_year(points(values), 3) == start


def test_the_widest_band_is_for_the_screen_alone() -> None:
    middle = np.linspace(70.0, 95.0, len(LEVELS))
    outlook = Outlook(tuple(range(2026, 2031)), LEVELS, np.tile(middle, (5, 1)), 0.0, 100.0)
    svg = tile_svg(drawn(outlook=outlook, goals=GOALS), "vi")
    tree = ET.fromstring(svg)
    on_screen = [g for g in tree.iter(f"{SVG}g") if g.get("id", "").startswith("screen-only")]
    assert on_screen
    inside = ["".join(each.itertext()) for g in on_screen for each in g.iter(f"{SVG}text")]
    named = {"80\u00a0%", "50\u00a0%"}
    assert not named & {*inside}
    assert named <= {*words(svg)}


def fan_start(svg: str) -> float:
    """How high the widest band is where it starts."""
    band = re.findall(r'<path d="M([^"]*)Z" fill="#0b5394" fill-opacity="0.2"', svg)[0]
    places = [tuple(map(float, place.split(","))) for place in band.split("L")]
    first = min(x for x, _ in places)
    ends = [y for x, y in places if x == first]
    return max(ends) - min(ends)


def test_the_fan_starts_with_the_doubt_of_the_last_figure() -> None:
    sure = drawn(outlook=ahead(*[97.5] * 5), goals=GOALS)
    sampled = drawn(SEEN.assign(denominator=400.0), ahead(*[97.5] * 5), GOALS)
    assert fan_start(tile_svg(sure, "vi")) == 0
    assert fan_start(tile_svg(sampled, "vi")) > 2


def test_the_nation_is_shown_where_it_lies_in_the_frame() -> None:
    assert "cả nước" in words(tile_svg(drawn(goals=GOALS, beside=nation(95.0)), "vi"))
    assert "cả nước" not in words(tile_svg(drawn(goals=GOALS, beside=nation(5.0)), "vi"))


def test_bounds_are_white_marks_with_an_arrow_and_no_line_goes_through_them() -> None:
    figure = tile_svg(drawn(), "vi")
    bound = tile_svg(drawn(SEEN.assign(qualifier=[None, None, None, "above"])), "vi")
    assert "trên 97,2" in words(bound)
    assert bound.count('fill="#ffffff"') == figure.count('fill="#ffffff"') + 1
    lines = [re.findall(r'<path d="([^"]*)" fill="none" stroke="#0b5394"', svg)[0]
             for svg in (figure, bound)]  # fmt: skip
    assert [line.count("L") for line in lines] == [3, 2]


def test_new_boundaries_are_drawn_and_figures_before_them_stand_apart() -> None:
    svg = tile_svg(drawn(BROKEN), "vi")
    assert "ranh giới mới 1/7/2025" in words(svg)
    assert svg.count('stroke="#595959" stroke-width=".8"') == 3


def test_the_same_input_gives_the_same_bytes() -> None:
    one, two = (tile_svg(PICTURES["with a fan"], "vi") for _ in range(2))
    assert one == two


def test_a_target_that_is_above_all_else_is_inside_the_picture() -> None:
    seen = points({2020: 20.0, 2025: 30.0})
    svg = tile_svg(drawn(seen, None, [goal(95.0)]), "vi")
    assert "≥\u00a095" in words(svg)
    check_words(svg)


def test_an_empty_series_of_wider_units_changes_nothing() -> None:
    empty = pd.DataFrame(columns=SEEN.columns).astype({"comparable": bool})
    assert tile_svg(drawn(beside={"cả nước": empty}), "vi") == tile_svg(drawn(), "vi")


def test_a_lone_mark_of_a_wider_unit_is_named_beside_it_and_left_free() -> None:
    """The nation's mark stands just below the unit's own; neither value nor name covers a mark."""
    seen = points({2019: 98.9})
    beside = {"tỉnh sau sáp nhập": points({2019: 99.1}), "cả nước": points({2019: 98.77})}
    svg = tile_svg(drawn(seen, None, [goal(98.5, 2025), goal(100)], beside=beside), "vi")
    dots = [(float(dot.get("cx", "nan")), float(dot.get("cy", "nan")))
            for dot in ET.fromstring(svg).iter(f"{SVG}circle")]  # fmt: skip
    assert len(dots) == 2
    named = {said: box for said, box in boxes(svg) if said in beside or said == "98,9"}
    assert set(named) == {*beside, "98,9"}
    for x, y in dots:
        for said, box in named.items():
            assert box.overlap(Box(x - 1.2, y - 1.2, x + 1.2, y + 1.2)) == 0, said


def test_a_wider_unit_that_is_the_units_own_figure_is_not_named() -> None:
    seen = points({2018: 1.17})
    svg = tile_svg(drawn(seen, None, GOALS, beside={"tỉnh sau sáp nhập": seen}), "vi")
    assert "tỉnh sau sáp nhập" not in words(svg) and "<circle" not in svg


@pytest.mark.parametrize(
    ("value", "decimals"), [(95.70, 2), (9.6, 1), (95.7, 1), (0.0, 1), (100.0, 1)]
)
def test_a_lone_value_has_no_scale_finer_than_itself(value: float, decimals: int) -> None:
    alone = drawn(points({2024: value}), indicator=SHARE | {"decimals": decimals})
    scale = scale_of(alone)
    assert scale.digits <= decimals and len(scale.ticks) > 1
    assert scale.low < value < scale.high
    check_words(tile_svg(alone, "vi"))


def test_what_the_projection_leans_on_is_a_blue_part_of_the_nation_s_line() -> None:
    told = {"outlook": ahead(*[97.5] * 5), "goals": GOALS, "beside": nation(96.0)}
    plain, leant = (tile_svg(drawn(**told, leant=years), "vi") for years in (None, (2020, 2024)))
    grey, blue = f'stroke="{NATION}" stroke-width="0.9"', f'stroke="{ACCENT}" stroke-width="0.6"'
    assert (plain.count(grey), plain.count(blue)) == (2, 0)
    assert (leant.count(grey), leant.count(blue)) == (1, 1)
