"""The names on the bands of a full-size chart: where a band is thick enough and nothing stands.

The tiles place their words with ``tile_labels.Layout``; here matplotlib has written some already,
whose places are read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from analysis.exhibits import SCREEN_ONLY, text_width
from analysis.language import Lang, text
from analysis.projections import Outlook
from analysis.report.tile_labels import Box

_SIZE, _INK = 6.5, "#073763"
# What the mark of a target covers, in points to each side.
_MARK_ACROSS, _MARK_ALONG = 7.5, 2.5


def name_bands(
    axes: Axes,
    outlook: Outlook,
    bands: Sequence[tuple[float, float, bool]],
    marks: Sequence[dict[str, Any]],
    lang: Lang,
) -> None:
    """Write each band's share on it, the inner ones first; one without room has no name.

    ``bands`` are their quantiles with whether they are for the screen alone, the widest first.
    """
    taken = [*_written(axes), *_marked(axes, marks)]
    inner = 0.5
    for low, high, on_screen in reversed(bands):
        words = text("wording.unit_percent", lang, value=f"{100 * (high - low):.0f}")
        for year, value, box in _places(axes, outlook, (inner, high), (low, 1 - inner), words):
            if any(box.overlap(other) > 0 for other in taken):
                continue
            written = axes.text(year, value, words, ha="right", va="center_baseline", color=_INK,
                                fontsize=_SIZE, zorder=7)  # fmt: skip
            if on_screen:
                written.set_gid(f"{SCREEN_ONLY}-name")
            taken.append(box)
            break
        inner = high


def _places(
    axes: Axes,
    outlook: Outlook,
    upper: tuple[float, float],
    lower: tuple[float, float],
    words: str,
) -> Iterator[tuple[float, float, Box]]:
    """Yield where on either half of a band its name could stand, the latest year first."""
    width = text_width(words, _SIZE)
    least, most = sorted(axes.get_ylim())
    for year in reversed(outlook.years):
        for half in (upper, lower):
            ends = [min(max(outlook.quantile(year, level), least), most) for level in half]
            (x, foot), (_, head) = (_point(axes, year, end) for end in ends)
            if head - foot > _SIZE + 1.0:
                middle = (foot + head) / 2
                box = Box(x - width, -middle - _SIZE / 2, x, -middle + _SIZE / 2)
                yield float(year), sum(ends) / 2, box


def _point(axes: Axes, year: float, value: float) -> tuple[float, float]:
    """Return a place of the chart in points, y upwards."""
    x, y = axes.transData.transform((year, value)) * 72 / axes.figure.dpi
    return float(x), float(y)


def _written(axes: Axes) -> Iterator[Box]:
    """Yield what the labels cover that the chart has already."""
    for note in axes.texts:
        if not isinstance(note, Annotation) or not note.get_text():
            continue
        place = axes.transData if note.xycoords == "data" else axes.get_xaxis_transform()
        x, y = place.transform(note.xy) * 72 / axes.figure.dpi
        across, along = note.xyann
        size = float(note.get_fontsize())
        bold = note.get_fontweight() == "bold"
        width = text_width(note.get_text(), size, bold=bold)
        left = (
            x
            + across
            - {"left": 0.0, "center": width / 2, "right": width}[note.get_horizontalalignment()]
        )
        foot = y + along - (size if note.get_verticalalignment() == "top" else 0.0)
        yield Box(left - 1, -foot - size - 1, left + width + 1, -foot + 1)


def _marked(axes: Axes, marks: Sequence[dict[str, Any]]) -> Iterator[Box]:
    for mark in marks:
        x, y = _point(axes, mark["target_year"], mark["goal"])
        yield Box(x - _MARK_ACROSS, -y - _MARK_ALONG, x + _MARK_ACROSS, -y + _MARK_ALONG)
