"""The one list of each kind of word: the lists that follow from it hold nothing else."""

from __future__ import annotations

from typing import get_args

import pytest

from analysis.exhibits import TONES
from analysis.programme import measures, meets
from analysis.programme.measures import (
    AT_RISK,
    COMPARATORS,
    COMPARATORS_OF_KIND,
    DIRECTIONS,
    KINDS,
    NATURES,
    NATURES_BY_FIRMNESS,
    OBSERVATION_STATUSES,
    RANKED_STATUSES,
    SCALES,
    SIGNS,
    STATUSES,
    STATUSES_BY_FIRMNESS,
    UNITS_OF_MEASURE,
    UPWARD,
    comparators_towards,
    sign_of,
)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (NATURES_BY_FIRMNESS, NATURES),
        (STATUSES_BY_FIRMNESS, OBSERVATION_STATUSES),
        (tuple(COMPARATORS_OF_KIND), KINDS),
        (tuple(TONES), STATUSES),
    ],
    ids=["natures", "observation statuses", "kinds", "tones"],
)
def test_another_order_of_the_same_words_leaves_none_out(
    part: tuple[str, ...], whole: tuple[str, ...]
) -> None:
    assert sorted(part) == sorted(whole)


def test_tones_stand_from_the_best_status_to_the_worst() -> None:
    assert tuple(TONES)[: len(RANKED_STATUSES)] == RANKED_STATUSES
    assert set(AT_RISK) < set(RANKED_STATUSES) < set(STATUSES)


def test_every_comparator_has_a_direction_and_a_kind() -> None:
    towards = [name for better in DIRECTIONS for name in comparators_towards(better)]
    assert sorted(towards) == sorted(COMPARATORS)
    assert {name for names in COMPARATORS_OF_KIND.values() for name in names} == set(COMPARATORS)
    assert set(get_args(measures.Comparator)) == set(COMPARATORS)


@pytest.mark.parametrize("comparator", [name for name in COMPARATORS if name != "reduce_yearly"])
def test_what_a_comparator_is_said_to_be_is_how_it_is_judged(comparator: str) -> None:
    assert meets(comparator, 5.0, 5.0) == (comparator not in ("above", "below"))
    if comparator != "equal":
        assert meets(comparator, 6.0, 5.0) == (comparator in UPWARD)
        assert meets(comparator, 4.0, 5.0) == (comparator not in UPWARD)
    assert len(sign_of(comparator)) == 1


def test_a_scale_belongs_to_a_unit_of_measure_and_has_a_sign() -> None:
    assert set(SCALES) < set(UNITS_OF_MEASURE)
    assert set(SCALES.values()) == set(SIGNS)
