"""Which former units became part of a unit, and what each of them weighs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.csv_tables import number_fault, parse_number, read_records
from analysis.faults import BadInput

BOUNDARIES_FILE = Path("data", "boundaries.csv")
WEIGHTS_FILE = Path("data", "weights.csv")
BOUNDARY_COLUMNS = ("unit_id", "part_id", "valid_from", "legal_basis")
WEIGHT_COLUMNS = ("unit_id", "weight", "year", "value", "source", "note")


def load_boundaries(root: Path) -> pd.DataFrame:
    """Return ``unit_id, part_id, valid_from, legal_basis``, one row per former unit.

    Raises ``BadInput`` when the file is absent or broken.
    """
    return _load(root, BOUNDARIES_FILE, BOUNDARY_COLUMNS)


def load_weights(root: Path) -> pd.DataFrame:
    """Return ``unit_id, weight, year, value, source, note``: what a former unit weighs.

    ``value`` counts births or persons in ``year``. Raises ``BadInput`` for an absent or broken
    file and for a year or value that is not a number.
    """
    frame = _load(root, WEIGHTS_FILE, WEIGHT_COLUMNS)
    wrong = [
        number_fault(cell, WEIGHTS_FILE, row, column)
        for column in ("year", "value")
        for row, cell in enumerate(frame[column], start=2)
        if parse_number(cell) is None
    ]
    if wrong:
        raise BadInput(wrong)
    return frame.astype({"year": "int64", "value": "float64"}).astype({"year": "Int64"})


def _load(root: Path, file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    records, faults = read_records(root, file, columns)
    if faults:
        raise BadInput(faults)
    return pd.DataFrame([record.cells for record in records], columns=list(columns), dtype=str)
