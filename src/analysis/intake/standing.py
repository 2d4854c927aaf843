"""What stands when a file comes in: the ledgers that it is judged beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.ledger import Glance, LedgerRules, Row, sound_figures


@dataclass
class Standing:
    """What a file is judged beside, as it is or would be after the files before this one.

    ``ledgers`` hold all that is stated of the units that the file concerns, and of other units
    what is stated on its indicators; ``last`` is the newest moment of any ledger.
    """

    ledgers: dict[str, list[Row]]
    sources: dict[str, Row]
    last: str


class Neighbours:
    """Other units' statements as last read; judged again only when something of them changed."""

    def __init__(self) -> None:
        self._seen: Mapping[str, Glance] = {}
        self._sources: frozenset[str] = frozenset()
        self._sound: dict[str, list[Row]] = {}

    def read(self, others: Mapping[str, Glance], rules: LedgerRules) -> dict[str, list[Row]]:
        """Return what is sound of ledgers that were glanced at, by unit.

        A store that is asked twice gives the very same glance of what did not change.
        """
        same = self._sources == rules.sources and self._seen.keys() == others.keys()
        if not same or any(self._seen[name] is not glance for name, glance in others.items()):
            sound = sound_figures(others, rules)
            self._sound = {name: glance.rows for name, glance in sound.items()}
            self._seen, self._sources = others, rules.sources
        return self._sound
