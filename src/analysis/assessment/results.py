"""The results table: what is published of every target, one row per indicator and judged year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandera.pandas as pa

from analysis.programme import (
    COMPARATORS,
    NATURES,
    STATUSES,
    UNITS_OF_MEASURE,
    number_column,
    slug_column,
    text_column,
    year_column,
)

RESULTS = pa.DataFrameSchema(
    {
        "unit_id": slug_column(),
        "indicator_id": slug_column(),
        "chi_tieu": pa.Column("Int64", pa.Check.in_range(1, 24)),
        "target_year": year_column(),
        "comparator": text_column(checks=pa.Check.isin(COMPARATORS)),
        "target_value": number_column(),
        "unit": text_column(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "baseline_year": year_column(nullable=True),
        "baseline_value": number_column(nullable=True),
        "latest_year": year_column(nullable=True),
        "latest_value": number_column(nullable=True),
        "projected_p10": number_column(nullable=True),
        "projected_p50": number_column(nullable=True),
        "projected_p90": number_column(nullable=True),
        "attainment_probability": pa.Column(float, pa.Check.in_range(0, 1), nullable=True),
        "status": text_column(checks=pa.Check.isin(STATUSES)),
        "lead_agency": text_column(nullable=True),
        "nature": text_column(nullable=True, checks=pa.Check.isin(NATURES)),
    },
    strict="filter",
    unique=["unit_id", "indicator_id", "target_year"],
    name="results",
)
# What stands for a column of RESULTS in an edition whose version did not write it. A column that is
# added to RESULTS needs its line here: the editions before it are read for ever. Those without a
# line have been written since 0.1.0, and the comparison of editions cannot do without them.
RESULTS_DEFAULTS: Mapping[str, Any] = {
    "baseline_year": None,
    "baseline_value": None,
    "projected_p10": None,
    "projected_p50": None,
    "projected_p90": None,
    "lead_agency": None,
    "nature": None,
}
