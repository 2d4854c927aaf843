"""Time, territory and place: what cannot be is refused."""

from __future__ import annotations

import pytest
from intake.judged_figures import entry, faults_of, known_of, proposals_of

from analysis.intake.judging.doubts import find_doubts
from analysis.intake.judging.rules import find_proposal_faults
from analysis.programme import Unit


@pytest.mark.parametrize(
    ("year", "published", "expected"),
    [
        ("2026", "2026-11-10", []),
        ("2025", "", []),
        ("2025", "2026", []),
        ("2025", "2026-11", []),
        ("2025", "2025-12-31", []),
        ("2025", "2026-11-23", ["published_later"]),
        ("2025", "2026-12", ["published_later"]),
        ("2025", "2024-12", ["published_before_year"]),
        ("2027", "", ["future_year"]),
    ],
)
def test_years_and_days_have_to_be_possible(year: str, published: str, expected: list[str]) -> None:
    assert faults_of([entry(year=year, published=published)], []) == expected


def a_unit(territory: str) -> dict[str, Unit]:
    return {"vinh-long": Unit("vinh-long", "86", "province", None, territory, "tỉnh A", "A")}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("territory", "year", "asked"),
    [
        ("whole", "2026", False),
        ("before-2025-07", "2025", False),
        ("before-2025-07", "2026", True),
        ("after-2025-07", "2025", False),
        ("after-2025-07", "2024", True),
        ("before-2008-08", "2009", True),
        ("after-2008-08", "2008", False),
    ],
)
def test_years_in_which_a_territory_was_not_are_asked_about(
    territory: str, year: str, asked: bool
) -> None:
    proposals = proposals_of([entry(2, year=year), entry(3, year=year, source="register")], [])
    doubts = find_doubts(proposals, known_of([]), a_unit(territory))
    # One question for the unit, not one for each figure.
    assert [doubt.concerned for doubt in doubts] == ([(0, 1)] if asked else [])


def test_a_fault_names_the_cell_of_a_workbook_and_the_row_of_a_table() -> None:
    in_sheet = proposals_of([entry(7, "Số liệu", value="120")], [])
    (fault,) = find_proposal_faults(in_sheet, known_of([]))
    assert fault.message("vi").startswith("so.xlsx, trang “Số liệu”, ô D7: “120” nằm ngoài")
    (fault,) = find_proposal_faults(proposals_of([entry(7, value="120")], []), known_of([]))
    assert (fault.row, fault.column) == (7, "value")


def test_a_repeated_figure_names_where_the_first_one_stands() -> None:
    twice = proposals_of([entry(2, "Một"), entry(9, "Hai")], [])
    (fault,) = find_proposal_faults(twice, known_of([]))
    assert "trang “Một”, dòng 2" in fault.message("vi")
    assert "sheet “Một”, row 2" in fault.message("en")
