"""The report as a Word document, for the office that has to edit it.

It is written from the same exhibits as the page and the PDF: headings are Word's own, tables
repeat their heads, every picture has its text alternative, every page the form of Decree 30/2020.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Pt, Twips
from docx.table import _Cell as WordCell

from analysis.exhibits.model import (
    Annex,
    Blank,
    Callout,
    Exhibit,
    Figure,
    Heading,
    Letterhead,
    Prose,
    Signatories,
    anchors_of,
    contents_depth,
    on_paper,
    split_opening,
)
from analysis.exhibits.prose import prose_nodes
from analysis.exhibits.svg import paper_svg
from analysis.exhibits.table import Table
from analysis.exhibits.tiles import TILE_MM, Tiles
from analysis.exhibits.typesetting import pictures
from analysis.exhibits.word.first_page import set_close, split_first_page
from analysis.exhibits.word.package import (
    add_field,
    begin_section,
    blank_document,
    number_pages,
    room_of,
    saved,
    width_in,
)
from analysis.exhibits.word.prose import Bookmarks, element, link_runs, write_nodes, write_words
from analysis.exhibits.word.tables import layout_table, write_table
from analysis.exhibits.word.tiles import write_tiles
from analysis.language import text

# So many rows of a table go with the signature that follows it.
_LAST_ROWS = 2
_CALLOUTS = {"note": "Callout", "warning": "Callout Warning", "comment": "Callout Comment"}


@dataclass
class _Draft:
    """The document while it is being written."""

    document: WordDocument
    letterhead: Letterhead
    marks: Bookmarks
    charts: Iterator[bytes]
    room: int = 0


@dataclass(frozen=True)
class _Run:
    """Exhibits that share the direction of their pages; ``starts`` the report or the annexes."""

    exhibits: tuple[Exhibit, ...]
    landscape: bool
    starts: bool


def word_document(letterhead: Letterhead, body: tuple[Exhibit, ...]) -> bytes:
    """Return the report as a Word document; the same exhibits give the same bytes."""
    body = tuple(on_paper(body))
    drawn = list(_drawn(body))
    charts = pictures([paper_svg(svg) for svg, _ in drawn], [width for _, width in drawn])
    document = blank_document(letterhead.lang, letterhead.title_plain, letterhead.issuing_body)
    marks = Bookmarks(tuple(anchors_of(body)))
    draft = _Draft(document, letterhead, marks, iter(charts))
    opening, rest = split_opening(body)
    for place, run in enumerate(_runs(rest)):
        _write_section(draft, run, place)
        if place == 0:
            _write_letterhead(draft)
            for exhibit in opening:
                _write(draft, exhibit)
            _write_contents(draft, body)
        first, others = split_first_page(run.exhibits) if place == 0 else ((), run.exhibits)
        for exhibit in first:
            _write(draft, exhibit)
        if first:
            set_close(document)
        for exhibit in others:
            _write(draft, exhibit)
    return saved(document)


def _drawn(body: Iterable[Exhibit]) -> Iterator[tuple[str, float]]:
    """Yield every picture in its order, with its width in millimetres; those in cells too."""
    for exhibit in body:
        if isinstance(exhibit, Figure):
            yield exhibit.svg, exhibit.width_mm
        elif isinstance(exhibit, Tiles):
            yield from ((tile.svg, TILE_MM) for tile in exhibit.tiles)
        elif isinstance(exhibit, Table):
            yield from ((each.svg, each.width_mm) for each in exhibit.pictures())


def _runs(body: Iterable[Exhibit]) -> Iterator[_Run]:
    """Yield the exhibits page direction by page direction; a heading goes with what follows it.

    The annexes follow one another; the first of them begins a page.
    """
    run: list[Exhibit] = []
    waiting: list[Exhibit] = []
    annex, flipped, starts = False, False, True
    for exhibit in body:
        if isinstance(exhibit, Annex) and not annex:
            yield _Run((*run, *waiting), flipped, starts)
            run, waiting = [], []
            annex, flipped, starts = True, False, True
        waiting.append(exhibit)
        if isinstance(exhibit, Heading | Annex):
            continue
        wanted = isinstance(exhibit, Table) and exhibit.landscape
        if wanted != flipped:
            # The report begins upright, with its letterhead; the annexes as their first one lies.
            if run or (starts and not annex):
                yield _Run(tuple(run), flipped, starts)
                starts = False
            run, flipped = [], wanted
        run += waiting
        waiting = []
    yield _Run((*run, *waiting), flipped, starts)


def _write_section(draft: _Draft, run: _Run, place: int) -> None:
    section = begin_section(draft.document, first=place == 0, landscape=run.landscape)
    draft.room = room_of(section)
    number_pages(
        section,
        start=1 if run.starts and place else None,
        unnumbered_first=place == 0,
        mark=draft.letterhead.watermark,
        place=place,
    )


def _write(draft: _Draft, exhibit: Exhibit) -> None:
    document = draft.document
    match exhibit:
        case Heading():
            paragraph = document.add_paragraph(exhibit.text, style=f"Heading {exhibit.level}")
            paragraph.paragraph_format.page_break_before = exhibit.new_page or None
            draft.marks.mark(paragraph, exhibit.anchor)
        case Annex():
            _write_annex_head(draft, exhibit)
        case Prose():
            write_nodes(document, prose_nodes(exhibit.markdown), "Body Text", draft.marks)
        case Callout():
            style = _CALLOUTS[exhibit.kind]
            write_nodes(document, prose_nodes(exhibit.markdown), style, draft.marks)
        case Blank():
            _write_blank(draft, exhibit)
        case Table():
            write_table(document, exhibit, draft.room, draft.marks, draft.charts)
        case Figure():
            _write_figure(draft, exhibit)
        case Tiles():
            write_tiles(document, exhibit, draft.charts, draft.room, draft.marks)
        case Signatories():
            _write_signatories(draft, exhibit)


def _write_annex_head(draft: _Draft, annex: Annex) -> None:
    title = draft.document.add_paragraph(annex.title, style="Heading 1")
    title.style = "Annex Heading"
    draft.marks.mark(title, annex.anchor)
    if annex.belongs:
        belongs = draft.document.add_paragraph(style="Body Text")
        belongs.add_run(annex.belongs).italic = True
        belongs.alignment = WD_ALIGN_PARAGRAPH.CENTER
        belongs.paragraph_format.first_line_indent = Twips(0)
        belongs.paragraph_format.keep_with_next = True


def _write_blank(draft: _Draft, exhibit: Blank) -> None:
    """Write dotted lines under each title, to be written over."""
    for title in exhibit.titles:
        draft.document.add_paragraph(title, style="Heading 2")
        for _ in range(exhibit.lines):
            paragraph = draft.document.add_paragraph(style="Normal")
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Twips(draft.room), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            paragraph.add_run().add_tab()


def _write_figure(draft: _Draft, exhibit: Figure) -> None:
    holder = draft.document.add_paragraph(style="Picture")
    width = width_in(draft.room, exhibit.width_mm)
    picture = holder.add_run().add_picture(io.BytesIO(next(draft.charts)), width=width)
    about = picture._inline.docPr
    about.set("descr", exhibit.alt)
    about.set("title", exhibit.caption)
    caption = draft.document.add_paragraph(exhibit.caption, style="Figure Caption")
    draft.marks.mark(caption, exhibit.anchor)
    # It stays with the words about it: no figure stands alone at the foot of a page.
    caption.paragraph_format.keep_with_next = True
    if exhibit.note:
        note = draft.document.add_paragraph(exhibit.note, style="Note")
        note.paragraph_format.keep_with_next = True
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_letterhead(draft: _Draft) -> None:
    head, document = draft.letterhead, draft.document
    # The country's name fits its line, also in a font that runs wider than Times.
    left, right = round(draft.room * 0.35), round(draft.room * 0.65)
    table = layout_table(document, [left, right], rows=2)
    issuer = _Line(head.issuing_body.upper(), 24, bold=True, ruled=10)
    _fill(table.cell(0, 0), left, _Line(head.parent_body.upper(), 24), issuer)
    motto = _Line(head.motto_words, bold=True, ruled=len(head.motto_words))
    _fill(table.cell(0, 1), right, _Line(head.motto_country.upper(), 24, bold=True), motto)
    about = _Line(head.subject if head.is_letter else "", 24)
    _fill(table.cell(1, 0), left, _Line(head.number), about)
    _fill(table.cell(1, 1), right, _Line(head.place_date, italic=True))
    if not head.is_letter:
        _write_title(document, head)
    for line in filter(None, (head.edition_line, head.data_cutoff_line)):
        document.add_paragraph(line, style="Edition")


def _write_title(document: WordDocument, head: Letterhead) -> None:
    title = document.add_paragraph(style="Title")
    title.add_run(head.kind.upper())
    if head.kind:
        title.add_run().add_break()
    title.add_run(head.subject)


@dataclass(frozen=True)
class _Line:
    """A line of the heading block: its size in half points, its look, a rule of so many letters."""

    words: str
    size: int = 26
    bold: bool = False
    italic: bool = False
    ruled: float = 0


def _fill(cell: WordCell, room: int, *lines: _Line) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Letterhead"
    for place, line in enumerate(filter(lambda line: line.words, lines)):
        if place:
            paragraph = cell.add_paragraph(style="Letterhead")
        run = paragraph.add_run(line.words)
        run.bold, run.italic = line.bold or None, line.italic or None
        run.font.size = Pt(line.size / 2)
        if line.ruled:
            # Half the size is about the mean width of a letter; a size is 10 twentieths a unit.
            _add_rule(cell, room, round(line.ruled * line.size * 5))


def _add_rule(cell: WordCell, room: int, length: int) -> None:
    """Draw a rule below: the decree wants a line there, not underlined words."""
    paragraph = cell.add_paragraph(style="Letterhead")
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Twips(max(0, (room - length) // 2))
    form.line_spacing, form.space_after = Pt(3), Pt(4)
    borders = element("w:pBdr")
    rule = {"w:val": "single", "w:sz": "6", "w:space": "0", "w:color": "000000"}
    borders.append(element("w:bottom", rule))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _write_contents(draft: _Draft, body: tuple[Exhibit, ...]) -> None:
    depth = contents_depth(body) if draft.letterhead.contents else 0
    if not depth:
        return
    words = text("rendering.contents", draft.letterhead.lang)
    draft.document.add_paragraph(words.upper(), style="TOC Heading")
    entries = [item for item in body if isinstance(item, Heading | Annex)]
    in_annex = False
    for item in entries:
        in_annex = in_annex or isinstance(item, Annex)
        level = item.level if isinstance(item, Heading) else 1
        if level <= depth:
            _write_entry(draft, item, level, in_annex=in_annex)
    draft.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write_entry(draft: _Draft, item: Heading | Annex, level: int, *, in_annex: bool) -> None:
    """Write a line of the contents; Word fills in its page when the document is opened."""
    paragraph = draft.document.add_paragraph(style=f"toc {level}")
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Twips(draft.room), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    write_words(paragraph, item.text if isinstance(item, Heading) else item.title)
    paragraph.add_run().add_tab()
    if in_annex:
        paragraph.add_run(text("rendering.annex_page", draft.letterhead.lang))
    name = str(draft.marks.name(item.anchor))
    add_field(paragraph, f"PAGEREF {name} \\h", "…", dirty=True)
    link_runs(paragraph, 0, name)


def _keep_last(document: WordDocument) -> None:
    """Keep what was written last on the page of what comes next: no signature stands alone."""
    for written in reversed(document.element.body.xpath("./w:p | ./w:tbl")):
        rows = written.xpath("./w:tr")[-_LAST_ROWS:]
        for paragraph in [each for row in rows for each in row.xpath(".//w:p")] or [written]:
            paragraph.get_or_add_pPr().get_or_add_keepNext()
        if rows or written.xpath(".//w:t"):
            return


def _write_signatories(draft: _Draft, exhibit: Signatories) -> None:
    _keep_last(draft.document)
    # Two tables that touch would become one.
    closing = draft.document.add_paragraph(exhibit.closing, style="Body Text")
    closing.paragraph_format.keep_with_next = True
    closing.paragraph_format.space_after = Pt(18)
    half = draft.room // 2
    table = layout_table(draft.document, [half, draft.room - half], rows=1)
    table._tbl.tr_lst[0].get_or_add_trPr().append(element("w:cantSplit"))
    left, right = table.cell(0, 0), table.cell(0, 1)
    title = left.paragraphs[0]
    title.style = "Recipients"
    run = title.add_run(exhibit.recipients_title)
    run.bold = run.italic = True
    for name in exhibit.recipients:
        left.add_paragraph(f"- {name}", style="Recipients")
    for place, line in enumerate(exhibit.signature_lines):
        paragraph = right.paragraphs[0] if place == 0 else right.add_paragraph()
        paragraph.style = "Signature"
        paragraph.add_run(line)
