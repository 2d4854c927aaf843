"""The ledger: every statement about a figure in the order received; nothing is ever erased.

A statement says what a source gave for one unit, indicator and year, and when it was received. A
revision is a new statement that names the one it supersedes, so the ledger as of any moment can be
had again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Literal

import pandas as pd
import pandera.pandas as pa

from analysis.language import BadInput, Fault, text
from analysis.programme import (
    NATURES,
    OBSERVATION_STATUSES,
    QUALIFIERS,
    number_column,
    slug_column,
    text_column,
    year_column,
)

FIGURE = {
    "unit_id": slug_column(),
    "indicator_id": slug_column(),
    "year": year_column(),
    "value": number_column(),
    "qualifier": text_column(nullable=True, checks=pa.Check.isin(QUALIFIERS)),
    "numerator": number_column(nullable=True),
    "denominator": number_column(nullable=True),
    "nature": text_column(checks=pa.Check.isin(NATURES)),
    "status": text_column(checks=pa.Check.isin(OBSERVATION_STATUSES)),
}
# A statement that takes its figure back: it repeats it, and nothing stands by it any more.
WITHDRAWN = "withdrawn"
# A moment as the ledger and the manifest of an edition write it.
RECEIVED = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$"
# The day whose boundaries of its unit a figure speaks of; missing where it was never in doubt.
_BOUNDARIES = {
    "boundaries": text_column(nullable=True, checks=pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$"))
}
STATEMENTS = pa.DataFrameSchema(
    {
        "statement": pa.Column("Int64", pa.Check.ge(1)),
        **FIGURE,
        "status": text_column(checks=pa.Check.isin((*OBSERVATION_STATUSES, WITHDRAWN))),
        "source": slug_column(),
        "published": text_column(nullable=True),
        "received": text_column(checks=pa.Check.str_matches(RECEIVED)),
        "supersedes": pa.Column("Int64", pa.Check.ge(1), nullable=True),
        "note": text_column(nullable=True),
        **_BOUNDARIES,
    },
    strict=True,
    unique=["unit_id", "statement"],
    name="statements",
    description="What was reported, append-only: every statement, in the order received.",
)
LEDGER_COLUMNS = tuple(STATEMENTS.columns)
# Columns that came later, empty in a ledger that has none of them.
LATER_COLUMNS = ("boundaries",)
# What a statement is about: a later one with the same key supersedes it.
KEY = ("unit_id", "indicator_id", "year", "source")
# What a statement says: one that says the same again adds nothing to the ledger.
SAID = ("value", "qualifier", "numerator", "denominator", "nature", "status", "published", "note",
        "boundaries")  # fmt: skip
# What stands before the reason for which somebody confirmed a figure, in its note.
CONFIRMED = text("imports.confirmed", "vi", reason="")
VIET_NAM_TIME = timezone(timedelta(hours=7))
_NEAR = timedelta(minutes=1)
_MOMENT = re.compile(RECEIVED)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
# A statement as text, the figures as written: what every store keeps.
Row = dict[str, str]
DataKind = Literal["real", "illustrative"]
OBSERVATIONS = pa.DataFrameSchema(
    {
        **FIGURE,
        "source": slug_column(),
        "published": text_column(nullable=True),
        "note": text_column(nullable=True),
        **_BOUNDARIES,
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year", "source"],
    name="observations",
    description="What the statements still say: one figure per unit, indicator, year and source.",
)


def moment_received(now: datetime) -> str:
    """Return a moment as the ledger writes it, for example ``2026-11-22T08:15:00+07:00``."""
    return now.astimezone(VIET_NAM_TIME).replace(microsecond=0).isoformat()


def last_received(rows: Iterable[Row]) -> str:
    """Return the newest moment of receipt; empty without any. What is no moment is not counted."""
    return max((row["received"] for row in rows if _MOMENT.fullmatch(row["received"])), default="")


def moment_after(now: datetime, last: str) -> str:
    """Return the present moment, or a second after ``last``, the newest moment of any ledger.

    No two imports share a moment, so that each can be taken back by itself. A clock that is behind
    by more than a minute is not helped along.
    """
    received = moment_received(now)
    if not last or last < received:
        return received
    after = datetime.fromisoformat(last) + timedelta(seconds=1)
    return moment_received(after) if after - now < _NEAR else received


def read_as_of(written: str) -> str:
    """Return the last moment of a day ``YYYY-MM-DD``, or of a minute ``YYYY-MM-DDTHH:MM``.

    Viet Nam time, written as ``received`` is. Raises ``BadInput`` for anything else.
    """
    try:
        if _DAY.fullmatch(written):
            return f"{date.fromisoformat(written)}T23:59:59+07:00"
        if _MINUTE.fullmatch(written):
            return f"{datetime.fromisoformat(written).isoformat(timespec='minutes')}:59+07:00"
    except ValueError:
        pass
    raise BadInput([Fault("ledger.bad_as_of", values={"found": written})])


def statements_as_of(statements: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Return the statements received up to ``as_of`` (see ``read_as_of``); all of them for None."""
    return statements if as_of is None else statements[statements["received"] <= as_of]


