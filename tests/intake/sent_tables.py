"""Tables as they are sent: one sound row, as CSV and as a workbook, and reading them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from analysis.intake.parsing.names import make_vocabulary
from analysis.intake.parsing.tables import Intake, read_tables
from analysis.ledger import load_sources, open_books
from analysis.programme import load_programme
from analysis.sheets import read_file

ROOT = Path(__file__).parents[2]
VOCABULARY = make_vocabulary(
    load_programme(ROOT).units, load_programme(ROOT).indicators, load_sources(open_books(ROOT))
)
COLUMNS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
           "published", "qualifier", "nature", "status", "note")  # fmt: skip
SOUND = {
    "unit_id": "vinh-long", "indicator_id": "full_immunisation_u1", "year": "2025",
    "value": "98,14", "numerator": "118.801", "denominator": "121.049",
    "source": "gso-immunisation", "published": "31/10/2025", "qualifier": "", "nature": "",
    "status": "", "note": "",
}  # fmt: skip
SAID = SOUND | {
    "value": "98.14", "numerator": "118801", "denominator": "121049", "published": "2025-10-31",
}  # fmt: skip


def read_csv(tmp_path: Path, rows: list[dict], columns: tuple[str, ...] = COLUMNS) -> Intake:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    path = tmp_path / "x.csv"
    path.write_text(text.getvalue(), "utf-8")
    return read_tables(read_file(path), "x.csv", VOCABULARY)


def read_xlsx(
    tmp_path: Path, change: Callable[[Worksheet], object], rows: list[dict] | None = None
) -> Intake:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(list(COLUMNS))
    for row in [SOUND] if rows is None else rows:
        sheet.append([row[column] or None for column in COLUMNS])
    change(sheet)
    path = tmp_path / "x.xlsx"
    book.save(path)
    return read_tables(read_file(path), "x.xlsx", VOCABULARY)


def only_fault(intake: Intake):
    (fault,) = intake.faults
    assert not intake.entries
    return fault


def put(cell: str, value: object, number_format: str = "") -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value
        if number_format:
            sheet[cell].number_format = number_format

    return change
