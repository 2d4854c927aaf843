"""The charts of the track record: every mark where its figure is, words that stand apart."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making.words_of_pictures import overlapping, written
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from analysis.exhibits import ACCENT, INK, drawing
from analysis.language import LANGS, text
from analysis.track_record import charts
from analysis.track_record.record import KINDS, load_record

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TABLES = load_record(ROOT).tables


def drawn(lang: Any) -> list[str]:
    return [
        charts.reliability_svg(TABLES["calibration"], list(KINDS), lang),
        charts.coverage_svg(TABLES["coverage"], list(KINDS), lang),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_words_are_composed_complete_and_apart(lang: Any) -> None:
    for svg, axis in zip(drawn(lang), ("axis_said", "axis_inside"), strict=True):
        words = [each.words for each in written(svg)]
        assert overlapping(svg) == []
        assert text(f"track_record.{axis}", lang) in words
        assert sum(any(text(f"track_record.kind_{kind}", lang) in word for word in words)
                   for kind in KINDS) == len(KINDS)  # fmt: skip
        assert all(unicodedata.is_normalized("NFC", word) for word in words)


def test_same_record_gives_the_same_bytes() -> None:
    assert drawn("vi") == drawn("vi")


def test_marks_of_a_reliability_panel_are_the_shares_attained() -> None:
    rows = TABLES["calibration"].query("kind == 'provincial'")
    rows = rows[rows["horizons"].isin(charts.NEAR_BANDS)]
    with drawing("test"):
        axes = Figure().subplots()
        charts._draw_reliability(axes, rows, charts.NEAR_BANDS)
    (marks,) = axes.collections
    wanted = rows[["said", "attained"]].to_numpy()
    np.testing.assert_allclose(np.array(marks.get_offsets()), wanted)
    near = (rows["horizons"] == "1-2").to_numpy()
    colours = [to_rgba(ACCENT if each else INK) for each in near]
    np.testing.assert_allclose(marks.get_facecolors(), colours)
    for line, band in zip(axes.lines, (near, ~near), strict=True):
        np.testing.assert_allclose(line.get_xydata(), wanted[band])
    # the area grows by the same for each value of a band
    for band in (near, ~near):
        grown = np.polyfit(rows["values"][band], marks.get_sizes()[band], 1)
        assert grown[0] > 0
        np.testing.assert_allclose(
            np.polyval(grown, rows["values"][band]), marks.get_sizes()[band], atol=1e-6
        )


def test_coverage_shows_the_interval_that_was_measured() -> None:
    table = TABLES["coverage"]
    with drawing("test"):
        axes = Figure().subplots()
        charts._draw_coverage(axes, table, "inside_80", ACCENT, "o")
    spans = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    np.testing.assert_allclose(spans, table[["inside_80_low", "inside_80_high"]])
    (points,) = [line for line in axes.lines if len(line.get_xdata()) == len(table)]
    np.testing.assert_allclose(points.get_xdata(), table["inside_80"])
    bottom, top = axes.get_ylim()
    assert bottom > top, "the first row stands on top"
