"""Tables of a document as rows between bars, the way Markdown writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LINE_IN_A_CELL = "<br>"
_BLANKS = re.compile(r"\s+")


def row_line(cells: Sequence[str]) -> str:
    """Return one row as a line; lines inside a cell are parted by ``<br>``."""
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(cell: str) -> str:
    lines = [_BLANKS.sub(" ", line).strip() for line in cell.split("\n")]
    return LINE_IN_A_CELL.join(lines).replace("|", "/").strip()


def table_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the rows that hold anything as lines; one of a single text is a heading, no row."""
    lines: list[str] = []
    for cells in rows:
        held = {cell.strip() for cell in cells if cell.strip()}
        if len(held) == 1 and len(cells) > 1 and not re.search(r"\d\s*[%‰]", min(held)):
            lines.append(row_line([min(held)]))
        elif held:
            lines.append(row_line(cells))
    return lines
