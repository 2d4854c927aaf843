"""Every statement that was ever made about one indicator of one unit."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Sequence
from typing import Any

from analysis.language import BadInput, Fault, Lang, Shown, text, write_number
from analysis.ledger.books import Books
from analysis.ledger.observations import load_statements
from analysis.ledger.statements import LEDGER_COLUMNS, Row, is_withdrawn, said_columns
from analysis.programme import Programme
from analysis.tables import as_csv_text

HISTORY_COLUMNS = (
    "statement",
    "year",
    "value",
    "qualifier",
    "numerator",
    "denominator",
    "nature",
    "status",
    "source",
    "published",
    "received",
    "supersedes",
    "superseded_by",
    "note",
    "boundaries",
)
_SHOWN = ("statement", "year", "value", "counted", "source", "published", "received",
          "supersedes", "superseded_by", "boundaries", "note")  # fmt: skip


def indicator_history(
    unit_id: str, indicator_id: str, books: Books, programme: Programme
) -> list[Row]:
    """Return the statements in the order received, texts as written, ``HISTORY_COLUMNS``.

    Raises ``BadInput`` for an unknown unit or indicator and for a broken ledger.
    """
    known = list(programme.known_indicators)
    if indicator_id not in known:
        near = ", ".join(difflib.get_close_matches(indicator_id, known, n=5, cutoff=0.0))
        values = {"found": indicator_id, "known": near}
        raise BadInput([Fault("imports.unknown_indicator", values=values)])
    load_statements(unit_id, books, programme)
    records, _ = books.store.read(unit_id)
    rows = [record.cells for record in records if record.cells["indicator_id"] == indicator_id]
    later = {row["supersedes"]: row["statement"] for row in rows if row["supersedes"]}
    return [
        {
            name: {**row, "superseded_by": later.get(row["statement"], "")}[name]
            for name in HISTORY_COLUMNS
        }
        for row in rows
    ]


def history_table(rows: Sequence[Row], measure: str, lang: Lang) -> str:
    """Return the statements as an aligned table; ``measure`` is the indicator's unit."""
    unsaid = {*LEDGER_COLUMNS} - {*said_columns(rows)}
    shown = [name for name in _SHOWN if name not in unsaid]
    head = {name: text(f"imports.head_{name}", lang) for name in shown}
    lines = [head, *(_line(row, measure, lang) for row in rows)]
    widths = {name: max(len(line[name]) for line in lines) for name in shown}
    return "\n".join(
        "  ".join(line[name].ljust(widths[name]) for name in shown).rstrip() for line in lines
    )


def history_csv(rows: Sequence[Row]) -> str:
    """Return the statements as CSV with a header, without a last line end."""
    written = io.StringIO()
    unsaid = {*LEDGER_COLUMNS} - {*said_columns(rows)}
    columns = [name for name in HISTORY_COLUMNS if name not in unsaid]
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "note": as_csv_text(row["note"])} for row in rows)
    return written.getvalue().rstrip("\n")


def history_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the statements with numbers of statements and years as numbers, no empty text."""
    whole = ("statement", "year", "supersedes", "superseded_by")
    return [
        {
            name: (int(cell) if cell and name in whole else cell or None)
            for name, cell in row.items()
        }
        for row in rows
    ]


def _line(row: Row, measure: str, lang: Lang) -> Row:
    received = row["received"][:16].replace("T", " ")
    value = text(f"wording.unit_{measure}", lang, value=figure(row, lang))
    if is_withdrawn(row):
        value = text("imports.withdrawn", lang, value=value)
    return {**row, "value": value, "counted": counted(row, lang), "received": received}


def figure(row: Row, lang: Lang) -> str:
    """Return a statement's value as written, with its qualifier: ``98,5``, ``gần 97``."""
    value = write_number(row["value"], lang)
    return text(f"wording.{row['qualifier']}", lang, value=value) if row["qualifier"] else value


def counted(row: Row, lang: Lang) -> str:
    """Return ``numerator/denominator`` with thousand marks, empty where neither is known."""
    parts = [row["numerator"], row["denominator"]]
    return "/".join(Shown(part).__format__(lang) or "?" for part in parts) if any(parts) else ""
