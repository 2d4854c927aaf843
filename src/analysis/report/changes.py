"""What changed since the previous edition, and how right it was: sentences and two tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from analysis.assessment import CAUSES, Assessment, PreviousEdition
from analysis.exhibits import (
    Annex,
    Callout,
    Cell,
    Column,
    Exhibit,
    Exhibits,
    Heading,
    Prose,
    RowGroup,
    Table,
)
from analysis.language import Lang, as_published, numerals, text
from analysis.programme import RANKED_STATUSES, wording as words
from analysis.report.cells import (
    commentary,
    indicator_row,
    marked,
    short_label,
    status_cell,
    under_plan,
)
from analysis.report.inherited import under_each_plan
from analysis.tables import records

MOST = 8
_SMALLEST_EFFECT = 0.005


def changes(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return section III: what changed since the previous edition and why."""
    heading = Heading(1, text("changes.heading", lang), "thay-doi")
    shown = under_each_plan(
        assessment, "thay-doi", lang, lambda own: _changes_under_plan(own, lang)
    )
    return Exhibits((heading, *shown, commentary(assessment, "changes", lang)))


def _changes_under_plan(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    found = assessment.changes
    if found is None:
        yield Prose(text("changes.none", lang))
        return
    said = " ".join([basis_sentence(found.previous, lang), *change_counts(found.targets, lang)])
    yield Prose(said)
    yield from _verdict_table(assessment, _moved(found.targets).head(MOST), "largest", lang)
    if len(found.outcomes):
        yield Prose(_outcome_counts(found.outcomes, lang))
        outside = found.outcomes[~found.outcomes["within"]]
        yield from _outcome_table(assessment, outside, "outside", lang)


def revision_line(assessment: Assessment, lang: Lang) -> str:
    """Return which revision of a published report this is, and why; empty for a first one."""
    found = assessment.revision
    if found is None:
        return ""
    return text("changes.revision", lang, number=found.number, reason=found.reason)


def revision_notice(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    """Yield what became of the verdicts of the published report that this one revises."""
    found = assessment.revised
    if found is None:
        return
    moved = _moved(found.targets)
    if moved.empty:
        yield Callout("note", text("changes.revision_none", lang))
        return
    said = text("changes.revision_counts", lang, count=len(moved), total=len(found.targets))
    yield Callout("note", said)
    yield from _verdict_table(assessment, moved, "revision", lang)


def annex(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return every changed verdict and every projected figure; nothing where there is neither."""
    changed = [own for own in assessment.by_plan if any(_changed_tables(own, lang))]
    if not changed:
        return Exhibits(())
    head = Annex(text("changes.annex", lang), "phu-luc-thay-doi")
    tables = under_each_plan(
        assessment, "phu-luc-thay-doi", lang, lambda own: _changed_tables(own, lang)
    )
    return Exhibits((head, *tables))


def _changed_tables(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    found = assessment.changes
    if found is not None:
        yield from _verdict_table(assessment, _moved(found.targets), "verdicts", lang)
        yield from _outcome_table(assessment, found.outcomes, "outcomes", lang)


def _moved(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets with another verdict than before, the largest change first."""
    moved = targets[targets["status_before"] != targets["status_now"]]
    size = (moved["probability_now"] - moved["probability_before"]).abs()
    # A verdict won or lost has no difference of probabilities; it is no small change.
    return moved.assign(size=size.fillna(1.0)).sort_values("size", ascending=False, kind="stable")


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
    return f"{short_label(assessment, indicator_id, lang)} ({year})"


def _verdict_cell(row: dict[str, Any], when: str, lang: Lang) -> Cell:
    status, probability = row[f"status_{when}"], row[f"probability_{when}"]
    cell = status_cell(status, lang)
    if pd.isna(probability) or probability in (0.0, 1.0):
        return cell
    return Cell(f"{cell.text} ({words.probability(probability, lang)})", tone=status)


def _effects(row: dict[str, Any], lang: Lang) -> str:
    """Return each cause with the points it moved the probability by, or its name alone."""
    effects = {cause: row[f"by_{cause}"] for cause in row["causes"]}
    if any(pd.isna(effect) for effect in effects.values()):
        return ", ".join(cause_name(cause, lang) for cause in effects)
    parts = (
        text(
            "changes.effect",
            lang,
            cause=cause_name(cause, lang),
            points=words.pace(100 * effect, lang, -1),
        )
        for cause, effect in effects.items()
        if abs(effect) >= _SMALLEST_EFFECT
    )
    return "; ".join(parts) or text("changes.effect_small", lang)  # fmt: skip


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
    # One more digit where rounding would put a figure outside its interval inside.
    ends = [as_published(row[f"projected_p{level}"], decimals) for level in (10, 90)]
    decimals += not row["within"] and ends[0] <= as_published(row["observed"], decimals) <= ends[1]
    shown = {
        name: words.quantity(row[name], unit, lang, decimals)
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
        caption = text(f"changes.caption_{name}", lang)
        note = "outcomes" if name in ("outside", "outcomes") else "verdicts"
        yield Table(
            caption=marked(assessment, under_plan(assessment, caption, lang), lang),
            columns=tuple(
                Column(text(f"changes.column_{column}", lang), width=width)
                for column, width in widths.items()
            ),
            groups=(RowGroup(None, rows),),
            anchor=f"thay-doi-{name}",
            note=text(f"changes.note_{note}", lang),
        )


def basis_sentence(previous: PreviousEdition, lang: Lang) -> str:
    """Tell which edition the present one is compared with."""
    key = "recomputed" if previous.published is None else "published"
    cut_off = numerals.day(date.fromisoformat(previous.as_of[: len("2025-12-31")]), lang)
    return text(f"changes.basis_{key}", lang, edition=previous.edition, day=cut_off)


def cause_name(cause: str, lang: Lang) -> str:
    """Return the words for one of ``edition_changes.CAUSES``."""
    return text(f"changes.cause_{cause}", lang)


def change_counts(targets: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """Yield how many targets (``EditionChanges.targets``) moved which way, and what moved them."""
    before, now = _ranks(targets["status_before"]), _ranks(targets["status_now"])
    both = before.notna() & now.notna()
    if both.any():
        moves = {"better": now < before, "worse": now > before, "same": now == before}
        moved = {name: int(which[both].sum()) for name, which in moves.items()}
        key = "counts" if moved["better"] or moved["worse"] else "counts_same"
        yield text(f"changes.{key}", lang, total=int(both.sum()), **moved)
    fresh, lost = before.isna() & now.notna(), before.notna() & now.isna()
    for key, rows in (("fresh", fresh), ("lost", lost)):
        if rows.any():
            yield text(f"changes.{key}", lang, count=int(rows.sum()))
    counts = Counter(cause for causes in targets["causes"] for cause in causes)
    if counts:
        yield _reasons(counts, lang)
    elif not both.any():
        yield text("changes.nothing", lang)


def _ranks(statuses: pd.Series) -> pd.Series:
    return statuses.map({status: rank for rank, status in enumerate(RANKED_STATUSES)})


def _reasons(counts: Counter[str], lang: Lang) -> str:
    parts = [
        text("changes.reason_part", lang, cause=cause_name(cause, lang), count=counts[cause])
        for cause in CAUSES
        if counts[cause]
    ]
    return text("changes.reasons", lang, causes=", ".join(parts))
