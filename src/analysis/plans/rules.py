"""What a plan file may not say: the rules that refuse what makes no sense.

An oddity of the paper is allowed where a finding of the right kind names the indicator, so that
nothing odd is entered without being told. Each rule yields ``(key, path, values)``, with the
catalogue key of its message and the place in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from analysis.language import KeyPath, is_slug, slug_of, text
from analysis.plans.models import Agency, PlanFrame, Target, TargetValue
from analysis.plans.phrases import printed_comparator, printed_figures, printed_years, units_of_sign
from analysis.plans.reading import ReadFrame, ReadTargets
from analysis.programme import COMPARATORS_OF_KIND, Indicator, OwnIndicator, comparators_towards

Problem = tuple[str, KeyPath, dict[str, Any]]


def frame_problems(
    read: ReadFrame, unit_id: str, territory: str, known: Mapping[str, Indicator]
) -> Iterator[Problem]:
    """Yield what is wrong with a plan outside its targets and its own indicators.

    ``territory`` is the unit's word in ``units.csv``; ``known`` are the indicators that the plan
    may set targets for. A rule is left out where a field that it needs could not be read.
    """
    frame = read.frame
    if read.knows("unit_id") and frame.unit_id != unit_id:
        yield "other_unit", ("unit_id",), {"found": frame.unit_id, "expected": unit_id}
    if read.knows("territory") and frame.territory.word != territory:
        found = {"found": frame.territory.word, "expected": territory}
        yield "other_territory", ("territory", "word"), found
    if read.knows("document"):
        document = frame.document
        if (document.number is None or document.date is None) and document.note is None:
            yield "blank_without_note", ("document",), {}
    if read.knows("period", "interim_year", "final_year"):
        yield from _year_problems(frame)
    if read.knows("responsibilities"):
        yield from _responsibility_problems(frame)
    yield from _finding_problems(frame, known if read.knows("indicators") else None)


def _year_problems(frame: PlanFrame) -> Iterator[Problem]:
    start, end = frame.period.start, frame.period.end
    interim = [] if frame.interim_year is None else [frame.interim_year]
    years = [*interim, frame.final_year]
    if not all(one < other for one, other in pairwise(years)) or not (
        start <= years[0] and years[-1] <= end
    ):
        found = ", ".join(map(str, (start, *years, end)))
        yield "years_out_of_order", ("period",), {"found": found}
    for index, review in enumerate(frame.reviews):
        if not start <= review.year <= end:
            values = {"found": review.year, "expected": f"{start}–{end}"}
            yield "year_outside_period", ("reviews", index, "year"), values


def _responsibility_problems(frame: PlanFrame) -> Iterator[Problem]:
    path: KeyPath = ("responsibilities",)
    agencies = frame.responsibilities.agencies
    if not agencies:
        if frame.responsibilities.note is None:
            yield "blank_without_note", path, {}
        return
    yield from _agency_name_problems(agencies)
    led = Counter(number for agency in agencies for number in agency.leads)
    for number, count in sorted(led.items()):
        if count > 1:
            yield "not_one_lead", path, {"chi_tieu": number, "found": count}


def lead_problems(frame: PlanFrame, numbers: Collection[int]) -> Iterator[Problem]:
    """Yield the agencies that are given a chỉ tiêu which is none of the plan's ``numbers``."""
    for index, agency in enumerate(frame.responsibilities.agencies):
        for number in (*agency.leads, *agency.joins):
            if number not in numbers:
                values = {"found": number, "agency": agency.name_vi,
                          "absent": text("plans.absent", "vi")}  # fmt: skip
                yield "no_such_chi_tieu", ("responsibilities", "agencies", index), values


def own_indicator_problems(
    frame: PlanFrame,
    national: Mapping[str, Indicator],
    objectives: Collection[int],
    elsewhere: Mapping[str, tuple[str, OwnIndicator]],
) -> Iterator[Problem]:
    """Yield what is wrong with the indicators that a plan declares.

    ``elsewhere`` are those that the plans before it declare, each with the unit whose plan it is.
    """
    declared = Counter(own.indicator_id for own in frame.indicators)
    for index, own in enumerate(frame.indicators):
        path: KeyPath = ("indicators", index)
        name = own.indicator_id
        if name in national:
            yield "own_is_national", (*path, "indicator_id"), {"found": name}
        if declared[name] > 1:
            yield "own_twice", (*path, "indicator_id"), {"found": name}
        if own.objective not in objectives:
            values = {"found": own.objective, "expected": ", ".join(map(str, objectives))}
            yield "own_objective", (*path, "objective"), values
        if own.most is not None and own.most <= own.lower:
            yield "own_bounds", path, {"found": f"{own.lower:g}–{own.most:g}"}
        if own.part_of is not None and own.part_of not in {*national, *declared} - {name}:
            yield "unknown_indicator", (*path, "part_of"), {"found": own.part_of}
        unit_id, other = elsewhere.get(name, ("", own))
        if not own.same_measure(other):
            values = {"found": name, "unit": unit_id, "expected": f"{other.unit}, {other.better}"}
            yield "own_differs", path, values


