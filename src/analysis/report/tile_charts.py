"""The picture of a tile: an indicator from 2015 to the last target year in a space of 78 × 34 mm.

Written as SVG, not drawn by matplotlib: a page of eight takes hundredths of a second, and every
word is placed where nothing stands. Full-size charts stay with matplotlib (``charts.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from analysis.exhibits import ACCENT, INK, MUTED, RULE, SCREEN_ONLY, text_width
from analysis.language import Lang, day, number, text
from analysis.programme import BOUNDS, UNSURE_STATUSES, is_bound, shown_decimals
from analysis.projections import Outlook, figure_quantiles
from analysis.report.chart_words import drawn_goals, goal_words, newest_words
from analysis.report.tile_labels import Box, Label, Layout, around
from analysis.series import comparable_rows, figure_rows
from analysis.tables import records

# In points, as everything here: 78 mm on paper.
WIDTH, HEIGHT = 221.0, 98.0
# The programme's decade and the five years before it.
FIRST_YEAR, LABELLED_YEARS = 2015, 5
_TOP, _FOOT, _RIGHT = 12.0, 13.0, 9.0
_TICK_SIZE, _SMALL, _VALUE_SIZE = 6.4, 6.0, 7.2
NATION = "#8a8a8a"
_GRID = "#e3e3e3"
# Band, its levels, how strong its colour is; the widest is for the screen alone.
_BANDS = (("95", 0.025, 0.975, 0.12), ("80", 0.1, 0.9, 0.20), ("50", 0.25, 0.75, 0.30))
_ON_SCREEN = "95"
# How far the nation may lie outside a unit's own range, in such ranges, and still be shown.
_NATION_ROOM = 0.6
_ARROW = 10.0
_MARKS = {
    "administrative": "M-2.1,0a2.1,2.1 0 1,0 4.2,0a2.1,2.1 0 1,0 -4.2,0z",
    "survey": "M-1.9,-1.9h3.8v3.8h-3.8z",
    "census": "M0,-2.7L2.7,0L0,2.7L-2.7,0z",
    "estimate": "M0,-2.5L2.4,1.9L-2.4,1.9z",
    "modelled": "M0,2.5L2.4,-1.9L-2.4,-1.9z",
    "simulated": "M-.8,-2.4h1.6v1.6h1.6v1.6h-1.6v1.6h-1.6v-1.6h-1.6v-1.6h1.6z",
}


@dataclass(frozen=True)
class Drawn:
    """What a tile shows of one series.

    ``points`` are rows of ``SERIES``, ``beside`` such rows of wider units under their names (the
    nation, the province after a merger), ``goals`` as in ``charts.trajectory_svg``, ``indicator``
    a row of ``INDICATORS``; ``first_year`` and ``last_year`` are the ends of the axis.
    """

    points: pd.DataFrame
    beside: dict[str, pd.DataFrame]
    outlook: Outlook | None
    goals: list[dict[str, Any]]
    indicator: dict[str, Any]
    first_year: int
    last_year: int


@dataclass(frozen=True)
class _Frame:
    """Where years and values stand in the picture."""

    left: float
    first: int
    last: int
    low: float
    high: float

    def x(self, year: float) -> float:
        share = (year - self.first + 0.5) / (self.last - self.first + 0.8)
        return self.left + share * (WIDTH - _RIGHT - self.left)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - _FOOT - share * (HEIGHT - _FOOT - _TOP)

    @property
    def box(self) -> Box:
        return Box(0, 0, WIDTH, HEIGHT - _FOOT)


def first_shown_year(points: pd.DataFrame, least: int) -> int:
    """Return where the axis begins: 2015, or five years earlier each time until figures show.

    At least ``least`` of them do, or all that there are.
    """
    years = sorted(points["year"].astype(int), reverse=True)[:least]
    oldest = min(years, default=FIRST_YEAR)
    return min(FIRST_YEAR, LABELLED_YEARS * (oldest // LABELLED_YEARS))


def tile_svg(drawn: Drawn, lang: Lang) -> str:
    """Return the picture of one tile as SVG with its words as words; the same input, same bytes.

    Figures of another territory stand apart in grey, what is only a bound is a white mark with an
    arrow to where the truth lies, and no line goes through it. The nation's line is thin and grey.
    The bands start with the uncertainty of the last figure where that is known.
    """
    shown = _within(drawn)
    here, marks = comparable_rows(shown.points), drawn_goals(shown.goals)
    ticks, digits, low, high = _scale(shown, marks)
    names = [number(tick, lang, digits, fixed=True) for tick in ticks]
    left = max(text_width(name, _TICK_SIZE) for name in names) + 5.0
    frame = _Frame(left, shown.first_year, shown.last_year, low, high)
    layout = Layout(frame.box, list(_covered(shown, frame, marks)))
    unit = Label(text(f"charts.axis_{shown.indicator['unit']}", lang), 1.0, 6.5, "start", _SMALL)
    scale = [_tick_label(frame, at, name) for at, name in zip(ticks, names, strict=True)]
    layout.placed += [unit, *scale]
    parts = [
        _text(unit, MUTED),
        *_axes(frame, ticks),
        *(_text(label, MUTED) for label in scale),
        *_fan(shown, frame, here),
        *_beside(shown, frame),
        *_breaks(shown, frame),
        *_series(shown, frame),
        *(_goal(mark, frame) for mark in marks),
        *_words(shown, frame, here, marks, layout, lang),
    ]
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'font-family="DejaVu Sans, sans-serif">{body}</svg>'
    )


def _within(drawn: Drawn) -> Drawn:
    """Return what lies on the axis of years."""

    def inside(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["year"].between(drawn.first_year, drawn.last_year)]

    beside = {name: inside(rows) for name, rows in drawn.beside.items()}
    return replace(drawn, points=inside(drawn.points), beside=beside)


def _scale(drawn: Drawn, marks: list[dict[str, Any]]) -> tuple[list[float], int, float, float]:
    """Return the ticks of the values, with how many decimals, and the ends of the axis."""
    shown = [*drawn.points["value"].astype(float), *(float(mark["goal"]) for mark in marks)]
    outlook = drawn.outlook
    if outlook is not None:
        shown += [outlook.quantile(year, at) for year in outlook.years for at in (0.1, 0.9)]
    room = _NATION_ROOM * max(max(shown) - min(shown), abs(max(shown)) / 10)
    low, high = min(shown), max(shown)
    for rows in drawn.beside.values():
        near = rows["value"].astype(float)
        shown += list(near[near.between(low - room, high + room)])
    low, high = min(shown), max(shown)
    decimals = int(drawn.indicator["decimals"])
    # What differs only beyond the published decimals is a level line.
    least = 4 * 10.0**-decimals
    if high - low < least:
        low, high = low - least, high + least
    lower, upper = float(drawn.indicator["lower"]), float(drawn.indicator["upper"])
    most = high if np.isnan(upper) else min(high, upper)
    found = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(max(low, lower), most)
    ticks = [float(at) for at in found if at >= lower and not at > upper]
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    digits = shown_decimals(step, 0, str(drawn.indicator["unit"]))
    while digits < 6 and abs(round(step, digits) - step) > 1e-9:
        digits += 1
    pad = 0.16 * (high - low)
    low, high = max(low - pad, lower - pad), high + pad
    return [at for at in ticks if low <= at <= high], digits, low, high


def _covered(drawn: Drawn, frame: _Frame, marks: list[dict[str, Any]]) -> Iterator[Box]:
    """Yield what words should leave free: marks, targets, and the lines between."""
    for point in records(drawn.points):
        yield _around(frame.x(point["year"]), frame.y(float(point["value"])), 2.8)
        if point["qualifier"] in BOUNDS:
            tip = frame.y(float(point["value"])) - BOUNDS[point["qualifier"]] * _ARROW
            yield _around(frame.x(point["year"]), tip, 2.8)
    for mark in marks:
        x, y = frame.x(mark["target_year"]), frame.y(float(mark["goal"]))
        yield Box(x - 6, y - 1.6, x + 6, y + 1.6)
    yield from _along(figure_rows(comparable_rows(drawn.points)), frame)
    for rows in _near(drawn, frame).values():
        yield from _along(rows, frame)
    if drawn.outlook is not None:
        years = drawn.outlook.years
        middle = {"year": years, "value": [drawn.outlook.quantile(year, 0.5) for year in years]}
        yield from _along(pd.DataFrame(middle), frame)


def _along(line: pd.DataFrame, frame: _Frame) -> Iterator[Box]:
    """Yield small boxes along a line through years."""
    line = line.sort_values("year")
    if len(line) < 2:
        return
    xs = [frame.x(year) for year in line["year"]]
    ys = [frame.y(value) for value in line["value"].astype(float)]
    for x in np.arange(xs[0], xs[-1], 2.0):
        yield _around(float(x), float(np.interp(x, xs, ys)), 1.0)


def _around(x: float, y: float, reach: float) -> Box:
    return Box(x - reach, y - reach, x + reach, y + reach)


def _tick_label(frame: _Frame, at: float, name: str) -> Label:
    return Label(name, frame.left - 3, frame.y(at) + 0.35 * _TICK_SIZE, "end", _TICK_SIZE)


def _axes(frame: _Frame, ticks: list[float]) -> Iterator[str]:
    foot = HEIGHT - _FOOT
    for at in ticks:
        y = frame.y(at)
        yield _line(frame.left, y, WIDTH - _RIGHT + 4, y, _GRID, 0.5)
    yield _line(frame.left, foot, WIDTH - _RIGHT + 4, foot, RULE, 0.6)
    for year in range(frame.first, frame.last + 1):
        long = year % LABELLED_YEARS == 0
        yield _line(frame.x(year), foot, frame.x(year), foot + (3 if long else 1.5), RULE, 0.5)
        if long:
            label = Label(str(year), frame.x(year), HEIGHT - 3.0, "middle", _TICK_SIZE)
            yield _text(label, MUTED)


def _fan(drawn: Drawn, frame: _Frame, here: pd.DataFrame) -> Iterator[str]:
    """Yield the bands and the median of what may come, from the last figure on."""
    outlook, known = drawn.outlook, figure_rows(here)
    if outlook is None or known.empty:
        return
    last = records(known)[-1]
    bounds = {"lower": outlook.lower, "upper": outlook.upper}

    def path(level: float) -> list[tuple[float, float]]:
        start = figure_quantiles(last, [level], **bounds)[0]
        ahead = [(year, outlook.quantile(year, level)) for year in outlook.years]
        return [(frame.x(at), frame.y(to)) for at, to in [(last["year"], start), *ahead]]

    for name, low, high, strength in _BANDS:
        area = _path([*path(low), *reversed(path(high))])
        band = f'<path d="{area}Z" fill="{ACCENT}" fill-opacity="{strength}"/>'
        if name == _ON_SCREEN:
            # Its far ends may run out of the frame.
            window = f'x="{frame.left:.1f}" y="0" width="{WIDTH:g}" height="{HEIGHT - _FOOT:g}"'
            band = (
                f'<g id="{SCREEN_ONLY}"><clipPath id="frame"><rect {window}/></clipPath>'
                f'<g clip-path="url(#frame)">{band}</g></g>'
            )
        yield band
    middle = _path(path(0.5))
    yield (
        f'<path d="{middle}" fill="none" stroke="{ACCENT}" stroke-width="1" '
        'stroke-dasharray="3.2 1.8"/>'
    )


def _near(drawn: Drawn, frame: _Frame) -> dict[str, pd.DataFrame]:
    """Return the lines of wider units that lie within the frame of the unit's own."""
    found = {}
    for name, stated in drawn.beside.items():
        rows = figure_rows(comparable_rows(stated)).sort_values("year")
        if len(rows) and rows["value"].astype(float).between(frame.low, frame.high).all():
            found[name] = rows
    return found


