"""Moves of a series: what is more than its ups and downs, and what is not known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.assessment import longest_move
from analysis.projections import Outlook

LEVELS = np.array([0.1, 0.5, 0.9])


def series(values: dict[int, float], **more: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"year": list(values), "value": list(values.values())})
    return frame.assign(**{"comparable": True, "qualifier": None, **more})


def outlook(
    half_width: float, *, first: int = 2026, years: int = 5, middle: float = 20.0
) -> Outlook:
    steps = np.array([middle - half_width, middle, middle + half_width])
    return Outlook(tuple(range(first, first + years)), LEVELS, np.tile(steps, (years, 1)), 0, 100)


def test_a_move_is_sure_where_it_is_larger_than_the_noise() -> None:
    seen = series({2020: 30.0, 2023: 31.0, 2025: 20.0})
    assert longest_move(seen, outlook(9.0), 2015).sure  # type: ignore[union-attr]
    assert not longest_move(seen, outlook(11.0), 2015).sure  # type: ignore[union-attr]


def test_noise_grows_with_the_root_of_the_years_beyond_the_outlook() -> None:
    """Over twenty years a series strays twice as far as over five."""
    seen = series({2005: 30.0, 2015: 31.0, 2025: 20.0})
    assert longest_move(seen, outlook(4.9), 2000).sure  # type: ignore[union-attr]
    assert not longest_move(seen, outlook(5.1), 2000).sure  # type: ignore[union-attr]


def test_steps_without_one_back_are_a_steady_move() -> None:
    seen = series({2020 + k: 20.0 + 0.1 * k for k in range(6)})
    move = longest_move(seen, outlook(9.0), 2015)
    assert move is not None and move.sure and move.steady
    assert (move.first_year, move.last_year, move.years) == (2020, 2025, 5)
    assert move.change == pytest.approx(0.5)


def test_a_drift_beyond_its_standard_error_is_sure_though_steps_go_back() -> None:
    values = dict(zip(range(2016, 2026), [20, 21, 22.1, 22, 23, 24, 25, 24.9, 26, 27], strict=True))
    move = longest_move(series(values), outlook(20.0), 2015)
    assert move is not None and move.sure and not move.steady


@pytest.mark.parametrize("seed", range(40))
def test_what_goes_up_and_down_about_a_level_has_hardly_ever_moved(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = dict(zip(range(2015, 2026), 20 + rng.normal(size=11), strict=True))
    move = longest_move(series(values), outlook(3.0), 2015)
    assert move is not None and not move.sure


@pytest.mark.parametrize(
    ("seen", "ahead"),
    [
        (series({2023: 20.0, 2025: 30.0}), outlook(1.0)),
        (series({2020: 20.0, 2025: 30.0}), None),
        (series({2020: 20.0, 2025: 30.0}, qualifier=[None, "above"]), outlook(1.0)),
        (series({2020: 20.0, 2025: 30.0}, comparable=[False, True]), outlook(1.0)),
        (series({2010: 20.0, 2025: 30.0}), outlook(1.0)),
        (series({2020: 20.0}).iloc[:0], outlook(1.0)),
    ],
    ids=["two years", "no outlook", "a bound", "another territory", "before", "nothing"],
)
def test_no_move_is_told_where_it_is_not_known(seen: pd.DataFrame, ahead: Outlook | None) -> None:
    assert longest_move(seen, ahead, 2015) is None
