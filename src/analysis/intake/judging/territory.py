"""Of which territory a sent figure speaks: said, certain, or asked about.

A province before and after a merger is two units (see ``analysis.programme.units``). Where the
year leaves it open which of them a figure is of, a person is asked (see ``doubts``), and what was
answered stands in the ledger as the day of the boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.intake.judging.proposals import Proposal
from analysis.intake.judging.rules import Named
from analysis.intake.parsing.tables import Entry
from analysis.language import LANGS, Fault, fold, without_marks
from analysis.programme import Programme, Unit

_SIDE = re.compile(r"(before|after)-(\d{4})-(\d{2})")
_WORDS = ("old", "new")
# What a reason says, without diacritics, that calls the figure one of the other unit, and what
# takes that back.
_NOUN = r"(?:tinh|don vi|dia ban|dia gioi)"
_NEW = re.compile(rf"\b(?:{_NOUN} moi|sau sap nhap|(?:new|merged) (?:province|unit|territory))\b")
_OLD = re.compile(rf"\b(?:{_NOUN} cu|truoc sap nhap|(?:old|former) (?:province|unit|territory))\b")
_NOT = re.compile(r"\b(?:khong|chua|not)\b")


@dataclass(frozen=True)
class Side:
    """Which side of a merger a unit stands on, and the day of the merger."""

    before: bool
    merger: date

    @property
    def boundaries(self) -> str:
        """The day whose boundaries are the unit's: the last before the merger, or its first."""
        day = self.merger - timedelta(days=1) if self.before else self.merger
        return day.isoformat()

    def is_certain(self, year: int) -> bool:
        """Tell whether a figure of the year can only be of the unit itself."""
        return year <= self.merger.year if self.before else year >= self.merger.year

    def means(self, boundaries: str) -> bool:
        """Tell whether these boundaries (a day, ``old`` or ``new``) are the unit's own."""
        old = boundaries == "old" or (boundaries != "new" and boundaries < self.merger.isoformat())
        return old == self.before


def side_of(unit: Unit | None) -> Side | None:
    """Return a unit's side of its merger; none for a unit whose borders never changed."""
    found = _SIDE.fullmatch(unit.territory) if unit else None
    return Side(found[1] == "before", date(int(found[2]), int(found[3]), 1)) if found else None


def read_boundaries_told(
    entries: Sequence[Entry], programme: Programme
) -> tuple[list[Entry], list[Fault]]:
    """Return the entries with the boundaries that they tell as days, and the faults of others.

    A figure of another unit's boundaries is a fault that names that unit: the one that a former
    unit became part of, or those that a merged one was made of.
    """
    units = programme.units
    read: list[Entry] = []
    faults: list[Fault] = []
    for entry in entries:
        unit, told = units.get(entry.cells["unit_id"]), entry.cells.get("boundaries", "")
        side = side_of(unit)
        if told and unit and side and not side.means(told):
            faults.append(_other_unit_fault(entry, unit, side, programme))
        elif told in _WORDS:
            day = side.boundaries if side else ""
            entry = replace(entry, cells=entry.cells | {"boundaries": day})  # noqa: PLW2901
        read.append(entry)
    return read, faults


def with_boundaries_asked(
    proposals: Sequence[Proposal], units: Mapping[str, Unit]
) -> list[Proposal]:
    """Return the proposals with the boundaries that a person has to confirm, where asked."""
    return [
        replace(proposal, said=proposal.said | {"boundaries": side.boundaries})
        if (side := asked_side(proposal, units))
        else proposal
        for proposal in proposals
    ]


def asked_side(proposal: Proposal, units: Mapping[str, Unit]) -> Side | None:
    """Return the side on which a figure stands if a person confirms it; none where it is known."""
    side = side_of(units.get(proposal.said["unit_id"]))
    told = proposal.entry.cells.get("boundaries", "")
    if side is None or told or not proposal.year or side.is_certain(proposal.year):
        return None
    return None if proposal.state == "unchanged" else side


def says_other_unit(key: str, reason: str) -> bool:
    """Tell whether a reason for ``unit_before`` or ``unit_after`` says that it is the other one."""
    words = re.sub(r"[\W_]+", " ", without_marks(fold(reason)))
    new, old = bool(_NEW.search(words)), bool(_OLD.search(words))
    if _NOT.search(words) or new == old:
        return False
    return {"unit_before": new, "unit_after": old}.get(key, False)


def _other_unit_fault(entry: Entry, unit: Unit, side: Side, programme: Programme) -> Fault:
    units, boundaries = programme.units, programme.boundaries
    column, other = ("part_id", "unit_id") if side.before else ("unit_id", "part_id")
    near = boundaries.loc[boundaries[column] == unit.unit_id, other]
    named = {lang: "; ".join(f"{name} ({units[name].name(lang)})" for name in near)
             for lang in LANGS}  # fmt: skip
    key = "boundaries_new" if side.before else "boundaries_old"
    return entry.place.fault(
        f"intake_checks.{key}", "boundaries", unit=Named(unit.name_vi, unit.name_en),
        day=Named(f"{side.merger:%d/%m/%Y}", side.merger.isoformat()),
        others=Named(named["vi"] or "–", named["en"] or "–"),
    )  # fmt: skip
