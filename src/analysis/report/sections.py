"""The report's sections as exhibits, made from the assessment value alone.

One function per section; the notebook displays them one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.assessment import Assessment
from analysis.exhibits import (
    Blank,
    Exhibit,
    Exhibits,
    Heading,
    Hint,
    Letterhead,
    Prose,
    Signatories,
)
from analysis.language import Lang, numerals, text
from analysis.plans import agency_name
from analysis.programme import NATION, PROPOSALS
from analysis.report import cells, inherited, message, tables
from analysis.report.changes import revision_line
from analysis.report.letter import as_letter


def heading_block(assessment: Assessment, lang: Lang) -> Letterhead:
    """Return the heading block: who issues the report, about whom, and as of when."""
    head, subject = assessment.inputs.letterhead, _subject(assessment, lang)
    place = head[f"place_{lang}"] or "…………"
    block = Letterhead(
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
        contents=False,
    )
    agency = assessment.agency
    return as_letter(block, assessment, agency, lang) if agency else block


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


def _closing(assessment: Assessment, lang: Lang) -> str:
    subject, addressee = _subject(assessment, lang), message.addressee(assessment, lang)
    values = {"subject": subject, "subject_within": numerals.within(subject)}
    if not addressee:
        return text("exhibits.closing_plain", lang, **values)
    key = "closing"
    if assessment.agency:
        sent = all(own.owed.empty for own in assessment.by_plan)
        key = "closing_agency_sent" if sent else "closing_agency"
    issuer = cells.issuer(assessment, lang)
    return text(f"exhibits.{key}", lang, **values, issuer=issuer, addressee=addressee)


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


def proposals(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section VI: what is lacking, why, and what is proposed, in the analyst's words.

    Nobody but the office that reports can say it: where it has said nothing, the Word document
    leaves room for it.
    """
    items: list[Exhibit] = [Heading(1, text("proposals.heading", lang), "ton-tai")]
    missing = []
    for place, section in enumerate(PROPOSALS, start=1):
        title = f"{place}. {text(f'proposals.{section}', lang)}"
        words = cells.commentary(assessment, section, lang)
        if isinstance(words, Hint):
            missing.append(title)
            items.append(words)
        else:
            anchor = f"ton-tai-{place}"
            items += [*_blank(missing, lang), Heading(2, title, anchor), Prose(words.markdown)]
            missing = []
    return Exhibits((*items, *_blank(missing, lang)))


def _blank(titles: list[str], lang: Lang) -> list[Exhibit]:
    return [Blank(tuple(titles), text("proposals.instead", lang))] if titles else []


def annexes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the annexes: data quality, the plan's oddities, other readings, method, sources."""
    return Exhibits(
        (
            cells.annex_head(assessment, "annexes.quality", "chat-luong", lang),
            Prose(_coverage_text(assessment, lang)),
            *inherited.basis_table(assessment, lang),
            *tables.quality_table(assessment, lang),
            cells.commentary(assessment, "quality", lang),
            cells.annex_head(assessment, "annexes.findings", "luu-y-ke-hoach", lang),
            *inherited.under_each_plan(
                assessment, "luu-y-ke-hoach", lang, lambda own: _findings(own, lang)
            ),
            cells.annex_head(assessment, "annexes.readings", "phuong-phap-khac", lang),
            *inherited.under_each_plan(
                assessment, "phuong-phap-khac", lang, lambda own: _readings(own, lang)
            ),
            cells.annex_head(assessment, "annexes.method", "phu-luc-phuong-phap", lang),
            Prose(_method_text(assessment, lang)),
            tables.record_table(assessment, lang),
            cells.annex_head(assessment, "annexes.sources", "phu-luc-nguon", lang),
            *inherited.under_each_plan(
                assessment, "phu-luc-nguon", lang, lambda own: [tables.plan_table(own, lang)]
            ),
            tables.sources_table(assessment, lang),
            tables.inputs_table(assessment, lang),
            Prose(text("annexes.full", lang)),
        )
    )


def _findings(assessment: Assessment, lang: Lang) -> list[Exhibit]:
    found = list(tables.findings_table(assessment, lang))
    return [*found] if found else [Prose(text("annexes.findings_none", lang))]


def _readings(assessment: Assessment, lang: Lang) -> list[Exhibit]:
    found = [
        *tables.readings_table(assessment, lang),
        *tables.disagreements_table(assessment, lang),
    ]
    return [*found] if found else [Prose(text("annexes.readings_none", lang))]


def _cutoff_line(assessment: Assessment, lang: Lang) -> str:
    line = text("exhibits.cutoff_none", lang)
    if len(assessment.series):
        line = text("exhibits.cutoff", lang, year=int(assessment.series["year"].max()))
    until = assessment.inputs.received_until
    return f"{line}; {cells.received_text(until, lang)}" if until else line


def _calendar_text(assessment: Assessment, lang: Lang) -> str:
    due = cells.due_text(assessment, lang)
    note = assessment.inputs.plan.responsibilities.note
    key = "calendar"
    if assessment.agency:
        key = "calendar_letter_none" if assessment.owed.empty else "calendar_letter"
    said = text(f"exhibits.{key}", lang, due=due)
    days = cells.due_days_text(assessment, lang)
    if days:
        said += " " + text("exhibits.due_days", lang, days=days)
    if note is None:
        return said
    return said + "\n\n" + (note.vi if lang == "vi" else note.en)


def _coverage_text(assessment: Assessment, lang: Lang) -> str:
    results = assessment.results.drop_duplicates("indicator_id")
    told = cells.known_text(assessment, lang)
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
