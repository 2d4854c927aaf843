"""The observation ledgers: one CSV file per unit, one row per figure and source.

What was received is never edited here. A ledger with anything wrong in it is refused whole, with
every fault named (see ``analysis.ledger_rows``).
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.csv_tables import Record, read_records
from analysis.faults import BadInput, Fault
from analysis.indicators import load_indicators
from analysis.ledger_rows import DataKind, LedgerRules, find_row_faults
from analysis.schemas import OBSERVATIONS
from analysis.units import load_units

LEDGER_FOLDERS: dict[DataKind, Path] = {
    "real": Path("data", "observations"),
    "illustrative": Path("data", "illustrative"),
}
SOURCES_FILE = Path("data", "sources.csv")
OBSERVATION_COLUMNS = tuple(OBSERVATIONS.columns)
SOURCE_COLUMNS = (
    "source",
    "publisher_vi",
    "publisher_en",
    "title_vi",
    "title_en",
    "year_published",
    "licence",
    "table",
    "note",
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_KEYS = ["unit_id", "indicator_id", "year", "source"]
_NUMBERS = ("value", "numerator", "denominator")


def load_observations(unit_id: str, root: Path, *, data: DataKind = "real") -> pd.DataFrame:
    """Return the ledger of one unit, valid under ``OBSERVATIONS`` and sorted by its keys.

    A unit without a real ledger has an empty one. Raises ``BadInput`` with every fault for a
    ledger that is broken, for an unknown unit, and for a unit without illustrative figures.
    """
    unit_ids = frozenset(load_units(root))
    if unit_id not in unit_ids:
        values = {"found": unit_id, "known": ", ".join(sorted(unit_ids))}
        raise BadInput([Fault("faults.unknown_unit", values=values)])
    file = LEDGER_FOLDERS[data] / f"{unit_id}.csv"
    if not (root / file).is_file():
        if data == "illustrative":
            raise BadInput([_no_illustrative(unit_id, root)])
        return _frame([])
    indicators = load_indicators(root)
    sources = frozenset(load_sources(root)["source"])
    rules = LedgerRules(file, unit_id, data, unit_ids, sources, indicators)
    records, faults = read_records(root, file, OBSERVATION_COLUMNS)
    faults += find_row_faults(records, rules)
    if faults:
        raise BadInput(sorted(faults, key=lambda fault: fault.row or 0))
    return _frame(records)


def load_sources(root: Path) -> pd.DataFrame:
    """Return the sources, one row per slug, every column text and empty where not known.

    Raises ``BadInput`` when the file is absent or broken, names a source twice, or has a source
    that is not a slug.
    """
    records, faults = read_records(root, SOURCES_FILE, SOURCE_COLUMNS)
    seen: set[str] = set()
    for record in records:
        source = record.cells["source"]
        if source in seen or not _SLUG.fullmatch(source):
            values = {"found": source}
            place = (SOURCES_FILE.as_posix(), record.row, "source")
            faults.append(Fault("observations.bad_source", *place, values))
        seen.add(source)
    if faults:
        raise BadInput(faults)
    return pd.DataFrame([record.cells for record in records], columns=SOURCE_COLUMNS, dtype=str)


def _no_illustrative(unit_id: str, root: Path) -> Fault:
    known = sorted(path.stem for path in (root / LEDGER_FOLDERS["illustrative"]).glob("*.csv"))
    values = {"found": unit_id, "known": ", ".join(known)}
    return Fault("observations.no_illustrative", values=values)


def _frame(records: list[Record]) -> pd.DataFrame:
    rows = [{key: cell or None for key, cell in record.cells.items()} for record in records]
    frame = pd.DataFrame(rows, columns=OBSERVATION_COLUMNS, dtype=object)
    types = dict.fromkeys(OBSERVATION_COLUMNS, "str") | dict.fromkeys(_NUMBERS, "float64")
    frame["year"] = pd.to_numeric(frame["year"]).astype("Int64")
    frame = frame.astype(types | {"year": "Int64"}).sort_values(_KEYS, ignore_index=True)
    return OBSERVATIONS.validate(frame)
