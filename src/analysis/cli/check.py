"""The command ``mangnon data check``: what is missing, doubtful or wrong in the figures."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.speech import Spoken, both, lang_option, read_root, remedies, write
from analysis.language import BadInput, Fault, Lang, text
from analysis.ledger import DataKind, load_ledgers, open_books, read_as_of
from analysis.programme import NATION, Programme, load_programme
from analysis.publication import load_parameters
from analysis.quality import QUALITY_COLUMNS, SEVERITIES, Speaker, check_unit
from analysis.tables import records

if TYPE_CHECKING:
    import pandas as pd

    from analysis.ledger import Books
    from analysis.quality import UnitCheck

SOMETHING_WRONG = 1
_KIND_WIDTH = 26
_MOST_WIDTH = 120
# One issue, with what it says in words: the object that --json writes.
Finding = dict[str, Any]


@click.command("check", cls=Spoken, help=both("help_check"))
@click.argument("unit", required=False, metavar=f"[{text('cli.unit', 'vi')}]")
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@click.option("--data", type=click.Choice(("real", "illustrative")), default="real",
              help=both("help_data"))  # fmt: skip
@click.option("--as-of", default="", metavar=text("cli.day", "vi"), help=both("help_as_of"))
@click.option("--json", "as_json", is_flag=True, help=both("help_json"))
@lang_option
def check_command(
    unit: str | None, edition: int | None, data: str, as_of: str, as_json: bool, lang: Lang
) -> int:
    """Write the issues of one unit or of all, by severity; 1 when something is wrong."""

    root = read_root()
    kind: DataKind = "illustrative" if data == "illustrative" else "real"
    moment = read_as_of(as_of) if as_of else None
    programme, books = load_programme(root), open_books(root, kind)
    kept = [name for name in books.store.unit_ids() if name in programme.units]
    names = [unit] if unit else _all_units(kept, books, programme)
    _refuse_unknown(names, programme)
    others = _all_stated(kept, books, programme, moment)
    findings: list[Finding] = []
    for name in names:
        year = edition or _edition(root, name, programme)
        found = _findings(name, books, programme, others, lang, edition=year, as_of=moment)
        # A fault of a table that all units share is told once.
        new = [row for row in found if row["kind"] != "unreadable" or row not in findings]
        findings += new
        if not as_json:
            write("\n".join(_report(programme, name, year, new, lang)), sys.stdout)
    if as_json:
        write(json.dumps(findings, ensure_ascii=False, indent=1), sys.stdout)
    else:
        _tell_remedies(findings, lang)
    return SOMETHING_WRONG if any(row["severity"] == "wrong" for row in findings) else 0


def _all_units(kept: list[str], books: Books, programme: Programme) -> list[str]:
    planned = programme.planned_units if books.data == "real" else ()
    return list(dict.fromkeys([*planned, *kept]))


def _all_stated(
    kept: list[str], books: Books, programme: Programme, moment: str | None
) -> dict[str, pd.DataFrame]:
    """Return what is stated of every unit with a sound ledger: peers are found among these.

    What is wrong with the tables that all share is told of the units that are checked.
    """
    if books.data != "real":
        return {}
    try:
        read = load_ledgers([], books, programme, others=kept, as_of=moment)
    except BadInput:
        return {}
    return read.observations


def _refuse_unknown(names: list[str], programme: Programme) -> None:
    known = programme.units
    unknown = [name for name in names if name not in known]
    if unknown:
        values = {"known": ", ".join(sorted(known))}
        raise BadInput(
            Fault("faults.unknown_unit", values={"found": name, **values}) for name in unknown
        )


def _edition(root: Path, name: str, programme: Programme) -> int:
    """Return the edition that is being made: the unit's own, or the programme's."""
    return load_parameters(root, name if name in programme.reported_units else NATION).edition


def _findings(
    name: str,
    books: Books,
    programme: Programme,
    others: dict[str, pd.DataFrame],
    lang: Lang,
    **how: Any,
) -> list[Finding]:
    try:
        return list(_told(check_unit(name, books, programme, others, **how), lang))
    except BadInput as error:
        return [_unreadable(fault, name, lang) for fault in error.faults]


def _told(check: UnitCheck, lang: Lang) -> Iterator[Finding]:
    import pandas as pd

    agencies = check.plan.responsibilities.agencies if check.plan else ()
    english = {agency.name_vi: agency.name_en for agency in agencies} if lang == "en" else {}
    speaker = Speaker(
        check.indicators, check.sources, lang, lambda agency: english.get(agency, agency)
    )
    for row in records(check.issues):
        plain = {key: None if _is_empty(cell, pd) else cell for key, cell in row.items()}
        if plain["year"] is not None:
            plain["year"] = int(row["year"])
        named = speaker.indicator(plain["indicator_id"]) if plain["indicator_id"] else None
        yield {
            "unit_id": check.unit.unit_id,
            **plain,
            "indicator": named,
            "text": speaker.sentence(row),
        }


def _is_empty(cell: object, pd: Any) -> bool:
    return not isinstance(cell, dict) and bool(pd.isna(cell))


def _unreadable(fault: Fault, unit_id: str, lang: Lang) -> Finding:

    place = {"file": fault.file, "row": fault.row, "column": fault.column}
    known = {"kind": "unreadable", "severity": "wrong", "facts": place}
    empty = dict.fromkeys(QUALITY_COLUMNS)
    return {
        "unit_id": unit_id, **empty, **known, "indicator": None, "text": fault.message(lang),
    }  # fmt: skip


def _tell_remedies(findings: list[Finding], lang: Lang) -> None:
    files = [row["facts"]["file"] for row in findings if row["kind"] == "unreadable"]
    for line in remedies([Fault("observations.not_csv", file=file) for file in files], lang):
        write(line, sys.stdout)


def _report(
    programme: Programme, unit_id: str, edition: int, findings: list[Finding], lang: Lang
) -> Iterator[str]:
    """Return one unit's lines: a heading with the counts, then the issues by severity."""

    width = min(shutil.get_terminal_size().columns, _MOST_WIDTH)
    counts = {word: sum(row["severity"] == word for row in findings) for word in SEVERITIES}
    name = programme.units[unit_id].name(lang)
    yield text("data_quality.heading", lang, unit=name, unit_id=unit_id, edition=edition, **counts)
    if unit_id not in programme.planned_units:
        said = text("data_quality.no_plan", lang)
        yield textwrap.fill(said, max(width, 60), initial_indent="  ", subsequent_indent="  ")
    for severity in SEVERITIES:
        same = [row for row in findings if row["severity"] == severity]
        if same:
            yield f"  {text(f'data_quality.severity_{severity}', lang)}"
        for row in same:
            yield from _lines(row, width, lang)
    yield ""


def _lines(row: Finding, width: int, lang: Lang) -> list[str]:
    kind = text(f"data_quality.short_{row['kind']}", lang)
    said = f"{row['indicator']}: {row['text']}" if row["indicator"] else row["text"]
    first, rest = f"    {kind:<{_KIND_WIDTH}}", " " * (4 + _KIND_WIDTH)
    return textwrap.wrap(
        said, max(width, 60), initial_indent=first, subsequent_indent=rest, break_long_words=False
    )
