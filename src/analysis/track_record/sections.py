"""The track record as exhibits: how right the projections have been, against the alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from analysis.exhibits import (
    Callout,
    Cell,
    Column,
    Exhibits,
    Figure,
    Heading,
    Letterhead,
    Prose,
    RowGroup,
    Table,
)
from analysis.language import Lang, numerals, text
from analysis.programme import EVIDENCE_GRADES, OUTLOOK_STATUSES, wording
from analysis.tables import records
from analysis.track_record.charts import FAR_BANDS, NEAR_BANDS, coverage_svg, reliability_svg
from analysis.track_record.goals import compare_with_goals
from analysis.track_record.record import KINDS, RecordSummary
from analysis.track_record.scoring import OURS
from analysis.track_record.time_split import EARLY, LEARNT_TO, SHIPPED

METHOD_ORDER = (
    "projection",
    "no change",
    "CAGR",
    "AARR",
    "ESCAP weighted logit",
    "OLS",
    "damped Holt",
)

# Columns of words; numbers stand on the right.
_WORDS = frozenset({"metric", "kind", "kind_horizons", "indicator", "known", "graded_word", "level",
                    "series", "method", "verdict"})  # fmt: skip


def heading_block(summary: RecordSummary, lang: Lang) -> Letterhead:
    """Return the title: what this is and when it was measured."""
    title = text("track_record.title", lang)
    day = numerals.day(date.fromisoformat(summary.about["measured"]), lang)
    measured = text("track_record.measured", lang, day=day)
    return Letterhead(
        parent_body="",
        issuing_body="MĂNG NON",
        motto_country="",
        motto_words="",
        number="",
        place_date="",
        kind=text("track_record.document", lang),
        subject=title,
        edition_line=measured,
        data_cutoff_line="",
        watermark=None,
        lang=lang,
        title_plain=title,
    )


def overview(summary: RecordSummary, lang: Lang) -> Exhibits:
    """Return how the record was measured, and the goals with what was reached."""
    goals = compare_with_goals(summary.tables)
    rows = tuple(
        (
            Cell(text(f"track_record.metric_{row['metric']}", lang)),
            Cell(text(f"track_record.kind_{row['kind']}", lang)),
            Cell(str(row["horizons"]).replace("-", "–")),
            Cell(_goal(row, lang)),
            Cell(numerals.number(row["measured"], lang, 3, fixed=True)),
            Cell(
                text("track_record.met" if row["met"] else "track_record.not_met", lang),
                tone="achieved" if row["met"] else "not_achieved",
            ),
        )
        for row in records(goals)
    )
    heads = ("metric", "kind", "horizons", "goal", "measured", "verdict")
    return Exhibits(
        (
            Heading(1, text("track_record.heading_overview", lang), "tong-quan"),
            Prose(text("track_record.how", lang)),
            Callout("note", text("track_record.parts", lang)),
            _table("goals", heads, rows, lang, [3.2, 1.6, 1.0, 1.5, 1.0, 1.6]),
        )
    )


def skill(summary: RecordSummary, lang: Lang) -> Exhibits:
    """Return the losses of every method over those of the references."""
    tables = []
    for measure in ("CRPS", "MAE"):
        table = summary.tables["skill"]
        table = table[table["measure"] == measure]
        rows = tuple(
            (
                Cell(_kind_row(str(kind), str(band), lang)),
                *(_ratio(rows.set_index("method").loc[name], lang) for name in METHOD_ORDER),
            )
            for (kind, band), rows in table.groupby(["kind", "horizons"], sort=False)
        )
        heads = ("kind_horizons", *(f"method_{name.replace(' ', '_')}" for name in METHOD_ORDER))
        widths = [2.2, *(1.5 for _ in METHOD_ORDER)]
        tables.append(_table(f"skill_{measure}", heads, rows, lang, widths, landscape=True))
    return Exhibits(
        (
            Heading(1, text("track_record.heading_skill", lang), "do-chinh-xac"),
            *tables,
            _points(summary, lang),
            _ragged(summary, lang),
            _steadiness(summary, lang),
            _paces(summary, lang),
            _other_library(summary, lang),
        )
    )


def calibration(summary: RecordSummary, lang: Lang) -> Exhibits:
    """Return the reliability diagram, coverage, and how verdicts held."""
    tables, kinds = summary.tables, list(KINDS)
    verdicts = tables["verdicts"].merge(tables["stability"], on="kind")
    rows = tuple(
        (
            Cell(_kind_row(row["kind"], row["horizons"], lang)),
            *(
                Cell(numerals.number(row[name], lang, 3, fixed=True))
                for name in ("calibration_error", "brier", "verdict_brier", "brier_reduction")
            ),
        )
        for row in records(verdicts)
    )
    heads = ("kind_horizons", "calibration_error", "brier", "verdict_brier", "brier_reduction")
    changes = tuple(
        (
            Cell(text(f"track_record.kind_{row['kind']}", lang)),
            Cell(numerals.number(row["beta"], lang, 2, fixed=True)),
            *(_share_cell(row[name], lang) for name in ("far_changes", "verdict_changes")),
        )
        for row in records(tables["stability"])
    )
    return Exhibits(
        (
            Heading(1, text("track_record.heading_calibration", lang), "do-tin-cay"),
            Figure(
                svg=reliability_svg(tables["calibration"], kinds, lang),
                alt=_reliability_alt(tables["verdicts"], NEAR_BANDS, lang),
                caption=text("track_record.caption_reliability", lang),
                anchor="bd-do-tin-cay",
                note=text("track_record.note_reliability", lang),
                width_mm=165,
            ),
            Figure(
                svg=reliability_svg(tables["calibration"], kinds, lang, FAR_BANDS),
                alt=_reliability_alt(tables["verdicts"], FAR_BANDS, lang),
                caption=text("track_record.caption_reliability_far", lang),
                anchor="bd-do-tin-cay-xa",
                note=text("track_record.note_reliability_far", lang),
                width_mm=165,
            ),
            Figure(
                svg=coverage_svg(tables["coverage"], kinds, lang),
                alt=_coverage_alt(tables["coverage"], lang),
                caption=text("track_record.caption_coverage", lang),
                anchor="bd-do-phu",
                note=text("track_record.note_coverage", lang),
            ),
            *_time_split(summary, lang),
            _words(summary, lang),
            _table("verdicts", heads, rows, lang, [2.6, 1.5, 1.5, 1.6, 1.8]),
            _table(
                "stability",
                ("kind", "beta", "far_changes", "verdict_changes"),
                changes,
                lang,
                [2.6, 1.8, 1.8, 1.8],
            ),
        )
    )


def vintages(summary: RecordSummary, lang: Lang) -> Exhibits:
    """Return the test in real time: projected from one release, scored on a later one."""
    rows = tuple(
        (
            Cell(text(f"track_record.rate_{row['indicator_id']}", lang)),
            Cell(str(row["horizons"]).replace("-", "–")),
            *(
                Cell(numerals.number(row[name], lang, 2, fixed=True))
                for name in ("inside_80", "inside_95", "crps_ratio", "mae_ratio")
            ),
            Cell(numerals.number(row["values"], lang, 0)),
        )
        for row in records(summary.tables["vintages"])
    )
    heads = ("indicator", "horizons", "inside_80", "inside_95", "crps_ratio", "mae_ratio", "values")
    return Exhibits(
        (
            Heading(1, text("track_record.heading_vintages", lang), "thoi-gian-thuc"),
            Prose(text("track_record.vintages", lang)),
            _table("vintages", heads, rows, lang, [2.6, 1.2, 1.2, 1.2, 1.5, 1.5, 1.0]),
        )
    )


def limits(summary: RecordSummary, lang: Lang) -> Exhibits:
    """Return the indicators whose intervals were too narrow, and the record's own limits."""
    weak = summary.tables["indicators"].query("inside_80 < 0.6")
    rows = tuple(
        (
            Cell(str(row["indicator_id"])),
            Cell(_kind_row(row["kind"], row["horizons"], lang)),
            Cell(numerals.number(row["inside_80"], lang, 2)),
            Cell(numerals.number(row["values"], lang, 0)),
        )
        for row in records(weak)
    )
    heads = ("indicator", "kind_horizons", "inside_80", "values")
    table = [_table("weak", heads, rows, lang, [3.6, 2.6, 1.2, 1.0])] if rows else []
    return Exhibits(
        (
            Heading(1, text("track_record.heading_limits", lang), "gioi-han"),
            Prose(text("track_record.limits", lang)),
            *table,
        )
    )


