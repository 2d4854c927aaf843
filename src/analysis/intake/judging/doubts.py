"""What may be right but has to be confirmed with a reason before a file is taken.

A figure that adds nothing to the ledger is never asked about, so a file can be sent again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.intake.judging.history import FEWEST_POINTS, Points, is_bound
from analysis.intake.judging.proposals import Proposal
from analysis.intake.judging.rules import Known, Named, find_nested, nested_values
from analysis.intake.judging.territory import asked_side, says_other_unit
from analysis.intake.parsing.stored import find_text_fault
from analysis.language import BadInput, Fault, Lang, Shown
from analysis.programme import Unit
from analysis.tables import parse_number

# Without a past to compare with, a revision by a tenth of the old value is asked about.
_LARGE_REVISION = 0.1
# A figure of a per-cent column that is no larger may also be a share of one.
_SMALL = 1.0
_NUMBERED = re.compile(
    r"\s*(\d+(?:\s*[-,]\s*\d+)*|all|tất cả)\s*[:：](.*)", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True)
class Doubt:
    """One thing to confirm: the message with its place, and which proposals it is about."""

    fault: Fault
    concerned: tuple[int, ...]

    def message(self, lang: Lang) -> str:
        """Return what is asked about, with its place in the file."""
        return self.fault.message(lang)

    @cached_property
    def identity(self) -> str:
        """Return what tells this doubt from another one of the same file."""
        return self.message("vi")


def find_doubts(
    proposals: Sequence[Proposal], known: Known, units: Mapping[str, Unit]
) -> list[Doubt]:
    """Return what a person has to confirm: whole units first, then figures as in the file."""
    doubts = list(_territory_doubts(proposals, units))
    sent = _sent_points(proposals)
    nested = _nested_doubts(proposals, known)
    for number, proposal in enumerate(proposals):
        faults = [*_figure_doubts(proposal, known, sent), *nested[number]]
        doubts.extend(Doubt(fault, (number,)) for fault in faults)
    return doubts


def read_confirmations(given: Sequence[str], doubts: Sequence[Doubt]) -> dict[str, str]:
    """Return the reason of each confirmed doubt by its identity.

    ``given`` are texts like ``2: reason``, ``1,3-5: reason`` and ``all: reason``. Raises
    ``BadInput`` for another form, an empty reason, and a number that no doubt has.
    """
    reasons: dict[str, str] = {}
    faults: list[Fault] = []
    for words in given:
        found = _NUMBERED.fullmatch(words)
        if found is None:
            faults.append(Fault("imports.bad_confirmation", values={"found": words}))
            continue
        reason = " ".join(found[2].replace(";", ",").split())
        if not any(letter.isalnum() for letter in reason):
            faults.append(Fault("imports.empty_reason", values={"found": words}))
        faults += find_unfit_reasons([reason])
        for number in _numbers(found[1], len(doubts)):
            if 1 <= number <= len(doubts):
                reasons[doubts[number - 1].identity] = reason
            else:
                values = {"found": number, "count": len(doubts)}
                faults.append(Fault("imports.no_such_doubt", values=values))
    if faults:
        raise BadInput(faults)
    return reasons


def find_unfit_reasons(reasons: Iterable[str]) -> list[Fault]:
    """Return a fault for each reason, given or typed, that the ledger cannot keep."""
    found = ((reason, find_text_fault("reason", reason)) for reason in dict.fromkeys(reasons))
    return [Fault(fault[0], column="--confirm", values=fault[1]) for _, fault in found if fault]


def _numbers(written: str, count: int) -> list[int]:
    if not written[0].isdecimal():
        return list(range(1, count + 1))
    numbers: list[int] = []
    for part in written.split(","):
        first, _, last = part.partition("-")
        # A span has at most one number too many, the one that is told to be unknown.
        numbers.extend(range(int(first), min(int(last or first), max(count, int(first)) + 1) + 1))
    return numbers


def _territory_doubts(proposals: Sequence[Proposal], units: Mapping[str, Unit]) -> Iterator[Doubt]:
    """Yield one doubt per unit with figures of years in which its territory did not exist."""
    outside: dict[str, list[int]] = defaultdict(list)
    for number, proposal in enumerate(proposals):
        if asked_side(proposal, units):
            outside[proposal.said["unit_id"]].append(number)
    for unit_id, numbers in outside.items():
        unit, first = units[unit_id], proposals[numbers[0]]
        side = asked_side(first, units)
        years = sorted({proposals[number].year for number in numbers})
        values = {
            "unit": Named(unit.name_vi, unit.name_en), "count": len(numbers),
            "merger": side.merger.year if side else "", "years": ", ".join(map(str, years)),
        }  # fmt: skip
        key = "unit_before" if side and side.before else "unit_after"
        place = Fault(f"intake_checks.{key}", first.entry.place.file, values=values)
        yield Doubt(place, tuple(numbers))


def find_other_answers(doubts: Sequence[Doubt], reasons: Mapping[str, str]) -> list[Fault]:
    """Return a fault for each reason that says a figure is of the other unit."""
    return [
        Fault("imports.of_other_unit", doubt.fault.file, values={"reason": reason})
        for doubt in doubts
        if (reason := reasons.get(doubt.identity, ""))
        and says_other_unit(doubt.fault.key.partition(".")[2], reason)
    ]


def _nested_doubts(proposals: Sequence[Proposal], known: Known) -> Mapping[int, list[Fault]]:
    """Return contradictions between two publishers, by the position of the proposal."""
    numbers = {id(proposal): number for number, proposal in enumerate(proposals)}
    doubts: dict[int, list[Fault]] = defaultdict(list)
    for proposal, part, whole in find_nested(proposals, known):
        if known.publishers.get(part["source"]) != known.publishers.get(whole["source"]):
            values = nested_values(part, whole, known)
            doubts[numbers[id(proposal)]].append(_fault(proposal, "part_above_other", **values))
    return doubts


def _sent_points(proposals: Sequence[Proposal]) -> dict[tuple[str, str, str], Points]:
    points: dict[tuple[str, str, str], Points] = defaultdict(dict)
    for proposal in proposals:
        value = proposal.value
        if value is not None and not is_bound(proposal.said):
            points[_series_key(proposal)][proposal.year] = value
    return points


def _series_key(proposal: Proposal) -> tuple[str, str, str]:
    said = proposal.said
    return said["unit_id"], said["indicator_id"], said["source"]


def _figure_doubts(
    proposal: Proposal, known: Known, sent: Mapping[tuple[str, str, str], Points]
) -> Iterator[Fault]:
    value = proposal.value
    if value is None or not proposal.is_other_figure or is_bound(proposal.said):
        return
    revision = list(_revision_doubt(proposal, value, known))
    # A revision that is asked about tells of the jump that it makes.
    yield from revision or _jump_doubt(proposal, value, known, sent)
    yield from _share_doubt(proposal, known)


def _revision_doubt(proposal: Proposal, value: float, known: Known) -> Iterator[Fault]:
    before = proposal.before
    old = parse_number(before["value"]) if before else None
    if before is None or old is None:
        return
    limit = known.history.limit(*_series_key(proposal))
    calm = known.history.calm(proposal.said["indicator_id"])
    most = limit.change if limit else max(calm, _LARGE_REVISION * abs(old))
    if _exceeds(value - old, most):
        yield _fault(
            proposal, "large_revision", found=Shown(proposal.said["value"]),
            old=Shown(before["value"]), year=before["year"], source=before["source"],
        )  # fmt: skip


def _share_doubt(proposal: Proposal, known: Known) -> Iterator[Fault]:
    """Yield that a value between 0 and 1 may be a share, where no past could tell."""
    said = proposal.said
    past, _ = known.history.values(said["unit_id"], said["indicator_id"])
    # A few points say little, but one as small as this shows that such figures occur.
    told = len(past) >= FEWEST_POINTS or any(0 < value <= _SMALL for value in past)
    counted = said["numerator"] and said["denominator"]
    fraction = re.fullmatch(r"0\.0*[1-9]\d*|1(\.0+)?", said["value"])
    if said["indicator_id"] in known.rates and fraction and not told and not counted:
        other = Shown(f"{100 * float(said['value']):.6g}")
        yield _fault(proposal, "maybe_share", found=Shown(said["value"]), other=other)


def _jump_doubt(
    proposal: Proposal,
    value: float,
    known: Known,
    sent: Mapping[tuple[str, str, str], Points],
) -> Iterator[Fault]:
    """Yield the larger of the changes from the year before and to the year after, if a jump."""
    key = _series_key(proposal)
    limit = known.history.limit(*key)
    if limit is None:
        return
    source, standing = known.history.series(*key)
    points = {**standing, **sent.get(key, {})}
    years = _neighbours(proposal.year, points, sent.get(key, {}))
    changes = [((value - points[year]) / (proposal.year - year), year) for year in years]
    change, year = max(changes, key=lambda pair: abs(pair[0]), default=(0.0, 0))
    told = {
        "found": Shown(proposal.said["value"]), "other": Shown(f"{points.get(year, 0):g}"),
        "year": year, "source": source,
    }  # fmt: skip
    if _exceeds(change, limit.change):
        amounts = {"change": f"{abs(change):.3g}", "most": f"{limit.change:.3g}"}
        shown = {name: Shown(amount) for name, amount in amounts.items()}
        yield _fault(proposal, "jump_own" if limit.own else "jump_others", **told, **shown)
    elif limit.own and years and _leaves_range(value, points[year], proposal.year - year, standing):
        shown = {"low": Shown(f"{min(standing.values()):g}"),
                 "high": Shown(f"{max(standing.values()):g}")}  # fmt: skip
        yield _fault(proposal, "jump_range", **told, **shown)


def _leaves_range(value: float, other: float, gap: int, past: Points) -> bool:
    """Tell whether a change over several years is wider than the whole past, in as much time."""
    span = max(past) - min(past)
    wide = max(past.values()) - min(past.values())
    return abs(gap) > 1 and _exceeds(value - other, wide * max(1.0, abs(gap) / span))


def _neighbours(year: int, points: Points, sent: Points) -> list[int]:
    """Return the nearest earlier year, and the nearest later one unless it was sent as well.

    A jump between two sent figures is told once, at the later one.
    """
    earlier = max((other for other in points if other < year), default=None)
    later = min((other for other in points if other > year and other not in sent), default=None)
    return [other for other in (earlier, later) if other is not None]


def _exceeds(change: float, most: float) -> bool:
    return abs(change) > most * (1 + 1e-9)


def _fault(proposal: Proposal, key: str, **values: Any) -> Fault:
    return proposal.entry.place.fault(f"intake_checks.{key}", "value", **values)
