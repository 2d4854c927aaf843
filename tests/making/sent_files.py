"""Files as an agency sends them: a table as CSV, a form with figures typed into it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from making.command import Command, Said

from analysis.intake import SheetKind, heading, sheet_name

COLUMNS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
           "publisher", "published")  # fmt: skip


def write_table(path: Path, *rows: Mapping[str, str]) -> Path:
    """Write rows as a CSV file with the ledger's columns and those that the rows have besides."""
    columns = list(dict.fromkeys((*COLUMNS, *(name for row in rows for name in row))))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def fill_in(form: Path, kind: SheetKind, row: str, typed: Mapping[str, object]) -> None:
    """Type into the columns of a form's row, which is named by the beginning of its code."""
    book = openpyxl.load_workbook(form)
    sheet = book[sheet_name(kind)]
    heads = next(cells for cells in sheet.iter_rows() if cells[0].value == heading("number", kind))
    columns = {cell.value: cell.column for cell in heads}
    code = columns[heading("code", kind)]
    (number,) = [cells[0].row for cells in sheet.iter_rows()
                 if str(cells[code - 1].value).startswith(f"{row}/")]  # fmt: skip
    for name, value in typed.items():
        sheet.cell(number, columns[heading(name, kind)]).value = value
    book.save(form)


def results_of(
    command: Command, home: Path, unit_id: str, indicator_id: str, target: Path
) -> dict[int, dict[str, str]]:
    """Return a unit's rows of results.csv on one indicator, by target year."""
    words = ("data", "export", unit_id, "--what", "results", "--replace", "-o", target)
    run: Said = command(*words, home=home)
    assert run.code == 0, run.stderr
    rows = [row for row in read_table(target) if row["indicator_id"] == indicator_id]
    return {int(row["target_year"]): row for row in rows}
