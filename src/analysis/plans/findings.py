"""What is odd in a plan and can be worked out: findings that no one has to type.

The findings of the plan file come first (what a reader of the paper saw), then these. Values are
compared as printed; nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median

import pandas as pd

from analysis.language import LANGS, Lang, area_texts, text
from analysis.plans.contradictions import contradiction_findings
from analysis.plans.gaps import gap_findings
from analysis.plans.models import Finding, Plan, TargetValue
from analysis.plans.wording import figure_text, hyphenated, in_both, make_finding, numbers_text
from analysis.programme import NATION, UPWARD, Indicator, Programme, Successor, find_successor

_FAR_POINTS = 20.0
_FAR_RATIO = 2.0
# Of more indicators than these no phrases are quoted.
_MOST_QUOTED = 3
# From so many other plans on their middle tells more than the nearest one.
_MANY = 8


def plan_findings(plan: Plan, programme: Programme, others: Iterable[Plan] = ()) -> pd.DataFrame:
    """Return the plan's findings: those of its file, then those worked out.

    One row per finding, ``unit_id, finding_id, kind, clause, indicator_ids`` (joined by a space,
    empty for the document as a whole), ``text_vi, text_en``, the printed phrases that it is about
    (``quote``, empty where these are many or none), why such a thing matters (``why_vi, why_en``)
    and what to ask the issuing office (``ask_vi, ask_en``). ``others`` are the plans to compare
    with: a value is far when it is 20 percentage points or more from the nearest other plan's
    (higher is better), or at least twice or at most half of it (lower is better), at the same
    stage (interim or final) and in the same unit. Without them only the plan itself is looked at.
    """
    compared = {
        other.unit_id: other
        for other in others
        if other.targets_from is None and other.unit_id != plan.unit_id
    }
    findings = [*plan.findings, *_computed(plan, programme, compared)]
    return pd.DataFrame(
        {
            "unit_id": plan.unit_id,
            "finding_id": finding.id,
            "kind": finding.kind,
            "clause": finding.clause,
            "indicator_ids": " ".join(finding.indicator_ids),
            "text_vi": finding.vi,
            "text_en": finding.en,
            "quote": _quote(plan, finding),
            **{
                f"{name}_{lang}": text(f"plans.{name}_{finding.kind}", lang)
                for name in ("why", "ask")
                for lang in LANGS
            },
        }
        for finding in findings
    )


def _quote(plan: Plan, finding: Finding) -> str:
    """Return the printed phrases of the targets that a finding is about, where they are few."""
    wanted = finding.indicator_ids
    phrases = [
        f"“{value.as_printed}”"
        for target in plan.targets
        if target.indicator_id in wanted
        for value in target.values
    ]
    own = plan.targets_from is None
    return "; ".join(dict.fromkeys(phrases)) if own and len(wanted) <= _MOST_QUOTED else ""


def _computed(plan: Plan, programme: Programme, others: Mapping[str, Plan]) -> Iterator[Finding]:
    yield from _agency_findings(plan, programme.successors)
    yield from _shared_findings(plan)
    if plan.targets_from is None:
        yield from _relation_findings(plan, programme.known_indicators)
        yield from _distance_findings(plan, others)
    yield from gap_findings(plan, programme, others)
    yield from contradiction_findings(plan, programme.successors)
    if plan.targets_from is None:
        yield from _operator_findings(plan)


def _relation_findings(plan: Plan, indicators: Mapping[str, Indicator]) -> Iterator[Finding]:
    by_id = {target.indicator_id: target for target in plan.targets}
    for part_id, about in indicators.items():
        part, whole = by_id.get(part_id), by_id.get(about.part_of or "")
        if part is None or whole is None or part.unit != whole.unit:
            continue
        ceilings = {value.year: value.value for value in whole.values}
        above = [
            (value.year, value.value, ceiling)
            for value in part.values
            if (ceiling := ceilings.get(value.year)) is not None
            and (value.value > ceiling or (about.part_smaller and value.value == ceiling))
        ]
        if above:
            figures = _figures("pair", above)
            key, names = _relation_words(about, indicators[whole.indicator_id])
            told = {lang: {**figures[lang], **names[lang]} for lang in LANGS}
            yield make_finding(
                f"{hyphenated(part_id)}-above-whole", "relation", key, (part, whole), told
            )


def _relation_words(
    part: Indicator, whole: Indicator
) -> tuple[str, dict[Lang, Mapping[str, object]]]:
    """Return the key of the words for a part above its whole, and the two names.

    Some parts have words of their own, which say why they are part of the whole.
    """
    own = f"finding_{part.indicator_id}"
    return own if own in area_texts("plans") else "finding_part", {
        "vi": {"part": part.name_vi, "whole": whole.name_vi},
        "en": {"part": part.name_en, "whole": whole.name_en},
    }


def _figures(
    key: str, pairs: Iterable[tuple[int | None, float, float]]
) -> dict[Lang, Mapping[str, object]]:
    listed = list(pairs)
    return {
        lang: {
            "figures": "; ".join(
                text(
                    f"plans.{key}",
                    lang,
                    year=year,
                    own=figure_text(own, lang),
                    other=figure_text(other, lang),
                )
                for year, own, other in listed
            )
        }
        for lang in LANGS
    }


def _stages(plan: Plan) -> dict[int, str]:
    stages = {plan.final_year: "final"}
    return stages if plan.interim_year is None else {plan.interim_year: "interim", **stages}


def _staged(plan: Plan) -> dict[tuple[str, str, str], TargetValue]:
    stages = _stages(plan)
    return {
        (target.indicator_id, target.unit, stages[value.year]): value
        for target in plan.targets
        for value in target.values
        if value.year in stages
    }


def _far(value: TargetValue, nearest: float) -> bool:
    if value.comparator in UPWARD:
        return abs(value.value - nearest) >= _FAR_POINTS
    low, high = sorted((value.value, nearest))
    return high > low and high >= _FAR_RATIO * low


def _distance_findings(plan: Plan, others: Mapping[str, Plan]) -> Iterator[Finding]:
    values_of_others = {unit_id: _staged(other) for unit_id, other in others.items()}
    stages = _stages(plan)
    for target in plan.targets:
        far = []
        for value in target.values:
            key = (target.indicator_id, target.unit, stages.get(value.year or 0, ""))
            elsewhere = {unit_id: values[key].value for unit_id, values in
                         values_of_others.items() if key in values}  # fmt: skip
            if elsewhere and _stands_apart(value, elsewhere):
                far.append((value, elsewhere))
        if far:
            name = f"{hyphenated(target.indicator_id)}-far-from-others"
            told = {lang: {"figures": "; ".join(_spread_text(*each, lang) for each in far)}
                    for lang in LANGS}  # fmt: skip
            yield make_finding(name, "value", "finding_far", (target,), told)


def _stands_apart(value: TargetValue, elsewhere: Mapping[str, float]) -> bool:
    """Tell whether a value is far from every other plan's, or from the nation's and most others'.

    Of many plans two may share a slip: a value that lies beyond nine in ten of the others, far from
    their median and from the nation's, stands apart too.
    """
    others = sorted(elsewhere.values())
    nearest = min(others, key=lambda other: abs(other - value.value))
    if _far(value, nearest):
        return True
    if len(others) < _MANY or not _far(value, median(others)):
        return False
    tenth = len(others) // 10
    inside = others[tenth] <= value.value <= others[-tenth - 1]
    return not inside and _far(value, elsewhere.get(NATION, median(others)))


def _spread_text(value: TargetValue, elsewhere: Mapping[str, float], lang: Lang) -> str:
    """Return a value beside those of the others: the nearest, their range and the nation's."""
    others = sorted(elsewhere.values())
    nearest = min(others, key=lambda other: abs(other - value.value))
    shown = {
        name: figure_text(figure, lang)
        for name, figure in (("own", value.value), ("other", nearest), ("low", others[0]),
                             ("high", others[-1]), ("middle", median(others)))
    }  # fmt: skip
    key = "nearest_alike" if len(others) > 1 and others[0] == others[-1] else "nearest"
    said = text(f"plans.{key}", lang, year=value.year, count=len(others), **shown)
    if NATION in elsewhere:
        national = figure_text(elsewhere[NATION], lang)
        said += text("plans.nearest_nation", lang, nation=national)
    return said


