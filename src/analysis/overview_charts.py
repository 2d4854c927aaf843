"""The overview's charts: the matrix at a glance, units against targets, and their spread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.catalogue import Lang, text
from analysis.charts import as_svg, drawing
from analysis.palette import ACCENT, INK, MUTED, RULE, TONES
from analysis.sign_keys import key_entries, sign_key
from analysis.wording import number

WIDTH_MM = 163.0
STRIPS_ACROSS, SPREADS_ACROSS = 2, 3
# What fits on a page with its caption and note.
PAGE_MM = 205.0
MATRIX_UNITS = 36
_PT = 72 / 25.4
_LABEL_PT, _ROW_PT, _GROUP_PT, _WIDEST_PT = 178.0, 11.0, 11.5, 43.0
_MANY_ROWS = 12
_LONG = re.compile(r"(\.\d\d)\d+(?=[\s\"),])")


@dataclass(frozen=True)
class MatrixRow:
    """One line of the matrix: a group's heading, or an indicator with a status per unit."""

    label: str
    statuses: tuple[str | None, ...] | None


@dataclass(frozen=True)
class StripRow:
    """One unit against its target; ``low`` to ``high`` is the 80 % interval, missing if none."""

    name: str
    tone: str
    value: float
    year: int
    stale: bool
    low: float
    middle: float
    high: float
    goal: float


@dataclass(frozen=True)
class Strip:
    """One indicator's units on one scale."""

    title: str
    axis: str
    decimals: int
    lower: float
    upper: float
    rows: tuple[StripRow, ...]

    @property
    def height_mm(self) -> float:
        """How tall the panel is with its title and its axis."""
        return 19.0 + len(self.rows) * (2.55 if len(self.rows) > _MANY_ROWS else 4.2)


def matrix_svg(rows: Sequence[MatrixRow], names: Sequence[str], lang: Lang) -> str:
    """Return the matrix of signs as SVG: indicators in lines, units in columns."""
    width = WIDTH_MM * _PT
    cell = min(_WIDEST_PT, (width - _LABEL_PT - 24) / len(names))
    tones = {status for row in rows for status in row.statuses or () if status}
    key, top = sign_key(key_entries(tones, lang), width)
    head = top + 4 + 4.1 * 0.82 * max(map(len, names))
    parts, y = [key, *_matrix_heads(names, cell, head)], head + 4
    for row in rows:
        parts.append(_matrix_line(row, cell, y, len(names)))
        y += _GROUP_PT if row.statuses is None else _ROW_PT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}pt" height="{y + 3:.1f}pt"'
        f' viewBox="0 0 {width:.1f} {y + 3:.1f}" font-family="DejaVu Sans, sans-serif"'
        f' fill="{INK}">{"".join(parts)}</svg>'
    )


def _matrix_heads(names: Sequence[str], cell: float, y: float) -> list[str]:
    size = min(7.0, cell - 1)
    return [
        f'<text transform="translate({_LABEL_PT + (place + 0.62) * cell:.1f} {y:.1f}) rotate(-58)"'
        f' font-size="{size:.1f}">{escape(name)}</text>'
        for place, name in enumerate(names)
    ]


def _matrix_line(row: MatrixRow, cell: float, y: float, units: int) -> str:
    if row.statuses is None:
        wide = _LABEL_PT + units * cell
        return (
            f'<rect x="0" y="{y:.1f}" width="{wide:.1f}" height="{_GROUP_PT - 1:.1f}"'
            f' fill="#e9edf2"/><text x="2" y="{y + 8.4:.1f}" font-size="7" font-weight="bold">'
            f"{escape(row.label)}</text>"
        )
    lines = _wrapped(row.label, 52)
    first = y + (7.4 if len(lines) == 1 else 4.5)
    words = "".join(
        f'<text x="2" y="{first + 5.2 * place:.1f}" font-size="5.6">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    cells = "".join(
        _matrix_cell(status, _LABEL_PT + place * cell, y, cell)
        for place, status in enumerate(row.statuses)
    )
    look = 'stroke-width=".3" text-anchor="middle" font-size="7.5"'
    return f"{words}<g {look}>{cells}</g>"


def _wrapped(words: str, room: int) -> list[str]:
    """Return one or two lines; what does not fit the second is left to the table."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 2 else [lines[0], lines[1].rstrip(",;") + " …"]


def _matrix_cell(status: str | None, x: float, y: float, cell: float) -> str:
    if status is None:
        return ""
    tone = TONES[status]
    return (
        f'<rect x="{x + 0.4:.1f}" y="{y:.1f}" width="{cell - 0.8:.1f}" height="{_ROW_PT - 1:g}"'
        f' fill="{tone.fill}"/><text x="{x + cell / 2:.1f}" y="{y + 8.2:.1f}"'
        f' fill="{tone.on_fill}">{tone.symbol}</text>'
    )


def strip_pages(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Return the strips in parts that fit on a page, two side by side."""
    pages: list[list[Strip]] = []
    room = 0.0
    for start in range(0, len(strips), STRIPS_ACROSS):
        pair = list(strips[start : start + STRIPS_ACROSS])
        tall = max(strip.height_mm for strip in pair)
        if not pages or tall > room:
            pages.append([])
            room = PAGE_MM
        pages[-1] += pair
        room -= tall
    return pages


