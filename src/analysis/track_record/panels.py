"""Panels that the projections are scored on: real series, each with its kind of source.

The only module of the track record that reads files. What `data/README.md` marks as model-like
(under-five mortality by province, infant mortality by province after 2012) or suspect is left out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

GLOBAL_FILES = ("mortality", "nutrition", "health", "education", "protection", "context")
PROVINCIAL_FILES = ("child_gso", "population_gso", "education_gso", "death_registration")
PROVINCIAL_RATES = {
    "imr": (1000.0, "down"),
    "full_immunization_u1": (100.0, "up"),
    "literacy_15plus": (100.0, "up"),
    "mean_age_first_marriage": (np.nan, "up"),
    "poverty_rate_mpi_or_income": (100.0, "down"),
    "upper_secondary_graduation_rate": (100.0, "up"),
    "crude_birth_rate": (1000.0, "down"),
    "crude_death_rate": (1000.0, "down"),
    "natural_increase_rate": (1000.0, "down"),
    "total_fertility_rate": (np.nan, "down"),
}
DEMOGRAPHIC = ("crude_birth_rate", "pop_0_14_share")
LEVELS_OF_SCHOOL = ("primary", "lower_secondary", "upper_secondary")
FALLING = (
    "oos_",
    "nmr",
    "imr",
    "u5mr",
    "stunting",
    "underweight",
    "overweight",
    "wasting",
    "child_employment",
    "child_marriage",
    "teenage",
    "adolescent",
    "road_traffic",
    "crude_birth",
)
GROSS = (
    "primary_completion_gir",
    "lower_secondary_completion_gir",
    "preprimary_ger",
    "primary_ger",
    "secondary_ger",
)
UPPER_BY_UNIT = {"percent": 100.0, "per 1000": 1000.0, "per 100000": 100000.0}
COLUMNS = ["kind", "unit_id", "indicator_id", "year", "value", "numerator", "denominator"]


@dataclass(frozen=True)
class ScoredPanels:
    """Series to score and the indicators they belong to.

    `series` has `kind, unit_id, indicator_id, year, value, numerator, denominator, part`; kind is
    administrative, survey, estimate, modelled, demographic (modelled, but no
    indicator of children) or provincial, part is 'tuning' or 'reporting'.
    `indicators` has the columns that `projections.project` needs.
    """

    series: pd.DataFrame
    indicators: pd.DataFrame


def load_panels(data: Path) -> ScoredPanels:
    """Read every panel under `data` (the folder of the collected files)."""
    countries, country_indicators = load_countries(data)
    provinces, province_indicators = load_provinces(data)
    series = pd.concat([countries, provinces], ignore_index=True)
    series["part"] = [
        part_of(kind, unit, indicator)
        for kind, unit, indicator in zip(
            series["kind"], series["unit_id"], series["indicator_id"], strict=True
        )
    ]
    indicators = pd.concat([country_indicators, province_indicators], ignore_index=True)
    return ScoredPanels(series, indicators)


def part_of(kind: str, unit_id: str, indicator_id: str) -> str:
    """The part a series belongs to, by a fixed hash: of its country, or of a provincial indicator.

    Provinces share their shocks, so that an indicator's provinces all fall into one part.
    """
    name = f"provincial:{bare(indicator_id)}" if kind == "provincial" else f"country:{unit_id}"
    even = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2 == 0
    return "tuning" if even else "reporting"


def bare(indicator_id: str) -> str:
    """A provincial indicator's own name, without the prefix that keeps it apart."""
    return indicator_id.removeprefix("provincial_")


