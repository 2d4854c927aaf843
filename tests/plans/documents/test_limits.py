"""Texts that are no plan, and plans that were spoiled, are read to their end in little time."""

from __future__ import annotations

import random
import textwrap
import time
from pathlib import Path

import pytest

from analysis.papers import read_paper
from analysis.plans.documents.extraction import extract_targets
from analysis.programme import load_programme

HERE = Path(__file__).parent
PROGRAMME = load_programme(HERE.parents[2])
HEAD = "I. MỤC TIÊU\n- "
ENDLESS = {
    "digits": "9" * 200_000,
    "digits in a clause": HEAD + "9" * 7_000,
    "operators": HEAD + "dưới " * 1_500,
    "values": HEAD + "trẻ em 5% " * 700,
    "years": "năm 2025 " * 20_000,
    "bars": "a|\n|\n" * 5_000,
    "addresses": "http://a" * 3_000 + " x",
}
PIECES = (" ", "\n", "|", "%", "2025", "năm", "dưới ", "(", "- ", "1. ", "; ", "\x00", "\u0300",
          "\f", "II. MỤC TIÊU\n", "<", "9" * 50, " " * 200)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_what_goes_on_without_an_end_is_given_up_soon(text: str) -> None:
    begun = time.process_time()
    extract_targets(text, PROGRAMME)
    assert time.process_time() - begun < 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bullets.txt", "table.docx", "units-groups.txt"])
def test_spoiled_plans_are_read_and_every_value_stands_in_its_clause(name: str) -> None:
    chance = random.Random(7)
    whole = read_paper(HERE / "fragments" / name).text
    for _ in range(12):
        signs = list(whole)
        for _ in range(20):
            at = chance.randrange(len(signs))
            signs[at : at + chance.randrange(30)] = chance.choice(PIECES)
        text = "".join(signs)
        for each in extract_targets(text, PROGRAMME).targets:
            start, end = each.span
            assert 0 <= start <= each.at[0] <= each.at[1] <= end <= len(text)


@pytest.mark.slow
@pytest.mark.parametrize("width", [38, 45, 62, 80])
@pytest.mark.parametrize("name", ["fragments/year-before.txt", "held_out/from-and-to.txt"])
def test_lines_that_the_printing_broke_change_nothing(name: str, width: int) -> None:
    whole = (HERE / name).read_text("utf-8")
    for mark in ("\n", "\n\n", "\\r\\n"):
        lines = [
            mark.join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False))
            for line in whole.split("\n")
        ]
        broken, sound = (
            {
                (each.indicator_id, each.value, each.year, each.comparator)
                for each in extract_targets(text, PROGRAMME).targets
            }
            for text in ("\n".join(lines), whole)
        )
        assert broken == sound, mark
