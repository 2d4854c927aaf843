"""Workbooks that are broken or hostile: refused before they are unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from intake.sent_files import (
    ODS_ROWS,
    READ,
    cells_of,
    fault_of,
    in_sheet,
    ods_bytes,
    repacked,
    xlsx,
)

from analysis.language import LANGS
from analysis.sheets import archives, limits
from analysis.sheets.files import read_file


def with_doctype(name: str, content: str) -> str:
    entity = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    head, _, rest = content.partition("?>") if content.startswith("<?xml") else ("", "", content)
    start = f"{head}?>" if head else ""
    return f"{start}{entity}{rest}" if "sheet1" in name else content


BROKEN_XLSX: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-400]), "broken_workbook"),
    "cut early": (lambda path: path.write_bytes(path.read_bytes()[:900]), "broken_workbook"),
    "only the beginning of an archive": (
        lambda path: path.write_bytes(b"PK\x03\x04" + b"\x00" * 99), "broken_workbook",
    ),
    "empty archive": (lambda path: zipfile.ZipFile(path, "w").close(), "broken_workbook"),
    "no workbook part": (
        lambda path: repacked(path, lambda _name, content: content, "xl/workbook.xml"),
        "broken_workbook",
    ),
    "no sheet part": (
        lambda path: repacked(path, lambda _name, content: content, "xl/worksheets/sheet1.xml"),
        "broken_workbook",
    ),
    "sheet not closed": (
        lambda path: repacked(path, in_sheet("</sheetData>", "")), "broken_workbook",
    ),
    "text that is not there": (
        lambda path: repacked(path, in_sheet('t="n"><v>9.5', 't="s"><v>9999')), "broken_workbook",
    ),
    "address that is none": (
        lambda path: repacked(path, in_sheet('r="A1"', 'r="1A"')), "broken_workbook",
    ),
    "row beyond the last": (
        lambda path: repacked(path, in_sheet('<row r="2"', '<row r="99999999"')), "broken_workbook",
    ),
    "document type with entities": (lambda path: repacked(path, with_doctype), "unsafe_xml"),
    "an OpenDocument file": (
        lambda path: path.write_bytes(ods_bytes(ODS_ROWS)), "content_mismatch",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_XLSX)
def test_a_broken_workbook_is_refused(tmp_path: Path, name: str) -> None:
    spoil, key = BROKEN_XLSX[name]
    path = xlsx(tmp_path)
    spoil(path)
    fault = fault_of(path)
    assert (fault.key, fault.file) == (f"intake.{key}", "x.xlsx")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def bomb(path: Path, megabytes: int, parts: int = 1) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(parts):
            with archive.open(f"xl/media/{number}.xml", "w") as part:
                for _ in range(megabytes):
                    part.write(b" " * 1024**2)
    return path


def test_zip_bombs_are_refused_before_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives.Archive, "read", pytest.fail)
    fault = fault_of(bomb(xlsx(tmp_path), 6))
    assert fault.key == "intake.zip_bomb"
    assert "6 MB (tối đa 250 MB)" in fault.message("vi")
    monkeypatch.setattr(archives, "MAX_UNPACKED", 5 * 1024**2)
    monkeypatch.setattr(archives, "MAX_RATIO", 10**6)
    assert fault_of(bomb(xlsx(tmp_path), 3, parts=2)).key == "intake.zip_bomb"
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10**9)
    monkeypatch.setattr(archives, "MAX_PARTS", 3)
    assert fault_of(xlsx(tmp_path)).key == "intake.zip_bomb"


def test_an_archive_that_understates_its_size_is_not_unpacked_further(tmp_path: Path) -> None:
    path = bomb(xlsx(tmp_path), 6)
    raw = bytearray(path.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(raw)
    assert cells_of(read_file(path)[0]) == READ


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path)
    raw = bytearray(path.read_bytes())
    entry = raw.index(b"PK\x01\x02")
    raw[entry + 8] |= 1
    path.write_bytes(raw)
    assert fault_of(path).key == "intake.encrypted"


def test_a_cell_far_away_costs_what_it_spans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_PLACES", 1_000)
    far = xlsx(tmp_path, lambda book: book["Số liệu"].__setitem__("XFD9", 1))
    assert fault_of(far).key == "intake.too_many_cells"
