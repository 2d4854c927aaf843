"""The rows of the table of data quality issues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

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
SEVERITY_OF = {
    "contradictory": "wrong",
    "denominators_differ": "doubtful",
    "counts_differ": "doubtful",
    "outlier_history": "doubtful",
    "outlier_peers": "doubtful",
    "too_regular": "doubtful",
    "repeated": "doubtful",
    "round_values": "doubtful",
    "stale": "missing",
    "owed": "missing",
}


def issue(
    kind: str,
    figure: Mapping[str, Any] | pd.Series,
    *,
    severity: str | None = None,
    other_id: str | None = None,
    other_value: float | None = None,
    **facts: Any,
) -> Issue:
    """Return one row of the table; what ``figure`` does not say stays empty.

    Without a ``severity`` the row has the one of its kind.
    """
    shown = {name: figure.get(name) for name in ("indicator_id", "year", "value", "source")}
    others = {"other_id": other_id, "other_value": other_value}
    return {"kind": kind, "severity": severity, **shown, **others, "facts": facts}


def as_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dicts with text keys."""
    return [{str(key): cell for key, cell in row.items()} for row in frame.to_dict("records")]


def latest(figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each indicator's newest figure."""
    newest = figures.sort_values("year").groupby("indicator_id", sort=False).tail(1)
    return as_rows(newest)
