"""The terms of a target: its number, kind, comparator, unit and period, and how sure they are."""

from __future__ import annotations

import re

from analysis.plans.documents.figures import Value
from analysis.plans.documents.found import FoundTarget
from analysis.plans.documents.pairs import Pair
from analysis.plans.documents.statements import Subject
from analysis.plans.phrases import printed_comparator
from analysis.programme import COMPARATORS_OF_KIND, Comparator, Indicator, Kind

_UNITS = (
    (re.compile(r"100\.?000"), "per_100000_children"),
    (re.compile(r"‰|1\.?000|phần nghìn"), "per_1000"),
    (re.compile(r"%|phần trăm"), "percent"),
    (re.compile(r"[^\W\d_]"), "cases"),
)
_DOWN_WORDS = re.compile(
    r"\b(?:giảm|hạn chế|khống chế|tử vong|bỏ học|suy dinh dưỡng|đuối nước|béo phì|xâm hại|tảo hôn)",
    re.IGNORECASE,
)
# Words that say a side themselves, unlike "đạt", "là" and "duy trì".
_ONE_SIDE = re.compile(
    r"[≤≥]|\b(?:xuống|còn|lên|không|ít nhất|tối thiểu|tối đa|nhiều nhất|khống chế|trở)\b",
    re.IGNORECASE,
)


def number_of(value: Value, before: FoundTarget | None) -> float:
    """Return a value's number; of one that is only kept, the number before it."""
    if value.number is not None:
        return value.number
    return before.value if before else 0.0


def kind_of(each: Pair, before: FoundTarget | None) -> Kind:
    """Return what kind of promise a value is."""
    value = each.value
    if value.none:
        return "zero"
    if value.yearly:
        return "yearly_reduction"
    if each.year is None:
        return "always"
    # "duy trì dưới 4,5% vào năm 2025 và dưới 4% vào năm 2030": what is kept is kept in both years.
    kept_on = before is not None and before.kind == "maintain" and before.period is None
    return "maintain" if value.kept or kept_on else "threshold"


def comparator_of(
    phrase: str,
    value: Value,
    known: Indicator | None,
    before: FoundTarget | None,
    kind: Kind,
    words: str,
) -> tuple[Comparator, bool]:
    """Return the comparator, and whether the phrase states it."""
    stated = printed_comparator(phrase)
    if kind in ("zero", "yearly_reduction"):
        return COMPARATORS_OF_KIND[kind][0], stated is not None
    down = _DOWN_WORDS.search(words) is not None and value.number != 100
    if known:
        down = known.better == "down"
    if value.number is None and before is not None:
        return before.comparator, stated is not None
    if stated is not None and stated in COMPARATORS_OF_KIND["threshold"]:
        return stated, True
    if before is not None and before.comparator in COMPARATORS_OF_KIND["threshold"]:
        return before.comparator, False
    return ("at_most" if down else "at_least"), False


def says_other_side(phrase: str, known: Indicator | None) -> bool:
    """Say whether a phrase has but a word that means either side, and is read as the wrong one.

    "là 98%" is a floor where more is better, and "đạt 9%" a ceiling where less is.
    """
    stated = printed_comparator(phrase)
    wrong = {"up": "at_most", "down": "at_least"}.get(known.better if known else "")
    return stated == wrong and _ONE_SIDE.search(phrase) is None


def unit_of(
    value: Value, known: Indicator | None, kind: Kind, before: FoundTarget | None, around: str
) -> str:
    """Return the unit that is printed, or the indicator's where none is."""
    if kind == "yearly_reduction":
        return "percent_per_year"
    if value.number is None and before is not None:
        return before.unit
    found = next((name for sign, name in _UNITS if sign.search(value.unit)), None)
    if found == "per_1000" and known and known.unit == "per_1000_live_births":
        return known.unit
    if found is None and known is None:
        found = next((name for sign, name in _UNITS if sign.search(around)), None)
    return found or (known.unit if known else "percent")


def period_of(each: Pair, kind: Kind) -> str | None:
    """Return the years over which a value is kept or falls; None for a value of one year."""
    years = each.years
    if years and years.period and kind in ("maintain", "yearly_reduction"):
        return f"{years.period[0]}-{years.period[1]}"
    # Its first year is filled in when all years of the plan are known.
    return f"-{each.year}" if kind == "maintain" and years and years.until else None


def confidence_of(each: Pair, subject: Subject, kind: Kind, *, stated: bool) -> float:
    """Return how sure the reading is, from 0 to 1."""
    sure = 0.99
    if subject.match is None:
        sure -= 0.4
    elif not subject.match.exact:
        sure -= 0.15
    if subject.inherited:
        sure -= 0.08
    if each.years is None or each.years.start < 0:
        sure -= 0.06
    if each.year is None and kind == "always":
        sure -= 0.1
    return round(sure - (0 if stated else 0.01), 2)
