"""What is wrong with an input, told to the person who can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from analysis.language.catalogue import Lang, text
from analysis.language.characters import visible

# What was found is told to be recognised; a message is no place for all of it.
_MOST_FOUND = 500


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: what was found, where, what was expected, what to do.

    ``key`` names a catalogue entry whose sentence tells found, expected and remedy from
    ``values``. ``row`` counts as a spreadsheet does: the header is row 1. A workbook's fault names
    its ``sheet`` and the ``cell`` as a spreadsheet shows it ("D7"), instead of row and column.
    """

    key: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    sheet: str | None = None
    cell: str | None = None

    def message(self, lang: Lang) -> str:
        """Return the place and the sentence, for example ``data/x.csv, dòng 3, cột year: …``."""
        return self.place_and(self.sentence(lang), lang, self.row, self.cell)

    def sentence(self, lang: Lang) -> str:
        """Return what is wrong, without its place."""
        found, values = self.values.get("found"), dict(self.values)
        if type(found) is str and len(found) > _MOST_FOUND:
            values["found"] = f"{found[:_MOST_FOUND]}…"
        return visible(text(self.key, lang, **values))

    def place_and(self, words: str, lang: Lang, row: object, cell: str | None) -> str:
        """Return ``words`` behind the place, with ``row`` or ``cell`` for those of the fault."""
        where = [visible(self.file)] if self.file else []
        if self.sheet is not None:
            where.append(visible(text("faults.sheet", lang, sheet=self.sheet)))
        if cell is not None:
            where.append(text("faults.cell", lang, cell=cell))
        if row is not None:
            where.append(text("faults.row", lang, row=row))
        if self.column is not None:
            where.append(visible(text("faults.column", lang, column=self.column)))
        return f"{', '.join(where)}: {words}" if where else words


class BadInput(Exception):  # noqa: N818 - it names what was found, not a failure
    """Input that cannot be used. Carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.message("en"))

    def message(self, lang: Lang) -> str:
        """Return one line per fault."""
        return "\n".join(fault.message(lang) for fault in self.faults)

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Fault, ...]]]:
        """Cross from a worker process with the faults, not with their text."""
        return type(self), (self.faults,)

    def _render_traceback_(self) -> list[str]:
        """Show a notebook's reader the message in both languages instead of a traceback."""
        return [*self.message("vi").splitlines(), *self.message("en").splitlines()]
