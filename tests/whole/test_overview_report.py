"""The overview as a stranger finds it: made by the command, published whole, kept unchanged."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from making.opened_pages import without_data
from making.reports import EDITION, mangnon, shared_folder
from pypdf import PdfReader

pytestmark = pytest.mark.slow

WATERMARK = "SỐ LIỆU MINH HỌA"
FILES = {"overview.html", "overview.pdf", "overview.docx", "overview.ipynb", "overview.csv",
         "overview.xlsx"}  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the overview once, also where several pytest processes share the work."""
    shared = shared_folder(tmp_path_factory)
    folder = shared / "overview-reports"
    with FileLock(shared / "overview-reports.lock"):
        if not (folder / "editions" / EDITION / "overview").exists():
            run = mangnon("overview", "--data", "illustrative", "--reports", folder)
            assert run.returncode == 0, run.stderr
            assert "Đã có báo cáo tổng quan" in run.stdout
    return folder


@pytest.fixture
def folder(reports: Path) -> Path:
    return reports / "editions" / EDITION / "overview"


@pytest.fixture
def page(folder: Path) -> BeautifulSoup:
    return BeautifulSoup((folder / "overview.html").read_text("utf-8"), "html.parser")


def test_the_edition_holds_the_overview_and_the_way_to_it(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == FILES
    edition = {path.name for path in folder.parent.iterdir()}
    assert edition == {"overview", "index.html", "manifest.json"}
    index = BeautifulSoup((folder.parent / "index.html").read_text("utf-8"), "html.parser")
    assert "overview/overview.html" in {link["href"] for link in index.find_all("a")}


def test_the_page_leads_to_its_files_and_back_to_all_reports(
    folder: Path, page: BeautifulSoup
) -> None:
    links = [link["href"] for link in page.select("nav.beside a")]
    assert links == ["overview.pdf", "overview.docx", "overview.xlsx", "overview.csv",
                     "../index.html"]  # fmt: skip
    assert all((folder / link).is_file() for link in links)


def test_an_unchanged_overview_is_kept(reports: Path, folder: Path) -> None:
    before = (folder / "overview.html").stat().st_mtime_ns
    run = mangnon("overview", "--data", "illustrative", "--reports", reports)
    assert run.returncode == 0
    assert "vẫn như cũ" in run.stdout
    assert (folder / "overview.html").stat().st_mtime_ns == before


def test_page_stands_alone_and_every_picture_is_described(
    folder: Path, page: BeautifulSoup
) -> None:
    html = (folder / "overview.html").read_text("utf-8")
    assert len(html) < 3_000_000
    assert len(page.find_all("h1")) == 1
    outside = set(re.findall(r"(?:https?:)?//[a-z][^\s\"'<>)]*", without_data(html)))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    pictures = page.find_all("figure")
    assert len(pictures) >= 5
    assert all(len(each.find("svg")["aria-label"]) > 40 for each in pictures)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    captions = [caption.get_text() for caption in page.find_all(["figcaption", "caption"])]
    assert all(WATERMARK in caption for caption in captions)


def test_maps_show_hoang_sa_and_truong_sa(page: BeautifulSoup) -> None:
    maps = [figure for figure in page.find_all("figure") if figure["id"].startswith("ban-do")]
    assert maps
    for figure in maps:
        words = " ".join(text.get_text() for text in figure.find_all("text"))
        assert words.count("Hoàng Sa") == words.count("Trường Sa") >= 1
        assert "geoBoundaries" in figure.get_text()


def test_pdf_is_tagged_marked_and_says_what_the_page_says(
    folder: Path, page: BeautifulSoup
) -> None:
    pdf = PdfReader(folder / "overview.pdf")
    assert (folder / "overview.pdf").stat().st_size < 5_000_000
    root = pdf.trailer["/Root"]
    assert root["/Lang"].startswith("vi")
    assert root["/MarkInfo"]["/Marked"]
    sheets = [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]
    assert all(WATERMARK in words for words in sheets)
    whole = " ".join(sheets)
    for heading in page.find_all("h2"):
        assert " ".join(heading.get_text().split()) in whole


def test_the_entry_has_the_hash_of_every_file(folder: Path) -> None:
    manifest = json.loads((folder.parent / "manifest.json").read_text("utf-8"))
    [entry] = manifest["overview"]
    assert set(entry["files"]) == FILES
    assert entry["data"] == "illustrative"
