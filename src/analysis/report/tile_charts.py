"""The picture of a tile: an indicator from 2015 to the last target year in a space of 78 × 34 mm.

Written as SVG, not drawn by matplotlib: a page of eight takes tenths of a second, and every word is
placed where nothing stands. Full-size charts stay with matplotlib (``charts.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from itertools import groupby, pairwise

import numpy as np

from analysis.exhibits import ACCENT, CHART_FONTS, INK, MUTED, RULE, SCREEN_ONLY, text_width
from analysis.language import Lang, day, number, text
from analysis.programme import BOUNDS, UNSURE_STATUSES
from analysis.projections import figure_quantiles
from analysis.report.chart_words import goal_words, newest_words
from analysis.report.tile_frames import (
    FOOT,
    HEIGHT,
    LABELLED_YEARS,
    RIGHT,
    TOP,
    WIDTH,
    Drawn,
    Frame,
    Place,
    Row,
    scale_of,
)
from analysis.report.tile_labels import Box, Label, Layout, around

_TICK_SIZE, _SMALL, _VALUE_SIZE = 6.4, 6.0, 7.2
NATION = "#8a8a8a"
_GRID, _ON_BAND, _ON_WIDER = "#e3e3e3", "#073763", "#6a6a6a"
# Band, its levels, how strong its colour is; the widest is for the screen alone.
_BANDS = (("95", 0.025, 0.975, 0.12), ("80", 0.1, 0.9, 0.20), ("50", 0.25, 0.75, 0.30))
_ON_SCREEN = "95"
_ARROW = 10.0
_MARKS = {
    "administrative": "M-2.1,0a2.1,2.1 0 1,0 4.2,0a2.1,2.1 0 1,0 -4.2,0z",
    "survey": "M-1.9,-1.9h3.8v3.8h-3.8z",
    "census": "M0,-2.7L2.7,0L0,2.7L-2.7,0z",
    "estimate": "M0,-2.5L2.4,1.9L-2.4,1.9z",
    "modelled": "M0,2.5L2.4,-1.9L-2.4,-1.9z",
    "simulated": "M-.8,-2.4h1.6v1.6h1.6v1.6h-1.6v1.6h-1.6v-1.6h-1.6v-1.6h1.6z",
}


def tile_svg(drawn: Drawn, lang: Lang) -> str:
    """Return the picture of one tile as SVG with its words as words; the same input, same bytes.

    Figures of another territory stand apart in grey, what is only a bound is a white mark with an
    arrow to where the truth lies, and no line goes through it. Wider units are thin grey lines. The
    bands start with the uncertainty of the last figure where that is known.
    """
    scale = scale_of(drawn)
    names = [number(tick, lang, scale.digits, fixed=True) for tick in scale.ticks]
    left = max((text_width(name, _TICK_SIZE) for name in names), default=0.0) + 5.0
    frame = Frame(left, drawn.first_year, drawn.last_year, scale.low, scale.high)
    layout = Layout(frame.box, list(_covered(drawn, frame)))
    unit = Label(text(f"charts.axis_{drawn.indicator['unit']}", lang), 1.0, 6.5, "start", _SMALL)
    layout.placed += [
        unit,
        *(_tick_label(frame, at, name) for at, name in zip(scale.ticks, names, strict=True)),
    ]
    parts = [
        *(_text(label, MUTED) for label in layout.placed),
        *_axes(frame, scale.ticks),
        *_fan(drawn, frame),
        *_beside(drawn, frame),
        *_breaks(drawn, frame),
        *_series(drawn, frame),
        *(_goal(mark, frame) for mark in drawn.marks),
        *_words(drawn, frame, layout, lang),
    ]
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'font-family="{CHART_FONTS}">{body}</svg>'
    )


def _covered(drawn: Drawn, frame: Frame) -> Iterator[Box]:
    """Yield what words should leave free: marks, targets, and the lines between."""
    for figure in drawn.figures:
        x, y = frame.place(figure)
        yield _around(x, y, 2.8)
        if figure["qualifier"] in BOUNDS:
            yield _around(x, y - BOUNDS[figure["qualifier"]] * _ARROW, 2.8)
    for mark in drawn.marks:
        x, y = _goal_place(mark, frame)
        yield Box(x - 6, y - 1.6, x + 6, y + 1.6)
    yield from _along([frame.place(figure) for figure in _stated(drawn.here)])
    for line in frame.near(drawn).values():
        yield from _along(line)
        if len(line) == 1:
            yield _around(*line[0], 1.5)
    if drawn.outlook is not None:
        ahead = drawn.outlook
        yield from _along([(frame.x(at), frame.y(ahead.quantile(at, 0.5))) for at in ahead.years])


def _stated(figures: list[Row]) -> list[Row]:
    """Return the figures that are more than a bound."""
    return [figure for figure in figures if figure["qualifier"] not in BOUNDS]


def _along(line: list[Place]) -> Iterator[Box]:
    """Yield small boxes along a line."""
    if len(line) > 1:
        xs, ys = zip(*line, strict=True)
        between = np.arange(xs[0], xs[-1], 3.0)
        for x, y in zip(between, np.interp(between, xs, ys), strict=True):
            yield _around(float(x), float(y), 1.5)


def _around(x: float, y: float, reach: float) -> Box:
    return Box(x - reach, y - reach, x + reach, y + reach)


def _tick_label(frame: Frame, at: float, name: str) -> Label:
    return Label(name, frame.left - 3, frame.y(at) + 0.35 * _TICK_SIZE, "end", _TICK_SIZE)


def _axes(frame: Frame, ticks: tuple[float, ...]) -> Iterator[str]:
    foot, end = HEIGHT - FOOT, WIDTH - RIGHT + 4
    for at in ticks:
        yield _line((frame.left, frame.y(at)), (end, frame.y(at)), _GRID, 0.5)
    yield _line((frame.left, foot), (end, foot), RULE, 0.6)
    for year in range(frame.first, frame.last + 1):
        x, long = frame.x(year), year % LABELLED_YEARS == 0
        yield _line((x, foot), (x, foot + (3 if long else 1.5)), RULE, 0.5)
        if long:
            yield _text(Label(str(year), x, HEIGHT - 3.0, "middle", _TICK_SIZE), MUTED)


def _fan(drawn: Drawn, frame: Frame) -> Iterator[str]:
    """Yield the bands and the median of what may come, from the last figure on."""
    outlook, known = drawn.outlook, _stated(drawn.here)
    if outlook is None or not known:
        return
    last = known[-1]

    def path(level: float) -> list[Place]:
        start = figure_quantiles(last, [level], lower=outlook.lower, upper=outlook.upper)
        ahead = [(year, outlook.quantile(year, level)) for year in outlook.years]
        return [(frame.x(at), frame.y(to)) for at, to in [(last["year"], start[0]), *ahead]]

    for name, low, high, strength in _BANDS:
        area = _path([*path(low), *reversed(path(high))])
        band = f'<path d="{area}Z" fill="{ACCENT}" fill-opacity="{strength}"/>'
        if name == _ON_SCREEN:
            # Its far ends may run out of the frame.
            window = f'x="{frame.left:.1f}" y="0" width="{WIDTH:g}" height="{HEIGHT - FOOT:g}"'
            band = (
                f'<g id="{SCREEN_ONLY}"><clipPath id="frame"><rect {window}/></clipPath>'
                f'<g clip-path="url(#frame)">{band}</g></g>'
            )
        yield band
    yield (
        f'<path d="{_path(path(0.5))}" fill="none" stroke="{ACCENT}" stroke-width="1" '
        'stroke-dasharray="3.2 1.8"/>'
    )


def _beside(drawn: Drawn, frame: Frame) -> Iterator[str]:
    """Yield a thin grey line for each wider unit, the second one dotted.

    What of the first one the projection leans on is thin and in the colour of the projection.
    """
    near = frame.near(drawn)
    for dashes, (name, line) in zip(("", "1.2 1.4"), near.items(), strict=False):
        leant = drawn.leant if name == next(iter(drawn.beside)) else None
        for start, end in pairwise(line):
            borrowed = leant and frame.x(leant[0]) <= start[0] and end[0] <= frame.x(leant[1])
            colour, width = (ACCENT, 0.6) if borrowed else (NATION, 0.9)
            yield _line(start, end, colour, width, dashes=dashes)
        if len(line) == 1:
            ((x, y),) = line
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.5" fill="{NATION}"/>'


def _break_days(drawn: Drawn) -> list[tuple[float, date]]:
    """Return where the territory behind the figures changes, and the day."""
    return [
        (float(figure["year"]) - 0.5, date.fromisoformat(figure["territory_break"]))
        for figure in drawn.figures
        if isinstance(figure["territory_break"], str)
    ]


def _breaks(drawn: Drawn, frame: Frame) -> Iterator[str]:
    for year, _ in _break_days(drawn):
        x = frame.x(year)
        yield _line((x, TOP - 8), (x, HEIGHT - FOOT), MUTED, 0.6, dashes="2.4 1.6")


def _series(drawn: Drawn, frame: Frame) -> Iterator[str]:
    """Yield the figures: those that are compared, and those of other territories in grey."""
    yield from _run(drawn.here, frame, ACCENT)
    for comparable, run in groupby(drawn.figures, key=lambda figure: bool(figure["comparable"])):
        if not comparable:
            yield from _run(list(run), frame, MUTED)


def _run(figures: list[Row], frame: Frame, colour: str) -> Iterator[str]:
    line = [frame.place(figure) for figure in _stated(figures)]
    if len(line) > 1:
        yield f'<path d="{_path(line)}" fill="none" stroke="{colour}" stroke-width="1.1"/>'
    for figure in figures:
        x, y = frame.place(figure)
        side = BOUNDS.get(figure["qualifier"])
        if side is not None:
            yield _arrow(x, y, side, colour)
        hollow = side is not None or figure["status"] in UNSURE_STATUSES
        yield (
            f'<path d="{_MARKS[str(figure["nature"])]}" transform="translate({x:.1f} {y:.1f})" '
            f'fill="{"#ffffff" if hollow else colour}" stroke="{colour}" stroke-width=".8"/>'
        )


def _arrow(x: float, y: float, side: int, colour: str) -> str:
    tip = y - side * _ARROW
    head = f"M{x:.1f},{tip:.1f}l-2,{side * 3}h4z"
    stem = _line((x, y - side * 2.4), (x, tip + side * 2), colour, 0.9)
    return f'{stem}<path d="{head}" fill="{colour}" stroke="none"/>'


def _goal_place(mark: Row, frame: Frame) -> Place:
    return frame.x(mark["target_year"]), frame.y(float(mark["goal"]))


def _goal(mark: Row, frame: Frame) -> str:
    x, y = _goal_place(mark, frame)
    return _line((x - 5.5, y), (x + 5.5, y), INK, 2.0)


def _words(drawn: Drawn, frame: Frame, layout: Layout, lang: Lang) -> Iterator[str]:
    """Yield the words, those first that no reader can do without."""
    if drawn.here:
        newest = drawn.here[-1]
        words = newest_words(newest, drawn.marks, drawn.indicator, lang)
        side = -BOUNDS.get(newest["qualifier"], -1)
        around_it = around(words, *frame.place(newest), _VALUE_SIZE, side, gap=4)
        yield _placed(layout, around_it, ACCENT)
    for mark in drawn.marks:
        x, y = _goal_place(mark, frame)
        words = goal_words(mark, drawn.indicator, lang)
        side = 1 if y <= _middle(drawn, frame, mark["target_year"]) else -1
        yield _placed(layout, around(words, x, y, _VALUE_SIZE, side, gap=2.6), INK)
    for name, candidates in _band_names(drawn, frame, lang):
        words = _placed(layout, candidates, _ON_BAND, optional=True)
        yield f'<g id="{SCREEN_ONLY}-name">{words}</g>' if name == _ON_SCREEN else words
    for name, line in frame.near(drawn).items():
        yield _placed(layout, _names_along(name, line), _ON_WIDER, optional=True)
    for year, since in _break_days(drawn):
        short = f"{since.day}/{since.month}/{since.year}" if lang == "vi" else day(since, lang)
        words = text("tiles.new_boundaries", lang, day=short)
        heights, x = (TOP - 1, HEIGHT - FOOT - 3), frame.x(year)
        places = [Label(words, x - 2, y, "end", _SMALL) for y in heights]
        places += [Label(words, x + 2, y, "start", _SMALL) for y in heights]
        yield _placed(layout, places, MUTED, optional=True)


def _placed(layout: Layout, candidates: list[Label], colour: str, *, optional: bool = False) -> str:
    label = layout.place(candidates, optional=optional)
    return _text(label, colour) if label else ""


def _middle(drawn: Drawn, frame: Frame, year: int) -> float:
    """Return how high the curve stands in a year: a target is labelled away from it."""
    if drawn.outlook is not None and year in drawn.outlook.years:
        return frame.y(drawn.outlook.quantile(year, 0.5))
    known = [figure for figure in drawn.here if figure["year"] <= year] or drawn.here[:1]
    return frame.place(known[-1])[1] if known else HEIGHT / 2


def _band_names(drawn: Drawn, frame: Frame, lang: Lang) -> Iterator[tuple[str, list[Label]]]:
    """Yield each band's name, and where on the band it could stand: where it is thick enough."""
    outlook, inner = drawn.outlook, 0.5
    if outlook is None:
        return
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


def _names_along(name: str, line: list[Place]) -> list[Label]:
    """Return where the name of a line could stand: at its newest figures, then at its oldest."""
    if len(line) == 1:
        ((x, y),) = line
        level = y + 0.32 * _SMALL
        beside = [
            Label(name, x + 5, level, "start", _SMALL),
            Label(name, x - 5, level, "end", _SMALL),
        ]
        over = [Label(name, x, row, "middle", _SMALL) for row in (y - 3.2, y + 7.4)]
        return [*over, *beside]
    return [
        Label(name, x, y + shift, anchor, _SMALL)
        for x, y in (*reversed(line[-3:]), *line[:3])
        for shift in (-2.6, 7.4)
        for anchor in ("middle", "start", "end")
    ]


def _path(places: list[Place]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _line(start: Place, end: Place, colour: str, width: float, *, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{_path([start, end])}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def _text(label: Label, colour: str) -> str:
    weight = ' font-weight="bold"' if label.bold else ""
    return (
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="{label.anchor}" '
        f'font-size="{label.size:g}" fill="{colour}"{weight}>{escape(label.words)}</text>'
    )
