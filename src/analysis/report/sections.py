"""The report's sections as exhibits, made from the assessment value alone.

One function per section; the notebook displays them one after the other.
"""

from __future__ import annotations

from collections import Counter
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
from analysis.programme import NATION, OUTLOOK_STATUSES, STATUSES
from analysis.report import cells, inherited, tables
from analysis.report.changes import change_counts, revision_line, revision_notice
from analysis.report.wording import in_sentence


def heading_block(assessment: Assessment, lang: Lang) -> Letterhead:
    """Return the heading block: who issues the report, about whom, and as of when."""
    head, subject = assessment.inputs.letterhead, _subject(assessment, lang)
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
        edition_line=_edition_line(assessment, lang),
        data_cutoff_line=_cutoff_line(assessment, lang),
        watermark=text("exhibits.watermark", lang) if _is_illustrative(assessment) else None,
        lang=lang,
        title_plain=subject,
    )


def _subject(assessment: Assessment, lang: Lang) -> str:
    """Return what the report is about, as an office titles it: results up to the last full year."""
    unit = assessment.inputs.unit
    key = "exhibits.subject_nation" if unit.unit_id == NATION else "exhibits.subject"
    year = assessment.edition - 1
    subject = text(key, lang, unit=unit.name(lang), year=year)
    if assessment.agency:
        agency = agency_name(assessment.inputs.plan, assessment.agency, lang)
        subject = text("exhibits.subject_agency", lang, subject=subject, agency=agency)
    return subject


def _edition_line(assessment: Assessment, lang: Lang) -> str:
    edition = text("exhibits.edition_line", lang, edition=assessment.edition)
    revision = revision_line(assessment, lang)
    return f"{edition}. {revision}" if revision else edition


def _addressee(assessment: Assessment, lang: Lang) -> str:
    """Return to whom the report goes: its agency, or the first of those who receive it.

    The last one is the archive; what stands in brackets says why somebody gets it.
    """
    if assessment.agency:
        return agency_name(assessment.inputs.plan, assessment.agency, lang)
    recipients = [str(name) for name in assessment.inputs.letterhead[f"recipients_{lang}"]]
    return recipients[0].split(" (")[0] if len(recipients) > 1 else ""


def _issuer(assessment: Assessment, lang: Lang) -> str:
    """Return who issues the report, as its name is written inside a sentence."""
    name = str(assessment.inputs.letterhead[f"issuing_body_{lang}"])
    return in_sentence(name, assessment.inputs.unit.name(lang), lang) or "…………………………"


def _addressed(assessment: Assessment, lang: Lang) -> Iterator[Prose]:
    addressee = _addressee(assessment, lang) or "…………………………"
    yield Prose(text("exhibits.addressed", lang, addressee=addressee))


def _closing(assessment: Assessment, lang: Lang) -> str:
    subject, addressee = _subject(assessment, lang), _addressee(assessment, lang)
    values = {"subject": subject, "subject_within": numerals.within(subject)}
    if not addressee:
        return text("exhibits.closing_plain", lang, **values)
    key = "closing_agency" if assessment.agency else "closing"
    issuer = _issuer(assessment, lang)
    return text(f"exhibits.{key}", lang, **values, issuer=issuer, addressee=addressee)


def _annex(
    assessment: Assessment, name: str, anchor: str, lang: Lang, *, landscape: bool = False
) -> tuple[Annex, Prose]:
    """Return the head of an annex, and to which report it is attached."""
    number = str(assessment.inputs.letterhead[f"number_{lang}"]).partition(":")[2].strip()
    values = {"number": f"……{number}", "year": assessment.edition}
    attached = text("exhibits.attached", lang, **values, issuer=_issuer(assessment, lang))
    return Annex(text(f"exhibits.{name}", lang), anchor, landscape=landscape), Prose(attached)


