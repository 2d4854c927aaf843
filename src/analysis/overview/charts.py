"""The overview's charts: the matrix at a glance, units against targets, and their spread."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.exhibits import (
    ACCENT,
    CHART_FONTS,
    INK,
    RULE,
    TONES,
    as_svg,
    drawing,
    key_entries,
    sign_key,
)
from analysis.language import Lang, number, text

WIDTH_MM = 163.0
STRIPS_ACROSS, SPREADS_ACROSS = 2, 3
# What fits on a page with its caption and note.
PAGE_MM = 212.0
# The first page has the heading and the words about it besides, where panels are small.
FIRST_PAGE_MM = 186.0
MATRIX_UNITS = 36
_PT, _MM = 72 / 25.4, 25.4
# The widest short name of an indicator, set in 7 points, fits the label column.
_LABEL_PT, _ROW_PT, _GROUP_PT, _WIDEST_PT, _BETWEEN_PT = 166.0, 10.6, 11.2, 43.0, 12.0
_LETTER_PT, _SLANT = 4.1, 58
_MANY_ROWS = 12
# Of a panel with units: room for their names, for their values, and for the axis below.
_NAMES_MM, _VALUES_MM, _AXIS_MM = 27.0, 23.0, 5.2
_TITLE_MM, _TITLE_LINE_MM, _TITLE_LETTERS = 5.0, 3.1, 44
_KEY_LINE_MM = 3.4
# How far apart two names beside an axis stand, of its height: up to three lines each.
_APART = 0.24
# Numbers of the drawing stand inside tags; those that are read ("100.000") between them.
_TAG = re.compile(r"<[^>]*>")
_LONG = re.compile(r"(\.\d\d)\d+(?=[\s\"),])")


@dataclass(frozen=True)
class MatrixBlock:
    """Columns of the matrix that belong together: the units under one title."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class MatrixRow:
    """One line of the matrix: a group's heading, or an indicator with a status per column."""

    label: str
    statuses: tuple[str | None, ...] | None


@dataclass(frozen=True)
class StripRow:
    """One unit against its target; ``low`` to ``high`` is the 80 % interval, missing if none.

    ``shown`` is the value in words; of a bound ``side`` is where the truth lies, -1 or 1, else 0.
    """

    name: str
    tone: str
    value: float
    shown: str
    side: int
    year: int
    stale: bool
    low: float
    middle: float
    high: float
    goal: float


@dataclass(frozen=True)
class Strip:
    """One indicator's units on one scale; its title ends in the unit of the axis."""

    title: str
    lower: float
    upper: float
    rows: tuple[StripRow, ...]

    @property
    def plot_mm(self) -> float:
        """How tall the rows are."""
        return len(self.rows) * (2.6 if len(self.rows) > _MANY_ROWS else 4.2)

    @property
    def title_lines(self) -> list[str]:
        """The title in lines as wide as the panel."""
        return textwrap.wrap(self.title, _TITLE_LETTERS)

    @property
    def head_mm(self) -> float:
        """How tall the title is, with what keeps it from the panel above."""
        return _TITLE_MM + _TITLE_LINE_MM * len(self.title_lines)

    @property
    def height_mm(self) -> float:
        """How tall the panel is with its title and its axis."""
        return self.head_mm + self.plot_mm + _AXIS_MM


def matrix_svg(rows: Sequence[MatrixRow], blocks: Sequence[MatrixBlock], lang: Lang) -> str:
    """Return the matrix of signs as SVG: indicators in lines, units in columns."""
    width = WIDTH_MM * _PT
    places, cell = _matrix_columns(blocks, width)
    names = [name for block in blocks for name in block.names]
    tones = {status for row in rows for status in row.statuses or () if status}
    key, top = sign_key(key_entries(tones, lang), width)
    head = top + 16 + _LETTER_PT * 0.85 * max(map(len, names))
    first = 0
    parts = [key, *_matrix_heads(names, places, cell, head)]
    for block in blocks:
        parts.append(f'<text x="{places[first]:.1f}" y="{top + 6:.1f}" font-size="7.5"'
                     f' font-weight="bold">{escape(block.title)}</text>')  # fmt: skip
        first += len(block.names)
    y = head + 4
    for row in rows:
        parts.append(_matrix_line(row, places, cell, y))
        y += _GROUP_PT if row.statuses is None else _ROW_PT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}pt" height="{y + 3:.1f}pt"'
        f' viewBox="0 0 {width:.1f} {y + 3:.1f}" font-family="{CHART_FONTS}"'
        f' fill="{INK}">{"".join(parts)}</svg>'
    )


