"""The targets of a plan as a table."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from analysis.plans.models import Plan
from analysis.plans.plans import target_rows
from analysis.programme import (
    COMPARATORS,
    KINDS,
    UNITS_OF_MEASURE,
    number_column,
    slug_column,
    text_column,
    year_column,
)

TARGETS = pa.DataFrameSchema(
    {
        "unit_id": slug_column(),
        "chi_tieu": pa.Column("Int64", pa.Check.ge(1)),
        "indicator_id": slug_column(),
        "kind": text_column(checks=pa.Check.isin(KINDS)),
        "comparator": text_column(checks=pa.Check.isin(COMPARATORS)),
        "value": number_column(),
        "value_high": number_column(nullable=True),
        "unit": text_column(checks=pa.Check.isin(UNITS_OF_MEASURE)),
        "year": year_column(nullable=True),
        "period": text_column(nullable=True, checks=pa.Check.str_matches(r"^\d{4}-\d{4}$")),
        "document": text_column(),
        "clause": text_column(),
        "group": text_column(nullable=True, checks=pa.Check.isin(("rural", "urban"))),
        "as_printed": text_column(),
        "comparator_stated": pa.Column(bool),
        "lead_agency": text_column(nullable=True),
    },
    strict=True,
    unique=["unit_id", "indicator_id", "year", "period"],
    name="targets",
    description="What a plan promises: one row per indicator and target year, values as printed.",
)


def plan_targets(plan: Plan) -> pd.DataFrame:
    """Return the plan's targets, one row per indicator and target year, valid under ``TARGETS``.

    Values are as printed, in the unit that is printed. Borrowed targets carry this plan's
    ``unit_id`` and a ``document`` that says whose they are.

    >>> from analysis.plans import load_plan, plan_targets
    >>> from analysis.programme import load_programme
    >>> from analysis.project import project_root
    >>> targets = plan_targets(load_plan("ninh-binh", load_programme(project_root())))
    >>> registered = targets[targets["indicator_id"] == "birth_registration_u5"]
    >>> print(registered[["comparator", "value", "year"]].to_string(index=False))
    comparator  value  year
      at_least   98.5  2026
      at_least  100.0  2030
    """
    table = pd.DataFrame(target_rows(plan), columns=list(TARGETS.columns))
    types = {"chi_tieu": "Int64", "year": "Int64", "value": "float", "value_high": "float"}
    texts = dict.fromkeys(("period", "group", "lead_agency"), "str")
    return TARGETS.validate(table.astype({**types, **texts}))
