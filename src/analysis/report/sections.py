"""The report's sections as exhibits, made from the assessment value alone.

One function per section; the notebook displays them one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.assessment import Assessment
from analysis.exhibits import (
    Annex,
    Callout,
    Exhibit,
    Exhibits,
    Heading,
    Letterhead,
    Prose,
    Signatories,
)
from analysis.language import Lang, numerals, text
from analysis.plans import agency_name
from analysis.programme import STATUSES, wording as words
from analysis.report import cells, inherited, tables
from analysis.report.changes import change_counts, revision_line, revision_notice


def heading_block(assessment: Assessment, lang: Lang) -> Letterhead:
    """Return the heading block: who issues the report, about whom, and as of when."""
    inputs, head = assessment.inputs, assessment.inputs.letterhead
    subject = text(
        "exhibits.subject", lang, unit=inputs.unit.name(lang), edition=assessment.edition
    )
    if assessment.agency:
        agency = agency_name(assessment.inputs.plan, assessment.agency, lang)
        subject = text("exhibits.subject_agency", lang, subject=subject, agency=agency)
    place = head[f"place_{lang}"] or "…………"
    return Letterhead(
        parent_body=head[f"parent_body_{lang}"],
        issuing_body=head[f"issuing_body_{lang}"] or "…………………………",
        motto_country=text("exhibits.motto_country", lang),
        motto_words=text("exhibits.motto_words", lang),
        number=head[f"number_{lang}"],
        place_date=text("exhibits.place_date", lang, place=place, year=assessment.edition),
        kind=text("exhibits.kind", lang),
        subject=subject,
        edition_line=revision_line(assessment, lang),
        data_cutoff_line=_cutoff_line(assessment, lang),
        watermark=text("exhibits.watermark", lang) if _is_illustrative(assessment) else None,
        lang=lang,
        title_plain=subject,
    )


def summary(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what the report is about, and section I, which is made to fit on one page.

    It tells how many targets stand where, what changed, who has to act, what is most at risk and
    what gained most.
    """
    items: list[Exhibit] = [
        *_notices(assessment, lang),
        *revision_notice(assessment, lang),
        Prose(_opening_text(assessment, lang)),
        Heading(1, text("exhibits.heading_summary", lang), "tom-tat"),
        *inherited.plans_table(assessment, lang),
        *inherited.under_each_plan(
            assessment, "tom-tat", lang, lambda own: _summary_under_plan(own, lang)
        ),
        cells.commentary(assessment, "summary", lang),
    ]
    return Exhibits(tuple(items))


