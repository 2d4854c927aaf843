"""The units of the whole country, which became which, and what the former ones weigh."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from making.programme import PLANNED

from analysis.assessment import Inputs, assess, judge_unit, read_inputs
from analysis.language import LANGS, BadInput
from analysis.ledger import OBSERVATIONS, load_sources, open_books
from analysis.programme import load_programme
from analysis.programme.measures import WEIGHTS
from analysis.programme.units import Unit
from analysis.projections import project

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
UNITS = load_programme(ROOT).units
BOUNDARIES = load_programme(ROOT).boundaries
HELD = load_programme(ROOT).weights
OF_2025 = BOUNDARIES[BOUNDARIES["valid_from"] == "2025-07-01"]
TODAY = ("whole", "after-2025-07", "after-2008-08")


def provinces(*territories: str) -> dict[str, Unit]:
    return {
        unit_id: unit
        for unit_id, unit in UNITS.items()
        if unit.level == "province" and unit.territory in territories
    }


def test_the_country_has_34_provinces_today_and_had_63() -> None:
    assert len(provinces(*TODAY)) == 34
    assert len(provinces("whole", "before-2025-07", "after-2008-08")) == 63
    codes = Counter((unit.unit_code, unit.territory) for unit in UNITS.values())
    assert set(codes.values()) == {1}


def test_52_provinces_became_23() -> None:
    assert set(OF_2025["part_id"]) == set(provinces("before-2025-07"))
    assert set(OF_2025["unit_id"]) == set(provinces("after-2025-07"))
    assert (len(OF_2025), OF_2025["unit_id"].nunique()) == (52, 23)
    assert not BOUNDARIES["part_id"].duplicated().any()
    laws = set(BOUNDARIES["legal_basis"])
    assert laws == {"Nghị quyết 202/2025/QH15, Điều 1", "Nghị quyết 15/2008/QH12"}


def test_ha_noi_of_today_names_what_it_took_in_beside_ha_tay() -> None:
    rows = BOUNDARIES[BOUNDARIES["unit_id"] == "ha-noi"]
    assert set(rows["part_id"]) == {"ha-noi-before-2008", "ha-tay"}
    assert rows["note"].str.contains("Mê Linh").all()


def test_namesakes_follow_one_rule() -> None:
    kept = {"vinh-long", "dong-thap", "dong-nai"}
    for unit_id, unit in UNITS.items():
        if unit_id.endswith("-2025") and not unit_id.endswith("-before-2025"):
            assert unit_id.removesuffix("-2025") in kept and unit.territory == "after-2025-07"
        if unit_id.endswith("-before-2025"):
            assert UNITS[unit_id.removesuffix("-before-2025")].territory == "after-2025-07"
    assert {UNITS[name].territory for name in kept} == {"before-2025-07"}
    assert kept <= set(PLANNED)


def test_every_unit_has_a_name_of_its_own_in_both_languages() -> None:
    for lang in LANGS:
        assert len({unit.name(lang) for unit in UNITS.values()}) == len(UNITS)


def test_every_former_province_has_every_weight_in_the_same_years() -> None:
    assert not HELD.duplicated(["unit_id", "weight", "year"]).any()
    assert set(HELD["weight"]) == set(WEIGHTS) - {"communes"}
    years = HELD.groupby(["weight", "unit_id"])["year"].agg(tuple).unstack("unit_id")
    former = years[list(OF_2025["part_id"])]
    assert former.notna().all(axis=None)
    assert (former.nunique(axis=1) == 1).all()


def test_weights_of_ha_noi_before_2008_are_births_and_people() -> None:
    old = HELD[HELD["unit_id"].isin(["ha-noi-before-2008", "ha-tay"])]
    assert set(old["weight"]) == {"live_births", "population"}
    assert set(HELD["unit_id"]) == set(provinces("whole", "before-2025-07", "after-2008-08")) | {
        "ha-noi-before-2008",
        "ha-tay",
    }


def test_every_weight_has_its_source_and_every_indicator_its_weight() -> None:
    sources = set(load_sources(open_books(ROOT))["source"])
    assert {slug for cell in HELD["source"] for slug in cell.split()} <= sources
    indicators = load_programme(ROOT).indicators
    named = {*indicators["weight"].dropna(), *indicators["second_weight"].dropna()}
    assert named == set(WEIGHTS)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_a_weight_that_is_no_number_is_refused(data: Path) -> None:
    broken = 'unit_id,weight,year,value,source,note\nha-nam,population,2019,"7,5",x,\n'
    (data / "weights.csv").write_text(broken, "utf-8")
    with pytest.raises(BadInput, match="row 2, column value"):
        _ = load_programme(data.parent).weights


@pytest.mark.parametrize("cell", ["01/07/2025", "2025-07", "2025-13-01", "20250701", ""])
def test_a_day_that_is_none_is_refused(data: Path, cell: str) -> None:
    header = "unit_id,part_id,valid_from,legal_basis,note"
    (data / "boundaries.csv").write_text(f"{header}\nninh-binh,ha-nam,{cell},x,\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        _ = load_programme(data.parent).boundaries
    assert "dòng 2, cột valid_from" in caught.value.message("vi")


def test_tables_are_text_but_for_years_and_values() -> None:
    assert HELD["year"].dtype == "Int64" and HELD["value"].dtype == "float64"
    assert isinstance(BOUNDARIES.loc[0, "note"], str)
    assert pd.api.types.is_string_dtype(BOUNDARIES["valid_from"])


# What an assessment makes of it


@cache
def as_committed() -> Inputs:
    return read_inputs(ROOT, "ninh-binh", "real")


def ninh_binh(**rows: pd.DataFrame | None) -> Inputs:
    """The project's inputs, with some ledgers in another state (None: without any figure)."""
    ledgers = dict(as_committed().ledgers)
    for unit_id, ledger in rows.items():
        name = unit_id.replace("_", "-")
        ledgers[name] = ledgers[name][:0] if ledger is None else ledger
    return replace(as_committed(), ledgers=ledgers)


