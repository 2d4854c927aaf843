"""From the sheets of a sent file to figures that can become statements.

Each row with a figure becomes one ``Entry`` in the ledger's own words, or faults that name the
cell. Rows without a figure are left out and counted: most rows of a form stay empty. What the
sender cannot see (hidden sheets, rows, columns) and what can be seen in one way and stored in
another (merged cells) is refused where it touches a figure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from openpyxl.utils import get_column_letter

from analysis.intake.parsing.dates import read_boundaries, read_published, read_year
from analysis.intake.parsing.headers import Place, Table, columns_expected, find_table
from analysis.intake.parsing.names import IndicatorRules, Names, Vocabulary
from analysis.intake.parsing.numerals import (
    Figure,
    compute_value,
    read_count,
    read_figure,
    refuse_other_unit,
)
from analysis.intake.readers.cells import Broken, Cell, Number, Row, Sheet
from analysis.intake.words import (
    EXACT_WORDS,
    MEASURE_WORDS,
    MISSING_WORDS,
    NATURE_WORDS,
    QUALIFIER_WORDS,
    STATUS_WORDS,
)
from analysis.language import BadInput, Fault, Shown, fold, legacy_font
from analysis.programme import NATURES, OBSERVATION_STATUSES, QUALIFIERS, SIGNS

_Read = TypeVar("_Read")
FIGURE_COLUMNS = ("value", "numerator", "denominator")
_MOST_ROWS_NAMED = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure that was sent, in the ledger's canonical text, with its place in the file.

    ``cells`` has unit_id, indicator_id, year, value, qualifier, numerator, denominator, nature,
    status, source, published and note; what the sender left empty is empty; ``boundaries``
    (a day, ``old`` or ``new``) are there only where the sender gave them. ``source`` is empty
    too when the source is not in the table of sources; ``source_text`` is what was written.
    ``computed`` tells that the value was worked out from numerator and denominator because only
    these were given, ``corrects`` that it stands where a form asks for right values.
    """

    place: Place
    cells: dict[str, str]
    source_text: str = ""
    publisher: str = ""
    computed: bool = False
    corrects: bool = False


