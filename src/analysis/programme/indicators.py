"""The indicators that the programme names, as ``parameters/indicators.csv`` lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from analysis.language import BadInput, Fault
from analysis.tables import Record, number_fault, parse_number, parse_records

INDICATORS_FILE = Path("parameters", "indicators.csv")
INDICATOR_COLUMNS = (
    "indicator_id",
    "chi_tieu",
    "objective",
    "unit",
    "better",
    "nature",
    "lower",
    "upper",
    "decimals",
    "proxy_for",
    "part_of",
    "part_smaller",
    "same_children",
    "name_vi",
    "name_en",
    "short_vi",
    "short_en",
    "denominator_vi",
    "denominator_en",
    "weight",
    "weight_fit",
    "second_weight",
    "weight_note",
)
_WHOLE = ("chi_tieu", "objective", "decimals")
_NUMBERS = (*_WHOLE, "lower", "upper")
# Columns that name other indicators of the table.
_NAMING = ("proxy_for", "part_of", "same_children")
# These count up from 1 and leave nothing out: how many there are is known from them alone.
_COUNTED = ("chi_tieu", "objective")


@dataclass(frozen=True)
class Indicator:
    """What a plan, a ledger or a check has to know of an indicator.

    ``upper`` is infinite where there is no bound. ``part_of`` names the indicator that counts all
    of this one and more, ``part_smaller`` tells that it cannot count just as many. Of
    ``same_children`` the counted children are those among whom this one is measured.
    """

    indicator_id: str
    chi_tieu: int
    objective: int
    unit: str
    better: str
    lower: float
    upper: float
    is_proxy: bool
    part_of: str | None
    part_smaller: bool
    same_children: str | None
    name_vi: str
    name_en: str


@lru_cache(maxsize=4)
def indicator_records(content: bytes) -> tuple[Record, ...]:
    """Return the rows of ``parameters/indicators.csv``, whose numbers are numbers.

    Raises ``BadInput`` for a missing column, a number that is none, a chỉ tiêu or objective that
    no row has though a later one is there, and a row that names an indicator that is not there, or
    itself, each with its row and column.
    """
    rows, faults = parse_records(content, INDICATORS_FILE, INDICATOR_COLUMNS, longest=500, lines=())
    faults += [
        number_fault(row.cells[column], INDICATORS_FILE, row.row, column)
        for row in rows
        for column in _NUMBERS
        if _is_no_number(row.cells[column], column)
    ]
    if not faults:
        faults += [*_naming_faults(rows), *_counting_faults(rows)]
    if faults:
        raise BadInput(faults)
    return tuple(rows)


def parse_indicators(content: bytes) -> dict[str, Indicator]:
    """Return the indicators by id, in the programme's order. Raises as ``indicator_records``."""
    return {row.cells["indicator_id"]: _indicator(row.cells) for row in indicator_records(content)}


def _indicator(cells: dict[str, str]) -> Indicator:
    return Indicator(
        indicator_id=cells["indicator_id"],
        chi_tieu=int(cells["chi_tieu"]),
        objective=int(cells["objective"]),
        unit=cells["unit"],
        better=cells["better"],
        lower=float(cells["lower"]),
        upper=float(cells["upper"] or "inf"),
        is_proxy=bool(cells["proxy_for"]),
        part_of=cells["part_of"] or None,
        part_smaller=bool(cells["part_smaller"]),
        same_children=cells["same_children"] or None,
        name_vi=cells["name_vi"],
        name_en=cells["name_en"],
    )


def _is_no_number(cell: str, column: str) -> bool:
    if not cell:
        return column != "upper"
    number = parse_number(cell)
    return number is None or (column in _WHOLE and number != int(number))


def _naming_faults(rows: list[Record]) -> Iterator[Fault]:
    known = {row.cells["indicator_id"] for row in rows}
    for row in rows:
        for column in _NAMING:
            for name in row.cells[column].split():
                if name not in known - {row.cells["indicator_id"]}:
                    yield _fault(row, "unknown_other", column, found=name)
    yield from _circle_faults(rows)


def _circle_faults(rows: list[Record]) -> Iterator[Fault]:
    """A part of a part of itself would make every figure contradict another."""
    wholes = {row.cells["indicator_id"]: row.cells["part_of"] for row in rows}
    for row in rows:
        seen, whole = {row.cells["indicator_id"]}, row.cells["part_of"]
        while whole and whole not in seen:
            seen.add(whole)
            whole = wholes.get(whole, "")
        if whole == row.cells["indicator_id"] != row.cells["part_of"]:
            yield _fault(row, "unknown_other", "part_of", found=row.cells["part_of"])


def _counting_faults(rows: list[Record]) -> Iterator[Fault]:
    for column in _COUNTED:
        first = {int(row.cells[column]): row for row in reversed(rows)}
        for before, number in pairwise([0, *sorted(first)]):
            if number != before + 1:
                values = {"found": number, "expected": before + 1}
                yield _fault(first[number], "number_left_out", column, **values)


def _fault(row: Record, key: str, column: str, **values: object) -> Fault:
    return Fault(f"parameters.{key}", INDICATORS_FILE.as_posix(), row.row, column, values)
