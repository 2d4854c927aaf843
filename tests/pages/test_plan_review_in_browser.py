"""The review page of a proposed plan in a browser: on a phone, in the dark, without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from making.opened_pages import READERS, Reader, opened, serious_findings
from playwright.sync_api import Browser

from analysis.papers import read_paper
from analysis.plans import propose_plan, review_page
from analysis.programme import load_programme

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "tests" / "plans" / "documents" / "fragments" / "units-groups.txt"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    programme = load_programme(ROOT)
    paper = read_paper(PAPER)
    proposal = propose_plan("son-la", paper, programme)
    place = tmp_path_factory.mktemp("proposed") / "son-la.html"
    written = review_page(proposal.content, "son-la", paper, programme, "vi")
    place.write_text(written, "utf-8")
    return place


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_a_number_leads_to_its_row_and_back(browser: Browser, page: Path, reader: Reader) -> None:
    with opened(browser, page, reader) as shown:
        assert shown.evaluate("document.documentElement.scrollWidth") == reader.width
        mark = shown.locator("mark:not(.left) a").first
        mark.click()
        row = shown.locator("tr:target")
        assert row.is_visible() and "sơ sinh" in row.inner_text()
        row.locator("td a").click()
        assert shown.locator("mark:target").inner_text() == "6,8"


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader.script], ids=str)
def test_axe_finds_nothing_serious(browser: Browser, page: Path, reader: Reader) -> None:
    with opened(browser, page, reader, own_rules=False) as shown:
        assert serious_findings(shown) == []
