"""The report as PDF: its exhibits handed as data to the Typst template ``report.typ``.

Nothing is ever pasted into Typst source, so no text of a report can be taken for markup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import date
from typing import Any

import typst

from analysis.exhibits.formats import FONT_SETTING
from analysis.exhibits.model import (
    Annex,
    Callout,
    Exhibit,
    Figure,
    Letterhead,
    Prose,
    anchors_of,
    contents_depth,
    on_paper,
    split_opening,
)
from analysis.exhibits.palette import TONES
from analysis.exhibits.pdf_tags import with_row_headers
from analysis.exhibits.prose import prose_nodes
from analysis.exhibits.svg import paper_svg
from analysis.exhibits.table import Table
from analysis.exhibits.tiles import TILE_MM, Tiles
from analysis.exhibits.typesetting import font_folders, outlined_mark, resource
from analysis.language import BadInput, Fault, Lang, text

_SERIF = "Noto Serif"
# DejaVu Sans has the arrows, signs and status marks that the serif lacks.
_FALLBACK = "DejaVu Sans"
# Noto Serif runs a fifth wider than Times; its semi-condensed width sets like Times.
_SERIF_STRETCH = 87.5


def typeset(letterhead: Letterhead, body: tuple[Exhibit, ...], dated: date | None) -> bytes:
    """Return the report as PDF/UA-1, and as PDF/A-2a besides when it bears a date.

    The packaged fonts alone are used, so that the bytes do not depend on the machine, unless
    ``MANGNON_FONT`` names one of the machine's own ("Times New Roman").
    Raises ``BadInput`` with Typst's own words for what cannot be set, an unknown font included.
    """
    body = tuple(on_paper(body))
    own_font = os.environ.get(FONT_SETTING, "").strip()
    data = document_data(letterhead, body, dated, own_font)
    try:
        pdf, warnings = typst.compile_with_warnings(
            resource("analysis.exhibits", "templates", "report.typ"),
            font_paths=font_folders(),
            ignore_system_fonts=not own_font,
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"] if dated else ["ua-1"],
        )
    except typst.TypstError as error:
        raise _unset(str(error)) from error
    if warnings:
        raise _unset("; ".join(dict.fromkeys(warning.message for warning in warnings)))
    return with_row_headers(pdf, [item.row_header for item in body if isinstance(item, Table)])


def document_data(
    letterhead: Letterhead, body: tuple[Exhibit, ...], dated: date | None, own_font: str
) -> dict[str, Any]:
    """Return what the template reads: plain values, the Markdown already parsed to nodes."""
    opening, rest = split_opening(body)
    mark = letterhead.watermark
    return {
        "letterhead": letterhead.to_json(),
        "opening": [_exhibit_data(exhibit) for exhibit in opening],
        "parts": _parts(rest),
        "anchors": list(anchors_of(body)),
        "date": [dated.year, dated.month, dated.day] if dated else None,
        "fonts": [*([own_font] if own_font else []), _SERIF, _FALLBACK],
        "stretch": 100 if own_font else _SERIF_STRETCH,
        "tones": {key: {"fill": tone.fill, "on_fill": tone.on_fill} for key, tone in TONES.items()},
        "contents_depth": contents_depth(body) if letterhead.contents else 0,
        "words": _words(letterhead.lang),
        "mark": outlined_mark(mark, _SERIF, _SERIF_STRETCH) if mark else None,
    }


def _parts(body: Iterable[Exhibit]) -> list[dict[str, Any]]:
    """Return the body and the annexes."""
    parts: list[dict[str, Any]] = [{"annex": None, "exhibits": []}]
    for exhibit in body:
        if isinstance(exhibit, Annex):
            parts.append({"annex": exhibit.to_json(), "exhibits": []})
        else:
            parts[-1]["exhibits"].append(_exhibit_data(exhibit))
    return parts


def _exhibit_data(exhibit: Exhibit) -> dict[str, Any]:
    data = exhibit.to_json()
    if isinstance(exhibit, Prose | Callout):
        data["nodes"] = prose_nodes(exhibit.markdown)
    if isinstance(exhibit, Figure):
        data["svg"] = paper_svg(exhibit.svg)
    if isinstance(exhibit, Tiles):
        data["width_mm"] = TILE_MM
        for tile in data["tiles"]:
            tile["svg"] = paper_svg(tile["svg"])
            for mark in tile["marks"]:
                mark["symbol"] = TONES[mark["tone"]].symbol
    if isinstance(exhibit, Table):
        for group, source in zip(data["groups"], exhibit.groups, strict=True):
            for row, cells in zip(group["rows"], source.rows, strict=True):
                for cell, shown in zip(row, cells, strict=True):
                    cell["symbol"] = shown.symbol
    return data


def _words(lang: Lang) -> dict[str, str]:
    return {key: text(f"rendering.{key}", lang) for key in ("contents", "annex_page")}


def _unset(reason: str) -> BadInput:
    return BadInput([Fault("rendering.typesetting", values={"reason": reason})])
