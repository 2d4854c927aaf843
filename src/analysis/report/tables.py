"""The report's tables, each with its note on where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from analysis.assessment import METHODS, Assessment
from analysis.exhibits import Align, Cell, Column, RowGroup, Table
from analysis.language import Lang, numerals, text
from analysis.ledger import licence_text, source_slugs
from analysis.report.cells import (
    agency_label,
    agency_row,
    borrowed_note,
    budget_text,
    clause_text,
    disagreement_row,
    due_text,
    leads,
    marked,
    overdue_note,
    plan_label,
    reading_row,
    received_text,
    reviews_text,
    source_document,
    source_year,
    under_plan,
)
from analysis.report.citing import cited_sources, shown_figures
from analysis.report.quality import quality_groups
from analysis.tables import records
from analysis.track_record import brief_record


def agency_tables(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Yield one table: per lead agency its targets, their status, and the years it owes.

    A letter has only those for which figures are owed, no table where none are.
    """
    owed = {str(row["indicator_id"]): tuple(row["owed_years"]) for row in records(assessment.owed)}
    shown = assessment.results
    if assessment.agency:
        shown = shown[shown["indicator_id"].isin(owed)]
        if shown.empty:
            return
    groups = [
        RowGroup(
            agency_label(assessment, lead, lang) or text("exhibits.no_agency", lang),
            tuple(
                agency_row(assessment, indicator_id, targets, owed, lang)
                for indicator_id, targets in rows.groupby("indicator_id", sort=False)
            ),
        )
        for lead, rows in shown.groupby(leads(shown), sort=False)
    ]
    columns = [head_column(name, lang) for name in ("indicator", "final_status", "latest", "owed")]
    yield report_table(assessment, "agencies", columns, groups, lang, widths=[4.0, 2.4, 1.7, 1.9],
                 note=overdue_note(assessment, lang))  # fmt: skip


def quality_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return what is wrong, doubtful or worth knowing of the figures, the most serious first."""
    groups = list(quality_groups(assessment, lang))
    if groups:
        columns = [head_column("issue", lang), head_column("figures_concerned", lang)]
        yield report_table(assessment, "quality", columns, groups, lang, widths=[2.2, 6.0])


def findings_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return what looks odd in the plan itself; the values stand as printed."""
    findings = assessment.inputs.findings
    if findings.empty:
        return
    body = tuple(
        (Cell(clause_text(row["clause"], lang)), Cell(row[f"text_{lang}"]))
        for row in records(findings)
    )
    columns = [head_column("clause", lang), head_column("finding", lang)]
    yield report_table(
        assessment, "findings", columns, [RowGroup(None, body)], lang, widths=[2.0, 6.2]
    )


def readings_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return the established readings of every target with figures, beside our own word."""
    if assessment.readings.empty:
        return
    keys = ["indicator_id", "target_year"]
    ours = assessment.results.set_index(keys)["status"].to_dict()
    body = tuple(
        reading_row(assessment, key, rows.set_index("method"), ours[key], lang)
        for key, rows in assessment.readings.groupby(keys, sort=False)
    )
    columns = [
        head_column("indicator", lang),
        head_column("year", lang),
        head_column("status", lang),
    ]
    columns += [Column(text(f"readings.method_{method}", lang)) for method in METHODS]
    note = text("exhibits.readings_note", lang)
    if any(assessment.results["bounds"]):
        note += " " + text("exhibits.readings_bounds", lang)
    yield report_table(assessment, "readings", columns, [RowGroup(None, body)], lang,
                 widths=[2.6, 1.1, 1.7, *(1.92 for _ in METHODS)], note=note)  # fmt: skip


def disagreements_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return the readings that point the other way than our word, grouped by the reason."""
    if assessment.disagreements.empty:
        return
    keys = ["indicator_id", "target_year", "status"]
    groups = [
        RowGroup(
            text(f"readings.reason_{reason}", lang),
            tuple(
                disagreement_row(assessment, key, rows, lang)
                for key, rows in same_reason.groupby(keys, sort=False)
            ),
        )
        for reason, same_reason in assessment.disagreements.groupby("reason", sort=False)
    ]
    columns = [
        head_column(name, lang) for name in ("indicator", "year", "status", "other_readings")
    ]
    widths = [3.4, 0.8, 2.2, 5.6]
    yield report_table(assessment, "disagreements", columns, groups, lang, widths=widths)


