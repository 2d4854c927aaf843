"""Trajectories: built from a known rate and asked for it back; every kind of target judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.plans import TARGETS
from analysis.programme import meets
from analysis.series.series import SERIES
from analysis.series.trajectories import (
    annual_change,
    base_of_reduction,
    baseline_year,
    goal_value,
    judged_targets,
    trace_trajectories,
)

UNIT, INDICATOR = "vinh-long", "birth_registration_u5"
UNITS = pd.DataFrame(
    [(INDICATOR, "percent"), ("stunting_u5", "percent"), ("child_marriage", "cases")],
    columns=["indicator_id", "unit"],
)


def target(indicator_id: str = INDICATOR, **more: Any) -> dict[str, Any]:
    row = {
        "unit_id": UNIT,
        "chi_tieu": 14,
        "indicator_id": indicator_id,
        "kind": "threshold",
        "comparator": "at_least",
        "value": 98.0,
        "value_high": None,
        "unit": "percent",
        "year": 2025,
        "period": None,
        "document": "23/QĐ-TTg",
        "clause": "chỉ tiêu 14",
        "group": None,
        "as_printed": "đạt 98%",
        "comparator_stated": True,
        "lead_agency": None,
    }
    return row | more


def targets(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(TARGETS.columns))
    types = {"chi_tieu": "Int64", "year": "Int64", "value": float, "value_high": float}
    texts = dict.fromkeys(("period", "group", "lead_agency"), "str")
    return TARGETS.validate(frame.astype({**types, **texts}))


def judged(*rows: dict[str, Any], first_year: int = 2021) -> pd.DataFrame:
    return judged_targets(targets(*rows), first_year=first_year)


def spans(*rows: dict[str, Any], indicator_id: str, first_year: int = 2021) -> list[tuple]:
    table = judged(*rows, first_year=first_year)
    table = table[table["indicator_id"] == indicator_id]
    return list(zip(table["first_year"], table["target_year"], strict=True))


PLAN = (target(year=2025), target(year=2030, value=99.0))


def series(
    values: dict[int, float],
    indicator_id: str = INDICATOR,
    qualifiers: dict[int, str] | None = None,
) -> pd.DataFrame:
    frame = pd.DataFrame({"year": list(values), "value": list(values.values())})
    frame = frame.assign(
        unit_id=UNIT,
        indicator_id=indicator_id,
        nature="administrative",
        status="official",
        source="register",
        weight_known=1.0,
        aggregation_sd=0.0,
        comparable=True,
    )
    for name, kind in (("numerator", float), ("denominator", float), ("rival_value", float)):
        frame[name] = pd.Series(np.nan, index=frame.index, dtype=kind)
    for name in ("qualifier", "published", "note", "territory_break", "rival_source", "parts"):
        frame[name] = pd.Series(None, index=frame.index, dtype="str")
    frame["qualifier"] = frame["year"].map(qualifiers or {}).astype("str")
    return SERIES.validate(frame[list(SERIES.columns)].astype({"year": "Int64"}))


def traced(
    values: dict[int, float],
    *rows: dict[str, Any],
    base_year: int = 2020,
    edition: int = 2026,
    qualifiers: dict[int, str] | None = None,
) -> dict[int, dict]:
    known, asked = series(values, qualifiers=qualifiers), judged(*(rows or PLAN))
    table = trace_trajectories(known, asked, UNITS, base_year=base_year, edition=edition)
    return {int(row["target_year"]): row for row in table.to_dict("records")}


def line(start: int, end: int, level: float, rate: float) -> dict[int, float]:
    return {year: level + rate * (year - start) for year in range(start, end + 1)}


def test_a_threshold_is_decided_by_its_own_year() -> None:
    assert spans(*PLAN, indicator_id=INDICATOR) == [(2025, 2025), (2030, 2030)]


def test_a_maintained_value_spans_its_period() -> None:
    kept = target("school_sanitation", kind="maintain", year=2030, period="2025-2030")
    assert spans(*PLAN, kept, indicator_id="school_sanitation") == [(2025, 2030)]


def test_a_maintained_value_without_a_period_is_decided_by_its_own_year() -> None:
    kept = target("abused_children", kind="maintain", comparator="below", year=2030)
    assert spans(*PLAN, kept, indicator_id="abused_children") == [(2030, 2030)]


@pytest.mark.parametrize(("kind", "comparator"), [("always", "at_least"), ("zero", "equal")])
def test_a_target_without_a_year_covers_the_plan_in_two_spans(kind: str, comparator: str) -> None:
    open_ended = target("disaster_support", kind=kind, comparator=comparator, year=None)
    found = spans(*PLAN, open_ended, indicator_id="disaster_support", first_year=2022)
    assert found == [(2022, 2025), (2026, 2030)]


def test_a_yearly_reduction_is_judged_at_the_end_of_its_period() -> None:
    fall = target(
        "child_marriage",
        kind="yearly_reduction",
        comparator="reduce_yearly",
        value=2.0,
        value_high=3.0,
        unit="percent_per_year",
        year=None,
        period="2025-2030",
    )
    assert spans(*PLAN, fall, indicator_id="child_marriage") == [(2025, 2030)]
    row = judged(*PLAN, fall).iloc[-1]
    assert (row["target_value"], row["target_value_high"]) == (2.0, 3.0)


def test_the_plans_own_years_bound_the_spans() -> None:
    late = (target(year=2026), target(year=2035))
    open_ended = target("disaster_support", kind="always", year=None)
    found = spans(*late, open_ended, indicator_id="disaster_support", first_year=2025)
    assert found == [(2025, 2026), (2027, 2035)]


def test_a_plan_with_one_target_year_has_one_span() -> None:
    open_ended = target("disaster_support", kind="always", year=None)
    found = spans(target(year=2030), open_ended, indicator_id="disaster_support")
    assert found == [(2021, 2030)]


def test_baseline_is_the_newest_figure_up_to_the_base_year() -> None:
    values = pd.Series({2015: 1.0, 2019: 2.0, 2022: 3.0})
    assert baseline_year(values, 2020) == 2019
    assert baseline_year(values, 2019) == 2019
    assert baseline_year(values, 2018) == 2015


def test_baseline_is_the_first_figure_after_the_base_year_when_none_is_older() -> None:
    assert baseline_year(pd.Series({2023: 1.0, 2022: 3.0}), 2020) == 2022


def test_a_known_rate_comes_back() -> None:
    row = traced(line(2015, 2024, 90.0, 0.75))[2030]
    assert (row["baseline_year"], row["latest_year"], row["points"]) == (2020, 2024, 10)
    assert row["pace_from_year"] == 2020
    assert row["observed_annual_change"] == pytest.approx(0.75)


def test_pace_so_far_does_not_reach_behind_the_baseline() -> None:
    values = line(2010, 2020, 70.0, 2.0) | line(2021, 2024, 90.25, 0.25)
    assert traced(values)[2030]["observed_annual_change"] == pytest.approx(0.25)
    flat = line(2010, 2020, 70.0, 2.0) | dict.fromkeys(range(2021, 2025), 90.0)
    assert traced(flat)[2030]["observed_annual_change"] == 0.0


def test_a_series_that_ends_at_its_baseline_shows_its_last_five_years() -> None:
    values = line(2008, 2013, 60.0, 5.0) | line(2014, 2019, 86.0, 1.0)
    row = traced(values)[2030]
    assert (row["baseline_year"], row["latest_year"]) == (2019, 2019)
    assert row["pace_from_year"] == 2014
    assert row["observed_annual_change"] == pytest.approx(1.0)


def test_one_figure_has_no_pace() -> None:
    row = traced({2023: 96.0})[2030]
    assert np.isnan(row["observed_annual_change"])
    assert row["required_annual_change_from_baseline"] == pytest.approx((99 - 96) / 7)
    assert np.isnan(annual_change(pd.Series({2023: 96.0}), 2023, 2023))


def test_an_indicator_without_figures_has_keys_and_no_points() -> None:
    table = trace_trajectories(
        series({2020: 1.0}, "stunting_u5"), judged(*PLAN), UNITS, base_year=2020, edition=2026
    )
    assert table["points"].tolist() == [0, 0]
    empty = table.drop(columns=["unit_id", "indicator_id", "target_year", "points"])
    assert empty.isna().all(axis=None)


def test_required_pace_counts_from_the_year_of_the_newest_figure() -> None:
    """Counted from today it would suppose that nothing has moved since that figure."""
    older = traced({2020: 90.0, 2022: 95.0}, edition=2026)[2030]
    assert older["required_annual_change"] == pytest.approx((99 - 95) / (2030 - 2022))
    early = traced({2020: 90.0, 2026: 95.0}, edition=2026)[2030]
    assert early["required_annual_change"] == pytest.approx((99 - 95) / (2030 - 2026))


def test_required_pace_reaches_the_target_exactly() -> None:
    row = traced(line(2018, 2025, 90.0, 0.5))[2030]
    base, today = row["required_annual_change_from_baseline"], row["required_annual_change"]
    assert row["baseline_value"] + base * (2030 - row["baseline_year"]) == pytest.approx(99.0)
    assert row["latest_value"] + today * (2030 - 2025) == pytest.approx(99.0)


def test_required_pace_of_a_rate_that_has_to_fall_is_negative() -> None:
    falls = target("stunting_u5", comparator="below", value=15.0, year=2030)
    table = trace_trajectories(
        series(line(2018, 2025, 25.0, -0.5), "stunting_u5"),
        judged(target(year=2025), falls),
        UNITS,
        base_year=2020,
        edition=2026,
    )
    row = table[table["indicator_id"] == "stunting_u5"].iloc[0]
    assert row["observed_annual_change"] == pytest.approx(-0.5)
    assert row["required_annual_change"] == pytest.approx((15 - 21.5) / 5)


def test_nothing_more_is_required_once_the_latest_figure_meets_the_target() -> None:
    assert traced({2020: 95.0, 2025: 99.2})[2030]["required_annual_change"] == 0.0
    exactly = traced({2020: 95.0, 2025: 99.0})[2030]
    assert exactly["required_annual_change"] == 0.0


def test_no_pace_is_required_for_a_year_that_has_passed() -> None:
    past = traced({2020: 90.0, 2024: 95.0}, edition=2026)[2025]
    assert np.isnan(past["required_annual_change"])
    assert past["required_annual_change_from_baseline"] == pytest.approx(8 / 5)
    now = traced({2020: 90.0, 2024: 95.0}, edition=2025)[2025]
    assert now["required_annual_change"] == pytest.approx(3.0)


def test_one_year_alone_with_a_preliminary_figure_is_no_pace() -> None:
    known = series({2024: 90.0, 2025: 95.0})
    firm, unsure = (
        trace_trajectories(
            known.assign(status=["official", last]), judged(*PLAN), UNITS, base_year=2024,
            edition=2026,
        ).iloc[-1]
        for last in ("official", "preliminary")
    )  # fmt: skip
    assert firm["observed_annual_change"] == pytest.approx(5.0)
    assert np.isnan(unsure["observed_annual_change"])
    assert unsure["required_annual_change"] == pytest.approx(4 / 5)


def test_goal_of_a_threshold_is_its_value() -> None:
    row = judged(*PLAN).iloc[0].to_dict()
    assert goal_value(row, stated({2020: 1.0})) == 98.0


def stated(values: dict[int, float], **bounds: int) -> pd.DataFrame:
    """Figures by year; ``below=2025`` makes a bound of that year's."""
    frame = pd.DataFrame({"value": pd.Series(values), "qualifier": None}, dtype=object)
    for word, year in bounds.items():
        frame.loc[year, "qualifier"] = word
    return frame.astype({"value": float})


