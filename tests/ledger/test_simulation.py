"""The illustrative set: drawn again to the same bytes, whole, and never mistaken for real."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from making.ledgers import observations_of

from analysis.language import BadInput
from analysis.ledger import simulation
from analysis.programme import load_programme, programme_indicators

ROOT = Path(__file__).parents[2]
UNITS = ("ninh-binh", "vinh-long")
# Only Vĩnh Long's plan sets a target for children of kindergarten age.
NOT_IN_PLAN = {"ninh-binh": {"kindergarten_enrolment"}, "vinh-long": set()}


def drawn(unit_id: str) -> pd.DataFrame:
    return observations_of(unit_id, ROOT, data="illustrative")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "boundaries.csv", tmp_path / "data")
    return tmp_path


def test_command_gives_the_committed_bytes(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MANGNON_HOME", str(project))
    assert simulation.main() == 0
    assert len(capsys.readouterr().out.splitlines()) == len(UNITS)
    made = sorted((project / "data" / "illustrative").iterdir())
    assert [path.stem for path in made] == list(UNITS)
    for path in made:
        assert path.read_bytes() == (ROOT / "data" / "illustrative" / path.name).read_bytes()


def test_broken_parameters_write_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = project / "parameters" / "simulation.csv"
    broken = table.read_text("utf-8").replace("2016-2025,72,1.2,1,107", "2016–25,72,x,1,", 1)
    table.write_text(broken, "utf-8")
    monkeypatch.setenv("MANGNON_HOME", str(project))
    assert simulation.main() == 2
    message = capsys.readouterr().err
    assert all(f"cột {column}" in message for column in ("years", "yearly_change", "denominator"))
    assert not (project / "data" / "illustrative").exists()


def test_unknown_indicator_is_named(project: Path) -> None:
    table = project / "parameters" / "simulation.csv"
    table.write_text(table.read_text("utf-8").replace("hiv_mtct", "hiv", 1), "utf-8")
    with pytest.raises(BadInput, match="no indicator “hiv”"):
        simulation.load_simulation(project, load_programme(project))


@pytest.mark.parametrize("unit_id", UNITS)
def test_every_indicator_of_the_plan_is_covered(unit_id: str) -> None:
    programme = set(programme_indicators(load_programme(ROOT).indicators)["indicator_id"])
    assert set(drawn(unit_id)["indicator_id"]) == programme - NOT_IN_PLAN[unit_id]


@pytest.mark.parametrize("unit_id", UNITS)
def test_every_row_says_that_it_is_illustrative(unit_id: str) -> None:
    ledger = drawn(unit_id)
    for column in ("nature", "status", "source"):
        assert set(ledger[column]) == {"simulated"}
    assert set(ledger["note"]) == {"SỐ LIỆU MINH HỌA"}


def test_set_holds_the_cases_that_a_report_must_survive() -> None:
    ledger = pd.concat([drawn(unit_id) for unit_id in UNITS])
    by_series = ledger.groupby(["unit_id", "indicator_id"])
    years = by_series["year"]
    assert years.max().max() == 2025 and years.min().min() == 2016
    assert (years.max() == 2021).any(), "a stale series"
    assert (by_series.size() == 2).any(), "two points"
    assert (by_series.size() < years.max() - years.min() + 1).any(), "gaps"
    assert (ledger["value"] == 100).any() and (ledger["value"] == 0).any()
    assert ledger["numerator"].notna().mean() > 0.9


def test_known_level_and_change_are_given_back_without_noise() -> None:
    table = (
        simulation.load_simulation(ROOT, load_programme(ROOT))
        .iloc[:1]
        .assign(
            indicator_id="birth_registration_u5",
            years="2016-2020",
            start_level=90.0,
            yearly_change=2.0,
            noise=0.0,
            denominator=1000,
            denominator_change=100,
        )
    )
    figures = simulation.simulate_observations(table, load_programme(ROOT).indicators, seed=1)
    assert figures["value"].tolist() == [90, 92, 94, 96, 98]
    assert figures["denominator"].tolist() == [1000, 1100, 1200, 1300, 1400]


def test_a_series_does_not_depend_on_the_other_lines_of_the_table() -> None:
    table, indicators = (
        simulation.load_simulation(ROOT, load_programme(ROOT)),
        load_programme(ROOT).indicators,
    )
    whole = simulation.simulate_observations(table, indicators, seed=7)
    alone = simulation.simulate_observations(table.iloc[[3]], indicators, seed=7)
    keys = ["unit_id", "indicator_id"]
    same = whole.merge(alone[keys].drop_duplicates(), on=keys)
    pd.testing.assert_frame_equal(same, alone)
    other = simulation.simulate_observations(table.iloc[[3]], indicators, seed=8)
    assert not other["value"].equals(alone["value"])


def test_years_are_a_range_or_a_list() -> None:
    assert simulation.list_years("2016-2018") == [2016, 2017, 2018]
    assert simulation.list_years("2016 2020") == [2016, 2020]
