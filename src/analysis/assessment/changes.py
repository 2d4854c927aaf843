"""What changed since the edition before, and why.

The verdicts of the previous edition are brought to today's one step at a time, and each step
changes one thing: the method, the targets, the boundaries, the year that has passed, the revision
of figures that were known, the figures that were not. The steps are taken in this order and share
out the whole change: their effects on a probability add up to it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from analysis.assessment.inputs import Inputs, PreviousEdition
from analysis.assessment.variants import TARGET_KEYS, earlier_variants, judge_each
from analysis.assessment.verdicts import Verdicts
from analysis.series import figure_rows

CAUSES = ("method", "target", "boundary", "time", "revision", "new_data")
CHANGE_COLUMNS = (
    "indicator_id",
    "target_year",
    "status_before",
    "status_now",
    "probability_before",
    "probability_now",
    "latest_year_before",
    "latest_value_before",
    "latest_year_now",
    "latest_value_now",
    *(f"by_{cause}" for cause in CAUSES),
    "causes",
)
OUTCOME_COLUMNS = (
    "indicator_id",
    "year",
    "projected_p10",
    "projected_p50",
    "projected_p90",
    "observed",
    "within",
)
# What of a verdict is compared, and how the columns of the changes name it.
_SHOWN = {
    "status": "status",
    "attainment_probability": "probability",
    "latest_year": "latest_year",
    "latest_value": "latest_value",
}
_NOTHING = pd.Series(["no_data", float("nan"), pd.NA, float("nan")], index=list(_SHOWN))


@dataclass(frozen=True)
class EditionChanges:
    """What became of the previous edition's verdicts.

    ``targets`` has one row per indicator and target year (``CHANGE_COLUMNS``): status, probability
    and latest value before and now, the effect of each cause on the probability (0–1, missing
    where either side has none) and ``causes``, the tuple of those that changed anything.
    ``outcomes`` has one row per figure that came in for a year that was projected before
    (``OUTCOME_COLUMNS``): the projection and whether the figure lies in its 80 % interval.
    """

    previous: PreviousEdition
    targets: pd.DataFrame
    outcomes: pd.DataFrame


@dataclass(frozen=True)
class Revision:
    """A published report that this one revises: the number of this one, why, and what it said."""

    number: int
    reason: str
    before: PreviousEdition


def compare_editions(
    inputs: Inputs, edition: int, now: Verdicts, previous: PreviousEdition
) -> EditionChanges | None:
    """Return the changes from ``previous`` to the verdicts ``now``; None where nothing was known.

    ``now`` are the verdicts on ``inputs`` in the year ``edition``.
    """
    variants = list(earlier_variants(inputs, edition, previous))
    if all(ledger.empty for ledger in variants[0][0].ledgers.values()):
        return None
    verdicts = judge_each(variants)
    tables = [step.results for step in (*verdicts, now)]
    published = previous.published if previous.published is not None else tables[0]
    return EditionChanges(previous, _share_out([published, *tables]), _outcomes(verdicts[0], now))


def _share_out(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return ``CHANGE_COLUMNS`` from the results after every step, the first ones before any."""
    steps = [table.set_index(TARGET_KEYS)[list(_SHOWN)] for table in tables]
    rows = [
        {
            **dict(zip(TARGET_KEYS, key, strict=True)),
            **_change([step.loc[key] if key in step.index else _NOTHING for step in steps]),
        }
        for key in steps[-1].index
    ]
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def _change(path: list[pd.Series]) -> dict[str, object]:
    moves = dict(zip(CAUSES, pairwise(path), strict=True))
    met = "attainment_probability"
    return {
        **{f"{name}_before": path[0][column] for column, name in _SHOWN.items()},
        **{f"{name}_now": path[-1][column] for column, name in _SHOWN.items()},
        **{f"by_{cause}": after[met] - before[met] for cause, (before, after) in moves.items()},
        "causes": tuple(
            cause for cause, (before, after) in moves.items() if not before.equals(after)
        ),
    }


def _outcomes(before: Verdicts, now: Verdicts) -> pd.DataFrame:
    """Return the figures of now beside what had been projected for their years, without bounds."""
    levels = before.projections.pivot_table(
        index=["indicator_id", "year"], columns="quantile_level", values="value"
    )
    names = {0.1: "projected_p10", 0.5: "projected_p50", 0.9: "projected_p90"}
    projected = levels.reindex(columns=list(names)).rename(columns=names).reset_index()
    figures = figure_rows(now.series)
    seen = figures[["indicator_id", "year", "value"]].rename(columns={"value": "observed"})
    both = projected.merge(seen, on=["indicator_id", "year"], validate="1:1")
    within = both["observed"].between(both["projected_p10"], both["projected_p90"])
    return both.assign(within=within)[list(OUTCOME_COLUMNS)]
