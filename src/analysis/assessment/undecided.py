"""Targets that nobody can call met or missed while two standing sources contradict each other."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.series import deciding_years
from analysis.tables import records

_DECIDED = ("achieved", "not_achieved")
_KEYS = ["indicator_id", "target_year"]


def leave_undecided(
    verdicts: pd.DataFrame,
    judged: pd.DataFrame,
    series: pd.DataFrame,
    judge: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Return the verdicts with those left open that rest on a contradicted figure.

    ``verdicts`` is what ``judge`` gives for ``series``, ``judged`` the targets. A verdict rests on
    the figures of the years that together decide its target; one failure that nobody contradicts
    is enough for "not met". Adds ``contradicted``: the year that somebody has to decide about,
    missing for every other target.
    """
    contested = series[series["rival_source"].notna()]
    verdicts = verdicts.assign(contradicted=pd.array([pd.NA] * len(verdicts), dtype="Int64"))
    if contested.empty:
        return verdicts
    without = judge(series[series["rival_source"].isna()]).set_index(_KEYS)["status"]
    targets = dict(iter(judged.groupby(_KEYS)))
    for place, row in zip(verdicts.index, records(verdicts), strict=True):
        key = (row["indicator_id"], row["target_year"])
        of_indicator = contested[contested["indicator_id"] == row["indicator_id"]]["year"]
        decisive = deciding_years(targets[key])
        years = [int(year) for year in of_indicator if (key[0], int(year)) in decisive]
        fails_anyway = row["status"] == without[key] == "not_achieved"
        if row["status"] in _DECIDED and years and not fails_anyway:
            verdicts.loc[place, "contradicted"] = max(years)
            verdicts.loc[place, "status"] = "insufficient_evidence"
            unknown = ["attainment_probability", "decided_value", "decided_gap", "missed_value"]
            verdicts.loc[place, unknown] = float("nan")
            verdicts.loc[place, ["met_since", "missed_year", "first_likely_year"]] = pd.NA
            verdicts.loc[place, ["decided_qualifier", "evidence_grade"]] = None
    return verdicts
