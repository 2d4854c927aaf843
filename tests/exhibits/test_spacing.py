"""Laws of words that stay together: a number with its unit, a reference with its numeral."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from analysis.exhibits.model import Callout, Exhibit, Figure, Heading, Prose, Signatories
from analysis.exhibits.spacing import kept_together, with_kept_numbers
from analysis.exhibits.table import Cell, Column, RowGroup, Table
from analysis.language import LANGS, number

NBSP = "\u00a0"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>80 %</text></svg>'
UNITS = ("%", "‰", "điểm phần trăm", "percentage points")
values = st.integers(-10_000_000, 10_000_000).map(lambda whole: whole / 100)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
pieces = st.sampled_from(["80 %", "9,5 ‰", " ", "Phụ lục IV", "0,3 điểm phần trăm", "lời", "%"])


@pytest.mark.slow
@given(values, st.sampled_from(LANGS), st.sampled_from(UNITS), words, words)
def test_no_line_ends_between_a_number_and_its_unit(
    value: float, lang: str, unit: str, before: str, after: str
) -> None:
    assert lang in LANGS
    shown = number(value, "vi" if lang == "vi" else "en")
    kept = kept_together(f"{before} {shown} {unit} {after}")
    assert f"{shown}{NBSP}{unit}" in kept


@given(st.lists(pieces).map(" ".join))
def test_only_spaces_change_and_a_second_time_nothing_does(said: str) -> None:
    kept = kept_together(said)
    assert kept.replace(NBSP, " ") == said
    assert kept_together(kept) == kept
    assert not re.search(r"\d [%‰]", kept)


@pytest.mark.parametrize("said", ["mục tiêu 12 chỉ số", "Phụ lục Ia", "năm 2025 điểm cao", "% 5"])
def test_other_words_may_be_parted(said: str) -> None:
    assert kept_together(said) == said


EXHIBITS: dict[str, Exhibit] = {
    "heading": Heading(1, "Còn 80 %", "a-1"),
    "prose": Prose("Đạt **80 %** và\n\n- 80 %"),
    "callout": Callout("note", "80 %"),
    "table": Table(
        "Bảng 80 %",
        (Column("Khoảng 80 %"), Column("b")),
        (RowGroup("80 %", ((Cell("80 %"), Cell("80 %", bold=True)),)),),
        "a-2",
        note="80 %",
    ),
    "figure": Figure(SVG, "80 %", "80 %", "a-3", note="80 %"),
    "signatories": Signatories("80 %", ("80 %",), ("80 %",), "80 %"),
}


@pytest.mark.parametrize("kind", EXHIBITS)
def test_every_word_of_an_exhibit_is_kept_together(kind: str) -> None:
    exhibit = EXHIBITS[kind]
    html = with_kept_numbers(exhibit).html()
    outside_pictures = re.sub(r"<svg.*?</svg>", "", html)
    assert "80 %" not in outside_pictures
    assert "80 %" in exhibit.html()
    if kind == "figure":
        assert ">80 %<" in html
