"""The report in a browser with the network off: wide and narrow, nothing cut, charts drawn."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from report_making import MadeReports

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    # No name resolves and no address answers: the page has to bring everything along.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
)
WIDE, NARROW, HEIGHT = 1200, 390, 1600
UNITS = ("ninh_binh", "vinh_long")
# Measures a page at the width of a frame, which may be narrower than any window.
MEASURE = """<!DOCTYPE html><meta charset="utf-8"><title>waiting</title>
<iframe src="assessment.html" style="width:{width}px;height:900px;border:0"></iframe>
<script>
addEventListener("load", () => {{
  const page = document.querySelector("iframe").contentDocument;
  const box = (element) => element.getBoundingClientRect();
  const scrolls = (element) => {{
    for (let up = element.parentElement; up && up !== page.body; up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  }};
  const wide = [...page.body.querySelectorAll("*")]
    .filter((element) => box(element).right > {width} + 1 && !scrolls(element))
    .map((element) => element.tagName + "." + element.getAttribute("class"));
  const charts = [...page.querySelectorAll("figure svg")];
  document.title = JSON.stringify({{
    width: page.documentElement.scrollWidth,
    height: page.documentElement.scrollHeight,
    wide: [...new Set(wide)],
    charts: charts.filter((chart) => box(chart).width > 100 && box(chart).height > 50).length,
    broken: [...page.images].filter((image) => !image.naturalWidth).length,
    size: parseFloat(getComputedStyle(page.querySelector("p")).fontSize),
  }});
}});
</script>
"""


def browse(folder: Path, *words: str) -> str:
    assert BROWSER is not None
    profile = folder / "profile"
    run = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={profile}", *words],
        env={**os.environ, "HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    shutil.rmtree(profile, ignore_errors=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


@pytest.fixture(scope="module", params=UNITS)
def folder(
    request: pytest.FixtureRequest,
    made_reports: MadeReports,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a folder with nothing but the page."""
    if BROWSER is None:
        pytest.skip(f"no browser is installed (none of {', '.join(BROWSERS)})")
    alone = tmp_path_factory.mktemp(request.param)
    shutil.copy(getattr(made_reports, request.param) / "assessment.html", alone)
    return alone


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_page_fits_the_width_and_draws_every_chart(folder: Path, width: int) -> None:
    (folder / "measure.html").write_text(MEASURE.format(width=width), "utf-8")
    page = (folder / "measure.html").as_uri()
    dom = browse(
        folder, "--virtual-time-budget=20000", "--window-size=1300,1000", "--dump-dom", page
    )
    told = BeautifulSoup(dom, "html.parser").title
    assert told is not None
    measured = json.loads(str(told.string))
    drawn = (folder / "assessment.html").read_text("utf-8").count("<figure")
    assert measured["wide"] == []
    assert measured["width"] <= width
    assert measured["height"] > 3000
    assert measured["charts"] == drawn > 0
    assert measured["broken"] == 0
    assert measured["size"] >= 14


def test_browser_builds_the_page_that_was_written(folder: Path) -> None:
    address = (folder / "assessment.html").as_uri()
    built = BeautifulSoup(browse(folder, "--dump-dom", address), "html.parser")
    written = BeautifulSoup((folder / "assessment.html").read_text("utf-8"), "html.parser")
    assert built.html["lang"] == "vi"
    for name in ("h1", "h2", "table", "th", "figure", "svg"):
        assert len(built.find_all(name)) == len(written.find_all(name)), name
    assert words_of(built) == words_of(written)


def words_of(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", "", page.body.get_text())


@pytest.mark.parametrize("width", [WIDE, 500])
def test_picture_of_the_page_is_not_blank(folder: Path, width: int) -> None:
    # A window of chromium is 500 pixels wide at the least.
    picture = folder / f"page-{width}.png"
    address = (folder / "assessment.html").as_uri()
    browse(folder, f"--window-size={width},{HEIGHT}", f"--screenshot={picture}", address)
    with Image.open(picture) as shot:
        grey = shot.convert("L")
        assert grey.size == (width, HEIGHT)
        ink = sum(grey.histogram()[:128]) / (width * HEIGHT)
        paper = sum(grey.histogram()[224:]) / (width * HEIGHT)
    assert 0.01 < ink < 0.5
    assert paper > 0.4
