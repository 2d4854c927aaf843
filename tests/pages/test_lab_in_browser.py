"""The analyst's desk as a person meets it: JupyterLab in a browser, without a network.

``mangnon lab`` is started as it is from a terminal; every request that leaves the machine is a
fault.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis.workspace import make_workspace

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PICTURES = os.environ.get("MANGNON_PICTURES")
WORDS = {
    "vi": {
        "run": "Chạy",
        "title": "Bàn làm việc Măng Non",
        "kept": "Đã lưu",
        "name": "tên kịch bản",
    },
    "en": {
        "run": "Run",
        "title": "the analyst's desk",
        "kept": "Saved",
        "name": "name of the scenario",
    },
}
# A busy machine starts a kernel slowly.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("lab") / "home")


@contextmanager
def desk(home: Path, lang: str) -> Iterator[str]:
    """Start the desk, give its address, and end it as Ctrl+C does."""
    settings = {
        **os.environ,
        "MANGNON_HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
    }
    settings.pop("MANGNON_STORE", None)
    command = [sys.executable, "-m", "analysis.cli.main", "lab", "--no-browser", "--lang", lang]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as lab:
        try:
            assert lab.stdout is not None
            found = re.search(r"http\S+", lab.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            lab.terminate()


@contextmanager
def seated(browser: Browser, home: Path, lang: str) -> Iterator[tuple[Page, list[str]]]:
    """Sit down at the desk: its start page, and the addresses outside that were asked for."""
    with desk(home, lang) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        page, outside = context.new_page(), []
        page.set_default_timeout(PATIENCE)
        own = re.compile(r"(https?|wss?)://127\.0\.0\.1:|data:|blob:")
        page.on("request", lambda sent: None if own.match(sent.url) else outside.append(sent.url))
        page.goto(address)
        page.wait_for_selector(".jp-RenderedMarkdown h1")
        yield page, outside
        context.close()


def picture(page: Page, name: str) -> None:
    """Take a picture to be looked at, where somebody asks for it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES, f"{name}.png"))


def open_notebook(page: Page, name: str) -> None:
    page.locator(f'.jp-RenderedMarkdown a[href*="{name}.ipynb"]').first.click()
    page.locator(".jp-NotebookPanel:visible .jp-CodeCell").first.wait_for()


def run_all(page: Page, lang: str) -> None:
    """Run all cells once the kernel is there: before, the wish would be lost."""
    page.locator("#jp-main-statusbar").get_by_text(re.compile("Idle|Nghỉ|Rảnh")).first.wait_for()
    page.locator(".lm-MenuBar-item").get_by_text(WORDS[lang]["run"], exact=True).click()
    page.locator(".lm-Menu-itemLabel").get_by_text("Run All Cells", exact=True).click()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_afternoon_at_the_desk(browser: Browser, home: Path, lang: str) -> None:
    words = WORDS[lang]
    with seated(browser, home, lang) as (page, outside):
        expect(page.locator(".jp-RenderedMarkdown h1")).to_contain_text(words["title"])
        expect(page.locator("#jp-top-panel")).to_contain_text(words["run"])
        picture(page, f"start-{lang}")
        open_notebook(page, "explore")
        run_all(page, lang)
        chart = page.locator(".vega-embed canvas, .vega-embed svg").first
        chart.wait_for()
        page.locator("input[list]").first.scroll_into_view_if_needed()
        picture(page, f"explore-{lang}")

        # Another unit, from the list.
        unit = page.locator("input[list]").first
        unit.fill("Việt Nam · viet-nam · có số liệu" if lang == "vi"
                  else "Viet Nam · viet-nam · with figures")  # fmt: skip
        unit.press("Enter")
        expect(page.locator(".mangnon-outlook")).to_contain_text("2024")
        chart.wait_for()

        # A slider: the probability with it stands beside that of now.
        handle = page.locator(".widget-hslider .noUi-handle").first
        handle.focus()
        for _ in range(10):
            handle.press("ArrowRight")
        supposed = page.locator("table.what-if")
        supposed.wait_for()
        first = supposed.inner_text()
        for _ in range(15):
            handle.press("ArrowRight")
        expect(supposed).not_to_have_text(first, use_inner_text=True)
        picture(page, f"what-if-{lang}")

        # Kept under a name.
        page.get_by_placeholder(words["name"]).fill(f"Tăng tốc {lang}")
        page.locator("button:has(.fa-save)").click()
        expect(page.locator('[role="status"]').filter(has_text=words["kept"])).to_be_visible()
        kept = home / "parameters" / "scenarios" / "viet-nam" / f"tang-toc-{lang}.yml"
        assert kept.is_file()

        page.locator(".lm-TabBar-tabLabel").get_by_text("start.md").click()
        open_notebook(page, "tour")
        expect(page.locator(".jp-NotebookPanel:visible h1")).to_be_visible()
        picture(page, f"tour-{lang}")
        assert outside == []


def test_what_a_run_shows_is_not_saved_into_the_programs_notebooks(
    browser: Browser, home: Path
) -> None:
    explore = home / "notebooks" / "explore.ipynb"
    mine = home / "notebooks" / "mine.ipynb"
    shutil.copyfile(explore, mine)
    before = explore.read_bytes()
    with seated(browser, home, "en") as (page, _):
        open_notebook(page, "explore")
        run_all(page, "en")
        page.locator(".vega-embed").first.wait_for()
        page.keyboard.press("Control+s")
        page.wait_for_timeout(3000)
    assert explore.read_bytes() == before