def _summary_under_plan(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    yield _verdicts_in_brief(assessment, lang)
    yield from _changes_in_brief(assessment, lang)
    yield tables.status_counts(assessment, lang)
    yield from tables.actions(assessment, lang)
    yield from tables.most_at_risk(assessment, lang)
    yield from tables.largest_gains(assessment, lang)


def scores(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section II: every indicator's latest value and verdicts, by objective."""
    return Exhibits(
        (
            Heading(1, text("exhibits.heading_scores", lang), "bang-danh-gia"),
            Prose(text("exhibits.scores_intro", lang)),
            inherited.score_table(assessment, lang)
            if assessment.inputs.inherited
            else tables.score_table(assessment, lang),
            cells.commentary(assessment, "scores", lang),
        )
    )


def agencies(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section V: each lead agency's targets and the figures that it still owes."""
    return Exhibits(
        (
            Heading(1, text("exhibits.heading_agencies", lang), "co-quan"),
            Prose(_calendar_text(assessment, lang)),
            *inherited.successions(assessment, lang),
            *inherited.under_each_plan(
                assessment, "co-quan", lang, lambda own: tables.agency_tables(own, lang)
            ),
            cells.commentary(assessment, "agencies", lang),
        )
    )


def data_quality(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section VI: coverage, doubtful figures, and the plan's own oddities."""
    return Exhibits(
        (
            Heading(1, text("exhibits.heading_quality", lang), "chat-luong"),
            Prose(_coverage_text(assessment, lang)),
            *inherited.basis_table(assessment, lang),
            *tables.quality_table(assessment, lang),
            *inherited.under_each_plan(
                assessment, "chat-luong", lang, lambda own: tables.findings_table(own, lang)
            ),
            cells.commentary(assessment, "quality", lang),
        )
    )


def signatures(assessment: Assessment, lang: Lang) -> Signatories:
    """Return the recipients and the signature block, blank where nothing is known."""
    head = assessment.inputs.letterhead
    recipients = [str(name) for name in head[f"recipients_{lang}"]]
    if assessment.agency:
        # Sent to the agency that it speaks of; the last line is the office's own copy.
        recipients = [
            agency_name(assessment.inputs.plan, assessment.agency, lang),
            *recipients[-1:],
        ]
    return Signatories(
        recipients_title=text("exhibits.recipients", lang),
        recipients=tuple(_listed(recipients)),
        signature_lines=tuple(head[f"signature_{lang}"]),
        closing=text(
            "exhibits.closing",
            lang,
            unit=assessment.inputs.unit.name(lang),
            edition=assessment.edition,
        ),
    )


def _listed(names: list[str]) -> Iterator[str]:
    """Yield the lines of a list as Decree 30/2020 ends them: a semicolon, the last a full stop."""
    for place, name in enumerate(names, start=1):
        yield name.rstrip(";.") + (";" if place < len(names) else ".")


def annexes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the annexes: the whole results table, the method, the sources and the inputs."""
    return Exhibits(
        (
            Annex(text("exhibits.annex_results", lang), "phu-luc-ket-qua", landscape=True),
            *inherited.under_each_plan(
                assessment, "phu-luc-ket-qua", lang, lambda own: _results_under_plan(own, lang)
            ),
            Annex(text("exhibits.annex_method", lang), "phu-luc-phuong-phap"),
            Prose(_method_text(assessment, lang)),
            tables.record_table(assessment, lang),
            Annex(text("exhibits.annex_sources", lang), "phu-luc-nguon"),
            *inherited.under_each_plan(
                assessment, "phu-luc-nguon", lang, lambda own: [tables.plan_table(own, lang)]
            ),
            tables.sources_table(assessment, lang),
            tables.inputs_table(assessment, lang),
        )
    )


def _results_under_plan(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    yield tables.results_table(assessment, lang)
    yield from tables.readings_table(assessment, lang)
    yield from tables.disagreements_table(assessment, lang)


def _notices(assessment: Assessment, lang: Lang) -> Iterator[Callout]:
    plan = assessment.inputs.plan
    if _is_illustrative(assessment):
        yield Callout("warning", text("exhibits.illustrative_notice", lang))
    yield from inherited.notice(assessment, lang)
    if plan.targets_from:
        key = "borrowed" if plan.is_entered else "absent"
        yield Callout("warning", text(f"exhibits.{key}_notice", lang))
    if plan.absent_targets:
        numbers = dict.fromkeys(target.chi_tieu for target in plan.absent_targets)
        told = ", ".join(map(str, numbers))
        yield Callout("warning", text("exhibits.absent_targets_notice", lang, numbers=told))
    if assessment.agency:
        agency = agency_name(assessment.inputs.plan, assessment.agency, lang)
        yield Callout("note", text("exhibits.agency_notice", lang, agency=agency))


def _opening_text(assessment: Assessment, lang: Lang) -> str:
    """Tell against which plan the report assesses whom, and how much is known."""
    plan = assessment.inputs.plan
    territory = plan.territory.vi if lang == "vi" else plan.territory.en
    if assessment.inputs.inherited:
        said = inherited.opening(assessment, lang)
        return f"{said} {_known_text(assessment, lang)}"
    values = {"document": cells.plan_label(assessment, lang), "territory": territory}
    return f"{text('exhibits.opening', lang, **values)} {_known_text(assessment, lang)}"


def _verdicts_in_brief(assessment: Assessment, lang: Lang) -> Prose:
    return Prose(verdicts_text(assessment, lang))


def verdicts_text(assessment: Assessment, lang: Lang) -> str:
    """Tell in one sentence per target year how many targets stand where."""
    years = assessment.results.groupby("target_year")
    return " ".join(_year_text(assessment, *own, lang) for own in years)


def _changes_in_brief(assessment: Assessment, lang: Lang) -> Iterator[Prose]:
    found = assessment.changes
    if found is not None:
        said = " ".join(change_counts(found.targets, lang))
        values = {"edition": found.previous.edition, "changes": numerals.within(said)}
        yield Prose(text("exhibits.since_edition", lang, **values))


def _known_text(assessment: Assessment, lang: Lang) -> str:
    """Tell how many of the plan's indicators have figures."""
    ids = set(assessment.results["indicator_id"])
    known = len(ids & set(assessment.series["indicator_id"]))
    key = "all" if known == len(ids) else "some" if known else "none"
    if len(ids) == 1:
        key = "one" if known else "one_missing"
    values = {"total": len(ids), "known": known, "missing": len(ids) - known}
    return text(f"exhibits.known_{key}", lang, **values)


def _year_text(assessment: Assessment, year: object, rows: pd.DataFrame, lang: Lang) -> str:
    """Tell in one sentence how the targets of a year stand."""
    counts = rows["status"].value_counts()
    parts = [
        text("exhibits.outline_part", lang, count=counts[status],
             status=numerals.within(words.short_status(status, lang)))
        for status in STATUSES
        if status in counts
    ]  # fmt: skip
    label = cells.target_label(assessment, lang)
    return text("exhibits.outline", lang, label=label, year=year, parts=", ".join(parts))


def _cutoff_line(assessment: Assessment, lang: Lang) -> str:
    line = text("exhibits.cutoff_none", lang)
    if len(assessment.series):
        line = text("exhibits.cutoff", lang, year=int(assessment.series["year"].max()))
    until = assessment.inputs.received_until
    return f"{line}; {cells.received_text(until, lang)}" if until else line


def _calendar_text(assessment: Assessment, lang: Lang) -> str:
    due = cells.due_text(assessment, lang)
    note = assessment.inputs.plan.responsibilities.note
    said = text("exhibits.calendar", lang, due=due)
    days = cells.due_days_text(assessment, lang)
    if days:
        said += " " + text("exhibits.due_days", lang, days=days)
    if note is None:
        return said
    return said + "\n\n" + (note.vi if lang == "vi" else note.en)


def _coverage_text(assessment: Assessment, lang: Lang) -> str:
    results = assessment.results.drop_duplicates("indicator_id")
    known = results["latest_year"].notna()
    if not known.any():
        return text("exhibits.known_none", lang, total=len(results))
    fresh = results["latest_year"].fillna(0) >= assessment.edition - 1
    stale = results["stale"]
    return text(
        "exhibits.coverage",
        lang,
        total=len(results),
        known=int(known.sum()),
        fresh=int(fresh.sum()),
        stale=int(stale.sum()),
        year=assessment.edition - 1,
    )


def _method_text(assessment: Assessment, lang: Lang) -> str:
    rules = assessment.inputs.rules
    return text(
        "exhibits.method",
        lang,
        likely=f"{rules.likely:.0%}".rstrip("%"),
        more=f"{rules.more_likely_than_not:.0%}".rstrip("%"),
        unlikely=f"{rules.unlikely:.0%}".rstrip("%"),
        points=rules.least_points,
        years=rules.oldest_years,
        base=assessment.inputs.first_year - 1,
        today=assessment.edition - 1,
    )


def _is_illustrative(assessment: Assessment) -> bool:
    return assessment.inputs.data == "illustrative"
