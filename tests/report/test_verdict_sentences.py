"""Verdicts as sentences, whole, in both languages."""

from __future__ import annotations

import unicodedata

import pytest
from making.cases import named_cases
from report.sentences import LABELS, plain, row

from analysis.language import LANGS, Lang
from analysis.programme import STATUSES, wording as words
from analysis.report import wording

VERDICTS = named_cases(__file__, "verdicts")


@pytest.mark.parametrize("case", VERDICTS)
def test_verdicts_read_as_sentences(case: str) -> None:
    found = VERDICTS[case]
    for lang in LANGS:
        said = wording.verdict_sentence(row(**found["row"]), LABELS[lang], lang, 1)
        assert plain(said) == found[lang]


def test_every_status_has_a_sentence_and_a_word() -> None:
    assert {case.split(" ")[0] for case in VERDICTS} == set(STATUSES)
    for lang in LANGS:
        assert len({words.status_word(status, lang) for status in STATUSES}) == len(STATUSES)


def test_a_borrowed_target_is_named_as_such() -> None:
    said = wording.verdict_sentence(row(), "Chỉ tiêu quốc gia", "vi", 1)
    assert "đạt chỉ tiêu quốc gia năm 2030" in said


def test_a_passed_year_without_a_figure_is_said_to_rest_on_the_projection() -> None:
    passed = row(target_year=2024, unobserved=True)
    vi, en = (plain(wording.verdict_sentence(passed, LABELS[lang], lang, 1)) for lang in LANGS)
    assert vi.startswith("Nhiều khả năng đã đạt chỉ tiêu năm 2024")
    assert vi.endswith(
        " Năm 2024 đã qua nhưng chưa có số liệu chính thức; kết luận dựa trên dự báo."
    )
    assert en.endswith(
        " 2024 is over without an official figure; the verdict rests on the projection."
    )


TOGETHER = named_cases(__file__, "together")


@pytest.mark.parametrize("case", TOGETHER)
def test_years_that_lack_the_same_evidence_share_a_sentence(case: str) -> None:
    lacking = {"status": "insufficient_evidence", **TOGETHER[case]["row"]}
    rows = [row(target_year=2025, target_value=97.0, **lacking), row(**lacking)]
    for lang in LANGS:
        said = wording.verdict_sentences(rows, LABELS[lang], lang, 1)
        assert [plain(sentence) for sentence in said] == [TOGETHER[case][lang]]


def test_years_with_different_verdicts_keep_a_sentence_each() -> None:
    met = {"status": "achieved", "decided_value": 98.6, "met_since": 2025}
    rows = [row(target_year=2025, **met), row(status="insufficient_evidence")]
    assert len(list(wording.verdict_sentences(rows, "Chỉ tiêu", "vi", 1))) == 2
    assert len(list(wording.verdict_sentences(rows[1:], "Chỉ tiêu", "vi", 1))) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_composed_unicode(lang: Lang) -> None:
    said = [
        wording.verdict_sentence(row(**case["row"]), LABELS[lang], lang, 1)
        for case in VERDICTS.values()
    ]
    said += [wording.level_sentence(row(), lang, 1), wording.pace_sentence(row(), "X", lang, 1)]
    assert all(unicodedata.is_normalized("NFC", sentence) for sentence in said)


@pytest.mark.parametrize(
    ("grade", "shown"),
    [("A", "xác suất 85 % (căn cứ bậc A),"), ("C", "xác suất (85 %; căn cứ bậc C),")],
)
def test_the_grade_stands_beside_the_probability(grade: str, shown: str) -> None:
    said = wording.verdict_sentence(row(evidence_grade=grade), LABELS["vi"], "vi", 1)
    assert shown in plain(said)


@pytest.mark.parametrize(
    ("leans_on", "parent", "words"),
    [
        ("parent", None, "của cả nước từ năm 2016 đến năm 2024"),
        ("parent", "Ninh Bình", "của Ninh Bình từ năm 2016 đến năm 2024"),
        ("siblings", None, "của các địa phương khác từ năm 2016 đến năm 2024"),
    ],
)
def test_what_a_projection_leans_on_is_told(leans_on: str, parent: str | None, words: str) -> None:
    told = row(leans_on=leans_on, after=2016, until=2024, projected_p50=98.0)
    assert words in plain(wording.leaning_sentence(told, parent, "vi"))
    assert wording.leaning_sentence(row(leans_on=None), parent, "vi") == ""
