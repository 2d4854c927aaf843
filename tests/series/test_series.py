"""One comparable series per indicator, and a merged unit built from its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.ledger import OBSERVATIONS
from analysis.programme import first_year, load_programme
from analysis.series.series import build_series, comparable_rows

ROOT = Path(__file__).parents[2]
INDICATORS = load_programme(ROOT).indicators
PARTS = ("ha-nam", "nam-dinh", "ninh-binh-before-2025")
BOUNDARIES = pd.DataFrame(
    {"unit_id": "ninh-binh", "part_id": PARTS, "valid_from": "2025-07-01", "note": ""}
)
BIRTHS = {"ha-nam": 1000.0, "nam-dinh": 2000.0, "ninh-binh-before-2025": 1000.0}


def observed(unit_id: str, indicator_id: str, year: int, value: float, **more: Any) -> dict:
    row = {
        "unit_id": unit_id,
        "indicator_id": indicator_id,
        "year": year,
        "value": value,
        "qualifier": None,
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


def own(year: int, value: float, **more: Any) -> dict:
    return observed("ninh-binh", "infant_mortality", year, value, source="report", **more)


def of_parts(years: range, value: float, parts: tuple[str, ...] = PARTS) -> list[dict]:
    return [observed(part, "infant_mortality", year, value) for part in parts for year in years]


# The weight of each indicator


def test_every_indicator_names_its_weight_and_why() -> None:
    rates = INDICATORS[INDICATORS["unit"] != "cases"]
    assert rates[["weight", "weight_fit", "second_weight"]].notna().all(axis=None)
    assert INDICATORS.loc[INDICATORS["unit"] == "cases", "weight"].isna().all()
    assert (INDICATORS["weight"] != INDICATORS["second_weight"]).all()
    assert "population" not in set(INDICATORS["weight"])


def test_second_weight_stands_in_where_the_first_is_not_known_for_every_part() -> None:
    rows = of_parts(range(2016, 2017), 12.0)
    only_two = weights(**dict.fromkeys(PARTS[:2], 1.0))
    children = weights(2019, "children_under_5", **BIRTHS)
    (row,) = series_of(*rows, weighed=pd.concat([only_two, children])).to_dict("records")
    assert "số trẻ em dưới 5 tuổi năm 2019 (tạm dùng, chưa có số trẻ đẻ sống)" in row["note"]


def test_population_is_the_last_resort_and_said_so() -> None:
    rows = [observed(p, "child_friendly_communes", 2020, 50.0) for p in PARTS]
    (row,) = series_of(*rows, weighed=weights(2019, "population")).to_dict("records")
    assert "dân số năm 2019 (tạm dùng, chưa có số xã, phường)" in row["note"]


# What joining leaves uncertain


def sd_of(*rows: dict, weighed: pd.DataFrame | None = None) -> float:
    return float(series_of(*rows, weighed=weighed)["aggregation_sd"].iloc[-1])


def three_rates(indicator_id: str = "infant_mortality") -> list[dict]:
    return [observed(p, indicator_id, 2016, v) for p, v in zip(PARTS, (10, 20, 30), strict=True)]


def test_nothing_is_uncertain_with_all_parts_and_their_own_weight() -> None:
    assert sd_of(*three_rates()) == 0.0
    assert sd_of(own(2025, 7.0)) == 0.0


def test_a_missing_part_makes_the_aggregate_uncertain_even_where_the_known_ones_agree() -> None:
    alike = of_parts(range(2016, 2017), 12.0, PARTS[:2])
    assert sd_of(*alike) > 0.5
    apart = [alike[0] | {"value": 6.0}, alike[1] | {"value": 18.0}]
    assert sd_of(*apart) > sd_of(*alike)


def test_more_missing_weight_is_more_uncertain() -> None:
    rows = of_parts(range(2016, 2017), 12.0, PARTS[:2])
    heavier = [
        sd_of(*rows, weighed=weights(**(BIRTHS | {"ninh-binh-before-2025": missing})))
        for missing in (1.0, 100.0, 1000.0, 3000.0)
    ]
    assert heavier == sorted(heavier) and heavier[0] < 0.05 * heavier[-1]


def test_a_weight_that_stands_in_adds_what_population_would_move() -> None:
    even = dict.fromkeys(PARTS, 1000.0)
    counted = pd.concat([weights(), weights(2016, "population", **even)])
    assert sd_of(*three_rates(), weighed=counted) == 0.0
    children = weights(2016, "children_under_5")
    stand_in = pd.concat([children, weights(2016, "population", **(even | {"ha-nam": 2000.0}))])
    moved = abs((10 + 2 * 20 + 30) / 4 - (2 * 10 + 20 + 30) / 4)
    assert sd_of(*three_rates(), weighed=stand_in) == pytest.approx(moved)


def test_population_itself_is_held_against_equal_weights() -> None:
    people = weights(2019, "population", **{"ha-nam": 100, "nam-dinh": 200, PARTS[2]: 300})
    rows = three_rates("child_friendly_communes")
    assert sd_of(*rows, weighed=people) == pytest.approx((100 + 400 + 900) / 60 - 20)


# The break of territory


def test_own_figures_after_the_merger_continue_what_the_parts_rebuild() -> None:
    series = series_of(*of_parts(range(2022, 2025), 12.0), own(2025, 11.0))
    assert series["comparable"].all()
    assert series["territory_break"].tolist()[-1] == "2025-07-01"
    assert series["territory_break"].notna().sum() == 1


def test_own_figures_from_before_the_merger_are_of_another_territory() -> None:
    old = [own(year, 7.0) for year in (2022, 2023, 2024)]
    series = series_of(*old, own(2025, 11.0), own(2026, 10.9))
    assert series["comparable"].tolist() == [False, False, False, True, True]
    assert series["territory_break"].tolist()[3] == "2025-07-01"
    assert series["note"].str.contains("địa giới trước ngày 2025-07-01").tolist()[:3] == [True] * 3
    assert comparable_rows(series)["year"].tolist() == [2025, 2026]


def test_a_history_that_was_made_anew_after_the_merger_is_of_the_new_territory() -> None:
    series = series_of(*[own(year, 9.0, published="2026-03") for year in range(2020, 2027)])
    assert series["comparable"].all() and series["territory_break"].isna().all()
    undated = series_of(own(2024, 9.0, published="2024-12"), own(2026, 9.0, published="2026-12"))
    assert undated["comparable"].tolist() == [False, True]


def test_the_rebuilt_value_is_better_than_one_of_another_territory() -> None:
    rows = [*of_parts(range(2020, 2025), 12.0), *[own(y, 7.0) for y in range(2022, 2026)]]
    series = series_of(*rows)
    assert series["value"].tolist() == [12.0] * 5 + [7.0]
    assert series["comparable"].all()


def test_an_aggregate_of_other_parts_is_of_another_territory() -> None:
    rows = of_parts(range(2016, 2018), 12.0) + of_parts(range(2018, 2019), 6.0, PARTS[:2])
    series = series_of(*rows, own(2025, 11.0))
    assert series["comparable"].tolist() == [True, True, False, True]
    only_parts = series_of(*rows)
    assert only_parts["comparable"].tolist() == [False, False, True]


def test_a_merger_in_the_middle_of_the_year_counts_for_that_year() -> None:
    assert [first_year(day) for day in ("2025-07-01", "2008-08-01", "2008-01-01")] == [
        2025, 2009, 2008,
    ]  # fmt: skip


@pytest.mark.parametrize("unit_id", ["vinh-long", "dong-thap", "dong-nai", "trieu-son"])
def test_a_unit_whose_plan_speaks_of_the_old_territory_keeps_its_series(unit_id: str) -> None:
    boundaries, held = load_programme(ROOT).boundaries, load_programme(ROOT).weights
    rows = [observed(unit_id, "infant_mortality", year, 12.0) for year in range(2014, 2027)]
    rows += [observed("ben-tre", "infant_mortality", 2016, 20.0)]
    series = build_series(observations(*rows), INDICATORS, boundaries, held, unit_id)
    assert series["value"].tolist() == [12.0] * 13
    assert series["comparable"].all() and series["territory_break"].isna().all()
    assert unit_id not in set(boundaries["unit_id"])


# Standing figures that contradict the one in use


def figure(value: float, source: str, **more: Any) -> dict[str, Any]:
    return observed("viet-nam", "birth_registration_u5", 2025, value, source=source, **more)


def test_the_furthest_standing_figure_is_the_rival() -> None:
    rows = [figure(98.0, "a"), figure(97.0, "b"), figure(95.0, "c"), figure(90.0, "d")]
    rows[3] |= {"status": "suspect"}
    (row,) = series_of(*rows, unit_id="viet-nam").to_dict("records")
    assert (row["source"], row["rival_source"], row["rival_value"]) == ("a", "c", 95.0)


@pytest.mark.parametrize("other", [figure(95.0, "b", nature="modelled"), figure(98.0, "b")])
def test_a_model_and_an_equal_figure_are_no_rivals(other: dict[str, Any]) -> None:
    (row,) = series_of(figure(98.0, "a"), other, unit_id="viet-nam")["rival_source"].isna()
    assert row


def test_an_aggregate_tells_what_it_would_be_by_the_rival() -> None:
    rows = [observed(part, "infant_mortality", 2016, 12.0) for part in PARTS]
    rows.append(observed("ha-nam", "infant_mortality", 2016, 16.0, source="survey"))
    (row,) = series_of(*rows).to_dict("records")
    assert (row["value"], row["rival_source"]) == (12.0, "survey")
    assert row["rival_value"] == pytest.approx(13.0)
    cases = [observed(part, "child_marriage", 2016, 4.0) for part in PARTS]
    cases.append(observed("ha-nam", "child_marriage", 2016, 6.0, source="survey"))
    (row,) = series_of(*cases).to_dict("records")
    assert (row["value"], row["rival_value"]) == (12.0, 14.0)


# What a figure says of its boundaries


def test_a_figure_that_was_recomputed_for_the_merged_unit_is_one_of_its_own() -> None:
    said = [own(year, 9.0, boundaries="2025-07-01") for year in (2022, 2023)]
    series = series_of(*said, own(2025, 8.0))
    assert series["comparable"].all() and series["territory_break"].isna().all()
    confirmed = [own(year, 9.0, note="Xác nhận khi nhập: đã tính lại") for year in (2022, 2023)]
    assert series_of(*confirmed, own(2025, 8.0))["comparable"].all()
    old = [own(year, 9.0, boundaries="2025-06-30", published="2026-01") for year in (2022, 2023)]
    assert series_of(*old, own(2025, 8.0))["comparable"].tolist() == [False, False, True]


def test_figures_of_the_old_territory_do_not_hide_the_new_ones() -> None:
    old = [own(year, 7.0) | {"source": "old"} for year in range(2010, 2025)]
    series = series_of(*old, own(2025, 11.0), own(2026, 10.9))
    assert comparable_rows(series)["value"].tolist() == [11.0, 10.9]
    assert not series[series["year"] < 2025]["comparable"].any()


def test_a_figure_of_the_merged_unit_is_never_compared_in_a_former_one() -> None:
    rows = [observed("ha-nam", "infant_mortality", year, 12.0) for year in (2023, 2024, 2026)]
    rows.append(observed("ha-nam", "infant_mortality", 2027, 9.0, boundaries="2025-07-01"))
    series = series_of(*rows, unit_id="ha-nam")
    assert series["comparable"].tolist() == [True, True, True, False]
    assert "địa giới từ ngày 2025-07-01" in series["note"].iloc[-1]


def test_one_parts_newer_figure_keeps_its_history_in_the_aggregate() -> None:
    history = of_parts(range(2015, 2021), 12.0)
    newer = observed("nam-dinh", "infant_mortality", 2024, 6.0, source="report")
    series = series_of(*history, newer)
    assert series["year"].tolist() == list(range(2015, 2021))
    assert series["comparable"].all()
    assert set(series["parts"]) == {" ".join(PARTS)}
    # Where every part has moved on, the newer sources are the series.
    moved = [observed(part, "infant_mortality", 2024, 6.0, source="report") for part in PARTS]
    assert series_of(*history, *moved)["year"].tolist() == [2024]


def test_one_part_alone_does_not_make_the_whole_incomparable() -> None:
    heavy = weights(**(BIRTHS | {"nam-dinh": 9000.0}))
    rows = of_parts(range(2015, 2021), 12.0) + of_parts(range(2021, 2022), 6.0, ("nam-dinh",))
    series = series_of(*rows, weighed=heavy).set_index("year")
    assert series.loc[2021, "parts"] == "nam-dinh"
    assert series["comparable"].tolist() == [True] * 6 + [False]