def _beside(drawn: Drawn, frame: _Frame) -> Iterator[str]:
    """Yield a thin grey line for each wider unit, the second one dotted."""
    for dashes, rows in zip(("", "1.2 1.4"), _near(drawn, frame).values(), strict=False):
        places = [(frame.x(r["year"]), frame.y(float(r["value"]))) for r in records(rows)]
        for (x, y), (to_x, to_y) in pairwise(places):
            yield _line(x, y, to_x, to_y, NATION, 0.9, dashes=dashes)
        if len(places) == 1:
            (x, y) = places[0]
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.5" fill="{NATION}"/>'


def _break_years(drawn: Drawn) -> list[tuple[float, date]]:
    marked = drawn.points[drawn.points["territory_break"].notna()]
    days = (date.fromisoformat(str(since)) for since in marked["territory_break"])
    return [(float(year) - 0.5, since) for year, since in zip(marked["year"], days, strict=True)]


def _breaks(drawn: Drawn, frame: _Frame) -> Iterator[str]:
    for year, _ in _break_years(drawn):
        x = frame.x(year)
        yield _line(x, _TOP - 8, x, HEIGHT - _FOOT, MUTED, 0.6, dashes="2.4 1.6")


def _series(drawn: Drawn, frame: _Frame) -> Iterator[str]:
    """Yield the figures: those that are compared, and those of other territories in grey."""
    yield from _run(comparable_rows(drawn.points), frame, ACCENT)
    runs = (drawn.points["comparable"] != drawn.points["comparable"].shift()).cumsum()
    apart = drawn.points[~drawn.points["comparable"]]
    for _, run in apart.groupby(runs[~drawn.points["comparable"]]):
        yield from _run(run, frame, MUTED)


