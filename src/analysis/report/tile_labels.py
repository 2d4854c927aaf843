"""Where the words of a tile stand: each where it covers neither other words nor, if it can, marks.

matplotlib has no such placing, and the libraries that add it (adjustText, textalloc) draw each
figure several times to measure it, which for a page of tiles takes longer than all else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from analysis.exhibits import text_width

Anchor = Literal["start", "middle", "end"]
# Of the size of a letter: from the base line up to the tallest sign, and down to the lowest.
_ASCENT, _DESCENT = 0.86, 0.24
# Words on words cannot be read, words beyond the picture cannot be seen.
_ON_WORDS, _OUTSIDE = 1e6, 1e4


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture, in its units, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that two boxes share."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        if wide <= 0:
            return 0.0
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if high > 0 else 0.0


@dataclass(frozen=True)
class Label:
    """Words at a place: ``x`` as their ``anchor`` says, ``y`` the base line."""

    words: str
    x: float
    y: float
    anchor: Anchor
    size: float
    bold: bool = False

    @cached_property
    def box(self) -> Box:
        """What the words cover."""
        width = text_width(self.words, self.size, bold=self.bold)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - _ASCENT * self.size, left + width, self.y + _DESCENT * self.size)


@dataclass
class Layout:
    """The words placed so far within a ``frame``, and the ``marks`` that they should leave free."""

    frame: Box
    marks: list[Box]
    placed: list[Label] = field(default_factory=list)

    def place(self, candidates: Iterable[Label], *, optional: bool = False) -> Label | None:
        """Place the best of the candidates, the first of equals, and return it.

        What is ``optional`` is left out where it would stand on other words or half outside.
        """
        best: Label | None = None
        least = math.inf
        for label in candidates:
            cost = self._cost(label)
            if cost < least:
                best, least = label, cost
            if cost == 0:
                break
        if best is None or (optional and least >= _OUTSIDE):
            return None
        self.placed.append(best)
        return best

    def _cost(self, label: Label) -> float:
        box = label.box
        area = (box.right - box.left) * (box.bottom - box.top)
        outside = area - box.overlap(self.frame) > 1e-6
        on_words = any(box.overlap(other.box) > 0 for other in self.placed)
        on_marks = sum(box.overlap(mark) for mark in self.marks)
        return _ON_WORDS * on_words + _OUTSIDE * outside + on_marks


def around(words: str, x: float, y: float, size: float, side: int, *, gap: float) -> list[Label]:
    """Return bold words beside a mark: on its ``side`` (1 above), opposite, right, left, farther.

    At the edge of a picture they begin or end at the mark instead of standing over its middle.
    """
    above = [y - step * size - gap for step in (0.0, 1.0, 2.0, 3.0)]
    below = [y + (_ASCENT + step) * size + gap for step in (0.0, 1.0, 2.0, 3.0)]
    first, second = (above, below) if side > 0 else (below, above)
    level = y + 0.32 * size
    anchors: Sequence[Anchor] = ("middle", "end", "start")
    near = [Label(words, x, row, anchor, size, bold=True)
            for row in (first[0], second[0]) for anchor in anchors]  # fmt: skip
    beside = [Label(words, x + gap + 1, level, "start", size, bold=True),
              Label(words, x - gap - 1, level, "end", size, bold=True)]  # fmt: skip
    far = [Label(words, x, row, anchor, size, bold=True)
           for pair in zip(first[1:], second[1:], strict=True) for row in pair
           for anchor in anchors]  # fmt: skip
    return [*near, *beside, *far]
