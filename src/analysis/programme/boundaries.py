"""Which former units became part of a unit, when and by what law, and what each of them weighs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import lazy_loader

from analysis.language import BadInput, Fault
from analysis.tables import number_fault, parse_number, parse_records

if TYPE_CHECKING:
    import pandas as pd
else:
    # What only reads a plan should not wait for it.
    pd = lazy_loader.load("pandas")

BOUNDARIES_FILE = Path("data", "boundaries.csv")
WEIGHTS_FILE = Path("data", "weights.csv")
BOUNDARY_COLUMNS = ("unit_id", "part_id", "valid_from", "legal_basis", "note")
WEIGHT_COLUMNS = ("unit_id", "weight", "year", "value", "source", "note")
# A figure of a year stands for its middle.
_MIDDLE = (7, 1)


def parse_boundaries(content: bytes) -> pd.DataFrame:
    """Return ``unit_id, part_id, valid_from, legal_basis, note``, one row per former unit.

    ``valid_from`` is the day of the change as YYYY-MM-DD; ``note`` tells what of the unit is in
    none of its parts. Raises ``BadInput`` when ``data/boundaries.csv`` is
    broken, and for a day that is none.
    """
    frame = _parsed(content, BOUNDARIES_FILE, BOUNDARY_COLUMNS)
    wrong = [
        Fault("series.not_a_day", BOUNDARIES_FILE.as_posix(), row, "valid_from", {"found": cell})
        for row, cell in enumerate(frame["valid_from"], start=2)
        if not _is_day(cell)
    ]
    if wrong:
        raise BadInput(wrong)
    return frame


def parse_weights(content: bytes) -> pd.DataFrame:
    """Return ``unit_id, weight, year, value, source, note``: what a former unit weighs.

    ``value`` counts births, persons or schools in ``year``. Raises ``BadInput`` for a broken
    file (``data/weights.csv``) and for a year or value that is not a number.
    """
    frame = _parsed(content, WEIGHTS_FILE, WEIGHT_COLUMNS)
    wrong = [
        number_fault(cell, WEIGHTS_FILE, row, column)
        for column in ("year", "value")
        for row, cell in enumerate(frame[column], start=2)
        if parse_number(cell) is None
    ]
    if wrong:
        raise BadInput(wrong)
    return frame.astype({"year": "int64", "value": "float64"}).astype({"year": "Int64"})


def first_year(valid_from: str) -> int:
    """Return the first year whose figures speak of the territory that a change made.

    A figure of a year stands for its middle: a merger on 1 July 2025 counts for 2025, one on
    1 August 2008 only from 2009.
    """
    day = date.fromisoformat(valid_from)
    return day.year if (day.month, day.day) <= _MIDDLE else day.year + 1


def _is_day(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _parsed(content: bytes, file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    records, faults = parse_records(content, file, columns, longest=1_000)
    if faults:
        raise BadInput(faults)
    return pd.DataFrame([record.cells for record in records], columns=list(columns), dtype=str)
