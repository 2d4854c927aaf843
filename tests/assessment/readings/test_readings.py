"""The tables of readings: every method reads a target once, as it does."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from assessment.nearly import near
from making.programme import PROGRAMME

from analysis.assessment.readings.readings import (
    DIRECTIONS,
    METHODS,
    READINGS,
    REASONS,
    REGISTRY,
    disagreements,
    read_targets,
)
from analysis.language import LANGS, area_texts

INDICATORS = pd.DataFrame(
    [
        ("stunting_u5", "percent", "down", 100.0),
        ("immunised", "percent", "up", 100.0),
        ("marriages", "cases", "down", None),
    ],
    columns=["indicator_id", "unit", "better", "upper"],
)


def series_of(indicator_id: str, points: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_id": "ha-giang",
            "indicator_id": indicator_id,
            "year": pd.array(list(points), dtype="Int64"),
            "value": list(points.values()),
        }
    )


def target_of(indicator_id: str, value: float, year: int, **changes: str) -> pd.DataFrame:
    units = INDICATORS.set_index("indicator_id")["unit"]
    row = {
        "unit_id": "ha-giang",
        "indicator_id": indicator_id,
        "target_year": year,
        "comparator": "at_most",
        "target_value": value,
        "unit": units[indicator_id],
    }
    return pd.DataFrame([{**row, **changes}]).astype({"target_year": "Int64"})


def read(points: dict[int, float], target: pd.DataFrame, edition: int = 2023) -> pd.DataFrame:
    series = series_of(target["indicator_id"].iloc[0], points)
    found = read_targets(series, target, INDICATORS, PROGRAMME.rules, edition=edition)
    return found.set_index("method")


def test_every_method_reads_a_target_once() -> None:
    # 2015: 36, 2017: 32.49, two years at -5 %: 36 * 0.95^2. By 2030 at -5 %: 36 * 0.95^15
    found = read(
        {2015: 36.0, 2016: 34.2, 2017: 32.49, 2024: 1.0},
        target_of("stunting_u5", 36 * 0.95**15, 2030),
        edition=2018,
    )
    assert tuple(found.index) == METHODS
    assert found.at["cagr_ratio", "measure"] == near(1)
    assert found.at["progress_chart", "measure"] == near(1)
    assert found.at["aarr", "measure"] == near(5)
    assert found.at["aarr", "verdict"] == "on_track"
    # 10 * (36 - 32.49)/(36 - 36 * 0.95^15): the value of 2024 is after the edition
    expected = 10 * (36 - 32.49) / (36 - 36 * 0.95**15)
    assert found.at["escap_current", "measure"] == near(expected)
    READINGS.validate(found.reset_index()[list(READINGS.columns)])


def test_a_past_deadline_is_judged_as_each_method_does() -> None:
    # at the deadline 2020 it was 30, in 2022 it was 19; the target was 20
    found = read({2015: 40.0, 2020: 30.0, 2022: 19.0}, target_of("stunting_u5", 20, 2020))
    assert found.at["cagr_ratio", "verdict"] == "achieved"
    assert found.at["progress_chart", "measure"] == near(0.5)  # (30 - 40)/(20 - 40)
    assert found.at["progress_chart", "verdict"] == "fair"
    assert found.at["escap_current", "verdict"] == "on_track"
    assert found.at["escap_anticipated", "verdict"] == "not_available"
    assert set(found["caution"]) == {"deadline_past"}


def test_series_from_before_2015_has_no_base_and_still_a_rate() -> None:
    found = read({2010: 40.0, 2011: 36.0}, target_of("stunting_u5", 10, 2030))
    assert set(found["verdict"].drop("aarr")) == {"not_available"}
    assert found.at["aarr", "measure"] == near(10)


def test_rising_indicators_have_no_rate_of_reduction() -> None:
    found = read({2015: 80.0, 2020: 90.0}, target_of("immunised", 95, 2025, comparator="at_least"))
    assert found.at["aarr", "verdict"] == "not_possible"
    assert found["measure"].isna()["aarr"]


def test_counts_are_predicted_without_an_upper_bound() -> None:
    # ln y falls by ln 2 in five years: 100, 50, then 25 in 2025; 10 * 75/90
    found = read({2015: 100.0, 2020: 50.0}, target_of("marriages", 10, 2025))
    assert found.at["escap_anticipated", "measure"] == near(75 / 9)


@pytest.mark.parametrize(
    "changes", [{"comparator": "reduce_yearly"}, {"unit": "per_1000_live_births"}]
)
def test_yearly_reductions_and_foreign_units_are_left_out(changes: dict[str, str]) -> None:
    found = read({2015: 40.0, 2020: 30.0}, target_of("stunting_u5", 20, 2025, **changes))
    assert found.empty
    assert list(found.reset_index().columns) == [
        "method",
        "unit_id",
        "indicator_id",
        "target_year",
        "measure",
        "verdict",
        "caution",
    ]


@pytest.mark.parametrize(
    ("points", "target", "year", "edition", "caution"),
    [
        ({2015: 40.0, 2018: 35.0, 2019: 34.0}, 20.0, 2030, 2023, "stale"),
        ({2015: 40.0, 2018: 35.0, 2022: 19.0}, 20.0, 2030, 2023, "met_now"),
        ({2015: 40.0, 2022: 34.0}, 20.0, 2030, 2023, "two_points"),
        # without 2022 it rose; with it, it falls faster than required
        ({2015: 40.0, 2021: 42.0, 2022: 25.0}, 20.0, 2030, 2023, "end_points"),
        ({2015: 12.0, 2021: 9.0, 2022: 8.5}, 3.0, 2030, 2023, "near_bound"),
        ({2015: 40.0, 2021: 38.0, 2022: 37.5}, 20.0, 2030, 2023, "no_uncertainty"),
    ],
)
def test_caution_is_found_in_the_data(
    points: dict[int, float], target: float, year: int, edition: int, caution: str
) -> None:
    found = read(points, target_of("stunting_u5", target, year), edition)
    assert found.at["cagr_ratio", "caution"] == caution


def test_disagreements_are_opposite_directions_only() -> None:
    # slow by every growth method, so all but the current status ("slow") point down
    readings = read({2015: 40.0, 2021: 38.0, 2022: 37.5}, target_of("stunting_u5", 20, 2030))
    verdicts = target_of("stunting_u5", 20, 2030)[["unit_id", "indicator_id", "target_year"]]
    against = disagreements(readings.reset_index(), verdicts.assign(status="likely"))
    assert set(against["method"]) == {"cagr_ratio", "progress_chart", "escap_anticipated", "aarr"}
    assert set(against["reason"]) == {"no_uncertainty"}
    for status in ("very_unlikely", "more_likely_than_not", "insufficient_evidence"):
        assert disagreements(readings.reset_index(), verdicts.assign(status=status)).empty


def test_every_word_has_its_text_in_both_languages() -> None:
    texts = area_texts("readings")
    needed = {f"method_{method}" for method in METHODS}
    needed |= {f"verdict_{verdict}" for verdict in DIRECTIONS}
    needed |= {f"reason_{reason}" for reason in REASONS}
    assert set(texts) == needed
    assert all(entry[lang] for entry in texts.values() for lang in LANGS)


def test_a_word_that_several_readings_use_says_the_same_in_each() -> None:
    assert len(set(METHODS)) == len(REGISTRY)
    for method in REGISTRY:
        assert {verdict: DIRECTIONS[verdict] for verdict in method.verdicts} == method.verdicts


def test_how_old_a_series_may_be_is_a_rule_of_the_programme() -> None:
    series = pd.DataFrame(
        {"unit_id": "x", "indicator_id": "stunting_u5", "year": [2018, 2020, 2022],
         "value": [25.0, 23.0, 21.0]}
    )  # fmt: skip
    target = pd.DataFrame(
        [{"unit_id": "x", "indicator_id": "stunting_u5", "target_year": 2030, "unit": "percent",
          "comparator": "at_most", "target_value": 15.0}]
    )  # fmt: skip
    for oldest, stale in ((3, True), (4, False)):
        rules = replace(PROGRAMME.rules, oldest_years=oldest)
        found = read_targets(series, target, PROGRAMME.indicators, rules, edition=2026)
        assert (found["caution"] == "stale").all() == stale