def fall(rate: float, start: int, end: int) -> dict[str, Any]:
    years = {"first_year": start, "target_year": end}
    return {"comparator": "reduce_yearly", "target_value": rate, **years}


def test_goal_of_a_yearly_reduction_compounds_over_each_year_of_its_period() -> None:
    values = stated({2023: 90.0, 2024: 100.0, 2025: 50.0, 2027: 20.0})
    assert goal_value(fall(10.0, 2025, 2027), values) == pytest.approx(72.9)
    halved = stated({2024 + k: 64.0 * 0.5**k for k in range(7)})
    assert goal_value(fall(50.0, 2025, 2030), halved) == pytest.approx(1.0)


def test_base_of_a_yearly_reduction_is_the_newest_figure_before_its_period() -> None:
    values = stated({2019: 200.0, 2022: 100.0, 2026: 20.0})
    assert base_of_reduction(fall(10.0, 2025, 2027), values) == 2022
    assert goal_value(fall(10.0, 2025, 2027), values) == pytest.approx(72.9)


def test_a_rise_in_the_first_year_does_not_loosen_the_goal() -> None:
    before, after = stated({2025: 100.0}), stated({2025: 100.0, 2026: 200.0})
    asked = fall(2.0, 2026, 2030)
    assert goal_value(asked, after) == goal_value(asked, before) == pytest.approx(100 * 0.98**5)


