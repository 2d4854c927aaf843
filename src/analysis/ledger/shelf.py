"""The ledgers of many units read at once, and handed out unit by unit.

Each report looks at its nation and at its peers: read unit by unit, sixty-three provinces are read
sixty-three times. What is handed out equals what ``load_ledgers`` reads for one unit alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from analysis.language import BadInput
from analysis.ledger.books import Books
from analysis.ledger.corrections import apply_corrections, standing_corrections
from analysis.ledger.observations import Ledgers, current_observations, load_ledgers
from analysis.ledger.statements import statements_as_of
from analysis.programme import Programme


@dataclass(frozen=True)
class Shelf:
    """What was read of many units, up to ``as_of``; ``labels`` name their ledgers."""

    whole: Ledgers
    labels: dict[str, str]
    as_of: str | None

    def holds(self, unit_ids: Iterable[str]) -> bool:
        """Tell whether the ledgers of all these units were read."""
        return all(unit_id in self.labels for unit_id in unit_ids)

    def abreast(self, unit_ids: Iterable[str], others: Iterable[str]) -> tuple[Ledgers, Ledgers]:
        """Return the ledgers of some units, and of others as of the newest statement of these."""
        own = self.whole.of(unit_ids)
        hashes = {
            self.labels[unit_id]: self.whole.hashes[self.labels[unit_id]]
            for unit_id in own.observations
            if self.labels[unit_id] in self.whole.hashes
        }
        moments = [table["received"].max() for table in own.statements.values() if len(table)]
        last = self.as_of or max(moments, default="")
        beside = {unit_id: self._known(unit_id, last) for unit_id in others}
        known = {unit_id: table for unit_id, table in beside.items() if table is not None}
        return replace(own, hashes=hashes), replace(own, statements={}, observations=known)

    def _known(self, unit_id: str, last: str) -> pd.DataFrame | None:
        """Return what one unit's ledger said at a moment; None where a correction did not fit."""
        statements = self.whole.statements[unit_id]
        then = statements_as_of(statements, last)
        if len(then) == len(statements):
            return self.whole.observations[unit_id]
        standing = standing_corrections(self.whole.corrections, self.as_of)
        try:
            return apply_corrections(unit_id, current_observations(then), standing)
        except BadInput:
            return None


def load_shelf(
    unit_ids: Iterable[str], books: Books, programme: Programme, as_of: str | None
) -> Shelf | None:
    """Return the ledgers of all these units; None where any of them cannot be read.

    Then each has to be read by itself: what is wrong with one stops no other.
    """
    names = list(unit_ids)
    try:
        whole = load_ledgers(names, books, programme, as_of=as_of)
    except BadInput:
        return None
    return Shelf(whole, {name: books.store.label(name).as_posix() for name in names}, as_of)
