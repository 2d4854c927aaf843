"""The report's sections: whole, in order, with every row of the results."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analysis.exhibits import (
    Annex,
    Callout,
    Figure,
    Heading,
    Hint,
    Letterhead,
    Prose,
    Signatories,
    Table,
    Tiles,
)
from analysis.language import LANGS, Lang, text
from analysis.ledger import source_slugs
from analysis.programme import (
    AT_RISK,
    UNDECIDED_STATUSES,
    commentary_file,
    commentary_sections,
    wording,
)
from analysis.report import message, objectives, scorecard, tiles
from analysis.report.cells import clause_text, short_label
from analysis.report.citing import cited_sources, figures_note
from analysis.report.quality import MOST_LISTED, quality_groups
from analysis.report.tile_frames import Drawn

if TYPE_CHECKING:
    from tests.conftest import Assessed
from report.conftest import BLANK
from report.whole_reports import REPORTS, every_language, every_report, of_kind

pytestmark = pytest.mark.slow


@every_report
@every_language
def test_sections_stand_in_order(report: Any, name: str, lang: Lang) -> None:
    found = report(name, lang)
    assert isinstance(found[0], Letterhead)
    sections = [item.text.split(".")[0] for item in of_kind(found, Heading) if item.level == 1]
    assert sections == ["I", "II", "III", "IV", "V", "VI"]
    objectives = [item.text.split(".")[0] for item in of_kind(found, Heading) if item.level == 2]
    assert objectives == ["1", "2", "3", "4"]
    last = [type(item) for item in found if isinstance(item, Signatories | Annex)]
    annexes = 6 if name == "illustrative" else 5
    assert last == [Signatories, *[Annex] * annexes], "changes have an annex where there are any"


@every_report
def test_both_languages_have_the_same_parts(report: Any, name: str) -> None:
    vi, en = (report(name, lang) for lang in LANGS)
    assert [type(item) for item in vi] == [type(item) for item in en]
    anchors = [[getattr(item, "anchor", None) for item in found] for found in (vi, en)]
    assert anchors[0] == anchors[1]
    shapes = [
        [[len(group.rows) for group in table.groups] for table in of_kind(found, Table)]
        for found in (vi, en)
    ]
    assert shapes[0] == shapes[1]


@every_report
def test_no_two_parts_share_an_anchor(report: Any, name: str) -> None:
    anchors = [item.anchor for item in report(name, "vi") if hasattr(item, "anchor")]
    assert len(anchors) == len(set(anchors))


@every_report
def test_every_indicator_is_either_told_or_listed_as_owed(
    report: Any, assessed: Assessed, name: str
) -> None:
    assessment = assessed(*REPORTS[name])
    known = set(assessment.series["indicator_id"]) & set(assessment.results["indicator_id"])
    found = report(name, "vi")
    told = {tile.anchor for grid in of_kind(found, Tiles) for tile in grid.tiles}
    assert {indicator_id.replace("_", "-") for indicator_id in known} <= told
    opening = text("exhibits.without_figures", "vi", count=0, names="").split("(")[0]
    listed = [said for item in of_kind(found, Prose) if (said := item.markdown).startswith(opening)]
    for indicator_id in set(assessment.results["indicator_id"]):
        label = f"{short_label(assessment, indicator_id, 'vi')}"
        wanted = indicator_id not in known
        assert any(f" {label}{end}" in said for said in listed for end in ";.") == wanted, label


@every_report
def test_large_charts_show_what_was_missed_or_is_at_risk(
    report: Any, assessed: Assessed, name: str
) -> None:
    assessment = assessed(*REPORTS[name])
    figures = [item for item in of_kind(report(name, "vi"), Figure) if item.anchor != "bd-ket-luan"]
    anchors = [figure.anchor.removeprefix("bd-") for figure in figures]
    own = assessment.series["indicator_id"].value_counts()
    results = assessment.results
    bad = results[results["status"].isin(("not_achieved", *AT_RISK))]["indicator_id"]
    assert {each.replace("-", "_") for each in anchors} == set(own[own > 1].index) & set(bad)


def test_the_nation_stands_beside_what_a_locality_has_not_reported(
    report: Any, assessed: Assessed
) -> None:
    assessment = assessed("ninh-binh", "real")
    said = " ".join(item.markdown for item in of_kind(report("ninh-binh", "vi"), Prose))
    missing = set(assessment.results["indicator_id"]) - set(assessment.series["indicator_id"])
    known = assessment.national[assessment.national["indicator_id"].isin(missing)]
    newest = known.sort_values("year").groupby("indicator_id").tail(1)
    assert len(newest) > 2
    for row in newest.to_dict("records"):
        about = assessment.inputs.indicators.set_index("indicator_id").loc[row["indicator_id"]]
        shown = wording.quantity(row["value"], about["unit"], "vi", int(about["decimals"]))
        label = short_label(assessment, row["indicator_id"], "vi")
        assert f"{label} {shown} ({row['year']})" in said


@every_report
@every_language
def test_the_summary_says_how_each_year_stands(
    report: Any, assessed: Assessed, name: str, lang: Lang
) -> None:
    results = assessed(*REPORTS[name]).results
    found = report(name, lang)
    start = next(
        k for k, item in enumerate(found) if getattr(item, "anchor", "") == "danh-gia-chung"
    )
    first, second, *_ = found[start + 1].markdown.split("\n")
    for year, said in zip(sorted(results["target_year"].unique()), (first, second), strict=True):
        own = results[results["target_year"] == year]
        counts = said.split(". ")[1]
        assert str(year) in counts
        numbers = [int(digits) for digits in re.findall(r"(?<![\d.])\d{1,2}(?!\d)", counts)]
        assert sum(numbers) == 2 * len(own), "each target once, and the total of the year"


# Sources of merged units


def test_an_aggregate_of_several_sources_names_each_once(assessed: Assessed) -> None:
    assessment = assessed("ninh-binh")
    cited = cited_sources(assessment).set_index("source")
    two = sorted(cited.index)[:2]
    assert source_slugs(" + ".join(two)) == two
    points = assessment.series.head(2).assign(source=[" + ".join(two), two[0]])
    for lang in LANGS:
        said = figures_note(assessment, points, lang)
        told = [
            number for found in re.findall(r"\[([\d, ]+)\]", said) for number in found.split(", ")
        ]
        assert sorted(map(int, told)) == sorted(cited.loc[two, "number"])


# The analyst's own words


@every_language
def test_commentary_of_the_edition_is_kept_in_its_section(assessed: Assessed, lang: Lang) -> None:
    assessment = assessed("trieu-son")
    words = {(2026, "summary"): "Lời bàn tóm tắt", (2026, "objective-2"): "Lời bàn mục tiêu 2",
             (2025, "scores"): "Lời bàn năm trước"}  # fmt: skip
    noted = replace(assessment, inputs=replace(assessment.inputs, commentary=words))
    comments = {
        "summary": message.opening(noted, lang),
        "objective-2": objectives.objective(noted, 2, lang),
        "scores": scorecard.scores(noted, lang),
    }
    said = {
        section: [item.markdown for item in found.items
                  if isinstance(item, Callout) and item.kind == "comment"]
        for section, found in comments.items()
    }  # fmt: skip
    assert said == {
        "summary": ["Lời bàn tóm tắt"],
        "objective-2": ["Lời bàn mục tiêu 2"],
        "scores": [],
    }


@every_language
def test_a_missing_commentary_is_seen_in_the_notebook_with_its_file(
    report: Any, lang: Lang
) -> None:
    hints = [item.markdown for item in of_kind(report("ninh-binh", lang), Hint)]
    names = commentary_sections([1, 2, 3, 4])
    files = [commentary_file("ninh-binh", 2026, section).as_posix() for section in names]
    told = [next(file for file in files if file in hint) for hint in hints]
    assert sorted(told) == sorted(files), "each section once"


@every_report
def test_a_projection_is_shown_only_where_a_target_lies_ahead(
    assessed: Assessed, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = assessed(*REPORTS[name])
    large: dict[str, bool] = {}
    small: dict[str, bool] = {}

    def note(*drawing: Any) -> str:
        _, outlook, _, about, *_ = drawing
        large[about["indicator_id"]] = outlook is not None
        return BLANK

    def note_small(drawn: Drawn, _: Lang) -> str:
        small[drawn.indicator["indicator_id"]] = drawn.outlook is not None
        return BLANK

    monkeypatch.setattr(objectives, "trajectory_svg", note)
    monkeypatch.setattr(tiles, "tile_svg", note_small)
    captions = {
        item.anchor: item.caption
        for number in (1, 2, 3, 4)
        for item in objectives.objective(assessment, number, "vi").items
        if isinstance(item, Figure)
    }
    last = assessment.results.groupby("indicator_id")["target_year"].max()
    newest = assessment.results.groupby("indicator_id")["latest_year"].max()
    final = assessment.results.groupby("indicator_id")["status"].last()
    for indicator_id, shown in small.items():
        if indicator_id not in last:
            assert not shown, "of a proxy nothing is projected"
            continue
        ahead = last[indicator_id] > newest[indicator_id]
        assert shown == (ahead and final[indicator_id] not in UNDECIDED_STATUSES)
        assert large.get(indicator_id, shown) == shown
    for indicator_id, shown in large.items():
        caption = captions[f"bd-{indicator_id.replace('_', '-')}"]
        assert ("dự báo" in caption) == shown


@pytest.mark.parametrize(
    ("clause", "en"),
    [
        ("II.2.a, chỉ tiêu 4, ý 3", "II.2.a, target 4, part 3"),
        ("Điều 1, 9 và 10.d", "Article 1, 9 and 10.d"),
        ("IV (Tổ chức thực hiện).9.d", "IV (Implementation).9.d"),
    ],
)
def test_places_in_a_plan_are_told_in_both_languages(clause: str, en: str) -> None:
    assert clause_text(clause, "vi") == clause
    assert clause_text(clause, "en") == en


# References


@every_report
@every_language
def test_sections_and_annexes_that_are_referred_to_exist(
    report: Any, name: str, lang: Lang
) -> None:
    found = report(name, lang)
    words = {"vi": (r"Mục ([IVX]+)\b", r"Phụ lục ([IVX]+)\b"),
             "en": (r"section ([IVX]+)\b", r"[Aa]nnex ([IVX]+)\b")}[lang]  # fmt: skip
    sections = {item.text.split(".")[0] for item in of_kind(found, Heading) if item.level == 1}
    annexes = {item.title.split(".")[0].split()[-1] for item in of_kind(found, Annex)}
    said = "\n".join(
        getattr(item, key, None) or ""
        for item in found
        if not isinstance(item, Annex)
        for key in ("markdown", "caption", "note")
    )
    for pattern, known in zip(words, (sections, annexes), strict=True):
        named = set(re.findall(pattern, said))
        assert named, "a report refers to its parts"
        assert named <= known


@every_language
def test_figures_that_had_been_projected_are_listed_in_the_order_of_the_plan(
    report: Any, lang: Lang
) -> None:
    tables = {item.anchor: item for item in of_kind(report("illustrative", lang), Table)}
    listed = [row[0].text.split(".")[0] for row in tables["thay-doi-outcomes"].groups[0].rows]
    order = [(int(re.sub(r"\D", "", name)), name) for name in listed]
    assert len(listed) > 20 and order == sorted(order)


@pytest.mark.parametrize("lang", LANGS)
def test_of_hundreds_of_figures_alike_the_first_are_listed_and_the_rest_counted(
    assessed: Assessed, lang: Lang
) -> None:
    assessment = assessed("vinh-long", "illustrative")
    revised = assessment.quality[assessment.quality["kind"] == "revised"].head(1)
    many = replace(assessment, quality=pd.concat([revised] * 700, ignore_index=True))
    (group,) = quality_groups(many, lang)
    ((_, listed),) = group.rows
    more = text("data_quality.more", lang, count=676, unit="vinh-long")
    shown = listed.text.removesuffix(f" {more}")
    assert shown != listed.text
    assert shown.count(";") == MOST_LISTED - 1
