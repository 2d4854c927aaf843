"""The programme as one value: what it is made of, and how seldom its files are opened."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from analysis.assessment import read_inputs
from analysis.language import BadInput
from analysis.programme.programme import Programme, load_programme, plan_file
from analysis.project import project_root

ROOT = project_root()
ORDER = ("viet-nam", "vinh-long", "dong-thap", "ninh-binh", "trieu-son", "dong-nai")
RULES = "parameters/status_rules.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("data", "parameters"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


_opened: list[Counter[str]] = []


def _note(event: str, given: tuple[Any, ...]) -> None:
    if event == "open" and _opened and isinstance(given[0], str | bytes | os.PathLike):
        _opened[-1][os.fsdecode(given[0])] += 1


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count how often each file is opened meanwhile, by whatever means."""
    # A hook cannot be taken away again: it counts only while somebody looks.
    if not hasattr(_note, "added"):
        sys.addaudithook(_note)
        _note.added = True  # type: ignore[attr-defined]
    _opened.append(Counter())
    try:
        yield _opened[-1]
    finally:
        _opened.pop()


def edit(project: Path, before: str, after: str) -> None:
    file = project / RULES
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")


@pytest.mark.parametrize("unit_id", ["ninh-binh", "viet-nam"])
def test_making_inputs_opens_every_reference_file_once(project: Path, unit_id: str) -> None:
    with counted() as opened:
        read_inputs(project, unit_id, "real")
    times = {Path(name).relative_to(project).as_posix(): count for name, count in opened.items()
             if Path(name).is_relative_to(project)}  # fmt: skip
    shared = {"data/boundaries.csv", "data/weights.csv", "data/corrections.csv"}
    reference = {name: count for name, count in times.items()
                 if name in shared or name.startswith(("parameters/", "data/plans/"))}  # fmt: skip
    assert set(reference.values()) == {1}, reference
    assert shared < set(reference)
    assert {plan_file(name).as_posix() for name in ORDER} < set(reference)
    assert {"parameters/units.csv", "parameters/indicators.csv", RULES} < set(reference)
    # What the system tells of the files, before and after, shows that all is of one moment.
    held = {name: count for name, count in times.items()
            if name.startswith("data/observations/") or name == "data/sources.csv"}  # fmt: skip
    assert set(held.values()) == {1}, held


def test_a_file_that_is_opened_again_would_be_noticed(project: Path) -> None:
    with counted() as opened:
        load_programme(project)
        load_programme(project)
    assert opened[str(project / RULES)] == 2


def test_the_same_files_give_the_same_value_and_others_another(project: Path) -> None:
    before = load_programme(project)
    assert load_programme(project) is before
    assert before.indicators is load_programme(project).indicators
    edit(project, "likely: 0.80", "likely: 0.85")
    after = load_programme(project)
    assert (before.rules.likely, after.rules.likely) == (0.80, 0.85)
    # What changes between two looks is seen in full or not at all.
    edit(project, "likely: 0.85", "likely: 0.90")
    assert after.rules.likely == 0.85
    assert after.hashes[RULES] != before.hashes[RULES] != load_programme(project).hashes[RULES]


def test_units_have_a_plan_when_its_file_is_there_in_the_order_of_the_units(project: Path) -> None:
    assert load_programme(project).planned_units == ORDER
    plans = project / "data" / "plans"
    shutil.copy(plans / "dong-nai.yml", plans / "ha-nam.yml")
    (plans / "dong-thap.yml").unlink()
    (plans / ".ninh-binh.yml.swp").write_text("x")
    (plans / ".vinh-long.yml").write_text("x")
    planned = load_programme(project).planned_units
    assert planned == tuple(name for name in (*ORDER, "ha-nam") if name != "dong-thap")


def test_a_unit_without_a_plan_is_told_apart_from_one_that_is_not_there(project: Path) -> None:
    programme = load_programme(project)
    assert programme.planned_unit("ninh-binh").name_vi == "tỉnh Ninh Bình"
    with pytest.raises(BadInput, match=r"data/plans/ha-nam\.yml"):
        programme.planned_unit("ha-nam")
    with pytest.raises(BadInput, match="There is no unit “ha-tai”"):
        programme.planned_unit("ha-tai")


def test_a_broken_table_stops_only_what_needs_it(project: Path) -> None:
    (project / "data" / "boundaries.csv").write_text("x\n", "utf-8")
    (project / RULES).unlink()
    programme = load_programme(project)
    assert programme.units
    with pytest.raises(BadInput, match=r"data/boundaries\.csv"):
        _ = programme.boundaries
    with pytest.raises(BadInput, match=r"parameters/status_rules\.yml"):
        _ = programme.rules


def test_a_project_without_files_is_told_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"parameters/units\.csv"):
        _ = load_programme(tmp_path).planned_units


def test_how_many_objectives_there_are_is_known_from_the_table(project: Path) -> None:
    programme = load_programme(project)
    assert programme.objectives == (1, 2, 3, 4)
    few = [line for line in indicator_lines(project) if line.split(",")[2] in ("objective", "1")]
    (project / "parameters" / "indicators.csv").write_text("".join(few), "utf-8")
    assert load_programme(project).objectives == (1,)


def indicator_lines(project: Path) -> list[str]:
    return (project / "parameters" / "indicators.csv").read_text("utf-8").splitlines(keepends=True)


def told(project: Path, before: str, after: str) -> str:
    file = project / "parameters" / "indicators.csv"
    content = file.read_text("utf-8")
    assert before in content
    file.write_text(content.replace(before, after, 1), "utf-8")
    programme = load_programme(project)
    with pytest.raises(BadInput) as light:
        _ = programme.known_indicators
    with pytest.raises(BadInput) as full:
        _ = programme.indicators
    assert light.value.message("vi") == full.value.message("vi"), "one reader, one verdict"
    return full.value.message("en")


PART = "0,1000,1,,infant_mortality,,,"


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        (PART, PART.replace("infant_mortality", "infant_mortalty"), "part_of"),
        (PART, PART.replace("infant_mortality", "neonatal_mortality"), "part_of"),
        ("obesity_u5_rural obesity_u5_urban", "obesity_u5_rural obesity", "proxy_for"),
        (",,,special_circumstances,", ",,,special,", "same_children"),
        ("0,1000,1,,under5_mortality,,,", "0,1000,1,,neonatal_mortality,,,", "part_of"),
    ],
    ids=["no such whole", "part of itself", "no such neighbour", "no such children", "circle"],
)
def test_an_indicator_that_names_what_is_not_there_is_told_with_its_cell(
    project: Path, before: str, after: str, column: str
) -> None:
    assert column in told(project, before, after)


def test_a_number_that_is_left_out_is_told(project: Path) -> None:
    said = told(project, "disability_accessible_schools,20,3", "disability_accessible_schools,27,3")
    assert "chi_tieu" in said
    assert "27" in said
    assert "25" in said, "the first that is missing"


def test_what_the_plans_read_is_what_the_table_says() -> None:
    programme: Programme = load_programme(ROOT)
    table = programme.indicators.set_index("indicator_id")
    assert list(table.index) == list(programme.known_indicators)
    for name, light in programme.known_indicators.items():
        row = table.loc[name]
        assert (light.chi_tieu, light.objective) == (row["chi_tieu"], row["objective"])
        assert (light.unit, light.better, light.lower) == (row["unit"], row["better"], row["lower"])
        assert light.upper == (row["upper"] if row["upper"] == row["upper"] else float("inf"))
        assert light.is_proxy == isinstance(row["proxy_for"], str)
