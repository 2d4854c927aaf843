"""Sent files: opened as what they are, refused before they do harm, never with a traceback."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, strategies as st
from openpyxl.styles import PatternFill
from openpyxl.utils import quote_sheetname

from analysis.intake.readers import archives, cells, csv_files, files, xlsx as xlsx_reader
from analysis.intake.readers.cells import Block, Broken, Number, Row, Sheet
from analysis.intake.readers.files import read_file
from analysis.language import LANGS, BadInput, Fault

HEADER = "Đơn vị;Chỉ số;Năm;Giá trị;Ghi chú"
LINE = "tỉnh Vĩnh Long;infant_mortality;2025;9,5;số sơ bộ của ngành y tế"
TABLE = f"{HEADER}\n{LINE}\n"
DAY = datetime.fromisoformat("2025-10-31")
CELLS = [HEADER.split(";"), LINE.split(";")]


def cells_of(sheet: Sheet) -> list[list]:
    return [row.cells for row in sheet.rows]


def sent(tmp_path: Path, name: str, content: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def fault_of(path: Path) -> Fault:
    with pytest.raises(BadInput) as caught:
        read_file(path)
    (fault,) = caught.value.faults
    return fault


# CSV.


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
        "x.xls", files._OLE + b"\x00" * 600, "intake.broken_workbook", "cắt cụt",
    ),
    "unknown ending": ("x.pdf", b"%PDF-1.7", "intake.unknown_format", ".csv, .tsv"),
    "no ending": ("x", TABLE.encode(), "intake.unknown_format", "“”"),
    "workbook with a password": (
        "x.xlsx",
        files._OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "intake.encrypted", "mật khẩu",
    ),
    "old workbook as .xlsx": (
        "x.xlsx", files._OLE + b"\x00" * 600, "intake.content_mismatch", "XLS, không",
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
    # Whoever looks at what it holds asks these.
    monkeypatch.setattr(files, "READERS", None)
    fault = fault_of(path)
    assert fault.key == "intake.too_large"
    assert "100 MB" in fault.message("vi")


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "MAX_CELLS", 3)
    assert fault_of(sent(tmp_path, "x.csv", "a,b\n1,2\n")).key == "intake.too_many_cells"


def test_the_name_that_faults_give_can_be_another(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^nhập/x\.csv:"):
        read_file(sent(tmp_path, "x.csv", b""), "nhập/x.csv")


# Workbooks. Each is written with the same content by a library, or by hand as LibreOffice does.


def xlsx(tmp_path: Path, change: Callable[[openpyxl.Workbook], None] = lambda _book: None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(["Chỉ số", "Giá trị", "Ngày", "Đúng"])
    sheet.append(["infant_mortality", 9.5, DAY, True])
    sheet.append(["dtp3_u1", 0.985, None, "  chữ  "])
    sheet["B3"].number_format = "0.0%"
    change(book)
    path = tmp_path / "x.xlsx"
    book.save(path)
    return path


READ = [
    ["Chỉ số", "Giá trị", "Ngày", "Đúng"],
    ["infant_mortality", Number("9.5"), DAY, True],
    ["dtp3_u1", Number("98.5", 100), "", "chữ"],
]


def repacked(path: Path, change: Callable[[str, str], str], drop: str = "") -> Path:
    """Write the archive again with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != drop}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content.decode()))
    return path


def in_sheet(old: str, new: str) -> Callable[[str, str], str]:
    def change(name: str, content: str) -> str:
        if "sheet1" not in name:
            return content
        assert old in content
        return content.replace(old, new, 1)

    return change


def test_xlsx_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (sheet,) = read_file(xlsx(tmp_path))
    assert sheet.name == "Số liệu"
    assert cells_of(sheet) == READ
    assert not sheet.hidden and not sheet.merged and not sheet.hidden_columns


def test_a_macro_workbook_is_read_without_its_macros(tmp_path: Path) -> None:
    path = xlsx(tmp_path)
    renamed = path.rename(path.with_suffix(".xlsm"))
    assert cells_of(read_file(renamed)[0]) == READ


def test_xlsx_tells_what_is_not_shown(tmp_path: Path) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        sheet = book["Số liệu"]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("A5:B7")
        book.create_sheet("Ẩn").sheet_state = "veryHidden"

    shown, hidden = read_file(xlsx(tmp_path, hide))
    assert [row.hidden for row in shown.rows] == [False, False, True]
    assert shown.is_hidden_column(2) and not shown.is_hidden_column(1)
    assert shown.merged == (Block(1, 5, 2, 7),)
    assert shown.merged[0].address == "A5:B7"
    assert (hidden.name, hidden.hidden, hidden.rows) == ("Ẩn", True, [])


