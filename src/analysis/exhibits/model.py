"""What a report is made of: exhibits, which a notebook cell displays and the exporters render.

An exhibit is a value. It has two forms: HTML for the notebook's own display, and plain JSON, the
one source of content from which both the web page and the PDF are made, so that neither can say
what the other does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from analysis.exhibits.displayed import Displayed, check_anchor, note_html
from analysis.exhibits.palette import exhibit_css
from analysis.exhibits.prose import prose_html
from analysis.exhibits.svg import clean_svg, described_svg
from analysis.exhibits.table import Table
from analysis.exhibits.tiles import Tiles
from analysis.language import Lang

CalloutKind = Literal["note", "warning", "comment"]
# A picture that is wider on paper is drawn for more than the width of a phone.
_BROAD_MM = 130.0
_FEW_HEADINGS = 6
_MANY_HEADINGS = 26


@dataclass(frozen=True)
class Letterhead(Displayed):
    """The heading block of Decree 30/2020 and what is true of the whole document.

    ``watermark`` stands on every page; ``lang`` and ``title_plain`` become the file's language
    and title. Empty strings leave their line out. What bears a number and is of no ``kind`` is an
    official letter: its subject stands below its number. A report whose first page is its message
    has no ``contents`` list on paper: bookmarks lead to its parts.
    """

    parent_body: str
    issuing_body: str
    motto_country: str
    motto_words: str
    number: str
    place_date: str
    kind: str
    subject: str
    edition_line: str
    data_cutoff_line: str
    watermark: str | None
    lang: Lang
    title_plain: str
    contents: bool = True

    @property
    def is_letter(self) -> bool:
        """Tell whether this is an official letter, which has no title of its own line."""
        return bool(self.number) and not self.kind

    def html(self) -> str:
        """Return the two-column block, the title (the page's only h1) and the edition lines."""
        left = _lines(("mn-parent", self.parent_body), ("mn-issuer", self.issuing_body))
        right = _lines(("mn-country", self.motto_country), ("mn-motto", self.motto_words))
        number, dated = _lines(("mn-number", self.number)), _lines(("mn-date", self.place_date))
        edition = _lines(("mn-edition", self.edition_line), ("mn-edition", self.data_cutoff_line))
        subject = f'<span class="mn-subject">{escape(self.subject)}</span>'
        title = f'<h1><span class="mn-kind">{escape(self.kind)}</span> {subject}</h1>'
        if self.is_letter:
            number, title = f'{number}<h1 class="mn-about">{escape(self.subject)}</h1>', ""
        return (
            f'<div class="mn-letterhead"><div>{left}</div><div>{right}</div>'
            f"<div>{number}</div><div>{dated}</div></div>{title}{edition}"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Add the style rules: the letterhead comes first and dresses the cells after it."""
        bundle = super()._repr_mimebundle_()
        bundle["text/html"] = f"<style>{exhibit_css()}</style>{bundle['text/html']}"
        return bundle


@dataclass(frozen=True)
class Heading(Displayed):
    """A heading below the title. ``text`` carries its own number ("I.", "1.", "a)").

    ``new_page`` begins a page of paper with it.
    """

    level: Literal[1, 2, 3]
    text: str
    anchor: str
    new_page: bool = False

    def __post_init__(self) -> None:
        """Refuse an anchor that cannot be an address."""
        check_anchor(self.anchor)

    def html(self) -> str:
        """Return ``h2`` to ``h4``."""
        tag, look = f"h{self.level + 1}", ' class="mn-new-page"' if self.new_page else ""
        return f'<{tag} id="{escape(self.anchor)}"{look}>{escape(self.text)}</{tag}>'


@dataclass(frozen=True)
class Prose(Displayed):
    """Running text in Markdown: paragraphs, lists, emphasis. Raw HTML is shown as text."""

    markdown: str

    def html(self) -> str:
        """Return the paragraphs and lists."""
        return f'<div class="mn-prose">{prose_html(self.markdown)}</div>'


@dataclass(frozen=True)
class Callout(Displayed):
    """A boxed remark: a note, a warning, or the analyst's own comment."""

    kind: CalloutKind
    markdown: str

    def html(self) -> str:
        """Return the box."""
        inner = prose_html(self.markdown)
        return f'<div class="mn-callout mn-callout-{self.kind}" role="note">{inner}</div>'


@dataclass(frozen=True)
class Blank(Displayed):
    """Room for words that only people can write.

    The Word document, in which they are written, has dotted ``lines`` under each of ``titles``;
    a reader of the page or the PDF is told ``instead`` that nothing has been written.
    """

    titles: tuple[str, ...]
    instead: str
    lines: int = 3

    def html(self) -> str:
        """Return the words that stand for what is missing."""
        return f'<p class="mn-blank">{escape(self.instead)}</p>'


@dataclass(frozen=True)
class Hint(Displayed):
    """A word to the analyst at work in the notebook; no report shows it."""

    markdown: str

    def html(self) -> str:
        """Return the hint for the notebook's own display."""
        return f'<div class="mn-hint">{prose_html(self.markdown)}</div>'


@dataclass(frozen=True)
class Figure(Displayed):
    """A chart as SVG with its text alternative; ``width_mm`` is its width on paper."""

    svg: str
    alt: str
    caption: str
    anchor: str
    note: str | None = None
    width_mm: float = 160.0

    def __post_init__(self) -> None:
        """Refuse a figure that cannot be read aloud; clean the picture."""
        check_anchor(self.anchor)
        if not self.alt.strip():
            raise ValueError(f"figure {self.anchor}: a figure needs a text alternative")
        object.__setattr__(self, "svg", clean_svg(self.svg, self.anchor))

    def html(self) -> str:
        """Return the figure with its picture inline."""
        picture = described_svg(self.svg, self.alt)
        anchor, caption = escape(self.anchor), escape(self.caption)
        # On a phone the letters of a broad picture would be too small: it scrolls in its box.
        scrolls = f' role="group" tabindex="0" aria-labelledby="{anchor}-caption"'
        broad = self.width_mm > _BROAD_MM
        return (
            f'<figure id="{anchor}"><div class="mn-picture{" mn-broad" if broad else ""}"'
            f' style="--width:{self.width_mm:g}mm"{scrolls if broad else ""}>{picture}</div>'
            f'<figcaption id="{anchor}-caption">{caption}</figcaption>{note_html(self.note)}'
            f"</figure>"
        )


@dataclass(frozen=True)
class Signatories(Displayed):
    """Who receives the report, and the signature block. Nothing is ever signed here.

    ``closing`` is the sentence that ends the report; it keeps the block company, which so never
    stands alone on a page.
    """

    recipients_title: str
    recipients: tuple[str, ...]
    signature_lines: tuple[str, ...]
    closing: str = ""

    def html(self) -> str:
        """Return the closing sentence, and the two blocks side by side."""
        closing = f'<div class="mn-prose"><p>{escape(self.closing)}</p></div>'
        recipients = "".join(f"<li>{escape(name)}</li>" for name in self.recipients)
        lines = "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in self.signature_lines)
        return (
            f"{closing if self.closing else ''}"
            f'<div class="mn-signatories"><div><p class="mn-recipients">'
            f"{escape(self.recipients_title)}</p><ul>{recipients}</ul></div>"
            f'<div class="mn-signature">{lines}</div></div>'
        )


@dataclass(frozen=True)
class Annex(Displayed):
    """The start of an annex. The annexes follow one another on pages with numbers of their own.

    What is not ``on_paper`` stands in the web page alone, all up to the next annex. ``belongs``
    tells under the title to which document it is attached, centred as Decree 30/2020/ND-CP asks.
    """

    title: str
    anchor: str
    on_paper: bool = True
    belongs: str = ""

    def __post_init__(self) -> None:
        """Refuse an anchor that cannot be an address."""
        check_anchor(self.anchor)

    def html(self) -> str:
        """Return the annex's heading, and to what it belongs."""
        title = f'<h2 class="mn-annex" id="{escape(self.anchor)}">{escape(self.title)}</h2>'
        if not self.belongs:
            return title
        return f'{title}<p class="mn-belongs"><em>{escape(self.belongs)}</em></p>'


Exhibit = (
    Letterhead
    | Heading
    | Prose
    | Callout
    | Blank
    | Hint
    | Table
    | Figure
    | Tiles
    | Signatories
    | Annex
)


@dataclass(frozen=True)
class Exhibits(Displayed):
    """Several exhibits that one cell displays."""

    items: tuple[Exhibit, ...]

    def html(self) -> str:
        """Return the exhibits one after the other."""
        return "".join(item.html() for item in self.items)

    def to_json(self) -> dict[str, Any]:
        """Return the exhibits as plain JSON values, each with its own name."""
        return {"exhibit": "Exhibits", "items": [item.to_json() for item in self.items]}


def split_opening(
    body: tuple[Exhibit, ...],
) -> tuple[tuple[Exhibit, ...], tuple[Exhibit, ...]]:
    """Return the words before the first heading, which speak of the whole report, and the rest.

    They stand above the list of contents. What is more than words, or has no heading after it,
    belongs to the rest.
    """
    first = next((place for place, item in enumerate(body) if isinstance(item, Heading)), 0)
    words = all(isinstance(item, Prose | Callout) for item in body[:first])
    return (body[:first], body[first:]) if words else ((), body)


def anchors_of(body: Iterable[Exhibit]) -> Iterator[str]:
    """Yield every address in a report, those of single tiles too."""
    for exhibit in body:
        if hasattr(exhibit, "anchor"):
            yield exhibit.anchor
        if isinstance(exhibit, Tiles):
            yield from (tile.anchor for tile in exhibit.tiles)


def on_paper(body: Iterable[Exhibit]) -> Iterator[Exhibit]:
    """Yield what is printed: all but the annexes that stand in the web page alone."""
    printed = True
    for exhibit in body:
        printed = exhibit.on_paper if isinstance(exhibit, Annex) else printed
        if printed:
            yield exhibit


_KINDS: dict[str, type[Exhibit]] = {kind.__name__: kind for kind in get_args(Exhibit)}


def exhibit_from_json(data: dict[str, Any]) -> Exhibit | Exhibits:
    """Return the exhibit that ``to_json`` wrote. Raises ``ValueError`` for anything else."""
    values = {name: value for name, value in data.items() if name != "exhibit"}
    kind = data.get("exhibit")
    if kind == "Exhibits":
        items = (exhibit_from_json(item) for item in values.get("items", ()))
        return Exhibits(tuple(item for item in items if not isinstance(item, Exhibits)))
    if kind not in _KINDS:
        raise ValueError(f"unknown exhibit {kind!r}; known: Exhibits, {', '.join(_KINDS)}")
    return _reader(kind).validate_python(values)


@cache
def _reader(kind: str) -> TypeAdapter[Exhibit]:
    return TypeAdapter(_KINDS[kind])


def _lines(*lines: tuple[str, str]) -> str:
    return "".join(f'<p class="{kind}">{escape(line)}</p>' for kind, line in lines if line)


def contents_depth(body: Iterable[Exhibit]) -> int:
    """Return how deep the contents list goes: 0 for a short report, 1 when 2 would fill a page."""
    levels = [
        exhibit.level if isinstance(exhibit, Heading) else 1
        for exhibit in body
        if isinstance(exhibit, Heading | Annex)
    ]
    listed = sum(level <= 2 for level in levels)
    if len(levels) <= _FEW_HEADINGS:
        return 0
    return 2 if listed <= _MANY_HEADINGS else 1
