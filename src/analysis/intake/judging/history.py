"""What the ledgers know of an indicator: its values, and how fast it has ever changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from analysis.ledger import Row
from analysis.programme import BOUNDS
from analysis.tables import parse_number

# Fewer points say too little about what a series can do; the indicator in all units is asked then.
FEWEST_POINTS = 3
# A change this small is never a jump, however calm the series was: in steps of the last digit
# that the indicator is shown with.
_CALM_STEPS = 5
Points = dict[int, float]


@dataclass(frozen=True)
class Limit:
    """The largest change per year of the past, and whether it is that of the series itself."""

    change: float
    own: bool


class History:
    """Figures that stand, by unit, indicator and source; suspect ones and bounds left out."""

    def __init__(self, standing: Iterable[Row], decimals: Mapping[str, int]) -> None:
        self._decimals = decimals
        self._series: dict[tuple[str, str], dict[str, Points]] = defaultdict(dict)
        self._of_indicator: dict[str, list[Points]] = defaultdict(list)
        self._limits: dict[tuple[str, str, str], Limit | None] = {}
        for row in standing:
            value = parse_number(row["value"])
            if value is None or row["status"] == "suspect" or is_bound(row):
                continue
            sources = self._series[row["unit_id"], row["indicator_id"]]
            if row["source"] not in sources:
                sources[row["source"]] = {}
                self._of_indicator[row["indicator_id"]].append(sources[row["source"]])
            sources[row["source"]][int(row["year"])] = value

    def series(self, unit_id: str, indicator_id: str, source: str) -> tuple[str, Points]:
        """Return the source's points, or those of the unit's longest other source, and whose."""
        sources = self._series.get((unit_id, indicator_id), {})
        if sources.get(source):
            return source, sources[source]
        longest = max(sources, key=lambda name: (len(sources[name]), name), default=source)
        return longest, sources.get(longest, {})

    def values(self, unit_id: str, indicator_id: str) -> tuple[list[float], bool]:
        """Return the unit's values, or all units' where it has too few, and if they are its own."""
        sources = self._series.get((unit_id, indicator_id), {})
        own = [value for points in sources.values() for value in points.values()]
        if len(own) >= FEWEST_POINTS:
            return own, True
        everyone = self._of_indicator.get(indicator_id, [])
        return [value for points in everyone for value in points.values()], False

    def limit(self, unit_id: str, indicator_id: str, source: str) -> Limit | None:
        """Return the largest change per year that is known, or None when too little is known."""
        key = (unit_id, indicator_id, source)
        if key not in self._limits:
            self._limits[key] = self._find_limit(*key)
        return self._limits[key]

    def calm(self, indicator_id: str) -> float:
        """Return the change of an indicator that nobody would ask about."""
        return float(_CALM_STEPS * 10.0 ** -self._decimals.get(indicator_id, 0))

    def _find_limit(self, unit_id: str, indicator_id: str, source: str) -> Limit | None:
        _, points = self.series(unit_id, indicator_id, source)
        own = len(points) >= FEWEST_POINTS
        changes = _yearly_changes(points)
        if not own:
            everyone = self._of_indicator.get(indicator_id, [])
            changes = [change for points in everyone for change in _yearly_changes(points)]
            if len(changes) < FEWEST_POINTS - 1:
                return None
        return Limit(max(*changes, self.calm(indicator_id)), own)


def is_bound(row: Row) -> bool:
    """Tell whether the figure only says that the value is below or above it."""
    return row["qualifier"] in BOUNDS


def _yearly_changes(points: Points) -> list[float]:
    ordered = sorted(points.items())
    return [abs(b - a) / (later - earlier) for (earlier, a), (later, b) in pairwise(ordered)]
