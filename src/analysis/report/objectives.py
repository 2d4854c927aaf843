"""The section on each objective: a tile for every indicator, an account of what is at risk.

Made from the assessment value alone, as all of the report's sections are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessment import Assessment
from analysis.exhibits import Exhibit, Exhibits, Figure, Heading, Prose
from analysis.language import Lang, numerals, text
from analysis.plans import agency_name
from analysis.programme import AT_RISK, NATION
from analysis.report import cells, wording
from analysis.report.alt_texts import alt_text
from analysis.report.charts import trajectory_svg
from analysis.report.citing import figures_note
from analysis.report.inherited import under_each_plan
from analysis.report.tiles import objective_tiles, outlook_shown
from analysis.series import comparable_rows
from analysis.tables import records

# How wide a chart stands on paper.
CHART_MM = 125.0


def every_objective(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section IV: every objective of the programme, one after the other."""
    shown = under_each_plan(assessment, "dien-bien", lang, lambda own: _objectives(own, lang))
    return Exhibits((*_section_head(assessment, lang), *shown))


def objective(assessment: Assessment, number: int, lang: Lang) -> Exhibits:
    """Return one objective of section IV: its tiles, then what was missed or is at risk."""
    items = list(_objective(assessment, number, lang))
    if items and number == assessment.results["objective"].min():
        items = [*_section_head(assessment, lang), *items]
    return Exhibits(tuple(items))


def _section_head(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    yield Heading(1, text("exhibits.heading_objectives", lang), "dien-bien")
    if set(assessment.series["indicator_id"]):
        told = [text("tiles.key", lang)]
        # A short report, whose tiles tell it below them, has no room for it.
        if (assessment.results["leans_on_unit"] == NATION).any():
            told.append(text("tiles.key_leant", lang))
        if not assessment.agency:
            told.append(text("tiles.accounts", lang))
        yield Prose(" ".join(told))


def _objectives(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    for number in sorted(assessment.inputs.indicators["objective"].unique()):
        yield from _objective(assessment, int(number), lang)


def _objective(assessment: Assessment, number: int, lang: Lang) -> Iterator[Exhibit]:
    rows = assessment.results[assessment.results["objective"] == number]
    known = set(assessment.series["indicator_id"])
    if rows.empty:
        return
    title = text(f"exhibits.objective_{number}", lang)
    yield Heading(2, f"{number}. {title}", f"muc-tieu-{number}")
    yield from _without_figures(assessment, rows[~rows["indicator_id"].isin(known)], lang)
    yield from objective_tiles(assessment, number, lang)
    letters = numerals.letters(lang)
    for indicator_id, targets in rows.groupby("indicator_id", sort=False):
        if indicator_id in known and _needs_account(assessment, targets):
            yield from _indicator(assessment, str(indicator_id), targets, lang, next(letters))
    yield cells.commentary(assessment, f"objective-{number}", lang)


def _needs_account(assessment: Assessment, targets: pd.DataFrame) -> bool:
    """Tell whether an indicator missed a target or is at risk of missing one.

    A letter to an agency is as short as letters are: its tiles say it, the report says more.
    """
    return not assessment.agency and bool(targets["status"].isin(("not_achieved", *AT_RISK)).any())


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
        key = "national_letter" if assessment.agency else "national"
        said += " " + text(f"exhibits.{key}", lang, figures=national)
    yield Prose(said)


def _indicator(
    assessment: Assessment, indicator_id: str, targets: pd.DataFrame, lang: Lang, letter: str
) -> list[Exhibit]:
    about = cells.indicator_row(assessment, indicator_id)
    name = str(about[f"name_{lang}"])
    code = cells.code_of(assessment, about, lang)
    title = text("exhibits.indicator_heading", lang, code=code, name=name)
    title = text("exhibits.indicator_place", lang, letter=letter, title=title)
    points = assessment.series[assessment.series["indicator_id"] == indicator_id]
    compared = comparable_rows(points)
    rows = records(targets)
    anchor = indicator_id.replace("_", "-")
    said = " ".join(filter(None, _sentences(assessment, rows, about, lang)))
    source = figures_note(assessment, points, lang)
    if len(points) == 1:
        # One figure makes no line: the sentences tell it better than a chart.
        return [Heading(3, title, f"{anchor}-chi-tiet"), Prose(f"{said} {source}")]
    judged = [row for row in rows if row["status"] != "not_judged"]
    outlook = outlook_shown(assessment, indicator_id, rows, compared)
    caption = "chart_caption" if outlook else "chart_caption_past"
    chart = Figure(
        svg=trajectory_svg(points, outlook, judged, about, lang, _beside(assessment, indicator_id)),
        alt=alt_text(compared, rows, about, lang),
        caption=_caption(assessment, caption, str(about[f"short_{lang}"]), lang),
        anchor=f"bd-{anchor}",
        note=source,
        width_mm=CHART_MM,
    )
    return [Heading(3, title, f"{anchor}-chi-tiet"), chart, Prose(said)]


def _beside(assessment: Assessment, indicator_id: str) -> pd.DataFrame:
    return assessment.national[assessment.national["indicator_id"] == indicator_id]


def _sentences(
    assessment: Assessment, rows: list[dict[str, Any]], about: dict[str, Any], lang: Lang
) -> Iterator[str]:
    decimals = int(about["decimals"])
    label = cells.target_label(assessment, lang)
    last = rows[-1]
    yield wording.level_sentence(last, lang, decimals)
    yield wording.bounds_sentence(last, lang)
    yield wording.leaning_sentence(last, cells.leant_on(assessment, last, lang), lang)
    yield from wording.verdict_sentences(rows, label, lang, decimals)
    yield wording.base_sentence(last, lang)
    if last["status"] not in ("not_judged", "achieved", "not_achieved"):
        people = about[f"denominator_{lang}"]
        known_people = None if pd.isna(people) else str(people)
        yield wording.pace_sentence(
            last, label, lang, decimals, _pace_kept(assessment, last, about)
        )
        yield wording.first_likely_sentence(last, lang)
        yield wording.shortfall_sentence(last, known_people, lang)
    if _is_doubtful(assessment, last):
        yield text("exhibits.doubtful", lang)
    agency = agency_name(assessment.inputs.plan, last["lead_agency"], lang)
    if agency:
        yield text("exhibits.led_by", lang, agency=agency)


def _pace_kept(assessment: Assessment, row: dict[str, Any], about: dict[str, Any]) -> float:
    """Return the share of improving paces that went on, in series of the same kind of figures.

    Simulated figures stand for those of the indicator's own kind.
    """
    kept = assessment.inputs.record.tables["paces"].set_index("kind")["kept"]
    kind = row["nature"] if row["nature"] in kept else about["nature"]
    return float(kept.get(kind, float("nan")))


def _is_doubtful(assessment: Assessment, row: dict[str, Any]) -> bool:
    """Tell whether the figures behind a row contradict others or stand out as wrong."""
    issues = assessment.quality
    doubtful = issues["severity"].isin(("wrong", "doubtful"))
    return bool((doubtful & (issues["indicator_id"] == row["indicator_id"])).any())


def _caption(assessment: Assessment, name: str, about: str, lang: Lang) -> str:
    caption = cells.under_plan(assessment, text(f"exhibits.{name}", lang, name=about), lang)
    return cells.marked(assessment, caption, lang)
