"""The short report of a unit with few figures: what is known, and a form for what is not.

Four pages at most on paper: page one, what could be judged beside the series that are known, the
call to the agencies, notes. What only an analyst reads stands in the web page and the workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.assessment import Assessment, judged_count
from analysis.exhibits import (
    Cell,
    Column,
    Exhibit,
    Exhibits,
    Heading,
    Prose,
    RowGroup,
)
from analysis.language import Lang, numerals, text
from analysis.programme import UNDECIDED_STATUSES
from analysis.report import cells, scorecard, tables
from analysis.report.cells import target_text
from analysis.report.tiles import all_tiles
from analysis.report.wording import lack_of_evidence
from analysis.tables import records

# What an agency fills in: the year, the count, the number it is a part of, the value, the document.
_BLANKS = ("year", "numerator", "denominator", "value", "source")


def judged(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section II: what could be judged, why the rest could not, and all known series."""
    return Exhibits(
        (
            Heading(1, text("short.heading_judged", lang), "danh-gia-duoc", new_page=True),
            Prose(_judged_text(assessment, lang)),
            *_judged_table(assessment, lang),
            cells.commentary(assessment, "scores", lang),
            *all_tiles(assessment, lang),
            *(
                cells.commentary(assessment, f"objective-{number}", lang)
                for number in sorted(assessment.inputs.indicators["objective"].unique())
            ),
        )
    )


def call(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section III: each lead agency's indicators as a form to fill in."""
    years = sorted({int(y) for own in assessment.by_plan for y in own.results["target_year"]})
    widths = [4.35, *(1.85 for _ in years), 0.95, 1.15, 1.15, 0.9, 1.15]
    heads = [tables.head_column("indicator", lang)]
    heads += [Column(text("short.column_target", lang, year=year)) for year in years]
    heads += [Column(text(f"short.column_{name}", lang)) for name in _BLANKS]
    rows = _call_rows(assessment, years, lang)
    table = tables.report_table(assessment, "call", heads, rows, lang, widths=widths,
                                note=text("short.call_note", lang))  # fmt: skip
    return Exhibits(
        (
            Heading(1, text("short.heading_call", lang), "de-nghi"),
            Prose(f"{cells.due_text(assessment, lang)} {text('short.call_intro', lang)}"),
            table,
            cells.commentary(assessment, "agencies", lang),
        )
    )


def notes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section IV: by which rule the report is short, and where the rest stands."""
    rules = assessment.inputs.rules
    values = {
        "judged": numerals.number(100 * rules.least_judged, lang, 0),
        "known": numerals.number(100 * rules.least_known, lang, 0),
    }
    return Exhibits(
        (
            Heading(1, text("short.heading_notes", lang), "ghi-chu"),
            Prose(text("short.notes", lang, **values)),
            cells.commentary(assessment, "quality", lang),
        )
    )


def _judged_text(assessment: Assessment, lang: Lang) -> str:
    """Tell of how many indicators there is a verdict, and what the others lack."""
    results = assessment.results
    count, total = judged_count(results), int(results["indicator_id"].nunique())
    key = "judged_some" if count else "judged_none"
    said = [text(f"short.{key}", lang, count=count, total=total)]
    lacking = Counter(
        lack_of_evidence(row) or row["status"]
        for row in records(results.groupby("indicator_id", sort=False).tail(1))
        if row["status"] in UNDECIDED_STATUSES
    )
    parts = [text(f"short.lack_{reason}", lang, count=number) for reason, number in lacking.items()]
    if parts:
        said.append(text("short.lacking", lang, parts="; ".join(parts)))
    return " ".join(said)


def _judged_table(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    """Yield the verdicts that there are, as in the table of all results."""
    results = assessment.results
    open_ones = results["status"].isin(UNDECIDED_STATUSES)
    ids = results.loc[~open_ones, "indicator_id"].unique()
    if not len(ids):
        return
    some = replace(assessment, results=results[results["indicator_id"].isin(ids)])
    yield scorecard.table(some, lang)


def _call_rows(assessment: Assessment, years: list[int], lang: Lang) -> Iterator[RowGroup]:
    """Yield per lead agency its indicators with their targets and blanks; of each plan once."""
    every = pd.concat([own.results for own in assessment.by_plan])
    first = every.drop_duplicates("indicator_id")
    leads = first["lead_agency"].where(first["lead_agency"].notna(), "")
    targets: dict[str, list[dict[str, Any]]] = {}
    for row in records(every):
        targets.setdefault(row["indicator_id"], []).append(row)
    for lead, own in first.groupby(leads, sort=False):
        name = cells.agency_label(assessment, lead, lang) or text("exhibits.no_agency", lang)
        yield RowGroup(name, tuple(_call_row(assessment, targets[each], str(each), years, lang)
                                   for each in own["indicator_id"]))  # fmt: skip


def _call_row(
    assessment: Assessment,
    targets: list[dict[str, Any]],
    indicator_id: str,
    years: list[int],
    lang: Lang,
) -> tuple[Cell, ...]:
    asked = {year: dict.fromkeys(target_text(row, lang) for row in targets
                                 if row["target_year"] == year) for year in years}  # fmt: skip
    owner = cells.holder(assessment, indicator_id)
    about = cells.indicator_row(owner, indicator_id)
    label = cells.short_label(owner, indicator_id, lang)
    blanks = [Cell("") for _ in _BLANKS]
    if pd.isna(about[f"denominator_{lang}"]):
        # A count has neither a numerator nor a denominator.
        blanks[1] = blanks[2] = Cell("–")
    goals = (Cell(" / ".join(shown) or "–") for shown in asked.values())
    return (Cell(label), *goals, *blanks)