def own_figures(years: range, value: float) -> pd.DataFrame:
    frame = pd.DataFrame({"year": list(years)}).assign(
        unit_id="ninh-binh", indicator_id="birth_registration_u5", value=value, source="gso-imr",
        nature="administrative", status="official",
    )  # fmt: skip
    types = dict.fromkeys(OBSERVATIONS.columns, "str") | {"year": "Int64"}
    types |= dict.fromkeys(["value", "numerator", "denominator"], "float64")
    return OBSERVATIONS.validate(frame.reindex(columns=list(OBSERVATIONS.columns)).astype(types))


def test_figures_of_another_territory_enter_no_verdict_but_stay_in_the_series() -> None:
    old, new = own_figures(range(2020, 2025), 80.0), own_figures(range(2025, 2027), 97.0)
    assessment = assess(ninh_binh(ninh_binh=pd.concat([old, new], ignore_index=True)), 2026)
    name = "birth_registration_u5"
    shown = assessment.series[assessment.series["indicator_id"] == name]
    assert shown["comparable"].tolist() == [False] * 5 + [True] * 2
    results = assessment.results[assessment.results["indicator_id"] == name]
    assert set(results["points"]) == {2} and set(results["observed_annual_change"]) == {0.0}
    assert set(results["baseline_year"]) == {2025}
    assert "worsening" not in set(assessment.readings["verdict"])


def test_figures_of_another_territory_alone_are_no_figures_of_the_unit() -> None:
    before = own_figures(range(2020, 2025), 80.0)
    others = dict.fromkeys(("ha_nam", "nam_dinh", "ninh_binh_before_2025"))
    assessment = assess(ninh_binh(ninh_binh=before, **others), 2026)
    results = assessment.results[assessment.results["indicator_id"] == "birth_registration_u5"]
    assert set(results["status"]) == {"no_data"}
    assert assessment.series.empty


def test_a_missing_former_province_widens_the_projection() -> None:
    verdicts = judge_unit(ninh_binh(nam_dinh=None), 2026)
    name = "infant_mortality"
    series = verdicts.series[verdicts.series["indicator_id"] == name]
    assert (series["weight_known"] < 0.6).all() and (series["aggregation_sd"] > 1.0).all()
    indicators = load_programme(ROOT).indicators
    wide, narrow = (
        project(rows, indicators, years=[2017], quantile_levels=[0.1, 0.9])["value"].diff().iloc[-1]
        for rows in (series, series.assign(aggregation_sd=0.0))
    )
    assert wide > 1.1 * narrow
