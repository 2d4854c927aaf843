"""Projections: the table they return, what they refuse, and cases worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.projections.calibration import load_calibration
from analysis.projections.outlook import probability_below
from analysis.projections.projection import project

LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


def indicators_table(**changes):
    row = {
        "indicator_id": "share",
        "unit": "percent",
        "better": "up",
        "nature": "administrative",
        "lower": 0.0,
        "upper": 100.0,
    }
    return pd.DataFrame([row | changes])


def series_table(values, *, unit_id="a", indicator_id="share", last=2024, **columns):
    years = range(last - len(values) + 1, last + 1)
    table = pd.DataFrame({"unit_id": unit_id, "indicator_id": indicator_id, "year": years})
    return table.assign(value=values, **columns)


def quantiles(values, years=(2026,), levels=LEVELS, indicators=None, **columns):
    indicators = indicators_table() if indicators is None else indicators
    table = project(
        series_table(values, **columns), indicators, years=years, quantile_levels=levels
    )
    return table["value"].to_numpy().reshape(len(years), len(levels))


def test_one_row_per_later_year_and_level_sorted_by_keys():
    series = pd.concat(
        [
            series_table([40.0, 42.0], unit_id="b"),
            series_table([40.0, 42.0, 41.0], unit_id="a", last=2023),
        ]
    )
    table = project(
        series, indicators_table(), years=[2030, 2024, 2020], quantile_levels=[0.9, 0.1]
    )
    assert list(table.columns) == [
        "unit_id",
        "indicator_id",
        "origin_year",
        "year",
        "quantile_level",
        "value",
    ]
    keys = list(table.drop(columns="value").itertuples(index=False, name=None))
    assert keys == [
        ("a", "share", 2023, 2024, 0.1),
        ("a", "share", 2023, 2024, 0.9),
        ("a", "share", 2023, 2030, 0.1),
        ("a", "share", 2023, 2030, 0.9),
        ("b", "share", 2024, 2030, 0.1),
        ("b", "share", 2024, 2030, 0.9),
    ]


def test_a_single_point_is_not_projected():
    assert project(
        series_table([50.0]), indicators_table(), years=[2030], quantile_levels=[0.5]
    ).empty


def test_missing_values_are_dropped_and_gaps_are_kept():
    whole = series_table([50.0, np.nan, 52.0, 55.0, np.nan])
    known = whole.dropna(subset="value")
    both = [
        project(table, indicators_table(), years=[2026], quantile_levels=LEVELS)
        for table in (whole, known)
    ]
    pd.testing.assert_frame_equal(*both)
    assert both[0]["origin_year"].eq(2023).all()


def test_duplicated_keys_are_shown():
    series = pd.concat([series_table([50.0, 51.0])] * 2)
    with pytest.raises(ValueError, match="one value per unit, indicator and year"):
        project(series, indicators_table(), years=[2030], quantile_levels=[0.5])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"better": "more"}, "better"),
        ({"nature": "guess"}, "nature"),
        ({"upper": 0.0}, "upper above lower"),
        ({"lower": np.nan}, "finite lower"),
        ({"indicator_id": "other"}, "lacks"),
    ],
)
def test_ill_defined_indicators_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        project(
            series_table([50.0, 51.0]),
            indicators_table(**changes),
            years=[2030],
            quantile_levels=[0.5],
        )


@pytest.mark.parametrize("levels", [[], [0.0], [1.0], [0.5, 1.2]])
def test_levels_outside_the_unit_interval_are_refused(levels):
    with pytest.raises(ValueError, match="levels"):
        project(
            series_table([50.0, 51.0]), indicators_table(), years=[2030], quantile_levels=levels
        )


def test_horizons_widen_the_projection():
    widths = np.ptp(quantiles([50, 51, 49, 50, 52.0], years=(2025, 2026, 2028, 2030, 2040)), axis=1)
    assert (np.diff(widths) > 0).all()


def test_another_calibration_decides_what_is_projected():
    values, given = [40.0, 41.0, 43.0, 44.0], load_calibration()
    series, asked = series_table(values), {"years": (2026, 2034), "quantile_levels": LEVELS}
    shipped = project(series, indicators_table(), **asked)
    same = project(series, indicators_table(), **asked, calibration=given)
    pd.testing.assert_frame_equal(same, shipped, check_exact=True)
    smooth = given | {"administrative": given["modelled"]}
    assert not project(series, indicators_table(), **asked, calibration=smooth).equals(shipped)


def test_a_share_that_was_always_whole_most_likely_stays_so():
    found = quantiles([100.0] * 8, levels=[0.02, 0.3, 0.98])
    assert found[0, 1] == 100.0
    assert probability_below([0.02, 0.3, 0.98], found[0], 100.0, upper=100.0, strict=True) < 0.5


def test_modelled_trends_are_believed_more_than_reported_ones():
    falling = [20.0, 19.0, 18.2, 17.5, 16.9, 16.2]
    common = {"unit": "per_1000_live_births", "upper": 1000.0, "better": "down"}
    reported = quantiles(falling, indicators=indicators_table(**common))
    modelled = quantiles(falling, indicators=indicators_table(**common, nature="modelled"))
    assert modelled[0, 2] < reported[0, 2] < 16.2
    assert np.ptp(modelled) < np.ptp(reported)


def test_units_in_step_move_the_drift_of_a_unit_that_stood_still():
    still = series_table([60.0] * 6, unit_id="still")
    rising = [
        series_table([50.0 + k + 2 * year for year in range(6)], unit_id=f"u{k}") for k in range(12)
    ]
    alone = project(still, indicators_table(), years=[2028], quantile_levels=[0.5])
    among = project(
        pd.concat([still, *rising]), indicators_table(), years=[2028], quantile_levels=[0.5]
    )
    assert among.loc[among["unit_id"] == "still", "value"].item() > alone["value"].item() + 0.5


def test_small_denominators_widen_the_projection():
    values = [50.0, 52.0, 51.0, 53.0, 52.0]
    few, many, unknown = (quantiles(values, denominator=size) for size in (30.0, 1e6, np.nan))
    assert np.ptp(few) > 2 * np.ptp(many)
    assert np.ptp(many) == pytest.approx(np.ptp(unknown), rel=0.05)


def test_unbounded_counts_stay_positive_and_start_from_zero():
    cases = indicators_table(unit="cases", better="down", upper=np.nan)
    found = quantiles([5.0, 3.0, 4.0, 0.0, 2.0], indicators=cases, levels=[0.01, 0.5, 0.99])
    assert found.min() >= 0.0
    assert np.isfinite(found).all()


def test_probability_reads_straight_between_quantiles():
    assert probability_below([0.1, 0.5, 0.9], [10, 20, 40], 30.0) == pytest.approx(0.7)
    assert probability_below([0.1, 0.5, 0.9], [10, 20, 40], 20.0) == pytest.approx(0.5)


def test_probability_is_decided_outside_the_bounds():
    bounds = {"lower": 0.0, "upper": 100.0}
    levels, values = [0.1, 0.5, 0.9], [90, 95, 99]
    assert probability_below(levels, values, -1.0, **bounds) == 0.0
    assert probability_below(levels, values, 0.0, strict=True, **bounds) == 0.0
    assert probability_below(levels, values, 100.0, **bounds) == 1.0
    assert 0.9 < probability_below(levels, values, 100.0, strict=True, **bounds) < 1.0


def test_probability_counts_a_point_mass_once():
    levels, values = [0.1, 0.5, 0.7, 0.9], [90, 98, 100, 100]
    below = probability_below(levels, values, 100.0, upper=100.0, strict=True)
    assert below == pytest.approx(0.7)
    assert probability_below(levels, values, 100.0, upper=100.0) == 1.0
    certain = [100.0] * 4
    assert probability_below(levels, certain, 99.0, upper=100.0) == 0.0
    assert probability_below(levels, certain, 100.0, upper=100.0) == 1.0


def test_probability_tails_go_on_falling():
    levels, values = [0.1, 0.5, 0.9], [10, 20, 40]
    tail = [probability_below(levels, values, threshold) for threshold in (-20, 0, 5, 10)]
    assert 0 < tail[0] < tail[1] < tail[2] < tail[3] == pytest.approx(0.1)
    assert 0.9 < probability_below(levels, values, 60.0) < 1.0


@pytest.mark.parametrize(
    ("levels", "values"), [([0.5, 0.1], [1, 2]), ([0.1, 0.5], [2, 1]), ([0.1], [1, 2]), ([], [])]
)
def test_probability_needs_rising_quantiles(levels, values):
    with pytest.raises(ValueError, match="levels"):
        probability_below(levels, values, 1.0)


def test_one_error_of_a_count_that_came_to_nothing_can_be_learnt_from():
    cases = indicators_table(unit="cases", better="down", upper=np.nan, nature="survey")
    rows = [(8, 11.439), (14, 0.0)], [(-15, 100.0), (15, 0.0)], [(-15, 0.0), (18, 100.0), (26, 0.0)]
    series = pd.DataFrame(
        [
            (f"u{unit}", "share", 2000 + year, value)
            for unit, points in enumerate(rows)
            for year, value in points
        ],
        columns=["unit_id", "indicator_id", "year", "value"],
    )
    found = project(series, cases, years=[2030], quantile_levels=LEVELS)
    assert np.isfinite(found["value"]).all()


def test_a_published_interval_widens_the_projection_and_leaves_its_middle():
    modelled = indicators_table(
        unit="per_1000_live_births", upper=1000.0, better="down", nature="modelled"
    )
    values = [20.0, 19.0, 18.2, 17.5, 16.9, 16.2]
    columns = {"interval_low": [0.7 * value for value in values],
               "interval_high": [1.4 * value for value in values]}  # fmt: skip
    plain, told = (quantiles(values, indicators=modelled, **more) for more in ({}, columns))
    none = quantiles(values, indicators=modelled, interval_low=np.nan, interval_high=np.nan)
    assert np.ptp(told) > 2 * np.ptp(plain)
    assert told[0, 2] == pytest.approx(plain[0, 2], rel=0.02)
    assert (none == plain).all()
