"""Workbooks of Excel: read as they are shown."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
from intake.sent_files import READ, cells_of, in_sheet, repacked, xlsx
from openpyxl.styles import PatternFill

from analysis.sheets.cells import Block, Broken, Number
from analysis.sheets.files import read_file


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
