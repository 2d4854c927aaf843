"""The short names of agencies."""

from __future__ import annotations

import pytest

from analysis.language import BadInput
from analysis.programme import find_short_name, load_programme
from analysis.programme.agency_names import parse_short_names
from analysis.project import project_root

ROWS = "name_vi,short_vi,short_en\nSở Y tế,Y tế,Health\nSở Văn hóa,VH,Culture\n"


def test_an_agency_is_known_with_and_without_its_place() -> None:
    names = parse_short_names(ROWS.encode())
    for written in ("Sở Y tế", "Sở Y tế tỉnh Vĩnh Long", "sở y tế"):
        found = find_short_name(names, written)
        assert found is not None and (found.name("vi"), found.name("en")) == ("Y tế", "Health")
    assert find_short_name(names, "Sở Y tế-Dân số") is None
    assert find_short_name(names, "Sở Xây dựng") is None


def test_a_broken_table_is_told_with_its_file() -> None:
    with pytest.raises(BadInput) as caught:
        parse_short_names(b"name_vi,short_vi\nA,B\n")
    assert "parameters/agencies.csv" in caught.value.message("vi")


def test_every_successor_and_every_agency_that_ended_has_a_short_name() -> None:
    programme = load_programme(project_root())
    ended = [each for each in programme.successors if each.kind == "agency"]
    unknown = {each.successor for each in ended
               if not find_short_name(programme.agency_names, each.successor)}  # fmt: skip
    assert unknown <= {"Công an cấp xã"}
