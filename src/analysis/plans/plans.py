"""The six plans: read from ``data/plans``, checked, and handed on as tables.

Rules of reading
    "đạt" and "trở lên" are at_least; "dưới" and "<" below (strict); "xuống", "xuống còn" and
    "là" at_most; "trên" above (strict). A second year that prints no operator inherits the first
    one's, and a bare figure ("98% … vào năm 2030") is at_least; both have ``comparator_stated``
    False. "17% … và dưới 15%" keeps at_most, then below.
Maintained values
    "duy trì … đến năm 2030" spans the years from the interim one, so ``period`` is
    ``2025-2030`` (``2026-2030`` in Ninh Bình) beside ``year`` 2030. Đồng Tháp's chỉ tiêu 8 and 9
    print "duy trì" with single years and no span ("vào năm 2025", "vào năm 2030"): one row per
    year, ``period`` empty. A span is not made up: below 6 % over 2025–2030 would contradict
    below 6,5 % in 2025.
No year
    chỉ tiêu 12 (always) and Vĩnh Long's chỉ tiêu 13 (zero) have neither year nor period; a yearly
    reduction has a period and no year.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.language import BadInput, Fault
from analysis.plans.models import Agency, Plan, PlanFrame, Target, TargetValue
from analysis.plans.reading import PlanSource, read_frame, read_source, read_targets
from analysis.plans.rules import (
    Problem,
    coverage_problems,
    frame_problems,
    known_measures,
    known_territories,
    target_problems,
)
from analysis.programme import UNITS_WITH_PLAN


def load_plan(unit_id: str, root: Path) -> Plan:
    """Return the plan of one unit from ``root/data/plans/<unit_id>.yml``.

    A plan without numbers of its own comes back with the targets of the plan it names in
    ``targets_from``. Raises ``BadInput`` with every fault found: an unknown unit, a file that is
    missing or cannot be read, keys and types that do not fit, and content that makes no sense.
    """
    if unit_id not in UNITS_WITH_PLAN:
        values = {"found": unit_id, "known": ", ".join(UNITS_WITH_PLAN)}
        raise BadInput([Fault("faults.unknown_unit", values=values)])
    source = read_source(_plan_path(root, unit_id), f"data/plans/{unit_id}.yml")
    frame, faults = read_frame(source)
    targets, wrong = read_targets(source)
    faults += wrong
    problems = _problems(source, unit_id, frame, targets, root)
    faults += [source.fault(key, path, **values) for key, path, values in problems]
    if faults or frame is None:
        raise BadInput(sorted(faults, key=lambda fault: fault.row or 0))
    own = list(targets.values())
    borrowed = load_plan(frame.targets_from, root).targets if frame.targets_from else own
    return Plan.model_validate({**dict(frame), "targets": borrowed})


def load_plans(root: Path) -> dict[str, Plan]:
    """Return all plans by unit id, in the programme's order.

    Raises ``BadInput`` with the faults of all files.
    """
    plans: dict[str, Plan] = {}
    faults: list[Fault] = []
    for unit_id in UNITS_WITH_PLAN:
        try:
            plans[unit_id] = load_plan(unit_id, root)
        except BadInput as error:
            faults += error.faults
    if faults:
        # A plan that borrows a broken plan's targets repeats that plan's faults.
        raise BadInput({fault.message("vi"): fault for fault in faults}.values())
    return plans


def target_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return the plan's targets as rows: what ``plan_targets`` returns as a table."""
    label = plan.targets_document or plan.document.label
    return [_row(plan, label, target, value) for target in plan.targets for value in target.values]


def _row(plan: Plan, label: str, target: Target, value: TargetValue) -> dict[str, Any]:
    lead = lead_agency(plan, target.chi_tieu)
    return {
        "unit_id": plan.unit_id,
        "chi_tieu": target.chi_tieu,
        "indicator_id": target.indicator_id,
        "kind": value.kind,
        "comparator": value.comparator,
        "value": value.value,
        "value_high": value.value_high,
        "unit": target.unit,
        "year": value.year,
        "period": value.period,
        "document": label,
        "clause": target.clause,
        "group": target.group,
        "as_printed": value.as_printed,
        "comparator_stated": value.comparator_stated,
        "lead_agency": lead.name_vi if lead else None,
    }


def lead_agency(plan: Plan, chi_tieu: int) -> Agency | None:
    """Return the agency that leads a chỉ tiêu, or None where the plan's text does not say.

    Where the text also charges another agency with it (the police on chỉ tiêu 9), that one is in
    ``plan.responsibilities.agencies`` with the number in ``joins``.
    """
    agencies = plan.responsibilities.agencies
    return next((agency for agency in agencies if chi_tieu in agency.leads), None)


def _plan_path(root: Path, unit_id: str) -> Path:
    return root / "data" / "plans" / f"{unit_id}.yml"


def _problems(
    source: PlanSource,
    unit_id: str,
    frame: PlanFrame | None,
    targets: dict[int, Target],
    root: Path,
) -> Iterator[Problem]:
    measures = known_measures(root)
    if frame is not None:
        yield from frame_problems(frame, unit_id, known_territories(root), measures)
        yield from _borrowing_problems(frame)
    listed = source.content.get("targets", [])
    yield from coverage_problems(frame, targets, len(listed) if isinstance(listed, list) else 0)
    for index, target in targets.items():
        yield from target_problems(index, target, measures.get(target.indicator_id), frame)


def _borrowing_problems(frame: PlanFrame) -> Iterator[Problem]:
    if (frame.targets_from is None) != (frame.targets_document is None):
        yield "borrowed_without_document", ("targets_document",), {}
    if frame.targets_from == frame.unit_id:
        yield "borrowed_from_itself", ("targets_from",), {}
