"""Two finished reports, on real and on illustrative data, and what is in their files."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup

from analysis.exhibits import MIME

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
    "baseline_year", "baseline_value", "latest_year", "latest_value", "latest_qualifier",
    "pace_from_year", "observed_annual_change", "projected_annual_change",
    "required_annual_change", "children_short", "missed_year", "missed_value", "projected_p10",
    "projected_p50", "projected_p90", "attainment_probability", "status", "evidence_grade",
    "lead_agency", "nature", "plan_of",
]


# fmt: on
# The page's own statements of what things are, not addresses that anything is fetched from.
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


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


def printed(folder: Path) -> Iterator[dict[str, Any]]:
    """Give what stands on paper: not the annexes that are in the web page alone."""
    on_paper = True
    for shown in exhibits(folder):
        if shown.get("exhibit") == "Annex":
            on_paper = shown["on_paper"]
        if on_paper:
            yield shown


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def flat(entries: Any) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry
