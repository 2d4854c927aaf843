"""The charts' font: it has every letter that the charts may need, and is what its script makes."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from analysis.exhibits import CHART_FONTS, TONES, as_svg, chart_font_files, drawing

ROOT = Path(__file__).parents[2]
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
SIGNS = "0123456789 \u00a0.,;:–−-()[]/%‰≥≤<>→×₫…“”’" + "".join(
    tone.symbol for tone in TONES.values()
)
every_style = pytest.mark.parametrize("file", chart_font_files(), ids=lambda file: file.stem)


@every_style
def test_no_letter_of_the_charts_is_taken_from_another_font(file: Path) -> None:
    font = FT2Font(file)
    needed = LETTERS + LETTERS.upper() + SIGNS
    assert [sign for sign in needed if not font.get_char_index(ord(sign))] == []


def test_a_drawing_names_the_font_and_what_stands_in_for_it() -> None:
    with drawing("x"):
        figure = Figure(figsize=(2, 1))
        figure.text(0.5, 0.5, "Tỷ lệ ≥ 98,5 %", fontweight="bold")
        svg = as_svg(figure)
    assert CHART_FONTS in svg
    assert "DejaVu" not in svg


@pytest.mark.slow
def test_the_fonts_are_what_their_script_makes(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "docs" / "fonts.py"))["write"](tmp_path)
    for file in chart_font_files():
        kept, made = (TTFont(path) for path in (file, tmp_path / file.name))
        assert kept["cmap"].getBestCmap() == made["cmap"].getBestCmap(), "run `make fonts`"
        assert kept["hmtx"].metrics == made["hmtx"].metrics, "run `make fonts`"
        assert kept["glyf"].glyphs == made["glyf"].glyphs, "run `make fonts`"
