"""How a unit, or an agency that a plan names, ended, and who carries on with its task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.assessment.inputs import Inputs
from analysis.language import BadInput, Fault
from analysis.programme import Successor, find_successor


@dataclass(frozen=True)
class Ending:
    """The day after the last one, the law, and who carries on.

    ``heirs`` are ids of units, ``heir`` an agency; neither where nobody is settled.
    """

    day: date
    legal_basis: str
    heirs: tuple[str, ...] = ()
    heir: Successor | None = None
    note: str = ""


def ending_of(inputs: Inputs, agency: str | None = None) -> Ending:
    """Return how the unit of ``inputs`` ended, or the ``agency`` of its plan.

    Raises ``BadInput`` for one that has not ended as far as ``data/boundaries.csv`` and
    ``parameters/successors.csv`` tell.
    """
    unit = inputs.unit.unit_id
    found = (
        _agency_ending(inputs, agency)
        if agency
        else unit_ending(unit, inputs.boundaries, inputs.successors)
    )
    if found is None:
        name = agency or inputs.unit.unit_id
        raise BadInput([Fault("closing.not_ended", values={"found": name})])
    return found


def _agency_ending(inputs: Inputs, agency: str) -> Ending | None:
    heir = find_successor(inputs.successors, agency)
    if heir is None:
        return None
    return Ending(date.fromisoformat(heir.ended_on), heir.legal_basis, (), heir, heir.note)


def unit_ending(
    unit_id: str, boundaries: pd.DataFrame, successors: Sequence[Successor]
) -> Ending | None:
    """Return how a unit ended, by ``data/boundaries.csv`` and ``parameters/successors.csv``."""
    wholes = boundaries[boundaries["part_id"] == unit_id]
    if len(wholes):
        day = date.fromisoformat(str(wholes["valid_from"].min()))
        laws = "; ".join(dict.fromkeys(wholes["legal_basis"]))
        return Ending(day, laws, tuple(dict.fromkeys(wholes["unit_id"])))
    rows = [each for each in successors if each.kind == "unit" and each.ended == unit_id]
    if not rows:
        return None
    heirs = tuple(each.successor for each in rows if each.successor)
    first = rows[0]
    return Ending(date.fromisoformat(first.ended_on), first.legal_basis, heirs, None, first.note)
