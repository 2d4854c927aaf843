"""Quantities, changes, targets and chances in words, in both languages."""

from __future__ import annotations

import pytest
from report.sentences import NAN, plain, row

from analysis.language import LANGS, numerals
from analysis.programme import COMPARATORS, UNITS_OF_MEASURE, wording as words


@pytest.mark.parametrize(
    ("qualifier", "vi", "en"),
    [
        (None, "97,2 %", "97.2%"),
        ("nearly", "gần 97,2 %", "nearly 97.2%"),
        ("about", "khoảng 97,2 %", "about 97.2%"),
        ("estimated", "ước 97,2 %", "an estimated 97.2%"),
        ("below", "dưới 97,2 %", "below 97.2%"),
        ("above", "trên 97,2 %", "above 97.2%"),
        ("at_most", "không quá 97,2 %", "at most 97.2%"),
        ("at_least", "ít nhất 97,2 %", "at least 97.2%"),
    ],
)
def test_latest_value_keeps_the_words_it_was_given_in(
    qualifier: str | None, vi: str, en: str
) -> None:
    given = row(latest_qualifier=qualifier)
    assert plain(words.latest(given, "vi", 1)) == vi
    assert plain(words.latest(given, "en", 1)) == en


@pytest.mark.parametrize("value", [-0.04, -0.0, 0.0, 0.04])
def test_what_rounds_to_nothing_has_no_sign(value: float) -> None:
    assert numerals.number(value, "vi", 1) == "0"
    assert numerals.number(value, "vi", 1, fixed=True) == "0,0"
    assert words.change(value, "percent", "vi", 1) == "không đổi"
    assert words.pace(value / 10, "vi", 1) == "0"


def test_unit_of_a_quantity_is_never_torn_off() -> None:
    assert words.quantity(98.5, "percent", "vi", 1) == "98,5\u00a0%"
    assert words.quantity(98.0, "percent", "en", 1) == "98.0%"
    assert words.quantity(9.5, "per_1000_live_births", "vi", 1) == "9,5\u00a0‰"
    assert words.quantity(516.0, "per_100000_children", "vi", 0) == "516/100.000"
    assert words.quantity(12.0, "cases", "vi", 0) == "12\u00a0cuộc"
    for unit in UNITS_OF_MEASURE:
        for lang in LANGS:
            assert " " not in words.quantity(3.0, unit, lang).removesuffix(" a year")


def test_targets_have_no_idle_zeros() -> None:
    assert words.goal(65.0, "percent", "vi") == "65\u00a0%"
    assert words.goal(0.05, "percent", "vi") == "0,05\u00a0%"


@pytest.mark.parametrize(
    ("value", "unit", "vi", "en"),
    [
        (1.2, "percent", "tăng 1,2 điểm phần trăm", "up 1.2 percentage points"),
        (-1.2, "percent", "giảm 1,2 điểm phần trăm", "down 1.2 percentage points"),
        (-0.8, "per_1000_live_births", "giảm 0,8 điểm phần nghìn", "down 0.8 per 1,000"),
        (144.0, "per_100000_children", "tăng 144,0/100.000", "up 144.0 per 100,000"),
        (0.0, "cases", "không đổi", "unchanged"),
    ],
)
def test_differences_of_shares_are_points_and_not_per_cent(
    value: float, unit: str, vi: str, en: str
) -> None:
    assert plain(words.change(value, unit, "vi")) == vi
    assert plain(words.change(value, unit, "en")) == en


def test_paces_in_tables_carry_their_sign() -> None:
    assert words.pace(1.25, "vi") == "+1,25"
    assert words.pace(-0.3, "vi") == "−0,3"
    assert words.pace(NAN, "vi") == "–"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0.0, "–", "–"),
        (0.000001, "dưới 5 %", "below 5%"),
        (0.0499, "dưới 5 %", "below 5%"),
        (0.05, "5 %", "5%"),
        (0.853, "85 %", "85%"),
        (0.876, "90 %", "90%"),
        (0.95, "95 %", "95%"),
        (0.951, "trên 95 %", "above 95%"),
        (0.999999, "trên 95 %", "above 95%"),
        (1.0, "–", "–"),
        (NAN, "–", "–"),
    ],
)
def test_probabilities_stand_in_steps_of_five_and_none_for_what_is_decided(
    value: float, vi: str, en: str
) -> None:
    assert plain(words.probability(value, "vi")) == vi
    assert plain(words.probability(value, "en")) == en


TARGETS = {
    "at_least": ("≥ 98,5 %", "đạt từ 98,5 % trở lên", "at least 98.5%"),
    "above": ("> 98,5 %", "trên 98,5 %", "above 98.5%"),
    "at_most": ("≤ 98,5 %", "không quá 98,5 %", "at most 98.5%"),
    "below": ("< 98,5 %", "dưới 98,5 %", "below 98.5%"),
}


@pytest.mark.parametrize("comparator", TARGETS)
def test_targets_have_a_sign_for_tables_and_words_for_sentences(comparator: str) -> None:
    target = row(comparator=comparator)
    sign, vi, en = TARGETS[comparator]
    assert plain(words.target_sign(target, "vi")) == sign
    assert plain(words.target_words(target, "vi")) == vi
    assert plain(words.target_words(target, "en")) == en


def test_a_target_of_none_and_a_yearly_reduction_have_words_of_their_own() -> None:
    none = row(comparator="equal", target_value=0.0, unit="cases")
    assert plain(words.target_words(none, "vi")) == "không có trường hợp nào"
    assert plain(words.target_sign(none, "vi")) == "0 cuộc"
    fall = row(comparator="reduce_yearly", target_value=2.0, target_value_high=3.0)
    assert plain(words.target_words(fall, "vi")) == "giảm 2–3 % mỗi năm"
    assert plain(words.target_sign(fall, "vi")) == "giảm 2–3 %/năm"
    single = row(comparator="reduce_yearly", target_value=1.5)
    assert plain(words.target_words(single, "en")) == "a fall of 1.5% a year"
    assert set(TARGETS) | {"equal", "reduce_yearly"} == set(COMPARATORS)


def test_interval_of_one_shown_value_is_that_value() -> None:
    assert plain(words.interval(row(), "vi", 1)) == "97,8 %–99,2 %"
    same = row(projected_p10=99.98, projected_p90=100.0)
    assert plain(words.interval(same, "vi", 1)) == "100,0 %"
    assert words.interval(row(projected_p10=NAN), "vi", 1) == "–"


def test_one_case_is_no_plural() -> None:
    assert plain(words.quantity(1.0, "cases", "en", 0)) == "1 case"
    assert plain(words.quantity(12.0, "cases", "en", 0)) == "12 cases"
    assert plain(words.change(-1.0, "cases", "en", 0)) == "down 1 case"
