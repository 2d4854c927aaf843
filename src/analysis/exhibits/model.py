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
from analysis.exhibits.palette import TONES, exhibit_css
from analysis.exhibits.prose import prose_html
from analysis.exhibits.svg import clean_svg, described_svg
from analysis.exhibits.tiles import Tiles
from analysis.language import Lang

Align = Literal["left", "right", "centre"]
CalloutKind = Literal["note", "warning", "comment"]
# More columns than these do not fit the width of a phone: there each row becomes a card.
_FEW_COLUMNS = 2
_FEW_HEADINGS = 6
_MANY_HEADINGS = 26


@dataclass(frozen=True)
class Letterhead(Displayed):
    """The heading block of Decree 30/2020 and what is true of the whole document.

    ``watermark`` stands on every page; ``lang`` and ``title_plain`` become the file's language
    and title. Empty strings leave their line out.
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

    def html(self) -> str:
        """Return the two-column block, the title (the page's only h1) and the edition lines."""
        left = _lines(("mn-parent", self.parent_body), ("mn-issuer", self.issuing_body))
        right = _lines(("mn-country", self.motto_country), ("mn-motto", self.motto_words))
        number, dated = _lines(("mn-number", self.number)), _lines(("mn-date", self.place_date))
        edition = _lines(("mn-edition", self.edition_line), ("mn-edition", self.data_cutoff_line))
        subject = f'<span class="mn-subject">{escape(self.subject)}</span>'
        return (
            f'<div class="mn-letterhead"><div>{left}</div><div>{right}</div>'
            f"<div>{number}</div><div>{dated}</div></div>"
            f'<h1><span class="mn-kind">{escape(self.kind)}</span> {subject}</h1>{edition}'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Add the style rules: the letterhead comes first and dresses the cells after it."""
        bundle = super()._repr_mimebundle_()
        bundle["text/html"] = f"<style>{exhibit_css()}</style>{bundle['text/html']}"
        return bundle


@dataclass(frozen=True)
class Heading(Displayed):
    """A heading below the title. ``text`` carries its own number ("I.", "1.", "a)")."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str

    def __post_init__(self) -> None:
        """Refuse an anchor that cannot be an address."""
        check_anchor(self.anchor)

    def html(self) -> str:
        """Return ``h2`` to ``h4``."""
        tag = f"h{self.level + 1}"
        return f'<{tag} id="{escape(self.anchor)}">{escape(self.text)}</{tag}>'


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
class Hint(Displayed):
    """A word to the analyst at work in the notebook; no report shows it."""

    markdown: str

    def html(self) -> str:
        """Return the hint for the notebook's own display."""
        return f'<div class="mn-hint">{prose_html(self.markdown)}</div>'


@dataclass(frozen=True)
class Column:
    """One column of a table. ``width`` is relative to the other columns; none means by content."""

    label: str
    align: Align = "left"
    width: float | None = None


@dataclass(frozen=True)
class Cell:
    """One cell. ``tone`` is a status of ``palette.TONES``; it always brings a symbol with it."""

    text: str
    tone: str | None = None
    bold: bool = False
    icon: str | None = None

    def __post_init__(self) -> None:
        """Refuse a tone that the palette does not have."""
        if self.tone is not None and self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}; known: {', '.join(TONES)}")

    @property
    def symbol(self) -> str | None:
        """The mark shown before the text: the cell's own, otherwise that of its tone."""
        return self.icon or (TONES[self.tone].symbol if self.tone else None)


@dataclass(frozen=True)
class RowGroup:
    """Rows that belong together, under a label if there is one."""

    label: str | None
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Table(Displayed):
    """A table. With ``row_header`` the first cell of a row names the row."""

    caption: str
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    anchor: str
    note: str | None = None
    landscape: bool = False
    row_header: bool = True

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        check_anchor(self.anchor)
        for row in (row for group in self.groups for row in group.rows):
            if len(row) != len(self.columns):
                found, expected = len(row), len(self.columns)
                raise ValueError(
                    f"table {self.anchor}: a row has {found} cells for {expected} columns"
                )

    def html(self) -> str:
        """Return the table in a box of its own that scrolls sideways where it has to.

        The roles say again what the elements mean, because the style sheet of a phone lays rows
        out as cards and a browser then forgets that they are rows.
        """
        caption, anchor = escape(self.caption), escape(self.anchor)
        heads = "".join(
            f'<th scope="col" role="columnheader" class="mn-{column.align}">'
            f"{escape(column.label)}</th>"
            for column in self.columns
        )
        body = "".join(map(self._group_html, self.groups))
        many = " mn-cards" if len(self.columns) > _FEW_COLUMNS else ""
        look = " mn-wide" if self.landscape else many
        return (
            f'<div class="mn-table-block{look}">'
            f'<div class="mn-table" role="group" tabindex="0" aria-labelledby="{anchor}-caption">'
            f'<table id="{anchor}" role="table">'
            f'<caption id="{anchor}-caption"><span>{caption}</span></caption>'
            f'{self._widths()}<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
            f"{body}</table></div>"
            f"{note_html(self.note)}</div>"
        )

    def _widths(self) -> str:
        widths = [column.width for column in self.columns if column.width]
        if len(widths) < len(self.columns):
            return ""
        shares = (100 * width / sum(widths) for width in widths)
        return "".join(f'<col style="width:{share:.4g}%">' for share in shares)

    def _group_html(self, group: RowGroup) -> str:
        label = ""
        if group.label:
            span = len(self.columns)
            label = (
                f'<tr role="row"><th scope="rowgroup" role="rowheader" colspan="{span}">'
                f"<span>{escape(group.label)}</span></th></tr>"
            )
        rows = "".join(f'<tr role="row">{self._row_html(row)}</tr>' for row in group.rows)
        return f'<tbody role="rowgroup">{label}{rows}</tbody>'

    def _row_html(self, row: tuple[Cell, ...]) -> str:
        cells = []
        for place, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            named = self.row_header and place == 0
            tag, look = "th", 'scope="row" role="rowheader"'
            if not named:
                tag, look = "td", f'role="cell" data-label="{escape(column.label)}"'
            cells.append(f'<{tag} {look} class="mn-{column.align}">{_cell_html(cell)}</{tag}>')
        return "".join(cells)


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
        width = f"max-width:{self.width_mm:g}mm"
        anchor, caption = escape(self.anchor), escape(self.caption)
        return (
            f'<figure id="{anchor}"><div class="mn-picture" style="{width}">{picture}</div>'
            f"<figcaption>{caption}</figcaption>{note_html(self.note)}</figure>"
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
    """The start of an annex: a new page with page numbers of its own.

    What is not ``on_paper`` stands in the web page alone, all up to the next annex.
    """

    title: str
    anchor: str
    landscape: bool = False
    on_paper: bool = True

    def __post_init__(self) -> None:
        """Refuse an anchor that cannot be an address."""
        check_anchor(self.anchor)

    def html(self) -> str:
        """Return the annex's heading."""
        return f'<h2 class="mn-annex" id="{escape(self.anchor)}">{escape(self.title)}</h2>'


Exhibit = (
    Letterhead | Heading | Prose | Callout | Hint | Table | Figure | Tiles | Signatories | Annex
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


def _cell_html(cell: Cell) -> str:
    shown = escape(cell.text)
    if cell.symbol:
        # A screen reader would spell the mark out; the words beside it say the same.
        hidden = ' aria-hidden="true"' if cell.text else ""
        shown = f'<span class="mn-icon"{hidden}>{escape(cell.symbol)}</span> {shown}'.rstrip()
    if cell.tone:
        shown = f'<span class="mn-chip mn-tone-{cell.tone}">{shown}</span>'
    elif cell.symbol:
        # One element, which stays together where a phone lays a row out as a card.
        shown = f"<span>{shown}</span>"
    return f"<strong>{shown}</strong>" if cell.bold else shown


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