def _points(summary: RecordSummary, lang: Lang) -> Table:
    table = summary.tables["points"]
    bands = list(dict.fromkeys(table["points"]))
    rows = tuple(
        (
            Cell(text(f"track_record.kind_{kind}", lang)),
            *(_ratio(own.loc[band], lang) if band in own.index else Cell("–") for band in bands),
        )
        for kind, rows in table.groupby("kind", sort=False)
        for own in [rows.set_index("points")]
    )
    columns = [Column(text("track_record.column_kind", lang), width=2.4)]
    columns += [
        Column(
            text("track_record.column_points", lang, points=band.replace("-", "–")), "right", 2.0
        )
        for band in bands
    ]
    return Table(
        caption=text("track_record.caption_points", lang),
        columns=tuple(columns),
        groups=(RowGroup(None, rows),),
        anchor="bang-so-diem",
    )


def _paces(summary: RecordSummary, lang: Lang) -> Table:
    rows = tuple(
        (
            Cell(text(f"track_record.kind_{row['kind']}", lang)),
            *(_share_cell(row[name], lang) for name in ("kept", "half_kept")),
            Cell(numerals.number(row["median_ratio"], lang, 2, fixed=True)),
            Cell(numerals.number(row["cases"], lang, 0)),
        )
        for row in records(summary.tables["paces"])
    )
    heads = ("kind", "kept", "half_kept", "median_ratio", "values")
    return _table("paces", heads, rows, lang, [2.4, 1.4, 1.4, 1.4, 1.0])


