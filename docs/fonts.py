"""Writes the fonts of the charts, ``src/analysis/exhibits/fonts``, anew: ``make fonts``.

Noto Serif comes as variable fonts, of which neither matplotlib nor the SVG of Typst can draw any
width or weight but the regular one; and it lacks the signs of the statuses. So two widths of it
are fixed, cut down to the letters of Vietnamese and English, and joined with DejaVu's signs.
Both licences allow it under another name (docs/decisions/0017-font-of-charts.md).
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FOLDER = Path(__file__).parents[1] / "src" / "analysis" / "exhibits" / "fonts"
FAMILY = "Mang Non Serif"
# As wide as the text of the PDF.
WIDTH = 87.5
WEIGHTS = {"Regular": 400, "Bold": 700}
LICENCE = (
    "Noto Serif: SIL Open Font License 1.1. Signs of DejaVu Sans: Bitstream Vera licence. "
    "Modified: fixed width and weight, fewer letters, joined."
)
_BLOCKS = ((0x20, 0x17F), (0x1A0, 0x1B0), (0x1EA0, 0x1EF9), (0x2010, 0x2030))
SIGNS = "₫−≤≥≈≠←↑→↓●○◆◇■□▲△▼▽✓✗⊘"


def letters() -> set[int]:
    """Return the code points that the charts may need."""
    return {sign for first, last in _BLOCKS for sign in range(first, last + 1)} | set(
        map(ord, SIGNS)
    )


def made(style: str) -> TTFont:
    """Return the font of the charts in a style, ``Regular`` or ``Bold``."""
    variable = files("fontpkg_noto_serif").joinpath("files", "NotoSerif[wdth,wght].ttf")
    font = TTFont(str(variable), recalcTimestamp=False)
    font = instantiateVariableFont(font, {"wdth": WIDTH, "wght": WEIGHTS[style]})
    # Without kerning words are as wide as their letters together: places for labels are exact.
    options = Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters())
    subsetter.subset(font)
    _join_signs(font)
    _name(font, style)
    return font


def _join_signs(font: TTFont) -> None:
    """Add the signs that the font lacks, from DejaVu Sans, as large as there."""
    other = TTFont(Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))
    known, drawn = other.getBestCmap(), other.getGlyphSet()
    scale = font["head"].unitsPerEm / other["head"].unitsPerEm
    for sign in map(ord, SIGNS):
        if sign in font.getBestCmap():
            continue
        name = f"uni{sign:04X}"
        pen = TTGlyphPen(None)
        drawn[known[sign]].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        glyph = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["glyf"][name] = glyph
        font["hmtx"][name] = (round(drawn[known[sign]].width * scale), glyph.xMin)
        for table in font["cmap"].tables:
            table.cmap[sign] = name


def _name(font: TTFont, style: str) -> None:
    names = font["name"]
    names.names = []
    told = {0: LICENCE, 1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}",
            6: f"{FAMILY.replace(' ', '')}-{style}", 13: LICENCE}  # fmt: skip
    for key, value in told.items():
        names.setName(value, key, 3, 1, 0x409)
    # Nothing but its name and weight tells it from its like: no width class of its own.
    font["OS/2"].usWidthClass = 5
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = int(bold)
    for unneeded in ("STAT", "GDEF", "GSUB", "GPOS"):
        if unneeded in font:
            del font[unneeded]


def write(folder: Path) -> None:
    """Write the fonts into a folder."""
    for style in WEIGHTS:
        made(style).save(folder / f"MangNonSerif-{style}.ttf")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
