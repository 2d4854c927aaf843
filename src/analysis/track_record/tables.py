"""Tables of the track record: skill, coverage, calibration, verdicts and their stability."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.projections import Floats
from analysis.track_record.scoring import HORIZON_BANDS, OURS, REFERENCE

DRAWS = 500
SEED = 20260101
INTERVAL = (0.05, 0.95)
BLOCK = ["indicator_id", "origin_year"]
CLASS_EDGES = (0.2, 0.5, 0.8)
CALIBRATION_BINS = 10


def horizon_band(horizons: pd.Series) -> pd.Series:
    """The name of the band, '1-2' or '3-5', of each horizon in years."""
    names = {horizon: name for name, band in HORIZON_BANDS.items() for horizon in band}
    return horizons.map(names)


def skill_table(scores: pd.DataFrame) -> pd.DataFrame:
    """CRPS over the pooled random walk's and MAE over no change's, by kind, band and method.

    Losses are divided by the indicator's mean error of no change, so that indicators in different
    units count alike. `low` and `high` are a 90 % interval of a block bootstrap.
    """
    table = scores.assign(band=horizon_band(scores["horizon"]))
    rows = []
    for (kind, band), part in table.groupby(["kind", "band"]):
        reference = part[part["method"] == REFERENCE]
        for method, own in part.groupby("method"):
            for measure, column in (("CRPS", "crps"), ("MAE", "error")):
                ratio, low, high = ratio_interval(own, reference, column)
                rows.append(
                    {
                        "kind": kind,
                        "horizons": band,
                        "method": method,
                        "measure": measure,
                        "ratio": ratio,
                        "low": low,
                        "high": high,
                        "values": len(own),
                    }
                )
    return pd.DataFrame(rows)


def ratio_interval(
    own: pd.DataFrame, reference: pd.DataFrame, column: str
) -> tuple[float, float, float]:
    """Ratio of mean losses, with the interval over resampled indicator-and-origin blocks."""
    top, bottom = block_sums(own, column), block_sums(reference, column)
    draws = resample([top, bottom], lambda sums: sums[0] / sums[1])
    return float(top.sum() / bottom.sum()), *draws


def block_sums(table: pd.DataFrame, column: str) -> Floats:
    """Sum of a loss over each indicator-and-origin block, in units of the indicator's error."""
    loss = table[column] / table["usual_error"] if column in ("crps", "error") else table[column]
    sums = loss.astype(float).groupby([table[key] for key in BLOCK]).sum()
    return np.asarray(sums, dtype=float)


def resample(sums: list[Floats], measure: Callable[[Floats], Floats]) -> tuple[float, float]:
    """Low and high quantile of a measure of block sums, each (blocks,), when blocks are redrawn."""
    stacked = np.stack(sums)
    rng = np.random.default_rng(SEED)
    blocks = stacked.shape[1]
    picks = rng.integers(0, blocks, (DRAWS, blocks))
    values = measure(stacked[:, picks].sum(axis=2))
    low, high = np.quantile(values, INTERVAL)
    return float(low), float(high)


def coverage_table(scores: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Share of values inside the 80 % and the 95 % interval, by kind and band (and more)."""
    ours = scores[scores["method"] == OURS]
    ours = ours.assign(horizons=horizon_band(ours["horizon"]))
    rows = []
    for names, part in ours.groupby([*(by or ["kind"]), "horizons"]):
        row = dict(zip([*(by or ["kind"]), "horizons"], names, strict=True))
        for column in ("inside_80", "inside_95"):
            inside = block_sums(part, column)
            count = np.asarray(part.groupby(BLOCK).size(), dtype=float)
            low, high = resample([inside, count], lambda sums: sums[0] / sums[1])
            row |= {
                column: inside.sum() / count.sum(),
                f"{column}_low": low,
                f"{column}_high": high,
            }
        rows.append(row | {"values": len(part)})
    return pd.DataFrame(rows)


def calibration_table(attainments: pd.DataFrame) -> pd.DataFrame:
    """Probabilities said and shares attained in ten bins, by kind and band of horizons."""
    bins = np.minimum(
        (attainments["probability"] * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1
    )
    table = attainments.assign(horizons=horizon_band(attainments["horizon"]), bin=bins)
    return table.groupby(["kind", "horizons", "bin"], as_index=False).agg(
        said=("probability", "mean"), attained=("attained", "mean"), values=("attained", "size")
    )


def verdict_table(attainments: pd.DataFrame) -> pd.DataFrame:
    """Calibration error, and Brier score against that of the CAGR verdict, by kind and band.

    The calibration error is the mean distance between said and attained over ten bins, weighted by
    their size; `brier_reduction` is one less the ratio of the Brier scores.
    """
    bins = calibration_table(attainments)
    distance = (bins["said"] - bins["attained"]).abs() * bins["values"]
    keys = [bins["kind"], bins["horizons"]]
    error = distance.groupby(keys).sum() / bins["values"].groupby(keys).sum()
    outcome = attainments["attained"].astype(float)
    table = attainments.assign(
        horizons=horizon_band(attainments["horizon"]),
        brier=(attainments["probability"] - outcome) ** 2,
        verdict_brier=(attainments["verdict"].astype(float) - outcome) ** 2,
    )
    means = table.groupby(["kind", "horizons"])[["brier", "verdict_brier"]].mean()
    means["brier_reduction"] = 1.0 - means["brier"] / means["verdict_brier"]
    return means.assign(calibration_error=error).reset_index()


def stability_table(attainments: pd.DataFrame) -> pd.DataFrame:
    """How often the class of one target's probability changes when one more year arrives.

    Classes are those of the status words: below .20, .50, .80 and above. `changes` and
    `far_changes` (by two classes or more) are for the projection, `reference_changes` for the
    pooled random walk and `verdict_changes` for the yes or no of CAGR.
    """
    table = attainments.assign(
        level=np.digitize(attainments["probability"], CLASS_EDGES),
        reference=np.digitize(attainments["reference_probability"], CLASS_EDGES),
    )
    keys = ["kind", "unit_id", "indicator_id", "year", "ambition"]
    after = table.assign(origin_year=table["origin_year"] - 1)
    pairs = table.merge(after, on=[*keys, "origin_year"], suffixes=("", "_after"))
    moved = (pairs["level"] - pairs["level_after"]).abs()
    pairs = pairs.assign(
        changes=moved >= 1,
        far_changes=moved >= 2,
        reference_changes=pairs["reference"] != pairs["reference_after"],
        verdict_changes=pairs["verdict"] != pairs["verdict_after"],
    )
    columns = ["changes", "far_changes", "reference_changes", "verdict_changes"]
    means = pairs.groupby("kind")[columns].mean()
    return means.assign(pairs=pairs.groupby("kind").size()).reset_index()