def _words(summary: RecordSummary, lang: Lang) -> Table:
    rows = tuple(
        (
            Cell(text("track_record.graded_word", lang, grade=row["grade"], word=word)),
            Cell(text(f"track_record.level_{'nation' if row['nation'] else 'below'}", lang)),
            _share_cell(row["said"], lang),
            _share_cell(row["attained"], lang),
            Cell(numerals.number(row["values"], lang, 0)),
        )
        for grade in EVIDENCE_GRADES
        for status in OUTLOOK_STATUSES
        for row in records(summary.tables["words"])
        if (row["grade"], row["status"]) == (grade, status)
        for word in [wording.short_status(status, lang)]
    )
    heads = ("graded_word", "level", "said", "came_true", "values")
    return _table("words", heads, rows, lang, [3.4, 2.0, 1.4, 1.4, 1.2])


def _steadiness(summary: RecordSummary, lang: Lang) -> Table:
    rows = tuple(
        (
            Cell(_kind_row(row["kind"], row["horizons"], lang)),
            Cell(text(f"track_record.series_{'steady' if row['steady'] else 'other'}", lang)),
            _share_cell(row["beyond"], lang),
            *(
                Cell(numerals.number(row[name], lang, 2, fixed=True))
                for name in ("went", "projected")
            ),
            Cell(numerals.number(row["values"], lang, 0)),
        )
        for row in records(summary.tables["steadiness"])
    )
    heads = ("kind_horizons", "series", "beyond", "went", "projected", "values")
    return _table("steadiness", heads, rows, lang, [2.8, 1.6, 1.4, 1.4, 1.4, 1.2])


def _ragged(summary: RecordSummary, lang: Lang) -> Table:
    rows = tuple(
        (
            Cell(text(f"track_record.known_{row['known']}", lang)),
            Cell(str(row["hidden"])),
            *(
                Cell(numerals.number(row[name], lang, 2, fixed=True))
                for name in ("error_ratio", "inside_80")
            ),
            Cell(numerals.number(row["values"], lang, 0)),
        )
        for row in records(summary.tables["ragged"])
    )
    heads = ("known", "hidden", "error_ratio", "inside_80", "values")
    return _table("ragged", heads, rows, lang, [3.4, 1.4, 1.4, 1.4, 1.2])


