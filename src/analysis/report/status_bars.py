"""One bar per target year: how many targets stand where, told on the bar itself.

Written as SVG directly, as the small pictures of the scorecard are. A part that is wide enough
holds its words; those of a narrow one stand below it. No part is told by its colour alone: each
bears the sign of its status and its number. Lengths are tenths of a millimetre of paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from analysis.exhibits import CHART_FONTS, INK, MUTED, TONES, text_width

# Drawn narrow, so that the words can be read on a phone; paper shows the bars larger.
WIDTH_MM = 120.0
_YEAR_ROOM, _BAR, _LINE, _GAP = 100.0, 66.0, 42.0, 18.0
_SIZE = 26.0
_PAD = 12.0


@dataclass(frozen=True)
class Part:
    """A part of a bar: its status (a tone), how many, and the words for it."""

    status: str
    count: int
    words: str


@dataclass(frozen=True)
class Bar:
    """A bar under its label, from the best status to the worst."""

    label: str
    parts: Sequence[Part]


def status_bars_svg(bars: Sequence[Bar]) -> str:
    """Return the bars one below the other, each as long as the others."""
    marks, top = [], 4.0
    for bar in bars:
        drawn, height = _bar(bar, top)
        marks += drawn
        top += height + _GAP
    width, height = 10 * WIDTH_MM, top - _GAP + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'font-family="{CHART_FONTS}" font-size="{_SIZE:g}">{"".join(marks)}</svg>'
    )


def _bar(bar: Bar, top: float) -> tuple[list[str], float]:
    """Return the marks of a bar and its height with the words below it."""
    total = sum(part.count for part in bar.parts)
    room = 10 * WIDTH_MM - _YEAR_ROOM - 4
    middle = top + _BAR / 2 + _SIZE * 0.36
    marks = [_words(0, middle, bar.label, INK, bold=True)]
    below: list[tuple[float, Part]] = []
    left = _YEAR_ROOM
    for part in bar.parts:
        width = room * part.count / total
        marks.append(_box(left, top, width, part))
        centre, tone = left + width / 2, TONES[part.status]
        whole, short = f"{tone.symbol} {part.words} {part.count}", f"{tone.symbol} {part.count}"
        if _length(whole) + _PAD <= width:
            marks.append(_words(centre, middle, whole, tone.on_fill, anchor="middle"))
        else:
            fits = next((each for each in (short, str(part.count))
                         if _length(each) + 4 <= width), "")  # fmt: skip
            marks.append(_words(centre, middle, fits, tone.on_fill, anchor="middle"))
            below.append((centre, part))
        left += width
    lines, rows = 0, list(_placed(below))
    for start, line, centre, told in rows:
        foot = top + _BAR + _LINE * (line + 1)
        marks.append(
            f'<polyline points="{centre:.1f},{top + _BAR:.1f} {centre:.1f},{foot - _SIZE:.1f}" '
            f'fill="none" stroke="{MUTED}" stroke-width="2"/>'
        )
        marks.append(_words(start, foot - 2, told, INK))
        lines = max(lines, line + 1)
    return marks, _BAR + _LINE * lines


def _placed(below: Sequence[tuple[float, Part]]) -> Iterator[tuple[float, int, float, str]]:
    """Yield the words below a bar: where they start, on which line, under which place.

    From the right, so that the line that leads to a part never crosses the words of another.
    """
    ends: list[float] = []
    for centre, part in reversed(below):
        told = f"{TONES[part.status].symbol} {part.words} {part.count}"
        length = _length(told)
        start = min(centre - 8, 10 * WIDTH_MM - length - 4)
        line = next((k for k, end in enumerate(ends) if start + length + 20 <= end), len(ends))
        ends[line:] = [start] if line == len(ends) else [start, *ends[line + 1 :]]
        yield start, line, centre, told


def _box(left: float, top: float, width: float, part: Part) -> str:
    tone = TONES[part.status]
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_BAR:g}" '
        f'fill="{tone.fill}" stroke="{tone.on_fill}" stroke-width="2"/>'
    )


def _length(words: str) -> float:
    return text_width(words, _SIZE)


def _words(
    x: float, y: float, words: str, ink: str, *, anchor: str = "start", bold: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )
