"""The commands that make reports: ``assess``, ``overview`` and ``track-record``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from analysis import fleet, plans, publication, track_record as record
from analysis.cli.plan_documents import document_warnings
from analysis.cli.progress import JsonProgress, ShownProgress, tell
from analysis.cli.speech import (
    SOME_FAILED,
    Spoken,
    both,
    lang_option,
    read_root,
    remedies,
    reports_option,
    write,
)
from analysis.language import LANGS, BadInput, Fault, Lang, text, text_fault
from analysis.ledger import LONGEST
from analysis.programme import Programme, load_programme


def _limited(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of what the making of one report may take."""
    for name, most, unit, key in (
        ("--memory-limit", fleet.USUAL.megabytes, "MB", "help_memory_limit"),
        ("--time-limit", fleet.USUAL.seconds, text("cli.seconds", "vi"), "help_time_limit"),
    ):
        command = click.option(name, type=click.IntRange(min=1), default=most, metavar=unit,
                               help=both(key))(command)  # fmt: skip
    return command


@click.command(cls=Spoken, help=both("help_assess"))
@click.argument("units", nargs=-1, metavar="[ĐƠN_VỊ]...")
@click.option("--all", "all_units", is_flag=True, help=both("help_all"))
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@click.option("--lang", type=click.Choice(LANGS), help=both("help_report_lang"))
@click.option("--data", type=click.Choice(("real", "illustrative")), help=both("help_report_data"))
@click.option("--agency", metavar=text("cli.name", "vi"), help=both("help_agency_page"))
@click.option("--closing", is_flag=True, help=both("help_closing"))
@click.option("--as-of", metavar=text("cli.day", "vi"), help=both("help_as_of"))
@reports_option
@click.option("--fresh", is_flag=True, help=both("help_fresh"))
@click.option("--revise", default="", metavar=text("cli.reason", "vi"), help=both("help_revise"))
@click.option("--workers", type=click.IntRange(min=1), default=fleet.USUAL.workers,
              metavar=text("cli.count", "vi"), help=both("help_workers"))  # fmt: skip
@click.option("--scheduler", default="", envvar=fleet.SCHEDULER_SETTING, metavar="tcp://…",
              help=both("help_scheduler"))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=both("help_json_lines"))
@_limited
def assess(
    units: tuple[str, ...],
    all_units: bool,
    edition: int | None,
    lang: Lang | None,
    data: str | None,
    agency: str | None,
    closing: bool,
    as_of: str | None,
    reports: str | None,
    fresh: bool,
    revise: str,
    workers: int,
    scheduler: str,
    as_json: bool,
    time_limit: int,
    memory_limit: int,
) -> int:
    """Make the annual assessments and publish them as HTML, PDF, notebook, CSV and XLSX.

    What an option does not say is said by each unit's own file of parameters. Reports of several
    editions are made one edition after the other; those of one edition may differ in language.
    """

    if fresh and not scheduler:
        # Whatever is read, something will be made.
        fleet.begin_to_warm()
    root = read_root()
    names = _chosen_units(units, all_units, data, root)
    options = {"edition": edition, "lang": lang, "data": data, "as_of": as_of,
               "agency": _agency(root, names, agency), "closing": closing or None}  # fmt: skip
    programme = load_programme(root)
    wanted = [_parameters(root, name, options, programme) for name in names]
    shared = _shared(wanted) if all_units else {}
    spoken = lang or _one_language(wanted)
    for warning in document_warnings(root, names, programme, spoken):
        write(warning, sys.stderr)
    how = fleet.How(fresh=fresh, reason=_reason(revise))
    limits = fleet.Limits(time_limit, memory_limit, workers, scheduler)
    heard = JsonProgress if as_json else ShownProgress
    with (
        publication.reports_at(reports, root) as place,
        fleet.run_in(root, place.folder, limits) as run,
    ):
        years = sorted({one.edition for one in wanted})
        done = {
            year: _assess_edition(
                run, place, [one for one in wanted if one.edition == year], spoken, how, heard
            )
            for year in years
        }
        newest = max((year for year in years if done[year]), default=None)
        if all_units and newest is not None:
            given = {"edition": newest, "lang": spoken, **shared}
            _publish_overview(run, place, given, how, as_json=as_json)
    return 0 if sum(done.values()) == len(wanted) else SOME_FAILED


def _one_language(wanted: Sequence[publication.Parameters]) -> Lang:
    """Return the language that all reports share, for what leads to them; or else Vietnamese."""
    found = {one.lang for one in wanted}
    return found.pop() if len(found) == 1 else "vi"


def _shared(wanted: Sequence[publication.Parameters]) -> dict[str, str]:
    """Return what the overview of all reports has in common with each of them.

    Raises ``BadInput`` where they are not of one kind of data and one day.
    """
    shared = {}
    for name in ("data", "as_of"):
        units: dict[str, list[str]] = {}
        for one in wanted:
            units.setdefault(getattr(one, name), []).append(one.unit_id)
        if len(units) > 1:
            told = "; ".join(f"{value or '–'}: {', '.join(ids)}" for value, ids in units.items())
            option = f"--{name.replace('_', '-')}"
            values = {"name": name, "found": told, "option": option}
            raise BadInput([Fault("cli.files_differ", values=values)])
        shared[name] = next(iter(units), "")
    return shared


def _reason(revise: str) -> str:
    """Return the reason for a revision in one line; ``BadInput`` for what no report can show."""
    reason = " ".join(revise.split())
    if found := text_fault(reason, LONGEST["reason"]):
        values = {"name": "--revise", **found[1]}
        raise BadInput([Fault(f"parameters.{found[0]}", values=values)])
    return reason


