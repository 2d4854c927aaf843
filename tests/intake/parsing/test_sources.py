"""Documents become sources: one per publisher and series, found again in notes."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from intake.judged_figures import UNITS, entry

from analysis.intake.parsing.sources import (
    Sources,
    cite,
    name_sources,
    series_of,
    slug_of,
)
from analysis.intake.parsing.tables import Entry
from analysis.ledger import cited_documents

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
