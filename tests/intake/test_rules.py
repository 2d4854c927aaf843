"""What is found wrong or doubtful in sent figures, how sources are named, what past tells."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from analysis.intake.judging.doubts import Doubt, find_doubts, read_confirmations
from analysis.intake.judging.history import History
from analysis.intake.judging.proposals import (
    Proposal,
    confirmed_note,
    make_proposals,
    newest_by_key,
    sent_note,
)
from analysis.intake.judging.rules import Known, Named, find_proposal_faults
from analysis.intake.parsing.headers import Place
from analysis.intake.parsing.sources import (
    NamedSource,
    Sources,
    cite,
    name_sources,
    series_of,
    slug_of,
)
from analysis.intake.parsing.tables import Entry
from analysis.language import BadInput, Fault
from analysis.ledger import LEDGER_COLUMNS, LedgerRules, Row, cited_documents
from analysis.programme import Unit, load_programme
from analysis.report.cells import source_document, source_year

ROOT = Path(__file__).parents[2]
INDICATORS = load_programme(ROOT).indicators
UNITS = load_programme(ROOT).units
COLUMNS = {name: index for index, name in enumerate(("unit_id", "indicator_id", "year", "value"))}
NATURES = dict(zip(INDICATORS["indicator_id"], INDICATORS["nature"], strict=True))


def entry(row: int = 2, sheet: str | None = None, **cells: str) -> Entry:
    """A figure of Vĩnh Long as it was sent, of a source that is known."""
    said = dict.fromkeys(LEDGER_COLUMNS[1:-3], "") | {
        "unit_id": "vinh-long", "indicator_id": "stunting_u5", "year": "2025", "value": "20",
        "source": "survey", "note": "",
    }  # fmt: skip
    place = Place("so.xlsx", sheet, row, COLUMNS, {name: name for name in COLUMNS})
    return Entry(place, said | cells, said["source"], "")


def stated(year: int, value: str, **cells: str) -> Row:
    row = dict.fromkeys(LEDGER_COLUMNS, "") | {
        "unit_id": "vinh-long", "indicator_id": "stunting_u5", "year": str(year), "value": value,
        "source": "survey", "nature": "survey", "status": "official", "statement": str(year),
    }  # fmt: skip
    return row | cells


def past(*values: str, first: int = 2016, **cells: str) -> list[Row]:
    return [stated(year, value, **cells) for year, value in enumerate(values, start=first)]


def known_of(ledger: list[Row]) -> Known:
    newest = newest_by_key([ledger])
    sources = frozenset({"survey", "register"})
    table = INDICATORS.set_index("indicator_id")
    return Known(
        rules=LedgerRules(Path("so.xlsx"), None, "real", frozenset(UNITS), sources, INDICATORS),
        rates=frozenset(table.index[table["unit"] != "cases"]),
        names={str(name): Named(str(name), str(name)) for name in table.index},
        standing=newest,
        history=History(newest.values(), {str(k): int(v) for k, v in table["decimals"].items()}),
        publishers={"survey": "Viện Dinh dưỡng", "register": "Sở Y tế"},
        received="2026-11-22T10:00:00+07:00",
        sent_before={},
    )


def proposals_of(entries: list[Entry], ledger: list[Row]) -> list[Proposal]:
    sources = [NamedSource(entry.cells["source"]) for entry in entries]
    return make_proposals(entries, sources, newest_by_key([ledger]), NATURES)


def faults_of(entries: list[Entry], ledger: list[Row]) -> list[str]:
    faults = find_proposal_faults(proposals_of(entries, ledger), known_of(ledger))
    return [fault.key.partition(".")[2] for fault in faults]


def doubts_of(entries: list[Entry], ledger: list[Row]) -> list[str]:
    doubts = find_doubts(proposals_of(entries, ledger), known_of(ledger), UNITS)
    return [doubt.fault.key.partition(".")[2] for doubt in doubts]


CALM = past("24", "23.5", "23", "22.4", "22", "21.5", "21", "20.6", "20.3")


# The unit of measure.


@pytest.mark.parametrize("value", ["0.2", "2.02", "0.205"])
def test_a_value_that_fits_only_tenfold_or_so_is_refused(value: str) -> None:
    assert faults_of([entry(value=value)], CALM) == ["wrong_unit_own"]


@pytest.mark.parametrize("value", ["20", "9", "12", "70", "0"])
def test_a_value_that_can_be_right_is_not_called_another_unit(value: str) -> None:
    assert faults_of([entry(value=value)], CALM) == []


def test_both_counts_prove_the_value() -> None:
    counted = entry(value="2.0", numerator="20", denominator="1000")
    assert faults_of([counted], CALM) == []


def test_a_unit_without_a_past_is_compared_with_the_others() -> None:
    elsewhere = past("24", "23", "22", unit_id="dong-thap")
    assert faults_of([entry(value="0.23")], elsewhere) == ["wrong_unit_others"]
    assert faults_of([entry(value="0.23")], []) == []


def test_counts_of_cases_may_swing() -> None:
    cases = past("40", "30", "35", indicator_id="child_marriage")
    assert faults_of([entry(indicator_id="child_marriage", value="3")], cases) == []


# Jumps and revisions.


def test_what_the_series_has_done_before_is_no_jump() -> None:
    assert doubts_of([entry(value="19.7")], CALM) == []


def test_more_than_it_has_ever_done_is_a_jump() -> None:
    assert doubts_of([entry(value="18")], CALM) == ["jump_own"]
    assert doubts_of([entry(value="22")], CALM) == ["jump_own"]


def test_a_very_calm_series_may_move_a_little() -> None:
    flat = past("20", "20", "20", "20")
    assert doubts_of([entry(value="20.5", year="2020")], flat) == []
    assert doubts_of([entry(value="20.6", year="2020")], flat) == ["jump_own"]


def test_a_short_series_is_measured_by_all_units() -> None:
    own = past("24", first=2024)
    elsewhere = past("30", "28", "29", unit_id="dong-thap")
    assert doubts_of([entry(value="22.5")], own + elsewhere) == []
    assert doubts_of([entry(value="21")], own + elsewhere) == ["jump_others"]
    assert doubts_of([entry(value="5")], own) == []


def test_after_a_gap_the_way_per_year_counts_and_the_whole_range() -> None:
    assert doubts_of([entry(value="14", year="2026")], past("24", "22", "20")) == ["unit_before"]
    calm_then_swing = past("24", "20", "24", "20", "24", first=2010)
    assert doubts_of([entry(value="10", year="2018")], calm_then_swing) == ["jump_range"]


def test_a_jump_between_two_sent_figures_is_told_once() -> None:
    sent = [entry(2, year="2024", value="20.3"), entry(3, year="2025", value="15")]
    assert doubts_of(sent, CALM[:-1]) == ["jump_own"]


def test_bounds_and_suspect_figures_are_no_past() -> None:
    odd = [stated(2024, "60", status="suspect", source="register"),
           stated(2023, "5", qualifier="below", source="register")]  # fmt: skip
    assert doubts_of([entry(value="20")], [*CALM[:-1], *odd]) == []
    assert doubts_of([entry(value="5", qualifier="below")], CALM) == []


def test_a_large_revision_is_asked_about_once_and_a_small_one_not() -> None:
    assert doubts_of([entry(year="2020", value="18")], CALM) == ["large_revision"]
    assert doubts_of([entry(year="2020", value="22.1")], CALM) == []


def test_what_adds_nothing_is_never_asked_about() -> None:
    jumpy = past("24", "10", "24", "3")
    again = [entry(year=row["year"], value=row["value"]) for row in jumpy]
    assert doubts_of(again, jumpy) == []
    assert [p.state for p in proposals_of(again, jumpy)] == ["unchanged"] * 4


def test_a_share_of_one_is_asked_about_where_nothing_can_tell() -> None:
    assert doubts_of([entry(indicator_id="school_counselling", value="0.98")], []) == [
        "maybe_share"
    ]
    assert doubts_of([entry(indicator_id="school_counselling", value="0.9")], []) == ["maybe_share"]


# Part and whole.


def nested(part: str, whole: str, **cells: str) -> list[Entry]:
    return [entry(2, indicator_id="neonatal_mortality", value=part),
            entry(3, indicator_id="infant_mortality", value=whole, **cells)]  # fmt: skip


def test_a_part_above_its_whole_is_refused_once() -> None:
    assert faults_of(nested("9", "8"), []) == ["part_above_whole"]
    assert faults_of(nested("8", "8"), []) == []


def test_another_publishers_whole_is_a_question() -> None:
    sent = nested("9", "8", source="register")
    assert faults_of(sent, []) == []
    assert doubts_of(sent, []) == ["part_above_other"]


def test_the_ledger_is_looked_at_from_both_sides() -> None:
    whole = [stated(2025, "8", indicator_id="infant_mortality")]
    part = [stated(2025, "9", indicator_id="neonatal_mortality")]
    assert faults_of([nested("9", "8")[0]], whole) == ["part_above_whole"]
    assert faults_of([nested("9", "8")[1]], part) == ["part_above_whole"]


def test_what_is_sent_stands_before_what_stood() -> None:
    ledger = [stated(2025, "8", indicator_id="infant_mortality")]
    assert faults_of(nested("9", "12"), ledger) == []


def test_a_bound_contradicts_nothing() -> None:
    part, whole = nested("9", "8")
    below = entry(2, indicator_id="neonatal_mortality", value="9", qualifier="below")
    assert faults_of([below, whole], []) == []
    above = entry(3, indicator_id="infant_mortality", value="8", qualifier="above")
    assert faults_of([part, above], []) == []


# Time, territory, place.


@pytest.mark.parametrize(
    ("year", "published", "expected"),
    [
        ("2026", "2026-11-10", []),
        ("2025", "", []),
        ("2025", "2026", []),
        ("2025", "2026-11", []),
        ("2025", "2025-12-31", []),
        ("2025", "2026-11-23", ["published_later"]),
        ("2025", "2026-12", ["published_later"]),
        ("2025", "2024-12", ["published_before_year"]),
        ("2027", "", ["future_year"]),
    ],
)
def test_years_and_days_have_to_be_possible(year: str, published: str, expected: list[str]) -> None:
    assert faults_of([entry(year=year, published=published)], []) == expected


def a_unit(territory: str) -> dict[str, Unit]:
    return {"vinh-long": Unit("vinh-long", "86", "province", None, territory, "tỉnh A", "A")}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("territory", "year", "asked"),
    [
        ("whole", "2026", False),
        ("before-2025-07", "2025", False),
        ("before-2025-07", "2026", True),
        ("after-2025-07", "2025", False),
        ("after-2025-07", "2024", True),
        ("before-2008-08", "2009", True),
        ("after-2008-08", "2008", False),
    ],
)
def test_years_in_which_a_territory_was_not_are_asked_about(
    territory: str, year: str, asked: bool
) -> None:
    proposals = proposals_of([entry(2, year=year), entry(3, year=year, source="register")], [])
    doubts = find_doubts(proposals, known_of([]), a_unit(territory))
    # One question for the unit, not one for each figure.
    assert [doubt.concerned for doubt in doubts] == ([(0, 1)] if asked else [])


def test_a_fault_names_the_cell_of_a_workbook_and_the_row_of_a_table() -> None:
    in_sheet = proposals_of([entry(7, "Số liệu", value="120")], [])
    (fault,) = find_proposal_faults(in_sheet, known_of([]))
    assert fault.message("vi").startswith("so.xlsx, trang “Số liệu”, ô D7: “120” nằm ngoài")
    (fault,) = find_proposal_faults(proposals_of([entry(7, value="120")], []), known_of([]))
    assert (fault.row, fault.column) == (7, "value")


def test_a_repeated_figure_names_where_the_first_one_stands() -> None:
    twice = proposals_of([entry(2, "Một"), entry(9, "Hai")], [])
    (fault,) = find_proposal_faults(twice, known_of([]))
    assert "trang “Một”, dòng 2" in fault.message("vi")
    assert "sheet “Một”, row 2" in fault.message("en")


# Proposals.


def test_empty_cells_agree_with_a_statement_that_has_more() -> None:
    before = stated(2025, "20.0", numerator="20", denominator="100", nature="modelled",
                    published="2026", note="Ghi chú; Xác nhận khi nhập: đúng")  # fmt: skip
    (proposal,) = proposals_of([entry(value="20")], [before])
    assert proposal.state == "unchanged"


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"value": "21"}, "revised"),
        ({"qualifier": "nearly"}, "revised"),
        ({"numerator": "21"}, "revised"),
        ({"published": "2026-11"}, "restated"),
        ({"status": "preliminary"}, "restated"),
        ({"note": "khác"}, "restated"),
        ({"source": "register"}, "new"),
        ({"year": "2024"}, "new"),
    ],
)
def test_what_taking_it_would_do(cells: dict[str, str], state: str) -> None:
    before = stated(2025, "20", numerator="20", denominator="100", published="2026", note="x")
    (proposal,) = proposals_of([entry(**cells)], [before])
    assert proposal.state == state


def test_a_figure_continues_the_nature_of_its_source() -> None:
    modelled = [stated(2024, "20", nature="modelled")]
    assert proposals_of([entry()], modelled)[0].said["nature"] == "modelled"
    assert proposals_of([entry(source="register")], modelled)[0].said["nature"] == "survey"
    assert proposals_of([entry(nature="census")], modelled)[0].said["nature"] == "census"


@given(st.text(st.characters(blacklist_characters=";\n\r", blacklist_categories=("Cs",))))
def test_a_confirmed_note_gives_back_what_was_sent(reason: str) -> None:
    for note in ("", "Ghi chú", "Ghi chú; Văn bản: Báo cáo 1"):
        assert sent_note(confirmed_note(note, [reason])) == note


# Sources.

DOCUMENTS = {
    "Báo cáo 215/BC-SYT ngày 10/11/2026": "Báo cáo",
    "Báo cáo số 215/BC-SYT ngày 10 tháng 11 năm 2026": "Báo cáo",
    "Báo cáo số 12": "Báo cáo",
    "Báo cáo tổng kết công tác trẻ em năm 2026": "Báo cáo tổng kết công tác trẻ em",
    "Niên giám thống kê 2025": "Niên giám thống kê",
    "Báo cáo tổng kết năm học 2025-2026": "Báo cáo tổng kết",
    "Công văn số 12/2026/CV-UBND (ký ngày 01-02-2026)": "Công văn",
    "Báo cáo 6 tháng đầu năm 2026": "Báo cáo 6 tháng đầu",
    "Điều tra MICS": "Điều tra MICS",
}


@pytest.mark.parametrize(("document", "series"), DOCUMENTS.items())
def test_number_day_and_year_tell_one_document_of_a_series(document: str, series: str) -> None:
    assert series_of(document) == series


@given(st.text())
def test_every_name_gives_a_slug_or_nothing(words: str) -> None:
    slug = slug_of(words)
    assert slug == slug_of(slug)
    assert len(slug) <= 80
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-" for letter in slug)


def test_long_names_stay_apart() -> None:
    assert slug_of("Đường " * 30 + "một") != slug_of("Đường " * 30 + "hai")


def sent(source: str, publisher: str = "", unit: str = "vinh-long", slug: str = "") -> Entry:
    return Entry(
        entry().place, entry().cells | {"source": slug, "unit_id": unit}, source, publisher
    )


def known_sources(**publishers: str) -> Sources:
    columns = ("title_vi", "title_en", "publisher_en")
    return Sources({
        slug: dict.fromkeys(columns, "") | {"source": slug, "publisher_vi": publisher}
        for slug, publisher in publishers.items()
    })  # fmt: skip


def named(*entries: Entry, sources: Sources | None = None, publisher: str = "") -> list[str]:
    """The slugs that entries get, or the keys of what is wrong."""
    found, faults = name_sources(entries, sources or known_sources(), UNITS, publisher)
    return [fault.key.partition(".")[2] for fault in faults] or [one.slug for one in found]


def test_the_documents_of_a_department_are_one_source_per_province() -> None:
    one, two, three = named(
        sent("Báo cáo 1/BC ngày 1/2/2025", "Sở Y tế"),
        sent("Báo cáo 2/BC ngày 1/2/2026", "SỞ Y TẾ"),
        sent("Báo cáo 1/BC ngày 1/2/2025", "Sở Y tế", "dong-thap"),
    )
    assert one == two == "so-y-te-tinh-vinh-long-bao-cao"
    assert three == "so-y-te-tinh-dong-thap-bao-cao"


def test_a_publisher_of_the_whole_country_keeps_its_name() -> None:
    assert named(sent("Niên giám 2025", "Cục Thống kê")) == ["cuc-thong-ke-nien-giam"]
    assert named(sent("Niên giám", "Sở Y tế tỉnh Vĩnh Long")) == [
        "so-y-te-tinh-vinh-long-nien-giam"
    ]


def test_a_slug_that_another_publisher_has_gets_a_number() -> None:
    taken = known_sources(**{"gso-imr": "Tổng cục Thống kê"})
    assert named(sent("IMR", "GSO"), sources=taken) == ["gso-imr-2"]


def test_the_option_stands_in_for_the_column() -> None:
    assert named(sent("Báo cáo số 1")) == ["no_publisher"]
    assert named(sent("Báo cáo số 1"), publisher="Bộ Y tế") == ["bo-y-te-bao-cao"]
    assert named(sent("Báo cáo số 1", "Cục Trẻ em"), publisher="Bộ Y tế") == ["cuc-tre-em-bao-cao"]


def test_a_title_of_another_publisher_is_a_document_of_its_own() -> None:
    table = known_sources(**{"gso-imr": "Tổng cục Thống kê"})
    by_title = sent("Tỷ suất chết", "Sở Y tế", slug="gso-imr")
    assert named(by_title, sources=table) == ["so-y-te-tinh-vinh-long-ty-suat-chet"]
    assert named(sent("Tỷ suất chết", slug="gso-imr"), sources=table) == ["gso-imr"]


def test_citations_are_found_again_in_notes() -> None:
    note = cite("Ghi chú", "Báo cáo 1; phụ lục")
    assert cited_documents(note) == ["Báo cáo 1, phụ lục"]
    assert cite(note, "Báo cáo 1; phụ lục") == note
    assert cite("", "") == ""
    assert cited_documents(None) == []


# Confirmations.

DOUBTS = [Doubt(Fault("imports.no_files", file=str(number)), (number,)) for number in range(5)]


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        (["1: a"], [1]),
        (["1: a", "3: b"], [1, 3]),
        (["1,3: a"], [1, 3]),
        (["2-4: a"], [2, 3, 4]),
        (["1, 3 - 5: a"], [1, 3, 4, 5]),
        (["all: a"], [1, 2, 3, 4, 5]),
        (["Tất cả: a"], [1, 2, 3, 4, 5]),
        ([], []),
    ],
)
def test_confirmations_name_warnings_by_number(given: list[str], numbers: list[int]) -> None:
    reasons = read_confirmations(given, DOUBTS)
    assert set(reasons) == {DOUBTS[number - 1].identity for number in numbers}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("1", "bad_confirmation"),
        ("một: a", "bad_confirmation"),
        ("-1: a", "bad_confirmation"),
        ("1: ", "empty_reason"),
        ("all: -", "empty_reason"),
        ("6: a", "no_such_doubt"),
        ("0: a", "no_such_doubt"),
        ("1-999999999: a", "no_such_doubt"),
    ],
)
def test_confirmations_that_say_nothing_are_refused(given: str, key: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_confirmations([given], DOUBTS)
    assert [fault.key for fault in refused.value.faults] == [f"imports.{key}"]


# What a report says of the documents.


def test_a_report_cites_the_newest_document_of_a_source() -> None:
    points = pd.DataFrame({
        "year": [2024, 2025, 2025],
        "source": ["so-y-te", "so-y-te + gso-imr", "gso-imr"],
        "note": [cite("", "Báo cáo 1"), cite("Ghi chú", "Báo cáo 2"), None],
        "published": ["2024-11", "2025-11-10", None],
    })  # fmt: skip
    told = source_document("so-y-te", "Báo cáo của Sở", points, "vi")
    assert told == "Báo cáo 2 và 1 văn bản trước"
    assert source_document("so-y-te", "Báo cáo của Sở", points[:1], "vi") == "Báo cáo 1"
    assert source_document("gso-imr", "Tỷ suất chết", points[2:], "vi") == "Tỷ suất chết"
    assert source_year("so-y-te", "", points) == "2025"
    assert source_year("so-y-te", "2020", points) == "2020"
    assert source_year("gso-imr", "", points[2:]) == "–"
