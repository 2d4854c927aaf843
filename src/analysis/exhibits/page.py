"""The values that the page template of the HTML report shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.exhibits.model import Annex, Exhibit, Heading, split_opening
from analysis.exhibits.notebook import Report
from analysis.exhibits.palette import exhibit_css
from analysis.language import text


def page_values(report: Report) -> dict[str, Any]:
    """Return the values that the page's template shows."""
    head = report.letterhead
    opening, rest = split_opening(report.body)
    entries = [exhibit for exhibit in report.body if isinstance(exhibit, Heading | Annex)]
    return {
        "lang": head.lang,
        "title": head.title_plain,
        "watermark": head.watermark,
        "watermark_css": _css_string(head.watermark or ""),
        "css": exhibit_css(),
        "skip": text("rendering.skip", head.lang),
        "letterhead": head.html(),
        "contents_title": text("rendering.contents", head.lang),
        "contents": [entry for entry in map(_contents_entry, entries) if entry["depth"] <= 2],
        "opening": "\n".join(exhibit.html() for exhibit in opening),
        "sections": list(_sections(rest)),
    }


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
            "landscape": bool(annex and annex.landscape),
            "off_paper": bool(annex and not annex.on_paper),
            "html": inner,
        }


def _css_string(words: str) -> str:
    """Return the words as a CSS string in which nothing can end the string or the style block."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in words) + '"'
