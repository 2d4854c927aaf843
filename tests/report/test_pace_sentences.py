"""Levels, paces and shortfalls as sentences, whole, in both languages."""

from __future__ import annotations

import pytest
from making.cases import named_cases
from report.sentences import LABELS, NAN, plain, row

from analysis.language import LANGS, Lang
from analysis.programme import wording as words
from analysis.report import wording


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
        "và dự báo."
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


PACES = named_cases(__file__, "paces")


@pytest.mark.parametrize("case", PACES)
def test_pace_so_far_stands_beside_the_pace_required(case: str) -> None:
    for lang in LANGS:
        said = wording.pace_sentence(row(**PACES[case]["row"]), LABELS[lang], lang, 1)
        assert plain(said) == PACES[case][lang]


def test_a_slower_outlook_says_how_such_paces_have_gone_on() -> None:
    fast = row(observed_annual_change=0.4, status="unlikely_without_acceleration")
    said = plain(wording.pace_sentence(fast, "Chỉ tiêu", "vi", 1, kept=0.313))
    assert said.endswith("31 % số lần cải thiện như vậy giữ được tốc độ trong 3–5 năm tiếp theo.")
    as_fast = row(observed_annual_change=0.2)
    assert "31" not in wording.pace_sentence(as_fast, "Chỉ tiêu", "vi", 1, kept=0.313)


def test_an_old_figure_has_no_multiple() -> None:
    slow = {"observed_annual_change": 0.1}
    assert "2,6 lần" in plain(wording.pace_sentence(row(**slow), "Chỉ tiêu", "vi", 1))
    old = row(**slow, stale=True, projected_annual_change=NAN)
    assert "lần" not in wording.pace_sentence(old, "Chỉ tiêu", "vi", 1)


@pytest.mark.parametrize(
    ("name", "place", "lang", "said"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH VĨNH LONG", "tỉnh Vĩnh Long", "vi",
         "Ủy ban nhân dân tỉnh Vĩnh Long"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI", "tỉnh Đồng Nai", "vi",
         "Ủy ban nhân dân thành phố Đồng Nai"),
        ("BỘ Y TẾ", "Việt Nam", "vi", "Bộ Y tế"),
        ("PEOPLE'S COMMITTEE OF VĨNH LONG PROVINCE", "Vĩnh Long province", "en",
         "the People's Committee of Vĩnh Long province"),
        ("MINISTRY OF HEALTH", "Viet Nam", "en", "the Ministry of Health"),
        ("", "huyện Triệu Sơn", "vi", ""),
    ],
)  # fmt: skip
def test_an_office_is_written_in_a_sentence_as_it_spells_itself(
    name: str, place: str, lang: Lang, said: str
) -> None:
    assert wording.in_sentence(name, place, lang) == said


def test_shortfall_of_mortality_is_deaths_and_not_births() -> None:
    mortality = row(indicator_unit="per_1000_live_births", children_short=16.0)
    assert wording.shortfall_sentence(mortality, "trẻ đẻ sống", "vi") == (
        "Để đạt chỉ tiêu cần giảm khoảng 16 ca tử vong trẻ em mỗi năm."
    )


def test_shortfall_counts_children_where_they_are_known() -> None:
    assert wording.shortfall_sentence(row(), "trẻ em dưới 5 tuổi", "vi") == (
        "Để đạt chỉ tiêu cần thêm khoảng 1.200 trẻ em dưới 5 tuổi đạt yêu cầu."
    )
    assert wording.shortfall_sentence(row(), "children under 5", "en") == (
        "About 1,200 more children under 5 have to be covered to meet the target."
    )
    falls = row(comparator="below", children_short=4434.0)
    assert wording.shortfall_sentence(falls, "trẻ em dưới 5 tuổi", "vi") == (
        "Để đạt chỉ tiêu, số trẻ em dưới 5 tuổi thuộc diện này cần giảm khoảng 4.400."
    )
    for nothing in (row(children_short=0.0), row(children_short=NAN)):
        assert wording.shortfall_sentence(nothing, "trẻ em", "vi") == ""
    assert wording.shortfall_sentence(row(), None, "vi") == ""