def test_a_yearly_reduction_without_a_base_has_no_goal() -> None:
    assert np.isnan(goal_value(fall(2.0, 2026, 2030), stated({2026: 20.0})))
    bounded = stated({2024: 60.0, 2025: 50.0, 2026: 45.0}, below=2025)
    assert base_of_reduction(fall(2.0, 2026, 2030), bounded) is None
    assert np.isnan(goal_value(fall(2.0, 2026, 2030), bounded))


def test_a_yearly_reduction_has_one_base_for_goal_chart_and_pace() -> None:
    rows = target(year=2025), target(
        "child_marriage", kind="yearly_reduction", comparator="reduce_yearly", value=2.0,
        unit="percent_per_year", year=None, period="2025-2030",
    )  # fmt: skip
    values = series({2023: 120.0, 2024: 100.0, 2025: 200.0}, "child_marriage")
    table = trace_trajectories(values, judged(*rows), UNITS, base_year=2025, edition=2026)
    row = table[table["indicator_id"] == "child_marriage"].iloc[0]
    assert (row["baseline_year"], row["baseline_value"]) == (2024, 100.0)
    assert (row["pace_from_year"], row["observed_annual_change"]) == (2024, 100.0)
    asked = (100 * 0.98**6 - 100) / (2030 - 2024)
    assert row["required_annual_change_from_baseline"] == pytest.approx(asked)


