"""Values, targets and statuses in words, as tables and sentences show them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd

from analysis.language import NBSP, Lang, as_published, number, text
from analysis.programme.bounds import shown_decimals
from analysis.programme.measures import BOUNDS, EVIDENCE_GRADES, sign_of

# Probabilities are printed in steps of so many per cent.
_STEP = 5


def quantity(value: float, unit: str, lang: Lang, decimals: int = 1, *, fixed: bool = True) -> str:
    """Return an observed or projected value with its unit: ``98,5 %``, ``7,0 ‰``, ``12 cuộc``.

    >>> from analysis.programme import quantity
    >>> print(quantity(9.5, "per_1000_live_births", "vi"), quantity(1, "cases", "en", 0), sep="; ")
    9,5 ‰; 1 case
    """
    shown = number(value, lang, decimals, fixed=fixed)
    return text(
        "wording.one_case" if _is_one(shown, unit) else f"wording.unit_{unit}", lang, value=shown
    )


def qualified(shown: str, qualifier: object, lang: Lang) -> str:
    """Return a figure with the word it was given with: ``trên 95 %``; as it is without one."""
    return text(f"wording.{qualifier}", lang, value=shown) if isinstance(qualifier, str) else shown


def stated(value: float, qualifier: object, unit: str, lang: Lang, decimals: int) -> str:
    """Return a value as it was given: ``98,5 %``, ``gần 97,0 %``; a bound as ``dưới 5 %``.

    A bound has no idle zeros, which would make it look measured.
    """
    shown = quantity(value, unit, lang, decimals, fixed=qualifier not in BOUNDS)
    return qualified(shown, qualifier, lang)


def latest(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Return the latest value of a row of results as it was given, see ``stated``."""
    return stated(
        row["latest_value"], row["latest_qualifier"], row["indicator_unit"], lang, decimals
    )


def observed(
    point: Mapping[Any, Any] | pd.Series,
    unit: str,
    lang: Lang,
    decimals: int,
    targets: Iterable[tuple[str, float]] = (),
) -> str:
    """Return a figure of a series as it was given, with as many decimals as ``shown_decimals``.

    ``point`` has ``value`` and ``qualifier``.
    """
    value = float(point["value"])
    digits = shown_decimals(value, decimals, unit, targets)
    return stated(value, point["qualifier"], unit, lang, digits)


def goal(value: float, unit: str, lang: Lang) -> str:
    """Return a target's value as plans print it, without idle zeros: ``65 %``, ``0,05 %``."""
    return text(f"wording.unit_{unit}", lang, value=number(value, lang, 2))


def change(value: float, unit: str, lang: Lang, decimals: int = 1) -> str:
    """Return a difference in words: ``tăng 1,2 điểm phần trăm``, ``không đổi``.

    >>> from analysis.programme import change
    >>> print(change(-1.2, "percent", "vi"), change(-1.2, "percent", "en"), sep="; ")
    giảm 1,2 điểm phần trăm; down 1.2 percentage points
    """
    if as_published(value, decimals) == 0:
        return text("wording.unchanged", lang)
    amount = points(abs(value), unit, lang, decimals)
    return text("wording.up" if value > 0 else "wording.down", lang, amount=amount)


def points(value: float, unit: str, lang: Lang, decimals: int) -> str:
    """Return an amount by which values differ, with its unit: ``1,2 điểm phần trăm``."""
    shown = number(value, lang, decimals, fixed=True)
    return text(
        "wording.one_case" if _is_one(shown, unit) else f"wording.points_{unit}", lang, value=shown
    )


def _is_one(shown: str, unit: str) -> bool:
    return unit == "cases" and shown == "1"


def pace(value: float, lang: Lang, decimals: int = 1) -> str:
    """Return a signed change per year, for a table: ``+1,25``, ``−0,30``, ``0``."""
    if math.isnan(value):
        return "–"
    shown = number(abs(value), lang, decimals + 1)
    sign = "" if shown == "0" else "+" if value > 0 else "−"
    return f"{sign}{shown}"


def probability(value: float, lang: Lang) -> str:
    """Return a probability in steps of five per cent; a dash where nothing is left to chance.

    Nobody knows it more exactly, and the far ends are never shown as certain.

    >>> from analysis.programme import probability
    >>> print(probability(0.857, "vi"), probability(0.9999, "en"), sep="; ")
    85 %; above 95%
    """
    if math.isnan(value) or value in (0.0, 1.0):
        return "–"
    step, word = _stepped(value)
    return qualified(text("wording.unit_percent", lang, value=f"{step}"), word, lang)


def probability_sign(value: float, lang: Lang) -> str:
    """Return a probability for a narrow column: with a sign for a word, empty where none is due.

    >>> from analysis.programme.wording import probability_sign
    >>> print(probability_sign(0.857, "vi"), probability_sign(0.9999, "en"), sep="; ")
    85 %; >95%
    """
    if math.isnan(value) or value in (0.0, 1.0):
        return ""
    step, word = _stepped(value)
    sign = sign_of(word) if word else ""
    return text("wording.unit_percent", lang, value=f"{sign}{step}")


