"""A table of a report: its columns, its cells, and the small pictures that a cell may carry.

A picture in a cell is no figure of its own: it draws what the row says, stands in the line of its
row and brings its own words, so that the table stays one that can be heard, copied and sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from analysis.exhibits.displayed import Displayed, check_anchor, note_html
from analysis.exhibits.palette import TONES
from analysis.exhibits.svg import clean_svg, described_svg

Align = Literal["left", "right", "centre"]
# What a column is on the card that a row becomes on a phone: there the message comes first.
Role = Literal["message", "from", "to", "picture", "detail"]
# More columns than these do not fit the width of a phone: there each row becomes a card.
_FEW_COLUMNS = 2


@dataclass(frozen=True)
class Picture:
    """A small drawing inside a cell, ``width_mm`` wide on paper, and what it says in words."""

    svg: str
    alt: str
    width_mm: float

    def __post_init__(self) -> None:
        """Refuse a picture that cannot be read aloud; clean it."""
        if not self.alt.strip():
            raise ValueError("a picture in a cell needs a text alternative")
        object.__setattr__(self, "svg", clean_svg(self.svg, "cell"))


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``width`` is relative to the other columns; none means by content. ``picked`` names the list
    by which a web page's reader picks rows by what this column says; ``ordered`` lets them be put
    in its order. ``role`` is what it is on a phone.
    """

    label: str
    align: Align = "left"
    width: float | None = None
    role: Role = "detail"
    picked: str | None = None
    ordered: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell. ``tone`` is a status of ``palette.TONES``; it always brings a symbol with it.

    ``said`` are the words for a symbol that stands without them: a screen reader says them, and a
    phone, which has room, shows them. ``order`` is what the cell is put in order by: a cell
    without one comes last.
    """

    text: str
    tone: str | None = None
    bold: bool = False
    icon: str | None = None
    said: str | None = None
    order: float | str | None = None
    picture: Picture | None = None

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
class Tools:
    """The words of a web page's tools for a table: to find, pick and order its rows.

    ``group`` heads the list of row groups, ``every`` is the choice that picks all, ``order`` heads
    the orders of which ``plain`` is the table's own. ``found`` holds ``{count}`` and ``{total}``.
    """

    search: str
    group: str
    every: str
    order: str
    plain: str
    found: str
    none: str


@dataclass(frozen=True)
class Table(Displayed):
    """A table. With ``row_header`` the first cell of a row names the row.

    A ``dense`` one is set small and close, so that it fits one page of paper; one with ``tools``
    can be searched, picked from and put in order on a web page.
    """

    caption: str
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    anchor: str
    note: str | None = None
    landscape: bool = False
    row_header: bool = True
    dense: bool = False
    tools: Tools | None = None

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        check_anchor(self.anchor)
        for row in (row for group in self.groups for row in group.rows):
            if len(row) != len(self.columns):
                found, expected = len(row), len(self.columns)
                raise ValueError(
                    f"table {self.anchor}: a row has {found} cells for {expected} columns"
                )

    def pictures(self) -> Iterator[Picture]:
        """Yield the pictures of its cells, row by row."""
        for group in self.groups:
            for row in group.rows:
                yield from (cell.picture for cell in row if cell.picture)

    def html(self) -> str:
        """Return the table in a box of its own that scrolls sideways where it has to.

        The roles say again what the elements mean, because the style sheet of a phone lays rows
        out as cards and a browser then forgets that they are rows.
        """
        caption, anchor = escape(self.caption), escape(self.anchor)
        heads = "".join(map(_head_html, self.columns))
        body = "".join(map(self._group_html, self.groups))
        many = " mn-cards" if len(self.columns) > _FEW_COLUMNS else ""
        look = (" mn-wide" if self.landscape else many) + (" mn-dense" if self.dense else "")
        return (
            f'<div class="mn-table-block{look}">'
            f'<div class="mn-table" role="group" tabindex="0" aria-labelledby="{anchor}-caption">'
            f'<table id="{anchor}" role="table"{_tools_html(self.tools)}>'
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
            kind = f"mn-{column.align}"
            if self.dense and not named:
                kind += f" mn-card-{column.role}"
            order = f' data-order="{escape(str(cell.order))}"' if cell.order is not None else ""
            cells.append(f'<{tag} {look} class="{kind}"{order}>{_cell_html(cell)}</{tag}>')
        return "".join(cells)


def _head_html(column: Column) -> str:
    marks = ' data-ordered=""' if column.ordered else ""
    if column.picked:
        marks += f' data-picked="{escape(column.picked)}"'
    label = escape(column.label)
    return f'<th scope="col" role="columnheader" class="mn-{column.align}"{marks}>{label}</th>'


def _tools_html(tools: Tools | None) -> str:
    """Return the words of the tools as attributes; the page's script makes the tools of them."""
    if tools is None:
        return ""
    said = (f'data-{name}="{escape(words)}"' for name, words in vars(tools).items())
    return ' data-tools="" ' + " ".join(said)


def _cell_html(cell: Cell) -> str:
    shown = escape(cell.text)
    if cell.symbol:
        # A screen reader would spell the mark out; the words beside it say the same.
        hidden = ' aria-hidden="true"' if cell.text or cell.said else ""
        said = f'<span class="mn-said">{escape(cell.said)}</span>' if cell.said else ""
        icon = f'<span class="mn-icon"{hidden}>{escape(cell.symbol)}</span>'
        shown = " ".join(filter(None, (icon, said, shown)))
    if cell.tone:
        shown = f'<span class="mn-chip mn-tone-{cell.tone}">{shown}</span>'
    elif cell.symbol:
        # One element, which stays together where a phone lays a row out as a card.
        shown = f"<span>{shown}</span>"
    if cell.picture:
        drawn = described_svg(cell.picture.svg, cell.picture.alt)
        width = f"width:{cell.picture.width_mm:g}mm"
        shown += f'<span class="mn-picture mn-small" style="{width}">{drawn}</span>'
    return f"<strong>{shown}</strong>" if cell.bold else shown
