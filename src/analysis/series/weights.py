"""What the former units of a merged unit weigh, and how well that weight fits an indicator.

The weight of an indicator is what it is a share of: live births for mortality, children of the
age concerned, schools, communes. ``parameters/indicators.csv`` names it, says whether it counts
the denominator itself or is only the nearest count known, and names a second one that stands in
where it is not known for every part. Population is the last resort.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from analysis.language import text

LAST_RESORT = "population"


@dataclass(frozen=True)
class Measure:
    """What joining the parts' figures needs to know of an indicator.

    ``weights`` are the names to try, the best first; ``counted`` tells whether the first of them
    counts the denominator itself. ``upper`` is infinite where there is no upper bound.
    """

    unit: str
    lower: float
    upper: float
    weights: tuple[str, ...]
    counted: bool


@dataclass(frozen=True)
class PartWeights:
    """The weight of every part, the words that tell which it is, and whether it stands in."""

    weight: str
    by_part: dict[str, float]
    label: str
    stands_in: bool

    def shares(self, part_ids: list[str]) -> list[float]:
        """Return the share of the total weight that each of these parts holds."""
        total = math.fsum(self.by_part.values())
        return [self.by_part[part] / total for part in part_ids]


def measure_of(indicator: pd.Series) -> Measure:
    """Return the measure of one row of ``schemas.INDICATORS``."""
    named = [indicator["weight"], indicator["second_weight"], LAST_RESORT]
    upper = float(indicator["upper"])
    return Measure(
        unit=str(indicator["unit"]),
        lower=float(indicator["lower"]),
        upper=math.inf if math.isnan(upper) else upper,
        weights=tuple(dict.fromkeys(str(name) for name in named if pd.notna(name))),
        counted=bool(indicator["weight_fit"] == "counted"),
    )


class HeldWeights:
    """The weights that parts hold, each kind of weight as one table that is made when asked for.

    ``weights`` has ``unit_id, weight, year, value``.
    """

    def __init__(self, weights: pd.DataFrame, part_ids: list[str]) -> None:
        self.part_ids = part_ids
        self._rows = weights[weights["unit_id"].isin(part_ids)]
        self._tables: dict[str, pd.DataFrame] = {}
        self._found: dict[tuple[str, int], tuple[int, dict[str, float]] | None] = {}

    def of_nearest_year(self, weight: str, year: int) -> tuple[int, dict[str, float]] | None:
        """Return the nearest year in which every part has the weight, and what each has."""
        if (weight, year) not in self._found:
            self._found[weight, year] = self._look_for(weight, year)
        return self._found[weight, year]

    def _look_for(self, weight: str, year: int) -> tuple[int, dict[str, float]] | None:
        if weight not in self._tables:
            rows = self._rows[self._rows["weight"] == weight]
            table = rows.pivot(index="year", columns="unit_id", values="value").dropna()
            self._tables[weight] = table
        table = self._tables[weight]
        if not len(table) or set(table.columns) != set(self.part_ids):
            return None
        nearest = min((int(found) for found in table.index), key=lambda y: (abs(y - year), y))
        # As the rows stand: what is summed up is summed up in one order.
        of_year = self._rows[(self._rows["weight"] == weight) & (self._rows["year"] == nearest)]
        return nearest, dict(zip(of_year["unit_id"], of_year["value"], strict=True))


def find_weights(held: HeldWeights, measure: Measure, year: int) -> PartWeights | None:
    """Return the best weights of the parts for one year, or None when none covers every part.

    All parts take theirs from the same year, the nearest one (the earlier of two) in which every
    part has it.
    """
    best = measure.weights[0]
    for weight in measure.weights:
        found = held.of_nearest_year(weight, year)
        if found is not None:
            nearest, by_part = found
            label = text("series.of_year", "vi", weight=weight_name(weight), year=nearest)
            if weight != best:
                label += " " + text("series.standing_in", "vi", weight=weight_name(best))
            stands_in = weight != best or not measure.counted
            return PartWeights(weight, by_part, label, stands_in)
    return None


def compared_weights(chosen: PartWeights, held: HeldWeights, year: int) -> dict[str, float]:
    """Return the weights against which a stand-in is held: population, or all parts alike.

    Beside population itself stand equal weights: what is counted in places rather than in people
    (communes, schools) is spread more evenly than people are.
    """
    found = held.of_nearest_year(LAST_RESORT, year)
    if chosen.weight == LAST_RESORT or found is None:
        return dict.fromkeys(held.part_ids, 1.0)
    return found[1]


def weight_name(weight: str) -> str:
    """Return the Vietnamese name of a weight, as the notes of a ledger are written."""
    return text(f"series.weight_{weight}", "vi")
