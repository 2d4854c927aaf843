"""The commands ``mangnon data import``, ``mangnon data undo`` and ``mangnon data history``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.speech import (
    BAD_INPUT,
    SOME_FAILED,
    Spoken,
    both,
    found_root,
    lang_option,
    read_root,
    remedies,
    write,
)
from analysis.intake import (
    as_json as result_json,
    describe,
    describe_changes,
    describe_doubt,
    describe_faults,
    describe_undo,
    import_files,
    next_step,
    undo_json,
    undo_last,
)
from analysis.language import BadInput, Fault, Lang, text
from analysis.ledger import (
    LONGEST,
    history_csv,
    history_json,
    history_table,
    indicator_history,
    open_books,
)
from analysis.programme import indicator_name, load_programme

if TYPE_CHECKING:
    from analysis.intake import Ask, Doubt, FileResult


@click.command("import", cls=Spoken, help=both("help_import"))
@click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path), metavar=f"{text('cli.file', 'vi')}..."
)
@click.option("--dry-run", is_flag=True, help=both("help_dry_run"))
@click.option(
    "--publisher", default="", metavar=text("cli.name", "vi"), help=both("help_publisher")
)
@click.option("--confirm", multiple=True, metavar=text("cli.numbered_reason", "vi"),
              help=both("help_confirm"))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=both("help_json"))
@lang_option
def import_command(
    files: tuple[Path, ...],
    dry_run: bool,
    publisher: str,
    confirm: tuple[str, ...],
    as_json: bool,
    lang: Lang,
) -> int:
    """Take sent files into the ledger, each whole or not at all."""

    if not files:
        raise BadInput([Fault("imports.no_files")])
    ask = None if as_json or dry_run else _asker(lang)
    show = None if as_json else partial(_show, lang)
    results = []
    for result in import_files(
        found_root(), files, publisher=publisher, confirmations=confirm, dry_run=dry_run, ask=ask,
        show=show,
    ):  # fmt: skip
        results.append(result)
        if not as_json:
            _tell(result, lang)
    _end(results, as_json, lang)
    refused = sum(result.outcome == "refused" for result in results)
    return BAD_INPUT if refused == len(results) else SOME_FAILED if refused else 0


@click.command("undo", cls=Spoken, help=both("help_undo"))
@click.option("--dry-run", is_flag=True, help=both("help_dry_undo"))
@click.option("--json", "as_json", is_flag=True, help=both("help_json"))
@lang_option
def undo_command(dry_run: bool, as_json: bool, lang: Lang) -> None:
    """Take back the last import by new statements."""

    result = undo_last(found_root(), dry_run=dry_run)
    if as_json:
        write(json.dumps(undo_json(result, lang), ensure_ascii=False, indent=2), sys.stdout)
    else:
        write("\n".join(describe_undo(result, lang)), sys.stdout)


@click.command("history", cls=Spoken, help=both("help_history"))
@click.argument("unit", metavar=text("cli.unit", "vi"))
@click.argument("indicator", metavar=text("cli.indicator", "vi"))
@click.option("--json", "as_json", is_flag=True, help=both("help_json"))
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@lang_option
def history_command(unit: str, indicator: str, as_json: bool, as_csv: bool, lang: Lang) -> None:
    """Write every statement about one indicator of one unit in the order received."""

    root = read_root()
    programme = load_programme(root)
    rows = indicator_history(unit, indicator, open_books(root), programme)
    if as_json or as_csv:
        whole = json.dumps(history_json(rows), ensure_ascii=False, indent=2)
        write(whole if as_json else history_csv(rows), sys.stdout)
        return
    names = {
        "name": indicator_name(programme.indicators, indicator, lang),
        "unit": programme.units[unit].name(lang),
    }
    if not rows:
        write(text("imports.no_history", lang, indicator=names["name"], unit=names["unit"]),
              sys.stdout)  # fmt: skip
        return
    measure = programme.known_indicators[indicator].unit
    write(text("imports.history_title", lang, count=len(rows), **names), sys.stdout)
    write(history_table(rows, measure, lang), sys.stdout)


def _show(lang: Lang, result: FileResult) -> None:
    """Write what is going to be stored; where somebody has to be asked first, with the warnings."""
    write("\n".join(describe_changes(result, lang)),
          sys.stderr if result.unconfirmed else sys.stdout)  # fmt: skip


def _tell(result: FileResult, lang: Lang) -> None:

    refused = result.outcome == "refused"
    write("\n".join(describe(result, lang)), sys.stderr if refused else sys.stdout)
    if refused:
        told = [*describe_faults(result.faults, lang), *remedies(result.faults, lang)]
        write("\n".join(told), sys.stderr)


def _end(results: Sequence[FileResult], as_json: bool, lang: Lang) -> None:

    if as_json:
        files = {"files": [result_json(result, lang) for result in results]}
        write(json.dumps(files, ensure_ascii=False, indent=2), sys.stdout)
    elif step := next_step(results, load_programme(found_root()).reported_units, lang):
        write(step, sys.stdout)


def _asker(lang: Lang) -> Ask | None:
    """Return what asks the person at the terminal, or None when nobody is there."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(file: str, doubts: Sequence[Doubt]) -> dict[str, str]:
        write(text("imports.ask_intro", lang, file=file, count=len(doubts)), sys.stderr)
        reasons: dict[str, str] = {}
        for number, doubt in enumerate(doubts, start=1):
            write("\n".join(describe_doubt(number, doubt.message(lang), lang)), sys.stderr)
            reason = _typed_reason(lang)
            if not any(letter.isalnum() for letter in reason):
                break
            reasons[doubt.identity] = reason.replace(";", ",")
        return reasons

    return ask


def _typed_reason(lang: Lang) -> str:
    """Return what is typed, asking again while it is longer than what is kept."""
    asked, most = text("imports.ask_reason", lang, most=LONGEST["reason"]), LONGEST["reason"]
    while True:
        typed = click.prompt(asked, default="", show_default=False, err=True)
        reason = " ".join(typed.split())
        if len(reason) <= most:
            return reason
        write(text("imports.reason_too_long", lang, count=len(reason), most=most), sys.stderr)