def _operator_findings(plan: Plan) -> Iterator[Finding]:
    inherited = [t for t in plan.targets if any(not v.comparator_stated for v in t.values[1:])]
    bare = [t for t in plan.targets if not t.values[0].comparator_stated]
    by_word_is = [t for t in plan.targets if any(v.as_printed.startswith("là ") for v in t.values)]
    changing = [
        target for target in plan.targets if len({value.comparator for value in target.values}) > 1
    ]
    groups = {"inherited": inherited, "bare": bare, "is": by_word_is, "changes": changing}
    for name, targets in groups.items():
        if targets:
            numbers = numbers_text(targets)
            yield make_finding(
                f"operator-{name}",
                "operator",
                f"finding_operator_{name}",
                targets,
                in_both(numbers=numbers),
                f"chỉ tiêu {numbers}",
            )


def _agency_findings(plan: Plan, successors: tuple[Successor, ...]) -> Iterator[Finding]:
    ended = [
        agency
        for agency in plan.responsibilities.agencies
        if agency.ended or find_successor(successors, agency.name_vi)
    ]
    if ended:
        numbers = {number for agency in ended for number in agency.leads}
        yield make_finding(
            "agencies-ended",
            "agency",
            "finding_ended",
            [target for target in plan.targets if target.chi_tieu in numbers],
            {
                "vi": {"agencies": "; ".join(agency.name_vi for agency in ended)},
                "en": {"agencies": "; ".join(agency.name_en for agency in ended)},
            },
            "; ".join(agency.clause for agency in ended),
        )


def _shared_findings(plan: Plan) -> Iterator[Finding]:
    agencies = plan.responsibilities.agencies
    for place, agency in enumerate(agencies, start=1):
        for number in agency.joins:
            lead = next((other for other in agencies if number in other.leads), None)
            if lead is None:
                continue
            yield make_finding(
                f"shared-{number}-{place}",
                "agency",
                "finding_shared",
                [target for target in plan.targets if target.chi_tieu == number],
                {
                    "vi": {"number": number, "lead": lead.name_vi, "other": agency.name_vi},
                    "en": {"number": number, "lead": lead.name_en, "other": agency.name_en},
                },
                f"{lead.clause}; {agency.clause}",
            )
