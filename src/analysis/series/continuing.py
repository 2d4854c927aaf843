"""A merged unit's own figures and those rebuilt from its parts, as one series of each indicator.

Rows are those of ``SERIES`` with ``own`` and ``territory`` besides: the figures of one indicator
are few, and are joined one by one rather than as tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.language import text
from analysis.programme import first_year
from analysis.series.merging import Row

OTHER_TERRITORY = ""


def continue_series(own: list[Row], aggregate: list[Row], since: str) -> list[Row]:
    """Return one indicator's rows by year, with ``comparable`` and ``territory_break``.

    ``own`` are what the merged unit states, of its own territory or of another, and ``aggregate``
    what was rebuilt; ``since`` is the day of the merger. No two rows speak of one year.
    """
    here = [row for row in own if row["own"]]
    elsewhere = [row for row in own if not row["own"]]
    if here and aggregate and not _may_continue(here, aggregate):
        note = text("series.own_only", "vi")
        here, aggregate = [noted(row, note) for row in here], []
    joined = list(here)
    for more in (aggregate, elsewhere):
        years = {row["year"] for row in joined}
        joined += [row for row in more if row["year"] not in years]
    return _mark_territory(sorted(joined, key=lambda row: row["year"]), first_year(since), since)


def noted(row: Row, note: str) -> Row:
    """Return a row with a note after those that it has."""
    return row | {"note": with_note(row["note"], note)}


def with_note(old: Any, note: str) -> str:
    """Return a note after what an older one says, which may be missing."""
    return f"{old}; {note}" if is_told(old) else note


def is_told(note: Any) -> bool:
    """Tell whether a note, or another text that may be missing, says something."""
    return isinstance(note, str) and note != ""


def _may_continue(own: list[Row], aggregate: list[Row]) -> bool:
    return any(
        _all_of(own, column) == _all_of(aggregate, column) for column in ("nature", "source")
    )


def _all_of(rows: Iterable[Row], column: str) -> set[str]:
    return {str(row[column]) for row in rows}


def _mark_territory(ordered: list[Row], first: int, since: str) -> list[Row]:
    named = [row for row in ordered if row["territory"] != OTHER_TERRITORY]
    # One part alone is no aggregate: its newer figure does not make all others incomparable.
    several = [row for row in named if row["own"] or _is_several(row["parts"])]
    newest = (several or named)[-1]["territory"] if named else None
    marked: list[Row] = []
    follows_own = True
    for row in ordered:
        starts = row["own"] and not follows_own and row["year"] >= first
        marks = {"comparable": row["territory"] == newest,
                 "territory_break": since if starts else None}  # fmt: skip
        marked.append(row | marks)
        follows_own = row["own"]
    return marked


def _is_several(parts: Any) -> bool:
    return isinstance(parts, str) and " " in parts
