"""Files as they are sent, made anew: each format with the same content, and ways to spoil it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from analysis.language import BadInput, Fault
from analysis.sheets import Number, Sheet, read_file

HEADER = "Đơn vị;Chỉ số;Năm;Giá trị;Ghi chú"
LINE = "tỉnh Vĩnh Long;infant_mortality;2025;9,5;số sơ bộ của ngành y tế"
TABLE = f"{HEADER}\n{LINE}\n"
# How files of Word and Excel from before 2007 begin, and those that a password locks.
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
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
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
NAMES = {name: f"{_OASIS}{name}:1.0" for name in ("office", "table", "text", "style")} | {
    "number": f"{_OASIS}datastyle:1.0",
    "draw": f"{_OASIS}drawing:1.0",
    "calcext": _CALC,
}


def ods_bytes(tables: str, styles: str = "", manifest: str = "<x/>", head: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in NAMES.items())
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
