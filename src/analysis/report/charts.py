"""The trajectory chart: what was observed, what the plan asks, and what may come.

Drawn small, so that its letters can still be read where a phone shows it at three quarters of its
size; paper shows it larger (``objective_exhibits.CHART_MM``).
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.exhibits import ACCENT, INK, MUTED, SCREEN_ONLY, as_svg, drawing
from analysis.language import Lang, day, number, text
from analysis.programme import BOUNDS, UNSURE_STATUSES, is_bound, meets
from analysis.projections import Outlook, figure_quantiles
from analysis.report.band_names import name_bands
from analysis.report.chart_words import drawn_goals, goal_words, newest_words
from analysis.report.tile_charts import NATION
from analysis.series import comparable_rows, figure_rows

WIDTH_MM, HEIGHT_MM = 105.0, 40.0
_BANDS = ((0.025, 0.975, 0.14), (0.1, 0.9, 0.20), (0.25, 0.75, 0.28))
# How far the arrow of a bound reaches from its mark, in points.
_ARROW = 12
# What a label beside the outermost mark takes of the height of the frame.
_LABEL_ROOM = 0.23
_MARKERS = {
    "administrative": "o",
    "survey": "s",
    "census": "D",
    "estimate": "^",
    "modelled": "v",
    "simulated": "P",
}


def trajectory_svg(
    points: pd.DataFrame,
    outlook: Outlook | None,
    goals: list[dict[str, Any]],
    indicator: dict[str, Any],
    lang: Lang,
    national: pd.DataFrame | None = None,
) -> str:
    """Return one indicator's chart as SVG with text kept as text.

    ``points`` are the rows of one series (``schemas.SERIES``); ``goals`` one dict per judged
    year with ``target_year, comparator, goal, baseline_year, baseline_value``; ``indicator`` a
    row of ``schemas.INDICATORS``; ``national`` the nation's series, to stand beside it. Figures
    of another territory stand apart, and a thin line marks where the territory behind the figures
    changes. What is only a bound is an open mark with an arrow to the side on which the truth
    lies; no line goes through it. The widest band is for the screen alone. The same input gives
    the same bytes.
    """
    here = comparable_rows(points)
    marks = drawn_goals(goals)
    with drawing(str(indicator["indicator_id"])):
        figure = Figure(figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4))
        axes = figure.add_axes((0.095, 0.12, 0.88, 0.765))
        if outlook is not None:
            _draw_outlook(axes, figure_rows(here), outlook)
        if marks:
            _draw_target_path(axes, marks)
        _draw_points(axes, here, ACCENT)
        for apart in _runs_apart(points):
            _draw_points(axes, apart, MUTED)
        _dress(axes, points, outlook, goals, indicator, lang)
        _draw_breaks(axes, points, lang)
        if national is not None and len(national):
            _draw_nation(axes, national, lang)
        _write_labels(axes, here, outlook, marks, indicator, lang)
        if outlook is not None:
            shares = [(*band[:2], band == _BANDS[0]) for band in _BANDS]
            name_bands(axes, outlook, shares, marks, lang)
        return as_svg(figure)


def _draw_outlook(axes: Axes, points: pd.DataFrame, outlook: Outlook) -> None:
    """Draw the bands and the median from the last figure on, whose own doubt they start with."""
    last = points.iloc[-1].to_dict()
    years = [int(last["year"]), *outlook.years]

    def path(level: float) -> list[float]:
        start = figure_quantiles(last, [level], lower=outlook.lower, upper=outlook.upper)
        return [*start, *(outlook.quantile(year, level) for year in outlook.years)]

    for low, high, strength in _BANDS:
        band = axes.fill_between(years, path(low), path(high), color=ACCENT, alpha=strength, lw=0)
        if (low, high, strength) == _BANDS[0]:
            band.set_gid(SCREEN_ONLY)
    axes.plot(years, path(0.5), color=ACCENT, lw=1.2, ls=(0, (4, 2)))


def _draw_nation(axes: Axes, national: pd.DataFrame, lang: Lang) -> None:
    """Draw the nation as a thin grey line, with its name, where it lies within the frame."""
    first, last = axes.get_xlim()
    low, high = axes.get_ylim()
    known = figure_rows(comparable_rows(national))
    known = known[known["year"].between(first, last)].sort_values("year")
    if known.empty or not known["value"].astype(float).between(low, high).all():
        return
    axes.plot(known["year"].to_numpy(int), known["value"].to_numpy(float), color=NATION, lw=0.9,
              marker="." if len(known) == 1 else "", zorder=2)  # fmt: skip
    # Named where it begins: the newest value and the targets are named at the other end.
    start = known.iloc[0]
    axes.annotate(text("tiles.nation", lang), (int(start["year"]), float(start["value"])),
                  xytext=(0, 3), textcoords="offset points", ha="left", va="bottom", color=MUTED,
                  fontsize=6.5, zorder=3)  # fmt: skip


def _draw_target_path(axes: Axes, marks: list[dict[str, Any]]) -> None:
    first = marks[0]
    path = [(mark["target_year"], mark["goal"]) for mark in marks]
    known = pd.notna(first["baseline_value"])
    if known and not meets(first["comparator"], first["baseline_value"], first["goal"]):
        # From a baseline that meets the target already a path would ask for a decline.
        path.insert(0, (first["baseline_year"], first["baseline_value"]))
    axes.plot(*zip(*path, strict=True), color=INK, lw=0.9, ls=(0, (1, 1.6)), zorder=3)
    for mark in marks:
        axes.plot(
            mark["target_year"], mark["goal"], marker="_", ms=13, mew=2.2, color=INK, zorder=5
        )


def _runs_apart(points: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the figures of other territories, those that follow each other together."""
    runs = (points["comparable"] != points["comparable"].shift()).cumsum()
    apart = points[~points["comparable"]]
    return [run for _, run in apart.groupby(runs[~points["comparable"]])]


