"""A plan file that is proposed from a document, for an official to look at and accept.

It has the form of ``data/plans/<unit_id>.yml``. What a plan file cannot hold (a second value for
the same year, a group that no indicator has) is left out and told, never bent to fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from analysis.language import LONGEST_SLUG, BadInput, Fault, slug_of, text
from analysis.papers import Paper
from analysis.plans.documents.extraction import extract_targets
from analysis.plans.documents.found import Extraction, FoundTarget
from analysis.plans.documents.frame import read_frame_of
from analysis.programme import (
    COMPARATORS_OF_KIND,
    NATION,
    UNITS_OF_MEASURE,
    Indicator,
    Programme,
    comparators_towards,
)

_GROUPS = ("rural", "urban")


@dataclass(frozen=True)
class Proposal:
    """A proposed plan file: its bytes, what it was read from, and what it could not hold."""

    unit_id: str
    content: bytes
    paper: Paper
    extraction: Extraction
    not_entered: tuple[FoundTarget, ...]


def propose_plan(unit_id: str, paper: Paper, programme: Programme) -> Proposal:
    """Return the plan file that a document gives for a unit.

    Raises ``BadInput`` for a unit that is not in ``parameters/units.csv``.
    """
    if unit_id not in programme.units:
        raise BadInput([Fault("documents.unknown_unit", values={"found": unit_id})])
    unit = programme.units[unit_id]
    extraction = extract_targets(paper.text, programme)
    entered, left = _split(extraction.targets, programme.known_indicators)
    years = [each.year for each in entered if each.year and each.kind != "zero"]
    spans = [int(year) for each in entered for year in (each.period or "").split("-") if year]
    plan = read_frame_of(paper.text, extraction.clauses, unit, programme, years, spans)
    own = [each for each in entered if each.indicator_id is None]
    if own:
        plan["indicators"] = list(_declared(entered, programme.known_indicators))
    if entered:
        plan["targets"] = list(_targets(entered))
    else:
        plan["targets_from"] = NATION
        plan["targets_document"] = text("documents.borrowed", "vi", name=unit.name_vi)
    plan["findings"] = list(_findings(entered, programme.known_indicators))
    head = text("documents.proposed", "vi", name=paper.name, sha256=paper.sha256)
    written = yaml.safe_dump(plan, allow_unicode=True, sort_keys=False, default_flow_style=None,
                             width=100)  # fmt: skip
    content = f"# {head}\n{written}".encode()
    return Proposal(unit_id, content, paper, extraction, tuple(left))


def _split(
    targets: Sequence[FoundTarget], indicators: Mapping[str, Indicator]
) -> tuple[list[FoundTarget], list[FoundTarget]]:
    """Return the targets that a plan file can hold, and the others."""
    entered: list[FoundTarget] = []
    left: list[FoundTarget] = []
    seen: set[tuple[str, int | None, str | None]] = set()
    for each in targets:
        key = (name_of(each), each.year, each.period)
        fits = _fits(each, indicators.get(each.indicator_id or "")) and key not in seen
        (entered if fits else left).append(each)
        seen.add(key)
    return entered, left


def _fits(each: FoundTarget, known: Indicator | None) -> bool:
    group = _group(each)
    spanned = each.kind != "yearly_reduction" or each.period is not None
    of_birth = known is not None or each.unit not in ("per_1000", "percent_per_year")
    return (
        each.unit in UNITS_OF_MEASURE
        and each.comparator in COMPARATORS_OF_KIND[each.kind]
        and (each.value_high is None or each.kind == "yearly_reduction")
        and (group == each.group or each.group is None)
        and spanned
        and of_birth
        and (each.chi_tieu is not None or known is None)
    )


def _group(each: FoundTarget) -> str | None:
    suffix = (each.indicator_id or "").rpartition("_")[2]
    return suffix if suffix in _GROUPS else None


def name_of(each: FoundTarget) -> str:
    """Return the indicator's id, or one made of the words of a plan's own."""
    if each.indicator_id is not None:
        return each.indicator_id
    words = slug_of(each.words).replace("-", "_").strip("_")
    return f"own_{words}"[: min(60, LONGEST_SLUG)].rstrip("_")


def _number(each: FoundTarget, entered: Sequence[FoundTarget]) -> int:
    """Return the printed number; without one, the next after all that are given."""
    if each.chi_tieu is not None:
        return each.chi_tieu
    known = max((other.chi_tieu for other in entered if other.chi_tieu), default=0)
    names = list(dict.fromkeys(name_of(other) for other in entered if other.chi_tieu is None))
    return known + 1 + names.index(name_of(each))


def _declared(
    entered: Sequence[FoundTarget], indicators: Mapping[str, Indicator]
) -> Iterator[dict[str, Any]]:
    """Yield the plan's own indicators; each belongs to the objective of what stands before it."""
    seen: set[str] = set()
    objective = 1
    for each in entered:
        known, name = indicators.get(each.indicator_id or ""), name_of(each)
        objective = known.objective if known else objective
        if known is not None or name in seen:
            continue
        seen.add(name)
        better = "up" if each.comparator in ("at_least", "above") else "down"
        yield {
            "indicator_id": name, "chi_tieu": _number(each, entered), "objective": objective,
            "unit": each.unit, "better": better, "name": {"vi": each.words[:200]},
        }  # fmt: skip


def _targets(entered: Sequence[FoundTarget]) -> Iterator[dict[str, Any]]:
    of_indicator: dict[str, list[FoundTarget]] = {}
    for each in entered:
        of_indicator.setdefault(name_of(each), []).append(each)
    for name, found in of_indicator.items():
        first = found[0]
        entry: dict[str, Any] = {
            "chi_tieu": _number(first, entered), "indicator_id": name, "clause": first.clause,
            "unit": first.unit,
        }  # fmt: skip
        if _group(first):
            entry["group"] = _group(first)
        yield entry | {"values": [_value(each) for each in found]}


def _value(each: FoundTarget) -> dict[str, Any]:
    value: dict[str, Any] = {
        "kind": each.kind, "comparator": each.comparator, "value": each.value,
        "value_high": each.value_high, "year": None if each.kind == "zero" else each.year,
        "period": each.period,
        "as_printed": each.as_printed,
    }  # fmt: skip
    kept = {name: part for name, part in value.items() if part is not None}
    return kept if each.comparator_stated else kept | {"comparator_stated": False}


def _findings(
    entered: Sequence[FoundTarget], indicators: Mapping[str, Indicator]
) -> Iterator[dict[str, Any]]:
    """Yield the oddities without whose telling a plan file is not accepted."""
    for kind, odd in (("unit", _odd_unit), ("comparator", _odd_side)):
        found: dict[str, FoundTarget] = {}
        for each in entered:
            known = indicators.get(each.indicator_id or "")
            if known is not None and odd(each, known):
                found.setdefault(known.indicator_id, each)
        if found:
            yield {
                "id": f"read-{kind}", "kind": kind,
                "clause": "; ".join(dict.fromkeys(each.clause for each in found.values()))[:200],
                "indicator_ids": list(found), "vi": text(f"documents.odd_{kind}", "vi"),
            }  # fmt: skip


def _odd_unit(each: FoundTarget, known: Indicator) -> bool:
    return each.unit not in (known.unit, "percent_per_year")


def _odd_side(each: FoundTarget, known: Indicator) -> bool:
    return each.comparator not in comparators_towards(known.better)
