"""The values that the page template of the HTML report shows."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from analysis.exhibits.formats import Link
from analysis.exhibits.model import Annex, Exhibit, Heading, split_opening
from analysis.exhibits.notebook import Report
from analysis.exhibits.palette import CHART_FONT, exhibit_css
from analysis.exhibits.table import Table
from analysis.exhibits.typesetting import chart_font_files
from analysis.language import text


def page_values(report: Report, beside: Sequence[Link] = ()) -> dict[str, Any]:
    """Return the values that the page's template shows; ``beside`` are files published with it."""
    head = report.letterhead
    opening, rest = split_opening(report.body)
    entries = [exhibit for exhibit in report.body if isinstance(exhibit, Heading | Annex)]
    return {
        "lang": head.lang,
        "title": head.title_plain,
        "watermark": head.watermark,
        "watermark_css": _css_string(head.watermark or ""),
        "css": exhibit_css(),
        "fonts": _font_css(),
        "skip": text("rendering.skip", head.lang),
        "letterhead": head.html(),
        "beside_title": text("rendering.beside", head.lang),
        "beside": list(beside),
        "contents_title": text("rendering.contents", head.lang),
        "contents": [entry for entry in map(_contents_entry, entries) if entry["depth"] <= 2],
        "opening": "\n".join(exhibit.html() for exhibit in opening),
        "sections": list(_sections(rest)),
        **_script(report.body),
    }


@cache
def _font_css() -> str:
    """Return the rules that bring the charts' font along, so that their labels fit everywhere."""
    return "".join(
        f'@font-face {{ font-family: "{CHART_FONT}"; font-weight: {weight}; '
        f"src: url(data:font/ttf;base64,{b64encode(file.read_bytes()).decode()}); }}\n"
        for weight, file in zip((400, 700), chart_font_files(), strict=True)
    )


def _script(body: Iterable[Exhibit]) -> dict[str, str]:
    """Return the script of the tools above tables, and the hash by which alone the page runs it.

    A page without such a table has no script at all.
    """
    if not any(isinstance(exhibit, Table) and exhibit.tools for exhibit in body):
        return {"script": "", "script_hash": ""}
    place = files("analysis.exhibits").joinpath("templates", "mangnon", "tables.js")
    script = place.read_text("utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return {"script": script, "script_hash": digest}


def _contents_entry(exhibit: Heading | Annex) -> dict[str, Any]:
    if isinstance(exhibit, Annex):
        return {"depth": 1, "anchor": exhibit.anchor, "text": exhibit.title}
    return {"depth": exhibit.level, "anchor": exhibit.anchor, "text": exhibit.text}


def _sections(body: tuple[Exhibit, ...]) -> Iterator[dict[str, Any]]:
    """Yield the body, then each annex, as HTML."""
    starts = [place for place, exhibit in enumerate(body) if isinstance(exhibit, Annex)]
    for start, end in zip([0, *starts], [*starts, len(body)], strict=True):
        part = body[start:end]
        first = part[0] if part else None
        annex = first if isinstance(first, Annex) else None
        inner = "\n".join(exhibit.html() for exhibit in part)
        yield {
            "annex": annex,
            "off_paper": bool(annex and not annex.on_paper),
            "html": inner,
        }


def _css_string(words: str) -> str:
    """Return the words as a CSS string in which nothing can end the string or the style block."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in words) + '"'
