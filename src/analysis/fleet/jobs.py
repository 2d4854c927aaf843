"""What became of each report of a run, and who hears of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Protocol

from analysis.language import Fault, Lang, text


@dataclass(frozen=True)
class Outcome:
    """What became of one report: ``made``, ``kept``, ``frozen`` or ``failed``.

    ``kept`` says what it would say now; ``frozen`` would say something else now, for what has
    ``changed`` since it was published. ``faults`` tell why it failed; ``unusable`` why the edition
    before was left out of it; ``cold`` that its kernel could not be forked and was started anew.
    """

    place: str
    state: str
    faults: tuple[Fault, ...] = ()
    unusable: tuple[Fault, ...] = ()
    changed: tuple[str, ...] = ()
    cold: bool = False

    def reason(self, lang: Lang) -> str:
        """Return what is to be told in words, one thing a line; empty where there is nothing."""
        told = [fault.message(lang) for fault in (*self.faults, *self.unusable)]
        if self.changed:
            causes = ", ".join(text(f"runs.changed_{cause}", lang) for cause in self.changed)
            told.append(text("runs.frozen", lang, causes=causes))
        if self.cold and self.state == "made":
            told.append(text("runs.cold_kernel", lang))
        return "\n".join(told)


# Names the cluster where reports are made, when no option does.
SCHEDULER_SETTING = "MANGNON_SCHEDULER"


def available_cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """How long the making of one report may take, and how much memory with all that it starts.

    ``workers`` is how many are made side by side: as many as there are processors. Where
    ``scheduler`` is the address of a Dask cluster, they are made there by all of its workers.
    """

    seconds: int = 1800
    megabytes: int = 4000
    workers: int = field(default_factory=available_cores)
    scheduler: str = ""


USUAL = Limits()


class Progress(Protocol):
    """Hears how a run goes on: first what needed no work, then the work as it is done."""

    def begin(self, due: int, workers: int) -> None:
        """Hear that ``due`` reports are to be made now, ``workers`` at a time."""

    def start(self, place: str) -> None:
        """Hear that a report is being made now."""

    def show(self, outcome: Outcome) -> None:
        """Hear what became of one report."""


class Silence:
    """Hears how a run goes on and says nothing."""

    def begin(self, due: int, workers: int) -> None:
        """Say nothing."""

    def start(self, place: str) -> None:
        """Say nothing."""

    def show(self, outcome: Outcome) -> None:
        """Say nothing."""
