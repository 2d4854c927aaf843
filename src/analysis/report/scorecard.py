"""The scorecard: every indicator of a plan in one row of one page.

Number and short name, how the series went, its newest figure, what became of the targets of past
years, the last target, where the indicator may stand then, how likely it is met, who leads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from analysis.assessment import Assessment
from analysis.exhibits import (
    TONES,
    Cell,
    Column,
    Exhibit,
    Exhibits,
    Heading,
    Picture,
    RowGroup,
    Table,
    Tools,
)
from analysis.language import NBSP, Lang, numerals, text
from analysis.plans import agency_name
from analysis.programme import (
    BOUNDS,
    STATUSES,
    UPWARD,
    find_short_name,
    is_bound,
    qualified,
    sign_of,
    wording as words,
)
from analysis.report import cells, inherited
from analysis.report.sparklines import INTERVAL_MM, SERIES_MM, Beside, interval_svg, series_svg
from analysis.series import comparable_rows
from analysis.tables import records

# A series is drawn over so many years before the last target; older figures tell of other times.
_YEARS_DRAWN = 15
_WIDTHS = {"name": 4.9, "series": 2.25, "latest": 1.9, "past": 1.75, "goal": 1.5, "ahead": 2.4,
           "chance": 1.6, "lead": 1.55}  # fmt: skip


def scores(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section II: the scorecard on a page of its own, one under each inherited plan."""
    items: list[Exhibit] = [_heading(lang), *inherited.plans_table(assessment, lang)]
    items += inherited.under_each_plan(
        assessment, "ket-qua", lang, lambda own: [table(own, lang)], new_page=True
    )
    return Exhibits((*items, cells.commentary(assessment, "scores", lang)))


def _heading(lang: Lang) -> Heading:
    return Heading(1, text("scorecard.heading", lang), "bang-danh-gia", new_page=True)


def table(assessment: Assessment, lang: Lang) -> Table:
    """Return the scorecard under one plan, its rows grouped by objective."""
    results = assessment.results
    years = sorted(int(year) for year in results["target_year"].unique())
    *past, last = years
    caption = cells.under_plan(assessment, text("scorecard.caption", lang), lang)
    groups = tuple(
        RowGroup(
            text(f"exhibits.objective_{number}", lang),
            tuple(
                _row(assessment, str(indicator_id), rows, past, last, lang)
                for indicator_id, rows in own.groupby("indicator_id", sort=False)
            ),
        )
        for number, own in results.groupby("objective")
    )
    return Table(
        caption=cells.marked(assessment, caption, lang),
        columns=tuple(_columns(assessment, past, last, lang)),
        groups=groups,
        anchor="bang-diem",
        note=_note(assessment, last, lang),
        dense=True,
        tools=_tools(lang),
    )


def _columns(assessment: Assessment, past: list[int], last: int, lang: Lang) -> Iterator[Column]:
    said = partial(text, lang=lang)
    borrowed = assessment.inputs.plan.targets_from is not None
    goal = "scorecard.column_national_goal" if borrowed else "scorecard.column_goal"
    yield Column(said("scorecard.column_name"), width=_WIDTHS["name"], ordered=True)
    yield Column(
        said("scorecard.column_series", first=last - _YEARS_DRAWN, last=last),
        width=_WIDTHS["series"],
        role="picture",
    )
    yield Column(said("scorecard.column_latest"), "right", _WIDTHS["latest"], "from", None, True)
    for year in past:
        yield Column(said(goal, year=year), width=_WIDTHS["past"],
                     picked=said("scorecard.pick_past", year=year), ordered=True)  # fmt: skip
    yield Column(said(goal, year=last), width=_WIDTHS["goal"], role="to")
    ahead = said("scorecard.column_ahead", year=last)
    yield Column(ahead, "centre", _WIDTHS["ahead"], "picture")
    yield Column(said("scorecard.column_chance"), "left", _WIDTHS["chance"], "message",
                 said("scorecard.pick_last", year=last), True)  # fmt: skip
    yield Column(said("scorecard.column_lead"), width=_WIDTHS["lead"],
                 picked=said("scorecard.pick_lead"), ordered=True)  # fmt: skip


