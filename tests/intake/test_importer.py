"""Sent files into the ledger, end to end: refused whole with clear words, or taken whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sys
import threading
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from making.ledgers import observations_of, statements_of

from analysis.cli.main import main
from analysis.intake import importer
from analysis.intake.importer import FileResult, import_files
from analysis.intake.judging import doubts
from analysis.ledger import VIET_NAM_TIME, load_sources, open_books

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=VIET_NAM_TIME)
COLUMNS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
           "publisher", "published")  # fmt: skip
REPORT = "Báo cáo 215/BC-SYT ngày 10/11/2026"
SLUG = "so-y-te-tinh-vinh-long-bao-cao"
GOOD = {
    "unit_id": "vinh-long", "indicator_id": "full_immunisation_u1", "year": "2025",
    "value": "98,1", "numerator": "118.801", "denominator": "121.049", "source": REPORT,
    "publisher": "Sở Y tế", "published": "10/11/2026",
}  # fmt: skip

Call = Callable[..., tuple[int, str, str]]
Build = Callable[[Path], None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, at ten in the morning of 22 November 2026."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "parameters", root / "parameters")
    (root / "data" / "observations").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "sources.csv", root / "data" / "sources.csv")
    for unit in ("vinh-long", "dong-thap", "ninh-binh", "trieu-son", "thanh-hoa"):
        name = Path("data", "observations", f"{unit}.csv")
        shutil.copy(ROOT / name, root / name)
    monkeypatch.setenv("MANGNON_HOME", str(root))
    monkeypatch.delenv("MANGNON_STORE", raising=False)
    monkeypatch.setattr(importer, "current_moment", lambda: NOW)
    return root


@pytest.fixture
def call(
    project: Path,  # noqa: ARG001 - the command runs in it
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Return what imports files in this process and gives exit code, output and messages."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mangnon", "data", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        written = capsys.readouterr()
        return int(end.value.code or 0), written.out, written.err

    return run


def contents(root: Path) -> dict[str, str]:
    """Every file of the data with its hash; the lock says nothing."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((root / "data").rglob("*"))
        if path.is_file() and path.name != ".ledger.lock"
    }


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    """A CSV file of good rows, each with what is said of it changed."""
    written = io.StringIO()
    columns = list(dict.fromkeys((*COLUMNS, *(name for row in rows for name in row))))
    writer = csv.DictWriter(written, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return written.getvalue()


def rows(*changes: dict[str, str]) -> Build:
    return lambda path: path.write_text(table(*changes), "utf-8")  # type: ignore[return-value]


def row(**changes: str) -> Build:
    return rows(changes)


def plain(**changes: str) -> Build:
    """A row without numerator and denominator."""
    return rows({"numerator": "", "denominator": "", **changes})


def raw(content: bytes) -> Build:
    return lambda path: path.write_bytes(content)  # type: ignore[return-value]


def rate(indicator: str, value: str, **changes: str) -> dict[str, str]:
    return {"indicator_id": indicator, "value": value, "numerator": "", "denominator": "",
            **changes}  # fmt: skip


def workbook(path: Path, change: Callable[[openpyxl.Workbook], None] = lambda _: None) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(list(COLUMNS))
    sheet.append([GOOD[name] for name in COLUMNS])
    change(book)
    book.save(path)


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
            for n in range(100)
        )
    )(path)
    _, _, messages = call("import", path)
    (told,) = [line for line in messages.splitlines() if "không khớp" in line]
    assert "dòng 2–301, cột value: Giá trị 97,1 không khớp" in told
    code, output, messages = call("import", path, "--json")
    assert (code, messages) == (2, "")
    (told,) = json.loads(output)["files"]
    assert told["outcome"] == "refused"
    assert len(told["faults"]) >= 300
    assert {"key", "file", "sheet", "cell", "row", "column", "message"} == set(told["faults"][0])


# Taking.


