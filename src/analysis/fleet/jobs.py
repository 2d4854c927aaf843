"""What became of each report of a run, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from analysis.language import Fault, Lang


@dataclass(frozen=True)
class Outcome:
    """What became of one report: ``made``, ``kept`` (nothing had changed) or ``failed``.

    ``faults`` tell why it failed; ``unusable`` why the edition before was left out of it.
    """

    place: str
    state: str
    faults: tuple[Fault, ...] = ()
    unusable: tuple[Fault, ...] = ()

    def reason(self, lang: Lang) -> str:
        """Return the faults in words, one a line; empty where there is nothing to tell."""
        return "\n".join(fault.message(lang) for fault in (*self.faults, *self.unusable))


class Progress(Protocol):
    """Hears how a run goes on: first what needed no work, then the work as it is done."""

    def begin(self, due: int, workers: int) -> None:
        """Hear that ``due`` reports are to be made now, ``workers`` at a time."""

    def show(self, outcome: Outcome) -> None:
        """Hear what became of one report."""


class Silence:
    """Hears how a run goes on and says nothing."""

    def begin(self, due: int, workers: int) -> None:
        """Say nothing."""

    def show(self, outcome: Outcome) -> None:
        """Say nothing."""
