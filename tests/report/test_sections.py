"""The report's sections: whole, in order, honest about whose targets and figures they show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from analysis.assessment import Assessment
from analysis.exhibits import (
    Annex,
    Callout,
    Exhibits,
    Figure,
    Heading,
    Hint,
    Letterhead,
    Prose,
    Signatories,
    Table,
)
from analysis.language import LANGS, Lang, numerals, text
from analysis.language.catalogue import area_texts
from analysis.ledger import source_slugs
from analysis.programme import STATUSES, commentary_file, commentary_sections, wording
from analysis.report import changes, objectives, sections
from analysis.report.cells import clause_text, short_label, source_note

if TYPE_CHECKING:
    from tests.conftest import Assessed

REPORTS = {
    "ninh-binh": ("ninh-binh", "real"),
    "trieu-son": ("trieu-son", "real"),
    "dong-nai": ("dong-nai", "real"),
    "illustrative": ("vinh-long", "illustrative"),
}
# Charts have tests of their own and take most of the time.
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"


@pytest.fixture(scope="session")
def report(assessed: Assessed) -> Any:
    """Give all exhibits of one report in one language, in the order of the notebook."""

    @cache
    def make(name: str, lang: Lang) -> tuple[Any, ...]:
        unit_id, data = REPORTS[name]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(objectives, "trajectory_svg", lambda *_: BLANK)
            patch.setattr(objectives, "panels_svg", lambda *_: BLANK)
            return tuple(flat(sections_of(assessed(unit_id, data), lang)))

    return make


def sections_of(assessment: Assessment, lang: Lang) -> Iterator[Any]:
    yield sections.heading_block(assessment, lang)
    yield sections.summary(assessment, lang)
    yield sections.scores(assessment, lang)
    yield changes.changes(assessment, lang)
    for number in (1, 2, 3, 4):
        yield objectives.objective(assessment, number, lang)
    yield sections.agencies(assessment, lang)
    yield sections.data_quality(assessment, lang)
    yield sections.signatures(assessment, lang)
    yield sections.annexes(assessment, lang)
    yield changes.annex(assessment, lang)


def flat(found: Iterator[Any]) -> Iterator[Any]:
    for exhibit in found:
        yield from exhibit.items if isinstance(exhibit, Exhibits) else (exhibit,)


def of_kind(found: tuple[Any, ...], kind: type) -> list[Any]:
    return [exhibit for exhibit in found if isinstance(exhibit, kind)]


every_report = pytest.mark.parametrize("name", REPORTS)
every_language = pytest.mark.parametrize("lang", LANGS)


# Order and completeness


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
    annexes = 4 if name == "illustrative" else 3
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
    told = {item.anchor for item in of_kind(found, Heading) if item.level == 3}
    assert {indicator_id.replace("_", "-") for indicator_id in known} <= told
    opening = text("exhibits.without_figures", "vi", count=0, names="").split("(")[0]
    listed = [said for item in of_kind(found, Prose) if (said := item.markdown).startswith(opening)]
    for indicator_id in set(assessment.results["indicator_id"]):
        label = f"{short_label(assessment, indicator_id, 'vi')}"
        wanted = indicator_id not in known
        assert any(f" {label}{end}" in said for said in listed for end in ";.") == wanted, label


@every_report
def test_figures_show_series_that_have_more_than_one_figure(
    report: Any, assessed: Assessed, name: str
) -> None:
    assessment = assessed(*REPORTS[name])
    anchors = [figure.anchor.removeprefix("bd-") for figure in of_kind(report(name, "vi"), Figure)]
    shown = {anchor.replace("-", "_") for anchor in anchors if not anchor.startswith("chi-so-gan")}
    own = assessment.series["indicator_id"].value_counts()
    assert shown == set(own[own > 1].index) & set(assessment.results["indicator_id"])


@every_report
def test_the_results_table_has_every_row_of_the_results(
    report: Any, assessed: Assessed, name: str
) -> None:
    results = assessed(*REPORTS[name]).results
    (table,) = [t for t in of_kind(report(name, "vi"), Table) if t.anchor == "bang-results"]
    rows = [row for group in table.groups for row in group.rows]
    assert [int(row[1].text) for row in rows] == results["target_year"].tolist()
    words = [wording.status_word(status, "vi") for status in results["status"]]
    assert [row[-2].text for row in rows] == words


@every_report
def test_counts_by_status_add_up(report: Any, assessed: Assessed, name: str) -> None:
    results = assessed(*REPORTS[name]).results
    (table,) = [t for t in of_kind(report(name, "vi"), Table) if t.anchor == "bang-status-counts"]
    counted = pd.crosstab(results["target_year"], results["status"])
    for (_, own), row in zip(counted.iterrows(), table.groups[0].rows, strict=True):
        shown = {cell.tone: int(cell.text) for cell in row[1:-1] if cell.tone}
        assert shown == {status: count for status, count in own.items() if count}
        assert int(row[-1].text) == own.sum()


@every_report
def test_who_has_to_act_agrees_with_the_results(report: Any, assessed: Assessed, name: str) -> None:
    assessment = assessed(*REPORTS[name])
    tables = [t for t in of_kind(report(name, "vi"), Table) if t.anchor == "bang-actions"]
    (table,) = tables
    heads = [column.label for column in table.columns]
    results, missed = assessment.results, text("exhibits.column_missed", "vi")
    own = results[results["status"] == "not_achieved"]
    assert (missed in heads) == bool(len(own))
    rows = {row[0].text: row for row in table.groups[0].rows}
    for lead, targets in own.groupby("lead_agency"):
        named = [short_label(assessment, each, "vi") for each in targets["indicator_id"].unique()]
        assert rows[lead][heads.index(missed)].text == "; ".join(named)
    count = heads.index(text("exhibits.column_owed_count", "vi"))
    told = sum(int(row[count].text) for row in rows.values() if row[count].text != "–")
    assert told == len(assessment.owed)


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
    start = next(k for k, item in enumerate(found) if getattr(item, "anchor", "") == "tom-tat")
    said = found[start + 1].markdown
    numbers = [int(digits) for digits in re.findall(r"(?<![\d.])\d{1,2}(?!\d)", said)]
    assert sum(numbers) == len(results), "each target is counted once"
    assert all(str(year) in said for year in results["target_year"].unique())


def test_targets_at_risk_come_least_likely_first(report: Any, assessed: Assessed) -> None:
    results = assessed("vinh-long", "illustrative").results
    (table,) = [
        t for t in of_kind(report("illustrative", "vi"), Table) if t.anchor == "bang-most-at-risk"
    ]
    words = [row[3].text for row in table.groups[0].rows]
    risky = results[results["status"].isin(["very_unlikely", "unlikely_without_acceleration"])]
    least = risky.groupby("indicator_id")["attainment_probability"].min().nsmallest(5)
    assert words == [wording.probability(chance, "vi") for chance in least]


# Whose targets, whose figures


BORROWED_ELSEWHERE = {"bang-quality", "bang-findings", "bang-plan", "bang-sources", "bang-inputs",
                      "bang-record"}  # fmt: skip


@every_language
def test_borrowed_targets_are_said_to_be_national_wherever_they_show(
    report: Any, lang: Lang
) -> None:
    found, note = report("dong-nai", lang), text("exhibits.borrowed_note", lang)
    with_targets = [t for t in of_kind(found, Table) if t.anchor not in BORROWED_ELSEWHERE]
    assert len(with_targets) > 5
    for item in [*with_targets, *of_kind(found, Figure)]:
        assert note in (item.note or ""), item.anchor
    others = [t for t in of_kind(found, Table) if t.anchor in BORROWED_ELSEWHERE]
    assert not [item.anchor for item in others if note in (item.note or "")]
    label = text("exhibits.target_national", lang)
    (scores,) = [table for table in with_targets if table.anchor == "bang-scores"]
    assert [column.label for column in scores.columns[2:]] == [f"{label} 2025", f"{label} 2030"]
    notices = [item.markdown for item in of_kind(found, Callout) if item.kind == "warning"]
    assert notices == [text("exhibits.borrowed_notice", lang)]


@every_language
def test_borrowed_targets_are_national_ones_in_the_sentences(report: Any, lang: Lang) -> None:
    label = text("exhibits.target_national", lang).lower()
    told = [said for _, said in indicator_prose(report("dong-nai", lang))]
    assert told
    assert all(label in said.lower() for said in told)


@pytest.mark.parametrize("name", ["ninh-binh", "trieu-son", "illustrative"])
def test_a_plan_with_its_own_targets_borrows_none(report: Any, name: str) -> None:
    said = "\n".join(texts(report(name, "vi")))
    assert text("exhibits.borrowed_note", "vi") not in said
    assert text("exhibits.target_national", "vi") not in said


@every_language
def test_illustrative_data_are_marked_in_every_caption(report: Any, lang: Lang) -> None:
    found = report("illustrative", lang)
    captioned = [*of_kind(found, Table), *of_kind(found, Figure)]
    assert len(captioned) > 30
    assert all(ILLUSTRATIVE in item.caption for item in captioned)
    assert ILLUSTRATIVE in found[0].watermark
    assert ILLUSTRATIVE in next(c.markdown for c in of_kind(found, Callout))


@pytest.mark.parametrize("name", ["ninh-binh", "trieu-son", "dong-nai"])
def test_real_data_carry_no_such_mark(report: Any, name: str) -> None:
    assert report(name, "vi")[0].watermark is None
    assert ILLUSTRATIVE not in "\n".join(texts(report(name, "vi")))


@every_report
def test_every_figure_names_its_source(report: Any, assessed: Assessed, name: str) -> None:
    sources = assessed(*REPORTS[name]).inputs.sources
    titles = [f"“{title}”" for title in sources["title_vi"]]
    for figure in of_kind(report(name, "vi"), Figure):
        assert any(title in figure.note for title in titles), figure.anchor


# Every number said is a number of the results


def indicator_prose(found: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Give the sentences under each indicator's heading, with the heading's anchor."""
    anchor = ""
    for item in found:
        if isinstance(item, Heading):
            anchor = item.anchor if item.level == 3 else ""
        if isinstance(item, Prose) and anchor and not anchor.startswith("chi-so-gan-"):
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
                "observed_annual_change", "required_annual_change_from_today",
                "children_short", "first_likely_year", "decided_value", "decided_gap",
                "least_points",
                "met_since")  # fmt: skip


