"""What is due on a day by each plan's own calendar, what is overdue, and who has to do it.

Figures are due on the day that the plan prints, and the report on the day by which it is passed
on. The rest of the calendar is practice: forms go out a month before figures are due, whoever has
not answered is reminded the day after, and what a plan dates by the year is due when the year ends.
Nothing of this is kept anywhere: it follows from plan, ledger and what was made (``routine``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from analysis.assessment import unit_ending
from analysis.ledger import open_books
from analysis.plans import Plan
from analysis.programme import Programme, Unit
from analysis.publication import list_publications, report_place
from analysis.workspace.routine import Standing, find_standing

Kind = Literal["form", "figures", "reminder", "report", "interim", "final"]
# Where the forms of an edition are written, below the folder of reports.
FORMS = "forms"
FORMS_BEFORE, REMINDED_AFTER = timedelta(days=30), timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """One thing to do for an edition, by whom, until when.

    ``printed`` tells whether the plan prints the ``day``: only then can it be overdue. ``agency``
    is whom figures and reminders concern, by its Vietnamese name, empty where the plan names none;
    ``figures`` how many it owes. ``plan`` names the agency in English.
    """

    unit: Unit
    plan: Plan
    kind: Kind
    edition: int
    day: date
    printed: bool
    agency: str = ""
    figures: int = 0

    def days_over(self, on: date) -> int:
        """By how many days it is overdue on a day; 0 before, and where no day is printed."""
        return max(0, (on - self.day).days) if self.printed else 0


@dataclass(frozen=True)
class DueList:
    """What is not done, by day, of units that can be read, and the units that something stops."""

    items: tuple[Due, ...]
    stopped: tuple[Standing, ...]


def forms_folder(reports: Path, edition: int, unit_id: str) -> Path:
    """Return where the forms of one unit's edition are written."""
    return reports / FORMS / str(edition) / unit_id


def list_due(root: Path, programme: Programme, reports: Path, day: date, within: int) -> DueList:
    """Return what is due until ``within`` days after a ``day`` and not done on that day.

    A unit that has ended by then has no calendar any more: its successor has. Raises ``BadInput``
    for tables of the workspace that cannot be read and for a damaged manifest in ``reports``.
    """
    books, published = open_books(root), list_publications(reports)
    made = {(one.edition, one.report.base) for one in published}
    standings = [
        find_standing(root, unit_id, programme, books, published, day)
        for unit_id in programme.reported_units
        if not _has_ended(unit_id, programme, day)
    ]
    until = day + timedelta(days=within)
    items: list[Due] = []
    for one in standings:
        sent = any(forms_folder(reports, one.edition, one.unit.unit_id).glob("*.xlsx"))
        items += (due for due in _open(one, made, sent=sent) if due.day <= until)
    return DueList(
        tuple(sorted(items, key=lambda due: due.day)),
        tuple(one for one in standings if one.plan is None),
    )


def _has_ended(unit_id: str, programme: Programme, day: date) -> bool:
    ending = unit_ending(unit_id, programme.boundaries, programme.successors)
    return ending is not None and ending.day <= day


def _open(one: Standing, made: Iterable[tuple[int, str]], *, sent: bool) -> Iterator[Due]:
    """Yield what a unit has not done of the edition that is being made."""
    plan, edition, place = one.plan, one.edition, one.unit.unit_id
    if plan is None:
        return

    def due(kind: Kind, day: date, *, printed: bool, agency: str = "", figures: int = 0) -> Due:
        return Due(one.unit, plan, kind, edition, day, printed, agency, figures)

    figures_day = one.due or _year_end(edition)
    if one.owed and not sent:
        yield due("form", figures_day - FORMS_BEFORE, printed=False)
    for owed in one.owed:
        yield due("figures", figures_day, printed=one.due is not None, agency=owed.agency,
                  figures=owed.figures)  # fmt: skip
        letter = (edition, report_place(place, owed.agency))
        if owed.agency and not owed.answered and letter not in made:
            yield due("reminder", figures_day + REMINDED_AFTER, printed=False, agency=owed.agency,
                      figures=owed.figures)  # fmt: skip
    if one.published is None:
        yield from _reports(plan, edition, due)


def _reports(plan: Plan, edition: int, due: Callable[..., Due]) -> Iterator[Due]:
    """Yield the report of the edition, which in some years is a review besides."""
    passed_on = plan.reporting.forwarded_due
    day = date(edition, passed_on.month, passed_on.day) if passed_on else _year_end(edition)
    yield due("report", day, printed=passed_on is not None)
    for review in plan.reviews:
        if review.year == edition:
            yield due(review.kind, _year_end(edition), printed=True)


def _year_end(year: int) -> date:
    return date(year, 12, 31)
