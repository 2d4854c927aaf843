"""What the person at the terminal hears while reports are made."""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING

from analysis.cli.speech import remedies, write
from analysis.language import Lang, text

if TYPE_CHECKING:
    from analysis.fleet import Outcome

_MINUTES_FROM = 100


class ShownProgress:
    """Tells each unit as it ends, how many are done, and about how long the rest takes."""

    def __init__(self, total: int, lang: Lang) -> None:
        self.total, self.lang, self.told = total, lang, 0
        self.due, self.workers, self.made, self.start = 0, 1, 0, 0.0

    def begin(self, due: int, workers: int) -> None:
        """Say how many reports are to be made; time counts from here."""
        self.due, self.workers, self.start = due, workers, time.monotonic()
        write(text("cli.started", self.lang, total=due), sys.stderr)

    def show(self, outcome: Outcome) -> None:
        """Write one line for the unit that ended."""
        self.told += 1
        word = text(f"cli.state_{outcome.state}", self.lang)
        line = text("cli.progress", self.lang, done=self.told, total=self.total,
                    unit=outcome.place, state=word)  # fmt: skip
        if self.due:
            self.made += 1
            line += self._time_left()
        reasons = [outcome.reason(self.lang), *remedies(outcome.faults, self.lang)]
        write("\n".join([line, *filter(None, reasons)]), sys.stderr)

    def _time_left(self) -> str:
        left = seconds_left(time.monotonic() - self.start, self.made, self.due, self.workers)
        if not left:
            return ""
        if left < _MINUTES_FROM:
            return text("cli.seconds_left", self.lang, left=f"{left:.0f}")
        return text("cli.minutes_left", self.lang, left=f"{left / 60:.0f}")


def seconds_left(spent: float, made: int, due: int, workers: int) -> float:
    """Return about how long the rest takes when ``workers`` work side by side.

    The first report of each worker tells how long one takes, so the estimate does not double when
    only one of them is done.
    """
    rounds = math.ceil(made / workers)
    return spent / rounds * (due - made) / workers