def sayable(rows: pd.DataFrame) -> list[float]:
    table = pd.concat([rows[name].astype(float) for name in SAID_COLUMNS])
    # Changes are those of the published values, so that a reader can check them.
    decimals = rows["decimals"].iloc[0]
    moved = rows["latest_value"].astype(float).round(decimals) - rows["pace_from_value"].round(
        decimals
    )
    # A probability is written rounded down, so that it never passes a limit between words.
    chances = np.floor(100 * rows["attainment_probability"] + 1e-9)
    times = rows["required_annual_change_from_today"] / rows["observed_annual_change"]
    told = times[times.between(1.1, 50)]
    return [abs(value) for value in pd.concat([table, moved, chances, told]).dropna()]


def without_names(said: str, assessment: Assessment, rows: pd.DataFrame, lang: Lang) -> str:
    """Leave out what carries numbers of its own: sources, kinds of persons, the level of 80 %."""
    name = rows["indicator_id"].iloc[0]
    points = assessment.series[assessment.series["indicator_id"] == name]
    about = assessment.inputs.indicators.set_index("indicator_id").loc[name]
    for fixed in (source_note(assessment, points, lang), str(about[f"denominator_{lang}"])):
        said = said.replace(fixed, "")
    said = said.replace(numerals.NBSP, " ")
    said = re.sub(r"khoảng dự phóng 80 %|80% interval", "", said)
    return re.sub(r"[<>] (?:1|99) ?%", "", said)


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
    assert len(list(indicator_prose(report("illustrative", "vi")))) > 30


