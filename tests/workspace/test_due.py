"""What is due follows from each plan's calendar, from what was answered and what was made."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from making.ledgers import append, figure
from workspace.made_workspaces import copied_project

from analysis.ledger import open_store
from analysis.programme import load_programme
from analysis.workspace import Due, DueList, forms_folder, list_due

pytestmark = pytest.mark.slow

ANSWERED = "2026-11-10T08:00:00+07:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's copy, with an answer of Ninh Bình's department of health."""
    # Đồng Nai's plan has no targets of its own: it takes the nation's.
    plans = {"viet-nam", "dong-nai", "ninh-binh", "trieu-son"}
    home = copied_project(tmp_path_factory.mktemp("home"), plans)
    append(open_store(home), {"ninh-binh": [figure("ninh-binh", 2025, "9.9")]}, received=ANSWERED)
    return home


def due_now(home: Path, day: str, within: int = 0) -> DueList:
    return list_due(home, load_programme(home), home / "reports", date.fromisoformat(day), within)


due_on = cache(due_now)


def of(found: DueList, unit_id: str, kind: str) -> list[Due]:
    return [one for one in found.items if (one.unit.unit_id, one.kind) == (unit_id, kind)]


def test_figures_are_due_on_the_plan_s_day_and_overdue_after_it(home: Path) -> None:
    on_the_day, later = due_on(home, "2026-11-15"), due_on(home, "2026-11-20")
    for found, over in ((on_the_day, 0), (later, 5)):
        owed = of(found, "ninh-binh", "figures")
        assert {one.day for one in owed} == {date(2026, 11, 15)}
        assert {one.days_over(found_on) for one in owed
                for found_on in [date(2026, 11, 15 + over)]} == {over}  # fmt: skip


def test_who_has_answered_is_not_reminded(home: Path) -> None:
    reminded = {one.agency for one in of(due_on(home, "2026-11-16"), "ninh-binh", "reminder")}
    owing = {one.agency for one in of(due_on(home, "2026-11-16"), "ninh-binh", "figures")}
    assert "Sở Y tế" in owing - reminded
    assert "Sở Giáo dục và Đào tạo" in reminded
    assert not of(due_on(home, "2026-11-15"), "ninh-binh", "reminder")


def test_forms_go_out_a_month_before_until_they_are_there(home: Path) -> None:
    assert not of(due_on(home, "2026-10-15"), "ninh-binh", "form")
    assert len(of(due_on(home, "2026-10-16"), "ninh-binh", "form")) == 1
    made = forms_folder(home / "reports", 2026, "ninh-binh") / "x.xlsx"
    made.parent.mkdir(parents=True)
    made.touch()
    assert not of(due_now(home, "2026-10-16"), "ninh-binh", "form")


@pytest.mark.parametrize(
    ("unit_id", "day", "printed"),
    [("dong-nai-2025", date(2026, 12, 10), True), ("ninh-binh", date(2026, 12, 31), False)],
)
def test_the_report_is_due_when_it_is_passed_on_or_the_year_ends(
    home: Path, unit_id: str, day: date, *, printed: bool
) -> None:
    (report,) = of(due_on(home, "2026-12-31"), unit_id, "report")
    assert (report.day, report.printed) == (day, printed)
    assert bool(report.days_over(date(2027, 1, 10))) is printed


def test_the_final_review_is_due_in_its_year_alone(home: Path) -> None:
    assert not of(due_on(home, "2026-12-31"), "ninh-binh", "final")
    (review,) = of(due_on(home, "2030-12-01", within=31), "ninh-binh", "final")
    assert (review.edition, review.day) == (2030, date(2030, 12, 31))


def test_a_unit_that_was_dissolved_has_no_calendar_any_more(home: Path) -> None:
    for day, due in (("2025-06-30", True), ("2026-12-31", False)):
        units = {one.unit.unit_id for one in due_on(home, day, within=365).items}
        assert ("trieu-son" in units) is due


def test_a_window_only_ever_adds(home: Path) -> None:
    narrow, wide = (set(map(str, due_on(home, "2026-11-20", days).items)) for days in (0, 60))
    assert narrow < wide


def test_what_stops_a_unit_is_told_and_the_others_go_on(home: Path) -> None:
    (home / "parameters" / "units" / "dong-nai-2025.yml").unlink()
    found = due_now(home, "2026-12-31")
    assert [one.unit.unit_id for one in found.stopped] == ["dong-nai-2025"]
    assert of(found, "ninh-binh", "report")
