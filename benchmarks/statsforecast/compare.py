"""Score the projections, no change and statsforecast's methods on the same values; see `run`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.track_record import panels as scored_panels, scoring, tables

METHODS = [scoring.OURS, scoring.REFERENCE, "AutoETS", "Theta"]
QUANTILES = [f"q{level:.3f}" for level in scoring.LEVELS]
ROW = ["kind", "horizons", "method"]
DECIMALS = 4


def project_kind(series: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Quantiles of the projections and of no change at every origin of one kind.

    Projected together, scaled and dressed as in `track_record.score_kind`: over all the series of
    the kind, before the drawn origins are picked out.
    """
    outcomes = [
        outcome
        for origin in scoring.origins_of(series)
        for outcome in scoring.project_origin(series, indicators, origin)
    ]
    table = pd.concat(outcomes, ignore_index=True).assign(kind=series["kind"].iloc[0])
    miss = (table["actual"] - table["last"]).abs()
    table["usual_error"] = miss.groupby(table["indicator_id"]).transform("mean")
    table = table[table["usual_error"] > 0].reset_index(drop=True)
    own = table[[*scoring.KEYS, "usual_error", *QUANTILES]]
    reference = own.assign(
        **dict(zip(QUANTILES, scoring.dress(table, scoring.REFERENCE).T, strict=True))
    )
    return pd.concat([own.assign(method=scoring.OURS), reference.assign(method=scoring.REFERENCE)])


def list_values(origins: pd.DataFrame) -> pd.DataFrame:
    """One row per drawn origin and known later value: the keys, horizon and actual value."""
    parts = [
        origins[["kind", "unit_id", "indicator_id", "origin_year"]].assign(
            year=origins["origin_year"] + horizon,
            horizon=horizon,
            actual=origins[f"actual_{horizon}"],
        )
        for horizon in scoring.HORIZONS
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset="actual")


def score(quantiles: pd.DataFrame) -> pd.DataFrame:
    """Loss, absolute error and whether the value lay inside the 80 % interval, row by row."""
    actual = quantiles["actual"]
    slack = 1e-9 * np.maximum(actual.abs(), 1.0)
    return quantiles.drop(columns=QUANTILES).assign(
        horizons=tables.horizon_band(quantiles["horizon"]),
        crps=scoring.pinball(actual.to_numpy(), quantiles[QUANTILES].to_numpy()),
        error=(actual - quantiles["q0.500"]).abs(),
        inside_80=actual.between(quantiles["q0.100"] - slack, quantiles["q0.900"] + slack),
    )


def compare(scores: pd.DataFrame) -> pd.DataFrame:
    """The table of ratios on the values that all methods projected, and the failures of each."""
    complete = scores.groupby(scoring.KEYS)["method"].transform("size") == len(METHODS)
    common = scores[complete]
    skill = tables.skill_table(common).pivot(
        index=ROW, columns="measure", values=["ratio", "low", "high"]
    )
    skill.columns = pd.Index([f"{pair[1].lower()}_{pair[0]}" for pair in skill.columns])
    counts = scores.groupby(ROW).size()
    projected = counts.groupby(["kind", "horizons"]).transform("max")
    table = skill.assign(
        coverage_80=common.groupby(ROW)["inside_80"].mean(),
        values=common.groupby(ROW).size(),
        failed=projected - counts,
    )
    names = [
        f"{measure}_{name}" for measure in ("crps", "mae") for name in ("ratio", "low", "high")
    ]
    table = table[[*names, "coverage_80", "values", "failed"]].round(DECIMALS).reset_index()
    return table.sort_values(
        ROW, key=lambda part: part.map(METHODS.index) if part.name == "method" else part
    )


def main(panels: str, origins_file: str, quantiles_file: str, output: str) -> None:
    loaded = scored_panels.load_panels(Path(panels))
    reporting = loaded.series[loaded.series["part"] == "reporting"]
    ours = pd.concat(
        [project_kind(part, loaded.indicators) for _, part in reporting.groupby("kind")]
    )
    origins, theirs = (
        pd.read_csv(file, dtype={"unit_id": "str"}) for file in (origins_file, quantiles_file)
    )
    usual = ours.loc[ours["method"] == scoring.OURS, [*scoring.KEYS, "usual_error"]]
    values = list_values(origins).merge(usual, on=scoring.KEYS)
    quantiles = pd.concat([ours.drop(columns="usual_error"), theirs])
    table = compare(score(values.merge(quantiles, on=scoring.KEYS)))
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(output, index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
