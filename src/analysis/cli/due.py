"""The commands ``mangnon due`` and ``mangnon run-due``: the calendar, and what is due made."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis import fleet, plans, publication, workspace
from analysis.assessment import read_inputs
from analysis.cli.progress import ShownProgress
from analysis.cli.speech import (
    SOME_FAILED,
    Spoken,
    both,
    lang_option,
    read_root,
    reports_option,
    write,
)
from analysis.cli.tabular import aligned
from analysis.files import file_fault, save_export
from analysis.intake import make_forms, write_forms
from analysis.language import BadInput, Fault, Lang, numerals, text
from analysis.ledger import VIET_NAM_TIME
from analysis.programme import load_programme

if TYPE_CHECKING:
    from analysis.intake import Form

# Where runs are told, a JSON object a line, below the folder of reports.
LOG = "run-due.jsonl"
_COLUMNS = ("day", "unit", "kind", "agency", "over")
_day_option = click.option(
    "--date", "day", type=click.DateTime(("%Y-%m-%d",)), metavar=text("cli.day", "vi"),
    help=both("help_status_date"),
)  # fmt: skip


@click.command(cls=Spoken, help=both("help_due"))
@_day_option
@click.option("--within", type=click.IntRange(min=0), default=30, metavar=text("cli.days", "vi"),
              help=both("help_within"))  # fmt: skip
@reports_option
@click.option("--json", "as_json", is_flag=True, help=both("help_json"))
@lang_option
def due(day: datetime | None, within: int, reports: str | None, as_json: bool, lang: Lang) -> None:
    """Write what is due by each plan's own calendar, what is overdue, and by whom."""
    root = read_root()
    on = day.date() if day else publication.current_day()
    with publication.reports_at(reports, root, writes=False) as place:
        found = workspace.list_due(root, load_programme(root), place.folder, on, within)
    if as_json:
        told = [_as_json(one, on, lang) for one in found.items]
        write(json.dumps(told, ensure_ascii=False, indent=1), sys.stdout)
    elif found.items:
        head = [text(f"due.column_{name}", lang) for name in _COLUMNS]
        write(aligned([head, *(_row(one, on, lang) for one in found.items)], right=(4,)),
              sys.stdout)  # fmt: skip
    else:
        until = numerals.day(on, lang)
        write(text("due.nothing", lang, day=until, within=within), sys.stdout)
    _tell_stopped(found.stopped, lang)


@click.command("run-due", cls=Spoken, help=both("help_run_due"))
@_day_option
@reports_option
@lang_option
def run_due(day: datetime | None, reports: str | None, lang: Lang) -> int:
    """Make the forms, letters and reports that are due; 1 when something could not be made."""
    root = read_root()
    on = day.date() if day else publication.current_day()
    notice = workspace.notice_settings(root)
    with publication.reports_at(reports, root) as place:
        return _run_due(root, place, on, notice, lang)


def _run_due(
    root: Path,
    place: publication.ReportsPlace,
    on: date,
    notice: workspace.Notice,
    lang: Lang,
) -> int:
    folder = place.folder
    publication.check_reports_folder(root, folder)
    found = workspace.list_due(root, load_programme(root), folder, on, 0)
    _tell_stopped(found.stopped, lang)
    log = _Log(folder / LOG, lang, place)
    log.tell("begun", day=on.isoformat(), due=len(found.items))
    _make_forms(root, folder, [one for one in found.items if one.kind == "form"], log)
    _make_reports(root, folder, found.items, on, lang, log)
    overdue = [one for one in found.items if one.kind == "figures" and one.days_over(on)]
    counts = {"made": log.made, "failed": log.failed, "overdue": len(overdue)}
    said = "\n".join([text("due.summary", lang, day=numerals.day(on, lang), **counts),
                      *log.reasons, *_overdue_lines(overdue, on, lang)])  # fmt: skip
    write(said, sys.stdout)
    if any(counts.values()):
        for fault in workspace.send_notice(notice, said, counts):
            log.tell("not_notified", reason=fault.message(lang))
            write(fault.message(lang), sys.stderr)
    log.tell("ended", **counts)
    return SOME_FAILED if log.failed or found.stopped else 0


@dataclass
class _Log:
    """What a run did, told line by line in a file, and counted."""

    file: Path
    lang: Lang
    where: publication.ReportsPlace
    made: int = 0
    failed: int = 0
    reasons: list[str] = field(default_factory=list)

    def tell(self, event: str, **more: Any) -> None:
        """Add one JSON object; a line is written at once, so that runs side by side keep apart."""
        now = datetime.now(VIET_NAM_TIME).isoformat(timespec="seconds")
        line = json.dumps({"time": now, "event": event, **more}, ensure_ascii=False)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("ab", buffering=0) as stream:
            stream.write(f"{line}\n".encode())

    def fail(self, faults: Iterable[Fault], **more: Any) -> None:
        """Tell and count what could not be made, and why."""
        self.failed += 1
        reason = "\n".join(fault.message(self.lang) for fault in faults)
        self.reasons.append(f"{more.get('place')}: {reason}")
        self.tell("failed", reason=reason, **more)


