"""What a tile shows, and where years and values stand in its picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from analysis.programme import BOUNDS, shown_decimals
from analysis.projections import Outlook
from analysis.report.chart_words import drawn_goals
from analysis.report.tile_labels import Box
from analysis.tables import records

# In points, as everything here: 78 mm on paper.
WIDTH, HEIGHT = 221.0, 98.0
TOP, FOOT, RIGHT = 12.0, 13.0, 9.0
# The programme's decade and the five years before it.
FIRST_YEAR, LABELLED_YEARS = 2015, 5
# How far a wider unit may lie outside the unit's own range, in such ranges, and still be shown.
_WIDER_ROOM = 0.6
_LABEL_ROOM = 0.16
_MOST_DIGITS = 6
Row = dict[str, Any]
Place = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """What a tile shows of one series.

    ``points`` are rows of ``SERIES``, ``beside`` such rows of wider units under their names (the
    nation, the province after a merger), ``goals`` as in ``charts.trajectory_svg``, ``indicator``
    a row of ``INDICATORS``; ``first_year`` and ``last_year`` are the ends of the axis. The first of
    ``beside`` is what the projection leans on in the years of ``leant``, where these are given.
    """

    points: pd.DataFrame
    beside: dict[str, pd.DataFrame]
    outlook: Outlook | None
    goals: list[Row]
    indicator: Row
    first_year: int
    last_year: int
    leant: tuple[int, int] | None = None

    @cached_property
    def figures(self) -> list[Row]:
        """The figures on the axis, those of other territories too."""
        return records(self.points[self.points["year"].between(self.first_year, self.last_year)])

    @cached_property
    def here(self) -> list[Row]:
        """The figures that are compared."""
        return [row for row in self.figures if row["comparable"]]

    @cached_property
    def marks(self) -> list[Row]:
        """The targets that have a value to be drawn at."""
        return drawn_goals(self.goals)

    @cached_property
    def wider(self) -> dict[str, list[Place]]:
        """The years and values of wider units on the axis, without bounds."""
        found = {}
        for name, rows in self.beside.items():
            columns = (rows[key] for key in ("year", "value", "qualifier", "comparable"))
            found[name] = sorted(
                (float(year), float(value))
                for year, value, qualifier, comparable in zip(*columns, strict=True)
                if comparable
                and qualifier not in BOUNDS
                and self.first_year <= year <= self.last_year
            )
        return found


@dataclass(frozen=True)
class Frame:
    """Where years and values stand in the picture, and which values are marked on its scale."""

    left: float
    first: int
    last: int
    low: float
    high: float

    def x(self, year: float) -> float:
        """Return how far to the right a year stands."""
        share = (year - self.first + 0.5) / (self.last - self.first + 0.8)
        return self.left + share * (WIDTH - RIGHT - self.left)

    def y(self, value: float) -> float:
        """Return how far down a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - FOOT - share * (HEIGHT - FOOT - TOP)

    def place(self, figure: Row) -> Place:
        """Return where a figure stands."""
        return self.x(figure["year"]), self.y(float(figure["value"]))

    @property
    def box(self) -> Box:
        """Where words may stand."""
        return Box(0, 0, WIDTH, HEIGHT - FOOT)

    def near(self, drawn: Drawn) -> dict[str, list[Place]]:
        """Return the lines of wider units that lie within the frame of the unit's own.

        One that is nowhere else than the unit's own marks would be a name without a line.
        """
        own = {(float(row["year"]), float(row["value"])) for row in drawn.figures}
        return {
            name: [(self.x(year), self.y(value)) for year, value in line]
            for name, line in drawn.wider.items()
            if not own.issuperset(line) and all(self.low <= value <= self.high for _, value in line)
        }


@dataclass(frozen=True)
class Scale:
    """The ticks of the values, with how many decimals they need, and the ends of the axis."""

    ticks: tuple[float, ...]
    digits: int
    low: float
    high: float


def first_shown_year(points: pd.DataFrame, least: int) -> int:
    """Return where the axis begins: 2015, or five years earlier each time until figures show.

    At least ``least`` of them do, or all that there are.
    """
    years = sorted(points["year"].astype(int), reverse=True)[:least]
    oldest = min(years, default=FIRST_YEAR)
    return min(FIRST_YEAR, LABELLED_YEARS * (oldest // LABELLED_YEARS))


def scale_of(drawn: Drawn) -> Scale:
    """Return the scale that holds figures, targets, the 80 % band, and wider units not far off."""
    shown = [float(row["value"]) for row in drawn.figures]
    shown += [float(mark["goal"]) for mark in drawn.marks]
    if drawn.outlook is not None:
        ahead = drawn.outlook
        shown += [ahead.quantile(year, at) for year in ahead.years for at in (0.1, 0.9)]
    low, high = min(shown), max(shown)
    room = _WIDER_ROOM * max(high - low, abs(high) / 10)
    for line in drawn.wider.values():
        shown += [value for _, value in line if low - room <= value <= high + room]
    low, high = min(shown), max(shown)
    # What differs only beyond the published decimals is a level line.
    least = 4 * 10.0 ** -int(drawn.indicator["decimals"])
    if high - low < least:
        if high == low:
            # A lone value has no range of its own: marks finer than its decimals mean nothing.
            least = max(20 * 10.0 ** -int(drawn.indicator["decimals"]), abs(high) / 50)
            low = float(np.fmax(low - least, float(drawn.indicator["lower"])))
            high = float(np.fmin(high + least, float(drawn.indicator["upper"])))
        else:
            low, high = low - least, high + least
    return _round_scale(low, high, drawn.indicator)


def _round_scale(low: float, high: float, indicator: Row) -> Scale:
    """Return round ticks within the natural bounds, and room for labels above and below."""
    lower, upper = float(indicator["lower"]), float(indicator["upper"])
    most = high if np.isnan(upper) else min(high, upper)
    locator = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10])
    found = [float(at) for at in locator.tick_values(max(low, lower), most)]
    ticks = [at for at in found if at >= lower and not at > upper]
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    digits = shown_decimals(step, 0, str(indicator["unit"]))
    while digits < _MOST_DIGITS and abs(round(step, digits) - step) > 1e-9:
        digits += 1
    pad = _LABEL_ROOM * (high - low)
    low, high = max(low - pad, lower - pad), high + pad
    return Scale(tuple(at for at in ticks if low <= at <= high), digits, low, high)
