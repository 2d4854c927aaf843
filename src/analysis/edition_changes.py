"""What changed since the edition before, and why.

The verdicts of the previous edition are brought to today's one step at a time, and each step
changes one thing: the method, the targets, the boundaries, the year that has passed, the revision
of figures that were known, the figures that were not. The steps are taken in this order and share
out the whole change: their effects on a probability add up to it exactly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from analysis.corrections import apply_corrections, standing_corrections
from analysis.inputs import Inputs
from analysis.ledger import KEY, read_as_of, statements_as_of
from analysis.observations import current_observations
from analysis.verdicts import Verdicts, judge_unit

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
_KEYS = ["indicator_id", "target_year"]
# What of a verdict is compared, and how the columns of the changes name it.
_SHOWN = {
    "status": "status",
    "attainment_probability": "probability",
    "latest_year": "latest_year",
    "latest_value": "latest_value",
}
_NOTHING = pd.Series(["no_data", float("nan"), pd.NA, float("nan")], index=list(_SHOWN))


@dataclass(frozen=True)
class PreviousEdition:
    """The edition before: its year, what was known then, and its results if they were published.

    ``as_of`` is the last moment whose statements it used (see ``ledger.read_as_of``);
    ``published`` is valid under ``schemas.RESULTS``.
    """

    edition: int
    as_of: str
    published: pd.DataFrame | None

    @property
    def digest(self) -> str:
        """Words that differ whenever the edition does."""
        table = "" if self.published is None else self.published.to_csv(index=False)
        return f"{self.edition} {self.as_of} {hashlib.sha256(table.encode()).hexdigest()}"


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


def year_before(edition: int) -> PreviousEdition:
    """Return the edition before as what was known at the end of its year."""
    return PreviousEdition(edition - 1, read_as_of(f"{edition - 1}-12-31"), None)


def compare_editions(
    inputs: Inputs, edition: int, now: Verdicts, previous: PreviousEdition
) -> EditionChanges | None:
    """Return the changes from ``previous`` to the verdicts ``now``; None where nothing was known.

    ``now`` are the verdicts on ``inputs`` in the year ``edition``.
    """
    variants = list(_variants(inputs, edition, previous))
    if all(ledger.empty for ledger in variants[0][0].ledgers.values()):
        return None
    verdicts = _judge_each(variants)
    tables = [step.results for step in (*verdicts, now)]
    published = previous.published if previous.published is not None else tables[0]
    return EditionChanges(previous, _share_out([published, *tables]), _outcomes(verdicts[0], now))


def _variants(
    inputs: Inputs, edition: int, previous: PreviousEdition
) -> Iterator[tuple[Inputs, int]]:
    """Yield what was known and judged before, then the same with one thing of today more each."""
    then = {
        unit_id: statements_as_of(statements, previous.as_of)
        for unit_id, statements in inputs.statements.items()
    }
    boundaries, ended = inputs.boundaries, previous.as_of[: len("2025-12-31")]
    before = replace(
        inputs,
        ledgers={
            unit_id: _stated(inputs, unit_id, known, previous) for unit_id, known in then.items()
        },
        targets=_targets_before(inputs.targets, previous.published),
        boundaries=boundaries[boundaries["valid_from"] <= ended],
    )
    yield before, previous.edition
    retargeted = replace(before, targets=inputs.targets)
    yield retargeted, previous.edition
    redrawn = replace(retargeted, boundaries=boundaries)
    yield redrawn, previous.edition
    yield redrawn, edition
    revised = {
        unit_id: _known_before(ledger, then[unit_id]) for unit_id, ledger in inputs.ledgers.items()
    }
    yield replace(redrawn, ledgers=revised), edition


def _stated(
    inputs: Inputs, unit_id: str, known: pd.DataFrame, previous: PreviousEdition
) -> pd.DataFrame:
    corrections = standing_corrections(inputs.corrections, previous.as_of)
    return apply_corrections(unit_id, current_observations(known), corrections)


def _judge_each(variants: list[tuple[Inputs, int]]) -> list[Verdicts]:
    """Judge every variant, and those that differ in nothing only once."""
    judged: list[Verdicts] = []
    for place, (inputs, edition) in enumerate(variants):
        same = place > 0 and edition == variants[place - 1][1]
        if same and _are_same(inputs, variants[place - 1][0]):
            judged.append(judged[-1])
        else:
            judged.append(judge_unit(inputs, edition))
    return judged


def _are_same(one: Inputs, other: Inputs) -> bool:
    ledgers = all(one.ledgers[name].equals(other.ledgers[name]) for name in one.ledgers)
    return ledgers and one.targets.equals(other.targets) and one.boundaries.equals(other.boundaries)


def _targets_before(targets: pd.DataFrame, published: pd.DataFrame | None) -> pd.DataFrame:
    """Return the targets with the values that the published results were judged against."""
    if published is None:
        return targets
    was = published[[*_KEYS, "target_value", "comparator"]]
    was = was.set_axis(["indicator_id", "year", "value_before", "comparator_before"], axis=1)
    both = targets.merge(was, on=["indicator_id", "year"], how="left", validate="m:1")
    return both[list(targets.columns)].assign(
        value=both["value_before"].fillna(both["value"]),
        comparator=both["comparator_before"].fillna(both["comparator"]),
    )


def _known_before(ledger: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Return what stands now of the figures that had been stated before, revised or not."""
    keys = set(then[list(KEY)].itertuples(index=False, name=None))
    known = [key in keys for key in ledger[list(KEY)].itertuples(index=False, name=None)]
    return ledger[known].reset_index(drop=True)


def _share_out(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return ``CHANGE_COLUMNS`` from the results after every step, the first ones before any."""
    steps = [table.set_index(_KEYS)[list(_SHOWN)] for table in tables]
    rows = [
        {
            **dict(zip(_KEYS, key, strict=True)),
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
    """Return the figures of now beside what had been projected for their years."""
    levels = before.projections.pivot_table(
        index=["indicator_id", "year"], columns="quantile_level", values="value"
    )
    names = {0.1: "projected_p10", 0.5: "projected_p50", 0.9: "projected_p90"}
    projected = levels.reindex(columns=list(names)).rename(columns=names).reset_index()
    seen = now.series[["indicator_id", "year", "value"]].rename(columns={"value": "observed"})
    both = projected.merge(seen, on=["indicator_id", "year"], validate="1:1")
    within = both["observed"].between(both["projected_p10"], both["projected_p90"])
    return both.assign(within=within)[list(OUTCOME_COLUMNS)]
