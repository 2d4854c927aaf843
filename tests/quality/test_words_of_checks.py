"""Every issue is a sentence with its numbers, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from quality.examined import INDICATORS, NOISY, PEERS, ROOT, Row, figure, issues, others, run

from analysis.language import LANGS
from analysis.ledger import load_sources, open_books
from analysis.quality.wording import Speaker, owed_years, spans


def every_issue() -> Iterator[Row]:
    yield from issues([*run("infant_mortality", 2025, 12.0), *run("under5_mortality", 2025, 9.0)])
    yield from issues(run("birth_registration_u5", 2016, *NOISY[:-1], 9.7))
    peers = others("infant_mortality", 2025, *PEERS)
    yield from issues([figure("infant_mortality", 2025, 1.3)], peers)
    yield from issues([figure("stunting_u5", 2025, 5.0, qualifier="below")])
    yield from issues([figure("stunting_u5", 2025, 5.0, weight_known=0.75)])


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_every_issue_is_a_sentence_with_its_numbers(lang: Any) -> None:
    speaker = Speaker(INDICATORS, load_sources(open_books(ROOT)), lang)
    said = [speaker.sentence(row) for row in every_issue()]
    assert all(words.endswith(".") and "{" not in words and "nan" not in words for words in said)


def test_sentences_in_vietnamese() -> None:
    speaker = Speaker(INDICATORS, load_sources(open_books(ROOT)), "vi")
    (found,) = issues([figure("stunting_u5", 2025, 5.0, weight_known=0.75)])
    assert speaker.sentence(found) == (
        "Số liệu năm 2025 được gộp từ các đơn vị cũ, mới biết 75 % quyền số."
    )
    (found,) = issues([figure("stunting_u5", 2025, 5.0, qualifier="below")])
    assert "“dưới 5,0\N{NO-BREAK SPACE}%”" in speaker.sentence(found)


def test_years_are_shown_as_spans_and_with_their_due_days() -> None:
    assert spans([2017, 2013, 2016, 2015]) == "2013, 2015–2017"
    assert owed_years([2024, 2025], [None, date(2026, 11, 15)], "vi") == (
        "2024, 2025 (hạn 15/11/2026)"
    )
