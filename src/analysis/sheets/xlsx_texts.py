"""The texts of an .xlsx workbook: kept once for all sheets, or in the cell, plain or in pieces."""

from __future__ import annotations

from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from analysis.language import BadInput, Fault
from analysis.sheets.cells import MAX_CELLS, MAX_TEXT, Broken
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
        self._phonetic = self._dressed = self._struck = False
        self._place = ""

    def start(self, tag: str, attrs: AttributesImpl[str]) -> None:
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
            words = "".join(self._pieces)
            self._runs.append(Run(words, self._struck, self._place, self._dressed))
            self._pieces = None
        elif tag == "r":
            self._dressed = self._struck = False
            self._place = ""
        elif tag == "rPh":
            self._phonetic = False

    def characters(self, content: str) -> None:
        """Take in text."""
        if self._pieces is not None:
            self._pieces.append(content)

    def take(self) -> tuple[Run, ...]:
        """Return the pieces read so far, and begin anew."""
        runs, self._runs = tuple(self._runs), []
        return runs


def is_too_long(runs: tuple[Run, ...]) -> bool:
    """Tell whether a text is longer than a cell can hold."""
    return sum(len(run.words) for run in runs) > MAX_TEXT


class TextsHandler(ContentHandler):
    """Collects the texts that the sheets share."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.texts: list[Text] = []
        self._file = file
        self._reader = RunsReader()

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        """Take in the start of an element."""
        self._reader.start(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Take in the end of an element; a text ends with ``si``."""
        tag = name.rpartition(":")[2]
        if tag != "si":
            self._reader.end(tag)
            return
        runs = self._reader.take()
        if is_too_long(runs):
            raise BadInput([Fault("intake.cell_too_long", self._file, values={"most": MAX_TEXT})])
        if len(self.texts) >= MAX_CELLS:
            raise BadInput([Fault("intake.too_many_cells", self._file, values={"most": MAX_CELLS})])
        plain = not any(run.dressed for run in runs)
        self.texts.append(seen_text("".join(run.words for run in runs)) if plain else runs)

    def characters(self, content: str) -> None:
        """Take in text."""
        self._reader.characters(content)
