"""Which agencies and units ended, when and by what law, and who carries on with their task.

Provinces that became part of another stand in ``data/boundaries.csv``; here stand the agencies
that the reorganisation of 2025 did away with, and units that ended without becoming part of one
other, as districts did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from analysis.language import BadInput, Fault, Lang, without_marks
from analysis.tables import Record, parse_records

SUCCESSORS_FILE = Path("parameters", "successors.csv")
Kind = Literal["agency", "unit"]


@dataclass(frozen=True)
class Successor:
    """Who carries on where something ended: an agency by its name, a unit by its id.

    ``successor`` is empty where nobody is settled; ``ended_on`` is a day as YYYY-MM-DD.
    """

    kind: Kind
    ended: str
    ended_on: str
    successor: str
    successor_en: str
    legal_basis: str
    note: str

    def name(self, lang: Lang) -> str:
        """Return the successor's name in ``lang``."""
        return self.successor if lang == "vi" else self.successor_en or self.successor


def parse_successors(content: bytes) -> tuple[Successor, ...]:
    """Return who carries on for what ended, in the order of the rows.

    Raises ``BadInput`` for a broken file (``parameters/successors.csv``), an unknown kind and a day
    that is none.
    """
    columns = [field.name for field in fields(Successor)]
    rows, faults = parse_records(content, SUCCESSORS_FILE, columns, longest=500, lines=())
    faults += [fault for row in rows for fault in _row_faults(row)]
    if faults:
        raise BadInput(faults)
    return tuple(_successor(row.cells) for row in rows)


def _successor(cells: dict[str, Any]) -> Successor:
    return Successor(**cells)


def _row_faults(row: Record) -> Iterator[Fault]:
    file = SUCCESSORS_FILE.as_posix()
    if row.cells["kind"] not in get_args(Kind):
        values = {"found": row.cells["kind"], "expected": ", ".join(get_args(Kind))}
        yield Fault("parameters.bad_unit", file, row.row, "kind", values)
    try:
        date.fromisoformat(row.cells["ended_on"])
    except ValueError:
        values = {"found": row.cells["ended_on"]}
        yield Fault("series.not_a_day", file, row.row, "ended_on", values)


def find_successor(successors: tuple[Successor, ...], agency: str) -> Successor | None:
    """Return who carries on for an agency, known by its name without or with that of its place.

    "Sở Lao động - Thương binh và Xã hội tỉnh Vĩnh Long" is the department that ended.
    """
    plain = _plain(agency)
    for each in successors:
        ended = _plain(each.ended)
        if each.kind == "agency" and (plain == ended or plain.startswith(f"{ended} ")):
            return each
    return None


def _plain(name: str) -> str:
    return " ".join(
        without_marks(name).replace("-", " ").replace("–", " ").replace(",", " ").split()
    )
