"""The overview's tables as files: one long CSV, and a workbook with a sheet per table."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from analysis.files import timeless
from analysis.language import Lang, text
from analysis.overview.overview import Overview
from analysis.overview.wording import short_name
from analysis.tables import as_csv_text, dress_sheet

_KEYS = ["unit_id", "indicator_id"]
_RESULTS = [
    "unit_id",
    "indicator_id",
    "chi_tieu",
    "stage",
    "target_year",
    "comparator",
    "target_value",
    "unit",
    "status",
    "latest_value",
    "latest_qualifier",
    "latest_year",
    "points",
    "projected_p10",
    "projected_p50",
    "projected_p90",
    "attainment_probability",
    "evidence_grade",
]
_STANDINGS = ["distance", "rank_low", "rank_high", "nearest_third", "furthest_third", "place"]


def results_table(overview: Overview) -> pd.DataFrame:
    """Return one row per unit, indicator and stage, with its standing and what is owed."""
    table = overview.verdicts[_RESULTS].assign(
        borrowed=overview.verdicts["unit_id"].isin(overview.borrowed)
    )
    standings = overview.standings[[*_KEYS, "target_year", *_STANDINGS]]
    standings = standings.astype({"unit_id": "str", "indicator_id": "str", "target_year": "Int64"})
    table = table.merge(standings, on=[*_KEYS, "target_year"], how="left")
    owed = overview.coverage[[*_KEYS, "owed_years"]]
    owed = owed.assign(owed_years=[" ".join(map(str, years)) for years in owed["owed_years"]])
    return table.merge(owed, on=_KEYS, how="left", validate="m:1")


def write_overview(overview: Overview, folder: Path, lang: Lang) -> None:
    """Write ``overview.csv`` and ``overview.xlsx``; text cells never start a formula."""
    results = results_table(overview)
    safe = results.map(lambda cell: as_csv_text(cell) if isinstance(cell, str) else cell)
    safe.to_csv(folder / "overview.csv", index=False, lineterminator="\n")
    names = overview.indicators.set_index("indicator_id")[f"name_{lang}"]
    units = {unit_id: short_name(unit, lang) for unit_id, unit in overview.known_units.items()}
    sheets = {
        "results": results,
        "standings": overview.standings,
        "spreads": overview.spreads,
        "convergence": overview.convergence.assign(
            unit_ids=[" ".join(ids) for ids in overview.convergence["unit_ids"]]
        ),
    }
    target = io.BytesIO()
    with pd.ExcelWriter(target, engine="openpyxl") as book:
        for name, table in sheets.items():
            title = text(f"overview.sheet_{name}", lang)
            shown = _named(table, names, units).astype(object)
            shown = shown.where(shown.notna(), None)
            shown.to_excel(book, sheet_name=title, index=False, freeze_panes=(1, 2))
            dress_sheet(book.sheets[title])
    (folder / "overview.xlsx").write_bytes(timeless(target.getvalue()))


def _named(table: pd.DataFrame, names: pd.Series, units: dict[str, str]) -> pd.DataFrame:
    """Return a table with the names of unit and indicator in front."""
    named = table.copy()
    named.insert(0, "indicator", table["indicator_id"].map(names))
    if "unit_id" in table:
        named.insert(0, "name", table["unit_id"].map(units))
    return named
