"""What all exhibits share: the two forms in which a cell shows them, and their addresses."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import asdict
from html import escape
from typing import Any, cast

MIME = "application/vnd.mangnon.exhibit+json"
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")


class Displayed(ABC):
    """An exhibit: shown as HTML, kept as plain JSON."""

    @abstractmethod
    def html(self) -> str:
        """Return the exhibit as HTML."""

    def to_json(self) -> dict[str, Any]:
        """Return the exhibit as plain JSON values; ``exhibit_from_json`` reads them back."""
        return {"exhibit": type(self).__name__, **asdict(cast("Any", self))}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        shown = f'<div class="mn">{self.html()}</div>'
        return {"text/html": shown, MIME: self.to_json(), "text/plain": type(self).__name__}


def check_anchor(anchor: str) -> None:
    """Refuse what cannot be an address. Raises ``ValueError``."""
    if not _ANCHOR.fullmatch(anchor):
        raise ValueError(f"anchor {anchor!r}: use ASCII letters, digits, '-', '_' and '.'")


def note_html(note: str | None) -> str:
    """Return the small print below an exhibit; empty where there is none."""
    return f'<p class="mn-note">{escape(note)}</p>' if note else ""
