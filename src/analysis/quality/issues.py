"""What is examined, and the rows of the table of data quality issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.plans import Reporting
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

    @property
    def stated(self) -> pd.DataFrame:
        """What the ledger states and nobody doubts."""
        return self.ledger[self.ledger["status"] != "suspect"]


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
