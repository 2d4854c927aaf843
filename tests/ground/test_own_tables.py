"""The project's own tables are read strictly: signs and lengths of their texts."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from making.unfit_signs import UNFIT

from analysis.tables import LONGEST_CELL, parse_records

FILE = Path("data", "x.csv")
COLUMNS = ("unit_id", "note")


def faults_of(
    cell: str, *, lines: Collection[str] = ("note",), longest: int = LONGEST_CELL
) -> list[tuple[str, str]]:
    content = f'unit_id,note\na,sound\nb,"{cell}"\n'.encode()
    records, faults = parse_records(content, FILE, COLUMNS, lines=lines, longest=longest)
    assert len(records) == 2
    for fault in faults:
        assert (fault.file, fault.row, fault.column) == ("data/x.csv", 3, "note")
        assert fault.message("vi").startswith("data/x.csv, dòng 3, cột note: ")
    return [(fault.key, str(fault.values.get("sign", ""))[:6]) for fault in faults]


@pytest.mark.parametrize("name", [name for name in UNFIT if name != "half of a pair"])
def test_a_sign_that_no_text_may_hold_is_told_with_row_and_column(name: str) -> None:
    sign = UNFIT[name]
    assert faults_of(f"x{sign}y", lines=()) == [("faults.unfit_sign", f"U+{ord(sign):04X}"[:6])]


def test_half_of_a_pair_is_no_text_at_all() -> None:
    content = b"unit_id,note\na," + "\ud800".encode("utf-8", "surrogatepass")
    with pytest.raises(Exception, match="not UTF-8"):
        parse_records(content, FILE, COLUMNS)


def test_lines_and_lengths_are_as_the_table_allows() -> None:
    assert faults_of("một\nhai") == faults_of("một\r\nhai") == faults_of("một\u2028hai") == []
    assert faults_of("một\rhai") == [("faults.unfit_sign", "U+000D")]
    assert faults_of("một\u2028hai", lines=()) == [("faults.unfit_sign", "U+2028")]
    assert faults_of("một\nhai", lines=()) == [("faults.several_lines", "")]
    assert faults_of("x" * 200, longest=200) == []
    assert faults_of("x" * 201, longest=200) == [("faults.text_too_long", "")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_none_of_these(end: str) -> None:
    content = f"unit_id,note{end}a,Sở Y tế{end}".encode()
    records, faults = parse_records(content, FILE, COLUMNS, lines=())
    assert (len(records), faults) == (1, [])
