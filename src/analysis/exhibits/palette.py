"""The colours of the report: one place for its HTML, its PDF and its charts.

Blue stands for ahead and orange to red for behind (never green against red), so that the order
survives colour blindness; each tone has a symbol, so that it survives grey print as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Tone:
    """How one status looks.

    ``ink`` is for marks, lines and text on white; ``fill`` with ``on_fill`` for a chip on white
    paper; the ``dark_`` pair for a chip on the dark screen theme.
    """

    symbol: str
    ink: str
    fill: str
    on_fill: str
    dark_fill: str
    dark_on_fill: str


TONES: dict[str, Tone] = {
    "achieved": Tone("✓", "#08457e", "#cfe2f5", "#06335c", "#8ec5f4", "#06243f"),
    "likely": Tone("▲", "#1f6fb0", "#dcebf8", "#0a2f50", "#2c6697", "#ffffff"),
    "more_likely_than_not": Tone("△", "#3c7694", "#eef6fa", "#123a4d", "#24485c", "#e8f5fb"),
    "unlikely_without_acceleration": Tone(
        "▽", "#8a6100", "#fdf0cc", "#4f3800", "#5c4613", "#fdf0cc"
    ),
    "very_unlikely": Tone("▼", "#b24a00", "#fbdcb8", "#4a1f00", "#a34c0c", "#ffffff"),
    "not_achieved": Tone("✗", "#8c1d18", "#f6d4d1", "#6b120e", "#f5a49c", "#4a0906"),
    "insufficient_evidence": Tone("?", "#595959", "#e6e6e6", "#2b2b2b", "#4a4d52", "#f2f2f2"),
    "no_data": Tone("○", "#5f5f5f", "#f5f5f5", "#404040", "#303338", "#dddddd"),
    "not_judged": Tone("⊘", "#5f5f5f", "#ffffff", "#404040", "#1d2024", "#dddddd"),
}
INK = "#1a1a1a"
MUTED = "#595959"
RULE = "#8c8c8c"
HEAD_FILL = "#e9edf2"
ACCENT = "#0b5394"
# The charts' own font, and what stands in for it outside the page and the PDF, which bring it.
CHART_FONT = "Mang Non Serif"
CHART_FONTS = f"'{CHART_FONT}', 'Noto Serif', 'Times New Roman', serif"


@cache
def exhibit_css() -> str:
    """Return the style rules of the exhibits, for the notebook and for the page alike."""
    folder = files("analysis.exhibits").joinpath("templates", "mangnon")
    sheets = (folder.joinpath(name).read_text("utf-8") for name in ("exhibits.css", "tiles.css"))
    return "".join(sheets) + _tone_css()


def _tone_css() -> str:
    light = [_chip_rule(key, tone.fill, tone.on_fill) for key, tone in TONES.items()]
    dark = [
        f"body.mn {_chip_rule(key, tone.dark_fill, tone.dark_on_fill)}"
        for key, tone in TONES.items()
    ]
    return "\n".join([*light, "@media screen and (prefers-color-scheme: dark) {", *dark, "}"])


def _chip_rule(key: str, fill: str, on_fill: str) -> str:
    return f".mn-tone-{key} {{ background: {fill}; color: {on_fill}; }}"
