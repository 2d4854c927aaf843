"""What pace would make a target likely: the root of a probability that rises with the pace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from scipy.optimize import brentq

from analysis.assessment.scenarios import Pace, Scenario
from analysis.assessment.what_if import (
    Case,
    anchor,
    middles,
    moved_outlook,
    target_probability,
)
from analysis.programme import UPWARD
from analysis.tables import records

# Why no pace is the answer: the target is decided, nothing is projected, its years are over before
# a pace could change anything, one wants exactly a value, or even the fastest pace is not enough.
Hindrance = Literal["decided", "nothing_projected", "too_late", "exact", "out_of_reach"]
# Doublings of the pace that are tried before one is called out of reach, where nothing bounds it.
_DOUBLINGS = 24
# A shorter way than this is none.
_LEAST_WAY = 1e-9
# How far behind a jump of the probability its upper side is looked for.
_NUDGE = 1e-9


@dataclass(frozen=True)
class NeededPace:
    """The pace at which a target has a certain probability, from ``from_year`` on.

    ``points`` is the change a year in the indicator's unit, ``times`` the same as a multiple of the
    way that is projected (missing where that goes nowhere or the other way). ``today`` is the
    change a year that is projected. Where no pace is the answer, ``hindrance`` says why.

    ``reached`` is the probability at that pace: the one asked for, or the first above it where no
    pace has just that one (many projected values that lie at one bound move as one).
    """

    target_year: int
    probability: float
    from_year: int
    reached: float
    points: float
    times: float
    today: float
    hindrance: Hindrance | None = None


def needed_pace(
    case: Case, target_year: int, probability: float = 0.8, from_year: int | None = None
) -> NeededPace:
    """Return the pace from ``from_year`` on at which a target has exactly this ``probability``.

    Raises ``KeyError`` for a year without a target.
    """
    targets = {int(row["target_year"]): row for row in records(case.judged)}
    target = targets[target_year]
    start = from_year or case.first_open_year
    missing = float("nan")

    def without(hindrance: Hindrance, today: float = missing) -> NeededPace:
        return NeededPace(
            target_year, probability, start, missing, missing, missing, today, hindrance
        )

    if case.series.empty or case.outlook is None:
        return without("nothing_projected")
    if target_probability(case, target, case.outlook) in (0.0, 1.0):
        return without("decided")
    if target["comparator"] == "equal":
        return without("exact")
    before = middles(case.outlook)
    year, value = anchor(case, before, start)
    if target_year <= year or target_year not in before.index:
        return without("too_late")
    way = float(before[target_year]) - value
    today = way / (target_year - year)
    excess = _excess(case, target, probability, start)
    better = 1.0 if target["comparator"] in UPWARD else -1.0
    bracket = _bracket(excess, today, better, case)
    if bracket is None:
        return without("out_of_reach", today)
    points = float(brentq(excess, *bracket, xtol=_NUDGE / 10, rtol=1e-12))
    over = excess(points)
    if over < -_NUDGE:
        points += better * _NUDGE
        over = excess(points)
    # A multiple is only one where it is projected to go the way that it has to go.
    times = points / today if abs(way) > _LEAST_WAY and today * points > 0 else missing
    return NeededPace(target_year, probability, start, probability + over, points, times, today)


def _excess(
    case: Case, target: dict[str, Any], probability: float, start: int
) -> Callable[[float], float]:
    """Return by how much a pace makes the target more probable than asked."""
    plain = Scenario.model_construct(from_year=start, pace=None, shock=None)

    def excess(points: float) -> float:
        paced = plain.model_copy(update={"pace": Pace.model_construct(points=points, times=None)})
        return target_probability(case, target, moved_outlook(case, paced)) - probability

    return excess


def _bracket(
    excess: Callable[[float], float], today: float, better: float, case: Case
) -> tuple[float, float] | None:
    """Return a pace that is too slow and one that is fast enough; None where none is."""
    first = 10.0 ** -int(case.about["decimals"].iloc[0])
    # From one bound to the other in a year: nothing is faster.
    fastest = float(case.scale.upper[0] - case.scale.lower[0])
    slow = fast = today
    for doubling in range(_DOUBLINGS):
        if excess(fast) >= 0:
            break
        if abs(fast) > fastest:
            return None
        slow, fast = fast, fast + better * first * 2.0**doubling
    for doubling in range(_DOUBLINGS):
        if excess(slow) <= 0:
            return (slow, fast) if slow < fast else (fast, slow)
        fast, slow = slow, slow - better * first * 2.0**doubling
    return None
