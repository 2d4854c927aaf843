"""The trajectory chart: words as words, the same bytes each time, nothing beyond the bounds."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from making.quick import quick_only
from scipy.stats import norm

from analysis.exhibits import MUTED, SCREEN_ONLY
from analysis.language import LANGS
from analysis.programme import NATURES, OBSERVATION_STATUSES
from analysis.projections import Outlook
from analysis.report.charts import trajectory_svg

if TYPE_CHECKING:
    from tests.conftest import Assessed

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
SHARE = {"indicator_id": "birth_registration_u5", "unit": "percent", "lower": 0.0, "upper": 100.0,
         "decimals": 1}  # fmt: skip
CASES = {"indicator_id": "child_marriage", "unit": "cases", "lower": 0.0, "upper": math.nan,
         "decimals": 0}  # fmt: skip


def points(values: dict[int, float], nature: str = "survey", status: str = "official") -> Any:
    frame = pd.DataFrame({"year": list(values), "value": list(values.values())})
    return frame.assign(
        nature=nature, status=status, comparable=True, territory_break=None, qualifier=None
    )


def ahead(*middles: float, first: int = 2026, upper: float = 100.0) -> Outlook:
    values = np.clip(np.array(middles)[:, None] + 1.5 * norm.ppf(LEVELS), 0.0, upper)
    return Outlook(tuple(range(first, first + len(middles))), LEVELS, values, 0.0, upper)


def goal(value: float, year: int = 2030, comparator: str = "at_least") -> dict[str, Any]:
    return {"target_year": year, "comparator": comparator, "goal": value, "baseline_year": 2020,
            "baseline_value": 95.0}  # fmt: skip


SEEN = points({2018: 94.0, 2020: 95.0, 2022: 96.5, 2025: 97.2})
GOALS = [goal(97.0, 2025), goal(98.5)]


def words(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def ticks(svg: str, axis: str) -> list[float]:
    """The numbers written along one axis of a Vietnamese chart."""
    groups = [g for g in ET.fromstring(svg).iter(f"{SVG}g")
              if re.fullmatch(rf"{axis}tick_\d+", g.get("id", ""))]  # fmt: skip
    written = [found for group in groups for found in words(ET.tostring(group, "unicode"))]
    return [float(w.replace(".", "").replace(",", ".").replace("−", "-")) for w in written]


def on_bands(svg: str) -> list[str]:
    return [word for word in words(svg) if re.fullmatch(r"\d+\s%", word)]


def test_bands_bear_their_share_where_they_are_thick_enough() -> None:
    wide = Outlook(
        (2026, 2028, 2030), LEVELS, np.array([[80, 85, 90, 93, 96, 98, 99.5]] * 3), 0, 100
    )
    svg = trajectory_svg(SEEN, wide, [goal(85.0)], SHARE, "vi")
    assert on_bands(svg) == ["50\u00a0%", "80\u00a0%", "95\u00a0%"]
    off_paper = [g for g in ET.fromstring(svg).iter(f"{SVG}g") if SCREEN_ONLY in g.get("id", "")]
    told = [word for group in off_paper for word in on_bands(ET.tostring(group, "unicode"))]
    assert told == ["95\u00a0%"], "the widest band is for the screen alone"
    thin = Outlook((2026,), LEVELS, np.linspace(97.19, 97.21, 7)[None], 0, 100)
    assert on_bands(trajectory_svg(SEEN, thin, [goal(90.0)], SHARE, "vi")) == []


def test_words_stay_words_with_the_decimal_comma() -> None:
    svg = trajectory_svg(SEEN, ahead(*[97.5] * 5), GOALS, SHARE, "vi")
    found = words(svg)
    assert "97,2" in found
    assert "≥\u00a097" in found
    assert "≥\u00a098,5" in found
    assert "dự báo: khoảng 50 % và 80 %" in found
    assert not [word for word in found if re.search(r"\d\.\d", word)]
    assert "97.2" in words(trajectory_svg(SEEN, ahead(*[97.5] * 5), GOALS, SHARE, "en"))


@pytest.mark.parametrize("lang", LANGS)
def test_same_input_gives_the_same_bytes(lang: Any) -> None:
    twice = [trajectory_svg(SEEN, ahead(*[97.5] * 5), GOALS, SHARE, lang) for _ in range(2)]
    assert twice[0] == twice[1]
    assert "<dc:date>" not in twice[0]


def test_shape_of_the_marks_tells_the_nature_of_a_figure() -> None:
    drawn = {trajectory_svg(points({2020: 95.0, 2025: 97.0}, nature), None, [], SHARE, "vi")
             for nature in NATURES}  # fmt: skip
    assert len(drawn) == len(NATURES)


def test_unsure_figures_have_open_marks() -> None:
    svgs = [trajectory_svg(points({2020: 95.0, 2025: 97.0}, "survey", status), None, [], SHARE,
                           "vi") for status in OBSERVATION_STATUSES]  # fmt: skip
    hollow = [svg.lower().count("fill: #ffffff; stroke: #0b5394") for svg in svgs]
    unsure = ("preliminary", "simulated", "as_published")
    expected = [status in unsure for status in OBSERVATION_STATUSES]
    assert [count > 0 for count in hollow] == expected


def with_bound(value: float, word: str) -> Any:
    seen = points({2020: 95.0, 2024: 96.0, 2025: value})
    return seen.assign(qualifier=[None, None, word])


def arrows(svg: str) -> int:
    """How many arrows are drawn: filled heads of the figures' colour."""
    return len(re.findall(r"<path [^>]*fill: #0b5394; stroke: #0b5394", svg.lower()))


