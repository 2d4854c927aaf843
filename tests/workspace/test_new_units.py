"""Units are added whole, by ids that follow one rule, and nothing else of the tables changes."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from making.programme import PROGRAMME
from making.quick import examples
from workspace.made_workspaces import ROOT, contents, copied_project

from analysis.language import BadInput
from analysis.ledger import open_store
from analysis.plans import load_plan
from analysis.programme import Programme, load_programme
from analysis.publication import load_parameters
from analysis.workspace import (
    Details,
    add_unit,
    find_gaps,
    known_nearby,
    make_unit,
    namesakes,
)

COMMUNE = Details(
    name_vi="xã Gia Viễn", level="commune", parent_id="ninh-binh", territory="after-2025-07"
)


@pytest.fixture(scope="module")
def ours() -> Programme:
    return load_programme(ROOT)


def refused(unit_id: str, details: Details, programme: Programme) -> list[str]:
    with pytest.raises(BadInput) as caught:
        make_unit(unit_id, details, programme)
    return [fault.key for fault in caught.value.faults]


@pytest.mark.slow
def test_every_former_and_present_province_gets_a_plan_that_can_be_read(
    tmp_path: Path, ours: Programme
) -> None:
    home = copied_project(tmp_path)
    without = [unit for unit in ours.units.values() if unit.unit_id not in ours.planned_units]
    assert len(without) > 60
    for unit in without[::6]:
        files = add_unit(home, unit, with_plan=True)
        assert len(files) == 3
    programme = load_programme(home)
    for unit in without[::6]:
        plan = load_plan(unit.unit_id, programme)
        assert not plan.is_entered
        assert plan.territory.word == unit.territory
        assert load_parameters(home, unit.unit_id).unit_id == unit.unit_id
        assert not [gap for gap in find_gaps(home, unit.unit_id, programme, open_store(home))
                    if gap.stops]  # fmt: skip


def test_a_new_unit_is_there_with_all_its_files_and_all_else_is_as_before(
    tmp_path: Path, ours: Programme
) -> None:
    home = copied_project(tmp_path)
    before = contents(home)
    add_unit(home, make_unit("ninh-binh-xa-gia-vien", COMMUNE, ours), with_plan=True)
    after = contents(home)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {
        "parameters/units.csv", "parameters/letterheads.yml",
        "parameters/units/ninh-binh-xa-gia-vien.yml", "data/plans/ninh-binh-xa-gia-vien.yml",
    }  # fmt: skip
    for name in ("parameters/units.csv", "parameters/letterheads.yml"):
        assert after[name].startswith(before[name])
    programme = load_programme(home)
    unit = programme.units["ninh-binh-xa-gia-vien"]
    assert (unit.name_vi, unit.name_en) == ("xã Gia Viễn", "Gia Viễn commune")
    head = programme.letterhead(unit.unit_id)
    assert head["parent_body_vi"] == "ỦY BAN NHÂN DÂN TỈNH NINH BÌNH"
    assert head["issuing_body_vi"] == "ỦY BAN NHÂN DÂN XÃ GIA VIỄN"


def test_a_unit_that_is_complete_is_left_alone(tmp_path: Path, ours: Programme) -> None:
    home = copied_project(tmp_path)
    before = contents(home)
    assert add_unit(home, ours.units["vinh-long"], with_plan=True) == []
    assert contents(home) == before


def test_a_unit_may_have_figures_alone(tmp_path: Path, ours: Programme) -> None:
    home = copied_project(tmp_path)
    unit = make_unit("ninh-binh-xa-gia-vien", COMMUNE, ours)
    assert add_unit(home, unit, with_plan=False) == [Path("parameters/units.csv")]
    programme = load_programme(home)
    assert unit.unit_id in programme.units and unit.unit_id not in programme.planned_units
    stops = [gap.fault.key for gap in find_gaps(home, unit.unit_id, programme, open_store(home))
             if gap.stops]  # fmt: skip
    assert "workspace.gap_no_plan" in stops


def test_what_a_letterhead_cannot_hold_is_refused_before_anything_is_written(
    tmp_path: Path, ours: Programme
) -> None:
    home = copied_project(tmp_path)
    (home / "parameters" / "letterheads.yml").write_text("a: {\n", "utf-8")
    before = contents(home)
    with pytest.raises(BadInput) as caught:
        add_unit(home, make_unit("ninh-binh-xa-gia-vien", COMMUNE, ours), with_plan=True)
    assert "parameters/letterheads.yml" in caught.value.message("vi")
    assert contents(home) == before


@pytest.mark.parametrize("unit_id", ["Gia Vien", "../x", "gia--vien", "con", "x" * 101, ""])
def test_an_id_that_files_cannot_be_named_by_is_refused(unit_id: str, ours: Programme) -> None:
    assert refused(unit_id, COMMUNE, ours) == ["workspace.bad_id"]


# What is changed in a sound unit, and by which names that is told.
BAD: dict[str, tuple[dict[str, str], list[str]]] = {
    "no such parent": ({"parent_id": "atlantis"}, ["workspace.bad_parent"]),
    "a parent of its own level": ({"name_vi": "tỉnh Mới", "level": "province",
                                   "parent_id": "ninh-binh"},
                                  ["workspace.bad_parent"]),
    "no such territory": ({"territory": "now"}, ["workspace.bad_choice"]),
    "no such level": ({"level": "nation"}, ["workspace.bad_choice"]),
    "a name of another level": ({"name_vi": "huyện Nga Sơn"}, ["workspace.level_of_name"]),
    "a short code": ({"unit_code": "123"}, ["workspace.bad_code"]),
    "a name on two lines": ({"name_vi": "xã\nGia Viễn"}, ["parameters.several_lines"]),
    "a name that turns": ({"name_vi": "xã \u202eGia"}, ["parameters.unfit_sign"]),
    "a province that is known": (
        {"name_vi": "tỉnh Ninh Bình", "level": "province", "parent_id": ""},
        ["workspace.known_by_other_id"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused(name: str, ours: Programme) -> None:
    changed, told = BAD[name]
    details = COMMUNE
    for field, value in changed.items():
        details = details.with_answer(field, value)
    assert refused("ninh-binh-xa-gia-vien", details, ours) == told


def test_what_is_missing_follows_the_level() -> None:
    assert Details().missing() == ("name_vi", "level", "territory")
    assert Details(level="province").missing() == ("name_vi", "territory")
    assert Details(level="commune").missing() == ("name_vi", "parent_id", "territory")
    assert COMMUNE.missing() == ()


def test_units_of_one_name_are_told_apart(ours: Programme) -> None:
    same = [unit.unit_id for unit in namesakes("vinh-long", ours.units)]
    assert same == ["vinh-long", "vinh-long-2025"]
    assert namesakes("lang-son", ours.units) == []
    near = {unit.unit_id for unit in known_nearby("ninh-binh-cu", ours.units)}
    assert near == {"ninh-binh", "ninh-binh-before-2025"}


@given(name=st.text(min_size=1, max_size=40), english=st.text(max_size=20))
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@example(name='a: "b" {{ c }} #d; e', english="{x}")
@example(name=unicodedata.normalize("NFD", "Gia Viễn"), english="")
def test_whatever_a_unit_is_called_is_refused_or_read_back(name: str, english: str) -> None:
    details = replace(COMMUNE, name_vi=f"xã {name}", name_en=english)
    try:
        unit = make_unit("new", details, PROGRAMME)
    except BadInput as error:
        areas = {fault.key.partition(".")[0] for fault in error.faults}
        assert areas <= {"parameters", "workspace"}
        return
    with TemporaryDirectory() as folder:
        home = copied_project(Path(folder) / "home")
        add_unit(home, unit, with_plan=True)
        programme = load_programme(home)
        assert programme.units["new"].name_vi == unit.name_vi
        assert unit.name_vi in load_plan("new", programme).document.issuer.vi
        assert programme.letterhead("new")["issuing_body_vi"].startswith("ỦY BAN NHÂN DÂN XÃ")


@pytest.mark.parametrize("unit_id", ["overview", "track-record"])
def test_a_report_s_own_folder_is_no_unit(unit_id: str, ours: Programme) -> None:
    assert refused(unit_id, COMMUNE, ours) == ["workspace.reserved_id"]


@pytest.mark.parametrize("unit_id", ["2026", "no", "null", "true", "1e3", "0x1f"])
def test_an_id_that_yaml_takes_for_something_else_is_kept_as_it_is(
    unit_id: str, tmp_path: Path, ours: Programme
) -> None:
    home = copied_project(tmp_path)
    add_unit(home, make_unit(unit_id, COMMUNE, ours), with_plan=True)
    programme = load_programme(home)
    assert load_plan(unit_id, programme).unit_id == unit_id
    assert load_parameters(home, unit_id).unit_id == unit_id
    assert programme.letterhead(unit_id)["place_vi"] == "Gia Viễn"
    assert add_unit(home, programme.units[unit_id], with_plan=True) == []


def test_the_name_tells_the_level_but_for_a_city() -> None:
    assert Details(name_vi="Phường Hoa Lư").completed().level == "commune"
    assert Details(name_vi="thành phố Vĩnh Long").completed().level is None
    assert Details(name_vi="xã Gia Viễn", level="district").completed().level == "district"
