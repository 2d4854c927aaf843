"""What is known of each of today's 34 provinces, put together from those before the mergers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.assessment import Inputs
from analysis.programme import Unit, programme_indicators
from analysis.series import build_series, figure_rows

# ``parts_known`` of ``parts`` former provinces stand behind a value; both 0 for one of its own.
TERRITORY_COLUMNS = ("unit_id", "indicator_id", "year", "value", "parts_known", "parts", "source")
_ON_THE_MAP = ("whole", "after-2008-08", "after-2025-07")


def is_drawn(unit: Unit) -> bool:
    """Tell whether a unit is one of the 34 provinces and cities since July 2025."""
    return unit.level == "province" and unit.territory in _ON_THE_MAP


def measure_territories(
    ledgers: Mapping[str, pd.DataFrame], inputs: Inputs, edition: int
) -> pd.DataFrame:
    """Return the newest figure per province of today and indicator (``TERRITORY_COLUMNS``).

    A merged province has its own figures and, in years without one, those of its former provinces
    joined by weights as in its own report (``series.build_series``). Figures that are only bounds
    are left out: no shade could show them. ``ledgers`` holds what is stated of every unit.
    """
    tables = list(_newest(ledgers, inputs, edition))
    empty = pd.DataFrame(columns=list(TERRITORY_COLUMNS))
    return pd.concat(tables, ignore_index=True) if tables else empty


def _newest(
    ledgers: Mapping[str, pd.DataFrame], inputs: Inputs, edition: int
) -> Iterator[pd.DataFrame]:
    about = programme_indicators(inputs.programme_indicators)
    merged = inputs.boundaries.groupby("unit_id")["part_id"].agg(list)
    for unit_id in (unit.unit_id for unit in inputs.units.values() if is_drawn(unit)):
        part_ids = merged.get(unit_id, [])
        held = [ledgers[each] for each in (unit_id, *part_ids) if each in ledgers]
        stated = pd.concat(held, ignore_index=True) if held else pd.DataFrame()
        if stated.empty:
            continue
        stated = stated[stated["year"] <= edition]
        series = build_series(stated, about, inputs.boundaries, inputs.weights, unit_id)
        newest = figure_rows(series).sort_values("year").groupby("indicator_id").tail(1)
        joined = newest["parts"].notna()
        known = newest["parts"].fillna("").str.split().map(len)
        counted = newest.assign(parts_known=known, parts=joined * len(part_ids))
        if len(counted):
            yield counted[list(TERRITORY_COLUMNS)].reset_index(drop=True)
