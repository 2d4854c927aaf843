"""The ragged edge: what others did after a series' last figure is worth something, or nothing."""

import numpy as np
import pandas as pd
import pytest

from analysis.track_record.ragged import COLUMNS, is_cut, ragged_table

pytestmark = pytest.mark.slow

INDICATORS = pd.DataFrame(
    [
        {
            "indicator_id": "share",
            "unit": "percent",
            "better": "up",
            "nature": "administrative",
            "lower": 0.0,
            "upper": 100.0,
        }
    ]
)


def panel(common: float, own: float, units: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Provinces that share shocks of one size and have their own of another; and their mean."""
    rng = np.random.default_rng(11)
    shocks = rng.normal(0, common, 16).cumsum() + rng.normal(0, own, (units, 16)).cumsum(axis=1)
    wide = pd.DataFrame(50.0 + shocks, index=[f"u{n:02}" for n in range(units)])
    wide.columns = range(2000, 2016)
    tall = wide.rename_axis("unit_id").reset_index().melt("unit_id", var_name="year")
    tall = tall.assign(indicator_id="share", year=tall["year"].astype(int))
    mean = tall.groupby(["indicator_id", "year"], as_index=False)["value"].mean()
    return tall, mean.assign(unit_id="nation")


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
