"""Where a unit stands follows from calendar, ledger and publication, day by day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from making.ledgers import append, figure
from workspace.made_workspaces import ROOT, copied_project

from analysis.ledger import open_books, open_store
from analysis.programme import load_programme
from analysis.publication import Publication, PublishedReport
from analysis.workspace import Standing, add_unit, find_standing

FIRST = "2026-11-20T08:00:00+07:00"


def standing(
    home: Path, unit_id: str, day: str, published: list[Publication] | None = None
) -> Standing:
    programme = load_programme(home)
    return find_standing(home, unit_id, programme, open_books(home), published or [],
                         date.fromisoformat(day))  # fmt: skip


def report(unit_id: str, edition: int, made: str, until: str) -> Publication:
    entry = PublishedReport(unit_id, "vi", "real", "x", {}, {"results.csv": "x"},
                            received_until=until, made=made)  # fmt: skip
    return Publication(edition, Path("reports", "editions", str(edition)), entry)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's copy, with one answer of Ninh Bình's on 20 November 2026."""
    home = copied_project(tmp_path_factory.mktemp("home"))
    append(open_store(home), {"ninh-binh": [figure("ninh-binh", 2025, "9.9")]}, received=FIRST)
    return home


@pytest.mark.parametrize(
    ("day", "edition", "step", "over"),
    [
        ("2026-05-15", 2025, "remind", 181),
        ("2026-05-16", 2026, "send", 0),
        ("2026-11-15", 2026, "send", 0),
        ("2026-11-16", 2026, "remind", 1),
        ("2027-02-01", 2026, "remind", 78),
        ("2027-11-20", 2027, "remind", 5),
    ],
)
def test_the_calendar_gives_edition_step_and_days_overdue(
    home: Path, day: str, edition: int, step: str, over: int
) -> None:
    found = standing(home, "ninh-binh", day)
    assert (found.edition, found.step, found.days_over) == (edition, step, over)
    assert found.due == date(edition, 11, 15)


@pytest.mark.slow
def test_without_a_printed_day_nothing_is_overdue_and_the_year_s_end_counts(home: Path) -> None:
    before, after = (standing(home, "vinh-long", day) for day in ("2026-12-31", "2027-01-01"))
    assert (before.due, before.step, after.step) == (None, "send", "remind")
    assert after.days_over == 0


@pytest.mark.slow
def test_who_has_answered_is_told_apart_from_who_has_not(home: Path) -> None:
    before, after = (standing(home, "ninh-binh", day) for day in ("2026-11-19", "2026-11-21"))
    answers = {each.agency: each.answered for each in after.owed}
    assert answers["Sở Y tế"] and not answers["Sở Giáo dục và Đào tạo"]
    assert not any(each.answered for each in before.owed)
    assert sum(o.figures for o in before.owed) == sum(o.figures for o in after.owed) + 1


@pytest.mark.parametrize(
    ("made", "until", "step"),
    [
        ("2026-11-25", FIRST, "wait"),
        ("2026-11-25", "2026-11-19T08:00:00+07:00", "revise"),
        ("2026-12-25", FIRST, "remind"),
    ],
    ids=["current", "newer figures", "published later"],
)
def test_what_is_published_decides_what_comes_next(
    home: Path, made: str, until: str, step: str
) -> None:
    published = [report("ninh-binh", 2026, made, until)]
    found = standing(home, "ninh-binh", "2026-11-30", published)
    assert found.step == step
    assert found.next_begins == date(2027, 5, 16)


def test_the_last_edition_has_none_after_it(home: Path) -> None:
    found = standing(home, "ninh-binh", "2031-01-01")
    assert (found.edition, found.next_begins) == (2030, None)


def test_what_stops_a_report_comes_first(home: Path) -> None:
    (home / "parameters" / "units" / "trieu-son.yml").unlink()
    found = standing(home, "trieu-son", "2026-11-30")
    assert found.step == "prepare"
    assert [gap.fault.file for gap in found.gaps] == ["parameters/units/trieu-son.yml"]
    assert standing(home, "ha-giang", "2026-11-30").step == "prepare"


def test_a_unit_just_added_is_sent_its_forms(tmp_path: Path) -> None:
    home = copied_project(tmp_path)
    add_unit(home, load_programme(ROOT).units["lang-son"], with_plan=True)
    found = standing(home, "lang-son", "2026-11-30")
    assert (found.step, [each.agency for each in found.owed]) == ("send", [""])


def test_a_unit_that_inherits_plans_stands_in_the_year_as_others_do(home: Path) -> None:
    found = standing(home, "vinh-long-2025", "2026-11-30")
    assert (found.edition, found.step) == (2026, "send")
    assert "Sở Y tế" in {each.agency for each in found.owed}