def ledger(project: Path, unit_id: str = "vinh-long") -> list[dict[str, str]]:
    path = project / "data" / "observations" / f"{unit_id}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_a_good_file_is_taken_with_its_source_and_kept(
    project: Path, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "Sở Y tế.csv"
    row()(path)
    before = ledger(project)
    code, output, messages = call("import", path)
    assert (code, messages) == (0, "")
    assert "Đọc 1 số: mới 1, sửa 0" in output
    assert ledger(project)[:-1] == before
    assert ledger(project)[-1] == {
        "statement": str(len(before) + 1), "unit_id": "vinh-long",
        "indicator_id": "full_immunisation_u1", "year": "2025", "value": "98.1", "qualifier": "",
        "numerator": "118801", "denominator": "121049", "nature": "administrative",
        "status": "official", "source": SLUG, "published": "2026-11-10",
        "received": "2026-11-22T10:00:00+07:00", "supersedes": "", "note": f"Văn bản: {REPORT}",
    }  # fmt: skip
    source = load_sources(open_books(project)).set_index("source").loc[SLUG]
    assert source["publisher_vi"] == "Sở Y tế tỉnh Vĩnh Long"
    assert source["title_vi"] == "Báo cáo của Sở Y tế tỉnh Vĩnh Long"
    (kept,) = (project / "data" / "received" / "2026").iterdir()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert kept.name == f"20261122T100000-{digest}-Sở Y tế.csv"
    assert kept.read_bytes() == path.read_bytes()
    assert kept.name in output
    stated = observations_of("vinh-long", project)
    assert stated.loc[stated["source"] == SLUG, "value"].tolist() == [98.1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_give_the_same_statement(
    encoding: str, delimiter: str, project: Path, call: Call, tmp_path: Path
) -> None:
    words = table({}, delimiter=delimiter)
    if encoding == "cp1258":
        words = as_windows(words)
    path = tmp_path / "so.csv"
    path.write_bytes(words.encode(encoding))
    code, _, messages = call("import", path)
    assert (code, messages) == (0, "")
    assert ledger(project)[-1]["note"] == f"Văn bản: {REPORT}"


def as_windows(words: str) -> str:
    """Vietnamese as Windows-1258 has it: the vowel with its hat, the tone behind it."""
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    pieces = []
    for letter in words:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in marks)
        rest = unicodedata.normalize("NFC", "".join(c for c in apart if c not in marks))
        pieces.append(rest + tone)
    return "".join(pieces)


def test_a_workbook_is_taken(project: Path, call: Call, tmp_path: Path) -> None:
    workbook(tmp_path / "so.xlsx")
    assert call("import", tmp_path / "so.xlsx")[0] == 0
    assert ledger(project)[-1]["value"] == "98.1"