def _matrix_columns(blocks: Sequence[MatrixBlock], width: float) -> tuple[list[float], float]:
    """Return where each column begins, and how wide it is; the last name slants to the right."""
    count = sum(len(block.names) for block in blocks)
    slanted = _LETTER_PT * 0.55 * len(blocks[-1].names[-1])
    room = width - _LABEL_PT - slanted - _BETWEEN_PT * (len(blocks) - 1)
    cell = min(_WIDEST_PT, room / count)
    places, x = [], _LABEL_PT
    for block in blocks:
        places += [x + cell * place for place in range(len(block.names))]
        x = places[-1] + cell + _BETWEEN_PT
    return places, cell


def _matrix_heads(
    names: Sequence[str], places: Sequence[float], cell: float, y: float
) -> list[str]:
    return [
        f'<text transform="translate({x + 0.62 * cell:.1f} {y:.1f}) rotate(-{_SLANT})"'
        f' font-size="7">{escape(name)}</text>'
        for x, name in zip(places, names, strict=True)
    ]


def _matrix_line(row: MatrixRow, places: Sequence[float], cell: float, y: float) -> str:
    if row.statuses is None:
        wide = places[-1] + cell
        return (
            f'<rect x="0" y="{y:.1f}" width="{wide:.1f}" height="{_GROUP_PT - 1:.1f}"'
            f' fill="#e9edf2"/><text x="2" y="{y + 7.8:.1f}" font-size="7" font-weight="bold">'
            f"{escape(row.label)}</text>"
        )
    words = f'<text x="2" y="{y + 7.4:.1f}" font-size="7">{escape(row.label)}</text>'
    cells = "".join(
        _matrix_cell(status, x, y, cell) for x, status in zip(places, row.statuses, strict=True)
    )
    look = 'stroke-width=".3" text-anchor="middle" font-size="7.5"'
    return f"{words}<g {look}>{cells}</g>"


def _matrix_cell(status: str | None, x: float, y: float, cell: float) -> str:
    if status is None:
        return ""
    tone = TONES[status]
    return (
        f'<rect x="{x + 0.4:.1f}" y="{y:.1f}" width="{cell - 0.8:.1f}" height="{_ROW_PT - 1:g}"'
        f' fill="{tone.fill}"/><text x="{x + cell / 2:.1f}" y="{y + 8.2:.1f}"'
        f' fill="{tone.on_fill}">{tone.symbol}</text>'
    )


def strip_pages(strips: Sequence[Strip]) -> list[list[list[Strip]]]:
    """Return the strips in pages of columns: each strip goes on where the page is shortest."""
    pages: list[list[list[Strip]]] = []
    small = all(len(strip.rows) <= _MANY_ROWS for strip in strips)
    for strip in strips:
        most = FIRST_PAGE_MM if small and len(pages) == 1 else PAGE_MM
        if not pages or min(map(_column_mm, pages[-1])) + strip.height_mm > most:
            pages.append([[] for _ in range(STRIPS_ACROSS)])
        min(pages[-1], key=_column_mm).append(strip)
    return pages


def _column_mm(column: Sequence[Strip]) -> float:
    return sum(strip.height_mm for strip in column)


def strips_svg(columns: Sequence[Sequence[Strip]], lang: Lang) -> str:
    """Return the units of each indicator against their targets, in columns of indicators."""
    tones = {row.tone for column in columns for strip in column for row in strip.rows}
    signs = [f"{tone} {words}" for _, tone, words in key_entries(tones, lang)]
    lines = textwrap.wrap(
        "   ".join(sign.replace(" ", "\N{NO-BREAK SPACE}") for sign in signs), 105
    )
    key = _KEY_LINE_MM * (len(lines) + 1) + 1
    total, wide = key + max(map(_column_mm, columns)), WIDTH_MM / STRIPS_ACROSS
    with drawing("strips"):
        figure = Figure(figsize=(WIDTH_MM / _MM, total / _MM))
        bounds = any(row.side for column in columns for strip in column for row in strip.rows)
        _draw_key(figure, lines, total, lang, bounds=bounds)
        for place, column in enumerate(columns):
            top = total - key
            for strip in column:
                box = (place * wide + _NAMES_MM, top - strip.head_mm - strip.plot_mm,
                       wide - _NAMES_MM - _VALUES_MM, strip.plot_mm)  # fmt: skip
                sized = (box[0] / WIDTH_MM, box[1] / total, box[2] / WIDTH_MM, box[3] / total)
                _draw_strip(figure.add_axes(sized), strip, lang)
                top -= strip.height_mm
        return _rounded(as_svg(figure))


