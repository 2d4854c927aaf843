"""What sections and tables share: the analyst's words, names, values, targets and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from analysis.assessment import METHODS, Assessment
from analysis.exhibits import Callout, Cell, Hint
from analysis.language import Lang, numerals, text
from analysis.ledger import cited_documents, source_slugs
from analysis.plans import agency_name, due_date, figure_due
from analysis.programme import commentary_file, find_successor, wording as words
from analysis.quality import spans
from analysis.tables import records

# Whole names before the words that they hold.
_CLAUSE_WORDS = ("head", "whole", "issued", "organisation", "budget", "before_point", "article",
                 "target", "part", "and")  # fmt: skip


def commentary(assessment: Assessment, section: str, lang: Lang) -> Callout | Hint:
    """Return the analyst's words on a section, or the hint where they could be written."""
    words = assessment.inputs.commentary.get((assessment.edition, section))
    if words:
        return Callout("comment", words)
    file = commentary_file(assessment.inputs.unit.unit_id, assessment.edition, section)
    return Hint(text("exhibits.no_commentary", lang, file=file.as_posix()))


def indicator_row(assessment: Assessment, indicator_id: str) -> dict[str, Any]:
    """Return the row of ``schemas.INDICATORS`` for one indicator."""
    about = assessment.inputs.indicators
    return records(about[about["indicator_id"] == indicator_id])[0]


def agency_label(assessment: Assessment, name_vi: object, lang: Lang) -> str:
    """Return an agency's name, marked when the reorganisation of 2025 ended it."""
    name = agency_name(assessment.inputs.plan, name_vi, lang)
    agencies = assessment.inputs.plan.responsibilities.agencies
    if not any(agency.ended for agency in agencies if agency.name_vi == name_vi):
        return name
    heir = find_successor(assessment.inputs.successors, str(name_vi))
    key = "agency_succeeded" if heir and heir.successor else "agency_ended"
    successor = heir.name(lang) if heir else ""
    return f"{name} {text(f'exhibits.{key}', lang, successor=successor)}"


def ended_note(assessment: Assessment, lang: Lang) -> str | None:
    """Return which lead agencies the reorganisation of 2025 ended; None when it ended none."""
    leads = set(assessment.results["lead_agency"].dropna())
    agencies = assessment.inputs.plan.responsibilities.agencies
    ended = [agency.name_vi for agency in agencies if agency.ended and agency.name_vi in leads]
    heirs = {name: find_successor(assessment.inputs.successors, name) for name in ended}
    known = {name: heir for name, heir in heirs.items() if heir and heir.successor}
    told = [
        text("exhibits.succeeded_note", lang, successor=heir.name(lang),
             agency=agency_name(assessment.inputs.plan, name, lang))
        for name, heir in known.items()
    ]  # fmt: skip
    open_ones = [name for name in ended if name not in known]
    named = ", ".join(agency_name(assessment.inputs.plan, name, lang) for name in open_ones)
    if open_ones:
        told.append(text("exhibits.ended_note", lang, agencies=named))
    return " ".join(told) or None


def clause_text(clause: str, lang: Lang) -> str:
    """Return a place in the plan; its Vietnamese words are put into ``lang``."""
    for word in _CLAUSE_WORDS:
        clause = clause.replace(text(f"clauses.{word}", "vi"), text(f"clauses.{word}", lang))
    return clause


def plan_label(assessment: Assessment, lang: Lang) -> str:
    """Return the plan's title and number for a sentence."""
    document = assessment.inputs.plan.document
    title = document.title.vi if lang == "vi" else document.title.en
    if lang == "en":
        return title
    dated = ""
    if document.date and "ngày" not in document.label:
        dated = text("exhibits.dated", lang, day=numerals.day(document.date, lang))
    return f"{title} ({document.label}{dated})"


def place_of(assessment: Assessment, lang: Lang) -> str:
    """Return the place whose plan the assessment is under, for a unit that inherits plans."""
    part = assessment.inputs.plan_of
    return assessment.inputs.units[part].place(lang) if part else ""


def under_plan(assessment: Assessment, caption: str, lang: Lang) -> str:
    """Return a caption with the name of the inherited plan that it is about."""
    if assessment.inputs.plan_of is None:
        return caption
    return text("inherited.marked", lang, caption=caption, place=place_of(assessment, lang))


def target_label(assessment: Assessment, lang: Lang) -> str:
    """Return the word for a target: the plan's own, or the national one that stands in for it."""
    if assessment.inputs.plan_of and assessment.inputs.plan.targets_from is None:
        return text("inherited.target", lang, place=place_of(assessment, lang))
    borrowed = assessment.inputs.plan.targets_from is not None
    return text("exhibits.target_national" if borrowed else "exhibits.target_own", lang)


