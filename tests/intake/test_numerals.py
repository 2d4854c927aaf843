"""Figures as people write them: one reading is taken as written, two are refused with both."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from analysis.intake.parsing.dates import read_published, read_year
from analysis.intake.parsing.numerals import (
    COUNT,
    Expected,
    Figure,
    compute_value,
    read_count,
    read_figure,
)
from analysis.language import LANGS, BadInput, Fault, write_number
from analysis.sheets import Number, native_number, read_format

PERCENT = Expected("percent", Decimal(0), Decimal(100))
PER_1000 = Expected("per_1000_live_births", Decimal(0), Decimal(1_000))
PER_100000 = Expected("per_100000_children", Decimal(0), Decimal(100_000))
CASES = Expected("cases")


def check_told(error: BadInput) -> None:
    assert all(len(error.message(lang)) > 20 for lang in LANGS)


def fault_of(cell, expected: Expected) -> Fault:
    with pytest.raises(BadInput) as caught:
        read_figure(cell, expected)
    (fault,) = caught.value.faults
    return fault


GOOD = {
    "decimal comma": ("98,5", PERCENT, Figure("98.5")),
    "decimal point": ("98.5", PERCENT, Figure("98.5")),
    "digits kept as written": ("98,50 %", PERCENT, Figure("98.50", scale=100)),
    "whole": ("97", PERCENT, Figure("97")),
    "thousand point and decimal comma": ("1.234,5", PER_100000, Figure("1234.5")),
    "thousand comma and decimal point": ("1,234.5", PER_100000, Figure("1234.5")),
    "thousand point in a count": ("118.801", COUNT, Figure("118801")),
    "thousand comma in a count": ("118,801", COUNT, Figure("118801")),
    "millions": ("1.234.567", COUNT, Figure("1234567")),
    "no-break space": ("118\u00a0801", COUNT, Figure("118801")),
    "thin space": ("1\u2009234\u2009567", COUNT, Figure("1234567")),
    "narrow space and comma": ("1\u202f234,5", PER_100000, Figure("1234.5")),
    "only one reading within the bounds": ("1.234", PERCENT, Figure("1.234")),
    "the same with a comma": ("1,234", PERCENT, Figure("1.234")),
    "below one": ("0,985", PER_100000, Figure("0.985")),
    "four digits before the mark": ("1234,567", PER_100000, Figure("1234.567")),
    "per mille": ("9,5‰", PER_1000, Figure("9.5", scale=1_000)),
    "rate per 100.000": ("550/100.000", PER_100000, Figure("550", scale=100_000)),
    "rate per 100000": ("45,2 / 100000", PER_100000, Figure("45.2", scale=100_000)),
    "rate per 1.000": ("9,5/1.000", PER_1000, Figure("9.5", scale=1_000)),
    "pair": ("118.801/121.049", PERCENT, Figure("", "118801", "121049")),
    "pair with what is counted": ("112/112 xã", PERCENT, Figure("", "112", "112")),
    "pair of a whole hundred": ("100/100 xã", PERCENT, Figure("", "100", "100")),
    "pair, then value": (
        "118.801/121.049 trẻ, chiếm tỷ lệ 98,14%", PERCENT,
        Figure("98.14", "118801", "121049", scale=100),
    ),
    "value, then pair": (
        "98,14% (118.801/121.049)", PERCENT, Figure("98.14", "118801", "121049", scale=100),
    ),
    "less than": ("<5%", PERCENT, Figure("5", qualifier="below", scale=100)),
    "or more": ("95 % trở lên", PERCENT, Figure("95", qualifier="at_least", scale=100)),
    "from, or more": ("từ 95,5 trở lên", PERCENT, Figure("95.5", qualifier="at_least")),
    "or more, in English": ("95% or more", PERCENT,
                            Figure("95", qualifier="at_least", scale=100)),
    "or less": ("5 trở xuống", PERCENT, Figure("5", qualifier="at_most")),
    "at most": ("≤ 5", PERCENT, Figure("5", qualifier="at_most")),
    "more than": (">90%", PERCENT, Figure("90", qualifier="above", scale=100)),
    "dưới": ("dưới 5%", PERCENT, Figure("5", qualifier="below", scale=100)),
    "trên": ("Trên 90 %", PERCENT, Figure("90", qualifier="above", scale=100)),
    "gần": ("gần 97%", PERCENT, Figure("97", qualifier="nearly", scale=100)),
    "đạt gần": ("đạt gần 97%", PERCENT, Figure("97", qualifier="nearly", scale=100)),
    "khoảng": ("khoảng 97", PERCENT, Figure("97", qualifier="about")),
    "xấp xỉ": ("xấp xỉ 97", PERCENT, Figure("97", qualifier="about")),
    "ước": ("ước đạt 97", PERCENT, Figure("97", qualifier="estimated")),
    "approximately": ("approximately 97%", PERCENT, Figure("97", qualifier="about", scale=100)),
    "negative, for the bounds to judge": ("−5,5", PERCENT, Figure("-5.5")),
    "padded count": ("05 vụ", CASES, Figure("5")),
    "cases": ("1.234", CASES, Figure("1234")),
    "about so many cases": ("khoảng 50 vụ", CASES, Figure("50", qualifier="about")),
    "a count that went through floats": ("112.0", COUNT, Figure("112")),
    "native": (Number("98.5"), PERCENT, Figure("98.5")),
    "native percent": (Number("98.5", 100), PERCENT, Figure("98.5", scale=100)),
    "native count": (Number("118801"), COUNT, Figure("118801")),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_figure_is_read_as_written(name: str) -> None:
    cell, expected, figure = GOOD[name]
    assert read_figure(cell, expected) == figure


@pytest.mark.parametrize("cell", ["", "…", "...", "n/a", "N/A", "chưa có số liệu", "Chưa có"])
def test_signs_of_a_figure_that_nobody_has_are_no_figure(cell: str) -> None:
    assert read_figure(cell, PERCENT) is None
    assert read_count(cell) is None


BAD = {
    "nought or nothing: dash": ("-", PERCENT, "zero_or_nothing", "Hãy ghi 0"),
    "nought or nothing: long dash": ("–", COUNT, "zero_or_nothing", "không phát sinh"),
    "nought or nothing: words": ("không có", CASES, "zero_or_nothing", "“không có”"),
    "two readings": ("1.234", PER_100000, "two_readings", "1234 hoặc 1,234"),
    "two readings, comma": ("12,345", PER_100000, "two_readings", "12345 hoặc 12,345"),
    "two readings within per mille": ("1.000", PER_1000, "two_readings", "1000 hoặc 1,000"),
    "per mille for percent": (
        "9,5‰", PERCENT, "other_unit_of_measure", "Nếu đúng là ‰, hãy ghi 0,95",
    ),
    "percent for per mille": (
        "1,5%", PER_1000, "other_unit_of_measure", "hãy ghi 15; nếu số đã tính bằng ‰",
    ),
    "percent for per 100.000": ("0,55%", PER_100000, "other_unit_of_measure", "hãy ghi 550"),
    "percent format for per mille": (
        Number("0.95", 100), PER_1000, "other_unit_of_measure", "hãy ghi 9,5",
    ),
    "percent of a count": ("12%", COUNT, "sign_on_count", "số đếm không kèm dấu"),
    "rate or pair": ("550/100.000", PERCENT, "rate_or_pair", "tỷ suất trên 100.000"),
    "range": ("97%-98%", PERCENT, "a_range", "khoảng hai số"),
    "range in words": ("từ 97 đến 98%", PERCENT, "a_range", "“từ 97 đến 98%”"),
    "range with a long dash": ("97 – 98", PERCENT, "a_range", "Ghi chú"),
    "full-width digits": ("９８,5", PERCENT, "foreign_digits", "có thể là 98,5"),
    "full-width percent": ("98,5％", PERCENT, "foreign_digits", "có thể là 98,5%"),
    "footnote as a digit": ("98,5²", PERCENT, "foreign_digits", "bộ chữ khác (²)"),
    "exponent": ("1,2E+05", PER_100000, "shortened_number", "bị bảng tính rút gọn"),
    "words that multiply": ("12 nghìn trẻ", COUNT, "multiplied_number", "đủ các chữ số"),
    "âm": ("âm", PERCENT, "not_a_number", "“âm” không phải là số"),
    "words": ("tăng 0,6%", PERCENT, "not_a_number", "Ghi chú"),
    "footnote star": ("98,5*", PERCENT, "not_a_number", "“98,5*”"),
    "mark at the end": ("98,", PERCENT, "not_a_number", "không phải là số"),
    "groups of the wrong length": ("1.23.456", COUNT, "not_a_number", "không phải là số"),
    "thousand and decimal mark the same": ("1.234.5", PERCENT, "not_a_number", "“1.234.5”"),
    "formula as text": ("=1+1", PERCENT, "not_a_number", "“=1+1”"),
    "children of a rate": ("98 trẻ", PERCENT, "not_a_number", "“98 trẻ”"),
    "too many digits": ("9" * 20, COUNT, "too_many_digits", "15 chữ số"),
    "very many digits": ("9" * 9_000, PERCENT, "too_many_digits", "999…"),
    "half a case": ("1,5", CASES, "not_a_count", "số nguyên"),
    "half a child, native": (Number("118.5"), COUNT, "not_a_count", "“118,5”"),
    "pair for cases": ("5/12 xã", CASES, "pair_for_count", "cặp tử số/mẫu số"),
    "pair in the numerator": ("118.801/121.049", COUNT, "pair_for_count", "“Mẫu số”"),
    "nearly so many of so many": ("gần 112/112 xã", PERCENT, "qualified_count", "đếm thật"),
    "date": (date(2025, 4, 3), PERCENT, "date_for_number", "2025-04-03"),
    "true or false": (True, PERCENT, "not_a_number", "“TRUE”"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_figure_is_refused_with_its_reason(name: str) -> None:
    cell, expected, key, fragment = BAD[name]
    fault = fault_of(cell, expected)
    assert fault.key == f"intake.{key}"
    assert fragment in fault.message("vi")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def test_messages_write_numbers_as_their_language_does() -> None:
    fault = fault_of("550/100.000", PERCENT)
    assert "550 trong 100.000" in fault.message("vi")
    assert "550 of 100,000" in fault.message("en")
    assert "hoặc 12,345" in fault_of("12,345", PER_100000).message("vi")
    assert "or 12.345" in fault_of("12,345", PER_100000).message("en")


def test_a_count_with_a_qualifier_is_no_count() -> None:
    with pytest.raises(BadInput, match="not an exact count"):
        read_count("khoảng 118.000")


NUMBERS = st.builds(
    lambda whole, decimals: f"{whole}.{decimals}" if decimals else f"{whole}",
    st.integers(0, 10**12),
    st.text("0123456789", max_size=6),
)


@given(NUMBERS, st.sampled_from(["vi", "en"]))
def test_a_number_written_with_its_thousand_marks_is_read_back_or_refused(
    number: str, lang: str
) -> None:
    """Whoever writes 1.234 is asked what it means; whatever is read is what was written."""
    written = write_number(number, lang)
    anything = Expected("per_100000_children", Decimal(0), None)
    try:
        figure = read_figure(written, anything)
    except BadInput as error:
        key = error.faults[0].key
    else:
        key = ""
        assert figure == Figure(number)
    assert key in ("", "intake.two_readings")
    assert not key or "." not in number or len(number.partition(".")[2]) == 3


@given(st.integers(0, 10**14), st.sampled_from(["vi", "en"]))
def test_a_count_written_with_its_thousand_marks_is_read_back(count: int, lang: str) -> None:
    assert read_count(write_number(str(count), lang)) == str(count)


@given(st.text(max_size=30) | st.text("0123456789.,/ %‰-–<>~xãE+", max_size=12))
def test_any_text_is_a_figure_or_a_fault_and_never_an_error(text: str) -> None:
    for expected in (PERCENT, PER_1000, PER_100000, CASES, COUNT):
        try:
            figure = read_figure(text, expected)
        except BadInput as error:
            check_told(error)
        else:
            assert figure is None or figure.value or figure.denominator


# What a spreadsheet stores and what it shows.


@pytest.mark.parametrize(
    ("stored", "code", "number"),
    [
        ("98.5", "General", Number("98.5")),
        ("0.98499999999999999", "0.0%", Number("98.5", 100)),
        ("98.140000000000001", "0.00", Number("98.14")),
        (0.1 + 0.2, "General", Number("0.3")),
        ("9.5", '0.0"‰"', Number("9.5", 1_000)),
        ("98.5", '0.0"%"', Number("98.5", 100)),
        ("98.5", "0.0\\%", Number("98.5", 100)),
        ("118801", "#,##0", Number("118801")),
        ("1E-20", "General", Number("0")),
        ("-0.0", "General", Number("0")),
    ],
)
def test_a_stored_number_is_read_as_it_is_shown(stored, code: str, number: Number) -> None:
    assert read_format(code).apply(stored) == number


@pytest.mark.parametrize("stored", ["nan", "inf", "-inf", "abc", ""])
def test_what_is_no_finite_number_is_none(stored: str) -> None:
    assert native_number(stored) is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["0%", "General"]))
def test_any_stored_number_has_a_text(stored: float, code: str) -> None:
    number = read_format(code).apply(stored)
    assert number is not None
    assert "e" not in number.text.lower()


@given(st.decimals(0, 100, places=3))
def test_a_percent_format_shows_a_hundred_times_what_is_stored(value: Decimal) -> None:
    number = read_format("0.0%").apply(repr(float(value / 100)))
    assert number is not None
    assert Decimal(number.text) == value


def test_dates_are_told_by_their_format() -> None:
    assert read_format("dd/mm/yyyy").is_date
    assert not read_format("#,##0.00").is_date


# The value of a pair.


@pytest.mark.parametrize(
    ("numerator", "denominator", "scale", "decimals", "value"),
    [
        (118_801, 121_049, 100, 1, "98.1"),
        (112, 112, 100, 1, "100.0"),
        (0, 500, 100, 1, "0.0"),
        (1, 100_000, 100, 1, "0.001"),
        (118_800, 118_801, 100, 1, "99.999"),
        (1, 8, 100, 0, "13"),
        (12, 4_321, 100_000, 0, "278"),
    ],
)
def test_a_value_is_worked_out_without_claiming_too_much(
    numerator: int, denominator: int, scale: int, decimals: int, value: str
) -> None:
    assert compute_value(numerator, denominator, scale, decimals) == value


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 3))
def test_only_all_is_all_and_only_none_is_nought(
    denominator: int, numerator: int, decimals: int
) -> None:
    numerator = min(numerator, denominator)
    value = Decimal(compute_value(numerator, denominator, 100, decimals))
    assert (value == 0) == (numerator == 0)
    assert (value == 100) == (numerator == denominator)


# Years and days.


@pytest.mark.parametrize(
    ("cell", "of_schools", "year"),
    [
        ("2025", False, "2025"),
        ("2025.0", False, "2025"),
        ("năm 2025", False, "2025"),
        (Number("2025"), False, "2025"),
        ("2024-2025", True, "2025"),
        ("2024–2025", True, "2025"),
        ("năm học 2024 - 2025", True, "2025"),
        ("2024/2025", True, "2025"),
    ],
)
def test_a_year_is_read_and_a_school_year_by_its_end(cell, of_schools: bool, year: str) -> None:
    assert read_year(cell, of_schools=of_schools) == year


BAD_YEARS = {
    "two digits": ("25", "observations.not_a_year", "bốn chữ số"),
    "school year of two digits": ("24-25", "observations.not_a_year", "năm học"),
    "far away": ("2106", "observations.not_a_year", "1980 đến 2060"),
    "half a year": (Number("2025.5"), "observations.not_a_year", "“2025.5”"),
    "date": (date(2025, 1, 1), "intake.date_for_year", "2025-01-01"),
    "period": ("2021-2025", "intake.span_of_years", "khoảng nhiều năm"),
    "school year of children under 1": ("2024-2025", "intake.school_year", "2024 hoặc năm 2025"),
    "other digits": ("٢٠٢٥", "observations.not_a_year", "bốn chữ số"),
    "words": ("năm ngoái", "observations.not_a_year", "“năm ngoái”"),
}


@pytest.mark.parametrize("name", BAD_YEARS)
def test_what_is_no_year_is_refused(name: str) -> None:
    cell, key, fragment = BAD_YEARS[name]
    with pytest.raises(BadInput) as caught:
        read_year(cell, of_schools=False)
    (fault,) = caught.value.faults
    assert fault.key == key
    assert fragment in fault.message("vi")


@pytest.mark.parametrize(
    ("cell", "published"),
    [
        ("31/10/2025", "2025-10-31"),
        ("03/04/2025", "2025-04-03"),
        ("3.4.2025", "2025-04-03"),
        ("2025-10-31", "2025-10-31"),
        ("2025-10-31 00:00:00", "2025-10-31"),
        ("ngày 31 tháng 10 năm 2025", "2025-10-31"),
        ("10/2025", "2025-10"),
        ("tháng 10/2025", "2025-10"),
        ("2025-10", "2025-10"),
        ("2025", "2025"),
        (Number("2025"), "2025"),
        (date(2025, 10, 31), "2025-10-31"),
        ("", ""),
        ("-", ""),
    ],
)
def test_a_day_is_read_with_the_day_before_the_month(cell, published: str) -> None:
    assert read_published(cell) == published


@pytest.mark.parametrize(
    "cell",
    ["31/02/2025", "10/31/2025", "31/10/25", "13/2025", "quý III/2025", Number("45961"), "x"],
)
def test_what_is_no_day_is_refused(cell) -> None:
    with pytest.raises(BadInput, match="not a day that can be read"):
        read_published(cell)


@given(st.dates(date(1980, 1, 1), date(2060, 12, 31)))
def test_a_day_written_the_vietnamese_way_is_read_back(day: date) -> None:
    assert read_published(f"{day:%d/%m/%Y}") == day.isoformat()


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_a_fault(text: str) -> None:
    for read in (read_published, lambda cell: read_year(cell, of_schools=True)):
        try:
            read(text)
        except BadInput as error:
            check_told(error)


def test_a_long_text_is_no_figure_at_once() -> None:
    began = time.process_time()
    assert fault_of("1/" + "1," * 15_000 + "x", PERCENT).key == "intake.not_a_number"
    assert time.process_time() - began < 2
