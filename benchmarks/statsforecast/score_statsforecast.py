"""Quantiles of statsforecast's AutoETS and Theta for every drawn origin; see `run`.

Runs in an environment of its own and knows nothing of the project but the file of origins. One row
per origin, method and later year: the keys, and the quantiles q0.050 to q0.950.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsforecast.models import AutoETS, Theta

METHODS = {"AutoETS": AutoETS(season_length=1), "Theta": Theta(season_length=1)}
LONGEST_HORIZON = 5
# Central intervals of 10 % to 90 %: with the median, the quantiles .05, .10 … .95.
LEVELS = list(range(10, 100, 10))
QUANTILES = [f"q{percent / 100:.3f}" for percent in range(5, 100, 5)]
# What a fit may end in; AutoETS says NotImplementedError when a history is too short for it.
FAILURES = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
KEYS = ["kind", "unit_id", "indicator_id", "origin_year"]


def project_origins(origins: pd.DataFrame, name: str) -> Iterator[pd.DataFrame]:
    """Quantiles of one method for each origin at which its fit does not fail."""
    for row in origins.to_dict("records"):
        history = np.array(row["history"].split(), dtype=float)
        quantiles = project_history(METHODS[name], history)
        if quantiles is not None:
            years = row["origin_year"] + np.arange(1, LONGEST_HORIZON + 1)
            keys = {key: row[key] for key in KEYS}
            yield clip(quantiles, row["lower"], row["upper"]).assign(
                method=name, year=years, **keys
            )


def project_history(model: Any, history: NDArray[np.float64]) -> pd.DataFrame | None:
    """Quantiles by later year, or None when the fit fails or gives no finite numbers."""
    try:
        found = model.forecast(y=history, h=LONGEST_HORIZON, level=LEVELS)
    except FAILURES:
        return None
    columns = [found[f"lo-{level}"] for level in LEVELS[::-1]]
    columns += [found["mean"], *(found[f"hi-{level}"] for level in LEVELS)]
    values = np.stack(columns, axis=1).astype(float)
    return pd.DataFrame(values, columns=QUANTILES) if np.isfinite(values).all() else None


def clip(quantiles: pd.DataFrame, lower: float, upper: float) -> pd.DataFrame:
    """Quantiles within the natural bounds, of which NaN is none."""
    return quantiles.clip(
        None if np.isnan(lower) else lower,
        None if np.isnan(upper) else upper,
    )


def main(origins_file: str, quantiles_file: str) -> None:
    warnings.simplefilter("ignore")  # divisions by zero inside a fit; its result is looked at
    origins = pd.read_csv(origins_file, dtype={"unit_id": "str"}, float_precision="round_trip")
    parts = []
    for name in METHODS:
        start = time.perf_counter()
        found = list(project_origins(origins, name))
        spent = time.perf_counter() - start
        print(f"{name}: {len(origins) - len(found)} of {len(origins)} fits failed, {spent:.0f} s")
        parts.extend(found)
    table = pd.concat(parts, ignore_index=True)
    table[[*KEYS, "year", "method", *QUANTILES]].to_csv(quantiles_file, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