def marked(assessment: Assessment, caption: str, lang: Lang) -> str:
    """Return a caption with the mark of illustrative data where it is due."""
    if assessment.inputs.data == "illustrative":
        return f"{caption} – {text('exhibits.watermark', lang)}"
    return caption


def source_note(
    assessment: Assessment, points: pd.DataFrame, lang: Lang, *, targeted: bool = True
) -> str:
    """Return the publishers and documents behind the rows of a series.

    ``targeted`` tells that targets stand beside it, whose origin is told where it is another plan.
    """
    known = assessment.inputs.sources.set_index("source")
    slugs = sorted({slug for joined in points["source"] for slug in source_slugs(joined)})
    cited = [
        f"{known.at[slug, f'publisher_{lang}']!s}, "
        f"“{source_document(slug, str(known.at[slug, f'title_{lang}']), points, lang)}”"
        for slug in slugs
    ]
    cited_text = text("exhibits.source", lang, sources="; ".join(cited))
    borrowed = borrowed_note(assessment, lang) if targeted else ""
    return cited_text + aggregate_note(assessment, points, lang) + borrowed


def source_document(slug: str, title: str, points: pd.DataFrame, lang: Lang) -> str:
    """Return the newest document that the figures of a source cite, else the source's title."""
    used = [slug in source_slugs(joined) for joined in points["source"]]
    notes = points[used].sort_values("year")["note"]
    documents = list(dict.fromkeys(name for note in notes for name in cited_documents(note)))
    if len(documents) > 1:
        values = {"document": documents[-1], "count": len(documents) - 1}
        return text("exhibits.newest_document", lang, **values)
    return documents[0] if documents else title


def source_year(slug: str, year: object, points: pd.DataFrame) -> str:
    """Return the year in which a source was published; of a series of documents, the newest."""
    used = [slug in source_slugs(joined) for joined in points["source"]]
    days = points[used]["published"].dropna()
    return str(year) if year else max((str(day)[:4] for day in days), default="–")


def aggregate_note(assessment: Assessment, points: pd.DataFrame, lang: Lang) -> str:
    """Tell that the figures were put together from former units; empty where they were not."""
    inputs = assessment.inputs
    made = points[points["parts"].notna()]
    if made.empty:
        return ""
    used = [
        (
            spans(rows["year"].astype(int)),
            [inputs.units[part].name(lang) for part in str(parts).split()],
        )
        for parts, rows in made.groupby("parts", sort=False)
    ]
    told = ["; ".join(names) for _, names in used]
    if len(used) > 1:
        told = [
            text("exhibits.aggregate_years", lang, parts="; ".join(names), years=years)
            for years, names in used
        ]
    return " " + text("exhibits.aggregate_note", lang, parts=" | ".join(told))


def borrowed_note(assessment: Assessment, lang: Lang) -> str:
    """Return the remark that the values are national ones; empty for a plan with its own."""
    plan = assessment.inputs.plan
    if plan.targets_from is None:
        return ""
    key = "borrowed" if plan.is_entered else "absent"
    return " " + text(f"exhibits.{key}_note", lang)


def due_text(assessment: Assessment, lang: Lang) -> str:
    """Return the day by which figures are due, or that the plan prints none."""
    plan = assessment.inputs.plan
    due = due_date(plan.reporting, assessment.edition)
    if due is None:
        key = "absent" if "reporting" in plan.absent else "none"
        return text(f"exhibits.due_{key}", lang)
    return text("exhibits.due", lang, day=numerals.day(due, lang))


def due_days_text(assessment: Assessment, lang: Lang) -> str:
    """Return when the figures of each owed year are due; empty where no day is printed."""
    reporting = assessment.inputs.plan.reporting
    years = sorted({year for years in assessment.owed["owed_years"] for year in years})
    due = {year: figure_due(reporting, year) for year in years}
    return "; ".join(
        text("exhibits.due_of_year", lang, year=year, day=numerals.day(day, lang))
        for year, day in due.items()
        if day
    )


def days_overdue(assessment: Assessment, year: int) -> int:
    """Return how many days the figures of a year are overdue; 0 where no day is printed."""
    due, day = figure_due(assessment.inputs.plan.reporting, year), assessment.owing_day
    return max((day - due).days, 0) if due and day else 0


def owed_years_cell(assessment: Assessment, years: tuple[int, ...], lang: Lang) -> Cell:
    """Return the years that an agency owes; those that are overdue with their days, in bold."""
    overdue = {year: days_overdue(assessment, year) for year in years}
    told = [
        text("exhibits.overdue", lang, year=year, days=days) if days else str(year)
        for year, days in overdue.items()
    ]
    said = ", ".join(told) or text("exhibits.nothing_owed", lang)
    return Cell(said, bold=any(overdue.values()))