def _run(points: pd.DataFrame, frame: _Frame, colour: str) -> Iterator[str]:
    line = [(frame.x(p["year"]), frame.y(float(p["value"]))) for p in records(figure_rows(points))]
    if len(line) > 1:
        yield f'<path d="{_path(line)}" fill="none" stroke="{colour}" stroke-width="1.1"/>'
    bound = is_bound(points["qualifier"])
    for point, only_bound in zip(records(points), bound, strict=True):
        x, y = frame.x(point["year"]), frame.y(float(point["value"]))
        hollow = only_bound or point["status"] in UNSURE_STATUSES
        if only_bound:
            yield _arrow(x, y, BOUNDS[point["qualifier"]], colour)
        yield (
            f'<path d="{_MARKS[str(point["nature"])]}" transform="translate({x:.1f} {y:.1f})" '
            f'fill="{"#ffffff" if hollow else colour}" stroke="{colour}" stroke-width=".8"/>'
        )


def _arrow(x: float, y: float, side: int, colour: str) -> str:
    tip = y - side * _ARROW
    head = f"M{x:.1f},{tip:.1f}l-2,{side * 3}h4z"
    stem = _line(x, y - side * 2.4, x, tip + side * 2, colour, 0.9)
    return f'{stem}<path d="{head}" fill="{colour}" stroke="none"/>'


