"""When the plan's agencies owe their figures, and which figures are missing."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analysis.plans.models import Plan, Reporting

OWED_COLUMNS = ("unit_id", "chi_tieu", "indicator_id", "lead_agency", "latest_year", "owed_years")

_WORKED_ON_BEFORE = timedelta(days=183)


def due_date(reporting: Reporting, edition: int) -> date | None:
    """Return the day by which the figures of an edition are due; none where no day is printed."""
    if reporting.due is None:
        return None
    return date(edition, reporting.due.month, reporting.due.day)


def edition_begins(plan: Plan, edition: int) -> date:
    """Return the day from which an edition is worked on, see ``current_edition``."""
    due = due_date(plan.reporting, edition) or date(edition, 12, 31)
    return due - _WORKED_ON_BEFORE


def current_edition(plan: Plan, day: date) -> int:
    """Return the edition that is being made on a day, within the plan's period.

    An edition is worked on from half a year before its figures are due; where the plan prints no
    day, they are due when the year ends.
    """
    edition = day.year if day >= edition_begins(plan, day.year) else day.year - 1
    return min(max(edition, plan.period.start), plan.period.end)


def figure_due(reporting: Reporting, year: int) -> date | None:
    """Return the day by which the figures of a year are due; none where no day is printed.

    A year's figures can be given once it is over, so they are due on the reporting day of the year
    after it: each year that is owed has a day of its own.
    """
    return due_date(reporting, year + 1)


def list_owed_figures(
    results: pd.DataFrame, series: pd.DataFrame, edition: int, *, through: int
) -> pd.DataFrame:
    """Return one row per indicator of the plan whose figures are missing.

    ``results`` has at least ``unit_id, chi_tieu, indicator_id, target_year, lead_agency``;
    ``series`` is valid under ``schemas.SERIES``. Owed are the last full year before the
    ``edition`` and every target year up to ``through``: a report counts as owed what could be given
    (the year before), a form asks for its own year as well. ``owed_years`` is a tuple of years,
    ``latest_year`` the newest year that is known (missing when none is).
    """
    known = series.groupby("indicator_id")["year"].agg(set).to_dict()
    rows = []
    for indicator_id, targets in results.groupby("indicator_id", sort=False):
        first = targets.iloc[0]
        wanted = {edition - 1, *(int(y) for y in targets["target_year"] if int(y) <= through)}
        have = {int(year) for year in known.get(indicator_id, ())}
        missing = tuple(sorted(wanted - have))
        if missing:
            latest = max(have, default=None)
            rows.append((*first[["unit_id", "chi_tieu"]], indicator_id, first["lead_agency"],
                         latest, missing))  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(OWED_COLUMNS))
    return frame.astype({"chi_tieu": "Int64", "latest_year": "Int64"})
