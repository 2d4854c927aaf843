"""Corrections of known errors: a small table beside the ledger, which itself is never edited.

Each row of ``data/corrections.csv`` names one figure by what was found there. A correction that
finds something else is refused, so none outlives the error that it corrects: when the sender has
revised the figure, ``ended`` gets the day of the revision and the row stays, for assessments as of
an earlier day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pandas as pd

from analysis.language import BadInput, Fault, text
from analysis.ledger.lengths import too_long_cells
from analysis.ledger.statements import OBSERVATIONS
from analysis.programme import Programme
from analysis.tables import Record, number_fault, parse_number, parse_records

CORRECTIONS_FILE = Path("data", "corrections.csv")
CORRECTION_COLUMNS = (
    "unit_id",
    "indicator_id",
    "year",
    "source",
    "found",
    "corrected",
    "reason",
    "entered",
    "ended",
)
_KEY = ["unit_id", "indicator_id", "year", "source"]
_UNKNOWN = {"unit_id": "unknown_unit", "indicator_id": "unknown_indicator"}
_YEAR = re.compile(r"[0-9]{4}")
# Later than every day that a row can give.
_NOW = "9999-99-99"


@dataclass(frozen=True)
class Correction:
    """One row: the figure ``found`` is really ``corrected``, or set aside where that is empty.

    It holds from the day ``entered`` until the day before ``ended``.
    """

    row: int
    unit_id: str
    indicator_id: str
    year: int
    source: str
    found: str
    corrected: str
    reason: str
    entered: str
    ended: str

    @property
    def key(self) -> tuple[str, str, int, str]:
        """The observation that is corrected."""
        return self.unit_id, self.indicator_id, self.year, self.source

    @property
    def note(self) -> str:
        """What the corrected observation's note says."""
        key = "corrections.corrected" if self.corrected else "corrections.set_aside"
        found, reason = self.found.replace(".", ","), self.reason
        return text(key, "vi", found=found, reason=reason, file=CORRECTIONS_FILE.as_posix())


def parse_corrections(content: bytes | None, programme: Programme) -> list[Correction]:
    """Return every correction of ``data/corrections.csv``, ended ones included; none without it.

    Raises ``BadInput`` with every fault of the file.
    """
    if content is None:
        return []
    records, faults = parse_records(
        content, CORRECTIONS_FILE, CORRECTION_COLUMNS, longest=1_000, lines=()
    )
    known = {
        "unit_id": sorted(programme.units),
        "indicator_id": list(programme.known_indicators),
    }
    for record in records:
        faults.extend(_row_faults(record, known))
    if faults:
        raise BadInput(faults)
    corrections = [_correction(record) for record in records]
    twice = list(_overlap_faults(corrections))
    if twice:
        raise BadInput(twice)
    return corrections


def known_corrections(corrections: Iterable[Correction], as_of: str | None) -> list[Correction]:
    """Return those that were entered up to the day of ``as_of``, as they were on that day."""
    day = as_of[:10] if as_of else _NOW
    return [
        replace(found, ended="") if found.ended > day else found
        for found in corrections
        if found.entered <= day
    ]


def corrections_hash(corrections: Iterable[Correction]) -> str:
    """Return the SHA-256 of what corrections say, wherever in the file they stand."""
    told = sorted(repr(replace(correction, row=0)) for correction in corrections)
    return sha256("\n".join(told).encode()).hexdigest()


def standing_corrections(corrections: Iterable[Correction], as_of: str | None) -> list[Correction]:
    """Return those that hold on the day of ``as_of`` (see ``ledger.read_as_of``), or now."""
    day = as_of[:10] if as_of else _NOW
    return [
        found
        for found in corrections
        if found.entered <= day and not (found.ended and found.ended <= day)
    ]


