"""The page of a finished report: in Vietnamese, described, needing nothing from outside."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from making.opened_pages import without_data
from making.reports import MadeReports
from whole.two_reports.contents import NAMESPACES, WATERMARK, words_of

from analysis.language import text
from analysis.programme import COMPARATORS, STATUSES

pytestmark = pytest.mark.slow


def test_page_is_in_vietnamese_under_one_title(page: BeautifulSoup) -> None:
    assert page.html["lang"] == "vi"
    assert len(page.find_all("h1")) == 1
    assert page.title.string
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_page_needs_nothing_from_outside(folder: Path, page: BeautifulSoup) -> None:
    html = without_data((folder / "assessment.html").read_text("utf-8"))
    assert set(re.findall(r"(?:https?:)?//[a-z][^\s\"'<>)]*", html)) <= NAMESPACES
    assert not re.search(r"url\((?!#|\"#|'#)", html)
    assert "@import" not in html
    assert page.find_all(["link", "iframe", "object", "embed", "base", "form"]) == []
    (script,) = page.find_all("script")
    assert not script.attrs, "the tools of the scorecard, which bring all they need"
    digest = b64encode(sha256(script.string.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page.find("meta", {"http-equiv": True})["content"]
    links = {tag["href"] for tag in page.find_all(href=True) if not tag["href"].startswith("#")}
    assert all((folder / link).resolve().is_file() for link in links), links
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
    links = [link["href"] for link in page.find_all("a", href=True)]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


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
    # Tiles stand under one caption, which bears the mark for all of them.
    own = [head for head in page.find_all(["figcaption", "caption"])
           if not head.find_parent("figure", class_="mn-tile")]  # fmt: skip
    captions = [caption.get_text() for caption in own]
    shown = [each for each in page.find_all(["figure", "table"])
             if "mn-tile" not in each.get("class", ())]  # fmt: skip
    assert len(captions) == len(shown) > 20
    assert all(WATERMARK in caption for caption in captions)
    real = (made_reports.ninh_binh / "assessment.html").read_text("utf-8")
    assert WATERMARK not in real
