"""What must hold for every statement of a ledger, and for every figure before it becomes one.

Each check looks at one thing and yields the faults it finds, so that a person who sends a file
with ten slips is told of ten, each with its row and column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.language import Fault
from analysis.ledger.lengths import too_long_cells
from analysis.ledger.statements import KEY, WITHDRAWN, DataKind
from analysis.programme import NATURES, OBSERVATION_STATUSES, QUALIFIERS, SCALES, SIMULATED
from analysis.tables import Record, decimals_written, number_fault, parse_number, text_faults

FIRST_YEAR, LAST_YEAR = 1980, 2060
_RECEIVED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00")
_YEAR = re.compile(r"[0-9]{4}")
_PUBLISHED = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
# A value that sits exactly on the rounding boundary is right whichever way it was rounded.
ROUNDING_SLACK = 1e-9


@dataclass(frozen=True)
class LedgerRules:
    """What rows are checked against: their file, their unit if it has one, and what is known."""

    file: Path
    unit_id: str | None
    data: DataKind
    unit_ids: frozenset[str]
    sources: frozenset[str]
    indicators: pd.DataFrame

    def fault(self, record: Record, key: str, column: str | None, **values: Any) -> Fault:
        """Return the fault ``observations.<key>`` at a row and column of this ledger."""
        return Fault(f"observations.{key}", self.file.as_posix(), record.row, column, values)


def find_ledger_faults(records: list[Record], rules: LedgerRules) -> list[Fault]:
    """Return every fault of a unit's ledger: of its figures and of how they follow each other."""
    faults = find_figure_faults(records, rules)
    newest: dict[tuple[str, ...], Record] = {}
    received = ""
    for expected, record in enumerate(records, start=1):
        if record.cells["statement"] != str(expected):
            values = {"found": record.cells["statement"], "expected": expected}
            faults.append(rules.fault(record, "not_in_sequence", "statement", **values))
        faults.extend(_received_faults(record, rules, received))
        received = max(received, record.cells["received"])
        key = tuple(record.cells[column] for column in KEY)
        faults.extend(_supersedes_faults(record, rules, key, newest.get(key)))
        newest[key] = record
    return faults


def find_figure_faults(records: list[Record], rules: LedgerRules) -> list[Fault]:
    """Return every fault of the figures themselves, in the order of the rows."""
    faults: list[Fault] = []
    indicators = rules.indicators.set_index("indicator_id").to_dict("index")
    for record in records:
        faults.extend(_name_faults(record, rules))
        faults.extend(text_faults(record, rules.file))
        faults.extend(_length_faults(record, rules))
        faults.extend(_year_faults(record, rules))
        faults.extend(_simulated_faults(record, rules))
        indicator_id = record.cells["indicator_id"]
        if indicator_id in indicators:
            faults.extend(_figure_faults(record, rules, indicators[indicator_id]))
        else:
            values = {"known": ", ".join(map(str, indicators))}
            faults.append(rules.fault(
                record, "unknown_indicator", "indicator_id", found=indicator_id, **values
            ))  # fmt: skip
    return faults


def _name_faults(record: Record, rules: LedgerRules) -> Iterator[Fault]:
    cells = record.cells
    unit_id = cells["unit_id"]
    if unit_id not in rules.unit_ids:
        known = ", ".join(sorted(rules.unit_ids))
        yield rules.fault(record, "unknown_unit", "unit_id", found=unit_id, known=known)
    elif rules.unit_id is not None and unit_id != rules.unit_id:
        yield rules.fault(record, "other_unit", "unit_id", found=unit_id, expected=rules.unit_id)
    if cells["source"] not in rules.sources:
        yield rules.fault(record, "unknown_source", "source", found=cells["source"])
    # Only what was stated can be withdrawn.
    withdrawing = (WITHDRAWN,) if cells.get("supersedes") else ()
    for column, known_words in (
        ("nature", NATURES),
        ("status", (*OBSERVATION_STATUSES, *withdrawing)),
        ("qualifier", ("", *QUALIFIERS)),
    ):
        if cells[column] not in known_words:
            found, known = cells[column], ", ".join(known_words)
            yield rules.fault(record, "unknown_word", column, found=found, known=known)
    if cells["boundaries"] and not is_day(cells["boundaries"]):
        yield rules.fault(record, "not_a_day", "boundaries", found=cells["boundaries"])
    if cells["published"] and not is_published(cells["published"]):
        yield rules.fault(record, "not_a_date", "published", found=cells["published"])


def _length_faults(record: Record, rules: LedgerRules) -> Iterator[Fault]:
    for column, values in too_long_cells(record.cells):
        yield rules.fault(record, "cell_too_long", column, **values)


def _year_faults(record: Record, rules: LedgerRules) -> Iterator[Fault]:
    year = record.cells["year"]
    if not is_year(year):
        yield rules.fault(
            record, "not_a_year", "year", found=year, lower=FIRST_YEAR, upper=LAST_YEAR
        )


