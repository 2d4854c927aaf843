"""What became of each report of a run, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Outcome:
    """What became of one unit: ``made``, ``kept`` (nothing had changed) or ``failed``.

    ``reason`` tells why it failed, or why the edition before was left out of its report.
    """

    unit_id: str
    state: str
    reason: str = ""


class Progress(Protocol):
    """Hears how a run goes on: first what needed no work, then the work as it is done."""

    def begin(self, due: int, workers: int) -> None:
        """Hear that ``due`` reports are to be made now, ``workers`` at a time."""

    def show(self, outcome: Outcome) -> None:
        """Hear what became of one unit."""
