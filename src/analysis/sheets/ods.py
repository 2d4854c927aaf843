"""Sheets of an OpenDocument spreadsheet (.ods): values as last computed, and what is not shown."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from analysis.language import BadInput, Fault
from analysis.sheets.archives import Archive, opened_archive
from analysis.sheets.cells import (
    LAST_COLUMN,
    LAST_ROW,
    MAX_TEXT,
    Block,
    Broken,
    Cell,
    Number,
    Sheet,
    cell_address,
    native_number,
)
from analysis.sheets.formats import shows
from analysis.sheets.limits import LONGEST_NAME, Allowance, Rows
from analysis.sheets.ods_names import UsualNames
from analysis.sheets.ods_styles import Attributes, Look, Styles
from analysis.sheets.texts import Run, seen_runs, seen_text

_CONTENT, _STYLES, _SETTINGS = "content.xml", "styles.xml", "settings.xml"
_MANIFEST = "META-INF/manifest.xml"
_OTHER_FILE = re.compile(r"'(?:file|https?|ftp|smb):|\[(?:file|https?):")
_NO_ATTRIBUTES: Attributes = {}
_NOT_SHOWN = ("collapse", "filter")
_ERROR = re.compile(r"#[A-Z/0!?]+!?|Err:\d+")
# What stands in or over a cell and is no part of it: notes, drawings, readings of signs.
_ASIDE = ("office:annotation", "text:ruby-text")


def read_ods(handle: BinaryIO, file: str) -> list[Sheet]:
    """Return the sheets in their order. Raises ``BadInput`` for a file that is not sound."""
    with opened_archive(handle, file) as archive:
        _refuse_encrypted(archive)
        styles = Styles()
        if _STYLES in archive.names:
            archive.stream(_STYLES, UsualNames(styles))
        handler = _ContentHandler(Allowance(file), styles, _sheets_without_zeros(archive))
        archive.stream(_CONTENT, UsualNames(handler))
        return handler.sheets


def _refuse_encrypted(archive: Archive) -> None:
    if _MANIFEST not in archive.names:
        return
    if archive.read(_MANIFEST).find(".//{*}encryption-data") is not None:
        raise BadInput([Fault("intake.encrypted", file=archive.file)])


def _sheets_without_zeros(archive: Archive) -> frozenset[str]:
    """Return the sheets on which a nought is not shown; ``*`` for all of them."""
    if _SETTINGS not in archive.names:
        return frozenset()
    found = set()
    for entry in archive.read(_SETTINGS).iter():
        for item in entry:
            name = next((said for key, said in item.attrib.items() if key.endswith("}name")), "")
            if name in ("ShowZeroValues", "ShowZero") and (item.text or "").strip() == "false":
                of_sheet = entry.tag.endswith("}config-item-map-entry")
                named = next((said for key, said in entry.attrib.items() if key.endswith("}name")),
                             "")  # fmt: skip
                found.add(named if of_sheet and named else "*")
    return frozenset(found)


class _ContentHandler:
    """Builds the sheets."""

    def __init__(self, allowance: Allowance, styles: Styles, without_zeros: frozenset[str]) -> None:
        self.sheets: list[Sheet] = []
        self._allowance, self._styles = allowance, styles
        self._without_zeros = without_zeros
        self._in_body = False
        self._aside = 0
        # The pieces of a cell's text, in the styles that are open around them.
        self._runs: list[Run] | None = None
        self._open_styles: list[Look] = []
        self._length = 0
        self._in_paragraph = 0
        self._attrs = _NO_ATTRIBUTES
        self._look: Look | None = None
        self._open_table(_NO_ATTRIBUTES)

    def start(self, name: str, attrs: Attributes) -> None:
        """Take in the start of an element."""
        if not self._in_body:
            self._styles.start(name, attrs)
            self._in_body = name == "office:body"
        elif (start := _STARTS.get(name)) is not None:
            if not self._aside:
                start(self, attrs)
        elif name in _ASIDE or name.startswith("draw:"):
            self._aside += 1

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        if not self._in_body:
            self._styles.end(name)
        elif (end := _ENDS.get(name)) is not None:
            if not self._aside:
                end(self)
        elif name in _ASIDE or name.startswith("draw:"):
            self._aside -= 1

    def text(self, words: str) -> None:
        """Take in text."""
        if not self._in_body:
            self._styles.text(words)
        elif self._in_paragraph and not self._aside:
            self._add(words)

    def _add(self, content: str) -> None:
        if self._runs is None:
            return
        self._length += len(content)
        if self._length > MAX_TEXT:
            cell = cell_address(self._row + 1, self._column + 1)
            raise BadInput([Fault("intake.cell_too_long", self._allowance.file,
                                  values={"most": MAX_TEXT}, sheet=self._name,
                                  cell=cell)])  # fmt: skip
        look = self._open_styles[-1] if self._open_styles else None
        if look is None:
            self._runs.append(Run(content, dressed=False))
        else:
            self._runs.append(Run(content, look.struck, look.place))

    def start_cell(self, attrs: Attributes) -> None:
        self._attrs, self._runs, self._length = attrs, [], 0
        self._open_styles, self._look = [], None

    def start_paragraph(self, attrs: Attributes) -> None:
        self._in_paragraph += 1
        if self._runs:
            self._add("\n")
        self._open("paragraph", attrs)

    def end_paragraph(self) -> None:
        self._in_paragraph -= 1
        self.end_span()

    def start_span(self, attrs: Attributes) -> None:
        # A piece of a text takes as long as a cell.
        self._allowance.spend_cells(1)
        self._open("text", attrs)

    def end_span(self) -> None:
        if self._open_styles:
            self._open_styles.pop()

    def _open(self, family: str, attrs: Attributes) -> None:
        """Open a style: what it does not say is said by the ones around it, last by the cell's."""
        said = self._open_styles[-1] if self._open_styles else self._cell_look()
        if name := attrs.get("text:style-name"):
            look = self._styles.look(family, name)
            said = Look(look.struck or said.struck, look.place or said.place)
        self._open_styles.append(said)

    def _cell_look(self) -> Look:
        if self._look is None:
            name = self._attrs.get("table:style-name") or self._row_style
            if not name:
                name = self._column_style(self._column + 1)
            self._look = self._styles.look("table-cell", name)
        return self._look

    def _column_style(self, column: int) -> str:
        place = bisect_left(self._column_ends, column)
        return self._column_styles[place] if place < len(self._column_styles) else ""

    def add_space(self, attrs: Attributes) -> None:
        if self._in_paragraph:
            self._add(" " * min(_count(attrs, "text:c"), MAX_TEXT))

    def mark_copy(self, _attrs: Attributes) -> None:
        # A copy of another file's cells, kept by the formulas that use them.
        self._is_copy = True

    def start_table(self, attrs: Attributes) -> None:
        self._allowance.spend_sheet()
        self._open_table(attrs)

    def _open_table(self, attrs: Attributes) -> None:
        self._name = attrs.get("table:name", "")[:LONGEST_NAME]
        self._hidden = self._styles.is_hidden_sheet(attrs.get("table:style-name"))
        self._zeros_shown = not self._without_zeros & {"*", self._name}
        self._is_copy = False
        self._rows = Rows(self._allowance, self._name)
        self._merged: list[Block] = []
        self._hidden_columns: list[tuple[int, int]] = []
        # The last column that each style is for, and the style.
        self._column_ends: list[int] = []
        self._column_styles: list[str] = []
        # Groups of rows and of columns that are folded away.
        self._folded: list[bool] = []
        self._row = self._columns = 0
        # A heading or a drawing may have text before the first row.
        self._column = 0
        self._row_style = ""

    def end_table(self) -> None:
        if not self._is_copy:
            columns = tuple(self._hidden_columns)
            sheet = Sheet(self._name, self._rows.kept, self._hidden, columns, tuple(self._merged))
            self.sheets.append(sheet)

    def start_group(self, attrs: Attributes) -> None:
        self._folded.append(attrs.get("table:display") == "false")

    def end_group(self) -> None:
        self._folded.pop()

    def add_columns(self, attrs: Attributes) -> None:
        first = self._columns + 1
        self._columns += _count(attrs, "table:number-columns-repeated")
        if self._columns > LAST_COLUMN:
            raise zipfile.BadZipFile
        if self._is_unseen("table-column", attrs):
            self._hidden_columns.append((first, self._columns))
        self._column_ends.append(self._columns)
        self._column_styles.append(attrs.get("table:default-cell-style-name", ""))

    def _is_unseen(self, family: str, attrs: Attributes) -> bool:
        return (
            attrs.get("table:visibility") in _NOT_SHOWN
            or any(self._folded)
            or self._styles.is_flat(family, attrs.get("table:style-name"))
        )

    def start_row(self, attrs: Attributes) -> None:
        self._cells: list[Cell] = []
        self._column = 0
        self._row_repeated = _count(attrs, "table:number-rows-repeated")
        self._row_style = attrs.get("table:default-cell-style-name", "")
        self._row_hidden = self._is_unseen("table-row", attrs)

    def end_row(self) -> None:
        first = self._row + 1
        self._row += self._row_repeated
        if self._row > LAST_ROW:
            raise zipfile.BadZipFile
        if self._cells:
            self._rows.add(first, self._cells, self._row_repeated, hidden=self._row_hidden)

    def end_cell(self) -> None:
        self._end_cell(self._cell())

    def end_covered_cell(self) -> None:
        self._end_cell("")

    def _end_cell(self, cell: Cell) -> None:
        attrs, self._runs = self._attrs, None
        first = self._column + 1
        if "table:number-columns-spanned" in attrs or "table:number-rows-spanned" in attrs:
            self._merge(first, attrs)
        repeated = _count(attrs, "table:number-columns-repeated")
        self._column += repeated
        if self._column > LAST_COLUMN:
            raise zipfile.BadZipFile
        if cell == "":
            return
        self._cells.extend([""] * (first - 1 - len(self._cells)))
        self._cells.extend([cell] * repeated)

    def _merge(self, first: int, attrs: Attributes) -> None:
        columns = _count(attrs, "table:number-columns-spanned")
        rows = _count(attrs, "table:number-rows-spanned")
        if columns > 1 or rows > 1:
            block = Block(first, self._row + 1, first + columns - 1, self._row + rows)
            if block.last_column > LAST_COLUMN or block.last_row > LAST_ROW:
                raise zipfile.BadZipFile
            self._allowance.spend_cells(1)
            self._merged.append(block)

    def _cell(self) -> Cell:
        attrs, runs = self._attrs, self._runs or []
        formula = attrs.get("table:formula")
        kind = attrs.get("office:value-type", "")
        if not runs and formula is None and not kind:
            return ""
        words = runs[0].words if len(runs) == 1 else "".join([run.words for run in runs])
        shown = words.strip()
        if formula is not None and (broken := _formula_fault(attrs, formula, kind, shown)):
            return broken
        if kind == "boolean":
            return attrs.get("office:boolean-value") == "true"
        look = self._cell_look()
        seen = seen_runs(runs, struck=look.struck, place=look.place)
        if isinstance(seen, Broken):
            return seen
        if kind in _NUMBERS:
            return self._number(kind, seen, look)
        if kind == "date":
            day = date.fromisoformat(attrs.get("office:date-value", "")[:10])
            return (
                Broken("struck_cell", shown or str(day))
                if look.struck
                else look.format.apply_to_day(day)
            )
        return _text(attrs.get("office:string-value"), seen, look)

    def _number(self, kind: str, shown: str, look: Look) -> Cell:
        stored = self._attrs.get("office:value", "")
        if look.struck:
            return Broken("struck_cell", shown or stored)
        bare = native_number(stored)
        if bare is None:
            return Broken("formula_error", stored)
        if bare.text == "0" and not self._zeros_shown:
            return Broken("shown_nothing", "0")
        # The text beside the number is what the cell shows. Some writers leave it out.
        if not shown:
            self._allowance.spend_format(look.format)
            return (look.format.apply(stored) if look.format.sections and not look.format.is_date
                    else native_number(stored, int(kind == "percentage"))) or bare  # fmt: skip
        # Most cells show what they store, and a million of them are looked at.
        if kind != "percentage" and shown.replace(",", ".") == bare.text:
            return bare
        if kind == "percentage":
            number = native_number(stored, percent_signs=1)
        else:
            scale = 1_000 if "‰" in shown else 100 if "%" in shown else 0
            number = native_number(stored, scale=scale)
        if number is not None and shows(shown, Decimal(number.text)):
            return number
        return Number(bare.text, shown=" ".join(shown.split()))


