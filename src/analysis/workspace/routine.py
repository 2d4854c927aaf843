"""Where a unit stands in the routine of the year, and what comes next.

Forms go out when an edition begins; agencies answer until the day that the plan prints; figures are
checked, assessed and published; what comes later makes a revision. Nothing of this is kept
anywhere: it follows from the plan's calendar, the ledger and what is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd

from analysis.language import BadInput
from analysis.ledger import Books, load_statements, read_as_of
from analysis.plans import (
    Plan,
    due_date,
    edition_begins,
    plan_in_force,
    plan_targets,
)
from analysis.programme import Programme, Unit
from analysis.publication import Publication, load_parameters
from analysis.quality import check_unit
from analysis.tables import records
from analysis.workspace.readiness import Gap, find_gaps
from analysis.workspace.roster import newest_of

Step = Literal["prepare", "send", "remind", "check", "assess", "revise", "wait"]


@dataclass(frozen=True)
class Owed:
    """What one lead agency owes for an edition: ``agency`` is empty where the plan names none.

    ``answered`` tells whether anything of what it leads was received since the edition began.
    """

    agency: str
    indicators: int
    figures: int
    answered: bool


@dataclass(frozen=True)
class Standing:
    """Where a unit stands on a day in the edition that is being made.

    ``due`` is the day by which figures are due, none where the plan prints no day; ``newer`` tells
    that figures were received after those of the published report. ``plan`` is none where it cannot
    be read, which is among the ``gaps`` that keep a report from being made.
    """

    unit: Unit
    day: date
    edition: int
    step: Step
    gaps: tuple[Gap, ...] = ()
    plan: Plan | None = None
    begins: date | None = None
    due: date | None = None
    owed: tuple[Owed, ...] = ()
    wrong: int = 0
    doubtful: int = 0
    published: Publication | None = None
    newer: bool = False

    @property
    def days_over(self) -> int:
        """By how many days the figures are overdue; 0 before the day, and where none is printed."""
        return max(0, (self.day - self.due).days) if self.due and self.owed else 0

    @property
    def next_begins(self) -> date | None:
        """The day on which the next edition begins; none after the plan's last year."""
        if self.plan is None or self.edition >= self.plan.period.end:
            return None
        return edition_begins(self.plan, self.edition + 1)


def find_standing(
    root: Path,
    unit_id: str,
    programme: Programme,
    books: Books,
    published: list[Publication],
    day: date,
) -> Standing:
    """Return where a unit stands on a day, with the figures that had been received by then.

    What cannot be read stops the unit, and is among its gaps.
    """
    unit = programme.units[unit_id]
    gaps = [gap for gap in find_gaps(root, unit_id, programme, books.store) if gap.stops]
    if gaps:
        return Standing(unit, day, day.year, "prepare", tuple(gaps))
    try:
        return _stand(root, unit, programme, books, published, day)
    except BadInput as error:
        # A part's ledger that cannot be read stops this unit, and no other.
        gaps = [Gap(fault, stops=True) for fault in error.faults]
        return Standing(unit, day, day.year, "prepare", tuple(gaps))


def _stand(
    root: Path,
    unit: Unit,
    programme: Programme,
    books: Books,
    published: list[Publication],
    day: date,
) -> Standing:
    """Return where a unit stands whose own files can be read."""
    unit_id = unit.unit_id
    plan = plan_in_force(unit_id, programme)
    edition = load_parameters(root, unit_id, day).edition
    moment = read_as_of(day.isoformat())
    check = check_unit(unit_id, books, programme, {}, edition=edition, as_of=moment)
    severities = check.issues["severity"].value_counts()
    statements = load_statements(unit_id, books, programme)
    received = statements[statements["received"] <= moment]
    begins, due = edition_begins(plan, edition), due_date(plan.reporting, edition)
    owed = tuple(_owed(check.owed, plan, received[received["received"] >= begins.isoformat()]))
    report = _published(published, unit_id, edition, day)
    until = report.report.received_until if report else ""
    newer = bool(until and len(received) and received["received"].max() > until)
    wrong = int(severities.get("wrong", 0))
    closed = day > (due or date(edition, 12, 31))
    return Standing(
        unit, day, edition, _step(report, wrong, owed=bool(owed), newer=newer, closed=closed),
        plan=plan, begins=begins, due=due, owed=owed, wrong=wrong,
        doubtful=int(severities.get("doubtful", 0)), published=report, newer=newer,
    )  # fmt: skip


def _owed(owed: pd.DataFrame, plan: Plan, received: pd.DataFrame) -> list[Owed]:
    targets = plan_targets(plan)
    led = targets.groupby(targets["lead_agency"].fillna(""))["indicator_id"].agg(set).to_dict()
    rows: dict[str, list[int]] = {}
    for row in records(owed):
        agency = row["lead_agency"] if isinstance(row["lead_agency"], str) else ""
        rows.setdefault(agency, []).append(len(row["owed_years"]))
    given = set(received["indicator_id"])
    return [
        Owed(agency, len(counts), sum(counts), bool(given & led.get(agency, set())))
        for agency, counts in rows.items()
    ]


def _published(
    published: list[Publication], unit_id: str, edition: int, day: date
) -> Publication | None:
    """Return the newest revision of the edition that was published by the day."""
    known = [one for one in published if not one.report.made or one.report.made <= day.isoformat()]
    return newest_of(known, unit_id).get(edition)


def _step(report: Publication | None, wrong: int, *, owed: bool, newer: bool, closed: bool) -> Step:
    if wrong:
        return "check"
    if report is not None:
        return "revise" if newer else "wait"
    if owed:
        return "remind" if closed else "send"
    return "assess"
