"""What a sender means is what the report says: bounds, counts one short, and the base of a fall.

Figures go in as a small file through the command; looked at are the sentence in the report and the
row in ``results.csv``.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from making.reports import EDITION, copy_project, mangnon

pytestmark = pytest.mark.slow

HEAD = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
        "published", "publisher")  # fmt: skip
OFFICE = ("Báo cáo 1/BC-SYT", "31/10/2026", "Sở Y tế")
UNIT = "ninh-binh"
# One province, sent in one file; what each says is looked at below.
SENT = [
    ("full_immunisation_u1", 2026, "trên 95%", "", ""),
    ("birth_registration_u5", 2025, "97,2", "", ""),
    ("birth_registration_u5", 2026, "trên 98%", "", ""),
    ("underweight_u5", 2026, "dưới 10%", "", ""),
    ("stunting_u5", 2026, "không quá 14,5%", "", ""),
    ("child_injury_rate", 2026, "dưới 600", "", ""),
    ("special_circumstances_supported", 2026, "trên 90%", "", ""),
    ("school_sanitation", 2026, "", "3333", "3334"),
    ("preschool_age5", 2026, "", "59430", "60000"),
    ("lower_secondary_dropout", 2026, "", "146", "107000"),
    ("infant_mortality", 2026, "6,04", "", ""),
    ("neonatal_mortality", 2026, "4,96", "", ""),
    ("child_marriage", 2025, "100", "", ""),
    ("child_marriage", 2026, "200", "", ""),
]


@dataclass(frozen=True)
class Told:
    """One edition of the province: its rows by indicator and year, its words and its files."""

    folder: Path
    home: Path
    rows: dict[tuple[str, int], dict[str, str]]
    words: dict[str, str]
    pictures: dict[str, str]


def sent_file(folder: Path) -> Path:
    """Write the figures as an office would send them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    writer.writerows((UNIT, *row, *OFFICE) for row in SENT)
    path = folder / "bao-cao.csv"
    path.write_text(text.getvalue(), "utf-8")
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Import the file into a copied project and make the report."""
    folder = tmp_path_factory.mktemp("bounds")
    home = copy_project(folder / "project")
    taken = mangnon("data", "import", sent_file(folder), home=home)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    made = mangnon("assess", UNIT, "--reports", folder / "reports", home=home)
    assert made.returncode == 0, made.stderr
    own = folder / "reports" / "editions" / EDITION / UNIT
    with (own / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["indicator_id"], int(row["target_year"])): row for row in csv.DictReader(file)}
    soup = BeautifulSoup((own / "assessment.html").read_text("utf-8"), "html.parser")
    pictures = _pictures(soup)
    # What is neither missed nor at risk has a tile and no account.
    return Told(own, home, rows, {**pictures, **_sections(soup)}, pictures)


def plain(said: str) -> str:
    return " ".join(said.replace("\u00a0", " ").split())


def _sections(soup: BeautifulSoup) -> dict[str, str]:
    """Return the words below each indicator's heading, by the heading's anchor."""
    found: dict[str, str] = {}
    for head in soup.select("h4[id]"):
        said = []
        for each in head.find_all_next(["h2", "h3", "h4", "p"]):
            if each.name != "p":
                break
            said.append(each.get_text(" "))
        name = str(head["id"]).removesuffix("-chi-tiet").replace("-", "_")
        found[name] = plain(" ".join(said))
    return found


def _pictures(soup: BeautifulSoup) -> dict[str, str]:
    """Return what each chart tells those who do not see it, and its own words."""
    found: dict[str, str] = {}
    for figure in soup.select("figure[id]"):
        names = [str(each.get("aria-label") or each.get("alt") or "") for each in
                 figure.select("[aria-label], [alt]")]  # fmt: skip
        name = str(figure["id"]).removeprefix("bd-").replace("-", "_")
        found[name] = plain(" ".join([*names, figure.get_text(" ")]))
    return found


OPEN: list[tuple[str, str, str, str]] = [
    ("underweight_u5", "10.0", "below", "dưới 10 %"),
    ("child_injury_rate", "600.0", "below", "dưới 600/100.000"),
    ("birth_registration_u5", "98.0", "above", "trên 98 %"),
]


@pytest.mark.parametrize(("name", "value", "word", "said"), OPEN)
def test_a_bound_that_decides_nothing_leaves_the_target_open(
    told: Told, name: str, value: str, word: str, said: str
) -> None:
    row = told.rows[name, 2026]
    assert (row["latest_value"], row["latest_qualifier"]) == (value, word)
    assert row["status"] == "insufficient_evidence"
    assert row["attainment_probability"] == ""
    later = told.rows[name, 2030]
    assert (later["status"], later["attainment_probability"]) == ("insufficient_evidence", "")
    words = told.words[name]
    assert "Chưa đủ căn cứ" in words
    assert f"mới biết {said} (năm 2026)" in words
    for worked_out in ("chênh", "đã qua", "dự báo", "Bình quân mỗi năm", "tương đương khoảng"):
        assert worked_out not in words


def test_behind_a_bound_a_later_target_rests_on_the_earlier_figures(told: Told) -> None:
    soon, later = (told.rows["full_immunisation_u1", year] for year in (2026, 2030))
    for row in (soon, later):
        assert (row["latest_value"], row["latest_qualifier"]) == ("95.0", "above")
        # Nothing is worked out from a value that is not known.
        for column in ("observed_annual_change", "projected_annual_change",
                       "required_annual_change", "children_short"):  # fmt: skip
            assert row[column] == "", column
    assert (soon["status"], soon["attainment_probability"]) == ("insufficient_evidence", "")
    # The figures of 2010 to 2016 carry a projection, and no more than the weakest grade.
    assert (later["status"], later["evidence_grade"]) == ("more_likely_than_not", "C")
    assert 0.5 <= float(later["attainment_probability"]) < 0.8
    low, middle, high = (float(later[f"projected_{level}"]) for level in ("p10", "p50", "p90"))
    assert low < middle < high and middle > float(later["target_value"])
    words = told.words["full_immunisation_u1"]
    assert "trên 95 % năm 2026" in words
    assert "2026: Chưa đủ căn cứ" in words and "2030: Có khả năng đạt" in words
    for worked_out in ("chênh", "đã qua", "Bình quân mỗi năm", "tương đương khoảng"):
        assert worked_out not in words


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("stunting_u5", "achieved", "không quá 14,5 %"),
        ("special_circumstances_supported", "achieved", "trên 90 %"),
    ],
)
def test_a_bound_decides_what_all_that_it_allows_decide(
    told: Told, name: str, status: str, said: str
) -> None:
    assert told.rows[name, 2026]["status"] == status
    assert f"{said} năm 2026" in told.words[name]
    assert "2026: Đạt" in told.words[name]


def test_a_bound_is_drawn_as_one_and_told_as_one(told: Told) -> None:
    picture = told.pictures["birth_registration_u5"]
    assert "trên 98" in picture
    assert "Chỉ là giới hạn, vẽ bằng dấu ruột trắng có mũi tên: trên 98 %, năm 2026." in picture
    page = plain((told.folder / "assessment.html").read_text("utf-8"))
    assert "hoặc chỉ là giới hạn, mũi tên chỉ phía giá trị thật" in page


EXACT: list[tuple[str, float, str, str]] = [
    ("school_sanitation", 100 * 3333 / 3334, "not_achieved", "99,97 %"),
    ("preschool_age5", 99.05, "not_achieved", "99,05 %"),
    ("lower_secondary_dropout", 100 * 146 / 107_000, "achieved", "0,136 %"),
    ("infant_mortality", 6.04, "not_achieved", "6,04 ‰"),
    ("neonatal_mortality", 4.96, "achieved", "4,96 ‰"),
]


@pytest.mark.parametrize(("name", "value", "status", "shown"), EXACT)
def test_nothing_is_rounded_before_it_is_compared(
    told: Told, name: str, value: float, status: str, shown: str
) -> None:
    row = told.rows[name, 2026]
    assert float(row["latest_value"]) == pytest.approx(value, abs=1e-12)
    assert (row["status"], row["latest_qualifier"]) == (status, "")
    if status == "not_achieved":
        assert f"Giá trị mới nhất là {shown} (năm 2026)" in told.words[name]
    assert f"{shown} năm 2026" in told.pictures[name]
    assert "đúng bằng" not in told.words[name]


def test_what_is_one_short_of_all_is_nowhere_called_all(told: Told) -> None:
    assert "chỉ chênh 0,03 điểm phần trăm" in told.words["school_sanitation"]
    assert told.rows["school_sanitation", 2030]["status"] == "not_achieved"
    page = plain((told.folder / "assessment.html").read_text("utf-8"))
    assert "100,0 % (2026)" not in page and "99,97 % (2026)" in page


def test_a_yearly_reduction_has_one_base_that_a_rise_does_not_move(told: Told) -> None:
    row = told.rows["child_marriage", 2030]
    assert (row["baseline_year"], row["baseline_value"]) == ("2025", "100.0")
    words = told.words["child_marriage"]
    assert "so với năm 2025: 100 cuộc" in words
    assert "năm cuối trước giai đoạn 2026–2030" in words and "không quá 90 cuộc" in words
    assert "≤ 90" in told.pictures["child_marriage"]
    assert "184" not in words + told.pictures["child_marriage"]


def test_the_word_goes_with_the_value_into_every_file(told: Told, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(told.folder / "results.xlsx").active
    assert sheet is not None
    lines: list[tuple[Any, ...]] = list(sheet.iter_rows(values_only=True))
    place = lines[0].index("Từ đi kèm giá trị mới nhất")
    assert "trên" in {line[place] for line in lines[1:]}
    out = tmp_path / "sdmx"
    words = ("--format", "sdmx-csv", "--what", "results", "-o", out)
    exported = mangnon("data", "export", UNIT, *words, home=told.home)
    assert exported.returncode == 0, exported.stderr
    with (out / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    latest = {row["INDICATOR"]: row["QUALIFIER"] for row in rows if row["MEASURE"] == "LATEST"}
    assert latest["full_immunisation_u1"] == "ABOVE" and latest["stunting_u5"] == "AT_MOST"
    assert {row["QUALIFIER"] for row in rows if row["MEASURE"] != "LATEST"} == {""}