def overdue_note(assessment: Assessment, lang: Lang) -> str | None:
    """Return up to which day overdue figures are counted; None where none is overdue."""
    years = {year for years in assessment.owed["owed_years"] for year in years}
    if not any(days_overdue(assessment, year) for year in years):
        return None
    assert assessment.owing_day is not None
    day = numerals.day(assessment.owing_day, lang)
    return text("exhibits.overdue_at", lang, day=day)


def received_text(until: date, lang: Lang) -> str:
    """Return the day up to which statements of the ledgers count."""
    return text("exhibits.received", lang, day=numerals.day(until, lang))


def status_cell(status: str, lang: Lang, *, past: bool = False) -> Cell:
    """Return a status word in its tone; ``past`` for a year that is over without a figure."""
    return Cell(words.status_word(status, lang, past=past), tone=status)


def indicator_label(assessment: Assessment, indicator_id: object, lang: Lang) -> str:
    """Return the chỉ tiêu's number and the indicator's name."""
    row = indicator_row(assessment, str(indicator_id))
    return f"{row['chi_tieu']}. {row[f'name_{lang}']}"


def short_label(assessment: Assessment, indicator_id: object, lang: Lang) -> str:
    """Return the chỉ tiêu's number and the indicator's short name, for a narrow column."""
    row = indicator_row(assessment, str(indicator_id))
    return f"{row['chi_tieu']}. {row[f'short_{lang}']}"


def baseline_cell(row: dict[str, Any], lang: Lang) -> Cell:
    """Return the baseline with its year."""
    if pd.isna(row["baseline_value"]):
        return Cell("–")
    digits = int(row["baseline_decimals"])
    shown = words.quantity(row["baseline_value"], row["indicator_unit"], lang, digits)
    return Cell(f"{shown} ({row['baseline_year']})")


def latest_cell(row: dict[str, Any], lang: Lang) -> Cell:
    """Return the latest value as it was given, with its year."""
    if pd.isna(row["latest_value"]):
        return Cell("–")
    return Cell(f"{words.latest(row, lang, int(row['latest_decimals']))} ({row['latest_year']})")


def national_text(assessment: Assessment, indicator_id: str, lang: Lang) -> str:
    """Return an indicator with the nation's latest figure and its year; empty where none is."""
    known = assessment.national[assessment.national["indicator_id"] == indicator_id]
    if known.empty:
        return ""
    last, about = known.iloc[-1], indicator_row(assessment, indicator_id)
    shown = words.observed(last, str(about["unit"]), lang, int(about["decimals"]))
    return f"{short_label(assessment, indicator_id, lang)} {shown} ({last['year']})"


def target_text(row: dict[str, Any], lang: Lang) -> str:
    """Return a row's target with its sign and unit."""
    return words.target_sign(row, lang)


def risk_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    """Return the cells of a target that may be missed."""
    return (
        Cell(short_label(assessment, row["indicator_id"], lang)),
        Cell(f"{target_text(row, lang)} ({_years(row)})"),
        latest_cell(row, lang),
        Cell(words.graded(row, lang)),
        Cell(words.short_status(row["status"], lang, past=row["unobserved"]), tone=row["status"]),
    )


def _years(row: dict[str, Any]) -> str:
    first, last = row["first_year"], row["target_year"]
    return str(last) if first == last else f"{first}–{last}"


def reading_row(
    assessment: Assessment,
    key: tuple[Any, ...],
    readings: pd.DataFrame,
    status: str,
    lang: Lang,
) -> tuple[Cell, ...]:
    """Return one target's cells: our word, then each method's verdict and measure."""
    indicator_id, year = key
    return (
        Cell(short_label(assessment, indicator_id, lang)),
        Cell(str(year)),
        status_cell(status, lang),
        *(_reading_cell(row, lang) for _, row in readings.loc[list(METHODS)].iterrows()),
    )


def disagreement_row(
    assessment: Assessment, key: tuple[Any, ...], rows: pd.DataFrame, lang: Lang
) -> tuple[Cell, ...]:
    """Return one target's cells: our word, and the methods that say otherwise."""
    indicator_id, year, status = key
    others = "; ".join(
        f"{text(f'readings.method_{method}', lang)}: {text(f'readings.verdict_{verdict}', lang)}"
        for method, verdict in zip(rows["method"], rows["verdict"], strict=True)
    )
    return (
        Cell(short_label(assessment, indicator_id, lang)),
        Cell(str(year)),
        status_cell(status, lang),
        Cell(others),
    )


