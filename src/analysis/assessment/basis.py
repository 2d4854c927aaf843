"""On what figures a unit put together from others is judged, and where there is nothing sound.

A verdict on a merged unit is as sound as its aggregate: of all parts, of parts that hold most of
the weight, or of none that could stand for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.assessment.inputs import Inputs
from analysis.series import comparable_rows
from analysis.tables import records

# Own figures of the unit; all parts; parts with most of the weight; parts that cannot stand for it.
BASES = ("own", "all_parts", "some_parts", "not_joined")
BASIS_COLUMNS = ("indicator_id", "basis", "year", "parts", "weight_known")


def aggregate_basis(inputs: Inputs, series: pd.DataFrame, edition: int) -> pd.DataFrame:
    """Return one row per targeted indicator of which the unit or any of its parts has a figure.

    ``series`` is the unit's own (``SERIES``). ``basis`` is one of ``BASES``, ``year`` that of the
    newest value in use, or of the parts' newest figure where none is; ``parts`` is the tuple of the
    units behind it and ``weight_known`` their share of the weight (missing where they could not be
    joined).
    """
    return pd.DataFrame(_rows(inputs, series, edition), columns=list(BASIS_COLUMNS))


def _rows(inputs: Inputs, series: pd.DataFrame, edition: int) -> Iterator[dict[str, Any]]:
    unit_id, boundaries = inputs.unit.unit_id, inputs.boundaries
    part_ids = list(boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"])
    used = comparable_rows(series).sort_values("year").groupby("indicator_id").tail(1)
    newest = {row["indicator_id"]: row for row in records(used)}
    stated = pd.concat([inputs.ledgers[part] for part in part_ids if part in inputs.ledgers])
    stated = stated[(stated["year"] <= edition) & (stated["status"] != "suspect")]
    for indicator_id in dict.fromkeys(inputs.targets["indicator_id"]):
        row = newest.get(indicator_id)
        if row is not None:
            yield _of_series(indicator_id, row, part_ids)
            continue
        known = stated[stated["indicator_id"] == indicator_id]
        if len(known):
            parts = tuple(part for part in part_ids if part in set(known["unit_id"]))
            yield {"indicator_id": indicator_id, "basis": "not_joined",
                   "year": int(known["year"].max()), "parts": parts,
                   "weight_known": float("nan")}  # fmt: skip


def _of_series(indicator_id: str, row: dict[str, Any], part_ids: list[str]) -> dict[str, Any]:
    parts = () if pd.isna(row["parts"]) else tuple(str(row["parts"]).split())
    basis = "own" if not parts else "all_parts" if {*parts} == {*part_ids} else "some_parts"
    return {
        "indicator_id": indicator_id,
        "basis": basis,
        "year": int(row["year"]),
        "parts": parts,
        "weight_known": float(row["weight_known"]),
    }
