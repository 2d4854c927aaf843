"""The series of the unit that a former one became part of, as context beside its own."""

from __future__ import annotations

import pandas as pd

from analysis.assessment.inputs import Inputs
from analysis.series import SERIES, build_series


def whole_series(inputs: Inputs, edition: int) -> pd.DataFrame:
    """Return the series (``SERIES``) of the unit that the one of ``inputs`` was merged into.

    Built from its own figures and those of its parts, up to the year ``edition``, as far as their
    ledgers are at hand. No rows for a unit that was never merged.
    """
    boundaries, unit_id = inputs.boundaries, inputs.unit.unit_id
    wholes = list(boundaries.loc[boundaries["part_id"] == unit_id, "unit_id"])
    if not wholes:
        return pd.DataFrame(columns=list(SERIES.columns)).astype({"comparable": bool})
    parts = boundaries.loc[boundaries["unit_id"] == wholes[0], "part_id"]
    ledgers = {**inputs.peers, **inputs.ledgers}
    stated = [ledgers[each] for each in (wholes[0], *parts) if each in ledgers]
    observations = pd.concat(stated, ignore_index=True)
    observations = observations[observations["year"] <= edition]
    return build_series(observations, inputs.indicators, boundaries, inputs.weights, wholes[0])
