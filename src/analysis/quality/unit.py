"""Checking one unit's figures without assessing it: quick, and for units without a plan too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.ledger import Books, load_ledgers
from analysis.plans import Plan, list_owed_figures, plan_in_force, plan_indicators, plan_targets
from analysis.programme import PROGRAMME_START, Programme, Unit
from analysis.quality.checks import list_quality_issues
from analysis.quality.issues import Examined
from analysis.series import (
    build_series,
    comparable_rows,
    deciding_years,
    judged_targets,
    peer_figures,
    peer_ids,
)


@dataclass(frozen=True)
class UnitCheck:
    """What was found in one unit's figures: the table of ``list_quality_issues``.

    ``plan`` is none for a unit without one, and ``owed`` (``list_owed_figures``) is empty then; of
    inherited plans it is the first at hand. ``indicators`` and ``sources`` name what the issues
    speak of.
    """

    unit: Unit
    plan: Plan | None
    issues: pd.DataFrame
    owed: pd.DataFrame
    indicators: pd.DataFrame
    sources: pd.DataFrame


def check_unit(
    unit_id: str,
    books: Books,
    programme: Programme,
    others: Mapping[str, pd.DataFrame],
    *,
    edition: int,
    as_of: str | None = None,
) -> UnitCheck:
    """Return what is missing, doubtful or wrong in a unit's figures up to the ``edition``.

    ``others`` is what is stated of each unit among which its peers are found (``OBSERVATIONS``).

    Raises ``BadInput`` with every fault for a ledger, plan or table that cannot be used.
    """
    units, boundaries = programme.units, programme.boundaries
    plan = plan_in_force(unit_id, programme) if unit_id in programme.reported_units else None
    indicators = plan_indicators(plan, programme) if plan else programme.indicators
    weights = programme.weights
    parts = boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]
    wanted = [unit_id] if books.data == "illustrative" else [unit_id, *sorted(parts)]
    ledgers = load_ledgers(wanted, books, programme, as_of=as_of)
    stated = _until(pd.concat(ledgers.observations.values(), ignore_index=True), edition)
    series = build_series(stated, indicators, boundaries, weights, unit_id)
    peers = peer_ids(unit_id, units, boundaries, others)
    judged = _judged(plan)
    examined = Examined(
        ledger=_until(ledgers.observations[unit_id], edition),
        statements=_until(ledgers.statements[unit_id], edition),
        series=series,
        peers=peer_figures((others[name] for name in peers), edition),
        indicators=indicators,
        planned=tuple(dict.fromkeys(judged["indicator_id"])),
        decisive=deciding_years(judged),
        owed=list_owed_figures(judged, comparable_rows(series), edition, through=edition - 1),
        reporting=plan.reporting if plan else None,
        oldest=edition - programme.rules.oldest_years,
    )
    return UnitCheck(
        units[unit_id],
        plan,
        list_quality_issues(examined),
        examined.owed,
        indicators,
        ledgers.sources,
    )


def _until(table: pd.DataFrame, edition: int) -> pd.DataFrame:
    return table[table["year"] <= edition]


def _judged(plan: Plan | None) -> pd.DataFrame:
    """Return the judged targets of a plan; none without one."""
    if plan is None:
        columns = ["unit_id", "chi_tieu", "indicator_id", "comparator", "first_year", "target_year",
                   "lead_agency"]  # fmt: skip
        return pd.DataFrame(columns=columns, dtype=object)
    first = PROGRAMME_START if plan.targets_from else plan.period.start
    return judged_targets(plan_targets(plan), first_year=first)
