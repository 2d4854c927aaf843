"""Of which territory a unit's figures speak, and which sources the parts of a merged unit share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.ledger import CONFIRMED, source_slugs
from analysis.programme import first_year


@dataclass(frozen=True)
class MergerSide:
    """The day of a merger, and whether the unit ended with it or began."""

    day: str
    ended: bool


@dataclass(frozen=True)
class SharedSources:
    """The sources that every part with figures has, and the newest year that all of them reach."""

    sources: frozenset[str]
    newest: int

    def has(self, run: str) -> bool:
        """Tell whether a run, of one source or of a census joined to surveys, is of these."""
        return {*source_slugs(run)} <= self.sources


def side_of_merger(unit_id: str, boundaries: pd.DataFrame) -> MergerSide | None:
    """Return the merger that made a unit, or that it ended in; none for a unit of neither."""
    made = boundaries.loc[boundaries["unit_id"] == unit_id, "valid_from"]
    ended = boundaries.loc[boundaries["part_id"] == unit_id, "valid_from"]
    if len(made):
        return MergerSide(str(made.max()), ended=False)
    return MergerSide(str(ended.min()), ended=True) if len(ended) else None


def speaks_of_unit(rows: pd.DataFrame, unit_id: str, boundaries: pd.DataFrame) -> pd.Series:
    """Tell of each of a unit's figures (``OBSERVATIONS``) whether it speaks of the unit itself.

    What a figure says of its boundaries counts. Where it says nothing, a former unit's figures are
    its own, and a merged unit's are its own from its first year on; earlier ones only if they were
    published after the merger, or confirmed when they were taken in: the import takes no figure of
    those years that nobody has confirmed as computed for the merged unit.
    """
    side = side_of_merger(unit_id, boundaries)
    if side is None:
        return pd.Series(data=True, index=rows.index, dtype=bool)
    told = rows["boundaries"].fillna("")
    of_new = told >= side.day
    if side.ended:
        return ~of_new
    remade = rows["published"].fillna("") >= side.day
    confirmed = rows["note"].fillna("").str.contains(CONFIRMED, regex=False)
    untold = (rows["year"] >= first_year(side.day)).astype(bool) | remade | confirmed
    return of_new | ((told == "") & untold.astype(bool))


def shared_sources(rows: pd.DataFrame) -> SharedSources | None:
    """Return what the parts of a merged unit share of one indicator; none for one part alone."""
    by_part = [part for _, part in rows.groupby("unit_id")]
    sources = [frozenset(map(str, part["source"])) for part in by_part]
    shared = frozenset.intersection(*sources) if sources else frozenset()
    if len(by_part) < 2 or not shared:
        return None
    return SharedSources(shared, min(int(part["year"].max()) for part in by_part))