def summary(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what the report is about, and section I, which is made to fit on one page.

    It tells how many targets stand where, what changed, who has to act, what is most at risk and
    what gained most.
    """
    items: list[Exhibit] = [
        *_addressed(assessment, lang),
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
        closing=_closing(assessment, lang),
    )


def _listed(names: list[str]) -> Iterator[str]:
    """Yield the lines of a list as Decree 30/2020 ends them: a semicolon, the last a full stop."""
    for place, name in enumerate(names, start=1):
        yield name.rstrip(";.") + (";" if place < len(names) else ".")


def annexes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the annexes: the whole results table, the method, the sources and the inputs."""
    return Exhibits(
        (
            *_annex(assessment, "annex_results", "phu-luc-ket-qua", lang, landscape=True),
            *inherited.under_each_plan(
                assessment, "phu-luc-ket-qua", lang, lambda own: _results_under_plan(own, lang)
            ),
            *_annex(assessment, "annex_method", "phu-luc-phuong-phap", lang),
            Prose(_method_text(assessment, lang)),
            tables.record_table(assessment, lang),
            *_annex(assessment, "annex_sources", "phu-luc-nguon", lang),
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
        said = " ".join(change_counts(found.targets, lang, brief=True))
        values = {"edition": found.previous.edition, "changes": numerals.within(said)}
        yield Prose(text("exhibits.since_edition", lang, **values))


def _known_text(assessment: Assessment, lang: Lang) -> str:
    """Tell how many of the plan's indicators have figures, in words that all sections share."""
    results = assessment.results.drop_duplicates("indicator_id")
    total, known = len(results), int(results["latest_year"].notna().sum())
    key = "all" if known == total else "some" if known else "none"
    if total == 1:
        key = "one" if known else "one_missing"
    values = {"total": total, "known": known, "missing": total - known}
    targets = int(results["chi_tieu"].nunique())
    return text(f"exhibits.known_{key}", lang, targets=targets, **values)


def _year_text(assessment: Assessment, year: object, rows: pd.DataFrame, lang: Lang) -> str:
    """Tell in one sentence how the targets of a year stand."""
    borrowed = assessment.inputs.plan.targets_from is not None
    label = numerals.within(cells.target_label(assessment, lang))
    aim = label if borrowed else text("exhibits.aim", lang)
    kinds = zip(rows["unobserved"], rows["status"], strict=True)
    counts = Counter(f"past_{status}" if past else status for past, status in kinds)
    order = [*STATUSES[:2], *(f"past_{status}" for status in OUTLOOK_STATUSES), *STATUSES[2:]]
    values = {"total": len(rows), "label_within": label, "aim": aim}
    parts = [
        text(
            "exhibits.outline_part",
            lang,
            count=numerals.counted(counts[name], lang),
            status=text(f"exhibits.counted_{name}", lang),
        )
        for name in order
        if counts[name] and name != "achieved"
    ]
    if counts["achieved"]:
        met = numerals.counted(counts["achieved"], lang)
        said = ", ".join([text("exhibits.outline_achieved", lang, count=met, **values), *parts])
    else:
        said = text("exhibits.outline_of", lang, parts=", ".join(parts), **values)
    return text("exhibits.outline", lang, year=year, parts=said)


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
    told = _known_text(assessment, lang)
    if not results["latest_year"].notna().any():
        return told
    fresh = results["latest_year"].fillna(0) >= assessment.edition - 1
    return text(
        "exhibits.coverage",
        lang,
        known=told,
        fresh=_so_many(int(fresh.sum()), "none", lang),
        stale=_so_many(int(results["stale"].sum()), "not_any", lang),
        year=assessment.edition - 1,
    )


def _so_many(count: int, none: str, lang: Lang) -> str:
    return text(f"exhibits.indicators_{'some' if count else none}", lang, count=count)


def _method_text(assessment: Assessment, lang: Lang) -> str:
    rules = assessment.inputs.rules
    return text(
        "exhibits.method",
        lang,
        likely=f"{rules.likely:.0%}".rstrip("%"),
        more=f"{rules.more_likely_than_not:.0%}".rstrip("%"),
        unlikely=f"{rules.unlikely:.0%}".rstrip("%"),
        points=rules.least_points,
        grade_a=rules.grade_a_years,
        grade_b=rules.grade_b_years,
        grade_c=rules.grade_c_years,
        fewest=rules.fewest_points,
        likely_years=rules.likely_years,
        base=assessment.inputs.first_year - 1,
    )


def _is_illustrative(assessment: Assessment) -> bool:
    return assessment.inputs.data == "illustrative"
