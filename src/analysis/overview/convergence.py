"""Whether units grow alike or apart: sigma-convergence of one indicator among units.

Sigma-convergence is a fall of the dispersion across units over time (R. J. Barro and
X. Sala-i-Martin, "Convergence", Journal of Political Economy 100(2), 1992, 223–251,
doi:10.1086/261816). Every unit counts once. Two measures are kept apart, since a rate that falls
everywhere can narrow in points and widen in proportion: the standard deviation in the indicator's
unit, and the coefficient of variation (standard deviation over mean), which has no unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEAST_UNITS, LEAST_YEARS = 4, 4
CONFIDENCE = 0.90
SPREAD_COLUMNS = ("indicator_id", "year", "units", "mean", "sd", "span", "cv")
MEASURES = ("sd", "cv")
CONVERGENCE_COLUMNS = (
    "indicator_id",
    "units",
    "unit_ids",
    "first_year",
    "last_year",
    "years",
    "modelled",
    *(f"{measure}_{what}" for measure in MEASURES for what in ("slope", "low", "high", "verdict")),
)
Floats = NDArray[np.float64]


def balanced_set(figures: pd.DataFrame) -> pd.DataFrame:
    """Return years × units without a gap: the largest such block of one indicator's figures.

    ``figures`` has ``unit_id, year, value``. Units are taken in the order of how many years they
    have; the block with the most cells counts, one with more units before one with fewer. Empty
    where fewer than four units share four years.
    """
    wide = figures.pivot(index="year", columns="unit_id", values="value")
    by_years = sorted(wide.columns, key=lambda unit_id: (-wide[unit_id].count(), unit_id))
    blocks = (wide[by_years[:size]].dropna() for size in range(LEAST_UNITS, len(by_years) + 1))
    fit = [block for block in blocks if len(block) >= LEAST_YEARS]
    if not fit:
        return wide.iloc[:0, :0]
    return max(fit, key=lambda block: (block.size, block.shape[1])).sort_index(axis="columns")


def measure_spreads(figures: pd.DataFrame) -> pd.DataFrame:
    """Return ``SPREAD_COLUMNS``: how far apart the units of the balanced set are in each year.

    ``figures`` has ``unit_id, indicator_id, year, value``. ``span`` is largest less smallest;
    ``cv`` is missing where the mean is zero.
    """
    rows = []
    for indicator_id, own in figures.groupby("indicator_id", sort=True):
        for year, values in balanced_set(own).iterrows():
            mean, sd = float(values.mean()), float(values.std(ddof=0))
            cv = sd / mean if mean else float("nan")
            span = float(values.max() - values.min())
            rows.append((indicator_id, year, len(values), mean, sd, span, cv))
    return pd.DataFrame(rows, columns=list(SPREAD_COLUMNS)).astype({"year": "Int64"})


def judge_convergence(figures: pd.DataFrame) -> pd.DataFrame:
    """Return ``CONVERGENCE_COLUMNS``: one row per indicator with a balanced set.

    ``figures`` has besides the columns of ``measure_spreads`` the ``nature`` of each. Slopes are
    relative changes of the spread per year (0.02 is 2 % a year) with their 90 % interval; a
    ``verdict`` is ``converging``, ``diverging`` or ``unclear`` (``_verdict``).
    """
    rows = []
    for indicator_id, own in figures.groupby("indicator_id", sort=True):
        block = balanced_set(own)
        if block.empty:
            continue
        inside = own["unit_id"].isin(block.columns) & own["year"].isin(block.index)
        first, last = int(block.index.min()), int(block.index.max())
        about = (block.shape[1], tuple(map(str, block.columns)), first, last, len(block))
        modelled = bool((own.loc[inside, "nature"] == "modelled").any())
        judged = [value for measure in MEASURES for value in _judge(block, measure)]
        rows.append((indicator_id, *about, modelled, *judged))
    return pd.DataFrame(rows, columns=list(CONVERGENCE_COLUMNS))


def fit_slope(years: Floats, spreads: Floats) -> tuple[float, float, float]:
    """Return the yearly relative change of a spread and its 90 % interval.

    The logarithm of the spread on the year by the ordinary least squares of statsmodels; Student's
    t with the residuals' degrees of freedom. Missing where a spread is zero or missing.
    """
    fit = _fit_line(years, spreads)
    if fit is None:
        return (float("nan"),) * 3
    low, high = fit.conf_int(alpha=1 - CONFIDENCE)[1]
    return float(fit.params[1]), float(low), float(high)


def _fit_line(years: Floats, spreads: Floats) -> Any:
    if not np.all(spreads > 0):
        return None
    # with what it brings a second or two, which no command should pay that compares no units
    from statsmodels.regression.linear_model import OLS

    # without the last digits' noise, so that a spread that stays the same has no direction
    growth = np.round(np.log(spreads / spreads[0]), 12)
    design = np.column_stack([np.ones(len(years)), years - years.mean()])
    return OLS(growth, design).fit()


def _judge(block: pd.DataFrame, measure: str) -> tuple[float, float, float, str]:
    slope, low, high = fit_slope(block.index.to_numpy(float), _spreads(block, measure))
    return slope, low, high, _verdict(block, measure, low, high)


def _verdict(block: pd.DataFrame, measure: str, low: float, high: float) -> str:
    """Name a direction only where the interval leaves zero out and no single unit makes it."""
    if not (high < 0 or low > 0):
        return "unclear"
    years = block.index.to_numpy(float)
    without = [
        _fit_line(years, _spreads(block.drop(columns=unit_id), measure))
        for unit_id in block.columns
    ]
    if not all(fit is not None and fit.params[1] * low > 0 for fit in without):
        return "unclear"
    return "converging" if high < 0 else "diverging"


def _spreads(block: pd.DataFrame, measure: str) -> Floats:
    sd = block.std(axis="columns", ddof=0).to_numpy(float)
    if measure == "sd":
        return sd
    means = block.mean(axis="columns").to_numpy(float)
    shares: Floats = np.divide(sd, means, out=np.full_like(sd, np.nan), where=means != 0)
    return shares
