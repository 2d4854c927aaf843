"""The analyst's words: found in their place, never lost without a word."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from making.unfit_signs import UNFIT

from analysis.language import BadInput
from analysis.programme.commentary import (
    commentary_file,
    commentary_sections,
    parse_commentary,
    read_commentary,
)

SECTIONS = commentary_sections([1, 2, 3, 4])


def words_of(root: Path) -> dict[tuple[int, str], str]:
    return parse_commentary(read_commentary(root, "ninh-binh"), SECTIONS)


def write(root: Path, place: str, words: bytes) -> None:
    file = root / "parameters" / "commentary" / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(words)


@pytest.mark.parametrize("section", SECTIONS)
def test_words_are_read_from_where_the_analyst_is_told_to_write_them(
    tmp_path: Path, section: str
) -> None:
    file = tmp_path / commentary_file("ninh-binh", 2026, section)
    file.parent.mkdir(parents=True)
    file.write_text("Nhận định của Sở.\n", "utf-8")
    assert words_of(tmp_path) == {(2026, section): "Nhận định của Sở."}


def test_words_of_every_edition_are_kept_and_blank_files_say_nothing(tmp_path: Path) -> None:
    write(tmp_path, "ninh-binh/2025/summary.md", "Năm trước".encode())
    write(tmp_path, "ninh-binh/2026/summary.md", "\ufeffNăm nay".encode())
    write(tmp_path, "ninh-binh/2026/scores.md", b" \n")
    write(tmp_path, "vinh-long/2026/summary.md", "Nơi khác".encode())
    found = words_of(tmp_path)
    assert found == {(2025, "summary"): "Năm trước", (2026, "summary"): "Năm nay"}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("2026/sumary.md", b"x"),
        ("2026/Summary.md", b"x"),
        ("26/summary.md", b"x"),
        ("summary.md", b"x"),
        ("2026/old/summary.md", b"x"),
        ("old/2026/summary.md", b"x"),
        ("2026/2025/summary.md", b"x"),
        ("2026/summary.MD", b"x"),
        ("2026/changes.txt", b"x"),
        ("2026/summary.md", "Tóm tắt".encode("utf-16")),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_words_that_would_not_be_printed_are_told_with_their_file(
    tmp_path: Path, place: str, words: bytes, lang: str
) -> None:
    write(tmp_path, f"ninh-binh/{place}", words)
    with pytest.raises(BadInput) as told:
        words_of(tmp_path)
    assert f"parameters/commentary/ninh-binh/{place}" in told.value.message(lang)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "ninh-binh/2026/sumary.md", b"x")
    write(tmp_path, "ninh-binh/2026/scores.md", b"\xff\xfe\x00")
    with pytest.raises(BadInput) as told:
        words_of(tmp_path)
    assert len(told.value.faults) == 2


@pytest.mark.parametrize("name", [name for name in UNFIT if name not in ("tab", "half of a pair")])
def test_a_sign_that_no_text_may_hold_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    write(tmp_path, "ninh-binh/2026/summary.md", f"Đạt.\r\n\r\nChưa{UNFIT[name]}đạt.\r\n".encode())
    with pytest.raises(BadInput) as told:
        words_of(tmp_path)
    (fault,) = told.value.faults
    assert (fault.key, fault.row) == ("faults.unfit_sign", 3)
    assert f"U+{ord(UNFIT[name]):04X}" in fault.message("vi")


def test_words_without_end_are_told_and_lines_of_all_systems_are_lines(tmp_path: Path) -> None:
    write(tmp_path, "ninh-binh/2026/summary.md", b"x" * 20_001)
    with pytest.raises(BadInput, match="20001"):
        words_of(tmp_path)
    write(tmp_path, "ninh-binh/2026/summary.md", "Một\r\n\r\n- hai\r\n\t- ba\r\n".encode())
    assert words_of(tmp_path) == {(2026, "summary"): "Một\n\n- hai\n\t- ba"}


def test_words_of_a_mac_are_composed(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Đạt mục tiêu")
    write(tmp_path, "ninh-binh/2026/summary.md", apart.encode())
    assert words_of(tmp_path) == {(2026, "summary"): "Đạt mục tiêu"}


def test_what_programs_hide_and_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "ninh-binh/2026/summary.md", b"x")
    write(tmp_path, "ninh-binh/2026/.ipynb_checkpoints/summary-checkpoint.md", b"y")
    write(tmp_path, "ninh-binh/2026/._summary.md", b"z")
    (tmp_path / "parameters/commentary/ninh-binh/2026/scores.md").mkdir()
    (tmp_path / "parameters/commentary/ninh-binh/2026/quality.md").symlink_to("nowhere")
    assert words_of(tmp_path) == {(2026, "summary"): "x"}


def test_a_unit_without_commentary_has_none(tmp_path: Path) -> None:
    assert words_of(tmp_path) == {}