def line_points(svg: str) -> int:
    """How many figures the solid line goes through."""
    lines = re.findall(r'<path d="([^"]*)"[^>]*stroke: #0b5394; stroke-width: 1\.2', svg)
    return max((line.count("L") + line.count("M") for line in lines), default=0)


@pytest.mark.parametrize(
    ("word", "shown"),
    [("above", "trên 95"), ("at_least", "ít nhất 95"), ("below", "dưới 95"),
     ("at_most", "không quá 95")],
)  # fmt: skip
def test_a_bound_is_an_open_mark_with_an_arrow_and_no_line_through_it(
    word: str, shown: str
) -> None:
    figure = trajectory_svg(points({2020: 95.0, 2024: 96.0, 2025: 95.0}), None, [], SHARE, "vi")
    bound = trajectory_svg(with_bound(95.0, word), None, [], SHARE, "vi")
    assert shown in words(bound)
    hollow = [svg.lower().count("fill: #ffffff; stroke: #0b5394") for svg in (figure, bound)]
    assert hollow[0] == 0 < hollow[1]
    assert arrows(bound) == arrows(figure) + 1
    assert (line_points(figure), line_points(bound)) == (3, 2)


@pytest.mark.parametrize(("word", "side"), [("above", "below"), ("below", "above")])
def test_the_label_of_a_bound_leaves_room_for_its_arrow(word: str, side: str) -> None:
    svg = trajectory_svg(with_bound(96.0, word), None, [], {**SHARE, "decimals": 0}, "vi")
    label = height_of(svg, "trên 96" if word == "above" else "dưới 96")
    assert (label < height_of(svg, "96")) == (side == "above")


def test_a_series_of_bounds_alone_is_a_chart_without_a_line() -> None:
    seen = points({2024: 94.0, 2025: 95.0}).assign(qualifier="above")
    nothing = {**goal(97.0), "baseline_year": None, "baseline_value": None}
    svg = trajectory_svg(seen, None, [nothing], SHARE, "vi")
    assert "trên 95" in words(svg) and arrows(svg) == 2


def test_the_newest_value_is_labelled_on_the_right_side_of_its_target() -> None:
    seen = points({2020: 95.0, 2025: 100 * 3333 / 3334})
    assert "99,97" in words(trajectory_svg(seen, None, [goal(100.0)], SHARE, "vi"))


FLAT = {"at the top": 100.0, "at the bottom": 0.0, "between": 42.0}


@pytest.mark.parametrize("level", FLAT.values(), ids=FLAT.keys())
@pytest.mark.parametrize("with_outlook", [True, False])
@pytest.mark.parametrize("count", [1, 4])
def test_axis_names_no_value_beyond_the_natural_bounds(
    level: float, with_outlook: bool, count: int
) -> None:
    seen = points({2026 - count + k: level for k in range(count)})
    outlook = ahead(*[level] * 5) if with_outlook else None
    found = ticks(trajectory_svg(seen, outlook, [goal(level)], SHARE, "vi"), "y")
    assert found
    assert all(0 <= value <= 100 for value in found)


