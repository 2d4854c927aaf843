"""How much the plans ask for: beside the nation's targets, and beside what trends would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.assessment import Assessment, beside_trend
from analysis.plans import compare_plans
from analysis.programme import NATION

AMBITION_COLUMNS = ("unit_id", "indicator_id", "standing", "asks_more_by", "trend")


def measure_ambitions(assessments: Sequence[Assessment]) -> pd.DataFrame:
    """Return one row per final target of every unit (``AMBITION_COLUMNS``).

    ``standing`` and ``asks_more_by`` hold a target against the nation's (``plans.STANDINGS``);
    they are missing for the nation itself, for a plan that borrows the nation's targets, and where
    the nation is not among the assessments. ``trend`` is what the target asks for beside the trend
    (``assessment.TRENDS``).
    """
    tables = [table for each in assessments for table in _trends(each)]
    found = pd.concat(tables, ignore_index=True)
    nation = next((each.inputs.plan for each in assessments
                   if each.inputs.unit.unit_id == NATION), None)  # fmt: skip
    own = [each.inputs.plan for each in assessments
           if each.inputs.unit.unit_id != NATION and not each.inputs.plan.targets_from]  # fmt: skip
    if nation is None or not own:
        return found.assign(standing=None, asks_more_by=float("nan"))[list(AMBITION_COLUMNS)]
    compared = compare_plans(own, nation)
    final = compared[(compared["stage"] == "final") & (compared["standing"] != "left_out")]
    keys = ["unit_id", "indicator_id"]
    merged = found.merge(final[[*keys, "standing", "asks_more_by"]], on=keys, how="left")
    return merged[list(AMBITION_COLUMNS)]


def _trends(assessment: Assessment) -> Iterator[pd.DataFrame]:
    results = assessment.results
    last = results.assign(trend=beside_trend(results)).groupby("indicator_id").tail(1)
    yield last[["unit_id", "indicator_id", "trend"]]
