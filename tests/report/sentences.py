"""One target to say things about, and a sentence made plain."""

from __future__ import annotations

from typing import Any

from analysis.language import numerals

NAN = float("nan")
LABELS = {"vi": "Chỉ tiêu", "en": "Target"}


def plain(said: str) -> str:
    """A sentence with ordinary spaces, to be read beside what is expected."""
    return said.replace(numerals.NBSP, " ")


def row(**more: Any) -> dict[str, Any]:
    """A target of at least 98,5 % by 2030, and 97,2 % in 2025."""
    return {
        "comparator": "at_least",
        "target_value": 98.5,
        "target_value_high": NAN,
        "unit": "percent",
        "indicator_unit": "percent",
        "target_year": 2030,
        "first_year": 2030,
        "latest_year": 2025,
        "latest_value": 97.2,
        "latest_qualifier": None,
        "latest_met": False,
        "latest_decimals": 1,
        "decimals": 1,
        "bounds": (),
        "open_bound": None,
        "pace_from_year": 2020,
        "pace_from_value": 96.0,
        "points": 6,
        "least_points": 3,
        "stale": False,
        "unobserved": False,
        "status": "likely",
        "attainment_probability": 0.853,
        "evidence_grade": None,
        "projected_p10": 97.84,
        "projected_p90": 99.21,
        "gap": 1.3,
        "goal": 98.5,
        "decided_value": NAN,
        "decided_qualifier": None,
        "decided_decimals": 1,
        "decided_gap": NAN,
        "met_since": None,
        "missed_year": None,
        "missed_value": NAN,
        "observed_annual_change": 0.24,
        "projected_annual_change": 0.2,
        "required_annual_change": 0.26,
        "children_short": 1234.0,
    } | more
