"""A filled form read back: which form it is, that its locked part is as it was, and its figures.

A form's sheets are handed to ``intake_tables`` under the headers of the ledger, so that figures are
read by the same rules in every file and every fault names the cell in which it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from analysis.intake.forms.layout import (
    COLUMNS,
    FILLED,
    GIVEN,
    SHEETS,
    VERSION,
    FormLabel,
    SheetKind,
    choices,
    heading,
    row_code,
    sheet_name,
)
from analysis.intake.parsing.headers import Place, broken_fault
from analysis.intake.parsing.names import Vocabulary
from analysis.intake.parsing.stored import find_text_fault
from analysis.intake.parsing.tables import Intake, read_tables
from analysis.intake.parsing.unread import find_unread_fault
from analysis.intake.parsing.unseen import FIGURE_COLUMNS
from analysis.language import Fault, fold, text
from analysis.sheets import Block, Broken, Cell, Number, Row, Sheet, cell_address

# Where the reader of tables finds what a form says elsewhere, or not at all.
_STANDS_FOR = {"number": "unit_id", "name": "publisher", "code": "indicator_id"}
_UNREAD = "stt"
_CHOSEN = ("qualifier", "nature", "status")
_PROVIDER_CELL = (4, 4)
_LONGEST_SHOWN = 80
# A sheet with so many of the form's headings is a copy of one of its sheets.
_ENOUGH_COLUMNS = 7


@dataclass(frozen=True)
class Remark:
    """A note in a row without a figure: most often why there is none."""

    indicator_id: str
    year: int
    note: str


@dataclass
class FormIntake(Intake):
    """What a form gave: besides its figures, the notes of rows without one."""

    remarks: list[Remark] = field(default_factory=list)


def is_form(sheets: list[Sheet]) -> bool:
    """Tell whether the sheets are those of a form, whatever was done to it since."""
    codes = {fold(heading("code", kind)) for kind in SHEETS}
    marks = codes | {fold(text("forms.about_form_name", "vi"))}
    return any(
        isinstance(cell, str) and fold(cell) in marks
        for sheet in sheets
        for row in sheet.rows[:30]
        for cell in row.cells
    )


def read_form(sheets: list[Sheet], file: str, vocabulary: Vocabulary) -> FormIntake:
    """Return the figures of a filled form with every fault.

    A form of an unknown version, of an unknown unit or without its sheets gives faults only. The
    publisher of every entry is the agency that the form names.
    """
    named = {fold(sheet.name or ""): sheet for sheet in sheets}
    label, faults = _read_label(named, file, vocabulary)
    if label is None:
        return FormIntake(faults=faults)
    parts = {kind: named.get(fold(sheet_name(kind))) for kind in SHEETS}
    intake = FormIntake()
    tables = [
        _SheetReader(sheet, kind, label, file).read(intake)
        for kind, sheet in parts.items()
        if sheet is not None
    ]
    for kind, sheet in parts.items():
        if sheet is None:
            intake.faults.append(_without_sheet(kind, file))
    provider, faults = _provider(parts["asked"], label, file)
    intake.faults += faults
    filled = [_with_publisher(table, provider) for table in tables if table.rows[1:]]
    if filled:
        found = read_tables(filled, file, vocabulary)
        earlier = fold(sheet_name("earlier"))
        intake.entries = [
            replace(entry, corrects=fold(entry.place.sheet or "") == earlier)
            for entry in found.entries
        ]
        intake.faults += found.faults
    if intake.entries and not provider:
        cell = cell_address(*_PROVIDER_CELL)
        intake.faults.append(Fault("forms.no_provider", file, sheet=sheet_name("asked"), cell=cell))
    known = {fold(sheet_name(name)) for name in ("guide", "about", *SHEETS)}
    for name, sheet in named.items():
        if name in known:
            continue
        fault = _copy_fault(sheet, file) or find_unread_fault(sheet, file, vocabulary)
        if fault:
            intake.faults.append(fault)
        else:
            intake.skipped_sheets.append(sheet.name or "")
    return intake


def _copy_fault(sheet: Sheet, file: str) -> Fault | None:
    """Return the fault of a sheet that is a copy of the form's, with figures typed on it."""
    readers = [_SheetReader(sheet, kind, FormLabel("", 0, ""), file) for kind in SHEETS]
    for reader in readers:
        reader.find_head()
    reader = max(readers, key=lambda one: len(one.columns))
    if len(reader.columns) < _ENOUGH_COLUMNS:
        return None
    for row in sheet.rows:
        if row.number > reader.head_row and (column := reader.first_figure(row)):
            cell = cell_address(row.number, reader.columns[column] + 1)
            values = {"original": sheet_name(reader.kind)}
            return Fault("forms.copied_sheet", file, None, None, values, sheet.name, cell)
    return None


