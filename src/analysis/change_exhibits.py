"""What changed since the previous edition, and how right it was: sentences and two tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from analysis import wording
from analysis.assessment import Assessment
from analysis.catalogue import Lang, text
from analysis.edition_changes import CAUSES, PreviousEdition
from analysis.exhibit_cells import (
    indicator_label,
    indicator_row,
    marked,
    records,
    status_cell,
)
from analysis.exhibit_model import (
    Annex,
    Cell,
    Column,
    Exhibit,
    Exhibits,
    Heading,
    Prose,
    RowGroup,
    Table,
)

# From the best to the worst; what has too little evidence is neither.
_RANKED = (
    "achieved",
    "likely",
    "more_likely_than_not",
    "unlikely_without_acceleration",
    "very_unlikely",
    "not_achieved",
)
MOST = 8
_SMALLEST_EFFECT = 0.005


def changes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return what changed since the previous edition and why, or that there was none."""
    heading = Heading(2, text("changes.heading", lang), "thay-doi")
    found = assessment.changes
    if found is None:
        return Exhibits((heading, Prose(text("changes.none", lang))))
    said = " ".join([_basis(found.previous, lang), *_counts(found.targets, lang)])
    moved = _moved(found.targets)
    items: list[Exhibit] = [heading, Prose(said)]
    items += _verdict_table(assessment, moved.head(MOST), "largest", lang)
    if len(found.outcomes):
        items.append(Prose(_outcome_counts(found.outcomes, lang)))
        outside = found.outcomes[~found.outcomes["within"]]
        items += _outcome_table(assessment, outside, "outside", lang)
    return Exhibits(tuple(items))