def _agency_name_problems(agencies: Sequence[Agency]) -> Iterator[Problem]:
    """Two agencies of one file name would overwrite each other's page and form."""
    seen: dict[str, str] = {}
    for index, agency in enumerate(agencies):
        path = ("responsibilities", "agencies", index, "name_vi")
        slug = slug_of(agency.name_vi)
        if not is_slug(slug):
            yield "agency_without_name", path, {"found": agency.name_vi}
        elif slug in seen:
            yield "agency_twice", path, {"found": agency.name_vi, "other": seen[slug]}
        seen.setdefault(slug, agency.name_vi)


def _finding_problems(frame: PlanFrame, known: Mapping[str, Indicator] | None) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, finding in enumerate(frame.findings):
        if finding.id in seen:
            yield "finding_twice", ("findings", index, "id"), {"found": finding.id}
        seen.add(finding.id)
        for indicator_id in finding.indicator_ids:
            if known is not None and indicator_id not in known:
                path = ("findings", index, "indicator_ids")
                yield "unknown_indicator", path, {"found": indicator_id}


def coverage_problems(read: ReadFrame, targets: ReadTargets) -> Iterator[Problem]:
    """Yield targets given twice, borrowed ones beside own ones, and a plan without any."""
    borrowed = read.knows("targets_from") and read.frame.targets_from is not None
    if borrowed and targets.listed:
        yield "own_and_borrowed", ("targets",), {}
    if not borrowed and not targets.listed:
        yield "no_targets", ("targets",), {"absent": text("plans.absent", "vi")}
    dated = [value for target in targets.sound.values() for value in target.values
             if value.year or value.period]  # fmt: skip
    if targets.whole and targets.sound and not dated:
        yield "no_target_year", ("targets",), {}
    seen: set[str] = set()
    for index, target in sorted({**targets.sound, **targets.absent}.items()):
        if target.indicator_id in seen:
            path = ("targets", index, "indicator_id")
            yield "target_twice", path, {"found": target.indicator_id}
        seen.add(target.indicator_id)


def target_problems(
    index: int,
    target: Target,
    measure: Indicator | None,
    read: ReadFrame,
    *,
    own: bool,
    whole: bool,
) -> Iterator[Problem]:
    """Yield what is wrong with one target, ``own`` where the plan itself declares the indicator.

    Rules that need what could not be read of the frame are left out, and those on neighbouring
    values where the target is not ``whole``.
    """
    path: KeyPath = ("targets", index)
    if measure is None:
        if read.knows("indicators"):
            yield "unknown_indicator", (*path, "indicator_id"), {"found": target.indicator_id}
        return
    if own and target.chi_tieu != measure.chi_tieu:
        values = {"found": target.chi_tieu, "expected": measure.chi_tieu}
        yield "other_chi_tieu", (*path, "chi_tieu"), values
    suffix = target.indicator_id.rpartition("_")[2]
    group = suffix if suffix in ("rural", "urban") else None
    if target.group != group:
        yield "other_group", (*path, "group"), {"found": target.group, "expected": group}
    yield from _unit_problems(path, target, measure, read)
    seen: set[tuple[int | None, str | None]] = set()
    for place, value in enumerate(target.values):
        # Of a target that is not whole nobody knows which value of the file this is.
        here: KeyPath = (*path, "values", place) if whole else (*path, "values")
        if (value.year, value.period) in seen:
            yield "value_twice", here, {"found": value.year or value.period}
        seen.add((value.year, value.period))
        yield from _combination_problems(here, target, value)
        yield from _size_problems(here, target, value, measure)
        yield from _phrase_problems(here, target, value)
        yield from _direction_problems(here, target, value, measure, read)
        if read.knows("period"):
            yield from _span_problems(here, value, read.frame)
    if whole:
        yield from _inheritance_problems(path, target)


def _told(read: ReadFrame, kind: str, indicator_id: str) -> bool:
    """Tell whether a finding says so; a finding that could not be read may be the one."""
    return not read.knows("findings") or any(
        finding.kind == kind and indicator_id in finding.indicator_ids
        for finding in read.frame.findings
    )


def _unit_problems(
    path: KeyPath, target: Target, measure: Indicator, read: ReadFrame
) -> Iterator[Problem]:
    yearly = all(value.kind == "yearly_reduction" for value in target.values)
    expected = "percent_per_year" if yearly else measure.unit
    if target.unit != expected and not _told(read, "unit", target.indicator_id):
        yield "other_unit_of_measure", (*path, "unit"), {"found": target.unit, "expected": expected}


