"""Numbers and sentences, whole, in both languages."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest

from analysis.language import LANGS, Lang, numerals
from analysis.programme import COMPARATORS, STATUSES, UNITS_OF_MEASURE, wording as words
from analysis.report import wording

NAN = float("nan")
LABELS = {"vi": "Chỉ tiêu", "en": "Target"}


def plain(said: str) -> str:
    """A sentence with ordinary spaces, to be read beside what is expected."""
    return said.replace(numerals.NBSP, " ")


def row(**more: Any) -> dict[str, Any]:
    """A target of at least 98,5 % by 2030, and 97,2 % in 2025."""
    return {
        "comparator": "at_least",
        "target_value": 98.5,
        "target_value_high": NAN,
        "unit": "percent",
        "indicator_unit": "percent",
        "target_year": 2030,
        "first_year": 2030,
        "latest_year": 2025,
        "latest_value": 97.2,
        "latest_qualifier": None,
        "latest_met": False,
        "latest_decimals": 1,
        "decimals": 1,
        "bounds": (),
        "open_bound": None,
        "pace_from_year": 2020,
        "pace_from_value": 96.0,
        "points": 6,
        "least_points": 3,
        "stale": False,
        "unobserved": False,
        "status": "likely",
        "attainment_probability": 0.853,
        "projected_p10": 97.84,
        "projected_p90": 99.21,
        "gap": 1.3,
        "goal": 98.5,
        "decided_value": NAN,
        "decided_qualifier": None,
        "decided_decimals": 1,
        "decided_gap": NAN,
        "met_since": None,
        "observed_annual_change": 0.24,
        "required_annual_change_from_today": 0.26,
        "children_short": 1234.0,
    } | more


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


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1234567.0, 1, "1.234.567", "1,234,567"),
        (0.05, 2, "0,05", "0.05"),
        (7.0, 1, "7", "7"),
        (-3.25, 2, "−3,25", "−3.25"),
        (-1234.0, 0, "−1.234", "−1,234"),
    ],
)
def test_numbers_are_written_as_each_language_does(
    value: float, decimals: int, vi: str, en: str
) -> None:
    assert numerals.number(value, "vi", decimals) == vi
    assert numerals.number(value, "en", decimals) == en


def test_fixed_numbers_keep_their_decimals() -> None:
    assert numerals.number(7.0, "vi", 1, fixed=True) == "7,0"
    assert numerals.number(1000.0, "en", 2, fixed=True) == "1,000.00"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(98.45, 1, "98,5"), (98.35, 1, "98,4"), (0.5, 0, "1"), (2.5, 0, "3"), (-0.25, 1, "−0,3")],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, shown: str) -> None:
    assert numerals.number(value, "vi", decimals) == shown


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
        (0.0, "0 %", "0%"),
        (0.000001, "< 1 %", "< 1%"),
        (0.0099, "< 1 %", "< 1%"),
        (0.01, "1 %", "1%"),
        (0.853, "85 %", "85%"),
        (0.99, "99 %", "99%"),
        (0.9901, "> 99 %", "> 99%"),
        (0.999999, "> 99 %", "> 99%"),
        (1.0, "100 %", "100%"),
        (NAN, "–", "–"),
    ],
)
def test_only_what_is_decided_is_shown_as_certain(value: float, vi: str, en: str) -> None:
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


def test_days_are_written_as_each_language_does() -> None:
    assert numerals.day(date(2026, 2, 5), "vi") == "05/02/2026"
    assert numerals.day(date(2026, 2, 5), "en") == "5 February 2026"


def test_level_tells_what_changed_and_since_when() -> None:
    said = {lang: plain(wording.level_sentence(row(), lang, 1)) for lang in LANGS}
    assert said == {
        "vi": "Giá trị mới nhất là 97,2 % (năm 2025), tăng 1,2 điểm phần trăm so với năm 2020.",
        "en": "The latest value is 97.2% (2025), up 1.2 percentage points since 2020.",
    }


def test_level_of_a_bound_tells_no_change() -> None:
    bound = row(latest_qualifier="above", latest_value=95.0, pace_from_year=None)
    assert plain(wording.level_sentence(bound, "vi", 1)) == (
        "Giá trị mới nhất là trên 95 % (năm 2025)."
    )


def test_level_shows_the_decimals_that_the_right_side_needs() -> None:
    short = row(latest_value=98.46, latest_decimals=2, pace_from_year=2025)
    assert plain(wording.level_sentence(short, "vi", 1)) == (
        "Giá trị mới nhất là 98,46 % (năm 2025)."
    )


def test_what_is_left_out_for_being_a_bound_is_told() -> None:
    assert wording.bounds_sentence(row(), "vi") == ""
    bounds = row(bounds=((2024, 94.0, "above"), (2025, 95.0, "above")))
    assert wording.bounds_sentence(bounds, "vi") == (
        "Số liệu chỉ là giới hạn (năm 2024, 2025) không dùng để tính mức gốc, tốc độ, khoảng cách "
        "và dự phóng."
    )


REDUCTION = {"comparator": "reduce_yearly", "target_value": 2.0, "target_value_high": 3.0,
             "indicator_unit": "cases", "decimals": 0, "first_year": 2026, "baseline_decimals": 0,
             "baseline_year": 2025, "baseline_value": 100.0, "goal": 90.39}  # fmt: skip


def test_a_yearly_reduction_prints_its_one_base() -> None:
    fall = row(**REDUCTION)
    assert plain(words.target_words(fall, "vi")) == "giảm 2–3 % mỗi năm so với năm 2025: 100 cuộc"
    assert plain(wording.base_sentence(fall, "vi")) == (
        "Gốc so sánh là năm 2025, năm cuối trước giai đoạn 2026–2030: 100 cuộc; giảm 2 % mỗi năm "
        "nghĩa là năm 2030 không quá 90 cuộc."
    )
    older = row(**REDUCTION | {"baseline_year": 2023})
    assert plain(wording.base_sentence(older, "en")) == (
        "The base is 2023: 100 cases, because 2025, the last year before 2026–2030, has no figure; "
        "a fall of 2% a year from 2026 on means at most 90 cases in 2030."
    )
    assert wording.base_sentence(row(**REDUCTION | {"goal": NAN}), "vi") == ""
    assert wording.base_sentence(row(), "vi") == ""


def test_level_of_a_single_figure_tells_no_change() -> None:
    only = row(pace_from_year=2025, pace_from_value=97.2)
    assert plain(wording.level_sentence(only, "vi", 1)) == "Giá trị mới nhất là 97,2 % (năm 2025)."
    assert plain(wording.level_sentence(only, "en", 1)) == "The latest value is 97.2% (2025)."


INTERVAL_VI = "khoảng dự phóng 80 %: 97,8 %–99,2 %."
INTERVAL_EN = "80% interval 97.8%–99.2%."
VERDICTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "achieved": (
        {"status": "achieved", "target_year": 2025, "first_year": 2025, "latest_value": 98.6,
         "decided_value": 98.6, "decided_gap": 0.0, "met_since": 2025, "gap": 0.0,
         "latest_met": True},
        "Chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên) đã đạt.",
        "The target for 2025 (at least 98.5%) was achieved.",
    ),
    "achieved early": (
        {"status": "achieved", "target_year": 2025, "first_year": 2025, "latest_value": 98.6,
         "decided_value": 98.6, "decided_gap": 0.0, "met_since": 2022, "gap": 0.0,
         "latest_met": True},
        ("Chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên) đã đạt, mọi số liệu từ năm 2022 đến năm 2025 "
        "đều đáp ứng."),
        ("The target for 2025 (at least 98.5%) was achieved, met by every figure from 2022 to "
        "2025."),
    ),
    "achieved and lost again": (
        {"status": "achieved", "target_year": 2024, "first_year": 2024, "latest_value": 98.1,
         "decided_value": 98.6, "decided_gap": 0.0, "met_since": 2024, "gap": 0.4},
        ("Chỉ tiêu năm 2024 (đạt từ 98,5 % trở lên) đã đạt: 98,6 %, nhưng số mới nhất (98,1 %, năm "
        "2025) không còn đáp ứng."),
        ("The target for 2024 (at least 98.5%) was achieved: 98.6%, but the newest figure (98.1%, "
        "2025) no longer meets it."),
    ),
    "not_achieved": (
        {"status": "not_achieved", "target_year": 2025, "first_year": 2025, "decided_value": 97.2,
         "decided_gap": 1.3},
        ("Chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên) không đạt, chênh 1,3 điểm phần trăm."),
        "The target for 2025 (at least 98.5%) was not achieved, missed by 1.3 percentage points.",
    ),
    "not_achieved by a hair": (
        {"status": "not_achieved", "target_year": 2025, "first_year": 2025, "decided_value": 98.4,
         "decided_gap": 0.1, "latest_value": 98.4},
        "Chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên) không đạt, chỉ chênh 0,1 điểm phần trăm.",
        ("The target for 2025 (at least 98.5%) was not achieved, missed by only 0.1 percentage "
        "points."),
    ),
    "not_achieved at the edge": (
        {"status": "not_achieved", "target_year": 2024, "first_year": 2024, "decided_value": 98.5,
         "decided_gap": 0.0, "comparator": "above"},
        ("Chỉ tiêu năm 2024 (trên 98,5 %) không đạt: 98,5 %, đúng bằng giá trị của chỉ tiêu nhưng "
        "phải vượt qua."),
        ("The target for 2024 (above 98.5%) was not achieved: 98.5%, exactly at the target's "
        "value, which has to be passed."),
    ),
    "not_achieved by less than is published": (
        {"status": "not_achieved", "target_year": 2025, "first_year": 2025, "decided_value": 98.5,
         "decided_gap": 0.0, "decided_qualifier": "nearly", "latest_value": 98.5,
         "latest_qualifier": "nearly"},
        "Chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên) không đạt.",
        "The target for 2025 (at least 98.5%) was not achieved.",
    ),
    "not_achieved any more": (
        {"status": "not_achieved", "first_year": 2026, "latest_year": 2026},
        ("Chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên) không còn đạt được: trong giai đoạn 2026–2030 "
        "đã có năm không đáp ứng."),
        ("The target for 2030 (at least 98.5%) can no longer be achieved: in 2026–2030 at least "
        "one year has not met it."),
    ),
    "not_achieved in an earlier year": (
        {"status": "not_achieved", "target_year": 2025, "first_year": 2021, "gap": 0.0,
         "decided_value": 98.6, "decided_gap": 0.0},
        ("Chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên) không đạt: trong giai đoạn 2021–2025 có năm "
        "không đáp ứng."),
        ("The target for 2025 (at least 98.5%) was not achieved: in 2021–2025 at least one year "
        "did not meet it."),
    ),
    "likely": (
        {},
        (f"Nhiều khả năng đạt chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): xác suất 85 %, "
        f"{INTERVAL_VI}"),
        (f"The target for 2030 (at least 98.5%) is likely to be met: probability 85%, "
        f"{INTERVAL_EN}"),
    ),
    "more_likely_than_not": (
        {"status": "more_likely_than_not", "attainment_probability": 0.55},
        (f"Có khả năng đạt chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): xác suất 55 %, "
        f"{INTERVAL_VI}"),
        (f"The target for 2030 (at least 98.5%) is more likely than not to be met: "
        f"probability 55%, {INTERVAL_EN}"),
    ),
    "unlikely_without_acceleration": (
        {"status": "unlikely_without_acceleration", "attainment_probability": 0.25},
        (f"Khó đạt chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên) nếu không tăng tốc: "
        f"xác suất 25 %, {INTERVAL_VI}"),
        (f"The target for 2030 (at least 98.5%) is unlikely to be met without acceleration: "
        f"probability 25%, {INTERVAL_EN}"),
    ),
    "unlikely_without_acceleration though fast enough": (
        {"status": "unlikely_without_acceleration", "attainment_probability": 0.25,
         "observed_annual_change": 0.4},
        f"Khó đạt chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): xác suất 25 %, {INTERVAL_VI}",
        (f"The target for 2030 (at least 98.5%) is unlikely to be met: probability 25%, "
        f"{INTERVAL_EN}"),
    ),
    "unlikely_without_acceleration on the wrong way": (
        {"status": "unlikely_without_acceleration", "attainment_probability": 0.25,
         "observed_annual_change": -0.4},
        f"Khó đạt chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): xác suất 25 %, {INTERVAL_VI}",
        (f"The target for 2030 (at least 98.5%) is unlikely to be met: probability 25%, "
        f"{INTERVAL_EN}"),
    ),
    "very_unlikely": (
        {"status": "very_unlikely", "attainment_probability": 0.004},
        f"Rất khó đạt chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): xác suất < 1 %, {INTERVAL_VI}",
        (f"The target for 2030 (at least 98.5%) is very unlikely to be met: probability < 1%, "
        f"{INTERVAL_EN}"),
    ),
    "insufficient_evidence for few figures": (
        {"status": "insufficient_evidence", "points": 1, "stale": True},
        ("Chưa đủ căn cứ để kết luận về chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): mới có 1 "
        "số liệu, cần ít nhất 3."),
        ("There is not enough evidence on the target for 2030 (at least 98.5%): figures on "
        "record: 1, at least 3 needed."),
    ),
    "insufficient_evidence for an old figure": (
        {"status": "insufficient_evidence", "stale": True, "latest_year": 2019},
        ("Chưa đủ căn cứ để kết luận về chỉ tiêu năm 2030 (đạt từ 98,5 % trở lên): số liệu mới "
        "nhất là của năm 2019."),
        ("There is not enough evidence on the target for 2030 (at least 98.5%): the newest figure "
        "is for 2019."),
    ),
    "insufficient_evidence for a skipped year": (
        {"status": "insufficient_evidence", "target_year": 2025},
        ("Chưa kết luận được về chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên): chưa có số liệu của "
        "năm đó."),
        "The target for 2025 (at least 98.5%) cannot be judged: there is no figure for that year.",
    ),
    "insufficient_evidence for a bound": (
        {"status": "insufficient_evidence", "target_year": 2025, "open_bound": 2025,
         "latest_qualifier": "above", "latest_value": 95.0, "bounds": ((2025, 95.0, "above"),)},
        ("Chưa đủ căn cứ để kết luận về chỉ tiêu năm 2025 (đạt từ 98,5 % trở lên): số liệu chỉ là "
        "giới hạn (trên 95 %, năm 2025)."),
        ("There is not enough evidence on the target for 2025 (at least 98.5%): the figure is only "
        "a bound (above 95% in 2025)."),
    ),
    "insufficient_evidence for want of a base": (
        {"status": "insufficient_evidence", "comparator": "reduce_yearly", "target_value": 2.0,
         "first_year": 2026, "goal": NAN},
        ("Chưa đủ căn cứ để kết luận về chỉ tiêu năm 2030 (giảm 2 % mỗi năm): chưa có số liệu làm "
        "gốc so sánh của năm 2025 hoặc trước đó."),
        ("There is not enough evidence on the target for 2030 (a fall of 2% a year): there is no "
        "figure for 2025, or before it, to count from."),
    ),
    "achieved by a bound": (
        {"status": "achieved", "target_year": 2024, "first_year": 2024, "decided_value": 99.0,
         "decided_qualifier": "above", "decided_gap": 0.0, "met_since": 2024, "latest_met": True},
        "Chỉ tiêu năm 2024 (đạt từ 98,5 % trở lên) đã đạt: trên 99 %.",
        "The target for 2024 (at least 98.5%) was achieved: above 99%.",
    ),
    "not_achieved by a bound": (
        {"status": "not_achieved", "target_year": 2024, "first_year": 2024, "decided_value": 95.0,
         "decided_qualifier": "below"},
        "Chỉ tiêu năm 2024 (đạt từ 98,5 % trở lên) không đạt: dưới 95 %.",
        "The target for 2024 (at least 98.5%) was not achieved: below 95%.",
    ),
    "not_achieved by a fraction of what is published": (
        {"status": "not_achieved", "target_year": 2024, "first_year": 2024, "decided_value": 98.46,
         "decided_decimals": 2, "decided_gap": 0.04},
        ("Chỉ tiêu năm 2024 (đạt từ 98,5 % trở lên) không đạt: 98,46 %, chỉ chênh 0,04 điểm phần "
        "trăm."),
        ("The target for 2024 (at least 98.5%) was not achieved: 98.46%, missed by only 0.04 "
        "percentage points."),
    ),
    "no_data": (
        {"status": "no_data"},
        "Chỉ tiêu năm 2030: đạt từ 98,5 % trở lên.",
        "Target for 2030: at least 98.5%.",
    ),
    "not_judged": (
        {"status": "not_judged", "unit": "percent", "comparator": "below", "target_value": 9.5,
         "indicator_unit": "per_1000_live_births"},
        ("Chỉ tiêu năm 2030 được in là “dưới 9,5 %”, không cùng đơn vị tính với chỉ tiêu; chưa "
        "đánh giá cho đến khi cơ quan ban hành xác nhận."),
        ("The target for 2030 is printed as “below 9.5%”, which is not in the indicator's unit; "
        "it is not judged until the issuing body confirms it."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", VERDICTS)
def test_verdicts_read_as_sentences(case: str) -> None:
    changes, vi, en = VERDICTS[case]
    assert plain(wording.verdict_sentence(row(**changes), LABELS["vi"], "vi", 1)) == vi
    assert plain(wording.verdict_sentence(row(**changes), LABELS["en"], "en", 1)) == en


def test_every_status_has_a_sentence_and_a_word() -> None:
    assert {case.split(" ")[0] for case in VERDICTS} == set(STATUSES)
    for lang in LANGS:
        assert len({words.status_word(status, lang) for status in STATUSES}) == len(STATUSES)


def test_a_borrowed_target_is_named_as_such() -> None:
    said = wording.verdict_sentence(row(), "Chỉ tiêu quốc gia", "vi", 1)
    assert "đạt chỉ tiêu quốc gia năm 2030" in said


def test_a_passed_year_without_a_figure_is_said_to_rest_on_the_projection() -> None:
    passed = row(target_year=2024, unobserved=True)
    vi, en = (plain(wording.verdict_sentence(passed, LABELS[lang], lang, 1)) for lang in LANGS)
    assert vi.endswith(" Năm 2024 đã qua nhưng chưa có số liệu; kết luận dựa trên dự phóng.")
    assert en.endswith(" 2024 has passed without a figure; the verdict rests on the projection.")


LACKING = row(status="insufficient_evidence", points=2)
TOGETHER: list[tuple[dict[str, Any], str, str]] = [
    (
        {"points": 2},
        (
            "Chưa đủ căn cứ để kết luận về các chỉ tiêu (2025: đạt từ 97 % trở lên; 2030: đạt từ "
            "98,5 % trở lên): mới có 2 số liệu, cần ít nhất 3."
        ),
        (
            "There is not enough evidence on the targets (2025: at least 97%; 2030: at least "
            "98.5%): figures on record: 2, at least 3 needed."
        ),
    ),
    (
        {"stale": True, "latest_year": 2019},
        (
            "Chưa đủ căn cứ để kết luận về các chỉ tiêu (2025: đạt từ 97 % trở lên; 2030: đạt từ "
            "98,5 % trở lên): số liệu mới nhất là của năm 2019."
        ),
        (
            "There is not enough evidence on the targets (2025: at least 97%; 2030: at least "
            "98.5%): the newest figure is for 2019."
        ),
    ),
    (
        {},
        (
            "Chưa kết luận được về các chỉ tiêu (2025: đạt từ 97 % trở lên; 2030: đạt từ 98,5 % "
            "trở lên): chưa có số liệu của các năm đó."
        ),
        (
            "The targets (2025: at least 97%; 2030: at least 98.5%) cannot be judged: there are no "
            "figures for those years."
        ),
    ),
]


@pytest.mark.parametrize(("why", "vi", "en"), TOGETHER)
def test_years_that_lack_the_same_evidence_share_a_sentence(
    why: dict[str, Any], vi: str, en: str
) -> None:
    lacking = {"status": "insufficient_evidence", **why}
    rows = [row(target_year=2025, target_value=97.0, **lacking), row(**lacking)]
    for lang, expected in zip(LANGS, (vi, en), strict=True):
        said = wording.verdict_sentences(rows, LABELS[lang], lang, 1)
        assert [plain(sentence) for sentence in said] == [expected]


def test_years_with_different_verdicts_keep_a_sentence_each() -> None:
    met = {"status": "achieved", "decided_value": 98.6, "met_since": 2025}
    rows = [row(target_year=2025, **met), row(status="insufficient_evidence")]
    assert len(list(wording.verdict_sentences(rows, "Chỉ tiêu", "vi", 1))) == 2
    assert len(list(wording.verdict_sentences(rows[1:], "Chỉ tiêu", "vi", 1))) == 1


def test_interval_of_one_shown_value_is_that_value() -> None:
    assert plain(words.interval(row(), "vi", 1)) == "97,8 %–99,2 %"
    same = row(projected_p10=99.98, projected_p90=100.0)
    assert plain(words.interval(same, "vi", 1)) == "100,0 %"
    assert words.interval(row(projected_p10=NAN), "vi", 1) == "–"


PACES: list[tuple[dict[str, Any], str, str]] = [
    (
        {},
        ("Bình quân mỗi năm vừa qua tăng 0,24 điểm phần trăm; từ nay mỗi năm cần tăng 0,26 điểm "
        "phần trăm."),
        ("Mean yearly change so far: up 0.24 percentage points; needed from now on: up 0.26 "
        "percentage points a year."),
    ),
    (
        {"observed_annual_change": 0.1},
        ("Bình quân mỗi năm vừa qua tăng 0,10 điểm phần trăm; từ nay mỗi năm cần tăng 0,26 điểm "
        "phần trăm, gấp 2,6 lần."),
        ("Mean yearly change so far: up 0.10 percentage points; needed from now on: up 0.26 "
        "percentage points a year, 2.6 times as much."),
    ),
    (
        {"observed_annual_change": 0.004},
        "Bình quân mỗi năm vừa qua không đổi; từ nay mỗi năm cần tăng 0,26 điểm phần trăm.",
        ("Mean yearly change so far: unchanged; needed from now on: up 0.26 percentage points a "
        "year."),
    ),
    (
        {"observed_annual_change": -0.004, "status": "very_unlikely"},
        "Bình quân mỗi năm vừa qua không đổi; từ nay mỗi năm cần tăng 0,26 điểm phần trăm.",
        ("Mean yearly change so far: unchanged; needed from now on: up 0.26 percentage points a "
        "year."),
    ),
    (
        {"first_year": 2026},
        "Chỉ tiêu phải đạt ở mọi năm từ 2026 đến 2030, nên cần đạt ngay từ năm 2026.",
        "The target has to be met in every year from 2026 to 2030, so from 2026 on.",
    ),
    (
        {"required_annual_change_from_today": 0.0, "gap": 0.0, "latest_value": 98.5,
         "latest_qualifier": "nearly"},
        "Mức mới nhất gần như đạt chỉ tiêu năm 2030 nhưng chưa đạt.",
        "The latest level nearly meets the target for 2030, but does not yet.",
    ),
    (
        {"observed_annual_change": 0.4, "status": "unlikely_without_acceleration"},
        ("Bình quân mỗi năm vừa qua tăng 0,40 điểm phần trăm; từ nay mỗi năm cần tăng 0,26 điểm "
        "phần trăm. Tốc độ vừa qua nếu giữ được thì đủ để đạt, nhưng số liệu các năm cho thấy "
        "chưa chắc giữ được tốc độ đó."),
        ("Mean yearly change so far: up 0.40 percentage points; needed from now on: up 0.26 "
        "percentage points a year. The pace so far would be enough if it held, but past figures "
        "make that uncertain."),
    ),
    (
        {"observed_annual_change": -0.2},
        ("Bình quân mỗi năm vừa qua giảm 0,20 điểm phần trăm, đi ngược chỉ tiêu; từ nay mỗi năm "
        "cần tăng 0,26 điểm phần trăm."),
        ("Mean yearly change so far: down 0.20 percentage points, away from the target; needed "
        "from now on: up 0.26 percentage points a year."),
    ),
    (
        {"required_annual_change_from_today": 0.0, "gap": 0.0, "latest_value": 98.5,
         "observed_annual_change": -0.2, "status": "more_likely_than_not", "latest_met": True},
        ("Mức mới nhất đã đáp ứng chỉ tiêu năm 2030 nhưng đang xấu đi: bình quân mỗi năm vừa qua "
        "giảm 0,20 điểm phần trăm."),
        ("The latest level meets the target for 2030 but is slipping: mean yearly change so far "
        "down 0.20 percentage points."),
    ),
    (
        {"observed_annual_change": NAN},
        "Từ nay mỗi năm cần tăng 0,26 điểm phần trăm.",
        "Needed from now on: up 0.26 percentage points a year.",
    ),
    (
        {"required_annual_change_from_today": 0.0, "gap": 0.0, "latest_value": 98.5,
         "latest_met": True},
        "Mức mới nhất đã đáp ứng chỉ tiêu năm 2030; cần giữ vững.",
        "The latest level meets the target for 2030; it has to be held.",
    ),
    (
        {"required_annual_change_from_today": 0.0, "gap": 0.0, "latest_value": 98.5,
         "comparator": "above"},
        ("Mức mới nhất đúng bằng giá trị của chỉ tiêu năm 2030 nhưng chưa đáp ứng; cần vượt qua "
        "giá trị đó."),
        ("The latest level is exactly the value of the target for 2030 and does not meet it yet; "
        "it has to go past that value."),
    ),
    (
        {"required_annual_change_from_today": 0.0, "gap": 0.0, "latest_value": 98.5,
         "latest_year": 2016, "stale": True, "status": "insufficient_evidence",
         "latest_met": True},
        "Mức của năm 2016 đáp ứng chỉ tiêu năm 2030; mức hiện nay chưa biết.",
        "The level of 2016 met the target for 2030; the present level is not known.",
    ),
    ({"required_annual_change_from_today": NAN}, "", ""),
    (
        {"required_annual_change_from_today": 0.000025, "observed_annual_change": NAN},
        "Từ nay mỗi năm cần tăng 0,00003 điểm phần trăm.",
        "Needed from now on: up 0.00003 percentage points a year.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "vi", "en"), PACES)
def test_pace_so_far_stands_beside_the_pace_required(
    changes: dict[str, Any], vi: str, en: str
) -> None:
    for lang, expected in zip(LANGS, (vi, en), strict=True):
        assert plain(wording.pace_sentence(row(**changes), LABELS[lang], lang, 1)) == expected


def test_shortfall_of_mortality_is_deaths_and_not_births() -> None:
    mortality = row(indicator_unit="per_1000_live_births", children_short=16.0)
    assert wording.shortfall_sentence(mortality, "trẻ đẻ sống", "vi") == (
        "Đạt chỉ tiêu nghĩa là mỗi năm bớt khoảng 16 trẻ em tử vong."
    )


def test_one_case_is_no_plural() -> None:
    assert plain(words.quantity(1.0, "cases", "en", 0)) == "1 case"
    assert plain(words.quantity(12.0, "cases", "en", 0)) == "12 cases"
    assert plain(words.change(-1.0, "cases", "en", 0)) == "down 1 case"


def test_shortfall_counts_children_where_they_are_known() -> None:
    assert wording.shortfall_sentence(row(), "trẻ em dưới 5 tuổi", "vi") == (
        "Khoảng cách từ mức mới nhất tương đương khoảng 1.234 trẻ em dưới 5 tuổi."
    )
    assert wording.shortfall_sentence(row(), "children under 5", "en") == (
        "The gap from the latest level corresponds to about 1,234 children under 5."
    )
    for nothing in (row(children_short=0.0), row(children_short=NAN)):
        assert wording.shortfall_sentence(nothing, "trẻ em", "vi") == ""
    assert wording.shortfall_sentence(row(), None, "vi") == ""


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_composed_unicode(lang: Lang) -> None:
    said = [wording.verdict_sentence(row(**changes), LABELS[lang], lang, 1)
            for changes, _, _ in VERDICTS.values()]  # fmt: skip
    said += [wording.level_sentence(row(), lang, 1), wording.pace_sentence(row(), "X", lang, 1)]
    assert all(unicodedata.is_normalized("NFC", sentence) for sentence in said)
