"""CSV: read in every encoding and with every delimiter."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from intake.sent_files import CELLS, HEADER, LINE, TABLE, cells_of, sent

from analysis.sheets.files import read_file

ENCODED = {
    "UTF-8": TABLE.encode(),
    "UTF-8 with a mark": TABLE.encode("utf-8-sig"),
    "UTF-16, small end first": b"\xff\xfe" + TABLE.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + TABLE.encode("utf-16-be"),
    "UTF-8 with diacritics apart": unicodedata.normalize("NFD", TABLE).encode(),
    "Windows line ends": TABLE.replace("\n", "\r\n").encode(),
    "old Mac line ends": TABLE.replace("\n", "\r").encode(),
    "commas": TABLE.replace("9,5", '"9,5"').replace(";", ",").encode(),
    "tabs": TABLE.replace(";", "\t").encode(),
    "Excel's own mark": f"sep=;\r\n{TABLE}".encode(),
    "empty columns behind": TABLE.replace("\n", ";;\n").encode(),
}


def in_windows_1258(text: str) -> bytes:
    """Encode as old Vietnamese spreadsheets do: the tone behind the letter it stands on."""
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            base, tone = unicodedata.normalize("NFC", apart[:-1]), apart[-1]
            if apart[1:2] == "\N{COMBINING DOT BELOW}" and len(apart) == 3:
                base, tone = unicodedata.normalize("NFC", apart[0] + apart[2]), apart[1]
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


@pytest.mark.parametrize("name", ENCODED)
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(tmp_path: Path, name: str) -> None:
    (sheet,) = read_file(sent(tmp_path, "x.csv", ENCODED[name]))
    assert sheet.name is None
    read = [[cell for cell in row if cell != ""] for row in cells_of(sheet)]
    assert read == CELLS
    first = 2 if name == "Excel's own mark" else 1
    assert [row.number for row in sheet.rows] == [first, first + 1]


def test_windows_1258_is_read_and_composed(tmp_path: Path) -> None:
    raw = in_windows_1258(TABLE)
    with pytest.raises(UnicodeDecodeError):
        raw.decode()
    (sheet,) = read_file(sent(tmp_path, "x.csv", raw))
    assert cells_of(sheet) == CELLS


def test_decimal_commas_do_not_make_a_comma_the_delimiter(tmp_path: Path) -> None:
    lines = "\n".join(["Năm;Giá trị;Mẫu số", *["1,5;2,5;3,5"] * 30])
    (sheet,) = read_file(sent(tmp_path, "x.csv", lines))
    assert sheet.rows[1].cells == ["1,5", "2,5", "3,5"]


def test_blank_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    (sheet,) = read_file(sent(tmp_path, "x.csv", f"{HEADER}\n\n;;;;\n{LINE}\n"))
    assert [row.number for row in sheet.rows] == [1, 4]
