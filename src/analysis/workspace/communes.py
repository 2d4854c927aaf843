"""The communes of a province, added from one table: all of them, or none.

The table is a sheet as statistical offices hand it out: a column of codes, one of names, and one of
levels where the names do not begin with theirs. A table of the whole country has a column of
provinces; only the rows of the province that is asked for are taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.language import BadInput, Fault, compose, fold, slug_of, text_fault, without_marks
from analysis.programme import LEVEL_OF_WORD, LEVEL_WORDS, Programme, Unit, bare_name, level_word
from analysis.sheets import Broken, Cell, Number, Row, Sheet, cell_address, read_file
from analysis.workspace.new_units import LONGEST_NAME, id_faults, unit_faults

# What may stand above each column, folded and without marks.
_HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("ma", "ma xa", "ma xa, phuong", "ma phuong, xa", "ma don vi", "ma don vi hanh chinh",
             "ma dvhc", "ma so", "ma px", "code", "unit_code", "commune code"),
    "name": ("ten", "ten xa", "ten xa, phuong", "ten phuong, xa", "xa, phuong", "xa/phuong",
             "phuong, xa", "phuong/xa", "phuong xa", "xa phuong", "ten don vi",
             "ten don vi hanh chinh", "ten dvhc", "name", "name_vi", "commune"),
    "level": ("cap", "loai", "loai hinh", "loai don vi", "loai don vi hanh chinh", "level", "type"),
    "name_en": ("ten tieng anh", "english name", "name_en", "name in english"),
    "province": ("tinh", "tinh, thanh pho", "tinh/thanh pho", "tinh / thanh pho", "ten tinh",
                 "tinh thanh pho", "province"),
    "province_code": ("ma tinh", "ma tp", "ma tinh, thanh pho", "ma tinh/thanh pho",
                      "province code"),
}  # fmt: skip
_COLUMN = {name: column for column, names in _HEADERS.items() for name in names}
_ROWS_SEARCHED = 30
_CODE_DIGITS = 5
_COMMUNE_WORDS = tuple(word for word, level in LEVEL_OF_WORD.items() if level == "commune")
_ENGLISH_WORDS = {LEVEL_WORDS[word]: word for word in _COMMUNE_WORDS}
_MOST_FAULTS = 100


@dataclass(frozen=True)
class Communes:
    """What a table gives: the units to add, and how many rows are of other provinces."""

    units: tuple[Unit, ...]
    passed_over: int


@dataclass(frozen=True)
class _Table:
    """Where the columns of the table stand, counted from 0, and its rows below the header."""

    file: str
    sheet: Sheet
    columns: Mapping[str, int]
    rows: tuple[Row, ...]

    def cell(self, row: Row, column: str) -> Cell:
        index = self.columns.get(column, len(row.cells))
        return row.cells[index] if index < len(row.cells) else ""

    def fault(self, row: Row, column: str | None, key: str, **values: object) -> Fault:
        """Return a fault at a cell of a workbook, or at a row of a CSV file."""
        at = self.columns.get(column or "")
        if self.sheet.name is None or at is None:
            return Fault(f"workspace.{key}", self.file, row.number, None, values, self.sheet.name)
        address = cell_address(row.number, at + 1)
        return Fault(f"workspace.{key}", self.file, None, None, values, self.sheet.name, address)


def read_communes(path: Path, province_id: str, programme: Programme) -> Communes:
    """Return the communes of a province as a table lists them.

    Raises ``BadInput`` with every fault: no such province, a file that cannot be read, columns
    that are missing, and rows with a bad code, name or level, given twice or known already.
    """
    province = _province(province_id, programme)
    table = _find_table(read_file(path), path.name)
    rows = [row for row in table.rows if _is_of(table, row, province)]
    if not rows:
        values = {"name": province.name_vi}
        raise BadInput([Fault("workspace.no_rows", file=path.name, values=values)])
    reader = _Reader(table, province, programme.units)
    units = tuple(unit for row in rows if (unit := reader.read(row)))
    faults = reader.faults[:_MOST_FAULTS]
    if faults:
        raise BadInput(faults)
    return Communes(units, len(table.rows) - len(rows))


def _province(province_id: str, programme: Programme) -> Unit:
    """Return the province, or tell which there are: today's."""
    provinces = {name: each for name, each in programme.units.items() if each.level == "province"}
    if province_id not in provinces:
        today = [name for name, each in provinces.items() if "before" not in each.territory]
        values = {"found": province_id, "known": ", ".join(today)}
        raise BadInput([Fault("workspace.no_province", values=values)])
    return provinces[province_id]


def _find_table(sheets: list[Sheet], file: str) -> _Table:
    for sheet in sheets:
        for place, row in enumerate(sheet.rows[:_ROWS_SEARCHED]):
            columns: dict[str, int] = {}
            for index, cell in enumerate(row.cells):
                found = _COLUMN.get(without_marks(str(cell)).strip(" *:")) if cell != "" else None
                if found:
                    columns.setdefault(found, index)
            if {"code", "name"} <= set(columns):
                below = tuple(row for row in sheet.rows[place + 1 :] if not _is_numbering(row))
                return _Table(file, sheet, columns, below)
    values = {"code": "Mã", "name": "Tên", "level": "Cấp"}
    raise BadInput([Fault("workspace.no_commune_table", file=file, values=values)])


def _is_numbering(row: Row) -> bool:
    """Tell whether a row numbers the columns, (1) (2) (3), as printed tables do."""
    shown = [_words(cell).strip("()") for cell in row.cells if cell != ""]
    return shown == [str(number) for number in range(1, len(shown) + 1)] and len(shown) > 1


def _is_of(table: _Table, row: Row, province: Unit) -> bool:
    """Tell whether a row is of the province; a table without provinces is all of one."""
    name = _words(table.cell(row, "province"))
    code = _words(table.cell(row, "province_code"))
    if code and code.isdigit():
        return code.zfill(len(province.unit_code)) == province.unit_code
    return not name or fold(bare_name(name)) == fold(bare_name(province.name_vi))


def _words(cell: Cell) -> str:
    return cell.text if isinstance(cell, Number) else compose(" ".join(str(cell).split()))


class _Reader:
    """Reads the rows of one table and keeps every fault on the way."""

    def __init__(self, table: _Table, province: Unit, known: Mapping[str, Unit]) -> None:
        self.table, self.province, self.known = table, province, known
        self.faults: list[Fault] = []
        own = [unit for unit in known.values() if unit.level == "commune"]
        self._codes = {unit.unit_code: unit.name_vi for unit in own if unit.unit_code}
        self._names = {fold(unit.name_vi) for unit in own if unit.parent_id == province.unit_id}
        self._rows: dict[str, int] = {}
        names = (self._name(row, []) for row in table.rows if _is_of(table, row, province))
        # Names that differ in their marks alone would have one id: their codes tell them apart.
        self._slugs = Counter(slug_of(name) for name in {name for name in names if name})

    def read(self, row: Row) -> Unit | None:
        """Return the commune of a row, or None where something is wrong with it."""
        faults: list[Fault] = list(self._broken(row))
        if faults:
            self.faults += faults
            return None
        name, code = self._name(row, faults), self._code(row, faults)
        english = _words(self.table.cell(row, "name_en"))
        faults += self._double_faults(row, name, code)
        if not faults:
            unit = self._unit(name, english, code)
            own = [
                *id_faults(unit.unit_id),
                *unit_faults(unit, {self.province.unit_id: self.province}),
            ]
            for fault in own:
                area, key = fault.key.split(".")
                if area == "workspace":
                    faults.append(self.table.fault(row, "name", key, **fault.values))
                else:
                    faults.append(Fault(fault.key, self.table.file, row.number, None, fault.values))
            if not faults:
                return unit
        self.faults += faults
        return None

    def _unit(self, name: str, english: str, code: str) -> Unit:
        slug = slug_of(name)
        own = f"{slug}-{code}" if self._slugs[slug] > 1 else slug
        return Unit(
            unit_id=f"{self.province.unit_id}-{own}",
            unit_code=code,
            level="commune",
            parent_id=self.province.unit_id,
            territory="before-2025-07" if self.province.territory == "before-2025-07"
            else "after-2025-07",
            name_vi=name,
            name_en=english,
        )  # fmt: skip

    def _broken(self, row: Row) -> Iterator[Fault]:
        for column in self.table.columns:
            cell = self.table.cell(row, column)
            if isinstance(cell, Broken):
                yield self.table.fault(row, column, "broken_cell", found=cell.found[:80])

    def _name(self, row: Row, faults: list[Fault]) -> str:
        """Return the name with the word of its level in front."""
        written = _words(self.table.cell(row, "name"))
        level = fold(_words(self.table.cell(row, "level")))
        level = _ENGLISH_WORDS.get(level, level)
        word = level_word(written)
        if not written:
            faults.append(self.table.fault(row, "name", "no_name"))
            return ""
        if text_fault(written, LONGEST_NAME):
            faults.append(self.table.fault(row, "name", "bad_name", found=written[:80]))
            return ""
        for found_word in filter(None, (word, level)):
            if found_word not in _COMMUNE_WORDS:
                values = {"found": found_word, "expected": ", ".join(_COMMUNE_WORDS)}
                column = "level" if found_word == level else "name"
                faults.append(self.table.fault(row, column, "not_commune", **values))
                return ""
        if word and level and word != level:
            faults.append(
                self.table.fault(row, "level", "levels_differ", found=level, name=written)
            )
            return ""
        if not word and not level:
            values = {"found": written, "expected": ", ".join(_COMMUNE_WORDS)}
            faults.append(self.table.fault(row, "name", "no_level", **values))
            return ""
        return f"{word or level} {bare_name(written) if word else written}"

    def _code(self, row: Row, faults: list[Fault]) -> str:
        """Return the code in its five digits: a spreadsheet drops zeros in front of a number."""
        written = _words(self.table.cell(row, "code"))
        if written.isascii() and written.isdigit() and len(written) <= _CODE_DIGITS:
            return written.zfill(_CODE_DIGITS)
        faults.append(self.table.fault(row, "code", "bad_commune_code", found=written or "–"))
        return ""

    def _double_faults(self, row: Row, name: str, code: str) -> Iterator[Fault]:
        """Yield what stands twice in the table, or is known already."""
        if code in self._codes:
            values = {"found": code, "name": self._codes[code]}
            yield self.table.fault(row, "code", "known_code", **values)
        if fold(name) in self._names:
            yield self.table.fault(row, "name", "known_name", found=name)
        for column, written in (("code", code), ("name", fold(name))):
            first = self._rows.setdefault(written, row.number) if written else row.number
            if first != row.number:
                twice = {"found": written, "first": str(first)}
                yield self.table.fault(row, column, f"{column}_twice", **twice)
