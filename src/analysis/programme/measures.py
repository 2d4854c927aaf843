"""The words of the programme's figures: measures, scales, comparators, natures, statuses."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

# Which way an indicator gets better.
Direction = Literal["up", "down"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)

# Where a figure comes from.
NATURES = ("administrative", "survey", "census", "estimate", "modelled", "simulated")
# What is computed, not counted.
COMPUTED_NATURES = ("estimate", "modelled")
# What only a program may state.
SIMULATED = "simulated"
# From the firmest to the least firm: what is put together is as firm as its weakest part.
NATURES_BY_FIRMNESS = ("census", "administrative", "survey", "estimate", "modelled", "simulated")

# How a figure stands with its publisher.
# What the sender says of its own figure: whether it will still change.
SENDER_STATUSES = ("official", "preliminary")
OBSERVATION_STATUSES = (*SENDER_STATUSES, "census", "as_published", "suspect", "simulated")
STATUSES_BY_FIRMNESS = ("official", "census", "as_published", "preliminary", "suspect", "simulated")
# What is known not to be the last word.
UNSURE_STATUSES = ("preliminary", "simulated", "as_published")

# Words that make a figure a bound, by where the truth lies: "<5%" or "dưới 5%", "≤5%" or "không
# quá 5%" below it; ">90%" or "trên 90%", "≥90%" or "ít nhất 90%" above it.
BOUNDS = {"below": -1, "at_most": -1, "above": 1, "at_least": 1}
# How a figure was written; "gần 97%", "khoảng 97%" and "ước 97%" are figures.
QUALIFIERS = ("nearly", "about", "estimated", *BOUNDS)


class _Measure(NamedTuple):
    """A unit of measure: how a spreadsheet writes it, and how many its figures are out of."""

    written: str | None
    scale: int | None
    sign: str | None


UnitOfMeasure = Literal[
    "percent", "percent_per_year", "per_1000_live_births", "per_100000_children", "cases"
]
UNITS_OF_MEASURE: tuple[UnitOfMeasure, ...] = get_args(UnitOfMeasure)
_MEASURES: dict[UnitOfMeasure, _Measure] = {
    "percent": _Measure("%", 100, "%"),
    # Targets alone have it: by how much a figure is to fall.
    "percent_per_year": _Measure(None, None, None),
    "per_1000_live_births": _Measure("‰", 1_000, "‰"),
    "per_100000_children": _Measure("/100.000", 100_000, "/100000"),
    "cases": _Measure("cuộc", None, None),
}
# How a spreadsheet writes the units of measure, and how the import reads them.
MEASURES: dict[str, str] = {
    name: measure.written for name, measure in _MEASURES.items() if measure.written
}
# How many the figure is out of, by unit of measure; cases and counts are out of nothing.
SCALES: dict[str, int] = {
    name: measure.scale for name, measure in _MEASURES.items() if measure.scale
}
SIGNS: dict[int, str] = {
    measure.scale: measure.sign for measure in _MEASURES.values() if measure.scale and measure.sign
}


class _Comparison(NamedTuple):
    """A comparator: its sign (none for a yearly reduction), and what it is right for.

    ``met`` are the places of a figure that meet it: before the goal (-1), at it (0), beyond (1).
    """

    sign: str
    better: Direction
    met: tuple[int, ...]


Comparator = Literal["at_least", "above", "at_most", "below", "equal", "reduce_yearly"]
COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)
_COMPARISONS: dict[Comparator, _Comparison] = {
    "at_least": _Comparison("≥", "up", (0, 1)),
    "above": _Comparison(">", "up", (1,)),
    "at_most": _Comparison("≤", "down", (-1, 0)),
    "below": _Comparison("<", "down", (-1,)),
    "equal": _Comparison("=", "down", (0,)),
    "reduce_yearly": _Comparison("", "down", (-1, 0)),
}
# Those that ask for more.
UPWARD = tuple(name for name, found in _COMPARISONS.items() if found.better == "up")
MET: dict[str, tuple[int, ...]] = {name: found.met for name, found in _COMPARISONS.items()}
Kind = Literal["threshold", "maintain", "always", "zero", "yearly_reduction"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_THRESHOLDS: tuple[Comparator, ...] = ("at_least", "above", "at_most", "below")
COMPARATORS_OF_KIND: dict[Kind, tuple[Comparator, ...]] = {
    "threshold": _THRESHOLDS,
    "maintain": _THRESHOLDS,
    "always": ("at_least",),
    "zero": ("equal",),
    "yearly_reduction": ("reduce_yearly",),
}

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
# What the outlook says of a target that is not decided, from the best to the worst.
OUTLOOK_STATUSES = (
    "likely",
    "more_likely_than_not",
    "unlikely_without_acceleration",
    "very_unlikely",
)
# Those that ask for action while there is time.
AT_RISK = ("unlikely_without_acceleration", "very_unlikely")
# Those without a verdict.
UNDECIDED_STATUSES = ("insufficient_evidence", "no_data", "not_judged")
STATUSES = ("achieved", "not_achieved", *OUTLOOK_STATUSES, *UNDECIDED_STATUSES)
# How well the probability behind one of these is supported (`status_rules`), from the best down.
EVIDENCE_GRADES = ("A", "B", "C")
# No horizon beyond this was ever scored, so that nothing is said of it.
LONGEST_SCORED = 14
# What `parameters/status_rules.yml` gets where it was written before there were grades.
GRADES = {
    "grade_a_years": 5,
    "grade_b_years": 9,
    "grade_c_years": 14,
    "fewest_points": 2,
    "likely_years": 5,
}
# Those that a figure or a projection stands behind, from the best to the worst.
RANKED_STATUSES = ("achieved", *OUTLOOK_STATUSES, "not_achieved")


def sign_of(comparator: str) -> str:
    """Return the sign of a comparator: ``≥``, ``<`` and so on. No sign for a yearly reduction."""
    return next((found.sign for name, found in _COMPARISONS.items() if name == comparator), "")


def comparators_towards(better: str) -> tuple[str, ...]:
    """Return the comparators of targets for an indicator that gets better upwards or downwards."""
    return tuple(name for name, found in _COMPARISONS.items() if found.better == better)
