"""Faults told once: what is wrong in the same way in many rows of a column names its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.language import Fault, Lang, text

# So many different values of one kind of fault in one column are told each in its own words.
_MOST_ALIKE = 3
_CELL = re.compile(r"([A-Z]+)(\d+)")
Kind = tuple[str, str | None, str | None, str | None]


def told_once(faults: Sequence[Fault], lang: Lang) -> list[str]:
    """Return one line per fault, in their order; those that say the same share a line.

    Same means the same words in the same column of the same sheet. Where a column has the same
    kind of fault with more than ``_MOST_ALIKE`` different values, a line names the rows of others.
    """
    kinds: dict[Kind, dict[str, list[Fault]]] = {}
    for fault in faults:
        kinds.setdefault(_kind(fault), {}).setdefault(fault.sentence(lang), []).append(fault)
    return [line for said in kinds.values() for line in _lines(said, lang)]


def spans(numbers: Sequence[int], letters: str = "") -> str:
    """Return whole numbers with runs joined: ``2–5, 9``, or ``D2–D5, D9`` with ``letters``."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(set(numbers))), lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(
        f"{letters}{run[0]}" if len(run) == 1 else f"{letters}{run[0]}–{letters}{run[-1]}"
        for run in runs
    )


def _kind(fault: Fault) -> Kind:
    column = _CELL.fullmatch(fault.cell or "")
    return fault.key, fault.file, fault.sheet, column[1] if column else fault.column


def _lines(said: dict[str, list[Fault]], lang: Lang) -> Iterator[str]:
    sentences = list(said)
    told = sentences if len(sentences) <= _MOST_ALIKE + 1 else sentences[:_MOST_ALIKE]
    for sentence in told:
        yield _line(said[sentence], sentence, lang)
    others = [fault for sentence in sentences[len(told) :] for fault in said[sentence]]
    if others:
        yield _line(others, text("imports.same_fault", lang), lang)


def _line(faults: list[Fault], sentence: str, lang: Lang) -> str:
    first = faults[0]
    rows = [fault.row for fault in faults if fault.row is not None]
    cells = [found for fault in faults if (found := _CELL.fullmatch(fault.cell or ""))]
    row = spans(rows) if rows else None
    cell = spans([int(found[2]) for found in cells], cells[0][1]) if cells else first.cell
    return first.place_and(sentence, lang, row, cell)