def load_countries(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Series of countries and their indicators; population, a count of persons, is left out."""
    files = [pd.read_csv(data / f"global_{name}.csv") for name in GLOBAL_FILES]
    table = pd.concat(files, ignore_index=True)
    table = table[(table["value"] >= 0) & (table["indicator"] != "population")]
    table = table.rename(columns={"geo_code": "unit_id", "indicator": "indicator_id"})
    demographic = table["indicator_id"].isin(DEMOGRAPHIC)
    kind = table["nature"].mask(demographic, "demographic")
    table = table.assign(kind=kind, numerator=np.nan, denominator=np.nan)
    first = table.drop_duplicates("indicator_id")
    indicators = pd.DataFrame(
        [
            {
                "indicator_id": row.indicator_id,
                "unit": row.unit,
                "nature": row.nature,
                "lower": 0.0,
                "better": "down" if str(row.indicator_id).startswith(FALLING) else "up",
                "upper": np.nan if row.indicator_id in GROSS else upper_of(str(row.unit)),
            }
            for row in first.itertuples()
        ]
    )
    return table[COLUMNS], indicators


def upper_of(unit: str) -> float:
    """Natural upper bound of a unit that names a share; NaN when it has none."""
    for words in ("per 100000", "per 1000", "percent"):
        if words in unit:
            return UPPER_BY_UNIT[words]
    return np.nan


def load_provinces(data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rates, shares and ratios of the 63 provinces, as published or divided out of counts."""
    series = load_rates(data, "province")
    names = series["indicator_id"].drop_duplicates()
    indicators = pd.DataFrame([provincial_indicator(bare(name)) for name in names])
    return series.assign(kind="provincial")[COLUMNS], indicators


def load_rates(data: Path, level: str) -> pd.DataFrame:
    """The same of all units of one level of the provincial files: 'province' or 'national'."""
    files = [
        pd.read_csv(data / f"vn_province_{name}.csv", dtype={"geo_code": "str"})
        for name in PROVINCIAL_FILES
    ]
    table = pd.concat(files, ignore_index=True)
    model_like = table["note"].fillna("").str.contains("MODEL-LIKE")
    table = table[(table["geo_level"] == level) & ~model_like & (table["status"] != "suspect")]
    table = table.rename(columns={"geo_code": "unit_id", "indicator": "indicator_id"})
    rates = table[table["indicator_id"].isin(PROVINCIAL_RATES)]
    rates = rates.assign(numerator=np.nan, denominator=np.nan)
    series = pd.concat([rates, *divide_counts(table)], ignore_index=True)
    return series.assign(indicator_id="provincial_" + series["indicator_id"])


def provincial_indicator(name: str) -> dict[str, object]:
    """The row of the indicators table for one provincial series."""
    upper, better = PROVINCIAL_RATES.get(name, (np.nan if "per_teacher" in name else 100.0, "up"))
    unit = {100.0: "percent", 1000.0: "per 1000"}.get(upper, "number")
    return {
        "indicator_id": f"provincial_{name}",
        "unit": unit,
        "nature": "administrative",
        "better": "down" if "per_teacher" in name else better,
        "lower": 0.0,
        "upper": upper,
    }


def divide_counts(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Shares and ratios of the counts that stand side by side in the provincial tables."""
    counts = table.pivot_table(index=["unit_id", "year"], columns="indicator_id", values="value")
    shares = {
        f"girls_share_{level}": (f"girl_pupils_{level}", f"pupils_{level}")
        for level in LEVELS_OF_SCHOOL
    }
    shares["minority_share_primary"] = ("ethnic_minority_pupils_primary", "pupils_primary")
    shares["deaths_on_time_share"] = ("deaths_registered_on_time", "deaths_registered")
    parts = [
        ratio_table(counts, name, top, bottom, share=True) for name, (top, bottom) in shares.items()
    ]
    return parts + [
        ratio_table(
            counts,
            f"pupils_per_teacher_{level}",
            f"pupils_{level}",
            f"teachers_{level}",
            share=False,
        )
        for level in LEVELS_OF_SCHOOL
    ]


def ratio_table(
    counts: pd.DataFrame, name: str, top: str, bottom: str, *, share: bool
) -> pd.DataFrame:
    """One divided series, with its two counts where they make it a share of persons."""
    value = counts[top] / counts[bottom] * (100.0 if share else 1.0)
    table = pd.DataFrame({"value": value}).dropna().reset_index()
    return table.assign(indicator_id=name, numerator=np.nan, denominator=np.nan)
