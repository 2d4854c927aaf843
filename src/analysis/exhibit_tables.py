"""The report's tables, each with its note on where the figures come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from analysis import wording
from analysis.assessment import Assessment
from analysis.catalogue import Lang, text
from analysis.exhibit_model import Align, Cell, Column, RowGroup, Table
from analysis.reporting_calendar import due_date
from analysis.schemas import STATUSES

MOST = 5
_AT_RISK = ("not_achieved", "very_unlikely", "unlikely_without_acceleration")


def indicator_row(assessment: Assessment, indicator_id: str) -> dict[str, Any]:
    """Return the row of ``schemas.INDICATORS`` for one indicator."""
    about = assessment.inputs.indicators
    return about[about["indicator_id"] == indicator_id].iloc[0].to_dict()


def agency_name(assessment: Assessment, name_vi: object, lang: Lang) -> str:
    """Return an agency's name in ``lang`` as the plan gives it; empty when none is named."""
    if not isinstance(name_vi, str):
        return ""
    agencies = assessment.inputs.plan.responsibilities.agencies
    names = {agency.name_vi: agency.name_en for agency in agencies}
    return name_vi if lang == "vi" else names.get(name_vi, name_vi)


def plan_label(assessment: Assessment, lang: Lang) -> str:
    """Return the plan's title and number for a sentence."""
    document = assessment.inputs.plan.document
    title = document.title.vi if lang == "vi" else document.title.en
    return f"{title} ({document.label})" if lang == "vi" else title


def target_label(assessment: Assessment, lang: Lang) -> str:
    """Return the word for a target: the plan's own, or the national one that stands in for it."""
    borrowed = assessment.inputs.plan.targets_from is not None
    return text("exhibits.target_national" if borrowed else "exhibits.target_own", lang)


def marked(assessment: Assessment, caption: str, lang: Lang) -> str:
    """Return a caption with the mark of illustrative data where it is due."""
    if assessment.inputs.data == "illustrative":
        return f"{caption} – {text('exhibits.watermark', lang)}"
    return caption


def source_note(assessment: Assessment, points: pd.DataFrame, lang: Lang) -> str:
    """Return the publishers and documents behind the rows of a series."""
    known = assessment.inputs.sources.set_index("source")
    slugs = sorted({slug for joined in points["source"] for slug in str(joined).split()})
    cited = [
        f"{known.at[slug, f'publisher_{lang}']}, “{known.at[slug, f'title_{lang}']}”"
        for slug in slugs
    ]
    return text("exhibits.source", lang, sources="; ".join(cited)) + borrowed_note(assessment, lang)


def borrowed_note(assessment: Assessment, lang: Lang) -> str:
    """Return the remark that the values are national ones; empty for a plan with its own."""
    if assessment.inputs.plan.targets_from is None:
        return ""
    return " " + text("exhibits.borrowed_note", lang)


def due_text(assessment: Assessment, lang: Lang) -> str:
    """Return the day by which figures are due, or that the plan prints none."""
    due = due_date(assessment.inputs.plan.reporting, assessment.edition)
    if due is None:
        return text("exhibits.due_none", lang)
    return text("exhibits.due", lang, day=wording.day(due, lang))


def status_counts(assessment: Assessment, lang: Lang) -> Table:
    """Return how many targets have each status, per target year."""
    counts = pd.crosstab(assessment.results["status"], assessment.results["target_year"])
    years = [int(year) for year in counts.columns]
    rows = [
        (_status(status, lang), *(Cell(str(counts.at[status, year])) for year in years))
        for status in STATUSES
        if status in counts.index
    ]
    total = (Cell(text("exhibits.total", lang), bold=True),)
    total += tuple(Cell(str(counts[year].sum()), bold=True) for year in years)
    return _table(
        assessment,
        "status_counts",
        [_head("status", lang), *(Column(_year_head(year, lang), "right", 1.0) for year in years)],
        [RowGroup(None, (*rows, total))],
        lang,
        widths=[3.0, *(1.0 for _ in years)],
    )


