"""Two finished editions: their files, their tables, and the same bytes when made again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from making.reports import EDITION, ROOT, MadeReports, mangnon
from whole.two_reports.contents import (
    FILES,
    MOST_BYTES,
    RESULT_COLUMNS,
    WATERMARK,
    digests,
    result_rows,
    words_of,
)

from analysis.language import text
from analysis.plans import load_plan, plan_targets
from analysis.programme import COMPARATORS, STATUSES, load_programme, measures

pytestmark = pytest.mark.slow


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


def test_every_link_of_a_page_leads_to_what_is_published_beside_it(
    made_reports: MadeReports,
) -> None:
    folder = made_reports.real / "editions" / EDITION / "ninh-binh"
    page = BeautifulSoup((folder / "assessment.html").read_text("utf-8"), "html.parser")
    found = [link["href"] for link in page.select("nav.beside a")]
    assert found == ["assessment.pdf", "assessment.docx", "results.xlsx", "results.csv",
                     "../index.html"]  # fmt: skip
    assert all((folder / link).is_file() for link in found)
    inside = {link["href"][1:] for link in page.select("a[href^='#']")}
    assert inside <= {tag["id"] for tag in page.find_all(id=True)}


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
    # Whose plan a target is of is told where a unit inherits several.
    left_out = ("unit_id", "indicator_id", "plan_of")
    names = [name for name in RESULT_COLUMNS if name not in left_out]
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
        coded = ("comparator", "unit", "status", "nature", "plan_of")
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
