"""The commands ``mangnon plan``: what the plans say, and what looks odd in them."""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis import assessment, papers, plans, programme, publication
from analysis.cli.speech import (
    SUBCOMMAND,
    Spoken,
    SpokenGroup,
    both,
    lang_option,
    read_root,
    write,
)
from analysis.files import file_fault
from analysis.language import BadInput, Lang, text
from analysis.tables import as_csv_text, plain, records

if TYPE_CHECKING:
    import pandas as pd

TARGET_COLUMNS = ["unit_id", "chi_tieu", "indicator_id", "kind", "comparator", "value",
                  "value_high", "unit", "year", "period", "document", "clause"]  # fmt: skip


@click.group(
    cls=SpokenGroup,
    help=both("help_plan"),
    subcommand_metavar=SUBCOMMAND,
    places={
        "extract": ("analysis.cli.plan_documents:extract_command", "help_extract"),
        "review": ("analysis.cli.plan_documents:review_command", "help_review"),
        "check": ("analysis.cli.plan_documents:check_command", "help_check_plan"),
        "accept": ("analysis.cli.plan_documents:accept_command", "help_accept"),
    },
)
def plan() -> None:
    """Show what the plans say."""


@plan.command(cls=Spoken, help=both("help_targets"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@lang_option
def targets(unit: str | None, as_csv: bool, lang: Lang) -> None:
    """Write every target of the plans to standard output."""

    known = programme.load_programme(read_root())
    shown = _plans(unit, known)
    if as_csv:
        write(_as_csv([row for plan in shown for row in plans.target_rows(plan)]), sys.stdout)
    else:
        write("\n".join(line for plan in shown for line in _target_lines(plan, lang)), sys.stdout)


@plan.command(cls=Spoken, help=both("help_findings"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@click.option("--document", type=click.Path(path_type=Path), metavar=text("cli.file", "vi"),
              help=both("help_document"))  # fmt: skip
@lang_option
def findings(unit: str | None, document: Path | None, lang: Lang) -> None:
    """Write what looks odd in the plans; their values stand as printed."""

    known = programme.load_programme(read_root())
    everyone = _plans(None, known)
    wanted = everyone if unit is None else _plans(unit, known)
    lines = [
        line
        for plan in wanted
        for row in plans.plan_findings(plan, known, everyone).to_dict("records")
        for line in _finding_lines(row, lang)
    ]
    if document is not None:
        lines += _numbering_lines(document, lang)
    write("\n".join(lines), sys.stdout)


def _finding_lines(row: Mapping[Any, Any], lang: Lang) -> Iterator[str]:
    """Yield what is odd and where, the phrases it is about, why it matters and what to ask."""
    yield f"{row['unit_id']}  {row['clause']}: {row[f'text_{lang}']}"
    if row["quote"]:
        yield f"    {text('comparing.printed', lang)}: {row['quote']}"
    yield f"    {text('comparing.matters', lang)}: {row[f'why_{lang}']}"
    yield f"    {text('comparing.to_ask', lang)}: {row[f'ask_{lang}']}"


def _numbering_lines(document: Path, lang: Lang) -> list[str]:
    """Return the numbers of sections that stand twice in a text, or are left out."""
    words = papers.read_paper(document).text
    return [
        text(f"comparing.section_{odd.kind}", lang, file=document.name, place=odd.place,
             first=odd.lines[0], second=odd.lines[1], one=odd.quotes[0], other=odd.quotes[1])
        for odd in plans.odd_numbers(words.splitlines())
    ]  # fmt: skip


@plan.command(cls=Spoken, help=both("help_compare"))
@click.argument("which", nargs=-1, required=True, metavar=text("cli.units_or_files", "vi"))
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@lang_option
def compare(which: tuple[str, ...], edition: int | None, as_csv: bool, lang: Lang) -> None:
    """Write how much plans ask for beside the nation and their trend, or what a new issue changed.

    Two issues of one unit's plan, one of them a file, are held against each other.
    """

    root = read_root()
    known = programme.load_programme(root)
    shown = [_named_plan(name, known) for name in which]
    if len(shown) > 1 and len({plan.unit_id for plan in shown}) == 1:
        lines = [line for pair in pairwise(shown) for line in _changed_lines(*pair, known, lang)]
        write("\n".join(lines) or text("comparing.nothing", lang), sys.stdout)
        return
    nation = plans.load_plan(programme.NATION, known)
    table = plans.compare_plans(shown, nation)
    table = table.merge(_trends(root, which, known, edition), how="left",
                        on=["unit_id", "indicator_id", "year"])  # fmt: skip
    if as_csv:
        write(table.to_csv(index=False, lineterminator="\n").rstrip("\n"), sys.stdout)
    else:
        write("\n".join(_compared_lines(table, nation, known, lang)), sys.stdout)


def _named_plan(name: str, known: programme.Programme) -> plans.Plan:
    """Return the plan of a unit, or that of a file."""
    path = Path(name)
    if path.suffix in (".yml", ".yaml"):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadInput([file_fault(error, place=path)]) from error
        return plans.read_plan(content, name, known)
    return plans.plan_in_force(name, known)


def _trends(
    root: Path, which: tuple[str, ...], known: programme.Programme, edition: int | None
) -> pd.DataFrame:
    """Return of each unit's dated targets what they ask for beside the trend."""
    import pandas as pd

    columns = ["unit_id", "indicator_id", "year", "trend", "projected_p50"]
    tables = [pd.DataFrame(columns=columns).astype({"year": "Int64", "projected_p50": float})]
    for name in which:
        if name not in known.reported_units:
            continue
        inputs = assessment.read_inputs(root, name, "real")
        year = edition or plans.current_edition(inputs.plan, publication.current_day())
        results = assessment.judge_unit(inputs, year).results
        found = results.assign(trend=assessment.beside_trend(results), year=results["target_year"])
        tables.append(found[columns])
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def _compared_lines(
    table: pd.DataFrame, nation: plans.Plan, known: programme.Programme, lang: Lang
) -> Iterator[str]:
    """Yield each indicator with the nation's value and every plan's beside it."""
    national = plans.staged_targets(nation)
    for (indicator_id, stage), rows in table.groupby(["indicator_id", "stage"], sort=False):
        about = known.known_indicators[str(indicator_id)]
        name = about.name_vi if lang == "vi" else about.name_en
        yield f"{about.chi_tieu}. {name}, {text(f'comparing.stage_{stage}', lang)}"
        held = national.get((str(indicator_id), str(stage)))
        if held:
            target, value = held
            shown = _sign(value.model_dump() | {"unit": target.unit}, lang)
            yield f"    {nation.unit_id:<16} {value.year or '–'!s:<5} {shown}"
        yield from (_compared_line(row, lang) for row in records(rows)
                    if row["unit_id"] != nation.unit_id)  # fmt: skip


def _compared_line(row: dict[str, Any], lang: Lang) -> str:
    said = text(f"comparing.{row['standing']}", lang)
    if row["standing"] == "left_out":
        return f"    {row['unit_id']:<16} {'–':<5} {said}"
    if row["standing"] in ("stricter", "looser") and abs(row["asks_more_by"]) > 0:
        said += " " + _apart(abs(row["asks_more_by"]), row["unit"], lang)
    trend = row["trend"]
    told = text(f"comparing.trend_{trend}", lang) if isinstance(trend, str) else ""
    year = plain(row["year"])
    line = f"    {row['unit_id']:<16} {year!s:<5} {_sign(row, lang):<16} {said}"
    return f"{line}; {told}" if told else line


def _apart(amount: float, unit: str, lang: Lang) -> str:
    """Return by how much two targets differ, without idle zeros."""
    if unit == "percent_per_year":
        return programme.wording.goal(amount, unit, lang)
    digits = next((count for count in (0, 1) if round(amount, count) == amount), 2)
    return programme.wording.points(amount, unit, lang, digits)


def _changed_lines(
    before: plans.Plan, after: plans.Plan, known: programme.Programme, lang: Lang
) -> Iterator[str]:
    """Yield what one issue of a plan changed of the one before it."""
    title = text("comparing.issues", lang, unit=before.unit_id, before=before.document.label,
                 after=after.document.label)  # fmt: skip
    lines = []
    for name, was, is_now in plans.changed_frame(before, after):
        what, _, number = name.partition(" ")
        label = text(f"comparing.field_{what}", lang, number=number)
        lines.append(f"    {label}: {was or '–'} → {is_now or '–'}")
    for row in records(plans.changed_targets(before, after)):
        about = known.known_indicators.get(row["indicator_id"])
        name = (
            row["indicator_id"]
            if about is None
            else about.name_vi
            if lang == "vi"
            else about.name_en
        )
        change = text(f"comparing.change_{row['change']}", lang)
        lines.append(f"    {name} ({row['year']}), {change}: "
                     f"“{row['before'] or '–'}” → “{row['after'] or '–'}”")  # fmt: skip
    if lines:
        yield title
        yield from lines


def _plans(unit: str | None, known: programme.Programme) -> list[plans.Plan]:
    """Return the plan of a unit, those that it inherits as they were issued, or all plans."""
    if unit in known.units and unit not in known.planned_units and unit in known.inherited:
        inherited = plans.inherited_plans(unit, known)
        return [each.issued for each in inherited if each.issued]
    return [plans.load_plan(unit, known)] if unit else list(plans.load_plans(known).values())


def _as_csv(rows: list[dict[str, Any]]) -> str:
    lines = io.StringIO()
    table = csv.DictWriter(lines, TARGET_COLUMNS, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(
        {name: as_csv_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows
    )
    return lines.getvalue().rstrip("\n")


def _target_lines(plan: plans.Plan, lang: Lang) -> Iterator[str]:
    """Yield a line per target, and one for each part of the plan whose text is not at hand."""
    yield from (_target_line(row, lang) for row in plans.target_rows(plan))
    gone = text("plans.absent", lang)
    for each in plan.absent_targets:
        yield f"{plan.unit_id:<12} {each.chi_tieu:>2}  {each.indicator_id:<32} {'–':<10} {gone}"
    for section in plan.absent:
        part = text(f"plans.section_{section}", lang)
        yield f"{plan.unit_id:<12}  –  {part}: {gone}"


def _target_line(row: Mapping[Any, Any], lang: Lang) -> str:
    shown = _sign(row, lang)
    when = row["year"] or row["period"] or "–"
    return (
        f"{row['unit_id']:<12} {row['chi_tieu']:>2}  {row['indicator_id']:<32} {when!s:<10} {shown}"
    )


def _sign(row: Mapping[Any, Any], lang: Lang) -> str:
    """Return a target's value with its sign and unit."""
    high = math.nan if row["value_high"] is None else row["value_high"]
    target = {**row, "target_value": row["value"], "target_value_high": high}
    return programme.wording.target_sign(target, lang)
