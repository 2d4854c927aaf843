"""What a plan file may not say: the rules that refuse what makes no sense.

An oddity of the paper is allowed where a finding of the right kind names the indicator, so that
nothing odd is entered without being told. Each rule yields ``(key, path, values)``, with the
catalogue key of its message and the place in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.language import KeyPath, is_slug, slug_of
from analysis.plans.models import Agency, PlanFrame, Target, TargetValue
from analysis.plans.phrases import printed_comparator, printed_figures, printed_years, units_of_sign
from analysis.programme import COMPARATORS_OF_KIND, Indicator, comparators_towards

Problem = tuple[str, KeyPath, dict[str, Any]]


def frame_problems(
    frame: PlanFrame,
    unit_id: str,
    territory: str,
    indicators: Mapping[str, Indicator],
    numbers: Sequence[int],
) -> Iterator[Problem]:
    """Yield what is wrong with a plan outside its targets.

    ``territory`` is the unit's word in ``units.csv``; ``indicators`` are those that a plan may set
    targets for, ``numbers`` their chỉ tiêu.
    """
    if frame.unit_id != unit_id:
        yield "other_unit", ("unit_id",), {"found": frame.unit_id, "expected": unit_id}
    if frame.territory.word != territory:
        found = {"found": frame.territory.word, "expected": territory}
        yield "other_territory", ("territory", "word"), found
    document = frame.document
    if (document.number is None or document.date is None) and document.note is None:
        yield "blank_without_note", ("document",), {}
    yield from _year_problems(frame)
    yield from _budget_problems(frame)
    yield from _responsibility_problems(frame, numbers)
    yield from _finding_problems(frame, indicators)


def _year_problems(frame: PlanFrame) -> Iterator[Problem]:
    start, end = frame.period.start, frame.period.end
    if not start <= frame.interim_year < frame.final_year <= end:
        found = f"{start}, {frame.interim_year}, {frame.final_year}, {end}"
        yield "years_out_of_order", ("period",), {"found": found}
    for index, review in enumerate(frame.reviews):
        if not start <= review.year <= end:
            values = {"found": review.year, "expected": f"{start}–{end}"}
            yield "year_outside_period", ("reviews", index, "year"), values


def _budget_problems(frame: PlanFrame) -> Iterator[Problem]:
    total, parts = frame.budget.total, sum(share.amount for share in frame.budget.split)
    if frame.budget.split and parts != total:
        yield "budget_does_not_add_up", ("budget", "split"), {"found": parts, "expected": total}


def _responsibility_problems(frame: PlanFrame, numbers: Sequence[int]) -> Iterator[Problem]:
    path: KeyPath = ("responsibilities",)
    agencies = frame.responsibilities.agencies
    if not agencies:
        if frame.responsibilities.note is None:
            yield "blank_without_note", path, {}
        return
    yield from _agency_name_problems(agencies)
    led = Counter(number for agency in agencies for number in agency.leads)
    for number, agency in _unknown_numbers(frame, numbers):
        yield "no_such_chi_tieu", path, {"found": number, "agency": agency}
    for number in numbers:
        if led[number] != 1:
            yield "not_one_lead", path, {"chi_tieu": number, "found": led[number]}


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


def _unknown_numbers(frame: PlanFrame, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    for agency in frame.responsibilities.agencies:
        for number in (*agency.leads, *agency.joins):
            if number not in numbers:
                yield number, agency.name_vi


def _finding_problems(frame: PlanFrame, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, finding in enumerate(frame.findings):
        if finding.id in seen:
            yield "finding_twice", ("findings", index, "id"), {"found": finding.id}
        seen.add(finding.id)
        for indicator_id in finding.indicator_ids:
            if indicator_id not in indicators:
                path = ("findings", index, "indicator_ids")
                yield "unknown_indicator", path, {"found": indicator_id}


def coverage_problems(
    frame: PlanFrame | None, targets: Mapping[int, Target], listed: int, numbers: Sequence[int]
) -> Iterator[Problem]:
    """Yield chỉ tiêu that are missing, targets given twice, and borrowed beside own targets.

    ``listed`` counts the entries of the file: where some could not be read, nothing is said of
    missing chỉ tiêu (of all ``numbers``), since they may be among those.
    """
    borrowed = frame is not None and frame.targets_from is not None
    if borrowed and listed:
        yield "own_and_borrowed", ("targets",), {}
    if not borrowed and listed == len(targets):
        present = {target.chi_tieu for target in targets.values()}
        missing = [number for number in numbers if number not in present]
        if missing:
            yield "missing_chi_tieu", ("targets",), {"found": ", ".join(map(str, missing))}
    seen: set[str] = set()
    for index, target in targets.items():
        if target.indicator_id in seen:
            path = ("targets", index, "indicator_id")
            yield "target_twice", path, {"found": target.indicator_id}
        seen.add(target.indicator_id)


def target_problems(
    index: int, target: Target, measure: Indicator | None, frame: PlanFrame | None
) -> Iterator[Problem]:
    """Yield what is wrong with one target; rules that need the frame are left out without it."""
    path: KeyPath = ("targets", index)
    if measure is None:
        yield "unknown_indicator", (*path, "indicator_id"), {"found": target.indicator_id}
        return
    if target.chi_tieu != measure.chi_tieu:
        values = {"found": target.chi_tieu, "expected": measure.chi_tieu}
        yield "other_chi_tieu", (*path, "chi_tieu"), values
    suffix = target.indicator_id.rpartition("_")[2]
    group = suffix if suffix in ("rural", "urban") else None
    if target.group != group:
        yield "other_group", (*path, "group"), {"found": target.group, "expected": group}
    if frame is not None:
        yield from _unit_problems(path, target, measure, frame)
    seen: set[tuple[int | None, str | None]] = set()
    for place, value in enumerate(target.values):
        here: KeyPath = (*path, "values", place)
        if (value.year, value.period) in seen:
            yield "value_twice", here, {"found": value.year or value.period}
        seen.add((value.year, value.period))
        yield from _combination_problems(here, target, value)
        yield from _size_problems(here, target, value, measure)
        yield from _phrase_problems(here, target, value)
        if frame is not None:
            yield from _direction_problems(here, target, value, measure, frame)
            yield from _span_problems(here, value, frame)
    yield from _inheritance_problems(path, target)


def _told(frame: PlanFrame, kind: str, indicator_id: str) -> bool:
    return any(
        finding.kind == kind and indicator_id in finding.indicator_ids for finding in frame.findings
    )


def _unit_problems(
    path: KeyPath, target: Target, measure: Indicator, frame: PlanFrame
) -> Iterator[Problem]:
    yearly = all(value.kind == "yearly_reduction" for value in target.values)
    expected = "percent_per_year" if yearly else measure.unit
    if target.unit != expected and not _told(frame, "unit", target.indicator_id):
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
    path: KeyPath, target: Target, value: TargetValue, measure: Indicator, frame: PlanFrame
) -> Iterator[Problem]:
    allowed = comparators_towards(measure.better)
    if value.comparator in allowed or _told(frame, "comparator", target.indicator_id):
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
