"""Laws of the aggregate of a merged unit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from making.quick import examples

from analysis.ledger import OBSERVATIONS
from analysis.programme import load_programme
from analysis.series import build_series

pytestmark = pytest.mark.slow

INDICATORS = load_programme(Path(__file__).parents[2]).indicators
FEW = INDICATORS[INDICATORS["indicator_id"].isin(["infant_mortality", "birth_registration_u5"])]
PARTS = ["ha-nam", "nam-dinh", "ninh-binh-before-2025"]
BOUNDARIES = pd.DataFrame(
    {"unit_id": "ninh-binh", "part_id": PARTS, "valid_from": "2025-07-01", "note": ""}
)
TEXTS = ("qualifier", "published", "note", "boundaries")
rates = st.floats(min_value=0, max_value=100, allow_nan=False)
births = st.floats(min_value=1, max_value=1e6)
three = st.lists(rates, min_size=3, max_size=3)


def observations(indicator_id: str, values: list[float], **counts: list[int]) -> pd.DataFrame:
    frame = pd.DataFrame({"unit_id": PARTS, "value": values}).assign(
        indicator_id=indicator_id, year=2019, nature="census", status="census", source="census"
    )
    frame = frame.assign(numerator=counts.get("numerator"), denominator=counts.get("denominator"))
    frame = frame.assign(**{name: pd.Series(dtype="str") for name in TEXTS})
    types = {"year": "Int64", "value": float, "numerator": float, "denominator": float}
    return frame[list(OBSERVATIONS.columns)].astype(types)


def weights(values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"unit_id": PARTS, "weight": "live_births", "year": 2019, "value": values})


@settings(deadline=None, max_examples=examples(40))
@given(three, st.lists(births, min_size=3, max_size=3))
def test_aggregate_lies_between_its_parts(values: list[float], held: list[float]) -> None:
    rows = observations("infant_mortality", values)
    (row,) = build_series(rows, FEW, BOUNDARIES, weights(held), "ninh-binh").to_dict("records")
    assert min(values) - 1e-9 <= row["value"] <= max(values) + 1e-9
    assert row["weight_known"] == 1.0


@settings(deadline=None, max_examples=examples(25))
@given(three, st.lists(births, min_size=3, max_size=3), st.permutations(range(3)))
def test_order_of_the_rows_does_not_matter(
    values: list[float], held: list[float], order: list[int]
) -> None:
    rows, kept = observations("infant_mortality", values), weights(held)
    straight = build_series(rows, FEW, BOUNDARIES, kept, "ninh-binh")
    turned = build_series(
        rows.iloc[order], FEW, BOUNDARIES.iloc[order], kept.iloc[order], "ninh-binh"
    )
    pd.testing.assert_frame_equal(straight, turned)


@settings(deadline=None, max_examples=examples(25))
@given(three, st.lists(births, min_size=3, max_size=3), st.floats(min_value=0.01, max_value=100))
def test_only_the_proportions_of_the_weights_matter(
    values: list[float], held: list[float], factor: float
) -> None:
    rows = observations("infant_mortality", values)
    one = build_series(rows, FEW, BOUNDARIES, weights(held), "ninh-binh")["value"].iloc[0]
    scaled = weights([factor * weight for weight in held])
    other = build_series(rows, FEW, BOUNDARIES, scaled, "ninh-binh")["value"].iloc[0]
    assert one == pytest.approx(other)


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000)), min_size=3, max_size=3))
def test_aggregate_of_counts_is_n_over_n(pairs: list[tuple[int, int]]) -> None:
    counted = [(min(n, d), d) for n, d in pairs]
    numerator, denominator = [n for n, _ in counted], [d for _, d in counted]
    values = [round(100 * n / d, 1) for n, d in counted]
    rows = observations(
        "birth_registration_u5", values, numerator=numerator, denominator=denominator
    )
    (row,) = build_series(rows, FEW, BOUNDARIES, weights([1.0] * 3), "ninh-binh").to_dict("records")
    assert row["value"] == pytest.approx(100 * sum(numerator) / sum(denominator))
    assert row["numerator"] == sum(numerator) and row["denominator"] == sum(denominator)


@settings(deadline=None, max_examples=examples(25))
@given(three, st.lists(births, min_size=3, max_size=3), st.integers(0, 2))
def test_weight_known_is_the_share_of_the_parts_that_have_a_figure(
    values: list[float], held: list[float], missing: int
) -> None:
    rows = observations("infant_mortality", values).drop(index=missing)
    series = build_series(rows, FEW, BOUNDARIES, weights(held), "ninh-binh")
    share = 1 - held[missing] / sum(held)
    if share < 0.5 - 1e-9:
        assert series.empty
    elif share > 0.5 + 1e-9:
        assert series["weight_known"].iloc[0] == pytest.approx(share)
