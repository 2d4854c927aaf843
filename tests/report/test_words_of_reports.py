"""Each language keeps to its own words, composed and without gaps."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from report.whole_reports import ILLUSTRATIVE, REPORTS, every_language, every_report, texts

from analysis.assessment import Assessment
from analysis.language import Lang, area_texts, text
from analysis.programme import STATUSES, wording

if TYPE_CHECKING:
    from tests.conftest import Assessed


def proper_names(assessment: Assessment) -> list[str]:
    """Give names and titles that keep their Vietnamese letters in English, the longest first."""
    inputs = assessment.inputs
    names = {unit.name_en for unit in inputs.units.values()}
    names |= {re.sub(r" (province|district|commune)\b.*", "", name) for name in names}
    names |= {agency.name_en for agency in inputs.plan.responsibilities.agencies}
    names |= {inputs.plan.document.label, inputs.plan.document.title.en}
    for column in ("publisher_en", "title_en"):
        names |= set(inputs.sources[column])
    names |= {ILLUSTRATIVE, "QĐ-TTg", "QĐ-UBND", "đồng", "chỉ tiêu", "Chỉ tiêu", "Măng Non"}
    return sorted(names, key=len, reverse=True)


def vietnamese_words(said: str) -> list[str]:
    """Give the words, of more than a letter, that carry Vietnamese diacritics."""
    return [
        word
        for word in re.findall(r"[^\W\d_]{2,}", said)
        if any(unicodedata.combining(mark) for mark in unicodedata.normalize("NFD", word))
        or "đ" in word.lower()
    ]


@pytest.mark.slow
@every_report
def test_english_has_no_vietnamese_left_but_names(
    report: Any, assessed: Assessed, name: str
) -> None:
    names = proper_names(assessed(*REPORTS[name]))
    place = text("exhibits.column_clause", "en")  # a place in the Vietnamese document
    for said in texts(report(name, "en"), leave_out=(place,)):
        bare = re.sub(r"“[^”]*”", "", said)  # what the plan prints is quoted as printed
        for known in names:
            bare = bare.replace(known, "")
        assert not vietnamese_words(bare), said


@pytest.mark.slow
@every_report
def test_vietnamese_has_no_english_status_words(report: Any, name: str) -> None:
    english = {wording.status_word(status, "en") for status in STATUSES}
    english |= {entry["en"] for key, entry in area_texts("readings").items() if "verdict" in key}
    for said in texts(report(name, "vi")):
        assert not [word for word in english if re.search(rf"\b{re.escape(word)}\b", said)], said


@every_report
@every_language
def test_everything_is_composed_unicode_without_gaps(report: Any, name: str, lang: Lang) -> None:
    for said in texts(report(name, lang)):
        assert unicodedata.is_normalized("NFC", said)
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|\{\w*\}", said), said
