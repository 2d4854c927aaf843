"""The command ``mangnon data repair``: a broken ledger made usable, with nothing lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

import click

from analysis.cli.speech import Spoken, both, found_root, lang_option, write
from analysis.intake import spans
from analysis.language import Lang, text
from analysis.ledger import VIET_NAM_TIME, Repair, moment_received, open_books, repair_ledger
from analysis.programme import load_programme


@click.command("repair", cls=Spoken, help=both("help_repair"))
@click.argument("unit", metavar=text("cli.unit", "vi"))
@click.option("--dry-run", is_flag=True, help=both("help_dry_repair"))
@lang_option
def repair_command(unit: str, dry_run: bool, lang: Lang) -> None:
    """Set aside what breaks one unit's ledger."""
    root = found_root()
    moment = moment_received(datetime.now(VIET_NAM_TIME))
    repair = repair_ledger(
        unit, open_books(root), load_programme(root), moment, dry_run=dry_run
    )  # fmt: skip
    write("\n".join(_told(repair, dry_run, lang)), sys.stdout)


def _told(repair: Repair, dry_run: bool, lang: Lang) -> Iterator[str]:
    key = "ledger.would_repair" if dry_run else "ledger.repaired"
    yield text(key, lang, unit=repair.unit_id, kept=repair.kept)
    for name, rows in (("moved", repair.moved), ("shortened", repair.shortened)):
        if rows:
            values = {"count": len(rows), "rows": spans(rows), "file": repair.aside.as_posix()}
            yield text(f"ledger.rows_{name}", lang, **values)
    if repair.usable:
        yield text("ledger.rows_usable", lang, usable=repair.usable)
