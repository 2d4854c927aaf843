"""Plans held against each other: how much each asks for, and what a plan that was reissued changed.

Values are compared as printed, at the same stage (interim or final) and only in the same unit of
measure: 18.5 % and 18.5 ‰ are not two ambitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.plans.models import Plan, Target, TargetValue
from analysis.programme import UPWARD

STAGES = ("interim", "final")
# What a target is beside another: asks for more, the same or less; cannot be compared; has none
# beside it; is none itself.
STANDINGS = ("stricter", "same", "looser", "incomparable", "only_here", "left_out")
# What became of a target when a plan was issued again.
CHANGES = ("added", "dropped", *STANDINGS[:4], "reworded")
COMPARED_COLUMNS = (
    "indicator_id",
    "stage",
    "unit_id",
    "chi_tieu",
    "year",
    "kind",
    "comparator",
    "value",
    "value_high",
    "unit",
    "standing",
    "asks_more_by",
)
CHANGE_COLUMNS = ("indicator_id", "year", "change", "before", "after", "before_clause",
                  "after_clause")  # fmt: skip
# "Dưới 9" asks for more than "xuống 9", "trên 90" for more than "đạt 90".
_STRICT = ("below", "above")
# One target at one stage: the target and its value.
Staged = tuple[Target, TargetValue]


def compare_plans(plans: Sequence[Plan], nation: Plan) -> pd.DataFrame:
    """Return one row per indicator, stage and plan (``COMPARED_COLUMNS``), the nation's beside it.

    ``standing`` tells what a target asks for beside the nation's at the same stage (``STANDINGS``),
    ``asks_more_by`` by how much in the unit that is printed: positive asks for more whichever way
    is better, missing where the two cannot be compared. An indicator that the nation has a value
    for and a plan has not is ``left_out``. Plans that borrow their targets compare as what they
    borrow. In the order of the nation's indicators, then of the plans' own.
    """
    national = staged_targets(nation)
    held = {plan.unit_id: staged_targets(plan) for plan in plans}
    keys = dict.fromkeys([*national, *(key for own in held.values() for key in own)])
    order = list(dict.fromkeys(indicator_id for indicator_id, _ in keys))
    rows = [
        _compared(plan.unit_id, key, held[plan.unit_id].get(key), national.get(key))
        for key in sorted(keys, key=lambda key: (order.index(key[0]), STAGES.index(key[1])))
        for plan in plans
    ]
    table = pd.DataFrame([row for row in rows if row], columns=list(COMPARED_COLUMNS))
    types: dict[str, Any] = dict.fromkeys(("value", "value_high", "asks_more_by"), float)
    types |= dict.fromkeys(("chi_tieu", "year"), "Int64")
    return table.astype(types)


def staged_targets(plan: Plan) -> dict[tuple[str, str], Staged]:
    """Return each indicator's target by stage; one without a year stands at both.

    A yearly reduction stands at the stage in which its period ends.
    """
    stages = {plan.final_year: "final"}
    if plan.interim_year is not None:
        stages[plan.interim_year] = "interim"
    if plan.targets_from is not None:
        # What is borrowed has the years of whose it is.
        years = sorted({value.year for target in plan.targets for value in target.values
                        if value.year})  # fmt: skip
        stages = {years[0]: "interim", years[-1]: "final"}
    found: dict[tuple[str, str], Staged] = {}
    for target in plan.targets:
        for value in target.values:
            year = value.year or (int(value.period[-4:]) if value.period else None)
            at = STAGES if year is None else [stages[year]] if year in stages else []
            for stage in at:
                found.setdefault((target.indicator_id, stage), (target, value))
    return found


def _compared(
    unit_id: str, key: tuple[str, str], own: Staged | None, nation: Staged | None
) -> dict[str, object] | None:
    row: dict[str, object] = {"indicator_id": key[0], "stage": key[1], "unit_id": unit_id}
    if own is None:
        return {**row, "standing": "left_out"} if nation else None
    target, value = own
    standing, more = ("only_here", None) if nation is None else standing_beside(own, nation)
    return {
        **row,
        "chi_tieu": target.chi_tieu,
        "year": value.year,
        "kind": value.kind,
        "comparator": value.comparator,
        "value": value.value,
        "value_high": value.value_high,
        "unit": target.unit,
        "standing": standing,
        "asks_more_by": more,
    }


def standing_beside(own: Staged, other: Staged) -> tuple[str, float | None]:
    """Return what a target asks for beside another, and by how much more.

    No case at all asks for more than any reduction. Of two equal values the strict one asks for
    more ("dưới 9" beside "xuống 9"), by nothing that could be told in figures.
    """
    (target, value), (their_target, theirs) = own, other
    kinds = (value.comparator, theirs.comparator)
    if "equal" in kinds and kinds[0] != kinds[1]:
        return ("stricter" if kinds[0] == "equal" else "looser"), None
    same_way = (kinds[0] in UPWARD) == (kinds[1] in UPWARD)
    if target.unit != their_target.unit or not same_way:
        return "incomparable", None
    upward = value.comparator in UPWARD or value.comparator == "reduce_yearly"
    more = value.value - theirs.value if upward else theirs.value - value.value
    # Of a range the lower end is what has to be met; the upper one tells equal ones apart.
    apart = more or (value.value_high or 0.0) - (theirs.value_high or 0.0)
    apart = apart or (kinds[0] in _STRICT) - (kinds[1] in _STRICT)
    standing = "stricter" if apart > 0 else "looser" if apart < 0 else "same"
    return standing, round(more, 9)


def changed_targets(before: Plan, after: Plan) -> pd.DataFrame:
    """Return what changed from one issue of a plan to the next (``CHANGE_COLUMNS``).

    One row per indicator and year (or period) whose target was added, dropped, asks for more or
    less, changed its unit of measure, or only its wording; ``before`` and ``after`` are the printed
    phrases. Empty where nothing changed.
    """
    then, now = _by_year(before), _by_year(after)
    rows = [
        row for key in dict.fromkeys([*then, *now])
        if (row := _changed(key, then.get(key), now.get(key)))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def _by_year(plan: Plan) -> dict[tuple[str, str], Staged]:
    return {
        (target.indicator_id, str(value.year or value.period or "–")): (target, value)
        for target in plan.targets
        for value in target.values
    }


def _changed(
    key: tuple[str, str], then: Staged | None, now: Staged | None
) -> dict[str, object] | None:
    if then and now:
        change, _ = standing_beside(now, then)
        reworded = then[1].as_printed != now[1].as_printed
        if change == "same" and not reworded:
            return None
        change = "reworded" if change == "same" else change
    else:
        change = "added" if now else "dropped"
    return {
        "indicator_id": key[0],
        "year": key[1],
        "change": change,
        "before": then[1].as_printed if then else None,
        "after": now[1].as_printed if now else None,
        "before_clause": then[0].clause if then else None,
        "after_clause": now[0].clause if now else None,
    }


def changed_frame(before: Plan, after: Plan) -> Iterator[tuple[str, object, object]]:
    """Yield what changed outside the targets: a field's name, what it was, what it is.

    Fields are ``number``, ``date``, ``period``, ``interim_year``, ``final_year``, ``budget``, and
    ``lead <chỉ tiêu>`` for each chỉ tiêu that another agency leads.
    """
    pairs = {
        "number": (before.document.number, after.document.number),
        "date": (before.document.date, after.document.date),
        "period": (_period(before), _period(after)),
        "interim_year": (before.interim_year, after.interim_year),
        "final_year": (before.final_year, after.final_year),
        "budget": (before.budget.total, after.budget.total),
    }
    for name, (was, is_now) in pairs.items():
        if was != is_now:
            yield name, was, is_now
    leads = [
        {number: agency.name_vi for agency in plan.responsibilities.agencies
         for number in agency.leads}
        for plan in (before, after)
    ]  # fmt: skip
    for number in sorted({*leads[0], *leads[1]}):
        if leads[0].get(number) != leads[1].get(number):
            yield f"lead {number}", leads[0].get(number), leads[1].get(number)


def _period(plan: Plan) -> str:
    return f"{plan.period.start}–{plan.period.end}"
