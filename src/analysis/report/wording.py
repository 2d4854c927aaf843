"""Numbers and sentences as an office writes them, in Vietnamese and in English.

Sentences are made from one row of the assessment's table; nothing here computes a figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.language import Lang, as_published, number, text, within
from analysis.programme import (
    AT_RISK,
    UPWARD,
    change,
    interval,
    judged_value,
    latest,
    meets,
    points,
    probability,
    quantity,
    shown_change,
    target_words,
)

# Mortality is measured per 1,000 live births: its shortfall is deaths, not births.
_DEATHS = "per_1000_live_births"
# So many of the last published digit is a target just missed.
_JUST_MISSED = 2
# A required pace is told as a multiple of the pace so far only where it says something.
_LEAST_TIMES, _MOST_TIMES = 1.1, 50.0


def level_sentence(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Tell the latest value, its year and the change since the baseline."""
    values = {"value": latest(row, lang, decimals), "year": row["latest_year"]}
    if row["pace_from_year"] == row["latest_year"]:
        return text("wording.level_only", lang, **values)
    moved = shown_change(row["pace_from_value"], row["latest_value"], decimals)
    return text(
        "wording.level_changed",
        lang,
        **values,
        change=change(moved, row["indicator_unit"], lang, decimals),
        since=row["pace_from_year"],
    )


def verdict_sentences(
    rows: list[dict[str, Any]], label: str, lang: Lang, decimals: int
) -> Iterator[str]:
    """Tell how each year's target stands; years that lack the same evidence share a sentence."""
    reasons = {_lack_of_evidence(row) for row in rows}
    if len(rows) > 1 and len(reasons) == 1 and None not in reasons:
        joined = "; ".join(f"{row['target_year']}: {target_words(row, lang)}" for row in rows)
        key = f"wording.together_insufficient_evidence_{reasons.pop()}"
        values = {
            "oldest": rows[0]["latest_year"],
            "points": rows[0]["points"],
            "least": rows[0]["least_points"],
        }
        yield text(key, lang, label_within=within(label), targets=joined, **values)
        return
    for row in rows:
        yield verdict_sentence(row, label, lang, decimals)


def _lack_of_evidence(row: dict[str, Any]) -> str | None:
    if row["status"] != "insufficient_evidence":
        return None
    if row["points"] < row["least_points"]:
        return "few"
    return "stale" if row["stale"] else "gap"


def verdict_sentence(row: dict[str, Any], label: str, lang: Lang, decimals: int) -> str:
    """Tell how the target of one year stands, in the words of its status.

    ``label`` is the word for the target, which tells whose it is.
    """
    values = {
        "label": label,
        "label_within": within(label),
        "target": target_words(row, lang),
        "year": row["target_year"],
        "probability": probability(row["attainment_probability"], lang),
        "interval": interval(row, lang, decimals),
        "oldest": row["latest_year"],
        "points": row["points"],
        "least": row["least_points"],
    }
    status = row["status"]
    reason = _lack_of_evidence(row)
    if reason:
        status = f"{status}_{reason}"
    if status == "not_achieved" and not row["decided_gap"] > 0 and _spans_years(row):
        # A year of the span failed, perhaps long before the last one.
        ahead = row["latest_year"] < row["target_year"]
        status = "not_achieved_ahead" if ahead else "not_achieved_span"
        values["first"] = row["first_year"]
    if status in AT_RISK and _is_met(row, decimals):
        status = "not_surely_held"
    if status == "unlikely_without_acceleration" and not _is_too_slow(row, decimals):
        status = "unlikely"
    if status in ("achieved", "not_achieved"):
        values["how"] = "".join(_decided_words(row, lang, decimals))
    said = text(f"wording.verdict_{status}", lang, **values)
    if row["unobserved"]:
        said += " " + text("wording.unobserved", lang, year=row["target_year"])
    return said


def _is_too_slow(row: dict[str, Any], decimals: int) -> bool:
    """Tell whether going faster the same way would help: not where the way is wrong or enough."""
    required, observed = row["required_annual_change_from_today"], row["observed_annual_change"]
    if math.isnan(required) or math.isnan(observed):
        return True
    return not _worsens(row, decimals) and abs(required) > abs(observed)


def _spans_years(row: dict[str, Any]) -> bool:
    """Tell whether every year from the first to the last has to meet the target."""
    yearly = row["comparator"] == "reduce_yearly"
    return bool(row["first_year"] < row["target_year"]) and not yearly


def _is_met(row: dict[str, Any], decimals: int) -> bool:
    """Tell whether the latest value, as published and as its words bound it, meets the target."""
    value = judged_value(row["latest_value"], decimals, row["latest_qualifier"])
    return not math.isnan(row["goal"]) and meets(row["comparator"], value, row["goal"])