def test_formulas_count_by_the_value_that_was_stored(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda book: book["Số liệu"].__setitem__("B2", "=19/2"))
    (sheet,) = read_file(path)
    assert sheet.rows[1].cells[1] == Broken("formula_without_value", "=19/2")
    computed = repacked(path, in_sheet("<f>19/2</f><v></v>", "<f>19/2</f><v>9.5</v>"))
    assert read_file(computed)[0].rows[1].cells[1] == Number("9.5")
    text = repacked(path, in_sheet('<c r="B2"', '<c r="B2" t="str"'))
    assert read_file(text)[0].rows[1].cells[1] == "9.5"


def test_a_formula_that_gives_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda book: book["Số liệu"].__setitem__("B2", '=""'))
    empty = repacked(path, in_sheet('<c r="B2"', '<c r="B2" t="str"'))
    assert read_file(empty)[0].rows[1].cells[1] == ""


def test_errors_and_links_to_other_files_are_told(tmp_path: Path) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        sheet = book["Số liệu"]
        sheet["B2"] = "=[1]Khác!A1"
        sheet["C2"] = "#DIV/0!"

    path = repacked(xlsx(tmp_path, spoil), in_sheet("<v></v>", "<v>9.5</v>"))
    cells = read_file(path)[0].rows[1].cells
    assert cells[1] == Broken("external_link", "=[1]Khác!A1")
    assert cells[2] == Broken("formula_error", "#DIV/0!")


def test_a_structured_reference_is_no_link(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda book: book["Số liệu"].__setitem__("B2", "=SUM(Bảng[2025])"))
    computed = repacked(path, in_sheet("<v></v>", "<v>9.5</v>"))
    assert read_file(computed)[0].rows[1].cells[1] == Number("9.5")


def test_a_formula_shared_with_a_link_is_a_link(tmp_path: Path) -> None:
    first = '<f t="shared" ref="B2:B3" si="0">[1]Khác!A1</f><v>9.5</v>'
    path = xlsx(tmp_path, lambda book: book["Số liệu"].__setitem__("B2", "=1"))
    path = repacked(path, in_sheet("<f>1</f><v></v>", first))
    path = repacked(path, in_sheet("<v>0.985</v>", '<f t="shared" si="0"/><v>0.985</v>'))
    assert read_file(path)[0].rows[2].cells[1] == Broken("external_link", "=…")


def test_inline_and_rich_text_is_read(tmp_path: Path) -> None:
    rich = '<c r="A2" t="inlineStr"><is><r><t>infant_</t></r><r><t>mortality</t></r></is></c>'
    path = xlsx(tmp_path)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("xl/worksheets/sheet1.xml").decode()
    start = content.index('<c r="A2"')
    old = content[start : content.index("</c>", start) + 4]
    assert cells_of(read_file(repacked(path, in_sheet(old, rich)))[0]) == READ


def test_shared_texts_are_read_without_their_phonetic_signs(tmp_path: Path) -> None:
    """Excel and LibreOffice keep every text once, outside the sheets."""
    phonetic = "<si><t>infant_</t><rPh><t>x</t></rPh></si>"
    texts = f"<sst>{phonetic}<si><r><t>dtp3</t></r><r><t>_u1</t></r></si></sst>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="texts" Type="{kind}" Target="texts.xml"/></Relationships>'

    def share(name: str, content: str) -> str:
        if name == "xl/_rels/workbook.xml.rels":
            return content.replace("</Relationships>", relation)
        return in_sheet('t="n"><v>9.5', 't="s"><v>1')(name, content)

    path = repacked(xlsx(tmp_path), share)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/texts.xml", texts)
    assert read_file(path)[0].rows[1].cells[1] == "dtp3_u1"


