"""Reports are honest about whose targets and figures they show, and say no other number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from making.quick import quick_only

from analysis.assessment import Assessment
from analysis.exhibits import (
    Callout,
    Figure,
    Heading,
    Prose,
    Table,
    Tiles,
)
from analysis.language import Lang, numerals, text
from analysis.programme import AT_RISK
from analysis.report.citing import figures_note

if TYPE_CHECKING:
    from tests.conftest import Assessed
from report.whole_reports import ILLUSTRATIVE, REPORTS, every_language, every_report, of_kind, texts

pytestmark = pytest.mark.slow

BORROWED_ELSEWHERE = {"bang-quality", "bang-findings", "bang-plan", "bang-sources", "bang-inputs",
                      "bang-record"}  # fmt: skip


@every_language
def test_borrowed_targets_are_said_to_be_national_wherever_they_show(
    report: Any, lang: Lang
) -> None:
    found, note = report("dong-nai", lang), text("exhibits.borrowed_note", lang)
    with_targets = [t for t in of_kind(found, Table) if t.anchor not in BORROWED_ELSEWHERE]
    named = {table.anchor.removeprefix("bang-") for table in with_targets}
    assert named == {"viec", "diem", "agencies", "readings", "disagreements"}
    for item in [*with_targets, *of_kind(found, Figure), *of_kind(found, Tiles)]:
        assert note in (item.note or ""), item.anchor
    others = [t for t in of_kind(found, Table) if t.anchor in BORROWED_ELSEWHERE]
    assert not [item.anchor for item in others if note in (item.note or "")]
    label = text("exhibits.target_national", lang)
    (scores,) = [table for table in with_targets if table.anchor == "bang-diem"]
    assert [column.label for column in scores.columns[3:5]] == [f"{label} 2025", f"{label} 2030"]
    notices = [item.markdown for item in of_kind(found, Callout) if item.kind == "warning"]
    assert notices == [text("exhibits.borrowed_notice", lang)]


@every_language
def test_borrowed_targets_are_national_ones_in_the_message(report: Any, lang: Lang) -> None:
    label = text("exhibits.target_national", lang).lower()
    said = [item.markdown.lower() for item in of_kind(report("dong-nai", lang), Prose)]
    (statements,) = [words for words in said if "**" in words and "2030" in words]
    assert statements.count(label) == 2
    accounts = [words for _, words in indicator_prose(report("dong-nai", lang))]
    assert accounts
    assert all(label in words.lower() for words in accounts), "and so they are in every account"


@pytest.mark.parametrize(
    "name", quick_only(["ninh-binh", "trieu-son", "illustrative"], "ninh-binh")
)
def test_a_plan_with_its_own_targets_borrows_none(report: Any, name: str) -> None:
    said = "\n".join(texts(report(name, "vi")))
    assert text("exhibits.borrowed_note", "vi") not in said
    assert text("exhibits.target_national", "vi") not in said


@every_language
def test_illustrative_data_are_marked_in_every_caption(report: Any, lang: Lang) -> None:
    found = report("illustrative", lang)
    captioned = [*of_kind(found, Table), *of_kind(found, Figure), *of_kind(found, Tiles)]
    assert len(captioned) > 30
    assert all(ILLUSTRATIVE in item.caption for item in captioned)
    assert ILLUSTRATIVE in found[0].watermark
    assert ILLUSTRATIVE in next(c.markdown for c in of_kind(found, Callout))


@pytest.mark.parametrize("name", quick_only(["ninh-binh", "trieu-son", "dong-nai"], "ninh-binh"))
def test_real_data_carry_no_such_mark(report: Any, name: str) -> None:
    assert report(name, "vi")[0].watermark is None
    assert ILLUSTRATIVE not in "\n".join(texts(report(name, "vi")))


@every_report
def test_every_figure_names_its_source(report: Any, assessed: Assessed, name: str) -> None:
    found, assessment = report(name, "vi"), assessed(*REPORTS[name])
    titles = assessment.inputs.sources.set_index("source")["title_vi"]
    known = [assessment.series, *([] if assessment.proxies.empty else [assessment.proxies])]
    used = pd.concat(known).groupby("indicator_id")["source"].agg(set)
    (sources,) = [table for table in of_kind(found, Table) if table.anchor == "bang-sources"]
    numbered = {row[0].text.split()[0].strip("[]"): row[1].text for row in sources.groups[0].rows}
    for figure in [*of_kind(found, Figure), *of_kind(found, Tiles)]:
        if figure.anchor == "bd-ket-luan":
            # It counts verdicts, which stand on the next page.
            assert text("message.bars_source", "vi") in figure.note
            continue
        cited = set(", ".join(re.findall(r"\[([\d, ]+)\]", figure.note)).split(", "))
        assert cited <= set(numbered), figure.anchor
        shown = [tile.anchor for tile in figure.tiles] if isinstance(figure, Tiles) else [
            figure.anchor.removeprefix("bd-")]  # fmt: skip
        own = set().union(*(used[anchor.replace("-", "_")] for anchor in shown))
        ids = {each for joined in own for each in str(joined).split("+")}
        assert {titles[each] for each in ids} <= {numbered[each] for each in cited}, figure.anchor


# Every number said is a number of the results


def indicator_prose(found: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Give the sentences under each indicator's heading, with the heading's anchor."""
    anchor = ""
    for item in found:
        if isinstance(item, Heading):
            anchor = item.anchor.removesuffix("-chi-tiet") if item.level == 3 else ""
        if isinstance(item, Prose) and anchor:
            yield anchor, item.markdown


UNITS_SAID = re.compile(r"(/| per )(100[.,]000|1[.,]000)")
NUMBER = {"vi": re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?"),
          "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")}  # fmt: skip


