"""The table of units and the report headings: faults are told with their place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.assessment import read_inputs
from analysis.language import LANGS, BadInput, Lang
from analysis.programme import bare_name, english_name, load_programme
from analysis.programme.letterheads import LETTERHEADS_FILE
from analysis.programme.units import UNITS_FILE
from analysis.project import project_root

ROOT = project_root()
TABLE = (ROOT / UNITS_FILE).read_text("utf-8")


def told(tmp_path: Path, content: str, lang: Lang) -> str:
    file = tmp_path / UNITS_FILE
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    with pytest.raises(BadInput) as error:
        _ = load_programme(tmp_path).units
    return error.value.message(lang)


def test_a_province_has_a_parent_and_the_nation_none() -> None:
    units = load_programme(ROOT).units
    assert units["viet-nam"].parent_id is None
    assert units["ninh-binh"].parent_id == "viet-nam"


@pytest.mark.parametrize("lang", LANGS)
def test_a_column_of_another_name_is_told(tmp_path: Path, lang: Lang) -> None:
    said = told(tmp_path, TABLE.replace("territory", "terr", 1), lang)
    assert "terr" in said
    assert "territory" in said


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("word", ["nation", "whole"])
def test_a_word_that_the_table_does_not_know_is_told_with_its_row(
    tmp_path: Path, word: str, lang: Lang
) -> None:
    said = told(tmp_path, TABLE.replace(f",{word},", ",x,", 1), lang)
    assert "x" in said
    assert word in said, "what it could be"


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "Ninh-Bình", "a" * 101, "a.b", "", "-"]
)
@pytest.mark.parametrize("lang", LANGS)
def test_an_id_that_files_cannot_be_named_by_is_told_with_its_row(
    tmp_path: Path, name: str, lang: Lang
) -> None:
    said = told(tmp_path, TABLE.replace("\nvinh-long,", f"\n{name},", 1), lang)
    assert f"parameters/units.csv, {'dòng' if lang == 'vi' else 'row'} 3" in said
    assert "ninh-binh" in said, "what an id looks like"


@pytest.mark.parametrize("lang", LANGS)
def test_a_heading_that_lacks_a_line_is_told_before_anything_is_made(
    tmp_path: Path, lang: Lang
) -> None:
    for folder in ("data", "parameters"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / LETTERHEADS_FILE
    file.write_text(file.read_text("utf-8").replace("recipients_vi", "nhan"), "utf-8")
    with pytest.raises(BadInput) as error:
        read_inputs(tmp_path, "ninh-binh", "real", None)
    assert "recipients_vi" in error.value.message(lang)


def test_a_unit_without_an_english_name_is_called_by_its_own(tmp_path: Path) -> None:
    file = tmp_path / UNITS_FILE
    file.parent.mkdir(parents=True)
    row = "ninh-binh-xa-gia-vien,14464,commune,ninh-binh,after-2025-07,xã Gia Viễn,\n"
    file.write_text(TABLE + row, "utf-8")
    unit = load_programme(tmp_path).units["ninh-binh-xa-gia-vien"]
    assert (unit.name("vi"), unit.name("en")) == ("xã Gia Viễn", "Gia Viễn commune")


@pytest.mark.parametrize(
    ("name", "bare", "english"),
    [
        ("tỉnh Ninh Bình (trước 7/2025)", "Ninh Bình", "Ninh Bình province"),
        ("Thành phố Huế", "Huế", "Huế city"),
        ("thị xã Nghi Sơn", "Nghi Sơn", "Nghi Sơn town"),
        ("đặc khu Phú Quốc", "Phú Quốc", "Phú Quốc special zone"),
        ("Việt Nam", "Việt Nam", "Việt Nam"),
    ],
)
def test_names_are_made_of_the_word_of_their_level(name: str, bare: str, english: str) -> None:
    assert bare_name(name) == bare
    assert english_name(name) == english
