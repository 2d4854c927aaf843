"""Which edition is being made on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.plans import Plan, current_edition, load_plan
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]


def plan_of(unit_id: str) -> Plan:
    return load_plan(unit_id, load_programme(ROOT))


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        # Ninh Bình's figures are due on 15 November: its edition begins half a year before.
        ("2026-05-15", 2025),
        ("2026-05-16", 2026),
        ("2026-11-30", 2026),
        ("2027-01-20", 2026),
    ],
)
def test_an_edition_begins_half_a_year_before_its_figures_are_due(day: str, edition: int) -> None:
    assert current_edition(plan_of("ninh-binh"), date.fromisoformat(day)) == edition


@pytest.mark.parametrize(("day", "edition"), [("2026-06-30", 2025), ("2026-07-01", 2026)])
def test_without_a_printed_day_figures_are_due_when_the_year_ends(day: str, edition: int) -> None:
    assert current_edition(plan_of("vinh-long"), date.fromisoformat(day)) == edition


@pytest.mark.parametrize(("day", "edition"), [("2019-08-01", 2021), ("2040-01-01", 2030)])
def test_an_edition_lies_within_the_plan_s_period(day: str, edition: int) -> None:
    assert current_edition(plan_of("viet-nam"), date.fromisoformat(day)) == edition
