"""The trajectory chart: what was observed, what the plan asks, and what may come."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.attainability import Outlook
from analysis.catalogue import Lang, text
from analysis.palette import ACCENT, INK, MUTED, RULE
from analysis.wording import number, sign_of

WIDTH_MM, HEIGHT_MM = 160.0, 62.0
_BANDS = ((0.025, 0.975, 0.14), (0.1, 0.9, 0.20), (0.25, 0.75, 0.28))
_MARKERS = {
    "administrative": "o",
    "survey": "s",
    "census": "D",
    "estimate": "^",
    "modelled": "v",
    "simulated": "P",
}
_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "svg.fonttype": "none",
    "axes.edgecolor": RULE,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
}


def trajectory_svg(
    points: pd.DataFrame,
    outlook: Outlook | None,
    goals: list[dict[str, Any]],
    indicator: dict[str, Any],
    lang: Lang,
) -> str:
    """Return one indicator's chart as SVG with text kept as text.

    ``points`` are the rows of one series (``schemas.SERIES``); ``goals`` one dict per judged
    year with ``target_year, comparator, goal, baseline_year, baseline_value``; ``indicator`` a
    row of ``schemas.INDICATORS``. The same input gives the same bytes.
    """
    with _drawing(str(indicator["indicator_id"])):
        figure = Figure(figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4))
        axes = figure.add_axes((0.075, 0.13, 0.80, 0.80))
        _draw_outlook(axes, points, outlook)
        _draw_target_path(axes, goals, indicator, lang)
        _draw_points(axes, points, indicator, lang)
        _dress(axes, points, outlook, goals, indicator, lang)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


@contextmanager
def _drawing(salt: str) -> Iterator[None]:
    theme = sns.axes_style("ticks")
    with mpl.rc_context({**theme, **_STYLE, "svg.hashsalt": salt}):
        yield


def _draw_outlook(axes: Axes, points: pd.DataFrame, outlook: Outlook | None) -> None:
    if outlook is None:
        return
    origin_year, origin = int(points["year"].iloc[-1]), float(points["value"].iloc[-1])
    years = [origin_year, *outlook.years]

    def path(level: float) -> list[float]:
        return [origin, *(outlook.quantile(year, level) for year in outlook.years)]

    for low, high, strength in _BANDS:
        axes.fill_between(years, path(low), path(high), color=ACCENT, alpha=strength, lw=0)
    axes.plot(years, path(0.5), color=ACCENT, lw=1.2, ls=(0, (4, 2)))


def _draw_target_path(
    axes: Axes, goals: list[dict[str, Any]], indicator: dict[str, Any], lang: Lang
) -> None:
    marks = [goal for goal in goals if np.isfinite(goal["goal"])]
    if not marks:
        return
    start = [(g["baseline_year"], g["baseline_value"]) for g in marks[:1]]
    path = [*start, *((g["target_year"], g["goal"]) for g in marks)]
    years, values = zip(*path, strict=True)
    axes.plot(years, values, color=INK, lw=0.9, ls=(0, (1, 1.6)), zorder=3)
    for mark in marks:
        axes.plot(mark["target_year"], mark["goal"], marker="_", ms=13, mew=2.2, color=INK, zorder=5)
    _label_goals(axes, marks, indicator, lang)


def _label_goals(
    axes: Axes, marks: list[dict[str, Any]], indicator: dict[str, Any], lang: Lang
) -> None:
    above = indicator["better"] == "up"
    for mark in marks:
        shown = number(mark["goal"], lang, 2)
        axes.annotate(
            f"{sign_of(mark['comparator']) or '≤'} {shown}",
            (mark["target_year"], mark["goal"]),
            xytext=(0, 5 if above else -5),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontsize=8,
            fontweight="bold",
        )


def _draw_points(
    axes: Axes, points: pd.DataFrame, indicator: dict[str, Any], lang: Lang
) -> None:
    years, values = points["year"].to_numpy(int), points["value"].to_numpy(float)
    axes.plot(years, values, color=ACCENT, lw=1.2, zorder=4)
    for nature, rows in points.groupby("nature"):
        hollow = rows["status"].isin(("preliminary", "simulated", "as_published"))
        for sure, face in ((False, ACCENT), (True, "white")):
            some = rows[hollow == sure]
            axes.scatter(
                some["year"].to_numpy(int),
                some["value"].to_numpy(float),
                marker=_MARKERS[str(nature)],
                s=22,
                facecolor=face,
                edgecolor=ACCENT,
                linewidth=1.1,
                zorder=6,
            )
    axes.annotate(
        number(values[-1], lang, int(indicator["decimals"]), fixed=True),
        (years[-1], values[-1]),
        xytext=(5, 6 if indicator["better"] == "down" else -6),
        textcoords="offset points",
        va="bottom" if indicator["better"] == "down" else "top",
        color=ACCENT,
        fontsize=8,
        fontweight="bold",
    )


def _dress(
    axes: Axes,
    points: pd.DataFrame,
    outlook: Outlook | None,
    goals: list[dict[str, Any]],
    indicator: dict[str, Any],
    lang: Lang,
) -> None:
    first = int(points["year"].min())
    last = max([int(points["year"].max()), *(int(goal["target_year"]) for goal in goals)])
    axes.set_xlim(first - 0.6, last + 0.6)
    _set_value_range(axes, indicator)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=9, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang, 2)))
    axes.set_title(_axis_title(indicator, lang), loc="left", fontsize=8, color=MUTED, pad=3)
    axes.grid(axis="y", color="#e3e3e3", lw=0.6)
    axes.set_axisbelow(True)
    sns.despine(ax=axes)
    if outlook is not None:
        _label_outlook(axes, outlook, lang)


def _set_value_range(axes: Axes, indicator: dict[str, Any]) -> None:
    low, high = axes.get_ylim()
    pad = 0.10 * (high - low or 1)
    axes.set_ylim(max(low - pad, indicator["lower"] - pad), high + pad)


def _axis_title(indicator: dict[str, Any], lang: Lang) -> str:
    return text(f"charts.axis_{indicator['unit']}", lang)


def _label_outlook(axes: Axes, outlook: Outlook, lang: Lang) -> None:
    year = outlook.years[-1]
    axes.annotate(
        text("charts.outlook", lang),
        (year, outlook.quantile(year, 0.5)),
        xytext=(14, 0),
        textcoords="offset points",
        color=ACCENT,
        fontsize=7.5,
        va="center",
        annotation_clip=False,
    )