def test_dates_since_1904_are_read(tmp_path: Path) -> None:
    def to_1904(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert cells_of(read_file(xlsx(tmp_path, to_1904))[0]) == READ


def test_formatted_empty_cells_are_nothing(tmp_path: Path) -> None:
    def colour(book: openpyxl.Workbook) -> None:
        for row in book["Số liệu"]["A1:Z200"]:
            for cell in row:
                cell.fill = PatternFill("solid", fgColor="EEEEEE")

    assert cells_of(read_file(xlsx(tmp_path, colour))[0]) == READ


def test_strict_workbooks_are_read(tmp_path: Path) -> None:
    """Excel can save with the namespaces of the ISO standard."""

    def standard(_name: str, content: str) -> str:
        strict = "http://purl.oclc.org/ooxml"
        return content.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            f"{strict}/spreadsheetml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            f"{strict}/officeDocument/relationships",
        )

    assert cells_of(read_file(repacked(xlsx(tmp_path), standard))[0]) == READ


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
    monkeypatch.setattr(xlsx_reader, "read_part", pytest.fail)
    fault = fault_of(bomb(xlsx(tmp_path), 6))
    assert fault.key == "intake.zip_bomb"
    assert "6 MB (tối đa 400 MB)" in fault.message("vi")
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
    monkeypatch.setattr(xlsx_reader, "MAX_CELLS", 1_000)
    far = xlsx(tmp_path, lambda book: book["Số liệu"].__setitem__("XFD9", 1))
    assert fault_of(far).key == "intake.too_many_cells"


# .ods


ODS_ROWS = """
<table:table table:name="Số liệu" table:style-name="ta1">
 <table:table-column table:number-columns-repeated="4"/>
 <table:table-row>
  <table:table-cell office:value-type="string"><text:p>Chỉ số</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Giá<text:s/>trị</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Ngày</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Đúng</text:p></table:table-cell>
 </table:table-row>
 <table:table-row>
  <table:table-cell office:value-type="string"><office:annotation><text:p>x</text:p>
   </office:annotation><text:p>infant_<text:span>mortality</text:span></text:p></table:table-cell>
  <table:table-cell office:value-type="float" office:value="9.5"><text:p>9,5</text:p>
   </table:table-cell>
  <table:table-cell office:value-type="date" office:date-value="2025-10-31"/>
  <table:table-cell office:value-type="boolean" office:boolean-value="true"/>
 </table:table-row>
 <table:table-row>
  <table:table-cell office:value-type="string"><text:p>dtp3_u1</text:p></table:table-cell>
  <table:table-cell office:value-type="percentage" office:value="0.985"><text:p>98,5%</text:p>
   </table:table-cell>
  <table:table-cell/>
  <table:table-cell office:value-type="string"><text:p>chữ</text:p></table:table-cell>
  <table:table-cell table:number-columns-repeated="1020"/>
 </table:table-row>
 <table:table-row table:number-rows-repeated="1048573">
  <table:table-cell table:number-columns-repeated="1024"/></table:table-row>
</table:table>
"""
NAMES = ("office", "table", "text", "style", "calcext")


def ods_bytes(tables: str, styles: str = "", manifest: str = "<x/>", head: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in NAMES)
    content = (
        f"{head}<office:document-content {spaces}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def test_ods_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(ODS_ROWS)))
    expected = [row.copy() for row in READ]
    expected[1][2] = date(2025, 10, 31)
    assert (sheet.name, cells_of(sheet)) == ("Số liệu", expected)


def test_ods_tells_what_is_not_shown(tmp_path: Path) -> None:
    rows = ODS_ROWS.replace("<table:table-row>", '<table:table-row table:visibility="filter">', 1)
    rows = rows.replace(
        'repeated="4"/>', 'repeated="2"/><table:table-column table:visibility="collapse"/>'
    ).replace(
        "<table:table-cell/>",
        '<table:table-cell table:number-columns-spanned="1" table:number-rows-spanned="2"/>',
    )
    hidden = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta1">{hidden}</style:style>'
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(rows, styles)))
    assert sheet.hidden
    assert [row.hidden for row in sheet.rows] == [True, False, False]
    assert sheet.hidden_columns == ((3, 3),)
    assert sheet.merged == (Block(3, 3, 3, 4),)


