"""Text that a spreadsheet must show and never run.

A cell whose text begins like a formula is run by whoever opens the file. In a workbook the cell
can be marked as text; in a CSV file, which has no types, an apostrophe in front does it.
"""

from __future__ import annotations

from typing import Any

# The signs that open a formula, in their full width as well, and the marks that hide one.
_OPENERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_APOSTROPHE = "'"


def as_plain_text(cell: Any, words: str) -> None:
    """Write ``words`` into an openpyxl cell as text that no spreadsheet runs."""
    cell.value = words
    cell.data_type = "s"
    if words.startswith(_OPENERS):
        # As if typed with an apostrophe in front: it stays text when the cell is edited.
        cell.quotePrefix = True


def as_csv_text(words: str) -> str:
    """Return ``words`` for a cell of a CSV file, with an apostrophe where a formula would begin."""
    return f"{_APOSTROPHE}{words}" if words.startswith(_OPENERS) else words