# Languages


def texts(found: tuple[Any, ...], *, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Give everything that is read; columns whose label is in ``leave_out`` are not."""
    for item in found:
        for name in ("text", "markdown", "caption", "note", "alt", "title", "recipients_title"):
            yield getattr(item, name, None) or ""
        if isinstance(item, Table):
            yield from (column.label for column in item.columns)
            kept = [column.label not in leave_out for column in item.columns]
            for group in item.groups:
                yield group.label or ""
                yield from (cell.text for row in group.rows
                            for cell, keep in zip(row, kept, strict=True) if keep)  # fmt: skip


def proper_names(assessment: Assessment) -> list[str]:
    """Give names and titles that keep their Vietnamese letters in English, the longest first."""
    inputs = assessment.inputs
    names = {unit.name_en for unit in inputs.units.values()}
    names |= {re.sub(r" (province|district|commune)\b.*", "", name) for name in names}
    names |= {agency.name_en for agency in inputs.plan.responsibilities.agencies}
    names |= {inputs.plan.document.label, inputs.plan.document.title.en}
    for column in ("publisher_en", "title_en"):
        names |= set(inputs.sources[column])
    names |= {ILLUSTRATIVE, "QĐ-TTg", "QĐ-UBND", "đồng", "chỉ tiêu", "Chỉ tiêu", "Măng Non"}
    return sorted(names, key=len, reverse=True)


def vietnamese_words(said: str) -> list[str]:
    """Give the words, of more than a letter, that carry Vietnamese diacritics."""
    return [
        word
        for word in re.findall(r"[^\W\d_]{2,}", said)
        if any(unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", word))
        or "đ" in word.lower()
    ]


@every_report
def test_english_has_no_vietnamese_left_but_names(
    report: Any, assessed: Assessed, name: str
) -> None:
    names = proper_names(assessed(*REPORTS[name]))
    place = text("exhibits.column_clause", "en")  # a place in the Vietnamese document
    for said in texts(report(name, "en"), leave_out=(place,)):
        bare = re.sub(r"“[^”]*”", "", said)  # what the plan prints is quoted as printed
        for known in names:
            bare = bare.replace(known, "")
        assert not vietnamese_words(bare), said


@every_report
def test_vietnamese_has_no_english_status_words(report: Any, name: str) -> None:
    english = {wording.status_word(status, "en") for status in STATUSES}
    english |= {entry["en"] for key, entry in area_texts("readings").items() if "verdict" in key}
    for said in texts(report(name, "vi")):
        assert not [word for word in english if re.search(rf"\b{re.escape(word)}\b", said)], said


@every_report
@every_language
def test_everything_is_composed_unicode_without_gaps(report: Any, name: str, lang: Lang) -> None:
    for said in texts(report(name, lang)):
        assert unicodedata.is_normalized("NFC", said)
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|\{\w*\}", said), said


# Sources of merged units


def test_an_aggregate_of_several_sources_names_each_once(assessed: Assessed) -> None:
    assessment = assessed("ninh-binh")
    two = sorted(assessment.inputs.sources["source"])[:2]
    assert source_slugs(" + ".join(two)) == two
    points = assessment.series.head(2).assign(source=[" + ".join(two), two[0]])
    for lang in LANGS:
        said = source_note(assessment, points, lang)
        titles = assessment.inputs.sources.set_index("source").loc[two, f"title_{lang}"]
        assert [said.count(f"“{title}”") for title in titles] == [1, 1]


# The analyst's own words


@every_language
def test_commentary_of_the_edition_is_kept_in_its_section(assessed: Assessed, lang: Lang) -> None:
    assessment = assessed("trieu-son")
    words = {(2026, "summary"): "Lời bàn tóm tắt", (2026, "objective-2"): "Lời bàn mục tiêu 2",
             (2025, "scores"): "Lời bàn năm trước"}  # fmt: skip
    noted = replace(assessment, inputs=replace(assessment.inputs, commentary=words))
    comments = {
        "summary": sections.summary(noted, lang),
        "objective-2": objectives.objective(noted, 2, lang),
        "scores": sections.scores(noted, lang),
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
    drawn: dict[str, bool] = {}

    def note(*drawing: Any) -> str:
        _, outlook, _, about, _ = drawing
        drawn[about["indicator_id"]] = outlook is not None
        return BLANK

    monkeypatch.setattr(objectives, "trajectory_svg", note)
    monkeypatch.setattr(objectives, "panels_svg", lambda *_: BLANK)
    captions = {
        item.anchor: item.caption
        for number in (1, 2, 3, 4)
        for item in objectives.objective(assessment, number, "vi").items
        if isinstance(item, Figure)
    }
    last = assessment.results.groupby("indicator_id")["target_year"].max()
    newest = assessment.results.groupby("indicator_id")["latest_year"].max()
    for indicator_id, shown in drawn.items():
        assert shown == (last[indicator_id] > newest[indicator_id])
        caption = captions[f"bd-{indicator_id.replace('_', '-')}"]
        assert ("dự phóng" in caption) == shown


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