def rows_as_of(rows: Iterable[Row], as_of: str | None) -> list[Row]:
    """Return the rows received up to ``as_of``; all of them for None."""
    return [row for row in rows if as_of is None or row["received"] <= as_of]


def current_statements(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the statements (``STATEMENTS``) that no other one of the table supersedes."""
    later = statements[statements["supersedes"].notna()]
    superseded = pd.MultiIndex.from_frame(later[["unit_id", "supersedes"]])
    own = pd.MultiIndex.from_frame(statements[["unit_id", "statement"]])
    return statements[~own.isin(superseded)]


def is_withdrawn(row: Row) -> bool:
    """Tell whether the statement takes its figure back."""
    return row["status"] == WITHDRAWN


def number_statements(figures: Sequence[Row], ledger: Sequence[Row], received: str) -> list[Row]:
    """Return one unit's ``figures`` as statements that follow on its ``ledger``.

    A figure whose key already stands supersedes the newest statement of that key; one that says
    exactly the same as it is left out.
    """
    newest = {tuple(row[name] for name in KEY): row for row in ledger}
    numbered: list[Row] = []
    for written in figures:
        figure = {name: cell.strip() for name, cell in written.items()}
        key = tuple(figure[name] for name in KEY)
        before = newest.get(key)
        if before and all(before[name] == figure[name] for name in SAID):
            continue
        statement = str(len(ledger) + len(numbered) + 1)
        supersedes = before["statement"] if before else ""
        added = {"statement": statement, "received": received, "supersedes": supersedes}
        row = {name: ({**figure, **added})[name] for name in LEDGER_COLUMNS}
        newest[key] = row
        numbered.append(row)
    return numbered


def check_follows(unit_id: str, stated: int, rows: Sequence[Row]) -> None:
    """Raise ``ValueError`` unless ``rows`` continue a ledger that has ``stated`` statements.

    A defect of the program, for example a ledger that was read before it was held.
    """
    expected = [(unit_id, str(stated + place)) for place in range(1, len(rows) + 1)]
    if [(row["unit_id"], row["statement"]) for row in rows] != expected:
        raise ValueError(f"statements do not follow on {stated} of {unit_id}")


def check_new(known: Iterable[Row], sources: Sequence[Row]) -> None:
    """Raise ``ValueError`` for a source that is known already or comes twice."""
    slugs = [row["source"] for row in (*known, *sources)]
    if sources and len(slugs) != len(set(slugs)):
        raise ValueError("a source is added twice")


def ledger_lines(
    rows: Iterable[Row], columns: Sequence[str] = LEDGER_COLUMNS, newline: str = "\n"
) -> str:
    """Return rows as lines of CSV without a header."""
    written = io.StringIO()
    csv.writer(written, lineterminator=newline).writerows(
        [row[name] for name in columns] for row in rows
    )
    return written.getvalue()


def ledger_text(rows: Sequence[Row]) -> str:
    """Return rows as CSV with a header: of the later columns those in which a row says anything."""
    columns = said_columns(rows)
    return ",".join(columns) + "\n" + ledger_lines(rows, columns)


def said_columns(rows: Sequence[Row]) -> list[str]:
    """Return the ledger's columns without later ones in which no row says anything."""
    unsaid = [name for name in LATER_COLUMNS if not any(row[name] for row in rows)]
    return [name for name in LEDGER_COLUMNS if name not in unsaid]


def ledger_hash(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of a unit's ledger as CSV text: the same whichever store keeps it.

    Later columns count where they say something, so that an older ledger keeps its hash.
    """
    content = ledger_text(list(rows))
    return hashlib.sha256(content.encode()).hexdigest()
