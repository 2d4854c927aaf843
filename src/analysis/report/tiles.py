"""The tiles of an objective: every indicator with figures as a small chart under its message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.assessment import Assessment, longest_move
from analysis.exhibits import Mark, Tile, Tiles
from analysis.language import Lang, text
from analysis.programme import NATION, UNDECIDED_STATUSES, wording as words
from analysis.projections import Outlook
from analysis.report import cells
from analysis.report.alt_texts import alt_text
from analysis.report.citing import figures_note
from analysis.report.tile_charts import tile_svg
from analysis.report.tile_frames import Drawn, first_shown_year
from analysis.report.tile_titles import tile_title
from analysis.report.wording import lack_of_evidence, leaning_sentence
from analysis.series import comparable_rows
from analysis.tables import records

_DECIDED = ("achieved", "not_achieved")
Row = dict[str, Any]


def objective_tiles(assessment: Assessment, number: int, lang: Lang) -> Iterator[Tiles]:
    """Yield the tiles of one objective: its indicators, then the series near them."""
    rows = assessment.results[assessment.results["objective"] == number]
    known = set(assessment.series["indicator_id"])
    own = [_tile(assessment, str(indicator_id), records(targets), lang)
           for indicator_id, targets in rows.groupby("indicator_id", sort=False)
           if indicator_id in known]  # fmt: skip
    near = [_proxy_tile(assessment, row, lang) for row in near_series(assessment, [number])]
    yield from tile_grid(assessment, [*own, *near], f"o-chi-so-{number}",
                         text(f"exhibits.objective_{number}", lang), lang)  # fmt: skip


def all_tiles(assessment: Assessment, lang: Lang) -> Iterator[Tiles]:
    """Yield the tiles of all objectives as one grid: of a unit that has few."""
    known = set(assessment.series["indicator_id"])
    own = [_tile(assessment, str(indicator_id), records(targets), lang)
           for indicator_id, targets in assessment.results.groupby("indicator_id", sort=False)
           if indicator_id in known]  # fmt: skip
    objectives = sorted(assessment.results["objective"].unique())
    near = [_proxy_tile(assessment, row, lang) for row in near_series(assessment, objectives)]
    for grid in tile_grid(
        assessment, [*own, *near], "o-chi-so", text("tiles.known_series", lang), lang
    ):
        yield replace(grid, note=f"{grid.note} {text('tiles.key', lang)}")


def tile_grid(
    assessment: Assessment, tiles: list[Tile], anchor: str, about: str, lang: Lang
) -> Iterator[Tiles]:
    """Yield the tiles under their caption, with one line of sources for all; nothing of none."""
    if not tiles:
        return
    caption = cells.under_plan(assessment, about, lang)
    shown = pd.concat([assessment.series, assessment.proxies, assessment.national])
    ids = {tile.anchor.replace("-", "_") for tile in tiles}
    note = figures_note(assessment, shown[shown["indicator_id"].isin(ids)], lang)
    yield Tiles(cells.marked(assessment, caption, lang), tuple(tiles), anchor, note)


def near_series(assessment: Assessment, objectives: list[int]) -> list[Row]:
    """Return the proxy indicators with figures that stand for one of the plan's indicators."""
    about = assessment.inputs.indicators
    near = about[about["objective"].isin(objectives) & about["proxy_for"].notna()]
    wanted, known = set(assessment.results["indicator_id"]), set(assessment.proxies["indicator_id"])
    return [
        row
        for row in records(near)
        if row["indicator_id"] in known and wanted & set(str(row["proxy_for"]).split())
    ]


def outlook_shown(
    assessment: Assessment, indicator_id: str, rows: list[Row], points: pd.DataFrame
) -> Outlook | None:
    """Return the projection where a target lies ahead that it is held against.

    A target without enough evidence has none: a fan on a figure ten years old would look like one.
    """
    last = rows[-1]
    if not (last["target_year"] > points["year"].max()):
        return None
    if last["status"] in UNDECIDED_STATUSES:
        return None
    return assessment.outlooks.get((assessment.inputs.unit.unit_id, indicator_id))


