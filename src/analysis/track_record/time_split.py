"""The other split: a calibration learnt up to a year, scored on what came after it.

The record elsewhere is split by country: a calibration that knew the years that are scored, though
of other countries, could owe its success to shocks that all shared. Here it knew neither.
"""

from __future__ import annotations

import pandas as pd

from analysis.projections import learn_calibration, read_calibration
from analysis.track_record.panels import ScoredPanels
from analysis.track_record.scoring import OURS, REFERENCE, origins_of, score_kind
from analysis.track_record.tables import coverage_table, skill_table

LEARNT_TO = 2012
# What was learnt up to the year, and what is shipped, of the same origins and outcomes.
EARLY, SHIPPED = "early", "shipped"
COLUMNS = ("kind", "horizons", "learnt", "inside_80", "crps_ratio", "low", "high", "values")


def early_scores(panels: ScoredPanels) -> pd.DataFrame:
    """Return the scores of the reporting part from ``LEARNT_TO`` on, by what was known then.

    The calibration is learnt on the tuning part up to that year.
    """
    tuning = panels.series[panels.series["year"] <= LEARNT_TO]
    early = read_calibration(learn_calibration(tuning, panels.indicators))
    reporting = panels.series[panels.series["part"] == "reporting"]
    scores = [
        score_kind(rows, panels.indicators, origins, early).scores
        for _, rows in reporting.groupby("kind", sort=False)
        if (origins := [origin for origin in origins_of(rows) if origin >= LEARNT_TO])
    ]
    return pd.concat(scores, ignore_index=True)


def time_split_table(early: pd.DataFrame, shipped: pd.DataFrame) -> pd.DataFrame:
    """Return coverage, and CRPS over the pooled random walk's, by kind and band (``COLUMNS``).

    ``early`` are the scores of ``early_scores``, ``shipped`` those of the reporting part under the
    shipped calibration, which knew the later years of other countries.
    """
    late = shipped[shipped["origin_year"] >= LEARNT_TO]
    # Both are held against the same walks: those scored early would know fewer past errors.
    walks = late[late["method"] == REFERENCE]
    found = {EARLY: early, SHIPPED: late}
    tables = {
        name: _with_usual_errors(pd.concat([scores[scores["method"] == OURS], walks]))
        for name, scores in found.items()
    }
    return pd.concat([_measured(table, name) for name, table in tables.items()])[list(COLUMNS)]


def _with_usual_errors(scores: pd.DataFrame) -> pd.DataFrame:
    """Return scores with the errors of no change that these origins had, not those of all."""
    unchanged = scores[scores["method"] == REFERENCE]
    usual = unchanged.groupby(["kind", "indicator_id"])["error"].mean().rename("usual_error")
    told = scores.drop(columns="usual_error").merge(usual, on=["kind", "indicator_id"])
    return told[told["usual_error"] > 0]


def _measured(scores: pd.DataFrame, learnt: str) -> pd.DataFrame:
    skill = skill_table(scores)
    ours = skill[(skill["method"] == OURS) & (skill["measure"] == "CRPS")]
    ours = ours.rename(columns={"ratio": "crps_ratio"}).drop(columns="values")
    inside = coverage_table(scores)[["kind", "horizons", "inside_80", "values"]]
    return inside.merge(ours, on=["kind", "horizons"]).assign(learnt=learnt)