FORMULAS = {
    "computed": ('table:formula="of:=19/2" office:value-type="float" office:value="9.5"', "9,5",
                 Number("9.5")),
    "never computed": ('table:formula="of:=19/2"', "", Broken("formula_without_value", "=19/2")),
    "error": (
        'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"', "#DIV/0!",
        Broken("formula_error", "#DIV/0!"),
    ),
    "error in an older file": (
        'table:formula="of:=1/0" office:value-type="float" office:value="0"', "Err:502",
        Broken("formula_error", "Err:502"),
    ),
    "other file": (
        "table:formula=\"of:=['file:///khác.ods'#$A.A1]\" office:value-type=\"float\"",
        "1", Broken("external_link", "=['file:///khác.ods'#$A.A1]"),
    ),
    "sign of the format": ('office:value-type="float" office:value="9.5"', "9,5‰",
                           Number("9.5", 1_000)),
    "no number": ('office:value-type="float" office:value="x"', "x", Broken("formula_error", "x")),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_ods_formulas_count_by_the_value_that_was_stored(tmp_path: Path, name: str) -> None:
    attributes, shown, cell = FORMULAS[name]
    row = (
        f'<table:table table:name="a"><table:table-row><table:table-cell {attributes}>'
        f"<text:p>{shown}</text:p></table:table-cell></table:table-row></table:table>"
    )
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(row)))
    assert sheet.rows[0].cells == [cell]


def test_ods_copies_of_other_files_are_no_sheets(tmp_path: Path) -> None:
    copy = ODS_ROWS.replace(
        "<table:table-column", '<table:table-source table:x="1"/><table:table-column', 1
    )
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(copy + ODS_ROWS)))
    assert len(sheet.rows) == 3


def test_repeated_cells_are_repeated_up_to_a_limit(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="{}"><text:p>a</text:p></table:table-cell>'
    )
    row = (
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="{}">{}'
        "</table:table-row></table:table>"
    )
    (sheet,) = read_file(sent(tmp_path, "x.ods", ods_bytes(row.format(2, cell.format(3)))))
    assert sheet.rows == [Row(1, ["a"] * 3), Row(2, ["a"] * 3)]
    many = sent(tmp_path, "x.ods", ods_bytes(row.format(1_000_000, cell.format(16_000))))
    assert fault_of(many).key == "intake.too_many_cells"


BAD_ODS = {
    "password": (
        ods_bytes(ODS_ROWS, manifest='<a xmlns="u"><f><encryption-data/></f></a>'), "encrypted",
    ),
    "entities": (ods_bytes("", head='<!DOCTYPE a [<!ENTITY b "c">]>'), "unsafe_xml"),
    "not closed": (ods_bytes("<table:table>"), "broken_workbook"),
    "row beyond the last": (
        ods_bytes(ODS_ROWS.replace("1048573", "99999999")), "broken_workbook",
    ),
    "number of repeats that is none": (
        ods_bytes(ODS_ROWS.replace("1048573", "many")), "broken_workbook",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ODS)
def test_a_broken_ods_is_refused(tmp_path: Path, name: str) -> None:
    content, key = BAD_ODS[name]
    assert fault_of(sent(tmp_path, "x.ods", content)).key == f"intake.{key}"


# .xls


def xls(tmp_path: Path, change: Callable[[xlwt.Workbook, object], None] = lambda *_: None) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Số liệu")
    for column, header in enumerate(READ[0]):
        sheet.write(0, column, header)
    sheet.write(1, 0, "infant_mortality")
    sheet.write(1, 1, 9.5)
    sheet.write(1, 2, DAY, xlwt.easyxf(num_format_str="dd/mm/yyyy"))
    sheet.write(1, 3, True)
    sheet.write(2, 0, "dtp3_u1")
    sheet.write(2, 1, 0.985, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(2, 3, " chữ ")
    change(book, sheet)
    path = tmp_path / "x.xls"
    book.save(str(path))
    return path


def test_xls_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (sheet,) = read_file(xls(tmp_path))
    assert (sheet.name, cells_of(sheet)) == ("Số liệu", READ)


def test_xls_tells_what_is_not_shown(tmp_path: Path) -> None:
    def hide(book, sheet) -> None:
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True
        sheet.write_merge(4, 6, 0, 1, "gộp")
        book.add_sheet("Ẩn").visibility = 1

    shown, hidden = read_file(xls(tmp_path, hide))
    assert [row.hidden for row in shown.rows[:3]] == [False, False, True]
    assert shown.is_hidden_column(2) and not shown.is_hidden_column(1)
    assert shown.merged == (Block(1, 5, 2, 7),)
    assert hidden.hidden


def test_a_cut_off_xls_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path)
    path.write_bytes(path.read_bytes()[:3_000])
    assert fault_of(path).key == "intake.broken_workbook"


# Whatever is sent.


@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".xls", ".ods"]))
def test_any_bytes_are_sheets_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    for head in (b"", b"PK\x03\x04", files._OLE, b"\xff\xfe"):
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