RANGES = [(0.0, 0.05), (99.97, 100.0), (99.2, 100.0), (5.0, 95.0), (0.0, 100.0)]


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_axis_is_evenly_marked_near_what_is_drawn(low: float, high: float) -> None:
    found = ticks(trajectory_svg(points({2020: low, 2025: high}), None, [], SHARE, "vi"), "y")
    reach = max(0.35 * (high - low), 4 * 10.0 ** -SHARE["decimals"] * 1.3)
    assert all(max(0, low - reach) <= value <= min(100, high + reach) for value in found)
    np.testing.assert_allclose(np.diff(found), found[1] - found[0], atol=1e-9)


def test_an_indicator_without_an_upper_bound_may_go_beyond_a_hundred() -> None:
    seen = points({2020: 180.0, 2025: 240.0}, "administrative")
    outlook = ahead(*[230.0] * 5, upper=math.inf)
    svg = trajectory_svg(seen, outlook, [goal(0.0, 2030, "equal")], CASES, "vi")
    found = ticks(svg, "y")
    assert max(found) >= 200
    assert min(found) >= 0
    assert "cuộc" in words(svg)
    assert words(svg).count("0") == 2, "the axis and the target, which needs no sign"


def test_years_are_whole_and_reach_the_last_target() -> None:
    found = ticks(trajectory_svg(SEEN, None, GOALS, SHARE, "vi"), "x")
    assert all(year == int(year) for year in found)
    assert min(found) >= 2017
    assert max(found) <= 2031
    assert max(found) >= 2028


def test_one_figure_no_outlook_and_no_targets_still_make_a_chart() -> None:
    found = words(trajectory_svg(points({2024: 98.0}), None, [], SHARE, "vi"))
    assert "98,0" in found
    assert not [word for word in found if "dự báo" in word]


def test_a_target_without_a_goal_is_not_drawn() -> None:
    svg = trajectory_svg(SEEN, None, [goal(math.nan)], SHARE, "vi")
    assert not [word for word in words(svg) if word.startswith("≥")]


def test_a_yearly_reduction_is_marked_as_a_ceiling() -> None:
    fall = goal(12.0, 2030, "reduce_yearly")
    svg = trajectory_svg(points({2020: 20.0, 2025: 15.0}), None, [fall], CASES, "vi")
    assert "≤\u00a012" in words(svg)


BROKEN = points({2022: 95.0, 2023: 95.5, 2024: 96.0, 2025: 91.0, 2026: 91.5}).assign(
    comparable=[False, False, False, True, True],
    territory_break=[None, None, None, "2025-07-01", None],
)


def test_a_new_territory_is_marked_and_the_figures_before_it_stand_apart() -> None:
    svg = trajectory_svg(BROKEN, None, [], SHARE, "vi")
    assert "1/7/2025: ranh giới mới" in words(svg)
    assert "1 July 2025: new boundaries" in words(trajectory_svg(BROKEN, None, [], SHARE, "en"))
    apart = f"fill: {MUTED}; stroke: {MUTED}; stroke-width: 1.1"
    assert svg.lower().count(apart) == 3
    whole = trajectory_svg(BROKEN.assign(comparable=True), None, [], SHARE, "vi")
    assert apart not in whole.lower()
    assert not [word for word in words(trajectory_svg(SEEN, None, [], SHARE, "vi")) if ":" in word]


def test_label_and_outlook_start_at_the_newest_figure_that_is_compared() -> None:
    later = points({2015: 95.0, 2016: 96.0, 2024: 80.0}).assign(comparable=[True, True, False])
    found = words(trajectory_svg(later, ahead(96.0, 96.5, first=2017), [], SHARE, "vi"))
    assert "96,0" in found and "80,0" not in found


def height_of(svg: str, word: str) -> float:
    """How far down the picture ``word`` is written first."""
    written = ET.fromstring(svg).iter(f"{SVG}text")
    found = next(text for text in written if "".join(text.itertext()) == word)
    place = re.search(r"[ ,]([\d.]+)\)", found.get("transform", ""))
    return float(found.get("y") or (place[1] if place else "nan"))


