"""The commands ``mangnon plan``: what the plans say, and what looks odd in them."""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from analysis import plans, programme
from analysis.cli.speech import (
    SUBCOMMAND,
    Spoken,
    SpokenGroup,
    both,
    found_root,
    lang_option,
    write,
)
from analysis.language import Lang, text
from analysis.tables import as_csv_text

TARGET_COLUMNS = ["unit_id", "chi_tieu", "indicator_id", "kind", "comparator", "value",
                  "value_high", "unit", "year", "period", "document", "clause"]  # fmt: skip


@click.group(cls=SpokenGroup, help=both("help_plan"), subcommand_metavar=SUBCOMMAND)
def plan() -> None:
    """Show what the plans say."""


@plan.command(cls=Spoken, help=both("help_targets"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@lang_option
def targets(unit: str | None, as_csv: bool, lang: Lang) -> None:
    """Write every target of the plans to standard output."""

    known = programme.load_programme(found_root())
    shown = _plans(unit, known)
    if as_csv:
        write(_as_csv([row for plan in shown for row in plans.target_rows(plan)]), sys.stdout)
    else:
        write("\n".join(line for plan in shown for line in _target_lines(plan, lang)), sys.stdout)


@plan.command(cls=Spoken, help=both("help_findings"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@lang_option
def findings(unit: str | None, lang: Lang) -> None:
    """Write what looks odd in the plans; their values stand as printed."""

    known = programme.load_programme(found_root())
    everyone = _plans(None, known)
    wanted = everyone if unit is None else _plans(unit, known)
    lines = [
        f"{row['unit_id']}  {row['clause']}: {row[f'text_{lang}']}"
        for plan in wanted
        for row in plans.plan_findings(plan, known, everyone).to_dict("records")
    ]
    write("\n".join(lines), sys.stdout)


def _plans(unit: str | None, known: programme.Programme) -> list[plans.Plan]:
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
    high = math.nan if row["value_high"] is None else row["value_high"]
    target = {**row, "target_value": row["value"], "target_value_high": high}
    shown = programme.wording.target_sign(target, lang)
    when = row["year"] or row["period"] or "–"
    return (
        f"{row['unit_id']:<12} {row['chi_tieu']:>2}  {row['indicator_id']:<32} {when!s:<10} {shown}"
    )