_NUMBERS = ("float", "percentage", "currency")
_STARTS: dict[str, Callable[[_ContentHandler, Attributes], None]] = {
    "table:table": _ContentHandler.start_table,
    "table:table-source": _ContentHandler.mark_copy,
    "table:table-column": _ContentHandler.add_columns,
    "table:table-column-group": _ContentHandler.start_group,
    "table:table-row-group": _ContentHandler.start_group,
    "table:table-row": _ContentHandler.start_row,
    "table:table-cell": _ContentHandler.start_cell,
    "table:covered-table-cell": _ContentHandler.start_cell,
    "text:p": _ContentHandler.start_paragraph,
    "text:span": _ContentHandler.start_span,
    "text:s": _ContentHandler.add_space,
    "text:tab": _ContentHandler.add_space,
    "text:line-break": _ContentHandler.add_space,
}
_ENDS: dict[str, Callable[[_ContentHandler], None]] = {
    "table:table": _ContentHandler.end_table,
    "table:table-column-group": _ContentHandler.end_group,
    "table:table-row-group": _ContentHandler.end_group,
    "table:table-row": _ContentHandler.end_row,
    "table:table-cell": _ContentHandler.end_cell,
    "table:covered-table-cell": _ContentHandler.end_covered_cell,
    "text:p": _ContentHandler.end_paragraph,
    "text:span": _ContentHandler.end_span,
}


