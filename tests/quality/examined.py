"""Figures made up for a test, and what the checks say of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.ledger import OBSERVATIONS, STATEMENTS
from analysis.programme import load_programme
from analysis.quality.checks import list_quality_issues
from analysis.quality.issues import Examined
from analysis.series import SERIES

ROOT = Path(__file__).parents[2]
INDICATORS = load_programme(ROOT).indicators
NUMBERS = ("value", "numerator", "denominator", "weight_known", "aggregation_sd", "rival_value")
COUNTERS = ("statement", "year", "supersedes")
TEXTS = {"qualifier": None, "published": None, "note": None, "territory_break": None,
         "rival_source": None, "parts": None}  # fmt: skip
Row = dict[str, Any]


def figure(indicator_id: str, year: int, value: float, **more: Any) -> Row:
    given_row = {"unit_id": "trieu-son", "indicator_id": indicator_id, "year": year,
                 "value": value, "numerator": None, "denominator": None,
                 "nature": "administrative", "status": "official", "source": "gso-imr",
                 "weight_known": 1.0, "aggregation_sd": 0.0, "comparable": True}  # fmt: skip
    return TEXTS | given_row | more


def run(indicator_id: str, start: int, *values: float, **more: Any) -> list[Row]:
    return [figure(indicator_id, start + k, value, **more) for k, value in enumerate(values)]


def table(schema: Any, rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(schema.columns), dtype=object)
    types = {
        name: "float64" if name in NUMBERS else "Int64" if name in COUNTERS else "str"
        for name in frame.columns
    }
    if "comparable" in types:
        types["comparable"] = "bool"
    return schema.validate(frame.astype(types))


NOTHING = Examined(
    ledger=table(OBSERVATIONS, []),
    statements=table(STATEMENTS, []),
    series=table(SERIES, []),
    peers=table(OBSERVATIONS, []),
    indicators=INDICATORS,
    planned=(),
    decisive=frozenset(),
    owed=pd.DataFrame(columns=["indicator_id", "owed_years", "lead_agency"]),
    reporting=None,
    oldest=2023,
)


def issues(rows: list[Row], peers: list[Row] | None = None, **more: Any) -> list[Row]:
    """The issues of a ledger whose rows are all in its series, without the coverage."""
    series = [row for row in rows if row["status"] != "suspect"]
    examined = replace(
        NOTHING,
        ledger=table(OBSERVATIONS, rows),
        series=table(SERIES, series),
        peers=table(OBSERVATIONS, peers or []),
        **more,
    )
    found = list_quality_issues(examined).to_dict("records")
    return [row for row in found if row["kind"] != "coverage"]


def kinds(found: list[Row]) -> list[str]:
    return [row["kind"] for row in found]


# Outliers against a series' own history


NOISY = (95.1, 95.9, 95.4, 96.3, 95.8, 96.4, 96.9, 96.2, 97.0)


# Outliers against peers


def others(name: str, year: int, *values: float, **more: Any) -> list[Row]:
    return [
        figure(name, year, value, unit_id=f"unit-{k}", **more) for k, value in enumerate(values)
    ]


PEERS = (12.0, 13.1, 14.2, 12.6, 15.0, 13.8, 11.9, 14.4)


def statement(number: int, value: float, supersedes: int | None = None) -> Row:
    received = f"2026-11-2{number}T08:00:00+07:00"
    return figure("stunting_u5", 2025, value) | {
        "statement": number, "supersedes": supersedes, "received": received,
    }  # fmt: skip
