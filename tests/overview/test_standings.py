"""Standings: ranks are probabilities, order-free, and none are given where they mean nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from analysis.overview.standings import LEVELS, rank_probabilities, signed_distance, stand

ATOMS = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=6).map(np.array)


@given(st.lists(ATOMS, min_size=2, max_size=7))
def test_every_unit_has_some_rank_and_every_rank_some_unit(distances: list[np.ndarray]) -> None:
    ranks = rank_probabilities(distances)
    assert (ranks >= -1e-12).all()
    np.testing.assert_allclose(ranks.sum(axis=0), 1)
    np.testing.assert_allclose(ranks.sum(axis=1), 1)


def test_equal_units_share_their_ranks() -> None:
    np.testing.assert_allclose(rank_probabilities([np.array([2.0])] * 4), 1 / 4)


def test_ranks_of_two_are_the_chance_that_one_is_nearer() -> None:
    ranks = rank_probabilities([np.array([0.0, 2.0]), np.array([1.0, 3.0])])
    np.testing.assert_allclose(ranks, [[0.75, 0.25], [0.25, 0.75]])


def test_ranks_agree_with_draws() -> None:
    rng = np.random.default_rng(7)
    distances = [rng.normal(mean, 1.0, 100) for mean in (0, 0.5, 1, 3)]
    draws = np.array([rng.choice(each, 40_000) for each in distances])
    drawn = draws.argsort(axis=0).argsort(axis=0)
    expected = [[(row == rank).mean() for rank in range(4)] for row in drawn]
    np.testing.assert_allclose(rank_probabilities(distances), expected, atol=0.01)


@given(st.permutations(range(5)))
def test_the_order_of_units_does_not_matter(order: list[int]) -> None:
    distances = {f"u{place}": np.array([place / 2, place, place + 1.5]) for place in range(5)}
    shuffled = {f"u{place}": distances[f"u{place}"] for place in order}
    pd.testing.assert_frame_equal(stand(distances), stand(shuffled))


def test_a_unit_alone_has_no_rank() -> None:
    assert stand({"a": np.array([1.0, 2.0])}).empty
    assert stand({}).empty


def test_clear_differences_are_named() -> None:
    spread = 0.1 * (LEVELS - 0.5)
    table = stand({name: 3.0 * place + spread for place, name in enumerate("abcdef")})
    assert list(table["place"]) == ["nearest"] * 2 + ["middle"] * 2 + ["furthest"] * 2
    assert list(table["rank_low"]) == list(table["rank_high"]) == [1, 2, 3, 4, 5, 6]


def test_units_that_cannot_be_told_apart_are_not_ordered() -> None:
    table = stand({name: LEVELS + 0.01 * place for place, name in enumerate("abcdef")})
    assert set(table["place"]) == {"unclear"}
    assert (table["rank_high"] - table["rank_low"] >= 3).all()


@pytest.mark.parametrize(("comparator", "expected"),
                         [("at_least", 2.0), ("above", 2.0), ("below", -2.0), ("at_most", -2.0),
                          ("equal", -2.0), ("reduce_yearly", -2.0)])  # fmt: skip
def test_distance_is_positive_when_short_of_the_goal(comparator: str, expected: float) -> None:
    assert signed_distance(comparator, np.array([8.0]), 10.0)[0] == expected