def annex(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return every changed verdict and every projected figure; nothing where none was before."""
    found = assessment.changes
    if found is None:
        return Exhibits(())
    return Exhibits(
        (
            Annex(text("changes.annex", lang), "phu-luc-thay-doi"),
            *_verdict_table(assessment, _moved(found.targets), "verdicts", lang),
            *_outcome_table(assessment, found.outcomes, "outcomes", lang),
        )
    )


def _basis(previous: PreviousEdition, lang: Lang) -> str:
    key = "recomputed" if previous.published is None else "published"
    cut_off = wording.day(date.fromisoformat(previous.as_of[: len("2025-12-31")]), lang)
    return text(f"changes.basis_{key}", lang, edition=previous.edition, day=cut_off)


def _counts(targets: pd.DataFrame, lang: Lang) -> Iterator[str]:
    before, now = _ranks(targets["status_before"]), _ranks(targets["status_now"])
    both = before.notna() & now.notna()
    if both.any():
        yield text(
            "changes.counts",
            lang,
            total=int(both.sum()),
            better=int((now < before)[both].sum()),
            worse=int((now > before)[both].sum()),
            same=int((now == before)[both].sum()),
        )
    fresh, lost = before.isna() & now.notna(), before.notna() & now.isna()
    for key, rows in (("fresh", fresh), ("lost", lost)):
        if rows.any():
            yield text(f"changes.{key}", lang, count=int(rows.sum()))
    yield _reasons(targets, lang)


def _ranks(statuses: pd.Series) -> pd.Series:
    return statuses.map({status: rank for rank, status in enumerate(_RANKED)})


def _reasons(targets: pd.DataFrame, lang: Lang) -> str:
    counts = Counter(cause for causes in targets["causes"] for cause in causes)
    parts = [
        text("changes.reason_part", lang, cause=_cause(cause, lang), count=counts[cause])
        for cause in CAUSES
        if counts[cause]
    ]
    if not parts:
        return text("changes.nothing", lang)
    return text("changes.reasons", lang, causes=", ".join(parts))


def _cause(cause: str, lang: Lang) -> str:
    return text(f"changes.cause_{cause}", lang)


def _moved(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets with another verdict than before, the largest change first."""
    moved = targets[targets["status_before"] != targets["status_now"]]
    size = (moved["probability_now"] - moved["probability_before"]).abs()
    return moved.assign(size=size).sort_values("size", ascending=False, kind="stable")


def _verdict_table(
    assessment: Assessment, moved: pd.DataFrame, name: str, lang: Lang
) -> Iterator[Table]:
    rows = tuple(
        (
            Cell(_target_label(assessment, row["indicator_id"], row["target_year"], lang)),
            _verdict_cell(row, "before", lang),
            _verdict_cell(row, "now", lang),
            Cell(_effects(row, lang)),
        )
        for row in records(moved)
    )
    widths = {"target": 3.4, "before": 2.2, "now": 2.2, "why": 2.2}
    yield from _table(assessment, name, widths, rows, lang)


def _target_label(assessment: Assessment, indicator_id: object, year: object, lang: Lang) -> str:
    return f"{indicator_label(assessment, indicator_id, lang)} ({year})"


def _verdict_cell(row: dict[str, Any], when: str, lang: Lang) -> Cell:
    status, probability = row[f"status_{when}"], row[f"probability_{when}"]
    cell = status_cell(status, lang)
    if pd.isna(probability) or probability in (0.0, 1.0):
        return cell
    return Cell(f"{cell.text} ({wording.probability(probability, lang)})", tone=status)


def _effects(row: dict[str, Any], lang: Lang) -> str:
    """Return each cause with the points it moved the probability by, or its name alone."""
    effects = {cause: row[f"by_{cause}"] for cause in row["causes"]}
    if any(pd.isna(effect) for effect in effects.values()):
        return ", ".join(_cause(cause, lang) for cause in effects)
    return "; ".join(
        text("changes.effect", lang, cause=_cause(cause, lang),
             points=wording.pace(100 * effect, lang, -1))
        for cause, effect in effects.items()
        if abs(effect) >= _SMALLEST_EFFECT
    )  # fmt: skip


def _outcome_counts(outcomes: pd.DataFrame, lang: Lang) -> str:
    within = int(outcomes["within"].sum())
    total = len(outcomes)
    return text("changes.outcome_counts", lang, total=total, within=within, outside=total - within)


def _outcome_table(
    assessment: Assessment, outcomes: pd.DataFrame, name: str, lang: Lang
) -> Iterator[Table]:
    rows = tuple(_outcome_row(assessment, row, lang) for row in records(outcomes))
    widths = {"indicator": 3.6, "projected": 2.6, "observed": 1.5, "within": 1.6}
    yield from _table(assessment, name, widths, rows, lang)


def _outcome_row(assessment: Assessment, row: dict[str, Any], lang: Lang) -> tuple[Cell, ...]:
    about = indicator_row(assessment, row["indicator_id"])
    unit, decimals = str(about["unit"]), int(about["decimals"])
    shown = {
        name: wording.quantity(row[name], unit, lang, decimals)
        for name in ("projected_p10", "projected_p50", "projected_p90", "observed")
    }
    side = "yes" if row["within"] else "low" if row["observed"] < row["projected_p10"] else "high"
    middle, low, high = (shown[f"projected_p{level}"] for level in (50, 10, 90))
    return (
        Cell(_target_label(assessment, row["indicator_id"], row["year"], lang)),
        Cell(f"{middle} ({low}–{high})"),
        Cell(shown["observed"]),
        Cell(text(f"changes.within_{side}", lang)),
    )


def _table(
    assessment: Assessment,
    name: str,
    widths: dict[str, float],
    rows: tuple[tuple[Cell, ...], ...],
    lang: Lang,
) -> Iterator[Table]:
    if rows:
        note = "outcomes" if name in ("outside", "outcomes") else "verdicts"
        yield Table(
            caption=marked(assessment, text(f"changes.caption_{name}", lang), lang),
            columns=tuple(
                Column(text(f"changes.column_{column}", lang), width=width)
                for column, width in widths.items()
            ),
            groups=(RowGroup(None, rows),),
            anchor=f"thay-doi-{name}",
            note=text(f"changes.note_{note}", lang),
        )