def _draw_key(
    figure: Figure, signs: Sequence[str], total: float, lang: Lang, *, bounds: bool
) -> None:
    """Draw what the marks mean in one line, and the signs beside the values below it."""
    marks: dict[str, dict[str, Any]] = {
        "latest": {"marker": "o", "ms": 3.6, "color": ACCENT, "lw": 0},
        "stale": {"marker": "o", "ms": 3.6, "color": ACCENT, "mfc": "white", "mew": 0.9, "lw": 0},
        "interval": {"color": ACCENT, "alpha": 0.35, "lw": 3.2},
        "median": {"marker": "|", "ms": 5, "mew": 1.2, "color": ACCENT, "lw": 0},
        "target": {"marker": "|", "ms": 8, "mew": 2.0, "color": INK, "lw": 0},
    }
    if bounds:
        marks["bound"] = {**marks["stale"], "marker": ">"}
    drawn = [Line2D([], [], label=text(f"overview.key_{name}", lang), **look)
             for name, look in marks.items()]  # fmt: skip
    figure.legend(handles=drawn, loc="upper left", ncols=len(drawn), frameon=False, fontsize=7,
                  borderpad=0, borderaxespad=0, handlelength=1.4, handletextpad=0.4,
                  columnspacing=1.4, bbox_to_anchor=(0.003, 1))  # fmt: skip
    for place, line in enumerate(signs, start=1):
        figure.text(
            x=0.004, y=1 - (_KEY_LINE_MM * place + 0.6) / total, s=line, fontsize=7, va="top"
        )


