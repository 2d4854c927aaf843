"""Printed phrases: figures, years and operators are read by rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from analysis.plans.phrases import printed_comparator, printed_figures, printed_years


@given(st.decimals(min_value=0, max_value=999, places=2), st.sampled_from(["%", "‰", "/100.000"]))
def test_a_printed_figure_is_read_back(figure: Any, sign: str) -> None:
    phrase = f"xuống dưới {str(figure).replace('.', ',')}{sign} vào năm 2025 và năm 2030"
    assert printed_figures(phrase) == [float(figure)]
    assert printed_years(phrase) == [2025, 2030]
    assert printed_comparator(phrase) == "below"


@pytest.mark.parametrize(
    ("phrase", "comparator"),
    [
        ("đạt 65% vào năm 2025", "at_least"),
        ("duy trì 95% trở lên đến năm 2030", "at_least"),
        ("duy trì 100% đến năm 2030", "at_least"),
        ("duy trì dưới 6,5% vào năm 2025", "below"),
        ("duy trì trên 90% … vào năm 2025", "above"),
        ("xuống <5,0‰ vào năm 2026", "below"),
        ("xuống 12,5 vào năm 2025", "at_most"),
        ("xuống còn 16/100.000 trẻ em vào năm 2025", "at_most"),
        ("là 2% vào năm 2030", "at_most"),
        ("từ 2 đến 3% hằng năm giai đoạn từ năm 2025 đến năm 2030", "reduce_yearly"),
        ("duy trì không có", "equal"),
        ("6% vào năm 2030", None),
    ],
)
def test_operator_words_are_read_by_rule(phrase: str, comparator: str | None) -> None:
    assert printed_comparator(phrase) == comparator
