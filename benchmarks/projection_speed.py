"""How long projections take: the programme's 36 indicators for 63 units, and for communes.

    python benchmarks/projection_speed.py

Prints seconds on one core after import for 63 units at 19 and 199 quantile levels, and for up to
3,300 units, with the time per series: near linear when that stays what it is.
"""

import time

import numpy as np
import pandas as pd

from analysis.projections import project

INDICATORS, POINTS, YEARS = 36, 11, (2026, 2030)
SIZES = ((63, 19), (63, 199), (250, 19), (1000, 19), (3300, 19))


def make_panel(units: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    values = np.random.default_rng(1).normal(0.0, 2.0, (units, INDICATORS, POINTS))
    values = np.clip(60.0 + values.cumsum(axis=2), 0.0, 100.0)
    index = pd.MultiIndex.from_product(
        [
            [f"unit-{number:04}" for number in range(units)],
            [f"indicator_{number:02}" for number in range(INDICATORS)],
            range(2014, 2014 + POINTS),
        ],
        names=["unit_id", "indicator_id", "year"],
    )
    series = pd.DataFrame({"value": values.ravel()}, index=index).reset_index()
    names = [f"indicator_{number:02}" for number in range(INDICATORS)]
    indicators = pd.DataFrame({"indicator_id": names}).assign(
        unit="percent", better="up", nature="administrative", lower=0.0, upper=100.0
    )
    return series, indicators


def main() -> None:
    # What is read once is read before the clock runs.
    project(*make_panel(1), years=YEARS, quantile_levels=[0.5])
    print("units  levels  seconds  ms per series")
    for units, count in SIZES:
        series, indicators = make_panel(units)
        levels = [(number + 1) / (count + 1) for number in range(count)]
        started = time.perf_counter()
        project(series, indicators, years=YEARS, quantile_levels=levels)
        seconds = time.perf_counter() - started
        print(f"{units:5}  {count:6}  {seconds:7.2f}  {1000 * seconds / units / INDICATORS:13.3f}")


if __name__ == "__main__":
    main()
