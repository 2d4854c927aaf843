"""Units, mergers and weights equal the collected data; and the real case of Hà Nội in 2008."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from making.programme import PROGRAMME

from analysis.assessment import judge_targets, read_targets
from analysis.ledger import OBSERVATIONS
from analysis.programme import load_programme
from analysis.projections import project
from analysis.series import (
    JUDGED_TARGETS,
    build_series,
    comparable_rows,
    trace_trajectories,
)

ROOT = Path(__file__).parents[2]
LEVELS = [percent / 100 for percent in range(1, 100)]
SHARED = ROOT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SHARED.is_dir(),
        reason="the collected data (../shared/data) is not beside this checkout",
    ),
]
UNITS, BOUNDARIES, WEIGHTS = (
    load_programme(ROOT).units,
    load_programme(ROOT).boundaries,
    load_programme(ROOT).weights,
)
INDICATORS = load_programme(ROOT).indicators
HA_TAY = "X-HATAY"
GENERAL_SCHOOLS = (
    "schools_primary",
    "schools_lower_secondary",
    "schools_upper_secondary",
    "schools_primary_lower_secondary",
    "schools_lower_upper_secondary",
)
# Each weight as a sum and difference of the collected figures.
AGES = {name: f"population_age_{name}" for name in ("0_4", "5_9", "10_14", "15_19")}
UNDER_16, UNDER_18 = "population_under16", "population_under18"
SUMS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "children_under_5": ("census2019", (AGES["0_4"],), ()),
    "children_0_9": ("census2019", (AGES["0_4"], AGES["5_9"]), ()),
    "children_5_9": ("census2019", (AGES["5_9"],), ()),
    "children_5_14": ("census2019", (AGES["5_9"], AGES["10_14"]), ()),
    "children_5_15": ("census2019", (UNDER_16,), (AGES["0_4"],)),
    "children_5_17": ("census2019", (UNDER_18,), (AGES["0_4"],)),
    "children_10_14": ("census2019", (AGES["10_14"],), ()),
    "children_10_15": ("census2019", (UNDER_16,), (AGES["0_4"], AGES["5_9"])),
    "children_15_19": ("census2019", (AGES["15_19"],), ()),
    "children_under_16": ("census2019", (UNDER_16,), ()),
    "women_15_19": ("census2019", ("population_age_15_19_female",), ()),
    "rural_population": ("census2019", ("population_rural",), ()),
    "urban_population": ("census2019", ("population_urban",), ()),
    "people_with_hiv": ("child_gso", ("hiv_living_cumulative",), ()),
    "primary_pupils": ("education_gso", ("pupils_primary",), ()),
    "lower_secondary_pupils": ("education_gso", ("pupils_lower_secondary",), ()),
    "primary_schools": ("education_gso", (GENERAL_SCHOOLS[0], GENERAL_SCHOOLS[3]), ()),
    "schools": ("education_gso", GENERAL_SCHOOLS, ()),
    "educational_institutions": ("education_gso", (*GENERAL_SCHOOLS, "preschool_schools"), ()),
}


@cache
def collected(noun: str) -> dict[tuple[str, str, int], float]:
    table = pd.read_csv(SHARED / f"vn_province_{noun}.csv", dtype={"geo_code": str})
    keys = zip(table["geo_code"], table["indicator"], table["year"], strict=True)
    return dict(zip(keys, table["value"].astype(float), strict=True))


def code_of(unit_id: str) -> str:
    return HA_TAY if unit_id == "ha-tay" else UNITS[unit_id].unit_code


def expected_weight(code: str, weight: str, year: int) -> float:
    if weight in SUMS:
        noun, plus, minus = SUMS[weight]
        # A province without a kind of school has no row of it.
        figures = [collected(noun).get((code, name, year), 0.0) for name in plus]
        return sum(figures) - sum(collected(noun)[code, name, year] for name in minus)
    kind = "population_avg_revised" if year >= 2011 else "population_avg"
    people = 1000 * collected("population_gso")[code, kind, year]
    if weight == "population":
        return people
    return people * collected("population_gso")[code, "crude_birth_rate", year] / 1000


def as_observations(frame: pd.DataFrame) -> pd.DataFrame:
    types = dict.fromkeys(OBSERVATIONS.columns, "str") | {"year": "Int64"}
    types |= dict.fromkeys(["value", "numerator", "denominator"], "float64")
    return OBSERVATIONS.validate(frame.reindex(columns=list(OBSERVATIONS.columns)).astype(types))


def test_weights_follow_from_the_tables() -> None:
    assert set(WEIGHTS["weight"]) == {*SUMS, "live_births", "population"}
    for row in WEIGHTS.itertuples():
        expected = expected_weight(code_of(str(row.unit_id)), str(row.weight), int(row.year))
        assert row.value == pytest.approx(expected, abs=0.501), row
    parts = set(WEIGHTS["unit_id"]) - {"ha-noi-before-2008", "ha-tay"}
    assert len(parts) == 63


def test_mergers_are_those_of_the_resolution() -> None:
    there = pd.read_csv(SHARED / "vn_provinces_2025.csv", dtype=str)
    merged = there[there["n_old_in_new"].astype(int) > 1]
    expected = set(zip(merged["old_code"], merged["new_code"], strict=True))
    rows = BOUNDARIES[BOUNDARIES["valid_from"] == "2025-07-01"]
    found = {
        (UNITS[part].unit_code, UNITS[whole].unit_code)
        for part, whole in zip(rows["part_id"], rows["unit_id"], strict=True)
    }
    assert found == expected
    assert merged["legal_basis"].str.contains("Điều 1").all()


def test_names_and_codes_are_those_of_the_list() -> None:
    there = pd.read_csv(SHARED / "vn_provinces_2025.csv", dtype=str)
    today = {u.unit_code: u for u in UNITS.values() if u.territory.startswith(("whole", "after"))}
    for row in there.itertuples():
        name = str(row.new_name).replace(" - ", " – ")
        assert name in today[str(row.new_code)].name_vi
        word = str(row.new_full_name_2026).partition(" ")[0].lower()
        assert today[str(row.new_code)].name_vi.startswith(word)


@pytest.mark.slow
def test_the_34_provinces_of_today_add_up_to_the_63_of_before() -> None:
    """Infant mortality of 2016: rebuilt for every merged province, the same deaths in all."""
    rates = {key[0]: v for key, v in collected("child_gso").items() if key[1:] == ("imr", 2016)}
    births = WEIGHTS[(WEIGHTS["weight"] == "live_births") & (WEIGHTS["year"] == 2016)]
    births = births.set_index("unit_id")["value"]
    deaths = sum(rates[code_of(unit)] * births[unit] for unit in births.index)
    units = list(births.index)
    frame = pd.DataFrame({"unit_id": units, "value": [rates[code_of(name)] for name in units]})
    frame = frame.assign(
        indicator_id="infant_mortality", year=2016, nature="estimate", status="official",
        source="gso-imr",
    )  # fmt: skip
    rows = as_observations(frame)
    rebuilt = 0.0
    for whole, parts in BOUNDARIES[BOUNDARIES["valid_from"] == "2025-07-01"].groupby("unit_id"):
        (row,) = build_series(rows, INDICATORS, BOUNDARIES, WEIGHTS, str(whole)).to_dict("records")
        assert (row["weight_known"], row["aggregation_sd"]) == (1.0, 0.0)
        rebuilt += row["value"] * births[list(parts["part_id"])].sum()
    unchanged = sorted(set(units) - set(BOUNDARIES["part_id"]))
    assert len(unchanged) == 11
    rebuilt += sum(rates[code_of(unit)] * births[unit] for unit in unchanged)
    assert rebuilt == pytest.approx(deaths)


# Hà Tây joined Hà Nội on 1 August 2008. The published infant mortality of Hà Nội goes from 7.9,
# 7.5 and 7.0 (2005, 2007, 2008: without Hà Tây, which had 20.6 and 13.0) to 10.7 in 2009.


def published(*, told: bool) -> pd.DataFrame:
    """Hà Nội's and Hà Tây's figures; ``told`` puts those up to 2008 where they belong."""
    rows = []
    for (code, indicator, year), value in collected("child_gso").items():
        if indicator != "imr" or code not in ("01", HA_TAY):
            continue
        before = "ha-noi-before-2008" if told and year <= 2008 else "ha-noi"
        unit_id = "ha-tay" if code == HA_TAY else before
        rows.append({"unit_id": unit_id, "year": year, "value": value})
    frame = pd.DataFrame(rows).assign(
        indicator_id="infant_mortality", nature="estimate", status="official", source="gso-imr"
    )
    return as_observations(frame)


def ha_noi(*, told: bool, boundaries: pd.DataFrame = BOUNDARIES) -> pd.DataFrame:
    return build_series(published(told=told), INDICATORS, boundaries, WEIGHTS, "ha-noi")


TOLD = {
    "figures in the ledgers of their territory": lambda: ha_noi(told=True),
    "all figures in one ledger, the merger known": lambda: ha_noi(told=False),
}
UNAWARE = BOUNDARIES[:0]
TARGET = pd.DataFrame(
    {
        "unit_id": "ha-noi",
        "indicator_id": "infant_mortality",
        "chi_tieu": 3,
        "kind": "threshold",
        "comparator": "below",
        "target_value": 10.0,
        "target_value_high": float("nan"),
        "unit": "per_1000_live_births",
        "target_year": [2015],
        "first_year": 2009,
        "lead_agency": None,
        "as_printed": "dưới 10 ‰",
        "clause": "1",
    }
).astype({"chi_tieu": "Int64", "target_year": "Int64", "first_year": "Int64", "lead_agency": "str"})


def looked_at(series: pd.DataFrame, edition: int) -> pd.DataFrame:
    """What an assessment of that year compares."""
    return comparable_rows(series[series["year"] < edition])


def pace_of(series: pd.DataFrame, edition: int = 2011) -> float:
    """The observed yearly change from the last figure before 2009 to the latest."""
    seen, judged = looked_at(series, edition), JUDGED_TARGETS.validate(TARGET)
    traced = trace_trajectories(seen, judged, INDICATORS, base_year=2008, edition=edition)
    return float(traced["observed_annual_change"].item())


@pytest.mark.parametrize("series", TOLD.values(), ids=TOLD.keys())
def test_told_of_the_break_nothing_gets_worse(series) -> None:
    # From 10.1 (rebuilt, 2007) to 10.4, or from 10.7 where 2009 is the first year that counts.
    assert pace_of(series()) < 0.12
    assert looked_at(series(), 2012)["value"].diff().max() < 0.7


def test_told_nothing_the_figures_seem_to_collapse() -> None:
    naive = ha_noi(told=False, boundaries=UNAWARE)
    assert pace_of(naive) == pytest.approx((10.4 - 7.0) / 2)
    assert naive["value"].diff().max() == pytest.approx(3.7)


def status_of(series: pd.DataFrame, edition: int = 2012) -> tuple[str, float]:
    seen = looked_at(series, edition)
    projections = project(seen, INDICATORS, years=range(edition - 1, 2016), quantile_levels=LEVELS)
    rules = load_programme(ROOT).rules
    judged = JUDGED_TARGETS.validate(TARGET)
    (row,) = judge_targets(
        judged, seen, projections, INDICATORS, edition=edition, rules=rules
    ).to_dict("records")
    return row["status"], row["projected_p50"]


@pytest.mark.parametrize("series", TOLD.values(), ids=TOLD.keys())
def test_told_of_the_break_the_projection_does_not_climb(series) -> None:
    status, middle = status_of(series())
    assert status in ("likely", "more_likely_than_not", "unlikely_without_acceleration")
    assert middle < 10.9
    assert middle < status_of(ha_noi(told=False, boundaries=UNAWARE))[1]


def readings_of(series: pd.DataFrame) -> dict[str, str]:
    """Verdicts of the established methods, moved so that their base year 2015 falls on 2008."""
    moved = series.assign(year=series["year"] + 7)
    years = {"target_year": 2030, "first_year": 2016, "target_value": 9.0}
    judged = JUDGED_TARGETS.validate(TARGET.assign(**years).astype(TARGET.dtypes.to_dict()))
    found = read_targets(comparable_rows(moved), judged, INDICATORS, PROGRAMME.rules, edition=2024)
    return dict(zip(found["method"], found["verdict"], strict=True))


WORSE = {"deterioration", "regression", "worsening", "stagnation", "no_progress_expected"}


def test_told_nothing_the_readings_report_deterioration() -> None:
    naive = readings_of(ha_noi(told=False, boundaries=UNAWARE))
    assert naive["cagr_ratio"] == "deterioration"
    assert naive["escap_current"] == "regression"
    assert naive["aarr"] == "worsening"


@pytest.mark.parametrize("series", TOLD.values(), ids=TOLD.keys())
def test_told_of_the_break_no_reading_reports_deterioration(series) -> None:
    assert not WORSE & set(readings_of(series()).values())


def test_the_figure_of_2008_speaks_of_the_old_territory_and_names_what_is_missing() -> None:
    series = ha_noi(told=True).set_index("year")
    old = series.loc[2008]
    assert (old["value"], bool(old["comparable"])) == (7.0, False)
    assert old["weight_known"] == pytest.approx(0.532, abs=0.001)
    assert "thiếu ha-tay" in old["note"] and "Mê Linh" in old["note"]
    assert old["aggregation_sd"] > 3
    assert series.loc[2009, "territory_break"] == "2008-08-01"
    assert series.drop(index=2008)["comparable"].all()
    # (7.9 · 51,074 + 20.6 · 49,193) / 100,267, births of 2005
    assert series.loc[2005, "value"] == pytest.approx(14.131, abs=0.001)
    assert series.loc[2007, "value"] == pytest.approx(10.074, abs=0.001)
