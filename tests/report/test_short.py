"""The short report: four pages at most, what is known as tiles, a form for what is not."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from making.libre_office import printed
from making.quick import quick_only
from pypdf import PdfReader
from report.whole_reports import every_language, exhibits, of_kind

from analysis.assessment import has_few_figures
from analysis.exhibits import (
    Annex,
    Heading,
    Hint,
    Letterhead,
    Prose,
    Table,
    Tiles,
    typeset,
    word_document,
)
from analysis.language import LANGS, Lang

if TYPE_CHECKING:
    from tests.conftest import Assessed

pytestmark = pytest.mark.slow

# Every real province and district; the nation has enough for a full report.
FEW = ("dong-nai", "dong-thap", "ninh-binh", "trieu-son", "vinh-long")
every_unit = pytest.mark.parametrize("unit_id", quick_only(FEW, "dong-nai"))


@every_unit
@every_language
def test_a_unit_with_few_figures_gets_four_pages(
    assessed: Assessed, unit_id: str, lang: Lang
) -> None:
    assessment = assessed(unit_id, "real")
    assert has_few_figures(assessment)
    head, *body = exhibits(assessment, lang)
    assert isinstance(head, Letterhead)
    printed = tuple(item for item in body if not isinstance(item, Hint))
    pages = PdfReader(io.BytesIO(typeset(head, printed, None))).pages
    assert len(pages) <= 4


@every_language
def test_the_short_report_has_four_pages_in_word_too(
    assessed: Assessed, lang: Lang, tmp_path: Path
) -> None:
    head, *body = exhibits(assessed("vinh-long", "real"), lang)
    shown = tuple(item for item in body if not isinstance(item, Hint))
    pages = PdfReader(io.BytesIO(printed(word_document(head, shown), tmp_path))).pages
    assert len(pages) <= 4


@every_unit
def test_the_form_asks_for_every_indicator_once_with_its_targets(
    assessed: Assessed, unit_id: str
) -> None:
    assessment = assessed(unit_id, "real")
    (form,) = [t for t in of_kind(exhibits(assessment, "vi"), Table) if t.anchor == "bang-call"]
    rows = [row for group in form.groups for row in group.rows]
    results = assessment.results
    assert len(rows) == results["indicator_id"].nunique()
    goals = sum(cell.text not in ("–", "") for row in rows for cell in row[1:-5])
    assert goals == len(results)
    blanks = [cell.text for row in rows for cell in row[-5:]]
    assert set(blanks) <= {"", "–"}, "nothing is filled in beforehand"


@every_unit
def test_known_series_are_tiles_and_an_old_figure_has_a_fan_only_where_it_leans_on_others(
    assessed: Assessed, unit_id: str
) -> None:
    assessment = assessed(unit_id, "real")
    shown = {
        tile.anchor: tile
        for grid in of_kind(exhibits(assessment, "vi"), Tiles)
        for tile in grid.tiles
    }
    own = set(assessment.series["indicator_id"]) & set(assessment.results["indicator_id"])
    assert {each.replace("_", "-") for each in own} <= set(shown)
    results = assessment.results
    for indicator_id, rows in results[results["stale"]].groupby("indicator_id"):
        tile = shown[str(indicator_id).replace("_", "-")]
        leans = pd.notna(rows["evidence_grade"].iloc[-1]) and "diễn biến của" in tile.foot
        assert ("fill-opacity" in tile.svg) == leans, indicator_id


def test_the_merged_province_stands_beside_a_former_one(assessed: Assessed) -> None:
    assessment = assessed("dong-nai", "real")
    assert set(assessment.whole["unit_id"]) == {"dong-nai-2025"}
    svgs = "".join(tile.svg for grid in of_kind(exhibits(assessment, "vi"), Tiles)
                   for tile in grid.tiles)  # fmt: skip
    assert "tỉnh sau sáp nhập" in svgs and "cả nước" in svgs
    assert isinstance(assessed("ninh-binh", "real").whole, pd.DataFrame)


@every_language
def test_annexes_of_the_short_report_are_not_printed_and_nothing_refers_to_them(
    assessed: Assessed, lang: Lang
) -> None:
    found = exhibits(assessed("ninh-binh", "real"), lang)
    annexes = of_kind(found, Annex)
    assert len(annexes) >= 4
    assert not any(annex.on_paper for annex in annexes)
    first = found.index(annexes[0])
    said = "\n".join(str(getattr(item, name, None) or "") for item in found[:first]
                     for name in ("markdown", "note"))  # fmt: skip
    numbered = {item.text.split(".")[0] for item in of_kind(found[:first], Heading)}
    assert not re.search(r"Phụ lục|[Aa]nnex", said)
    assert set(re.findall(r"(?:Mục|section) ([IVX]+)\b", said)) <= numbered


@every_language
def test_the_short_report_tells_by_which_rule_it_is_short(assessed: Assessed, lang: Lang) -> None:
    said = " ".join(item.markdown for item in of_kind(exhibits(assessed("ninh-binh", "real"), lang),
                                                      Prose))  # fmt: skip
    assert "10" in said and "20" in said


def test_a_unit_with_figures_keeps_the_full_report(assessed: Assessed) -> None:
    found = exhibits(assessed("vinh-long", "illustrative"), LANGS[0])
    assert len([item for item in of_kind(found, Heading) if item.level == 1]) >= 6
    assert all(annex.on_paper for annex in of_kind(found, Annex))
