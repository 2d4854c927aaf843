"""Maps: every province on the borders it has, the archipelagos on every map."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from making.words_of_pictures import overlapping, written

from analysis.exhibits import TONES, Figure
from analysis.language import LANGS, BadInput, Lang
from analysis.ledger import load_sources, open_books
from analysis.overview.maps import (
    GEOMETRY_FOLDER,
    MAP_SOURCE,
    MAPS,
    MOST_LABELS,
    Geometry,
    Mark,
    Panel,
    load_geometries,
    map_of,
    map_width_mm,
    maps_svg,
)
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
UNITS = load_programme(ROOT).units
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def geometries() -> dict[str, Geometry]:
    return load_geometries(ROOT)


@pytest.mark.parametrize(("name", "edition"), [("34", 2026), ("63", 2024)])
def test_a_map_has_exactly_the_provinces_that_are_drawn_on_it(
    geometries: dict[str, Geometry], name: str, edition: int
) -> None:
    drawn = {unit.unit_id for unit in UNITS.values() if map_of(unit, edition) == name}
    assert set(geometries[name].provinces) == drawn
    assert len(drawn) == int(name)


def test_nation_district_and_provinces_before_2008_are_on_no_map() -> None:
    absent = {unit_id for unit_id, unit in UNITS.items() if map_of(unit, 2026) is None}
    assert absent == {"viet-nam", "trieu-son", "ha-tay", "ha-noi-before-2008"}


def test_former_and_merged_provinces_keep_their_map_whatever_the_edition() -> None:
    for edition in (2022, 2026):
        assert map_of(UNITS["vinh-long"], edition) == "63"
        assert map_of(UNITS["ninh-binh"], edition) == "34"


def test_hoang_sa_and_truong_sa_belong_to_da_nang_and_khanh_hoa(
    geometries: dict[str, Geometry],
) -> None:
    owners = {"34": ("da-nang", "khanh-hoa"),
              "63": ("da-nang-before-2025", "khanh-hoa-before-2025")}  # fmt: skip
    merged = load_programme(ROOT).boundaries.set_index("part_id")["unit_id"]
    for name in MAPS:
        islands = geometries[name].archipelagos
        assert (islands["hoang-sa"].unit_id, islands["truong-sa"].unit_id) == owners[name]
        assert all(len(each.islands) >= 6 for each in islands.values())
    assert [merged[owner] for owner in owners["63"]] == list(owners["34"])


def test_geometry_lies_in_viet_nam_and_its_files_are_small(
    geometries: dict[str, Geometry],
) -> None:
    for name in MAPS:
        file = ROOT / GEOMETRY_FOLDER / f"provinces_{name}.geojson"
        assert file.stat().st_size < 60_000
        for rings in geometries[name].provinces.values():
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in rings)
            assert all(102 < x < 109.6 and 8.3 < y < 23.5 for ring in rings for x, y in ring)


def test_neighbours_share_their_borders(geometries: dict[str, Geometry]) -> None:
    points = {
        unit_id: {point for ring in rings for point in ring}
        for unit_id, rings in geometries["34"].provinces.items()
    }
    for one, other in (("ninh-binh", "thanh-hoa"), ("da-nang", "hue"), ("ca-mau", "an-giang")):
        assert len(points[one] & points[other]) >= 4


def drawn(count: int, geometry: Geometry, lang: Lang = "vi") -> ET.Element:
    names = sorted(geometry.provinces)[:count]
    tones = list(TONES)
    marks = {name: Mark(tones[place % 6], f"{name} 1") for place, name in enumerate(names)}
    return ET.fromstring(
        Figure(maps_svg([Panel("Tên", marks)], geometry, lang), "bản đồ", "", "map").svg
    )


def words(picture: ET.Element) -> list[str]:
    return ["".join(element.itertext()) for element in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", MAPS)
def test_every_map_names_both_archipelagos(
    geometries: dict[str, Geometry], name: str, lang: Lang
) -> None:
    found = " ".join(words(drawn(1, geometries[name], lang)))
    assert "Hoàng Sa" in found
    assert "Trường Sa" in found
    if lang == "vi":
        assert found.count("Quần đảo") == 2


def test_few_provinces_are_labelled_and_many_carry_signs(geometries: dict[str, Geometry]) -> None:
    few = words(drawn(MOST_LABELS, geometries["34"]))
    assert sum(word.endswith(" 1") for word in few) == MOST_LABELS
    many = words(drawn(34, geometries["34"]))
    assert not [word for word in many if word.endswith(" 1")]
    signs = [word for word in many if word in {tone.symbol for tone in TONES.values()}]
    assert len(signs) >= 34


SOUTH = ("vinh-long", "dong-thap", "dong-nai", "ben-tre", "tra-vinh", "tien-giang", "binh-phuoc")


@pytest.mark.parametrize("names", [SOUTH[:3], SOUTH[:5], ("vinh-long", "ha-nam", "binh-phuoc")])
def test_labels_keep_off_the_land_and_off_each_other(
    geometries: dict[str, Geometry], names: tuple[str, ...]
) -> None:
    marks = {
        name: Mark("likely", f"{UNITS[name].name_vi[5:].split(' (')[0]} 99,5") for name in names
    }
    assert set(marks) <= set(geometries["63"].provinces)
    svg = Figure(maps_svg([Panel("Tên", marks)], geometries["63"], "vi"), "bản đồ", "", "map").svg
    labels = [each for each in written(svg) if each.words.endswith("99,5")]
    assert len(labels) == len(names)
    assert overlapping(svg) == []
    corners = [
        (float(x) + 2, float(y) + 21 + top_of(svg))
        for path in ET.fromstring(svg).iter(f"{SVG}path")
        if path.get("id", "").startswith("map--p-")
        for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path.get("d", ""))
    ]
    assert len(corners) > 1000
    for label in labels:
        assert not [1 for x, y in corners
                    if label.left < x < label.right and label.top < y < label.bottom]  # fmt: skip


def top_of(svg: str) -> float:
    """Return where the first map begins below the key."""
    return float(re.findall(r'<g transform="translate\([\d.]+ ([\d.]+)\)"', svg)[0])


def test_rows_of_maps_are_even_and_the_last_stands_in_the_middle(
    geometries: dict[str, Geometry],
) -> None:
    assert [round(map_width_mm(count) / 54.3) for count in (1, 2, 3, 4, 5, 6)] == [1, 2, 3, 2, 3, 3]
    panel = Panel("Tên", {"ha-noi": Mark("likely", "Hà Nội 1")})
    svg = maps_svg([panel] * 5, geometries["34"], "vi")
    lefts = [
        float(x) for x in re.findall(r'<g transform="translate\(([\d.]+) [\d.]+\)">(?=<text)', svg)
    ]
    assert lefts[3] == pytest.approx((lefts[0] + lefts[1]) / 2, abs=0.2)
    assert lefts[4] == pytest.approx((lefts[1] + lefts[2]) / 2, abs=0.2)


def test_the_key_says_what_hatching_means(geometries: dict[str, Geometry]) -> None:
    assert "gạch chéo: chưa có số liệu" in words(drawn(1, geometries["34"]))


def test_every_province_is_drawn_once(geometries: dict[str, Geometry]) -> None:
    used = [each.get("href") or each.get("{http://www.w3.org/1999/xlink}href")
            for each in drawn(5, geometries["63"]).iter(f"{SVG}use")]  # fmt: skip
    assert len(used) == len(set(used)) == 63


def test_the_borders_source_is_on_record() -> None:
    row = load_sources(open_books(ROOT)).set_index("source").loc[MAP_SOURCE]
    assert "CC BY 4.0" in row["licence"]
    assert row["year_published"] == "2023"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"features": []}', '{"features": [{"id": 1}]}']
)
def test_a_map_that_cannot_be_used_is_refused_in_words(tmp_path: Path, content: str) -> None:
    shutil.copytree(ROOT / GEOMETRY_FOLDER, tmp_path / GEOMETRY_FOLDER)
    (tmp_path / GEOMETRY_FOLDER / "provinces_34.geojson").write_text(content, "utf-8")
    with pytest.raises(BadInput, match="provinces_34"):
        load_geometries(tmp_path)
    (tmp_path / GEOMETRY_FOLDER / "provinces_34.geojson").unlink()
    with pytest.raises(BadInput):
        load_geometries(tmp_path)


def test_a_map_without_an_archipelago_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / GEOMETRY_FOLDER, tmp_path / GEOMETRY_FOLDER)
    file = tmp_path / GEOMETRY_FOLDER / "provinces_63.geojson"
    content = json.loads(file.read_text("utf-8"))
    content["features"] = [each for each in content["features"] if each["id"] != "truong-sa"]
    file.write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadInput, match="provinces_63"):
        load_geometries(tmp_path)
