"""A text that remembers where each of its signs stood in the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mapped:
    """A text and, for every sign of it, the place in the document that it came from."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str, start: int = 0) -> Mapped:
        """Return ``text`` as it stands in the document from ``start`` on."""
        return cls(text, tuple(range(start, start + len(text))))

    def __getitem__(self, part: slice) -> Mapped:
        """Return a piece of the text, at its places."""
        return Mapped(self.text[part], self.at[part])

    @property
    def span(self) -> tuple[int, int]:
        """Where the text begins and ends in the document; (0, 0) when it is empty."""
        return (self.at[0], self.at[-1] + 1) if self.at else (0, 0)

    def strip(self) -> Mapped:
        """Return the text without blanks around it."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : start + len(self.text.strip())]

    def replaced(self, pattern: re.Pattern[str], by: str) -> Mapped:
        """Return the text with every match replaced; what is new stands where the match began."""
        pieces: list[Mapped] = []
        done = 0
        for match in pattern.finditer(self.text):
            if match.start() == match.end():
                continue
            pieces.append(self[done : match.start()])
            pieces.append(Mapped(by, (self.at[match.start()],) * len(by)))
            done = match.end()
        return joined([*pieces, self[done:]]) if pieces else self

    def composed(self) -> Mapped:
        """Return the text with letters and marks put together (NFC)."""
        if unicodedata.is_normalized("NFC", self.text):
            return self
        pieces: list[Mapped] = []
        start = 0
        for place in range(1, len(self.text) + 1):
            if place < len(self.text) and unicodedata.combining(self.text[place]):
                continue
            letters = unicodedata.normalize("NFC", self.text[start:place])
            pieces.append(Mapped(letters, (self.at[start],) * len(letters)))
            start = place
        return joined(pieces)


def joined(pieces: Iterable[Mapped]) -> Mapped:
    """Return the pieces one after the other."""
    found = list(pieces)
    places = tuple(place for piece in found for place in piece.at)
    return Mapped("".join(piece.text for piece in found), places)
