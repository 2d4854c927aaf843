"""Small pictures for the rows of a table: how a series went, and where it may stand at its target.

They are written as SVG directly: a table has dozens of them, and a plotting library would take a
tenth of a second for each. Lengths are tenths of a millimetre of paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.exhibits import ACCENT, INK, MUTED, TONES

SERIES_MM, INTERVAL_MM = 20.0, 23.0
_HEIGHT = 38.0
_EDGE = 5.0
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{marks}</svg>'
# A scale is never finer than so many of the last published digit: noise must not look large.
_LEAST_DIGITS = 10


@dataclass(frozen=True)
class Beside:
    """What stands beside a target, in the indicator's unit: the outlook, and the nation's figure.

    ``rising`` tells that more is better; ``digits`` is the worth of the last published digit. What
    is missing is None.
    """

    goal: float
    rising: bool
    digits: float
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    national: float | None = None


def series_svg(
    points: Sequence[tuple[int, float, bool]],
    goals: Sequence[tuple[int, float]],
    years: tuple[int, int],
) -> str:
    """Return the line of a series over ``years``, its newest figure a dot, its targets as bars.

    ``points`` are year, value and whether it is only a bound, which is a ring that no line touches.
    """
    shown = [point for point in points if years[0] <= point[0] <= years[1]]
    values = [value for _, value, _ in shown] + [value for _, value in goals]
    low, high = min(values), max(values)
    width = 10 * SERIES_MM

    def place(year: int, value: float) -> tuple[float, float]:
        across = (year - years[0]) / max(years[1] - years[0], 1)
        up = (value - low) / (high - low) if high > low else 0.5
        # Room at the right for half of the bar of the last target.
        return (
            _EDGE + across * (width - 2 * _EDGE - 6),
            _HEIGHT - _EDGE - up * (_HEIGHT - 2 * _EDGE),
        )

    marks = []
    line = [place(year, value) for year, value, bound in shown if not bound]
    if len(line) > 1:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{ACCENT}" stroke-width="3"/>')
    marks += [_ring(*place(year, value)) for year, value, bound in shown if bound]
    if line:
        marks.append(_dot(*line[-1], ACCENT, 5))
    for year, value in goals:
        x, y = place(year, value)
        marks.append(_stroke((x - 9, y), (x + 9, y), INK, 4.5))
    return _SVG.format(width=width, height=_HEIGHT, marks="".join(marks))


def interval_svg(beside: Beside, tone: str) -> str:
    """Return the outlook's 80 % interval and median on a scale whose middle is the target.

    Whatever the indicator's direction, what lies to the right meets the target. The scale is each
    picture's own. A national figure beyond it points outwards from the edge.
    """
    width, middle_y = 10 * INTERVAL_MM, _HEIGHT / 2
    centre, reach = width / 2, width / 2 - 2 * _EDGE
    ends = [each for each in (beside.low, beside.middle, beside.high) if each is not None]
    spread = max((abs(each - beside.goal) for each in ends), default=0.0)
    if beside.national is not None and not ends:
        spread = 2 * abs(beside.national - beside.goal)
    spread = max(spread * 1.05, _LEAST_DIGITS * beside.digits)

    def place(value: float) -> float:
        away = value - beside.goal if beside.rising else beside.goal - value
        return centre + reach * away / spread

    marks = []
    ink = TONES[tone].ink
    if beside.low is not None and beside.high is not None:
        left, right = sorted((place(beside.low), place(beside.high)))
        # An interval of nothing is still seen.
        left, right = min(left, right - 4), max(right, left + 4)
        marks.append(
            f'<rect x="{left:.1f}" y="{middle_y - 6:g}" width="{right - left:.1f}" height="12" '
            f'fill="{ink}" fill-opacity="0.4"/>'
        )
    marks.append(_stroke((centre, 1), (centre, _HEIGHT - 1), INK, 3.5))
    if beside.national is not None:
        marks.append(_national(place(beside.national), width))
    if beside.middle is not None:
        marks.append(_dot(place(beside.middle), middle_y, ink, 7))
    return _SVG.format(width=width, height=_HEIGHT, marks="".join(marks))


def _national(x: float, width: float) -> str:
    """Return the nation's tick below the bar; an arrow at the edge for what lies beyond it."""
    top, foot = _HEIGHT - 12, _HEIGHT - 1
    if _EDGE <= x <= width - _EDGE:
        return _stroke((x, top - 4), (x, foot), MUTED, 5)
    tip, base = (1.0, 11.0) if x < _EDGE else (width - 1.0, width - 11.0)
    corners = f"{tip:g},{(top + foot) / 2:g} {base:g},{top:g} {base:g},{foot:g}"
    return f'<polygon points="{corners}" fill="{MUTED}"/>'


def _stroke(start: tuple[float, float], end: tuple[float, float], ink: str, weight: float) -> str:
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{ink}" stroke-width="{weight:g}"/>'
    )


def _dot(x: float, y: float, ink: str, radius: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{ink}"/>'


def _ring(x: float, y: float) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#ffffff" stroke="{ACCENT}" '
        'stroke-width="2"/>'
    )
