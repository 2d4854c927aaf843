"""The report as PDF: its exhibits handed as data to the Typst template ``report.typ``.

Nothing is ever pasted into Typst source, so no text of a report can be taken for markup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from analysis.catalogue import Lang, text
from analysis.exhibit_model import (
    Annex,
    Callout,
    Exhibit,
    Heading,
    Letterhead,
    Prose,
    Table,
    split_opening,
)
from analysis.faults import BadInput, Fault
from analysis.palette import TONES
from analysis.pdf_row_headers import with_row_headers
from analysis.prose import prose_nodes

FONT_SETTING = "MANGNON_FONT"
_SERIF = "Noto Serif"
# DejaVu Sans has the arrows, signs and status marks that the serif lacks.
_FALLBACK = "DejaVu Sans"
# Noto Serif runs a fifth wider than Times; its semi-condensed width sets like Times.
_SERIF_STRETCH = 87.5
PICTURE_DPI = 220
_FEW_HEADINGS = 6
_MANY_HEADINGS = 26


def typeset(letterhead: Letterhead, body: tuple[Exhibit, ...], dated: date | None) -> bytes:
    """Return the report as PDF/UA-1, and as PDF/A-2a besides when it bears a date.

    The packaged fonts alone are used, so that the bytes do not depend on the machine, unless
    ``MANGNON_FONT`` names one of the machine's own ("Times New Roman").
    Raises ``BadInput`` with Typst's own words for what cannot be set, an unknown font included.
    """
    own_font = os.environ.get(FONT_SETTING, "").strip()
    data = document_data(letterhead, body, dated, own_font)
    try:
        pdf, warnings = typst.compile_with_warnings(
            _resource("analysis", "templates", "report.typ"),
            font_paths=_font_folders(),
            ignore_system_fonts=not own_font,
            sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"] if dated else ["ua-1"],
        )
    except typst.TypstError as error:
        raise _unset(str(error)) from error
    if warnings:
        raise _unset("; ".join(dict.fromkeys(warning.message for warning in warnings)))
    return with_row_headers(pdf, [item.row_header for item in body if isinstance(item, Table)])


def pictures(charts: Sequence[str], width_mm: Sequence[float]) -> list[bytes]:
    """Return charts, given as SVG, as PNG pictures at their width on paper, with 220 dpi.

    They are drawn with the fonts of the PDF, so that they look the same there.
    """
    if not charts:
        return []
    sizes = [{"svg": svg, "width": width} for svg, width in zip(charts, width_mm, strict=True)]
    drawn = typst.compile(
        _resource("analysis", "templates", "pictures.typ"),
        font_paths=_font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"charts": json.dumps(sizes, ensure_ascii=False)},
        format="png",
        ppi=PICTURE_DPI,
    )
    return drawn if isinstance(drawn, list) else [drawn]


def document_data(
    letterhead: Letterhead, body: tuple[Exhibit, ...], dated: date | None, own_font: str
) -> dict[str, Any]:
    """Return what the template reads: plain values, the Markdown already parsed to nodes."""
    opening, rest = split_opening(body)
    return {
        "letterhead": letterhead.to_json(),
        "opening": [_exhibit_data(exhibit) for exhibit in opening],
        "parts": _parts(rest),
        "anchors": [exhibit.anchor for exhibit in body if hasattr(exhibit, "anchor")],
        "date": [dated.year, dated.month, dated.day] if dated else None,
        "fonts": [*([own_font] if own_font else []), _SERIF, _FALLBACK],
        "stretch": 100 if own_font else _SERIF_STRETCH,
        "tones": {key: {"fill": tone.fill, "on_fill": tone.on_fill} for key, tone in TONES.items()},
        "contents_depth": contents_depth(body),
        "words": _words(letterhead.lang),
    }


def _parts(body: Iterable[Exhibit]) -> list[dict[str, Any]]:
    """Return the body and the annexes, each a run of pages with its own numbering."""
    parts: list[dict[str, Any]] = [{"annex": None, "landscape": False, "exhibits": []}]
    for exhibit in body:
        if isinstance(exhibit, Annex):
            annex = exhibit.to_json()
            parts.append({"annex": annex, "landscape": exhibit.landscape, "exhibits": []})
        else:
            parts[-1]["exhibits"].append(_exhibit_data(exhibit))
    return parts


def _exhibit_data(exhibit: Exhibit) -> dict[str, Any]:
    data = exhibit.to_json()
    if isinstance(exhibit, Prose | Callout):
        data["nodes"] = prose_nodes(exhibit.markdown)
    if isinstance(exhibit, Table):
        for group, source in zip(data["groups"], exhibit.groups, strict=True):
            for row, cells in zip(group["rows"], source.rows, strict=True):
                for cell, shown in zip(row, cells, strict=True):
                    cell["symbol"] = shown.symbol
    return data


def contents_depth(body: Iterable[Exhibit]) -> int:
    """Return how deep the contents list goes: 0 for a short report, 1 when 2 would fill a page."""
    levels = [
        exhibit.level if isinstance(exhibit, Heading) else 1
        for exhibit in body
        if isinstance(exhibit, Heading | Annex)
    ]
    listed = sum(level <= 2 for level in levels)
    if len(levels) <= _FEW_HEADINGS:
        return 0
    return 2 if listed <= _MANY_HEADINGS else 1


def _words(lang: Lang) -> dict[str, str]:
    return {key: text(f"rendering.{key}", lang) for key in ("contents", "annex_page")}


def _font_folders() -> list[Path]:
    charts = Path(mpl.get_data_path(), "fonts", "ttf")
    return [_resource("fontpkg_noto_serif", "files"), charts]


def _resource(package: str, *place: str) -> Path:
    return Path(str(files(package).joinpath(*place)))


def _unset(reason: str) -> BadInput:
    return BadInput([Fault("rendering.typesetting", values={"reason": reason})])