def record_table(assessment: Assessment, lang: Lang) -> Table:
    """Return the measured track record in brief: one row per kind of source."""
    tables = assessment.inputs.record.tables
    measures = brief_record(tables)
    body = tuple(
        (
            Cell(text(f"track_record.kind_{kind}", lang)),
            *(Cell(numerals.number(value, lang, 2, fixed=True)) for value in row),
        )
        for kind, row in zip(measures.index, measures.to_numpy(), strict=True)
    )
    heads = ("kind", "coverage_near", "coverage_far", "crps_near", "crps_far", "error_near")
    columns = [Column(text(f"exhibits.column_record_{head}", lang), "right") for head in heads]
    columns[0] = Column(columns[0].label)
    day = numerals.day(date.fromisoformat(assessment.inputs.record.about["measured"]), lang)
    return report_table(assessment, "record", columns, [RowGroup(None, body)], lang,
                  widths=[2.0, 1.4, 1.4, 1.4, 1.4, 1.6],
                  note=text("exhibits.record_note", lang, day=day))  # fmt: skip


def plan_table(assessment: Assessment, lang: Lang) -> Table:
    """Return what the assessment was made against: the plan, its reviews, its budget."""
    plan = assessment.inputs.plan
    rows = [
        ("document", plan_label(assessment, lang)),
        ("document_date", numerals.day(plan.document.date, lang) if plan.document.date else "–"),
        ("issuer", plan.document.issuer.vi if lang == "vi" else plan.document.issuer.en),
        ("period", f"{plan.period.start}–{plan.period.end}"),
        ("reviews", reviews_text(assessment, lang)),
        ("reporting", due_text(assessment, lang)),
        ("budget", budget_text(assessment, lang)),
    ]
    body = tuple((Cell(text(f"exhibits.plan_{key}", lang)), Cell(said)) for key, said in rows)
    columns = [head_column("item", lang), head_column("content", lang)]
    return report_table(
        assessment, "plan", columns, [RowGroup(None, body)], lang, widths=[2.0, 6.0]
    )


def sources_table(assessment: Assessment, lang: Lang) -> Table:
    """Return every source behind a figure: publisher, document, year, licence, how often used."""
    shown = shown_figures(assessment)
    counts = shown["source"].map(source_slugs).explode().value_counts()
    body = tuple(
        (
            Cell(f"[{row['number']}] {row[f'publisher_{lang}']}"),
            Cell(source_document(row["source"], row[f"title_{lang}"], shown, lang)),
            Cell(source_year(row["source"], row["year_published"], shown)),
            Cell(licence_text(row["licence"], lang)),
            Cell(str(counts[row["source"]])),
        )
        for row in records(cited_sources(assessment))
    )
    heads = ["publisher", "document", "published", "licence", "figures"]
    empty = (tuple(Cell("–") for _ in heads),)
    columns = [head_column(name, lang) for name in heads]
    return report_table(assessment, "sources", columns, [RowGroup(None, body or empty)], lang,
                  widths=[2.4, 3.4, 1.2, 1.4, 1.0])  # fmt: skip


def inputs_table(assessment: Assessment, lang: Lang) -> Table:
    """Return the files that the assessment was made from, each with its hash."""
    body = tuple((Cell(name), Cell(digest[:16])) for name, digest in assessment.hashes.items())
    columns = [head_column("file", lang), head_column("hash", lang)]
    note, until = text("exhibits.inputs_note", lang), assessment.inputs.received_until
    if until:
        received = received_text(until, lang)
        note = f"{received[0].upper()}{received[1:]}. {note}"
    groups = [RowGroup(None, body)]
    return report_table(assessment, "inputs", columns, groups, lang, widths=[5.0, 3.0], note=note)


_WITHOUT_TARGETS = {"quality", "findings", "record", "plan", "sources", "inputs", "inherited",
                    "basis"}  # fmt: skip
# What is the same under every plan that a unit inherits.
_OF_NO_PLAN = {"quality", "record", "sources", "inputs", "inherited", "basis"}
_RIGHT = {"figures", "latest"}


def head_column(name: str, lang: Lang) -> Column:
    """Return the column of a table that is headed ``exhibits.column_<name>``."""
    align: Align = "right" if name in _RIGHT else "left"
    return Column(text(f"exhibits.column_{name}", lang), align)


def report_table(
    assessment: Assessment,
    name: str,
    columns: list[Column],
    groups: Iterable[RowGroup],
    lang: Lang,
    *,
    widths: list[float],
    note: str | None = None,
    landscape: bool = False,
) -> Table:
    """Return a table of the report under its caption, with the notes that are due below it."""
    sized = tuple(
        Column(column.label, column.align, width)
        for column, width in zip(columns, widths, strict=True)
    )
    borrowed = "" if name in _WITHOUT_TARGETS else borrowed_note(assessment, lang)
    notes = ((note or "") + borrowed).strip()
    caption = text(f"exhibits.caption_{name}", lang)
    if name not in _OF_NO_PLAN:
        caption = under_plan(assessment, caption, lang)
    return Table(
        caption=marked(assessment, caption, lang),
        columns=sized,
        groups=tuple(groups),
        anchor=f"bang-{name.replace('_', '-')}",
        note=notes or None,
        landscape=landscape,
    )
