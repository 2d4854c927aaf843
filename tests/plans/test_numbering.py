"""Sections that are numbered twice, or whose numbers leave one out."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.plans.numbering import odd_numbers

TEXTS = Path(__file__).parents[2].parent / "shared" / "plans"


def odd(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.place) for each in odd_numbers(text.splitlines())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I. MỤC TIÊU\nII. KINH PHÍ\nIII. TỔ CHỨC\nIV. BÁO CÁO", []),
        ("I. MỤC TIÊU\nII. KINH PHÍ\nII. TỔ CHỨC", [("twice", "II")]),
        ("I. MỤC TIÊU\nIII. TỔ CHỨC", [("skipped", "II")]),
        ("I. A\n1. Sở A\n2. Sở B\nII. B\n1. Sở C\n2. Sở D", []),
        ("IV. A\n1. Sở A\n3. Sở B", [("skipped", "IV.2")]),
        ("II. A\n1. Việc\na) Làm\nb) Làm\nd) Làm\nd) Làm", [("skipped", "II.1.c"),
                                                          ("twice", "II.1.d")]),
        ("II. A\n1. Việc\nd) Làm\nđ) Làm\ne) Làm", []),
        # Figures at the beginning of a line are no sections.
        ("I. A\n1. Sở A\n15,5 % trẻ em\n2. Sở B\n2025 là năm cuối", []),
        # A list of its own begins anew.
        ("I. A\n1. Một\n2. Hai\nLại có:\n1. Ba\n2. Bốn", []),
        ("**II. A**\n# III. B\n- IV. C", []),
    ],
)  # fmt: skip
def test_odd_numbers_are_found_and_nothing_else(text: str, found: list[tuple[str, str]]) -> None:
    assert odd(text) == found


def test_both_places_are_quoted() -> None:
    (twice,) = odd_numbers(["I. MỤC TIÊU", "", "I. KINH PHÍ"])
    assert twice.lines == (1, 3) and twice.quotes == ("I. MỤC TIÊU", "I. KINH PHÍ")


@pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the plans' texts (../shared/plans) are not beside the project"
)
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("dong-thap-2021", [("twice", "IV")]),
        ("trieu-son-2021", [("skipped", "V.7")]),
        ("ninh-binh-2025", [("skipped", "II.2.b")]),
        ("dong-nai-2024", [("twice", "II.2.d"), ("twice", "IV.1.d"), ("twice", "IV.16.d")]),
        ("vinh-long-2021", []),
        ("viet-nam-23-qd-ttg-2021", []),
    ],
)
def test_the_oddities_that_readers_of_the_paper_saw_are_found(
    name: str, found: list[tuple[str, str]]
) -> None:
    assert odd((TEXTS / f"{name}.txt").read_text("utf-8")) == found
