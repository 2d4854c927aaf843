"""Who is nearest to a target and who is furthest, with the uncertainty of each taken in.

A rank of uncertain values is itself uncertain, and most league tables order units that cannot be
told apart (H. Goldstein and D. J. Spiegelhalter, Journal of the Royal Statistical Society A
159(3), 1996, 385–443, doi:10.2307/2983325). Ranks are given as intervals here, and a unit is named
as nearest or furthest only where that is at least ``CLEAR`` probable.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.programme import UPWARD

CLEAR = 0.80
_ATOMS = 100
LEVELS = (np.arange(_ATOMS) + 0.5) / _ATOMS
STANDING_COLUMNS = (
    "units",
    "distance",
    "distance_p10",
    "distance_p90",
    "rank_low",
    "rank_high",
    "nearest_third",
    "furthest_third",
    "place",
)
Floats = NDArray[np.float64]


def signed_distance(comparator: str, values: Floats, goal: float) -> Floats:
    """Return how far values fall short of a goal: positive is short, negative is beyond it."""
    upward = comparator in UPWARD
    return goal - values if upward else values - goal


def rank_probabilities(distances: Sequence[Floats]) -> Floats:
    """Return units × ranks: the probability that a unit has each rank, 1 being the nearest.

    ``distances`` holds for each unit its possible distances, all equally likely, and independent
    of those of other units. Exact for what is given, without draws: a unit's rank at one distance
    is a sum of independent yes-or-no events, one per other unit. Equal distances share their ranks
    evenly, so rows and columns each sum to 1.
    """
    count = len(distances)
    # Integrates polynomials of the degree that occurs without error: that of the number of others
    # where distances are equal, of none where they all differ.
    nodes, weights = np.polynomial.legendre.leggauss(count // 2 + 1 if _tied(distances) else 1)
    nodes, weights = (nodes + 1) / 2, weights / 2
    return np.array([_ranks_of(place, distances, nodes, weights) for place in range(count)])


def _tied(distances: Sequence[Floats]) -> bool:
    own = [np.unique(each) for each in distances]
    return len(np.unique(np.concatenate(own))) < sum(map(len, own))


def _ranks_of(place: int, distances: Sequence[Floats], nodes: Floats, weights: Floats) -> Floats:
    own = distances[place]
    ranks = np.zeros((len(own), len(nodes), len(distances)))
    ranks[:, :, 0] = 1.0
    for other, theirs in enumerate(distances):
        if other == place:
            continue
        ordered = np.sort(theirs)
        nearer = np.searchsorted(ordered, own, "left") / len(theirs)
        equal = np.searchsorted(ordered, own, "right") / len(theirs) - nearer
        ahead = (nearer[:, None] + equal[:, None] * nodes[None, :])[:, :, None]
        stays = ranks * (1 - ahead)
        stays[:, :, 1:] += ranks[:, :, :-1] * ahead
        ranks = stays
    return np.asarray(np.einsum("amr,m->r", ranks, weights) / len(own))


def stand(distances: dict[str, Floats]) -> pd.DataFrame:
    """Return one row per unit of ``distances``: ``unit_id`` and ``STANDING_COLUMNS``.

    ``rank_low`` to ``rank_high`` is the 80 % interval of the rank; ``nearest_third`` and
    ``furthest_third`` are the probabilities of being among the nearest or furthest third (of two
    or three units: the first or the last). ``place`` is ``nearest``, ``furthest``, ``middle``
    (clearly neither) or ``unclear``. Empty for fewer than two units: one alone has no rank.
    """
    unit_ids = sorted(distances)
    if len(unit_ids) < 2:
        return pd.DataFrame(columns=["unit_id", *STANDING_COLUMNS])
    ranks = rank_probabilities([distances[unit_id] for unit_id in unit_ids])
    rows = [
        (unit_id, len(unit_ids), *np.quantile(distances[unit_id], (0.5, 0.1, 0.9)), *_standing(row))
        for unit_id, row in zip(unit_ids, ranks, strict=True)
    ]
    return pd.DataFrame(rows, columns=["unit_id", *STANDING_COLUMNS])


def _standing(ranks: Floats) -> tuple[int, int, float, float, str]:
    third = max(1, len(ranks) // 3)
    reached = np.cumsum(ranks)
    low, high = (int(np.searchsorted(reached, level - 1e-9)) + 1 for level in (0.1, 0.9))
    nearest, furthest = float(reached[third - 1]), float(1 - reached[-third - 1])
    return low, high, nearest, furthest, _place(nearest, furthest)


def _place(nearest: float, furthest: float) -> str:
    if nearest >= CLEAR:
        return "nearest"
    if furthest >= CLEAR:
        return "furthest"
    return "middle" if nearest + furthest <= 1 - CLEAR else "unclear"
