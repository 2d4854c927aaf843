"""The ledger and the results as tables for others: what is exported, and as which file.

The columns of observations and statements are those that ``mangnon data import`` reads, so that
what one office exports another can take in.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analysis.programme import MEASURES
from analysis.tables import as_csv_text, write_cells

What = Literal["observations", "statements", "results"]
OBSERVATION_EXPORT = (
    "unit_id",
    "unit",
    "indicator_id",
    "indicator",
    "year",
    "value",
    "qualifier",
    "measure",
    "numerator",
    "denominator",
    "nature",
    "status",
    "source",
    "publisher",
    "published",
    "boundaries",
    "note",
)
STATEMENT_EXPORT = ("statement", *OBSERVATION_EXPORT, "received", "supersedes")
_MOST_WIDTH = 60
_SHEET_NAME = "mangnon"


def describe_figures(
    figures: pd.DataFrame, units: pd.Series, indicators: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return observations or statements with the names that a reader needs beside the codes.

    ``units`` has the Vietnamese name by unit. Adds ``unit, indicator, measure, publisher``; columns
    stand as in ``OBSERVATION_EXPORT`` or, for statements, ``STATEMENT_EXPORT``.
    """
    about = indicators.set_index("indicator_id")
    publishers = sources.set_index("source")["publisher_vi"]
    named = figures.assign(
        unit=figures["unit_id"].map(units),
        indicator=figures["indicator_id"].map(about["name_vi"]),
        measure=figures["indicator_id"].map(about["unit"].map(MEASURES)),
        publisher=figures["source"].map(publishers),
    )
    columns = STATEMENT_EXPORT if "statement" in figures.columns else OBSERVATION_EXPORT
    return named[list(columns)].reset_index(drop=True)


def describe_results(
    results: pd.DataFrame, units: pd.Series, indicators: pd.DataFrame, edition: int
) -> pd.DataFrame:
    """Return results (``schemas.RESULTS``) with their edition and the names beside the codes."""
    names = indicators.set_index("indicator_id")["name_vi"]
    table = results.reset_index(drop=True).copy()
    table.insert(0, "edition", edition)
    table.insert(2, "unit_name", table["unit_id"].map(units))
    table.insert(4, "indicator", table["indicator_id"].map(names))
    return table


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV (UTF-8): the same table gives the same bytes.

    Numbers have a decimal point and no more digits than they need; text that a spreadsheet would
    run has an apostrophe in front.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.itertuples(index=False))
    return written.getvalue().encode()


def plain_number(value: float) -> str:
    """Return a number with the digits it needs: ``13``, ``98.5``."""
    return f"{value:.15g}"


def _csv_cell(cell: Any) -> str:
    if cell is None or pd.isna(cell):
        return ""
    if isinstance(cell, str):
        return as_csv_text(cell)
    return plain_number(float(cell))


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV, see ``csv_bytes``."""
    path.write_bytes(csv_bytes(table))


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet with its types: the same table gives the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path)


def write_xlsx(table: pd.DataFrame, path: Path) -> None:
    """Write a table as a workbook of one sheet: typed cells, a header that stays, a filter."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET_NAME
    sheet.append(list(table.columns))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(table.itertuples(index=False), start=2):
        write_cells(sheet, number, row)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, _MOST_WIDTH)
    book.save(path)
