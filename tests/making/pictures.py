"""Small grey pictures of pages, and telling whether two show the same.

A picture keeps sixteen greys and is as narrow as a thumbnail. Two of them are compared tile by
tile: another smoothing of letters changes no tile much, while a chart that is gone, a table that
moved or a page that broke differently changes many.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH = 96
_GREYS = 16
_TILE = 6
# How far the mean of a tile may differ (white to black is 1), and how many may differ more.
_TOLERANCE, _MOST_TILES = 0.04, 0.025
# How far a strip may slip up or down against the one above it: a line or two breaks elsewhere.
_STRIP, _SLIP = 72, 4
_TALLER = 0.03


def thumbnail(picture: bytes | Image.Image) -> Image.Image:
    """Return a page as a narrow picture of sixteen greys."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    height = max(1, round(image.height * WIDTH / image.width))
    return image.convert("L").resize((WIDTH, height), Image.Resampling.BOX)


def side_by_side(pages: Sequence[Image.Image], columns: int = 8) -> Image.Image:
    """Return the pages of a document on one sheet, each in a place of its own."""
    tall = max(page.height for page in pages)
    rows = -(-len(pages) // columns)
    sheet = Image.new("L", (columns * WIDTH, rows * tall), 255)
    for place, page in enumerate(pages):
        sheet.paste(page, ((place % columns) * WIDTH, (place // columns) * tall))
    return sheet


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture as small as it will go."""
    path.parent.mkdir(exist_ok=True)
    palette = picture.point(lambda grey: round(grey / 255 * (_GREYS - 1)) * 255 // (_GREYS - 1))
    palette.quantize(_GREYS, dither=Image.Dither.NONE).save(path, optimize=True, bits=4)


def difference(new: Image.Image, approved: Image.Image) -> str:
    """Return what tells the pictures apart, in words; empty when they show the same."""
    a, b = (np.asarray(image.convert("L"), float) / 255 for image in (new, approved))
    if a.shape[1] != b.shape[1] or abs(a.shape[0] - b.shape[0]) > _TALLER * b.shape[0]:
        return f"the size is {new.size}, approved {approved.size}"
    for left in range(0, b.shape[1], WIDTH):
        column = slice(left, left + WIDTH)
        told = _column_difference(a[:, column], b[:, column])
        if told:
            return f"{told}, in column {left // WIDTH + 1}"
    return ""


def _column_difference(a: NDArray[np.float64], b: NDArray[np.float64]) -> str:
    slip = 0
    for top in range(0, b.shape[0], _STRIP):
        share, slip = _best_fit(a, b[top : top + _STRIP], top, slip)
        if share > _MOST_TILES:
            return f"{share:.1%} of the tiles differ at row {top} of {b.shape[0]}"
    return ""


def _best_fit(
    a: NDArray[np.float64], strip: NDArray[np.float64], top: int, slip: int
) -> tuple[float, int]:
    """Return the share of tiles that differ, and the slip at which the fewest do."""
    found = []
    for step in sorted(range(-_SLIP, _SLIP + 1), key=abs):
        start = top + slip + step
        part = a[max(0, start) : start + len(strip)]
        tall = min(len(part), len(strip))
        wanted = strip[:tall] if start >= 0 else strip[len(strip) - tall :]
        if tall >= _TILE:
            differing = np.abs(_tiles(part[:tall]) - _tiles(wanted)) > _TOLERANCE
            found.append((float(differing.mean()), slip + step))
    return min(found, key=lambda fit: fit[0], default=(0.0, slip))


def _tiles(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean grey of each tile."""
    rows, columns = (max(1, side // _TILE) for side in part.shape)
    cut = part[: rows * _TILE, : columns * _TILE]
    tall, wide = cut.shape[0] // rows, cut.shape[1] // columns
    tiles: NDArray[np.float64] = cut.reshape(rows, tall, columns, wide).mean(axis=(1, 3))
    return tiles