def _draw_strip(axes: Axes, strip: Strip, lang: Lang) -> None:
    size = 6.5 if len(strip.rows) > _MANY_ROWS else 7.0
    _draw_marks(axes, list(reversed(strip.rows)))
    for place, row in enumerate(reversed(strip.rows)):
        _aside(axes, place, row.name, size, left=True)
        told = f"{TONES[row.tone].symbol} {row.shown} ({row.year})"
        _aside(axes, place, told, size, left=False)
    axes.set_ylim(-0.6, len(strip.rows) - 0.4)
    axes.set_xlim(*_range(strip))
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, 3)))
    axes.tick_params(axis="x", labelsize=7, length=2.5, pad=2)
    axes.grid(axis="x", color="#e3e3e3", lw=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.annotate("\n".join(strip.title_lines), (0, 1), xytext=(2 - _NAMES_MM * _PT, 3.5),
                  textcoords="offset points", xycoords="axes fraction", fontsize=7.2,
                  fontweight="bold", va="bottom", annotation_clip=False)  # fmt: skip


def _draw_marks(axes: Axes, rows: Sequence[StripRow]) -> None:
    places = np.arange(len(rows))
    low, middle, high, goal, value = (
        np.array([getattr(row, name) for row in rows], dtype=float)
        for name in ("low", "middle", "high", "goal", "value")
    )
    side = np.array([row.side for row in rows])
    stale = np.array([row.stale for row in rows])
    axes.hlines(places, low, high, color=ACCENT, alpha=0.35, lw=3.2, capstyle="butt")
    axes.plot(middle, places, marker="|", ms=5, mew=1.2, color=ACCENT, lw=0)
    axes.plot(goal, places, marker="|", ms=8, mew=2.0, color=INK, lw=0, zorder=4)
    figure = side == 0
    looks = ((figure & ~stale, ACCENT, "o"), (figure & stale, "white", "o"),
             (side < 0, "white", "<"), (side > 0, "white", ">"))  # fmt: skip
    for chosen, face, marker in looks:
        axes.plot(value[chosen], places[chosen], marker=marker, ms=3.6, mew=0.9, color=ACCENT,
                  markerfacecolor=face, lw=0, zorder=5)  # fmt: skip


def _aside(axes: Axes, place: int, words: str, size: float, *, left: bool) -> None:
    axes.annotate(words, (0 if left else 1, place), xytext=(-3 if left else 3, 0),
                  xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
                  ha="right" if left else "left", fontsize=size, color=INK,
                  annotation_clip=False)  # fmt: skip


def _range(strip: Strip) -> tuple[float, float]:
    ends = [end for row in strip.rows for end in (row.value, row.low, row.high, row.goal)]
    known = [end for end in ends if np.isfinite(end)]
    low, high = min(known), max(known)
    pad = 0.07 * (high - low or max(abs(high), 1))
    return max(low - pad, strip.lower - pad / 2), min(high + pad, strip.upper + pad / 2)


def spreads_svg(
    figures: pd.DataFrame,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    decimals: Mapping[str, int],
    lang: Lang,
) -> str:
    """Return each indicator's units over the years: a line per unit, mean and spread on top.

    ``figures`` has ``indicator_id, unit_id, year, value`` of the balanced sets; ``titles`` holds
    the indicators to draw, in order. The highest and lowest of the last year are named.
    """
    down = -(-len(titles) // SPREADS_ACROSS)
    across = min(SPREADS_ACROSS, len(titles))
    wide, tall = WIDTH_MM / SPREADS_ACROSS, 56.0
    with drawing("spreads"):
        figure = Figure(figsize=(wide * across / _MM, tall * down / _MM))
        for place, (indicator_id, title) in enumerate(titles.items()):
            left, low = place % across * wide + 9, (down - 1 - place // across) * tall + 6
            box = (left / (wide * across), low / (tall * down),
                   (wide - 27) / (wide * across), (tall - 17) / (tall * down))  # fmt: skip
            axes = figure.add_axes(box)
            own = figures[figures["indicator_id"] == indicator_id]
            draw_spread(axes, own.pivot(index="year", columns="unit_id", values="value"), names,
                         decimals[indicator_id], lang)  # fmt: skip
            axes.annotate("\n".join(textwrap.wrap(title, 31)), (0, 1), xytext=(-22, 5),
                          xycoords="axes fraction", textcoords="offset points", fontsize=7.2,
                          fontweight="bold", va="bottom", annotation_clip=False)  # fmt: skip
        return _rounded(as_svg(figure))


def draw_spread(
    axes: Axes, block: pd.DataFrame, names: Mapping[str, str], decimals: int, lang: Lang
) -> None:
    """Draw every unit and their mean with the deviation around it; a row is a year."""
    years = block.index.to_numpy(int)
    values = block.to_numpy(float)
    axes.plot(years, values, color=RULE, lw=0.7)
    sns.lineplot(x=np.repeat(years, values.shape[1]), y=values.ravel(), errorbar=_deviation_around,
                 color=ACCENT, lw=1.5, err_kws={"alpha": 0.2, "lw": 0}, ax=axes)  # fmt: skip
    axes.set_xlim(years[0], years[-1])
    axes.set_ylim(*axes.get_ylim())
    _name_ends(axes, block.iloc[-1], names, decimals, lang)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, 2)))
    axes.tick_params(labelsize=7, length=2.5, pad=2)
    axes.grid(axis="y", color="#e3e3e3", lw=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _deviation_around(values: pd.Series) -> tuple[float, float]:
    """Return the ends of one standard deviation around the mean, as in ``measure_spreads``."""
    mean, deviation = float(values.mean()), float(values.std(ddof=0))
    return mean - deviation, mean + deviation


def _name_ends(
    axes: Axes, last: pd.Series, names: Mapping[str, str], decimals: int, lang: Lang
) -> None:
    """Name the highest and the lowest beside the axes, apart from each other and inside them."""
    bottom, top = axes.get_ylim()
    ends = [str(last.idxmax()), str(last.idxmin())]
    highest, lowest = ((float(last[unit_id]) - bottom) / (top - bottom) for unit_id in ends)
    high = min(max(highest, (highest + lowest + _APART) / 2, 1.5 * _APART), 1 - _APART / 2)
    low = max(min(lowest, high - _APART), _APART / 2)
    for unit_id, height in zip(ends, (high, low), strict=True):
        shown = number(float(last[unit_id]), lang, decimals, fixed=True)
        lines = [*textwrap.wrap(names[unit_id], 11), shown]
        axes.annotate("\n".join(lines), (1, height), xytext=(4, 0),
                      xycoords="axes fraction", textcoords="offset points", fontsize=7,
                      va="center", annotation_clip=False)  # fmt: skip


def _rounded(svg: str) -> str:
    """Return a picture with two decimals of a point: hundreds of marks take a third less."""
    return _TAG.sub(lambda tag: _LONG.sub(r"\1", tag[0]), svg)