def strips_svg(strips: Sequence[Strip], lang: Lang) -> str:
    """Return the units of each indicator against their targets, two indicators side by side."""
    pairs = [strips[at : at + STRIPS_ACROSS] for at in range(0, len(strips), STRIPS_ACROSS)]
    heights = [max(strip.height_mm for strip in pair) for pair in pairs]
    total, wide = sum(heights), WIDTH_MM / STRIPS_ACROSS
    with drawing("strips"):
        figure = Figure(figsize=(WIDTH_MM / 25.4, total / 25.4))
        below = total
        for pair, height in zip(pairs, heights, strict=True):
            for place, strip in enumerate(pair):
                long = strip.height_mm - 19.0
                box = (place * wide + 25, below - 11.5 - long, wide - 45, long)
                sized = (box[0] / WIDTH_MM, box[1] / total, box[2] / WIDTH_MM, box[3] / total)
                _draw_strip(figure.add_axes(sized), strip, lang)
            below -= height
        return _rounded(as_svg(figure))


def _draw_strip(axes: Axes, strip: Strip, lang: Lang) -> None:
    many = len(strip.rows) > _MANY_ROWS
    size = 5.6 if many else 7.0
    _draw_marks(axes, list(reversed(strip.rows)))
    for place, row in enumerate(reversed(strip.rows)):
        shown = number(row.value, lang, strip.decimals, fixed=True)
        _aside(axes, place, row.name, size, left=True)
        _aside(axes, place, f"{TONES[row.tone].symbol} {shown} ({row.year})", size, left=False)
    axes.set_ylim(-0.6, len(strip.rows) - 0.4)
    axes.set_xlim(*_range(strip))
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, 3)))
    axes.tick_params(axis="x", labelsize=6.5, length=2.5)
    axes.grid(axis="x", color="#e3e3e3", lw=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    lines = _wrapped(strip.title, 46)
    axes.annotate("\n".join(lines), (0, 1), xytext=(-68, 4), textcoords="offset points",
                  xycoords="axes fraction", fontsize=7.2, fontweight="bold", va="bottom",
                  annotation_clip=False)  # fmt: skip
    axes.annotate(strip.axis, (1, 0), xytext=(3, -9), textcoords="offset points", fontsize=6.2,
                  xycoords="axes fraction", color=MUTED, va="center",
                  annotation_clip=False)  # fmt: skip


def _draw_marks(axes: Axes, rows: Sequence[StripRow]) -> None:
    places = np.arange(len(rows))
    low, middle, high, goal, value = (
        np.array([getattr(row, name) for row in rows], dtype=float)
        for name in ("low", "middle", "high", "goal", "value")
    )
    stale = np.array([row.stale for row in rows])
    axes.hlines(places, low, high, color=ACCENT, alpha=0.35, lw=3.2, capstyle="butt")
    axes.plot(middle, places, marker="|", ms=5, mew=1.2, color=ACCENT, lw=0)
    axes.plot(goal, places, marker="|", ms=8, mew=2.0, color=INK, lw=0, zorder=4)
    for chosen, face in ((~stale, ACCENT), (stale, "white")):
        axes.plot(value[chosen], places[chosen], marker="o", ms=3.6, mew=0.9, color=ACCENT,
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
    with drawing("spreads"):
        figure = Figure(figsize=(WIDTH_MM * across / SPREADS_ACROSS / 25.4, 58 * down / 25.4))
        grid: Any = figure.subplots(down, across, squeeze=False)
        figure.subplots_adjust(left=0.15 / across, right=1 - 0.42 / across, wspace=0.62,
                               top=1 - 10 / (58 * down), bottom=9 / (58 * down),
                               hspace=0.42)  # fmt: skip
        for axes in grid.flat[len(titles) :]:
            axes.set_visible(False)
        for axes, (indicator_id, title) in zip(grid.flat, titles.items(), strict=False):
            own = figures[figures["indicator_id"] == indicator_id]
            _draw_spread(axes, own.pivot(index="year", columns="unit_id", values="value"), names,
                         decimals[indicator_id], lang)  # fmt: skip
            axes.set_title("\n".join(_wrapped(title, 36)), fontsize=7, loc="left",
                           fontweight="bold", pad=4)  # fmt: skip
        return _rounded(as_svg(figure))


def _draw_spread(
    axes: Axes, block: pd.DataFrame, names: Mapping[str, str], decimals: int, lang: Lang
) -> None:
    years = block.index.to_numpy(int)
    values = block.to_numpy(float)
    axes.plot(years, values, color=RULE, lw=0.7)
    mean, sd = values.mean(axis=1), values.std(axis=1)
    axes.fill_between(years, mean - sd, mean + sd, color=ACCENT, alpha=0.2, lw=0)
    axes.plot(years, mean, color=ACCENT, lw=1.5)
    last = block.iloc[-1]
    close = last.max() - last.min() < 0.15 * np.ptp(values)
    for unit_id, side in ((str(last.idxmax()), 1), (str(last.idxmin()), -1)):
        shown = number(float(last[unit_id]), lang, decimals, fixed=True)
        axes.annotate(f"{names[unit_id]}\n{shown}", (years[-1], float(last[unit_id])),
                      xytext=(3, (9 if close else 3) * side), textcoords="offset points",
                      fontsize=6, va="center", annotation_clip=False)  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, 2)))
    axes.tick_params(labelsize=6.5, length=2.5)
    axes.grid(axis="y", color="#e3e3e3", lw=0.5)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _rounded(svg: str) -> str:
    """Return a picture with two decimals of a point: hundreds of marks take a third less."""
    return _LONG.sub(r"\1", svg)


def axis_words(unit: str, lang: Lang) -> str:
    """Return the unit of an axis."""
    return text(f"charts.axis_{unit}", lang)
