"""The commands ``mangnon plan extract`` and those that follow it: from the paper to the plan."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import click

from analysis import papers, plans, programme
from analysis.cli.speech import Spoken, both, found_root, lang_option, write
from analysis.language import Lang, text
from analysis.tables import as_csv_text

_COLUMNS = (
    "unit_id", "chi_tieu", "indicator_id", "kind", "comparator", "value", "value_high", "unit",
    "year", "period", "document", "clause", "group", "as_printed", "words", "span_start",
    "span_end", "confidence",
)  # fmt: skip
_file = click.argument("file", type=click.Path(path_type=Path), metavar=text("cli.file", "vi"))


@click.command("extract", cls=Spoken, help=both("help_extract"))
@_file
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@lang_option
def extract_command(file: Path, as_csv: bool, lang: Lang) -> None:
    """Write the targets that stand in a document to standard output."""

    known = programme.load_programme(found_root())
    paper = papers.read_paper(file)
    found = plans.extract_targets(paper.text, known)
    rows = [_row(each, "", paper.name) for each in found.targets]
    if as_csv:
        write(_as_csv(rows), sys.stdout)
    else:
        lines = [_line(row, each, lang) for row, each in zip(rows, found.targets, strict=True)]
        write("\n".join(lines) or text("documents.no_targets", lang), sys.stdout)
    if found.left_over:
        write(_left_over(found.left_over, lang), sys.stderr)


def _row(each: plans.FoundTarget, unit_id: str, document: str) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "document": document,
        "span_start": each.span[0],
        "span_end": each.span[1],
        **{name: getattr(each, name) for name in _COLUMNS if hasattr(each, name)},
    }


def _as_csv(rows: list[dict[str, Any]]) -> str:
    lines = io.StringIO()
    table = csv.DictWriter(lines, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(
        {name: as_csv_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows
    )
    return lines.getvalue().rstrip("\n")


def _line(row: dict[str, Any], each: plans.FoundTarget, lang: Lang) -> str:
    target = {
        **row,
        "target_value": each.value,
        "target_value_high": each.value_high or float("nan"),
    }
    shown = programme.wording.target_sign(target, lang)
    when = each.year or each.period or "–"
    name = each.indicator_id or text("documents.own_indicator", lang, words=each.words[:60])
    number = "" if each.chi_tieu is None else each.chi_tieu
    told = f"{number!s:>3}  {name:<34} {when!s:<10} {shown:<22} {each.confidence:.2f}"
    return f"{told}  {each.clause}: “{each.as_printed}”"


def _left_over(left: tuple[plans.LeftOver, ...], lang: Lang) -> str:
    lines = [text("documents.left_over", lang, count=len(left))]
    lines += [
        f"  {each.clause}: “{each.as_printed}” – {text(f'documents.reason_{each.reason}', lang)}"
        for each in left
    ]
    return "\n".join(lines)