@pytest.mark.parametrize(("level", "side"), [(60.0, "above"), (100.0, "below")])
def test_a_target_is_written_on_the_side_away_from_the_curve(level: float, side: str) -> None:
    svg = trajectory_svg(points({2020: level, 2025: level}), None, [goal(80.0)], SHARE, "vi")
    tick, label = height_of(svg, "80"), height_of(svg, "≥\u00a080")
    assert (label < tick) == (side == "above")


@pytest.mark.slow
def test_a_real_series_is_drawn_with_its_outlook(assessed: Assessed) -> None:
    assessment = assessed("vinh-long", "illustrative")
    name = "birth_registration_u5"
    seen = assessment.series[assessment.series["indicator_id"] == name]
    rows = assessment.results[assessment.results["indicator_id"] == name].to_dict("records")
    about = assessment.inputs.indicators.set_index("indicator_id", drop=False).loc[name].to_dict()
    svg = trajectory_svg(seen, assessment.outlooks["vinh-long", name], rows, about, "vi")
    assert f"{seen['value'].iloc[-1]:.1f}".replace(".", ",") in words(svg)
    assert len([word for word in words(svg) if word.startswith("≥")]) == 2


def test_a_target_of_a_whole_has_no_sign_beyond_which_nothing_lies() -> None:
    found = words(trajectory_svg(SEEN, ahead(*[97.5] * 5), [goal(100.0)], SHARE, "vi"))
    assert "100" in found
    assert "≥\u00a0100" not in found


@pytest.mark.parametrize(("before", "side"), [(97.0, "above"), (99.0, "below")])
def test_the_newest_value_is_written_away_from_the_line_to_it(before: float, side: str) -> None:
    seen = points({2020: before, 2025: 98.0})
    svg = trajectory_svg(seen, None, [], {**SHARE, "decimals": 2}, "vi")
    tick, label = height_of(svg, "98,0"), height_of(svg, "98,00")
    assert (label < tick) == (side == "above")


@pytest.mark.parametrize("level", [*FLAT.values(), 98.5, 0.02], ids=str)
@pytest.mark.parametrize("count", quick_only([1, 2, 5], 2))
@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_level_figures_keep_a_scale_of_published_steps(
    level: float, count: int, decimals: int
) -> None:
    """A hair's breadth is no scale: ticks are as far apart as published figures can be."""
    seen = points({2026 - count + k: level + 1e-7 * k for k in range(count)})
    found = ticks(trajectory_svg(seen, None, [], {**SHARE, "decimals": decimals}, "vi"), "y")
    assert len(found) >= 2
    assert min(np.diff(found)) >= 10.0**-decimals - 1e-9


def test_a_computed_goal_has_no_more_decimals_than_the_indicator() -> None:
    fall = goal(20.29, 2030, "reduce_yearly")
    seen = points({2020: 40.0, 2025: 25.0}, "administrative")
    assert "≤\u00a020" in words(trajectory_svg(seen, None, [fall], CASES, "vi"))
    almost = goal(20.6, 2030, "reduce_yearly")
    assert "≤\u00a020" in words(trajectory_svg(seen, None, [almost], CASES, "vi"))


@pytest.mark.parametrize(("value", "shown"), [(95.5, True), (20.0, False)])
def test_the_nation_is_named_where_its_line_lies_in_the_frame(value: float, shown: bool) -> None:
    nation = points({2018: value, 2024: value + 0.4})
    found = words(trajectory_svg(SEEN, ahead(*[97.5] * 5), GOALS, SHARE, "vi", nation))
    assert ("cả nước" in found) == shown


def test_the_widest_band_is_for_the_screen_alone() -> None:
    svg = trajectory_svg(SEEN, ahead(*[97.5] * 5), GOALS, SHARE, "vi")
    assert svg.count(f'<g id="{SCREEN_ONLY}">') == 1


def test_the_bands_start_with_the_doubt_of_the_last_figure() -> None:
    sampled = SEEN.assign(denominator=400.0)
    svgs = [
        trajectory_svg(seen, ahead(*[97.5] * 5), GOALS, SHARE, "vi") for seen in (SEEN, sampled)
    ]
    assert svgs[0] != svgs[1]
