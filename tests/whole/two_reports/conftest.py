"""The files of each finished report, read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from making.reports import MadeReports
from pypdf import PdfReader
from whole.two_reports.contents import UNITS


@pytest.fixture(scope="module", params=UNITS)
def folder(request: pytest.FixtureRequest, made_reports: MadeReports) -> Path:
    found: Path = getattr(made_reports, request.param)
    return found


@pytest.fixture(scope="module")
def page(folder: Path) -> BeautifulSoup:
    """Return the page, which takes a second to parse; nobody changes it."""
    return BeautifulSoup((folder / "assessment.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def pdf(folder: Path) -> PdfReader:
    return PdfReader(folder / "assessment.pdf")


@pytest.fixture(scope="module")
def sheets(pdf: PdfReader) -> list[str]:
    """Return what each sheet of the PDF says, which takes seconds to gather."""
    return [sheet.extract_text() for sheet in pdf.pages]


@pytest.fixture(scope="module")
def sheet_texts(sheets: list[str]) -> list[str]:
    return [" ".join(words.split()) for words in sheets]
