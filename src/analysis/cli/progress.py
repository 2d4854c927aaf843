"""What the person at the terminal hears while reports are made."""

from __future__ import annotations

import json
import math
import shutil
import sys
import time
from typing import TYPE_CHECKING

from analysis.cli.speech import remedies, write
from analysis.language import Lang, text

if TYPE_CHECKING:
    from analysis.fleet import Outcome

_MINUTES_FROM = 100
# Takes what stands on the line away.
_CLEARED = "\x1b[2K\r"


class ShownProgress:
    """Tells each unit as it ends, how many are done, and about how long the rest takes."""

    def __init__(self, total: int, lang: Lang) -> None:
        self.total, self.lang, self.told = total, lang, 0
        self.due, self.workers, self.made, self.since = 0, 1, 0, 0.0
        self.failed, self.current = 0, dict[str, None]()
        # Where nobody watches there is no line that is written over.
        self.live = sys.stderr.isatty()

    def begin(self, due: int, workers: int) -> None:
        """Say how many reports are to be made; time counts from here."""
        self.due, self.workers, self.since = due, workers, time.monotonic()
        write(text("cli.started", self.lang, total=due), sys.stderr)

    def start(self, place: str) -> None:
        """Show, where somebody watches, which units are being made now."""
        self.current[place] = None
        self._show_current()

    def show(self, outcome: Outcome) -> None:
        """Write one line for the unit that ended."""
        self.told += 1
        self.failed += outcome.state == "failed"
        self.current.pop(outcome.place, None)
        self._clear()
        word = text(f"cli.state_{outcome.state}", self.lang)
        line = text("cli.progress", self.lang, done=self.told, total=self.total,
                    unit=outcome.place, state=word)  # fmt: skip
        if self.due:
            self.made += 1
            line += self._time_left()
        reasons = [outcome.reason(self.lang), *remedies(outcome.faults, self.lang)]
        write("\n".join([line, *filter(None, reasons)]), sys.stderr)
        self._show_current()

    def _show_current(self) -> None:
        if self.live and self.current:
            words = text("cli.current", self.lang, done=self.told, total=self.total,
                         failed=self.failed, units=", ".join(self.current))  # fmt: skip
            columns = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"{words[:columns]}\r")
            sys.stderr.flush()

    def _clear(self) -> None:
        if self.live:
            sys.stderr.write(_CLEARED)

    def _time_left(self) -> str:
        left = self.left()
        if not left:
            return ""
        if left < _MINUTES_FROM:
            return text("cli.seconds_left", self.lang, left=f"{left:.0f}")
        return text("cli.minutes_left", self.lang, left=f"{left / 60:.0f}")

    def left(self) -> float:
        """Return about how many seconds the rest takes; 0 where that cannot be told."""
        if not self.made:
            return 0.0
        return seconds_left(time.monotonic() - self.since, self.made, self.due, self.workers)


class JsonProgress(ShownProgress):
    """Tells programs: a JSON object a line on standard output for everything that happens."""

    def begin(self, due: int, workers: int) -> None:
        """Tell how many reports are to be made, and how many side by side."""
        self.due, self.workers, self.since = due, workers, time.monotonic()
        tell("begun", total=self.total, due=due, workers=workers)

    def start(self, place: str) -> None:
        """Tell that a report is being made."""
        tell("started", place=place)

    def show(self, outcome: Outcome) -> None:
        """Tell what became of one report, and how many are left."""
        self.told += 1
        self.made += bool(self.due)
        self.failed += outcome.state == "failed"
        more = {"reason": reason} if (reason := outcome.reason(self.lang)) else {}
        tell(outcome.state, place=outcome.place, done=self.told, total=self.total,
             failed=self.failed, seconds_left=round(self.left()), **more)  # fmt: skip


def tell(event: str, **more: object) -> None:
    """Write one event as a JSON object."""
    write(json.dumps({"event": event, **more}, ensure_ascii=False), sys.stdout)


def seconds_left(spent: float, made: int, due: int, workers: int) -> float:
    """Return about how long the rest takes when ``workers`` work side by side.

    The first report of each worker tells how long one takes, so the estimate does not double when
    only one of them is done.
    """
    rounds = math.ceil(made / workers)
    return spent / rounds * (due - made) / workers
