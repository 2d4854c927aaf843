"""All units of a workspace side by side: territory, plan, figures, last edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.language import BadInput
from analysis.ledger import Store
from analysis.plans import Plan, load_plan
from analysis.programme import Programme, Unit
from analysis.publication import Publication


@dataclass(frozen=True)
class RosterRow:
    """One unit, and what the workspace has of it.

    ``plan`` is none for a unit without a plan file or with one that cannot be read (``has_plan``).
    ``figures`` counts the statements of its ledger, ``last`` is its newest published edition.
    """

    unit: Unit
    has_plan: bool
    plan: Plan | None
    figures: int
    last: int | None


def list_units(programme: Programme, store: Store, published: list[Publication]) -> list[RosterRow]:
    """Return every unit in the programme's order."""
    kept = set(store.unit_ids())
    newest = {one.report.base: one.edition for one in published}
    return [
        RosterRow(
            unit,
            unit.unit_id in programme.planned_units,
            _plan(unit.unit_id, programme),
            len(store.read(unit.unit_id)[0]) if unit.unit_id in kept else 0,
            newest.get(unit.unit_id),
        )
        for unit in programme.units.values()
    ]


def _plan(unit_id: str, programme: Programme) -> Plan | None:
    if unit_id not in programme.planned_units:
        return None
    try:
        return load_plan(unit_id, programme)
    except BadInput:
        return None


def newest_of(published: list[Publication], unit_id: str) -> Mapping[int, Publication]:
    """Return the newest revision of each published edition of a unit, by edition."""
    return {one.edition: one for one in published if one.report.base == unit_id}
