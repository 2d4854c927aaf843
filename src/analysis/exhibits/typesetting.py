"""What is drawn by Typst with the packaged fonts: their folders, charts and marks as pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import typst

PICTURE_DPI = 220


def pictures(charts: Sequence[str], width_mm: Sequence[float]) -> list[bytes]:
    """Return charts, given as SVG, as PNG pictures at their width on paper, with 220 dpi.

    They are drawn with the fonts of the PDF, so that they look the same there.
    """
    if not charts:
        return []
    sizes = [{"svg": svg, "width": width} for svg, width in zip(charts, width_mm, strict=True)]
    drawn = typst.compile(
        resource("analysis.exhibits", "templates", "pictures.typ"),
        font_paths=font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"charts": json.dumps(sizes, ensure_ascii=False)},
        format="png",
        ppi=PICTURE_DPI,
    )
    return drawn if isinstance(drawn, list) else [drawn]


@cache
def outlined_mark(words: str, font: str, stretch: float) -> str:
    """Return the mark across a page as SVG without text: typeset, its letters are outlines."""
    drawn = typst.compile(
        resource("analysis.exhibits", "templates", "mark.typ"),
        font_paths=font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"words": words, "font": font, "stretch": str(stretch)},
        format="svg",
    )
    assert isinstance(drawn, bytes), "it has one page"
    return drawn.decode()


def font_folders() -> list[Path]:
    """Return where the packaged fonts are: of the text, of the charts, of all signs."""
    signs = Path(mpl.get_data_path(), "fonts", "ttf")
    return [resource("fontpkg_noto_serif", "files"), resource("analysis.exhibits", "fonts"), signs]


@cache
def chart_font_files() -> tuple[Path, Path]:
    """Return the files of the charts' font: regular and bold."""
    folder = resource("analysis.exhibits", "fonts")
    return folder / "MangNonSerif-Regular.ttf", folder / "MangNonSerif-Bold.ttf"


def resource(package: str, *place: str) -> Path:
    """Return the path of a file that a package holds."""
    return Path(str(files(package).joinpath(*place)))
