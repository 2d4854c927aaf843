"""Laws that every projection obeys, whatever the series."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from making.quick import examples

from analysis.projections import probability_below, project

pytestmark = pytest.mark.slow

LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]
NATURES = ("administrative", "survey", "census", "estimate", "modelled", "simulated")
# A figure is published with at most three decimals (`schemas.INDICATORS`).
PUBLISHED = st.integers(0, 100_000).map(lambda thousandths: thousandths / 1000.0)
SHARES = st.one_of(st.sampled_from([0.0, 100.0]), PUBLISHED)
HISTORIES = st.lists(
    st.lists(
        st.tuples(st.integers(2008, 2024), SHARES),
        min_size=2,
        max_size=12,
        unique_by=lambda point: point[0],
    ),
    min_size=1,
    max_size=4,
)


def series_table(histories, names=None):
    names = names or [f"unit-{number}" for number in range(len(histories))]
    rows = [
        (name, "share", year, value)
        for name, history in zip(names, histories, strict=True)
        for year, value in history
    ]
    return pd.DataFrame(rows, columns=["unit_id", "indicator_id", "year", "value"])


def indicators_table(better="up", nature="administrative", upper=100.0, unit="percent"):
    return pd.DataFrame(
        [
            {
                "indicator_id": "share",
                "unit": unit,
                "better": better,
                "nature": nature,
                "lower": 0.0,
                "upper": upper,
            }
        ]
    )


def run(histories, names=None, levels=LEVELS, **indicator):
    return project(
        series_table(histories, names),
        indicators_table(**indicator),
        years=[2025, 2026, 2030],
        quantile_levels=levels,
    )


@settings(deadline=None, max_examples=examples(40))
@given(
    HISTORIES,
    st.sampled_from(NATURES),
    st.sampled_from(["up", "down"]),
    st.sampled_from([(100.0, "percent"), (np.nan, "cases"), (1000.0, "per_1000")]),
)
def test_quantiles_keep_their_bounds_and_never_cross(histories, nature, better, kind):
    upper, unit = kind
    table = run(histories, nature=nature, better=better, upper=upper, unit=unit)
    values = table["value"].to_numpy().reshape(-1, len(LEVELS))
    assert np.isfinite(values).all()
    assert (np.diff(values, axis=1) >= 0).all()
    assert (values >= 0).all()
    assert (values <= (np.inf if np.isnan(upper) else upper)).all()


def doubted(histories, sds, **indicator):
    """The projections when the last value of each series carries this aggregation_sd."""
    table = series_table(histories)
    last = table["year"] == table.groupby("unit_id")["year"].transform("max")
    table["aggregation_sd"] = last * sds
    return project(table, indicators_table(**indicator), years=[2025, 2030], quantile_levels=LEVELS)


@settings(deadline=None, max_examples=examples(40))
@given(
    HISTORIES,
    st.sampled_from(["up", "down"]),
    st.floats(0.0, 30.0),
    st.floats(0.0, 30.0),
)
def test_interval_never_narrows_with_the_doubt_of_an_aggregate(histories, better, one, other):
    small, large = sorted([one, other])
    firm, loose = (doubted(histories, sd, better=better) for sd in (small, large))
    narrow, wide = (t["value"].to_numpy().reshape(-1, len(LEVELS)) for t in (firm, loose))
    assert (wide[:, 0] <= narrow[:, 0] + 1e-9).all() and (wide[:, -1] >= narrow[:, -1] - 1e-9).all()


@settings(deadline=None, max_examples=examples(25))
@given(HISTORIES)
def test_an_aggregate_without_doubt_changes_no_bit(histories):
    plain = series_table(histories)
    arguments = {"years": [2025, 2030], "quantile_levels": LEVELS}
    without = project(plain, indicators_table(), **arguments)
    pd.testing.assert_frame_equal(without, doubted(histories, 0.0), check_exact=True)


@settings(deadline=None, max_examples=examples(25))
@given(HISTORIES, st.lists(st.floats(0.001, 0.999), min_size=2, max_size=9, unique=True))
def test_arbitrary_levels_never_cross(histories, levels):
    table = run(histories, levels=levels)
    values = table["value"].to_numpy().reshape(-1, len(levels))
    assert (np.diff(values, axis=1) >= 0).all()


@settings(deadline=None, max_examples=examples(25))
@given(HISTORIES, st.randoms())
def test_order_of_rows_does_not_matter(histories, random):
    series = series_table(histories)
    order = list(range(len(series)))
    random.shuffle(order)
    both = [
        project(rows, indicators_table(), years=[2026, 2030], quantile_levels=LEVELS)
        for rows in (series, series.iloc[order])
    ]
    pd.testing.assert_frame_equal(*both)


@settings(deadline=None, max_examples=examples(25))
@given(HISTORIES)
def test_names_of_units_do_not_matter(histories):
    names = [f"unit-{number}" for number in range(len(histories))]
    before = run(histories, names).set_index(["unit_id", "year", "quantile_level"])["value"]
    after = run(histories, names[::-1]).set_index(["unit_id", "year", "quantile_level"])["value"]
    renamed = dict(zip(names, names[::-1], strict=True))
    for name in names:
        if name in before.index:
            np.testing.assert_allclose(before[name], after[renamed[name]], rtol=1e-7, atol=1e-7)


@settings(deadline=None, max_examples=examples(40))
@given(HISTORIES, st.sampled_from(NATURES))
def test_a_share_and_its_complement_mirror_each_other(histories, nature):
    turned = [[(year, 100.0 - value) for year, value in history] for history in histories]
    share = run(histories, nature=nature)["value"].to_numpy().reshape(-1, len(LEVELS))
    rest = run(turned, nature=nature, better="down")["value"].to_numpy().reshape(-1, len(LEVELS))
    np.testing.assert_allclose(share, 100.0 - rest[:, ::-1], rtol=0, atol=1e-3)


@settings(deadline=None, max_examples=examples(12))
@given(
    st.integers(0, 10_000),
    st.sampled_from([0.5, 1.0, 2.0]),
    st.sampled_from(["survey", "administrative"]),
)
def test_more_data_of_the_same_noise_shrinks_the_spread(seed, size, nature):
    noise = np.random.default_rng(seed).normal(50.0, size, (20, 14))
    widths = []
    for points in (3, 14):
        histories = [
            list(zip(range(2025 - points, 2025), row[-points:], strict=True)) for row in noise
        ]
        table = run(histories, nature=nature).pivot(
            index=["unit_id", "year"], columns="quantile_level", values="value"
        )
        widths.append((table[0.95] - table[0.05]).mean())
    assert widths[1] < widths[0]


@settings(deadline=None, max_examples=examples(25))
@given(HISTORIES, st.lists(st.floats(-10.0, 110.0), min_size=2, max_size=8))
def test_probability_rises_with_the_threshold(histories, thresholds):
    values = run(histories)["value"].to_numpy().reshape(-1, len(LEVELS))[0]
    for strict in (False, True):
        found = [
            probability_below(LEVELS, values, threshold, lower=0.0, upper=100.0, strict=strict)
            for threshold in sorted(thresholds)
        ]
        assert all(0.0 <= one <= 1.0 for one in found)
        assert (np.diff(found) >= 0).all()


@given(st.lists(st.floats(0.0, 100.0), min_size=5, max_size=5, unique=True))
def test_probability_rises_strictly_between_the_outermost_quantiles(values):
    values = np.sort(values)
    inside = np.linspace(values[0], values[-1], 5)
    found = np.array([probability_below(LEVELS, values, threshold) for threshold in inside])
    apart = np.diff(inside) > 1e-6
    assert (np.diff(found)[apart] > 0).all()


@given(st.lists(st.floats(0.0, 100.0), min_size=5, max_size=5))
def test_probability_is_decided_outside_the_bounds(values):
    values = np.sort(values)
    assert probability_below(LEVELS, values, -0.1, lower=0.0, upper=100.0) == 0.0
    assert probability_below(LEVELS, values, 100.1, lower=0.0, upper=100.0) == 1.0


OTHERS = st.lists(
    st.lists(
        st.tuples(st.integers(1985, 2032), SHARES),
        min_size=1,
        max_size=9,
        unique_by=lambda point: point[0],
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=examples(60))
@given(HISTORIES, OTHERS, st.sampled_from(NATURES), st.sampled_from(["aaa", "zzz"]))
def test_rows_of_one_indicator_never_move_another(histories, others, nature, name):
    """Each indicator has its own years: whatever another brings, not a bit of this one changes."""
    mine = series_table(histories)
    theirs = series_table(others).assign(indicator_id=name)
    about = pd.concat([indicators_table(), indicators_table(nature=nature, upper=np.nan)])
    about["indicator_id"] = ["share", name]
    arguments = {"years": [2025, 2028, 2030, 2036], "quantile_levels": LEVELS}
    alone = project(mine, about, **arguments)
    both = project(pd.concat([mine, theirs]), about, **arguments)
    kept = both[both["indicator_id"] == "share"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, kept, check_exact=True)
