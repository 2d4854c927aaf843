"""Tiles: a grid of small charts, each under a title that says what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from analysis.exhibits.displayed import Displayed, check_anchor, note_html
from analysis.exhibits.palette import TONES
from analysis.exhibits.svg import clean_svg, described_svg

# How wide a tile stands on paper, two side by side.
TILE_MM = 78.0


@dataclass(frozen=True)
class Mark:
    """A status beside a tile's name. ``tone`` is a status of ``palette.TONES``."""

    text: str
    tone: str

    def __post_init__(self) -> None:
        """Refuse a tone that the palette does not have."""
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}; known: {', '.join(TONES)}")

    def html(self) -> str:
        """Return the chip: its symbol, which is not read aloud, and its words."""
        symbol = f'<span class="mn-icon" aria-hidden="true">{TONES[self.tone].symbol}</span>'
        return f'<span class="mn-chip mn-tone-{self.tone}">{symbol} {escape(self.text)}</span>'


@dataclass(frozen=True)
class Tile:
    """A small chart: its message, what it measures, where it stands, and a line of numbers.

    ``label`` stands beside the ``marks`` above the ``title``; ``foot`` below the picture.
    """

    title: str
    label: str
    marks: tuple[Mark, ...]
    svg: str
    alt: str
    foot: str
    anchor: str

    def __post_init__(self) -> None:
        """Refuse a tile that cannot be read aloud; clean the picture."""
        check_anchor(self.anchor)
        if not self.alt.strip():
            raise ValueError(f"tile {self.anchor}: a picture needs a text alternative")
        object.__setattr__(self, "svg", clean_svg(self.svg, self.anchor))

    def html(self) -> str:
        """Return the tile as a figure of its own."""
        chips = " ".join(mark.html() for mark in self.marks)
        marks = f'<span class="mn-tile-marks">{chips}</span>'
        foot = f'<p class="mn-tile-foot">{escape(self.foot)}</p>' if self.foot else ""
        return (
            f'<figure class="mn-tile" id="{escape(self.anchor)}"><figcaption>'
            f'<span class="mn-tile-head"><span>{escape(self.label)}</span> {marks}</span> '
            f'<span class="mn-tile-title">{escape(self.title)}</span></figcaption>'
            f'<div class="mn-picture">{described_svg(self.svg, self.alt)}</div>{foot}</figure>'
        )


@dataclass(frozen=True)
class Tiles(Displayed):
    """Tiles under one caption, with one note below them all."""

    caption: str
    tiles: tuple[Tile, ...]
    anchor: str
    note: str | None = None

    def __post_init__(self) -> None:
        """Refuse an anchor that cannot be an address, and a grid of nothing."""
        check_anchor(self.anchor)
        if not self.tiles:
            raise ValueError(f"tiles {self.anchor}: there is none")

    def html(self) -> str:
        """Return the grid, as wide as its place allows."""
        tiles = "".join(tile.html() for tile in self.tiles)
        anchor = escape(self.anchor)
        return (
            f'<section class="mn-tiles" id="{anchor}" aria-labelledby="{anchor}-caption">'
            f'<p class="mn-tiles-caption" id="{anchor}-caption">{escape(self.caption)}</p>'
            f'<div class="mn-tile-grid">{tiles}</div>{note_html(self.note)}</section>'
        )
