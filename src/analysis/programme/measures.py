"""The words of the programme's figures: measures, scales, comparators, natures, statuses."""

from __future__ import annotations

from analysis.language import as_published

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
# How a spreadsheet writes the units of measure, and how the import reads them.
MEASURES = {
    "percent": "%",
    "per_1000_live_births": "‰",
    "per_100000_children": "/100.000",
    "cases": "cuộc",
}
# How many the figure is out of, by unit of measure; cases and counts are out of nothing.
SCALES = {"percent": 100, "per_1000_live_births": 1_000, "per_100000_children": 100_000}
SIGNS = {100: "%", 1_000: "‰", 100_000: "/100000"}
RATE_SCALES = {
    "percent": 100.0,
    "per_1000_live_births": 1_000.0,
    "per_100000_children": 100_000.0,
}
# Less than any published digit, more than the tolerance of `meets`.
_BOUNDED_BY: dict[object, float] = {"below": -1e-6, "nearly": -1e-6, "above": 1e-6}
COMPARATOR_SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<", "equal": "="}


def meets(comparator: str, value: float, goal: float) -> bool:
    """Tell whether a published ``value`` meets ``goal``: strict for above and below."""
    tolerance = 1e-9
    if comparator == "at_least":
        return value >= goal - tolerance
    if comparator == "above":
        return value > goal + tolerance
    if comparator == "below":
        return value < goal - tolerance
    if comparator == "equal":
        return abs(value - goal) <= tolerance
    return value <= goal + tolerance


def judged_value(value: float, decimals: int, qualifier: object) -> float:
    """Return the value that a target is held against: as published, and as its words bound it.

    "<5%" and "gần 5%" (nearly) lie just below 5, ">5%" just above it; "khoảng" (about) and "ước"
    (estimated) move nothing.
    """
    published = as_published(value, decimals)
    return published + _BOUNDED_BY.get(qualifier, 0.0)


def sign_of(comparator: str) -> str:
    """Return the sign of a comparator: ``≥``, ``<`` and so on. No sign for a yearly reduction."""
    return COMPARATOR_SIGNS.get(comparator, "")
