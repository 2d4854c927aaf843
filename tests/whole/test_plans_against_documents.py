"""The plan files against the texts of the plans, figure by figure.

The texts belong to other people and are not part of the project; they are read from beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from analysis.plans import Plan, load_plans
from analysis.programme import load_programme

PROJECT = Path(__file__).parents[2]
TEXTS = PROJECT.parent / "shared" / "plans"
FILES = {
    "viet-nam": "viet-nam-23-qd-ttg-2021.txt",
    "vinh-long": "vinh-long-2021.txt",
    "dong-thap": "dong-thap-2021.txt",
    "ninh-binh": "ninh-binh-2025.txt",
    "trieu-son": "trieu-son-2021.txt",
    "dong-nai": "dong-nai-2024.txt",
}
WITH_NUMBERS = [unit_id for unit_id in FILES if unit_id != "dong-nai"]
WITH_LEADS = [unit_id for unit_id in WITH_NUMBERS if unit_id != "viet-nam"]
pytestmark = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the plans' texts (../shared/plans) are not beside the project"
)

# What is a number in a chỉ tiêu but not a value: years, ages, bases, the count of vaccines.
NOT_VALUES = re.compile(
    r"năm\s+\d{4}|trên\s+1\.000|1\.000\s+trẻ|/\s*100\.000|8 loại"
    r"|từ 5 đến 17 tuổi|(?:từ|đến|dưới|em)\s+\d+ tuổi"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
AGENCY = re.compile(
    r"^\W*(\d+)\. ((?:Sở|Phòng|Công an|Ban|Báo|Đài|Các|Đề nghị|Ủy ban|UBND)[^\n]*?)\W*$",
    re.MULTILINE,
)
ASSIGNED = re.compile(r"chỉ tiêu (\d[\d,\s]*\d|\d)", re.IGNORECASE)


@cache
def _text(unit_id: str) -> str:
    return (TEXTS / FILES[unit_id]).read_text(encoding="utf-8")


@cache
def _plans() -> dict[str, Plan]:
    return load_plans(load_programme(PROJECT))


def _plan(unit_id: str) -> Plan:
    return _plans()[unit_id]


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*#]", "", text))


def _chi_tieu_texts(unit_id: str) -> dict[int, str]:
    flat = _flat(_text(unit_id))
    end = re.compile(r"- Chỉ tiêu \d+:|[bcd]\) Mục tiêu \d|II+\. |2\. Đối tượng|3\. Đối tượng|\[")
    found: dict[int, str] = {}
    for start in re.finditer(r"- Chỉ tiêu (\d+):", flat):
        stop = end.search(flat, start.end())
        assert stop is not None
        found[int(start[1])] = flat[start.end() : stop.start()].strip()
    return found


def _numbers(text: str) -> Counter[float]:
    bare = NOT_VALUES.sub(" ", text)
    return Counter(float(number.replace(",", ".")) for number in NUMBER.findall(bare))


@pytest.mark.parametrize("unit_id", WITH_NUMBERS)
def test_the_document_has_the_24_chi_tieu_that_are_entered(unit_id: str) -> None:
    assert set(_chi_tieu_texts(unit_id)) == set(range(1, 25))


@pytest.mark.parametrize("unit_id", WITH_NUMBERS)
def test_every_phrase_stands_in_its_chi_tieu(unit_id: str) -> None:
    texts = _chi_tieu_texts(unit_id)
    for target in _plan(unit_id).targets:
        for value in target.values:
            pieces = [re.escape(piece.strip()) for piece in value.as_printed.split("…")]
            found = re.search(".*?".join(pieces), texts[target.chi_tieu])
            assert found, (target.indicator_id, value.as_printed)


@pytest.mark.parametrize("unit_id", WITH_NUMBERS)
def test_no_figure_is_left_out_and_none_is_added(unit_id: str) -> None:
    texts = _chi_tieu_texts(unit_id)
    for number, text in texts.items():
        entered: Counter[float] = Counter()
        for target in _plan(unit_id).targets:
            if target.chi_tieu != number:
                continue
            # One phrase may hold for two years ("vào năm 2025 và năm 2030"): it counts once.
            for phrase, value in {value.as_printed: value for value in target.values}.items():
                if NUMBER.search(NOT_VALUES.sub(" ", phrase)):
                    entered[value.value] += 1
                    if value.value_high is not None:
                        entered[value.value_high] += 1
        assert entered == _numbers(text), f"chỉ tiêu {number}"


@pytest.mark.parametrize("unit_id", WITH_NUMBERS)
def test_no_year_is_left_out_and_none_is_added(unit_id: str) -> None:
    for number, text in _chi_tieu_texts(unit_id).items():
        printed = {int(year) for year in re.findall(r"năm (\d{4})", text)}
        entered: set[int] = set()
        for target in _plan(unit_id).targets:
            if target.chi_tieu == number:
                for value in target.values:
                    if value.year is not None:
                        entered.add(value.year)
                    elif value.period is not None:
                        entered |= {int(year) for year in value.period.split("-")}
        assert entered == printed, f"chỉ tiêu {number}"


def _assigned_in_text(unit_id: str) -> dict[str, set[int]]:
    text = re.sub(r"[*#]", "", _text(unit_id))
    start = text.index("TỔ CHỨC THỰC HIỆN")
    headings = list(AGENCY.finditer(text, start))
    found: dict[str, set[int]] = {}
    for place, heading in enumerate(headings):
        end = headings[place + 1].start() if place + 1 < len(headings) else len(text)
        body = _flat(text[heading.end() : end])
        lists = ASSIGNED.findall(body)
        numbers = {int(number) for listed in lists for number in re.findall(r"\d+", listed)}
        if numbers:
            found[heading[2].strip()] = numbers
    return found


@pytest.mark.parametrize("unit_id", WITH_LEADS)
def test_agencies_have_the_chi_tieu_that_the_text_gives_them(unit_id: str) -> None:
    entered = {
        agency.name_vi: {*agency.leads, *agency.joins}
        for agency in _plan(unit_id).responsibilities.agencies
    }
    assert entered == _assigned_in_text(unit_id)


@pytest.mark.parametrize("unit_id", WITH_LEADS)
def test_agencies_stand_at_the_place_that_is_entered(unit_id: str) -> None:
    text = re.sub(r"[*#]", "", _text(unit_id))
    organisation = text[text.index("TỔ CHỨC THỰC HIỆN") :]
    for agency in _plan(unit_id).responsibilities.agencies:
        number = agency.clause.rpartition(".")[2]
        assert re.search(rf"{number}\. {re.escape(agency.name_vi)}", organisation), agency.clause


@pytest.mark.parametrize("unit_id", FILES)
def test_reviews_and_report_dates_are_printed(unit_id: str) -> None:
    plan, flat = _plan(unit_id), _flat(_text(unit_id))
    for review in plan.reviews:
        pieces = [re.escape(piece.strip()) for piece in review.as_printed.split("…")]
        assert re.search(".*?".join(pieces), flat), review.as_printed
        assert str(review.year) in review.as_printed
    dues = [due for due in (plan.reporting.due, plan.reporting.forwarded_due) if due]
    printed = re.findall(r"trước ngày (\d+/\d+)", flat)
    assert sorted(f"{due.day}/{due.month}" for due in dues) == sorted(printed)


@pytest.mark.parametrize("unit_id", FILES)
def test_documents_that_are_followed_are_cited_with_their_date(unit_id: str) -> None:
    flat = _flat(_text(unit_id))
    for reference in _plan(unit_id).document.references:
        if reference.date is None:
            continue
        day = reference.date
        dates = (
            rf"0?{day.day}/0?{day.month}/{day.year}",
            rf"{day.day} tháng {day.month} năm {day.year}",
        )
        number = re.escape(reference.label.split(" (")[0])
        assert re.search(rf"{number} ngày (?:{'|'.join(dates)})", flat), reference.label


def test_own_numbers_and_dates_are_printed() -> None:
    assert "Số: 75/KH-UBND" in _text("ninh-binh")
    assert "ngày 18 tháng 9 năm 2025" in _text("ninh-binh")
    assert "ngày 20 tháng 6 năm 2024" in _text("dong-nai")
    assert "3456/QĐ-UBND ngày 3456/12/2021" in _text("vinh-long")
    assert "Số /KH-UBND" in _text("trieu-son")


@pytest.mark.parametrize("unit_id", FILES)
def test_budget_figures_are_printed_and_all_entered(unit_id: str) -> None:
    budget = _plan(unit_id).budget
    entered = [budget.total, *(share.amount for share in budget.split)]
    printed = re.findall(r"(\d{1,3}(?:\.\d{3})+) đồng", _text(unit_id))
    assert [int(sum_.replace(".", "")) for sum_ in printed] == [s for s in entered if s]


def test_dong_nai_prints_no_chi_tieu() -> None:
    assert not re.search(r"Chỉ tiêu \d+", _text("dong-nai"))
    assert "%" not in _text("dong-nai")
