"""The results table: what is published of every target, one row per indicator and judged year.

``COLUMNS`` is its only list: the schema, what older editions get for a column that they do not
have, and what SDMX says of each number follow from it. A column's heading is the text
``results.column_<name>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandera.pandas as pa

from analysis.programme import (
    COMPARATORS,
    EVIDENCE_GRADES,
    NATURES,
    QUALIFIERS,
    STATUSES,
    UNITS_OF_MEASURE,
    number_column,
    slug_column,
    text_column,
    year_column,
)


class _AlwaysThere:
    """Marks a column that every edition has: no default could stand for it."""


ALWAYS_THERE = _AlwaysThere()


@dataclass(frozen=True)
class Column:
    """One column of the results: its name and type, and what depends on it elsewhere.

    ``default`` is its value in an edition whose version did not write it; a column that is added
    needs one, since the editions before are read for ever. ``measure`` is its code in SDMX, which
    has one row per number; ``year`` the column with the year of that number, where it is not the
    target year's, ``qualifier`` the column with the word that it was given with; ``projected``
    tells that the number is none that was observed.
    """

    name: str
    kind: pa.Column
    default: Any = ALWAYS_THERE
    measure: str = ""
    year: str = ""
    qualifier: str = ""
    projected: bool = False


COLUMNS = (
    Column("unit_id", slug_column()),
    Column("indicator_id", slug_column()),
    Column("chi_tieu", pa.Column("Int64", pa.Check.ge(1))),
    Column("target_year", year_column()),
    Column("comparator", text_column(checks=pa.Check.isin(COMPARATORS))),
    Column("target_value", number_column(), measure="TARGET"),
    Column("unit", text_column(checks=pa.Check.isin(UNITS_OF_MEASURE))),
    Column("baseline_year", year_column(nullable=True), None),
    Column("baseline_value", number_column(nullable=True), None, "BASELINE", "baseline_year"),
    Column("latest_year", year_column(nullable=True)),
    Column(
        "latest_value",
        number_column(nullable=True),
        measure="LATEST",
        year="latest_year",
        qualifier="latest_qualifier",
    ),
    Column("latest_qualifier", text_column(nullable=True, checks=pa.Check.isin(QUALIFIERS)), None),
    # The pace so far counts from here to the latest year; paces are in the indicator's unit a year.
    Column("pace_from_year", year_column(nullable=True), None),
    Column(
        "observed_annual_change",
        number_column(nullable=True),
        None,
        "ANNUAL_CHANGE_OBSERVED",
        "latest_year",
    ),
    Column(
        "projected_annual_change",
        number_column(nullable=True),
        None,
        "ANNUAL_CHANGE_PROJECTED",
        projected=True,
    ),
    Column(
        "required_annual_change",
        number_column(nullable=True),
        None,
        "ANNUAL_CHANGE_REQUIRED",
        projected=True,
    ),
    Column("children_short", number_column(nullable=True), None, "CHILDREN_SHORT", "latest_year"),
    Column("missed_year", year_column(nullable=True), None),
    Column("missed_value", number_column(nullable=True), None, "MISSED", "missed_year"),
    Column("projected_p10", number_column(nullable=True), None, "PROJECTED_P10", projected=True),
    Column("projected_p50", number_column(nullable=True), None, "PROJECTED_P50", projected=True),
    Column("projected_p90", number_column(nullable=True), None, "PROJECTED_P90", projected=True),
    Column(
        "attainment_probability",
        pa.Column(float, pa.Check.in_range(0, 1), nullable=True),
        measure="ATTAINMENT_PROBABILITY",
        projected=True,
    ),
    Column("status", text_column(checks=pa.Check.isin(STATUSES))),
    # How well the probability is supported; empty where none is stated, and in editions before.
    Column(
        "evidence_grade", text_column(nullable=True, checks=pa.Check.isin(EVIDENCE_GRADES)), None
    ),
    Column("lead_agency", text_column(nullable=True), None),
    Column("nature", text_column(nullable=True, checks=pa.Check.isin(NATURES)), None),
    # The unit before this one whose plan sets the target; empty where it is the unit's own.
    Column("plan_of", slug_column(nullable=True), None),
)
RESULTS = pa.DataFrameSchema(
    {column.name: column.kind for column in COLUMNS},
    strict="filter",
    unique=["unit_id", "indicator_id", "target_year", "plan_of"],
    name="results",
    description="The verdict on each target, as published in `results.csv`.",
)
RESULTS_DEFAULTS: Mapping[str, Any] = {
    column.name: column.default for column in COLUMNS if column.default is not ALWAYS_THERE
}
# What SDMX has a row for each.
MEASURED = tuple(column for column in COLUMNS if column.measure)
