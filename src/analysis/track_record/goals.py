"""What the outlook set out to reach, and what was measured."""

from __future__ import annotations

import pandas as pd

from analysis.track_record.scoring import OURS

MISSING = float("nan")
# metric, kinds, horizons, least, most
_COVERAGE = (
    ("coverage_80", "1-2", 0.76, 0.86),
    ("coverage_80", "3-5", 0.74, 0.88),
    ("coverage_95", "1-2", 0.90, 0.98),
    ("coverage_80", "6-9", 0.74, 0.88),
    ("coverage_80", "10-14", 0.74, 0.88),
    ("coverage_95", "3-5", 0.90, 0.98),
)
_CRPS = {
    "provincial": 0.96,
    "administrative": 0.82,
    "survey": 0.82,
    "modelled": 0.38,
    "estimate": 1.02,
}
_MAE = {"provincial": 0.99, "administrative": 0.91, "survey": 0.91, "modelled": 0.33}
_CALIBRATION = {"1-2": 0.04, "3-5": 0.06, "6-9": 0.05, "10-14": 0.06}
_NEAR = ("1-2", "3-5")
# Kinds of steady series of which outcomes have to fall on both sides of the median.
_STEADY = ("administrative", "survey")
# Metric, what is known after the edge, years hidden, and the error over that of all series cut.
_RAGGED = {
    ("ragged_siblings", "siblings", 3): 0.80,
    ("ragged_siblings", "siblings", 6): 0.72,
    ("ragged_nation", "nation", 3): 0.80,
    ("ragged_nation", "nation", 6): 0.78,
}
_REVISED = (0.70, 0.88)
_NEWS = (0.9, 1.1)
COLUMNS = ("metric", "kind", "horizons", "least", "most", "measured")


def compare_with_goals(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per goal: ``metric, kind, horizons, least, most, measured, met``.

    ``tables`` are those of ``track_record_summary``. The goals are fixed beforehand and apply to
    series that were not used for tuning.
    """
    rows = [
        *_coverage_rows(tables["coverage"]),
        *_skill_rows(tables["skill"], "CRPS", _CRPS),
        *_skill_rows(tables["skill"], "MAE", _MAE),
        *_verdict_rows(tables["verdicts"]),
        *_steady_rows(tables["steadiness"]),
        *_ragged_rows(tables["ragged"]),
        *_revision_rows(tables["vintages"]),
        *_stability_rows(tables["stability"]),
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    low = frame["least"].isna() | (frame["measured"] >= frame["least"])
    high = frame["most"].isna() | (frame["measured"] <= frame["most"])
    return frame.assign(met=low & high)


def _coverage_rows(coverage: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        (metric, row["kind"], band, least, most, row[metric.replace("coverage", "inside")])
        for metric, band, least, most in _COVERAGE
        for _, row in coverage[coverage["horizons"] == band].iterrows()
    ]


def _skill_rows(
    skill: pd.DataFrame, measure: str, goals: dict[str, float]
) -> list[tuple[object, ...]]:
    ours = skill[(skill["method"] == OURS) & (skill["measure"] == measure)]
    return [
        (measure.lower(), row["kind"], row["horizons"], MISSING, goals[row["kind"]], row["ratio"])
        for _, row in ours.iterrows()
        if row["kind"] in goals and row["horizons"] in _NEAR
    ]


def _verdict_rows(verdicts: pd.DataFrame) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [
        (
            "calibration_error",
            row["kind"],
            row["horizons"],
            MISSING,
            _CALIBRATION[row["horizons"]],
            row["calibration_error"],
        )
        for _, row in verdicts.iterrows()
    ]
    provincial = verdicts[verdicts["kind"] == "provincial"]
    return rows + [
        ("brier_reduction", "provincial", row["horizons"], 0.45, MISSING, row["brier_reduction"])
        for _, row in provincial[provincial["horizons"].isin(_NEAR)].iterrows()
    ]


def _steady_rows(steadiness: pd.DataFrame) -> list[tuple[object, ...]]:
    steady = steadiness[steadiness["steady"] & steadiness["kind"].isin(_STEADY)]
    return [
        ("steady_beyond", row["kind"], row["horizons"], 0.40, 0.60, row["beyond"])
        for _, row in steady.iterrows()
    ]


def _ragged_rows(ragged: pd.DataFrame) -> list[tuple[object, ...]]:
    ratios = ragged.set_index(["known", "hidden"])["error_ratio"]
    return [
        (metric, "provincial", str(hidden), MISSING, most, ratios[known, hidden])
        for (metric, known, hidden), most in _RAGGED.items()
    ]


def _revision_rows(vintages: pd.DataFrame) -> list[tuple[object, ...]]:
    inside = (vintages["inside_80"] * vintages["values"]).groupby(vintages["horizons"]).sum()
    shares = inside / vintages.groupby("horizons")["values"].sum()
    return [("revisions", "modelled", band, *_REVISED, share) for band, share in shares.items()]


def _stability_rows(stability: pd.DataFrame) -> list[tuple[object, ...]]:
    betas = [("beta", row["kind"], "1-5", *_NEWS, row["beta"]) for _, row in stability.iterrows()]
    row = stability.set_index("kind").loc["provincial"]
    return [*betas, ("far_changes", "provincial", "1-5", MISSING, 0.01, row["far_changes"])]


def brief_record(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per kind of source: what a report quotes of the record.

    Columns: coverage of the 80 % interval near (1-2 years) and far (3-5), CRPS over the pooled
    random walk near and far, calibration error near.
    """
    coverage = tables["coverage"].pivot(index="kind", columns="horizons", values="inside_80")
    skill = tables["skill"]
    ours = skill[(skill["method"] == OURS) & (skill["measure"] == "CRPS")]
    crps = ours.pivot(index="kind", columns="horizons", values="ratio")
    errors = tables["verdicts"].pivot(index="kind", columns="horizons", values="calibration_error")
    near = list(_NEAR)
    brief = pd.concat([coverage[near], crps[near], errors[["1-2"]]], axis=1)
    brief.columns = ["coverage_near", "coverage_far", "crps_near", "crps_far", "error_near"]
    return brief
