"""How wide words stand in a chart, which is drawn without a typesetter at hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

_REGULAR, _BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
# Glyphs are measured at this size, in points, and scaled.
_MEASURED = 100.0


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide ``words`` stand in the font of the charts, in the unit of ``size``.

    >>> from analysis.exhibits import text_width
    >>> text_width("98,5 %", 7) < text_width("98,5 %", 7, bold=True)
    True
    """
    font = _BOLD if bold else _REGULAR
    return sum(_advance(sign, font) for sign in words) * size / _MEASURED


@cache
def _advance(sign: str, font: str) -> float:
    glyph = _opened(font).load_char(ord(sign), flags=LoadFlags.NO_HINTING)
    # FreeType counts in 65536ths of a point at 72 dots per inch.
    return float(glyph.linearHoriAdvance) / 65536


@cache
def _opened(font: str) -> FT2Font:
    opened = FT2Font(str(Path(mpl.get_data_path(), "fonts", "ttf", font)))
    opened.set_size(_MEASURED, 72)
    return opened