def _reading_cell(row: pd.Series, lang: Lang) -> Cell:
    said = text(f"readings.verdict_{row['verdict']}", lang)
    if pd.isna(row["measure"]):
        return Cell(said)
    return Cell(f"{said} ({numerals.number(row['measure'], lang, 2)})")


def gain_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    """Return the cells of an indicator that moved the right way, with how much of it is done."""
    share = text("wording.unit_percent", lang, value=numerals.number(100 * row["covered"], lang, 0))
    return (
        Cell(short_label(assessment, row["indicator_id"], lang)),
        baseline_cell(row, lang),
        latest_cell(row, lang),
        Cell(f"{target_text(row, lang)} ({row['target_year']})"),
        Cell(share),
    )


def score_row(
    assessment: Assessment,
    indicator_id: object,
    targets: pd.DataFrame,
    years: list[int],
    lang: Lang,
) -> tuple[Cell, ...]:
    """Return one indicator's cells: its latest value and a verdict per target year."""
    by_year = {int(row["target_year"]): row for row in records(targets)}
    cells = [_verdict_cell(by_year.get(year), lang) for year in years]
    first = next(iter(by_year.values()))
    return (Cell(indicator_label(assessment, indicator_id, lang)), latest_cell(first, lang), *cells)


def _verdict_cell(row: dict[str, Any] | None, lang: Lang) -> Cell:
    if row is None:
        return Cell("–")
    said = words.status_word(row["status"], lang, past=row["unobserved"])
    target = target_text(row, lang)
    if pd.notna(row["missed_year"]):
        missed = words.quantity(
            row["missed_value"], row["indicator_unit"], lang, int(row["decimals"])
        )
        years = {"target": target, "year": row["missed_year"], "value": missed}
        target = text("exhibits.missed_span", lang, **years)
    return Cell(f"{said} ({target})", tone=row["status"])


def agency_row(
    assessment: Assessment,
    indicator_id: object,
    targets: pd.DataFrame,
    owed: dict[str, tuple[int, ...]],
    lang: Lang,
) -> tuple[Cell, ...]:
    """Return an indicator's cells under its lead agency, with the years owed."""
    last = records(targets)[-1]
    return (
        Cell(indicator_label(assessment, indicator_id, lang)),
        status_cell(last["status"], lang, past=last["unobserved"]),
        latest_cell(last, lang),
        owed_years_cell(assessment, owed.get(str(indicator_id), ()), lang),
    )


def result_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    """Return the cells of the whole results table."""
    decimals, unit = int(row["decimals"]), row["indicator_unit"]
    projection = "–"
    if pd.notna(row["projected_p50"]):
        middle = words.quantity(row["projected_p50"], unit, lang, decimals)
        projection = f"{middle} ({words.interval(row, lang, decimals)})"
    paces = ("observed_annual_change", "projected_annual_change",
             "required_annual_change_from_baseline", "required_annual_change")  # fmt: skip
    return (
        Cell(short_label(assessment, row["indicator_id"], lang)),
        Cell(str(row["target_year"])),
        Cell(target_text(row, lang)),
        baseline_cell(row, lang),
        latest_cell(row, lang),
        *(Cell(words.pace(row[name], lang, decimals)) for name in paces),
        Cell(projection),
        Cell(words.graded(row, lang)),
        status_cell(row["status"], lang, past=row["unobserved"]),
        Cell(agency_name(assessment.inputs.plan, row["lead_agency"], lang) or "–"),
    )


def reviews_text(assessment: Assessment, lang: Lang) -> str:
    """Return the plan's reviews with their years, or that the text of this part is not at hand."""
    plan = assessment.inputs.plan
    if "reviews" in plan.absent:
        return text("plans.absent", lang)
    told = (text(f"exhibits.review_{each.kind}", lang, year=each.year) for each in plan.reviews)
    return ", ".join(told) or "–"


def budget_text(assessment: Assessment, lang: Lang) -> str:
    """Return the sums that the plan states, or that it states none."""
    budget = assessment.inputs.plan.budget
    if "budget" in assessment.inputs.plan.absent:
        return text("plans.absent", lang)
    if budget.total is None:
        return text("exhibits.budget_none", lang)
    parts = "; ".join(
        text(
            "exhibits.budget_part",
            lang,
            source=share.source.vi if lang == "vi" else share.source.en,
            amount=numerals.number(share.amount, lang, 0),
        )
        for share in budget.split
    )
    total = numerals.number(budget.total, lang, 0)
    return text("exhibits.budget", lang, total=total, parts=parts)
