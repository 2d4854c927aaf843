"""What charts and tiles write beside their marks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.language import NBSP, Lang, number
from analysis.programme import BOUNDS, qualified, reduced_goal, shown_decimals, sign_of

Row = dict[str, Any]


def drawn_goals(goals: list[Row]) -> list[Row]:
    """Return the targets that have a value to be drawn at."""
    return [goal for goal in goals if np.isfinite(goal["goal"])]


def goal_words(mark: Row, indicator: Row, lang: Lang) -> str:
    """Return a target's value with the sign before it: ``≥ 98,5``.

    A goal that was computed has no more decimals than what is published.
    """
    goal, decimals = mark["goal"], 2
    if mark["comparator"] == "reduce_yearly":
        decimals = int(indicator["decimals"])
        goal = reduced_goal(goal, decimals)
    return f"{_sign(mark, indicator)}{number(goal, lang, decimals)}"


def _sign(mark: Row, indicator: Row) -> str:
    """Return the sign before a target's value; none where nothing lies beyond it."""
    whole = mark["comparator"] == "at_least" and mark["goal"] == indicator["upper"]
    bound = whole or mark["comparator"] == "equal"
    return "" if bound else (sign_of(mark["comparator"]) or "≤") + NBSP


def newest_words(newest: Row | pd.Series, marks: list[Row], indicator: Row, lang: Lang) -> str:
    """Return the newest figure of a series as it is written beside its mark."""
    targets = [(mark["comparator"], mark["goal"]) for mark in marks]
    decimals, unit = int(indicator["decimals"]), str(indicator["unit"])
    digits = shown_decimals(float(newest["value"]), decimals, unit, targets)
    fixed = newest["qualifier"] not in BOUNDS
    return qualified(number(newest["value"], lang, digits, fixed=fixed), newest["qualifier"], lang)