def test_the_same_file_again_changes_nothing(project: Path, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    row()(path)
    call("import", path)
    before = contents(project)
    code, output, messages = call("import", path)
    assert (code, messages) == (0, "")
    assert "không có gì mới" in output
    assert "không đổi 1" in output
    assert contents(project) == before


def test_a_later_report_continues_the_source_and_revises_it(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row()(tmp_path / "a.csv")
    call("import", tmp_path / "a.csv")
    monkeypatch.setattr(importer, "current_moment", lambda: NOW.replace(day=25))
    later = "Báo cáo số 310/BC-SYT ngày 24 tháng 11 năm 2026"
    row(source=later, value="98,0", numerator="118.600", published="2026-11-24")(tmp_path / "b.csv")
    code, output, _ = call("import", tmp_path / "b.csv")
    assert code == 0
    assert "98,1 (118.801/121.049) → 98,0 (118.600/121.049)" in output
    first, second = ledger(project)[-2:]
    assert (second["supersedes"], second["source"]) == (first["statement"], SLUG)
    assert second["note"] == f"Văn bản: {later}"
    assert len(load_sources(open_books(project))) == len(load_sources(open_books(ROOT))) + 1
    _, output, _ = call("history", "vinh-long", "full_immunisation_u1", "--json")
    old, new = json.loads(output)[-2:]
    assert (old["value"], old["superseded_by"]) == ("98.1", new["statement"])
    assert (new["value"], new["supersedes"]) == ("98.0", old["statement"])
    then = observations_of("vinh-long", project, as_of="2026-11-22T23:59:59+07:00")
    assert then.loc[then["source"] == SLUG, "value"].tolist() == [98.1]


def test_the_same_figure_from_a_later_report_is_restated(call: Call, tmp_path: Path) -> None:
    row()(tmp_path / "a.csv")
    call("import", tmp_path / "a.csv")
    row(source="Báo cáo 310/BC-SYT ngày 20/11/2026")(tmp_path / "b.csv")
    code, output, _ = call("import", tmp_path / "b.csv")
    assert code == 0
    assert "thêm căn cứ 1" in output


def test_one_file_may_hold_several_units(project: Path, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    rows({}, {"unit_id": "dong-thap"}, {"unit_id": "trieu-son", "publisher": "Trung tâm Y tế"})(
        path
    )
    assert call("import", path)[0] == 0
    units = ("vinh-long", "dong-thap", "trieu-son")
    assert [ledger(project, unit)[-1]["year"] for unit in units] == ["2025"] * 3
    sources = {ledger(project, unit)[-1]["source"] for unit in units}
    assert sources == {SLUG, "so-y-te-tinh-dong-thap-bao-cao",
                       "trung-tam-y-te-huyen-trieu-son-bao-cao"}  # fmt: skip


def test_of_two_files_the_bad_one_is_refused_and_the_good_one_taken(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row(value="97,1")(tmp_path / "bad.csv")
    row()(tmp_path / "good.csv")
    code, output, messages = call("import", tmp_path / "bad.csv", tmp_path / "good.csv")
    assert code == 1
    assert "good.csv: đã nhận" in output
    assert "bad.csv: KHÔNG NHẬN" in messages
    assert ledger(project)[-1]["value"] == "98.1"


def test_two_files_that_contradict_each_other_are_not_both_taken(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row()(tmp_path / "a.csv")
    row(value="98,0", numerator="118.600")(tmp_path / "b.csv")
    code, _, messages = call("import", tmp_path / "a.csv", tmp_path / "b.csv")
    assert code == 1
    assert "ghi 98,0, còn " in messages
    assert "a.csv, dòng 2 ghi 98,1" in messages
    assert ledger(project)[-1]["value"] == "98.1"


def test_a_dry_run_tells_what_would_be_taken_and_writes_nothing(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row()(tmp_path / "a.csv")
    row(source="Báo cáo 310/BC-SYT ngày 20/11/2026")(tmp_path / "b.csv")
    before = contents(project)
    code, output, _ = call("import", tmp_path / "a.csv", tmp_path / "b.csv", "--dry-run")
    assert code == 0
    assert output.count("sẽ được nhận") == 2
    assert "mới 1" in output
    # The second file is judged as if the first had been taken.
    assert "thêm căn cứ 1" in output
    assert SLUG in output
    assert contents(project) == before
    assert not (project / "data" / ".ledger.lock").exists()


# Confirming.

JUMP = plain(value="71,5")


def test_a_confirmed_warning_leaves_its_reason_in_the_ledger(
    project: Path, call: Call, tmp_path: Path
) -> None:
    path = tmp_path / "so.csv"
    JUMP(path)
    before = contents(project)
    assert call("import", path)[0] == 2
    assert contents(project) == before
    code, output, _ = call("import", path, "--confirm", "1: thiếu vắc xin; đã hỏi lại Sở")
    assert code == 0
    assert "Lý do: thiếu vắc xin, đã hỏi lại Sở" in output
    note = ledger(project)[-1]["note"]
    assert note == f"Văn bản: {REPORT}; Xác nhận khi nhập: thiếu vắc xin, đã hỏi lại Sở"
    # Sent again, with or without the reason, it says nothing new.
    before = contents(project)
    assert call("import", path)[0] == 0
    assert call("import", path, "--confirm", "1: thiếu vắc xin")[0] == 0
    assert contents(project) == before


@pytest.mark.parametrize(
    ("confirmed", "fragment"),
    [
        ("1:", "chưa có lý do"),
        ("1:  ...", "chưa có lý do"),
        ("all: ", "chưa có lý do"),
        ("2: vì sao", "Không có cảnh báo số 2; tệp có 1"),
        ("1-3: vì sao", "Không có cảnh báo số 2"),
        ("đúng rồi", "Không đọc được --confirm"),
        ("", "Không đọc được --confirm"),
    ],
)
def test_a_confirmation_without_number_or_reason_is_refused(
    confirmed: str, fragment: str, project: Path, call: Call, tmp_path: Path
) -> None:
    JUMP(tmp_path / "so.csv")
    before = contents(project)
    code, _, messages = call("import", tmp_path / "so.csv", "--confirm", confirmed)
    assert code == 2
    assert fragment in messages
    assert contents(project) == before


def test_one_reason_may_hold_for_all_warnings(project: Path, call: Call, tmp_path: Path) -> None:
    plain(value="71,5", year="2026")(tmp_path / "so.csv")
    code, _, messages = call("import", tmp_path / "so.csv", "--confirm", "1: địa bàn cũ")
    assert code == 2
    assert '--confirm "2: lý do"' in messages
    assert call("import", tmp_path / "so.csv", "--confirm", "tất cả: đã hỏi lại")[0] == 0
    assert ledger(project)[-1]["note"].endswith("Xác nhận khi nhập: đã hỏi lại")


def test_numbers_of_warnings_are_for_one_file(call: Call, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        JUMP(tmp_path / name)
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    code, _, messages = call("import", *files, "--confirm", "1: x")
    assert code == 2
    assert "từng tệp" in messages
    assert call("import", *files, "--confirm", "all: x")[0] == 0


def import_one(project: Path, path: Path, **more: object) -> FileResult:
    (result,) = import_files(project, [path], **more)  # type: ignore[arg-type]
    return result


def test_a_person_at_the_terminal_is_asked_for_the_reason(project: Path, tmp_path: Path) -> None:
    JUMP(tmp_path / "so.csv")
    no = import_one(project, tmp_path / "so.csv", ask=lambda _file, _doubts: {})
    assert no.outcome == "refused"
    yes = import_one(
        project, tmp_path / "so.csv", ask=lambda _file, doubts: {doubts[0].identity: "đúng"}
    )
    assert yes.outcome == "taken"
    assert ledger(project)[-1]["note"].endswith("Xác nhận khi nhập: đúng")


def test_a_ledger_that_moved_on_while_a_person_was_asked_is_looked_at_again(
    project: Path, tmp_path: Path
) -> None:
    JUMP(tmp_path / "so.csv")
    rows({"year": "2024"})(tmp_path / "other.csv")

    def ask(_file: str, doubts: list[doubts.Doubt]) -> dict[str, str]:
        assert import_one(project, tmp_path / "other.csv").outcome == "taken"
        return {doubts[0].identity: "đúng"}

    result = import_one(project, tmp_path / "so.csv", ask=ask)
    # There is a nearer year to compare with now, so the question is another one.
    assert result.outcome == "refused"
    assert [fault.key for fault in result.faults] == ["imports.unconfirmed"]
    assert ledger(project)[-1]["year"] == "2024"


def test_numerator_and_denominator_prove_the_unit_of_measure(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    row(value="0,98", numerator="118", denominator="12000")(path)
    code, _, messages = call("import", path)
    assert code == 2
    assert "Có hai cách đọc" not in messages
    assert "Vì sao đổi nhiều như vậy" in messages


def test_both_sides_of_a_contradiction_can_be_corrected_in_one_file(
    call: Call, tmp_path: Path
) -> None:
    changes = {"year": "2016", "publisher": "", "published": ""}
    rows(
        rate("infant_mortality", "15,2", source="gso-imr", **changes),
        rate("under5_mortality", "22,3", source="gso-u5mr", **changes),
    )(tmp_path / "so.csv")
    assert call("import", tmp_path / "so.csv", "--confirm", "all: đính chính")[0] == 0


def test_publishers_that_contradict_each_other_are_asked_about(call: Call, tmp_path: Path) -> None:
    rows(rate("infant_mortality", "15,2", year="2016"))(tmp_path / "so.csv")
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2
    assert "Hai cơ quan công bố khác nhau" in messages


# What can go wrong around it.


def test_what_a_command_cannot_do_it_does_not_advise(
    project: Path, call: Call, tmp_path: Path
) -> None:
    row()(tmp_path / "planned.csv")
    row(unit_id="thanh-hoa")(tmp_path / "unplanned.csv")
    _, output, _ = call("import", tmp_path / "unplanned.csv", "--confirm", "all: x")
    assert "data history thanh-hoa full_immunisation_u1" in output
    assert "assess" not in output
    _, output, _ = call("import", tmp_path / "unplanned.csv", tmp_path / "planned.csv")
    assert "mangnon assess vinh-long" in output
    (project / "data" / "received").rename(tmp_path / "received")
    (project / "data" / "received").write_text("tệp ở chỗ của thư mục")
    row(year="2024")(tmp_path / "more.csv")
    code, _, messages = call("import", tmp_path / "more.csv")
    assert code == 2
    assert "ở chỗ cần một thư mục" in messages
    assert "--reports" not in messages


def test_a_full_disk_leaves_the_ledger_and_the_copies_as_they_were(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "data/observations/vinh-long.csv")

    row()(tmp_path / "so.csv")
    before = contents(project)
    monkeypatch.setattr("analysis.ledger.stores.csv_files.CsvWriter.append", full)
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2
    assert "data/observations/vinh-long.csv" in messages
    assert contents(project) == before


def test_a_clock_behind_the_ledger_is_told(
    project: Path, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row(published="2026-11")(tmp_path / "so.csv")
    before = contents(project)
    monkeypatch.setattr(importer, "current_moment", lambda: NOW.replace(day=1))
    code, _, messages = call("import", tmp_path / "so.csv")
    assert code == 2
    assert "Đồng hồ máy" in messages
    assert contents(project) == before


def test_no_file_at_all_is_told(call: Call) -> None:
    code, _, messages = call("import")
    assert code == 2
    assert "Chưa nêu tệp nào" in messages


def test_the_english_speaker_is_answered_in_english(call: Call, tmp_path: Path) -> None:
    row(value="97,1")(tmp_path / "so.csv")
    _, _, messages = call("import", tmp_path / "so.csv", "--lang", "en")
    assert "REFUSED" in messages
    assert "97.1 does not agree with 118,801/121,049, which gives 98.1" in messages


@pytest.mark.slow
def test_imports_at_the_same_time_are_all_in_the_ledger(project: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"{year}.csv" for year in range(2018, 2026)]
    for path in paths:
        row(year=path.stem)(path)
    results: list[FileResult] = []
    start = threading.Barrier(len(paths))

    def take(path: Path) -> None:
        start.wait()
        results.append(import_one(project, path, confirmations=["all: nhập cùng lúc"]))

    threads = [threading.Thread(target=take, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.outcome for result in results] == ["taken"] * len(paths)
    stated = statements_of("vinh-long", project)
    assert sorted(stated.loc[stated["source"] == SLUG, "year"]) == list(range(2018, 2026))
    assert (load_sources(open_books(project))["source"] == SLUG).sum() == 1


# The history.


def test_the_history_is_a_table_a_person_can_read(call: Call) -> None:
    code, output, messages = call("history", "vinh-long", "infant_mortality")
    assert (code, messages) == (0, "")
    title, head, first, *_ = output.splitlines()
    assert title == (
        "Tỷ suất tử vong trẻ em dưới 1 tuổi – tỉnh Vĩnh Long: 11 lần ghi, theo thứ tự nhận"
    )
    assert head.split()[:3] == ["Số", "Năm", "Giá"]
    assert "12,3\N{NO-BREAK SPACE}‰" in first
    assert "gso-imr" in first


def test_the_history_as_csv_has_every_statement_as_written(project: Path, call: Call) -> None:
    _, output, _ = call("history", "vinh-long", "infant_mortality", "--csv")
    told = list(csv.DictReader(output.splitlines()))
    kept = [row for row in ledger(project) if row["indicator_id"] == "infant_mortality"]
    assert [{**row, "superseded_by": None} for row in told] == [
        {**{name: row[name] for name in told[0] if name != "superseded_by"}, "superseded_by": None}
        for row in kept
    ]


def test_an_indicator_without_statements_has_an_empty_history(call: Call) -> None:
    code, output, _ = call("history", "vinh-long", "child_marriage")
    assert code == 0
    assert "Sổ chưa có số nào" in output
    assert json.loads(call("history", "vinh-long", "child_marriage", "--json")[1]) == []


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        (("vinh-lon", "infant_mortality"), "Không có đơn vị “vinh-lon”"),
        (("vinh-long", "infant_mortalty"), "infant_mortality"),
    ],
)
def test_an_unknown_name_is_told(words: tuple[str, str], fragment: str, call: Call) -> None:
    code, _, messages = call("history", *words)
    assert code == 2
    assert fragment in messages