def _tile(assessment: Assessment, indicator_id: str, rows: list[Row], lang: Lang) -> Tile:
    about = cells.indicator_row(assessment, indicator_id)
    points = assessment.series[assessment.series["indicator_id"] == indicator_id]
    here, last = comparable_rows(points), rows[-1]
    judged = [row for row in rows if row["status"] != "not_judged"]
    outlook = outlook_shown(assessment, indicator_id, rows, here)
    known = assessment.outlooks.get((assessment.inputs.unit.unit_id, indicator_id))
    start = first_shown_year(here, assessment.inputs.rules.least_points)
    goals = [(row["comparator"], row["goal"]) for row in judged]
    newest = here.iloc[-1]
    shown = words.observed(newest, str(about["unit"]), lang, int(about["decimals"]), goals)
    move = None if last["stale"] else longest_move(points, known, start)
    reason = _why_open(rows)
    drawn = _drawn(assessment, points, outlook, judged, about, start, lang)
    if outlook is not None and last.get("leans_on_unit") == NATION:
        drawn = replace(drawn, leant=(int(last["after"]), int(last["until"])))
    return Tile(
        title=tile_title(rows, move, about, lang, (shown, int(newest["year"])), reason),
        label=text("tiles.label", lang, code=cells.code_of(assessment, about, lang)),
        marks=tuple(_marks(rows, lang)),
        svg=tile_svg(drawn, lang),
        alt=alt_text(here, rows, about, lang),
        foot="" if reason else _foot(assessment, last, about, lang),
        anchor=indicator_id.replace("_", "-"),
    )  # fmt: skip


def _why_open(rows: list[Row]) -> str | None:
    """Return why the last target is open; what somebody has to decide comes before all else."""
    reasons = [lack_of_evidence(row) for row in rows]
    return "contradicted" if reasons[-1] and "contradicted" in reasons else reasons[-1]


def _drawn(
    assessment: Assessment,
    points: pd.DataFrame,
    outlook: Outlook | None,
    goals: list[Row],
    about: Row,
    start: int,
    lang: Lang,
) -> Drawn:
    indicator_id = about["indicator_id"]
    wider = {"nation": assessment.national, "whole": assessment.whole}
    beside = {
        text(f"tiles.{name}", lang): rows[rows["indicator_id"] == indicator_id]
        for name, rows in wider.items()
    }
    end = int(assessment.results["target_year"].max())
    return Drawn(points, beside, outlook, goals, about, start, end)


def _marks(rows: list[Row], lang: Lang) -> Iterator[Mark]:
    """Yield the verdict of each target year; one mark where all have the same without evidence."""
    statuses = {row["status"] for row in rows}
    if len(statuses) == 1 and statuses <= {*UNDECIDED_STATUSES}:
        (status,) = statuses
        yield Mark(words.short_status(status, lang), status)
        return
    for row in rows:
        said = words.short_status(row["status"], lang, past=row["unobserved"])
        values = {"year": row["target_year"], "status": said}
        yield Mark(text("tiles.mark", lang, **values), row["status"])


def _foot(assessment: Assessment, row: Row, about: Row, lang: Lang) -> str:
    """Return the three paces – so far, projected, required – and on whom the projection leans."""
    leaning = leaning_sentence(row, cells.leant_on(assessment, row, lang), lang, brief=True)
    return " ".join(filter(None, (_paces(row, about, lang), leaning)))


def _paces(row: Row, about: Row, lang: Lang) -> str:
    names = ("observed_annual_change", "projected_annual_change", "required_annual_change")
    if row["stale"] or row["status"] in _DECIDED or all(np.isnan(row[name]) for name in names):
        return ""
    decimals = int(about["decimals"])
    so_far, ahead, asked = (words.pace(row[name], lang, decimals) for name in names)
    return text("tiles.paces", lang, so_far=so_far, ahead=ahead, asked=asked,
                unit=text(f"tiles.pace_{about['unit']}", lang))  # fmt: skip


def _proxy_tile(assessment: Assessment, about: Row, lang: Lang) -> Tile:
    """Return the tile of a series near an indicator, marked as no target's own."""
    points = assessment.proxies[assessment.proxies["indicator_id"] == about["indicator_id"]]
    here, indicator_id = comparable_rows(points), str(about["indicator_id"])
    start = first_shown_year(here, assessment.inputs.rules.least_points)
    known = assessment.outlooks.get((assessment.inputs.unit.unit_id, indicator_id))
    newest, decimals = here.iloc[-1], int(about["decimals"])
    old = int(newest["year"]) < assessment.edition - assessment.inputs.rules.oldest_years
    move = None if old else longest_move(points, known, start)
    shown = words.observed(newest, str(about["unit"]), lang, decimals)
    return Tile(
        title=tile_title([], move, about, lang, (shown, int(newest["year"]))),
        label=text("tiles.near_label", lang, code=cells.code_of(assessment, about, lang)),
        marks=(Mark(text("tiles.near", lang), "not_judged"),),
        svg=tile_svg(_drawn(assessment, points, None, [], about, start, lang), lang),
        alt=f"{text('exhibits.proxy_alt', lang)} {alt_text(here, [], about, lang)}",
        foot=text("tiles.near_foot", lang),
        anchor=indicator_id.replace("_", "-"),
    )  # fmt: skip
