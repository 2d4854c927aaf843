"""How much of a unit's plan can be judged at all, and whether that is enough for a full report."""

from __future__ import annotations

import pandas as pd

from analysis.assessment.assessment import Assessment
from analysis.programme import UNDECIDED_STATUSES


def judged_count(results: pd.DataFrame) -> int:
    """Return of how many indicators at least one target has a verdict, met, missed or likely."""
    judged = results[~results["status"].isin(UNDECIDED_STATUSES)]
    return int(judged["indicator_id"].nunique())


def has_few_figures(assessment: Assessment) -> bool:
    """Tell whether a unit has too few figures for a full report.

    That is so where, under every plan that it has or inherits, less than
    ``StatusRules.least_judged`` of the indicators have a verdict and less than ``least_known`` any
    figure. What is restricted to one agency never is: its report is short by itself.
    """
    return not assessment.agency and all(map(_is_sparse, assessment.by_plan))


def _is_sparse(assessment: Assessment) -> bool:
    results, rules = assessment.results, assessment.inputs.rules
    total = int(results["indicator_id"].nunique())
    known = int(assessment.series["indicator_id"].nunique())
    return judged_count(results) < rules.least_judged * total and known < rules.least_known * total
