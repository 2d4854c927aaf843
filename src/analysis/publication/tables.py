"""The results table as files: CSV for programs, a workbook for people."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from analysis.assessment import Assessment
from analysis.files import timeless
from analysis.language import Lang, text
from analysis.ledger import source_slugs
from analysis.plans import agency_name
from analysis.programme import measures, wording as words
from analysis.tables import as_csv_text, dress_sheet


def write_results(assessment: Assessment, folder: Path, lang: Lang) -> None:
    """Write ``results.csv`` and ``results.xlsx`` from an assessment.

    The file for programs has the codes of ``schemas.RESULTS``; the workbook says the same in
    words, ends with the sources of the latest figure, and its numbers are numbers. The same
    assessment gives the same bytes.
    """
    table = assessment.published_results
    safe = table.map(lambda cell: as_csv_text(cell) if isinstance(cell, str) else cell)
    safe.to_csv(folder / "results.csv", index=False, lineterminator="\n")
    (folder / "results.xlsx").write_bytes(_workbook(_in_words(assessment, table, lang), lang))


def _in_words(assessment: Assessment, table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return the results with words for codes, under the headings of a reader."""
    known = pd.concat([each.inputs.indicators for each in assessment.by_plan])
    names = known.drop_duplicates("indicator_id").set_index("indicator_id")[f"name_{lang}"]
    units = assessment.inputs.units
    if table["plan_of"].isna().all():
        table = table.drop(columns="plan_of")
    else:
        table = table.assign(plan_of=table["plan_of"].map(lambda each: units[each].place(lang)))
    signs = table["comparator"].map(measures.sign_of)
    shown = table.assign(
        indicator=table["indicator_id"].map(names),
        comparator=signs.where(signs != "", text("results.yearly_reduction", lang)),
        unit=table["unit"].map(lambda unit: text(f"results.unit_{unit}", lang)),
        status=table["status"].map(lambda status: words.status_word(status, lang)),
        lead_agency=table["lead_agency"].map(
            lambda name: agency_name(assessment.inputs.plan, name, lang)
        ),
        latest_qualifier=table["latest_qualifier"].map(
            lambda word: text(f"results.qualifier_{word}", lang), na_action="ignore"
        ),
        nature=table["nature"].map(
            lambda nature: text(f"results.nature_{nature}", lang), na_action="ignore"
        ),
        source=table["indicator_id"].map(_latest_sources(assessment, lang)),
    )
    keys = ["unit_id", "indicator_id"]
    facts = [name for name in table.columns if name not in (*keys, "chi_tieu")]
    shown = shown[["chi_tieu", "indicator", *facts, "source", *keys]].astype(object)
    shown.columns = pd.Index([text(f"results.column_{name}", lang) for name in shown.columns])
    return shown.where(shown.notna(), None)


def _latest_sources(assessment: Assessment, lang: Lang) -> dict[str, str]:
    """Return publisher and title of what the latest figure of each indicator is from."""
    known = assessment.inputs.sources.set_index("source")
    latest = assessment.series.sort_values("year").groupby("indicator_id").tail(1)
    return {
        str(row["indicator_id"]): "; ".join(
            ", ".join(str(known.at[slug, f"{name}_{lang}"]) for name in ("publisher", "title"))
            for slug in source_slugs(row["source"])
        )
        for row in latest[["indicator_id", "source"]].to_dict("records")
    }


def _workbook(shown: pd.DataFrame, lang: Lang) -> bytes:
    target, title = io.BytesIO(), text("results.sheet", lang)
    with pd.ExcelWriter(target, engine="openpyxl") as book:
        shown.to_excel(book, sheet_name=title, index=False, freeze_panes=(1, 2))
        dress_sheet(book.sheets[title])
    return timeless(target.getvalue())
