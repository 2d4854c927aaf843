"""One rule for names that become names of files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from analysis.language.slugs import SLUG, is_slug, slug_of

ROOT = Path(__file__).parents[2]
NO_SLUGS = [
    "", ".", "..", "../../evil", "a/b", "a\\b", "/etc", "C:", "a b", "Ninh-Binh", "ninh--binh",
    "-a", "a-", "ninh.binh", "ninh-bình", "con", "nul", "aux", "prn", "com1", "lpt9", "x" * 101,
    "a\n", "a\x00", "２０２６", "~", "$HOME", "a;b", "*",
]  # fmt: skip


@pytest.mark.parametrize("name", NO_SLUGS)
def test_a_name_that_leads_elsewhere_or_means_something_else_is_none(name: str) -> None:
    assert not is_slug(name)


@pytest.mark.parametrize("name", ["ninh-binh", "vinh-long-2025", "so_y_te", "a", "con-dao", "2026"])
def test_a_plain_name_is_one(name: str) -> None:
    assert is_slug(name)


@given(st.text())
def test_what_is_made_of_words_is_a_slug_or_nothing(words: str) -> None:
    slug = slug_of(words)
    assert not slug or re.fullmatch(SLUG, slug)
    assert len(slug) <= 80


def test_long_names_stay_apart() -> None:
    first, second = (slug_of(f"Sở {'Y tế ' * 40} {number}") for number in (1, 2))
    assert first != second and is_slug(first) and is_slug(second)


def test_no_module_has_a_pattern_of_its_own() -> None:
    doubles = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if path.name != "slugs.py" and re.search(r"a-z0-9\]\+\(", path.read_text("utf-8"))
    ]
    assert doubles == []
