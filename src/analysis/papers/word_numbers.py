"""The numbers that Word gives to paragraphs by itself: they stand in no run, but on the paper.

python-docx has no reader for them; only what plans use is counted: decimals, letters, Roman
numerals and bullets, on their levels.
"""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_BULLET = "-"


class Numbers:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, document: Any) -> None:
        self._formats: dict[str, dict[str, tuple[str, str, int]]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._styles: dict[str, Any] = {
            style.get(f"{_W}styleId"): style.find(f"{_W}pPr/{_W}numPr")
            for style in document.styles.element.iter(f"{_W}style")
        }
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        shapes = {
            shape.get(f"{_W}abstractNumId"): _levels(shape)
            for shape in numbering.iter(f"{_W}abstractNum")
        }
        for number in numbering.iter(f"{_W}num"):
            shape = number.find(f"{_W}abstractNumId")
            if shape is not None:
                self._formats[number.get(f"{_W}numId")] = shapes.get(shape.get(f"{_W}val"), {})

    def label(self, paragraph: Any) -> str:
        """Return the number that stands before the next paragraph, "" for none."""
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        if found is None:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            found = self._styles.get(style.get(f"{_W}val")) if style is not None else None
        number = found.find(f"{_W}numId") if found is not None else None
        if found is None or number is None or number.get(f"{_W}val") == "0":
            return ""
        name, level = number.get(f"{_W}val"), found.find(f"{_W}ilvl")
        return self._next(name, level.get(f"{_W}val") if level is not None else "0")

    def _next(self, name: str, level: str) -> str:
        levels = self._formats.get(name, {})
        shape, written, start = levels.get(level, ("bullet", _BULLET, 1))
        if shape in ("bullet", "none"):
            return _BULLET if shape == "bullet" else ""
        self._counts[name, level] = self._counts.get((name, level), start - 1) + 1
        for deeper in range(int(level) + 1, 10):
            self._counts.pop((name, str(deeper)), None)
        for depth in range(int(level) + 1):
            form, _, first = levels.get(str(depth), ("decimal", "", 1))
            count = self._counts.get((name, str(depth)), first)
            written = written.replace(f"%{depth + 1}", _written(count, form))
        return written


def _levels(shape: Any) -> dict[str, tuple[str, str, int]]:
    levels: dict[str, tuple[str, str, int]] = {}
    for level in shape.iter(f"{_W}lvl"):
        values = {
            name: found.get(f"{_W}val") if (found := level.find(f"{_W}{name}")) is not None else ""
            for name in ("numFmt", "lvlText", "start")
        }
        start = values["start"]
        first = int(start) if start.isdigit() else 1
        levels[level.get(f"{_W}ilvl")] = (values["numFmt"], values["lvlText"], first)
    return levels


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for size, sign in _ROMAN:
            roman, count = roman + sign * (count // size), count % size
        return roman if form == "upperRoman" else roman.lower()
    return str(count)