@dataclass
class Intake:
    """What a file gave: entries, every fault, and what was left out."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    rows_without_figure: int = 0


def read_tables(sheets: list[Sheet], file: str, vocabulary: Vocabulary) -> Intake:
    """Return the entries of every sheet that has a header, and all faults at once."""
    intake = Intake()
    tables = 0
    for sheet in sheets:
        found = find_table(sheet, file)
        rows = [] if found is None else rows_with_figures(sheet, found[0])
        if found is None or (sheet.hidden and not rows):
            intake.skipped_sheets.append(sheet.name or "")
            continue
        tables += 1
        table, faults = found
        below = sum(row.number > table.header_row for row in sheet.rows)
        intake.rows_without_figure += below - len(rows)
        intake.faults += faults
        if not faults:
            intake.faults += find_unseen_faults(sheet, table, rows)
            _read_rows(rows, table, vocabulary, intake)
    if not tables:
        intake.faults.append(_no_table(sheets, file))
    return intake


def _read_rows(rows: list[Row], table: Table, vocabulary: Vocabulary, intake: Intake) -> None:
    for row in rows:
        reader = _RowReader(row, table, vocabulary)
        entry = reader.read()
        if reader.faults or entry is None:
            intake.faults += reader.faults
        else:
            intake.entries.append(entry)


def _no_table(sheets: list[Sheet], file: str) -> Fault:
    texts = (cell for sheet in sheets for row in sheet.rows[:30] for cell in row.cells)
    font = legacy_font(" ".join(cell for cell in texts if isinstance(cell, str))[:10_000])
    if font:
        return Fault("intake.legacy_font", file=file, values={"font": font})
    names = ", ".join(sheet.name for sheet in sheets if sheet.name) or file
    values = {"sheets": names, "expected": columns_expected()}
    return Fault("intake.no_table", file=file, values=values)


class _RowReader:
    """Reads one row and keeps every fault on the way."""

    __slots__ = ("cells", "faults", "place", "table", "vocabulary")

    def __init__(self, row: Row, table: Table, vocabulary: Vocabulary) -> None:
        self.place, self.table, self.vocabulary = table.place(row.number), table, vocabulary
        count = len(row.cells)
        self.cells = {
            column: row.cells[index] for column, index in table.columns.items() if index < count
        }
        self.faults: list[Fault] = []

    def read(self) -> Entry | None:
        """Return the entry, or None when the row has a fault."""
        unit_id = self._name(self.vocabulary.units, "unit_id", "unit")
        indicator_id = self._name(self.vocabulary.indicators, "indicator_id", "indicator")
        rules = self.vocabulary.rules.get(indicator_id or "")
        of_schools = rules is not None and rules.of_schools
        self._require("year")
        year = self._take("year", lambda cell: cell and read_year(cell, of_schools=of_schools))
        published = self._take("published", read_published)
        boundaries = self._take("boundaries", read_boundaries)
        source, source_text = self._source()
        nature = self._word("nature", NATURES, NATURE_WORDS)
        status = self._word("status", OBSERVATION_STATUSES, STATUS_WORDS)
        numerator = self._take("numerator", read_count) or ""
        denominator = self._take("denominator", read_count) or ""
        if rules is None:
            return None
        figure = self._figure(rules, numerator, denominator)
        value, computed = self._value(figure, rules)
        if self.faults:
            return None
        cells = {
            "unit_id": unit_id or "", "indicator_id": indicator_id or "", "year": str(year),
            "value": value, "qualifier": figure.qualifier, "numerator": figure.numerator,
            "denominator": figure.denominator, "nature": nature,
            "status": status, "source": source, "published": published or "",
            "note": self._text("note"),
        }  # fmt: skip
        if boundaries:
            cells["boundaries"] = boundaries
        return Entry(self.place, cells, source_text, self._text("publisher"), computed)

    def _cell(self, column: str) -> Cell:
        """Return the cell; one that cannot be used is a fault and reads as empty."""
        cell = self.cells.get(column, "")
        if isinstance(cell, Broken):
            self._add(_BROKEN_KEYS[cell.why], column, found=cell.found[:80])
            return ""
        return cell

    def _text(self, column: str) -> str:
        return _as_text(self._cell(column)) if column in self.cells else ""

    def _require(self, column: str) -> None:
        if self.cells.get(column, "") == "":
            self._add("intake.empty_cell", column)

    def _take(self, column: str, read: Callable[[Cell], _Read]) -> _Read | None:
        """Return what ``read`` makes of the cell; what it refuses is a fault of this cell."""
        faults = len(self.faults)
        cell = self._cell(column)
        if len(self.faults) > faults:
            return None
        try:
            return read(cell)
        except BadInput as error:
            self._place(error, column)
            return None

    def _place(self, error: BadInput, column: str) -> None:
        for fault in error.faults:
            self._add(fault.key, column, **fault.values)

    def _add(self, key: str, column: str | None, **values: Any) -> None:
        self.faults.append(self.place.fault(key, column, **values))

    def _name(self, names: Names, id_column: str, name_column: str) -> str | None:
        """Return the id that is given by id, by name, or by both when they agree."""
        written_id, written_name = self._text(id_column), self._text(name_column)
        column = id_column if written_id or name_column not in self.table.columns else name_column
        if not (written_id or written_name):
            self._require(column)
            return None
        try:
            found = names.find(written_id or written_name)
        except BadInput as error:
            self._place(error, column)
            return None
        if written_id and written_name and found not in names.lookup(written_name):
            values = {"id": written_id, "name": written_name, "expected": names.titles[found]}
            self._add("intake.names_disagree", name_column, **values)
        return found

    def _source(self) -> tuple[str, str]:
        """Return the source's slug, or empty text where it is not known, and what was written."""
        written = self._text("source")
        self._require("source")
        known = self.vocabulary.sources.lookup(written)
        return (known[0] if len(known) == 1 else ""), written

    def _word(self, column: str, known: tuple[str, ...], words: dict[str, str]) -> str:
        written = self._text(column)
        if not written:
            return ""
        word = fold(written)
        if word in known:
            return word
        if word not in words:
            values = {"found": written[:80], "known": ", ".join((*known, *words))}
            self._add("observations.unknown_word", column, **values)
        return words.get(word, "")

    def _figure(self, rules: IndicatorRules, numerator: str, denominator: str) -> Figure:
        """Return the value with its qualifier, and the counts from wherever they stand."""
        expected = rules.expected
        figure = self._take("value", lambda cell: read_figure(cell, expected)) or Figure("")
        self._check_measure(figure, rules)
        written = (figure.numerator, figure.denominator)
        if figure.denominator:
            self._compare("numerator", numerator, figure.numerator)
            self._compare("denominator", denominator, figure.denominator)
        qualifier = self._word("qualifier", QUALIFIERS, QUALIFIER_WORDS | EXACT_WORDS)
        if qualifier and figure.qualifier and qualifier != figure.qualifier:
            self._add("intake.qualifiers_disagree", "qualifier", found=self._text("qualifier"),
                      value=self._text("value"))  # fmt: skip
        counts = (written[0] or numerator, written[1] or denominator)
        return Figure(figure.value, *counts, figure.qualifier or qualifier, figure.scale)

    def _compare(self, column: str, count: str, other: str) -> None:
        if count and count != other:
            values = {"found": Shown(count), "other": Shown(other)}
            self._add("intake.counts_disagree", column, **values)

    def _check_measure(self, figure: Figure, rules: IndicatorRules) -> None:
        """Compare the unit of measure in the header and in its own column with the indicator's."""
        expected = rules.expected
        if figure.value and not figure.scale and self.table.value_scale:
            found = f"{self._text('value')} ({self.table.headers['value']})"
            try:
                refuse_other_unit(figure.value, self.table.value_scale, expected, found)
            except BadInput as error:
                self._place(error, "value")
        measure = self._text("measure")
        if not measure:
            return
        scale = MEASURE_WORDS.get(fold(measure.partition("(")[0]))
        if scale is not None and scale != (expected.scale or 1):
            key = "intake.other_measure" if expected.scale else "intake.count_measure"
            sign = Shown(SIGNS.get(expected.scale, ""))
            self._add(key, "measure", found=measure, expected=sign)

    def _value(self, figure: Figure, rules: IndicatorRules) -> tuple[str, bool]:
        """Return the value, worked out from n/N where only these are given."""
        if figure.value or self.faults:
            return figure.value, False
        scale = rules.expected.scale
        if not scale:
            self._add("intake.no_value", "value")
        elif not (figure.numerator and figure.denominator):
            self._add("intake.half_a_pair", "value")
        elif int(figure.denominator) < 1:
            values = {"found": figure.denominator, "smallest": 1}
            self._add("observations.not_a_count", "denominator", **values)
        else:
            counts = int(figure.numerator), int(figure.denominator)
            return compute_value(*counts, scale, rules.decimals), True
        return "", False


