"""The sources that figures name: documents cited in notes, joined sources, licences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.language import Lang, text
from analysis.tables import plain

CITED = text("imports.cited", "vi", document="")
_PLUS = "+"


def join_sources(slugs: Iterable[str]) -> str:
    """Return the sources of one figure as its cell holds them: ``gso-imr + vss-2024``."""
    return f" {_PLUS} ".join(slugs)


def source_slugs(joined: object) -> list[str]:
    """Return the sources of a figure; an aggregate joins those of its parts by a plus."""
    return [slug for slug in str(joined).split() if slug != _PLUS]


def used_sources(cells: Iterable[object]) -> frozenset[str]:
    """Return every source that the cells of a column ``source`` name."""
    return frozenset(slug for cell in cells for slug in source_slugs(cell))


def licence_text(licence: Any, lang: Lang) -> str:
    """Return the licence of a source; sources that state none say so in Vietnamese."""
    shown = plain(licence)
    none_stated = lang == "en" and shown.startswith("không nêu")
    return text("exhibits.licence_none", lang) if none_stated else shown


def cited_documents(note: object) -> list[str]:
    """Return the documents that a figure's note cites; none for a missing note."""
    parts = note.split("; ") if isinstance(note, str) else []
    return [part.removeprefix(CITED) for part in parts if part.startswith(CITED)]
