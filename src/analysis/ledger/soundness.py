"""Whether ledgers are sound, looked at as columns: the rules of ``rules`` for many rows at once.

Who reads a hundred ledgers beside one's own needs to know that they are sound, not what is wrong:
that is told row by row (``find_ledger_faults``), of the few that are not. Both say the same of
every ledger; a test holds them against ledgers that are broken in every way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.language import Fault, unfit_sign
from analysis.ledger.lengths import LONGEST_KEPT
from analysis.ledger.rules import (
    ROUNDING_SLACK,
    LedgerRules,
    find_ledger_faults,
    is_day,
    is_moment,
    is_published,
    is_year,
)
from analysis.ledger.statements import KEY, LEDGER_COLUMNS, WITHDRAWN, Row
from analysis.ledger.stores.store import Glance, Read
from analysis.programme import NATURES, OBSERVATION_STATUSES, QUALIFIERS, SCALES, SIMULATED
from analysis.tables import OF_LINES, decimals_written, parse_number

_HOME = "home"
# Enough to be quick, and few enough that a copy of them as columns takes little memory.
_ROWS_TOGETHER = 20_000
Marks = NDArray[np.bool_]
Numbers = NDArray[np.float64]


def find_faults(
    ledgers: Mapping[str, Read], label: Callable[[str], Path], rules: LedgerRules
) -> dict[str, list[Fault]]:
    """Return what is wrong with each ledger, in the order of its rows.

    ``rules`` are those of all of them: the file and the unit in it say nothing.
    """
    found: dict[str, list[Fault]] = {}
    for part in _parts(ledgers):
        found |= _find_faults(part, label, rules)
    return found


def _parts(ledgers: Mapping[str, Read]) -> Iterator[dict[str, Read]]:
    """Yield the ledgers in parts that are looked at together, each of some rows at least."""
    part: dict[str, Read] = {}
    rows = 0
    for unit_id, read in ledgers.items():
        part[unit_id], rows = read, rows + len(read[0])
        if rows >= _ROWS_TOGETHER:
            yield part
            part, rows = {}, 0
    yield part


def _find_faults(
    ledgers: Mapping[str, Read], label: Callable[[str], Path], rules: LedgerRules
) -> dict[str, list[Fault]]:
    tables = {
        unit_id: as_table(record.cells for record in records)
        for unit_id, (records, _) in ledgers.items()
    }
    unsound = find_unsound(tables, rules)
    found: dict[str, list[Fault]] = {}
    for unit_id, (records, faults) in ledgers.items():
        told = list(faults)
        if told or unit_id in unsound:
            own = replace(rules, file=label(unit_id), unit_id=unit_id)
            told = sorted([*told, *find_ledger_faults(records, own)], key=lambda one: one.row or 0)
        found[unit_id] = told
    return found


def find_unsound(tables: Mapping[str, pd.DataFrame], rules: LedgerRules) -> set[str]:
    """Return the units whose ledgers have a fault; ``tables`` hold the ledgers' columns as text."""
    table = _together(tables)
    wrong = _words(table, rules) | _figures(table, rules) | _sequence(table)
    return set(table.loc[wrong, _HOME])


def sound_figures(others: Mapping[str, Glance], rules: LedgerRules) -> dict[str, Glance]:
    """Return ledgers that were glanced at without the rows whose figures have a fault."""
    table = _together({unit_id: glance.table for unit_id, glance in others.items()})
    wrong = _words(table, rules) | _figures(table, rules)
    parts = dict(iter(table[~wrong].drop(columns=_HOME).groupby(table[_HOME])))
    return {
        unit_id: replace(glance, table=parts.get(unit_id, glance.table.iloc[:0]))
        for unit_id, glance in others.items()
    }


def as_table(rows: Iterable[Row]) -> pd.DataFrame:
    """Return rows of ledgers as columns of text."""
    listed = list(rows)
    columns = {name: [row[name] for row in listed] for name in LEDGER_COLUMNS}
    return pd.DataFrame(columns, dtype="str")


