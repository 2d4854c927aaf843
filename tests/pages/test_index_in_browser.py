"""The page of an edition in a browser: it searches, filters, and needs neither."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.opened_pages import PHONE, READERS, Reader, opened, serious_findings
from playwright.sync_api import Browser, Page

from analysis.files import file_hash
from analysis.publication import KINDS, PublishedReport, publish, write_index

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILES = sorted(KINDS["assessment"].files)
UNITS = {
    "viet-nam": {"achieved": 3, "likely": 4},
    "vinh-long": {"achieved": 1, "not_achieved": 2},
    "ninh-binh": {"no_data": 30},
    "dong-nai": {"not_achieved": 1, "no_data": 9},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = tmp_path_factory.mktemp("editions") / "2026"
    edition.mkdir()
    for unit_id, counts in UNITS.items():
        made = edition / f".making-{unit_id}"
        made.mkdir()
        for name in FILES:
            (made / name).write_text("<!DOCTYPE html><title>x</title>", "utf-8")
        files = {name: file_hash(made / name) for name in FILES}
        data = "illustrative" if unit_id == "vinh-long" else "real"
        publish(made, edition, PublishedReport(unit_id, "vi", data, "x", counts, files))
    write_index(ROOT, edition, 2026, "vi")
    return edition / "index.html"


def shown(page: Page) -> list[str]:
    rows = page.locator("tbody tr").all()
    return [row.locator("th").inner_text().split("\n")[0] for row in rows if row.is_visible()]


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_every_reader_sees_every_unit(browser: Browser, index: Path, reader: Reader) -> None:
    with opened(browser, index, reader) as page:
        assert len(shown(page)) == len(UNITS)
        assert page.locator("#filters").is_visible() == reader.script
        assert page.evaluate("document.documentElement.scrollWidth") == reader.width


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        ("vinh", "", ["tỉnh Vĩnh Long"]),
        ("VĨNH long", "", ["tỉnh Vĩnh Long"]),
        ("dong nai", "", ["tỉnh Đồng Nai"]),
        ("", "not_achieved", ["tỉnh Đồng Nai", "tỉnh Vĩnh Long"]),
        ("nam", "likely", ["Việt Nam"]),
        ("hà nội", "", []),
    ],
)
def test_search_and_filter(
    browser: Browser, index: Path, words: str, status: str, expected: list[str]
) -> None:
    with opened(browser, index, Reader()) as page:
        page.fill("#words", words)
        page.select_option("#status", status)
        assert [name.casefold() for name in shown(page)] == [name.casefold() for name in expected]
        told = page.inner_text("#found")
    assert f"{len(expected)}/{len(UNITS)}" in told if expected else "Không có đơn vị" in told


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader.script], ids=str)
def test_axe_finds_nothing_serious(browser: Browser, index: Path, reader: Reader) -> None:
    with opened(browser, index, reader, own_rules=False) as page:
        assert serious_findings(page) == []


def test_links_lead_to_files_and_tell_their_size(browser: Browser, index: Path) -> None:
    with opened(browser, index, Reader(PHONE)) as page:
        links = page.locator("tbody .file a").all()
        assert len(links) == 5 * len(UNITS)
        for link in links:
            address = str(link.get_attribute("href"))
            assert (index.parent / address).is_file()
            assert "kB" in str(link.get_attribute("aria-label"))