def _combination_problems(path: KeyPath, target: Target, value: TargetValue) -> Iterator[Problem]:
    allowed = COMPARATORS_OF_KIND[value.kind]
    if value.comparator not in allowed:
        values = {"kind": value.kind, "found": value.comparator, "expected": " | ".join(allowed)}
        yield "kind_and_comparator", (*path, "comparator"), values
    dated = value.kind in ("threshold", "maintain")
    if dated != (value.year is not None):
        yield "kind_and_year", (*path, "year"), {"kind": value.kind, "found": value.year}
    # A maintained value may name the year alone ("duy trì dưới 6,5% vào năm 2025").
    spans = {"maintain": (True, False), "yearly_reduction": (True,)}.get(value.kind, (False,))
    if (value.period is not None) not in spans:
        yield "kind_and_period", (*path, "period"), {"kind": value.kind, "found": value.period}
    if value.kind == "zero" and value.value != 0:
        yield "zero_is_not_zero", (*path, "value"), {"found": value.value}
    if (value.kind == "yearly_reduction") != (target.unit == "percent_per_year"):
        yield "kind_and_unit", path, {"kind": value.kind, "found": target.unit}


def _size_problems(
    path: KeyPath, target: Target, value: TargetValue, measure: Indicator
) -> Iterator[Problem]:
    percent = target.unit in ("percent", "percent_per_year")
    lower, upper = (0.0, 100.0) if percent else (measure.lower, measure.upper)
    for name, size in (("value", value.value), ("value_high", value.value_high)):
        if size is not None and not lower <= size <= upper:
            values = {"found": f"{size:g}", "expected": f"{lower:g}–{upper:g}"}
            yield "value_out_of_range", (*path, name), values
    if value.value_high is None:
        return
    if value.kind != "yearly_reduction":
        yield "range_not_allowed", (*path, "value_high"), {"kind": value.kind}
    if value.value_high < value.value:
        values = {"found": f"{value.value_high:g}", "expected": f"{value.value:g}"}
        yield "range_upside_down", (*path, "value_high"), values


def _direction_problems(
    path: KeyPath, target: Target, value: TargetValue, measure: Indicator, read: ReadFrame
) -> Iterator[Problem]:
    allowed = comparators_towards(measure.better)
    if value.comparator in allowed or _told(read, "comparator", target.indicator_id):
        return
    values = {"found": value.comparator, "expected": " | ".join(allowed)}
    yield "against_direction", (*path, "comparator"), values


def _span_problems(path: KeyPath, value: TargetValue, frame: PlanFrame) -> Iterator[Problem]:
    start, end = frame.period.start, frame.period.end
    expected = {"expected": f"{start}–{end}"}
    if value.year is not None and not start <= value.year <= end:
        yield "year_outside_period", (*path, "year"), {"found": value.year, **expected}
    if value.period is None:
        return
    first, last = map(int, value.period.split("-"))
    if not start <= first < last <= end:
        yield "year_outside_period", (*path, "period"), {"found": value.period, **expected}
    if value.year is not None and value.year != last:
        values = {"found": value.period, "expected": value.year}
        yield "period_misses_year", (*path, "period"), values


def _phrase_problems(path: KeyPath, target: Target, value: TargetValue) -> Iterator[Problem]:
    phrase = value.as_printed
    figures = printed_figures(phrase)
    typed = [value.value] if value.value_high is None else [value.value, value.value_high]
    if figures and figures != typed:
        shown = " – ".join(f"{size:g}" for size in typed)
        yield "phrase_and_value", (*path, "value"), {"found": shown, "phrase": phrase}
    years = printed_years(phrase)
    named = [value.year] if value.year else [int(y) for y in (value.period or "").split("-") if y]
    if years and not set(named) <= set(years):
        yield "phrase_and_year", path, {"found": named, "phrase": phrase}
    units = units_of_sign(phrase)
    if units and target.unit not in units:
        yield "phrase_and_unit", path, {"found": target.unit, "phrase": phrase}
    stated = printed_comparator(phrase)
    if (stated is not None) != value.comparator_stated:
        found = {"found": str(value.comparator_stated).lower(), "phrase": phrase}
        yield "phrase_and_stated", (*path, "comparator_stated"), found
    if stated is not None and stated != value.comparator:
        values = {"found": value.comparator, "expected": stated, "phrase": phrase}
        yield "phrase_and_comparator", (*path, "comparator"), values


def _inheritance_problems(path: KeyPath, target: Target) -> Iterator[Problem]:
    for place, (before, value) in enumerate(
        zip(target.values, target.values[1:], strict=False), start=1
    ):
        if not value.comparator_stated and value.comparator != before.comparator:
            values = {"found": value.comparator, "expected": before.comparator}
            yield "not_inherited", (*path, "values", place, "comparator"), values
