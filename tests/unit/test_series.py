"""One comparable series per indicator, and a merged unit built from its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.indicators import load_indicators
from analysis.schemas import OBSERVATIONS
from analysis.series import build_series
from analysis.unit_merging import WEIGHT_OF_DENOMINATOR

ROOT = Path(__file__).parents[2]
INDICATORS = load_indicators(ROOT)
PARTS = ("ha-nam", "nam-dinh", "ninh-binh-before-2025")
BOUNDARIES = pd.DataFrame({"unit_id": "ninh-binh", "part_id": PARTS})
BIRTHS = {"ha-nam": 1000.0, "nam-dinh": 2000.0, "ninh-binh-before-2025": 1000.0}


def observed(unit_id: str, indicator_id: str, year: int, value: float, **more: Any) -> dict:
    row = {
        "unit_id": unit_id,
        "indicator_id": indicator_id,
        "year": year,
        "value": value,
        "numerator": None,
        "denominator": None,
        "nature": "administrative",
        "status": "official",
        "source": "register",
        "published": None,
        "note": None,
    }
    return row | more


def observations(*rows: dict) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(OBSERVATIONS.columns))
    types = dict.fromkeys(OBSERVATIONS.columns, "str") | {"year": "Int64"}
    types |= dict.fromkeys(["value", "numerator", "denominator"], "float64")
    return OBSERVATIONS.validate(frame.astype(types))


def weights(year: int = 2016, weight: str = "live_births", **values: float) -> pd.DataFrame:
    chosen = values or BIRTHS
    return pd.DataFrame(
        {"unit_id": list(chosen), "weight": weight, "year": year, "value": list(chosen.values())}
    )


def series_of(
    *rows: dict, unit_id: str = "ninh-binh", weighed: pd.DataFrame | None = None
) -> pd.DataFrame:
    held = weights() if weighed is None else weighed
    return build_series(observations(*rows), INDICATORS, BOUNDARIES, held, unit_id)


def run(source: str, years: range, value: float, **more: Any) -> list[dict]:
    return [
        observed("viet-nam", "birth_registration_u5", y, value, source=source, **more)
        for y in years
    ]


def test_one_source_is_passed_on_as_it_is() -> None:
    series = series_of(*run("a", range(2015, 2018), 95.0), unit_id="viet-nam")
    assert series["year"].tolist() == [2015, 2016, 2017]
    assert series["note"].isna().all()
    assert (series["weight_known"] == 1.0).all()


def test_longest_of_the_sources_that_are_recent_is_the_series() -> None:
    rows = run("long", range(2005, 2016), 90.0) + run("short", range(2015, 2018), 80.0)
    series = series_of(*rows, unit_id="viet-nam")
    assert set(series["source"]) == {"long"}
    assert "không trộn với short" in series["note"].iloc[0]


def test_a_source_that_ended_long_before_the_newest_gives_way() -> None:
    rows = run("long", range(2000, 2015), 90.0) + run("short", range(2016, 2018), 80.0)
    series = series_of(*rows, unit_id="viet-nam")
    assert set(series["source"]) == {"short"}
    assert series["year"].tolist() == [2016, 2017]


def test_levels_of_two_publishers_are_never_spliced() -> None:
    rows = run("a", range(2010, 2016), 90.0) + run("b", range(2014, 2018), 80.0)
    assert series_of(*rows, unit_id="viet-nam")["source"].nunique() == 1


def test_census_fills_the_years_that_the_survey_leaves_open() -> None:
    rows = run("survey", range(2006, 2015, 4), 95.0, nature="survey")
    rows += run("census", range(2014, 2020, 5), 98.0, nature="census")
    series = series_of(*rows, unit_id="viet-nam")
    assert series["year"].tolist() == [2006, 2010, 2014, 2019]
    assert series["source"].tolist() == ["survey", "survey", "survey", "census"]
    assert series["note"].str.contains("tổng điều tra").all()


def test_census_is_not_joined_to_a_register() -> None:
    rows = run("register", range(2010, 2020), 95.0) + run(
        "c", range(2019, 2020), 9, nature="census"
    )
    assert set(series_of(*rows, unit_id="viet-nam")["source"]) == {"register"}


def test_suspect_figures_enter_no_series() -> None:
    rows = run("a", range(2010, 2013), 95.0) + run("a", range(2013, 2014), 0.0, status="suspect")
    assert series_of(*rows, unit_id="viet-nam")["year"].max() == 2012
    assert series_of(*rows[3:], unit_id="viet-nam").empty


def test_unit_without_figures_has_an_empty_series() -> None:
    assert series_of(unit_id="trieu-son").empty
    assert series_of(*run("a", range(2010, 2013), 95.0), unit_id="trieu-son").empty


def test_merged_rate_is_weighted_by_live_births() -> None:
    rows = [
        observed(p, "infant_mortality", 2016, v) for p, v in zip(PARTS, (10, 20, 30), strict=True)
    ]
    (row,) = series_of(*rows).to_dict("records")
    assert row["value"] == pytest.approx((10 * 1000 + 20 * 2000 + 30 * 1000) / 4000)
    assert row["weight_known"] == 1.0
    assert "3 đơn vị trước sáp nhập" in row["note"] and "trẻ đẻ sống năm 2016" in row["note"]


def test_merged_rate_is_n_over_n_where_all_are_known() -> None:
    counts = {"ha-nam": (95, 100), "nam-dinh": (380, 400), "ninh-binh-before-2025": (490, 500)}
    rows = [
        observed(p, "birth_registration_u5", 2020, 100 * n / d, numerator=n, denominator=d)
        for p, (n, d) in counts.items()
    ]
    (row,) = series_of(*rows).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (965, 1000)
    assert row["value"] == pytest.approx(96.5)
    assert "mẫu số của chính chỉ số" in row["note"]


def test_own_denominators_weigh_even_without_numerators() -> None:
    rows = [
        observed(p, "birth_registration_u5", 2019, v, denominator=d)
        for p, v, d in zip(PARTS, (90, 95, 100), (100, 100, 200), strict=True)
    ]
    (row,) = series_of(*rows).to_dict("records")
    assert row["value"] == pytest.approx(96.25)
    assert row["denominator"] == 400 and pd.isna(row["numerator"])


def test_missing_part_is_told_and_half_of_the_weight_is_needed() -> None:
    rows = [observed(p, "infant_mortality", 2016, 12.0) for p in PARTS[:2]]
    (row,) = series_of(*rows).to_dict("records")
    assert row["weight_known"] == pytest.approx(0.75)
    assert "thiếu ninh-binh-before-2025" in row["note"] and "75,0 %" in row["note"]
    assert len(series_of(*rows[1:])) == 1
    assert series_of(*rows[:1]).empty


def test_cases_are_summed_and_never_in_part() -> None:
    rows = [observed(p, "child_marriage", 2024, v) for p, v in zip(PARTS, (3, 0, 4), strict=True)]
    assert series_of(*rows)["value"].tolist() == [7.0]
    assert series_of(*rows[1:]).empty


def test_weights_come_from_the_nearest_year_in_which_all_parts_have_them() -> None:
    early, late = weights(2010), weights(2020)
    held = pd.concat([early, late.iloc[:2]])
    rows = [observed(p, "infant_mortality", 2019, 12.0) for p in PARTS]
    assert "năm 2010" in series_of(*rows, weighed=held)["note"].iloc[0]
    both = pd.concat([early, late])
    assert "năm 2020" in series_of(*rows, weighed=both)["note"].iloc[0]


def test_population_is_the_last_resort_and_without_it_there_is_no_aggregate() -> None:
    rows = [observed(p, "married_before_18", 2019, 8.0) for p in PARTS]
    assert series_of(*rows).empty
    series = series_of(*rows, weighed=weights(weight="population"))
    assert "dân số năm 2016" in series["note"].iloc[0]


def test_aggregate_is_as_firm_as_its_weakest_part() -> None:
    rows = [observed(p, "infant_mortality", 2016, 12.0) for p in PARTS]
    rows[0] |= {"nature": "modelled", "status": "preliminary", "note": "giống số mô hình"}
    rows[1] |= {"source": "other"}
    (row,) = series_of(*rows).to_dict("records")
    assert (row["nature"], row["status"]) == ("modelled", "preliminary")
    assert row["source"] == "other + register"
    assert "giống số mô hình" in row["note"]


def test_own_row_wins_and_the_aggregate_fills_years_of_the_same_nature() -> None:
    rows = [observed(p, "infant_mortality", y, 12.0) for p in PARTS for y in (2024, 2025)]
    rows.append(observed("ninh-binh", "infant_mortality", 2025, 7.0, source="report"))
    series = series_of(*rows)
    assert series["value"].tolist() == [12.0, 7.0]


def test_register_does_not_continue_a_model_from_before_the_merger() -> None:
    rows = [observed(p, "infant_mortality", 2016, 14.0, nature="modelled") for p in PARTS]
    rows.append(observed("ninh-binh", "infant_mortality", 2025, 7.0, source="report"))
    series = series_of(*rows)
    assert series["value"].tolist() == [7.0]
    assert "khác bản chất" in series["note"].iloc[0]


def test_weights_stand_for_denominators_that_the_indicators_really_have() -> None:
    assert set(WEIGHT_OF_DENOMINATOR) <= set(INDICATORS["denominator_en"].dropna())
