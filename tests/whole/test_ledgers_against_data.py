"""Every figure in the real ledgers equals the figure in the collected data it was entered from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from making.ledgers import observations_of

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SHARED.is_dir(),
        reason="the collected data (../shared/data) is not beside this checkout",
    ),
]

CODES = {
    "viet-nam": "VN",
    "vinh-long": "86",
    "dong-thap": "87",
    "dong-nai": "75",
    "ninh-binh-before-2025": "37",
    "ha-nam": "35",
    "nam-dinh": "36",
    "ben-tre": "83",
    "tra-vinh": "84",
    "tien-giang": "82",
    "binh-phuoc": "70",
    "thanh-hoa": "38",
}
# Where a ledger's (source, indicator) was entered from: file and indicator there.
ORIGINS = {
    ("gso-imr", "infant_mortality"): ("vn_province_child_gso", "imr"),
    ("gso-u5mr", "under5_mortality"): ("vn_province_child_gso", "u5mr"),
    ("gso-immunisation", "full_immunisation_u1"): (
        "vn_province_child_gso", "full_immunization_u1",
    ),
    ("gso-nutrition", "underweight_u5"): ("vn_national_region_gso", "underweight_u5"),
    ("gso-nutrition", "stunting_u5"): ("vn_national_region_gso", "stunting_u5"),
    ("census-2019-table-10", "birth_registration_u5"): (
        "vn_province_census2019", "birth_registration_u5",
    ),
    ("census-2019-table-13", "married_before_18"): (
        "vn_province_census2019", "married_before_18_women20_24",
    ),
    ("igme-wdi-2026", "neonatal_mortality"): ("global_mortality", "nmr"),
    ("igme-wdi-2026", "infant_mortality"): ("global_mortality", "imr"),
    ("igme-wdi-2026", "under5_mortality"): ("global_mortality", "u5mr"),
    ("jme-wdi-2026", "underweight_u5"): ("global_nutrition", "underweight_u5"),
    ("jme-wdi-2026", "stunting_u5"): ("global_nutrition", "stunting_u5"),
    ("jme-wdi-2026", "overweight_u5"): ("global_nutrition", "overweight_u5"),
    ("wuenic-wdi-2026", "dtp3_u1"): ("global_health", "dtp3"),
    ("unicef-surveys-wdi-2026", "birth_registration_u5"): (
        "global_protection", "birth_registration_u5",
    ),
    ("ucw-wdi-2026", "child_employment_7_14"): ("global_protection", "child_employment_7_14"),
    ("unicef-marriage-2025", "married_before_18"): ("global_protection", "child_marriage_u18"),
    ("uis-2024", "single_sex_toilets_primary"): ("global_education", "schools_sanitation_primary"),
    ("uis-2024", "out_of_school_primary"): ("global_education", "oos_primary"),
    ("uis-2024", "out_of_school_lower_secondary"): ("global_education", "oos_lower_secondary"),
    ("uis-2024", "one_year_before_primary"): ("global_education", "organised_learning_1y_before"),
    ("uis-2024", "preprimary_net_enrolment"): ("global_education", "preprimary_ner"),
    ("uis-2024", "adapted_primary_schools"): (
        "global_education", "schools_adapted_disability_primary",
    ),
    ("uis-household-2024", "primary_completion"): ("global_education", "primary_completion_rate"),
    ("uis-household-2024", "lower_secondary_completion"): (
        "global_education", "lower_secondary_completion_rate",
    ),
    ("uis-household-2024", "out_of_school_primary"): ("global_education", "oos_primary_hh"),
    ("uis-household-2024", "out_of_school_lower_secondary"): (
        "global_education", "oos_lower_secondary_hh",
    ),
    ("uis-household-2024", "one_year_before_primary"): (
        "global_education", "organised_learning_1y_before_hh",
    ),
}  # fmt: skip
# Figures that stand in published_results.csv: place, year, what is counted, figure.
PUBLISHED = {
    ("thanh-hoa", "stunting_u5", "value"): (
        "Thanh Hóa", "2014", "Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi",
    ),
    ("thanh-hoa", "underweight_u5", "value"): (
        "Thanh Hóa", "2014", "Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể nhẹ cân",
    ),
    ("dong-nai", "special_circumstances", "numerator"): (
        "Đồng Nai", "2018", "Số trẻ em có hoàn cảnh đặc biệt",
    ),
    ("dong-nai", "special_circumstances", "denominator"): ("Đồng Nai", "2018", "Số trẻ em"),
    ("binh-phuoc", "special_circumstances", "numerator"): (
        "Bình Phước", "2025", "Số trẻ em có hoàn cảnh đặc biệt",
    ),
    ("binh-phuoc", "special_circumstances", "denominator"): ("Bình Phước", "2025", "Số trẻ em"),
}  # fmt: skip
PUBLISHED_SOURCES = {
    "thanh-hoa-children-2014",
    "dong-nai-children-2018",
    "binh-phuoc-children-2025",
}
# Figures that stand in published_results_2026.csv: its file, by source.
PUBLISHED_2026 = {
    "vinh-long-nutrition-2023": "s01",
    "vinh-long-universal-education-2025": "s03",
    "dong-thap-education-2025": "s05",
    "nam-dinh-yearbook-2022": "s07",
    "binh-phuoc-education-2016": "s08",
    "lang-son-immunisation-2025": "s13",
    "da-nang-health-2022": "s14",
    "gso-immunisation": "s30",
    "moet-universal-education-2024": "s32",
    "vhlss-2024": "s33",
    "sdgcw-2021-education": "s36",
}
# Its codes and levels of the units that no other file has; all others are provinces.
CODES_2026 = {
    "viet-nam": ("VN", "nation"),
    "vinh-long-2025": ("86", "province_34"),
    "dong-thap-2025": ("82", "province_34"),
    "lang-son": ("20", "province"),
    "da-nang-before-2025": ("48", "province"),
}
# Its names of near relatives, by the indicator and the file: what it calls otherwise.
NAMES_2026 = {
    ("grade1_entry_age6", "s03"): "enrolment_grade1_age6",
    ("primary_universalisation", "s03"): "primary_completion",
    ("lower_secondary_universalisation", "s03"): "lower_secondary_completion",
    ("primary_net_enrolment", "s05"): "primary_enrolment",
    ("lower_secondary_net_enrolment", "s05"): "lower_secondary_enrolment",
    ("hepatitis_b_birth_dose", "s13"): "hepB_birth_dose_24h",
    ("transition_to_lower_secondary", "s32"): "transition_primary_to_lower_secondary",
    ("primary_net_enrolment", "s33"): "primary_net_attendance",
    ("lower_secondary_net_enrolment", "s33"): "lower_secondary_net_attendance",
    ("primary_net_enrolment", "s36"): "primary_net_attendance",
}
# Of the nation's table, years that were read in a later copy.
LATER_YEARS = {2011, 2012, 2017, 2018, 2019}
COUNTS = {
    "census-2019-table-10": 12,
    "census-2019-table-13": 12,
    "gso-imr": 12 * 11,
    "gso-u5mr": 12 * 6,
    "gso-immunisation": 12 * 5,
    "gso-nutrition": 10,
    "igme-wdi-2026": 75,
    "jme-wdi-2026": 64,
    "wuenic-wdi-2026": 25,
    "unicef-surveys-wdi-2026": 4,
    "ucw-wdi-2026": 3,
    "unicef-marriage-2025": 5,
    "uis-2024": 64,
    "uis-household-2024": 24,
    "dong-nai-children-2018": 1,
    "binh-phuoc-children-2025": 1,
    "thanh-hoa-children-2014": 2,
}


@cache
def collected(file: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / f"{file}.csv", dtype={"geo_code": str})


@cache
def ledgers() -> pd.DataFrame:
    units = sorted(path.stem for path in (ROOT / "data" / "observations").glob("*.csv"))
    loaded = [observations_of(unit_id, ROOT) for unit_id in units]
    return pd.concat([ledger for ledger in loaded if not ledger.empty], ignore_index=True)


def is_later() -> pd.Series:
    """Tell which figures were entered from published_results_2026.csv."""
    own = ledgers()
    table = own["source"] == "gso-immunisation"
    nation = table & (own["unit_id"] == "viet-nam") & own["year"].isin(LATER_YEARS)
    return (own["source"].isin(PUBLISHED_2026) & ~table) | nation


def first_entered() -> pd.DataFrame:
    return ledgers()[~is_later()]


def figures_there(file: str, indicator: str, unit_id: str) -> dict[int, float]:
    table = collected(file)
    code = "VNM" if file.startswith("global_") else CODES[unit_id]
    rows = table[(table["geo_code"] == code) & (table["indicator"] == indicator)]
    rows = rows[rows["year"] >= 2000]
    return dict(zip(rows["year"].astype(int), rows["value"].astype(float), strict=True))


def test_every_figure_equals_the_one_it_was_entered_from_and_none_is_left_out() -> None:
    compared = 0
    for keys, rows in first_entered().groupby(["unit_id", "source", "indicator_id"]):
        unit_id, source, indicator_id = (str(key) for key in keys)
        if source in PUBLISHED_SOURCES:
            continue
        there = figures_there(*ORIGINS[source, indicator_id], unit_id)
        entered = dict(zip(rows["year"].astype(int), rows["value"], strict=True))
        assert entered == there, keys
        compared += len(entered)
    assert compared + 4 == len(first_entered())


def test_later_figures_equal_those_they_were_entered_from() -> None:
    there = pd.read_csv(SHARED / "published_results_2026.csv", dtype=str)
    later = ledgers()[is_later()]
    assert len(later) == 41
    for row in later.itertuples():
        file, unit_id = PUBLISHED_2026[str(row.source)], str(row.unit_id)
        code, level = CODES_2026.get(unit_id) or (CODES[unit_id], "province")
        name = NAMES_2026.get((str(row.indicator_id), file), row.indicator_id)
        found = there[
            there["file"].str.startswith(f"{file}_")
            & (there["geo_code"] == code)
            & (there["geo_level"] == level)
            & (there["indicator"] == name)
            # A survey of two years is entered under the later one.
            & (there["year"].str[-4:] == str(row.year))
        ]
        assert float(found["value"].item()) == row.value, row
        assert found["status"].item() != "suspect"


def test_natures_and_statuses_follow_the_data() -> None:
    for keys, rows in first_entered().groupby(["unit_id", "source", "indicator_id"]):
        unit_id, source, indicator_id = (str(key) for key in keys)
        if source in PUBLISHED_SOURCES:
            continue
        file, indicator = ORIGINS[source, indicator_id]
        table = collected(file)
        table = table[table["indicator"] == indicator]
        for row in rows.itertuples():
            if file.startswith("global_"):
                there = table[(table["geo_code"] == "VNM") & (table["year"] == row.year)]
                assert row.nature == there["nature"].item()
                assert row.status in ("official", "suspect")
                continue
            there = table[(table["geo_code"] == CODES[unit_id]) & (table["year"] == row.year)]
            assert row.status == there["status"].item(), row
            model_like = str(there["note"].item()).startswith("MODEL-LIKE")
            assert (row.nature == "modelled") == model_like, row


def test_published_results_are_entered_as_printed() -> None:
    there = pd.read_csv(SHARED / "published_results.csv", dtype=str)
    for (unit_id, indicator_id, column), (place, year, what) in PUBLISHED.items():
        rows = there[
            (there["place"] == place) & (there["year"] == year) & (there["indicator_vi"] == what)
        ]
        own = ledgers()
        own = own[
            (own["unit_id"] == unit_id)
            & (own["indicator_id"] == indicator_id)
            & (own["year"] == int(year))
        ]
        assert own[column].item() == float(rows["value"].item())


def test_census_denominators_are_children_aged_0_to_4() -> None:
    rows = ledgers()
    rows = rows[rows["source"] == "census-2019-table-10"]
    for row in rows.itertuples():
        there = figures_there("vn_province_census2019", "population_age_0_4", str(row.unit_id))
        assert row.denominator == there[2019]


def test_counts_per_source_and_unit() -> None:
    assert first_entered().groupby("source").size().to_dict() == COUNTS
    sizes = first_entered().groupby("unit_id").size().to_dict()
    assert sizes.pop("viet-nam") == 298
    assert sizes.pop("thanh-hoa") == 26
    assert sizes.pop("dong-nai") == sizes.pop("binh-phuoc") == 25
    assert set(sizes.values()) == {24} and len(sizes) == 8
