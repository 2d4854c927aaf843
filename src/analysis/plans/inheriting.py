"""The plans that a unit inherits from the units before it, as long as it has none of its own.

A merged province carries on with the plans of the provinces it was made of, each for its own
territory, until it issues one. A plan that is inherited keeps its targets as they are; its
territory is told, and whoever follows an agency that ended stands in that agency's place.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.language import LANGS, Lang, text
from analysis.plans.models import Agency, BilingualText, Plan, Reporting, Territory
from analysis.plans.plans import load_plan
from analysis.programme import Programme, Successor, Unit, find_successor


@dataclass(frozen=True)
class InheritedPlan:
    """What a unit has from one unit before it: its plan, or None where that is not at hand.

    ``plan`` speaks of the heir; ``issued`` is the same as it was issued. ``successors`` are those
    who stand in ``plan`` for agencies of ``issued`` that ended.
    """

    part_id: str
    plan: Plan | None
    issued: Plan | None
    successors: tuple[Successor, ...] = ()


def inherited_plans(unit_id: str, programme: Programme) -> tuple[InheritedPlan, ...]:
    """Return what a unit inherits, one entry for each unit before it; none for one with a plan.

    Raises ``BadInput`` for a plan that cannot be read.
    """
    found = []
    for part_id in programme.inherited.get(unit_id, ()):
        issued = load_plan(part_id, programme) if part_id in programme.planned_units else None
        plan = _adopted(issued, programme.units[unit_id], programme) if issued else None
        heirs = _heirs(issued, programme.successors) if issued else ()
        found.append(InheritedPlan(part_id, plan, issued, heirs))
    return tuple(found)


def plan_in_force(unit_id: str, programme: Programme) -> Plan:
    """Return the unit's plan; for a unit that inherits, the first that is at hand.

    Raises ``BadInput`` for a unit without either, and for a plan that cannot be read.

    >>> from analysis.plans import plan_in_force
    >>> from analysis.programme import load_programme
    >>> from analysis.project import project_root
    >>> plan = plan_in_force("vinh-long-2025", load_programme(project_root()))
    >>> print(plan.unit_id, plan.document.number)
    vinh-long-2025 3456/QĐ-UBND
    """
    programme.reported_unit(unit_id)
    if unit_id in programme.planned_units:
        return load_plan(unit_id, programme)
    return next(each.plan for each in inherited_plans(unit_id, programme) if each.plan)


def _heirs(plan: Plan, successors: tuple[Successor, ...]) -> tuple[Successor, ...]:
    names = [agency.name_vi for agency in plan.responsibilities.agencies]
    found = [find_successor(successors, name) for name in names]
    return tuple(each for each in found if each is not None and each.successor)


def _adopted(plan: Plan, unit: Unit, programme: Programme) -> Plan:
    places = [programme.units[part].place("vi") for part in programme.inherited[unit.unit_id]]
    issued_for = programme.units[plan.unit_id]
    merged = (programme.boundaries["unit_id"] == unit.unit_id).any()
    key = "territory" if merged else "part_of_territory"
    said: dict[Lang, str] = {
        lang: text(
            f"plans.inherited_{key}", lang, unit=unit.name(lang), parts=", ".join(places),
            issued_for=issued_for.place(lang),
        )
        for lang in LANGS
    }  # fmt: skip
    told = {"word": unit.territory, "vi": said["vi"], "en": said["en"]}
    territory = Territory.model_construct(None, **told)
    agencies = succeeded(plan.responsibilities.agencies, programme.successors)
    return plan.model_copy(
        update={
            "unit_id": unit.unit_id,
            "territory": territory,
            "responsibilities": plan.responsibilities.model_copy(update={"agencies": agencies}),
            "reporting": _readdressed(plan.reporting, programme.successors),
        }
    )


def succeeded(agencies: list[Agency], successors: tuple[Successor, ...]) -> list[Agency]:
    """Return the agencies with successors in the place of those that ended.

    What one agency leads and what it takes over are one entry. An agency that ended and has no
    known successor stays, marked as ended.
    """
    found: dict[str, Agency] = {}
    for agency in agencies:
        heir = find_successor(successors, agency.name_vi)
        if heir is not None and heir.successor:
            update = {"name_vi": heir.name("vi"), "name_en": heir.name("en"), "ended": False}
            agency = agency.model_copy(update=update)  # noqa: PLW2901 - the same in new clothes
        before = found.get(agency.name_vi)
        found[agency.name_vi] = agency if before is None else _joined(before, agency)
    return list(found.values())


def _joined(one: Agency, other: Agency) -> Agency:
    leads = sorted({*one.leads, *other.leads})
    joins = sorted({*one.joins, *other.joins} - set(leads))
    clause = "; ".join(dict.fromkeys((one.clause, other.clause)))
    return one.model_copy(update={"leads": leads, "joins": joins, "clause": clause})


def _readdressed(reporting: Reporting, successors: tuple[Successor, ...]) -> Reporting:
    """Return to whom figures go now: the successor's name in the place of the agency that ended."""
    names = ("sent_by", "sent_to", "forwarded_by", "forwarded_to")
    update = {name: _renamed(getattr(reporting, name), successors) for name in names}
    return reporting.model_copy(update=update)


def _renamed(name: BilingualText | None, successors: tuple[Successor, ...]) -> BilingualText | None:
    if name is None:
        return None
    for each in successors:
        if each.kind == "agency" and each.successor and each.ended in name.vi:
            vi = name.vi.replace(each.ended, each.successor)
            # Its English name is another one, so all of the line is said anew.
            return BilingualText.model_construct(vi=vi, en=_in_english(vi, each))
    return name


def _in_english(vi: str, heir: Successor) -> str:
    return heir.name("en") if vi == heir.successor else vi
