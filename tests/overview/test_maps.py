"""Maps: every province of today, the archipelagos on every map, no line across the land."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from making.words_of_pictures import overlapping

from analysis.exhibits import Figure
from analysis.language import LANGS, BadInput, Lang
from analysis.ledger import load_sources, open_books
from analysis.overview.maps import (
    GEOMETRY_FILE,
    MAP_SOURCE,
    MOST_LABELS,
    Geometry,
    Mark,
    Panel,
    load_geometry,
    map_width_mm,
    maps_svg,
)
from analysis.overview.territories import is_drawn
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
UNITS = load_programme(ROOT).units
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def geometry() -> Geometry:
    return load_geometry(ROOT)


def test_the_map_has_exactly_today_s_provinces(geometry: Geometry) -> None:
    drawn = {unit.unit_id for unit in UNITS.values() if is_drawn(unit)}
    assert set(geometry.provinces) == drawn
    assert len(drawn) == 34


@pytest.mark.parametrize("unit_id", ["viet-nam", "trieu-son", "ha-tay", "vinh-long", "ha-nam"])
def test_no_other_unit_is_drawn(unit_id: str) -> None:
    assert not is_drawn(UNITS[unit_id])


def test_hoang_sa_and_truong_sa_belong_to_da_nang_and_khanh_hoa(geometry: Geometry) -> None:
    islands = geometry.archipelagos
    owners = (islands["hoang-sa"].unit_id, islands["truong-sa"].unit_id)
    assert owners == ("da-nang", "khanh-hoa")
    assert all(len(each.islands) >= 6 for each in islands.values())


def test_geometry_lies_in_viet_nam_and_its_file_is_small(geometry: Geometry) -> None:
    assert (ROOT / GEOMETRY_FILE).stat().st_size < 60_000
    for rings in geometry.provinces.values():
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
        assert all(102 < x < 109.6 and 8.3 < y < 23.5 for ring in rings for x, y in ring)


def test_neighbours_share_their_borders(geometry: Geometry) -> None:
    points = {
        unit_id: {point for ring in rings for point in ring}
        for unit_id, rings in geometry.provinces.items()
    }
    for one, other in (("ninh-binh", "thanh-hoa"), ("da-nang", "hue"), ("ca-mau", "an-giang")):
        assert len(points[one] & points[other]) >= 4


def panel_of(names: Sequence[str]) -> Panel:
    """Return a map of provinces, the first the palest."""
    return Panel("Tên", {
        name: Mark(f"#0b53{94 + place}", f"{name} 1 (2025)", place)
        for place, name in enumerate(names)
    })  # fmt: skip


def drawn(names: Sequence[str], geometry: Geometry, lang: Lang = "vi") -> str:
    return Figure(maps_svg([panel_of(names)], geometry, lang), "bản đồ", "", "map").svg


def words(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", LANGS)
def test_every_map_names_both_archipelagos(geometry: Geometry, lang: Lang) -> None:
    found = " ".join(words(drawn(["ha-noi"], geometry, lang)))
    assert "Hoàng Sa" in found
    assert "Trường Sa" in found
    if lang == "vi":
        assert found.count("Quần đảo") == 2


def test_few_provinces_are_listed_and_of_many_the_first_and_the_last(geometry: Geometry) -> None:
    names = sorted(geometry.provinces)
    few = words(drawn(names[:MOST_LABELS], geometry))
    assert sum(word.endswith(" 1 (2025)") for word in few) == MOST_LABELS
    many = [word for word in words(drawn(names, geometry)) if word.endswith(" 1 (2025)")]
    assert many == [f"1. {names[0]} 1 (2025)", f"2. {names[-1]} 1 (2025)"]


SOUTH = ("vinh-long-2025", "dong-thap-2025", "can-tho", "ca-mau", "tay-ninh", "dong-nai-2025")


def test_numbers_and_names_keep_off_each_other_and_no_line_leads_across_the_land(
    geometry: Geometry,
) -> None:
    assert set(SOUTH) <= set(geometry.provinces)
    svg = drawn(SOUTH, geometry)
    assert overlapping(svg) == []
    root = ET.fromstring(svg)
    dots = [
        (float(dot.get("cx", "")), float(dot.get("cy", "")))
        for dot in root.iter(f"{SVG}circle")
        if dot.get("r") == "3.5"
    ]
    assert len(dots) == len(SOUTH)
    assert all(math.dist(a, b) > 6.8 for a, b in combinations(dots, 2))
    # What is not a border is the hatching.
    lines = [path for path in root.iter(f"{SVG}path") if not path.get("id")]
    assert [path.get("d") for path in lines] == ["M0 3L3 0"]


def test_rows_of_maps_are_even_and_the_last_stands_in_the_middle(geometry: Geometry) -> None:
    assert [round(map_width_mm(count) / 54.3) for count in (1, 2, 3, 4, 5, 6)] == [1, 2, 3, 2, 3, 3]
    svg = maps_svg([panel_of(["ha-noi"])] * 5, geometry, "vi")
    lefts = [
        float(x) for x in re.findall(r'<g transform="translate\(([\d.]+) [\d.]+\)">(?=<text)', svg)
    ]
    assert lefts[3] == pytest.approx((lefts[0] + lefts[1]) / 2, abs=0.2)
    assert lefts[4] == pytest.approx((lefts[1] + lefts[2]) / 2, abs=0.2)


def test_the_key_says_what_shades_and_hatching_mean(geometry: Geometry) -> None:
    found = words(drawn(["ha-noi"], geometry))
    assert {"nhạt: thuận lợi hơn", "đậm: kém thuận lợi hơn", "gạch chéo: chưa có số liệu"} <= {
        *found
    }


def test_every_province_is_drawn_once(geometry: Geometry) -> None:
    picture = ET.fromstring(drawn(sorted(geometry.provinces)[:5], geometry))
    used = [each.get("href") or each.get("{http://www.w3.org/1999/xlink}href")
            for each in picture.iter(f"{SVG}use")]  # fmt: skip
    assert len(used) == len(set(used)) == 34


def test_the_borders_source_is_on_record() -> None:
    row = load_sources(open_books(ROOT)).set_index("source").loc[MAP_SOURCE]
    assert "CC BY 4.0" in row["licence"]
    assert row["year_published"] == "2023"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"features": []}', '{"features": [{"id": 1}]}']
)
def test_a_map_that_cannot_be_used_is_refused_in_words(tmp_path: Path, content: str) -> None:
    file = tmp_path / GEOMETRY_FILE
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    with pytest.raises(BadInput, match="provinces_34"):
        load_geometry(tmp_path)
    file.unlink()
    with pytest.raises(BadInput):
        load_geometry(tmp_path)


def test_a_map_without_an_archipelago_is_refused(tmp_path: Path) -> None:
    content = json.loads((ROOT / GEOMETRY_FILE).read_text("utf-8"))
    content["features"] = [each for each in content["features"] if each["id"] != "truong-sa"]
    file = tmp_path / GEOMETRY_FILE
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadInput, match="provinces_34"):
        load_geometry(tmp_path)