def _make_forms(root: Path, reports: Path, wanted: Sequence[workspace.Due], log: _Log) -> None:
    """Write the forms of each unit in a folder of its own, all of them or none."""
    for one in wanted:
        unit_id = one.unit.unit_id
        place = workspace.forms_folder(reports, one.edition, unit_id)
        about = {"kind": "form", "place": unit_id, "edition": one.edition}
        try:
            forms = make_forms(read_inputs(root, unit_id, "real"), one.edition)
            place.parent.mkdir(parents=True, exist_ok=True)
            save_export(place, partial(_write_all, forms), replace=False)
        except BadInput as error:
            log.fail(error.faults, **about)
        except OSError as error:
            log.fail([file_fault(error, place=place)], **about)
        else:
            log.made += len(forms)
            log.tell("made", files=len(forms), folder=log.where.shown(place), **about)


def _write_all(forms: Sequence[Form], folder: Path) -> None:
    folder.mkdir()
    write_forms({folder / form.file_name: form for form in forms})


def _make_reports(
    root: Path, reports: Path, items: Sequence[workspace.Due], on: date, lang: Lang, log: _Log
) -> None:
    """Make the letters to agencies that have not answered, and the reports, edition by edition."""
    wanted = list(_wanted(root, items, on, log))
    limits = fleet.Limits(scheduler=os.environ.get(fleet.SCHEDULER_SETTING, ""))
    for edition in sorted({one.edition for one in wanted}):
        of_edition = [one for one in wanted if one.edition == edition]
        try:
            with fleet.run_in(root, reports, limits) as run:
                progress = ShownProgress(len(of_edition), lang)
                outcomes = fleet.make_assessments(run, of_edition, lang, progress, fleet.How())
        except BadInput as error:
            log.fail(error.faults, kind="report", place=str(edition), edition=edition)
            continue
        for outcome in outcomes:
            about = {"kind": "report", "place": outcome.place, "edition": edition}
            if outcome.state == "failed":
                log.fail(outcome.faults, **about)
            else:
                log.made += outcome.state == "made"
                log.tell(outcome.state, **about)


def _wanted(
    root: Path, items: Sequence[workspace.Due], on: date, log: _Log
) -> Iterator[publication.Parameters]:
    """Yield the parameters of each report and letter that is due; a review is its year's report."""
    programme = load_programme(root)
    seen: set[str] = set()
    for one in items:
        unit_id, agency = one.unit.unit_id, one.agency if one.kind == "reminder" else ""
        place = publication.report_place(unit_id, agency)
        if one.kind in ("form", "figures") or place in seen:
            continue
        seen.add(place)
        try:
            stored = asdict(publication.load_parameters(root, unit_id, on))
            given = {**stored, "agency": agency, "edition": one.edition}
            yield publication.check_parameters(given, programme.reported_units, file=None)
        except BadInput as error:
            log.fail(error.faults, kind=one.kind, place=place, edition=one.edition)


def _agency(one: workspace.Due, lang: Lang) -> str:
    """Return who has to act, in words."""
    if one.kind not in ("figures", "reminder"):
        return "–"
    known = plans.agency_name(one.plan, one.agency or None, lang)
    return known or text("workspace.agency_unnamed", lang)


def _kind(one: workspace.Due, lang: Lang) -> str:
    return text(f"due.kind_{one.kind}", lang, edition=one.edition, count=one.figures)


def _row(one: workspace.Due, on: date, lang: Lang) -> list[str]:
    day = numerals.day(one.day, lang) if one.printed else text(
        "due.unprinted", lang, day=numerals.day(one.day, lang))  # fmt: skip
    over = one.days_over(on)
    return [day, one.unit.unit_id, _kind(one, lang), _agency(one, lang),
            text("workspace.days", lang, count=over) if over else "–"]  # fmt: skip


def _as_json(one: workspace.Due, on: date, lang: Lang) -> dict[str, Any]:
    return {
        "unit_id": one.unit.unit_id, "kind": one.kind, "edition": one.edition,
        "day": one.day.isoformat(), "printed": one.printed, "agency": one.agency or None,
        "figures": one.figures, "days_over": one.days_over(on), "words": _kind(one, lang),
    }  # fmt: skip


def _overdue_lines(overdue: Sequence[workspace.Due], on: date, lang: Lang) -> Iterator[str]:
    for one in overdue:
        yield text("due.overdue", lang, unit=one.unit.name(lang), agency=_agency(one, lang),
                   count=one.figures, days=one.days_over(on))  # fmt: skip


def _tell_stopped(stopped: Sequence[workspace.Standing], lang: Lang) -> None:
    for one in stopped:
        reasons = [gap.fault.message(lang) for gap in one.gaps]
        head = text("workspace.standing_stopped", lang, unit=one.unit.name(lang),
                    unit_id=one.unit.unit_id)  # fmt: skip
        with suppress(BrokenPipeError):
            write("\n".join([head, *(f"    {reason}" for reason in reasons)]), sys.stderr)
