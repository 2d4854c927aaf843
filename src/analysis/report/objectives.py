"""The section on each objective: a chart and its sentences for every indicator.

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
from analysis.programme import is_bound, wording as words
from analysis.projections import Outlook
from analysis.report import cells, wording
from analysis.report.charts import panels_svg, trajectory_svg
from analysis.report.inherited import under_each_plan
from analysis.series import comparable_rows
from analysis.tables import records

# How wide a chart stands on paper.
CHART_MM = 140.0
Panel = tuple[pd.DataFrame, dict[str, Any]]


def every_objective(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section IV: every objective of the programme, one after the other."""
    shown = under_each_plan(assessment, "dien-bien", lang, lambda own: _objectives(own, lang))
    return Exhibits((*_section_head(assessment, lang), *shown))


def objective(assessment: Assessment, number: int, lang: Lang) -> Exhibits:
    """Return one objective of section IV: a chart and its sentences for every indicator."""
    items = list(_objective(assessment, number, lang))
    if items and number == assessment.results["objective"].min():
        items = [*_section_head(assessment, lang), *items]
    return Exhibits(tuple(items))


def _section_head(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    yield Heading(1, text("exhibits.heading_objectives", lang), "dien-bien")
    if set(assessment.series["indicator_id"]):
        yield Prose(_chart_key(assessment, lang))


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
    letters = numerals.letters(lang)
    for indicator_id, targets in rows.groupby("indicator_id", sort=False):
        if indicator_id in known:
            yield from _indicator(assessment, str(indicator_id), targets, lang, next(letters))
    yield from _proxies(assessment, number, lang)
    yield cells.commentary(assessment, f"objective-{number}", lang)


def _chart_key(assessment: Assessment, lang: Lang) -> str:
    """Tell how to read the charts; of bounds only where there is one."""
    key = text("exhibits.chart_key", lang)
    shown = pd.concat([assessment.series, assessment.proxies])
    if is_bound(shown["qualifier"]).any():
        key += " " + text("exhibits.chart_key_bounds", lang)
    return key


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


def _indicator(
    assessment: Assessment, indicator_id: str, targets: pd.DataFrame, lang: Lang, letter: str
) -> list[Exhibit]:
    about = cells.indicator_row(assessment, indicator_id)
    name = str(about[f"name_{lang}"])
    title = text("exhibits.indicator_heading", lang, chi_tieu=about["chi_tieu"], name=name)
    title = text("exhibits.indicator_place", lang, letter=letter, title=title)
    points = assessment.series[assessment.series["indicator_id"] == indicator_id]
    compared = comparable_rows(points)
    rows = records(targets)
    anchor = indicator_id.replace("_", "-")
    said = " ".join(filter(None, _sentences(assessment, rows, about, lang)))
    source = cells.source_note(assessment, points, lang)
    if len(points) == 1:
        # One figure makes no line: the sentences tell it better than a chart.
        return [Heading(3, title, anchor), Prose(f"{said} {source}")]
    judged = [row for row in rows if row["status"] != "not_judged"]
    outlook = _outlook_ahead(assessment, compared, rows, indicator_id)
    caption = "chart_caption" if outlook else "chart_caption_past"
    chart = Figure(
        svg=trajectory_svg(points, outlook, judged, about, lang),
        alt=_alt_text(compared, rows, about, lang),
        caption=_caption(assessment, caption, str(about[f"short_{lang}"]), lang),
        anchor=f"bd-{anchor}",
        note=source,
        width_mm=CHART_MM,
    )
    return [Heading(3, title, anchor), chart, Prose(said)]


def _outlook_ahead(
    assessment: Assessment, points: pd.DataFrame, rows: list[dict[str, Any]], indicator_id: str
) -> Outlook | None:
    """Return the projection where a target lies ahead that it could be held against."""
    last = max(row["target_year"] for row in rows)
    key = (assessment.inputs.unit.unit_id, indicator_id)
    return assessment.outlooks.get(key) if last > points["year"].max() else None


def _sentences(
    assessment: Assessment, rows: list[dict[str, Any]], about: dict[str, Any], lang: Lang
) -> Iterator[str]:
    decimals = int(about["decimals"])
    label = cells.target_label(assessment, lang)
    last = rows[-1]
    yield wording.level_sentence(last, lang, decimals)
    yield wording.bounds_sentence(last, lang)
    yield wording.leaning_sentence(last, _parent_name(assessment, lang), lang)
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
    yield _opposed_readings(assessment, last, lang)
    if _is_doubtful(assessment, last):
        yield text("exhibits.doubtful", lang)
    agency = agency_name(assessment.inputs.plan, last["lead_agency"], lang)
    if agency:
        yield text("exhibits.led_by", lang, agency=agency)


def _parent_name(assessment: Assessment, lang: Lang) -> str | None:
    """Return the name of the place that contains the unit; None where that is the nation."""
    units, parent_id = assessment.inputs.units, assessment.inputs.unit.parent_id
    parent = units[parent_id] if parent_id else None
    return None if parent is None or parent.level == "nation" else parent.place(lang)


def _pace_kept(assessment: Assessment, row: dict[str, Any], about: dict[str, Any]) -> float:
    """Return the share of improving paces that went on, in series of the same kind of figures.

    Simulated figures stand for those of the indicator's own kind.
    """
    kept = assessment.inputs.record.tables["paces"].set_index("kind")["kept"]
    kind = row["nature"] if row["nature"] in kept else about["nature"]
    return float(kept.get(kind, float("nan")))


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
    goals = [(row["comparator"], row["goal"]) for row in rows]
    values = {
        "name": about[f"name_{lang}"],
        "count": len(points),
        "first": words.observed(first, unit, lang, decimals, goals),
        "first_year": first["year"],
        "last": words.observed(last, unit, lang, decimals, goals),
        "last_year": last["year"],
    }
    targets = "; ".join(f"{row['target_year']}: {words.target_sign(row, lang)}" for row in rows)
    said = text("exhibits.alt_points", lang, **values)
    bounds = [
        text("wording.bound", lang, year=point["year"],
             value=words.observed(point, unit, lang, decimals, goals))
        for point in records(points[is_bound(points["qualifier"])])
    ]  # fmt: skip
    if bounds:
        said += " " + text("exhibits.alt_bounds", lang, bounds="; ".join(bounds))
    shown = [row for row in rows if pd.notna(row["projected_p50"])]
    if targets:
        said += " " + text("exhibits.alt_targets", lang, targets=targets)
    if shown:
        row = shown[-1]
        said += " " + text(
            "exhibits.alt_outlook",
            lang,
            year=row["target_year"],
            middle=words.quantity(row["projected_p50"], unit, lang, decimals),
            interval=words.interval(row, lang, decimals),
        )
    return said


def _proxies(assessment: Assessment, number: int, lang: Lang) -> list[Exhibit]:
    """Return the series near an objective's indicators: small charts, or words for one figure."""
    about = assessment.inputs.indicators
    near = about[(about["objective"] == number) & about["proxy_for"].notna()]
    wanted = set(assessment.results["indicator_id"])
    panels: list[Panel] = []
    said: list[str] = []
    for row in records(near):
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
    shown = words.observed(only, str(row["unit"]), lang, int(row["decimals"]))
    note = _proxy_note(assessment, points, row, lang)
    return f"{row[f'name_{lang}']}: {shown} ({only['year']}). {note}"


def _proxy_note(
    assessment: Assessment, points: pd.DataFrame, row: dict[str, Any], lang: Lang
) -> str:
    near = ", ".join(
        cells.short_label(assessment, other, lang) for other in str(row["proxy_for"]).split()
    )
    said = text("exhibits.proxy_note", lang, name=row[f"short_{lang}"], near=near)
    return f"{said} {cells.source_note(assessment, points, lang, targeted=False)}"


def _caption(assessment: Assessment, name: str, about: str, lang: Lang) -> str:
    caption = cells.under_plan(assessment, text(f"exhibits.{name}", lang, name=about), lang)
    return cells.marked(assessment, caption, lang)
