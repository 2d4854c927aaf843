"""The charts of the track record: said against attained, and coverage by horizon."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.exhibits import ACCENT, INK, MUTED, RULE, as_svg, drawing
from analysis.language import Lang, number, text

PANEL_MM = 27.0
NEAR_BANDS, FAR_BANDS = ("1-2", "3-5"), ("6-9", "10-14")
# Of the nearer horizons and of the narrow interval, and of the further and the wide one.
_COLOURS, _MARKERS = (ACCENT, INK), ("o", "s")


def reliability_svg(
    calibration: pd.DataFrame, kinds: list[str], lang: Lang, bands: tuple[str, str] = NEAR_BANDS
) -> str:
    """Return small multiples: the probability said against the share attained, one per kind.

    ``calibration`` has ``kind, horizons, bin, said, attained, values``; the area of a mark grows
    with its number of values. Marks on the dotted line are right as often as they say.
    """
    with drawing("reliability"):
        figure = Figure(figsize=(PANEL_MM * len(kinds) / 25.4, 48 / 25.4))
        panels = figure.subplots(1, len(kinds), sharey=True, squeeze=False)[0]
        figure.subplots_adjust(left=0.085, right=0.995, top=0.86, bottom=0.24, wspace=0.12)
        for axes, kind in zip(panels, kinds, strict=True):
            axes.plot((0, 1), (0, 1), color=RULE, lw=0.9, ls=(0, (1, 1.6)))
            _draw_reliability(axes, calibration[calibration["kind"] == kind], bands)
            axes.set_title(text(f"track_record.kind_{kind}", lang), fontsize=8, color=MUTED, pad=3)
            axes.set(xlim=(0, 1), ylim=(0, 1), xticks=(0, 0.5, 1), yticks=(0, 0.25, 0.5, 0.75, 1))
            axes.xaxis.set_major_formatter(_decimal(lang))
            axes.yaxis.set_major_formatter(_decimal(lang))
            axes.set(xlabel="", ylabel="")
            sns.despine(ax=axes)
        panels[0].set_ylabel(text("track_record.axis_attained", lang), fontsize=8)
        figure.supxlabel(text("track_record.axis_said", lang), fontsize=8, color=INK, y=0.02)
        return as_svg(figure)


def _draw_reliability(axes: Axes, rows: pd.DataFrame, bands: tuple[str, str]) -> None:
    rows = rows[rows["horizons"].isin(bands)]
    band = rows["horizons"].to_numpy(str)
    look = {"x": rows["said"], "y": rows["attained"], "hue": band, "style": band,
            "hue_order": bands, "style_order": bands, "palette": _COLOURS,
            "legend": False, "ax": axes}  # fmt: skip
    sns.lineplot(**look, estimator=None, dashes=False, lw=0.8)
    weight = rows["values"] / rows.groupby("horizons")["values"].transform("sum")
    sns.scatterplot(**look, markers=_MARKERS, size=weight, sizes=(12, 90), size_norm=(0, 1),
                    linewidth=0.4)  # fmt: skip


def coverage_svg(coverage: pd.DataFrame, kinds: list[str], lang: Lang) -> str:
    """Return the share of values inside the 80 % and 95 % intervals, by kind and horizons.

    ``coverage`` has ``kind, horizons`` and ``inside_80, inside_95`` with ``_low`` and ``_high``.
    """
    rows = [(kind, band) for kind in kinds for band in (*NEAR_BANDS, *FAR_BANDS)]
    table = coverage.set_index(["kind", "horizons"]).loc[rows]
    with drawing("coverage"):
        figure = Figure(figsize=(160 / 25.4, (14 + 4.4 * len(rows)) / 25.4))
        axes = figure.add_axes((0.30, 0.14, 0.66, 0.80))
        for level, colour, marker in zip((80, 95), _COLOURS, _MARKERS, strict=True):
            axes.axvline(level / 100, color=RULE, lw=0.9, ls=(0, (1, 1.6)))
            _draw_coverage(axes, table, f"inside_{level}", colour, marker)
        labels = [
            text(
                "track_record.row",
                lang,
                kind=text(f"track_record.kind_{kind}", lang),
                horizons=band.replace("-", "–"),
            )
            for kind, band in rows
        ]
        axes.set_yticks(range(len(rows)), labels)
        axes.set_xlim(0.5, 1)
        axes.xaxis.set_major_formatter(_decimal(lang))
        sns.despine(ax=axes)
        axes.set_xlabel(text("track_record.axis_inside", lang), fontsize=8)
        return as_svg(figure)


def _draw_coverage(axes: Axes, table: pd.DataFrame, name: str, colour: str, marker: str) -> None:
    """Draw a share and its interval for each row of ``table``, the first on top."""
    ends = table[[f"{name}_low", name, f"{name}_high"]].to_numpy()
    whisker = {"lw": 1.2, "solid_capstyle": "butt"}
    sns.pointplot(x=ends.ravel(), y=np.repeat(range(len(ends)), 3), orient="y",
                  estimator=_middle, errorbar=_ends, color=colour, marker=marker, markersize=4,
                  markeredgewidth=1, linestyle="none", err_kws=whisker, ax=axes)  # fmt: skip


def _middle(given: pd.Series) -> float:
    """Return the estimate of a low end, an estimate and a high end that are known already."""
    return float(given.iloc[1])


def _ends(given: pd.Series) -> tuple[float, float]:
    return float(given.iloc[0]), float(given.iloc[2])


def _decimal(lang: Lang) -> FuncFormatter:
    return FuncFormatter(lambda value, _: number(value, lang, 2))
