"""Whatever is sent: opened as what it is, or refused before it does harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from intake.sent_files import (
    ODS_ROWS,
    OLE,
    TABLE,
    fault_of,
    in_sheet,
    ods_bytes,
    repacked,
    sent,
    xls,
    xlsx,
)
from openpyxl.utils import quote_sheetname

from analysis.language import LANGS, BadInput
from analysis.sheets import cells, files, limits
from analysis.sheets.cells import Sheet
from analysis.sheets.files import read_file

# What is sent under a name, the fault, and a piece of the Vietnamese message.
BAD_TEXTS: dict[str, tuple[str, bytes, str, str]] = {
    "empty": ("x.csv", b"", "intake.empty_file", "0 byte"),
    "TCVN3": (
        "x.csv",
        "§¬n vÞ;ChØ sè;N¨m;Gi¸ trÞ;Nguån\n".encode("cp1252"),
        "intake.legacy_font", "TCVN3",
    ),
    "VNI": (
        "x.csv",
        "Ñôn vò;Chæ soá;Naêm;Giaù trò;Nguoàn\n".encode("cp1252"),
        "intake.legacy_font", "VNI",
    ),
    "another code page": (
        "x.csv", "Größe;Änderung;Maß\n".encode("cp1252"), "intake.unknown_encoding", "UTF-16",
    ),
    "bytes of no code page": ("x.csv", b"a,b\n\xd2\xd2\xff\x81", "intake.unknown_encoding", "UTF"),
    "UTF-16 cut off": ("x.csv", b"\xff\xfea\x00b", "intake.unknown_encoding", "CSV UTF-8"),
    "UTF-16 without its mark": (
        "x.csv", "a,b\n1,2\n".encode("utf-16-le"), "intake.not_text", "ký tự điều khiển",
    ),
    "control characters": ("x.csv", b"a,b\n1,\x072\n", "intake.not_text", "CSV UTF-8"),
    "quotation not closed": ("x.csv", b'a,b\n1,"2\n', "observations.not_csv", "ngoặc kép"),
    "web page as .xls": ("x.xls", b"<html><table><tr><td>1", "intake.web_page", "trang web"),
    "web page with a mark": (
        "x.xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "intake.web_page", ".xlsx",
    ),
    "XML of 2003 as .xls": ("x.xls", b'<?xml version="1.0"?><Workbook>', "intake.web_page", "XML"),
    "text as .xlsx": ("x.xlsx", TABLE.encode(), "intake.content_mismatch", "CSV, không phải XLSX"),
    "noise as .xlsx": ("x.xlsx", b"\x00\x01\x02" * 50, "intake.broken_workbook", "hỏng"),
    "noise as .ods": ("x.ods", b"\x00\x01\x02" * 50, "intake.broken_workbook", "gửi lại"),
    "noise as .xls": (
        "x.xls", OLE + b"\x00" * 600, "intake.broken_workbook", "cắt cụt",
    ),
    "unknown ending": ("x.pdf", b"%PDF-1.7", "intake.unknown_format", ".csv, .tsv"),
    "no ending": ("x", TABLE.encode(), "intake.unknown_format", "“”"),
    "workbook with a password": (
        "x.xlsx",
        OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "intake.encrypted", "mật khẩu",
    ),
    "old workbook as .xlsx": (
        "x.xlsx", OLE + b"\x00" * 600, "intake.content_mismatch", "XLS, không",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str) -> None:
    file, content, key, fragment = BAD_TEXTS[name]
    fault = fault_of(sent(tmp_path, file, content))
    assert (fault.key, fault.file) == (key, file)
    assert fragment in fault.message("vi")
    assert not any("{" in fault.message(lang) for lang in LANGS)


def test_absent_files_folders_and_closed_files_are_told(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "x.csv").key == "faults.missing_file"
    (tmp_path / "folder.csv").mkdir()
    assert fault_of(tmp_path / "folder.csv").key == "faults.missing_file"


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    path = sent(tmp_path, "x.csv", TABLE)
    monkeypatch.setattr(Path, "open", refuse)
    fault = fault_of(path)
    assert fault.key == "intake.unreadable_file"
    assert "Permission denied" in fault.message("vi")


def test_a_large_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    with path.open("wb") as handle:
        handle.truncate(files.MAX_FILE_BYTES + 1)
    monkeypatch.setattr(files, "read_csv", pytest.fail)
    fault = fault_of(path)
    assert fault.key == "intake.too_large"
    assert "100 MB" in fault.message("vi")


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CELLS", 3)
    assert fault_of(sent(tmp_path, "x.csv", "a,b\n1,2\n")).key == "intake.too_many_cells"


def test_the_name_that_faults_give_can_be_another(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^nhập/x\.csv:"):
        read_file(sent(tmp_path, "x.csv", b""), "nhập/x.csv")


# Whatever is sent.


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".xls", ".ods"]))
def test_any_bytes_are_sheets_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    for head in (b"", b"PK\x03\x04", OLE, b"\xff\xfe"):
        path.write_bytes(head + content)
        check_read_or_refused(path)


def check_read_or_refused(path: Path) -> None:
    try:
        sheets = read_file(path)
    except BadInput as error:
        check_told(error)
    else:
        assert all(isinstance(sheet, Sheet) for sheet in sheets)


def check_told(error: BadInput) -> None:
    assert error.faults
    assert not any("{" in error.message(lang) for lang in LANGS)


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sound")
    parts = {"x.xlsx": xlsx(folder), "x.xls": xls(folder)}
    sound = {name: path.read_bytes() for name, path in parts.items()}
    return sound | {"x.ods": ods_bytes(ODS_ROWS), "x.csv": TABLE.encode()}


@given(
    st.sampled_from(["x.xlsx", "x.xls", "x.ods", "x.csv"]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_any_damage_is_sheets_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory,
    sound_files: dict[str, bytes],
    name: str,
    damage: list[tuple[float, int]],
) -> None:
    raw = bytearray(sound_files[name])
    for where, byte in damage:
        raw[int(where * (len(raw) - 1))] = byte
    path = tmp_path_factory.getbasetemp() / f"damaged{Path(name).suffix}"
    path.write_bytes(raw)
    check_read_or_refused(path)


@given(st.text(max_size=60))
def test_any_xml_of_a_sheet_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, sound_files: dict[str, bytes], text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "xml.xlsx"
    path.write_bytes(sound_files["x.xlsx"])
    repacked(path, in_sheet("<v>9.5</v>", f"<v>{text}</v>".encode("utf-8", "ignore").decode()))
    check_read_or_refused(path)


def test_addresses_are_those_of_the_spreadsheet() -> None:
    assert cells.cell_address(7, 4) == "D7"
    assert cells.cell_address(1, cells.LAST_COLUMN) == "XFD1"
    assert quote_sheetname("Số liệu") == "'Số liệu'"