def _assess_edition(
    run: fleet.Run,
    place: publication.ReportsPlace,
    wanted: list[publication.Parameters],
    lang: Lang,
    how: fleet.How,
    heard: type[ShownProgress],
) -> int:
    """Make the assessments of one edition and tell where they are; return how many there are."""
    outcomes = fleet.make_assessments(run, wanted, lang, heard(len(wanted), lang), how)
    done = sum(outcome.state != "failed" for outcome in outcomes)
    index = publication.edition_folder(run.reports, wanted[0].edition) / "index.html"
    counts = {"done": done, "total": len(outcomes)}
    if heard is JsonProgress:
        tell("ended", **counts, folder=place.shown(index.parent), page=place.shown(index))
        return done
    lines = [text("cli.written", lang, folder=place.shown(index.parent), **counts)]
    if done:
        lines.append(text("cli.open", lang, page=place.shown(index)))
    write("\n".join(lines), sys.stdout)
    return done


@click.command("track-record", cls=Spoken, help=both("help_track_record"))
@click.option("--panels", type=click.Path(path_type=Path), help=both("help_panels"))
@lang_option
@reports_option
@_limited
def track_record(
    panels: Path | None, lang: Lang, reports: str | None, time_limit: int, memory_limit: int
) -> None:
    """Render how right the projections have been, measured anew when panels are given."""

    root = read_root()
    limits = fleet.Limits(time_limit, memory_limit)
    with (
        publication.reports_at(reports, root) as place,
        fleet.run_in(root, place.folder, limits) as run,
    ):
        if panels:
            click.echo(text("cli.measuring", lang), err=True)
            record.write_record(root, record.measure_record(panels, load_programme(root).rules))
        page = fleet.make_track_record(run, publication.RecordParameters(lang))
    click.echo(text("cli.open", lang, page=place.shown(page)))


@click.command(cls=Spoken, help=both("help_overview"))
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@lang_option
@click.option("--data", type=click.Choice(("real", "illustrative")), default="real",
              help=both("help_data"))  # fmt: skip
@click.option("--as-of", default="", metavar=text("cli.day", "vi"), help=both("help_as_of"))
@reports_option
@click.option("--fresh", is_flag=True, help=both("help_fresh"))
@click.option("--revise", default="", metavar=text("cli.reason", "vi"), help=both("help_revise"))
@_limited
def overview(
    edition: int | None,
    lang: Lang,
    data: str,
    as_of: str,
    reports: str | None,
    fresh: bool,
    revise: str,
    time_limit: int,
    memory_limit: int,
) -> int:
    """Make the overview of all units of an edition and publish it."""
    root = read_root()
    given = {
        "edition": edition,
        "lang": lang,
        "data": data,
        "as_of": as_of,
    }
    how = fleet.How(fresh=fresh, reason=_reason(revise))
    limits = fleet.Limits(time_limit, memory_limit)
    with (
        publication.reports_at(reports, root) as place,
        fleet.run_in(root, place.folder, limits) as run,
    ):
        return _publish_overview(run, place, given, how)


def _publish_overview(
    run: fleet.Run,
    place: publication.ReportsPlace,
    given: Mapping[str, object],
    how: fleet.How,
    *,
    as_json: bool = False,
) -> int:
    """Make the overview, tell which units are left out and which page to open; the exit code."""
    checked = publication.overview_parameters(given)
    outcome = fleet.make_edition_overview(run, checked, how)
    for fault in outcome.left_out:
        write(fault.message(checked.lang), sys.stderr)
    for line in remedies(outcome.left_out, checked.lang):
        write(line, sys.stderr)
    if outcome.outcome.changed:
        write(outcome.outcome.reason(checked.lang), sys.stderr)
    state = outcome.outcome.state
    if as_json:
        tell(state, place=outcome.outcome.place, page=place.shown(outcome.page))
        return SOME_FAILED if outcome.left_out else 0
    write(text(f"cli.overview_{state}", checked.lang, page=place.shown(outcome.page)), sys.stdout)
    return SOME_FAILED if outcome.left_out else 0


def _chosen_units(
    units: tuple[str, ...], all_units: bool, data: str | None, root: Path
) -> tuple[str, ...]:
    if units and all_units:
        raise BadInput([Fault("cli.units_and_all")])
    programme = load_programme(root)
    planned = programme.planned_units
    if units:
        unknown = [name for name in units if name not in programme.reported_units]
        known = ", ".join(programme.reported_units)
        faults = [
            Fault("faults.unknown_unit", values={"found": name, "known": known}) for name in unknown
        ]
        if faults:
            raise BadInput(faults)
        return tuple(dict.fromkeys(units))
    if data == "illustrative":
        made = {path.stem for path in (root / "data" / "illustrative").glob("*.csv")}
        return tuple(name for name in planned if name in made)
    if all_units:
        return planned
    raise BadInput([Fault("cli.no_units", values={"known": ", ".join(planned)})])


def _agency(root: Path, names: tuple[str, ...], asked_for: str | None) -> str | None:

    if asked_for is None:
        return None
    if len(names) != 1:
        raise BadInput([Fault("cli.agency_one_unit")])
    plan = plans.plan_in_force(names[0], load_programme(root))
    leads = plans.plan_targets(plan)["lead_agency"].dropna()
    return plans.find_agency(list(leads.unique()), asked_for)


def _parameters(
    root: Path, name: str, options: Mapping[str, str | int | None], programme: Programme
) -> publication.Parameters:
    """Return what the unit's file says, and in its place what an option says."""
    stored = asdict(publication.load_parameters(root, name, programme=programme))
    said = {option: value for option, value in options.items() if value is not None}
    return publication.check_parameters({**stored, **said}, programme.reported_units, file=None)
