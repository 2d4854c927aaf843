"""The results table as files: CSV for programs, a workbook for people."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from analysis.assessment import Assessment
from analysis.catalogue import Lang
from analysis.exhibit_cells import source_slugs
from analysis.spreadsheet_text import as_csv_text, as_plain_text
from analysis.stable_archives import timeless

_WIDEST = 60


def write_results(assessment: Assessment, folder: Path, lang: Lang) -> None:
    """Write ``results.csv`` and ``results.xlsx`` from an assessment.

    The workbook opens with the indicator's name and ends with the sources of the latest figure;
    its numbers are numbers. The same assessment gives the same bytes.
    """
    table = assessment.published_results
    safe = table.map(lambda cell: as_csv_text(cell) if isinstance(cell, str) else cell)
    safe.to_csv(folder / "results.csv", index=False, lineterminator="\n")
    names = assessment.inputs.indicators.set_index("indicator_id")[f"name_{lang}"]
    sources = _latest_sources(assessment, lang)
    shown = table.assign(
        indicator=table["indicator_id"].map(names), source=table["indicator_id"].map(sources)
    )
    shown = shown[["indicator", *table.columns, "source"]].astype(object)
    (folder / "results.xlsx").write_bytes(_workbook(shown.where(shown.notna(), None)))


def _latest_sources(assessment: Assessment, lang: Lang) -> dict[str, str]:
    """Return publisher and title of what the latest figure of each indicator is from."""
    known = assessment.inputs.sources.set_index("source")
    latest = assessment.series.sort_values("year").groupby("indicator_id").tail(1)
    return {
        str(row["indicator_id"]): "; ".join(
            ", ".join(str(known.at[slug, f"{name}_{lang}"]) for name in ("publisher", "title"))
            for slug in source_slugs(row["source"])
        )
        for row in latest[["indicator_id", "source"]].to_dict("records")
    }


def _workbook(shown: pd.DataFrame) -> bytes:
    target = io.BytesIO()
    with pd.ExcelWriter(target, engine="openpyxl") as book:
        shown.to_excel(book, sheet_name="results", index=False, freeze_panes=(1, 1))
        dress_sheet(book.sheets["results"])
    return timeless(target.getvalue())


def dress_sheet(sheet: Worksheet) -> None:
    """Make a written sheet safe and readable: text as text, a filter, widths, its print form."""
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, str):
            as_plain_text(cell, cell.value)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, _WIDEST)
