"""Documents are opened as what they are; what cannot be read is told with what to do."""

from __future__ import annotations

from pathlib import Path

import docx
import pikepdf
import pytest

from analysis.language import BadInput
from analysis.papers.papers import read_paper

FRAGMENTS = Path(__file__).parents[1] / "plans" / "documents" / "fragments"


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_paper(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name
    return fault.key.removeprefix("papers.")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.png", b"\x89PNG", "other_format"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", b"{\\rtf1 a document under another name}", "damaged"),
        ("a.pdf", b"%PDF-1.7\nbroken", "damaged"),
        ("a.txt", b"M\xe1\xbb", "not_utf8"),
        ("a.txt", b"  \n\n ", "no_text"),
        ("a.html", b"<html><script>1</script></html>", "no_text"),
    ],
)
def test_what_is_no_document_is_refused(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    assert refused(written(tmp_path, name, content)) == told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.pdf") == "not_opened"


def test_a_locked_pdf_is_told_as_locked(tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(FRAGMENTS / "wrapped.pdf") as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refused(locked) == "locked"


def test_places_in_a_text_are_those_of_the_file_as_everyone_opens_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "\ufeffmột\r\nhai\rba".encode())
    assert read_paper(path).text == "một\nhai\nba"


def test_word_gives_what_is_seen_without_marks_of_notes(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Tỷ lệ đạt 65%")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(" vào năm 2025")
    document.add_paragraph("một mục", style="List Number")
    document.add_paragraph("hai mục", style="List Number")
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Giá trị"
    table.cell(1, 0).text, table.cell(1, 2).text = "a", "b\nc"
    document.save(str(tmp_path / "a.docx"))
    assert read_paper(tmp_path / "a.docx").text.splitlines() == [
        "Tỷ lệ đạt 65% vào năm 2025",
        "1. một mục",
        "2. hai mục",
        "| Giá trị |",
        "| a |  | b<br>c |",
    ]


def test_a_web_page_gives_its_text_and_not_its_menus(tmp_path: Path) -> None:
    page = (
        "<nav>Trang chủ</nav><p>Tỷ lệ <b>đạt</b> 65%<sup>2</sup><br>vào năm 2025</p>"
        "<ul><li>một</li></ul><table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr>"
        "</table><script>x</script>"
    )
    assert read_paper(written(tmp_path, "a.html", page.encode())).text.splitlines() == [
        "Tỷ lệ đạt 65%",
        "vào năm 2025",
        "- một",
        "| a | b |",
        "| a | c |",
    ]


def test_raised_marks_and_small_print_of_a_pdf_are_left_out() -> None:
    text = read_paper(FRAGMENTS / "wrapped.pdf").text
    assert "72% vào năm 2025" in text.replace("\n", " ") and "20302" not in text
    assert text.count("\f") == 1
