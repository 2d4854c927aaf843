"""Laws of attainment probabilities, whatever the projection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from making.quick import examples
from scipy.stats import norm

from analysis.assessment import attainment_probability, judge_targets
from analysis.programme import StatusRules
from analysis.projections import Outlook, probability_met, probability_met_throughout

LEVELS = np.round(np.arange(0.05, 1.0, 0.05), 2)
RULES = StatusRules(0.80, 0.50, 0.20, least_points=3, oldest_years=3)
tenths = st.integers(0, 1000).map(lambda number: number / 10)
chances = st.lists(st.floats(0, 1), min_size=2, max_size=4)
steps_of_decimals = st.integers(0, 2).map(lambda decimals: 10.0**decimals)
INDICATOR = pd.Series({"unit": "percent", "decimals": 1})
MIRRORED = {"at_least": "at_most", "above": "below", "at_most": "at_least", "below": "above"}


@st.composite
def outlooks(draw: st.DrawFn, size: int = 1) -> Outlook:
    """Quantiles of a share in one or several years, some of them at the bounds."""
    rows = []
    for _ in range(size):
        middle, spread = draw(st.floats(-5, 105)), draw(st.floats(0.01, 20))
        rows.append(np.clip(middle + spread * norm.ppf(LEVELS), 0.0, 100.0))
    return Outlook(tuple(range(2026, 2026 + size)), LEVELS, np.array(rows), 0.0, 100.0)


def mirror(ahead: Outlook) -> Outlook:
    return Outlook(ahead.years, LEVELS, 100.0 - ahead.values[:, ::-1], 0.0, 100.0)


def target(comparator: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "unit_id": "vinh-long",
        "indicator_id": "stunting_u5",
        "kind": "threshold",
        "comparator": comparator,
        "target_value": value,
        "unit": "percent",
        "target_year": 2030,
        "first_year": 2030,
    } | more


@given(outlooks(), tenths, tenths, st.sampled_from(sorted(MIRRORED)), steps_of_decimals)
def test_a_harder_target_is_never_more_likely(
    ahead: Outlook, one: float, other: float, comparator: str, steps: float
) -> None:
    low, high = sorted((one, other))
    easy, hard = (low, high) if comparator in ("at_least", "above") else (high, low)
    likely = probability_met(ahead, 2026, comparator, easy, steps)
    unlikely = probability_met(ahead, 2026, comparator, hard, steps)
    assert 0 <= unlikely <= likely + 1e-12 <= 1 + 1e-9


@given(outlooks(), tenths, steps_of_decimals)
def test_reaching_and_missing_are_complementary(ahead: Outlook, goal: float, steps: float) -> None:
    for met, missed in (("at_least", "below"), ("above", "at_most")):
        both = [probability_met(ahead, 2026, name, goal, steps) for name in (met, missed)]
        assert sum(both) == pytest.approx(1.0)


@given(outlooks(), tenths, steps_of_decimals)
def test_equality_is_what_reaching_has_more_than_exceeding(
    ahead: Outlook, goal: float, steps: float
) -> None:
    equal, at_least, above = (
        probability_met(ahead, 2026, name, goal, steps) for name in ("equal", "at_least", "above")
    )
    assert equal == pytest.approx(at_least - above, abs=1e-12)


@given(
    st.floats(5, 95),
    st.floats(0.1, 20),
    st.integers(10, 990).map(lambda number: number / 10 + 0.003),
    st.sampled_from(sorted(MIRRORED)),
)
def test_a_share_and_its_complement_have_the_same_probability(
    middle: float, spread: float, goal: float, comparator: str
) -> None:
    values = np.clip(middle + spread * norm.ppf(LEVELS), 0.0, 100.0)[None, :]
    ahead = Outlook((2026,), LEVELS, values, 0.0, 100.0)
    here = probability_met(ahead, 2026, comparator, goal, 10)
    there = probability_met(mirror(ahead), 2026, MIRRORED[comparator], 100.0 - goal, 10)
    assert here == pytest.approx(there, abs=1e-9)


@settings(max_examples=examples(20))
@given(chances, st.integers(1, 12))
def test_joint_probability_lies_between_product_and_smallest(
    marginal: list[float], first: int
) -> None:
    horizons = np.arange(first, first + len(marginal), dtype=float)
    joint = probability_met_throughout(np.array(marginal), horizons)
    assert np.prod(marginal) - 1e-9 <= joint <= min(marginal) + 1e-9


@settings(max_examples=examples(15))
@given(chances, st.integers(1, 12), st.data())
def test_joint_probability_rises_with_each_year(
    marginal: list[float], first: int, data: st.DataObject
) -> None:
    horizons = np.arange(first, first + len(marginal), dtype=float)
    better = list(marginal)
    place = data.draw(st.integers(0, len(marginal) - 1))
    better[place] = data.draw(st.floats(marginal[place], 1))
    before = probability_met_throughout(np.array(marginal), horizons)
    assert probability_met_throughout(np.array(better), horizons) >= before - 1e-9


@settings(max_examples=examples(20))
@given(outlooks(size=5), tenths, st.integers(2026, 2030), st.sampled_from(sorted(MIRRORED)))
def test_a_longer_span_is_never_more_likely_and_never_certain(
    ahead: Outlook, goal: float, first: int, comparator: str
) -> None:
    values = pd.DataFrame({"value": {2025: goal}, "qualifier": None, "denominator": np.nan})
    last = target(comparator, goal, kind="maintain")
    shorter = attainment_probability(last, values, ahead, INDICATOR)
    longer = attainment_probability({**last, "first_year": first}, values, ahead, INDICATOR)
    assert 0 < longer <= shorter + 1e-9 < 1 + 1e-9


@pytest.mark.slow
@settings(max_examples=examples(15))
@given(outlooks(size=5), st.lists(tenths, min_size=4, max_size=8), st.data())
def test_order_of_the_rows_does_not_matter(
    ahead: Outlook, found: list[float], data: st.DataObject
) -> None:
    series = pd.DataFrame({"year": range(2026 - len(found), 2026), "value": found})
    series = series.assign(
        indicator_id="stunting_u5", denominator=1000.0, qualifier=None, nature="administrative"
    )
    years = {"target_year": 2028, "first_year": 2024, "kind": "maintain"}
    judged = pd.DataFrame([target("at_most", 50.0), target("at_most", 50.0, **years)])
    rows = [
        {"year": year, "quantile_level": level, "value": value}
        for year, quantiles in zip(ahead.years, ahead.values, strict=True)
        for level, value in zip(LEVELS, quantiles, strict=True)
    ]
    projected = pd.DataFrame(rows).assign(unit_id="vinh-long", indicator_id="stunting_u5")
    about = pd.DataFrame([{"indicator_id": "stunting_u5", "unit": "percent", "decimals": 1,
                           "lower": 0.0, "upper": 100.0}])  # fmt: skip

    def verdicts(*tables: pd.DataFrame) -> pd.DataFrame:
        table = judge_targets(*tables, about, edition=2026, rules=RULES)
        return table.sort_values("target_year", ignore_index=True)

    seed = data.draw(st.integers(0, 99))
    turned = [table.sample(frac=1, random_state=seed) for table in (judged, series, projected)]
    pd.testing.assert_frame_equal(verdicts(judged, series, projected), verdicts(*turned))
