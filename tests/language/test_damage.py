"""Damaged text: what no longer is what its writer saw is found, what only looks odd is not."""

from __future__ import annotations

import csv
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from analysis.language import compose, find_damage, is_sound
from analysis.language.damage import find_legacy_font, is_syllable

ROOT = Path(__file__).parents[2]
WORDS = "Báo cáo số 215 của Sở Y tế về đăng ký khai sinh, trẻ dưới 5 tuổi, quý III ở Đắk Lắk"
DAMAGED = {
    "question marks for letters": ("S? T? pháp", "lost_letters"),
    "a question mark inside a word": ("Báo cáo c?a Sở", "lost_letters"),
    "a question mark before a word": ("?y ban nhân dân", "lost_letters"),
    "replacement signs": ("B\ufffdo c\ufffdo", "lost_letters"),
    "capitals": ("BÁO CÁO S? 215", "lost_letters"),
    "TCVN3": ("Së T\u00ad ph¸p", "legacy_text"),
    "TCVN3, one odd word": ("UBND tØnh", "legacy_text"),
    "TCVN3, a capital inside a word": ("Bé Y tÕ", "legacy_text"),
    "TCVN3 in a sentence": ("Sè liÖu c¶ n¨m", "legacy_text"),
    "VNI": ("Sôû Tö phaùp", "legacy_text"),
    "VNI in capitals": ("SÔÛ Y TEÁ", "legacy_text"),
    "a tone after a space": ("Sở Y tế \u0309", "loose_mark"),
    "a tone on a digit": ("215\u0301", "loose_mark"),
}
MEANT = {
    "Së T\u00ad ph¸p": "Sở Tư pháp", "Bé Gi¸o dôc": "Bộ Giáo dục", "Sôû Tö phaùp": "Sở Tư pháp",
    "Soá lieäu caû naêm": "Số liệu cả năm",
}  # fmt: skip
SOUND = [
    "Sở Tư pháp", "Số này đúng chưa?", "Có phải số cũ? Đã hỏi lại", "Noël, Müller, Zürich",
    "Médecins Sans Frontières", "“CÁC XÃ” và “XÃ”", "XÃ\u00a0HỘI", "km², m³, 10°C, ½, 5 × 3",
    "Vaxigrip®", "http://a.vn/x?y=1", "năm 2025?", "UBND, LĐTBXH?", "hoá, thuý, khoẻ, quý, uỷ",
    "«Bộ Y tế»", "Krông Pắk, Bắc Kạn, Pleiku, Ea H'leo", "São Tomé", "chưa rõ ???", "gì, giếng",
    "“≤ 5 ‰” – … €",
]  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_found(name: str) -> None:
    words, kind = DAMAGED[name]
    damage = find_damage(words)
    assert damage is not None and damage.kind == kind


@pytest.mark.parametrize(
    "code", ["latin-1", "cp1252", "cp1258", "cp1250", "cp1251", "mac_roman", "cp437", "cp850"]
)
def test_utf8_read_in_another_code_page_is_found(code: str) -> None:
    misread = WORDS.encode().decode(code, "replace").replace("\ufffd", "")
    damage = find_damage(misread)
    assert damage is not None and damage.kind == "misread_text"
    again = find_damage("Sở Tư pháp".encode().decode("latin-1"))
    assert again is not None and again.meant == "Sở Tư pháp"


@pytest.mark.parametrize("words", MEANT)
def test_what_was_meant_by_a_legacy_text_is_told(words: str) -> None:
    damage = find_damage(words)
    assert damage is not None and damage.meant == MEANT[words]


@pytest.mark.parametrize("words", SOUND)
def test_what_only_looks_odd_is_sound(words: str) -> None:
    assert find_damage(words) is None


def test_nothing_that_the_project_holds_is_damaged() -> None:
    files = [*(ROOT / "data").rglob("*.csv"), *(ROOT / "parameters").glob("*.csv")]
    lines = (line for file in files for line in csv.reader(file.read_text("utf-8").splitlines()))
    cells = {cell for line in lines for cell in line}
    assert len(cells) > 1_000
    assert [cell for cell in cells if find_damage(cell)] == []
    assert not [cell for cell in cells if find_legacy_font(cell)]


@given(st.text(max_size=80))
def test_any_text_is_judged_and_composed_without_an_error(words: str) -> None:
    find_damage(words)
    assert unicodedata.is_normalized("NFC", compose(words))


def test_marks_in_any_order_are_composed() -> None:
    assert compose("e\u0309\u0302 u\u0301\u031b o\u0323\u0302") == "ể ứ ộ"


@pytest.mark.parametrize("word", ["nghiêng", "quốc", "thuỷ", "thủy", "giường", "ƯỚC", "Uỷ", "gì"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["phaùp", "tÕ", "kã", "bơị", "trốs", "áá", "gheò", "xyz"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


LETTERS = "aàáảãạăằắâấbcdđeèéêếghiìíklmnoòóôốơớpquùúưứvxyý"


@given(st.one_of(st.text(), st.text(alphabet=f"{LETTERS}{LETTERS.upper()} .,-?1«»ÃÂº£ñ×\u0301")))
def test_text_that_is_taken_as_sound_has_no_damage(words: str) -> None:
    assert not is_sound(words) or (find_damage(words) is None and compose(words) == words)


def test_most_text_is_taken_as_sound() -> None:
    assert is_sound("Báo cáo số 215 của Sở Y tế về đăng ký khai sinh, trẻ dưới 5 tuổi, quý III")


@pytest.mark.parametrize("words", ["x" * 30_000 + "?é", "?" + "é" * 30_000, "a?" * 15_000 + "é"])
def test_a_long_text_is_looked_at_once(words: str) -> None:
    began = time.process_time()
    find_damage(words)
    assert time.process_time() - began < 2
