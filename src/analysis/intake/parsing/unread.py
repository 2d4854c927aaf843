"""Sheets that have figures and no header that is known: nothing of them would be taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from analysis.intake.parsing.names import Vocabulary
from analysis.language import Fault, possible_readings
from analysis.ledger import FIRST_YEAR, LAST_YEAR
from analysis.sheets import Cell, Number, Sheet, cell_address

# A sheet of figures shows that it is one long before this.
_MOST_ROWS = 2_000
_LONGEST_NAME = 200
_FIGURE = re.compile(r"([\d.,]*\d)\s?[%‰]?")
# Where a number stands, the number, and the known name beside it.
_Found = tuple[int, Decimal, str]


def find_unread_fault(sheet: Sheet, file: str, vocabulary: Vocabulary) -> Fault | None:
    """Return the fault of a sheet on which figures stand beside known units or indicators.

    Numbers that only count the rows, and years, are no figures.
    """
    columns: dict[int, list[_Found]] = defaultdict(list)
    for row in sheet.rows[:_MOST_ROWS]:
        name = next((cell for cell in row.cells if _is_known(cell, vocabulary)), "")
        if not name:
            continue
        for index, cell in enumerate(row.cells):
            number = _number(cell)
            if number is not None:
                columns[index].append((row.number, number, str(name)))
    for index, found in sorted(columns.items()):
        if not _counts_rows([number for _, number, _ in found]):
            row_number, number, name = found[0]
            values = {"found": f"{number:f}", "name": name[:80]}
            cell = cell_address(row_number, index + 1)
            return Fault("intake.unread_sheet", file, None, None, values, sheet.name, cell)
    return None


def _is_known(cell: Cell, vocabulary: Vocabulary) -> bool:
    return (
        isinstance(cell, str)
        and 0 < len(cell) <= _LONGEST_NAME
        and not cell.isdigit()
        and bool(vocabulary.units.lookup(cell) or vocabulary.indicators.lookup(cell))
    )


def _number(cell: Cell) -> Decimal | None:
    """Return the number of a cell that holds nothing else, years left out."""
    if isinstance(cell, Number):
        number = Decimal(cell.text)
    elif isinstance(cell, str) and (found := _FIGURE.fullmatch(cell)):
        readings = possible_readings(found[1])
        if not readings:
            return None
        number = Decimal(readings[0])
    else:
        return None
    is_year = number == int(number) and FIRST_YEAR <= number <= LAST_YEAR
    return None if is_year else number


def _counts_rows(numbers: Sequence[Decimal]) -> bool:
    """Tell whether numbers go from row to row as the numbers of a list do."""
    whole = all(number == int(number) for number in numbers)
    return whole and sorted(numbers) == list(numbers) and numbers[-1] <= len(numbers)