def _time_split(summary: RecordSummary, lang: Lang) -> Iterator[Table]:
    table = summary.tables.get("time_split")
    if table is None:
        return
    early, shipped = (records(table[table["learnt"] == name]) for name in (EARLY, SHIPPED))
    rows = tuple(
        (
            Cell(_kind_row(one["kind"], one["horizons"], lang)),
            *(_share_cell(each["inside_80"], lang) for each in (one, other)),
            *(
                Cell(numerals.number(each["crps_ratio"], lang, 2, fixed=True))
                for each in (one, other)
            ),
            Cell(numerals.number(one["values"], lang, 0)),
        )
        for one, other in zip(early, shipped, strict=True)
    )
    heads = ("kind_horizons", "inside_80_early", "inside_80_shipped", "ratio_early",
             "ratio_shipped", "values")  # fmt: skip
    widths = [2.6, 1.5, 1.5, 1.5, 1.5, 1.0]
    yield _table("time_split", heads, rows, lang, widths, year=LEARNT_TO)


def _share_cell(share: float, lang: Lang) -> Cell:
    return Cell(text("wording.unit_percent", lang, value=numerals.number(100 * share, lang, 0)))


def _other_library(summary: RecordSummary, lang: Lang) -> Table:
    rows = tuple(
        (
            Cell(_kind_row(row["kind"], row["horizons"], lang)),
            Cell("Măng Non" if row["method"] == OURS else str(row["method"])),
            *(
                Cell(numerals.number(row[name], lang, 2, fixed=True))
                for name in ("crps_ratio", "mae_ratio", "coverage_80")
            ),
            Cell(numerals.number(row["values"], lang, 0)),
        )
        for row in records(summary.tables["statsforecast"])
        if row["method"] != "no change"
    )
    heads = ("kind_horizons", "method", "crps_ratio", "mae_ratio", "inside_80", "values")
    return _table("statsforecast", heads, rows, lang, [2.6, 1.8, 1.4, 1.4, 1.2, 1.0])


def _table(
    name: str,
    heads: tuple[str, ...],
    rows: tuple[tuple[Cell, ...], ...],
    lang: Lang,
    widths: list[float],
    *,
    landscape: bool = False,
    **said: object,
) -> Table:
    titles = [text(f"track_record.column_{head}", lang, **said) for head in heads]
    columns = tuple(
        Column(title, "left" if head in _WORDS else "right", width)
        for head, title, width in zip(heads, titles, widths, strict=True)
    )
    return Table(
        caption=text(f"track_record.caption_{name}", lang, **said),
        columns=columns,
        groups=(RowGroup(None, rows),),
        anchor=f"bang-{name.lower().replace('_', '-')}",
        landscape=landscape,
    )


def _ratio(row: Any, lang: Lang) -> Cell:
    low, high = (numerals.number(row[end], lang, 2, fixed=True) for end in ("low", "high"))
    return Cell(f"{numerals.number(row['ratio'], lang, 2, fixed=True)} ({low}–{high})")


def _kind_row(kind: str, band: str, lang: Lang) -> str:
    name = text(f"track_record.kind_{kind}", lang)
    return text("track_record.row", lang, kind=name, horizons=band.replace("-", "–"))


def _goal(row: dict[str, Any], lang: Lang) -> str:
    low, high = row["least"], row["most"]
    if pd.isna(low):
        return f"≤ {numerals.number(high, lang, 2)}"
    if pd.isna(high):
        return f"≥ {numerals.number(low, lang, 2)}"
    return f"{numerals.number(low, lang, 2)}–{numerals.number(high, lang, 2)}"


def _reliability_alt(verdicts: pd.DataFrame, bands: tuple[str, str], lang: Lang) -> str:
    errors = verdicts.loc[verdicts["horizons"].isin(bands), "calibration_error"]
    low, high = (numerals.number(value, lang, 3) for value in (errors.min(), errors.max()))
    return text("track_record.alt_reliability", lang, low=low, high=high)


def _coverage_alt(coverage: pd.DataFrame, lang: Lang) -> str:
    low, high = (
        numerals.number(value, lang, 2)
        for value in (coverage["inside_80"].min(), coverage["inside_80"].max())
    )
    return text("track_record.alt_coverage", lang, low=low, high=high)
