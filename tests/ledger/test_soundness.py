"""Ledgers looked at as columns are as sound, or not, as they are row by row."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from ledger.test_observations import BROKEN_ROWS, COUNTED, HEADER, SOUND, numbered, superseding
from making.ledgers import ROOT

from analysis.ledger import find_ledger_faults, load_sources, open_books
from analysis.ledger.rules import LedgerRules
from analysis.ledger.soundness import as_table, find_faults, find_unsound
from analysis.ledger.statements import LATER_COLUMNS, LEDGER_COLUMNS
from analysis.programme import load_programme
from analysis.tables import Record, columns_of_text, parse_columns, parse_readable

COLUMNS = [name for name in LEDGER_COLUMNS if name not in LATER_COLUMNS]
WHOLE = {
    "sound": numbered(SOUND, SOUND.replace("2016", "2017")),
    "revised": numbered(SOUND, superseding(SOUND.replace("9.9", "9.7"), 1)),
    "counted": numbered(COUNTED.format("98.14", "118801", "121049")),
    "out of sequence": numbered(SOUND, SOUND.replace("2016", "2017")).replace("\n2,", "\n3,"),
    "twice": numbered(SOUND, SOUND),
    "received earlier": numbered(SOUND, SOUND.replace("2016", "2017").replace("T08", "T07")),
    "too long": numbered(SOUND + "x" * 4001),
    "as long as it may be": numbered(SOUND + "x" * 4000),
    "quoted": numbered(SOUND + '"a, ""b"",\nc"'),
    "withdrawn at first": numbered(SOUND.replace("preliminary", "withdrawn")),
    "withdrawn": numbered(SOUND, superseding(SOUND.replace("preliminary", "withdrawn"), 1)),
}
LEDGERS = WHOLE | {name: f"{HEADER}\n{row}\n" for name, (row, *_) in BROKEN_ROWS.items()}


@pytest.fixture(scope="module")
def rules() -> LedgerRules:
    programme = load_programme(ROOT)
    sources = frozenset(load_sources(open_books(ROOT))["source"])
    units = frozenset(programme.units)
    return LedgerRules(Path("x.csv"), None, "real", units, sources, programme.indicators)


@pytest.mark.parametrize("name", LEDGERS)
def test_columns_and_rows_say_the_same(name: str, rules: LedgerRules) -> None:
    content = LEDGERS[name].encode()
    records, ragged, unread = parse_readable(content, Path("x.csv"), COLUMNS, longest=None)
    for record in records:
        record.cells.update(dict.fromkeys(LATER_COLUMNS, ""))
    told = find_ledger_faults(records, replace(rules, unit_id="vinh-long"))
    table = as_table(record.cells for record in records)
    assert bool(find_unsound({"vinh-long": table}, rules)) == bool(told)
    found = find_faults({"vinh-long": (records, [*ragged, *unread])}, Path, rules)
    assert len(found["vinh-long"]) == len([*ragged, *unread, *told])


@pytest.mark.parametrize("order", [("ben-tre", "vinh-long"), ("vinh-long", "ben-tre")])
def test_a_long_ledger_hides_nothing_of_the_others(
    order: tuple[str, str], rules: LedgerRules
) -> None:
    (first, *_), _, _ = parse_readable(WHOLE["sound"].encode(), Path("x.csv"), COLUMNS)
    cells = first.cells | dict.fromkeys(LATER_COLUMNS, "")
    revised = [
        Record(number + 1, cells | {"statement": str(number), "supersedes": str(number - 1)})
        for number in range(2, 20_100)
    ]
    long = ([Record(2, cells), *revised], [])
    # A row of another unit.
    ledgers = {"vinh-long": long, "ben-tre": ([Record(2, cells)], [])}
    found = find_faults({name: ledgers[name] for name in order}, Path, rules)
    assert tuple(found) == order and not found["vinh-long"]
    assert [(fault.row, fault.column) for fault in found["ben-tre"]] == [(2, "unit_id")]


@pytest.mark.parametrize("name", LEDGERS)
def test_a_file_is_read_as_columns_only_where_the_strict_reader_gives_the_same(name: str) -> None:
    content = LEDGERS[name].encode()
    read = parse_columns(content, COLUMNS)
    records, ragged, unread = parse_readable(content, Path("x.csv"), COLUMNS, longest=None)
    if read is None:
        assert ragged or unread or name == "line break of another system"
    else:
        assert not ragged and not unread
        assert columns_of_text(read).to_dict("records") == [record.cells for record in records]


ODD = {
    "a mark": "\ufeff" + LEDGERS["sound"],
    "Windows": LEDGERS["sound"].replace("\n", "\r\n"),
    "blank lines": LEDGERS["sound"].replace("\n", "\n\n") + "\n\n",
    "cells that say nothing": LEDGERS["sound"] + "\n" + "," * 14 + "\n",
    "padded": LEDGERS["sound"].replace(",9.9,", ", 9.9\u00a0,"),
    "a quotation mark inside": LEDGERS["sound"] + '5" rộng',
    "text behind a quotation mark": LEDGERS["sound"] + '"a"b',
    "not closed": LEDGERS["sound"] + '"a',
    "another order": re.sub(r"(?m)^(\d+|statement),([^,]+)", r"\2,\1", LEDGERS["sound"]),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_read_as_the_strict_reader_does_or_left_to_it(name: str) -> None:
    content = ODD[name].encode()
    read = parse_columns(content, COLUMNS)
    records, _, _ = parse_readable(content, Path("x.csv"), COLUMNS)
    assert read is None or columns_of_text(read).to_dict("records") == [
        {column: record.cells[column] for column in COLUMNS} for record in records
    ]


def test_rows_of_some_indicators_are_those_of_the_whole_file() -> None:
    other = COUNTED.format("98.14", "118801", "121049")
    content = numbered(SOUND, other, SOUND.replace("2016", "2017")).encode()
    whole = parse_columns(content, COLUMNS)
    only = parse_columns(content, COLUMNS, ("indicator_id", frozenset(["infant_mortality"])))
    assert whole is not None and only is not None
    assert only["statement"].to_pylist() == ["1", "3"] and len(whole) == 3
