"""Texts that would be stored: escapes, signs that nobody sees, damaged letters, lengths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from making.small_files import (
    HEADS,
    ROW,
    Build,
    ods_cell,
    row,
    send,
    sent_csv,
    sent_ods,
    sent_xls,
    sent_xlsx,
)

from analysis.intake.judging.doubts import read_confirmations
from analysis.language import BadInput
from analysis.sheets import Broken, limits, read_file, texts

pytestmark = pytest.mark.slow

SLUG = "so-tu-phap-tinh-ninh-binh-bao-cao"


def misread(words: str, code: str = "cp1252") -> str:
    return "".join(bytes([byte]).decode(code, "ignore") or chr(byte) for byte in words.encode())


CLEANED: dict[str, tuple[Build, str, str]] = {
    "xlsx, Excel's escape": (
        sent_xlsx(row(publisher="Sở Tư pháp_x000D_\n")), "source", SLUG,
    ),
    "xlsx, an escape behind a figure": (sent_xlsx(row(value="98,5_x000D_")), "value", "98.5"),
    "xlsx, an escaped space": (
        sent_xlsx(row(source="Báo cáo_x0020_215/BC-STP")), "note", "Văn bản: Báo cáo 215/BC-STP",
    ),
    "csv, an escape": (sent_csv(row(publisher="Sở Tư pháp_x000d_")), "source", SLUG),
    "xls, an escape": (sent_xls(row(publisher="Sở Tư pháp_x000D_")), "source", SLUG),
    "an escape that is escaped": (
        sent_csv(row(note="_x005F_x000D_")), "note", "_x000D_; Văn bản: Báo cáo 215/BC-STP",
    ),
    "xlsx, a figure with a zero-width space": (sent_xlsx(row(value="98,5\u200b")), "value", "98.5"),
    "xlsx, a publisher with one": (sent_xlsx(row(publisher="Sở Tư pháp\u200b")), "source", SLUG),
    "ods, byte order marks": (sent_ods(row(value="\ufeff98,5", year="2025\u2060")), "year", "2025"),
    "xls, a variation selector": (sent_xls(row(unit_id="ninh-binh\ufe0f")), "unit_id", "ninh-binh"),
    "csv, in a header": (
        sent_csv({**ROW, "\u200bunit_id": "ninh-binh"}, heads=("\u200bunit_id", *HEADS[1:])),
        "unit_id", "ninh-binh",
    ),
    "csv, a day copied from the system": (
        sent_csv(row(published="\u200e31\u200e/\u200e10\u200e/2025")), "published", "2025-10-31",
    ),
    "an embedding from left to right": (sent_xlsx(row(value="\u202a98,5\u202c")), "value", "98.5"),
    "a mark from right to left at the end": (sent_csv(row(value="98,5\u200f")), "value", "98.5"),
    "spaces of every width": (sent_csv(row(value="98,5\u2009\u202f\u00a0%")), "value", "98.5"),
    "soft hyphens": (sent_csv(row(publisher="Sở Tư\u00ad pháp")), "source", SLUG),
    "marks apart from their letters": (
        sent_csv(row(publisher="So\u031b\u0309 Tu\u031b pha\u0301p")), "source", SLUG,
    ),
    "a tone before the mark of its letter": (
        sent_csv(row(note="tre\u0309 e\u0301\u0302")), "note", "trẻ ế; Văn bản: Báo cáo 215/BC-STP",
    ),
    "a question in a note": (
        sent_csv(row(note="Số này đúng chưa? Đã hỏi.")), "note",
        "Số này đúng chưa? Đã hỏi.; Văn bản: Báo cáo 215/BC-STP",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEANED)
def test_what_nobody_sees_is_cleaned_away(tmp_path: Path, name: str) -> None:
    build, column, value = CLEANED[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.said[column]) == ([], value)
    for added in sent.result.sources:
        assert added["publisher_vi"] == "Sở Tư pháp tỉnh Ninh Bình"


REFUSED: dict[str, tuple[Build, str, str, str]] = {
    "csv, question marks in the publisher": (
        sent_csv(row(publisher="S? T? pháp")), "lost_letters", "publisher", "CSV UTF-8",
    ),
    "csv, a question mark in a source": (
        sent_csv(row(source="Báo cáo quý?")), "lost_letters", "source", "hãy bỏ đi",
    ),
    "csv, question marks in a note": (
        sent_csv(row(note="S? li?u c? năm")), "lost_letters", "note", "“S? li?u c? năm”",
    ),
    "xls, replacement signs": (
        sent_xls(row(publisher="S\ufffd Tư pháp")), "lost_letters", "L2", "đã mất",
    ),
    "ods, question marks": (
        sent_ods(row(source="Báo cáo s? 215/BC-STP")), "lost_letters", "G2", "s? 215",
    ),
    "xlsx, misread": (
        sent_xlsx(row(publisher=misread("Sở Tư pháp"))), "misread_text", "L2", "“Sở Tư pháp”",
    ),
    "xlsx, misread on a Mac": (
        sent_xlsx(row(note=misread("Số liệu cả năm", "mac_roman"))), "misread_text", "M2",
        "“Số liệu cả năm”",
    ),
    "xls, misread as Vietnamese Windows": (
        sent_xls(row(publisher=misread("Sở Tư pháp", "cp1258"))), "misread_text", "L2", "UTF-8",
    ),
    "ods, misread": (
        sent_ods(row(source=misread("Báo cáo 215/BC-STP"))), "misread_text", "G2", "“Báo cáo",
    ),
    "csv, misread twice": (
        sent_csv(row(publisher=misread(misread("Sở Tư pháp")))), "misread_text", "publisher",
        "UTF-8",
    ),
    "xlsx, TCVN3": (
        sent_xlsx(row(publisher="Së T\u00ad ph¸p")), "legacy_text", "L2", "“Sở Tư pháp”",
    ),
    "csv, VNI": (sent_csv(row(note="Soá lieäu caû naêm")), "legacy_text", "note", "UniKey"),
    "ods, TCVN3": (sent_ods(row(note="Sè liÖu c¶ n¨m")), "legacy_text", "M2", "“Số liệu cả năm”"),
    "xls, TCVN3": (sent_xls(row(publisher="Bé Gi¸o dôc")), "legacy_text", "L2", "“Bộ Giáo dục”"),
    "csv, a loose mark": (
        sent_csv(row(publisher="Sở Y tế \u0309")), "loose_mark", "publisher", "U+0309",
    ),
    "xlsx, turned from right to left": (
        sent_xlsx(row(value="\u202e5,89\u202c")), "turned_text", "D2",
        "U+202E RIGHT-TO-LEFT OVERRIDE",
    ),
    "csv, a mark that turns within a figure": (
        sent_csv(row(value="98\u200f,5")), "turned_text", "value", "U+200F",
    ),
    "xls, a control sign": (sent_xls(row(value="98,5\x07")), "unknown_sign", "D2", "U+0007"),
    "xlsx, an escaped control sign": (
        sent_xlsx(row(note="a_x0007_b")), "unknown_sign", "M2", "U+0007",
    ),
    "xlsx, half a sign": (sent_xlsx(row(note="a_xD83D_b")), "lost_letters", "M2", "đã mất"),
    "csv, a sign of one font": (
        sent_csv(row(note="\uf0b7 số liệu")), "unknown_sign", "note", "U+F0B7",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_damaged_text_is_refused_wherever_it_would_be_stored(tmp_path: Path, name: str) -> None:
    build, key, place, words = REFUSED[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == ([key], True)
    (fault,) = sent.result.faults
    assert (fault.cell or fault.column) == place
    assert words in fault.message("vi")
    assert "{" not in fault.message("en")


def test_every_damaged_text_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    damaged = row(publisher="S? T? pháp", source="B\ufffdo c\ufffdo", note="Sè liÖu c¶ n¨m")
    sent = send(sent_csv(damaged)(tmp_path), tmp_path)
    assert [fault.column for fault in sent.result.faults] == ["source", "publisher", "note"]


def test_a_damaged_header_is_named(tmp_path: Path) -> None:
    heads = ("ï»¿unit_id", *HEADS[1:])
    sent = send(sent_csv({**ROW, heads[0]: "ninh-binh"}, heads=heads)(tmp_path), tmp_path)
    assert sent.keys == ["misread_text", "missing_column"]
    lost = tuple(head.replace("é", "?") for head in ("??n v?", "Ch? ti?u", "N?m", "Gi? tr?"))
    sent = send(sent_csv(heads=lost)(tmp_path), tmp_path)
    assert sent.keys == ["lost_letters"]


def test_legacy_text_under_ascii_headers_of_an_ansi_file_is_named(tmp_path: Path) -> None:
    sent = send(sent_csv(row(publisher="Së Gi¸o dôc", source="Bao cao 215/BC-STP"),
                         code="cp1252")(tmp_path), tmp_path)  # fmt: skip
    assert (sent.keys, sent.unchanged) == (["legacy_font"], True)
    assert sent.result.faults[0].row == 2


def test_a_control_sign_in_a_csv_file_is_named_with_its_row(tmp_path: Path) -> None:
    sent = send(sent_csv(ROW, row(note="a\x01b"))(tmp_path), tmp_path)
    assert (sent.keys, sent.result.faults[0].row) == (["not_text"], 3)
    assert "U+0001" in sent.result.faults[0].message("vi")


def test_the_publisher_named_beside_the_file_is_judged_as_one_in_it(tmp_path: Path) -> None:
    path = sent_csv(row(publisher=""))(tmp_path)
    assert send(path, tmp_path, publisher="Sở Tư pháp\u200b").said["source"] == SLUG
    for words, key in (("S? T? pháp", "lost_letters"), ("x" * 301, "text_too_long")):
        sent = send(path, tmp_path / key[0], publisher=words)
        assert (sent.keys, sent.unchanged) == ([key], True)
        assert "--publisher" in sent.result.faults[0].message("vi")


# Lengths.


@pytest.mark.parametrize(("column", "most"), [("note", 500), ("source", 300), ("publisher", 300)])
def test_every_stored_text_has_a_length(tmp_path: Path, column: str, most: int) -> None:
    words = ("Báo cáo " * 100)[: most + 1].strip().ljust(most + 1, "x")
    sent = send(sent_csv(row(**{column: words}))(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["text_too_long"], True)
    assert str(most) in sent.result.faults[0].message("vi")
    short = send(sent_csv(row(**{column: words[:most]}))(tmp_path), tmp_path)
    assert (short.keys, short.result.outcome) == ([], "taken")


def test_a_note_that_was_exported_may_be_sent_again(tmp_path: Path) -> None:
    kept = f"{'x' * 500}; Văn bản: {'y' * 300}; Xác nhận khi nhập: {'z' * 300}"
    assert send(sent_csv(row(note=kept))(tmp_path), tmp_path).keys == []


def test_a_reason_has_a_length_too() -> None:
    with pytest.raises(BadInput, match="300"):
        read_confirmations([f"all: {'x' * 301}"], [])


LONG = "a" * 32_768
LONG_CELLS = {
    "csv": sent_csv(row(note=LONG)),
    "csv, longer than the library reads": sent_csv(row(note="a" * 140_000)),
    "xlsx": sent_xlsx(ROW, parts=lambda name, words: words.replace("<t>Sở", f"<t>{LONG}")
                      .replace("<t>S&#7903;", f"<t>{LONG}") if "sheet1" in name else words),
    "ods": sent_ods(row(note=LONG)),
    "ods, by spaces": sent_ods(row(note=ods_cell('a<text:s text:c="99999999"/>b'))),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG_CELLS)
def test_a_cell_longer_than_a_cell_can_be_is_refused_while_it_is_read(
    tmp_path: Path, name: str
) -> None:
    path = LONG_CELLS[name](tmp_path)
    with pytest.raises(BadInput) as caught:
        read_file(path)
    assert [fault.key for fault in caught.value.faults] == ["intake.cell_too_long"]


# Sizes that a few bytes can ask for.

SPAN = 'office:value-type="string" table:number-{}="{}"'
REPEATED = {
    "columns spanned": sent_ods(row(value=ods_cell("9", SPAN.format("columns-spanned", 10**8)))),
    "rows spanned": sent_ods(row(value=ods_cell("9", SPAN.format("rows-spanned", 10**8)))),
    "columns repeated": sent_ods(row(value=ods_cell("9", SPAN.format("columns-repeated", 10**8)))),
    "fewer than none": sent_ods(row(value=ods_cell("9", SPAN.format("columns-repeated", -3)))),
    "rows repeated beyond the last": sent_ods(
        row_attributes='table:number-rows-repeated="99999999"'),
    "merged beyond the last": sent_xlsx(ROW, parts=lambda name, words: words.replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="D2:XFD99999999"/></mergeCells>')
        if "sheet1" in name else words),
}  # fmt: skip


@pytest.mark.parametrize("name", REPEATED)
def test_numbers_beyond_every_sheet_are_a_broken_file(tmp_path: Path, name: str) -> None:
    sent = send(REPEATED[name](tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["broken_workbook"], True)


def test_a_row_repeated_without_end_is_refused_before_it_is_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr(limits, "Row", lambda number, *_rest: made.append(number))
    build = sent_ods(row_attributes='table:number-rows-repeated="300000"')
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["repeated_row"], True)
    assert "300000" in sent.result.faults[0].message("vi")
    assert made == [1]


@pytest.mark.parametrize("build", [sent_csv, sent_xlsx, sent_xls], ids=["csv", "xlsx", "xls"])
def test_a_row_that_stands_very_often_is_told_once(
    tmp_path: Path, build: Callable[..., Build]
) -> None:
    sent = send(build(*[row(value=None)] * 10_001, ROW)(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["repeated_row"], True)


def test_the_same_figure_in_any_file_is_told_once(tmp_path: Path) -> None:
    sent = send(sent_csv(*[ROW] * 1_001)(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["repeated_row"], True)


def test_very_many_merged_cells_cost_little(tmp_path: Path) -> None:
    merged = '<mergeCell ref="A5:A1048576"/>' * 50_000
    build = sent_xlsx(ROW, parts=lambda name, words: words.replace(
        "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
        if "sheet1" in name else words)  # fmt: skip
    assert send(build(tmp_path), tmp_path).keys == []


@given(st.text(max_size=40))
def test_any_text_is_cleaned_or_told(words: str) -> None:
    seen = texts.seen_text(words)
    if isinstance(seen, Broken):
        assert seen.found.isprintable()
    else:
        assert seen == seen.strip()
        assert texts.seen_text(seen) == seen
        seen.encode("utf-8")
