"""How many persons stand behind an indicator, where its own denominator does not tell.

A survey's denominator is its sample: what a gap means in children is read off the population of
the age group instead, as last counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.programme import NATION


def part_ids(unit_id: str, boundaries: pd.DataFrame) -> list[str]:
    """Return the former units that a unit is made of; the unit itself where it is none of these."""
    parts = boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]
    return list(parts) or [unit_id]


def group_sizes(
    unit_id: str, indicators: pd.DataFrame, weights: pd.DataFrame, boundaries: pd.DataFrame
) -> dict[str, float]:
    """Return by indicator how many persons of its own age group live in the unit.

    Only groups that are counted as such (``weight_fit`` ``counted``) and known of every part; the
    newest year of which all are known. The nation is all former provinces together.
    """
    known = _newest_sums(weights, _counted_units(unit_id, weights, boundaries))
    counted = indicators[indicators["weight_fit"] == "counted"]
    names = zip(counted["indicator_id"], counted["weight"], strict=True)
    return {str(indicator): known[weight] for indicator, weight in names if weight in known}


def _counted_units(unit_id: str, weights: pd.DataFrame, boundaries: pd.DataFrame) -> set[str]:
    """Return whose counts together are those of a unit, none of them counted twice.

    Hà Nội has counts of its own since 2008, and its two parts of before have older ones.
    """
    counted = set(weights["unit_id"])
    if unit_id == NATION:
        joined = boundaries["unit_id"].isin(counted)
        return counted - set(boundaries.loc[joined, "part_id"])
    return {unit_id} if unit_id in counted else set(part_ids(unit_id, boundaries))


def _newest_sums(weights: pd.DataFrame, parts: Iterable[str]) -> Mapping[str, float]:
    wanted = set(parts)
    mine = weights[weights["unit_id"].isin(wanted)]
    sums = mine.groupby(["weight", "year"])["value"].agg(["sum", "count"])
    whole = sums[sums["count"] == len(wanted)].reset_index().sort_values("year")
    newest = whole.groupby("weight").tail(1).set_index("weight")["sum"]
    return {str(weight): float(total) for weight, total in newest.items()}
