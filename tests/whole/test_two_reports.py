"""Two published reports, taken up as a stranger would: the folders, the pages, the tables."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from bs4 import BeautifulSoup
from making.reports import EDITION, ROOT, MadeReports, mangnon
from page import ValidationProfile, validate_pdf
from pypdf import PdfReader

from analysis.exhibits.model import MIME
from analysis.exhibits.prose import prose_html
from analysis.language import text
from analysis.plans import load_plan, plan_targets
from analysis.programme import COMPARATORS, STATUSES, load_programme, measures

pytestmark = pytest.mark.slow

WATERMARK = "SỐ LIỆU MINH HỌA"
UNITS = ("ninh_binh", "vinh_long")
FILES = {
    "assessment.html",
    "assessment.pdf",
    "assessment.docx",
    "assessment.ipynb",
    "results.csv",
    "results.xlsx",
}
MOST_BYTES = {
    "assessment.html": 3_000_000,
    "assessment.pdf": 5_000_000,
    "assessment.docx": 5_000_000,
}
# fmt: off
RESULT_COLUMNS = [
    "unit_id", "indicator_id", "chi_tieu", "target_year", "comparator", "target_value", "unit",
    "baseline_year", "baseline_value", "latest_year", "latest_value", "projected_p10",
    "projected_p50", "projected_p90", "attainment_probability", "status", "lead_agency", "nature",
]
# fmt: on
# The page's own statements of what things are, not addresses that anything is fetched from.
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.fixture(scope="module", params=UNITS)
def folder(request: pytest.FixtureRequest, made_reports: MadeReports) -> Path:
    found: Path = getattr(made_reports, request.param)
    return found


@pytest.fixture(scope="module")
def page(folder: Path) -> BeautifulSoup:
    """Return the page, which takes a second to parse; nobody changes it."""
    return BeautifulSoup((folder / "assessment.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def pdf(folder: Path) -> PdfReader:
    return PdfReader(folder / "assessment.pdf")


@pytest.fixture(scope="module")
def sheets(pdf: PdfReader) -> list[str]:
    """Return what each sheet of the PDF says, which takes seconds to gather."""
    return [sheet.extract_text() for sheet in pdf.pages]


@pytest.fixture(scope="module")
def sheet_texts(sheets: list[str]) -> list[str]:
    return [" ".join(words.split()) for words in sheets]


def words_of(page: BeautifulSoup) -> str:
    return " ".join(page.body.get_text(" ").split())


def result_rows(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "results.csv").read_text("utf-8").splitlines()))


def exhibits(folder: Path) -> Iterator[dict[str, Any]]:
    notebook = nbformat.read(folder / "assessment.ipynb", as_version=nbformat.NO_CONVERT)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            shown = output.get("data", {}).get(MIME, {})
            yield from shown.get("items", [shown])


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


# The published folders


def test_an_edition_holds_its_units_and_nothing_else(made_reports: MadeReports) -> None:
    for reports, unit in (
        (made_reports.real, "ninh-binh"),
        (made_reports.illustrative, "vinh-long"),
    ):
        edition = reports / "editions" / EDITION
        assert {path.name for path in edition.iterdir()} == {unit, "index.html", "manifest.json"}
        assert {path.name for path in (edition / unit).iterdir()} == FILES
        for name, most in MOST_BYTES.items():
            assert (edition / unit / name).stat().st_size < most, name


def test_the_command_tells_progress_and_ends_with_the_page_to_open(
    made_reports: MadeReports,
) -> None:
    said, told = made_reports.said
    edition = made_reports.real / "editions" / EDITION
    assert told.splitlines() == ["Bắt đầu làm 1 báo cáo.", "[1/1] ninh-binh: xong"]
    assert said.splitlines() == [
        f"Đã có 1/1 báo cáo trong {edition}",
        f"Mở trang: {edition / 'index.html'}",
    ]


def test_the_manifest_has_the_hash_of_every_file(folder: Path) -> None:
    manifest = json.loads((folder.parent / "manifest.json").read_text("utf-8"))
    (unit,) = manifest["units"]
    assert manifest["edition"] == EDITION
    assert unit["unit_id"] == folder.name
    assert unit["files"] == digests(folder)


def test_the_index_leads_to_every_file(folder: Path) -> None:
    page = BeautifulSoup((folder.parent / "index.html").read_text("utf-8"), "html.parser")
    links = [link["href"] for link in page.find_all("a") if link["href"] != "#reports"]
    assert {Path(link).name for link in links} == FILES - {"assessment.ipynb"}
    assert all((folder.parent / link).is_file() for link in links)
    assert page.html["lang"] == "vi"
    assert (WATERMARK in words_of(page)) == (folder.name == "vinh-long")


# The page


def test_page_is_in_vietnamese_under_one_title(page: BeautifulSoup) -> None:
    assert page.html["lang"] == "vi"
    assert len(page.find_all("h1")) == 1
    assert page.title.string
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_page_needs_nothing_from_outside(folder: Path, page: BeautifulSoup) -> None:
    html = (folder / "assessment.html").read_text("utf-8")
    assert set(re.findall(r"(?:https?:)?//[a-z][^\s\"'<>)]*", html)) <= NAMESPACES
    assert not re.search(r"url\((?!#|\"#|'#)", html)
    assert not re.search(r"@import|@font-face", html)
    assert page.find_all(["script", "link", "iframe", "object", "embed", "base", "form"]) == []
    assert all(tag["href"].startswith("#") for tag in page.find_all(href=True))
    assert all(not tag["src"].startswith(("http", "/", "file")) for tag in page.find_all(src=True))


def test_page_describes_every_picture(page: BeautifulSoup) -> None:
    pictures = page.find_all(["svg", "img"])
    charts = page.find_all("figure")
    assert len(pictures) >= len(charts) > 0
    for picture in pictures:
        words = picture.get("aria-label") or picture.get("alt") or ""
        assert len(words) > 20 or picture.get("aria-hidden") == "true"
        assert words == unicodedata.normalize("NFC", words)


def test_page_tables_have_heads_with_a_scope(page: BeautifulSoup) -> None:
    tables = page.find_all("table")
    assert len(tables) > 5
    assert all(table.find("th") for table in tables)
    assert {head.get("scope") for head in page.find_all("th")} <= {
        "col",
        "row",
        "colgroup",
        "rowgroup",
    }


def test_page_ids_are_unique_and_its_links_lead_somewhere(page: BeautifulSoup) -> None:
    ids = Counter(tag["id"] for tag in page.find_all(id=True))
    assert [name for name, count in ids.items() if count > 1] == []
    assert {link["href"].removeprefix("#") for link in page.find_all("a", href=True)} <= set(ids)


def test_page_says_nothing_in_the_words_of_the_program(page: BeautifulSoup) -> None:
    said = words_of(page)
    english = {text(f"wording.status_{status}", "en") for status in STATUSES}
    codes = {word for word in (*STATUSES, *COMPARATORS) if "_" in word}
    for word in english | codes:
        assert not re.search(rf"\b{re.escape(word)}\b", said), word
    assert not re.search(r"\b(nan|None|NaN|NaT|inf|<NA>|True|False)\b", said)
    assert not re.search(r"\{[a-z_]+\}", said)


def test_page_shows_no_code(page: BeautifulSoup) -> None:
    assert page.find_all(["pre", "code", "textarea"]) == []
    assert page.find_all(class_=re.compile("jp-|input|prompt")) == []
    said = words_of(page)
    for words in ("exhibits.", "read_inputs", "(assessment", "In [", "Traceback", "Warning"):
        assert words not in said


def test_illustrative_page_says_so_at_every_chart_and_table(made_reports: MadeReports) -> None:
    html = (made_reports.vinh_long / "assessment.html").read_text("utf-8")
    page = BeautifulSoup(html, "html.parser")
    captions = [caption.get_text() for caption in page.find_all(["figcaption", "caption"])]
    assert len(captions) == len(page.find_all(["figure", "table"])) > 30
    assert all(WATERMARK in caption for caption in captions)
    real = (made_reports.ninh_binh / "assessment.html").read_text("utf-8")
    assert WATERMARK not in real


# The PDF


def test_pdf_is_tagged_titled_and_in_vietnamese(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/Lang"].startswith("vi")
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title


@pytest.mark.parametrize("profile", [ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A])
def test_pdf_is_valid(folder: Path, profile: ValidationProfile) -> None:
    told = validate_pdf(folder / "assessment.pdf", profile=profile)
    assert told.is_compliant, [str(failure) for failure in told.failures[:5]]


def test_pdf_names_the_row_of_every_figure_in_a_table(folder: Path, pdf: PdfReader) -> None:
    tables = [shown for shown in exhibits(folder) if shown.get("exhibit") == "Table"]
    named = sum(
        len(group["rows"]) for shown in tables if shown["row_header"] for group in shown["groups"]
    )
    heads = [node for node in elements(pdf.trailer["/Root"]["/StructTreeRoot"])
             if node["/S"] == "/TH"]  # fmt: skip
    scopes = Counter(
        str(own["/Scope"]) for head in heads for own in head["/A"] if own.get("/O") == "/Table"
    )
    assert scopes["/Row"] == named > 50


def test_the_summary_fits_on_one_page(folder: Path, sheet_texts: list[str]) -> None:
    shown = list(exhibits(folder))
    places = [item.get("anchor") for item in shown]
    summary = shown[places.index("tom-tat") : places.index("bang-danh-gia")]
    tables = [item for item in summary if item["exhibit"] == "Table"]
    assert len(tables) >= 2
    words = [summary[0]["text"], tables[0]["caption"], tables[-1]["caption"]]
    words.append(tables[-1]["groups"][-1]["rows"][-1][0]["text"])
    (page,) = [sheet for sheet in sheet_texts if all(part in sheet for part in words[:2])]
    assert all(part in page for part in words)


def test_signature_has_company_on_its_page(folder: Path, sheet_texts: list[str]) -> None:
    (block,) = [shown for shown in exhibits(folder) if shown.get("exhibit") == "Signatories"]
    (page,) = [words for words in sheet_texts if block["recipients_title"] in words]
    assert " ".join(block["closing"].split()) in page


def test_pdf_outline_names_the_notebook_s_headings(folder: Path, pdf: PdfReader) -> None:
    headings = [shown["text"] for shown in exhibits(folder) if shown.get("exhibit") == "Heading"]
    titles = [entry.title for entry in flat(pdf.outline)]
    assert set(headings[:3]) <= set(titles)
    assert len(titles) >= 10


def flat(entries: Any) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_pdf_fonts_are_embedded(pdf: PdfReader) -> None:
    checked = 0
    for sheet in pdf.pages:
        for font in sheet["/Resources"].get_object().get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            checked += 1
    assert checked >= len(pdf.pages)


def test_pdf_pages_are_numbered_and_marked_only_when_illustrative(
    folder: Path, sheet_texts: list[str]
) -> None:
    assert 8 <= len(sheet_texts) <= 80
    illustrative = folder.name == "vinh-long"
    assert all((WATERMARK in words) == illustrative for words in sheet_texts)
    head = re.compile(rf"(?:{WATERMARK} )?2\b")
    assert head.match(sheet_texts[1])


def test_pdf_says_in_vietnamese_what_the_notebook_shows(
    folder: Path, sheet_texts: list[str]
) -> None:
    whole = " ".join(sheet_texts)
    assert whole == unicodedata.normalize("NFC", whole)
    headings = [
        " ".join(shown["text"].split())
        for shown in exhibits(folder)
        if shown.get("exhibit") == "Heading"
    ]
    assert len(headings) >= 8
    for heading in headings:
        # A heading stands on a line of its own: only its breaks into lines may differ.
        assert heading in whole


def test_pdf_says_every_word_of_tables_and_sentences(folder: Path, sheets: list[str]) -> None:
    # Lines and pages break where they may: letters are compared, spaces are not.
    whole = re.sub(r"\s+", "", "".join(sheets))
    missing = [
        words
        for words in said_in(exhibits(folder))
        if any(part not in whole for part in words.split())
    ]
    assert missing == []


def said_in(shown: Iterator[dict[str, Any]]) -> Iterator[str]:
    for exhibit in shown:
        if exhibit["exhibit"] == "Hint":
            continue
        for name in ("caption", "note", "text", "title", "closing"):
            if exhibit.get(name):
                yield exhibit[name]
        if exhibit.get("markdown"):
            yield BeautifulSoup(prose_html(exhibit["markdown"]), "html.parser").get_text(" ")
        for column in exhibit.get("columns", ()):
            yield column["label"]
        for group in exhibit.get("groups", ()):
            yield from (cell["text"] for row in group["rows"] for cell in row)


def test_pdf_describes_every_figure(folder: Path, pdf: PdfReader) -> None:
    told = [shown["alt"] for shown in exhibits(folder) if shown.get("exhibit") == "Figure"]
    tree = pdf.trailer["/Root"]["/StructTreeRoot"]
    figures = [str(node["/Alt"]) for node in elements(tree) if node["/S"] == "/Figure"]
    assert len(told) > 0
    assert Counter(told) == Counter(figures)


def elements(node: Any) -> Iterator[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif hasattr(node, "get"):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


# The tables


def test_results_have_the_promised_columns_and_a_row_per_target(folder: Path) -> None:
    rows = result_rows(folder)
    assert list(rows[0]) == RESULT_COLUMNS
    keys = [(row["indicator_id"], row["target_year"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {row["unit_id"] for row in rows} == {folder.name}
    planned = plan_targets(load_plan(folder.name, load_programme(ROOT)))
    assert {row["indicator_id"] for row in rows} == set(planned["indicator_id"])
    dated = planned.dropna(subset=["year"])
    years = dated["year"].astype(int).astype(str)
    assert set(zip(dated["indicator_id"], years, strict=True)) <= set(keys)


def test_results_are_possible(folder: Path) -> None:
    for row in result_rows(folder):
        assert row["status"] in STATUSES
        assert row["comparator"] in COMPARATORS
        assert 0 <= float(row["attainment_probability"] or 0) <= 1
        quantiles = [row[f"projected_p{level}"] for level in (10, 50, 90)]
        assert all(quantiles) or not any(quantiles)
        assert sorted(map(float, filter(None, quantiles))) == [float(q) for q in quantiles if q]
    natures = {row["nature"] for row in result_rows(folder)} - {""}
    assert ("simulated" in natures) == (folder.name == "vinh-long")


def test_workbook_says_what_the_csv_says(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "results.xlsx").active
    head, *body = [list(row) for row in sheet.iter_rows(values_only=True)]
    names = [name for name in RESULT_COLUMNS if name not in ("unit_id", "indicator_id")]
    ordered = ["chi_tieu", "indicator", *names[1:], "source", "unit_id", "indicator_id"]
    assert head == [text(f"results.column_{name}", "vi") for name in ordered]
    assert sheet.title == "Kết quả"
    assert sheet.freeze_panes == "C2"
    rows = result_rows(folder)
    for cells, row in zip(body, rows, strict=True):
        shown = dict(zip(ordered, cells, strict=True))
        assert shown["indicator"]
        assert shown["status"] == text(f"wording.status_{row['status']}", "vi")
        assert shown["unit"] == text(f"results.unit_{row['unit']}", "vi")
        assert bool(shown["source"]) == bool(row["latest_year"])
        sign = measures.sign_of(row["comparator"]) or text("results.yearly_reduction", "vi")
        assert shown["comparator"] == sign
        nature = row["nature"]
        assert shown["nature"] == (text(f"results.nature_{nature}", "vi") if nature else None)
        coded = ("comparator", "unit", "status", "nature")
        for name, expected in row.items():
            assert name in coded or same(shown[name], expected), (row["indicator_id"], name)


def test_workbook_has_numbers_as_numbers_and_nothing_where_nothing_is(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "results.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert any(isinstance(cell.value, float) for cell in cells)
    assert not [cell for cell in cells if isinstance(cell.value, str) and not cell.value.strip()]
    assert not [cell for cell in cells if isinstance(cell.value, str)
                and re.fullmatch(r"[−-]?\d+([.,]\d+)?", cell.value)]  # fmt: skip


def same(found: Any, expected: str) -> bool:
    if isinstance(found, int | float):
        return float(expected) == pytest.approx(found)
    return (found or "") == expected


# Made again


def test_nothing_changed_is_kept_and_fresh_gives_the_same_bytes(
    made_reports: MadeReports, tmp_path: Path
) -> None:
    reports = shutil.copytree(made_reports.real, tmp_path / "reports")
    unit = reports / "editions" / EDITION / "ninh-binh"
    before, written = digests(unit), times(unit.parent)

    again = mangnon("assess", "ninh-binh", "--reports", reports)
    assert again.returncode == 0
    assert again.stderr.splitlines() == [
        "[1/1] ninh-binh: không có gì thay đổi, giữ báo cáo cũ",
    ]
    assert times(unit.parent) == written

    fresh = mangnon("assess", "ninh-binh", "--reports", reports, "--fresh")
    assert fresh.returncode == 0
    assert "xong" in fresh.stderr
    assert times(unit)["assessment.html"] > written["ninh-binh/assessment.html"]
    assert digests(unit) == before


def times(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_reports_bear_no_trace_of_the_machine(folder: Path) -> None:
    for name in ("assessment.html", "assessment.ipynb", "results.csv"):
        written = (folder / name).read_text("utf-8")
        assert str(ROOT) not in written
        assert str(folder.parents[3]) not in written
        assert str(Path.home()) not in written