def read_numbers(said: str, lang: Lang) -> Iterator[tuple[float, int]]:
    """Give each number of a sentence with the decimals it is written with."""
    group, point = (".", ",") if lang == "vi" else (",", ".")
    for written in NUMBER[lang].findall(UNITS_SAID.sub("", said)):
        plain = written.replace(group, "").replace(point, ".")
        yield float(plain), len(plain.partition(".")[2])


SAID_COLUMNS = ("target_value", "target_value_high", "target_year", "first_year", "latest_year",
                "latest_value", "pace_from_year", "points", "projected_p10", "projected_p90",
                "observed_annual_change", "required_annual_change",
                "projected_annual_change", "missed_year", "missed_value",
                "children_short", "first_likely_year", "decided_value", "decided_gap",
                "least_points", "after", "until",
                "met_since")  # fmt: skip


def sayable(rows: pd.DataFrame) -> list[float]:
    table = pd.concat([rows[name].astype(float) for name in SAID_COLUMNS])
    # Changes are those of the published values, so that a reader can check them.
    decimals = rows["decimals"].iloc[0]
    moved = rows["latest_value"].astype(float).round(decimals) - rows["pace_from_value"].round(
        decimals
    )
    # Probabilities stand in steps of five, the far ends at least one step off.
    chances = (5 * np.floor(20 * rows["attainment_probability"] + 0.5)).clip(5, 95)
    children = rows["children_short"].dropna()
    counted = children.map(lambda count: float(f"{count:.2g}") if count >= 100 else count)
    times = rows["required_annual_change"] / rows["observed_annual_change"]
    told = times[times.between(1.1, 50)]
    return [abs(value) for value in pd.concat([table, moved, chances, counted, told]).dropna()]


def without_names(said: str, assessment: Assessment, rows: pd.DataFrame, lang: Lang) -> str:
    """Leave out what carries numbers of its own: sources, kinds of persons, the level of 80 %."""
    name = rows["indicator_id"].iloc[0]
    points = assessment.series[assessment.series["indicator_id"] == name]
    about = assessment.inputs.indicators.set_index("indicator_id").loc[name]
    for fixed in (figures_note(assessment, points, lang), str(about[f"denominator_{lang}"])):
        said = said.replace(fixed, "")
    said = said.replace(numerals.NBSP, " ")
    said = re.sub(r"khoảng dự báo 80 %|80% interval", "", said)
    # How such paces have gone on is told by the track record, not by this unit's results.
    return re.sub(r"\d+ ?% (số lần|of such)[^.]*3–5[^.]*\.", "", said)


@every_report
@every_language
def test_every_number_in_a_sentence_stands_in_the_results(
    report: Any, assessed: Assessed, name: str, lang: Lang
) -> None:
    assessment = assessed(*REPORTS[name])
    results = assessment.results
    for anchor, said in indicator_prose(report(name, lang)):
        rows = results[results["indicator_id"] == anchor.replace("-", "_")]
        known = sayable(rows)
        for number, decimals in read_numbers(without_names(said, assessment, rows, lang), lang):
            near = min(abs(number - value) for value in known)
            assert near <= 0.5 * 10.0**-decimals + 1e-9, (anchor, number, said)


def test_numbers_are_read_as_they_are_written() -> None:
    vi = "98,5 % (năm 2025), 1.234 trẻ em, 516/100.000, tăng 0,24."
    assert list(read_numbers(vi, "vi")) == [(98.5, 1), (2025, 0), (1234, 0), (516, 0), (0.24, 2)]
    en = "98.5% (2025), 1,234 children, 516/100,000, up 0.24 per 1,000."
    assert list(read_numbers(en, "en")) == [(98.5, 1), (2025, 0), (1234, 0), (516, 0), (0.24, 2)]


def test_a_number_that_is_not_in_the_results_would_be_noticed(
    report: Any, assessed: Assessed
) -> None:
    results = assessed("vinh-long", "illustrative").results
    rows = results[results["indicator_id"] == "birth_registration_u5"]
    assert min(abs(97.77 - value) for value in sayable(rows)) > 0.01
    needs = results["status"].isin(("not_achieved", *AT_RISK))
    told = [anchor.replace("-", "_") for anchor, _ in indicator_prose(report("illustrative", "vi"))]
    assert sorted(told) == sorted(results.loc[needs, "indicator_id"].unique())


@every_language
def test_every_number_of_a_tile_stands_in_the_results_or_the_series(
    report: Any, assessed: Assessed, lang: Lang
) -> None:
    assessment = assessed("vinh-long", "illustrative")
    series, results = assessment.series, assessment.results
    about = assessment.inputs.indicators.set_index("indicator_id")
    for tile in (tile for grid in of_kind(report("illustrative", lang), Tiles)
                 for tile in grid.tiles):  # fmt: skip
        name = tile.anchor.replace("-", "_")
        rows = results[results["indicator_id"] == name]
        if rows.empty:
            continue
        seen = series[series["indicator_id"] == name]
        values, years = list(seen["value"]), list(seen["year"])
        known = [*sayable(rows), *values, *years, *rows["goal"].dropna()]
        known += [last - first for first in years for last in years]
        known += [last / first for first in values for last in values if first]
        said = tile.title.replace(str(about.at[name, f"short_{lang}"]), "")
        said = said.replace(str(about.at[name, f"short_{lang}"]).replace(", ", " "), "")
        for number, decimals in read_numbers(f"{said} {tile.foot}".replace("‰", ""), lang):
            near = min(abs(number - abs(float(value))) for value in known)
            assert near <= 0.5 * 10.0**-decimals + 1e-9, (name, number, said)
