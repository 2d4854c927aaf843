"""The figures of many units in one table, for one's own analysis."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.ledger import load_ledgers, open_books
from analysis.series import build_series, comparable_rows
from analysis.workbench.setting import Setting

COLUMNS = ["unit_id", "unit_name", "indicator_id", "indicator_name", "year", "value", "qualifier",
           "indicator_unit", "nature", "status", "source"]  # fmt: skip


def panel_table(setting: Setting, unit_ids: Sequence[str]) -> pd.DataFrame:
    """Return the comparable figures of these units, one row per unit, indicator and year."""
    programme = setting.programme
    boundaries, real = programme.boundaries, setting.data == "real"
    merged = boundaries.loc[boundaries["unit_id"].isin(unit_ids) & real, "part_id"]
    wanted = list(dict.fromkeys([*unit_ids, *merged]))
    books = open_books(setting.root, setting.data)
    held = load_ledgers(wanted, books, programme, as_of=setting.as_of).observations
    tables = [
        comparable_rows(
            build_series(
                pd.concat([held[each] for each in _with_parts(name, boundaries) if each in held]),
                programme.indicators,
                boundaries,
                programme.weights,
                name,
            )
        )
        for name in unit_ids
    ]
    filled = [table for table in tables if len(table)]
    if not filled:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.concat(filled, ignore_index=True)
    about = programme.indicators.set_index("indicator_id")
    lang = setting.lang
    return table.assign(
        unit_name=table["unit_id"].map(lambda name: programme.units[name].name(lang)),
        indicator_name=table["indicator_id"].map(about[f"name_{lang}"]),
        indicator_unit=table["indicator_id"].map(about["unit"]),
    )[COLUMNS]


def _with_parts(unit_id: str, boundaries: pd.DataFrame) -> list[str]:
    return [unit_id, *boundaries.loc[boundaries["unit_id"] == unit_id, "part_id"]]
