"""The report's sections as exhibits, made from the assessment value alone.

One function per section; the notebook displays them one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis import exhibit_cells as cells
from analysis import exhibit_tables as tables
from analysis import wording
from analysis.assessment import Assessment
from analysis.catalogue import Lang, text
from analysis.change_wording import change_counts
from analysis.charts import panels_svg, trajectory_svg
from analysis.exhibit_model import (
    Annex,
    Callout,
    Exhibit,
    Exhibits,
    Figure,
    Heading,
    Letterhead,
    Prose,
    Signatories,
)
from analysis.series import comparable_rows

# How wide a chart stands on paper.
CHART_MM = 140.0
# The summary's sentence on a year speaks of fewer groups than the table has statuses.
_OUTLINE = {
    "achieved": ("achieved",),
    "not_achieved": ("not_achieved",),
    "within_reach": ("likely", "more_likely_than_not"),
    "at_risk": ("unlikely_without_acceleration", "very_unlikely"),
    "open": ("insufficient_evidence", "no_data", "not_judged"),
}
Panel = tuple[pd.DataFrame, dict[str, Any]]


def heading_block(assessment: Assessment, lang: Lang) -> Letterhead:
    """Return the heading block: who issues the report, about whom, and as of when."""
    inputs, head = assessment.inputs, assessment.inputs.letterhead
    subject = text(
        "exhibits.subject", lang, unit=inputs.unit.name(lang), edition=assessment.edition
    )
    if assessment.agency:
        agency = cells.agency_name(assessment, assessment.agency, lang)
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
        edition_line=text("exhibits.edition_line", lang, edition=assessment.edition),
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
        Prose(_opening_text(assessment, lang)),
        Heading(1, text("exhibits.heading_summary", lang), "tom-tat"),
        _verdicts_in_brief(assessment, lang),
        *_changes_in_brief(assessment, lang),
        tables.status_counts(assessment, lang),
        *tables.actions(assessment, lang),
        *tables.most_at_risk(assessment, lang),
        *tables.largest_gains(assessment, lang),
        cells.commentary(assessment, "summary", lang),
    ]
    return Exhibits(tuple(items))


def scores(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section II: every indicator's latest value and verdicts, by objective."""
    return Exhibits(
        (
            Heading(1, text("exhibits.heading_scores", lang), "bang-danh-gia"),
            Prose(text("exhibits.scores_intro", lang)),
            tables.score_table(assessment, lang),
            cells.commentary(assessment, "scores", lang),
        )
    )


def objective(assessment: Assessment, number: int, lang: Lang) -> Exhibits:
    """Return one objective of section IV: a chart and its sentences for every indicator."""
    rows = assessment.results[assessment.results["objective"] == number]
    known = set(assessment.series["indicator_id"])
    if rows.empty:
        return Exhibits(())
    title = text(f"exhibits.objective_{number}", lang)
    items: list[Exhibit] = []
    if number == assessment.results["objective"].min():
        items.append(Heading(1, text("exhibits.heading_objectives", lang), "dien-bien"))
        if known:
            items.append(Prose(text("exhibits.chart_key", lang)))
    items.append(Heading(2, f"{number}. {title}", f"muc-tieu-{number}"))
    items += _without_figures(assessment, rows[~rows["indicator_id"].isin(known)], lang)
    for indicator_id, targets in rows.groupby("indicator_id", sort=False):
        if indicator_id in known:
            items += _indicator(assessment, str(indicator_id), targets, lang)
    items += _proxies(assessment, number, lang)
    items.append(cells.commentary(assessment, f"objective-{number}", lang))
    return Exhibits(tuple(items))


