"""Signs that no text may hold: nobody sees them, they turn the line, or no file keeps them."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, strategies as st
from making.quick import quick_only
from making.unfit_signs import UNFIT

from analysis.language import LANGS, BadInput, Fault
from analysis.language.characters import (
    name_sign,
    shown,
    text_fault,
    unfit_lines,
    unfit_sign,
    visible,
)

FIT = ["Sở Y tế", "98,5\u00a0% – ≥ 65 ‰", "“Trẻ em” …", "O\u2019Neil", "1\u202f000", ""]


@pytest.mark.parametrize("sign", UNFIT.values(), ids=UNFIT)
def test_a_sign_that_no_text_may_hold_is_found_wherever_it_stands(sign: str) -> None:
    for words in (sign, f"Sở{sign} Y tế", f"Sở Y tế{sign}", f"x{sign}"):
        assert unfit_sign(words) == sign
        assert unfit_sign(words, lines=True) == (None if sign in "\u2028\u2029" else sign)
        found = text_fault(words, 100)
        assert found is not None and found[0] == "unfit_sign"
        assert found[1]["sign"].startswith(f"U+{ord(sign):04X}")
        # The message says which sign it was, and does not hold it.
        for lang in LANGS:
            told = Fault("faults.unfit_sign", sign, values=found[1]).message(lang)
            assert unfit_sign(told) is None and f"{ord(sign):04X}" in told


@pytest.mark.parametrize("words", FIT)
def test_what_vietnamese_texts_are_made_of_is_let_alone(words: str) -> None:
    assert unfit_sign(words) is None
    assert visible(words) == words
    assert text_fault(words, 100) is None


def test_lines_are_for_texts_that_may_have_them() -> None:
    assert unfit_sign("hai\ndòng", lines=True) is None
    assert text_fault("hai\ndòng", 100) == ("several_lines", {"found": "hai dòng"})
    assert text_fault("hai\ndòng", 100, lines=True) is None
    assert text_fault("hai\r\ndòng", 100, lines=True) is None
    assert unfit_sign("hai\rdòng\r\n", lines=True) == "\r"


def test_a_text_has_a_length_and_is_told_by_its_beginning() -> None:
    assert text_fault("ă" * 100, 100) is None
    found = text_fault("ă" * 101, 100)
    assert found == ("text_too_long", {"found": "ă" * 59 + "…", "count": 101, "most": 100})


def test_the_line_of_a_file_is_told_whatever_its_line_ends() -> None:
    words = "một\r\nhai\u202e\r\n\tba\nbốn\x07\n"
    assert [(row, sign) for row, _, sign in unfit_lines(words)] == [(2, "\u202e"), (4, "\x07")]
    assert list(unfit_lines("một\r\n\thai\n")) == []


@pytest.mark.parametrize("block", quick_only(range(0, sys.maxunicode + 1, 0x1000), 0, 0x2000))
def test_no_sign_that_is_a_letter_a_digit_or_a_mark_is_refused_and_no_control_is_taken(
    block: int,
) -> None:
    for number in range(block, block + 0x1000):
        sign, kind = chr(number), unicodedata.category(chr(number))
        if kind[0] == "C" or kind in ("Zl", "Zp"):
            assert unfit_sign(sign) == sign
        elif kind[0] in "NP" or kind in ("Lu", "Ll", "Zs", "Sm", "Sc"):
            assert unfit_sign(sign) is None


@given(st.text(st.characters()))
def test_a_message_never_holds_what_it_tells_of(words: str) -> None:
    assert unfit_sign(visible(words), lines=True) is None
    assert unfit_sign(shown(words)) is None and len(shown(words)) <= 60
    told = BadInput([Fault("faults.unknown_unit", values={"found": words, "known": words})])
    assert unfit_sign(told.message("vi"), lines=True) is None


def test_a_sign_is_named_by_its_number_and_its_name() -> None:
    assert name_sign("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert name_sign("\x07") == "U+0007"