def _read_label(
    named: Mapping[str, Sheet], file: str, vocabulary: Vocabulary
) -> tuple[FormLabel | None, list[Fault]]:
    about = named.get(fold(sheet_name("about")))
    if about is None:
        return None, [_without_sheet("about", file)]
    told = {fold(_words(row.cells[0])): _words(row.cells[1])
            for row in about.rows if len(row.cells) > 1}  # fmt: skip
    version, unit_id, edition, agency = (
        told.get(fold(text(f"forms.about_{key}", "vi")), "")
        for key in ("version", "unit_id", "edition", "agency")
    )
    faults = []
    if version != VERSION:
        values = {"found": version[:_LONGEST_SHOWN], "expected": VERSION}
        faults.append(Fault("forms.other_version", file, values=values, sheet=about.name))
    if unit_id not in vocabulary.units.titles:
        values = {"found": unit_id[:_LONGEST_SHOWN]}
        faults.append(Fault("forms.other_unit", file, values=values, sheet=about.name))
    if not re.fullmatch(r"\d{4}", edition):
        values = {"found": edition[:_LONGEST_SHOWN]}
        faults.append(Fault("forms.bad_edition", file, values=values, sheet=about.name))
    if faults:
        return None, faults
    none = fold(text("forms.about_agency_none", "vi"))
    return FormLabel(unit_id, int(edition), "" if fold(agency) == none else agency), []


def _without_sheet(kind: str, file: str) -> Fault:
    return Fault("forms.without_sheet", file, values={"found": sheet_name(kind)})


def _provider(sheet: Sheet | None, label: FormLabel, file: str) -> tuple[str, list[Fault]]:
    """Return the agency that the form's head names, and why that cell cannot be used.

    The lead agency where the sheet is gone, or where the cell is at fault.
    """
    if sheet is None:
        return label.agency, []
    row_number, column = _PROVIDER_CELL
    cells = next((row.cells for row in sheet.rows if row.number == row_number), [])
    cell = cells[column - 1] if len(cells) >= column else ""
    place = Place(file, sheet.name, row_number, {}, {})
    if isinstance(cell, Broken):
        return label.agency or label.unit_id, [broken_fault(place, column - 1, cell)]
    if found := find_text_fault("publisher", _words(cell)):
        key, values = found
        return label.agency or label.unit_id, [place.fault(key, column - 1, **values)]
    return _words(cell), []


def _with_publisher(sheet: Sheet, provider: str) -> Sheet:
    """Return the table with the agency under the header ``publisher``."""
    index = sheet.rows[0].cells.index("publisher")
    rows = [replace(row, cells=_put(row.cells, index, provider)) for row in sheet.rows[1:]]
    return replace(sheet, rows=[sheet.rows[0], *rows])


