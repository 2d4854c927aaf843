"""What must hold for every row of an observation ledger.

Each check looks at one thing and yields the faults it finds, so that a person who sends a file
with ten slips is told of ten, each with its row and column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analysis.csv_tables import Record, decimals_written, number_fault, parse_number
from analysis.faults import Fault
from analysis.schemas import NATURES, OBSERVATION_STATUSES

DataKind = Literal["real", "illustrative"]
RATE_SCALES = {
    "percent": 100.0,
    "per_1000_live_births": 1_000.0,
    "per_100000_children": 100_000.0,
}
FIRST_YEAR, LAST_YEAR = 1980, 2060
SIMULATED = "simulated"
_PUBLISHED = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
# A value that sits exactly on the rounding boundary is right whichever way it was rounded.
_ROUNDING_SLACK = 1e-9


@dataclass(frozen=True)
class LedgerRules:
    """What a ledger is checked against: its file and unit, and what the project knows."""

    file: Path
    unit_id: str
    data: DataKind
    unit_ids: frozenset[str]
    sources: frozenset[str]
    indicators: pd.DataFrame

    def fault(self, record: Record, key: str, column: str | None, **values: Any) -> Fault:
        """Return the fault ``observations.<key>`` at a row and column of this ledger."""
        return Fault(f"observations.{key}", self.file.as_posix(), record.row, column, values)


def find_row_faults(records: list[Record], rules: LedgerRules) -> list[Fault]:
    """Return every fault of the ledger's rows, in the order of the rows."""
    faults: list[Fault] = []
    first_rows: dict[tuple[str, ...], int] = {}
    indicators = rules.indicators.set_index("indicator_id").to_dict("index")
    for record in records:
        faults.extend(_name_faults(record, rules))
        faults.extend(_year_faults(record, rules))
        faults.extend(_simulated_faults(record, rules))
        faults.extend(_duplicate_faults(record, rules, first_rows))
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
    elif unit_id != rules.unit_id:
        yield rules.fault(record, "other_unit", "unit_id", found=unit_id, expected=rules.unit_id)
    if cells["source"] not in rules.sources:
        yield rules.fault(record, "unknown_source", "source", found=cells["source"])
    for column, known_words in (("nature", NATURES), ("status", OBSERVATION_STATUSES)):
        if cells[column] not in known_words:
            found, known = cells[column], ", ".join(known_words)
            yield rules.fault(record, "unknown_word", column, found=found, known=known)
    if cells["published"] and not _PUBLISHED.fullmatch(cells["published"]):
        yield rules.fault(record, "not_a_date", "published", found=cells["published"])


def _year_faults(record: Record, rules: LedgerRules) -> Iterator[Fault]:
    year = record.cells["year"]
    if not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield rules.fault(
            record, "not_a_year", "year", found=year, lower=FIRST_YEAR, upper=LAST_YEAR
        )


def _simulated_faults(record: Record, rules: LedgerRules) -> Iterator[Fault]:
    marks = [record.cells[column] == SIMULATED for column in ("nature", "status", "source")]
    if rules.data == "real" and any(marks):
        yield rules.fault(record, "simulated_in_real", None)
    if rules.data == "illustrative" and not all(marks):
        yield rules.fault(record, "real_in_illustrative", None)


def _duplicate_faults(
    record: Record, rules: LedgerRules, first_rows: dict[tuple[str, ...], int]
) -> Iterator[Fault]:
    key = tuple(record.cells[column] for column in ("unit_id", "indicator_id", "year", "source"))
    first = first_rows.setdefault(key, record.row)
    if first != record.row:
        yield rules.fault(record, "duplicate", None, found=" · ".join(key), first=first)


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
    elif unit in RATE_SCALES:
        computed = RATE_SCALES[unit] * numerator / denominator
        digits = decimals_written(cells["value"])
        if abs(computed - numbers["value"]) > 0.5 * 10.0**-digits + _ROUNDING_SLACK:
            yield rules.fault(
                record, "value_not_ratio", "value",
                found=cells["value"], numerator=cells["numerator"],
                denominator=cells["denominator"], expected=f"{computed:.{digits}f}",
            )  # fmt: skip
