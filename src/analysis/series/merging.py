"""Figures of a merged unit from those of the units before the merger.

A rate of the whole is the mean of the parts' rates weighted by what each rate is a share of: by
its own denominators where every part gives one, else by a weight that stands for them (see
``analysis.series.weights``). A number of cases is a sum.

An aggregate is uncertain in two ways, and ``aggregation_sd`` holds both, in the indicator's unit:

* **Parts without a figure.** The whole is Σ qᵢ vᵢ over all parts, and the mean of the known ones
  stands for it. With parts that differ by a standard deviation s, the error has the variance
  s² [Σ over missing qⱼ² + (m / (1 − m))² Σ over known qᵢ²], where m is the missing share of the
  weight. s is that of this indicator's parts around their mean, over all years, and starts from
  ``USUAL_SPREAD`` worth ``USUAL_EVIDENCE`` degrees of freedom.
* **A weight that stands in.** What the aggregate moves when the stand-in gives way to population
  (population itself to equal weights) counts as one standard deviation. A weight that counts the
  denominator itself adds nothing.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from itertools import groupby
from statistics import fmean
from typing import Any

import pandas as pd

from analysis.language import text
from analysis.ledger import join_sources
from analysis.programme import (
    BOUNDS,
    NATURES_BY_FIRMNESS,
    SCALES,
    STATUSES_BY_FIRMNESS,
)
from analysis.series.weights import (
    HeldWeights,
    Measure,
    PartWeights,
    compared_weights,
    find_weights,
)

SMALLEST_WEIGHT_KNOWN = 0.5
# Standard deviation on the logit of the provinces that one merger of 2025 joins: the median of
# eight indicators of 2005–2019 (infant mortality 0.28, marriage before 18 0.49, birth
# registration 0.84, …).
USUAL_SPREAD = 0.5
USUAL_EVIDENCE = 2.0
Row = dict[Hashable, Any]


def aggregate_parts(
    parts: list[Row],
    part_ids: list[str],
    measure: Measure,
    held: HeldWeights,
    unit_id: str,
) -> list[Row]:
    """Return one row per year for which the parts' figures can be joined, as in ``SERIES``.

    ``parts`` are series of one indicator. ``territory`` names the unit where every part is known,
    else the known parts. A year is left out when these hold less than half of the weight, when no
    weight is known, when some parts are bounds from below and others from above, and, for cases,
    when a part is missing.
    """
    spread = spread_of_parts(parts, measure)
    rows: list[Row] = []
    known = sorted(parts, key=lambda record: (record["year"], record["unit_id"]))
    for year, of_year in groupby(known, key=lambda record: record["year"]):
        records = list(of_year)
        row = _aggregate_year(records, part_ids, measure, held, spread)
        if row is not None:
            present = [str(record["unit_id"]) for record in records]
            territory = unit_id if len(present) == len(part_ids) else " ".join(present)
            keys: Row = {
                "unit_id": unit_id,
                "indicator_id": records[0]["indicator_id"],
                "year": year,
            }
            rows.append({**keys, "territory": territory, "parts": " ".join(present), **row})
    return rows


def spread_of_parts(parts: list[Row], measure: Measure) -> float:
    """Return how far the parts of one indicator differ, as a standard deviation in its unit."""
    by_year: dict[int, list[float]] = {}
    for record in parts:
        if record["qualifier"] not in BOUNDS:
            by_year.setdefault(record["year"], []).append(float(record["value"]))
    if measure.unit == "cases" or not by_year:
        return 0.0
    values = [value for of_year in by_year.values() for value in of_year]
    apart = [value - fmean(of_year) for of_year in by_year.values() for value in of_year]
    evidence = len(values) - len(by_year)
    usual = USUAL_SPREAD * _steepness(fmean(values), measure)
    squares = math.fsum(each**2 for each in apart) + USUAL_EVIDENCE * usual**2
    return math.sqrt(squares / (evidence + USUAL_EVIDENCE))


def missing_sd(known: list[float], missing: list[float], spread: float) -> float:
    """Return the standard deviation of an aggregate that some parts are missing from.

    ``known`` and ``missing`` are the parts' shares of the weight, together 1. It never falls when
    a part goes missing, as long as the known ones hold half of the weight.
    """
    if not missing:
        return 0.0
    pulled = math.fsum(missing) / math.fsum(known)
    factor = math.fsum(q**2 for q in missing) + pulled**2 * math.fsum(q**2 for q in known)
    return spread * math.sqrt(factor)


def _steepness(value: float, measure: Measure) -> float:
    """Return how fast a value moves with its logit, or with its logarithm without a bound."""
    above = value - measure.lower
    if math.isinf(measure.upper):
        return above
    return above * (measure.upper - value) / (measure.upper - measure.lower)


def _aggregate_year(
    records: list[Row], part_ids: list[str], measure: Measure, held: HeldWeights, spread: float
) -> Row | None:
    if len(_sides(records)) > 1:
        return None
    present = [str(record["unit_id"]) for record in records]
    missing = [part for part in part_ids if part not in present]
    if measure.unit == "cases":
        return None if missing else _summed(records)
    chosen = None if missing else _own_denominators(records)
    if chosen is None:
        chosen = find_weights(held, measure, int(records[0]["year"]))
    if chosen is None:
        return None
    known, unknown = chosen.shares(present), chosen.shares(missing)
    share = 1.0 - math.fsum(unknown)
    if share < SMALLEST_WEIGHT_KNOWN:
        return None
    doubt = math.hypot(missing_sd(known, unknown, spread), _stand_in_sd(records, chosen, held))
    row = _joined(records, _note(part_ids, missing, share, chosen))
    row |= {"value": _weighted_mean(records, chosen.by_part), "weight_known": share}
    if not missing and None not in (row["numerator"], row["denominator"]):
        # Σn/ΣN is the rate of the whole, free of the rounding of the parts' rates.
        scale = SCALES.get(measure.unit)
        row["value"] = scale * row["numerator"] / row["denominator"] if scale else row["value"]
    row["rival_value"] = (
        _weighted_mean(_with_rivals(records), chosen.by_part) if row["rival_source"] else math.nan
    )
    return row | {"aggregation_sd": doubt}


def _stand_in_sd(records: list[Row], chosen: PartWeights, held: HeldWeights) -> float:
    if not chosen.stands_in:
        return 0.0
    other = compared_weights(chosen, held, int(records[0]["year"]))
    return abs(_weighted_mean(records, chosen.by_part) - _weighted_mean(records, other))


def _note(part_ids: list[str], missing: list[str], share: float, chosen: PartWeights) -> str:
    note = text("series.aggregated", "vi", count=len(part_ids), weight=chosen.label)
    if not missing:
        return note
    shown = f"{100 * share:.1f}".replace(".", ",")
    return f"{note}; " + text("series.parts_missing", "vi", missing=", ".join(missing), share=shown)


def _own_denominators(records: list[Row]) -> PartWeights | None:
    by_part = {str(record["unit_id"]): float(record["denominator"]) for record in records}
    if any(pd.isna(value) or value <= 0 for value in by_part.values()):
        return None
    label = text("series.own_denominators", "vi")
    return PartWeights("own_denominators", by_part, label, stands_in=False)


def _weighted_mean(records: list[Row], by_part: dict[str, float]) -> float:
    held = [by_part[str(record["unit_id"])] for record in records]
    weighted = sum(
        weight * float(record["value"]) for weight, record in zip(held, records, strict=True)
    )
    return weighted / sum(held)


def _summed(records: list[Row]) -> Row:
    note = text("series.summed", "vi", count=len(records))
    row = _joined(records, note)
    total, other = (
        sum(float(record["value"]) for record in rows) for rows in (records, _with_rivals(records))
    )
    row["rival_value"] = other if row["rival_source"] else math.nan
    return row | {"value": total, "weight_known": 1.0, "aggregation_sd": 0.0}


def _joined(records: list[Row], note: str) -> Row:
    """Return what an aggregate takes over from its parts, their own notes included."""
    part_notes = [record["note"] for record in records if not pd.isna(record["note"])]
    published = [record["published"] for record in records]
    rivals = [record["rival_source"] for record in records if not pd.isna(record["rival_source"])]
    return {
        "qualifier": _qualifier(records),
        "numerator": _total(records, "numerator"),
        "denominator": _total(records, "denominator"),
        "nature": max((str(record["nature"]) for record in records), key=NATURES_BY_FIRMNESS.index),
        "status": max(
            (str(record["status"]) for record in records), key=STATUSES_BY_FIRMNESS.index
        ),
        "source": join_sources(sorted({str(record["source"]) for record in records})),
        # An aggregate can be no older than its newest part, and its date is known only if all are.
        "published": None if any(pd.isna(date) for date in published) else max(published),
        "note": "; ".join(dict.fromkeys([note, *part_notes])),
        "rival_source": next(iter(map(str, rivals)), None),
    }


def _with_rivals(records: list[Row]) -> list[Row]:
    """Return the parts' figures with those in their place that contradict them."""
    rivals = [record["rival_value"] for record in records]
    return [
        record if pd.isna(rival) else record | {"value": rival}
        for record, rival in zip(records, rivals, strict=True)
    ]


def _total(records: list[Row], column: str) -> float | None:
    values = [float(record[column]) for record in records]
    return None if any(pd.isna(value) for value in values) else sum(values)


def _sides(records: list[Row]) -> set[int]:
    """Return the sides on which the truth lies of those figures that are only bounds."""
    return {BOUNDS[record["qualifier"]] for record in records if record["qualifier"] in BOUNDS}


def _qualifier(records: list[Row]) -> str | None:
    """Return the parts' qualifier: a bound's before any other, else ``about`` where they differ.

    Of bounds on one side a strict one makes the whole strict.
    """
    given = {str(record["qualifier"]) for record in records if not pd.isna(record["qualifier"])}
    bounds = given & {*BOUNDS}
    if len(bounds) > 1:
        return "below" if "below" in bounds else "above"
    found = bounds or given
    if len(found) > 1:
        return "about"
    return found.pop() if found else None
