"""What sections and tables share: the analyst's words, names, values, targets and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from analysis.assessment import METHODS, Assessment
from analysis.exhibits import Annex, Callout, Cell, Hint
from analysis.language import Lang, numerals, text
from analysis.ledger import cited_documents, source_slugs
from analysis.plans import agency_name, due_date, figure_due
from analysis.programme import commentary_file, find_successor, wording as words
from analysis.quality import spans
from analysis.report.wording import in_sentence
from analysis.tables import records

# Stands where a name is not known, to be written over.
DOTS = "…………………………"
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
    return assessment.inputs.indicator_rows[indicator_id]


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
    names: dict[str, list[str]] = {}
    for name, heir in known.items():
        mine = agency_name(assessment.inputs.plan, name, lang)
        names.setdefault(heir.name(lang), []).append(mine)
    told = [
        text("exhibits.succeeded_note", lang, successor=heir, agency=", ".join(ended_ones))
        for heir, ended_ones in names.items()
    ]
    open_ones = [name for name in ended if name not in known]
    named = ", ".join(agency_name(assessment.inputs.plan, name, lang) for name in open_ones)
    if open_ones:
        told.append(text("exhibits.ended_note", lang, agencies=named))
    return " ".join(told) or None


def issuer(assessment: Assessment, lang: Lang) -> str:
    """Return who issues the report, as its name is written inside a sentence."""
    name = str(assessment.inputs.letterhead[f"issuing_body_{lang}"])
    return in_sentence(name, assessment.inputs.unit.name(lang), lang) or DOTS


def annex_head(assessment: Assessment, title: str, anchor: str, lang: Lang) -> Annex:
    """Return the head of an annex (``title`` is its text's key), and to which report it belongs."""
    number = str(assessment.inputs.letterhead[f"number_{lang}"]).partition(":")[2].strip()
    values = {"number": f"……{number}", "year": assessment.edition}
    attached = text("exhibits.attached", lang, **values, issuer=issuer(assessment, lang))
    return Annex(text(title, lang), anchor, belongs=attached)


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


def leant_on(assessment: Assessment, row: dict[str, Any], lang: Lang) -> str | None:
    """Return the place whose figures a projection leans on; None where that is the nation."""
    unit = assessment.inputs.units.get(row.get("leans_on_unit", ""))
    return None if unit is None or unit.level == "nation" else unit.place(lang)


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
    return f"{code_of(assessment, row, lang)}. {row[f'name_{lang}']}"


def short_label(assessment: Assessment, indicator_id: object, lang: Lang) -> str:
    """Return the chỉ tiêu's number and the indicator's short name: ``3a. Tử vong sơ sinh``."""
    row = indicator_row(assessment, str(indicator_id))
    return f"{code_of(assessment, row, lang)}. {row[f'short_{lang}']}"


def code_of(assessment: Assessment, row: dict[str, Any], lang: Lang) -> str:
    """Return the number of an indicator's chỉ tiêu (``row`` of ``INDICATORS``): ``3a``.

    Of a chỉ tiêu with several indicators each has a letter, in the programme's order; a reference
    indicator has none.
    """
    ids = assessment.inputs.lettered.get(row["chi_tieu"], ())
    if len(ids) < 2 or row["indicator_id"] not in ids:
        return str(row["chi_tieu"])
    letters = numerals.letters(lang)
    letter = next(letter for each, letter in zip(ids, letters, strict=False)
                  if each == row["indicator_id"])  # fmt: skip
    return f"{row['chi_tieu']}{letter}"


def holder(assessment: Assessment, indicator_id: str) -> Assessment:
    """Return the assessment under the first inherited plan that has an indicator, or the only."""
    return next(
        own for own in assessment.by_plan if indicator_id in set(own.results["indicator_id"])
    )


def leads(rows: pd.DataFrame) -> pd.Series:
    """Return the lead agency of each row, empty where the plan names none."""
    return rows["lead_agency"].where(rows["lead_agency"].notna(), "")


def lead_name(assessment: Assessment, lead: object, lang: Lang) -> str:
    """Return a lead agency's name, or that the plan names none."""
    return agency_name(assessment.inputs.plan, lead, lang) or text("exhibits.no_agency", lang)


def known_text(assessment: Assessment, lang: Lang) -> str:
    """Tell how many of the plan's indicators have figures, in words that all sections share."""
    results = assessment.results.drop_duplicates("indicator_id")
    total, known = len(results), int(results["latest_year"].notna().sum())
    key = "all" if known == total else "some" if known else "none"
    if total == 1:
        key = "one" if known else "one_missing"
    values = {"total": total, "known": known, "missing": total - known}
    targets = int(results["chi_tieu"].nunique())
    return text(f"exhibits.known_{key}", lang, targets=targets, **values)


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
