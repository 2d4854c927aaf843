"""Tables of the track record: skill, coverage, calibration, verdicts and their stability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.programme import StatusRules
from analysis.projections import Floats
from analysis.track_record.scoring import HORIZON_BANDS, OURS, REFERENCE

DRAWS = 500
SEED = 20260101
INTERVAL = (0.05, 0.95)
BLOCK = ["indicator_id", "origin_year"]
CLASS_EDGES = (0.2, 0.5, 0.8)
CALIBRATION_BINS = 10
Bands = Mapping[str, Sequence[int]]
SPANS: Bands = {"1-5": range(1, 6), "6-14": range(6, 15)}
# Kinds that are smooth by construction, of which two points are no evidence.
MODELLED_KINDS = ("modelled", "demographic")


def horizon_band(horizons: pd.Series, bands: Bands = HORIZON_BANDS) -> pd.Series:
    """The name of the band of each horizon in years."""
    names = {horizon: name for name, band in bands.items() for horizon in band}
    return horizons.map(names)


def in_band_order(table: pd.DataFrame) -> pd.DataFrame:
    """The rows by what stands before their horizons, then by these, nearest first."""
    if "horizons" not in table:
        return table
    order = {band: place for place, band in enumerate([*HORIZON_BANDS, *SPANS])}
    before = list(table.columns[: list(table.columns).index("horizons")])
    return (
        table.assign(place=table["horizons"].map(order))
        .sort_values([*before, "place"], kind="stable", ignore_index=True)
        .drop(columns="place")
    )


def spans_table(scores: pd.DataFrame) -> pd.DataFrame:
    """What is quoted shortest, by kind and span (``SPANS``).

    ``ours`` and ``best_other`` are CRPS over the pooled random walk's, of the projection and of the
    best of the other methods (no change apart), ``inside_80`` is the projection's coverage.
    """
    skill = skill_table(scores, SPANS)
    ratios = skill[skill["measure"] == "CRPS"].pivot(
        index=["kind", "horizons"], columns="method", values="ratio"
    )
    others = ratios.drop(columns=[OURS, REFERENCE])
    table = pd.DataFrame({"ours": ratios[OURS], "best_other": others.min(axis=1)})
    own = scores[scores["method"] == OURS]
    inside = own["inside_80"].astype(float)
    spans = horizon_band(own["horizon"], SPANS).rename("horizons")
    return table.assign(inside_80=inside.groupby([own["kind"], spans]).mean()).reset_index()


def skill_table(scores: pd.DataFrame, bands: Bands = HORIZON_BANDS) -> pd.DataFrame:
    """CRPS over the pooled random walk's and MAE over no change's, by kind, band and method.

    Losses are divided by the indicator's mean error of no change, so that indicators in different
    units count alike. `low` and `high` are a 90 % interval of a block bootstrap.
    """
    table = scores.assign(band=horizon_band(scores["horizon"], bands))
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
    """Whether what a new year does to one target's probability is news, by kind.

    `beta` is sum((o - P) dP) / sum(dP^2) over pairs of successive origins, with P the earlier
    probability, dP its change and o the outcome: 1 where changes are right in size, less where P
    overreacts. Classes are those of the status words: below .20, .50, .80 and above;
    `far_changes` is the share that moves by two classes or more, `verdict_changes` that of CAGR's
    yes or no. Only targets that both origins know alike are taken, those of up to five years.
    """
    table = attainments[attainments["horizon"] <= max(HORIZON_BANDS["3-5"])]
    table = table.assign(level=np.digitize(table["probability"], CLASS_EDGES))
    keys = ["kind", "unit_id", "indicator_id", "year", "ambition"]
    after = table.assign(origin_year=table["origin_year"] - 1)
    pairs = table.merge(after, on=[*keys, "origin_year"], suffixes=("", "_after"))
    moved = pairs["probability_after"] - pairs["probability"]
    pairs = pairs.assign(
        news=(pairs["attained"].astype(float) - pairs["probability"]) * moved,
        size=moved**2,
        far_changes=(pairs["level"] - pairs["level_after"]).abs() >= 2,
        verdict_changes=pairs["verdict"] != pairs["verdict_after"],
    )
    found = pairs.groupby("kind")
    means = found[["far_changes", "verdict_changes"]].mean()
    beta = found["news"].sum() / found["size"].sum()
    return means.assign(beta=beta, pairs=found.size()).reset_index()


def steadiness_table(scores: pd.DataFrame) -> pd.DataFrame:
    """How far paces went on, by kind, band and whether the series had been steady.

    `beyond` is the share of outcomes beyond the median in the direction of the pace, `went` and
    `projected` the mean way that was gone and projected that way over what the pace would have
    gone.
    """
    ours = scores[scores["method"] == OURS]
    ours = ours.assign(horizons=horizon_band(ours["horizon"]), steady=ours["steady"].astype(bool))
    found = ours.groupby(["kind", "horizons", "steady"])
    sums = found[["went", "projected", "paced"]].sum()
    table = found["beyond"].mean().astype(float).to_frame()
    table["went"], table["projected"] = (sums[name] / sums["paced"] for name in sums.columns[:2])
    return table.assign(values=found.size()).reset_index()


def words_table(attainments: pd.DataFrame, rules: StatusRules) -> pd.DataFrame:
    """How often each word came true, by grade and level: nations or units below (provinces).

    `said` is the mean probability behind the word, `attained` the share that was.
    """
    table = attainments.assign(nation=attainments["kind"] != "provincial")
    table["modelled"] = table["kind"].isin(MODELLED_KINDS)
    said = []
    for _, rows in table.groupby(["horizon", "points", "modelled", "nation"]):
        first = rows.iloc[0]
        horizon, nation = int(first["horizon"]), bool(first["nation"])
        grade = rules.grade(horizon, int(first["points"]), modelled=bool(first["modelled"]))
        if grade is not None:
            words = [rules.word(p, grade, horizon, nation=nation) for p in rows["probability"]]
            said.append(rows.assign(grade=grade, status=words))
    found = pd.concat(said).groupby(["nation", "grade", "status"])
    table = found.agg(
        said=("probability", "mean"), attained=("attained", "mean"), values=("attained", "size")
    )
    return table.reset_index()
