"""The table of indicators: what is wrong in it is told with row and column, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.language import LANGS, BadInput
from analysis.programme import load_programme
from analysis.programme.indicators import INDICATORS_FILE
from analysis.project import project_root

TABLE = (project_root() / INDICATORS_FILE).read_text("utf-8")


def told(tmp_path: Path, content: str) -> str:
    file = tmp_path / INDICATORS_FILE
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    with pytest.raises(BadInput) as error:
        _ = load_programme(tmp_path).indicators
    return " ".join(error.value.message(lang) for lang in LANGS)


def test_the_project_has_a_short_name_for_every_indicator() -> None:
    table = load_programme(project_root()).indicators
    for lang in LANGS:
        names = table[f"short_{lang}"]
        assert names.is_unique
        assert names.str.len().max() <= 40, "it has to fit a narrow column"


def test_a_table_of_an_older_edition_is_told_which_columns_it_lacks(tmp_path: Path) -> None:
    said = told(tmp_path, TABLE.replace(",short_vi,short_en,", ",", 1))
    assert "short_vi" in said
    assert "short_en" in said


@pytest.mark.parametrize(
    ("good", "bad", "column"),
    [
        ("neonatal_mortality,3,1,per_1000_live_births,down", "neonatal_mortality,3,1,x,down",
         "unit"),
        ("neonatal_mortality,3,1,per_1000_live_births,down",
         "neonatal_mortality,ba,1,per_1000_live_births,down", "chi_tieu"),
        ("neonatal_mortality,3,1,", "neonatal_mortality,3,9,", "objective"),
        ("neonatal_mortality,3", "child_friendly_communes,3", "indicator_id"),
    ],
)  # fmt: skip
def test_what_the_table_does_not_allow_is_told_with_row_and_column(
    tmp_path: Path, good: str, bad: str, column: str
) -> None:
    assert good in TABLE
    said = told(tmp_path, TABLE.replace(good, bad, 1))
    assert column in said
    assert "dòng 4" in said or column == "indicator_id"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        _ = load_programme(tmp_path).indicators
    assert "indicators.csv" in error.value.message("vi")
