"""Numbers and days, written as each language does."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.language import numerals


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


def test_days_are_written_as_each_language_does() -> None:
    assert numerals.day(date(2026, 2, 5), "vi") == "05/02/2026"
    assert numerals.day(date(2026, 2, 5), "en") == "5 February 2026"