def apply_corrections(
    unit_id: str, observations: pd.DataFrame, corrections: Sequence[Correction]
) -> pd.DataFrame:
    """Return one unit's observations (``OBSERVATIONS``) with ``corrections`` made.

    A corrected value loses qualifier and counts, which belong to what was found; a figure that is
    set aside becomes ``suspect``. Both carry the reason in their note. Raises ``BadInput`` for
    every correction of the unit that does not meet the figure that it was written for.
    """
    own = [correction for correction in corrections if correction.unit_id == unit_id]
    if not own:
        return observations
    indexed = observations.set_index(_KEY)
    values = indexed["value"].to_dict()
    wrong = [found for found in own if values.get(found.key) != parse_number(found.found)]
    if wrong:
        raise BadInput([_stranded(correction, values.get(correction.key)) for correction in wrong])
    for correction in own:
        _correct(indexed, correction)
    return OBSERVATIONS.validate(indexed.reset_index()[list(observations.columns)])


def _correct(indexed: pd.DataFrame, correction: Correction) -> None:
    if correction.corrected:
        indexed.loc[correction.key, "value"] = float(correction.corrected)
        indexed.loc[correction.key, ["numerator", "denominator"]] = float("nan")
        indexed.loc[correction.key, "qualifier"] = None
    else:
        indexed.loc[correction.key, "status"] = "suspect"
    note = indexed["note"].fillna("").to_dict()[correction.key]
    indexed.loc[correction.key, "note"] = " · ".join(filter(None, (note, correction.note)))


def _stranded(correction: Correction, stands: float | None) -> Fault:
    values = {"found": correction.found, "figure": " · ".join(map(str, correction.key))}
    if stands is None:
        return _fault(correction.row, "no_figure", "found", **values)
    return _fault(correction.row, "other_figure", "found", **values, stands=f"{stands:g}")


def _correction(record: Record) -> Correction:
    return Correction(row=record.row, **{**record.cells, "year": int(record.cells["year"])})  # type: ignore[arg-type]


def _fault(row: int, key: str, column: str | None, **values: object) -> Fault:
    return Fault(f"corrections.{key}", CORRECTIONS_FILE.as_posix(), row, column, values)


def _row_faults(record: Record, known: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    cells, row = record.cells, record.row
    for column, names in known.items():
        if cells[column] not in names:
            values = {"found": cells[column], "known": ", ".join(names)}
            place = (CORRECTIONS_FILE.as_posix(), row, column)
            yield Fault(f"observations.{_UNKNOWN[column]}", *place, values)
    if not _YEAR.fullmatch(cells["year"]):
        yield _fault(row, "not_a_year", "year", found=cells["year"])
    for column in ("found", "corrected"):
        if parse_number(cells[column]) is None and (cells[column] or column == "found"):
            yield number_fault(cells[column], CORRECTIONS_FILE, row, column)
    for column in ("source", "reason"):
        if not cells[column]:
            yield _fault(row, "empty", column)
    for column, fields in too_long_cells(cells):
        place = (CORRECTIONS_FILE.as_posix(), row, column)
        yield Fault("observations.cell_too_long", *place, fields)
    yield from _day_faults(record)


def _day_faults(record: Record) -> Iterator[Fault]:
    cells, row = record.cells, record.row
    wrong = [
        column
        for column in ("entered", "ended")
        if not _is_day(cells[column]) and (cells[column] or column == "entered")
    ]
    for column in wrong:
        yield _fault(row, "not_a_day", column, found=cells[column])
    if not wrong and cells["ended"] and cells["ended"] <= cells["entered"]:
        yield _fault(row, "ended_early", "ended", found=cells["ended"], entered=cells["entered"])


def _overlap_faults(corrections: Sequence[Correction]) -> Iterator[Fault]:
    """Two corrections of one figure may follow each other, but not hold on the same day."""
    until: dict[object, tuple[str, int]] = {}
    for correction in sorted(corrections, key=lambda found: found.entered):
        ended, first = until.get(correction.key, ("", 0))
        if ended > correction.entered:
            yield _fault(correction.row, "twice", None, first=first)
        until[correction.key] = max((correction.ended or _NOW, correction.row), (ended, first))


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False
