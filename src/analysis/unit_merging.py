"""Figures of a merged unit from those of the units before the merger.

A rate of the whole is the mean of the parts' rates weighted by what each rate is a share of: by
its own denominators where every part gives one, else by a weight that stands for them (live
births for mortality, children under 5 for nutrition, population as a last resort). A number of
cases is a sum.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.catalogue import text
from analysis.ledger_rows import RATE_SCALES

SMALLEST_WEIGHT_KNOWN = 0.5
# What a rate is a share of, as the indicator table words it, and the weight that stands for it.
WEIGHT_OF_DENOMINATOR = {
    "live births": "live_births",
    "children under 1": "live_births",
    "surviving infants": "live_births",
    "children under 5": "children_under_5",
    "rural children under 5": "children_under_5",
    "urban children under 5": "children_under_5",
    "women aged 20 to 24": "women_20_24",
}
LAST_RESORT = "population"
# From the firmest to the least firm: an aggregate is as firm as its weakest part.
_NATURES = ("census", "administrative", "survey", "estimate", "modelled", "simulated")
_STATUSES = ("official", "census", "as_published", "preliminary", "suspect", "simulated")

Row = dict[Hashable, Any]


@dataclass(frozen=True)
class PartWeights:
    """The weight of every part, and the words that tell which weight it is."""

    by_part: dict[str, float]
    label: str

    def share(self, part_ids: list[str]) -> float:
        """Return the share of the total weight that these parts hold."""
        return sum(self.by_part[part] for part in part_ids) / sum(self.by_part.values())


def aggregate_parts(
    parts: pd.DataFrame,
    part_ids: list[str],
    measured: tuple[str, str],
    weights: pd.DataFrame,
    unit_id: str,
) -> list[Row]:
    """Return one row per year for which the parts' figures can be joined, as in ``SERIES``.

    ``parts`` are series of one indicator, ``measured`` its unit of measure and its denominator in
    English. A year is left out when the known parts hold less than half of the weight, when no
    weight is known, and, for cases, when a part is missing.
    """
    rows: list[Row] = []
    for year, known in parts.groupby("year", sort=True):
        records = known.sort_values("unit_id").to_dict("records")
        row = _aggregate_year(records, part_ids, measured, weights)
        if row is not None:
            indicator_id = records[0]["indicator_id"]
            rows.append({"unit_id": unit_id, "indicator_id": indicator_id, "year": year, **row})
    return rows


def _aggregate_year(
    records: list[Row], part_ids: list[str], measured: tuple[str, str], weights: pd.DataFrame
) -> Row | None:
    unit, denominator = measured
    present = [str(record["unit_id"]) for record in records]
    complete = len(present) == len(part_ids)
    if unit == "cases":
        return _summed(records) if complete else None
    chosen = _own_denominators(records) if complete else None
    if chosen is None:
        chosen = find_weights(weights, part_ids, denominator, int(records[0]["year"]))
    if chosen is None:
        return None
    share = chosen.share(present)
    if share < SMALLEST_WEIGHT_KNOWN:
        return None
    note = text("series.aggregated", "vi", count=len(part_ids), weight=chosen.label)
    if not complete:
        missing = ", ".join(part for part in part_ids if part not in present)
        shown = f"{100 * share:.1f}".replace(".", ",")
        note += "; " + text("series.parts_missing", "vi", missing=missing, share=shown)
    row = _joined(records, note)
    row |= {"value": _weighted_mean(records, chosen), "weight_known": min(share, 1.0)}
    if complete and None not in (row["numerator"], row["denominator"]) and unit in RATE_SCALES:
        # Σn/ΣN is the rate of the whole, free of the rounding of the parts' rates.
        row["value"] = RATE_SCALES[unit] * row["numerator"] / row["denominator"]
    return row


def find_weights(
    weights: pd.DataFrame, part_ids: list[str], denominator: str, year: int
) -> PartWeights | None:
    """Return the weights of the parts for one year, or None when no weight covers every part.

    The weight that stands for the denominator comes first, population second. All parts take
    theirs from the same year, the nearest one (the earlier of two) in which every part has it.
    """
    for weight in dict.fromkeys((WEIGHT_OF_DENOMINATOR.get(denominator, LAST_RESORT), LAST_RESORT)):
        rows = weights[(weights["weight"] == weight) & weights["unit_id"].isin(part_ids)]
        table = rows.pivot(index="year", columns="unit_id", values="value").dropna()
        if len(table) and set(table.columns) == set(part_ids):
            nearest = min((int(found) for found in table.index), key=lambda y: (abs(y - year), y))
            of_year = rows[rows["year"] == nearest]
            by_part = dict(zip(of_year["unit_id"], of_year["value"], strict=True))
            return PartWeights(by_part, text(f"series.{weight}", "vi", year=nearest))
    return None


def _own_denominators(records: list[Row]) -> PartWeights | None:
    by_part = {str(record["unit_id"]): float(record["denominator"]) for record in records}
    if any(pd.isna(value) or value <= 0 for value in by_part.values()):
        return None
    return PartWeights(by_part, text("series.own_denominators", "vi"))


def _weighted_mean(records: list[Row], chosen: PartWeights) -> float:
    held = [chosen.by_part[str(record["unit_id"])] for record in records]
    weighted = sum(
        weight * float(record["value"]) for weight, record in zip(held, records, strict=True)
    )
    return weighted / sum(held)


def _summed(records: list[Row]) -> Row:
    note = text("series.summed", "vi", count=len(records))
    total = sum(float(record["value"]) for record in records)
    return _joined(records, note) | {"value": total, "weight_known": 1.0}


def _joined(records: list[Row], note: str) -> Row:
    """Return what an aggregate takes over from its parts, their own notes included."""
    part_notes = [record["note"] for record in records if not pd.isna(record["note"])]
    published = [record["published"] for record in records]
    return {
        "numerator": _total(records, "numerator"),
        "denominator": _total(records, "denominator"),
        "nature": max((str(record["nature"]) for record in records), key=_NATURES.index),
        "status": max((str(record["status"]) for record in records), key=_STATUSES.index),
        "source": " + ".join(sorted({str(record["source"]) for record in records})),
        # An aggregate can be no older than its newest part, and its date is known only if all are.
        "published": None if any(pd.isna(date) for date in published) else max(published),
        "note": "; ".join(dict.fromkeys([note, *part_notes])),
    }


def _total(records: list[Row], column: str) -> float | None:
    values = [float(record[column]) for record in records]
    return None if any(pd.isna(value) for value in values) else sum(values)