def _row(
    assessment: Assessment,
    indicator_id: str,
    rows: pd.DataFrame,
    past: list[int],
    last: int,
    lang: Lang,
) -> tuple[Cell, ...]:
    by_year = {int(row["target_year"]): row for row in records(rows)}
    some = next(iter(by_year.values()))
    final = by_year.get(last)
    return (
        _name_cell(assessment, some, lang),
        _series_cell(assessment, indicator_id, by_year, last, lang),
        _latest_cell(some, lang),
        *(_past_cell(by_year.get(year), lang) for year in past),
        Cell(_goal(final, lang) if final else "–"),
        _ahead_cell(assessment, final, lang),
        _chance_cell(final, lang),
        _lead_cell(assessment, some, lang),
    )


def _name_cell(assessment: Assessment, row: dict[str, Any], lang: Lang) -> Cell:
    label = cells.short_label(assessment, row["indicator_id"], lang)
    named = text(f"scorecard.unit_{row['indicator_unit']}", lang, name=label)
    place = list(assessment.results["indicator_id"]).index(row["indicator_id"])
    return Cell(named, order=float(place))


def _latest_cell(row: dict[str, Any], lang: Lang) -> Cell:
    """Return the newest figure with its year, which it is put in order by: the oldest first."""
    if pd.isna(row["latest_value"]):
        return Cell("–")
    year = int(row["latest_year"])
    shown = _number(row["latest_value"], row["latest_qualifier"], row["latest_decimals"], lang)
    return Cell(f"{shown} ({year})", order=float(year))


def _number(value: float, qualifier: object, decimals: object, lang: Lang) -> str:
    """Return a figure as it was given, without its unit, which stands behind the name."""
    shown = numerals.number(value, lang, int(str(decimals)), fixed=qualifier not in BOUNDS)
    return qualified(shown, qualifier, lang)


def _goal(row: dict[str, Any], lang: Lang) -> str:
    """Return a target without its unit; a yearly reduction with the value that it comes to."""
    if row["comparator"] == "reduce_yearly":
        return words.target_sign(row, lang)
    sign, shown = sign_of(row["comparator"]), numerals.number(row["target_value"], lang, 2)
    return shown if row["comparator"] == "equal" else f"{sign}{NBSP}{shown}"


def _past_cell(row: dict[str, Any] | None, lang: Lang) -> Cell:
    """Return what became of the target of an earlier year, by the shape of its status."""
    if row is None:
        return Cell("–")
    shown = _goal(row, lang)
    if pd.notna(row["missed_year"]):
        value = numerals.number(row["missed_value"], lang, int(row["decimals"]))
        shown = f"{shown} ({row['missed_year']}:{NBSP}{value})"
    return _status_cell(row, shown, lang)


def _chance_cell(row: dict[str, Any] | None, lang: Lang) -> Cell:
    if row is None:
        return Cell("–")
    return _status_cell(row, words.graded_sign(row, lang), lang)


def _status_cell(row: dict[str, Any], shown: str, lang: Lang) -> Cell:
    """Return words in the tone of a status; in order, the worst comes last."""
    status = row["status"]
    said = words.short_status(status, lang, past=row["unobserved"])
    chance = row["attainment_probability"]
    within = 0.0 if pd.isna(chance) else 1.0 - chance
    rank = _RANKS[status] + within * 0.5
    return Cell(shown, tone=status, said=said, order=rank)


_RANKS = {
    status: float(place)
    for place, status in enumerate(
        sorted(STATUSES, key=lambda each: (each == "not_achieved", STATUSES.index(each)))
    )
}


def _series_cell(
    assessment: Assessment,
    indicator_id: str,
    by_year: dict[int, dict[str, Any]],
    last: int,
    lang: Lang,
) -> Cell:
    mine = assessment.series[assessment.series["indicator_id"] == indicator_id]
    points = comparable_rows(mine).assign(bound=lambda found: is_bound(found["qualifier"]))
    first = last - _YEARS_DRAWN
    shown = points[points["year"] >= first]
    goals = [(year, float(row["goal"])) for year, row in by_year.items() if pd.notna(row["goal"])]
    if shown.empty:
        return Cell("")
    columns = (shown[name] for name in ("year", "value", "bound"))
    drawn = [
        (int(year), float(value), bool(bound)) for year, value, bound in zip(*columns, strict=True)
    ]
    about = next(iter(by_year.values()))
    decimals, unit = int(about["decimals"]), str(about["indicator_unit"])
    ends = [f"{row['year']}: {words.observed(row, unit, lang, decimals)}"
            for row in records(shown.iloc[[0, -1]] if len(shown) > 1 else shown)]  # fmt: skip
    aims = [f"{year}: {words.target_sign(row, lang)}" for year, row in by_year.items()]
    key = "scorecard.alt_series" if len(shown) > 1 else "scorecard.alt_figure"
    alt = text(key, lang, count=len(shown), ends="; ".join(ends), aims="; ".join(aims))
    return Cell("", picture=Picture(series_svg(drawn, goals, (first, last)), alt, SERIES_MM))


