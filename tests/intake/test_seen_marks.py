"""Raised, lowered and struck-out text: marks of a page, which are no part of a figure."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from making.small_files import (
    ROW,
    Build,
    ods_cell,
    put,
    repacked,
    rich,
    row,
    send,
    sent_csv,
    sent_ods,
    sent_xls,
    sent_xlsx,
)
from openpyxl.styles import Font

pytestmark = pytest.mark.slow

STRUCK, RAISED = {"strike": True}, {"vertAlign": "superscript"}
SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RUNS = (
    "<{p}si><{p}r><{p}t>98,5</{p}t></{p}r><{p}r><{p}rPr><{p}vertAlign val='superscript'/></{p}rPr>"
    "<{p}t>1</{p}t></{p}r></{p}si>"
)
TEXT_STYLE = (
    '<style:style style:name="T1" style:family="text"><style:text-properties {}/></style:style>'
)
SPAN = ods_cell('98,5<text:span text:style-name="T1">1</text:span>')


def shared(prefix: str = "") -> Build:
    """The texts outside the sheet, as Excel keeps them, with or without a prefix of names."""

    def parts(name: str, words: str) -> str:
        if name == "xl/_rels/workbook.xml.rels":
            relation = f'<Relationship Id="t" Type="{SHARED}" Target="texts.xml"/>'
            return words.replace("</Relationships>", f"{relation}</Relationships>")
        here = '<c r="D2" t="inlineStr"><is><t>HERE</t></is></c>'
        return words.replace(here, '<c r="D2" t="s"><v>0</v></c>')

    def build(folder: Path) -> Path:
        path = repacked(sent_xlsx(row(value="HERE"))(folder), parts)
        name = f":{prefix.rstrip(':')}" if prefix else ""
        texts = f"<{prefix}sst xmlns{name}='{MAIN}'>{RUNS.format(p=prefix)}</{prefix}sst>"
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/texts.xml", texts)
        return path

    return build


def styled(properties: str) -> Build:
    return sent_ods(row(value=SPAN), styles=TEXT_STYLE.format(properties))


def cell_style(where: str) -> Build:
    """A number struck out by the style of its cell, which takes it from a named style."""
    own = '<style:style style:name="c" style:family="table-cell" style:parent-style-name="P"/>'
    parent = (
        '<style:style style:name="P" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    number = 'office:value-type="float" office:value="98.5"'
    cell = ods_cell("98,5", f'table:style-name="c" {number}')
    if where == "styles.xml":
        return sent_ods(row(value=cell), styles=own, named=parent)
    return sent_ods(row(value=cell), styles=own + parent)


def in_xls(*pieces: tuple[str, str]) -> Build:
    runs = tuple((words, xlwt.easyfont(font)) if font else words for words, font in pieces)
    return sent_xls(row(value=None), change=lambda _b, sheet: sheet.write_rich_text(1, 3, runs))


REFUSED: dict[str, tuple[Build, str, str, str]] = {
    "xlsx, a raised digit": (
        sent_xlsx(change=put("D2", rich(("98,5", {}), ("1", RAISED)))), "foreign_digits", "D2",
        "có thể là 98,5.",
    ),
    "xlsx, a raised digit behind a count": (
        sent_xlsx(row(indicator_id="child_marriage"),
                  change=put("D2", rich(("5", {}), ("1", RAISED)))),
        "foreign_digits", "D2", "“5¹”",
    ),
    "xlsx, a lowered digit": (
        sent_xlsx(change=put("D2", rich(("98,5", {}), ("2", {"vertAlign": "subscript"})))),
        "foreign_digits", "D2", "₂",
    ),
    "xlsx, a struck-out digit": (
        sent_xlsx(change=put("D2", rich(("9", STRUCK), ("8,5", {})))), "struck_text", "D2",
        "“9”, bên cạnh “8,5”",
    ),
    "xlsx, shared texts": (shared(), "foreign_digits", "D2", "98,5¹"),
    "xlsx, shared texts under a prefix": (shared("x:"), "foreign_digits", "D2", "98,5¹"),
    "xlsx, a number in a raised font": (
        sent_xlsx(change=put("D2", 98, font=Font(vertAlign="superscript"))), "foreign_digits",
        "D2", "⁹⁸",
    ),
    "xlsx, a struck-out cell": (
        sent_xlsx(change=put("D2", 98.5, font=Font(strike=True))), "struck_cell", "D2", "gạch",
    ),
    "xlsx, a struck-out note": (
        sent_xlsx(change=put("M2", rich(("chưa ", STRUCK), ("đã kiểm tra", {})))), "struck_text",
        "M2", "chưa",
    ),
    "xlsx, a publisher with a footnote": (
        sent_xlsx(change=put("L2", rich(("Sở Tư pháp", {}), ("1", RAISED)))), "footnote_mark",
        "L2", "Hãy ghi “Sở Tư pháp”",
    ),
    "ods, super": (styled('style:text-position="super 58%"'), "foreign_digits", "D2", "¹"),
    "ods, by per cent": (styled('style:text-position="33% 58%"'), "foreign_digits", "D2", "¹"),
    "ods, struck out": (
        styled('style:text-line-through-style="solid" style:text-line-through-type="single"'),
        "struck_text", "D2", "“1”, bên cạnh “98,5”",
    ),
    "ods, the style of the cell": (cell_style("content.xml"), "struck_cell", "D2", "98,5"),
    "ods, a named style": (cell_style("styles.xml"), "struck_cell", "D2", "98,5"),
    "xls, a raised digit": (
        in_xls(("98,5", ""), ("1", "escapement superscript")), "foreign_digits", "D2", "98,5¹",
    ),
    "xls, a struck-out digit": (
        in_xls(("9", "struck_out on"), ("8,5", "")), "struck_text", "D2", "“9”",
    ),
    "xls, a struck-out cell": (
        sent_xls(change=lambda _b, sheet: sheet.write(
            1, 3, 98.5, xlwt.easyxf("font: struck_out on"))),
        "struck_cell", "D2", "98.5",
    ),
    "csv, a raised digit of Unicode": (
        sent_csv(row(value="98,5¹")), "foreign_digits", "", "có thể là 98,5.",
    ),
    "csv, a publisher with a footnote": (
        sent_csv(row(publisher="Sở Tư pháp⁽¹⁾")), "footnote_mark", "", "“Sở Tư pháp”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_marks_beside_or_through_a_figure_are_refused(tmp_path: Path, name: str) -> None:
    build, key, cell, words = REFUSED[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == ([key], True)
    (fault,) = sent.result.faults
    assert (fault.cell or "") == cell
    assert words in fault.message("vi")
    assert "{" not in fault.message("en")


READ: dict[str, tuple[Build, str, str]] = {
    "several fonts without a mark": (
        sent_xlsx(change=put("D2", rich(("98", {"b": True}), (",5", {})))), "value", "98.5",
    ),
    "a line through that is turned off": (
        sent_xlsx(change=put("D2", rich(("98", {"strike": False}), (",5", {})))), "value", "98.5",
    ),
    "the mark of a footnote behind a header": (
        sent_xlsx(change=put("D1", rich(("Giá trị", {}), ("1", RAISED)))), "value", "98.5",
    ),
    "the mark of a footnote behind a unit": (
        sent_xlsx(change=put("A2", rich(("Ninh Bình (mới)", {}), ("2", RAISED)))), "unit_id",
        "ninh-binh",
    ),
    "square metres in a note": (
        sent_xlsx(change=put("M2", rich(("rộng 5 m", {}), ("2", RAISED)))), "note",
        "rộng 5 m²; Văn bản: Báo cáo 215/BC-STP",
    ),
    "ods, a span that marks nothing": (
        styled('fo:font-weight="bold"'.replace("fo:", "style:")), "value", "98.51",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_marks_nothing_away_is_read(tmp_path: Path, name: str) -> None:
    build, column, value = READ[name]
    sent = send(build(tmp_path), tmp_path)
    assert (sent.keys, sent.said[column]) == ([], value)


def test_a_row_that_is_struck_out_is_told_once(tmp_path: Path) -> None:
    def strike(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for cell in sheet[2]:
            cell.font = Font(strike=True)

    sent = send(sent_xlsx(ROW, change=strike)(tmp_path), tmp_path)
    assert (sent.keys, sent.unchanged) == (["struck_cell"], True)
