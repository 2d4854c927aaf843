"""What changed since the previous edition, and how right it was: sentences and two tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from analysis.assessment import CAUSES, Assessment, PreviousEdition
from analysis.exhibits import (
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
from analysis.programme import NATION, OUTLOOK_STATUSES, RANKED_STATUSES, wording as words
from analysis.report.cells import (
    annex_head,
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
    revised = _revision_table(assessment, lang)
    return Exhibits((heading, *revised, *shown, commentary(assessment, "changes", lang)))


def _revision_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    found = assessment.revised
    if found is not None:
        yield from _verdict_table(assessment, _moved(found.targets), "revision", lang)


def _changes_under_plan(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    found = assessment.changes
    if found is None:
        nation = assessment.inputs.unit.unit_id == NATION
        yield Prose(text("changes.none_nation" if nation else "changes.none", lang))
        return
    said = " ".join([basis_sentence(found.previous, lang), *change_counts(found.targets, lang)])
    yield Prose(said)
    yield from _verdict_table(assessment, _moved(found.targets).head(MOST), "largest", lang)
    if len(found.outcomes):
        yield Prose(outcome_counts(found.outcomes, assessment.inputs.indicators, lang))
        outside = found.outcomes[~found.outcomes["within"]]
        yield from _outcome_table(assessment, outside, "outside", lang)


def revision_line(assessment: Assessment, lang: Lang) -> str:
    """Return which revision of a published report this is, and why; empty for a first one."""
    found = assessment.revision
    if found is None:
        return ""
    return text("changes.revision", lang, number=found.number, reason=found.reason)


def revision_notice(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    """Yield how many verdicts differ from the published report that this one revises."""
    found = assessment.revised
    if found is None:
        return
    moved = _moved(found.targets)
    if moved.empty:
        yield Callout("note", text("changes.revision_none", lang))
        return
    said = text("changes.revision_counts", lang, count=len(moved), total=len(found.targets))
    yield Callout("note", said)


def annex(assessment: Assessment, lang: Lang) -> Exhibits:
    """Return every changed verdict and every projected figure; nothing where there is neither."""
    changed = [own for own in assessment.by_plan if any(_changed_tables(own, lang))]
    if not changed:
        return Exhibits(())
    head = annex_head(assessment, "changes.annex", "phu-luc-thay-doi", lang)
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
            _verdict_cell(row, "now", lang, past=row["target_year"] < assessment.edition),
            Cell(_effects(row, lang)),
        )
        for row in records(moved)
    )
    widths = {"target": 3.4, "before": 2.2, "now": 2.2, "why": 2.2}
    yield from _table(assessment, name, widths, rows, lang)


def _target_label(assessment: Assessment, indicator_id: object, year: object, lang: Lang) -> str:
    return f"{short_label(assessment, indicator_id, lang)} ({year})"


def _verdict_cell(row: dict[str, Any], when: str, lang: Lang, *, past: bool = False) -> Cell:
    status, probability = row[f"status_{when}"], row[f"probability_{when}"]
    cell = status_cell(status, lang, past=past and status in OUTLOOK_STATUSES)
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


def outcome_counts(outcomes: pd.DataFrame, indicators: pd.DataFrame, lang: Lang) -> str:
    """Tell how many figures lay within their interval, and where all others lay on one side."""
    within, total = int(outcomes["within"].sum()), len(outcomes)
    values = {"total": total, "within": within, "outside": total - within}
    said = text("changes.outcome_counts", lang, **values)
    outside = outcomes[~outcomes["within"]]
    rising = outside["indicator_id"].map(indicators.set_index("indicator_id")["better"]) == "up"
    better = (outside["observed"] > outside["projected_p90"]) == rising
    for side, all_of_them in (("better", better.all()), ("worse", not better.any())):
        if len(outside) == 1 and all_of_them:
            said += " " + text(f"changes.outside_one_{side}", lang)
        elif len(outside) and all_of_them:
            said += " " + text(f"changes.outside_{side}", lang, **values)
    return said


def _outcome_table(
    assessment: Assessment, outcomes: pd.DataFrame, name: str, lang: Lang
) -> Iterator[Table]:
    places = {each: at for at, each in enumerate(assessment.inputs.indicators["indicator_id"])}
    listed = outcomes.sort_values("indicator_id", key=lambda ids: ids.map(places), kind="stable")
    rows = tuple(_outcome_row(assessment, row, lang) for row in records(listed))
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
        key = "largest_letter" if name == "largest" and assessment.agency else name
        caption = text(f"changes.caption_{key}", lang)
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


def change_counts(targets: pd.DataFrame, lang: Lang, *, brief: bool = False) -> Iterator[str]:
    """Yield how many targets (``EditionChanges.targets``) moved which way, and what moved them.

    A ``brief`` account leaves out what moved probabilities whose verdict stands.

    Every target counts once: what has been measured since apart from outlooks that moved, what
    came to be judged, what no longer can be, and what never could.
    """
    before, now = _ranks(targets["status_before"]), _ranks(targets["status_now"])
    both = before.notna() & now.notna()
    moved = targets["status_before"] != targets["status_now"]
    if both.any() and not (moved & both).any():
        yield text("changes.counts_same", lang, total=int(both.sum()))
    elif both.any():
        parts = ", ".join(_parts(targets[both], lang))
        yield text("changes.counts", lang, total=int(both.sum()), parts=parts)
    rest = {
        "fresh": before.isna() & now.notna(),
        "lost": before.notna() & now.isna(),
        "never": before.isna() & now.isna(),
    }
    told = both | rest["fresh"] | rest["lost"]
    for key, rows in rest.items():
        if rows.any() and (key != "never" or told.any()):
            yield text(f"changes.{key}", lang, count=int(rows.sum()))
    caused = targets["causes"].map(len) > 0
    judged = targets["status_now"].isin(RANKED_STATUSES)
    for key, rows in (("reasons", moved & caused), ("reasons_within", ~moved & caused & judged)):
        if rows.any() and not (brief and key == "reasons_within"):
            yield _reasons(key, targets[rows], lang)
    if not caused.any() and not both.any():
        yield text("changes.nothing", lang)


def _parts(targets: pd.DataFrame, lang: Lang) -> Iterator[str]:
    """Yield how many verdicts were measured, moved as outlooks, stood or were revised."""
    before, now = targets["status_before"], targets["status_now"]
    ahead, decided = before.isin(OUTLOOK_STATUSES), ~now.isin(OUTLOOK_STATUSES)
    measured = targets[ahead & decided]
    if len(measured):
        met = int((measured["status_now"] == "achieved").sum())
        values = {"count": len(measured), "achieved": met, "missed": len(measured) - met}
        yield text("changes.part_measured", lang, **values)
    outlook = ahead & ~decided
    if outlook.any():
        turn = (_ranks(now) - _ranks(before))[outlook]
        values = {"better": int((turn < 0).sum()), "worse": int((turn > 0).sum())}
        yield text("changes.part_outlook", lang, count=int(outlook.sum()), **values,
                   same=int((turn == 0).sum()))  # fmt: skip
    for key, rows in (("kept", ~ahead & (before == now)), ("revised", ~ahead & (before != now))):
        if rows.any():
            yield text(f"changes.part_{key}", lang, count=int(rows.sum()))


def _ranks(statuses: pd.Series) -> pd.Series:
    return statuses.map({status: rank for rank, status in enumerate(RANKED_STATUSES)})


def _reasons(key: str, targets: pd.DataFrame, lang: Lang) -> str:
    """Tell the main causes; every target counts for the one that moved it most."""
    counts = Counter(_main_cause(row) for row in records(targets))
    parts = [
        text("changes.reason_part", lang, cause=cause_name(cause, lang), count=counts[cause])
        for cause in CAUSES
        if counts[cause]
    ]
    return text(f"changes.{key}", lang, count=len(targets), causes=", ".join(parts))


def _main_cause(row: dict[str, Any]) -> str:
    """Return the cause with the largest effect; the last one where effects are not known."""
    effects = {cause: row.get(f"by_{cause}", float("nan")) for cause in row["causes"]}
    if any(pd.isna(effect) for effect in effects.values()):
        return str(row["causes"][-1])
    return str(max(effects, key=lambda cause: abs(effects[cause])))