def _decided_words(row: dict[str, Any], lang: Lang, decimals: int) -> Iterator[str]:
    """Yield what follows the word of a decided target: the figure, and by how much or since when.

    The figure is left out where the sentence before has just told it.
    """
    if math.isnan(row["decided_value"]):
        return
    if row["latest_year"] != row["target_year"]:
        shown = quantity(row["decided_value"], row["indicator_unit"], lang, decimals)
        yield text("wording.decided_value", lang, value=shown)
    if row["status"] == "not_achieved":
        yield _missed_by(row, lang, decimals)
        return
    if row["met_since"] < row["target_year"] and not _spans_years(row):
        years = {"since": row["met_since"], "year": row["target_year"]}
        yield text("wording.decided_since", lang, **years)
    if row["latest_year"] > row["target_year"] and not _is_met(row, decimals):
        yield text("wording.decided_lost", lang, value=latest(row, lang, decimals),
                   year=row["latest_year"])  # fmt: skip


def _missed_by(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Tell by how much; nothing where that is less than what is published ("gần 99 %")."""
    gap = row["decided_gap"]
    if gap == 0:
        return text("wording.decided_edge", lang)
    if as_published(gap, decimals) == 0:
        return ""
    shown = points(gap, row["indicator_unit"], lang, decimals)
    narrow = gap <= _JUST_MISSED * 10.0**-decimals + 1e-9
    return text("wording.decided_narrowly" if narrow else "wording.decided_gap", lang, gap=shown)


def pace_sentence(row: dict[str, Any], label: str, lang: Lang, decimals: int) -> str:
    """Tell the pace so far beside the pace required from today; empty when there is no need."""
    required, observed = row["required_annual_change_from_today"], row["observed_annual_change"]
    if math.isnan(required):
        return ""
    if row["gap"] == 0 or required == 0:
        return _held_sentence(row, label, lang, decimals)
    if _spans_years(row):
        return text("wording.pace_span", lang, first=row["first_year"], year=row["target_year"])
    unit = row["indicator_unit"]
    values = {"required": change(required, unit, lang, decimals + 1)}
    if math.isnan(observed):
        return text("wording.pace_required", lang, **values)
    values["observed"] = change(observed, unit, lang, decimals + 1)
    if _worsens(row, decimals):
        return text("wording.pace_backward", lang, **values)
    # A pace that is shown as none has no multiple and is never enough.
    times = required / observed if as_published(observed, decimals + 1) else math.inf
    if _LEAST_TIMES <= times <= _MOST_TIMES:
        return text("wording.pace_times", lang, times=number(times, lang, 1), **values)
    said = text("wording.pace_both", lang, **values)
    if row["status"] in AT_RISK and times <= 1:
        said += " " + text("wording.pace_enough", lang)
    return said


def _held_sentence(row: dict[str, Any], label: str, lang: Lang, decimals: int) -> str:
    """Tell that the level has to be held, that it is slipping, or that it is just not met.

    "Nearly 98,5" falls short of 98,5 by less than a published digit; at a strict target the level
    may stand exactly on the value.
    """
    key = "pace_none" if _is_met(row, decimals) else "pace_nearly" if row["gap"] else "pace_edge"
    values = {"label_within": within(label), "year": row["target_year"]}
    if key == "pace_none" and row["stale"]:
        return text("wording.pace_then", lang, then=row["latest_year"], **values)
    if key == "pace_none" and row["status"] != "likely" and _worsens(row, decimals):
        key = "pace_slipping"
        observed = row["observed_annual_change"]
        values["observed"] = change(observed, row["indicator_unit"], lang, decimals + 1)
    return text(f"wording.{key}", lang, **values)


def _worsens(row: dict[str, Any], decimals: int) -> bool:
    """Tell whether the pace so far leads away from the target, as far as it is shown."""
    if math.isnan(row["observed_annual_change"]):
        return False
    moved = as_published(row["observed_annual_change"], decimals + 1)
    return moved < 0 if row["comparator"] in UPWARD else moved > 0


def first_likely_sentence(row: dict[str, Any], lang: Lang) -> str:
    """Tell the first coming year in which the goal is likely; empty when there is none."""
    year = row["first_likely_year"]
    if pd.isna(year) or year >= row["target_year"] or row["gap"] == 0:
        return ""
    return text("wording.first_likely", lang, year=year)


def shortfall_sentence(row: dict[str, Any], people: str | None, lang: Lang) -> str:
    """Tell how many persons stand between the latest value and the target, where known."""
    short = row["children_short"]
    if people is None or math.isnan(short) or short == 0:
        return ""
    key = "shortfall_deaths" if row["indicator_unit"] == _DEATHS else "shortfall"
    return text(f"wording.{key}", lang, count=number(short, lang, 0), people=people)
