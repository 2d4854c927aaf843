"""Charts as scalable pictures, in the style of the report."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.figure import Figure

from analysis.exhibits.palette import CHART_FONT, CHART_FONTS, INK, MUTED, RULE
from analysis.exhibits.typesetting import chart_font_files

_STYLE = {
    "font.family": CHART_FONT,
    "font.size": 8,
    "svg.fonttype": "none",
    "axes.edgecolor": RULE,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    # The letters of the serif reach farther down than those of matplotlib's own font.
    "xtick.major.pad": 1.4,
}


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG without a date: the same drawing gives the same bytes.

    It has no paper of its own, so that a mark across the page is not broken by it.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    return buffer.getvalue().replace(f"'{CHART_FONT}'", CHART_FONTS)


@cache
def _know_fonts() -> None:
    """Tell matplotlib of the charts' font, which lies in this package and nowhere else."""
    for file in chart_font_files():
        font_manager.fontManager.addfont(file)


@contextmanager
def drawing(salt: str) -> Iterator[None]:
    """Draw in the report's style; ``salt`` makes the ids inside the SVG the same in every run."""
    _know_fonts()
    theme = sns.axes_style("ticks")
    style: dict[str, Any] = {**theme, **_STYLE, "svg.hashsalt": salt}
    with mpl.rc_context(cast("Any", style)):
        yield
