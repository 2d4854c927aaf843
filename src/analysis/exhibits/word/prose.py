"""Running text in the Word document: paragraphs, lists, emphasis and links inside the report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from analysis.exhibits.prose import Node

# Times New Roman has no arrows and status marks.
SYMBOL_FONT = "Segoe UI Symbol"
_SYMBOLS = re.compile("([←-⇿−✀-➿■-◿]+)")
_MOST_LETTERS = 40


@dataclass
class Bookmarks:
    """The places of the report under names that Word allows: letters, digits and ``_``."""

    anchors: Iterable[str]
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Give each anchor a name of its own."""
        self._names = {
            anchor: f"n{place}_{re.sub('[^A-Za-z0-9]', '_', anchor)}"[:_MOST_LETTERS]
            for place, anchor in enumerate(self.anchors, start=1)
        }

    def name(self, anchor: str) -> str | None:
        """Return the bookmark of an anchor; none when the report has no such place."""
        return self._names.get(anchor)

    def mark(self, paragraph: Paragraph, anchor: str) -> None:
        """Put the anchor's bookmark around what the paragraph holds."""
        name = self._names[anchor]
        number = str(list(self._names).index(anchor) + 1)
        start = element("w:bookmarkStart", {"w:id": number, "w:name": name})
        properties = paragraph._p.pPr
        if properties is None:
            paragraph._p.insert(0, start)
        else:
            properties.addnext(start)
        paragraph._p.append(element("w:bookmarkEnd", {"w:id": number}))


def element(tag: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    """Return an element of WordprocessingML, e.g. ``element("w:tab", {"w:val": "center"})``."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made


def write_words(paragraph: Paragraph, words: str, *, bold: bool = False, italic: bool = False,
                colour: str | None = None) -> None:  # fmt: skip
    """Add words to a paragraph; signs that the serif lacks are set in a font that has them."""
    for place, part in enumerate(_SYMBOLS.split(words)):
        if not part:
            continue
        run = paragraph.add_run(part)
        run.bold, run.italic = bold or None, italic or None
        if place % 2:
            _set_font(run, SYMBOL_FONT)
        if colour:
            _properties(run).append(element("w:color", {"w:val": colour.removeprefix("#")}))


def write_nodes(document: WordDocument, nodes: list[Node], style: str, marks: Bookmarks) -> None:
    """Add running text, as ``prose.prose_nodes`` gives it, in paragraphs of ``style``."""
    for node in nodes:
        match node["kind"]:
            case "paragraph":
                write_inline(document.add_paragraph(style=style), node["children"], marks)
            case "list":
                _write_items(document, node, "List Bullet", None, marks)
            case "enumeration":
                number = _counted(document, int(node["start"]))
                _write_items(document, node, "List Number", number, marks)
            case "quote":
                write_nodes(document, node["children"], "Quote", marks)
            case _:
                write_inline(document.add_paragraph(style=style), [node], marks)


def write_inline(paragraph: Paragraph, nodes: list[Node], marks: Bookmarks, *, bold: bool = False,
                 italic: bool = False) -> None:  # fmt: skip
    """Add the words of a paragraph with their emphasis and links."""
    for node in nodes:
        match node["kind"]:
            case "text" | "code":
                write_words(paragraph, node["text"], bold=bold, italic=italic)
            case "break":
                paragraph.add_run().add_break()
            case "link" if marks.name(node["anchor"]):
                before = len(paragraph.runs)
                write_inline(paragraph, node["children"], marks, bold=bold, italic=italic)
                link_runs(paragraph, before, str(marks.name(node["anchor"])))
            case kind:
                write_inline(
                    paragraph,
                    node["children"],
                    marks,
                    bold=bold or kind == "strong",
                    italic=italic or kind == "emphasis",
                )


def link_runs(paragraph: Paragraph, first: int, bookmark: str) -> None:
    """Make the runs from ``first`` on a link to a bookmark."""
    link = element("w:hyperlink", {"w:anchor": bookmark, "w:history": "1"})
    for run in paragraph.runs[first:]:
        link.append(run._r)
    paragraph._p.append(link)


def _write_items(
    document: WordDocument, node: Node, style: str, number: int | None, marks: Bookmarks
) -> None:
    for item in node["children"]:
        inner = item["children"]
        blocks = [child for child in inner if child["kind"] in ("list", "enumeration", "quote")]
        paragraph = document.add_paragraph(style=style)
        if number is not None:
            _number(paragraph, number)
        words = [child for child in inner if child not in blocks]
        flat = [
            leaf
            for child in words
            for leaf in (child["children"] if child["kind"] == "paragraph" else [child])
        ]
        write_inline(paragraph, flat, marks)
        write_nodes(document, blocks, style, marks)


def _counted(document: WordDocument, start: int) -> int:
    """Return the number of a new counted list that begins with ``start``."""
    numbering = document.part.numbering_part.element
    made = element("w:num", {"w:numId": str(len(numbering.findall(qn("w:num"))) + 1)})
    made.append(element("w:abstractNumId", {"w:val": "1"}))
    begin = element("w:lvlOverride", {"w:ilvl": "0"})
    begin.append(element("w:startOverride", {"w:val": str(start)}))
    made.append(begin)
    numbering.append(made)
    return int(made.get(qn("w:numId"), "0"))


def _number(paragraph: Paragraph, number: int) -> None:
    numbered = element("w:numPr")
    numbered.append(element("w:ilvl", {"w:val": "0"}))
    numbered.append(element("w:numId", {"w:val": str(number)}))
    paragraph._p.get_or_add_pPr().append(numbered)


def _set_font(run: Run, font: str) -> None:
    names = {f"w:{kind}": font for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
    _properties(run).insert(0, element("w:rFonts", names))


def _properties(run: Run) -> BaseOxmlElement:
    return run._r.get_or_add_rPr()
