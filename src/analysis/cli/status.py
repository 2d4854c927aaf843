"""The command ``mangnon status``: where a unit stands in the year, and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime

import click

from analysis import plans, workspace
from analysis.cli.speech import Spoken, both, lang_option, read_root, reports_option, write
from analysis.cli.tabular import aligned
from analysis.language import BadInput, Fault, Lang, numerals, text
from analysis.ledger import open_books
from analysis.programme import load_programme
from analysis.publication import current_day, list_publications, reports_at

_COLUMNS = ("unit_id", "edition", "due", "owed", "over", "report", "next")
_COMMANDS = {
    "prepare": ("mangnon unit check {unit}",),
    "send": ("mangnon data template {unit} --all -o {forms}", "mangnon data import …"),
    "remind": ("mangnon data template {unit} --all -o {forms}", "mangnon assess {unit}"),
    "check": ("mangnon data check {unit}",),
    "assess": ("mangnon assess {unit}",),
    "revise": ('mangnon assess {unit} --revise "…"',),
    "wait": ("mangnon editions {unit}",),
}


@click.command(cls=Spoken, help=both("help_status"))
@click.argument("unit", required=False, metavar=f"[{text('cli.unit', 'vi')}]")
@click.option("--date", "day", type=click.DateTime(("%Y-%m-%d",)), metavar=text("cli.day", "vi"),
              help=both("help_status_date"))  # fmt: skip
@reports_option
@lang_option
def status(unit: str | None, day: datetime | None, reports: str | None, lang: Lang) -> None:
    """Write where one unit stands, or all units with a plan in a line each."""
    root = read_root()
    programme, books = load_programme(root), open_books(root)
    if unit is not None and unit not in programme.units:
        values = {"found": unit, "known": ", ".join(programme.planned_units)}
        raise BadInput([Fault("faults.unknown_unit", values=values)])
    with reports_at(reports, root, writes=False) as place:
        published = list_publications(place.folder)
    on = day.date() if day else current_day()
    names = (unit,) if unit else programme.planned_units
    found = [workspace.find_standing(root, name, programme, books, published, on)
             for name in names]  # fmt: skip
    if unit:
        write("\n".join(_lines(found[0], lang)), sys.stdout)
    else:
        head = [text(f"workspace.column_{name}", lang) for name in _COLUMNS]
        write(aligned([head, *(_row(one, lang) for one in found)], right=(3, 4)), sys.stdout)


def _row(one: workspace.Standing, lang: Lang) -> list[str]:
    owed = sum(each.figures for each in one.owed)
    over = text("workspace.days", lang, count=one.days_over) if one.days_over else "–"
    report = _day(one.published.report.made, lang) if one.published else "–"
    return [one.unit.unit_id, str(one.edition), numerals.day(one.due, lang) if one.due else "–",
            str(owed or "–"), over, report, text(f"workspace.short_{one.step}", lang)]  # fmt: skip


def _day(written: str, lang: Lang) -> str:
    return numerals.day(date.fromisoformat(written), lang) if written else "–"


def _lines(one: workspace.Standing, lang: Lang) -> Iterator[str]:
    values = {"unit": one.unit.name(lang), "unit_id": one.unit.unit_id}
    if one.step == "prepare":
        yield text("workspace.standing_stopped", lang, **values)
        yield from (f"    {gap.fault.message(lang)}" for gap in one.gaps)
    else:
        day = numerals.day(one.day, lang)
        yield text("workspace.standing_head", lang, edition=one.edition, day=day, **values)
        yield from _calendar(one, lang)
        yield from _figures(one, lang)
        checked = {"wrong": one.wrong, "doubtful": one.doubtful}
        yield text("workspace.standing_checked", lang, **checked)
        yield _report(one, lang)
    yield text("workspace.standing_next", lang, words=_next(one, lang))
    forms = "bieu" if lang == "vi" else "forms"
    for command in _COMMANDS[one.step]:
        yield f"    {command.format(unit=one.unit.unit_id, forms=forms)}"


def _calendar(one: workspace.Standing, lang: Lang) -> Iterator[str]:
    assert one.begins is not None
    year_end = numerals.day(date(one.edition, 12, 31), lang)
    due = (numerals.day(one.due, lang) if one.due
           else text("workspace.standing_no_day", lang, day=year_end))  # fmt: skip
    begins = numerals.day(one.begins, lang)
    yield text("workspace.standing_calendar", lang, begins=begins, due=due)
    for review in one.plan.reviews if one.plan else ():
        if review.year == one.edition:
            kind = text(f"workspace.review_{review.kind}", lang)
            yield text("workspace.standing_review", lang, kind=kind)


def _figures(one: workspace.Standing, lang: Lang) -> Iterator[str]:
    if not one.owed:
        yield text("workspace.standing_nothing_owed", lang)
        return
    over = text("workspace.standing_over", lang, days=one.days_over) if one.days_over else ""
    count = sum(each.figures for each in one.owed)
    yield text("workspace.standing_owed", lang, count=count, over=over)
    for each in one.owed:
        assert one.plan is not None
        name = plans.agency_name(one.plan, each.agency or None, lang)
        agency = name or text("workspace.agency_unnamed", lang)
        answered = text(f"workspace.answered_{'yes' if each.answered else 'no'}", lang)
        yield text("workspace.standing_agency", lang, agency=agency, figures=each.figures,
                   indicators=each.indicators, answered=answered)  # fmt: skip


def _report(one: workspace.Standing, lang: Lang) -> str:
    if one.published is None:
        return text("workspace.standing_unpublished", lang)
    report = one.published.report
    newer = text("workspace.standing_newer", lang) if one.newer else ""
    return text("workspace.standing_published", lang, day=_day(report.made, lang),
                revision=report.revision, newer=newer)  # fmt: skip


def _next(one: workspace.Standing, lang: Lang) -> str:
    if one.step != "wait":
        return text(f"workspace.next_{one.step}", lang)
    if one.next_begins is None:
        return text("workspace.next_wait_last", lang)
    return text("workspace.next_wait", lang, begins=numerals.day(one.next_begins, lang))
