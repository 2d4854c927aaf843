"""Who carries on for agencies and units that ended, and which units inherit plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.programme import PLANNED, PROGRAMME, REPORTED

from analysis.language import BadInput
from analysis.programme.programme import load_programme
from analysis.programme.successors import find_successor, parse_successors

HEAD = "kind,ended,ended_on,successor,successor_en,legal_basis,note\n"


@pytest.mark.parametrize(
    ("name", "heir"),
    [
        ("Sở Lao động - Thương binh và Xã hội", "Sở Y tế"),
        ("SỞ LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI TỈNH VĨNH LONG", "Sở Y tế"),
        ("Sở Lao động, Thương binh và Xã hội", "Sở Y tế"),
        ("Phòng Văn hoá - Thông tin", "Ủy ban nhân dân cấp xã"),
    ],
)
def test_an_agency_is_known_however_its_name_is_written(name: str, heir: str) -> None:
    found = find_successor(PROGRAMME.successors, name)
    assert found is not None and found.name("vi") == heir


@pytest.mark.parametrize("name", ["Sở Y tế", "Sở Lao động", "Sở Tài chính", "Công an tỉnh"])
def test_an_agency_that_goes_on_has_no_successor(name: str) -> None:
    assert find_successor(PROGRAMME.successors, name) is None


def test_a_merged_unit_inherits_from_all_its_parts_the_planned_first() -> None:
    assert PROGRAMME.inherited["vinh-long-2025"] == ("vinh-long", "ben-tre", "tra-vinh")
    assert "ninh-binh" not in PROGRAMME.inherited, "it has a plan of its own"
    assert "an-giang" not in PROGRAMME.inherited, "none of its parts has a plan"
    assert set(REPORTED) - set(PLANNED) == {"vinh-long-2025", "dong-thap-2025", "dong-nai-2025"}


def test_the_project_s_successors_name_units_that_are_there() -> None:
    for each in PROGRAMME.successors:
        if each.kind == "unit":
            assert {each.ended, each.successor or each.ended} <= set(PROGRAMME.units)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("office,A,2025-03-01,B,,,\n", "kind"),
        ("agency,A,01/3/2025,B,,,\n", "ended_on"),
    ],
)
def test_a_row_that_makes_no_sense_is_told_with_its_column(row: str, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_successors((HEAD + row).encode())
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, column)]
    for lang in ("vi", "en"):
        assert "parameters/successors.csv" in caught.value.message(lang)


def test_a_project_without_the_tables_has_nobody_who_inherits(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    units = Path(__file__).parents[2] / "parameters" / "units.csv"
    (tmp_path / "parameters" / "units.csv").write_bytes(units.read_bytes())
    programme = load_programme(tmp_path)
    assert programme.successors == () and programme.reported_units == ()
