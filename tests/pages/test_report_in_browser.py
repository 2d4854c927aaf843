"""The report in a browser with the network off, for every kind of reader."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from making.opened_pages import PHONE, READERS, WIDE, Reader, opened, serious_findings
from making.reports import MadeReports
from PIL import Image
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

UNITS = ("ninh_binh", "vinh_long")
WITH_SCRIPT = [reader for reader in READERS if reader.script]
MEASURE = """() => {
  const width = document.documentElement.clientWidth;
  const box = (element) => element.getBoundingClientRect();
  const scrolls = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")]
    .filter((element) => box(element).right > width + 1 && !scrolls(element))
    .map((element) => element.tagName + "." + element.getAttribute("class"));
  const charts = [...document.querySelectorAll("figure svg")];
  return {
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    wide: [...new Set(wide)],
    charts: charts.filter((chart) => box(chart).width > 100 && box(chart).height > 50).length,
    broken: [...document.images].filter((image) => !image.naturalWidth).length,
    size: parseFloat(getComputedStyle(document.querySelector("p")).fontSize),
    paper: getComputedStyle(document.body).backgroundColor,
  };
}"""


@pytest.fixture(scope="module", params=UNITS)
def file(request: pytest.FixtureRequest, made_reports: MadeReports) -> Path:
    folder: Path = getattr(made_reports, request.param)
    return folder / "assessment.html"


@pytest.mark.parametrize("reader", WITH_SCRIPT, ids=str)
def test_page_fits_the_width_and_draws_every_chart(
    browser: Browser, file: Path, reader: Reader
) -> None:
    with opened(browser, file, reader) as page:
        measured: dict[str, Any] = page.evaluate(MEASURE)
    drawn = file.read_text("utf-8").count("<figure")
    assert measured["wide"] == []
    assert measured["width"] == reader.width
    assert measured["height"] > 3000
    assert measured["charts"] == drawn > 0
    assert measured["broken"] == 0
    assert measured["size"] >= 14
    paper = sum(map(int, re.findall(r"\d+", measured["paper"])))
    assert (paper < 150) == reader.dark


@pytest.mark.parametrize("reader", WITH_SCRIPT, ids=str)
def test_axe_finds_nothing_serious(browser: Browser, file: Path, reader: Reader) -> None:
    with opened(browser, file, reader, own_rules=False) as page:
        assert serious_findings(page) == []


def test_axe_would_find_a_picture_without_words(browser: Browser, file: Path) -> None:
    with opened(browser, file, Reader(), own_rules=False) as page:
        page.evaluate("document.querySelector('figure svg').removeAttribute('aria-label')")
        assert any(found.startswith("svg-img-alt") for found in serious_findings(page))


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_without_script_the_page_says_the_same_and_offers_no_tools(
    browser: Browser, file: Path, width: int
) -> None:
    said = []
    for script in (True, False):
        with opened(browser, file, Reader(width, script=script)) as page:
            built = BeautifulSoup(page.content(), "html.parser")
            rows = page.locator("#bang-diem tbody tr")
            assert all(each.is_visible() for each in rows.all())
        assert bool(built.select(".mn-tools, thead button")) == script
        said.append(words_of(built))
    assert said[0] == said[1]


def test_browser_builds_the_page_that_was_written(browser: Browser, file: Path) -> None:
    with opened(browser, file, Reader()) as page:
        built = BeautifulSoup(page.content(), "html.parser")
    written = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    assert built.html["lang"] == "vi"
    for name in ("h1", "h2", "table", "th", "figure", "svg"):
        assert len(built.find_all(name)) == len(written.find_all(name)), name
    assert words_of(built) == words_of(written)


def words_of(page: BeautifulSoup) -> str:
    """What is read, without the tools that a script adds."""
    for tools in page.select(".mn-tools, script"):
        tools.extract()
    return re.sub(r"\s+", "", page.body.get_text())


@pytest.mark.parametrize("reader", WITH_SCRIPT, ids=str)
def test_page_and_charts_have_the_light_and_dark_of_their_reader(
    browser: Browser, file: Path, reader: Reader
) -> None:
    with opened(browser, file, reader) as page:
        shots = [page.screenshot(), page.locator(".mn-picture").first.screenshot()]
    for shot in shots:
        greys = Image.open(io.BytesIO(shot)).convert("L").histogram()
        dark, light = sum(greys[:96]) / sum(greys), sum(greys[160:]) / sum(greys)
        ground, ink = (dark, light) if reader.dark else (light, dark)
        assert ground > 0.4
        assert 0.003 < ink < 0.5


def test_keyboard_reaches_the_skip_link_the_contents_and_wide_tables(
    browser: Browser, file: Path
) -> None:
    with opened(browser, file, Reader(PHONE)) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "report"
        reached = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.className || 'link'"))
    assert {"link", "mn-table"} <= reached


def test_page_prints_on_a4_with_every_chart(browser: Browser, file: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    with opened(browser, file, Reader()) as page:
        page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "print.pdf").pages
    sizes = {tuple(sorted(round(float(side)) for side in sheet.mediabox[2:])) for sheet in sheets}
    assert {abs(a - 595) + abs(b - 842) <= 2 for a, b in sizes} == {True}
    assert 4 <= len(sheets) <= 90


# The scorecard's tools


def names(page: Page) -> list[str]:
    """The names of the rows that are seen, in their order."""
    rows = page.locator('#bang-diem tbody th[scope="row"]').all()
    return [each.inner_text() for each in rows if each.is_visible()]


def test_the_scorecard_is_put_in_order_by_key_and_back(browser: Browser, file: Path) -> None:
    with opened(browser, file, Reader()) as page:
        plain = names(page)
        head = page.locator("#bang-diem th[data-ordered]").nth(1)
        ways = []
        for _ in range(3):
            head.locator("button").focus()
            page.keyboard.press("Enter")
            ways.append((head.get_attribute("aria-sort"), names(page)))
        assert page.locator("#bang-diem [aria-sort]").count() == 0
    assert [way for way, _ in ways] == ["ascending", "descending", None]
    assert all(sorted(shown) == sorted(plain) for _, shown in ways)
    assert ways[2][1] == plain
    # The few rows of a short report may be in that order as they are.
    assert len(plain) < 10 or ways[1][1] != plain


def test_rows_are_found_by_words_without_marks_and_picked_by_objective(
    browser: Browser, file: Path
) -> None:
    with opened(browser, file, Reader()) as page:
        every = len(names(page))
        page.locator(".mn-tools input").fill("tu vong")
        found = names(page)
        assert found and all("ử vong" in each for each in found)
        assert str(len(found)) in page.locator(".mn-found").inner_text()
        page.locator(".mn-tools input").fill("khong co dau")
        assert names(page) == []
        assert page.locator("#bang-diem tbody tr:visible").count() == 0
        page.locator(".mn-tools input").fill("")
        picked = page.locator(".mn-tools select").first
        picked.select_option(index=2)
        assert 0 < len(names(page)) < every
        picked.select_option(index=0)
        assert len(names(page)) == every


def test_on_a_phone_a_row_says_its_message_first(browser: Browser, file: Path) -> None:
    with opened(browser, file, Reader(PHONE)) as page:
        row = page.locator('#bang-diem tbody tr:has(th[scope="row"])').first
        parts = (".mn-card-message", 'th[scope="row"]', ".mn-card-from", ".mn-card-to")
        tops = [row.locator(part).first.bounding_box() for part in parts]
        assert row.locator(".mn-card-message .mn-said").is_visible()
        orders = page.locator(".mn-orders")
        orders.select_option(index=1)
        assert page.locator("#bang-diem [aria-sort]").count() == 1
    places = [box["y"] for box in tops if box]
    assert places[0] < places[1] < places[2] == pytest.approx(places[3], abs=3)
