"""What a merged province gains when figures of one of its former provinces go on after its own.

The mergers of 2025 are laid over the provincial series of the years before: a merged province's
value is the plain mean of its parts', in the years in which all of them have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.programme import NATION
from analysis.projections import Parents
from analysis.track_record.ragged import (
    HIDDEN_YEARS,
    HISTORY,
    KEYS,
    LEAST_YEARS,
    OUTCOME_YEARS,
    compare_errors,
    projected_beside,
)

MERGERS_FILE = "vn_provinces_2025.csv"
# What is known after the edge, besides nothing at all.
MERGED_ALONE, MERGED_NATION, FORMER = "merged_all_cut", "merged_nation", "former"
# So few former provinces go on at a time, so that they are no siblings to lean on.
FEW = 8
Mergers = Mapping[str, Sequence[str]]


def load_mergers(data: Path) -> Mergers:
    """Return the codes of the former provinces of each province that was put together in 2025."""
    table = pd.read_csv(data / MERGERS_FILE, dtype=str)
    parts = table.groupby("new_code")["old_code"].agg(list)
    return {f"merged-{code}": codes for code, codes in parts.items() if len(codes) > 1}


def mergers_table(
    provinces: pd.DataFrame, nation: pd.DataFrame, indicators: pd.DataFrame, mergers: Mergers
) -> pd.DataFrame:
    """Return errors over those with nothing known after the edge, and coverage (as ``ragged``).

    One row per number of hidden years and of what is known after them: nothing, the nation, or one
    former province of each, the last by its code.
    """
    found = [
        case
        for indicator_id, rows in provinces.groupby("indicator_id")
        for case in _cases(
            rows, nation[nation["indicator_id"] == indicator_id], indicators, mergers
        )
    ]
    return compare_errors(pd.concat(found, ignore_index=True), MERGED_ALONE)


def put_together(rows: pd.DataFrame, mergers: Mergers) -> pd.DataFrame:
    """Return the series of merged provinces; ``rows`` are one indicator's of the former ones."""
    wide = rows.pivot(index="year", columns="unit_id", values="value")
    made = {
        unit_id: wide[list(parts)].mean(axis=1, skipna=False)
        for unit_id, parts in mergers.items()
        if set(parts) <= set(wide.columns)
    }
    tall = pd.DataFrame(made).rename_axis("year").reset_index()
    tall = tall.melt("year", var_name="unit_id", value_name="value").dropna()
    return tall.assign(indicator_id=rows["indicator_id"].iloc[0])


def _cases(
    rows: pd.DataFrame, nation: pd.DataFrame, indicators: pd.DataFrame, mergers: Mergers
) -> Iterator[pd.DataFrame]:
    merged = put_together(rows, mergers)
    for last in sorted(set(merged["year"])):
        for hidden in HIDDEN_YEARS:
            origin = last - hidden
            window = merged[merged["year"].between(last - HISTORY, last)]
            seen = window[window["year"] <= origin]
            newest = seen[seen["year"] == origin].set_index("unit_id")["value"]
            sized = seen.groupby("unit_id")["year"].transform("size") >= LEAST_YEARS
            seen = seen[sized & seen["unit_id"].isin(newest.index)]
            outcomes = window[window["year"] > max(origin, last - OUTCOME_YEARS)]
            outcomes = outcomes[outcomes["unit_id"].isin(seen["unit_id"])][[*KEYS, "value"]]
            if outcomes.empty:
                continue
            for known, series, parents in _given(rows, nation, seen, mergers, int(last)):
                asked = outcomes[outcomes["unit_id"].isin(list(parents))]
                beside = projected_beside(asked, series, indicators, int(last), parents)
                yield beside.assign(last=beside["unit_id"].map(newest), known=known, hidden=hidden)


def _given(
    rows: pd.DataFrame, nation: pd.DataFrame, seen: pd.DataFrame, mergers: Mergers, last: int
) -> Iterator[tuple[str, pd.DataFrame, Parents]]:
    """Yield what is known, the series, and on whom those asked for may lean."""
    units = sorted(set(seen["unit_id"]))
    country = nation[nation["year"].between(last - HISTORY, last)].assign(unit_id=NATION)
    yield MERGED_ALONE, seen, dict.fromkeys(units, ())
    yield MERGED_NATION, pd.concat([seen, country]), dict.fromkeys(units, NATION)
    window = rows[rows["year"].between(last - HISTORY, last)]
    for start in range(0, len(units), FEW):
        parents = {unit: max(mergers[unit]) for unit in units[start : start + FEW]}
        going_on = window[window["unit_id"].isin(list(parents.values()))]
        yield FORMER, pd.concat([seen, going_on]), parents
