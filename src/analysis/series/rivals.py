"""Standing figures that contradict the one in use: of another source, for the same thing.

Two figures agree where one can be a rounding of the other, and where one is a bound that the other
keeps. What a model computes contradicts nothing: it is no statement of what was counted.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.programme import BOUNDS
from analysis.tables import decimals_written

_SLACK = 1e-9


def with_rivals(chosen: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Return the figures in use with ``rival_source`` and ``rival_value``.

    ``stated`` is all that is stated of the same unit, indicator and territory; the rival is the
    figure of the same year that lies furthest away. Both are missing where nothing contradicts.
    What counts is what was stated (``stated_value, stated_qualifier``), not the n/N behind it.
    """
    told = stated[(stated["status"] != "suspect") & (stated["nature"] != "modelled")]
    if told["source"].nunique() < 2:
        return without_rivals(chosen)
    several = told.drop_duplicates(["year", "source"])["year"]
    by_year: dict[Any, list[dict[Any, Any]]] = {year: [] for year in several[several.duplicated()]}
    if not by_year:
        return without_rivals(chosen)
    for other in told[told["year"].isin(list(by_year))].to_dict("records"):
        by_year[other["year"]].append(other)
    rivals = [_rival(row, by_year.get(row["year"], [])) for row in chosen.to_dict("records")]
    sources = [None if rival is None else rival["source"] for rival in rivals]
    values = [float("nan") if rival is None else rival["value"] for rival in rivals]
    return chosen.assign(
        rival_source=pd.Series(sources, index=chosen.index, dtype="str"),
        rival_value=pd.Series(values, index=chosen.index, dtype=float),
    )


def without_rivals(chosen: pd.DataFrame) -> pd.DataFrame:
    """Return figures that nothing contradicts with ``rival_source`` and ``rival_value`` missing."""
    nobody = pd.Series(None, index=chosen.index, dtype="str")
    return chosen.assign(rival_source=nobody, rival_value=float("nan"))


def contradicts(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Tell whether two figures of one unit, indicator and year cannot both be right."""
    if {one["stated_qualifier"], other["stated_qualifier"]} & {*BOUNDS}:
        return not (_keeps(one, other) or _keeps(other, one))
    values = [float(figure["stated_value"]) for figure in (one, other)]
    digits, apart = min(map(_digits, values)), abs(values[0] - values[1])
    return bool(apart > 0.5 * 10.0**-digits + _SLACK)


def _rival(row: dict[Any, Any], stated: list[dict[Any, Any]]) -> dict[Any, Any] | None:
    others = [
        other
        for other in stated
        if row["nature"] != "modelled"
        and other["source"] != row["source"]
        and contradicts(row, other)
    ]
    return max(others, key=lambda other: abs(other["value"] - row["value"]), default=None)


def _keeps(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Tell whether ``one`` is a bound that the other figure, or its bound, is within reach of."""
    side, limit = BOUNDS.get(one["stated_qualifier"], 0), one["stated_value"]
    same = side == BOUNDS.get(other["stated_qualifier"], 0)
    return bool(side and (same or side * (other["stated_value"] - limit) >= 0))


def _digits(value: float) -> int:
    return decimals_written(f"{value:.12g}")
