"""Borrowing after the edge: what others did in the years since a series' own last figure.

A unit stops, its siblings or the unit that contains it go on. Where these moved otherwise than was
to be expected of them, the unit will have moved with them by as much as errors of one year are
shared. The gain is that of the best linear prediction of a common effect (Searle, Casella and
McCulloch 1992, 7.4): a mean of n surprises that correlate by rho counts n / (n + (1 - rho) / rho).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.projections.distributions import MEAN_OVER_DEVIATION, Mixture, band_shares
from analysis.projections.expectations import LearntBand, expect
from analysis.projections.origins import LEAST_POINTS
from analysis.projections.panels import Group
from analysis.projections.predictors import Points
from analysis.projections.signals import Signals
from analysis.projections.states import Floats

LEAST_SIBLINGS = 10
# More of them tell nothing new: the mean of their surprises is known well enough by then.
MOST_SIBLINGS = 300
LARGEST_SURPRISE = 3.0
# How much of its parent's surprise a unit has; measured on provinces of whom the nation was known.
PARENT_SHARE = 0.75
# What is borrowed explains no more of the variance than this.
MOST_EXPLAINED = 0.5
NO_ONE, SIBLINGS, PARENT = 0, 1, 2


@dataclass(frozen=True)
class Edge:
    """What a group of points borrows; each (points,).

    `source` is `NO_ONE`, `SIBLINGS` or `PARENT`, `until` the column of the last figure leant on,
    `surprise` what is added to the change in the unit's own deviations at `until`, and `explained`
    the share of the variance up to there that it takes away.
    """

    source: NDArray[np.int8]
    until: NDArray[np.intp]
    surprise: Floats
    explained: Floats

    @classmethod
    def empty(cls, points: Points) -> Edge:
        """Nothing borrowed yet."""
        count = len(points.row)
        none = np.zeros(count, np.int8)
        return cls(none, points.column.copy(), np.zeros(count), np.zeros(count))


def find_edge(
    group: Group,
    signals: Signals,
    bands: list[LearntBand],
    points: Points,
    parents: NDArray[np.intp],
) -> Edge:
    """What each point borrows; `parents` has the row of each series' parent, -1 for none."""
    edge = Edge.empty(points)
    reach = np.minimum(points.column + points.horizon.astype(np.intp), group.states.shape[1] - 1)
    open_ends = reach > points.column
    if not open_ends.any():
        return edge
    shared = np.array([band.shared for band in bands])
    pairs = np.stack([points.column, reach], axis=1)
    for column, last in np.unique(pairs[open_ends], axis=0):
        here = np.flatnonzero((points.column == column) & (reach == last))
        until, rows, columns = find_siblings(group, signals, int(column), int(last), parents)
        if len(rows) < LEAST_SIBLINGS:
            continue
        seen = surprises(group, signals, bands, rows, columns, until)
        count = float(len(rows))
        share = band_shares(np.array([float(until - column)]))[0] @ shared
        edge.source[here], edge.until[here] = SIBLINGS, until
        edge.surprise[here] = seen.sum() / (count + (1.0 - share) / share)
        edge.explained[here] = share * count * share / (1.0 + (count - 1.0) * share)
    borrow_from_parents(edge, group, signals, bands, points, reach, parents)
    return edge


def find_siblings(
    group: Group, signals: Signals, column: int, last: int, parents: NDArray[np.intp]
) -> tuple[int, NDArray[np.intp], NDArray[np.intp]]:
    """The latest column up to `last` that enough siblings reach: it, their rows and own columns.

    A sibling was seen in `column` or the year before it, with two points by then, and is seen at
    the column found; none is anyone's parent.
    """
    seen = ~np.isnan(group.states)
    own = np.where(seen[:, column], column, column - 1)
    before = own >= 0
    rows = np.arange(len(seen))
    ready = before & seen[rows, np.maximum(own, 0)]
    ready &= signals.points[rows, np.maximum(own, 0)] >= LEAST_POINTS
    ready[parents[parents >= 0]] = False
    counts = (seen[:, column + 1 : last + 1] & ready[:, None]).sum(axis=0)
    enough = np.flatnonzero(counts >= LEAST_SIBLINGS)
    until = column + 1 + int(enough[-1]) if len(enough) else column
    found = np.flatnonzero(ready & seen[:, until]) if len(enough) else np.empty(0, np.intp)
    step = -(-len(found) // MOST_SIBLINGS) if len(found) else 1
    return until, found[::step], own[found[::step]]


def surprises(
    group: Group,
    signals: Signals,
    bands: list[LearntBand],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    until: int | NDArray[np.intp],
) -> Floats:
    """How far series came out from what was expected of them, in their deviations, within ±3."""
    points = Points(rows, columns, (until - columns).astype(float))
    mixture = expect(group, signals, bands, points)
    moved = group.states[rows, until] - points.of(signals.level)
    away = (moved - mixture.change) / deviations(mixture)
    return np.asarray(np.clip(away, -LARGEST_SURPRISE, LARGEST_SURPRISE))


def deviations(mixture: Mixture) -> Floats:
    """Standard deviation of each point of a mixture, (points,)."""
    return np.asarray(np.exp(mixture.log_spread) / MEAN_OVER_DEVIATION)


def borrow_from_parents(
    edge: Edge,
    group: Group,
    signals: Signals,
    bands: list[LearntBand],
    points: Points,
    reach: NDArray[np.intp],
    parents: NDArray[np.intp],
) -> None:
    """Fill in from the parent where there are too few siblings; changes `edge`.

    The parent needs two points up to the unit's last year and one after it.
    """
    seen = ~np.isnan(group.states)
    newest = np.maximum.accumulate(np.where(seen, np.arange(seen.shape[1])[None, :], -1), axis=1)
    parent = parents[points.row]
    here = np.flatnonzero((edge.source == NO_ONE) & (parent >= 0) & (reach > points.column))
    start, until = newest[parent[here], points.column[here]], newest[parent[here], reach[here]]
    enough = (start >= 0) & (until > points.column[here])
    enough &= signals.points[parent[here], np.maximum(start, 0)] >= LEAST_POINTS
    here, start, until = here[enough], start[enough], until[enough]
    if not len(here):
        return
    edge.source[here], edge.until[here] = PARENT, until
    seen_surprise = surprises(group, signals, bands, parent[here], start, until)
    edge.surprise[here] = PARENT_SHARE * seen_surprise
    edge.explained[here] = 0.5 * PARENT_SHARE**2


def lean_on_others(
    mixture: Mixture,
    edge: Edge,
    group: Group,
    signals: Signals,
    bands: list[LearntBand],
    points: Points,
) -> None:
    """Move each point by what it borrows, and narrow it by what that explains."""
    here = np.flatnonzero(edge.source != NO_ONE)
    if not len(here):
        return
    row, column, until = points.row[here], points.column[here], edge.until[here]
    known = expect(group, signals, bands, Points(row, column, (until - column).astype(float)))
    own = deviations(known)
    mixture.change[here] += edge.surprise[here] * own
    whole = np.exp(2.0 * mixture.log_spread[here]) / MEAN_OVER_DEVIATION**2
    left = np.maximum(whole - edge.explained[here] * own**2, (1.0 - MOST_EXPLAINED) * whole)
    mixture.log_spread[here] = 0.5 * np.log(left) + np.log(MEAN_OVER_DEVIATION)
