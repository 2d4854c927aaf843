"""The plans: read from ``data/plans``, checked, and handed on as tables.

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
from contextlib import suppress
from functools import lru_cache
from typing import Any

from analysis.language import BadInput, Fault
from analysis.plans.models import Agency, Plan, PlanFrame, Target, TargetValue
from analysis.plans.reading import ReadFrame, ReadTargets, read_frame, read_targets
from analysis.plans.rules import (
    Problem,
    coverage_problems,
    frame_problems,
    lead_problems,
    own_indicator_problems,
    target_problems,
)
from analysis.programme import PLANS_FOLDER, OwnIndicator, Programme, as_indicator, plan_file
from analysis.yaml_files import read_yaml


@lru_cache(maxsize=64)
def load_plan(unit_id: str, programme: Programme) -> Plan:
    """Return the plan of one unit, ``data/plans/<unit_id>.yml``.

    A plan without numbers of its own comes back with the targets of the plan it names in
    ``targets_from``. Raises ``BadInput`` with every fault found: a unit without a plan, a file that
    cannot be read, keys and types that do not fit, and content that makes no sense.

    >>> from analysis.plans import load_plan
    >>> from analysis.programme import load_programme
    >>> from analysis.project import project_root
    >>> plan = load_plan("ninh-binh", load_programme(project_root()))
    >>> plan.document.label, plan.interim_year, plan.final_year
    ('75/KH-UBND', 2026, 2030)
    """
    programme.planned_unit(unit_id)
    file = plan_file(unit_id)
    return parse_plan(programme.files[file], file.as_posix(), unit_id, programme)


def read_plan(content: bytes, file: str, programme: Programme) -> Plan:
    """Return the plan of a file that stands elsewhere: an earlier issue, or one to be looked at.

    Its unit is the one that it names. Raises ``BadInput`` with every fault found, as ``load_plan``.
    """
    named = read_yaml(content, file)
    unit_id = named.content.get("unit_id")
    if not isinstance(unit_id, str) or unit_id not in programme.units:
        fault = named.fault("plans.no_such_unit", ("unit_id",), found=unit_id)
        raise BadInput([fault])
    return parse_plan(content, file, unit_id, programme)


def parse_plan(content: bytes, file: str, unit_id: str, programme: Programme) -> Plan:
    """Return the plan of ``unit_id`` that a file holds. Raises ``BadInput`` as ``load_plan``."""
    source = read_yaml(content, file)
    read, faults = read_frame(source)
    targets, wrong = read_targets(source)
    faults += wrong
    problems = _problems(unit_id, read, targets, programme)
    faults += [source.fault(f"plans.{key}", path, **values) for key, path, values in problems]
    if faults:
        raise BadInput(sorted(faults, key=lambda fault: fault.row or 0))
    frame = read.frame
    own = list(targets.sound.values())
    borrowed = load_plan(frame.targets_from, programme).targets if frame.targets_from else own
    return Plan.model_validate(
        {
            **dict(frame),
            "targets": borrowed,
            "absent": read.absent,
            "absent_targets": tuple(targets.absent.values()),
        }
    )


def readable_plans(programme: Programme) -> dict[str, Plan]:
    """Return the plans that can be read by unit id, in the programme's order.

    A plan that is broken stops its own unit, and no other.
    """
    plans: dict[str, Plan] = {}
    for unit_id in programme.planned_units:
        with suppress(BadInput):
            plans[unit_id] = load_plan(unit_id, programme)
    return plans


def load_plans(programme: Programme) -> dict[str, Plan]:
    """Return all plans by unit id, in the programme's order.

    Raises ``BadInput`` with the faults of all files, and for one that is named after no unit.
    """
    plans: dict[str, Plan] = {}
    faults: list[Fault] = list(_stray_files(programme))
    for unit_id in programme.planned_units:
        try:
            plans[unit_id] = load_plan(unit_id, programme)
        except BadInput as error:
            faults += error.faults
    if faults:
        # A plan that borrows a broken plan's targets repeats that plan's faults.
        raise BadInput({fault.message("vi"): fault for fault in faults}.values())
    return plans


def _stray_files(programme: Programme) -> Iterator[Fault]:
    """A plan under a mistyped name would be nobody's, and its unit would seem to have none."""
    planned = {plan_file(unit_id) for unit_id in programme.planned_units}
    for file in programme.files:
        if file.parent == PLANS_FOLDER and file not in planned:
            yield Fault("plans.no_such_unit", file.as_posix(), values={"found": file.stem})


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

    >>> from analysis.plans import lead_agency, load_plan
    >>> from analysis.programme import load_programme
    >>> from analysis.project import project_root
    >>> lead_agency(load_plan("ninh-binh", load_programme(project_root())), 9).name_en
    'Department of Health'
    """
    agencies = plan.responsibilities.agencies
    return next((agency for agency in agencies if chi_tieu in agency.leads), None)


def _problems(
    unit_id: str, read: ReadFrame, targets: ReadTargets, programme: Programme
) -> Iterator[Problem]:
    # No plan sets a target for a proxy.
    national = {
        name: each for name, each in programme.national_indicators.items() if not each.is_proxy
    }
    own = {each.indicator_id: as_indicator(each) for each in read.frame.indicators}
    known = {**own, **national}
    yield from frame_problems(read, unit_id, programme.units[unit_id].territory, known)
    yield from own_indicator_problems(
        read.frame, programme.national_indicators, programme.objectives,
        _declared_before(unit_id, programme),
    )  # fmt: skip
    if read.knows("targets_from", "targets_document", "unit_id"):
        yield from _borrowing_problems(read.frame)
    numbers = {each.chi_tieu for each in (*targets.sound.values(), *targets.absent.values())}
    if read.frame.targets_from is not None:
        numbers = {each.chi_tieu for each in national.values()}
    # Of targets that are not at hand nobody knows how many there are.
    if targets.whole and "targets" not in read.absent and read.knows("responsibilities"):
        yield from lead_problems(read.frame, numbers)
    yield from coverage_problems(read, targets)
    for index, absent in targets.absent.items():
        if absent.indicator_id not in known and read.knows("indicators"):
            path = ("targets", index, "indicator_id")
            yield "unknown_indicator", path, {"found": absent.indicator_id}
    for index, target in targets.sound.items():
        yield from target_problems(
            index,
            target,
            known.get(target.indicator_id),
            read,
            own=target.indicator_id in own,
            whole=index not in targets.broken,
        )


def _declared_before(unit_id: str, programme: Programme) -> dict[str, tuple[str, OwnIndicator]]:
    """Return the own indicators of the plans whose files come before this one's, by id."""
    found: dict[str, tuple[str, OwnIndicator]] = {}
    for other, declared in programme.own_indicators.items():
        if other == unit_id:
            break
        for own in declared:
            found.setdefault(own.indicator_id, (other, own))
    return found


def _borrowing_problems(frame: PlanFrame) -> Iterator[Problem]:
    if (frame.targets_from is None) != (frame.targets_document is None):
        yield "borrowed_without_document", ("targets_document",), {}
    if frame.targets_from == frame.unit_id:
        yield "borrowed_from_itself", ("targets_from",), {}
