"""Pictures cleaned so that many can stand in one page, each with its text alternative.

matplotlib repeats the same ids in each picture, carries metadata with outside addresses and a
style rule that would reach the whole page: all three are put right here.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_UNWANTED = {f"{{{_SVG}}}{name}" for name in ("metadata", "script", "style", "foreignObject")}
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)['\"]?\s*\)")
# How the ids of parts begin that are for a screen alone: matplotlib can name a part only so.
SCREEN_ONLY = "screen-only"
ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


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


def paper_svg(svg: str) -> str:
    """Return a picture without the parts that are for the screen alone."""
    if SCREEN_ONLY not in svg:
        return svg
    root = _parse(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.get("id", "").rpartition("--")[2].startswith(SCREEN_ONLY):
                parent.remove(child)
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
