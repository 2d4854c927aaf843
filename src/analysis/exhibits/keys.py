"""The key of a picture: what its fills and signs mean, drawn as lines of SVG."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

from analysis.exhibits.palette import MUTED, TONES
from analysis.language import Lang, text

# A fill, a sign and the words.
Entry = tuple[str, str, str]


def key_entries(tones: Collection[str], lang: Lang) -> list[Entry]:
    """Return the entries of the statuses that occur, in the palette's order."""
    return [
        (tone.fill, tone.symbol, text(f"wording.status_{name}", lang))
        for name, tone in TONES.items()
        if name in tones
    ]


def sign_key(entries: Sequence[Entry], width: float) -> tuple[str, float]:
    """Return the key as SVG, in lines no longer than ``width`` points, and its height."""
    x, y, drawn = 1.0, 3.0, []
    for fill, symbol, words in entries:
        long = 19 + 3.8 * len(words)
        if x > 1 and x + long > width:
            x, y = 1.0, y + 13
        drawn.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="10" height="9" fill="{fill}" stroke="{MUTED}"'
            f' stroke-width=".5"/><text x="{x + 5:.1f}" y="{y + 7:.1f}" text-anchor="middle"'
            f' font-size="6.5">{symbol}</text><text x="{x + 13:.1f}" y="{y + 7.2:.1f}"'
            f' font-size="7">{escape(words)}</text>'
        )
        x += long
    return "".join(drawn), y + 18
