"""Charts as scalable pictures, cleaned so that many can stand in one page.

matplotlib repeats the same ids in each picture, carries metadata with outside addresses and a
style rule that would reach the whole page: all three are put right here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any, cast
from xml.etree import ElementTree as ET

import matplotlib as mpl
import seaborn as sns
from matplotlib.figure import Figure

from analysis.exhibits.palette import INK, MUTED, RULE, TONES
from analysis.language import Lang, text

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_UNWANTED = {f"{{{_SVG}}}{name}" for name in ("metadata", "script", "style", "foreignObject")}
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)['\"]?\s*\)")
ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)
_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "svg.fonttype": "none",
    "axes.edgecolor": RULE,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
}
# A fill, a sign and the words.
Entry = tuple[str, str, str]


def clean_svg(svg: str, prefix: str) -> str:
    """Return the picture without metadata, scripts and outside addresses, its ids prefixed.

    Cleaning twice changes nothing. Raises ``ValueError`` when the text is not an SVG picture.
    """
    root = _parse(svg)
    _drop_unwanted(root)
    for element in root.iter():
        _clean_attributes(element, prefix)
    _set_size(root)
    # matplotlib's dropped style rule said this for all elements.
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    return ET.tostring(root, encoding="unicode")


def described_svg(svg: str, alt: str) -> str:
    """Return a cleaned picture as one image with a text alternative, as wide as its place."""
    root = _parse(svg)
    root.set("role", "img")
    root.set("aria-label", alt)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    return ET.tostring(root, encoding="unicode")


def _parse(svg: str) -> ET.Element:
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        raise ValueError(f"not an SVG picture: {error}") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise ValueError(f"not an SVG picture: the root element is {root.tag}")
    return root


def _drop_unwanted(element: ET.Element) -> None:
    for child in list(element):
        if child.tag in _UNWANTED:
            element.remove(child)
        else:
            _drop_unwanted(child)


def _clean_attributes(element: ET.Element, prefix: str) -> None:
    for name, value in list(element.attrib.items()):
        local = name.rsplit("}", 1)[-1].lower()
        if local.startswith("on") or (local == "href" and not _is_inside(value)):
            del element.attrib[name]
        elif local == "id":
            element.set(name, _prefixed(value, prefix))
        elif local == "href" and value.startswith("#"):
            element.set(name, "#" + _prefixed(value[1:], prefix))
        elif "url(" in value:
            own = _REFERENCE.sub(lambda found: f"url(#{_prefixed(found[1], prefix)})", value)
            element.set(name, own)


def _prefixed(name: str, prefix: str) -> str:
    return name if name.startswith(f"{prefix}--") else f"{prefix}--{name}"


def _is_inside(address: str) -> bool:
    return address.startswith(("#", "data:image/"))


def _set_size(root: ET.Element) -> None:
    """Make sure of a view box: without width and height it alone gives the proportions."""
    if "viewBox" in root.attrib:
        return
    sizes = [re.match(r"[\d.]+", root.get(side, "")) for side in ("width", "height")]
    if None in sizes:
        raise ValueError("not a usable SVG picture: neither a viewBox nor width and height")
    width, height = (size.group() for size in sizes if size)
    root.set("viewBox", f"0 0 {width} {height}")


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG without a date: the same drawing gives the same bytes.

    It has no paper of its own, so that a mark across the page is not broken by it.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None}, transparent=True)
    return buffer.getvalue()


@contextmanager
def drawing(salt: str) -> Iterator[None]:
    """Draw in the report's style; ``salt`` makes the ids inside the SVG the same in every run."""
    theme = sns.axes_style("ticks")
    style: dict[str, Any] = {**theme, **_STYLE, "svg.hashsalt": salt}
    with mpl.rc_context(cast("Any", style)):
        yield


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
