"""The Word file around the report: its styles, fonts, numbering, language and properties."""

from __future__ import annotations

import io
from html import escape
from importlib.resources import files

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Header
from docx.shared import Length, Mm, Twips
from docx.text.paragraph import Paragraph

from analysis.exhibits.word.prose import element
from analysis.files import timeless
from analysis.language import Lang

_LOCALES: dict[Lang, tuple[str, str]] = {"vi": ("vi-VN", ","), "en": ("en-GB", ".")}
# Parts of python-docx's own sheet: a picture of it, and looks of older versions of Word.
_UNWANTED = ("thumbnail", "customXml", "stylesWithEffects", "webSettings", "theme")
_MARK_COLOUR = "7A1F00"
# (top, right, bottom, left), as in the PDF.
_PORTRAIT = (Mm(20), Mm(17), Mm(20), Mm(30))
_LANDSCAPE = (Mm(22), Mm(20), Mm(17), Mm(20))
_TWIP = 635
_ACROSS = """
<w:pict {names} xmlns:v="urn:schemas-microsoft-com:vml"
  xmlns:o="urn:schemas-microsoft-com:office:office"><v:shapetype id="_x0000_t136"
  coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>
  <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
  <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
  <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
  <v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
  <v:shape id="mark{number}" o:spid="_x0000_s{spid}" type="#_x0000_t136" alt="{words}"
  style="position:absolute;margin-left:0;margin-top:0;width:520pt;height:52pt;rotation:315;\
z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f"
  fillcolor="#ededed" stroked="f"><v:textpath string="{words}"
  style="font-family:&quot;Times New Roman&quot;;font-size:1pt"/></v:shape></w:pict>
"""


def blank_document(lang: Lang, title: str, author: str) -> WordDocument:
    """Return an empty document in the form of Decree 30/2020, its language and title set."""
    document = Document()
    document.element.body.clear_content()
    for package in (document.part.package, document.part):
        for key, relation in list(package.rels.items()):
            if any(name in relation.reltype for name in _UNWANTED):
                package.rels.pop(key)
    locale, decimal = _LOCALES[lang]
    _dress(document, {"lang": locale, "decimal": decimal})
    about = document.core_properties
    about.title, about.author, about.language = title, author, locale
    about.last_modified_by, about.comments, about.revision = author, "", 1
    return document


def saved(document: WordDocument) -> bytes:
    """Return the file, which bears no time; the same document gives the same bytes."""
    target = io.BytesIO()
    document.save(target)
    return timeless(target.getvalue())


def _dress(document: WordDocument, values: dict[str, str]) -> None:
    for name, kind in (
        ("styles", RELATIONSHIP_TYPE.STYLES),
        ("numbering", RELATIONSHIP_TYPE.NUMBERING),
        ("settings", RELATIONSHIP_TYPE.SETTINGS),
        ("fontTable", RELATIONSHIP_TYPE.FONT_TABLE),
    ):
        sheet = (
            files("analysis.exhibits")
            .joinpath("templates", "word", f"{name}.xml")
            .read_text("utf-8")
        )
        for key, value in values.items():
            sheet = sheet.replace(f"{{{key}}}", value)
        _replace(document.part.part_related_by(kind), sheet.encode())


def _replace(part: Part, sheet: bytes) -> None:
    """Put our own sheet in the place of the one that the part was loaded with."""
    name = "_element" if hasattr(part, "element") else "_blob"
    setattr(part, name, parse_xml(sheet) if name == "_element" else sheet)


def begin_section(document: WordDocument, *, first: bool, landscape: bool) -> Section:
    """Begin a run of A4 pages that lie the same way; return its section."""
    if first:
        section = document.sections[0]
    else:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _tuck_in(document)
    sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides
    margins = _LANDSCAPE if landscape else _PORTRAIT
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = margins
    section.header_distance = section.footer_distance = Mm(10)
    return section


def room_of(section: Section) -> int:
    """Return the width between the margins in twentieths of a point."""
    sides = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (int(side or 0) for side in sides)
    return (width - left - right) // _TWIP


def number_pages(section: Section, *, start: int | None, unnumbered_first: bool,
                 mark: str | None, place: int) -> None:  # fmt: skip
    """Put the page number in the middle of the head, the mark beside it and across the page.

    ``start`` begins the count anew; ``place`` tells the sections of a document apart.
    """
    section.different_first_page_header_footer = unnumbered_first
    for earlier in section._sectPr.findall(qn("w:pgNumType")):
        # A new section starts as a copy of the one before it.
        section._sectPr.remove(earlier)
    if start is not None:
        numbers = element("w:pgNumType", {"w:start": str(start)})
        section._sectPr.append(numbers)
        _in_order(section)
    section.header.is_linked_to_previous = False
    _write_head(section.header, section, mark, 2 * place, numbered=True)
    if unnumbered_first:
        _write_head(section.first_page_header, section, mark, 2 * place + 1, numbered=False)


def _write_head(
    header: _Header, section: Section, mark: str | None, place: int, *, numbered: bool
) -> None:
    paragraph = header.paragraphs[0]
    paragraph.style = "Header"
    room = room_of(section)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Twips(room // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Twips(room), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run().add_tab()
    if numbered:
        add_field(paragraph, "PAGE", "2")
    paragraph.add_run().add_tab()
    if mark:
        run = paragraph.add_run(mark)
        run.bold = True
        run._r.get_or_add_rPr().append(element("w:color", {"w:val": _MARK_COLOUR}))
        run._r.get_or_add_rPr().append(element("w:sz", {"w:val": "19"}))
        across = _ACROSS.format(
            names=nsdecls("w"), words=escape(mark), number=place, spid=2049 + place
        )
        paragraph.add_run()._r.append(parse_xml(across))


def add_field(paragraph: Paragraph, instruction: str, shown: str, *, dirty: bool = False) -> None:
    """Add a field that Word fills in, e.g. ``PAGE``, with what it shows until then."""
    for kind in ("begin", "separate", "end"):
        mark = element("w:fldChar", {"w:fldCharType": kind})
        if kind == "begin" and dirty:
            mark.set(qn("w:dirty"), "true")
        paragraph.add_run()._r.append(mark)
        if kind == "begin":
            words = element("w:instrText")
            words.text = f" {instruction} "
            paragraph.add_run()._r.append(words)
        elif kind == "separate":
            paragraph.add_run(shown)


def _tuck_in(document: WordDocument) -> None:
    """Let the last words of a section carry its end, which else takes a line, perhaps a page."""
    carriers = document.element.body.xpath("w:p[w:pPr/w:sectPr]")
    last = carriers[-1]
    before = last.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.get_or_add_pPr().append(last.pPr.find(qn("w:sectPr")))
        last.getparent().remove(last)


def _in_order(section: Section) -> None:
    """Put the start of the page numbers where the format wants it: before ``w:cols``."""
    properties = section._sectPr
    numbers, columns = properties.find(qn("w:pgNumType")), properties.find(qn("w:cols"))
    if columns is not None:
        columns.addprevious(numbers)


def width_in(room: int, wanted_mm: float) -> Length:
    """Return the width of a picture: as wanted, unless the page is narrower."""
    return Length(min(int(Mm(wanted_mm)), room * _TWIP))