def _together(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    filled = {unit_id: table for unit_id, table in tables.items() if len(table)}
    homes = [unit_id for unit_id, rows in filled.items() for _ in range(len(rows))]
    table = pd.concat(filled.values(), ignore_index=True) if filled else as_table([])
    return table.assign(**{_HOME: pd.Series(homes, dtype="str")})


def _each(column: pd.Series, test: Callable[[str], Any], kind: type = bool) -> NDArray[Any]:
    """Return what a test gives for each cell; the same text is tested once."""
    codes, different = pd.factorize(column)
    return np.array([test(words) for words in different], dtype=kind)[codes]


def _is_fit(cell: str, *, lines: bool) -> bool:
    return unfit_sign(cell, lines=lines) is None


def _one_of(column: pd.Series, words: Collection[str]) -> Marks:
    return _each(column, lambda cell: cell in words)


def _words(table: pd.DataFrame, rules: LedgerRules) -> Marks:
    empty = _one_of(table["supersedes"], ("",))
    withdrawn = _one_of(table["status"], (WITHDRAWN,))
    sound = _one_of(table["unit_id"], rules.unit_ids)
    sound &= (table["unit_id"] == table[_HOME]).to_numpy(bool)
    sound &= _one_of(table["source"], rules.sources)
    sound &= _one_of(table["nature"], NATURES)
    sound &= _one_of(table["status"], OBSERVATION_STATUSES) | (withdrawn & ~empty)
    sound &= _one_of(table["qualifier"], ("", *QUALIFIERS))
    sound &= _each(table["boundaries"], lambda cell: not cell or is_day(cell))
    sound &= _each(table["published"], lambda cell: not cell or is_published(cell))
    sound &= _each(table["year"], is_year)
    simulated = [_one_of(table[name], (SIMULATED,)) for name in ("nature", "status", "source")]
    told = np.logical_or.reduce(simulated) == np.logical_and.reduce(simulated)
    sound &= told & (simulated[0] == (rules.data == "illustrative"))
    for name in table.columns.drop(_HOME):
        sound &= _each(table[name], partial(_is_fit, lines=name in OF_LINES))
    for name in LONGEST_KEPT.keys() & table.columns:
        sound &= _each(table[name], len, int) <= LONGEST_KEPT[name]
    return ~sound


def _sequence(table: pd.DataFrame) -> Marks:
    number = table.groupby(_HOME, sort=False).cumcount() + 1
    wrong = (table["statement"] != number.astype("str")).to_numpy(bool, copy=True)
    wrong |= ~_each(table["received"], is_moment)
    before = table.groupby(_HOME, sort=False)["received"].shift().fillna("")
    wrong |= (table["received"] < before).to_numpy(bool)
    newest = table.groupby([_HOME, *KEY], sort=False)["statement"].shift().fillna("")
    return np.asarray(wrong | (table["supersedes"] != newest).to_numpy(bool))


def _figures(table: pd.DataFrame, rules: LedgerRules) -> Marks:
    about = rules.indicators.set_index("indicator_id")
    indicator = table["indicator_id"]
    known = _one_of(indicator, set(about.index))
    lower, upper = (_of_indicator(indicator, about[name].to_dict()) for name in ("lower", "upper"))
    cases = _each(indicator, lambda name: name in about.index and about.at[name, "unit"] == "cases")
    value, numerator, denominator = (
        _each(table[name], _number, float) for name in ("value", "numerator", "denominator")
    )
    wrong = ~known | np.isnan(value) | (value < lower) | (value > upper)
    for name, numbers in (("numerator", numerator), ("denominator", denominator)):
        written = ~_one_of(table[name], ("",))
        smallest = 1 if name == "denominator" else 0
        wrong |= written & ~((numbers >= smallest) & (numbers == np.floor(numbers)))
    wrong |= cases & ~((value >= 0) & (value == np.floor(value)))
    wrong |= numerator > denominator
    scales = {name: SCALES.get(str(unit), np.nan) for name, unit in about["unit"].items()}
    computed = _of_indicator(indicator, scales) * numerator / denominator
    digits = _each(table["value"], decimals_written, float)
    apart = np.abs(computed - value) > 0.5 * 10.0**-digits + ROUNDING_SLACK
    return np.asarray(wrong | apart)


def _number(cell: str) -> float:
    number = parse_number(cell)
    return np.nan if number is None else number


def _of_indicator(indicator: pd.Series, values: Mapping[Any, Any]) -> Numbers:
    return _each(indicator, lambda name: values.get(name, np.nan), float)