def _count(attrs: Attributes, name: str) -> int:
    """Return a number of repeats or of cells spanned, 1 where none is given."""
    said = attrs.get(name)
    if said is None:
        return 1
    count = int(said)
    if count < 1:
        raise zipfile.BadZipFile
    return count


def _formula_fault(attrs: Attributes, formula: str, kind: str, shown: str) -> Broken | None:
    """Return why the result of a formula cannot be used, or None."""
    if _OTHER_FILE.search(formula):
        return Broken("external_link", _bare(formula))
    if attrs.get("calcext:value-type") == "error" or _ERROR.fullmatch(shown):
        return Broken("formula_error", shown)
    stored = attrs.get("office:value", "")
    # A program that computes writes what the cell shows too; a bare nought only holds the place.
    placeholder = kind in _NUMBERS and (
        not stored or (not shown and native_number(stored) == Number("0"))
    )
    return Broken("formula_without_value", _bare(formula)) if not kind or placeholder else None


def _text(stored: str | None, shown: str, look: Look) -> Cell:
    """Return a text; the one that is stored may be hidden behind another that is shown."""
    if stored is not None and not shown:
        bare = seen_text(stored)
        return look.format.apply_to_text(bare) if isinstance(bare, str) else bare
    if stored is not None and stored.split() != shown.split():
        kept = seen_text(stored)
        if kept != shown:
            return Broken("shown_otherwise", str(kept), shown)
    return shown


def _bare(formula: str) -> str:
    """Return the formula as the spreadsheet shows it, without its name space."""
    return formula.partition(":")[2] if formula.startswith(("of:", "oooc:", "msoxl:")) else formula