def most_at_risk(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return the targets least likely to be met, of those with evidence."""
    rows = assessment.results[assessment.results["status"].isin(_AT_RISK)]
    rows = rows.sort_values(["attainment_probability", "target_year"], kind="stable").head(MOST)
    if len(rows):
        heads = ["indicator", "target", "latest", "probability", "status", "lead"]
        body = [RowGroup(None, tuple(_risk_row(assessment, row, lang) for row in _records(rows)))]
        columns = [_head(name, lang) for name in heads]
        yield _table(assessment, "most_at_risk", columns, body, lang,
                     widths=[3.2, 1.7, 1.6, 1.0, 1.8, 1.9])  # fmt: skip


def largest_gains(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return the indicators that moved most in the right direction, against their whole way.

    The gain is the share of the distance from the baseline to the final target covered so far.
    """
    rows = assessment.results.groupby("indicator_id", sort=False).tail(1).copy()
    moved = rows["latest_value"] - rows["baseline_value"]
    way = rows["goal"] - rows["baseline_value"]
    rows["covered"] = (moved / way).where(way.abs() > 0)
    better = rows["indicator_id"].map(
        assessment.inputs.indicators.set_index("indicator_id")["better"]
    )
    forward = moved.where(better == "up", -moved) > 0
    rows = rows[forward & (rows["covered"] > 0)]
    rows = rows.sort_values("covered", ascending=False, kind="stable").head(MOST)
    if len(rows):
        heads = ["indicator", "baseline", "latest", "change", "target"]
        body = [RowGroup(None, tuple(_gain_row(assessment, row, lang) for row in _records(rows)))]
        columns = [_head(name, lang) for name in heads]
        yield _table(assessment, "largest_gains", columns, body, lang,
                     widths=[3.6, 1.7, 1.7, 2.2, 1.9])  # fmt: skip


def score_table(assessment: Assessment, lang: Lang) -> Table:
    """Return every indicator with its latest value and the verdict of each target year."""
    years = sorted(int(year) for year in assessment.results["target_year"].unique())
    heads = [_head("indicator", lang), _head("latest", lang)]
    heads += [Column(f"{target_label(assessment, lang)} {year}") for year in years]
    groups = [
        RowGroup(
            text(f"exhibits.objective_{number}", lang),
            tuple(
                _score_row(assessment, indicator_id, targets, years, lang)
                for indicator_id, targets in rows.groupby("indicator_id", sort=False)
            ),
        )
        for number, rows in assessment.results.groupby("objective")
    ]
    widths = [3.4, 1.5, *(2.2 for _ in years)]
    return _table(assessment, "scores", heads, groups, lang, widths=widths)


def targets_without_figures(
    assessment: Assessment, rows: pd.DataFrame, number: int, lang: Lang
) -> Iterator[Table]:
    """Return the indicators of an objective that nobody has reported yet, and who owes them."""
    if rows.empty:
        return
    body = tuple(
        (
            Cell(_name(assessment, indicator_id, lang)),
            Cell(_targets_cell(assessment, targets, lang)),
            Cell(agency_name(assessment, targets["lead_agency"].iloc[0], lang) or "–"),
        )
        for indicator_id, targets in rows.groupby("indicator_id", sort=False)
    )
    columns = [_head(name, lang) for name in ("indicator", "targets", "lead")]
    yield _table(assessment, "without_figures", columns, [RowGroup(None, body)], lang,
                 widths=[4.0, 3.0, 2.6], anchor=f"chua-co-so-lieu-{number}",
                 note=text("exhibits.without_figures_note", lang, due=due_text(assessment, lang)))  # fmt: skip


def agency_tables(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return one table: per lead agency its targets, their status, and the years it owes."""
    owed = assessment.owed.set_index("indicator_id")["owed_years"].to_dict()
    results = assessment.results
    agencies = results["lead_agency"].where(results["lead_agency"].notna(), "")
    groups = [
        RowGroup(
            agency_name(assessment, agency, lang) or text("exhibits.no_agency", lang),
            tuple(
                _agency_row(assessment, indicator_id, targets, owed, lang)
                for indicator_id, targets in rows.groupby("indicator_id", sort=False)
            ),
        )
        for agency, rows in results.groupby(agencies, sort=False)
    ]
    columns = [_head(name, lang) for name in ("indicator", "final_status", "latest", "owed")]
    yield _table(assessment, "agencies", columns, groups, lang, widths=[4.2, 2.4, 1.7, 1.7])


def quality_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return the doubtful figures, each told in one sentence."""
    if assessment.quality.empty:
        return
    body = tuple(
        (Cell(_name(assessment, row["indicator_id"], lang)), Cell(_issue(assessment, row, lang)))
        for row in _records(assessment.quality)
    )
    columns = [_head("indicator", lang), _head("issue", lang)]
    yield _table(assessment, "quality", columns, [RowGroup(None, body)], lang, widths=[3.2, 5.0])


def findings_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Return what looks odd in the plan itself; the values stand as printed."""
    findings = assessment.inputs.findings
    if findings.empty:
        return
    body = tuple(
        (Cell(row["clause"]), Cell(row[f"text_{lang}"])) for row in _records(findings)
    )
    columns = [_head("clause", lang), _head("finding", lang)]
    yield _table(assessment, "findings", columns, [RowGroup(None, body)], lang, widths=[2.0, 6.2])


def results_table(assessment: Assessment, lang: Lang) -> Table:
    """Return the whole results table, one row per indicator and target year."""
    heads = ["indicator", "year", "target", "baseline", "latest", "pace_so_far", "pace_base",
             "pace_today", "projection", "probability", "status", "lead"]  # fmt: skip
    groups = [
        RowGroup(
            text(f"exhibits.objective_{number}", lang),
            tuple(_result_row(assessment, row, lang) for row in _records(rows)),
        )
        for number, rows in assessment.results.groupby("objective")
    ]
    widths = [4.0, 0.9, 1.8, 1.6, 1.6, 1.1, 1.2, 1.2, 2.2, 1.2, 2.0, 2.4]
    columns = [_head(name, lang) for name in heads]
    return _table(assessment, "results", columns, groups, lang, widths=widths, landscape=True,
                  note=text("exhibits.results_note", lang))  # fmt: skip


def plan_table(assessment: Assessment, lang: Lang) -> Table:
    """Return what the assessment was made against: the plan, its reviews, its budget."""
    plan = assessment.inputs.plan
    rows = [
        ("document", plan_label(assessment, lang)),
        ("document_date", wording.day(plan.document.date, lang) if plan.document.date else "–"),
        ("issuer", plan.document.issuer.vi if lang == "vi" else plan.document.issuer.en),
        ("period", f"{plan.period.start}–{plan.period.end}"),
        ("reviews", ", ".join(_review(review, lang) for review in plan.reviews) or "–"),
        ("reporting", due_text(assessment, lang)),
        ("budget", _budget(assessment, lang)),
    ]
    body = tuple((Cell(text(f"exhibits.plan_{key}", lang)), Cell(said)) for key, said in rows)
    columns = [_head("item", lang), _head("content", lang)]
    return _table(assessment, "plan", columns, [RowGroup(None, body)], lang, widths=[2.0, 6.0])


def sources_table(assessment: Assessment, lang: Lang) -> Table:
    """Return every source behind a figure: publisher, document, year, licence, number of figures."""
    used = pd.concat([assessment.series, assessment.proxies])["source"].str.split().explode()
    counts = used.value_counts()
    sources = assessment.inputs.sources
    body = tuple(
        (
            Cell(row[f"publisher_{lang}"]),
            Cell(row[f"title_{lang}"]),
            Cell(_plain(row["year_published"])),
            Cell(_plain(row["licence"])),
            Cell(str(counts[row["source"]])),
        )
        for row in _records(sources[sources["source"].isin(counts.index)])
    )
    heads = ["publisher", "document", "published", "licence", "figures"]
    empty = (tuple(Cell("–") for _ in heads),)
    columns = [_head(name, lang) for name in heads]
    return _table(assessment, "sources", columns, [RowGroup(None, body or empty)], lang,
                  widths=[2.4, 3.6, 0.9, 1.4, 0.9])  # fmt: skip


def inputs_table(assessment: Assessment, lang: Lang) -> Table:
    """Return the files that the assessment was made from, each with its hash."""
    body = tuple(
        (Cell(name), Cell(digest[:16])) for name, digest in assessment.inputs.hashes.items()
    )
    columns = [_head("file", lang), _head("hash", lang)]
    return _table(assessment, "inputs", columns, [RowGroup(None, body)], lang, widths=[5.0, 3.0],
                  note=text("exhibits.inputs_note", lang))  # fmt: skip


_RIGHT = {"probability", "pace_so_far", "pace_base", "pace_today", "figures", "baseline", "latest"}


def _head(name: str, lang: Lang) -> Column:
    align: Align = "right" if name in _RIGHT else "left"
    return Column(text(f"exhibits.column_{name}", lang), align)


def _year_head(year: int, lang: Lang) -> str:
    return text("exhibits.column_target_of", lang, year=year)


def _table(
    assessment: Assessment,
    name: str,
    columns: list[Column],
    groups: Iterable[RowGroup],
    lang: Lang,
    *,
    widths: list[float],
    anchor: str | None = None,
    note: str | None = None,
    landscape: bool = False,
) -> Table:
    sized = tuple(
        Column(column.label, column.align, width)
        for column, width in zip(columns, widths, strict=True)
    )
    notes = ((note or "") + borrowed_note(assessment, lang)).strip()
    return Table(
        caption=marked(assessment, text(f"exhibits.caption_{name}", lang), lang),
        columns=sized,
        groups=tuple(groups),
        anchor=anchor or f"bang-{name.replace('_', '-')}",
        note=notes or None,
        landscape=landscape,
    )


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _plain(value: object) -> str:
    return "–" if pd.isna(value) else str(value)


def _status(status: str, lang: Lang) -> Cell:
    return Cell(wording.status_word(status, lang), tone=status)


def _name(assessment: Assessment, indicator_id: object, lang: Lang) -> str:
    row = indicator_row(assessment, str(indicator_id))
    return f"{row['chi_tieu']}. {row[f'name_{lang}']}"


def _value(row: dict[str, Any], value: str, year: str, lang: Lang) -> Cell:
    if pd.isna(row[value]):
        return Cell("–")
    shown = wording.quantity(row[value], row["indicator_unit"], lang, int(row["decimals"]))
    return Cell(f"{shown} ({row[year]})")


def _latest(row: dict[str, Any], lang: Lang) -> Cell:
    return _value(row, "latest_value", "latest_year", lang)


def _target(row: dict[str, Any], lang: Lang) -> str:
    return wording.target_sign(row, lang)


def _risk_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    return (
        Cell(_name(assessment, row["indicator_id"], lang)),
        Cell(f"{_target(row, lang)} ({row['target_year']})"),
        _latest(row, lang),
        Cell(wording.probability(row["attainment_probability"], lang)),
        _status(row["status"], lang),
        Cell(agency_name(assessment, row["lead_agency"], lang) or "–"),
    )


def _gain_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    moved = row["latest_value"] - row["baseline_value"]
    return (
        Cell(_name(assessment, row["indicator_id"], lang)),
        _value(row, "baseline_value", "baseline_year", lang),
        _latest(row, lang),
        Cell(wording.change(moved, row["indicator_unit"], lang, int(row["decimals"]))),
        Cell(f"{_target(row, lang)} ({row['target_year']})"),
    )


def _score_row(
    assessment: Assessment,
    indicator_id: object,
    targets: pd.DataFrame,
    years: list[int],
    lang: Lang,
) -> tuple[Cell, ...]:
    by_year = {int(row["target_year"]): row for row in _records(targets)}
    cells = [_verdict_cell(by_year.get(year), lang) for year in years]
    first = next(iter(by_year.values()))
    return (Cell(_name(assessment, indicator_id, lang)), _latest(first, lang), *cells)


def _verdict_cell(row: dict[str, Any] | None, lang: Lang) -> Cell:
    if row is None:
        return Cell("–")
    said = f"{wording.status_word(row['status'], lang)} ({_target(row, lang)})"
    return Cell(said, tone=row["status"])


def _targets_cell(assessment: Assessment, targets: pd.DataFrame, lang: Lang) -> str:
    return "; ".join(f"{row['target_year']}: {_target(row, lang)}" for row in _records(targets))


def _agency_row(
    assessment: Assessment,
    indicator_id: object,
    targets: pd.DataFrame,
    owed: dict[str, tuple[int, ...]],
    lang: Lang,
) -> tuple[Cell, ...]:
    last = _records(targets)[-1]
    missing = ", ".join(str(year) for year in owed.get(str(indicator_id), ()))
    return (
        Cell(_name(assessment, indicator_id, lang)),
        _status(last["status"], lang),
        _latest(last, lang),
        Cell(missing or text("exhibits.nothing_owed", lang)),
    )


def _result_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    decimals, unit = int(row["decimals"]), row["indicator_unit"]
    projection = "–"
    if pd.notna(row["projected_p50"]):
        middle = wording.quantity(row["projected_p50"], unit, lang, decimals)
        projection = f"{middle} ({wording.interval(row, lang, decimals)})"
    paces = ("observed_annual_change", "required_annual_change_from_baseline",
             "required_annual_change_from_today")  # fmt: skip
    return (
        Cell(_name(assessment, row["indicator_id"], lang)),
        Cell(str(row["target_year"])),
        Cell(_target(row, lang)),
        _value(row, "baseline_value", "baseline_year", lang),
        _latest(row, lang),
        *(Cell(wording.pace(row[name], lang, decimals)) for name in paces),
        Cell(projection),
        Cell(wording.probability(row["attainment_probability"], lang)),
        _status(row["status"], lang),
        Cell(agency_name(assessment, row["lead_agency"], lang) or "–"),
    )


def _issue(assessment: Assessment, row: dict[str, Any], lang: Lang) -> str:
    about = indicator_row(assessment, row["indicator_id"])
    decimals, unit = int(about["decimals"]), str(about["unit"])
    sources = assessment.inputs.sources.set_index("source")[f"publisher_{lang}"]
    publishers = [str(sources[slug]) for slug in str(row["source"]).split()]
    values = {
        "year": row["year"],
        "value": wording.quantity(row["value"], unit, lang, decimals),
        "first": publishers[0],
        "second": publishers[-1],
    }
    if pd.notna(row["other_value"]):
        values["other_value"] = wording.quantity(row["other_value"], unit, lang, decimals)
        values["share"] = wording.number(100 * row["other_value"], lang, 0)
    if isinstance(row["other_id"], str):
        values["other"] = indicator_row(assessment, row["other_id"])[f"name_{lang}"]
    return text(f"exhibits.issue_{row['kind']}", lang, **values)


def _review(review: Any, lang: Lang) -> str:
    return text(f"exhibits.review_{review.kind}", lang, year=review.year)


def _budget(assessment: Assessment, lang: Lang) -> str:
    budget = assessment.inputs.plan.budget
    if budget.total is None:
        return text("exhibits.budget_none", lang)
    parts = "; ".join(
        text(
            "exhibits.budget_part",
            lang,
            source=share.source.vi if lang == "vi" else share.source.en,
            amount=wording.number(share.amount, lang, 0),
        )
        for share in budget.split
    )
    total = wording.number(budget.total, lang, 0)
    return text("exhibits.budget", lang, total=total, parts=parts)
