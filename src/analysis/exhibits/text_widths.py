"""How wide words stand in a chart or a Word document, made without a typesetter at hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

from analysis.exhibits.typesetting import chart_font_files

_WIDEST_SERIF = ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf")
# Glyphs are measured at this size, in points, and scaled.
_MEASURED = 100.0


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide ``words`` stand in the font of the charts, in the unit of ``size``.

    >>> from analysis.exhibits import text_width
    >>> text_width("98,5 %", 7) < text_width("98,5 %", 7, bold=True)
    True
    """
    return _width(words, size, chart_font_files()[bold])


def widest_text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide ``words`` stand in the widest serif that takes the place of a missing one."""
    return _width(words, size, _widest_serif_file(_WIDEST_SERIF[bold]))


@cache
def _widest_serif_file(name: str) -> Path:
    return Path(mpl.get_data_path(), "fonts", "ttf", name)


def _width(words: str, size: float, font: Path) -> float:
    return sum(_advance(sign, font) for sign in words) * size / _MEASURED


@cache
def _advance(sign: str, font: Path) -> float:
    glyph = _opened(font).load_char(ord(sign), flags=LoadFlags.NO_HINTING)
    # FreeType counts in 65536ths of a point at 72 dots per inch.
    return float(glyph.linearHoriAdvance) / 65536


@cache
def _opened(font: Path) -> FT2Font:
    opened = FT2Font(font)
    opened.set_size(_MEASURED, 72)
    return opened
