"""The rows of the report's table of data quality issues: one per kind, or one per issue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.assessment import Assessment
from analysis.exhibits import Cell, RowGroup
from analysis.language import Lang, text
from analysis.plans import agency_name
from analysis.quality import SEVERITIES, Speaker
from analysis.report.cells import indicator_label
from analysis.tables import records

# What another part of the report tells in full: the agencies' section, the section's first words.
_TOLD_ELSEWHERE = ("owed", "coverage")
# Many figures may have these in common: they share one row.
_LISTED = (
    "stale",
    "parallel",
    "modelled",
    "preliminary",
    "suspect",
    "revised",
    "publishers_differ",
)
MOST_ROWS = 12
# A grown ledger may have hundreds of figures revised: nobody reads them all in one cell, and the
# typesetter does not set it.
MOST_LISTED = 24


def quality_groups(assessment: Assessment, lang: Lang) -> Iterator[RowGroup]:
    """Return the rows by severity, the most serious first; two cells each, kind and figures."""
    issues = [row for row in records(assessment.quality) if row["kind"] not in _TOLD_ELSEWHERE]
    for severity in SEVERITIES:
        rows = list(_rows(assessment, [row for row in issues if row["severity"] == severity], lang))
        if len(rows) > MOST_ROWS:
            more = _more(assessment, len(rows) - MOST_ROWS, lang)
            rows = [*rows[:MOST_ROWS], (Cell("…"), Cell(more))]
        if rows:
            yield RowGroup(text(f"data_quality.severity_{severity}", lang), tuple(rows))


def _rows(
    assessment: Assessment, issues: list[dict[str, Any]], lang: Lang
) -> Iterator[tuple[Cell, Cell]]:
    speaker = Speaker(
        assessment.inputs.indicators,
        assessment.inputs.sources,
        lang,
        lambda name: agency_name(assessment.inputs.plan, name, lang),
    )
    for kind in dict.fromkeys(row["kind"] for row in issues):
        label = Cell(text(f"data_quality.kind_{kind}", lang))
        same = [row for row in issues if row["kind"] == kind]
        if kind in _LISTED:
            items = (_named(assessment, row, speaker.item(row), lang) for row in same[:MOST_LISTED])
            left = len(same) - MOST_LISTED
            more = f" {_more(assessment, left, lang)}" if left > 0 else ""
            yield label, Cell("; ".join(items) + "." + more)
        else:
            for row in same:
                yield label, Cell(_named(assessment, row, speaker.sentence(row), lang))


def _more(assessment: Assessment, count: int, lang: Lang) -> str:
    unit = assessment.inputs.unit.unit_id
    return text("data_quality.more", lang, count=count, unit=unit)


def _named(assessment: Assessment, row: dict[str, Any], said: str, lang: Lang) -> str:
    if row["indicator_id"] is None:
        return said
    label = indicator_label(assessment, row["indicator_id"], lang)
    return f"{label} ({said})" if row["kind"] in _LISTED else f"{label}: {said}"
