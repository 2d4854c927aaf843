"""Track record: scores on series made from a known rule, and tables worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from track_record.made_panels import INDICATORS

from analysis.programme import StatusRules
from analysis.projections import build_panel, panel_scale, probabilities_below, probability_below
from analysis.track_record.methods import METHODS
from analysis.track_record.panels import part_of, upper_of
from analysis.track_record.scoring import (
    ALL_LEVELS,
    LEVELS,
    OURS,
    REFERENCE,
    attain,
    met,
    paces_of,
    pinball,
    quantile_columns,
    reference_columns,
    score_kind,
    within,
)
from analysis.track_record.tables import (
    calibration_table,
    coverage_table,
    skill_table,
    stability_table,
    steadiness_table,
    verdict_table,
    words_table,
)

pytestmark = pytest.mark.slow


def walks(units=12, years=14, drift=0.0, noise=2.0):
    steps = np.random.default_rng(7).normal(drift, noise, (units, years))
    levels = np.clip(50.0 + np.cumsum(steps, axis=1), 1.0, 99.0)
    return pd.DataFrame(
        [
            {
                "kind": "administrative",
                "unit_id": f"u{unit:02}",
                "indicator_id": "share",
                "year": 2008 + year,
                "value": levels[unit, year],
            }
            for unit in range(units)
            for year in range(years)
        ]
    )


@pytest.fixture(scope="module")
def record():
    return score_kind(walks(), INDICATORS)


def test_every_value_is_scored_by_every_method(record):
    per_method = record.scores.groupby("method").size()
    assert set(per_method.index) == {OURS, *METHODS}
    assert len(set(per_method)) == 1
    assert (record.scores["year"] - record.scores["origin_year"]).between(1, 14).all()


def test_nothing_after_the_origin_is_used():
    series = walks()
    changed = series.assign(value=series["value"].where(series["year"] <= 2015, 1.0))
    before, after = (
        score_kind(table, INDICATORS, [2015]).attainments["verdict"] for table in (series, changed)
    )
    assert len(before) == len(after)


def test_a_random_walk_is_no_place_to_beat_no_change(record):
    table = skill_table(record.scores).set_index(["method", "measure", "horizons"])["ratio"]
    assert table[REFERENCE, "MAE", "1-2"] == 1.0
    assert 0.85 < table[OURS, "CRPS", "3-5"] < 1.15
    assert table["OLS", "MAE", "1-2"] > table[OURS, "MAE", "1-2"]


def test_a_steady_rise_is_seen():
    table = skill_table(score_kind(walks(drift=2.0, noise=0.4), INDICATORS).scores)
    ratio = table.set_index(["method", "measure", "horizons"])["ratio"]
    assert ratio[OURS, "MAE", "3-5"] < 0.6


def test_coverage_is_a_share_with_its_interval_around_it(record):
    table = coverage_table(record.scores)
    assert table["inside_80"].between(0.6, 1.0).all()
    assert (table["inside_80_low"] <= table["inside_80"]).all()
    assert (table["inside_80"] <= table["inside_95"]).all()


def test_pinball_is_worked_out_by_hand():
    flat = np.full((1, len(LEVELS)), 10.0)
    assert pinball(np.array([12.0]), flat) == pytest.approx(2.0 * 0.5 * 2.0)
    assert pinball(np.array([10.0]), flat) == pytest.approx(0.0)


def test_within_counts_the_ends():
    quantiles = np.linspace(0.0, 10.0, len(ALL_LEVELS))[None, :]
    top = quantiles[:, list(ALL_LEVELS).index(0.9)]
    assert within(top, quantiles, 0.1, 0.9).all()
    assert not within(top + 0.1, quantiles, 0.1, 0.9).any()


def test_targets_lie_between_the_base_and_the_better_bound():
    row = {
        "kind": "k",
        "unit_id": "u",
        "indicator_id": "i",
        "origin_year": 2015,
        "year": 2018,
        "horizon": 3,
        "points": 5,
        "base": 60.0,
        "lower": 0.0,
        "upper": 100.0,
        "direction": 1.0,
        "CAGR": 69.9,
        "actual": 70.0,
    }
    row |= dict.fromkeys(reference_columns(), 0.0)
    row |= dict(zip(quantile_columns(), np.linspace(60, 80, len(ALL_LEVELS)), strict=True))
    found = attain(pd.DataFrame([row]), 0.25).iloc[0]
    assert found["attained"]
    assert not found["verdict"]
    assert found["probability"] == pytest.approx(0.5, abs=0.01)
    falling = attain(pd.DataFrame([row | {"direction": -1.0}]), 0.25).iloc[0]
    assert not falling["attained"]
    assert falling["probability"] < 0.05


def test_met_forgives_rounding_only():
    value, target = np.array([99.9999999999, 99.9]), np.array([100.0, 100.0])
    assert met(value, target, np.array([True, True])).tolist() == [True, False]


def attainments(probability, attained, verdict, origins=(2015,)):
    rows = [
        {
            "kind": "k",
            "unit_id": "u",
            "indicator_id": "i",
            "origin_year": origin,
            "year": 2018,
            "horizon": 2018 - origin,
            "points": 5,
            "ambition": 0.0,
            "probability": said,
            "reference_probability": 0.5,
            "verdict": yes,
            "attained": came,
        }
        for origin, said, yes, came in zip(origins, probability, verdict, attained, strict=True)
    ]
    return pd.DataFrame(rows)


def test_calibration_error_and_brier_are_worked_out_by_hand():
    table = attainments(
        [0.8] * 4, [True, True, True, False], [False, True, True, True], origins=(2015,) * 4
    )
    found = verdict_table(table).iloc[0]
    assert found["calibration_error"] == pytest.approx(0.05)
    assert found["brier"] == pytest.approx((3 * 0.04 + 0.64) / 4)
    assert found["brier_reduction"] == pytest.approx(1 - 0.19 / 0.5)
    assert calibration_table(table)["values"].sum() == 4


def test_changes_are_those_of_the_same_target_a_year_later():
    table = attainments(
        [0.9, 0.7, 0.1], [True] * 3, [True, False, False], origins=(2014, 2015, 2016)
    )
    found = stability_table(table).iloc[0]
    assert found["pairs"] == 2
    assert found["far_changes"] == 0.5
    assert found["verdict_changes"] == 0.5
    # outcomes were 1: (1 - 0.9) * -0.2 + (1 - 0.7) * -0.6, over 0.2^2 + 0.6^2
    assert found["beta"] == pytest.approx(-0.2 / 0.4)


def test_news_of_the_right_size_has_a_beta_of_one():
    """A probability that moves to what will come by just as much as it was unsure."""
    rows = [attainments([0.5, 1.0], [True] * 2, [True] * 2, origins=(2015, 2016)).assign(unit_id=u)
            for u in "ab"]  # fmt: skip
    assert stability_table(pd.concat(rows))["beta"].item() == pytest.approx(1.0)


def test_words_are_counted_by_the_grade_of_their_horizon_and_points():
    rules = StatusRules(0.8, 0.5, 0.2, least_points=3, oldest_years=3)
    near = attainments([0.9] * 4, [True, True, True, False], [True] * 4, origins=(2015,) * 4)
    few, far = near.assign(points=2), near.assign(horizon=12, kind="provincial")
    found = words_table(pd.concat([near, few, far]), rules).set_index(["nation", "grade", "status"])
    assert list(found["values"]) == [4, 4, 4]
    assert found.loc[(True, "A", "likely"), "attained"] == 0.75
    assert (True, "C", "more_likely_than_not") in found.index
    assert (False, "C", "more_likely_than_not") in found.index
    modelled = words_table(pd.concat([near, few]).assign(kind="modelled"), rules)
    assert list(modelled["grade"]) == ["A"]


def test_a_line_is_steady_and_a_seesaw_is_not():
    line, seesaw = np.arange(8.0), np.array([0.0, 3.0] * 4)
    broken = np.where(np.arange(8) % 2, np.nan, line)
    pace, steady = paces_of(np.stack([line, seesaw, broken]))
    assert pace == pytest.approx([1.0, 3.0 / 7.0, 1.0])
    assert steady.tolist() == [True, False, False]


def test_outcomes_are_counted_beyond_the_median_in_the_direction_of_the_pace():
    record = score_kind(walks(drift=1.5, noise=0.3), INDICATORS)
    table = steadiness_table(record.scores).set_index(["horizons", "steady"])
    assert 0.7 < table.loc[("3-5", True), "went"] < 1.3
    assert table["beyond"].between(0, 1).all()


def test_a_target_is_never_set_after_the_origin():
    record = score_kind(walks(years=20), INDICATORS, [2015])
    far = record.attainments[record.attainments["horizon"] == 10]
    assert len(far) and (far["ambition"] == 0.0).any()
    # "no worse than now" is about as likely as not for a walk that has nowhere to go
    assert 0.3 < far.loc[far["ambition"] == 0.0, "probability"].mean() < 0.7


def test_many_probabilities_are_those_of_each():
    levels, rng = np.array([0.1, 0.5, 0.7, 0.9]), np.random.default_rng(3)
    values = np.sort(np.round(rng.uniform(0, 10, (400, 4))), axis=1)
    values[::7, 2:] = 10.0
    edges = np.round(rng.uniform(-2, 12, 400))
    lower, upper = np.zeros(400), np.where(np.arange(400) % 3, 10.0, np.inf)
    strict = np.arange(400) % 2 == 0
    found = probabilities_below(levels, values, edges, lower=lower, upper=upper, strict=strict)
    each = [
        probability_below(levels, row, edge, lower=low, upper=high, strict=bool(below))
        for row, edge, low, high, below in zip(values, edges, lower, upper, strict, strict=True)
    ]
    assert found == pytest.approx(each, abs=1e-12)


@pytest.mark.parametrize("name", METHODS)
def test_other_methods_keep_a_flat_series_flat(name):
    series = pd.DataFrame(
        {"unit_id": "u", "indicator_id": "share", "year": range(2015, 2021), "value": 40.0}
    )
    panel = build_panel(series, INDICATORS)
    found = METHODS[name](panel.values, panel_scale(panel), 5)
    assert found == pytest.approx([40.0])


def test_growth_methods_give_back_a_known_rate():
    series = pd.DataFrame({"unit_id": "u", "indicator_id": "share", "year": range(2010, 2021)})
    series["value"] = 40.0 * 0.95 ** (series["year"] - 2010)
    panel = build_panel(series, INDICATORS)
    expected = panel.values[0, -1] * 0.95**4
    for name in ("CAGR", "AARR"):
        assert METHODS[name](panel.values, panel_scale(panel), 4) == pytest.approx([expected])


def test_parts_do_not_split_a_country_or_a_provincial_indicator():
    assert part_of("survey", "VNM", "a") == part_of("modelled", "VNM", "b")
    assert part_of("provincial", "01", "provincial_imr") == part_of(
        "provincial", "79", "provincial_imr"
    )


def test_bounds_follow_from_the_unit():
    assert upper_of("percent of births") == 100.0
    assert upper_of("deaths per 1000 live births") == 1000.0
    assert upper_of("per 100000 population") == 100000.0
    assert np.isnan(upper_of("children per woman"))