def _stepped(value: float) -> tuple[int, Literal["below", "above"] | None]:
    """Return a probability in per cent, in steps, and whether it lies beyond the last step."""
    least, most = _STEP, 100 - _STEP
    step = min(max(_STEP * math.floor(100 * value / _STEP + 0.5), least), most)
    return step, "below" if 100 * value < least else "above" if 100 * value > most else None


def graded_sign(row: dict[str, Any], lang: Lang) -> str:
    """Return a row's probability with its grade for a narrow column, see `probability_sign`."""
    shown, grade = probability_sign(row["attainment_probability"], lang), row["evidence_grade"]
    return f"{shown}{NBSP}{grade}" if shown and pd.notna(grade) else shown


def graded_probability(row: dict[str, Any], lang: Lang) -> str:
    """Return the probability of a row with its grade in words, in brackets for grade C."""
    shown, grade = probability(row["attainment_probability"], lang), row["evidence_grade"]
    if pd.isna(grade):
        return shown
    key = "tentative" if grade == EVIDENCE_GRADES[-1] else "firm"
    return text(f"evidence.{key}", lang, probability=shown, grade=grade)


def target_sign(row: dict[str, Any], lang: Lang) -> str:
    """Return a target for a table: ``≥ 98,5 %``, ``< 9,5 ‰``, ``giảm 2–3 %/năm``.

    >>> from analysis.programme import target_sign
    >>> row = {"comparator": "below", "target_value": 9.5, "unit": "per_1000_live_births"}
    >>> print(target_sign(row, "vi"))
    < 9,5 ‰
    """
    if row["comparator"] == "reduce_yearly":
        return text("wording.target_yearly", lang, value=_range(row, lang))
    shown = goal(row["target_value"], row["unit"], lang)
    if _is_at_bound(row):
        return shown
    return f"{sign_of(row['comparator'])}{NBSP}{shown}"


def target_words(row: dict[str, Any], lang: Lang) -> str:
    """Return a target for a sentence: ``đạt từ 98,5 % trở lên``, ``dưới 9,5 ‰``.

    >>> from analysis.programme import target_words
    >>> row = {"comparator": "below", "target_value": 9.5, "unit": "per_1000_live_births"}
    >>> print(target_words(row, "vi"))
    dưới 9,5 ‰
    """
    if row["comparator"] == "reduce_yearly":
        return text("wording.words_reduce_yearly", lang, value=_range(row, lang)) + _base(row, lang)
    shown = goal(row["target_value"], row["unit"], lang)
    key = "zero" if row["comparator"] == "equal" else row["comparator"]
    if key == "at_least" and _is_at_bound(row):
        key = "bound"
    return text(f"wording.words_{key}", lang, value=shown)


def _base(row: dict[str, Any], lang: Lang) -> str:
    """Return what a yearly reduction counts from, where a row of results tells it."""
    year = row.get("baseline_year", pd.NA)
    if pd.isna(year):
        return ""
    value = quantity(
        row["baseline_value"], row["indicator_unit"], lang, int(row["baseline_decimals"])
    )
    return text("wording.reduction_base", lang, year=year, value=value)


def _is_at_bound(row: dict[str, Any]) -> bool:
    """Tell whether nothing lies beyond the target: 100 % of children, no case at all."""
    whole = row["comparator"] == "at_least" and row["unit"] == "percent"
    return bool(whole and row["target_value"] == 100) or row["comparator"] == "equal"


def _range(row: dict[str, Any], lang: Lang) -> str:
    low, high = row["target_value"], row["target_value_high"]
    if math.isnan(high):
        return number(low, lang, 2)
    return f"{number(low, lang, 2)}–{number(high, lang, 2)}"


def status_word(status: str, lang: Lang, *, past: bool = False) -> str:
    """Return the word for a status of ``schemas.STATUSES``.

    ``past`` is for a year that is over and of which there is no figure yet.
    """
    return text(f"wording.past_{status}" if past else f"wording.status_{status}", lang)


def short_status(status: str, lang: Lang, *, past: bool = False) -> str:
    """Return the short word for a status, for narrow cells; ``past`` as of ``status_word``."""
    return text(f"wording.past_short_{status}" if past else f"wording.short_{status}", lang)


def shown_change(before: float, after: float, decimals: int) -> float:
    """Return the difference of two values as they are published, which a reader can check."""
    return as_published(after, decimals) - as_published(before, decimals)


def interval(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Return the 80 % interval of the projection: ``97,8 %–99,2 %``; a dash when there is none."""
    low, high = row["projected_p10"], row["projected_p90"]
    if math.isnan(low):
        return "–"
    unit = row["indicator_unit"]
    shown_low, shown_high = (quantity(end, unit, lang, decimals) for end in (low, high))
    return shown_low if shown_low == shown_high else f"{shown_low}–{shown_high}"
