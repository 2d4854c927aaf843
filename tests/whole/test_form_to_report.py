"""The whole way of a figure: a form, a person who fills it in, the ledger, the report."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup
from making.libre_office import Typed, type_and_save
from making.reports import MadeReports, copy_project, mangnon
from openpyxl.worksheet.worksheet import Worksheet

pytestmark = pytest.mark.slow

DOCUMENT = "Báo cáo 215/BC-STP ngày 10/11/2026"
FILLED = {
    "Tử số": "118801",
    "Mẫu số": "121049",
    "Giá trị": "98,1",
    "Nguồn (tên văn bản, số, ngày)": DOCUMENT,
    "Ngày của số liệu": "31/10/2026",
}


def cells_of(sheet: Worksheet, indicator_year: str) -> dict[str, str]:
    """Return the address of each column's cell in the row of an indicator and year."""
    rows = list(sheet.iter_rows())
    heads = next(row for row in rows if row[0].value == "STT")
    filled = next(row for row in rows if str(row[len(heads) - 1].value).startswith(indicator_year))
    return {str(head.value): cell.coordinate for head, cell in zip(heads, filled, strict=True)}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make the form of the justice department and type a figure into it, as its staff would."""
    folder = tmp_path_factory.mktemp("form")
    form = folder / "form.xlsx"
    made = mangnon("data", "template", "ninh-binh", "--agency", "tư pháp", "-o", form)
    assert made.returncode == 0, made.stderr
    sheet = openpyxl.load_workbook(form)["Số liệu kỳ này"]
    cells = cells_of(sheet, "birth_registration_u5/2025")
    typed = [Typed(sheet.title, cells[column], words) for column, words in FILLED.items()]
    return type_and_save(form, typed, folder / "filled")


def test_a_figure_typed_into_a_form_stands_in_the_ledger(
    sent: dict[str, Path], tmp_path: Path
) -> None:
    home = copy_project(tmp_path / "project")
    first, *others = sent.values()
    taken = mangnon("data", "import", first, home=home)
    assert taken.returncode == 0, taken.stderr
    history = mangnon("data", "history", "ninh-binh", "birth_registration_u5", home=home).stdout
    assert "98,1\u00a0%" in history and "118.801/121.049" in history and DOCUMENT in history
    again = mangnon("data", "import", first, *others, home=home)
    assert again.returncode == 0 and again.stdout.count("mới 0, sửa 0") == len(sent)


def test_the_report_shows_the_new_figure_with_its_source(
    sent: dict[str, Path], made_reports: MadeReports, tmp_path: Path
) -> None:
    home = copy_project(tmp_path / "project")
    assert mangnon("data", "import", sent["xlsx"], home=home).returncode == 0
    after = mangnon("assess", "ninh-binh", "--reports", tmp_path / "after", home=home)
    assert after.returncode == 0, after.stderr
    # The report that all tests share was made from the same data, before the figure came in.
    new_folder = tmp_path / "after" / "editions" / "2026" / "ninh-binh"
    old, new = words_of(made_reports.ninh_binh), words_of(new_folder)
    assert DOCUMENT not in old and "98,1 % (năm 2025)" not in old
    assert "98,1 % (năm 2025)" in new
    assert DOCUMENT in new and "Sở Tư pháp" in new


def words_of(folder: Path) -> str:
    soup = BeautifulSoup((folder / "assessment.html").read_text("utf-8"), "html.parser")
    return " ".join(soup.get_text(" ").replace("\u00a0", " ").split())
