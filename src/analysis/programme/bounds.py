"""What a stated figure allows: a value, or only a bound for it, and what follows for a target.

"Trên 95 %" says that the value lies somewhere above 95. Held against a target such a bound decides
only what every value that it allows decides alike; everything else stays open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.language import as_published
from analysis.programme.measures import BOUNDS, MET, SCALES

if TYPE_CHECKING:
    import pandas as pd

# A place on the line: a value, and whether what is meant lies just below it, on it or just above.
Place = tuple[float, int]
# Floating-point error of a share computed from two counts is far less, one child of a nation more.
_TOLERANCE = 1e-9
_MOST_DECIMALS = 12


def meets(comparator: str, value: float, goal: float) -> bool:
    """Tell whether ``value``, unrounded, meets ``goal``: strict for above and below.

    >>> from analysis.programme import meets
    >>> meets("at_least", 98.5, 98.5), meets("above", 98.5, 98.5)
    (True, False)
    """
    known = not (math.isnan(value) or math.isnan(goal))
    return known and _position((value, 0), goal) in MET[comparator]


def statement_meets(
    comparator: str, value: float, qualifier: object, goal: float, unit: str
) -> bool | None:
    """Tell whether a figure as it was stated meets ``goal``; None where its words leave that open.

    Also None for a missing ``goal``. ``qualifier`` is one of ``QUALIFIERS`` or missing; ``unit``
    is the indicator's, whose natural bounds limit what is allowed: "không quá 0 %" is 0. "Gần
    97 %" (nearly) lies just below 97; "khoảng" (about) and "ước" (estimated) move nothing. Cases
    are whole: "dưới 1 cuộc" is none.

    >>> from analysis.programme import statement_meets
    >>> [statement_meets("below", 5.0, word, 5.0, "percent") for word in (None, "below", "above")]
    [False, True, False]
    """
    ends = _allowed(value, qualifier, unit)
    if ends is None or math.isnan(value) or math.isnan(goal):
        return None
    first, last = (_position(end, goal) for end in ends)
    found = {position in MET[comparator] for position in range(first, last + 1)}
    return found.pop() if len(found) == 1 else None


def is_bound(qualifiers: pd.Series) -> pd.Series:
    """Tell of each qualifier whether its figure is only a bound."""
    return qualifiers.isin(BOUNDS)


def exact_figures(figures: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    """Return ``figures`` with n/N unrounded as value wherever both counts are known.

    ``figures`` has ``value, qualifier, numerator, denominator``, ``units`` the unit of measure of
    each row. Such a value is exact, so no qualifier goes with it; the others stay as stated.
    """
    scale = units.map(SCALES).astype(float)
    exact = scale * figures["numerator"] / figures["denominator"]
    known = exact.notna()
    return figures.assign(
        value=exact.where(known, figures["value"]),
        qualifier=figures["qualifier"].mask(known, None),
    )


def shown_decimals(
    value: float, decimals: int, unit: str, targets: Iterable[tuple[str, float]] = ()
) -> int:
    """Return how many decimals an observed value needs to be read rightly, at least ``decimals``.

    More than usual only where rounding would put it on the other side of a target (``comparator,
    goal``), or would make all or nothing (100 %, 0) of what is neither.
    """
    if not math.isfinite(value):
        return decimals
    ends = [end for end in (0.0, float(SCALES.get(unit, 0))) if value != end]
    goals = [(comparator, goal) for comparator, goal in targets if math.isfinite(goal)]
    digits = decimals
    while digits < _MOST_DECIMALS:
        shown = as_published(value, digits)
        sides = all(meets(name, shown, goal) == meets(name, value, goal) for name, goal in goals)
        if sides and shown not in ends:
            break
        digits += 1
    return digits


def reduced_goal(goal: float, decimals: int) -> float:
    """Return the largest value with ``decimals`` decimals that is not above a computed goal."""
    return math.floor(goal * 10.0**decimals + _TOLERANCE) / 10.0**decimals


def digits_of(amount: float, decimals: int) -> int:
    """Return with how many decimals, at least ``decimals``, an amount is not shown as nothing."""
    digits = decimals
    while amount and math.isfinite(amount) and digits < _MOST_DECIMALS:
        if as_published(amount, digits):
            break
        digits += 1
    return digits


def _position(place: Place, goal: float) -> int:
    value, side = place
    if abs(value - goal) <= _TOLERANCE:
        return side
    return 1 if value > goal else -1


def _allowed(value: float, qualifier: object, unit: str) -> tuple[Place, Place] | None:
    """Return the ends of what is allowed; None where nothing is ("trên 100 %")."""
    least: Place = (0.0, 0)
    most: Place = (float(SCALES.get(unit, math.inf)), 0)
    if qualifier == "nearly":
        return (value, -1), (value, -1)
    if qualifier in ("below", "at_most"):
        most = _bound(value, -1 if qualifier == "below" else 0, unit)
    elif qualifier in ("above", "at_least"):
        least = _bound(value, 1 if qualifier == "above" else 0, unit)
    else:
        return (value, 0), (value, 0)
    return (least, most) if least <= most else None


def _bound(value: float, side: int, unit: str) -> Place:
    """Return where a bound ends; of whole cases, at the last count that it allows."""
    return (value + side, 0) if unit == "cases" else (value, side)
