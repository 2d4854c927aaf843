"""From the sheets of a sent file to figures that can become statements.

Each row with a figure becomes one ``Entry`` in the ledger's own words, or faults that name the
cell. Rows without a figure are left out and counted: most rows of a form stay empty.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from analysis.intake.parsing.dates import read_boundaries, read_published, read_year
from analysis.intake.parsing.headers import (
    Place,
    Table,
    broken_fault,
    columns_expected,
    find_number_rows,
    find_table,
)
from analysis.intake.parsing.limits import MOST_FAULTS, MOST_FIGURES, MOST_SOURCES, first_faults
from analysis.intake.parsing.measures import Measure, read_measure
from analysis.intake.parsing.names import IndicatorRules, Names, Vocabulary
from analysis.intake.parsing.numerals import (
    Figure,
    compute_value,
    read_count,
    read_figure,
    refuse_other_unit,
)
from analysis.intake.parsing.stored import find_text_fault
from analysis.intake.parsing.unread import find_unread_fault
from analysis.intake.parsing.unseen import FIGURE_COLUMNS, find_unseen_faults, rows_with_figures
from analysis.language import BadInput, Fault, Shown, fold, legacy_font
from analysis.programme import NATURES, OBSERVATION_STATUSES, QUALIFIERS, SIGNS
from analysis.sheets import (
    CASE_WORDS,
    EXACT_WORDS,
    NATURE_WORDS,
    QUALIFIER_WORDS,
    QUALIFYING_ENDS,
    STATUS_WORDS,
    Broken,
    Cell,
    Number,
    PartOfDay,
    Row,
    Sheet,
)

_Read = TypeVar("_Read")
# No table has the very same row more often; where one does, nothing else of it is looked at.
_MOST_SAME_ROWS = 1_000
# Where no header was found: cells near the top that may tell why, and sheets that are named.
_MOST_LOOKED_AT, _MOST_NAMED = 10_000, 20


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
    """Return the entries of every sheet that has a header, and all faults at once.

    Raises ``BadInput`` with these where a figure has so many sources that no more can be judged.
    """
    intake = Intake()
    tables = figures = 0
    skipped: list[Sheet] = []
    for sheet in sheets:
        found = find_table(sheet, file)
        rows = [] if found is None else rows_with_figures(sheet, found[0])
        if found is None or (sheet.hidden and not rows):
            intake.skipped_sheets.append(sheet.name or "")
            skipped.append(sheet)
            continue
        tables += 1
        table, faults = found
        figures += len(rows)
        if figures > MOST_FIGURES:
            faults.append(_too_many_figures(table, rows))
        below = sum(row.number > table.header_row for row in sheet.rows)
        numbers = find_number_rows(sheet, table)
        intake.rows_without_figure += below - len(numbers) - len(rows)
        intake.faults += faults
        if not faults:
            faults = list(_same_row_faults(rows, table))
            intake.faults += faults
        if not faults:
            intake.faults += first_faults(find_unseen_faults(sheet, table, rows))
            intake.faults += first_faults(_read_rows(rows, table, vocabulary, intake))
        if len(intake.faults) > MOST_FAULTS:
            return intake
    if not tables:
        intake.faults += _no_table(sheets, file)
        return intake
    unread = (find_unread_fault(sheet, file, vocabulary) for sheet in skipped)
    intake.faults += [fault for fault in unread if fault]
    _refuse_crowded(intake)
    return intake


def _refuse_crowded(intake: Intake) -> None:
    """Refuse a figure that so many sources give that each would have to be held against each."""
    about: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for entry in intake.entries:
        given = about[tuple(entry.cells[name] for name in ("unit_id", "indicator_id", "year"))]
        given.add((entry.cells["source"], entry.source_text, entry.publisher))
        if len(given) > MOST_SOURCES:
            values = {"most": Shown(MOST_SOURCES)}
            fault = entry.place.fault("intake.too_many_sources", "source", **values)
            raise BadInput([*intake.faults, fault])


def _same_row_faults(rows: list[Row], table: Table) -> Iterator[Fault]:
    if len(rows) <= _MOST_SAME_ROWS:
        return
    found, count = Counter(tuple(row.cells) for row in rows).most_common(1)[0]
    if count > _MOST_SAME_ROWS:
        first = next(row.number for row in rows if tuple(row.cells) == found)
        values = {"found": count, "most": _MOST_SAME_ROWS}
        yield table.place(first).fault("intake.repeated_row", None, **values)


def _too_many_figures(table: Table, rows: list[Row]) -> Fault:
    values = {"most": Shown(MOST_FIGURES)}
    return table.place(rows[-1].number).fault("intake.too_many_figures", None, **values)


def _read_rows(
    rows: list[Row], table: Table, vocabulary: Vocabulary, intake: Intake
) -> Iterator[Fault]:
    """Yield what is wrong in the rows, and keep the entries of the others."""
    at = [table.columns[name] for name in ("unit_id", "unit") if name in table.columns]
    written = (_as_text(row.cells[k]) for row in rows for k in at if k < len(row.cells))
    home = vocabulary.units.likely_home(filter(None, written))
    for row in rows:
        reader = _RowReader(row, table, vocabulary, home)
        entry = reader.read()
        if reader.faults or entry is None:
            yield from reader.faults
        else:
            intake.entries.append(entry)


def _no_table(sheets: list[Sheet], file: str) -> Iterator[Fault]:
    """Yield why no header was found: damaged text near the top, or none that is known."""
    top = list(islice(((sheet, row, index, cell) for sheet in sheets for row in sheet.rows[:30]
                       for index, cell in enumerate(row.cells)), _MOST_LOOKED_AT))  # fmt: skip
    font = legacy_font(" ".join(str(cell) for *_, cell in top)[:10_000])
    if font:
        yield Fault("intake.legacy_font", file=file, values={"font": font})
        return
    for sheet, row, index, cell in top:
        if isinstance(cell, Broken) and cell.why in _DAMAGED:
            yield broken_fault(Place(file, sheet.name, row.number, {}, {}), index, cell)
            return
    named = [sheet.name for sheet in sheets if sheet.name]
    names = ", ".join([*named[:_MOST_NAMED], *["…"] * (len(named) > _MOST_NAMED)]) or file
    values = {"sheets": names, "expected": columns_expected()}
    yield Fault("intake.no_table", file=file, values=values)


class _RowReader:
    """Reads one row and keeps every fault on the way."""

    __slots__ = ("cells", "faults", "home", "place", "table", "vocabulary")

    def __init__(self, row: Row, table: Table, vocabulary: Vocabulary, home: str | None) -> None:
        self.home = home
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
        publisher, note = self._stored("publisher"), self._stored("note")
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
            "note": note,
        }  # fmt: skip
        if boundaries:
            cells["boundaries"] = boundaries
        return Entry(self.place, cells, source_text, publisher, computed)

    def _cell(self, column: str) -> Cell:
        """Return the cell; one that cannot be used is a fault and reads as empty."""
        cell = self.cells.get(column, "")
        if isinstance(cell, Broken):
            fault = broken_fault(self.place, column, cell)
            # A row that is struck out is told once.
            if cell.why != "struck_cell" or all(fault.key != other.key for other in self.faults):
                self.faults.append(fault)
            return ""
        return cell

    def _stored(self, column: str) -> str:
        """Return a text that the ledger will keep; one that cannot be kept is a fault."""
        words = self._text(column)
        if fault := find_text_fault(column, words):
            key, values = fault
            self._add(key, column, **values)
        return words

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
            found = names.find(written_id or written_name, self.home if names.homes else None)
        except BadInput as error:
            self._place(error, column)
            return None
        if written_id and written_name and found not in names.lookup(written_name):
            values = {"id": written_id, "name": written_name, "expected": names.titles[found]}
            self._add("intake.names_disagree", name_column, **values)
        return found

    def _source(self) -> tuple[str, str]:
        """Return the source's slug, or empty text where it is not known, and what was written."""
        written = self._stored("source")
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
        qualifier = self._word("qualifier", QUALIFIERS, _QUALIFIERS)
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
        """Compare units of measure in the header and in their own column with the indicator's."""
        expected = rules.expected
        written = self._text("measure")
        if written:
            self._compare_measure(written, read_measure(written), figure, rules)
        elif figure.value and not figure.scale and self.table.measure.scale:
            above = self.table.headers.get("value", "")
            try:
                refuse_other_unit(figure.value, self.table.measure.scale, expected,
                                  f"{self._text('value')} ({above})")  # fmt: skip
            except BadInput as error:
                self._place(error, "value")
        elif figure.value and self.table.measure.counted and not figure.scale:
            counted = self.table.measure.counted
            self._compare_measure(counted, self.table.measure, figure, rules, "value")

    def _compare_measure(
        self, written: str, measure: Measure | None, figure: Figure, rules: IndicatorRules,
        column: str = "measure",
    ) -> None:  # fmt: skip
        """Refuse a unit of measure that is not known, multiplies, or is another indicator's."""
        scale = rules.expected.scale
        sign = Shown(SIGNS.get(scale, ""))
        if measure is None:
            known = Shown(", ".join((*SIGNS.values(), *CASE_WORDS[:3])))
            self._add("intake.unknown_measure", column, found=written[:80], known=known)
        elif measure.times > 1:
            shown = (_as_text(self.cells.get(name, "")) for name in FIGURE_COLUMNS)
            figures = next((words for words in shown if words), "")
            times = Shown(str(measure.times))
            self._add("intake.multiplied_measure", column, found=written[:80],
                      figure=figures[:80], times=times)  # fmt: skip
        elif measure.scale and measure.scale != scale:
            self._add("intake.other_measure" if scale else "intake.count_measure", column,
                      found=written, expected=sign)  # fmt: skip
        elif measure.counted and scale and (figure.value or measure.counts_cases):
            self._add("intake.other_measure", column, found=written, expected=sign)
        elif measure.counted and not scale and not measure.counts_cases:
            self._add("intake.other_counted", column, found=figure.value or written,
                      counted=measure.counted, known=", ".join(CASE_WORDS))  # fmt: skip

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


_QUALIFIERS = QUALIFIER_WORDS | QUALIFYING_ENDS | EXACT_WORDS
# Why a header may not have been known.
_DAMAGED = ("lost_letters", "misread_text", "legacy_text", "loose_mark")


def _as_text(cell: Cell) -> str:
    """Return the cell as one line of composed text."""
    if isinstance(cell, str):
        return " ".join((cell if cell.isascii() else unicodedata.normalize("NFC", cell)).split())
    if isinstance(cell, Number):
        return cell.shown or cell.text
    if isinstance(cell, PartOfDay):
        return cell.text
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell).upper()