def _goal(mark: dict[str, Any], frame: _Frame) -> str:
    x, y = frame.x(mark["target_year"]), frame.y(float(mark["goal"]))
    return _line(x - 5.5, y, x + 5.5, y, INK, 2.0)


def _words(
    drawn: Drawn,
    frame: _Frame,
    here: pd.DataFrame,
    marks: list[dict[str, Any]],
    layout: Layout,
    lang: Lang,
) -> Iterator[str]:
    """Yield the words, those first that no reader can do without."""
    if len(here):
        newest = here.iloc[-1]
        words = newest_words(here, marks, drawn.indicator, lang)
        x, y = frame.x(newest["year"]), frame.y(float(newest["value"]))
        side = -BOUNDS[newest["qualifier"]] if newest["qualifier"] in BOUNDS else 1
        yield _placed(layout, around(words, x, y, _VALUE_SIZE, side, gap=4), ACCENT)
    for mark in marks:
        x, y = frame.x(mark["target_year"]), frame.y(float(mark["goal"]))
        words = goal_words(mark, drawn.indicator, lang)
        side = 1 if y <= _middle(drawn, frame, mark["target_year"], here) else -1
        yield _placed(layout, around(words, x, y, _VALUE_SIZE, side, gap=2.6), INK)
    for name, candidates in _band_names(drawn, frame, lang):
        placed = layout.place(candidates, optional=True)
        if placed is not None:
            words = _text(placed, "#073763")
            yield f'<g id="{SCREEN_ONLY}-name">{words}</g>' if name == _ON_SCREEN else words
    for name, rows in _near(drawn, frame).items():
        yield _placed(layout, _names_along(name, rows, frame), "#6a6a6a", optional=True)
    for year, since in _break_years(drawn):
        short = f"{since.day}/{since.month}/{since.year}" if lang == "vi" else day(since, lang)
        words = text("tiles.new_boundaries", lang, day=short)
        x = frame.x(year)
        heights = (_TOP - 1, HEIGHT - _FOOT - 3)
        places = [Label(words, x - 2, y, "end", _SMALL) for y in heights]
        places += [Label(words, x + 2, y, "start", _SMALL) for y in heights]
        yield _placed(layout, places, MUTED, optional=True)


