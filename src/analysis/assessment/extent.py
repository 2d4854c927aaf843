"""How much of a unit's plan can be judged at all, and whether that is enough for a full report."""

from __future__ import annotations

import pandas as pd

from analysis.assessment.assessment import Assessment

# A target with one of these has no verdict.
UNDECIDED = ("no_data", "insufficient_evidence", "not_judged")


def judged_count(results: pd.DataFrame) -> int:
    """Return of how many indicators at least one target has a verdict, met, missed or likely."""
    judged = results[~results["status"].isin(UNDECIDED)]
    return int(judged["indicator_id"].nunique())


def has_few_figures(assessment: Assessment) -> bool:
    """Tell whether a unit has too few figures for a full report.

    That is so where less than ``StatusRules.least_judged`` of the indicators, under every plan that
    it has or inherits, have a verdict. What is restricted to one agency is judged as the whole is
    not: its report is short by itself.
    """
    if assessment.agency:
        return False
    least = assessment.inputs.rules.least_judged
    return all(
        judged_count(own.results) < least * own.results["indicator_id"].nunique()
        for own in assessment.by_plan
    )
