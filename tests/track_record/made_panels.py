"""Provinces that share shocks, for tests of what is borrowed after the edge."""

from __future__ import annotations

import numpy as np
import pandas as pd

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
