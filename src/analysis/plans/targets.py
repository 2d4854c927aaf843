"""The targets of a plan as a table, and the indicators as the plan numbers and words them."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from analysis.plans.models import Plan
from analysis.plans.plans import target_rows
from analysis.programme import (
    COMPARATORS,
    KINDS,
    UNITS_OF_MEASURE,
    Programme,
    number_column,
    slug_column,
    text_column,
    year_column,
)
from analysis.yaml_files import Names

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


def plan_indicators(plan: Plan, programme: Programme) -> pd.DataFrame:
    """Return the indicators that one unit's plan knows, valid under ``INDICATORS``.

    These are the programme's and the plan's own, without those of other plans, each under the
    number of the chỉ tiêu that the plan gives it and in its words where the plan has any. A proxy
    goes with the indicator that it stands near. In the order of these numbers; the programme's own
    order where a plan numbers as the nation does.
    """
    mine = {own.indicator_id for own in plan.indicators}
    table = programme.indicators
    known = table["indicator_id"].isin(mine | set(programme.national_indicators))
    table = table[known].reset_index(drop=True)
    ids = table["indicator_id"]
    numbers = {target.indicator_id: target.chi_tieu for target in plan.targets}
    numbers |= {target.indicator_id: target.chi_tieu for target in plan.absent_targets}
    places = ids.where(table["proxy_for"].isna(), table["proxy_for"].str.split().str[0])
    renumbered = places.map(numbers).fillna(table["chi_tieu"]).astype("Int64")
    for own in plan.indicators:
        table = _worded(table, own.indicator_id, own.name, own.short or own.name)
    for target in plan.targets:
        if target.name is not None:
            table = _worded(table, target.indicator_id, target.name, target.name)
    if not mine and renumbered.equals(table["chi_tieu"]):
        return table
    table["chi_tieu"] = renumbered
    return table.sort_values("chi_tieu", kind="stable", ignore_index=True)


def _worded(table: pd.DataFrame, indicator_id: str, name: Names, short: Names) -> pd.DataFrame:
    words = {"name_vi": name.vi, "name_en": name.en, "short_vi": short.vi, "short_en": short.en}
    row = table["indicator_id"] == indicator_id
    return table.assign(**{column: table[column].mask(row, said) for column, said in words.items()})
