"""Targets, figures and outlooks made up for a test, and the verdict on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.assessment.attainability import (
    attainment_probability,
    judge_targets,
)
from analysis.programme import StatusRules
from analysis.projections import Outlook

LEVELS = np.round(np.arange(0.01, 1.0, 0.01), 2)
RULES = StatusRules(0.80, 0.50, 0.20, least_points=3, oldest_years=3)
COMPARATORS = ("at_least", "above", "at_most", "below", "equal", "reduce_yearly")


def outlook(
    *middles: float, spread: float = 1.0, first: int = 2026, upper: float = 100.0
) -> Outlook:
    years = tuple(range(first, first + len(middles)))
    values = np.array(middles)[:, None] + spread * norm.ppf(LEVELS)[None, :]
    return Outlook(years, LEVELS, np.clip(values, 0.0, upper), 0.0, upper)


def target(
    comparator: str = "at_least", value: float = 90.0, year: int = 2030, **more: Any
) -> dict[str, Any]:
    return {
        "unit_id": "vinh-long",
        "indicator_id": "birth_registration_u5",
        "kind": "threshold",
        "comparator": comparator,
        "target_value": value,
        "unit": "percent",
        "target_year": year,
        "first_year": year,
    } | more


def observed(*values: float, last: int = 2025) -> pd.Series:
    return pd.Series(values, index=range(last - len(values) + 1, last + 1), dtype=float)


SHARE = pd.Series({"unit": "percent", "decimals": 1})
CASES = pd.Series({"unit": "cases", "decimals": 0})


def stated(values: pd.Series, **bounds: int) -> pd.DataFrame:
    """Figures by year without counts; ``above=2025`` makes a bound of that year's."""
    frame = pd.DataFrame({"value": values, "qualifier": None, "denominator": np.nan})
    frame["qualifier"] = frame["qualifier"].astype(object)
    for word, year in bounds.items():
        frame.loc[year, "qualifier"] = word
    return frame


def probability(
    found: dict[str, Any], values: pd.Series, ahead: Outlook | None, **bounds: int
) -> float:
    return attainment_probability(found, stated(values, **bounds), ahead, SHARE)


# The whole verdict


def projections(ahead: Outlook, indicator_id: str = "birth_registration_u5") -> pd.DataFrame:
    rows = [
        {"year": year, "quantile_level": level, "value": value}
        for year, row in zip(ahead.years, ahead.values, strict=True)
        for level, value in zip(LEVELS, row, strict=True)
    ]
    return pd.DataFrame(rows).assign(unit_id="vinh-long", indicator_id=indicator_id)


def verdict(
    found: dict[str, Any],
    values: dict[int, float],
    ahead: Outlook | None = None,
    denominator: float | None = None,
    qualifiers: dict[int, str] | None = None,
    nature: str = "administrative",
    kind: str = "administrative",
    populations: dict[str, float] | None = None,
    **about: Any,
) -> dict[str, Any]:
    indicator = {"unit": "percent", "decimals": 1, "lower": 0.0, "upper": 100.0,
                 "nature": kind} | about  # fmt: skip
    indicators = pd.DataFrame([{"indicator_id": found["indicator_id"], **indicator}])
    series = pd.DataFrame({"year": list(values), "value": list(values.values())})
    series = series.assign(
        indicator_id=found["indicator_id"],
        denominator=denominator,
        nature=nature,
        qualifier=series["year"].map(qualifiers or {}).astype(object),
    )
    projected = projections(ahead or outlook(50.0, first=2050), found["indicator_id"])
    table = judge_targets(
        pd.DataFrame([found]), series, projected, indicators, edition=2026, rules=RULES,
        populations=populations,
    )  # fmt: skip
    return table.iloc[0].to_dict()


FOUR = {2022: 80.0, 2023: 82.0, 2024: 84.0, 2025: 86.0}
