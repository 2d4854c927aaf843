"""Groups: the series of one indicator, as states, with what the method needs to know of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.projection_bounds import bound_sides
from analysis.projection_panels import Panel
from analysis.projection_predictors import LevelKind
from analysis.projection_states import (
    LARGEST_STATE,
    Floats,
    Scale,
    fit_scale,
    sampling_variances,
    states_of,
    value_rates,
)


@dataclass(frozen=True)
class Group:
    """The series of one indicator; matrices are (series, years), `rows` their rows in the panel.

    `rates` is how fast values move with states, `noise` the sampling variance of each state,
    `doubt` its variance from having been put together from former units, `sides` whether a value
    is at its better (1) or worse (-1) bound.
    """

    rows: NDArray[np.intp]
    nature: str
    scale: Scale
    kind: LevelKind
    states: Floats
    rates: Floats
    noise: Floats
    doubt: Floats
    sides: Floats

    def alone(self, row: int) -> Group:
        """One series of the group, as if it had been given without the others."""
        here = np.array([row], dtype=np.intp)
        kind = LevelKind(self.kind.share, self.kind.gross, self.kind.hundred[here])
        matrices = (self.states, self.rates, self.noise, self.doubt, self.sides)
        taken = [matrix[here] for matrix in matrices]
        return Group(self.rows[here], self.nature, self.scale.take(here), kind, *taken)


def split_panel(panel: Panel) -> Iterator[Group]:
    """The groups of a panel, one per indicator, in the order of their ids."""
    if not len(panel.keys):
        return
    codes, whole = panel.groups, panel_scale(panel)
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        yield group_rows(panel, whole, rows)


def group_rows(panel: Panel, whole: Scale, rows: NDArray[np.intp]) -> Group:
    """The series in `rows` of the panel, which share an indicator."""
    indicator = panel.keys.iloc[int(rows[0])]
    values, count = panel.values[rows], len(rows)
    scale = whole.take(rows)
    states = states_of(values, scale)
    rates = value_rates(states, scale)
    noise = sampling_variances(values, panel.numerators[rows], panel.denominators[rows], scale)
    share = bool(scale.bounded[0])
    kind = LevelKind(
        share,
        not share and str(indicator["unit"]).startswith("percent"),
        states_of(np.full((count, 1), 100.0), scale)[:, 0],
    )
    return Group(
        rows,
        str(indicator["nature"]),
        scale,
        kind,
        states,
        rates,
        noise,
        np.minimum(np.nan_to_num(panel.aggregation_sds[rows] / rates), LARGEST_STATE) ** 2,
        bound_sides(values, scale),
    )


def panel_scale(panel: Panel) -> Scale:
    """The scale of every series of a panel."""
    top = panel.keys["upper"].to_numpy(float, na_value=np.nan)
    direction = np.where(panel.keys["better"] == "up", 1.0, -1.0)
    return fit_scale(
        panel.values,
        panel.keys["lower"].to_numpy(float),
        np.where(np.isnan(top), np.inf, top),
        direction,
    )
