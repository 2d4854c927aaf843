"""What would follow if one thing were otherwise: inputs with one thing of another time each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analysis.assessment.inputs import Inputs, PreviousEdition
from analysis.assessment.verdicts import Built, Verdicts, judge_unit
from analysis.ledger import (
    KEY,
    apply_corrections,
    current_observations,
    standing_corrections,
    statements_as_of,
)

TARGET_KEYS = ["indicator_id", "target_year"]


def earlier_variants(
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


def judge_each(variants: list[tuple[Inputs, int]]) -> list[Verdicts]:
    """Judge every variant, and those that differ in nothing only once."""
    judged: list[Verdicts] = []
    built: Built = {}
    for place, (inputs, edition) in enumerate(variants):
        same = place > 0 and edition == variants[place - 1][1]
        if same and _are_same(inputs, variants[place - 1][0]):
            judged.append(judged[-1])
        else:
            judged.append(judge_unit(inputs, edition, built))
    return judged


def _are_same(one: Inputs, other: Inputs) -> bool:
    ledgers = all(one.ledgers[name].equals(other.ledgers[name]) for name in one.ledgers)
    return ledgers and one.targets.equals(other.targets) and one.boundaries.equals(other.boundaries)


def _targets_before(targets: pd.DataFrame, published: pd.DataFrame | None) -> pd.DataFrame:
    """Return the targets with the values that the published results were judged against."""
    if published is None:
        return targets
    was = published[[*TARGET_KEYS, "target_value", "comparator"]]
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
