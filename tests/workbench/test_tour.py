"""The tour's own workspace: nothing of one's own is used there, and all is back at its end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis import workbench as wb
from analysis.workbench.tour import link_files

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OWN = {"MANGNON_HOME": str(ROOT), "MANGNON_REPORTS": "/nowhere",
       "MANGNON_STORE": "postgresql+psycopg://nobody@nowhere/none"}  # fmt: skip


def settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items()
            if name.startswith("MANGNON_") or name == "SOURCE_DATE_EPOCH"}  # fmt: skip


def test_a_ministrys_store_and_reports_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OWN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ROOT)
    before = settings()
    tour = wb.begin_tour("vi")
    try:
        assert "MANGNON_STORE" not in os.environ and "MANGNON_REPORTS" not in os.environ
        assert Path.cwd() == tour.folder == Path(os.environ["MANGNON_HOME"])
        assert not tour.folder.is_relative_to(ROOT)
        results = wb.unit(tour.unit_id).results
        assert len(results) > 40
    finally:
        said = tour.end()
    assert str(ROOT) in said
    assert (settings(), Path.cwd(), tour.folder.exists()) == (before, ROOT, False)


def test_the_province_is_on_no_map_and_says_so() -> None:
    tour = wb.begin_tour("en")
    try:
        plan = (tour.folder / "data" / "plans" / "tinh-mau.yml").read_text("utf-8")
        assert "Ninh Bình" not in plan and "75/KH" not in plan
        names = wb.open(lang="vi").unit("tinh-mau").name, wb.open(lang="en").unit("tinh-mau").name
        assert "minh họa" in names[0] and "illustrative" in names[1]
    finally:
        tour.end()


def test_the_tour_ends_when_its_button_says_so_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    tour = wb.begin_tour("vi")
    button, said = tour.offer_end().children
    assert tour.folder.is_dir() and said.value == ""
    button.click()
    assert not tour.folder.exists() and "Đã xóa" in said.value and button.disabled


def test_what_a_shown_report_leads_to_can_be_saved(tmp_path: Path) -> None:
    place = tmp_path / "report"
    place.mkdir()
    (place / "assessment.pdf").write_bytes(b"%PDF-")
    (tmp_path / "index.html").write_text("all", "utf-8")
    page = ('<a href="assessment.pdf">PDF</a><a href="../index.html">all</a>'
            '<a href="#part">part</a><a href="https://example.org/">away</a>')  # fmt: skip
    assert link_files(page, place) == (
        '<a download="assessment.pdf" href="data:application/octet-stream;base64,JVBERi0=">PDF</a>'
        '<a >all</a><a href="#part">part</a><a href="https://example.org/">away</a>'
    )
