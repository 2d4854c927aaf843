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
    OUTLOOK_STATUSES,
    UPWARD,
    change,
    digits_of,
    graded_probability,
    interval,
    latest,
    observed,
    points,
    quantity,
    reduced_goal,
    shown_change,
    stated,
    statement_meets,
    target_words,
)

# Mortality is measured per 1,000 live births: its shortfall is deaths, not births.
_DEATHS = "per_1000_live_births"
# So many of the last published digit is a target just missed.
_JUST_MISSED = 2
# Counts of persons below this are told as they are.
_EXACT_BELOW = 100
# Offices named by their field: "Bộ Y tế", "Sở Tư pháp".
_WITH_FIELD = ("bộ", "sở", "phòng", "ban")
# A required pace is told as a multiple of the pace so far only where it says something.
_LEAST_TIMES, _MOST_TIMES = 1.1, 50.0


def level_sentence(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Tell the latest value, its year and the change since the baseline."""
    decimals = max(decimals, int(row["latest_decimals"]))
    values = {"value": latest(row, lang, decimals), "year": row["latest_year"]}
    if pd.isna(row["pace_from_year"]) or row["pace_from_year"] == row["latest_year"]:
        return text("wording.level_only", lang, **values)
    moved = shown_change(row["pace_from_value"], row["latest_value"], decimals)
    return text(
        "wording.level_changed",
        lang,
        **values,
        change=change(moved, row["indicator_unit"], lang, decimals),
        since=row["pace_from_year"],
    )


def bounds_sentence(row: dict[str, Any], lang: Lang) -> str:
    """Tell which figures are only bounds, from which nothing is worked out; empty without any."""
    years = ", ".join(str(year) for year, _, _ in row["bounds"])
    return text("wording.bounds_left_out", lang, years=years) if years else ""


def leaning_sentence(
    row: dict[str, Any], parent: str | None, lang: Lang, *, brief: bool = False
) -> str:
    """Tell whose figures a projection leans on after the row's own last; empty where on none.

    ``parent`` is the name of the place that is leant on, None where that is the nation.
    ``brief`` are few words, with the grade of the evidence.
    """
    if pd.isna(row.get("leans_on")) or pd.isna(row["projected_p50"]):
        return ""
    name = "nation" if row["leans_on"] == "parent" and parent is None else row["leans_on"]
    values = {"after": int(row["after"]), "until": int(row["until"]), "parent": parent or ""}
    if brief:
        grade = row["evidence_grade"]
        return "" if pd.isna(grade) else text(f"leaning.brief_{name}", lang, **values, grade=grade)
    return text(f"leaning.{name}", lang, **values)


def base_sentence(row: dict[str, Any], lang: Lang) -> str:
    """Tell what a yearly reduction counts from and comes to; empty for any other target."""
    if row["comparator"] != "reduce_yearly" or math.isnan(row["goal"]):
        return ""
    unit, decimals = row["indicator_unit"], int(row["decimals"])
    last, base = row["first_year"] - 1, row["baseline_year"]
    values = {
        "base": base,
        "last": last,
        "first": row["first_year"],
        "year": row["target_year"],
        "rate": number(row["target_value"], lang, 2),
        "value": quantity(row["baseline_value"], unit, lang, int(row["baseline_decimals"])),
        "goal": quantity(reduced_goal(row["goal"], decimals), unit, lang, decimals),
    }
    key = "base_last" if base == last else "base_before"
    return text(f"wording.{key}", lang, **values)


def verdict_sentences(
    rows: list[dict[str, Any]], label: str, lang: Lang, decimals: int
) -> Iterator[str]:
    """Tell how each year's target stands; years that lack the same evidence share a sentence."""
    reasons = {lack_of_evidence(row) for row in rows}
    bounds = {_bound_words(row, lang) for row in rows}
    if len(rows) > 1 and len(reasons) == len(bounds) == 1 and None not in reasons:
        joined = "; ".join(f"{row['target_year']}: {target_words(row, lang)}" for row in rows)
        key = f"wording.together_insufficient_evidence_{reasons.pop()}"
        values = {
            "oldest": rows[0]["latest_year"],
            "contradicted": rows[0].get("contradicted"),
            "points": rows[0]["points"],
            "least": rows[0]["least_points"],
            "bound": bounds.pop(),
            "base": rows[0]["first_year"] - 1,
        }
        yield text(key, lang, label_within=within(label), targets=joined, **values)
        return
    for row in rows:
        yield verdict_sentence(row, label, lang, decimals)


def lack_of_evidence(row: dict[str, Any]) -> str | None:
    """Return why there is too little evidence for a verdict; None where there is enough."""
    if row["status"] != "insufficient_evidence":
        return None
    if pd.notna(row.get("contradicted")):
        return "contradicted"
    if row["comparator"] == "reduce_yearly" and math.isnan(row["goal"]):
        return "base"
    if not pd.isna(row["open_bound"]):
        return "bound"
    if row["points"] < row["least_points"]:
        return "few"
    return "stale" if row["stale"] else "gap"


def _bound_words(row: dict[str, Any], lang: Lang) -> str:
    """Return the bound that leaves a target open, with its year; empty where none does."""
    if pd.isna(row["open_bound"]):
        return ""
    point = {year: {"value": value, "qualifier": word} for year, value, word in row["bounds"]}
    targets = [(row["comparator"], row["goal"])]
    found, decimals = point[row["open_bound"]], int(row["decimals"])
    shown = observed(found, row["indicator_unit"], lang, decimals, targets)
    return text("wording.bound", lang, value=shown, year=row["open_bound"])


def verdict_sentence(row: dict[str, Any], label: str, lang: Lang, decimals: int) -> str:
    """Tell how the target of one year stands, in the words of its status.

    ``label`` is the word for the target, which tells whose it is.
    """
    values = {
        "label": label,
        "label_within": within(label),
        "target": target_words(row, lang),
        "year": row["target_year"],
        "probability": graded_probability(row, lang),
        "interval": interval(row, lang, decimals),
        "oldest": row["latest_year"],
        "contradicted": row.get("contradicted"),
        "points": row["points"],
        "least": row["least_points"],
        "bound": _bound_words(row, lang),
        "base": row["first_year"] - 1,
    }
    status = row["status"]
    reason = lack_of_evidence(row)
    if reason:
        status = f"{status}_{reason}"
    if status == "not_achieved" and _spans_years(row) and not _missed_at_last(row):
        # A year of the span failed, perhaps long before the last one.
        ahead = row["latest_year"] < row["target_year"]
        status = "not_achieved_ahead" if ahead else "not_achieved_span"
        values |= {"first": row["first_year"], "missed": _missed_words(row, lang, decimals)}
    if status in AT_RISK and is_met(row):
        status = "not_surely_held"
    if row["unobserved"] and status in OUTLOOK_STATUSES:
        status = f"{status}_past"
    if status in ("achieved", "not_achieved"):
        values["how"] = "".join(_decided_words(row, lang, decimals))
    said = text(f"wording.verdict_{status}", lang, **values)
    if row["unobserved"]:
        said += " " + text("wording.unobserved", lang, year=row["target_year"])
    return said


def _missed_words(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Return the figure of the first year of a span that failed, with the year."""
    shown = quantity(row["missed_value"], row["indicator_unit"], lang, decimals)
    return text("wording.missed_in", lang, year=row["missed_year"], value=shown)


def _spans_years(row: dict[str, Any]) -> bool:
    """Tell whether every year from the first to the last has to meet the target."""
    yearly = row["comparator"] == "reduce_yearly"
    return bool(row["first_year"] < row["target_year"]) and not yearly


def _missed_at_last(row: dict[str, Any]) -> bool:
    """Tell whether the figure of the last year of a span misses the target itself."""
    figure = row["decided_value"], row["decided_qualifier"], row["goal"]
    return statement_meets(row["comparator"], *figure, row["indicator_unit"]) is False


def is_met(row: dict[str, Any]) -> bool:
    """Tell whether the latest value surely meets the target."""
    return not pd.isna(row["latest_met"]) and bool(row["latest_met"])


def _decided_words(row: dict[str, Any], lang: Lang, decimals: int) -> Iterator[str]:
    """Yield what follows the word of a decided target: the figure, and by how much or since when.

    The figure is left out where the sentence before has just told it.
    """
    if math.isnan(row["decided_value"]):
        return
    if row["latest_year"] != row["target_year"]:
        digits = max(decimals, int(row["decided_decimals"]))
        figure = row["decided_value"], row["decided_qualifier"]
        shown = stated(*figure, row["indicator_unit"], lang, digits)
        yield text("wording.decided_value", lang, value=shown)
    if row["status"] == "not_achieved":
        yield _missed_by(row, lang, decimals)
        return
    if row["met_since"] < row["target_year"] and not _spans_years(row):
        years = {"since": row["met_since"], "year": row["target_year"]}
        yield text("wording.decided_since", lang, **years)
    lost = not pd.isna(row["latest_met"]) and not row["latest_met"]
    if row["latest_year"] > row["target_year"] and lost:
        shown = latest(row, lang, max(decimals, int(row["latest_decimals"])))
        yield text("wording.decided_lost", lang, value=shown, year=row["latest_year"])


def _missed_by(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Tell by how much; nothing where nobody knows ("gần 99 %", "dưới 90 %")."""
    gap = row["decided_gap"]
    if math.isnan(gap) or (gap == 0 and row["decided_qualifier"] == "nearly"):
        return ""
    if gap == 0:
        return text("wording.decided_edge", lang)
    digits = digits_of(gap, max(decimals, int(row["decided_decimals"])))
    shown = points(gap, row["indicator_unit"], lang, digits)
    narrow = gap <= _JUST_MISSED * 10.0**-decimals + 1e-9
    return text("wording.decided_narrowly" if narrow else "wording.decided_gap", lang, gap=shown)


def pace_sentence(
    row: dict[str, Any], label: str, lang: Lang, decimals: int, kept: float = math.nan
) -> str:
    """Tell the change a year so far, as projected and as required; empty when there is no need.

    ``kept`` is the share of such paces that went on as fast in the track record (0–1, missing
    where it is not measured).
    """
    required = row["required_annual_change"]
    paces = _pace_parts(row, lang, decimals)
    if _spans_years(row) and not _has_held(row) and not math.isnan(row["gap"]):
        years = {"first": row["first_year"], "year": row["target_year"]}
        return " ".join([text("wording.pace_span", lang, **years), *_paces(paces, lang)])
    if math.isnan(required):
        return ""
    if _has_held(row):
        said = [_held_sentence(row, label, lang, decimals)]
        # Old figures tell no pace of today.
        return " ".join([*said, *([] if row["stale"] else _paces(paces, lang))])
    said = [*_paces([*paces, _required_part(row, lang, decimals)], lang)]
    so_far = row["observed_annual_change"]
    if row["status"] in AT_RISK and _is_enough(row, decimals):
        said.append(text("wording.pace_enough", lang))
    slower = _towards(row, row["projected_annual_change"]) < _towards(row, so_far)
    if slower and _towards(row, so_far) > 0 and not math.isnan(kept):
        said.append(text("wording.pace_kept", lang, share=number(100 * kept, lang, 0)))
    return " ".join(said)


def _has_held(row: dict[str, Any]) -> bool:
    return bool(row["gap"] == 0 or row["required_annual_change"] == 0)


def _towards(row: dict[str, Any], pace: float) -> float:
    """Return a pace as positive where it leads towards the target."""
    return pace if row["comparator"] in UPWARD else -pace


def _is_enough(row: dict[str, Any], decimals: int) -> bool:
    """Tell whether the pace so far, as far as it is shown, reaches the target if it goes on."""
    so_far, required = row["observed_annual_change"], row["required_annual_change"]
    if math.isnan(so_far) or _worsens(row, decimals):
        return False
    return bool(abs(as_published(so_far, digits_of(required, decimals + 1))) >= abs(required))


def _paces(parts: list[str], lang: Lang) -> list[str]:
    return [text("wording.pace", lang, parts="; ".join(parts))] if parts else []


def _pace_parts(row: dict[str, Any], lang: Lang, decimals: int) -> list[str]:
    """Return the change a year so far and as projected, of these what is known."""
    paces = {name: row[f"{name}_annual_change"] for name in ("observed", "projected")}
    parts = []
    for name, pace in paces.items():
        if math.isnan(pace):
            continue
        shown = change(pace, row["indicator_unit"], lang, decimals + 1)
        years = {"since": row["pace_from_year"], "latest": row["latest_year"]}
        part = text(f"wording.pace_{name}", lang, change=shown, **years)
        if name == "observed" and not _has_held(row) and _worsens(row, decimals):
            part += text("wording.pace_backward", lang)
        parts.append(part)
    return parts


def _required_part(row: dict[str, Any], lang: Lang, decimals: int) -> str:
    """Return the change a year that is required, and how many times the one so far it is.

    A pace that is shown as none or leads away has no multiple; nor has one from a figure so old
    that nobody knows what came after it.
    """
    required, so_far = row["required_annual_change"], row["observed_annual_change"]
    digits = digits_of(required, decimals + 1)
    asked = change(required, row["indicator_unit"], lang, digits)
    said = text("wording.pace_required", lang, change=asked, latest=row["latest_year"])
    shown = 0.0 if math.isnan(so_far) else as_published(so_far, digits)
    if row["stale"] or not shown or _worsens(row, decimals):
        return said
    times = required / so_far
    if _LEAST_TIMES <= times <= _MOST_TIMES:
        said += text("wording.pace_times", lang, times=number(times, lang, 1))
    return said


def _held_sentence(row: dict[str, Any], label: str, lang: Lang, decimals: int) -> str:
    """Tell that the level has to be held, that it is slipping, or that it is just not met.

    "Nearly 98,5" falls short of 98,5 by nobody knows how little; at a strict target the level
    may stand exactly on the value.
    """
    nearly = row["latest_qualifier"] == "nearly"
    key = "pace_none" if is_met(row) else "pace_nearly" if nearly else "pace_edge"
    values = {"label_within": within(label), "year": row["target_year"]}
    if key == "pace_none" and row["stale"]:
        return text("wording.pace_then", lang, then=row["latest_year"], **values)
    if key == "pace_none" and row["status"] != "likely" and _worsens(row, decimals):
        key = "pace_slipping"
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
    key = "more" if row["comparator"] in UPWARD else "fewer"
    if row["indicator_unit"] == _DEATHS:
        key = "deaths"
    return text(f"wording.shortfall_{key}", lang, count=about(short, lang), people=people)


def about(count: float, lang: Lang) -> str:
    """Return a count as closely as it can be known: two digits and zeros; small ones whole."""
    if count < _EXACT_BELOW:
        return number(count, lang, 0)
    step = 10.0 ** (math.floor(math.log10(count)) - 1)
    return number(step * round(count / step), lang, 0)


def in_sentence(name: str, place: str, lang: Lang) -> str:
    """Return an office's name in capitals as it is written inside a sentence; empty for none.

    ``place`` is the unit's name, whose own letters are kept: "ỦY BAN NHÂN DÂN TỈNH VĨNH LONG" is
    "Ủy ban nhân dân tỉnh Vĩnh Long", "BỘ Y TẾ" is "Bộ Y tế".
    """
    if not name:
        return ""
    proper = " ".join(word for word in place.split() if word[0].isupper())
    said = name.lower()
    if lang == "en":
        small = ("of", "the", "and", "province", "district", "city")
        titled = (word if word in small else word.capitalize() for word in said.split())
        said = "the " + " ".join(titled)
        return said.replace(" ".join(map(str.capitalize, proper.lower().split())), proper)
    first, _, rest = said.partition(" ")
    # Decree 30/2020: of a ministry or department its field is capital too.
    rest = rest[:1].upper() + rest[1:] if first in _WITH_FIELD else rest
    return f"{first.capitalize()} {rest}".replace(proper.lower(), proper).strip()
