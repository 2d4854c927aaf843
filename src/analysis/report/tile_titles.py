"""The title of a tile: what its numbers say, in one sentence that is true and not too long.

A move is told only where it is larger than the noise (``assessment.longest_move``), a verdict only
as the results have it. Of several sentences, from the fullest to the barest, the first that fits
two lines of a tile is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessment import Move
from analysis.language import Lang, as_published, number, text
from analysis.programme import AT_RISK, OUTLOOK_STATUSES, wording as words
from analysis.report.wording import is_met

# What two lines hold at the width of a tile, in letters.
MOST_SIGNS = 84
# A value so many times the earlier one has about doubled; so many times, about halved.
_DOUBLED, _HALVED = (1.9, 2.2), (0.45, 0.55)
_MOST_TIMES = 10
# How a move is called: does it go up, and without a step back?
_WAYS = {
    (True, False): "up",
    (True, True): "up_steadily",
    (False, False): "down",
    (False, True): "down_steadily",
}
# What is missed by these is a limit that is passed; a fall is missed by falling short.
_CEILINGS = ("at_most", "below")
Row = dict[str, Any]


def tile_title(
    rows: list[Row],
    move: Move | None,
    about: Row,
    lang: Lang,
    newest: tuple[str, int],
    reason: str | None = None,
) -> str:
    """Return the title of an indicator's tile.

    ``rows`` are its rows of results in the order of their years (none for a proxy), ``newest`` its
    newest figure with its unit, and the year; ``reason`` why there is no verdict
    (``wording.lack_of_evidence``), where there is none.
    """
    values = {"name": _name(about, lang), "value": newest[0], "year": newest[1]}
    return next(_fitting(_sentences(rows, move, about, lang, values, reason)))


def _fitting(sentences: Iterator[str]) -> Iterator[str]:
    """Yield the sentences that fit, and the last one, whether it fits or not."""
    last = ""
    for last in sentences:
        if len(last) <= MOST_SIGNS:
            yield last
    yield last


def _sentences(
    rows: list[Row],
    move: Move | None,
    about: Row,
    lang: Lang,
    values: dict[str, Any],
    reason: str | None,
) -> Iterator[str]:
    moves = list(_move_words(move, about, lang))
    if reason == "few" and rows and rows[-1]["points"] == 1:
        reason = "one"
    if reason is not None and rows:
        for said in (f"lack_{reason}", "lack"):
            disputed = [row["contradicted"] for row in rows if pd.notna(row.get("contradicted"))]
            extra = {"points": rows[-1]["points"], "contradicted": next(iter(disputed), None)}
            yield text(f"tile_titles.{said}", lang, **values, **extra)
    verdicts = list(_verdict_words(rows, move, about, lang))
    for verdict, surprises in verdicts:
        key = "against" if surprises else "both"
        for moved in moves:
            yield text(f"tile_titles.{key}", lang, **values, moved=moved, verdict=verdict)
        yield text("tile_titles.level", lang, **values, verdict=verdict)
    for verdict, _ in verdicts:
        yield text("tile_titles.verdict", lang, **values, verdict=verdict)
    for moved in moves:
        yield text("tile_titles.moved", lang, **values, moved=moved)
    yield text("tile_titles.newest", lang, **values)
    yield values["name"]


def _name(about: Row, lang: Lang) -> str:
    """Return the short name as the subject of a sentence: "Béo phì, thành thị" is one thing."""
    name = str(about[f"short_{lang}"])
    return name.replace(", ", " ") if lang == "vi" else name


def _move_words(move: Move | None, about: Row, lang: Lang) -> Iterator[str]:
    """Yield how the indicator moved, the fullest words first; nothing where that is not known."""
    if move is None:
        return
    decimals = int(about["decimals"])
    first, last = (as_published(value, decimals) for value in (move.first_value, move.last_value))
    years = {"first": move.first_year, "last": move.last_year, "years": move.years}
    if not move.sure or first == last:
        return
    way = _WAYS[last > first, move.steady]
    times = _times_words(first, last, lang)
    if times:
        yield text("tile_titles.in_years", lang, moved=times, **years)
        yield times
    unit = str(about["unit"])
    ends = {
        "from_value": words.quantity(first, unit, lang, decimals),
        "to_value": words.quantity(last, unit, lang, decimals),
    }
    yield text(f"tile_titles.{way}_from_to", lang, **ends, **years)
    yield text(f"tile_titles.{way}_since", lang, **years)
    yield text(f"tile_titles.{way}", lang)


def _times_words(first: float, last: float, lang: Lang) -> str:
    """Return that a value doubled, was halved, or became so many times as large; else nothing."""
    if min(first, last) <= 0:
        return ""
    times = last / first
    if _HALVED[0] <= times <= _HALVED[1]:
        return text("tile_titles.halved", lang)
    if _DOUBLED[0] <= times <= _DOUBLED[1]:
        return text("tile_titles.doubled", lang)
    if _DOUBLED[1] < times < _MOST_TIMES:
        return text("tile_titles.times_up", lang, times=number(times, lang, 1))
    if 1 / _MOST_TIMES < times < _HALVED[0]:
        return text("tile_titles.times_down", lang, times=number(1 / times, lang, 1))
    return ""


def _verdict_words(
    rows: list[Row], move: Move | None, about: Row, lang: Lang
) -> Iterator[tuple[str, bool]]:
    """Yield how the targets stand, and whether that surprises after the move.

    First both years in one, then the one that matters more, then the other.
    """
    told = [(row, said) for row in rows if (said := _one_verdict(row, lang))]
    if len(told) > 1:
        first, last = told[-2:]
        same = _is_good(first[0]) == _is_good(last[0])
        said = text(f"tile_titles.verdict_{'and' if same else 'but'}", lang, first=first[1],
                    last=last[1])  # fmt: skip
        yield said, same and _surprises(first[0], move, about)
    told.sort(key=lambda one: (_is_good(one[0]), -one[0]["target_year"]))
    yield from ((said, _surprises(row, move, about)) for row, said in told)


def _one_verdict(row: Row, lang: Lang) -> str:
    """Return how one year's target stands; empty where nothing can be said of it."""
    status, year = row["status"], {"year": row["target_year"]}
    missed = row.get("missed_year")
    if status == "not_achieved" and pd.notna(missed) and missed != row["target_year"]:
        return text("tile_titles.verdict_missed_in", lang, missed=missed, **year)
    if status == "not_achieved" and row["comparator"] in _CEILINGS:
        limit = words.goal(row["goal"], row["indicator_unit"], lang)
        return text("tile_titles.verdict_over", lang, goal=limit, **year)
    if status in OUTLOOK_STATUSES and row["unobserved"]:
        return text(f"tile_titles.verdict_past_{status}", lang, **year)
    if status in OUTLOOK_STATUSES and status not in AT_RISK and is_met(row):
        return text("tile_titles.verdict_held", lang, **year)
    if status in ("achieved", "not_achieved", *OUTLOOK_STATUSES):
        return text(f"tile_titles.verdict_{status}", lang, **year)
    return ""


def _is_good(row: Row) -> bool:
    return str(row["status"]) not in ("not_achieved", *AT_RISK)


def _surprises(row: Row, move: Move | None, about: Row) -> bool:
    """Tell whether a verdict is not what the move before it leads to expect."""
    if move is None or not move.sure:
        return False
    welcome = (move.change > 0) == (about["better"] == "up")
    return bool(welcome != _is_good(row))