_BROKEN_KEYS = {
    "formula_error": "intake.formula_error",
    "formula_without_value": "intake.formula_without_value",
    "external_link": "intake.external_link",
}


def _as_text(cell: Cell) -> str:
    """Return the cell as one line of composed text."""
    if isinstance(cell, str):
        return " ".join((cell if cell.isascii() else unicodedata.normalize("NFC", cell)).split())
    if isinstance(cell, Number):
        return cell.text
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell).upper()


def rows_with_figures(sheet: Sheet, table: Table) -> list[Row]:
    """Return the rows under the header in which some figure is given."""
    places = [table.columns[name] for name in FIGURE_COLUMNS if name in table.columns]
    return [
        row
        for row in sheet.rows
        if row.number > table.header_row
        and any(index < len(row.cells) and _is_given(row.cells[index]) for index in places)
    ]


def _is_given(cell: Cell) -> bool:
    return cell != "" and not (isinstance(cell, str) and fold(cell) in MISSING_WORDS)


def find_unseen_faults(sheet: Sheet, table: Table, rows: list[Row]) -> Iterator[Fault]:
    """Yield what the sender may not see: hidden or merged cells, content in unknown columns."""
    if sheet.hidden:
        yield Fault("intake.hidden_sheet", file=table.file, sheet=sheet.name)
    hidden = [str(row.number) for row in rows if row.hidden]
    if hidden:
        more = ["…"] if len(hidden) > _MOST_ROWS_NAMED else []
        shown = ", ".join(hidden[:_MOST_ROWS_NAMED] + more)
        values = {"rows": shown}
        yield Fault("intake.hidden_rows", file=table.file, sheet=sheet.name, values=values)
    yield from _hidden_column_faults(sheet, table, rows)
    yield from _merged_faults(sheet, table, rows)
    yield from _unknown_column_faults(table, rows)


def _hidden_column_faults(sheet: Sheet, table: Table, rows: list[Row]) -> Iterator[Fault]:
    for column, index in table.columns.items():
        if sheet.is_hidden_column(index + 1) and _is_filled(rows, index):
            values = {"letter": get_column_letter(index + 1), "name": table.headers[column]}
            place = table.place(table.header_row)
            yield place.fault("intake.hidden_column", column, **values)


def _merged_faults(sheet: Sheet, table: Table, rows: list[Row]) -> Iterator[Fault]:
    numbers = {row.number for row in rows}
    for block in sheet.merged:
        columns = range(block.first_column - 1, block.last_column)
        if any(index in columns for index in table.columns.values()) and any(
            row in numbers for row in range(block.first_row, block.last_row + 1)
        ):
            place = table.place(block.first_row)
            yield place.fault("intake.merged_cells", block.first_column - 1, found=block.address)


def _unknown_column_faults(table: Table, rows: list[Row]) -> Iterator[Fault]:
    """A column that is not known could hold what the sender thinks is taken in."""
    for index, header in table.unknown.items():
        if _is_filled(rows, index):
            values = {"found": header, "letter": get_column_letter(index + 1)}
            yield table.place(table.header_row).fault("intake.unknown_column", index, **values)
    for row in rows:
        beyond = next((i for i in range(table.width, len(row.cells)) if row.cells[i] != ""), None)
        short = table.sheet is None and len(row.cells) < table.width
        if short or (beyond is not None and table.sheet is None):
            counts = {"found": len(row.cells), "expected": table.width}
            yield table.place(row.number).fault("observations.ragged_row", None, **counts)
        elif beyond is not None:
            yield table.place(row.number).fault("intake.stray_cell", beyond)


def _is_filled(rows: Iterable[Row], index: int) -> bool:
    return any(index < len(row.cells) and row.cells[index] != "" for row in rows)
