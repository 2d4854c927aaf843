"""The typed tables that the stages hand to each other, one schema per noun.

Long tables, keys first. A stage validates what it returns; readers at the edge turn a failure
into a message for the person who wrote the file (see ``analysis.faults``).
"""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

NATURES = ("administrative", "survey", "census", "estimate", "modelled", "simulated")
UNITS_OF_MEASURE = (
    "percent",
    "percent_per_year",
    "per_1000_live_births",
    "per_100000_children",
    "cases",
)
COMPARATORS = ("at_least", "above", "at_most", "below", "equal", "reduce_yearly")
KINDS = ("threshold", "maintain", "always", "zero", "yearly_reduction")
OBSERVATION_STATUSES = ("official", "preliminary", "census", "as_published", "suspect", "simulated")
# Whether the weight counts what the indicator is a share of, or is the nearest count known.
WEIGHT_FITS = ("counted", "near")
# What former units are weighed by; communes are named though no count of them is held yet.
WEIGHTS = (
    "live_births",
    "children_under_5",
    "children_0_9",
    "children_5_9",
    "children_5_14",
    "children_5_15",
    "children_5_17",
    "children_10_14",
    "children_10_15",
    "children_15_19",
    "children_under_16",
    "women_15_19",
    "rural_population",
    "urban_population",
    "people_with_hiv",
    "primary_pupils",
    "lower_secondary_pupils",
    "primary_schools",
    "schools",
    "educational_institutions",
    "communes",
    "population",
)
# How a figure was written: "gần 97%", "khoảng 97%", "ước 97%", "<5%" or "dưới 5%", ">90%".
QUALIFIERS = ("nearly", "about", "estimated", "below", "above")
STATUSES = (
    "achieved",
    "not_achieved",
    "likely",
    "more_likely_than_not",
    "unlikely_without_acceleration",
    "very_unlikely",
    "insufficient_evidence",
    "no_data",
    "not_judged",
)
# Those that ask for action while there is time.
AT_RISK = ("unlikely_without_acceleration", "very_unlikely")


def _text(*, nullable: bool = False, **checks: Any) -> pa.Column:
    return pa.Column(str, nullable=nullable, **checks)


def _slug() -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"))


def _year(*, nullable: bool = False) -> pa.Column:
    return pa.Column("Int64", pa.Check.in_range(1980, 2060), nullable=nullable)


def _number(*, nullable: bool = False) -> pa.Column:
    return pa.Column(float, nullable=nullable)


