"""Bad files: refused whole with clear words, and nothing is left of them."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from intake.sent_figures import (
    COLUMNS,
    GOOD,
    Build,
    Call,
    contents,
    plain,
    rate,
    raw,
    row,
    rows,
    table,
    workbook,
)

pytestmark = pytest.mark.slow


def set_cell(address: str, value: object) -> Build:
    def change(book: openpyxl.Workbook) -> None:
        book.active[address] = value

    return lambda path: workbook(path, change)


def merge(path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.append([GOOD[name] for name in COLUMNS])
        book.active.merge_cells("A2:A3")

    workbook(path, change)


def hide(path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.create_sheet("Bìa")
        book["Số liệu"].sheet_state = "hidden"

    workbook(path, change)


def hide_row(path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.row_dimensions[2].hidden = True

    workbook(path, change)


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b" " * 1024 * 1024)


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(101 * 1024 * 1024)


def web_page(path: Path) -> None:
    path.write_text("<html><table><tr><td>unit_id</td></tr></table></html>", "utf-8")


def old_header(path: Path) -> None:
    """A ledger of the format that had no statements yet."""
    path.write_text("unit_id,indicator_id,year,value,source\nvinh-long,x,2025,1,y\n", "utf-8")


BAD: dict[str, tuple[str, Build, str]] = {
    # The file.
    "a folder": ("so.csv", lambda path: path.mkdir(), "Không tìm thấy tệp"),
    "no file": ("so.csv", lambda _: None, "Không tìm thấy tệp"),
    "an empty file": ("so.csv", raw(b""), "Tệp trống"),
    "only a header": ("so.csv", raw(table().encode()), "Tệp không có số liệu nào"),
    "junk as CSV": ("so.csv", raw(bytes(range(256)) * 8), "Không nhận ra bảng mã"),
    "junk as a workbook": ("so.xlsx", raw(b"PK\x03\x04" + bytes(range(256)) * 8), "hỏng"),
    "CSV named xlsx": ("so.xlsx", raw(table({}).encode()), "CSV"),
    "a document": ("so.docx", raw(b"x"), "docx"),
    "a web page named xls": ("so.xls", web_page, "trang web"),
    "100 MB": ("so.csv", sparse, "MB"),
    "a zip bomb": ("so.xlsx", zip_bomb, "nén"),
    "an old code page": ("so.csv", raw(table({"note": "Vĩnh Long"}).encode("utf-16")[:-1]), "mã"),
    "text of .VnTime": ("so.csv", raw("§¬n vÞ;ChØ sè;N¨m;Gi¸ trÞ\n1;2;3;4\n".encode()), "TCVN3"),
    "a quotation mark left open": ("so.csv", raw(table({}).encode() + b'"x,1\n'), "ngoặc kép"),
    "a cell too many": ("so.csv", raw(table({}).encode() + b"a,b,1,1,,,s,p,2025,1\n"), "ô"),
    "no column for the year": (
        "so.csv", raw(b"unit_id,indicator_id,value,numerator\na,b,1,1\n"), "Thiếu cột “year”",
    ),
    "an unknown column": ("so.csv", row(**{"Cột lạ": "7"}), "Cột lạ"),
    "a ledger of old": ("so.csv", old_header, "numerator"),
    # Cells of a workbook.
    "a formula never computed": ("so.xlsx", set_cell("D2", "=E2/F2*100"), "chưa được tính"),
    "a formula's error": ("so.xlsx", set_cell("D2", "#DIV/0!"), "#DIV/0!"),
    "merged cells": ("so.xlsx", merge, "gộp"),
    "a hidden sheet": ("so.xlsx", hide, "ẩn"),
    "a hidden row": ("so.xlsx", hide_row, "ẩn"),
    "a date for a number": ("so.xlsx", set_cell("D2", datetime(2025, 9, 8)), "ngày"),  # noqa: DTZ001
    # Names.
    "an unknown unit": ("so.csv", row(unit_id="vinh-lon"), "vinh-long"),
    "an unknown indicator": (
        "so.csv", row(indicator_id="full_imunisation"), "full_immunisation_u1",
    ),
    "an unknown slug": ("so.csv", row(source="gso-imrr"), "gso-imr"),
    "a document of nobody": ("so.csv", row(publisher=""), "--publisher"),
    "no source": ("so.csv", row(source=""), "trống"),
    "a simulated figure": ("so.csv", row(source="simulated"), "mô phỏng"),
    "an unknown status": ("so.csv", row(status="chắc chắn"), "chắc chắn"),
    # Numbers.
    "thousand or decimal mark": ("so.csv", row(numerator="118.80"), "118.80"),
    "1.234 in a share": ("so.csv", plain(indicator_id="child_injury_rate", value="1.234"), "1.234"),
    "words for a number": ("so.csv", row(value="chưa rõ lắm"), "chưa rõ lắm"),
    "‰ in a percent column": ("so.csv", plain(value="9,5‰"), "‰"),
    "over 100 percent": ("so.csv", plain(value="100,5"), "0–100"),
    "a negative rate": ("so.csv", plain(value="-1"), "-1"),
    "n larger than N": ("so.csv", row(numerator="121.050"), "lớn hơn mẫu số 121.049"),
    "the value is not n/N": ("so.csv", row(value="97,1"), "tính ra 98,1"),
    "nobody to count": ("so.csv", row(numerator="0", denominator="0"), "0"),
    "half a child": ("so.csv", row(numerator="118801,5"), "118801,5"),
    "a share of 1 in percent": ("so.csv", plain(value="0,98"), "98"),
    "another unit of measure": (
        "so.csv", rows(rate("infant_mortality", "0,96")), "hoặc 9,6 nếu",
    ),
    # Years and days.
    "no year": ("so.csv", row(year="hai nghìn"), "không phải là năm"),
    "a year to come": ("so.csv", row(year="2027", published=""), "Năm 2027 chưa đến"),
    "a school year of children": ("so.csv", row(year="2024-2025"), "năm học"),
    "published tomorrow": ("so.csv", row(published="23/11/2026"), "ở sau hôm nay"),
    "published before the year": ("so.csv", row(published="31/12/2024"), "trước khi năm 2025"),
    "no day of the calendar": ("so.csv", row(published="31/11/2026"), "31/11/2026"),
    # Figures beside each other and beside the ledger.
    "sent twice": ("so.csv", rows({}, {}), "đã có ở dòng 2"),
    "newborns above infants": (
        "so.csv",
        rows(rate("neonatal_mortality", "9,9"), rate("infant_mortality", "9,5")),
        "phần không thể lớn hơn toàn thể",
    ),
    "infants above the ledger's under-fives": (
        "so.csv",
        rows(rate("infant_mortality", "15,2", year="2016", source="gso-imr", publisher="")),
        "phần không thể lớn hơn toàn thể",
    ),
    # What has to be confirmed.
    "a jump": ("so.csv", plain(value="71,5"), '--confirm "1: lý do"'),
    "a large revision": (
        "so.csv",
        rows(rate("infant_mortality", "12,9", year="2016", source="gso-imr", publisher="")),
        "từ 9,9 thành 12,9",
    ),
    "an old province after the merger": (
        "so.csv", row(year="2026"), "chỉ còn đến lần sắp xếp năm 2025",
    ),
    "a new province before the merger": (
        "so.csv", row(unit_id="ninh-binh", year="2023"), "chỉ có từ lần sắp xếp năm 2025",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "build", "fragment"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_with_words_and_leaves_no_trace(
    name: str, build: Build, fragment: str, project: Path, call: Call, tmp_path: Path
) -> None:
    build(tmp_path / name)
    before = contents(project)
    code, output, messages = call("import", tmp_path / name)
    assert code == 2
    assert output == ""
    assert fragment in messages
    assert name in messages
    assert "Traceback" not in messages
    assert contents(project) == before
    assert not (project / "data" / ".ledger.lock").exists()


def test_the_table_of_bad_files_is_long_enough() -> None:
    assert len(BAD) >= 40


def test_a_file_that_may_not_be_read_is_refused(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "so.csv"
    row()(path)
    before = contents(project)
    opened = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    code, _, messages = call("import", path)
    assert code == 2
    assert "so.csv: Không" in messages
    assert contents(project) == before


def test_every_fault_of_a_file_is_told_at_once_in_its_order(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    rows({"value": "97,1"}, {"year": "2027"}, {"unit_id": "x"}, {"publisher": ""})(path)
    code, _, messages = call("import", path)
    assert code == 2
    told = [line for line in messages.splitlines() if ", dòng " in line]
    assert [re.search(r"dòng (\d)", line)[1] for line in told] == ["2", "3", "4", "5"]  # type: ignore[index]


def test_a_ledger_of_the_old_format_is_refused_not_written_over(
    project: Path, call: Call, tmp_path: Path
) -> None:
    ledger = project / "data" / "observations" / "vinh-long.csv"
    ledger.write_text("unit_id,indicator_id,year,value\nvinh-long,infant_mortality,2016,9.9\n")
    path = tmp_path / "so.csv"
    row()(path)
    before = contents(project)
    code, _, messages = call("import", path)
    assert code == 2
    assert "data/observations/vinh-long.csv" in messages
    assert "Thiếu cột" in messages
    assert contents(project) == before


def test_the_same_fault_in_many_rows_is_said_once_and_whole_in_json(
    call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "so.csv"
    rows(
        *(
            {"value": "97,1", "source": f"Báo cáo {letter}{n}"}
            for letter in "abc"
            for n in range(30)
        )
    )(path)
    _, _, messages = call("import", path)
    (told,) = [line for line in messages.splitlines() if "không khớp" in line]
    assert "dòng 2–91, cột value: Giá trị 97,1 không khớp" in told
    code, output, messages = call("import", path, "--json")
    assert (code, messages) == (2, "")
    (told,) = json.loads(output)["files"]
    assert told["outcome"] == "refused"
    assert len(told["faults"]) >= 90
    assert {"key", "file", "sheet", "cell", "row", "column", "message"} == set(told["faults"][0])


def test_a_figure_of_very_many_sources_is_refused_in_one_sentence(
    tmp_path: Path, call: Call
) -> None:
    path = tmp_path / "so.csv"
    rows(*({"source": f"Báo cáo {letter}{n} của ngành"} for letter in "abc" for n in range(50)))(
        path
    )
    code, _, messages = call("import", path)
    assert code == 2
    assert "Hơn 100 nguồn cho cùng một số liệu" in messages