def _placed(layout: Layout, candidates: list[Label], colour: str, *, optional: bool = False) -> str:
    label = layout.place(candidates, optional=optional)
    return _text(label, colour) if label else ""


def _middle(drawn: Drawn, frame: _Frame, year: int, here: pd.DataFrame) -> float:
    """Return how high the curve stands in a year: a target is labelled away from it."""
    outlook = drawn.outlook
    if outlook is not None and year in outlook.years:
        return frame.y(outlook.quantile(year, 0.5))
    known = here[here["year"] <= year]
    if here.empty:
        return HEIGHT / 2
    return frame.y(float((known if len(known) else here.iloc[:1])["value"].iloc[-1]))


def _band_names(drawn: Drawn, frame: _Frame, lang: Lang) -> Iterator[tuple[str, list[Label]]]:
    """Yield each band's name, and where on the band it could stand: where it is thick enough."""
    outlook = drawn.outlook
    if outlook is None:
        return
    inner = 0.5
    for name, low, high, _ in reversed(_BANDS):
        candidates = []
        words = text("wording.unit_percent", lang, value=name)
        for year in reversed(outlook.years):
            for one, other in ((inner, high), (1 - inner, low)):
                ends = sorted(frame.y(outlook.quantile(year, level)) for level in (one, other))
                if ends[1] - ends[0] > _SMALL + 0.5 and ends[0] >= 0:
                    y = sum(ends) / 2 + 0.33 * _SMALL
                    candidates.append(Label(words, frame.x(year) - 2, y, "middle", _SMALL))
        inner = high
        yield name, candidates


def _names_along(name: str, line: pd.DataFrame, frame: _Frame) -> list[Label]:
    """Return where the name of a line could stand: at its newest figures, then at its oldest."""
    rows = records(line)
    return [
        Label(name, frame.x(row["year"]), frame.y(float(row["value"])) + shift, anchor, _SMALL)
        for row in (*reversed(rows[-3:]), *rows[:3])
        for shift in (-2.6, 7.4)
        for anchor in ("middle", "start", "end")
    ]


def _path(places: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _line(
    x: float, y: float, to_x: float, to_y: float, colour: str, width: float, *, dashes: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="M{x:.1f},{y:.1f}L{to_x:.1f},{to_y:.1f}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def _text(label: Label, colour: str) -> str:
    weight = ' font-weight="bold"' if label.bold else ""
    return (
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="{label.anchor}" '
        f'font-size="{label.size:g}" fill="{colour}"{weight}>{escape(label.words)}</text>'
    )