def _ahead_cell(assessment: Assessment, row: dict[str, Any] | None, lang: Lang) -> Cell:
    """Return the interval about the last target; words where there is nothing to draw."""
    if row is None or pd.isna(row["goal"]):
        return Cell("")
    known = assessment.national[assessment.national["indicator_id"] == row["indicator_id"]]
    nation = None if known.empty else known.iloc[-1]
    projected = pd.notna(row["projected_p50"])
    if not projected and nation is None:
        return Cell("")
    ends = {
        name: float(row[column]) if projected else None
        for name, column in (("low", "projected_p10"), ("middle", "projected_p50"),
                             ("high", "projected_p90"))
    }  # fmt: skip
    decimals, unit = int(row["decimals"]), str(row["indicator_unit"])
    beside = Beside(
        goal=float(row["goal"]),
        rising=row["comparator"] in UPWARD,
        digits=10.0**-decimals,
        national=None if nation is None else float(nation["value"]),
        **ends,
    )
    said = [text("scorecard.alt_goal", lang, year=row["target_year"],
                 goal=words.target_sign(row, lang))]  # fmt: skip
    if projected:
        middle = words.quantity(row["projected_p50"], unit, lang, decimals)
        said.append(text("scorecard.alt_ahead", lang, middle=middle,
                         interval=words.interval(row, lang, decimals)))  # fmt: skip
    if nation is not None:
        value = words.observed(nation, unit, lang, decimals)
        said.append(text("scorecard.alt_nation", lang, value=value, year=nation["year"]))
    svg = interval_svg(beside, str(row["status"]))
    return Cell("", picture=Picture(svg, " ".join(said), INTERVAL_MM))


def _lead_cell(assessment: Assessment, row: dict[str, Any], lang: Lang) -> Cell:
    """Return the lead agency's short name, starred where the reorganisation of 2025 ended it."""
    lead = row["lead_agency"]
    if not isinstance(lead, str):
        return Cell("–")
    shown = short_agency(assessment, lead, lang)
    ended = any(
        agency.ended
        for agency in assessment.inputs.plan.responsibilities.agencies
        if agency.name_vi == lead
    )
    return Cell(f"{shown}*" if ended else shown, order=shown)


def short_agency(assessment: Assessment, name_vi: str, lang: Lang) -> str:
    """Return an agency's short name, or its whole one where the table has none."""
    short = find_short_name(assessment.inputs.agency_names, name_vi)
    return short.name(lang) if short else agency_name(assessment.inputs.plan, name_vi, lang)


def _note(assessment: Assessment, last: int, lang: Lang) -> str:
    """Return the key of what is drawn, and of the signs that occur."""
    used = set(assessment.results["status"])
    signs = "; ".join(
        f"{TONES[status].symbol}{NBSP}{words.short_status(status, lang).lower()}"
        for status in STATUSES
        if status in used
    )
    key = "key" if assessment.results["projected_p50"].notna().any() else "key_without"
    nation = not assessment.national.empty
    parts = [
        text(f"scorecard.{key}", lang, year=last),
        text("scorecard.key_nation", lang) if nation else "",
        text("scorecard.key_grades", lang) if _is_graded(assessment) else "",
        text("scorecard.key_signs", lang, signs=signs),
        text("scorecard.key_units", lang),
        _star(assessment, lang),
        cells.borrowed_note(assessment, lang).strip(),
    ]
    return " ".join(filter(None, parts))


def _is_graded(assessment: Assessment) -> bool:
    return bool(assessment.results["evidence_grade"].notna().any())


def _star(assessment: Assessment, lang: Lang) -> str:
    note = cells.ended_note(assessment, lang)
    return f"* {note}" if note else ""


def _tools(lang: Lang) -> Tools:
    said = {
        name: text(f"scorecard.tool_{name}", lang)
        for name in ("search", "group", "every", "order", "plain", "none")
    }
    return Tools(**said, found=text("scorecard.tool_found", lang, count="{count}", total="{total}"))
