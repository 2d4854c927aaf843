"""What is incomplete of a unit before a report of it can be made, and what would improve it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.language import BadInput, Fault
from analysis.ledger import Store
from analysis.plans import Plan, plan_in_force
from analysis.programme import LETTERHEADS_FILE, UNITS_FILE, Programme, plan_file
from analysis.publication import PARAMETERS_FOLDER, load_parameters


@dataclass(frozen=True)
class Gap:
    """One thing that is incomplete: where, and what to do. ``stops`` the report, or is advice."""

    fault: Fault
    stops: bool


def find_gaps(root: Path, unit_id: str, programme: Programme, store: Store) -> list[Gap]:
    """Return what is incomplete of a unit that the table knows, what stops its report first."""
    gaps = [*_unit_gaps(unit_id, programme), *_plan_gaps(unit_id, programme),
            *_letterhead_gaps(unit_id, programme), *_parameter_gaps(root, unit_id, programme),
            *_figure_gaps(unit_id, store)]  # fmt: skip
    return sorted(gaps, key=lambda gap: not gap.stops)


def _advice(key: str, file: str, **values: Any) -> Gap:
    return Gap(Fault(f"workspace.gap_{key}", file=file, values=values), stops=False)


def _stopping(error: BadInput) -> Iterator[Gap]:
    yield from (Gap(fault, stops=True) for fault in error.faults)


def _unit_gaps(unit_id: str, programme: Programme) -> Iterator[Gap]:
    unit = programme.units[unit_id]
    if not unit.unit_code:
        yield _advice("code", UNITS_FILE.as_posix(), unit=unit_id)
    if unit.parent_id and unit.parent_id not in programme.units:
        yield _advice("parent", UNITS_FILE.as_posix(), found=unit.parent_id)


def _plan_gaps(unit_id: str, programme: Programme) -> Iterator[Gap]:
    file = plan_file(unit_id).as_posix()
    if unit_id not in programme.reported_units:
        yield Gap(Fault("workspace.gap_no_plan", file=file, values={"unit": unit_id}), stops=True)
        return
    try:
        plan = plan_in_force(unit_id, programme)
    except BadInput as error:
        yield from _stopping(error)
        return
    if unit_id not in programme.planned_units:
        parts = ", ".join(programme.units[part].name_vi for part in programme.inherited[unit_id])
        yield _advice("inherited", file, unit=unit_id, parts=parts)
        return
    yield from (_advice(key, file, unit=unit_id) for key in _unsaid(plan))


def _unsaid(plan: Plan) -> Iterator[str]:
    """Yield what a plan file leaves unsaid; of a skeleton only that it is one."""
    if not plan.is_entered:
        yield "not_entered"
        return
    if plan.targets_from:
        yield "borrowed"
    if plan.document.number is None or plan.document.date is None:
        yield "document"
    if not plan.responsibilities.agencies:
        yield "agencies"
    if plan.reporting.due is None:
        yield "due"


def _letterhead_gaps(unit_id: str, programme: Programme) -> Iterator[Gap]:
    file = LETTERHEADS_FILE.as_posix()
    try:
        lines = programme.letterhead(unit_id)
    except BadInput as error:
        yield from _stopping(error)
        return
    empty = [name for name in ("issuing_body_vi", "place_vi", "signature_vi", "recipients_vi")
             if not any(lines[name])]  # fmt: skip
    if empty:
        yield _advice("letterhead", file, unit=unit_id, found=", ".join(empty))


def _parameter_gaps(root: Path, unit_id: str, programme: Programme) -> Iterator[Gap]:
    if unit_id not in programme.reported_units:
        return
    try:
        load_parameters(root, unit_id)
    except BadInput as error:
        # What is wrong with the plan has been told.
        own = (PARAMETERS_FOLDER / f"{unit_id}.yml").as_posix()
        yield from (Gap(fault, stops=True) for fault in error.faults if fault.file == own)


def _figure_gaps(unit_id: str, store: Store) -> Iterator[Gap]:
    file = str(store.label(unit_id))
    stated, faults, *_ = store.read(unit_id) if unit_id in store.unit_ids() else ([], [])
    if faults:
        values = {"unit": unit_id, "count": len(faults)}
        yield Gap(Fault("workspace.gap_ledger", file=file, values=values), stops=True)
    elif not stated:
        yield _advice("no_figures", file, unit=unit_id)