def _draw_breaks(axes: Axes, points: pd.DataFrame, lang: Lang) -> None:
    """Draw a thin line before the first figure of a new territory, with the day of the change."""
    middle = sum(axes.get_xlim()) / 2
    marked = points[points["territory_break"].notna()]
    for year, since in zip(marked["year"], marked["territory_break"], strict=True):
        changed = date.fromisoformat(since)
        short = f"{changed.day}/{changed.month}/{changed.year}"
        shown = short if lang == "vi" else day(changed, lang)
        place = int(year) - 0.5
        # The words stand on the roomier side of the line.
        side = 1 if place < middle else -1
        axes.axvline(place, color=MUTED, lw=0.7, ls=(0, (3, 2)), zorder=2)
        axes.annotate(
            text("charts.territory_break", lang, day=shown),
            (place, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(3 * side, -2),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="top",
            color=MUTED,
            fontsize=6.5,
            zorder=7,
        )


def _draw_points(axes: Axes, stated: pd.DataFrame, colour: str) -> None:
    for bound in stated[is_bound(stated["qualifier"])].to_dict("records"):
        _draw_bound(axes, bound, colour)
    points = figure_rows(stated)
    axes.plot(points["year"].to_numpy(int), points["value"].to_numpy(float),
              color=colour, lw=1.2, zorder=4)  # fmt: skip
    unsure = points["status"].isin(UNSURE_STATUSES)
    for (nature, open_mark), rows in points.groupby(["nature", unsure]):
        axes.scatter(
            rows["year"].to_numpy(int),
            rows["value"].to_numpy(float),
            marker=_MARKERS[str(nature)],
            s=22,
            facecolor="white" if open_mark else colour,
            edgecolor=colour,
            linewidth=1.1,
            zorder=6,
        )


def _draw_bound(axes: Axes, bound: dict[Any, Any], colour: str) -> None:
    """Draw an open mark and an arrow to the side on which the truth lies."""
    place, side = (int(bound["year"]), float(bound["value"])), BOUNDS[bound["qualifier"]]
    axes.scatter(*place, marker=_MARKERS[str(bound["nature"])], s=22, facecolor="white",
                 edgecolor=colour, linewidth=1.1, zorder=6)  # fmt: skip
    arrow = {"arrowstyle": "<|-", "color": colour, "lw": 1.1, "shrinkA": 0, "shrinkB": 2.4,
             "mutation_scale": 7}  # fmt: skip
    axes.annotate("", place, (0, side * _ARROW), textcoords="offset points", arrowprops=arrow,
                  annotation_clip=False, zorder=8)  # fmt: skip


def _dress(
    axes: Axes,
    points: pd.DataFrame,
    outlook: Outlook | None,
    goals: list[dict[str, Any]],
    indicator: dict[str, Any],
    lang: Lang,
    *,
    year_labels: int = 9,
) -> None:
    first = int(points["year"].min())
    last = max([int(points["year"].max()), *(int(goal["target_year"]) for goal in goals)])
    axes.set_xlim(first - 0.6, last + 0.9)
    wanted = {int(goal["target_year"]) for goal in goals}
    axes.set_xticks(_year_ticks(first, last, wanted, year_labels))
    decimals = _set_value_range(axes, _shown_values(points, outlook, goals), indicator)
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: number(value, lang, decimals, fixed=True))
    )
    axes.grid(axis="y", color="#e3e3e3", lw=0.6)
    axes.set_axisbelow(True)
    sns.despine(ax=axes)


