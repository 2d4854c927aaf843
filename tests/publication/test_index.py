"""The page that leads to the reports of an edition."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.files import file_hash
from analysis.language import LANGS, Lang
from analysis.publication import KINDS, PublishedReport, editions
from analysis.publication.index import write_index

ROOT = Path(__file__).parents[2]
FILES = sorted(KINDS["assessment"].files)


def publish(folder: Path, unit_id: str, data: str = "real", files: tuple[str, ...] = ()) -> None:
    made = folder / f".making-{unit_id}"
    made.mkdir(parents=True)
    for name in files or FILES:
        (made / name).write_bytes(b"x" * (1_540_000 if name.endswith("pdf") else 1400))
    hashes = {path.name: file_hash(path) for path in made.iterdir()}
    counts = {"no_data": 1, "achieved": 2}
    editions.publish(made, folder, PublishedReport(unit_id, "vi", data, "x", counts, hashes))


def page_of(folder: Path, lang: Lang = "vi") -> str:
    write_index(ROOT, folder, 2026, lang)
    return (folder / "index.html").read_text("utf-8")


def test_units_stand_in_the_programme_s_order_and_the_illustrative_is_marked(
    tmp_path: Path,
) -> None:
    publish(tmp_path, "ninh-binh", "illustrative")
    publish(tmp_path, "viet-nam")
    page = page_of(tmp_path)
    assert page.index("viet-nam/assessment.html") < page.index("ninh-binh/assessment.html")
    assert page.count("SỐ LIỆU MINH HỌA") == 1
    words = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert "✓ Đạt: 2 ○ Chưa có số liệu: 1" in words
    assert "1,5 MB" in words.replace("\u00a0", " ")


def test_only_files_that_are_there_are_linked(tmp_path: Path) -> None:
    publish(tmp_path, "ninh-binh", files=("assessment.html", "results.csv"))
    links = BeautifulSoup(page_of(tmp_path), "html.parser").select("tbody a")
    assert [link["href"] for link in links] == [
        "ninh-binh/assessment.html",
        "ninh-binh/assessment.html",
        "ninh-binh/results.csv",
    ]
    assert links[0].get_text() == "Tỉnh Ninh Bình"


def test_a_unit_without_its_page_is_named_without_a_link(tmp_path: Path) -> None:
    publish(tmp_path, "ninh-binh", files=("results.csv",))
    (head,) = BeautifulSoup(page_of(tmp_path), "html.parser").select("tbody th")
    assert head.get_text() == "Tỉnh Ninh Bình"
    assert head.find("a") is None


def publish_overview(folder: Path, data: str) -> None:
    made = folder / "made"
    made.mkdir()
    files = {f"overview.{ending}": ending for ending in ("html", "pdf", "xlsx")}
    for name, words in files.items():
        (made / name).write_text(words)
    hashes = {name: file_hash(made / name) for name in files}
    editions.publish(made, folder, PublishedReport("overview", "vi", data, "x", {}, hashes))


@pytest.mark.parametrize(("data", "marked"), [("illustrative", True), ("real", False), ("", True)])
def test_an_overview_of_illustrative_data_is_marked(
    tmp_path: Path, data: str, marked: bool
) -> None:
    publish_overview(tmp_path, data)
    page = page_of(tmp_path)
    assert "overview/overview.html" in page
    assert ("SỐ LIỆU MINH HỌA" in page) == marked


@pytest.mark.parametrize("entry", ["{", "[]", '{"data": "real", "files": {}}'])
def test_an_overview_that_nothing_tells_of_is_not_shown(tmp_path: Path, entry: str) -> None:
    publish(tmp_path, "ninh-binh")
    (tmp_path / "overview").mkdir()
    (tmp_path / "overview" / "overview.html").touch()
    (tmp_path / "overview" / "overview.json").write_text(entry, "utf-8")
    assert "overview/overview.html" not in page_of(tmp_path)


def test_an_overview_of_an_older_version_is_still_shown(tmp_path: Path) -> None:
    (tmp_path / "overview").mkdir()
    (tmp_path / "overview" / "overview.html").touch()
    entry = '{"data": "real", "lang": "vi", "digest": "x", "files": {"overview.html": "0"}}'
    (tmp_path / "overview" / "overview.json").write_text(entry, "utf-8")
    (tmp_path / "manifest.json").write_text('{"edition": "2026", "units": []}', "utf-8")
    publish(tmp_path, "ninh-binh")
    assert "overview/overview.html" in page_of(tmp_path)


def test_the_overview_is_linked_once_it_is_there(tmp_path: Path) -> None:
    publish(tmp_path, "ninh-binh")
    assert "overview/" not in page_of(tmp_path)
    publish_overview(tmp_path, "real")
    assert 'href="overview/overview.html"' in page_of(tmp_path)
    assert "overview.docx" not in page_of(tmp_path)


@pytest.mark.parametrize("lang", LANGS)
def test_policy_lets_the_page_s_own_script_run_and_nothing_else(tmp_path: Path, lang: Lang) -> None:
    publish(tmp_path, "ninh-binh")
    page = BeautifulSoup(page_of(tmp_path, lang), "html.parser")
    (script,) = page.find_all("script")
    digest = b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy
    assert page.html["lang"] == lang
    assert len(page.find_all("h1")) == 1
    assert not re.search(r"(?:https?:)?//[a-z]", page.find("tbody").decode())
    assert page.find(id="filters").has_attr("hidden")


def test_an_edition_without_reports_still_has_a_page(tmp_path: Path) -> None:
    assert "<h1>" in page_of(tmp_path)


def test_reports_on_illustrative_figures_stand_apart_under_their_own_mark(tmp_path: Path) -> None:
    edition = tmp_path / "editions" / "2026"
    edition.mkdir(parents=True)
    publish(edition, "ninh-binh")
    assert "SỐ LIỆU MINH HỌA" not in page_of(edition)
    publish(tmp_path / "illustrative" / "editions" / "2026", "vinh-long", "illustrative")
    page = BeautifulSoup(page_of(edition), "html.parser")
    real, apart = page.select("section.reports")
    assert "SỐ LIỆU MINH HỌA" in apart.h2.get_text()
    assert "Ninh Bình" in real.tbody.get_text()
    assert "Ninh Bình" not in apart.get_text()
    links = [link["href"] for link in apart.select("a")]
    assert links
    assert all((edition / link).is_file() for link in links)


def test_illustrative_reports_that_cannot_be_read_hide_no_real_one(tmp_path: Path) -> None:
    edition = tmp_path / "editions" / "2026"
    edition.mkdir(parents=True)
    publish(edition, "ninh-binh")
    broken = tmp_path / "illustrative" / "editions" / "2026" / "manifest.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{", "utf-8")
    assert "ninh-binh/assessment.html" in page_of(edition)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "có 02 báo cáo với tổng số 6 chỉ tiêu của năm cuối. 04 chỉ tiêu đã đạt"),
        ("en", "has 2 reports, with 6 final-year targets between them. 4 are met"),
    ],
)
def test_the_page_opens_with_what_real_reports_say_together(
    tmp_path: Path, lang: Lang, said: str
) -> None:
    publish(tmp_path, "ninh-binh")
    publish(tmp_path, "viet-nam")
    publish(tmp_path, "ninh-binh--so-y-te")
    publish(tmp_path, "vinh-long", "illustrative")
    message = BeautifulSoup(page_of(tmp_path, lang), "html.parser").select_one("p.message")
    assert message is not None
    assert said in message.get_text()


def test_an_edition_of_illustrative_reports_alone_has_no_message(tmp_path: Path) -> None:
    publish(tmp_path, "vinh-long", "illustrative")
    page = BeautifulSoup(page_of(tmp_path), "html.parser")
    assert page.select_one("p.message") is None
    assert len(page.select("section.reports")) == 1


def test_a_unit_tells_how_many_targets_have_figures(tmp_path: Path) -> None:
    publish(tmp_path, "ninh-binh")
    cell = BeautifulSoup(page_of(tmp_path), "html.parser").select_one("tbody td:nth-of-type(3)")
    assert cell is not None
    assert cell.get_text() == "2/3 chỉ tiêu có số liệu để đánh giá"


@pytest.mark.parametrize(("lang", "shown"), [("vi", "4,1"), ("en", "4.1")])
def test_how_long_each_stage_took_stands_at_the_end_where_it_was_measured(
    tmp_path: Path, lang: Lang, shown: str
) -> None:
    publish(tmp_path, "ninh-binh")
    assert "timings" not in page_of(tmp_path, lang).partition("<body")[2]
    made = tmp_path / "made"
    made.mkdir()
    (made / "assessment.html").write_text("x", "utf-8")
    took = {"assess": 1.25, "notebook": 2.5, "files": 0.3, "tables": 0.02}
    report = PublishedReport(
        "viet-nam", "vi", "real", "x", {}, {"assessment.html": file_hash(made / "assessment.html")},
        seconds=took,
    )  # fmt: skip
    editions.publish(made, tmp_path, report)
    assert editions.read_manifest(tmp_path)["viet-nam"].seconds == took
    page = BeautifulSoup(page_of(tmp_path, lang), "html.parser")
    (row,) = page.select("details.timings tbody tr")
    cells = [cell.get_text() for cell in row.select("th, td")]
    assert cells[0] == "viet-nam" and cells[-1] == shown and len(cells) == 6
    # What is searched and filtered are reports, not these rows.
    assert '"#reports tbody tr"' in str(page.script)