class _SheetReader:
    """Turns one sheet of a form into a table of the ledger's columns, keeping every fault."""

    def __init__(self, sheet: Sheet, kind: SheetKind, label: FormLabel, file: str) -> None:
        self.sheet, self.kind, self.label, self.file = sheet, kind, label, file
        self.columns: dict[str, int] = {}
        self.head_row = 0
        self.faults: list[Fault] = []
        self.seen: dict[str, int] = {}

    def read(self, intake: FormIntake) -> Sheet:
        """Return the table, its header first; add faults and remarks to ``intake``."""
        head = self.find_head()
        if head is None:
            intake.faults += self.faults
            return replace(self.sheet, rows=[Row(1, [])])
        rows = [table_row for row in self.sheet.rows if row.number > head.number
                if (table_row := self._read_row(row, intake))]  # fmt: skip
        intake.faults += self.faults
        return replace(self.sheet, rows=[self._head_row(head), *rows], merged=self._merged(head))

    def find_head(self) -> Row | None:
        """Return the row of the headings, or None where one is missing, which is a fault."""
        wanted = {fold(heading(name, self.kind)): name for name in COLUMNS[self.kind]}
        best: dict[str, int] = {}
        head = None
        for row in self.sheet.rows[:30]:
            found = {wanted[words]: index for index, cell in enumerate(row.cells)
                     if (words := fold(_words(cell))) in wanted}  # fmt: skip
            if len(found) > len(best):
                best, head = found, row
        self.columns, self.head_row = best, head.number if head else 0
        missing = [heading(name, self.kind) for name in COLUMNS[self.kind] if name not in best]
        if missing or head is None:
            values = {"missing": "; ".join(missing)}
            self.faults.append(Fault("forms.columns_changed", self.file, values=values,
                                     sheet=self.sheet.name))  # fmt: skip
            return None
        return head

    def first_figure(self, row: Row) -> str:
        """Return the first column of a row in which a figure is typed, or empty text."""
        given = (name for name in FIGURE_COLUMNS if name in self.columns)
        return next((name for name in given if self._cell(row, name) != ""), "")

    def _head_row(self, head: Row) -> Row:
        """Return the header in the words of the ledger; a column of the sender's own keeps its."""
        cells = list(head.cells)
        for name, index in self.columns.items():
            plain = name if name in (*FILLED, "year") else _UNREAD
            cells[index] = _STANDS_FOR.get(name, plain)
        return replace(head, cells=cells)

    def _merged(self, head: Row) -> tuple[Block, ...]:
        return tuple(block for block in self.sheet.merged if block.last_row > head.number)

    def _read_row(self, row: Row, intake: FormIntake) -> Row | None:
        """Return the row for the reader of tables, or None when there is nothing to read."""
        code = _words(self._cell(row, "code"))
        typed = {name for name in FILLED if self._cell(row, name) != ""}
        figures = typed & set(FIGURE_COLUMNS)
        if not code:
            if figures:
                self._add("forms.row_without_code", row, "code")
            return None
        indicator_id = code.split("/")[0]
        if not self._is_genuine(row, code, indicator_id):
            return None
        if not figures:
            intake.rows_without_figure += 1
            self._read_rest(row, indicator_id, typed, intake)
            return None
        self._check_complete(row, typed)
        return self._table_row(row, indicator_id)

    def _is_genuine(self, row: Row, code: str, indicator_id: str) -> bool:
        """Tell whether the row is one of this form, once, with its locked cells as they were."""
        given = {name: _words(self._cell(row, name)) for name in GIVEN if name in self.columns}
        if code != row_code(self.label, self.kind, indicator_id, given):
            self._add("forms.row_changed", row, "code", found=code[:_LONGEST_SHOWN])
            return False
        if code in self.seen:
            self._add("forms.row_twice", row, "code", first=self.seen[code])
            return False
        self.seen[code] = row.number
        return True

    def _read_rest(self, row: Row, indicator_id: str, typed: set[str], intake: FormIntake) -> None:
        """Keep the note of a row without a figure; a source without a figure is a slip."""
        slips = [name for name in ("source", "published", "qualifier") if name in typed]
        exact = fold(_words(self._cell(row, "qualifier"))) in ("", fold(_EXACT))
        slips = [name for name in slips if name != "qualifier" or not exact]
        if slips:
            self._add("forms.no_figure", row, "value")
        elif "note" in typed:
            year = int(_words(self._cell(row, "year")))
            note = self._cell(row, "note")
            if isinstance(note, Broken):
                place = Place(self.file, self.sheet.name, row.number, self.columns, {})
                self.faults.append(broken_fault(place, "note", note))
            elif found := find_text_fault("note", _words(note)):
                self._add(found[0], row, "note", **found[1])
            else:
                intake.remarks.append(Remark(indicator_id, year, _words(note)))

    def _check_complete(self, row: Row, typed: set[str]) -> None:
        counts = [name for name in ("numerator", "denominator") if name in typed]
        if len(counts) == 1 and "value" in typed:
            missing = "denominator" if counts == ["numerator"] else "numerator"
            self._add("forms.one_count", row, missing, found=heading(counts[0], self.kind),
                      missing=heading(missing, self.kind))  # fmt: skip
        if "nature" not in typed:
            known = ", ".join(choices("nature"))
            self._add("forms.no_nature", row, "nature", known=known)

    def _table_row(self, row: Row, indicator_id: str) -> Row:
        cells = row.cells
        for name in _CHOSEN:
            cells = _put(cells, self.columns[name], self._chosen(row, name))
        cells = _put(cells, self.columns["number"], self.label.unit_id)
        cells = _put(cells, self.columns["code"], indicator_id)
        return replace(row, cells=cells)

    def _chosen(self, row: Row, name: str) -> Cell:
        """Return the ledger's word for a choice; what is not on the list stays for its reader."""
        cell = self._cell(row, name)
        known = {fold(words): word for words, word in choices(name).items()}
        word = known.get(fold(_words(cell)), cell)
        return "" if word == "exact" else word

    def _cell(self, row: Row, name: str) -> Cell:
        index = self.columns[name]
        return row.cells[index] if index < len(row.cells) else ""

    def _add(self, key: str, row: Row, column: str, **values: object) -> None:
        cell = cell_address(row.number, self.columns[column] + 1)
        self.faults.append(Fault(key, self.file, None, None, values, self.sheet.name, cell))


_EXACT = text("forms.qualifier_exact", "vi")


def _put(cells: list[Cell], index: int, cell: Cell) -> list[Cell]:
    """Return the cells with one of them replaced; a short row is filled up to it."""
    padded = [*cells, *[""] * (index + 1 - len(cells))]
    return [*padded[:index], cell, *padded[index + 1 :]]


def _words(cell: Cell) -> str:
    """Return a cell as one line of text."""
    if isinstance(cell, Number):
        return cell.text
    return " ".join(cell.split()) if isinstance(cell, str) else str(cell)
