"""The commands ``mangnon unit``: units added, listed and looked at."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any, get_args

import click

from analysis import workspace
from analysis.cli.speech import (
    SOME_FAILED,
    SUBCOMMAND,
    Spoken,
    SpokenGroup,
    both,
    found_root,
    lang_option,
    read_root,
    reports_option,
    write,
)
from analysis.cli.tabular import aligned
from analysis.language import BadInput, Fault, Lang, text
from analysis.ledger import open_store
from analysis.programme import Level, Programme, Territory, Unit, load_programme
from analysis.publication import list_publications, reports_at
from analysis.tables import as_csv_text

# The details of a unit, each with the option that tells it.
_OPTIONS = {"name_vi": "--name", "name_en": "--name-en", "level": "--level",
            "parent_id": "--parent", "territory": "--territory", "unit_code": "--code"}  # fmt: skip
_CHOICES: dict[str, tuple[str, ...]] = {
    "level": tuple(word for word in get_args(Level) if word != "nation"),
    "territory": get_args(Territory),
}
_COLUMNS = ("unit_id", "name", "territory", "plan", "figures", "last")


@click.group(
    cls=SpokenGroup,
    help=both("help_unit"),
    subcommand_metavar=SUBCOMMAND,
)
def unit() -> None:
    """Hold the commands together."""


@unit.command("add", cls=Spoken, help=both("help_unit_add"))
@click.argument("unit_id", metavar=text("cli.unit", "vi"))
@click.option("--name", "name_vi", metavar=text("cli.name", "vi"), help=both("help_unit_name"))
@click.option("--name-en", metavar=text("cli.name", "vi"), help=both("help_unit_name_en"))
@click.option("--level", type=click.Choice(_CHOICES["level"]), help=both("help_unit_level"))
@click.option("--parent", "parent_id", metavar=text("cli.unit", "vi"),
              help=both("help_unit_parent"))  # fmt: skip
@click.option("--territory", type=click.Choice(_CHOICES["territory"]),
              help=both("help_unit_territory"))  # fmt: skip
@click.option("--code", "unit_code", metavar=text("cli.code", "vi"), help=both("help_unit_code"))
@click.option("--plan/--no-plan", "with_plan", default=True, help=both("help_unit_plan"))
@lang_option
def add(unit_id: str, with_plan: bool, lang: Lang, **told: Any) -> None:
    """Add a unit with the files that it begins with, and tell the next step."""
    root = found_root()
    programme = load_programme(root)
    details = workspace.Details(**told).completed()
    known = programme.units.get(unit_id)
    if known and any(told.values()):
        options = ", ".join(_OPTIONS[name] for name, value in told.items() if value)
        values = {"found": unit_id, "name": known.name_vi, "options": options}
        raise BadInput([Fault("workspace.details_of_known", values=values)])
    if known is None:
        _tell_nearby(unit_id, programme, lang)
        details = _completed(unit_id, details, lang)
    one = known or workspace.make_unit(unit_id, details, programme)
    files = workspace.add_unit(root, one, with_plan=with_plan)
    _tell_added(one, files, programme, lang, with_plan=with_plan)


def _tell_nearby(unit_id: str, programme: Programme, lang: Lang) -> None:
    """Explain the rule of ids where an unknown one looks like a known one; refuse a bad one."""
    if faults := list(workspace.id_faults(unit_id)):
        raise BadInput(faults)
    if near := workspace.known_nearby(unit_id, programme.units):
        write(text("workspace.nearby", lang, known=_named(near, lang)), sys.stderr)
        write(text("workspace.id_rule", lang), sys.stderr)


def _named(units: list[Unit], lang: Lang) -> str:
    return "; ".join(
        f"{one.unit_id} = {one.name(lang)}, {_territory(one.territory, lang)}" for one in units
    )


def _territory(word: str, lang: Lang) -> str:
    return text(f"workspace.territory_{word.replace('-', '_')}", lang)


def _completed(unit_id: str, details: workspace.Details, lang: Lang) -> workspace.Details:
    """Return the details with what the person at the terminal answers; ``BadInput`` without one."""
    if not details.missing():
        return details
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        options = ", ".join(_OPTIONS[name] for name in details.missing())
        values = {"found": unit_id, "options": options}
        raise BadInput([Fault("workspace.details_missing", values=values)])
    while wanted := details.missing():
        details = details.with_answer(wanted[0], _asked(wanted[0], lang)).completed()
    for name in ("name_en", "unit_code"):
        if getattr(details, name) is None:
            details = details.with_answer(name, _asked(name, lang))
    return details


def _asked(name: str, lang: Lang) -> str:
    """Return what the person answers; one of the choices where there are any."""
    question, choices = text(f"workspace.ask_{name}", lang), _CHOICES.get(name, ())
    if choices:
        question = f"{question} ({' | '.join(_choice(name, word, lang) for word in choices)})"
    default = "" if name in ("name_en", "unit_code") else None
    while True:
        answer = click.prompt(question, default=default, show_default=False, err=True).strip()
        if not choices or answer in choices:
            return str(answer)
        values = {"name": _OPTIONS[name], "found": answer, "expected": ", ".join(choices)}
        write(text("workspace.bad_choice", lang, **values), sys.stderr)


def _choice(name: str, word: str, lang: Lang) -> str:
    if name != "territory":
        return word
    return f"{word}: {_territory(word, lang)}"


def _tell_added(
    one: Unit, files: list[Path], programme: Programme, lang: Lang, *, with_plan: bool
) -> None:
    values = {"unit": one.name(lang), "unit_id": one.unit_id}
    if files:
        listed = ", ".join(file.as_posix() for file in files)
        write(text("workspace.unit_written", lang, files=listed, **values), sys.stdout)
    else:
        write(text("workspace.unit_complete", lang, **values), sys.stdout)
    if same := workspace.namesakes(one.unit_id, programme.units):
        write(text("workspace.namesakes", lang, known=_named(same, lang)), sys.stdout)
    key = "unit_next" if with_plan and files else "unit_next_plain"
    command = f"mangnon unit check {one.unit_id}"
    write(text(f"workspace.{key}", lang, command=command, unit_id=one.unit_id), sys.stdout)


@unit.command("add-communes", cls=Spoken, help=both("help_add_communes"))
@click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.file", "vi"))
@click.option("--province", required=True, metavar=text("cli.unit", "vi"),
              help=both("help_province"))  # fmt: skip
@click.option("--dry-run", is_flag=True, help=both("help_dry_run"))
@lang_option
def add_communes(file: Path, province: str, dry_run: bool, lang: Lang) -> None:
    """Add the communes of a province from a table, all or none."""
    root = found_root()
    programme = load_programme(root)
    found = workspace.read_communes(file, province, programme)
    if not dry_run:
        workspace.add_rows(root, found.units)
    example = found.units[0].unit_id
    values = {"count": len(found.units), "name": programme.units[province].name(lang)}
    key = "communes_would_be" if dry_run else "communes_added"
    write(text(f"workspace.{key}", lang, example=example, **values), sys.stdout)
    if found.passed_over:
        write(text("workspace.rows_passed_over", lang, count=found.passed_over), sys.stdout)
    if not dry_run:
        write(text("workspace.communes_next", lang, example=example), sys.stdout)


@unit.command("list", cls=Spoken, help=both("help_unit_list"))
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@reports_option
@lang_option
def list_command(as_csv: bool, reports: str | None, lang: Lang) -> None:
    """Write every unit with its territory, plan, figures and last edition."""
    root = read_root()
    with reports_at(reports, root, writes=False) as place:
        published = list_publications(place.folder)
    rows = workspace.list_units(load_programme(root), open_store(root), published)
    if as_csv:
        write(_as_csv(rows), sys.stdout)
        return
    head = [text(f"workspace.column_{name}", lang) for name in _COLUMNS]
    cells = [_cells(row, lang) for row in rows]
    write(aligned([head, *cells], right=(4,)), sys.stdout)


def _cells(row: workspace.RosterRow, lang: Lang) -> list[str]:
    one = row.unit
    return [one.unit_id, one.name(lang), _territory(one.territory, lang), _plan(row, lang),
            str(row.figures or "–"), str(row.last or "–")]  # fmt: skip


def _plan(row: workspace.RosterRow, lang: Lang) -> str:
    if row.plan is None:
        return text("workspace.plan_broken" if row.has_plan else "workspace.plan_none", lang)
    if not row.plan.is_entered:
        return text("workspace.plan_skeleton", lang)
    return row.plan.document.label.partition(" (")[0]


def _as_csv(rows: list[workspace.RosterRow]) -> str:
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(("unit_id", "unit_code", "level", "parent_id", "territory", "name_vi",
                    "name_en", "plan", "figures", "last_edition"))  # fmt: skip
    for row in rows:
        one = row.unit
        state = "" if not row.has_plan else "entered" if row.plan and row.plan.is_entered else (
            "skeleton" if row.plan else "unreadable")  # fmt: skip
        words = (one.unit_id, one.unit_code, one.level, one.parent_id or "", one.territory,
                 one.name_vi, one.name_en, state)  # fmt: skip
        table.writerow([*map(as_csv_text, words), row.figures, row.last or ""])
    return lines.getvalue().rstrip("\n")


@unit.command("check", cls=Spoken, help=both("help_unit_check"))
@click.argument("unit_id", metavar=text("cli.unit", "vi"))
@lang_option
def check(unit_id: str, lang: Lang) -> int:
    """Write what is incomplete of a unit; 1 while no report of it can be made."""
    root = read_root()
    programme = load_programme(root)
    one = _known(unit_id, programme)
    gaps = workspace.find_gaps(root, unit_id, programme, open_store(root))
    values = {"unit": one.name(lang), "unit_id": unit_id}
    if not gaps:
        write(text("workspace.no_gaps", lang, **values), sys.stdout)
        return 0
    write(text("workspace.gaps_head", lang, **values), sys.stdout)
    for key, same in (("gap_stops", [gap for gap in gaps if gap.stops]),
                      ("gap_advice", [gap for gap in gaps if not gap.stops])):  # fmt: skip
        if same:
            write(f"  {text(f'workspace.{key}', lang)}", sys.stdout)
            write("\n".join(f"    {gap.fault.message(lang)}" for gap in same), sys.stdout)
    if any(gap.stops for gap in gaps):
        return SOME_FAILED
    command = f"mangnon assess {unit_id}"
    write(f"  {text('workspace.gaps_can', lang, command=command)}", sys.stdout)
    return 0


def _known(unit_id: str, programme: Programme) -> Unit:
    if unit_id not in programme.units:
        known = ", ".join(programme.planned_units)
        near = workspace.known_nearby(unit_id, programme.units)
        values = {"found": unit_id, "known": ", ".join(one.unit_id for one in near) or known}
        raise BadInput([Fault("faults.unknown_unit", values=values)])
    return programme.units[unit_id]
