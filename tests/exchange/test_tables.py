"""Exchange: what is exported says the same when it is read back, and nothing runs in it."""

from __future__ import annotations

import csv
import errno
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import sdmx

from analysis.assessment import RESULTS
from analysis.exchange.sdmx import (
    DATA_FILE,
    STRUCTURE_FILE,
    Names,
    observation_cells,
    result_cells,
    write_observations,
    write_results,
)
from analysis.exchange.tables import (
    OBSERVATION_EXPORT,
    STATEMENT_EXPORT,
    csv_bytes,
    describe_figures,
    describe_results,
    write_csv,
    write_parquet,
    write_xlsx,
)
from analysis.files import save_export
from analysis.language import BadInput
from analysis.ledger import load_ledgers, open_books
from analysis.programme import load_programme

ROOT = Path(__file__).parents[2]
INDICATORS = load_programme(ROOT).indicators
LEDGERS = load_ledgers(["ha-nam", "viet-nam"], open_books(ROOT), load_programme(ROOT))
FIGURES = pd.concat(LEDGERS.observations.values(), ignore_index=True)
UNITS = pd.Series({"ha-nam": "tỉnh Hà Nam", "viet-nam": "Việt Nam"})
WHEN = datetime(2026, 11, 22, tzinfo=UTC)


def named(table: pd.DataFrame, key: str, what: str) -> dict[str, dict[str, str]]:
    return {
        row[key]: {"vi": row[f"{what}_vi"], "en": row[f"{what}_en"]}
        for row in table.to_dict("records")
    }


NAMES = Names(
    units={name: {"vi": name, "en": name} for name in UNITS.index},
    indicators=named(INDICATORS, "indicator_id", "name"),
    sources=named(LEDGERS.sources, "source", "title"),
)
MEASURES = dict(zip(INDICATORS["indicator_id"], INDICATORS["unit"], strict=True))


def observations() -> pd.DataFrame:
    return describe_figures(FIGURES, UNITS, INDICATORS, LEDGERS.sources)


def test_every_figure_carries_its_names_measure_and_publisher() -> None:
    table = observations()
    assert tuple(table.columns) == OBSERVATION_EXPORT
    assert len(table) == len(FIGURES)
    assert not table[["unit", "indicator", "measure", "publisher"]].isna().any(axis=None)


def test_statements_tell_when_and_what_they_superseded() -> None:
    stated = pd.concat(LEDGERS.statements.values(), ignore_index=True)
    table = describe_figures(stated, UNITS, INDICATORS, LEDGERS.sources)
    assert tuple(table.columns) == STATEMENT_EXPORT
    assert table["received"].notna().all()


# CSV, XLSX, Parquet

TRICKY = pd.DataFrame(
    {
        "note": ["=1+1", "-2 điểm", "@x", "\tx", "thường", None],
        "value": [-1.5, 98.5, 13.0, 0.1, float("nan"), 1e-7],
        "year": pd.array([2025, 2024, None, 2022, 2021, 2020], dtype="Int64"),
    }
)


def test_csv_says_the_same_again_and_byte_for_byte() -> None:
    table = observations()
    written = csv_bytes(table)
    assert written == csv_bytes(table.copy())
    back = pd.read_csv(BytesIO(written), dtype={"published": str})
    for column in ("value", "numerator", "denominator"):
        pd.testing.assert_series_equal(back[column], table[column], check_dtype=False)
    assert back["indicator_id"].tolist() == table["indicator_id"].tolist()


def test_no_csv_cell_runs_and_negative_numbers_stay_numbers() -> None:
    lines = csv_bytes(TRICKY).decode().splitlines()
    assert lines[1] == "'=1+1,-1.5,2025"
    assert lines[2] == "'-2 điểm,98.5,2024"
    assert lines[3] == "'@x,13,"


def test_workbook_cells_have_types_and_none_runs(tmp_path: Path) -> None:
    write_xlsx(TRICKY, tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C7"
    assert [cell.data_type for cell in sheet["A"][1:6]] == ["s"] * 5
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].quotePrefix
    assert [cell.value for cell in sheet["B"][1:5]] == [-1.5, 98.5, 13, 0.1]
    assert [sheet["C2"].value, sheet["C4"].value] == [2025, None]


