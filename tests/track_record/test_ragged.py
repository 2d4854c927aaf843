"""The ragged edge: what others did after a series' last figure is worth something, or nothing."""

import numpy as np
import pandas as pd
import pytest
from track_record.made_panels import INDICATORS, panel

from analysis.track_record.ragged import COLUMNS, is_cut, ragged_table

pytestmark = pytest.mark.slow


def errors(common: float, own: float) -> pd.Series:
    table = ragged_table(*panel(common, own), INDICATORS)
    assert list(table.columns) == list(COLUMNS)
    assert (table.loc[table["known"] == "all_cut", "error_ratio"] == 1.0).all()
    return table.set_index(["known", "hidden"])["error_ratio"]


def test_shared_shocks_are_borrowed_from_siblings_and_from_the_nation() -> None:
    found = errors(common=2.0, own=0.5)
    assert (found["siblings"] < 0.75).all()
    assert (found["nation"] < 0.75).all()


def test_where_nothing_is_shared_siblings_take_nothing_away() -> None:
    assert (errors(common=0.0, own=2.0)["siblings"] < 1.05).all()


def test_half_of_the_units_are_cut() -> None:
    assert 0.3 < np.mean([is_cut(f"{number:02}") for number in range(1, 64)]) < 0.7
