"""The texts of an .xlsx workbook: kept once for all sheets, or in the cell, plain or in pieces."""

from __future__ import annotations

from analysis.language import BadInput, Fault
from analysis.sheets.cells import MAX_TEXT, Broken
from analysis.sheets.limits import Allowance
from analysis.sheets.texts import Run, seen_text

TRUE = ("1", "true")
# Where a font may set its text.
PLACES = {"superscript": "super", "subscript": "sub"}
# A text, or its pieces where they are dressed in several ways.
Text = str | Broken | tuple[Run, ...]


class RunsReader:
    """Collects the pieces of one text, with what each is dressed in.

    Phonetic readings are no part of a text.
    """

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._pieces: list[str] | None = None
        self._length = 0
        self._phonetic = self._dressed = self._struck = False
        self._place = ""

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Take in the start of an element, named without its namespace."""
        if tag == "t":
            self._pieces = None if self._phonetic else []
        elif tag == "r":
            self._dressed = self._struck = False
            self._place = ""
        elif tag == "rPr":
            self._dressed = True
        elif tag == "strike":
            self._struck = attrs.get("val", "1") in TRUE
        elif tag == "vertAlign":
            self._place = PLACES.get(attrs.get("val", ""), "")
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag == "t" and self._pieces is not None:
            if words := "".join(self._pieces):
                self._runs.append(Run(words, self._struck, self._place, self._dressed))
            self._pieces = None
        elif tag == "r":
            self._dressed = self._struck = False
            self._place = ""
        elif tag == "rPh":
            self._phonetic = False

    def text(self, words: str) -> int:
        """Take in text; return how long the whole has become."""
        if self._pieces is not None:
            self._pieces.append(words)
            self._length += len(words)
        return self._length

    def take(self) -> tuple[Run, ...]:
        """Return the pieces read so far, and begin anew."""
        runs, self._runs, self._length = tuple(self._runs), [], 0
        return runs


class TextsHandler:
    """Collects the texts that the sheets share."""

    def __init__(self, file: str) -> None:
        self.texts: list[Text] = []
        # Texts that no cell shows are kept as well, so that they have limits of their own.
        self._allowance = Allowance(file)
        self._reader = RunsReader()

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """Take in the start of an element."""
        self._reader.start(name.rpartition("}")[2], attrs)

    def end(self, name: str) -> None:
        """Take in the end of an element; a text ends with ``si``."""
        tag = name.rpartition("}")[2]
        if tag != "si":
            self._reader.end(tag)
            return
        runs = self._reader.take()
        words = "".join(run.words for run in runs)
        self._allowance.spend_cells(max(len(runs), 1), len(words))
        plain = not any(run.dressed for run in runs)
        self.texts.append(seen_text(words) if plain else runs)

    def text(self, words: str) -> None:
        """Take in text."""
        if self._reader.text(words) > MAX_TEXT:
            values = {"most": MAX_TEXT}
            raise BadInput([Fault("intake.cell_too_long", self._allowance.file, values=values)])
