"""The annex of scenarios: what somebody supposed, beside what the report says of the targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessment import Assessment, Case, Played, Scenario, open_case, play
from analysis.exhibits import Align, Callout, Cell, Column, Exhibits, RowGroup, Table
from analysis.language import BadInput, Lang, number, text
from analysis.programme import graded_probability, wording as words
from analysis.report.cells import annex_head, indicator_label, marked, status_cell, under_plan
from analysis.report.inherited import under_each_plan
from analysis.tables import records

_ANCHOR = "phu-luc-kich-ban"
# Headings and relative widths.
_COLUMNS = {"target": 2.2, "as_it_is": 2.4, "supposed": 2.4, "projected": 2.0, "children": 1.8}
_ALIGNED: dict[str, Align] = {"children": "right"}


def annex(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return every saved scenario of the unit, marked as such; nothing where there is none."""
    if assessment.agency or not assessment.inputs.scenarios:
        return Exhibits(())
    return Exhibits(
        (
            annex_head(assessment, "scenarios.annex", _ANCHOR, lang),
            Callout("warning", text("scenarios.no_verdict", lang)),
            *under_each_plan(assessment, _ANCHOR, lang, lambda own: _table(own, lang)),
        )
    )


def suppositions(scenario: Scenario, case: Case, lang: Lang) -> str:
    """Return what a scenario supposes, in words."""
    about = records(case.about)[0]
    return "; ".join(_said(scenario, case, str(about["unit"]), int(about["decimals"]), lang))


def _said(scenario: Scenario, case: Case, unit: str, decimals: int, lang: Lang) -> Iterator[str]:
    year = scenario.from_year
    if scenario.figure:
        value = words.quantity(scenario.figure.value, unit, lang, decimals)
        yield text("scenarios.said_figure", lang, year=scenario.figure.year, value=value)
    if scenario.pace and scenario.pace.times is not None:
        times = number(scenario.pace.times, lang, 2)
        yield text("scenarios.said_times", lang, times=times, year=year)
    elif scenario.pace and scenario.pace.points is not None:
        amount = words.change(scenario.pace.points, unit, lang, decimals + 1)
        yield text("scenarios.said_points", lang, change=amount, year=year)
    if scenario.shock:
        left = number(100 * scenario.shock.left, lang, 0)
        values = {
            "year": scenario.shock.year,
            "change": words.change(scenario.shock.points, unit, lang, decimals),
            "left": text("wording.unit_percent", lang, value=left),
        }
        key = "shock" if scenario.shock.left == 1 else "fading_shock"
        yield text(f"scenarios.said_{key}", lang, **values)
    if scenario.target and len(case.judged):
        changed = case.with_target(scenario.target.value, scenario.target.year).judged
        last = records(changed)[-1]
        values = {"target": words.target_sign(last, lang), "year": last["target_year"]}
        yield text("scenarios.said_target", lang, **values)


def _table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    groups = [
        _group(assessment, scenario, lang) for scenario in assessment.inputs.scenarios
        if scenario.indicator_id in set(assessment.inputs.indicators["indicator_id"])
    ]  # fmt: skip
    caption = under_plan(assessment, text("scenarios.caption", lang), lang)
    columns = tuple(
        Column(text(f"scenarios.column_{name}", lang), _ALIGNED.get(name, "left"), width)
        for name, width in _COLUMNS.items()
    )
    yield Table(
        caption=marked(assessment, caption, lang),
        columns=columns,
        groups=tuple(groups),
        anchor="bang-kich-ban",
        note=text("scenarios.note", lang),
    )


def _group(assessment: Assessment, scenario: Scenario, lang: Lang) -> RowGroup:
    verdicts = assessment.verdicts
    case = open_case(
        assessment.inputs, assessment.edition, verdicts.pool, verdicts.judged, scenario.indicator_id
    )
    label = indicator_label(assessment, scenario.indicator_id, lang)
    try:
        said = suppositions(scenario, case, lang)
        rows = tuple(_rows(play(case), play(case, scenario), lang))
    except BadInput as error:
        # A figure that came meanwhile is no reason to have no report.
        said = " ".join(fault.sentence(lang) for fault in error.faults)
        rows = ()
    values = {"name": scenario.name, "indicator": label, "said": said}
    nothing = (tuple(Cell("–") for _ in _COLUMNS),)
    return RowGroup(text("scenarios.group", lang, **values), rows or nothing)


def _rows(before: Played, after: Played, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    about = records(after.case.about)[0]
    for old, row in zip(records(before.results), records(after.results), strict=True):
        told = row | {"indicator_unit": about["unit"]}
        target, was = target_words(row, lang), target_words(old, lang)
        yield (
            Cell(target),
            # A verdict on another target than the one beside it says which.
            _verdict_cell(old, lang, "" if target == was else f"{was}: "),
            _verdict_cell(row, lang, ""),
            Cell(words.interval(told, lang, int(about["decimals"]))),
            Cell(_persons(row["children_short"], lang)),
        )


def target_words(row: dict[str, Any], lang: Lang) -> str:
    """Return a target with its year: ``< 13 % (2030)``."""
    return f"{words.target_sign(row, lang)} ({row['target_year']})"


def _verdict_cell(row: dict[str, Any], lang: Lang, of: str) -> Cell:
    word, shown = status_cell(str(row["status"]), lang), graded_probability(row, lang)
    said = word.text if shown == "–" else f"{word.text} – {shown}"
    return Cell(f"{of}{said}", tone=word.tone)


def _persons(count: float, lang: Lang) -> str:
    return "–" if pd.isna(count) else number(count, lang, 0)