def _simulated_faults(record: Record, rules: LedgerRules) -> Iterator[Fault]:
    marks = [record.cells[column] == SIMULATED for column in ("nature", "status", "source")]
    if rules.data == "real" and any(marks):
        yield rules.fault(record, "simulated_in_real", None)
    if rules.data == "illustrative" and not all(marks):
        yield rules.fault(record, "real_in_illustrative", None)


def _received_faults(record: Record, rules: LedgerRules, before: str) -> Iterator[Fault]:
    received = record.cells["received"]
    if not is_moment(received):
        yield rules.fault(record, "not_a_moment", "received", found=received)
    elif received < before:
        yield rules.fault(record, "received_earlier", "received", found=received, before=before)


def is_year(written: str) -> bool:
    """Tell whether a cell is a year that figures can be of."""
    return _YEAR.fullmatch(written) is not None and FIRST_YEAR <= int(written) <= LAST_YEAR


def is_published(written: str) -> bool:
    """Tell whether a cell is a year, a month or a day of publication."""
    return _PUBLISHED.fullmatch(written) is not None


@cache
def is_moment(received: str) -> bool:
    """Tell whether a cell is a moment as the ledger writes it."""
    if not _RECEIVED.fullmatch(received):
        return False
    try:
        return datetime.fromisoformat(received).isoformat() == received
    except ValueError:
        return False


def is_day(written: str) -> bool:
    """Tell whether a cell is a day."""
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _supersedes_faults(
    record: Record, rules: LedgerRules, key: tuple[str, ...], before: Record | None
) -> Iterator[Fault]:
    """A statement on what was stated before supersedes exactly the newest one of its key."""
    found = record.cells["supersedes"]
    if before is None and found:
        yield rules.fault(record, "supersedes_nothing", "supersedes", found=found)
    elif before and not found:
        values = {"found": " · ".join(key), "first": before.row}
        yield rules.fault(record, "duplicate", None, **values)
    elif before and found != before.cells["statement"]:
        expected = before.cells["statement"]
        yield rules.fault(record, "supersedes_other", "supersedes", found=found, expected=expected)


def _figure_faults(
    record: Record, rules: LedgerRules, indicator: Mapping[Hashable, Any]
) -> Iterator[Fault]:
    cells, numbers = record.cells, {}
    for column in ("value", "numerator", "denominator"):
        cell = cells[column]
        number = parse_number(cell)
        if number is None and (cell or column == "value"):
            yield number_fault(cell, rules.file, record.row, column)
        elif number is not None:
            numbers[column] = number
    yield from _bound_faults(record, rules, indicator, numbers)
    count_faults = list(_count_faults(record, rules, indicator, numbers))
    yield from count_faults
    if not count_faults and {"value", "numerator", "denominator"} <= numbers.keys():
        yield from _ratio_faults(record, rules, str(indicator["unit"]), numbers)


def _bound_faults(
    record: Record, rules: LedgerRules, indicator: Mapping[Hashable, Any], numbers: dict[str, float]
) -> Iterator[Fault]:
    lower, upper = float(indicator["lower"]), float(indicator["upper"])
    value = numbers.get("value")
    # An indicator without an upper bound has NaN there: no value exceeds it.
    if value is not None and (value < lower or value > upper):
        expected = f"≥ {lower:g}" if math.isnan(upper) else f"{lower:g}–{upper:g}"
        found = record.cells["value"]
        yield rules.fault(record, "out_of_bounds", "value", found=found, expected=expected)


def _count_faults(
    record: Record, rules: LedgerRules, indicator: Mapping[Hashable, Any], numbers: dict[str, float]
) -> Iterator[Fault]:
    counts = ["numerator", "denominator"]
    if indicator["unit"] == "cases":
        counts.append("value")
    for column in counts:
        number = numbers.get(column)
        smallest = 1 if column == "denominator" else 0
        if number is not None and (number < smallest or number != int(number)):
            found = record.cells[column]
            yield rules.fault(record, "not_a_count", column, found=found, smallest=smallest)


def _ratio_faults(
    record: Record, rules: LedgerRules, unit: str, numbers: dict[str, float]
) -> Iterator[Fault]:
    cells = record.cells
    numerator, denominator = numbers["numerator"], numbers["denominator"]
    if numerator > denominator:
        values = {"found": cells["numerator"], "denominator": cells["denominator"]}
        yield rules.fault(record, "numerator_too_large", "numerator", **values)
    elif unit in SCALES:
        computed = SCALES[unit] * numerator / denominator
        digits = decimals_written(cells["value"])
        if abs(computed - numbers["value"]) > 0.5 * 10.0**-digits + ROUNDING_SLACK:
            yield rules.fault(
                record, "value_not_ratio", "value",
                found=cells["value"], numerator=cells["numerator"],
                denominator=cells["denominator"], expected=f"{computed:.{digits}f}",
            )  # fmt: skip