UNKNOWN = ("observed_annual_change", "required_annual_change", "pace_from_year")


@pytest.mark.parametrize("word", ["above", "at_least"])
def test_nothing_is_worked_out_from_a_bound(word: str) -> None:
    rows = traced({2019: 90.0, 2024: 94.0, 2025: 97.5}, qualifiers={2025: word})
    row = rows[2030]
    assert (row["latest_year"], row["latest_value"]) == (2025, 97.5)
    assert (row["baseline_year"], row["points"]) == (2019, 2)
    assert all(pd.isna(row[name]) for name in UNKNOWN)
    assert row["required_annual_change_from_baseline"] == pytest.approx(9 / 11)


def test_a_bound_that_surely_meets_the_target_asks_for_nothing_more() -> None:
    row = traced({2019: 90.0, 2025: 99.0}, qualifiers={2025: "above"})[2030]
    assert row["required_annual_change"] == 0.0
    assert np.isnan(row["observed_annual_change"])


def test_a_bound_is_no_baseline() -> None:
    row = traced({2018: 90.0, 2020: 95.0, 2024: 96.0}, qualifiers={2020: "above"})[2030]
    assert (row["baseline_year"], row["baseline_value"]) == (2018, 90.0)
    assert row["observed_annual_change"] == pytest.approx(1.0)
    only = traced({2024: 95.0, 2025: 96.0}, qualifiers={2024: "above", 2025: "above"})[2030]
    assert pd.isna(only["baseline_year"]) and only["points"] == 0


@pytest.mark.parametrize(
    ("comparator", "under", "at", "over"),
    [
        ("at_least", False, True, True),
        ("above", False, False, True),
        ("at_most", True, True, False),
        ("below", True, False, False),
        ("equal", False, True, False),
        ("reduce_yearly", True, True, False),
    ],
)
def test_strict_comparators_leave_out_the_value_itself(
    comparator: str, under: bool, at: bool, over: bool
) -> None:
    sum_of_tenths = 0.1 + 0.2
    found = [meets(comparator, value, 0.3) for value in (0.29, sum_of_tenths, 0.31)]
    assert found == [under, at, over]


def test_order_of_rows_does_not_matter() -> None:
    values = line(2015, 2024, 90.0, 0.75)
    table, straight = judged(*PLAN), series(values)
    turned = straight.sample(frac=1, random_state=3)
    here = trace_trajectories(straight, table, UNITS, base_year=2020, edition=2026)
    there = trace_trajectories(turned, table, UNITS, base_year=2020, edition=2026)
    pd.testing.assert_frame_equal(here, there)