def _year_ticks(first: int, last: int, wanted: set[int], most: int) -> list[int]:
    """Return years to label: every target year, and round ones that leave it room."""
    step = max(1, math.ceil((last - first) / most))
    spaced = range(first, last + 1, step)
    clear = [year for year in spaced if all(abs(year - other) >= step for other in wanted)]
    return sorted({*clear, *wanted})


def _shown_values(
    points: pd.DataFrame, outlook: Outlook | None, goals: list[dict[str, Any]]
) -> list[float]:
    """Return what must be inside the frame: figures, goals and the 80 % band.

    The 95 % band may run out of it: the far tail of a share near 100 would press everything else
    into a line.
    """
    shown = [*points["value"], *(goal["goal"] for goal in goals if np.isfinite(goal["goal"]))]
    if outlook is not None:
        shown += [outlook.quantile(year, level) for year in outlook.years for level in (0.1, 0.9)]
    return shown


def _set_value_range(axes: Axes, shown: list[float], indicator: dict[str, Any]) -> int:
    """Set the range and its round ticks; return how many decimals the ticks need."""
    low, high = min(shown), max(shown)
    # What differs only beyond the published decimals is a level line.
    least = 4 * 10.0 ** -int(indicator["decimals"])
    if high - low < least:
        low, high = low - least, high + least
    pad = _LABEL_ROOM * (high - low)
    lower, upper = indicator["lower"], indicator["upper"]
    axes.set_ylim(max(low - pad, lower - pad), high + pad)
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(
        max(low, lower), min(high, np.nan_to_num(upper, nan=high))
    )
    axes.set_yticks([tick for tick in ticks if lower <= tick and not tick > upper])
    return max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))


def _write_labels(
    axes: Axes,
    points: pd.DataFrame,
    outlook: Outlook | None,
    marks: list[dict[str, Any]],
    indicator: dict[str, Any],
    lang: Lang,
) -> None:
    title: dict[str, Any] = {"fontsize": 7.5, "pad": 4}
    axes.set_title(text(f"charts.axis_{indicator['unit']}", lang), loc="left", color=MUTED, **title)
    if outlook is not None:
        axes.set_title(text("charts.outlook", lang), loc="right", color=ACCENT, **title)
    values = points.set_index("year")["value"]
    sides = {mark["target_year"]: _side(mark, values, outlook) for mark in marks}
    for mark in marks:
        shown = goal_words(mark, indicator, lang)
        _label(axes, mark["target_year"], mark["goal"], shown, INK, sides[mark["target_year"]])
    latest = int(values.index[-1])
    nearest = min(sides, key=lambda year: abs(year - latest), default=None)
    side = None if nearest is None else -sides[nearest]
    _label_latest(axes, points, side, marks, indicator, lang)


def _label_latest(
    axes: Axes,
    points: pd.DataFrame,
    side: int | None,
    marks: list[dict[str, Any]],
    indicator: dict[str, Any],
    lang: Lang,
) -> None:
    """Write the newest value; without a ``side``, on the one that its line does not come from.

    The label of a bound stands on the side that its arrow leaves free.
    """
    values, newest = points["value"].to_numpy(float), points.iloc[-1]
    if newest["qualifier"] in BOUNDS:
        side = -BOUNDS[newest["qualifier"]]
    elif side is None:
        side = -1 if len(values) > 1 and values[-1] < values[-2] else 1
    shown = newest_words(newest, marks, indicator, lang)
    _label(axes, int(newest["year"]), values[-1], shown, ACCENT, side)


def _side(mark: dict[str, Any], values: pd.Series, outlook: Outlook | None) -> int:
    """1 when the label of a target stands above its mark, -1 below: away from the curve."""
    year = mark["target_year"]
    known = values[values.index <= year]
    curve = known.iloc[-1] if len(known) else values.iloc[0]
    if outlook is not None and year in outlook.years:
        curve = outlook.quantile(year, 0.5)
    return 1 if mark["goal"] >= curve else -1


def _label(axes: Axes, year: int, value: float, shown: str, colour: str, side: int) -> None:
    axes.annotate(
        shown,
        (year, value),
        xytext=(0, 5 * side),
        textcoords="offset points",
        ha="center",
        va="bottom" if side > 0 else "top",
        color=colour,
        fontsize=8,
        fontweight="bold",
        zorder=7,
        annotation_clip=False,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none",
              "alpha": 0.7},
    )  # fmt: skip
