"""What is examined, and the rows of the table of data quality issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.plans import Reporting
from analysis.programme import is_bound
from analysis.tables import records

QUALITY_COLUMNS = (
    "kind",
    "severity",
    "indicator_id",
    "year",
    "value",
    "source",
    "other_id",
    "other_value",
    "facts",
)
Issue = dict[str, Any]
SEVERITIES = ("wrong", "doubtful", "missing", "note")


@dataclass(frozen=True)
class Examined:
    """What is examined of one unit: only figures of years up to the edition.

    ``ledger`` holds what the unit's ledger states (``schemas.OBSERVATIONS``), ``statements`` all
    it ever stated (``schemas.STATEMENTS``), ``series`` what was made of it (``schemas.SERIES``);
    ``peers`` is stated of other units of the same level. ``planned`` are the indicators of the
    unit's plan in its order, ``decisive`` those with the years that decide a target of it, ``owed``
    the table of ``list_owed_figures``; all are empty for a unit without a plan. Figures before
    ``oldest`` are too old to conclude from.
    """

    ledger: pd.DataFrame
    statements: pd.DataFrame
    series: pd.DataFrame
    peers: pd.DataFrame
    indicators: pd.DataFrame
    planned: tuple[str, ...]
    decisive: frozenset[tuple[str, int]]
    owed: pd.DataFrame
    reporting: Reporting | None
    oldest: int

    @cached_property
    def stated(self) -> pd.DataFrame:
        """What the ledger states and nobody doubts."""
        return self.ledger[self.ledger["status"] != "suspect"]

    @cached_property
    def compared(self) -> tuple[tuple[pd.DataFrame, dict[str, Any]], ...]:
        """The comparable figures of each indicator by year, and what the indicator is.

        A bound that is not a figure ("< 5 %") cannot stand apart.
        """
        whole = self.series[self.series["comparable"] & ~is_bound(self.series["qualifier"])]
        groups = whole.sort_values("year").groupby("indicator_id", sort=False)
        return tuple((figures, self._abouts[str(name)]) for name, figures in groups)

    @cached_property
    def given(self) -> tuple[tuple[pd.DataFrame, dict[str, Any]], ...]:
        """The figures of each indicator that one source gives, by year, as ``compared`` has them.

        A bound cannot be too regular.
        """
        figures = self.stated[~is_bound(self.stated["qualifier"])].sort_values("year")
        groups = figures.groupby(["indicator_id", "source"], sort=False)
        return tuple((rows, self._abouts[str(name)]) for (name, _), rows in groups)

    @cached_property
    def peers_of(self) -> dict[str, pd.DataFrame]:
        """The peers' figures of each indicator; a bound is none."""
        figures = self.peers[~is_bound(self.peers["qualifier"])]
        return {str(name): rows for name, rows in figures.groupby("indicator_id")}

    @cached_property
    def _abouts(self) -> dict[str, dict[str, Any]]:
        return {row["indicator_id"]: row for row in records(self.indicators)}


def issue(
    figure: Mapping[str, Any] | pd.Series,
    *,
    severity: str | None = None,
    other_id: str | None = None,
    other_value: float | None = None,
    **facts: Any,
) -> Issue:
    """Return one row of the table; what ``figure`` does not say stays empty.

    Its kind is that of the check that finds it, and so is its ``severity`` where none is given.
    """
    shown = {name: figure.get(name) for name in ("indicator_id", "year", "value", "source")}
    others = {"other_id": other_id, "other_value": other_value}
    return {"severity": severity, **shown, **others, "facts": facts}


def latest(figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each indicator's newest figure."""
    newest = figures.sort_values("year").groupby("indicator_id", sort=False).tail(1)
    return records(newest)
