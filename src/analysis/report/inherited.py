"""What a report says of a unit without a plan of its own: the plans it inherits, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.assessment import Assessment, InheritedTargets, aggregate_basis
from analysis.exhibits import (
    Annex,
    Callout,
    Cell,
    Exhibit,
    Figure,
    Heading,
    Prose,
    RowGroup,
    Table,
    Tiles,
)
from analysis.language import Lang, numerals, text
from analysis.report.cells import place_of, short_label
from analysis.report.tables import head_column, report_table
from analysis.tables import records

Made = Callable[[Assessment], Iterable[Exhibit]]


def under_each_plan(
    assessment: Assessment, section: str, lang: Lang, make: Made, *, new_page: bool = False
) -> Iterator[Exhibit]:
    """Yield what ``make`` gives of the assessment under each plan, the plans' names above it.

    A unit with one plan gets what ``make`` gives. ``section`` tells the anchors apart;
    ``new_page`` begins a page with each plan.
    """
    several = len(assessment.by_plan) > 1
    for place, own in enumerate(assessment.by_plan):
        if several:
            title = text("inherited.under", lang, place=place_of(own, lang))
            yield Heading(2, title, f"{section}-{own.inputs.plan_of}", new_page=new_page)
        for item in make(own):
            yield _moved(item, str(own.inputs.plan_of)) if place else item


def _moved(item: Exhibit, plan_of: str) -> Exhibit:
    """Return an exhibit under an address of its own: the first plan has the usual one."""
    if isinstance(item, Tiles):
        tiles = (replace(tile, anchor=f"{tile.anchor}-{plan_of}") for tile in item.tiles)
        return replace(item, anchor=f"{item.anchor}-{plan_of}", tiles=tuple(tiles))
    if isinstance(item, (Heading, Table, Figure, Annex)):
        return replace(item, anchor=f"{item.anchor}-{plan_of}")
    return item


def notice(assessment: Assessment, lang: Lang) -> Iterator[Callout]:
    """Yield that the unit has no plan of its own, whose it inherits, and which are not at hand."""
    inherited = assessment.inputs.inherited
    if not inherited:
        return
    at_hand = _places(assessment, [each for each in inherited if each.plan], lang)
    gone = _places(assessment, [each for each in inherited if not each.plan], lang)
    unit = assessment.inputs.unit.name(lang)
    said = text("inherited.notice", lang, unit=f"{unit[0].upper()}{unit[1:]}", places=at_hand)
    if gone:
        said += " " + text("inherited.notice_absent", lang, places=gone)
    yield Callout("warning", said)


def _places(assessment: Assessment, wanted: Iterable[InheritedTargets], lang: Lang) -> str:
    units = assessment.inputs.units
    return ", ".join(units[each.part_id].place(lang) for each in wanted)


def opening(assessment: Assessment, lang: Lang) -> str:
    """Tell under which plans the report assesses whom."""
    inputs = assessment.inputs
    documents = "; ".join(
        text("inherited.document", lang, place=inputs.units[each.part_id].place(lang),
             label=each.plan.document.label)
        for each in inputs.inherited if each.plan
    )  # fmt: skip
    places = _places(assessment, inputs.inherited, lang)
    key = "opening" if _is_merged(assessment) else "opening_within"
    return text(f"inherited.{key}", lang, unit=inputs.unit.name(lang), places=places,
                documents=documents)  # fmt: skip


def successions(assessment: Assessment, lang: Lang) -> Iterator[Prose]:
    """Yield who stands in the place of agencies that the inherited plans name and that ended."""
    found = {each.ended: each for own in assessment.inputs.at_hand for each in own.successors}
    if found:
        told = "; ".join(
            text("inherited.succession", lang, ended=each.ended, successor=each.name(lang),
                 basis=each.legal_basis or "–")
            for each in found.values()
        )  # fmt: skip
        yield Prose(text("inherited.successions", lang, agencies=told))


def _is_merged(assessment: Assessment) -> bool:
    """Tell whether the unit was made of those whose plans it inherits, or is a piece of one."""
    boundaries, unit_id = assessment.inputs.boundaries, assessment.inputs.unit.unit_id
    return bool((boundaries["unit_id"] == unit_id).any())


def plans_table(assessment: Assessment, lang: Lang) -> Iterator[Table]:
    """Yield whose plans the unit inherits: each document, its years, and its targets' number."""
    inherited = assessment.inputs.inherited
    if not inherited:
        return
    rows = tuple(_plan_row(assessment, each, lang) for each in inherited)
    heads = [head_column(name, lang) for name in ("former", "inherited_plan", "period", "targets")]
    yield report_table(assessment, "inherited", heads, [RowGroup(None, rows)], lang,
                       widths=[1.6, 4.2, 1.4, 2.2])  # fmt: skip


def _plan_row(assessment: Assessment, inherited: InheritedTargets, lang: Lang) -> tuple[Cell, ...]:
    name = Cell(assessment.inputs.units[inherited.part_id].place(lang))
    plan = inherited.plan
    if plan is None:
        return name, Cell(text("plans.absent", lang)), Cell("–"), Cell("–")
    said = "national" if plan.targets_from else "own"
    count = len(dict.fromkeys(target.chi_tieu for target in plan.targets))
    return (
        name,
        Cell(plan.document.label),
        Cell(f"{plan.period.start}–{plan.period.end}"),
        Cell(text(f"inherited.targets_{said}", lang, count=count)),
    )


def _all_results(assessment: Assessment) -> pd.DataFrame:
    return pd.concat([own.results for own in assessment.by_plan], ignore_index=True)


def basis_table(assessment: Assessment, lang: Lang) -> Iterator[Exhibit]:
    """Yield on what figures the merged unit is judged, and where its figures cannot be joined."""
    if not assessment.inputs.inherited or not _is_merged(assessment):
        return
    inputs, edition = assessment.inputs, assessment.edition
    tables = [aggregate_basis(own.inputs, own.series, edition) for own in assessment.by_plan]
    found = pd.concat(tables, ignore_index=True).drop_duplicates("indicator_id")
    total = _all_results(assessment)["indicator_id"].nunique()
    yield Prose(text("inherited.basis", lang, total=total, known=len(found),
                     missing=total - len(found)))  # fmt: skip
    rows = tuple(
        (
            Cell(_label(assessment, row["indicator_id"], lang)),
            Cell(str(row["year"])),
            Cell(", ".join(inputs.units[part].place(lang) for part in row["parts"])
                 or inputs.unit.name(lang)),
            Cell(_basis_text(row, lang)),
        )
        for row in records(found)
    )  # fmt: skip
    heads = [head_column(name, lang) for name in ("indicator", "year", "figures_of", "basis")]
    if rows:
        yield report_table(assessment, "basis", heads, [RowGroup(None, rows)], lang,
                           widths=[3.2, 0.8, 2.4, 3.6])  # fmt: skip


def _label(assessment: Assessment, indicator_id: str, lang: Lang) -> str:
    own = next(each for each in assessment.by_plan
               if indicator_id in set(each.results["indicator_id"]))  # fmt: skip
    return short_label(own, indicator_id, lang)


def _basis_text(row: dict[str, Any], lang: Lang) -> str:
    if pd.isna(row["weight_known"]):
        return text("inherited.basis_not_joined", lang)
    share = numerals.number(100 * row["weight_known"], lang, 0)
    return text(f"inherited.basis_{row['basis']}", lang, share=share)
