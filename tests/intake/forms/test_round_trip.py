"""A form goes out, is filled in with LibreOffice, comes back in three formats: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from intake.made_forms import ROOT
from making.command import Command
from making.libre_office import Typed, type_and_save

from analysis.assessment import Inputs, read_inputs
from analysis.intake import Form, find_form, make_forms, write_forms
from analysis.intake.forms.layout import COLUMNS, sheet_name
from analysis.intake.forms.reading import FormIntake, is_form, read_form
from analysis.intake.forms.sheets import letter
from analysis.intake.parsing.names import make_vocabulary
from analysis.language import text
from analysis.sheets import read_file

pytestmark = pytest.mark.slow
ASKED, EARLIER = sheet_name("asked"), sheet_name("earlier")
REPORT = "Báo cáo 215/BC-SYT ngày 10/11/2026"
FORMATS = ("xlsx", "ods", "xls")

# What the health department types, by sheet, indicator, year and column.
TYPED = {
    (ASKED, "full_immunisation_u1", 2025): {
        "numerator": "118801", "denominator": "121049", "value": "98,1", "source": REPORT,
        "published": "31/10/2026",
    },
    (ASKED, "full_immunisation_u1", 2026): {
        "value": "97", "qualifier": "gần", "source": REPORT, "note": "Chín tháng đầu năm",
    },
    (ASKED, "infant_mortality", 2025): {
        "value": "9,75", "nature": "báo cáo hành chính", "source": "Niên giám 2025",
        "published": "05/04/2026",
    },
    (ASKED, "child_injury_rate", 2025): {
        "numerator": "2750", "denominator": "500000", "source": REPORT,
    },
    (ASKED, "child_marriage", 2025): {"value": "12", "source": REPORT},
    (ASKED, "stunting_u5", 2025): {"note": "Chưa có kết quả điều tra"},
    (EARLIER, "special_circumstances", 2023): {
        "value": "1,05", "source": "Công văn 88/SYT-TE", "status": "chính thức",
    },
}  # fmt: skip
NO_COUNTS = {"numerator": "", "denominator": ""}
READ = {
    ("full_immunisation_u1", "2025"): {
        "value": "98.1", "numerator": "118801", "denominator": "121049", "qualifier": "",
        "nature": "administrative", "status": "official", "published": "2026-10-31",
    },
    ("full_immunisation_u1", "2026"): NO_COUNTS | {
        "value": "97", "qualifier": "nearly", "status": "preliminary", "published": "",
        "note": "Chín tháng đầu năm",
    },
    ("infant_mortality", "2025"): NO_COUNTS | {
        "value": "9.75", "nature": "administrative", "published": "2026-04-05",
    },
    ("child_injury_rate", "2025"): {
        "value": "550", "numerator": "2750", "denominator": "500000",
    },
    ("child_marriage", "2025"): NO_COUNTS | {"value": "12"},
    ("special_circumstances", "2023"): NO_COUNTS | {"value": "1.05", "status": "official"},
}  # fmt: skip


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(ROOT, "ninh-binh", "real")


@pytest.fixture(scope="module")
def form(inputs: Inputs) -> Form:
    return find_form(make_forms(inputs, 2026), inputs.plan, "Sở Y tế")


def keystrokes(workbook: Path) -> Iterator[Typed]:
    book = openpyxl.load_workbook(workbook)
    for (sheet, indicator_id, year), cells in TYPED.items():
        kind = "asked" if sheet == ASKED else "earlier"
        codes = book[sheet].iter_rows(min_col=len(COLUMNS[kind]), max_col=len(COLUMNS[kind]))
        starts = (str(row[0].value).startswith(f"{indicator_id}/{year}/") for row in codes)
        at = list(starts).index(True) + 1
        for column, words in cells.items():
            yield Typed(sheet, f"{letter(kind, column)}{at}", words)
    # Locked cells: a name, a known figure, a row's code.
    for column in ("name", "known", "code"):
        yield Typed(ASKED, f"{letter('asked', column)}8", "đã sửa")


@pytest.fixture(scope="module")
def returned(form: Form, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("department")
    sent = folder / form.file_name
    write_forms({sent: form})
    return type_and_save(sent, list(keystrokes(sent)), folder / "returned")


def read(path: Path, inputs: Inputs) -> FormIntake:
    sheets = read_file(path)
    assert is_form(sheets)
    vocabulary = make_vocabulary(inputs.units, inputs.indicators, inputs.sources)
    return read_form(sheets, path.name, vocabulary)


@pytest.mark.parametrize("ending", FORMATS)
def test_what_was_typed_is_what_is_read(
    ending: str, returned: dict[str, Path], inputs: Inputs
) -> None:
    found = read(returned[ending], inputs)
    assert [fault.message("vi") for fault in found.faults] == []
    entries = {(one.cells["indicator_id"], one.cells["year"]): one for one in found.entries}
    assert entries.keys() == READ.keys()
    for key, expected in READ.items():
        assert {name: entries[key].cells[name] for name in expected} == expected, key
    assert {one.publisher for one in entries.values()} == {"Sở Y tế"}
    assert entries["full_immunisation_u1", "2025"].source_text == REPORT
    assert entries["infant_mortality", "2025"].source_text == "Niên giám 2025"
    assert [(one.indicator_id, one.note) for one in found.remarks] == [
        ("stunting_u5", "Chưa có kết quả điều tra")
    ]


def test_the_form_told_the_person_that_the_rows_fit(returned: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(returned["xlsx"], data_only=True)
    column = COLUMNS["asked"].index("check") + 1
    told = [row[0].value for row in book[ASKED].iter_rows(8, min_col=column, max_col=column)]
    said = [words for words in told if words]
    done, computed = text("forms.check_done", "vi"), text("forms.check_computed", "vi")
    assert said == [done, done, done, f"{computed}550", done]


# What a person may type, and what the row then says.
SLIPS = [
    ({"numerator": "5"}, "one_count"),
    ({"numerator": "5", "denominator": "4", "source": REPORT}, "too_large"),
    ({"numerator": "45", "denominator": "100", "value": "45,3", "source": REPORT}, "ratio"),
    ({"value": "98"}, "source"),
    ({"value": "gần 98", "source": REPORT}, "not_number"),
    ({"value": "985", "source": REPORT}, "bounds"),
    ({"numerator": "4,5", "denominator": "10", "source": REPORT}, "not_whole"),
    ({"source": REPORT}, "no_figure"),
]  # fmt: skip


def test_the_form_tells_the_person_what_does_not_fit(form: Form, tmp_path: Path) -> None:
    sent = tmp_path / "form.xlsx"
    write_forms({sent: form})
    rows = [row for row, asked in enumerate(form.asked, start=8)
            if asked.measure == "percent" and asked.nature == "administrative"]  # fmt: skip
    typed = [
        Typed(ASKED, f"{letter('asked', column)}{row}", words)
        for row, (cells, _) in zip(rows, SLIPS, strict=False)
        for column, words in cells.items()
    ]
    saved = type_and_save(sent, typed, tmp_path / "saved")["xlsx"]
    sheet = openpyxl.load_workbook(saved, data_only=True)[ASKED]
    for row, (_, key) in zip(rows, SLIPS, strict=False):
        words = text(f"forms.check_{key}", "vi", **({"bounds": "0–100"} if key == "bounds" else {}))
        assert str(sheet[f"{letter('asked', 'check')}{row}"].value).startswith(words)


def test_an_untouched_form_comes_back_empty(form: Form, inputs: Inputs, tmp_path: Path) -> None:
    sent = tmp_path / "form.xlsx"
    write_forms({sent: form})
    for path in type_and_save(sent, [], tmp_path / "saved").values():
        found = read(path, inputs)
        assert (found.entries, found.faults, found.remarks) == ([], [], [])


def test_the_command_writes_a_form_per_agency(command: Command, tmp_path: Path) -> None:
    words = ("data", "template", "ninh-binh", "--all", "-o", tmp_path / "forms")
    written = command(*words)
    assert written.code == 0
    assert written.stdout.count("15/11/2026") == 4
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == [
        "ninh-binh-2026-so-giao-duc-va-dao-tao.xlsx",
        "ninh-binh-2026-so-tu-phap.xlsx",
        "ninh-binh-2026-so-van-hoa-va-the-thao.xlsx",
        "ninh-binh-2026-so-y-te.xlsx",
    ]
    again = command(*words)
    assert again.code == 2
    assert again.stderr.count("không ghi đè") == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "Không có đơn vị “nowhere”"),
        (("ninh-binh",), "Sở Tư pháp"),
        (("ninh-binh", "--agency", "Sở Thú"), "Các cơ quan chủ trì: Sở Y tế"),
        (("ninh-binh", "--agency", "y te", "--all"), "không dùng cả hai"),
        (("ninh-binh", "--agency", "y te", "--edition", "1999"), "1999"),
        (("ninh-binh", "--agency", "y te", "-o", "form.ods"), ".xlsx"),
    ],
)
def test_a_form_that_cannot_be_made_is_explained(
    words: tuple[str, ...], said: str, command: Command, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    refused = command("data", "template", *words)
    assert refused.code == 2
    assert said in refused.stderr
    assert not list(tmp_path.iterdir())
