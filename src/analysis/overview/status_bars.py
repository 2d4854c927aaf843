"""How many targets stand how in each unit: stacked bars, one panel per stage, labelled on the bar.

seaborn stacks them (``histplot`` with weights); words and numbers on the bars are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.exhibits import INK, TONES, as_svg, drawing

WIDTH_MM = 163.0
_MM = 25.4
# Names on the left, the titles of the panels above.
_NAMES_MM, _TITLE_MM, _BETWEEN_MM = 34.0, 6.0, 4.0
_ROW_MM, _DENSE_ROW_MM, _MANY = 6.0, 3.7, 12
# A bar part shorter than this share of the longest bar has room for its number alone.
_ROOM_FOR_SIGN = 0.11


def status_bars_svg(counts: Mapping[str, pd.DataFrame]) -> str:
    """Return the bars of each panel: ``counts`` has by title a table of units × statuses.

    The rows of all tables are the same units by their names, in the order in which they are drawn.
    """
    tables = list(counts.values())
    row = _DENSE_ROW_MM if len(tables[0]) > _MANY else _ROW_MM
    tall = _TITLE_MM + row * len(tables[0]) + 1
    wide = (WIDTH_MM - _NAMES_MM - _BETWEEN_MM * (len(tables) - 1)) / len(tables)
    longest = max(int(table.sum(axis=1).max()) for table in tables)
    with drawing("status-bars"):
        figure = Figure(figsize=(WIDTH_MM / _MM, tall / _MM))
        for place, (title, table) in enumerate(counts.items()):
            left = _NAMES_MM + place * (wide + _BETWEEN_MM)
            box = (left / WIDTH_MM, 1 / tall, wide / WIDTH_MM, (tall - _TITLE_MM - 1) / tall)
            axes = figure.add_axes(box)
            _draw(axes, table, longest)
            axes.set_title(title, loc="left", fontsize=7.5, fontweight="bold", pad=3)
            if place:
                axes.set_yticklabels([])
        return as_svg(figure)


def _draw(axes: Axes, table: pd.DataFrame, longest: int) -> None:
    long = table.rename_axis("unit").reset_index().melt("unit", var_name="status")
    # histplot stacks from the last hue to the first.
    order = list(table.columns)[::-1]
    sns.histplot(
        long, y="unit", hue="status", weights="value", hue_order=order, multiple="stack",
        discrete=True, shrink=0.78, palette={status: TONES[status].fill for status in order},
        alpha=1, edgecolor="#8a8a8a", linewidth=0.4, legend=False, ax=axes,
    )  # fmt: skip
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(0, longest)
    axes.set(xlabel="", ylabel="", xticks=[])
    axes.tick_params(axis="y", length=0, labelsize=7, labelcolor=INK)
    axes.spines[:].set_visible(False)
    for place, (_, counts) in enumerate(table.iterrows()):
        _label(axes, place, counts, longest)


def _label(axes: Axes, place: int, counts: pd.Series, longest: int) -> None:
    start = 0
    for status, count in counts.items():
        if count:
            tone = TONES[str(status)]
            roomy = count >= _ROOM_FOR_SIGN * longest
            axes.text(start + count / 2, place, f"{tone.symbol} {count}" if roomy else f"{count}",
                      ha="center", va="center", fontsize=6.5, color=tone.on_fill)  # fmt: skip
            start += int(count)
