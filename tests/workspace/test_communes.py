"""The communes of a province come from one table, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from workspace.made_workspaces import (
    COMMUNES,
    HEADER,
    ROOT,
    commune_csv,
    commune_xlsx,
    contents,
    copied_project,
)

from analysis.language import BadInput, is_slug
from analysis.programme import Programme, load_programme
from analysis.workspace import add_rows, read_communes

PROGRAMME = load_programme(ROOT)


def faults(path: Path, programme: Programme = PROGRAMME) -> list[tuple[str, int | None]]:
    with pytest.raises(BadInput) as caught:
        read_communes(path, "ninh-binh", programme)
    assert all(fault.file == path.name for fault in caught.value.faults)
    return [(fault.key.removeprefix("workspace."), fault.row) for fault in caught.value.faults]


def test_communes_get_ids_codes_and_names_by_one_rule(tmp_path: Path) -> None:
    found = read_communes(commune_csv(tmp_path), "ninh-binh", PROGRAMME)
    told = [(unit.unit_id, unit.unit_code, unit.name_vi) for unit in found.units]
    assert told == [
        ("ninh-binh-xa-gia-vien", "14464", "xã Gia Viễn"),
        ("ninh-binh-phuong-hoa-lu", "14470", "phường Hoa Lư"),
        ("ninh-binh-phuong-nam-dinh", "14488", "phường Nam Định"),
    ]
    assert {(unit.level, unit.parent_id, unit.territory) for unit in found.units} == {
        ("commune", "ninh-binh", "after-2025-07")
    }
    assert all(is_slug(unit.unit_id) for unit in found.units)


def test_a_workbook_s_numbers_keep_the_zeros_that_it_drops(tmp_path: Path) -> None:
    path = commune_xlsx(tmp_path, [(1, 4, "Ba Đình", "Phường"), (2, "00008", "Ngọc Hà", "Phường")])
    found = read_communes(path, "ha-noi", PROGRAMME)
    assert [unit.unit_code for unit in found.units] == ["00004", "00008"]


def test_names_that_differ_in_marks_alone_get_their_codes(tmp_path: Path) -> None:
    rows = [("1", "14464", "Bình Mỹ", "Xã"), ("2", "14465", "Bình My", "Xã")]
    found = read_communes(commune_csv(tmp_path, rows), "ninh-binh", PROGRAMME)
    ids = [unit.unit_id for unit in found.units]
    assert ids == ["ninh-binh-xa-binh-my-14464", "ninh-binh-xa-binh-my-14465"]


def test_of_the_whole_country_s_table_only_the_province_is_taken(tmp_path: Path) -> None:
    rows = [(*COMMUNES[0], "Tỉnh Ninh Bình"), ("9", "04012", "Sa Pa", "Phường", "Tỉnh Lào Cai")]
    path = commune_csv(tmp_path, rows, (*HEADER, "Tỉnh / Thành Phố"))
    found = read_communes(path, "ninh-binh", PROGRAMME)
    assert ([unit.unit_code for unit in found.units], found.passed_over) == (["14464"], 1)
    assert faults(commune_csv(tmp_path, rows[1:], (*HEADER, "Tỉnh"))) == [("no_rows", None)]


# What stands in the table, and what is told of which row.
BAD: dict[str, tuple[Sequence[Sequence[str]], list[tuple[str, int | None]]]] = {
    "a code of letters": ([("1", "A1", "Gia Viễn", "Xã")], [("bad_commune_code", 2)]),
    "a long code": ([("1", "144640", "Gia Viễn", "Xã")], [("bad_commune_code", 2)]),
    "no code": ([("1", "", "Gia Viễn", "Xã")], [("bad_commune_code", 2)]),
    "no name": ([("1", "14464", "", "Xã")], [("no_name", 2)]),
    "no level": ([("1", "14464", "Gia Viễn", "")], [("no_level", 2)]),
    "another level": ([("1", "14464", "Gia Viễn", "Huyện")], [("not_commune", 2)]),
    "levels that differ": ([("1", "14464", "xã Gia Viễn", "Phường")], [("levels_differ", 2)]),
    "a code twice": ([COMMUNES[0], ("2", "14464", "Hoa Lư", "Phường")], [("code_twice", 3)]),
    "a name twice": ([COMMUNES[0], ("2", "14470", "Gia viễn", "xã")], [("name_twice", 3)]),
    "several": ([("1", "x", "", "Xã"), ("2", "14470", "Hoa Lư", "Quận")],
                [("no_name", 2), ("bad_commune_code", 2), ("not_commune", 3)]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_told_with_its_row(name: str, tmp_path: Path) -> None:
    rows, told = BAD[name]
    assert faults(commune_csv(tmp_path, rows)) == told


def test_a_table_without_its_columns_and_a_province_that_is_none_are_told(tmp_path: Path) -> None:
    path = commune_csv(tmp_path, [("1", "x")], ("A", "B"))
    assert faults(path) == [("no_commune_table", None)]
    for province in ("atlantis", "trieu-son", "viet-nam"):
        with pytest.raises(BadInput) as caught:
            read_communes(commune_csv(tmp_path), province, PROGRAMME)
        assert "ninh-binh" in caught.value.message("vi")


def test_a_workbook_s_fault_names_the_cell(tmp_path: Path) -> None:
    path = commune_xlsx(tmp_path, [(1, 14464, "Gia Viễn", "Huyện")])
    with pytest.raises(BadInput) as caught:
        read_communes(path, "ninh-binh", PROGRAMME)
    assert caught.value.message("vi").startswith("xa.xlsx, trang “Sheet”, ô D4: “huyện”")


def test_all_are_added_or_none_and_never_twice(tmp_path: Path) -> None:
    home = copied_project(tmp_path / "home")
    path = commune_csv(tmp_path)
    found = read_communes(path, "ninh-binh", load_programme(home))
    add_rows(home, found.units)
    programme = load_programme(home)
    assert {unit.unit_id for unit in found.units} <= set(programme.units)
    before = contents(home)
    told = faults(path, programme)
    assert Counter(key for key, _ in told) == {"known_code": 3, "known_name": 3}
    assert contents(home) == before