INDICATORS = pa.DataFrameSchema(
    {
        "indicator_id": _slug(),
        "chi_tieu": pa.Column("Int64", pa.Check.in_range(1, 24)),
        "objective": pa.Column("Int64", pa.Check.in_range(1, 4)),
        "unit": _text(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "better": _text(checks=pa.Check.isin(("up", "down"))),
        "nature": _text(checks=pa.Check.isin(NATURES)),
        "lower": _number(),
        "upper": _number(nullable=True),
        "decimals": pa.Column("Int64", pa.Check.in_range(0, 3)),
        "proxy_for": _text(nullable=True),
        "name_vi": _text(),
        "name_en": _text(),
        "short_vi": _text(),
        "short_en": _text(),
        "denominator_vi": _text(nullable=True),
        "denominator_en": _text(nullable=True),
        "weight": _text(nullable=True, checks=pa.Check.isin(WEIGHTS)),
        "weight_fit": _text(nullable=True, checks=pa.Check.isin(WEIGHT_FITS)),
        "second_weight": _text(nullable=True, checks=pa.Check.isin(WEIGHTS)),
        "weight_note": _text(),
    },
    strict=True,
    unique=["indicator_id"],
    name="indicators",
)

TARGETS = pa.DataFrameSchema(
    {
        "unit_id": _slug(),
        "chi_tieu": pa.Column("Int64", pa.Check.in_range(1, 24)),
        "indicator_id": _slug(),
        "kind": _text(checks=pa.Check.isin(KINDS)),
        "comparator": _text(checks=pa.Check.isin(COMPARATORS)),
        "value": _number(),
        "value_high": _number(nullable=True),
        "unit": _text(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "year": _year(nullable=True),
        "period": _text(nullable=True, checks=pa.Check.str_matches(r"^\d{4}-\d{4}$")),
        "document": _text(),
        "clause": _text(),
        "group": _text(nullable=True, checks=pa.Check.isin(("rural", "urban"))),
        "as_printed": _text(),
        "comparator_stated": pa.Column(bool),
        "lead_agency": _text(nullable=True),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year", "period"],
    name="targets",
)

_FIGURE = {
    "unit_id": _slug(),
    "indicator_id": _slug(),
    "year": _year(),
    "value": _number(),
    "qualifier": _text(nullable=True, checks=pa.Check.isin(QUALIFIERS)),
    "numerator": _number(nullable=True),
    "denominator": _number(nullable=True),
    "nature": _text(checks=pa.Check.isin(NATURES)),
    "status": _text(checks=pa.Check.isin(OBSERVATION_STATUSES)),
}
_RECEIVED = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$"

STATEMENTS = pa.DataFrameSchema(
    {
        "statement": pa.Column("Int64", pa.Check.ge(1)),
        **_FIGURE,
        "source": _slug(),
        "published": _text(nullable=True),
        "received": _text(checks=pa.Check.str_matches(_RECEIVED)),
        "supersedes": pa.Column("Int64", pa.Check.ge(1), nullable=True),
        "note": _text(nullable=True),
    },
    strict=True,
    unique=["unit_id", "statement"],
    name="statements",
)

OBSERVATIONS = pa.DataFrameSchema(
    {
        **_FIGURE,
        "source": _slug(),
        "published": _text(nullable=True),
        "note": _text(nullable=True),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year", "source"],
    name="observations",
)

SERIES = pa.DataFrameSchema(
    {
        **_FIGURE,
        "source": _text(),
        "published": _text(nullable=True),
        "note": _text(nullable=True),
        "weight_known": pa.Column(float, pa.Check.in_range(0, 1)),
        "aggregation_sd": pa.Column(float, pa.Check.ge(0)),
        "territory_break": _text(
            nullable=True, checks=pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$")
        ),
        "comparable": pa.Column(bool),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year"],
    name="series",
)

JUDGED_TARGETS = pa.DataFrameSchema(
    {
        "unit_id": _slug(),
        "indicator_id": _slug(),
        "chi_tieu": pa.Column("Int64", pa.Check.in_range(1, 24)),
        "kind": _text(checks=pa.Check.isin(KINDS)),
        "comparator": _text(checks=pa.Check.isin(COMPARATORS)),
        "target_value": _number(),
        "target_value_high": _number(nullable=True),
        "unit": _text(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "target_year": _year(),
        "first_year": _year(),
        "lead_agency": _text(nullable=True),
        "as_printed": _text(),
        "clause": _text(),
    },
    strict="filter",
    unique=["unit_id", "indicator_id", "target_year"],
    name="judged_targets",
)

TRAJECTORIES = pa.DataFrameSchema(
    {
        "unit_id": _slug(),
        "indicator_id": _slug(),
        "target_year": _year(),
        "baseline_year": _year(nullable=True),
        "baseline_value": _number(nullable=True),
        "latest_year": _year(nullable=True),
        "latest_value": _number(nullable=True),
        "points": pa.Column("Int64", pa.Check.ge(0)),
        "pace_from_year": _year(nullable=True),
        "observed_annual_change": _number(nullable=True),
        "required_annual_change_from_baseline": _number(nullable=True),
        "required_annual_change_from_today": _number(nullable=True),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "target_year"],
    name="trajectories",
)

PROJECTIONS = pa.DataFrameSchema(
    {
        "unit_id": _text(),
        "indicator_id": _text(),
        "origin_year": _year(),
        "year": _year(),
        "quantile_level": pa.Column(float, pa.Check.in_range(0, 1)),
        "value": _number(),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year", "quantile_level"],
    name="projections",
)

RESULTS = pa.DataFrameSchema(
    {
        "unit_id": _slug(),
        "indicator_id": _slug(),
        "chi_tieu": pa.Column("Int64", pa.Check.in_range(1, 24)),
        "target_year": _year(),
        "comparator": _text(checks=pa.Check.isin(COMPARATORS)),
        "target_value": _number(),
        "unit": _text(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "baseline_year": _year(nullable=True),
        "baseline_value": _number(nullable=True),
        "latest_year": _year(nullable=True),
        "latest_value": _number(nullable=True),
        "projected_p10": _number(nullable=True),
        "projected_p50": _number(nullable=True),
        "projected_p90": _number(nullable=True),
        "attainment_probability": pa.Column(float, pa.Check.in_range(0, 1), nullable=True),
        "status": _text(checks=pa.Check.isin(STATUSES)),
        "lead_agency": _text(nullable=True),
        "nature": _text(nullable=True, checks=pa.Check.isin(NATURES)),
    },
    strict="filter",
    unique=["unit_id", "indicator_id", "target_year"],
    name="results",
)
