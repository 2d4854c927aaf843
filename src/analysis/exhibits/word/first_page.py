"""The first page of a report that begins with its message, set so close that it stays one page.

Word lays a document out only when it is opened, with the fonts of that machine. So the page is
measured here in the widest serif that stands in for Times New Roman, and set as large as its
words then fit: in any other font it fits too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from analysis.exhibits.model import Exhibit, Heading
from analysis.exhibits.word.heights import LEADING, PICTURE, drawn_scale, read_block, read_paragraph
from analysis.exhibits.word.prose import element

# The share of the full size that is tried, the largest first.
_SCALES = tuple(step / 100 for step in range(100, 62, -3))
# Word breaks lines a little differently: this share of the page stays free.
_RESERVE = 0.015


def split_first_page(
    exhibits: tuple[Exhibit, ...],
) -> tuple[tuple[Exhibit, ...], tuple[Exhibit, ...]]:
    """Return what stands before the first heading that begins a page, and the rest.

    The first is empty where no heading does: then there is no first page to speak of.
    """
    for place, exhibit in enumerate(exhibits):
        if isinstance(exhibit, Heading) and exhibit.new_page:
            return exhibits[:place], exhibits[place:]
    return (), exhibits


def set_close(document: WordDocument) -> None:
    """Set everything that the document holds so far as large as one page bears."""
    section = document.sections[0]
    sides = (section.page_height, section.top_margin, section.bottom_margin)
    height, top, bottom = (int(side or 0) for side in sides)
    room = Emu(height - top - bottom).pt * (1 - _RESERVE)
    across = (section.page_width, section.left_margin, section.right_margin)
    width = Emu(int(across[0] or 0) - int(across[1] or 0) - int(across[2] or 0)).pt
    blocks = list(document.element.body.iterchildren(qn("w:p"), qn("w:tbl")))
    read = [read_block(block, document, width) for block in blocks]
    scale = next(
        (each for each in _SCALES if sum(block.height(each) for block in read) <= room),
        _SCALES[-1],
    )
    for paragraph in _paragraphs(blocks, document):
        _set(paragraph, scale)
    # What follows begins a page anyway: to be kept with it would draw the last lines there.
    if blocks[-1].tag == qn("w:p"):
        Paragraph(blocks[-1], document).paragraph_format.keep_with_next = False


def _set(paragraph: Paragraph, scale: float) -> None:
    read = read_paragraph(paragraph)
    size = read.size(scale)
    if size is None:
        return
    form = paragraph.paragraph_format
    before, after = read.spaces(scale)
    form.space_before, form.space_after = Pt(before), Pt(after)
    if read.style == PICTURE:
        form.line_spacing = 1.0
        for drawn in paragraph._p.xpath(".//wp:inline"):
            _shrink(drawn, drawn_scale(scale))
        return
    form.line_spacing = Pt(round(size * LEADING, 1))
    for run in paragraph._p.xpath(".//w:r"):
        Run(run, paragraph).font.size = Pt(round(2 * size) / 2)
    _set_mark(paragraph, size)


def _shrink(drawn: BaseOxmlElement, scale: float) -> None:
    for extent in drawn.xpath("./wp:extent | .//a:xfrm/a:ext"):
        for side in ("cx", "cy"):
            extent.set(side, str(round(int(extent.get(side)) * scale)))


def _set_mark(paragraph: Paragraph, size: float) -> None:
    """Give the paragraph's own mark the size, which the number of a list takes from it."""
    properties = paragraph._p.get_or_add_pPr()
    mark = element("w:rPr")
    mark.append(element("w:sz", {"w:val": str(round(2 * size))}))
    properties.append(mark)


def _paragraphs(blocks: Iterable[BaseOxmlElement], document: WordDocument) -> Iterator[Paragraph]:
    for block in blocks:
        if block.tag == qn("w:p"):
            yield Paragraph(block, document)
        else:
            for row in WordTable(block, document).rows:
                for cell in row.cells:
                    yield from cell.paragraphs