def test_parquet_keeps_types_and_is_the_same_every_time(tmp_path: Path) -> None:
    table = observations()
    for name in ("a", "b"):
        write_parquet(table, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    types = {field.name: str(field.type) for field in pq.read_schema(tmp_path / "a")}
    assert (types["year"], types["value"]) == ("int64", "double")
    back = pq.read_table(tmp_path / "a").to_pandas()
    assert back["value"].tolist() == table["value"].tolist()


# SDMX


def read_structure(folder: Path) -> Any:
    # The reader leaves a file that it opened itself open.
    return sdmx.read_sdmx(BytesIO((folder / STRUCTURE_FILE).read_bytes()))


def read_back(folder: Path) -> pd.DataFrame:
    (flow,) = read_structure(folder).dataflow.values()
    with (folder / DATA_FILE).open("rb") as stream:
        message = sdmx.reader.csv.Reader().convert(stream, structure=flow)
    rows = [
        {
            **{key: value.value for key, value in seen.dimension.values.items()},
            **{key: value.value for key, value in seen.attached_attribute.items()},
            "OBS_VALUE": float(seen.value),
        }
        for seen in message.data[0].obs
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdmx") / "out"
    write_observations(observation_cells(FIGURES, MEASURES, NAMES), NAMES, folder, WHEN)
    return folder


def test_sdmx_read_back_gives_the_same_figures(exported: Path) -> None:
    back = read_back(exported)
    keys = ["REF_AREA", "INDICATOR", "DATA_SOURCE", "TIME_PERIOD"]
    assert not back.duplicated(keys).any()
    assert back["OBS_VALUE"].tolist() == FIGURES["value"].tolist()
    assert back["REF_AREA"].tolist() == FIGURES["unit_id"].tolist()
    assert back["TIME_PERIOD"].astype(int).tolist() == FIGURES["year"].tolist()
    known = back["DENOMINATOR"] != ""
    assert back.loc[known, "DENOMINATOR"].astype(float).tolist() == (
        FIGURES["denominator"].dropna().tolist()
    )


def test_sdmx_codes_say_what_kind_of_figure_it_is(exported: Path) -> None:
    back = read_back(exported).assign(status=FIGURES["status"], nature=FIGURES["nature"])
    assert set(back.loc[back["status"] == "preliminary", "OBS_STATUS"]) == {"P"}
    assert set(back.loc[back["status"] == "suspect", "OBS_STATUS"]) == {"U"}
    assert set(back.loc[back["nature"] == "modelled", "NATURE"]) == {"M"}
    assert set(back.loc[back["status"] == "census", "OBS_STATUS"]) == {"A"}


def test_every_code_that_is_used_is_in_its_list_with_both_names(exported: Path) -> None:
    back, structure = read_back(exported), read_structure(exported)
    assert len(structure.codelist) >= 8
    for name, codes in structure.codelist.items():
        used = set(back[name.removeprefix("CL_")]) - {""}
        assert used <= set(codes.items), name
        assert all({"vi", "en"} <= set(code.name.localizations) for code in codes)


def run_by_a_spreadsheet(cell: str) -> bool:
    return cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_nothing_in_sdmx_runs_and_a_reader_of_sdmx_reads_the_same_figures(tmp_path: Path) -> None:
    tricky = FIGURES.head(6).assign(
        note=["=1+1", "+2", "-3 điểm", "@SUM(A1)", "\t=1", "thường; =1"],
        value=[-1.5, 98.5, 13.0, 0.1, 7.0, 9.5],
    )
    titled = {name: {"vi": "=x", "en": '=HYPERLINK("http://x","y")'} for name in NAMES.sources}
    names = Names(NAMES.units, NAMES.indicators, titled)
    folder = tmp_path / "out"
    write_observations(observation_cells(tricky, MEASURES, names), names, folder, WHEN)
    with (folder / DATA_FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        assert [name for name, cell in row.items() if run_by_a_spreadsheet(cell)] in (
            [], ["OBS_VALUE"],
        )  # fmt: skip
    assert [row["COMMENT_OBS"] for row in rows] == [
        "'=1+1", "'+2", "'-3 điểm", "'@SUM(A1)", "'\t=1", "thường; =1",
    ]  # fmt: skip
    # By the package sdmx1, and by the rules of the standard for CSV.
    assert read_back(folder)["OBS_VALUE"].tolist() == tricky["value"].tolist()
    assert [float(row["OBS_VALUE"]) for row in rows] == tricky["value"].tolist()
    assert read_structure(folder).codelist["CL_DATA_SOURCE"]


def test_the_territory_that_a_figure_speaks_of_is_read_back(tmp_path: Path) -> None:
    figures = FIGURES.head(2).assign(boundaries=["2025-06-30", None])
    write_observations(observation_cells(figures, MEASURES, NAMES), NAMES, tmp_path / "out", WHEN)
    assert read_back(tmp_path / "out")["BOUNDARIES"].tolist() == ["2025-06-30", ""]
    (structure,) = read_structure(tmp_path / "out").structure.values()
    assert "BOUNDARIES" in [part.id for part in structure.attributes]
    page = (ROOT / "docs" / "exchange.md").read_text("utf-8")
    for part in (*structure.dimensions, *structure.attributes):
        assert part.id in page
    assert f"DF_CHILD_OBSERVATIONS({structure.version})" in page


def test_sdmx_is_the_same_every_time(exported: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    write_observations(observation_cells(FIGURES, MEASURES, NAMES), NAMES, again, WHEN)
    for name in (DATA_FILE, STRUCTURE_FILE):
        assert (again / name).read_bytes() == (exported / name).read_bytes()


def result_row(**more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(RESULTS.columns)
    return empty | {
        "unit_id": "ha-nam", "indicator_id": "stunting_u5", "chi_tieu": 4, "target_year": 2030,
        "comparator": "below", "target_value": 15.0, "unit": "percent", "baseline_year": 2020,
        "baseline_value": 19.5, "projected_p50": 14.2, "attainment_probability": 0.71,
        "status": "more_likely_than_not",
    } | more  # fmt: skip


def test_results_become_one_observation_per_number(tmp_path: Path) -> None:
    results = pd.DataFrame([result_row()])
    write_results(result_cells(results, 2026), NAMES, tmp_path / "out", WHEN)
    back = read_back(tmp_path / "out").set_index("MEASURE")
    assert back["OBS_VALUE"].to_dict() == {
        "TARGET": 15.0, "BASELINE": 19.5, "PROJECTED_P50": 14.2, "ATTAINMENT_PROBABILITY": 0.71,
    }  # fmt: skip
    assert back.loc["TARGET", "ASSESSMENT_STATUS"] == "MORE_LIKELY_THAN_NOT"
    assert back.loc["BASELINE", "REFERENCE_YEAR"] == "2020"
    assert back.loc["PROJECTED_P50", "OBS_STATUS"] == "F"
    table = describe_results(results, UNITS, INDICATORS, 2026)
    assert table.loc[0, ["edition", "unit_name"]].tolist() == [2026, "tỉnh Hà Nam"]


# Saving


def test_an_export_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"

    def full(path: Path) -> None:
        path.write_text("a,b\n")
        raise OSError(errno.ENOSPC, "no space", str(path))

    with pytest.raises(OSError, match="no space"):
        save_export(target, full, replace=False)
    assert list(tmp_path.iterdir()) == []
    save_export(target, lambda path: write_csv(TRICKY, path), replace=False)
    before = target.read_bytes()
    with pytest.raises(OSError, match="no space"):
        save_export(target, full, replace=True)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_what_stands_there_is_replaced_only_when_asked_and_of_the_same_kind(
    tmp_path: Path,
) -> None:
    def folder(path: Path) -> None:
        path.mkdir()
        (path / DATA_FILE).write_text("new")

    target = tmp_path / "out"
    save_export(target, folder, replace=False)
    for replace, make in ((False, folder), (True, lambda path: path.write_text("file"))):
        with pytest.raises(BadInput):
            save_export(target, make, replace=replace)
    save_export(target, folder, replace=True)
    (target / "mine.txt").write_text("mine")
    with pytest.raises(BadInput):
        save_export(target, folder, replace=True)
    assert (target / "mine.txt").read_text() == "mine"
    with pytest.raises(BadInput):
        save_export(tmp_path / "nowhere" / "x", folder, replace=False)