def agencies(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section V: each lead agency's targets and the figures that it still owes."""
    return Exhibits(
        (
            Heading(1, text("exhibits.heading_agencies", lang), "co-quan"),
            Prose(_calendar_text(assessment, lang)),
            *tables.agency_tables(assessment, lang),
            cells.commentary(assessment, "agencies", lang),
        )
    )


def data_quality(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section VI: coverage, doubtful figures, and the plan's own oddities."""
    return Exhibits(
        (
            Heading(1, text("exhibits.heading_quality", lang), "chat-luong"),
            Prose(_coverage_text(assessment, lang)),
            *tables.quality_table(assessment, lang),
            *tables.findings_table(assessment, lang),
            cells.commentary(assessment, "quality", lang),
        )
    )


def signatures(assessment: Assessment, lang: Lang) -> Signatories:
    """Return the recipients and the signature block, blank where nothing is known."""
    head = assessment.inputs.letterhead
    return Signatories(
        recipients_title=text("exhibits.recipients", lang),
        recipients=tuple(head[f"recipients_{lang}"]),
        signature_lines=tuple(head[f"signature_{lang}"]),
        closing=text(
            "exhibits.closing",
            lang,
            unit=assessment.inputs.unit.name(lang),
            edition=assessment.edition,
        ),
    )


def annexes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return the annexes: the whole results table, the method, the sources and the inputs."""
    return Exhibits(
        (
            Annex(text("exhibits.annex_results", lang), "phu-luc-ket-qua", landscape=True),
            tables.results_table(assessment, lang),
            *tables.readings_table(assessment, lang),
            *tables.disagreements_table(assessment, lang),
            Annex(text("exhibits.annex_method", lang), "phu-luc-phuong-phap"),
            Prose(_method_text(assessment, lang)),
            tables.record_table(assessment, lang),
            Annex(text("exhibits.annex_sources", lang), "phu-luc-nguon"),
            tables.plan_table(assessment, lang),
            tables.sources_table(assessment, lang),
            tables.inputs_table(assessment, lang),
        )
    )


def _indicator(
    assessment: Assessment, indicator_id: str, targets: pd.DataFrame, lang: Lang
) -> list[Exhibit]:
    about = cells.indicator_row(assessment, indicator_id)
    name = str(about[f"name_{lang}"])
    title = text("exhibits.indicator_heading", lang, chi_tieu=about["chi_tieu"], name=name)
    points = assessment.series[assessment.series["indicator_id"] == indicator_id]
    compared = comparable_rows(points)
    rows = cells.records(targets)
    anchor = indicator_id.replace("_", "-")
    said = " ".join(filter(None, _sentences(assessment, rows, about, lang)))
    source = cells.source_note(assessment, points, lang)
    if len(points) == 1:
        # One figure makes no line: the sentences tell it better than a chart.
        return [Heading(3, title, anchor), Prose(f"{said} {source}")]
    chart = Figure(
        svg=_chart(assessment, points, rows, about, lang),
        alt=_alt_text(compared, rows, about, lang),
        caption=_caption(assessment, "chart_caption", str(about[f"short_{lang}"]), lang),
        anchor=f"bd-{anchor}",
        note=source,
        width_mm=CHART_MM,
    )
    return [Heading(3, title, anchor), chart, Prose(said)]


def _chart(
    assessment: Assessment,
    points: pd.DataFrame,
    rows: list[dict[str, Any]],
    about: dict[str, Any],
    lang: Lang,
) -> str:
    key = (assessment.inputs.unit.unit_id, str(about["indicator_id"]))
    judged = [row for row in rows if row["status"] != "not_judged"]
    return trajectory_svg(points, assessment.outlooks.get(key), judged, about, lang)


def _sentences(
    assessment: Assessment, rows: list[dict[str, Any]], about: dict[str, Any], lang: Lang
) -> Iterator[str]:
    decimals = int(about["decimals"])
    label = cells.target_label(assessment, lang)
    yield wording.level_sentence(rows[-1], lang, decimals)
    yield from wording.verdict_sentences(rows, label, lang, decimals)
    last = rows[-1]
    if last["status"] not in ("not_judged", "achieved", "not_achieved"):
        people = about[f"denominator_{lang}"]
        known_people = None if pd.isna(people) else str(people)
        yield wording.pace_sentence(last, label, lang, decimals)
        yield wording.first_likely_sentence(last, lang)
        yield wording.shortfall_sentence(last, known_people, lang)
    yield _opposed_readings(assessment, last, lang)
    if _is_doubtful(assessment, last):
        yield text("exhibits.doubtful", lang)
    agency = cells.agency_name(assessment, last["lead_agency"], lang)
    if agency:
        yield text("exhibits.led_by", lang, agency=agency)


def _opposed_readings(assessment: Assessment, row: dict[str, Any], lang: Lang) -> str:
    """Tell which established readings point the other way; empty when none does."""
    opposed = assessment.disagreements
    mine = (opposed["indicator_id"] == row["indicator_id"]) & (
        opposed["target_year"] == row["target_year"]
    )
    methods = [text(f"readings.short_{method}", lang) for method in opposed.loc[mine, "method"]]
    return text("exhibits.opposed", lang, methods=", ".join(methods)) if methods else ""


def _is_doubtful(assessment: Assessment, row: dict[str, Any]) -> bool:
    """Tell whether the figures behind a row contradict others or stand out as wrong."""
    issues = assessment.quality
    doubtful = issues["severity"].isin(("wrong", "doubtful"))
    return bool((doubtful & (issues["indicator_id"] == row["indicator_id"])).any())


def _alt_text(
    points: pd.DataFrame, rows: list[dict[str, Any]], about: dict[str, Any], lang: Lang
) -> str:
    decimals, unit = int(about["decimals"]), str(about["unit"])
    first, last = points.iloc[0], points.iloc[-1]
    values = {
        "name": about[f"name_{lang}"],
        "count": len(points),
        "first": wording.quantity(first["value"], unit, lang, decimals),
        "first_year": first["year"],
        "last": wording.quantity(last["value"], unit, lang, decimals),
        "last_year": last["year"],
    }
    targets = "; ".join(f"{row['target_year']}: {wording.target_sign(row, lang)}" for row in rows)
    said = text("exhibits.alt_points", lang, **values)
    shown = [row for row in rows if pd.notna(row["projected_p50"])]
    if targets:
        said += " " + text("exhibits.alt_targets", lang, targets=targets)
    if shown:
        row = shown[-1]
        said += " " + text(
            "exhibits.alt_outlook",
            lang,
            year=row["target_year"],
            middle=wording.quantity(row["projected_p50"], unit, lang, decimals),
            interval=wording.interval(row, lang, decimals),
        )
    return said


def _caption(assessment: Assessment, name: str, about: str, lang: Lang) -> str:
    return cells.marked(assessment, text(f"exhibits.{name}", lang, name=about), lang)


def _without_figures(assessment: Assessment, rows: pd.DataFrame, lang: Lang) -> Iterator[Prose]:
    """Yield which indicators of an objective nobody has reported yet.

    A locality sees the nation's latest figures beside them, as context only.
    """
    if rows.empty:
        return
    ids = [str(each) for each in rows["indicator_id"].unique()]
    names = "; ".join(cells.short_label(assessment, each, lang) for each in ids)
    said = text("exhibits.without_figures", lang, count=len(ids), names=names)
    national = "; ".join(filter(None, (cells.national_text(assessment, i, lang) for i in ids)))
    if national:
        said += " " + text("exhibits.national", lang, figures=national)
    yield Prose(said)


def _proxies(assessment: Assessment, number: int, lang: Lang) -> list[Exhibit]:
    """Return the series near an objective's indicators: small charts, or words for one figure."""
    about = assessment.inputs.indicators
    near = about[(about["objective"] == number) & about["proxy_for"].notna()]
    wanted = set(assessment.results["indicator_id"])
    panels: list[Panel] = []
    said: list[str] = []
    for row in cells.records(near):
        points = assessment.proxies[assessment.proxies["indicator_id"] == row["indicator_id"]]
        if points.empty or not wanted & set(str(row["proxy_for"]).split()):
            continue
        if len(points) == 1:
            said.append(_lone_proxy(assessment, points, row, lang))
        else:
            panels.append((points, row))
    if not panels and not said:
        return []
    anchor = f"chi-so-gan-{number}"
    heading = Heading(3, text("exhibits.proxy_heading", lang), anchor)
    figures = [_proxy_figure(assessment, panels, number, lang)] if panels else []
    words = [text("exhibits.proxy_intro", lang), *said]
    return [heading, *map(Prose, words), *figures]


def _proxy_figure(assessment: Assessment, panels: list[Panel], number: int, lang: Lang) -> Figure:
    objective = text(f"exhibits.objective_{number}", lang)
    told = (_alt_text(comparable_rows(points), [], row, lang) for points, row in panels)
    notes = (_proxy_note(assessment, points, row, lang) for points, row in panels)
    return Figure(
        svg=panels_svg([(comparable_rows(points), row) for points, row in panels], lang),
        alt=" ".join([text("exhibits.proxy_alt", lang), *told]),
        caption=_caption(assessment, "proxy_caption", objective, lang),
        anchor=f"bd-chi-so-gan-{number}",
        note=" ".join(notes),
        width_mm=CHART_MM,
    )


def _lone_proxy(
    assessment: Assessment, points: pd.DataFrame, row: dict[str, Any], lang: Lang
) -> str:
    only = points.iloc[0]
    shown = wording.quantity(only["value"], str(row["unit"]), lang, int(row["decimals"]))
    note = _proxy_note(assessment, points, row, lang)
    return f"{row[f'name_{lang}']}: {shown} ({only['year']}). {note}"


def _proxy_note(
    assessment: Assessment, points: pd.DataFrame, row: dict[str, Any], lang: Lang
) -> str:
    near = ", ".join(
        cells.short_label(assessment, other, lang) for other in str(row["proxy_for"]).split()
    )
    said = text("exhibits.proxy_note", lang, name=row[f"short_{lang}"], near=near)
    return f"{said} {cells.source_note(assessment, points, lang)}"


def _notices(assessment: Assessment, lang: Lang) -> Iterator[Callout]:
    plan = assessment.inputs.plan
    if _is_illustrative(assessment):
        yield Callout("warning", text("exhibits.illustrative_notice", lang))
    if plan.targets_from:
        yield Callout("warning", text("exhibits.borrowed_notice", lang))
    if assessment.agency:
        agency = cells.agency_name(assessment, assessment.agency, lang)
        yield Callout("note", text("exhibits.agency_notice", lang, agency=agency))


def _opening_text(assessment: Assessment, lang: Lang) -> str:
    """Tell against which plan the report assesses whom, and how much is known."""
    plan = assessment.inputs.plan
    territory = plan.territory.vi if lang == "vi" else plan.territory.en
    values = {"document": cells.plan_label(assessment, lang), "territory": territory}
    return f"{text('exhibits.opening', lang, **values)} {_known_text(assessment, lang)}"


def _verdicts_in_brief(assessment: Assessment, lang: Lang) -> Prose:
    years = assessment.results.groupby("target_year")
    return Prose(" ".join(_year_text(assessment, *own, lang) for own in years))


def _changes_in_brief(assessment: Assessment, lang: Lang) -> Iterator[Prose]:
    found = assessment.changes
    if found is not None:
        said = " ".join(change_counts(found.targets, lang))
        edition = found.previous.edition
        yield Prose(text("exhibits.since_edition", lang, edition=edition, changes=said))


def _known_text(assessment: Assessment, lang: Lang) -> str:
    """Tell how many of the plan's indicators have figures."""
    ids = set(assessment.results["indicator_id"])
    known = len(ids & set(assessment.series["indicator_id"]))
    key = "all" if known == len(ids) else "some" if known else "none"
    values = {"total": len(ids), "known": known, "missing": len(ids) - known}
    return text(f"exhibits.known_{key}", lang, **values)


def _year_text(assessment: Assessment, year: object, rows: pd.DataFrame, lang: Lang) -> str:
    """Tell in one sentence how the targets of a year stand."""
    counts = [(key, int(rows["status"].isin(statuses).sum())) for key, statuses in _OUTLINE.items()]
    parts = [text(f"exhibits.outline_{key}", lang, count=count) for key, count in counts if count]
    label = cells.target_label(assessment, lang)
    return text("exhibits.outline", lang, label=label, year=year,
                parts=", ".join(parts))  # fmt: skip


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
