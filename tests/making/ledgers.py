"""Small ledgers for the tests of stores, and a project that holds nothing else."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.ledger import (
    LEDGER_COLUMNS,
    SOURCE_COLUMNS,
    Correction,
    DataKind,
    Row,
    Store,
    load_ledgers,
    load_statements,
    number_statements,
    open_books,
)
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "2026-11-22T08:15:00+07:00", "2026-11-23T23:59:59+07:00"
UNITS = ("ben-tre", "tra-vinh", "vinh-long")
EMPTY_LEDGER = ",".join(LEDGER_COLUMNS) + "\n"


def empty_project(home: Path) -> Path:
    """Return a project without ledgers, with the sources of ours."""
    shutil.copytree(ROOT / "parameters", home / "parameters")
    (home / "data" / "observations").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "sources.csv", home / "data")
    return home


def as_it_stood(home: Path, moment: str = FIRST) -> Path:
    """Take out of a copied project's ledgers what came after the moment of a test's own clock."""
    for file in (home / "data" / "observations").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            rows, columns = list(reader), reader.fieldnames or ()
        kept = [row for row in rows if row["received"] <= moment]
        if len(kept) < len(rows):
            with file.open("w", encoding="utf-8", newline="") as lines:
                writer = csv.DictWriter(lines, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(kept)
    return home


def figure(unit_id: str, year: int, value: str, **more: str) -> Row:
    """Return a figure on infant mortality, to be numbered."""
    row = dict.fromkeys(LEDGER_COLUMNS, "")
    row |= {"unit_id": unit_id, "indicator_id": "infant_mortality", "year": str(year)}
    return row | {"value": value, "nature": "estimate", "status": "official",
                  "source": "gso-imr"} | more  # fmt: skip


def source(slug: str, **more: str) -> Row:
    """Return a source that nothing else is known of."""
    return dict.fromkeys(SOURCE_COLUMNS, "") | {"source": slug, "title_vi": f"Nguồn {slug}"} | more


def cells(store: Store, unit_id: str) -> list[Row]:
    """Return a unit's statements; nothing may be wrong with them."""
    records, faults = store.read(unit_id)
    assert faults == []
    return [record.cells for record in records]


def append(
    store: Store,
    figures: Mapping[str, Sequence[Row]],
    sources: Sequence[Row] = (),
    received: str = FIRST,
) -> None:
    """Add figures as an import does: numbered under the hold."""
    with store.writing() as writer:
        numbered = {
            unit_id: number_statements(rows, cells(store, unit_id), received)
            for unit_id, rows in figures.items()
        }
        writer.append({unit_id: rows for unit_id, rows in numbered.items() if rows}, sources)


def observations_of(
    unit_id: str, home: Path, data: DataKind = "real", as_of: str | None = None
) -> pd.DataFrame:
    """Return what one unit's ledger states, corrected."""
    read = load_ledgers([unit_id], open_books(home, data), load_programme(home), as_of=as_of)
    return read.observations[unit_id]


def statements_of(unit_id: str, home: Path, data: DataKind = "real") -> pd.DataFrame:
    """Return the whole ledger of one unit."""
    return load_statements(unit_id, open_books(home, data), load_programme(home))


def corrections_of(home: Path) -> list[Correction]:
    """Return every correction of a project."""
    return load_ledgers([], open_books(home), load_programme(home)).corrections
