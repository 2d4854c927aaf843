"""The charts of the track record: said against attained, and coverage by horizon."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.exhibits import ACCENT, INK, MUTED, RULE, as_svg, drawing
from analysis.language import Lang, number, text

PANEL_MM = 27.0


def reliability_svg(calibration: pd.DataFrame, kinds: list[str], lang: Lang) -> str:
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
            for band, colour, marker in (("1-2", ACCENT, "o"), ("3-5", INK, "s")):
                rows = calibration[
                    (calibration["kind"] == kind) & (calibration["horizons"] == band)
                ]
                areas = 60 * rows["values"] / rows["values"].sum() + 4
                axes.plot(rows["said"], rows["attained"], color=colour, lw=0.8)
                axes.scatter(rows["said"], rows["attained"], s=areas, color=colour, marker=marker)
            axes.set_title(text(f"track_record.kind_{kind}", lang), fontsize=8, color=MUTED, pad=3)
            axes.set(xlim=(0, 1), ylim=(0, 1), xticks=(0, 0.5, 1), yticks=(0, 0.25, 0.5, 0.75, 1))
            axes.xaxis.set_major_formatter(_decimal(lang))
            axes.yaxis.set_major_formatter(_decimal(lang))
            axes.spines[["top", "right"]].set_visible(False)
        panels[0].set_ylabel(text("track_record.axis_attained", lang), fontsize=8)
        figure.supxlabel(text("track_record.axis_said", lang), fontsize=8, color=INK, y=0.02)
        return as_svg(figure)


def coverage_svg(coverage: pd.DataFrame, kinds: list[str], lang: Lang) -> str:
    """Return the share of values inside the 80 % and 95 % intervals, by kind and horizons.

    ``coverage`` has ``kind, horizons`` and ``inside_80, inside_95`` with ``_low`` and ``_high``.
    """
    rows = [(kind, band) for kind in kinds for band in ("1-2", "3-5")]
    table = coverage.set_index(["kind", "horizons"]).loc[rows]
    places = range(len(rows))[::-1]
    with drawing("coverage"):
        figure = Figure(figsize=(160 / 25.4, (14 + 5.2 * len(rows)) / 25.4))
        axes = figure.add_axes((0.30, 0.14, 0.66, 0.80))
        for level, colour, marker in (("80", ACCENT, "o"), ("95", INK, "s")):
            name = f"inside_{level}"
            axes.axvline(int(level) / 100, color=RULE, lw=0.9, ls=(0, (1, 1.6)))
            axes.hlines(places, table[f"{name}_low"], table[f"{name}_high"], color=colour, lw=1.2)
            axes.plot(table[name], places, color=colour, marker=marker, ms=4, lw=0)
        labels = [
            text(
                "track_record.row",
                lang,
                kind=text(f"track_record.kind_{kind}", lang),
                horizons=band.replace("-", "–"),
            )
            for kind, band in rows
        ]
        axes.set_yticks(list(places), labels)
        axes.set_xlim(0.5, 1)
        axes.xaxis.set_major_formatter(_decimal(lang))
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel(text("track_record.axis_inside", lang), fontsize=8)
        return as_svg(figure)


def _decimal(lang: Lang) -> FuncFormatter:
    return FuncFormatter(lambda value, _: number(value, lang, 2))
